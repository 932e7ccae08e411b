/* test_chorus.c - groups of near-copies among a day's comments, and what they amount to. */
#include "facts.h"

#include "chorus.h"
#include "likeness.h"

#define MINUTE_US INT64_C(60000000)
#define START (29834640 * MINUTE_US)

static struct chorus *chorus;
static unsigned long state_of_random;

static int begin(void **state)
{
	(void)state;
	state_of_random = 1;
	chorus = chorus_new();
	return chorus ? 0 : -1;
}

static int end(void **state)
{
	(void)state;
	chorus = chorus_free(chorus);
	return 0;
}

static unsigned roll(unsigned below)
{
	state_of_random = state_of_random * 6364136223846793005UL + 1442695040888963407UL;
	return (unsigned)(state_of_random >> 33) % below;
}

/* A text of its own, or the one with a few bytes that differ. */
static struct likeness some_text(void)
{
	struct likeness likeness;

	for (size_t i = 0; i < LIKENESS_BYTES; i++)
		likeness.bytes[i] = (uint8_t)roll(256);
	return likeness;
}

static struct likeness copy_of(unsigned text, unsigned differ)
{
	struct likeness likeness;

	for (size_t i = 0; i < LIKENESS_BYTES; i++)
		likeness.bytes[i] = (uint8_t)(text * 77 + i * 5 + i * text);
	for (unsigned i = 0; i < differ; i++)
		likeness.bytes[roll(LIKENESS_BYTES)] = (uint8_t)roll(256);
	return likeness;
}

static void hear(int64_t ts_us, uint64_t author, struct likeness likeness)
{
	const struct chorus_voice voice = {
		.ts_us = ts_us, .author = author, .flags = VOICE_NEGATIVE, .likeness = likeness
	};

	chorus_hear(chorus, &voice);
}

static void hear_others(size_t count, int64_t ts_us)
{
	for (size_t i = 0; i < count; i++)
		hear(ts_us, 1000000 + i, some_text());
}

static void copies_among_many(void **state)
{
	struct chorus_figures figures;

	(void)state;
	for (unsigned i = 0; i < 30; i++) {
		hear_others(160, START + i * 40 * MINUTE_US);
		hear(START + i * 40 * MINUTE_US, 1 + i, copy_of(1, 12));
	}
	assert_int_equal(chorus_groups(chorus), 1);
	assert_true(chorus_is_news(chorus, 0));
	chorus_figures(chorus, 0, 0, &figures);
	assert_int_equal(figures.copies, 30);
	assert_int_equal(figures.authors, 30);
	assert_int_equal(figures.negative, 30);
	assert_int_equal(figures.first_us, START);
	assert_int_equal(figures.last_us, START + 29 * 40 * MINUTE_US);
	chorus_figures(chorus, 0, START + 20 * 40 * MINUTE_US, &figures);
	assert_int_equal(figures.copies, 10);
	const struct likeness copy = copy_of(1, 8), other = copy_of(2, 0);
	assert_true(chorus_is_like(chorus, 0, &copy, false));
	assert_false(chorus_is_like(chorus, 0, &other, false));
}

static void different_ones_are_no_group(void **state)
{
	(void)state;
	hear_others(6000, START);
	assert_int_equal(chorus_groups(chorus), 0);
}

static void two_texts_are_two(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 24; i++)
		hear(START, i, copy_of(i % 2, 10));
	assert_int_equal(chorus_groups(chorus), 2);
	assert_true(chorus_name(chorus, 0) != chorus_name(chorus, 1));
	struct chorus_figures figures;
	chorus_figures(chorus, 0, 0, &figures);
	assert_true(figures.usual);
	hear_others(60, START);
	assert_int_equal(chorus_groups(chorus), 2);
	chorus_figures(chorus, 0, 0, &figures);
	assert_false(figures.usual);
}

/* Half of one text and half of another: who is like both makes them one. */
static void what_links_two_groups_makes_them_one(void **state)
{
	struct likeness both = copy_of(2, 0);
	const struct likeness one = copy_of(1, 0);
	struct chorus_figures figures;

	(void)state;
	memcpy(both.bytes, one.bytes, LIKENESS_BYTES / 2);
	for (unsigned i = 0; i < 20; i++)
		hear(START, i, copy_of(1 + i % 2, 0));
	assert_int_equal(chorus_groups(chorus), 2);
	chorus_settle(chorus, 0);
	chorus_settle(chorus, 1);
	hear(START, 99, both);
	assert_int_equal(chorus_groups(chorus), 1);
	assert_true(chorus_is_news(chorus, 0));
	chorus_figures(chorus, 0, 0, &figures);
	assert_int_equal(figures.copies, 21);
}

