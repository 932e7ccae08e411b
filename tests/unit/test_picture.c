/* test_picture.c - facts about the drawn series. */
#include "facts.h"

#include "clock.h"
#include "picture.h"
#include "utf8.h"
#include <stdlib.h>
#include <string.h>

enum { HOURS = 300 };

static const char *draw(const struct picture_panel *panels, size_t count, struct buffer *svg)
{
	buffer_init(svg, 1 << 20);
	picture_write(panels, count, svg);
	assert_false(buffer_failed(svg));
	return buffer_text(svg);
}

static size_t times_in(const char *text, const char *part)
{
	size_t count = 0;

	for (; (text = strstr(text, part)); text += strlen(part))
		count++;
	return count;
}

static void each_panel_has_its_lines_and_marks(void **state)
{
	struct picture_point points[HOURS];
	const struct picture_mark marks[] = { { 20 * CLOCK_HOUR_US, 30 * CLOCK_HOUR_US, 2 },
					      { 90 * CLOCK_HOUR_US, 91 * CLOCK_HOUR_US, 0 } };
	struct buffer svg;

	(void)state;
	for (size_t i = 0; i < HOURS; i++)
		points[i] = (struct picture_point){ (int64_t)i * CLOCK_HOUR_US, (double)(i % 7),
						    3.0, 6.0 };
	const struct picture_panel panels[2] = {
		{ slice_from("one"), "comments", points, HOURS, marks, 2 },
		{ slice_from("two"), NULL, points, HOURS, NULL, 0 }
	};
	const char *text = draw(panels, 2, &svg);

	assert_int_equal(memcmp(text, "<svg ", 5), 0);
	assert_int_equal(strcmp(text + strlen(text) - 7, "</svg>\n"), 0);
	assert_int_equal(times_in(text, "<polyline class=\"count\""), 2);
	assert_int_equal(times_in(text, "<polygon class=\"band\""), 2);
	assert_int_equal(times_in(text, "</title><rect class=\"mark\""), 2);
	assert_int_equal(times_in(text, ">comments</text>"), 1);
	/* 300 hours, and in each seven one that is more than usual */
	assert_int_equal(times_in(text, "<path class=\"over\" d=\"\"/>"), 2);
	assert_int_equal(times_in(text, ">severity "), 1);
	assert_null(strstr(text, "nan"));
	buffer_done(&svg);
}

static void a_name_is_no_markup(void **state)
{
	const struct picture_point point = { CLOCK_DAY_US, 1, 1, 2 };
	const struct picture_panel panel = {
		slice_from("<script>a&b\n"), NULL, &point, 1, NULL, 0
	};
	struct buffer svg;
	const char *text = draw(&panel, 1, &svg);

	(void)state;
	assert_null(strstr(text, "<script"));
	assert_non_null(strstr(text, "&lt;script>a&amp;b</text>"));
	buffer_done(&svg);
}

/* A file with half a letter in it is no SVG. */
static void a_long_name_is_cut_between_letters(void **state)
{
	const struct picture_point point = { CLOCK_DAY_US, 1, 1, 2 };
	char name[202] = "x";
	const struct picture_panel panel = { { name, sizeof(name) - 1 }, NULL, &point, 1, NULL, 0 };
	struct buffer svg;

	(void)state;
	for (size_t i = 1; i < sizeof(name) - 1; i += 2)
		memcpy(name + i, "å", 2);
	draw(&panel, 1, &svg);
	assert_true(utf8_valid(buffer_slice(&svg), NULL));
	assert_non_null(strstr(buffer_text(&svg), "åå</text>"));
	buffer_done(&svg);
}

static void nothing_is_drawn_as_nothing(void **state)
{
	const struct picture_panel panel = { slice_from("empty"), NULL, NULL, 0, NULL, 0 };
	struct buffer svg;
	const char *text = draw(&panel, 1, &svg);

	(void)state;
	assert_null(strstr(text, "nan"));
	assert_null(strstr(text, "inf"));
	buffer_done(&svg);
}

/* In letters: a wave under its band, and one hour that is far above it, with its alert. */
static void a_terminal_shows_the_same(void **state)
{
	struct picture_point points[96];
	const struct picture_mark mark = { 48 * CLOCK_HOUR_US, 50 * CLOCK_HOUR_US, 2 };
	char *text = NULL;
	size_t len;
	FILE *to = open_memstream(&text, &len);

	(void)state;
	assert_non_null(to);
	for (size_t i = 0; i < 96; i++)
		points[i] = (struct picture_point){ (int64_t)i * CLOCK_HOUR_US, 2.0, 1.0, 4.0 };
	points[48].value = points[30].value = 16.0;
	const struct picture_panel panel = {
		slice_from("one\033[2J"), "an hour", points, 96, &mark, 1
	};
	picture_print(&panel, 1, to);
	fclose(to);
	assert_null(strchr(text, '\033'));
	assert_non_null(strstr(text, ": an hour\n"));
	assert_non_null(strstr(text, "     16 "));
	assert_int_equal(times_in(text, "!"), 1 + 1); /* the legend's, and hour 30 */
	assert_int_equal(times_in(text, "2─"), 1);    /* hour 48, its alert */
	assert_int_equal(times_in(text, "█"),
			 1 + 2 * 8 + 94); /* two whole columns, the others' lowest row */
	assert_non_null(strstr(text, "1970-01-01T00:00"));
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_panel_has_its_lines_and_marks),
		cmocka_unit_test(a_name_is_no_markup),
		cmocka_unit_test(a_long_name_is_cut_between_letters),
		cmocka_unit_test(a_terminal_shows_the_same),
		cmocka_unit_test(nothing_is_drawn_as_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
