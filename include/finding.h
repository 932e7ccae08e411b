/* finding.h - what the detector says of one series at one moment. */
#ifndef LIVVAKT_FINDING_H
#define LIVVAKT_FINDING_H

#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

/* Trouble that went on shows again within so much; the next day's is another. */
#define FINDING_WENT_ON_US (INT64_C(12) * 3600 * 1000000)

struct finding {
	int64_t at_us;	   /* the moment judged */
	int64_t began_us;  /* when the deviation began, as far as can be told; <= at_us */
	int64_t window_us; /* length of the window that showed it */
	uint64_t negative; /* negative comments in the window */
	uint64_t comments; /* all comments in the window */
	uint64_t authors;  /* distinct authors of the negatives (estimate) */
	int64_t expected;  /* negatives expected in the window, thousandths */
	int64_t upper;	   /* upper edge of the expected band, thousandths */
	int32_t surprise;  /* -log10 of the tail probability after correction for several windows,
			      thousandths */
	int32_t score;	   /* anomaly score 0 … 1000 */
	unsigned severity; /* 1 (worst) … 4 */
	bool learning;	   /* the baseline is young: less sure */
	bool alert;	   /* over the line and past the evidence gates */
	bool calm;	   /* the trouble is clearly over, or there was none */
	int64_t calm_since_us; /* the beginning of the stretch that shows it; 0: `at_us` */
	/* The same of trouble that is too little to show within hours; 0: it may go on, or
	 * something that began since alerts. Of series with a past of their own. */
	int64_t calm_slowly_since_us;
	/* The latest episode that people were told of, which is no part of this; 0: there was none
	 */
	int64_t told_from_us, told_until_us;
	bool fading;  /* less comes than did in the window: what it holds is behind us, and this is
			 no worse moment */
	bool went_on; /* between that and this, the series was not back to what is usual */
};

#endif
