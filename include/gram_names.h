/*
 * gram_names.h - which words and pairs of words a model may keep as text: those that stand in
 * several comments of several authors, hold no digit, and are no handle and no link. What one
 * person wrote stays with that person.
 */
#ifndef LIVVAKT_GRAM_NAMES_H
#define LIVVAKT_GRAM_NAMES_H

#include "attributes.h"
#include "features.h"
#include "mood_model.h"
#include "slice.h"

enum {
	GRAM_NAMES_COMMENTS = 5, /* at least, */
	GRAM_NAMES_AUTHORS = 3,
	GRAM_NAMES_MAX =
		1 << 19, /* different ones that are counted; what first comes later is not named */
};

struct gram_names;

struct gram_names *gram_names_new(void); /* NULL when memory is out */
struct gram_names *gram_names_free(struct gram_names *names);

/* `author`: any number that tells authors apart. False when memory is out. */
MUST_CHECK bool gram_names_add(struct gram_names *names, struct slice plain,
			       const struct features *features, uint64_t author);

/* Writes the `most` strongest of each class into the model, by the model's weights. False when
 * memory is out. */
MUST_CHECK bool gram_names_strongest(struct gram_names *names, size_t most,
				     struct mood_model *model);

#endif
