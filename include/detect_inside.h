/* detect_inside.h - what the detector's own files share about one moment; nobody else's business.
 */
#ifndef LIVVAKT_DETECT_INSIDE_H
#define LIVVAKT_DETECT_INSIDE_H

#include "backlog.h"
#include "baseline.h"
#include "detect.h"
#include "evidence.h"
#include "rush.h"
#include "severity.h"
#include <math.h>
#include <stdbool.h>
#include <stdint.h>

/* What one window shows. */
struct look {
	int64_t from_us, length_us;
	bool debut;    /* all of a brand's first hours, against what brands are like */
	bool going_on; /* its last quarter is above expectation too: more than a memory */
	struct series_sum sum;
	double expected, variance;
	double comments; /* the usual number of all */
	double count;	 /* -log10 p of the number of negatives, of one look */
	double share;	 /* -log10 p of their share */
	double surprise; /* -log10 of how often an hour chance alone does this, in any window */
};

struct judgement {
	struct detect_memory *memory; /* may be NULL */
	const struct series_counts *counts;
	const struct detect_settings *settings;
	int64_t now_us, age_us;
	uint64_t authors;
	double line; /* surprise from which the budget allows an alert */
	bool learning;
	struct backlog backlog;
	struct baseline baseline;
	struct baseline brand_baseline; /* of the brand that it is within */
	struct rush_series brand;	/* counts NULL: it is the brand */
	struct look looks[DETECT_WINDOWS + 1];
	size_t look_count;
	size_t window_count; /* trailing windows, which come first */
};

/* Everything that is known of one moment. */
void detect_judge_moment(struct judgement *j);
/* The most surprising window; one that may alert goes before one that may not. */
const struct look *detect_best_look(const struct judgement *j, bool *ret_alert);
/* The surprise that an alert by this look needs. */
double detect_line_of(const struct judgement *j, const struct look *look);
/* The gates that a look does not pass: bits of enum evidence_gate. */
unsigned detect_short_of(const struct judgement *j, const struct look *look);
struct severity_facts detect_facts_of(const struct judgement *j, const struct look *look);

static inline int64_t detect_thousandths(double value)
{
	return llround(fmin(value, 1e12) * 1000.0);
}

#endif
