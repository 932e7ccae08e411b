/*
 * decode.h - a body of JSON into comments, refusing precisely what is wrong and keeping what is
 * right.
 *
 * Pure: bytes and an arena. A body is one object, an array of objects, or NDJSON (one object a
 * line). Each comment is parsed by itself, so a bad one takes no neighbour down.
 */
#ifndef LIVVAKT_DECODE_H
#define LIVVAKT_DECODE_H

#include "arena.h"
#include "attributes.h"
#include "comment.h"
#include "error.h"
#include "json.h"
#include <stddef.h>
#include <stdint.h>

enum {
	DECODE_COMMENTS_MAX = 100000,
	DECODE_REFUSALS_KEPT = 1000,
	DECODE_CLOCK_SKEW_US = 300000000
};

enum decode_kind {
	DECODE_JSON,  /* an object or an array */
	DECODE_LINES, /* NDJSON */
};

struct decode_refusal {
	size_t line;	   /* line of NDJSON, place in the array, from 1; 0: the body as a whole */
	const char *error; /* field and cause, in the arena */
};

struct decoded {
	struct comment *comments;
	size_t *lines; /* where each comment stood, counted as in refusals */
	size_t count;
	struct decode_refusal *refusals; /* the first DECODE_REFUSALS_KEPT */
	size_t refused;			 /* all of them */
};

/* Everything is copied into the arena. `now_us` stands for a missing ts; a ts that is ahead of it
 * becomes it; 0 is no time, and changes none. ERROR_MEMORY when the arena is full, ERROR_LIMIT with
 * more than DECODE_COMMENTS_MAX comments; refusals are no error. */
MUST_CHECK int decode_body(struct slice body, enum decode_kind kind, int64_t now_us,
			   struct arena *arena, struct decoded *ret_decoded, struct error *error);

/* One comment. ERROR_INVALID names the field. */
MUST_CHECK int decode_comment(struct slice text, int64_t now_us, struct arena *arena,
			      struct comment *ret_comment, struct error *error);

/* The same from a parsed object, for callers that read further fields (labels) themselves. */
MUST_CHECK int decode_object(const struct json *object, int64_t now_us, struct arena *arena,
			     struct comment *ret_comment, struct error *error);

#endif
