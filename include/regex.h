/*
 * regex.h - PCRE2 behind a small door: UTF and Unicode classes, JIT where the system allows it, and
 * limits on every match.
 */
#ifndef LIVVAKT_REGEX_H
#define LIVVAKT_REGEX_H

#include "attributes.h"
#include "error.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>

struct regex;	      /* compiled; may be used by threads at the same time */
struct regex_scratch; /* one thread's */

/* NULL on failure, with PCRE2's words in the error and the offset in bytes where it stopped (may be
 * NULL). ERROR_INVALID, or ERROR_MEMORY. The pattern is borrowed. */
struct regex *regex_new(struct slice pattern, struct error *error, size_t *ret_offset);
/* One that regex_new has accepted before: it is compiled when it is first tried, as most never are.
 * The pattern is borrowed. NULL when memory is out. */
struct regex *regex_later(struct slice pattern);
struct regex *regex_free(struct regex *regex); /* NULL is fine; always NULL */

/* Can it match nothing at all? Such a rule would hit every comment. Of one by regex_new. */
bool regex_matches_empty(const struct regex *regex, struct regex_scratch *scratch);

struct regex_scratch *regex_scratch_new(void);
struct regex_scratch *regex_scratch_free(struct regex_scratch *scratch);

enum regex_result { REGEX_NO, REGEX_YES, REGEX_UNDECIDED };

/* A new text, with the limits as they are. */
void regex_scratch_begin(struct regex_scratch *scratch);
/* This text hit a limit and goes to a person anyhow: halves the limits of what else is tried on it.
 */
void regex_scratch_tighten(struct regex_scratch *scratch);

/* The next match at or behind `from` in valid UTF-8; never an empty one. UNDECIDED when a limit on
 * steps, depth or memory was hit: the text is then too hard for this pattern, which is neither yes
 * nor no. */
enum regex_result regex_find(struct regex *regex, struct regex_scratch *scratch, struct slice text,
			     size_t from, struct span *ret_span);

enum { REGEX_VERSION_MAX = 64 };

/* Of the library that runs, not of the one that was compiled with; empty where it tells none. */
void regex_version(char ret_version[REGEX_VERSION_MAX]);

#endif
