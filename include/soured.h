/*
 * soured.h - the slow look at a brand: once an hour, at a negative comment, whether its mood has
 * soured over days and weeks (souring.h). That is an incident of its own, "souring:brand", beside
 * which the brand may have others.
 */
#ifndef LIVVAKT_SOURED_H
#define LIVVAKT_SOURED_H

#include "detect.h"
#include "error.h"
#include "link.h"
#include "raise.h"
#include "series_counts.h"
#include "story.h"

/* What is remembered of a brand. Zeroed to begin with; losing it costs only time. */
struct soured {
	int64_t hour; /* that was looked at */
};

struct soured_case {
	struct redis_link *link;
	const struct raise_settings *raise;
	struct story *story;
	struct slice brand;
	const struct series_counts *counts;
	const struct detect_settings *settings; /* the brand's, without what people said of it */
	int64_t now_us;
};

/* Codes as of the link. */
MUST_CHECK int soured_look(struct soured *soured, const struct soured_case *what,
			   struct error *error);

#endif
