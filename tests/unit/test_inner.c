/* test_inner.c - a post against the rest of its brand, and what looking within a brand costs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "detect_windows.h"
#include "inner.h"

#define NOW_US (INT64_C(1767571200000000) + 30 * CLOCK_DAY_US)
static struct series_counts brand, post;
static const struct detect_settings settings = { .minimum_negative = 5,
						 .minimum_authors = 4,
						 .quiet_weeks = 200.0 };

static void add(struct series_counts *counts, int64_t ts_us, bool negative)
{
	assert_true(
		series_counts_add(counts, ts_us, NOW_US, (struct series_sum){ 1, negative, 0 }));
}

/* Twenty days of ten comments an hour, two of them negative. */
static int begin(void **state)
{
	(void)state;
	series_counts_init(&brand);
	series_counts_init(&post);
	for (int64_t hour = -480; hour < 0; hour++)
		for (int64_t i = 0; i < 10; i++)
			add(&brand, NOW_US + hour * CLOCK_HOUR_US + i * 5 * CLOCK_MINUTE_US, i < 2);
	return 0;
}

static void comments_on_post(int negative, int others)
{
	for (int i = 0; i < negative + others; i++) {
		int64_t ts_us = NOW_US - (int64_t)(i % 19) * CLOCK_MINUTE_US;

		add(&brand, ts_us, i < negative);
		add(&post, ts_us, i < negative);
	}
}

static struct finding judged(uint64_t authors)
{
	struct finding finding;

	inner_evaluate_post(&brand, &post, &settings, NOW_US, authors, &finding);
	return finding;
}

/* Half of what is bad now, and next to nothing of what was since the brand's incident began. */
static void another_subject_is_told_apart(void **state)
{
	const int64_t began_us = NOW_US - 3 * CLOCK_HOUR_US;
	const struct finding twenty_minutes = { .window_us = 20 * CLOCK_MINUTE_US },
			     hours = { .window_us = 4 * CLOCK_HOUR_US };

	(void)state;
	for (int i = 0; i < 60; i++)
		add(&brand, NOW_US - 2 * CLOCK_HOUR_US + i * CLOCK_SECOND_US, true);
	comments_on_post(18, 0);
	assert_true(inner_is_another(&brand, &post, &twenty_minutes, began_us, NOW_US));
	/* It is as old as the incident; */
	assert_false(inner_is_another(&brand, &post, &hours, began_us, NOW_US));
	/* nothing is known of what the incident was about; */
	assert_false(inner_is_another(&brand, &post, &twenty_minutes, NOW_US - 30 * CLOCK_MINUTE_US,
				      NOW_US));
	/* it was about this; */
	for (int i = 0; i < 30; i++)
		add(&post, NOW_US - 2 * CLOCK_HOUR_US + i * CLOCK_SECOND_US, true);
	assert_false(inner_is_another(&brand, &post, &twenty_minutes, began_us, NOW_US));
	/* it is still about the rest. */
	for (int i = 0; i < 40; i++)
		add(&brand, NOW_US - 5 * CLOCK_MINUTE_US, true);
	assert_false(inner_is_another(&brand, &post, &twenty_minutes, began_us, NOW_US));
}

static void a_sour_thread_is_found(void **state)
{
	(void)state;
	comments_on_post(28, 2);
	struct finding finding = judged(20);

	assert_true(finding.alert);
	assert_false(finding.calm);
	assert_int_equal(finding.negative, 28);
	assert_int_equal(finding.comments, 30);
	assert_in_range(finding.expected, 5000, 8000); /* a fifth of thirty */
	assert_int_equal(finding.authors, 20);
	assert_in_range(finding.began_us, NOW_US - 20 * CLOCK_MINUTE_US, NOW_US);
}

static void a_busy_post_of_the_usual_mood_is_not(void **state)
{
	(void)state;
	comments_on_post(80, 320);
	assert_false(judged(70).alert);
	assert_true(judged(70).calm);
}

static void few_people_are_not_enough(void **state)
{
	(void)state;
	comments_on_post(28, 2);
	assert_false(judged(3).alert);
	assert_true(judged(DETECT_AUTHORS_UNKNOWN).alert);
}

/* Where everything turns sour it is no news of this post. */
static void a_sour_brand_is_the_brands_business(void **state)
{
	(void)state;
	comments_on_post(28, 2);
	for (int i = 0; i < 300; i++)
		add(&brand, NOW_US - (int64_t)(i % 19) * CLOCK_MINUTE_US, i % 10 != 0);
	assert_false(judged(20).alert);
}

