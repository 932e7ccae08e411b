/*
 * chorus.h - who said the same within a day: near-copies among a brand's comments, however many
 * others came between them.
 *
 * A chorus hears of each comment that may be one of many (likeness.h) in the order in which they
 * were counted, and puts those alike into one group: near-copies are found by bands of three bytes
 * (MinHash and banding, Broder 1997), and who is like two groups makes them one. What is older than
 * a day is out; more than CHORUS_VOICES_MAX voices are not kept. Pure, deterministic: the same
 * voices give the same groups, whoever hears them.
 */
#ifndef LIVVAKT_CHORUS_H
#define LIVVAKT_CHORUS_H

#include "attributes.h"
#include "chorus_voice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CHORUS_VOICES_MAX = 16384,
	CHORUS_COPIES_MIN = 5, /* of a group that anything is said of */
};
#define CHORUS_WITHIN_US (INT64_C(24) * 3600 * 1000000)

struct chorus;
struct chorus *chorus_new(void);		   /* NULL: out of memory */
struct chorus *chorus_free(struct chorus *chorus); /* NULL is fine; always NULL */
/* As if nothing had been heard. */
void chorus_forget(struct chorus *chorus);
size_t chorus_bytes(const struct chorus *chorus);

/* Memory running out loses the voice. */
void chorus_hear(struct chorus *chorus, const struct chorus_voice *voice);

/* Of those of a group whose time is not before `since_us`. */
struct chorus_figures {
	uint64_t copies, authors; /* different known ones */
	uint64_t unknown;	  /* copies of which nobody knows who wrote them */
	uint64_t negative, held, linked, shorts, newcomers, standing_known;
	uint64_t posts;	  /* different known ones */
	uint64_t on_post; /* copies below the one with most of them */
	int64_t first_us, last_us;
	bool usual; /* other copies are a fifth of all: a form or a game has texts of its own sent
		     */
};

/* False: most authors are not known, and nobody may say how many people it were. */
bool chorus_knows_people(const struct chorus_figures *figures);
/* Those that are judged by: known ones; where most are not, two such copies count as one more. */
uint64_t chorus_people(const struct chorus_figures *figures);

/* Groups of CHORUS_COPIES_MIN and more, numbered from 0; valid until more is heard. */
size_t chorus_groups(struct chorus *chorus);
/* False: it has heard nothing since it was settled. */
bool chorus_is_news(const struct chorus *chorus, size_t group);
void chorus_settle(struct chorus *chorus, size_t group);
void chorus_figures(struct chorus *chorus, size_t group, int64_t since_us,
		    struct chorus_figures *ret_figures);
/* Whether a text of this likeness would be one of the group's. */
bool chorus_is_like(const struct chorus *chorus, size_t group, const struct likeness *likeness,
		    bool is_short);
/* A name for the group: of its first voice, in whichever order those of a minute came. */
uint64_t chorus_name(const struct chorus *chorus, size_t group);

/* --- what it amounts to --- */

enum chorus_kind {
	CHORUS_NOTHING,
	CHORUS_CAMPAIGN, /* many people */
	CHORUS_FLOOD,	 /* few people, again and again */
};

struct chorus_judgement {
	enum chorus_kind kind;
	uint64_t needed;   /* so many people (or, of a flood, copies) make it one */
	unsigned severity; /* 2 … 4 */
};
/*
 * Where so many people are asked for (10, unless a brand says otherwise):
 *
 *   campaign   10 people: at least half negative or held back, or half of the known accounts new
 *              20 people: else, unless nearly all stand below one post (a competition, a greeting),
 *              or copies are usual here; and of a short text, where one of the first two holds
 *              in both only without a link, or held back or new: what is shared brings its title
 *   flood      30 copies by fewer people than that, at least half negative and not held back, as
 *              rules do with them
 *
 * Where most authors are not known, two such copies count as one of the people asked for.
 *
 *   severity   2: 100 people, at least half held back · 3: 30 people, at least half negative or
 * held back · 4
 */
struct chorus_judgement chorus_judge(const struct chorus_figures *figures, uint64_t people);

#endif
