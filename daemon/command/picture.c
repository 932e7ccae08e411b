/*
 * picture.c - panels of counts, band and incidents, written as SVG by hand.
 *
 * Where the figures come from is the caller's business, and so is the file.
 */
#include "picture.h"

#include "clock.h"
#include <inttypes.h>
#include <math.h>
#include <string.h>

enum {
	WIDTH = 1200,
	LEFT = 56,
	RIGHT = 16,
	PANEL = 220, /* height, with title and axis */
	TOP = 34,
	BOTTOM = 26,
	PLOT_WIDTH = WIDTH - LEFT - RIGHT,
	PLOT_HEIGHT = PANEL - TOP - BOTTOM,
	COLUMNS = PLOT_WIDTH / 2,
	TICKS_MAX = 12,
	TITLE_BYTES = 120,
};

/* What points of one column share. */
struct column {
	double value, expected, upper;
	size_t points;
};

struct frame {
	struct buffer *to;
	int64_t from_us, to_us;
	double top; /* largest figure of the panel */
	int y;	    /* of the panel's upper edge */
};

static double x_of(const struct frame *frame, int64_t at_us)
{
	return LEFT + PLOT_WIDTH * (double)(at_us - frame->from_us) /
			      (double)(frame->to_us - frame->from_us);
}

static double y_of(const struct frame *frame, double value)
{
	return frame->y + TOP + PLOT_HEIGHT * (1.0 - fmin(value / frame->top, 1.0));
}

/* Strangers' text: no mark-up, no control characters. */
static void write_text(struct buffer *to, struct slice text)
{
	for (size_t i = 0; i < text.len && i < TITLE_BYTES; i++) {
		const char c = text.data[i];

		if (c == '<')
			buffer_add_text(to, "&lt;");
		else if (c == '&')
			buffer_add_text(to, "&amp;");
		else if ((unsigned char)c >= 0x20 && c != 0x7f)
			buffer_add_char(to, c);
	}
}

static void sum_columns(const struct frame *frame, const struct picture_panel *panel,
			struct column columns[COLUMNS])
{
	memset(columns, 0, sizeof(*columns) * COLUMNS);
	for (size_t i = 0; i < panel->count; i++) {
		const struct picture_point *point = &panel->points[i];
		double place = (x_of(frame, point->at_us) - LEFT) / PLOT_WIDTH * COLUMNS;
		struct column *column = &columns[place < 0	    ? 0
						 : place >= COLUMNS ? COLUMNS - 1
								    : (size_t)place];

		column->value = fmax(column->value, point->value);
		column->expected += point->expected;
		column->upper = fmax(column->upper, point->upper);
		column->points++;
	}
}

static double column_x(size_t column)
{
	return LEFT + PLOT_WIDTH * ((double)column + 0.5) / COLUMNS;
}

static void write_band(const struct frame *frame, const struct column columns[COLUMNS])
{
	buffer_add_text(frame->to, "<polygon class=\"band\" points=\"");
	for (size_t i = 0; i < COLUMNS; i++) {
		if (columns[i].points)
			buffer_printf(frame->to, "%.1f,%.1f ", column_x(i),
				      y_of(frame, columns[i].upper));
	}
	for (size_t i = COLUMNS; i-- > 0;) {
		if (columns[i].points)
			buffer_printf(frame->to, "%.1f,%.1f ", column_x(i), y_of(frame, 0.0));
	}
	buffer_add_text(frame->to, "\"/>\n");
}

static void write_line(const struct frame *frame, const struct column columns[COLUMNS],
		       bool expected)
{
	buffer_printf(frame->to, "<polyline class=\"%s\" points=\"",
		      expected ? "expected" : "count");
	for (size_t i = 0; i < COLUMNS; i++) {
		double value = expected ? columns[i].expected / (double)columns[i].points
					: columns[i].value;

		if (columns[i].points)
			buffer_printf(frame->to, "%.1f,%.1f ", column_x(i), y_of(frame, value));
	}
	buffer_add_text(frame->to, "\"/>\n");
}

static void write_marks(const struct frame *frame, const struct picture_panel *panel)
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];

	for (size_t i = 0; i < panel->mark_count; i++) {
		const struct picture_mark *mark = &panel->marks[i];
		double x = x_of(frame, mark->from_us), width = x_of(frame, mark->to_us) - x;

		buffer_printf(frame->to,
			      "<g><title>%s to %s</title><rect class=\"s%u\" x=\"%.1f\" y=\"%d\" "
			      "width=\"%.1f\" height=\"%d\"/>",
			      clock_format(mark->from_us, from), clock_format(mark->to_us, to),
			      mark->severity, x, frame->y + TOP, fmax(width, 2.0), PLOT_HEIGHT);
		if (mark->severity)
			buffer_printf(frame->to, "<text x=\"%.1f\" y=\"%d\">severity %u</text>", x,
				      frame->y + TOP - 4, mark->severity);
		buffer_add_text(frame->to, "</g>\n");
	}
}