static void nothing_later_is_looked_at(void **state)
{
	struct finding before, after;

	(void)state;
	comments_on_post(12, 2);
	inner_evaluate_post(&brand, &post, &settings, NOW_US - 10 * CLOCK_MINUTE_US, 9, &before);
	for (int i = 0; i < 50; i++) {
		add(&post, NOW_US - CLOCK_MINUTE_US, true);
		add(&brand, NOW_US - CLOCK_MINUTE_US, true);
	}
	inner_evaluate_post(&brand, &post, &settings, NOW_US - 10 * CLOCK_MINUTE_US, 9, &after);
	assert_int_equal(after.surprise, before.surprise);
	assert_int_equal(after.negative, before.negative);
	assert_int_equal(after.expected, before.expected);
	assert_int_equal(after.severity, before.severity);
	assert_int_equal(after.alert, before.alert);
}

static void it_can_be_explained(void **state)
{
	struct evidence evidence;

	(void)state;
	comments_on_post(28, 2);
	inner_explain_post(&brand, &post, &settings, NOW_US, 20, &evidence);
	assert_int_equal(evidence.before_count, 0);
	inner_explain_post_before(&brand, &post, &settings, NOW_US, &evidence);
	assert_int_equal(evidence.look_count, 5);
	assert_int_equal(evidence.looks[0].short_of, 0);
	assert_int_equal(evidence.looks[0].negative, 28);
	assert_true(evidence.before_count >= 2);
	assert_true(evidence.before[2].negative < 28);
	assert_true(evidence.before[2].surprise < evidence.looks[0].surprise);
}

static void the_budget_is_spent_once(void **state)
{
	(void)state;
	assert_true(inner_weeks_of_brand(4.0, 0) == 4.0);
	for (size_t live = 1; live < 100; live += 33) {
		double false_alarms = 1.0 / inner_weeks_of_brand(4.0, live) +
				      (double)live / inner_weeks_of_each(4.0, live);

		assert_true(false_alarms > 0.2499 && false_alarms < 0.2501);
	}
	assert_true(detect_line(inner_weeks_of_each(4.0, 10)) > detect_line(4.0) + 1.0);
}

static void scopes_have_kinds(void **state)
{
	(void)state;
	assert_int_equal(inner_kind_of(slice_from("post:1")), INNER_POST);
	assert_int_equal(inner_kind_of(slice_from("topic:delivery")), INNER_TOPIC);
	assert_int_equal(inner_kind_of(slice_from("language:nb")), INNER_LANGUAGE);
	assert_int_equal(inner_kind_of(slice_from("channel:facebook")), INNER_CHANNEL);
	assert_int_equal(inner_kind_of(slice_from("brand")), INNER_NONE);
	assert_int_equal(inner_kind_of(slice_from("post:")), INNER_NONE);
	assert_int_equal(inner_kind_of(slice_from("comment:post:1")), INNER_NONE);
	assert_int_equal(inner_kind_of(slice_from("silence:channel:x")), INNER_NONE);
}

static void the_only_channel_is_the_brand(void **state)
{
	(void)state;
	assert_true(inner_is_the_brand(&brand, &brand));
	assert_false(inner_is_the_brand(&brand, &post));
}

static void what_is_all_of_it_is_for_the_brand_to_say(void **state)
{
	struct finding finding = { .window_us = CLOCK_HOUR_US };

	(void)state;
	comments_on_post(28, 2);
	for (finding.negative = 1; finding.negative < 100; finding.negative++) {
		const uint64_t all =
			series_counts_sum_minutes(&brand, series_minute_of(NOW_US), 60).negative;

		assert_int_equal(inner_is_the_brands(&brand, &finding, NOW_US),
				 5 * finding.negative >= 4 * all);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(another_subject_is_told_apart, begin),
		cmocka_unit_test_setup(a_sour_thread_is_found, begin),
		cmocka_unit_test_setup(a_busy_post_of_the_usual_mood_is_not, begin),
		cmocka_unit_test_setup(few_people_are_not_enough, begin),
		cmocka_unit_test_setup(a_sour_brand_is_the_brands_business, begin),
		cmocka_unit_test_setup(nothing_later_is_looked_at, begin),
		cmocka_unit_test_setup(it_can_be_explained, begin),
		cmocka_unit_test(the_budget_is_spent_once),
		cmocka_unit_test(scopes_have_kinds),
		cmocka_unit_test_setup(the_only_channel_is_the_brand, begin),
		cmocka_unit_test_setup(what_is_all_of_it_is_for_the_brand_to_say, begin),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