/* The same voices in another order within their minute: the same group under the same name. */
static void the_order_within_a_minute_is_nothing(void **state)
{
	struct likeness copies[12];
	uint64_t name;

	(void)state;
	for (unsigned i = 0; i < 12; i++)
		copies[i] = copy_of(3, 6);
	for (unsigned i = 0; i < 12; i++)
		hear(START, i, copies[i]);
	assert_int_equal(chorus_groups(chorus), 1);
	name = chorus_name(chorus, 0);
	chorus_forget(chorus);
	for (unsigned i = 12; i-- > 0;)
		hear(START, i, copies[i]);
	assert_int_equal(chorus_groups(chorus), 1);
	assert_true(chorus_name(chorus, 0) == name);
}

static void what_is_old_or_too_much_goes(void **state)
{
	struct chorus_figures figures;
	const int64_t later = START + CHORUS_WITHIN_US + MINUTE_US;

	(void)state;
	for (unsigned i = 0; i < 20; i++)
		hear(START, i, copy_of(1, 6));
	chorus_groups(chorus);
	chorus_settle(chorus, 0);
	for (unsigned i = 0; i < 4; i++)
		hear_others(CHORUS_VOICES_MAX / 4, START + MINUTE_US);
	assert_int_equal(chorus_groups(chorus), 0); /* the oldest quarter, they among it */
	for (unsigned i = 0; i < 20; i++)
		hear(later, i, copy_of(1, 6));
	assert_int_equal(chorus_groups(chorus), 1);
	chorus_figures(chorus, 0, later - CHORUS_WITHIN_US, &figures);
	assert_int_equal(figures.copies, 20);
	assert_true(chorus_bytes(chorus) < 3 << 20);
}

/* Growing hears all anew; what nobody needs to ask of stays so. */
static void what_was_settled_stays_so(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 20; i++)
		hear(START, i, copy_of(1, 6));
	assert_int_equal(chorus_groups(chorus), 1);
	chorus_settle(chorus, 0);
	hear_others(3000, START);
	assert_int_equal(chorus_groups(chorus), 1);
	assert_false(chorus_is_news(chorus, 0));
	hear(START, 77, copy_of(1, 6));
	assert_int_equal(chorus_groups(chorus), 1);
	assert_true(chorus_is_news(chorus, 0));
}

static void people_are_counted_once(void **state)
{
	struct chorus_figures figures;

	(void)state;
	for (unsigned i = 0; i < 30; i++)
		hear(START, 5 + i % 3, copy_of(1, 4));
	hear(START, 0, copy_of(1, 4));
	hear(START, 0, copy_of(1, 4));
	assert_int_equal(chorus_groups(chorus), 1);
	chorus_figures(chorus, 0, 0, &figures);
	assert_int_equal(figures.copies, 32);
	assert_int_equal(figures.authors, 3);
	assert_int_equal(figures.unknown, 2); /* they are no people */
}

/* Nearly all texts alike, one of the worst that can come: it takes no longer for that. */
static void one_text_all_day(void **state)
{
	struct chorus_figures figures;

	(void)state;
	for (unsigned i = 0; i < 2 * CHORUS_VOICES_MAX; i++)
		hear(START, i + 1, copy_of(1, 16));
	assert_true(chorus_groups(chorus) >= 1);
	chorus_figures(chorus, 0, 0, &figures);
	assert_in_range(figures.copies, CHORUS_VOICES_MAX * 2 / 3, CHORUS_VOICES_MAX);
}

/* --- what it amounts to --- */

static struct chorus_judgement judged(struct chorus_figures figures)
{
	return chorus_judge(&figures, 10);
}

