/*
 * evidence.h - the figures behind an incident: what each window showed when it was opened and at
 * its worst, and why nothing was said before. A noun that detect writes and people read.
 */
#ifndef LIVVAKT_EVIDENCE_H
#define LIVVAKT_EVIDENCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	EVIDENCE_LOOKS_MAX = 10,
	EVIDENCE_BEFORE_MAX = 12,
};
/* How far apart the moments before are. */
#define EVIDENCE_STEP_US INT64_C(300000000)

/* What an alert must pass; the bits of `short_of`. */
enum evidence_gate {
	EVIDENCE_SURPRISE,  /* over the line of the budget */
	EVIDENCE_NEGATIVES, /* enough of them in the window */
	EVIDENCE_AUTHORS,   /* by enough different people */
	EVIDENCE_GOING_ON,  /* the window's last quarter is above expectation, too */
	EVIDENCE_SHARE,	    /* while young: an unusual share, too */
	EVIDENCE_TOLD,	    /* began after the last incident, of which people were told */
	EVIDENCE_GATES
};

/* One trailing window; figures in thousandths. */
struct evidence_look {
	int64_t at_us; /* the moment that was judged */
	int64_t window_us;
	uint64_t negative, comments;
	int64_t expected, upper; /* negatives: expected, and the band's upper edge */
	int32_t count, share;	 /* -log10 p of one look: of the number, of the share */
	int32_t surprise, line;	 /* -log10 of how often an hour, and what it must reach */
	unsigned short_of;	 /* bits of enum evidence_gate; 0: it alerts */
};

/* What the severity was made of (severity.h), and what an alert needs at least. */
struct evidence_weight {
	int32_t over;	  /* surprise over the line, thousandths */
	int64_t expected; /* thousandths */
	uint64_t negative, abuse, authors;
	bool learning;
	uint64_t minimum_negative, minimum_authors; /* both 0: nothing is known of all this */
};

/* What brings evidence: the first time that people are told, the same episode once more, or a worse
 * moment of it. */
enum evidence_moment {
	EVIDENCE_WORSE,
	EVIDENCE_OPENED,
	EVIDENCE_WIDENED,  /* what was seen within the brand became the brand's */
	EVIDENCE_REOPENED, /* it flared up again */
	EVIDENCE_MOMENTS
};

struct evidence {
	struct evidence_look looks[EVIDENCE_LOOKS_MAX]; /* at the worst moment: the shortest first,
							   the CUSUM last */
	size_t look_count;
	struct evidence_weight weight;			 /* at the worst moment */
	struct evidence_look opened[EVIDENCE_LOOKS_MAX]; /* when the incident was opened */
	size_t opened_count;
	struct evidence_look again[EVIDENCE_LOOKS_MAX]; /* when it last became the brand's, or
							   flared up */
	size_t again_count;
	enum evidence_moment again_as;			  /* which of the two */
	struct evidence_look before[EVIDENCE_BEFORE_MAX]; /* the best look of each moment before
							     that, the latest first; authors
							     unknown */
	size_t before_count;
};

/* What of a series alerted: how many, what part of all, or what adds up below every window. */
enum evidence_by { EVIDENCE_BY_NUMBER, EVIDENCE_BY_SHARE, EVIDENCE_BY_SMOULDERING };

/* Of a moment's looks the one that decided: the most surprising of those that alert, or of all
 * where none does. NULL: there are none. */
const struct evidence_look *evidence_decisive(const struct evidence_look *looks, size_t count);
/* By which of the two the decisive look is rarer, or that it is the CUSUM. */
enum evidence_by evidence_decided_by(const struct evidence_look *looks, size_t count);

/* What decided on an incident: its opening, with `before`, or a later moment, which leaves the
 * opening as it is; a later one is the opening where none is known. */
void evidence_take(struct evidence *evidence, const struct evidence *now,
		   enum evidence_moment moment);

struct json;
struct json_writer;
/* One object. Reading never fails: what is none of ours is left out. */
void evidence_write_json(const struct evidence *evidence, struct json_writer *writer);
void evidence_read_json(const struct json *object, struct evidence *ret_evidence);

#endif
