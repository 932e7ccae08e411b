/* test_shared_author.c - facts about the author that is no person. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "shared_author.h"

enum { COMMENTS = 300, ANONYMOUS = 7 };
static struct recent_comment comments[COMMENTS];
static size_t count;

static void hear(int64_t minute, uint64_t author, const char *channel, enum polarity polarity)
{
	assert_true(count < COMMENTS);
	comments[count++] = (struct recent_comment){
		.ts_us = minute * CLOCK_MINUTE_US,
		.author = author,
		.channel = slice_from(channel),
		.polarity = polarity,
		.action = ACTION_ALLOW,
	};
}

static uint64_t shared(void)
{
	uint64_t scratch[COMMENTS];

	return shared_author_find(comments, count, scratch);
}

static int setup(void **state)
{
	(void)state;
	count = 0;
	return 0;
}

static void one_name_for_all_guests(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 60; i++)
		hear(i * 10, ANONYMOUS, "web", POLARITY_NEUTRAL);
	assert_int_equal(shared(), ANONYMOUS);
}

static void beside_another_channel_where_people_have_names(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 60; i++) {
		hear(i * 10, ANONYMOUS, "web", POLARITY_NEUTRAL);
		hear(i * 10 + 1, 1000 + 2 * i, "forum", POLARITY_POSITIVE);
		hear(i * 10 + 2, 1001 + 2 * i, "forum", POLARITY_NEUTRAL);
	}
	assert_int_equal(shared(), ANONYMOUS);
}

static void a_flood_by_one_is_one(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 60; i++)
		hear(i * 10, 1000 + i, "web", POLARITY_NEUTRAL);
	/* Of his comments some are not known as negative. */
	for (unsigned i = 0; i < 200; i++)
		hear(600 + i, ANONYMOUS, "web", i % 3 ? POLARITY_NEGATIVE : POLARITY_NEUTRAL);
	assert_int_equal(shared(), 0);
}

static void an_evening_is_no_habit(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 60; i++)
		hear(i * 5, ANONYMOUS, "web", POLARITY_NEUTRAL);
	assert_int_equal(shared(), 0);
}

static void a_few_are_no_habit(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 39; i++)
		hear(i * 60, ANONYMOUS, "web", POLARITY_NEUTRAL);
	assert_int_equal(shared(), 0);
	hear(39 * 60, ANONYMOUS, "web", POLARITY_NEUTRAL);
	assert_int_equal(shared(), ANONYMOUS);
}

static void negatives_tell_nothing(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 60; i++)
		hear(i * 10, ANONYMOUS, "web", POLARITY_NEGATIVE);
	assert_int_equal(shared(), 0);
}

static void nobody_known_is_no_author(void **state)
{
	(void)state;
	assert_int_equal(shared(), 0);
	for (unsigned i = 0; i < 60; i++)
		hear(i * 10, 0, "web", POLARITY_NEUTRAL);
	assert_int_equal(shared(), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(one_name_for_all_guests, setup),
		cmocka_unit_test_setup(beside_another_channel_where_people_have_names, setup),
		cmocka_unit_test_setup(a_flood_by_one_is_one, setup),
		cmocka_unit_test_setup(an_evening_is_no_habit, setup),
		cmocka_unit_test_setup(a_few_are_no_habit, setup),
		cmocka_unit_test_setup(negatives_tell_nothing, setup),
		cmocka_unit_test_setup(nobody_known_is_no_author, setup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