/* A tick at whole hours or days, so that there are about TICKS_MAX. */
static void write_times(const struct frame *frame)
{
	static const int64_t STEPS_H[] = { 1, 3, 6, 12, 24, 48, 168, 336, 840 };
	int64_t step_us = STEPS_H[0] * CLOCK_HOUR_US;

	for (size_t i = 1; i < sizeof(STEPS_H) / sizeof(STEPS_H[0]) &&
			   (frame->to_us - frame->from_us) / step_us > TICKS_MAX;
	     i++)
		step_us = STEPS_H[i] * CLOCK_HOUR_US;
	for (int64_t at = (frame->from_us / step_us + 1) * step_us; at < frame->to_us;
	     at += step_us) {
		char text[CLOCK_TEXT_MAX];

		clock_format(at, text);
		buffer_printf(
			frame->to,
			"<path d=\"M%.1f %dv5\"/><text x=\"%.1f\" y=\"%d\">%.5s %.5s</text>\n",
			x_of(frame, at), frame->y + TOP + PLOT_HEIGHT, x_of(frame, at) - 28,
			frame->y + PANEL - 6, text + strlen("2026-"), text + strlen("2026-11-22T"));
	}
}

static void write_panel(struct frame *frame, const struct picture_panel *panel)
{
	struct column columns[COLUMNS];

	frame->top = 1.0;
	for (size_t i = 0; i < panel->count; i++)
		frame->top =
			fmax(frame->top, fmax(panel->points[i].value, panel->points[i].expected));
	sum_columns(frame, panel, columns);
	write_marks(frame, panel);
	write_band(frame, columns);
	write_line(frame, columns, true);
	write_line(frame, columns, false);
	buffer_printf(frame->to, "<text class=\"title\" x=\"%d\" y=\"%d\">", LEFT, frame->y + 14);
	write_text(frame->to, panel->title);
	buffer_printf(frame->to,
		      "</text>\n<path d=\"M%d %dv%dh%d\"/><text x=\"4\" y=\"%d\">%.0f</text>"
		      "<text x=\"4\" y=\"%d\">0</text>\n",
		      LEFT, frame->y + TOP, PLOT_HEIGHT, PLOT_WIDTH, frame->y + TOP + 4, frame->top,
		      frame->y + TOP + PLOT_HEIGHT);
	write_times(frame);
}

static void find_times(const struct picture_panel *panels, size_t count, struct frame *frame)
{
	frame->from_us = INT64_MAX;
	frame->to_us = INT64_MIN;
	for (size_t i = 0; i < count; i++) {
		const struct picture_panel *panel = &panels[i];

		if (panel->count == 0)
			continue;
		if (panel->points[0].at_us < frame->from_us)
			frame->from_us = panel->points[0].at_us;
		if (panel->points[panel->count - 1].at_us > frame->to_us)
			frame->to_us = panel->points[panel->count - 1].at_us;
	}
	if (frame->from_us > frame->to_us)
		frame->from_us = frame->to_us = 0;
	if (frame->to_us - frame->from_us < CLOCK_MINUTE_US)
		frame->to_us = frame->from_us + CLOCK_MINUTE_US;
}

void picture_write(const struct picture_panel *panels, size_t count, struct buffer *to)
{
	struct frame frame = { .to = to };
	const int height = (int)count * PANEL + 20;

	find_times(panels, count, &frame);
	buffer_printf(to,
		      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		      "viewBox=\"0 0 %d %d\" role=\"img\">\n"
		      "<desc>Counts (line), what was expected (dashed) and its upper edge (grey); "
		      "incidents are marked. Times are UTC.</desc>\n",
		      WIDTH, height, WIDTH, height);
	buffer_add_text(to, "<style>text{font:11px sans-serif;fill:#333}.title{font-weight:bold;"
			    "font-size:13px}path{fill:none;stroke:#888}.band{fill:#dde3ea}"
			    ".count{fill:none;stroke:#1b3a5c;stroke-width:1.2}"
			    ".expected{fill:none;stroke:#5b7a99;stroke-dasharray:4 3}"
			    ".s0,.s4{fill:#f3d27a;fill-opacity:.6}.s3{fill:#f0a860;fill-opacity:.6}"
			    ".s2{fill:#e5734f;fill-opacity:.6}.s1{fill:#c62f2f;fill-opacity:.6}"
			    "</style>\n<rect width=\"100%\" height=\"100%\" fill=\"#fff\"/>\n");
	for (size_t i = 0; i < count; i++) {
		frame.y = (int)i * PANEL;
		write_panel(&frame, &panels[i]);
	}
	buffer_add_text(to, "</svg>\n");
}