static void what_it_amounts_to(void **state)
{
	static const struct {
		const char *what;
		struct chorus_figures figures;
		enum chorus_kind kind;
		unsigned severity;
	} facts[] = {
		{ "ten angry ones",
		  { .copies = 10, .authors = 10, .negative = 5 },
		  CHORUS_CAMPAIGN,
		  4 },
		{ "nine", { .copies = 9, .authors = 9, .negative = 9 }, CHORUS_NOTHING, 4 },
		{ "thirty", { .copies = 30, .authors = 30, .negative = 20 }, CHORUS_CAMPAIGN, 3 },
		{ "a hundred held back",
		  { .copies = 100, .authors = 100, .held = 60 },
		  CHORUS_CAMPAIGN,
		  2 },
		{ "neither angry nor new, nineteen",
		  { .copies = 19, .authors = 19 },
		  CHORUS_NOTHING,
		  4 },
		{ "twenty of them", { .copies = 20, .authors = 20 }, CHORUS_CAMPAIGN, 4 },
		{ "twenty where many are",
		  { .copies = 20, .authors = 20, .usual = true },
		  CHORUS_NOTHING,
		  4 },
		{ "a competition",
		  { .copies = 400, .authors = 400, .posts = 1, .on_post = 400 },
		  CHORUS_NOTHING,
		  4 },
		{ "angry below one post",
		  { .copies = 20, .authors = 20, .negative = 20, .posts = 1, .on_post = 20 },
		  CHORUS_CAMPAIGN,
		  4 },
		{ "new accounts below one post",
		  { .copies = 12,
		    .authors = 12,
		    .posts = 1,
		    .on_post = 12,
		    .newcomers = 6,
		    .standing_known = 12 },
		  CHORUS_CAMPAIGN,
		  4 },
		{ "a few new ones of whom little is known",
		  { .copies = 12, .authors = 12, .newcomers = 3, .standing_known = 4 },
		  CHORUS_NOTHING,
		  4 },
		{ "a headline that is shared",
		  { .copies = 60, .authors = 60, .negative = 60, .linked = 55 },
		  CHORUS_NOTHING,
		  4 },
		{ "links that the rules hold back",
		  { .copies = 60, .authors = 60, .held = 50, .linked = 55 },
		  CHORUS_CAMPAIGN,
		  3 },
		{ "a slogan of nineteen",
		  { .copies = 19, .authors = 19, .negative = 19, .shorts = 19 },
		  CHORUS_NOTHING,
		  4 },
		{ "of twenty",
		  { .copies = 20, .authors = 20, .negative = 20, .shorts = 20 },
		  CHORUS_CAMPAIGN,
		  4 },
		{ "a wish of many",
		  { .copies = 90, .authors = 90, .shorts = 90 },
		  CHORUS_NOTHING,
		  4 },
		{ "a flood", { .copies = 30, .authors = 2, .negative = 30 }, CHORUS_FLOOD, 4 },
		{ "a short one again and again by more than a few",
		  { .copies = 40, .authors = 12, .negative = 40, .shorts = 40 },
		  CHORUS_NOTHING,
		  4 },
		{ "of unknown authors, nineteen",
		  { .copies = 19, .unknown = 19, .negative = 19 },
		  CHORUS_NOTHING,
		  4 },
		{ "of unknown authors, twenty",
		  { .copies = 20, .unknown = 20, .negative = 20 },
		  CHORUS_CAMPAIGN,
		  4 },
		{ "of nine, and some unknown ones",
		  { .copies = 16, .authors = 9, .unknown = 7, .negative = 16 },
		  CHORUS_NOTHING,
		  4 },
		{ "one that rules hold back",
		  { .copies = 90, .authors = 2, .held = 90 },
		  CHORUS_NOTHING,
		  4 },
		{ "who says it some times",
		  { .copies = 29, .authors = 2, .negative = 29 },
		  CHORUS_NOTHING,
		  4 },
		{ "a helpful one", { .copies = 300, .authors = 1 }, CHORUS_NOTHING, 4 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		const struct chorus_judgement got = judged(facts[i].figures);

		FACT(got.kind == facts[i].kind && got.severity == facts[i].severity,
		     "%s: %d, severity %u", facts[i].what, got.kind, got.severity);
	}
}

#define WITH(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(copies_among_many),
		WITH(different_ones_are_no_group),
		WITH(two_texts_are_two),
		WITH(what_links_two_groups_makes_them_one),
		WITH(the_order_within_a_minute_is_nothing),
		WITH(what_is_old_or_too_much_goes),
		WITH(what_was_settled_stays_so),
		WITH(people_are_counted_once),
		WITH(one_text_all_day),
		cmocka_unit_test(what_it_amounts_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
