/* person_note.h - the note that something of an author was shown or forgotten. */
#ifndef LIVVAKT_PERSON_NOTE_H
#define LIVVAKT_PERSON_NOTE_H

#include "attributes.h"
#include "error.h"
#include "link.h"

/* The note that it was done: who, when, and the author as a hash. Kept in the stream `audit`. */
struct person_note {
	const char *what, *by; /* "forget" or "export"; the name of who did it */
	uint64_t author;       /* keyed hash */
	uint64_t found, left;
};
MUST_CHECK int person_note(struct redis_link *link, unsigned partition,
			   const struct person_note *note, int64_t now_us, struct error *error);

#endif
