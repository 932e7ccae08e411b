/*
 * forms_build.h - the workshop behind forms.h: a form under construction, and the two steps that
 * build them. Only daemon/text/forms*.c include this.
 */
#ifndef LIVVAKT_FORMS_BUILD_H
#define LIVVAKT_FORMS_BUILD_H

#include "attributes.h"
#include "forms.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A form as it grows. Failure (memory) is sticky, as with struct buffer. */
struct form_builder {
	char *bytes;
	uint32_t *from, *to;
	uint32_t *identity; /* 0, 1, 2 … capacity: the offsets of what stands where it stood */
	size_t len, capacity;
	bool failed;
};

void form_builder_done(struct form_builder *builder);
/* Room for `more` bytes and a NUL. */
bool form_builder_reserve(struct form_builder *builder, size_t more);
/* One code point with the stretch of the original behind it. */
void form_builder_put(struct form_builder *builder, uint32_t code_point, uint32_t from,
		      uint32_t to);
/* A stretch of another form as it stands. */
void form_builder_copy(struct form_builder *builder, const struct form_text *form, size_t from,
		       size_t to);

/* raw → plain; `builder` is empty and has room for raw.len bytes. Linear in raw.len whatever it
 * holds. */
void forms_build_plain(struct form_builder *builder, struct slice raw);

/* A character on its way from plain to loose. */
struct form_cell {
	uint32_t code;
	uint32_t from, to; /* in the original */
	uint8_t part;	   /* enum form_part */
};

enum form_part {
	PART_LETTER,
	PART_DIGIT,
	PART_SIGN,  /* may stand for a letter: $ @ ! */
	PART_SPLIT, /* may have been put into a word to split it: picture, markup */
	PART_JOIN,  /* stands between spelt-out letters: . - , */
	PART_MARK,  /* combining mark that belongs to no letter */
	PART_OTHER,
	PART_GONE,
};

struct form_cells {
	struct form_cell *items;
	size_t count, capacity;
	bool wide; /* not all are ASCII: only then is there dress to take off */
	bool failed;
};

enum {
	FORMS_SPELT_MIN = 3,  /* single letters in a row that make a word */
	FORMS_SINGLE_MAX = 3, /* characters: "f" and "f.", but not "(f):" */
};

extern const uint8_t forms_ascii_part[128]; /* enum form_part of each */

static inline bool forms_is_blank(char byte)
{
	return byte == ' ' || byte == '\n' || byte == '\t' || byte == '\r';
}

/* Skips tokens of a plain text that are certainly in no disguise, from `at` on; gives the start of
 * the first that needs a closer look, or the end. `may_repeat`: the text, a letter three times
 * in a row. */
size_t forms_skip_clean(struct slice text, size_t at, bool may_repeat);

/* plain → loose. Gives how many characters had to be undone; with 0 the builder's content is of no
 * use and plain serves. `raw` tells capitals. */
unsigned forms_build_loose(struct form_builder *builder, struct form_cells *cells, struct slice raw,
			   const struct form_text *plain);

/* Undoes the disguises inside one word or spelt-out word, in place; `raw` tells capitals. Gives the
 * number of characters undone. */
unsigned forms_undo_disguise(struct form_cells *cells, struct slice raw);

#endif
