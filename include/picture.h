/*
 * picture.h - counts, the expected band and the incidents of some series as one SVG file: what
 * replay and detect show of the past, or in letters for a terminal. No library, no script, no
 * foreign font: it opens anywhere.
 */
#ifndef LIVVAKT_PICTURE_H
#define LIVVAKT_PICTURE_H

#include "buffer.h"
#include "slice.h"
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct picture_point {
	int64_t at_us;
	double value, expected, upper;
};

struct picture_mark {
	int64_t from_us, to_us;
	unsigned severity; /* 0: without */
};

/* One series. Points and marks by time; any number of points, which share the columns there are:
 * the largest value of a column is drawn. */
struct picture_panel {
	struct slice title;
	const char *unit; /* what is counted, for instance an hour; may be NULL */
	const struct picture_point *points;
	size_t count;
	const struct picture_mark *marks;
	size_t mark_count;
};

/* All panels share the axis of time, from the first point of any to the last. */
void picture_write(const struct picture_panel *panels, size_t count, struct buffer *to);

/* The same in letters, each panel on its own axis of time. */
void picture_print(const struct picture_panel *panels, size_t count, FILE *to);

#endif
