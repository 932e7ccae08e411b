/* test_drivers.c - facts about the phrases behind an episode. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "drivers.h"
#include "error.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { TEXTS = 400, TEXT_BYTES = 256 };
static char store[2][TEXTS][TEXT_BYTES];
static struct slice texts[2][TEXTS];

static const char *const verbs[] = { "love",	"hate",	  "tried", "bought", "returned",
				     "ordered", "missed", "like",  "drank",  "opened" };
static const char *const things[] = { "coffee", "beans", "cups",  "latte",    "service",
				      "shop",	"staff", "price", "delivery", "app" };
static const char *const times[] = { "today",	  "yesterday", "again",	  "this week",
				     "on monday", "in oslo",   "at noon", "last year" };

static unsigned draw(uint64_t *random, unsigned below)
{
	*random = *random * UINT64_C(6364136223846793005) + 1442695040888963407U;
	return (unsigned)(*random >> 33) % below;
}

/* Ordinary talk; `planted` in every third of the foreground. */
static struct drivers trial(uint64_t seed, const char *planted, size_t foreground)
{
	struct drivers drivers = { 0 };
	uint64_t random = seed * 977 + 13;

	for (unsigned side = 0; side < 2; side++) {
		size_t count = side == 0 ? foreground : TEXTS;
		for (size_t i = 0; i < count; i++) {
			const char *extra = side == 0 && planted && i % 3 == 0 ? planted : "";
			snprintf(store[side][i], TEXT_BYTES, "I %s the %s %s %s, Nordkaffe!",
				 verbs[draw(&random, 10)], things[draw(&random, 10)], extra,
				 times[draw(&random, 8)]);
			texts[side][i] = slice_from(store[side][i]);
		}
	}
	assert_int_equal(
		drivers_find((struct slice){ 0 }, texts[0], foreground, texts[1], TEXTS, &drivers),
		ERROR_NONE);
	return drivers;
}

static void a_planted_phrase_comes_first(void **state)
{
	static const char *const planted[] = { "data leak", "#boycottnordkaffe", "boycott",
					       "mögliga bönor", "plastic in cups" };
	unsigned first = 0, trials = 0;
	(void)state;

	for (unsigned p = 0; p < 5; p++) {
		for (uint64_t seed = 1; seed <= 20; seed++, trials++) {
			struct drivers drivers = trial(seed, planted[p], 30);
			first += drivers.count > 0 &&
				 strstr(drivers.items[0].text, planted[p]) != NULL;
		}
	}
	if (first * 100 < trials * 95)
		fail_msg("first in %u of %u", first, trials);
}

/* What was never said before goes before what has become more frequent. */
static void the_new_goes_before_the_known(void **state)
{
	static const char *const words[] = { "beans", "shop", "app", "queue", "price" };
	struct drivers drivers = { 0 };
	(void)state;

	for (size_t side = 0; side < 2; side++) {
		for (size_t i = 0; i < 100; i++) {
			/* beans: a fifth of the earlier comments, half of these */
			const char *word = side == 0 && i % 10 < 4 ? "beans" : words[i % 5];
			snprintf(store[side][i], TEXT_BYTES, "the %s %s", word,
				 side == 0 && i % 6 == 0 ? "after the outage of 21 2" : "again");
			texts[side][i] = slice_from(store[side][i]);
		}
	}
	assert_int_equal(drivers_find((struct slice){ 0 }, texts[0], 60, texts[1], 100, &drivers),
			 ERROR_NONE);
	assert_true(drivers.count >= 2);
	assert_non_null(strstr(drivers.items[0].text, "outage"));
	assert_int_equal(drivers.items[0].background, 0);
	assert_string_equal(drivers.items[1].text, "beans");
}

static void the_same_talk_has_no_strong_driver(void **state)
{
	(void)state;
	for (uint64_t seed = 1; seed <= 10; seed++) {
		struct drivers drivers = trial(seed, NULL, 60);
		for (size_t i = 0; i < drivers.count; i++) {
			assert_null(strstr(drivers.items[i].text,
					   "nordkaffe")); /* everybody always says it */
			assert_true(drivers.items[i].strength < 4500);
		}
	}
}

/* Everybody writes the name now, and hardly anybody did before: it still says nothing. */
static void the_name_alone_is_no_driver(void **state)
{
	static const char *const texts_now[] = {
		"Fjordbrus, mouldy caps", "#Fjordbrus: mouldy caps",	 "mouldy caps at Fjordbrus",
		"Fjordbrusens water",	  "Fjordbrus Sverige is silent", "fjordbrus water"
	};
	struct drivers drivers = { 0 };
	struct slice slices[6];
	(void)state;

	for (size_t i = 0; i < 6; i++)
		slices[i] = slice_from(texts_now[i]);
	assert_int_equal(
		drivers_find(slice_from("fjordbrus-sverige"), slices, 6, NULL, 0, &drivers),
		ERROR_NONE);
	assert_true(drivers.count >= 2);
	assert_string_equal(drivers.items[0].text, "mouldy caps");
	assert_non_null(strstr(drivers.items[1].text, "water"));
	for (size_t i = 0; i < drivers.count; i++)
		assert_true(strcmp(drivers.items[i].text, "fjordbrus") != 0 &&
			    strcmp(drivers.items[i].text, "fjordbrus sverige") != 0);
}

