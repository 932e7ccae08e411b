/* test_picture.c - facts about the drawn series. */
#include "facts.h"

#include "clock.h"
#include "picture.h"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_panel_has_its_lines_and_marks),
		cmocka_unit_test(a_name_is_no_markup),
		cmocka_unit_test(nothing_is_drawn_as_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
