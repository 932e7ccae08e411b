/*
 * person_words.h - the part of person.h that looks for an author's own words among the drivers of
 * incidents.
 *
 * A phrase is nobody's. But one that they wrote, and nobody else who is known, may be a name or a
 * number that only they ever gave.
 */
#ifndef LIVVAKT_PERSON_WORDS_H
#define LIVVAKT_PERSON_WORDS_H

#include "arena.h"
#include "incident.h"
#include "person.h"

struct person_text;

/* What they wrote, as far as it was found. */
struct person_words {
	struct arena *arena;
	struct person_text *texts;
};

MUST_CHECK int person_words_keep(struct person_words *words, struct slice brand, struct slice text,
				 struct error *error);

/* Takes such drivers out of an incident, whose examples are others' only by now, and tells of them;
 * gives how many, or a negative code. What is read lives in `page`. */
MUST_CHECK int person_words_take_out(const struct person_words *words, struct redis_link *link,
				     const struct person_search *search, struct incident *incident,
				     struct arena *page, struct error *error);

#endif
