/* test_condition.c - facts about conditions as packs write them: what each holds for, and what is
 * not known. */
#include "reading_house.h"

#include "clock.h"
#include "condition.h"
#include "pack_condition.h"
#include "wordset.h"

static struct conditions parse(const char *text)
{
	struct pack_reader reader = { &arena, &complaints };
	struct conditions conditions = { 0 };
	const struct yaml *root = yaml_parse(slice_from(text), "x.yaml", &arena, &complaints);

	assert_non_null(root);
	pack_read_conditions(&reader, root, &conditions);
	return conditions;
}

static struct comment comment;
static struct circumstances circumstances;
static struct word words[4];
static struct word_view plain;
static struct condition_facts facts;

static void nothing_known(void)
{
	comment = (struct comment){ .author.followers = -1, .reach = -1 };
	circumstances = (struct circumstances){ .author_hides = -1 };
	plain = (struct word_view){ .text = slice_from("hej du"), .words = words, .count = 2 };
	words[0] = (struct word){ .from = 0, .to = 3 };
	words[1] = (struct word){ .from = 4, .to = 6 };
	facts = (struct condition_facts){
		.comment = &comment,
		.circumstances = &circumstances,
		.plain = &plain,
	};
}

static void is(const char *text, enum truth truth)
{
	struct conditions conditions = parse(text);

	assert_int_equal(complaints.count, 0);
	assert_true(conditions.count > 0);
	if (conditions_hold(&conditions, &facts) != truth)
		fail_msg("%s is not %d", text, (int)truth);
}

static void test_author(void **state)
{
	(void)state;
	nothing_known();
	is("author: {younger_than: 7d}", TRUTH_UNKNOWN);
	is("author: {older_than: 7d}", TRUTH_UNKNOWN);
	is("author: {followers_below: 10}", TRUTH_UNKNOWN);
	is("author: {followers_above: 10}", TRUTH_UNKNOWN);
	is("author: {hidden_before: 1}", TRUTH_UNKNOWN);
	is("author: {staff: no}", TRUTH_YES);
	is("author: {staff: yes}", TRUTH_NO);
	comment.author.created_at_us = 100 * CLOCK_DAY_US;
	is("author: {younger_than: 7d}", TRUTH_UNKNOWN); /* now is not known */
	circumstances.now_us = 107 * CLOCK_DAY_US - 1;
	is("author: {younger_than: 7d}", TRUTH_YES);
	is("author: {younger_than: 7d, staff: yes}", TRUTH_NO);
	is("author: {younger_than: 7d, followers_below: 10}", TRUTH_UNKNOWN);
	circumstances.now_us++;
	is("author: {younger_than: 7d}", TRUTH_NO);
	is("author: {older_than: 7d}", TRUTH_NO);
	circumstances.now_us++;
	is("author: {older_than: 7d}", TRUTH_YES);
	circumstances.now_us =
		99 * CLOCK_DAY_US; /* before it was made: somebody's clock is wrong */
	is("author: {younger_than: 7d}", TRUTH_UNKNOWN);
	comment.author.followers = 10;
	is("author: {followers_below: 10}", TRUTH_NO);
	is("author: {followers_below: 11, followers_above: 9}", TRUTH_YES);
	circumstances.author_hides = 2;
	is("author: {hidden_before: 2}", TRUTH_YES);
	is("author: {hidden_before: 3}", TRUTH_NO);
}

static void test_place_and_language(void **state)
{
	(void)state;
	nothing_known();
	is("channel: facebook", TRUTH_UNKNOWN);
	comment.channel = slice_from("facebook");
	is("channel: facebook", TRUTH_YES);
	is("channel: [web, facebook]", TRUTH_YES);
	is("channel: [web]", TRUTH_NO);
	comment.post = slice_from("12");
	comment.brand = slice_from("b");
	is("{post: '12', brand: b}", TRUTH_YES);
	is("{post: '12', brand: c}", TRUTH_NO);
	is("language: sv", TRUTH_UNKNOWN);
	facts.language = LANGUAGE_NB;
	is("language: sv", TRUTH_NO);
	is("language: [nb, nn]", TRUTH_YES);
	facts.language = LANGUAGE_OTHER;
	is("language: [nb, nn]", TRUTH_NO);
}

