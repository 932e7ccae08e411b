/* test_synchrony.c - programs that write together, and people who only do so by chance. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "synchrony.h"

#define SECOND_US INT64_C(1000000)
#define START_US (INT64_C(1795345200) * SECOND_US)
enum { ROOM = 400 };

struct crowd {
	struct moment moments[ROOM];
	size_t count;
	uint32_t first[ROOM];
};

/* In the order of time. */
static void add(struct crowd *crowd, int64_t at_ms, uint64_t author)
{
	crowd->moments[crowd->count++] =
		(struct moment){ START_US + at_ms * 1000, author, slice_from("post:1") };
}

static size_t together(struct crowd *crowd)
{
	return synchrony_find(crowd->moments, crowd->count, crowd->first);
}

static void test_a_program(void **state)
{
	struct crowd crowd = { .count = 0 };

	(void)state;
	for (uint64_t i = 0; i < 5; i++)
		add(&crowd, (int64_t)i * 60000, 100 + i); /* people */
	for (uint64_t i = 0; i < 12; i++)
		add(&crowd, 300000 + (int64_t)i * 100, 200 + i);
	assert_int_equal(together(&crowd), 12);
	for (size_t i = 0; i < crowd.count; i++)
		assert_int_equal(crowd.first[i], i < 5 ? 0 : 6);
}

/* The same accounts at several posts: each time is a group of its own. */
static void test_several_times(void **state)
{
	static const int64_t at_ms[] = { 0, 600000, 900000, 1700000 };
	struct crowd crowd = { .count = 0 };

	(void)state;
	for (size_t time = 0; time < 4; time++) {
		for (uint64_t i = 0; i < 4; i++)
			add(&crowd, at_ms[time] + (int64_t)i * 300, 200 + i);
	}
	assert_int_equal(together(&crowd), 16);
	assert_int_equal(crowd.first[3], 1);
	assert_int_equal(crowd.first[4], 5);
	assert_int_equal(crowd.first[15], 13);
}

/* In whole seconds several have the same time, and are one group all the same. */
static void test_whole_seconds(void **state)
{
	struct crowd crowd = { .count = 0 };

	(void)state;
	for (uint64_t i = 0; i < 24; i++)
		add(&crowd, (int64_t)(i / 8) * 1000, 200 + i);
	assert_int_equal(together(&crowd), 24);
	for (size_t i = 0; i < crowd.count; i++)
		assert_int_equal(crowd.first[i], 1);
}

/* Ten in each second for half a minute: near, and no more than the pace brings. */
static void test_a_quick_crowd(void **state)
{
	struct crowd crowd = { .count = 0 };

	(void)state;
	for (uint64_t i = 0; i < 300; i++)
		add(&crowd, (int64_t)i * 100, 100 + i);
	assert_int_equal(together(&crowd), 0);
	assert_int_equal(crowd.first[0], 0);
}

static void test_what_tells_nothing(void **state)
{
	struct crowd one = { .count = 0 }, few = { .count = 0 }, polled = { .count = 0 },
		     nobody = { .count = 0 }, our_clock = { .count = 0 }, posts = { .count = 0 };

	(void)state;
	for (uint64_t i = 0; i < 20; i++) {
		const int64_t at_ms = (int64_t)i * 100;

		add(&one, at_ms, 7);		 /* one person */
		add(&polled, 0, 100 + i);	 /* handed over at once */
		add(&nobody, at_ms, 0);		 /* who it was is not known */
		add(&our_clock, at_ms, 100 + i); /* when it was is not known */
		our_clock.moments[i].ts_us += 1 + (int64_t)i;
		add(&posts, at_ms, 100 + i); /* each below another post */
		posts.moments[i].post = slice_cut(slice_from("abcdefghijklmnopqrst"), i, i + 1);
	}
	for (uint64_t i = 0; i < SYNCHRONY_NEAR_MIN; i++)
		add(&few, (int64_t)i * 100, 100 + i); /* one too few has one behind it */
	assert_int_equal(together(&one), 0);
	assert_int_equal(together(&polled), 0);
	assert_int_equal(together(&nobody), 0);
	assert_int_equal(together(&our_clock), 0);
	assert_int_equal(together(&posts), 0);
	assert_int_equal(together(&few), 0);
	add(&few, SYNCHRONY_NEAR_MIN * 100, 99);
	assert_int_equal(together(&few), SYNCHRONY_NEAR_MIN + 1);
	assert_int_equal(synchrony_find(NULL, 0, few.first), 0);
}

/* A quarter of all at least: some feeds always quote each other. */
static void test_a_small_part(void **state)
{
	struct crowd crowd = { .count = 0 };

	(void)state;
	for (uint64_t i = 0; i < 12; i++)
		add(&crowd, (int64_t)i * 100, 200 + i);
	for (uint64_t i = 0; i < 36; i++)
		add(&crowd, 60000 * (int64_t)(i + 1), 300 + i);
	assert_int_equal(together(&crowd), 12);
	add(&crowd, 60000 * 40, 500);
	assert_int_equal(together(&crowd), 0);
}

/* Each 30 s, a little late now and then; some rounds bring nothing. `times`: of so many; `shift_ms`
 * moves every other one. */
static size_t polled(size_t times, uint64_t each, int64_t apart_ms, int64_t shift_ms)
{
	static const int64_t late_ms[] = { 0, 700, 150, 400, 0, 900, 300 };
	struct crowd crowd = { .count = 0 };

	for (size_t time = 0; time < times; time++) {
		if (times > 4 && time == 3)
			continue;
		const int64_t at_ms =
			(int64_t)time * 30000 + late_ms[time % 7] + (time % 2 ? shift_ms : 0);
		for (uint64_t i = 0; i < each; i++)
			add(&crowd, at_ms + (int64_t)i * apart_ms, time * 100 + i + 1);
	}
	return together(&crowd);
}

static void test_a_source_that_is_polled(void **state)
{
	(void)state;
	assert_int_equal(polled(10, 12, 90, 0), 0);
	assert_int_equal(polled(10, 3, 300, 0), 0);
	assert_int_equal(polled(3, 12, 90, 0), 0);
	assert_int_equal(polled(2, 12, 90, 0), 24);	 /* two are no rhythm */
	assert_int_equal(polled(4, 12, 90, 11000), 48);	 /* nor are these */
	assert_int_equal(polled(20, 2, 1700, 0), 0);	 /* two and two */
	assert_int_equal(polled(20, 2, 1700, 11000), 0); /* in no rhythm either */
	assert_int_equal(polled(20, 3, 800, 11000), 57);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_program),
		cmocka_unit_test(test_several_times),
		cmocka_unit_test(test_whole_seconds),
		cmocka_unit_test(test_a_quick_crowd),
		cmocka_unit_test(test_what_tells_nothing),
		cmocka_unit_test(test_a_small_part),
		cmocka_unit_test(test_a_source_that_is_polled),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
