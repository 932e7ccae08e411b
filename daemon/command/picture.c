/*
 * picture.c - panels of counts, band and incidents, written as SVG by hand.
 *
 * Where the figures come from is the caller's business, and so is the file.
 */
#include "picture.h"

#include "clock.h"
#include "utf8.h"
#include <inttypes.h>
#include <math.h>
#include <string.h>

enum {
	WIDTH = 1200,
	LEFT = 64,
	RIGHT = 20,
	HEAD = 34,   /* of the picture: the legend */
	PANEL = 260, /* height, with title and axis */
	TOP = 48,
	BOTTOM = 34,
	PLOT_WIDTH = WIDTH - LEFT - RIGHT,
	PLOT_HEIGHT = PANEL - TOP - BOTTOM,
	COLUMNS = PLOT_WIDTH / 2,
	TICKS_MAX = 12,
	LABEL_WIDTH = 150, /* of an incident */
	TITLE_BYTES = 120,
};

/* Light, and dark where the reader's screen is; dots and lines tell apart what colours tell. No
 * variables of CSS: not every program that shows SVG knows them. */
static const char STYLE[] =
	"<style>.back{fill:#fff}text{font:12px system-ui,sans-serif;fill:#616e7c}"
	".title{font-size:15px;font-weight:600;fill:#1f2933}.label{font-weight:600;fill:#1f2933}"
	".end{text-anchor:end}.mid{text-anchor:middle}path{fill:none}.grid{stroke:#e4e7eb}"
	".axis{stroke:#9aa5b1}.band{fill:#d9e6f2}.count{fill:none;stroke:#102a43;stroke-width:1.4;"
	"stroke-linejoin:round}.expected{fill:none;stroke:#5b7fa6;stroke-width:1.4;"
	"stroke-dasharray:5 4}.over{stroke:#d64545;stroke-width:5;stroke-linecap:round}"
	"rect.mark{fill-opacity:.16}path.mark{stroke-width:2}"
	".s1 .mark,.s1 circle{fill:#ba2525;stroke:#ba2525}.s2 .mark,.s2 circle{fill:#de6130;"
	"stroke:#de6130}.s3 .mark,.s3 circle{fill:#e0962a;stroke:#e0962a}.s4 .mark,.s4 circle{"
	"fill:#c9b037;stroke:#c9b037}.s0 .mark,.s0 circle{fill:#de6130;stroke:#de6130}"
	"rect.mark{stroke:none!important}"
	"@media(prefers-color-scheme:dark){.back{fill:#14181d}text{fill:#98a4b1}"
	".title,.label{fill:#e6eaee}.grid{stroke:#2a323b}.axis{stroke:#4d5a68}.band{fill:#22384d}"
	".count{stroke:#dbe7f3}.expected{stroke:#7fa8d1}.over{stroke:#ff7b72}"
	"rect.mark{fill-opacity:.3}}</style>\n";

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

