/*
 * silence.h - how likely is it that no comment comes now? Blind is worse than quiet: a feed that
 * died looks like peace.
 *
 * The stretch since the last comment is compared with the same stretch of the clock on past days of
 * the same kind (working days, weekends), so a night is quiet without alarm and a noon is not. Pure
 * and causal: counts in, answer out.
 */
#ifndef LIVVAKT_SILENCE_H
#define LIVVAKT_SILENCE_H

#include "finding.h"
#include "series_counts.h"
#include "zone.h"
#include <stdbool.h>
#include <stdint.h>

/* Silence shorter than this is nobody's alarm; longer than a week is nothing new. */
#define SILENCE_SHORTEST_US INT64_C(600000000)
#define SILENCE_LONGEST_US INT64_C(604800000000)

struct silence {
	int64_t since_us; /* the end of the minute of the last comment; 0: there is none */
	int64_t expected; /* comments that are usual in the stretch, thousandths */
	int32_t surprise; /* -log10 of how often chance alone is silent for so long, in an hour;
			     thousandths */
	bool known;	  /* there is past enough to judge by */
	bool unlikely;	  /* chance alone: less than once in ten such stretches */
	bool silent;	  /* over the line of the budget: somebody must look at the feed */
};

/* Judges the moment, by the clock of `zone`. `quiet_weeks`: at most one false alarm in so many
 * weeks. */
void silence_evaluate(const struct series_counts *counts, struct zone zone, double quiet_weeks,
		      int64_t now_us, struct silence *ret_silence);

/* When it would be silent if nothing came until then, looked for up to a day ahead in steps of the
 * shortest silence; a day ahead when it would not. Later than now. */
int64_t silence_next_us(const struct series_counts *counts, struct zone zone, double quiet_weeks,
			int64_t now_us);

/* The same as a finding about a feed, for an incident: severity 3, 2 when it is twice as
 * surprising as the line. `negative` is 0. */
void silence_finding(const struct silence *silence, double quiet_weeks, int64_t now_us,
		     struct finding *ret_finding);

#endif
