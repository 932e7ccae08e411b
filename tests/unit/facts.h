/* facts.h - what tests that are lists of facts share: cmocka with its prelude, slices of literals,
 * a folder that goes away. */
#ifndef LIVVAKT_TESTS_FACTS_H
#define LIVVAKT_TESTS_FACTS_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "slice.h"
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

/* The bytes of a literal, NULs inside included. */
#define BYTES(literal) ((struct slice){ literal, sizeof(literal) - 1 })

/* For one line a case: says which case it was that did not hold. */
#define FACT(holds, ...)                                                                           \
	do {                                                                                       \
		if (!(holds))                                                                      \
			fail_msg(__VA_ARGS__);                                                     \
	} while (0)

static inline void assert_slice_is(struct slice got, const char *want)
{
	FACT(slice_is(got, want), "got \"%.*s\", not \"%s\"", (int)got.len,
	     got.data ? got.data : "", want);
}

/* CPU time of this process, for comparing what it took with what else did. */
static inline double cpu_seconds(void)
{
	return (double)clock() / CLOCKS_PER_SEC;
}

/* Fills a text with one unit. */
static inline struct slice text_filled(const char *unit, char *text, size_t size)
{
	size_t len = 0, piece = strlen(unit);

	for (; len + piece <= size; len += piece)
		memcpy(text + len, unit, piece);
	return (struct slice){ text, len };
}

enum { FACTS_PATH_MAX = 256 };

/* A new empty folder; folder_remove takes it away with all it holds. */
static inline void folder_make(char ret_path[FACTS_PATH_MAX])
{
	snprintf(ret_path, FACTS_PATH_MAX, "%s", "/tmp/livvakt-test-XXXXXX");
	assert_non_null(mkdtemp(ret_path));
}

static inline int folder_remove_entry(const char *path, const struct stat *status, int kind,
				      struct FTW *at)
{
	(void)status;
	(void)kind;
	(void)at;
	return remove(path);
}

static inline void folder_remove(const char *path)
{
	assert_int_equal(nftw(path, folder_remove_entry, 8, FTW_DEPTH | FTW_PHYS), 0);
}

#endif