/* Strangers' text: no mark-up, no control characters, no half of a letter. */
static void write_text(struct buffer *to, struct slice text)
{
	text = utf8_cut(text, TITLE_BYTES);
	for (size_t i = 0; i < text.len; i++) {
		const char c = text.data[i];

		if (c == '<')
			buffer_add_text(to, "&lt;");
		else if (c == '&')
			buffer_add_text(to, "&amp;");
		else if (!slice_is_control(c))
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

/* From where a look tells what is usual: before, nothing is known. */
static bool is_known(const struct column *column)
{
	return column->points && column->upper > 0.0;
}

static void write_band(const struct frame *frame, const struct column columns[COLUMNS])
{
	size_t first = COLUMNS, last = 0;

	for (size_t i = 0; i < COLUMNS; i++) {
		if (!is_known(&columns[i]))
			continue;
		first = i < first ? i : first;
		last = i;
	}
	if (first > last)
		return;
	buffer_printf(frame->to, "<polygon class=\"band\" points=\"%.1f,%.1f ", column_x(first),
		      y_of(frame, 0.0));
	for (size_t i = first; i <= last; i++) {
		if (is_known(&columns[i]))
			buffer_printf(frame->to, "%.1f,%.1f ", column_x(i),
				      y_of(frame, columns[i].upper));
	}
	buffer_printf(frame->to, "%.1f,%.1f\"/>\n", column_x(last), y_of(frame, 0.0));
}

static void write_line(const struct frame *frame, const struct column columns[COLUMNS],
		       bool expected)
{
	buffer_printf(frame->to, "<polyline class=\"%s\" points=\"",
		      expected ? "expected" : "count");
	for (size_t i = 0; i < COLUMNS; i++) {
		double value = expected ? columns[i].expected / (double)columns[i].points
					: columns[i].value;

		if (expected ? is_known(&columns[i]) : columns[i].points > 0)
			buffer_printf(frame->to, "%.1f,%.1f ", column_x(i), y_of(frame, value));
	}
	buffer_add_text(frame->to, "\"/>\n");
}

/* Dots where more came than the band allows. */
static void write_over(const struct frame *frame, const struct column columns[COLUMNS])
{
	buffer_add_text(frame->to, "<path class=\"over\" d=\"");
	for (size_t i = 0; i < COLUMNS; i++) {
		if (is_known(&columns[i]) && columns[i].value > columns[i].upper)
			buffer_printf(frame->to, "M%.1f %.1fh0", column_x(i),
				      y_of(frame, columns[i].value));
	}
	buffer_add_text(frame->to, "\"/>\n");
}

/* "Tue 3 Feb 14:20"; without the time of day for a day's tick. */
static void write_time(struct buffer *to, int64_t at_us, bool day, bool clock)
{
	static const char DAYS[7][4] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };
	static const char MONTHS[12][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun",
					    "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
	char text[CLOCK_TEXT_MAX];
	struct slice month, day_of_month;

	clock_format(at_us, text);
	month = slice_cut(slice_from(text), 5, 7);
	day_of_month = slice_cut(slice_from(text), 8, 10);
	const size_t number = (size_t)(month.data[0] - '0') * 10 + (size_t)(month.data[1] - '0');
	if (day)
		buffer_printf(to, "%s %.*s %s%s", DAYS[at_us / CLOCK_DAY_US % 7],
			      day_of_month.data[0] == '0' ? 1 : 2,
			      day_of_month.data + (day_of_month.data[0] == '0'),
			      MONTHS[(number + 11) % 12], clock ? " " : "");
	if (clock)
		buffer_printf(to, "%.5s", text + strlen("2026-11-22T"));
}

/* Left of its line where there is no room to the right. */
static void write_label(const struct frame *frame, const struct picture_mark *mark, double x)
{
	const bool turned = x + LABEL_WIDTH > WIDTH - RIGHT;

	buffer_printf(frame->to,
		      "<path class=\"mark\" d=\"M%.1f %dv12\"/><circle cx=\"%.1f\" cy=\"%d\" "
		      "r=\"4\"/><text class=\"label%s\" x=\"%.1f\" y=\"%d\">",
		      x, frame->y + TOP - 12, x, frame->y + TOP - 13, turned ? " end" : "",
		      turned ? x - 8 : x + 8, frame->y + TOP - 9);
	if (mark->severity)
		buffer_printf(frame->to, "severity %u, ", mark->severity);
	write_time(frame->to, mark->from_us, !mark->severity, true);
	buffer_add_text(frame->to, "</text>");
}

static void write_mark(const struct frame *frame, const struct picture_mark *mark, bool labelled)
{
	const double x = x_of(frame, mark->from_us),
		     width = fmax(x_of(frame, mark->to_us) - x, 1.0);
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];

	buffer_printf(frame->to,
		      "<g class=\"s%u\"><title>%s to %s</title><rect class=\"mark\" x=\"%.1f\" "
		      "y=\"%d\" width=\"%.1f\" height=\"%d\"/><path class=\"mark\" "
		      "d=\"M%.1f %dv%d\"/>",
		      mark->severity, clock_format(mark->from_us, from),
		      clock_format(mark->to_us, to), x, frame->y + TOP, width, PLOT_HEIGHT, x,
		      frame->y + TOP, PLOT_HEIGHT);
	if (labelled)
		write_label(frame, mark, x);
	buffer_add_text(frame->to, "</g>\n");
}

/* One label for those that stand close together: that of the first of the worst. */
static void write_marks(const struct frame *frame, const struct picture_panel *panel)
{
	const struct picture_mark *marks = panel->marks;

	for (size_t i = 0, end; i < panel->mark_count; i = end) {
		size_t worst = i;

		for (end = i + 1;
		     end < panel->mark_count &&
		     x_of(frame, marks[end].from_us) < x_of(frame, marks[i].from_us) + LABEL_WIDTH;
		     end++)
			worst = marks[end].severity < marks[worst].severity ? end : worst;
		for (size_t k = i; k < end; k++)
			write_mark(frame, &marks[k], k == worst);
	}
}

/* A tick at whole hours or days, so that there are about TICKS_MAX. */
static int64_t step_of(const struct frame *frame)
{
	static const int64_t STEPS_H[] = { 1, 2, 3, 6, 12, 24, 48, 168, 336, 840 };
	size_t i = 0;

	while (i + 1 < sizeof(STEPS_H) / sizeof(STEPS_H[0]) &&
	       (frame->to_us - frame->from_us) / (STEPS_H[i] * CLOCK_HOUR_US) > TICKS_MAX)
		i++;
	return STEPS_H[i] * CLOCK_HOUR_US;
}

/* Days and weeks begin where people's do: 1970-01-05 was a Monday. */
static void write_times(const struct frame *frame)
{
	const int64_t step_us = step_of(frame), from_us = 4 * CLOCK_DAY_US;

	for (int64_t at = (frame->from_us - from_us) / step_us * step_us + from_us;
	     at < frame->to_us; at += step_us) {
		const double x = x_of(frame, at);

		if (at < frame->from_us || x > WIDTH - RIGHT - 24)
			continue;
		buffer_printf(frame->to,
			      "<path class=\"grid\" d=\"M%.1f %dv%d\"/><text class=\"mid\" "
			      "x=\"%.1f\" y=\"%d\">",
			      x, frame->y + TOP, PLOT_HEIGHT + 5, x,
			      frame->y + TOP + PLOT_HEIGHT + 18);
		write_time(frame->to, at, at % CLOCK_DAY_US == 0, at % CLOCK_DAY_US != 0);
		buffer_add_text(frame->to, "</text>\n");
	}
}

/* 1, 2 or 5 times a power of ten, so that up to five of them reach the top. */
static double round_step(double top)
{
	const double power = pow(10.0, floor(log10(top / 5.0)));
	const double part = top / 5.0 / power;

	return fmax(power * (part > 5.0 ? 10.0 : part > 2.0 ? 5.0 : part > 1.0 ? 2.0 : 1.0), 1.0);
}

static void write_scale(const struct frame *frame)
{
	const double step = round_step(frame->top);

	for (double value = 0.0; value <= frame->top; value += step)
		buffer_printf(frame->to,
			      "<path class=\"%s\" d=\"M%d %.1fh%d\"/><text class=\"end\" x=\"%d\" "
			      "y=\"%.1f\">%.0f</text>\n",
			      value > 0.0 ? "grid" : "axis", LEFT, y_of(frame, value), PLOT_WIDTH,
			      LEFT - 8, y_of(frame, value) + 4.0, value);
}

static void find_top(const struct picture_panel *panel, struct frame *frame)
{
	frame->top = 1.0;
	for (size_t i = 0; i < panel->count; i++)
		frame->top = fmax(frame->top, fmax(panel->points[i].value, panel->points[i].upper));
}

static void write_panel(struct frame *frame, const struct picture_panel *panel)
{
	struct column columns[COLUMNS];

	find_top(panel, frame);
	sum_columns(frame, panel, columns);
	write_band(frame, columns);
	write_scale(frame);
	write_times(frame);
	write_marks(frame, panel);
	write_line(frame, columns, true);
	write_line(frame, columns, false);
	write_over(frame, columns);
	buffer_printf(frame->to, "<text class=\"title\" x=\"%d\" y=\"%d\">", LEFT, frame->y + 16);
	write_text(frame->to, panel->title);
	buffer_add_text(frame->to, "</text>");
	if (panel->unit)
		buffer_printf(frame->to, "<text class=\"end\" x=\"%d\" y=\"%d\">%s</text>\n",
			      WIDTH - RIGHT, frame->y + 16, panel->unit);
}

static void write_legend(struct buffer *to)
{
	const int y = 18;

	buffer_printf(
		to,
		"<g><path class=\"count\" d=\"M%d %dh28\"/><text x=\"%d\" y=\"%d\">counted</text>"
		"<path class=\"expected\" d=\"M%d %dh28\"/><text x=\"%d\" y=\"%d\">expected"
		"</text><rect class=\"band\" x=\"%d\" y=\"%d\" width=\"28\" height=\"12\"/>"
		"<text x=\"%d\" y=\"%d\">usual</text><path class=\"over\" d=\"M%d %dh0\"/>"
		"<text x=\"%d\" y=\"%d\">more than usual</text>",
		LEFT, y - 4, LEFT + 36, y, LEFT + 110, y - 4, LEFT + 146, y, LEFT + 225, y - 10,
		LEFT + 261, y, LEFT + 320, y - 4, LEFT + 332, y);
	buffer_printf(to,
		      "<g class=\"s2\"><rect class=\"mark\" x=\"%d\" y=\"%d\" width=\"26\" "
		      "height=\"14\"/><path class=\"mark\" d=\"M%d %dv14\"/></g><text x=\"%d\" "
		      "y=\"%d\">alert, until it is over</text><text class=\"end\" x=\"%d\" "
		      "y=\"%d\">times are UTC</text></g>\n",
		      LEFT + 450, y - 11, LEFT + 450, y - 11, LEFT + 484, y, WIDTH - RIGHT, y);
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
	const int height = HEAD + (int)count * PANEL;

	find_times(panels, count, &frame);
	buffer_printf(to,
		      "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" "
		      "viewBox=\"0 0 %d %d\" role=\"img\">\n"
		      "<desc>Counts (line), what was expected (dashed), what is usual (shaded) and "
		      "what is more (dots); alerts are marked. Times are UTC.</desc>\n",
		      WIDTH, height, WIDTH, height);
	buffer_add_text(to, STYLE);
	buffer_add_text(to, "<rect width=\"100%\" height=\"100%\" class=\"back\"/>\n");
	write_legend(to);
	for (size_t i = 0; i < count; i++) {
		frame.y = HEAD + (int)i * PANEL;
		write_panel(&frame, &panels[i]);
	}
	buffer_add_text(to, "</svg>\n");
}
