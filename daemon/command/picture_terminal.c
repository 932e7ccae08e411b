/*
 * picture_terminal.c - the panels of picture.h in letters, for whoever looks from a terminal.
 *
 *   █ counted   ░ usual   ! more than usual   1 … 4 alert of that severity, until ─ ends (^:
 * without)
 */
#include "picture.h"

#include "clock.h"
#include "terminal.h"

#include <math.h>
#include <string.h>

enum { WIDTH = 96, HEIGHT = 8, EIGHTHS = 8, DAY_BYTES = sizeof("2026-11-29T10:20") - 1 };

struct cell {
	double value, upper;
	char mark[4]; /* of an alert, UTF-8 */
};

struct sheet {
	int64_t from_us, to_us;
	size_t width; /* no wider than there are points: a column without one would be a gap */
	double top;
	struct cell cells[WIDTH];
};

static size_t place_of(const struct sheet *sheet, int64_t at_us)
{
	const double part =
		(double)(at_us - sheet->from_us) / (double)(sheet->to_us - sheet->from_us);

	return (size_t)fmin(fmax(part * (double)sheet->width, 0.0), (double)sheet->width - 1.0);
}

static void put_marks(const struct picture_panel *panel, struct sheet *sheet)
{
	for (size_t i = 0; i < panel->mark_count; i++) {
		const struct picture_mark *mark = &panel->marks[i];
		const size_t first = place_of(sheet, mark->from_us),
			     last = place_of(sheet, mark->to_us);

		for (size_t at = first + 1; at <= last; at++)
			memcpy(sheet->cells[at].mark, "─", sizeof("─"));
		sheet->cells[first].mark[0] = mark->severity ? (char)('0' + mark->severity) : '^';
		sheet->cells[first].mark[1] = '\0';
	}
}

static void fill(const struct picture_panel *panel, struct sheet *sheet)
{
	*sheet = (struct sheet){ .from_us = panel->points[0].at_us,
				 .to_us = panel->points[panel->count - 1].at_us,
				 .width = panel->count < WIDTH ? panel->count : WIDTH,
				 .top = 1.0 };
	if (sheet->to_us - sheet->from_us < CLOCK_MINUTE_US)
		sheet->to_us = sheet->from_us + CLOCK_MINUTE_US;
	for (size_t i = 0; i < panel->count; i++) {
		const struct picture_point *point = &panel->points[i];
		struct cell *cell = &sheet->cells[place_of(sheet, point->at_us)];

		cell->value = fmax(cell->value, point->value);
		cell->upper = fmax(cell->upper, point->upper);
		sheet->top = fmax(sheet->top, fmax(point->value, point->upper));
	}
	put_marks(panel, sheet);
}

/* `row` from the bottom: a whole block, some eighths of one, what is usual, or nothing. */
static const char *letter_of(const struct cell *cell, double top, int row)
{
	static const char *const BLOCKS[EIGHTHS + 1] = {
		"", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"
	};
	const double scale = HEIGHT * EIGHTHS / top;
	const int eighths = (int)lround(cell->value * scale) - row * EIGHTHS;

	if (eighths > 0)
		return BLOCKS[eighths < EIGHTHS ? eighths : EIGHTHS];
	return cell->upper * scale > row * EIGHTHS ? "░" : " ";
}

static void print_marks(const struct sheet *sheet, FILE *to)
{
	fprintf(to, "%7s ", "");
	for (size_t i = 0; i < sheet->width; i++) {
		const struct cell *cell = &sheet->cells[i];
		const bool over = cell->upper > 0.0 && cell->value > cell->upper;

		fputs(cell->mark[0] ? cell->mark : over ? "!" : " ", to);
	}
	fputc('\n', to);
}

static void print_times(const struct sheet *sheet, FILE *to)
{
	char first[CLOCK_TEXT_MAX], last[CLOCK_TEXT_MAX];
	const int gap = (int)sheet->width - 2 * DAY_BYTES;

	fprintf(to, "%7s %.*s%*s%.*s\n", "", DAY_BYTES, clock_format(sheet->from_us, first),
		gap > 1 ? gap : 1, "", DAY_BYTES, clock_format(sheet->to_us, last));
}

static void print_panel(const struct picture_panel *panel, FILE *to)
{
	struct sheet sheet;

	terminal_print(to, panel->title);
	fprintf(to, "%s%s\n", panel->unit ? ": " : "", panel->unit ? panel->unit : "");
	if (panel->count == 0)
		return;
	fill(panel, &sheet);
	for (int row = HEIGHT - 1; row >= 0; row--) {
		if (row == HEIGHT - 1)
			fprintf(to, "%7.0f ", sheet.top);
		else
			fprintf(to, "%7s ", row == 0 ? "0" : "");
		for (size_t i = 0; i < sheet.width; i++)
			fputs(letter_of(&sheet.cells[i], sheet.top, row), to);
		fputc('\n', to);
	}
	print_marks(&sheet, to);
	print_times(&sheet, to);
}

void picture_print(const struct picture_panel *panels, size_t count, FILE *to)
{
	fputs("█ counted  ░ usual  ! more than usual  1-4 or ^ alert, ─ until it is over; UTC\n\n",
	      to);
	for (size_t i = 0; i < count; i++) {
		print_panel(&panels[i], to);
		fputc('\n', to);
	}
}
