/*
 * person.h - everything that is kept of one author, to be shown or to be forgotten.
 *
 * Where an author can stand: clear ids only in what waits to be judged, what was set aside, the
 * queue and the hide calls; keyed hashes in recent comments, in the examples of incidents, in what
 * near-copies are known by and in what is remembered for rules that ask how often somebody wrote or
 * was hidden. Counts and the sketches of how many authors there were hold nobody that could be
 * found in them.
 */
#ifndef LIVVAKT_PERSON_H
#define LIVVAKT_PERSON_H

#include "attributes.h"
#include "crypto.h"
#include "error.h"
#include "link.h"

enum person_place {
	PERSON_WAITING, /* accepted, not yet judged: comes to the other places soon */
	PERSON_POISON,	/* set aside: the block goes as a whole */
	PERSON_QUEUED,
	PERSON_RECENT,
	PERSON_EXAMPLE, /* of an incident, which stays without it */
	PERSON_PHRASE,	/* a driver of an incident that only they are known to have written */
	PERSON_MESSAGE, /* a hide call, or a message of an incident with one of these two */
	PERSON_HIDDEN,	/* that comments of theirs were hidden (history.h) */
	PERSON_RATE,	/* how many came lately */
	PERSON_VOICE,	/* that they were compared with others' (chorus_log.h) */
	PERSON_PLACES
};
const char *person_place_name(enum person_place place);

struct person {
	struct slice id;
	struct slice brand; /* empty: of every brand */
	const struct author_keys *keys;
};

/* Whether the hash of an author is theirs, by either key. */
bool person_is(const struct person *person, struct slice brand, uint64_t hash);

/* Slices are empty where the place has no such thing; they live during the call. */
struct person_finding {
	enum person_place place;
	struct slice brand, id, channel, url, text;
	struct slice name;   /* of the author */
	struct slice object; /* the incident or the message */
	int64_t ts_us;	     /* 0: not known */
	bool left;	     /* could not be forgotten yet: a message that waits to be delivered */
};

struct person_search {
	unsigned partition;
	struct person person;
	bool forget;
	int64_t now_us, keep_incidents_us;		       /* for forgetting */
	bool (*holds)(struct slice text, struct slice driver); /* as drivers_hold */
	/* Called for everything that is found, after it was forgotten. */
	void (*each)(void *context, const struct person_finding *finding);
	void *context;
};

MUST_CHECK int person_search(struct redis_link *link, const struct person_search *search,
			     struct error *error);

/* How many comments of theirs wait to be judged. */
MUST_CHECK int person_waiting(struct redis_link *link, const struct person_search *search,
			      uint64_t *ret_count, struct error *error);

#endif
