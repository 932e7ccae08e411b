/*
 * detect.h - does this series behave as it should, at this moment?
 *
 * Pure and without memory: the counts go in, the finding comes out, so that replay equals live and
 * any node can judge any series. Strictly causal: nothing later than `now_us` is looked at, so a
 * moment's finding never changes when later comments arrive.
 */
#ifndef LIVVAKT_DETECT_H
#define LIVVAKT_DETECT_H

#include "baseline_fit.h"
#include "detect_windows.h"
#include "finding.h"
#include "series_counts.h"
#include <stdint.h>

/* For `authors`, where a source does not say who wrote: the gate on authors then stands open. */
#define DETECT_AUTHORS_UNKNOWN UINT64_MAX

/* A planned event raises what is expected instead of silencing. */
struct detect_event {
	int64_t from_us, to_us;
	double factor; /* times the usual comments, negatives among them; above 1 */
};

/* What people were told of: an incident of the series, or of its brand. */
struct detect_episode {
	int64_t from_us, to_us; /* to_us 0: it runs */
};

struct detect_memory;
struct detect_settings;

/* The brand that a series is within, as at the same moment. */
struct detect_whole {
	const struct series_counts *counts;
	const struct detect_settings *settings;
	struct detect_memory *memory; /* the brand's own; may be NULL */
};

struct detect_settings {
	uint64_t minimum_negative; /* in the window that alerts; 5 */
	uint64_t minimum_authors;  /* distinct, of recent negatives; 4 */
	double quiet_weeks;	   /* the budget: at most one false alarm in so many weeks; 4 */
	struct zone zone;	   /* by whose clock days and weeks go; UTC */
	const struct detect_event *events;
	size_t event_count;
	/* The last incident of this series that is over: a window that holds some of it tells
	 * nothing new; to_us 0: there was none. */
	struct detect_episode before;
	const struct detect_episode *told; /* of the last weeks: it is not learnt from */
	size_t told_count;
	const struct detect_whole *whole; /* a rush of the brand is one of what is within it, too;
					     NULL: it is the brand */
	struct detect_voices voices;	  /* zeros: every comment counts */
};

#define DETECT_SETTINGS_DEFAULT                                                                    \
	((struct detect_settings){                                                                 \
		.minimum_negative = 5, .minimum_authors = 4, .quiet_weeks = 4.0 })

/* As far as the longest look reaches back (the CUSUM's). */
#define DETECT_BACK_US (INT64_C(73) * 3600 * 1000000)

/* Judges the moment `now_us`. `authors`: distinct authors of the negatives of the last hours,
 * counted or estimated by the caller, or DETECT_AUTHORS_UNKNOWN. */
void detect_evaluate(const struct series_counts *counts, const struct detect_settings *settings,
		     int64_t now_us, uint64_t authors, struct finding *ret_finding);

/*
 * The same finding, sooner: the baseline of the last call is kept and taken again as long as the
 * very same history would be learnt from, which is mostly for an hour. One for each series; 9 KiB.
 * Zeroed to begin with; losing it costs only time.
 */
struct detect_memory {
	struct baseline_history history; /* slots as they were learnt */
	float negative[BASELINE_SLOTS_MAX], comments[BASELINE_SLOTS_MAX];
	bool left_out[BASELINE_SLOTS_MAX];
	struct baseline baseline;
	bool learnt;
};

void detect_evaluate_with(struct detect_memory *memory, const struct series_counts *counts,
			  const struct detect_settings *settings, int64_t now_us, uint64_t authors,
			  struct finding *ret_finding);

/* The figures behind a finding about `now_us`, and nothing before. */
struct evidence;
void detect_explain(const struct series_counts *counts, const struct detect_settings *settings,
		    int64_t now_us, uint64_t authors, struct evidence *ret_evidence);
/* Adds the best look of each five minutes of the hour before, from what was known then. Some
 * milliseconds: for when somebody is told. */
void detect_explain_before(const struct series_counts *counts,
			   const struct detect_settings *settings, int64_t now_us,
			   struct evidence *evidence);

#endif
