/*
 * detect_explain.c - the figures behind a finding: each window of one moment, and the best one of
 * the moments before.
 */
#include "clock.h"
#include "detect.h"
#include "detect_inside.h"
#include "surprise.h"
#include <string.h>

static struct evidence_look evidence_of(const struct judgement *j, const struct look *look)
{
	return (struct evidence_look){
		.at_us = j->now_us,
		.window_us = look->length_us,
		.negative = look->sum.negative,
		.comments = look->sum.comments,
		.expected = detect_thousandths(look->expected),
		.upper = detect_thousandths(surprise_upper_edge(look->expected, look->variance)),
		.count = (int32_t)detect_thousandths(look->count),
		.share = (int32_t)detect_thousandths(look->share),
		.surprise = (int32_t)detect_thousandths(look->surprise),
		.line = (int32_t)detect_thousandths(detect_line_of(j, look)),
		.short_of = detect_short_of(j, look),
	};
}

/* The best look of a moment that has passed, from what was known then: minutes are the finest that
 * is kept, so each begins with a minute. */
static void look_back(const struct detect_settings *settings, int64_t at_us,
		      struct series_counts *then, struct evidence *evidence)
{
	struct judgement j = { .counts = then,
			       .settings = settings,
			       .now_us = at_us,
			       .authors = DETECT_AUTHORS_UNKNOWN };
	bool alert;

	series_counts_forget_after(then, series_minute_of(at_us));
	detect_judge_moment(&j);
	evidence->before[evidence->before_count++] = evidence_of(&j, detect_best_look(&j, &alert));
}

void detect_explain(const struct series_counts *counts, const struct detect_settings *settings,
		    int64_t now_us, uint64_t authors, struct evidence *ret_evidence)
{
	struct judgement j = {
		.counts = counts, .settings = settings, .now_us = now_us, .authors = authors
	};
	bool alert;

	*ret_evidence = (struct evidence){ .look_count = 0 };
	detect_judge_moment(&j);
	for (size_t i = 0; i < j.look_count; i++)
		ret_evidence->looks[ret_evidence->look_count++] = evidence_of(&j, &j.looks[i]);
	const struct severity_facts facts = detect_facts_of(&j, detect_best_look(&j, &alert));
	ret_evidence->weight =
		severity_weight(&facts, settings->minimum_negative, settings->minimum_authors);
}

void detect_explain_before(const struct series_counts *counts,
			   const struct detect_settings *settings, int64_t now_us,
			   struct evidence *evidence)
{
	struct series_counts then = *counts; /* ever less of it, the latest moment first */
	const int64_t end_us = (now_us / EVIDENCE_STEP_US) * EVIDENCE_STEP_US - 1;
	struct detect_settings by = *settings;
	struct detect_whole whole = { 0 };
	struct series_counts brand;

	if (settings->whole) {
		brand = *settings->whole->counts;
		whole = (struct detect_whole){ &brand, settings->whole->settings, NULL };
		by.whole = &whole;
	}
	memset(&by.voices, 0, sizeof(by.voices)); /* nobody knows who had written then */
	evidence->before_count = 0;
	for (int64_t i = 0; i < EVIDENCE_BEFORE_MAX; i++) {
		const int64_t at_us = end_us - i * EVIDENCE_STEP_US;

		if (at_us <= counts->first_us)
			break;
		if (by.whole)
			series_counts_forget_after(&brand, series_minute_of(at_us));
		look_back(&by, at_us, &then, evidence);
	}
}
