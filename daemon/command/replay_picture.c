/*
 * replay_picture.c - a replay's hours, brand by brand, as the detector expected them, with its
 * incidents.
 *
 * What is expected of an hour is learnt from the hours six and more before it, as the detector
 * does, so the picture shows no more than was known then.
 */
#include "replay_report.h"

#include "baseline_fit.h"
#include "clock.h"
#include "config.h"
#include "file.h"
#include "picture.h"
#include "series.h"
#include "surprise.h"

#include <stdlib.h>
#include <string.h>

enum { GUARD_HOURS = 6, PICTURE_BYTES = 32 << 20 };

struct drawing {
	struct series_counts counts;
	struct picture_panel panels[REPLAY_BRANDS_MAX];
	struct picture_point points[REPLAY_BRANDS_MAX][SERIES_HOURS];
	struct picture_mark marks[REPLAY_BRANDS_MAX][REPLAY_MARKS_MAX];
};

static void expect_hour(const struct series_counts *counts, struct zone zone, int64_t first,
			int64_t hour, struct picture_point *point)
{
	float negative[SERIES_HOURS], comments[SERIES_HOURS];
	struct baseline_expectation expected = { 0 };
	struct baseline baseline;
	size_t count = 0;

	for (int64_t at = first; at < hour - GUARD_HOURS; at++, count++) {
		struct series_sum sum = series_counts_hour(counts, at);

		negative[count] = (float)sum.negative;
		comments[count] = (float)sum.comments;
	}
	if (count < GUARD_HOURS)
		return; /* nothing is known yet */
	baseline_fit(&(struct baseline_history){ CLOCK_HOUR_US, first * CLOCK_HOUR_US, count,
						 negative, comments, NULL, zone },
		     &baseline);
	baseline_expect(&baseline, hour * CLOCK_HOUR_US, (hour + 1) * CLOCK_HOUR_US, &expected);
	point->expected = expected.negative;
	point->upper = surprise_upper_edge(expected.negative,
					   baseline_variance(&baseline, &expected, CLOCK_HOUR_US));
}

static void draw_hours(const struct series_counts *counts, struct zone zone,
		       struct picture_point *points, struct picture_panel *panel)
{
	int64_t first = series_hour_of(counts->first_us);

	if (counts->last_hour < 0)
		return;
	if (first <= counts->last_hour - SERIES_HOURS)
		first = counts->last_hour - SERIES_HOURS + 1;
	for (int64_t hour = first; hour <= counts->last_hour; hour++) {
		struct picture_point *point = &points[panel->count++];

		point->at_us = hour * CLOCK_HOUR_US;
		point->value = (double)series_counts_hour(counts, hour).negative;
		expect_hour(counts, zone, first, hour, point);
	}
}

static void mark_incidents(const struct replay_listing *listing, struct slice brand,
			   struct picture_mark *marks, struct picture_panel *panel)
{
	/* The latest ones, for the picture is of the latest days. */
	for (size_t i = listing->count; i-- > 0 && panel->mark_count < REPLAY_MARKS_MAX;) {
		const struct incident *incident = &listing->incidents[i];
		int64_t end_us = incident->resolved_at_us ? incident->resolved_at_us
							  : incident->updated_at_us;

		if (slice_equal(slice_from(incident->brand), brand))
			marks[panel->mark_count++] =
				(struct picture_mark){ incident->opened_at_us, end_us,
						       incident->severity };
	}
}

static int fill(struct drawing *drawing, struct redis_link *link, unsigned partition,
		const struct slice *brands, size_t brand_count,
		const struct replay_listing *listing, const struct replay_canvas *canvas,
		struct error *error)
{
	for (size_t i = 0; i < brand_count; i++) {
		struct picture_panel *panel = &drawing->panels[i];
		int r = series_read(link, partition, brands[i], slice_from("brand"),
				    &drawing->counts, error);

		if (r < 0)
			return r;
		*panel = (struct picture_panel){ .title = brands[i],
						 .unit = "negative comments an hour",
						 .points = drawing->points[i],
						 .marks = drawing->marks[i] };
		draw_hours(&drawing->counts, config_brand(canvas->config, brands[i])->zone,
			   drawing->points[i], panel);
		mark_incidents(listing, brands[i], drawing->marks[i], panel);
	}
	return 0;
}

static int write_svg(const struct drawing *drawing, size_t count, const char *path,
		     struct error *error)
{
	struct buffer svg;
	int r;

	buffer_init(&svg, PICTURE_BYTES);
	picture_write(drawing->panels, count, &svg);
	r = buffer_failed(&svg) ? error_set(error, ERROR_MEMORY, "out of memory")
				: file_write(path, buffer_slice(&svg), 0644, error);
	buffer_done(&svg);
	return r;
}

int replay_draw(struct redis_link *link, unsigned partition, const struct slice *brands,
		size_t brand_count, const struct replay_listing *listing,
		const struct replay_canvas *canvas, struct error *error)
{
	struct drawing *drawing = calloc(1, sizeof(*drawing));
	int r;

	if (!drawing)
		return error_set(error, ERROR_MEMORY, "out of memory");
	r = fill(drawing, link, partition, brands, brand_count, listing, canvas, error);
	if (r == 0 && canvas->letters)
		picture_print(drawing->panels, brand_count, canvas->letters);
	if (r == 0 && canvas->svg)
		r = write_svg(drawing, brand_count, canvas->svg, error);
	free(drawing);
	return r;
}
