/*
 * replay_report.h - what a replay found, on paper: incidents as lines or JSON, two configurations
 * side by side, and a picture.
 */
#ifndef LIVVAKT_REPLAY_REPORT_H
#define LIVVAKT_REPLAY_REPORT_H

#include "attributes.h"
#include "error.h"
#include "incident.h"
#include "link.h"
#include "slice.h"
#include <stdbool.h>
#include <stdio.h>

enum {
	REPLAY_INCIDENTS_MAX = 20000,
	REPLAY_BRANDS_MAX = 12, /* drawn, */
	REPLAY_MARKS_MAX = 200	/* and of each so many incidents */
};

struct replay_listing {
	struct incident *incidents; /* oldest first */
	size_t count;
};

/* Reads all incidents; says on stderr when there were more than REPLAY_INCIDENTS_MAX, of which the
 * latest are given. */
MUST_CHECK int replay_list(struct redis_link *link, unsigned partition,
			   struct replay_listing *ret_listing, struct error *error);
void replay_listing_done(struct replay_listing *listing);

enum replay_form { REPLAY_AS_TEXT, REPLAY_EXPLAINED, REPLAY_AS_JSON };
/* `config` is said with each incident in JSON; NULL: not said. */
void replay_print(const struct replay_listing *listing, enum replay_form form, const char *config);

struct replay_side {
	const char *config; /* path, as given */
	struct replay_listing listing;
};
/* What both would have alerted, what only one of them; and how often a brand and week. */
void replay_print_comparison(const struct replay_side sides[2], size_t brands, double weeks);

/* Where to draw: a file for SVG, a stream for letters; either may be NULL. */
struct replay_canvas {
	const char *svg;
	FILE *letters;
	const struct config *config; /* whose brands' clocks the days go by */
};
/* The hours of each brand (the last 35 days), what was to be expected of each, and the incidents,
 * drawn. */
MUST_CHECK int replay_draw(struct redis_link *link, unsigned partition, const struct slice *brands,
			   size_t brand_count, const struct replay_listing *listing,
			   const struct replay_canvas *canvas, struct error *error);

#endif
