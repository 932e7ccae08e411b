/*
 * drivers.h - what people talk about now and did not before: the phrases behind an episode.
 *
 * Phrases of one to three words and hashtags are compared between foreground (the negatives of the
 * episode) and background (other and earlier comments) by the log-likelihood ratio (Dunning 1993),
 * counted once a comment. Pure, deterministic, bounded memory.
 */
#ifndef LIVVAKT_DRIVERS_H
#define LIVVAKT_DRIVERS_H

#include "attributes.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	DRIVERS_MAX = 8,
	DRIVER_BYTES = 96,
	DRIVERS_COMMENTS_MAX =
		1000, /* of foreground and of background each; further ones are left out */
};

struct driver {
	char text[DRIVER_BYTES];	 /* terminated UTF-8, lower case; a hashtag with its # */
	uint32_t foreground, background; /* comments that hold it */
	int32_t strength;		 /* standard scores, thousandths */
};

struct drivers {
	struct driver items[DRIVERS_MAX]; /* strongest first */
	size_t count;
};

/* `name`: of the brand that all of it is written to; phrases of its words alone tell nobody
 * anything and are left out (empty: none are). Texts are valid UTF-8. Either side may be empty.
 * Copies of one text count three times at most. ERROR_MEMORY only. */
MUST_CHECK int drivers_find(struct slice name, const struct slice *foreground,
			    size_t foreground_count, const struct slice *background,
			    size_t background_count, struct drivers *ret_drivers);

/* Whether a text holds that driver, words beside words as drivers_find counts them. */
bool drivers_hold(struct slice text, struct slice driver);

#endif
