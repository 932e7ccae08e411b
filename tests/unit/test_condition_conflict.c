/* test_condition_conflict.c - facts about conditions that leave no comment for each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "condition_conflict.h"

static struct condition of(enum condition_kind kind, int64_t number)
{
	return (struct condition){ .kind = kind, .number = number };
}

static void test_bounds(void **state)
{
	const struct condition below = of(CONDITION_FOLLOWERS_BELOW, 11);
	const struct condition above = of(CONDITION_FOLLOWERS_ABOVE, 10);
	const struct condition less = of(CONDITION_FOLLOWERS_ABOVE, 9);
	const struct condition longer = of(CONDITION_LETTERS_ABOVE, 99);

	(void)state;
	assert_true(condition_excludes(&below, &above)); /* 11 and 10: nothing is between */
	assert_true(condition_excludes(&above, &below));
	assert_false(condition_excludes(&below, &less)); /* ten */
	assert_false(condition_excludes(&below, &longer));
	assert_true(condition_implies(&above, &less));
	assert_false(condition_implies(&less, &above));
	assert_false(condition_implies(&below, &less));
}

static void test_figures_that_no_comment_has(void **state)
{
	const struct condition worst = of(CONDITION_SENTIMENT_BELOW, -1000);
	const struct condition bad = of(CONDITION_SENTIMENT_BELOW, -999);
	const struct condition loud = of(CONDITION_CAPITALS_ABOVE, 1000);
	const struct condition links = of(CONDITION_LINKS_ABOVE, 1000);

	(void)state;
	assert_true(condition_never_holds(&worst));
	assert_false(condition_never_holds(&bad));
	assert_true(condition_never_holds(&loud));
	assert_false(condition_never_holds(&links));
}

static void test_names(void **state)
{
	struct slice two[] = { { "a", 1 }, { "b", 1 } }, *one = &two[1], other = { "c", 1 };
	const struct condition wide = { CONDITION_CHANNEL, .names = two, .name_count = 2 };
	const struct condition narrow = { CONDITION_CHANNEL, .names = one, .name_count = 1 };
	const struct condition apart = { CONDITION_CHANNEL, .names = &other, .name_count = 1 };
	const struct condition post = { CONDITION_POST, .names = &other, .name_count = 1 };

	(void)state;
	assert_false(condition_excludes(&wide, &narrow));
	assert_true(condition_excludes(&wide, &apart));
	assert_false(condition_excludes(&wide, &post));
	assert_true(condition_implies(&narrow, &wide));
	assert_false(condition_implies(&wide, &narrow));
}

static void test_rates_and_languages(void **state)
{
	const struct condition five = { CONDITION_RATE, .number = 5, .rate = { RATE_TEXT, 60 } };
	struct condition three = five, links = five;
	const struct condition nordic = { CONDITION_LANGUAGE,
					  .languages = language_bit(LANGUAGE_SV) |
						       language_bit(LANGUAGE_DA) };
	const struct condition danish = { CONDITION_LANGUAGE,
					  .languages = language_bit(LANGUAGE_DA) };
	const struct condition german = { CONDITION_LANGUAGE,
					  .languages = language_bit(LANGUAGE_DE) };

	(void)state;
	three.number = 3;
	links.rate.of = RATE_LINK;
	assert_true(condition_implies(&five, &three));
	assert_false(condition_implies(&three, &five));
	assert_false(condition_implies(&five, &links));
	assert_true(condition_implies(&danish, &nordic));
	assert_false(condition_implies(&nordic, &danish));
	assert_true(condition_excludes(&german, &nordic));
	assert_false(condition_excludes(&danish, &nordic));
}

static const struct zone utc = { 0, false }, oslo = { 60, true };

static struct condition at(unsigned from, unsigned to, unsigned days, struct zone zone)
{
	return (struct condition){ CONDITION_TIME, .daily = { 60 * from, 60 * to, days, zone } };
}

static bool meet(const struct condition *one, const struct condition *two)
{
	const struct condition *const both[] = { one, two };

	return condition_times_meet(both, 2);
}

static void test_times_of_day(void **state)
{
	const struct condition night = at(22, 6, 0x7f, utc), early = at(5, 7, 0x7f, utc);
	const struct condition day = at(8, 17, 0x7f, utc), saturday = at(0, 24, 1 << 5, utc);
	const struct condition sunday = at(0, 24, 1 << 6, utc),
			       friday_night = at(22, 6, 1 << 4, utc);
	const struct condition summer = at(6, 7, 0x7f, oslo), winter = at(4, 5, 0x7f, utc);

	(void)state;
	assert_true(meet(&night, &early));
	assert_false(meet(&night, &day));
	assert_false(meet(&saturday, &sunday));
	assert_true(meet(&friday_night, &saturday)); /* it ends on Saturday */
	assert_false(meet(&friday_night, &sunday));
	assert_true(meet(&summer, &winter)); /* in July */
}

static void test_days_that_begin_and_expire(void **state)
{
	const int64_t day = CLOCK_DAY_US, tuesday = clock_days_from_civil(2026, 12, 1) * day;
	const struct condition starts = of(CONDITION_STARTS, tuesday);
	const struct condition expires = of(CONDITION_EXPIRES, tuesday + day);
	const struct condition later = of(CONDITION_EXPIRES, tuesday + 7 * day);
	const struct condition gone = of(CONDITION_EXPIRES, tuesday);
	const struct condition saturday = at(0, 24, 1 << 5, utc);
	const struct condition *const short_life[] = { &starts, &expires, &saturday };
	const struct condition *const long_life[] = { &starts, &later, &saturday };

	(void)state;
	assert_true(meet(&starts, &expires));
	assert_false(meet(&starts, &gone));
	assert_true(meet(&gone, &saturday)); /* there were Saturdays before */
	assert_false(condition_times_meet(short_life, 3));
	assert_true(condition_times_meet(long_life, 3));
	assert_true(condition_times_meet(NULL, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_figures_that_no_comment_has),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_rates_and_languages),
		cmocka_unit_test(test_times_of_day),
		cmocka_unit_test(test_days_that_begin_and_expire),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
