/* person_history.h - the part of person.h that walks over what is remembered of an author
 * (history.h): how many comments came lately, and which were hidden. */
#ifndef LIVVAKT_PERSON_HISTORY_H
#define LIVVAKT_PERSON_HISTORY_H

#include "person.h"

MUST_CHECK int person_history(struct redis_link *link, const struct person_search *search,
			      struct error *error);

#endif