static struct drivers of(const char *const *foreground, size_t count)
{
	struct drivers drivers = { 0 };
	struct slice slices[16];

	for (size_t i = 0; i < count; i++)
		slices[i] = slice_from(foreground[i]);
	assert_int_equal(drivers_find((struct slice){ 0 }, slices, count, NULL, 0, &drivers),
			 ERROR_NONE);
	return drivers;
}

static void without_a_background(void **state)
{
	static const char *const some[] = { "Det är en skandal med mögel i kaffet",
					    "MÖGEL i kaffet!!", "mögel igen?", "vad är det?" };
	(void)state;
	struct drivers drivers = of(some, 4);
	assert_true(drivers.count >= 1);
	assert_string_equal(drivers.items[0].text, "mögel");
	assert_int_equal(drivers.items[0].foreground, 3);
	assert_int_equal(drivers.items[0].background, 0);
	for (size_t i = 0; i < drivers.count; i++)
		assert_string_not_equal(drivers.items[i].text, "det");
}

static void copies_count_three_times(void **state)
{
	static const char *const copies[] = { "worst airline ever", "worst airline ever",
					      "worst airline ever", "worst airline ever",
					      "worst airline ever" };
	(void)state;
	struct drivers drivers = of(copies, 5);
	assert_int_equal(drivers.count, 1);
	assert_string_equal(drivers.items[0].text, "worst airline ever");
	assert_int_equal(drivers.items[0].foreground, 3);
}

static void forms_of_a_word_are_one(void **state)
{
	static const char *const some[] = { "boykott nu", "dags för boykotten", "#boykott",
					    "boykott",	  "boykotta dem",	"boykotta" };
	(void)state;
	struct drivers drivers = of(some, 6);
	assert_int_equal(drivers.count, 1);
}

static void handles_links_and_nothing(void **state)
{
	static const char *const some[] = { "@brand https://example.org/x 1234",
					    "@brand https://example.org/x 1234", "", " " };
	(void)state;
	assert_int_equal(of(some, 4).count, 0);
	assert_int_equal(of(some, 0).count, 0);
}

static void sharp_s_is_shown_as_written(void **state)
{
	static const char *const some[] = { "Streik auf der Straße", "die Straße ist zu" };
	(void)state;
	struct drivers drivers = of(some, 2);
	assert_true(drivers.count >= 1);
	assert_string_equal(drivers.items[0].text, "Straße");
}

static void a_flood_of_words_stays_bounded(void **state)
{
	static char text[DRIVERS_COMMENTS_MAX + 50][400];
	static struct slice slices[DRIVERS_COMMENTS_MAX + 50];
	struct drivers drivers;
	(void)state;

	for (unsigned i = 0; i < DRIVERS_COMMENTS_MAX + 50; i++) {
		int len = 0;
		for (unsigned k = 0; k < 30; k++)
			len += snprintf(text[i] + len, sizeof(text[i]) - (size_t)len, "w%ux%u ", i,
					k);
		snprintf(text[i] + len, sizeof(text[i]) - (size_t)len, "kaffeskandal");
		slices[i] = slice_from(text[i]);
	}
	assert_int_equal(drivers_find((struct slice){ 0 }, slices, DRIVERS_COMMENTS_MAX + 50,
				      slices, 0, &drivers),
			 ERROR_NONE);
	assert_int_equal(drivers.count, 1);
	assert_string_equal(drivers.items[0].text, "kaffeskandal");
	assert_int_equal(drivers.items[0].foreground, DRIVERS_COMMENTS_MAX);
}

static void equal_input_gives_equal_output(void **state)
{
	(void)state;
	struct drivers one = trial(5, "data leak", 30), two = trial(5, "data leak", 30);
	assert_memory_equal(&one, &two, sizeof(one));
}

static void held_words_beside_words(void **state)
{
	static const struct {
		const char *text, *driver;
		bool held;
	} rows[] = {
		{ "Awful! Call Terje Trollesen, now", "call terje trollesen", true },
		{ "#Boikott alle", "#boikott", true },
		{ "Call Terje", "call terje trollesen", false },
		{ "Recall Terje Trollesen", "call terje trollesen", false },
		{ "call terje trollesens", "call terje trollesen", false },
		{ "", "call", false },
		{ "call", "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_int_equal(drivers_hold(slice_from(rows[i].text), slice_from(rows[i].driver)),
				 rows[i].held);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_planted_phrase_comes_first),
		cmocka_unit_test(the_new_goes_before_the_known),
		cmocka_unit_test(the_same_talk_has_no_strong_driver),
		cmocka_unit_test(the_name_alone_is_no_driver),
		cmocka_unit_test(without_a_background),
		cmocka_unit_test(copies_count_three_times),
		cmocka_unit_test(forms_of_a_word_are_one),
		cmocka_unit_test(handles_links_and_nothing),
		cmocka_unit_test(sharp_s_is_shown_as_written),
		cmocka_unit_test(a_flood_of_words_stays_bounded),
		cmocka_unit_test(equal_input_gives_equal_output),
		cmocka_unit_test(held_words_beside_words),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
