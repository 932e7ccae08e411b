/* test_judging.c - a batch is judged, and once more where something learnt of it makes a
 * difference; on a real Redis, in which nothing is remembered. */
#include "store_house.h"

#include "judging.h"
#include "rules_house.h"

enum { COMMENTS = 4 };

static const char flood[] =
	"pack: p\nlanguage: any\nrules:\n"
	"  - {id: flood, category: spam, points: 9, when: {rate: {more_than: 2, within: 10m, of: "
	"text}}, hit: [{text: a, rate: 5}], miss: [a]}\n";
static const char plain[] = "pack: p\nlanguage: any\nrules:\n"
			    "  - {id: word, category: insult, points: 9, words: [zonker], hit: "
			    "[zonker], miss: [a]}\n";

static const struct author_keys keys = { .current = { 1 }, .things = { 1 } };
static const struct config config = { .duplicates_within_us = DAY_US, .rates_kept = 1000 };
static struct config_brand brand;
static struct comment comments[COMMENTS];
static struct arena arena;
static struct counters counters;
static struct judge *judge;
static struct lately *lately;
static struct threads threads;
static struct judging judging;
static bool dropped[2];

/* Four copies of one text, each two in an entry. */
static void begin_batch(const char *pack)
{
	judge = house_judge("common/p.yaml", pack);
	lately = lately_new(&keys);
	assert_non_null(lately);
	brand.thresholds = thresholds_default;
	memset(&counters, 0, sizeof(counters));
	memset(dropped, 0, sizeof(dropped));
	judging = (struct judging){ .config = &config,
				    .keys = &keys,
				    .counters = &counters,
				    .ruleset = judge_ruleset(judge),
				    .judge = judge,
				    .lately = lately,
				    .threads = &threads,
				    .arena = &arena };
	OK(judging_begin(&judging, COMMENTS, &oops));
	for (size_t i = 0; i < COMMENTS; i++) {
		static const char *const ids[COMMENTS] = { "0", "1", "2", "3" };

		comments[i] = (struct comment){ .text = S("Köp nu, zonker"),
						.id = slice_from(ids[i]),
						.brand = S("acme"),
						.ts_us = NOW_US };
		judging_add(&judging, &comments[i], &brand, i / 2);
	}
	OK(judging_look_back(&judging, house.link, 0, NOW_US, &oops));
	OK(judging_judge(&judging, dropped, &oops));
}

static void end_batch(void)
{
	lately_free(lately);
	judge_free(judge);
	arena_reset(&arena);
}

static size_t hidden(void)
{
	size_t count = 0;

	for (size_t i = 0; i < COMMENTS; i++)
		count += judging.judged[i].verdict.action == ACTION_HIDE;
	return count;
}

static size_t fresh(void)
{
	size_t count = 0;

	for (size_t i = 0; i < COMMENTS; i++) {
		count += judging.judged[i].fresh;
		judging.judged[i].fresh = false;
	}
	return count;
}

static void test_nobody_asks(void **state)
{
	(void)state;
	begin_batch(plain);
	assert_false(judging.asked);
	assert_int_equal(hidden(), COMMENTS);
	assert_int_equal(fresh(), COMMENTS);
	OK(judging_judge(&judging, dropped, &oops));
	assert_int_equal(fresh(), 0); /* nothing is judged twice */
	assert_int_equal(counter_get(&counters, COUNTER_judge_hidden), COMMENTS);
	assert_true(judging.repeats.items[0].counted.action == ACTION_HIDE);
	assert_int_equal(judging_remember_hides(&judging), 0);
	end_batch();
}

/* More than two: the third and the fourth. One that turns out to have been counted before takes
 * nothing away, for it is among those remembered; but it does not count twice. */
static void test_learns_what_was_there_before(void **state)
{
	struct buffer known;

	(void)state;
	begin_batch(flood);
	assert_true(judging.asked);
	assert_int_equal(hidden(), 2);
	assert_int_equal(fresh(), COMMENTS);
	OK(judging_judge(&judging, dropped, &oops));
	assert_int_equal(fresh(), 0); /* nothing was learnt */

	buffer_init(&known, 1024);
	counted_pack(&judging.repeats.items[0].counted, &known);
	repeats_learn(&judging.repeats, judging.repeats.items[0].key, buffer_slice(&known));
	OK(judging_judge(&judging, dropped, &oops));
	assert_int_equal(judging.repeats.items[0].fate, REPEAT_DUPLICATE);
	assert_int_equal(judging.judged[2].verdict.action, ACTION_ALLOW);
	assert_int_equal(judging.judged[3].verdict.action, ACTION_HIDE);
	assert_int_equal(fresh(), 3); /* their figures differ */
	assert_int_equal(counter_get(&counters, COUNTER_judge_comments), COMMENTS);
	buffer_done(&known);
	end_batch();
}

/* What another judge has taken counts where he commits it. */
static void test_dropped_entry(void **state)
{
	(void)state;
	begin_batch(flood);
	dropped[0] = true;
	OK(judging_judge(&judging, dropped, &oops));
	assert_int_equal(judging.judged[2].verdict.action, ACTION_ALLOW);
	assert_int_equal(judging.judged[3].verdict.action, ACTION_ALLOW);
	end_batch();
}

/* Too short to tell its language by itself; what stands below the same post does. */
static void test_language_of_the_thread(void **state)
{
	static const char *const texts[COMMENTS] = {
		"det är inte så att jag har med den att göra",
		"jag ska inte ha det som du har, och det är slut",
		"du kan inte ha den på det här, och för att det är så",
		"har du med dig den som jag ska ha på det",
	};
	const struct comment one = {
		.text = S("ok"), .brand = S("acme"), .post = S("p1"), .ts_us = NOW_US
	};
	struct comment stranger = one;

	(void)state;
	stranger.post = S("p2");
	memset(&threads, 0, sizeof(threads));
	begin_batch(plain);
	for (size_t i = 0; i < COMMENTS; i++) {
		comments[i] = one;
		comments[i].text = slice_from(texts[i]);
		judging.judged[i].done = false;
	}
	OK(judging_judge(&judging, dropped, &oops));
	assert_int_equal(threads_language(&threads, &one), LANGUAGE_SV);
	comments[0] = one;
	comments[1] = stranger;
	judging.judged[0].done = judging.judged[1].done = false;
	OK(judging_judge(&judging, dropped, &oops));
	assert_int_equal(judging.judged[0].verdict.language, LANGUAGE_SV);
	assert_int_not_equal(judging.judged[1].verdict.language, LANGUAGE_SV);
	end_batch();
}

static int begin(void **state)
{
	arena_init(&arena, 65536, 1 << 24);
	return house_up(state);
}

static int end(void **state)
{
	arena_done(&arena);
	return house_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nobody_asks),
		TEST(test_learns_what_was_there_before),
		TEST(test_dropped_entry),
		TEST(test_language_of_the_thread),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
