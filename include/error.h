/*
 * error.h - why something failed, in one line that a person can act on.
 *
 * Whoever knows, describes; whoever calls, logs. A function that can fail for more than one
 * cause returns a negative code and fills the error; callers may put their context in front.
 */
#ifndef LIVVAKT_ERROR_H
#define LIVVAKT_ERROR_H

#include "attributes.h"
#include <stdbool.h>

enum error_code {
	ERROR_NONE = 0,
	ERROR_INVALID = -1,   /* what was given is wrong: mending it is the giver's business */
	ERROR_MEMORY = -2,    /* out of memory, or over a declared limit */
	ERROR_SYSTEM = -3,    /* the operating system said no */
	ERROR_NOT_FOUND = -4, /* no such thing */
	ERROR_AWAY = -5,      /* a server is not reachable: nothing happened, retry is safe */
	ERROR_UNCERTAIN = -6, /* it may have happened: retry only under the same key */
	ERROR_REFUSED = -7,   /* a server answered no */
	ERROR_CONFLICT = -8,  /* somebody else was first */
	ERROR_LIMIT = -9,     /* full: come back later */
};

enum { ERROR_TEXT_MAX = 512 };

struct error {
	int code;		   /* enum error_code; ERROR_NONE while all is well */
	char text[ERROR_TEXT_MAX]; /* one line, without a final stop or newline */
};

/* Sets code and text (cut at the limit); gives the code back for `return error_set(...)`. A NULL
 * error is fine. */
int error_set(struct error *error, enum error_code code, const char *format, ...) PRINTF_LIKE(3, 4);

/* Puts "context: " in front of the text; gives the code back. */
int error_prefix(struct error *error, const char *format, ...) PRINTF_LIKE(2, 3);

/* error_set() with ": <text of errno>" at the end; the code is ERROR_SYSTEM. */
int error_errno(struct error *error, const char *format, ...) PRINTF_LIKE(2, 3);

/* Nobody answered, whether or not it was done: to be asked again when the server is back. */
static inline bool error_is_unanswered(int code)
{
	return code == ERROR_AWAY || code == ERROR_UNCERTAIN;
}

/* The server will be back or have room again, without anybody mending what was asked of it. */
static inline bool error_will_pass(int code)
{
	return error_is_unanswered(code) || code == ERROR_LIMIT;
}

/* Exit status promised to users: 0 fine, 1 the answer is no, 2 wrong use or input, 3 the world
 * failed. */
enum exit_status { STATUS_FINE = 0, STATUS_NO = 1, STATUS_USAGE = 2, STATUS_WORLD = 3 };
enum exit_status error_exit_status(enum error_code code);

#endif
