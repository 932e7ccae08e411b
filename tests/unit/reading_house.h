/* reading_house.h - for tests of what is read out of texts: an arena and complaints, new for every
 * test. */
#ifndef LIVVAKT_TESTS_READING_HOUSE_H
#define LIVVAKT_TESTS_READING_HOUSE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "arena.h"
#include "complaint.h"

static struct arena arena;
static struct complaints complaints;

static inline int setup(void **state)
{
	(void)state;
	arena_init(&arena, 4096, 4 << 20);
	complaints_init(&complaints);
	return 0;
}

static inline int teardown(void **state)
{
	(void)state;
	arena_done(&arena);
	complaints_done(&complaints);
	return 0;
}

#endif
