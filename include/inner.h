/*
 * inner.h - the series within a brand: of a topic, a channel, a post, a language.
 *
 * Pure. What they may cost of the brand's budget of false alarms, when one of them is the brand by
 * another name, and how a post is judged, which has no past of its own: by the share of negatives
 * that the brand has elsewhere. Strictly causal, as detect.h is.
 */
#ifndef LIVVAKT_INNER_H
#define LIVVAKT_INNER_H

#include "detect.h"
#include "evidence.h"
#include "finding.h"
#include "series_counts.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>

enum { INNER_KNOWN_LEAST = 10 }; /* negatives by which a subject is known */

enum inner_kind {
	INNER_NONE, /* the brand itself, a comment, a silence */
	INNER_TOPIC,
	INNER_CHANNEL,
	INNER_POST,
	INNER_LANGUAGE,
	INNER_KINDS
};

/* By the name of a scope: "topic:delivery" … */
enum inner_kind inner_kind_of(struct slice scope);

/*
 * The budget of the brand, one false alarm in `quiet_weeks`, is spent once: four fifths by its own
 * series, the last fifth by the `live` series within it, evenly. Gives the weeks of each.
 */
double inner_weeks_of_brand(double quiet_weeks, size_t live);
double inner_weeks_of_each(double quiet_weeks, size_t live);

/* It has four fifths of the brand's comments, so that it can tell nothing that the brand's own does
 * not. */
bool inner_is_the_brand(const struct series_counts *brand, const struct series_counts *inner);

/* It has four fifths of the brand's negatives in its window: the brand's own series sees the same,
 * and says when it is too much. */
bool inner_is_the_brands(const struct series_counts *brand, const struct finding *inner,
			 int64_t now_us);

/* Whether it is another subject than what the brand's incident, which began at `began_us`, was told
 * of: half of the brand's negatives in the finding's window are its, and a quarter at most of those
 * that came from that beginning to this window, INNER_KNOWN_LEAST or more, were. */
bool inner_is_another(const struct series_counts *brand, const struct series_counts *inner,
		      const struct finding *finding, int64_t began_us, int64_t now_us);

/* Judges a post at a moment against the rest of its brand. `settings->quiet_weeks` is that of each;
 * planned events make no post sour and are not asked for. */
void inner_evaluate_post(const struct series_counts *brand, const struct series_counts *post,
			 const struct detect_settings *settings, int64_t now_us, uint64_t authors,
			 struct finding *ret_finding);
/* The figures behind it, as detect_explain and detect_explain_before. */
void inner_explain_post(const struct series_counts *brand, const struct series_counts *post,
			const struct detect_settings *settings, int64_t now_us, uint64_t authors,
			struct evidence *ret_evidence);
void inner_explain_post_before(const struct series_counts *brand, const struct series_counts *post,
			       const struct detect_settings *settings, int64_t now_us,
			       struct evidence *evidence);

#endif