static void test_text(void **state)
{
	(void)state;
	nothing_known();
	facts.sentiment = -500;
	facts.anger = 600;
	facts.worry = 0;
	is("sentiment: {below: -0.5}", TRUTH_NO);
	is("sentiment: {below: -0.499}", TRUTH_YES);
	is("sentiment: {above: -0.501}", TRUTH_YES);
	is("anger: {above: 0.5}", TRUTH_YES);
	is("anger: {above: 0.6}", TRUTH_NO);
	is("worry: {above: 0}", TRUTH_NO);
	is("length: {letters_below: 6}", TRUTH_YES); /* five: the blank is no letter */
	is("length: {letters_below: 5}", TRUTH_NO);
	is("length: {letters_above: 4}", TRUTH_YES);
	is("links: {more_than: 0}", TRUTH_NO);
	plain.text = slice_from("https://a.example och b.example/x");
	is("links: {more_than: 1}", TRUTH_YES);
	is("links: {more_than: 2}", TRUTH_NO);
	words[0].capitals = true;
	is("capitals: {above: 0.5}", TRUTH_NO);
	is("capitals: {above: 0.49}", TRUTH_YES);
	plain.count = 0;
	is("capitals: {above: 0}", TRUTH_NO);
}

static void at(const char *time)
{
	assert_true(clock_parse(slice_from(time), &circumstances.now_us));
}

static void test_time(void **state)
{
	static const char night[] = "time: {from: \"22:00\", to: \"06:00\", zone: Europe/Oslo}";
	static const char weekend[] = "time: {from: \"22:00\", to: \"06:00\", days: [fri, sat], "
				      "zone: Europe/Oslo}";

	(void)state;
	nothing_known();
	is(night, TRUTH_UNKNOWN);
	at("2026-11-27T20:59:59Z"); /* a Friday, 21:59:59 in Oslo */
	is(night, TRUTH_NO);
	at("2026-11-27T21:00:00Z");
	is(night, TRUTH_YES);
	is(weekend, TRUTH_YES);
	at("2026-11-28T04:59:59Z");
	is(night, TRUTH_YES);
	is(weekend, TRUTH_YES);
	at("2026-11-28T05:00:00Z");
	is(night, TRUTH_NO);
	at("2026-11-29T04:00:00Z"); /* Saturday's night */
	is(weekend, TRUTH_YES);
	at("2026-11-29T21:30:00Z"); /* Sunday evening */
	is(night, TRUTH_YES);
	is(weekend, TRUTH_NO);
	at("2026-07-03T20:00:00Z"); /* summer: 22:00 in Oslo */
	is(night, TRUTH_YES);
	is("time: {days: [fri], zone: UTC}", TRUTH_YES);
	is("time: {days: [sat], zone: UTC}", TRUTH_NO);
	is("time: {from: \"20:00\", zone: UTC}", TRUTH_YES);
	is("time: {to: \"20:00\", zone: UTC}", TRUTH_NO);
	is("time: {from: \"19:00\", to: \"24:00\", zone: \"-01:00\"}", TRUTH_YES);
}

static void test_rate(void **state)
{
	const int64_t rates[] = { 4, -1 };

	(void)state;
	nothing_known();
	is("rate: {more_than: 4, within: 10m, of: text}", TRUTH_UNKNOWN);
	circumstances.rates = rates;
	is("rate: {more_than: 4, within: 10m, of: text}", TRUTH_UNKNOWN); /* none of them is told */
	circumstances.rate_count = 2;
	is("rate: {more_than: 4, within: 10m, of: text}", TRUTH_YES); /* this one is the fifth */
	is("rate: {more_than: 5, within: 10m, of: text}", TRUTH_NO);
	circumstances.rates = rates + 1;
	circumstances.rate_count = 1;
	is("rate: {more_than: 5, within: 10m, of: text}", TRUTH_UNKNOWN);
}

static void test_schedule(void **state)
{
	struct condition starts = { .kind = CONDITION_STARTS, .number = 1000 };
	struct condition expires = { .kind = CONDITION_EXPIRES, .number = 2000 };

	(void)state;
	nothing_known();
	assert_int_equal(condition_holds(&starts, &facts), TRUTH_UNKNOWN);
	assert_int_equal(condition_holds(&expires, &facts), TRUTH_UNKNOWN);
	circumstances.now_us = 999;
	assert_int_equal(condition_holds(&starts, &facts), TRUTH_NO);
	circumstances.now_us = 1000;
	assert_int_equal(condition_holds(&starts, &facts), TRUTH_YES);
	assert_int_equal(condition_holds(&expires, &facts), TRUTH_YES);
	circumstances.now_us = 2000;
	assert_int_equal(condition_holds(&expires, &facts), TRUTH_NO);
	facts.trying = true;
	assert_int_equal(condition_holds(&expires, &facts), TRUTH_YES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_author, setup, teardown),
		cmocka_unit_test_setup_teardown(test_place_and_language, setup, teardown),
		cmocka_unit_test_setup_teardown(test_text, setup, teardown),
		cmocka_unit_test_setup_teardown(test_time, setup, teardown),
		cmocka_unit_test_setup_teardown(test_rate, setup, teardown),
		cmocka_unit_test_setup_teardown(test_schedule, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
