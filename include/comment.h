/*
 * comment.h - what somebody wrote: the noun that the whole way hands on.
 *
 * All slices are borrowed from the memory of whoever decoded it and are valid UTF-8. Absent fields
 * are empty slices.
 */
#ifndef LIVVAKT_COMMENT_H
#define LIVVAKT_COMMENT_H

#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

/* At these, a comment is refused with the field's name. */
enum {
	COMMENT_TEXT_MAX = 65536,
	COMMENT_ID_MAX = 256, /* id, brand, channel, post, parent, author id and name */
	COMMENT_URL_MAX = 2048,
	COMMENT_LANG_MAX = 16,
};

struct author {
	struct slice id, name;
	int64_t followers;     /* -1: not known */
	int64_t created_at_us; /* 0: not known */
	bool staff;	       /* one of the brand's own */
};

struct comment {
	struct slice text;  /* the only one that must be there */
	struct slice id;    /* derived from the content when the source gave none */
	struct slice brand; /* "default" when the source gave none */
	struct slice channel, post, parent;
	struct author author;
	struct slice url, lang;
	int64_t ts_us;	   /* when it was written; when it came in, if the source does not say */
	int64_t edited_us; /* when this version was written; 0: not known, or never edited */
	int64_t received_us;
	int64_t reach; /* -1: not known */
	bool unnamed;  /* came with neither id nor time: the same again may be another comment */
};

#endif
