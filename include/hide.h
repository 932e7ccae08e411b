/*
 * hide.h - filling in the templates of a call that hides a comment where it was posted.
 *
 * Pure. A message of kind hide carries the fields as a JSON object; the configuration says where
 * they go. What a stranger wrote can never change the shape of the call: in the URL it is
 * percent-encoded, in a body escaped as within a JSON string, and in a header control characters
 * are refused.
 */
#ifndef LIVVAKT_HIDE_H
#define LIVVAKT_HIDE_H

#include "buffer.h"
#include "config.h"
#include "error.h"
#include "json.h"
#include "slice.h"
#include <stdbool.h>

enum { HIDE_TEXT_MAX = 64 * 1024 };

enum hide_field {
	HIDE_ID,
	HIDE_BRAND,
	HIDE_CHANNEL,
	HIDE_POST,
	HIDE_AUTHOR,
	HIDE_REASON,
	HIDE_RULE,
	HIDE_SECRET,
	HIDE_FIELD_COUNT
};

/* What templates may name; absent ones are empty. Borrowed. */
struct hide_fields {
	struct slice values[HIDE_FIELD_COUNT];
};

/* From the message's body; members that are no strings are left empty. The secret is none of them.
 */
void hide_fields_read(const struct json *body, struct hide_fields *ret_fields);
/* The other way: the body of a hide message. */
void hide_fields_write(const struct hide_fields *fields, struct buffer *to);

enum hide_place { HIDE_IN_URL, HIDE_IN_HEADER, HIDE_IN_BODY };

/* Appends the template with its fields filled in. ERROR_INVALID: a control character in a header,
 * or more than HIDE_TEXT_MAX bytes. Braces around anything that is no field stay as they are: JSON
 * has braces of its own. */
MUST_CHECK int hide_expand(const char *template, enum hide_place place,
			   const struct hide_fields *fields, struct buffer *to,
			   struct error *error);

/* For the configuration's check: a misspelt field, a URL that is none, a header without a colon.
 * True when there is something to complain about; the error says it. */
bool hide_complaint(const struct config_hide *hide, struct error *error);

/* What an answer means: 2xx done; 404 and 410: the comment is gone, which is as good. */
enum hide_answer { HIDE_DONE, HIDE_GONE, HIDE_TRY_AGAIN, HIDE_REFUSED };
enum hide_answer hide_judge_status(int status);

#endif
