/* test_voices.c - a flood by one person, by copies, by both, and by many people. */
#include "facts.h"

#include "voices.h"
#include <stdio.h>

enum { ROOM = 200 };

static const char *const WORDS[] = {
	"parcel",  "broken", "refund", "queue",	 "driver", "coffee",
	"website", "ticket", "rude",   "nobody", "winter", "platform"
};
static const char COPY[] = "I will never buy from this shop again because they sell dogs";

struct crowd {
	struct voice comments[ROOM];
	char texts[ROOM][120];
	size_t count;
};

static void add(struct crowd *crowd, uint64_t author, const char *text)
{
	snprintf(crowd->texts[crowd->count], sizeof(crowd->texts[0]), "%s", text);
	crowd->comments[crowd->count] =
		(struct voice){ author, slice_from(crowd->texts[crowd->count]), false };
	crowd->count++;
}

/* Words of one's own: no two numbers share more than two of five. */
static void add_own(struct crowd *crowd, uint64_t author, unsigned number)
{
	char text[120];

	snprintf(text, sizeof(text), "%u%s %s %u%s %u", number * 7919, WORDS[number % 12],
		 WORDS[(number / 12 + number) % 12], number * 104729, WORDS[(number * 5 + 1) % 12],
		 number * 1299709);
	add(crowd, author, text);
}

static struct voices of(const struct crowd *crowd)
{
	struct voices voices = { 0 };

	uint64_t authors[ROOM], fair;

	assert_int_equal(voices_count(crowd->comments, crowd->count, &voices), 0);
	for (size_t i = 0; i < crowd->count; i++)
		authors[i] = crowd->comments[i].author;
	assert_int_equal(voices_fair(authors, crowd->count, &fair), voices.authors);
	assert_int_equal(fair, voices.fair);
	return voices;
}

static void many_people_are_all_heard(void **state)
{
	static struct crowd crowd;

	(void)state;
	for (unsigned i = 0; i < 40; i++)
		add_own(&crowd, 100 + i, i);
	struct voices voices = of(&crowd);
	assert_int_equal(voices.known, 40);
	assert_int_equal(voices.authors, 40);
	assert_int_equal(voices.most, 1);
	assert_int_equal(voices.organic, 40);
}

static void one_person_is_one_voice(void **state)
{
	static struct crowd crowd;

	(void)state;
	for (unsigned i = 0; i < 105; i++)
		add_own(&crowd, i % 17 == 3 ? 200 + i : 7, i);
	struct voices voices = of(&crowd);
	assert_int_equal(voices.known, 105);
	assert_int_equal(voices.most, 99);
	assert_int_equal(voices.fair, 7);
	assert_int_equal(voices.authors, 7);
	assert_int_equal(voices.organic, 7);
}

static void what_came_together_is_one_voice(void **state)
{
	static struct crowd crowd;

	(void)state;
	for (unsigned i = 0; i < 30; i++)
		add_own(&crowd, 300 + i, i);
	for (unsigned i = 11; i < 25; i++)
		crowd.comments[i].again = true;
	struct voices voices = of(&crowd);
	assert_int_equal(voices.known, 30);
	assert_int_equal(voices.authors, 30);
	assert_int_equal(voices.organic, 16);
}

/* Two who write again and again are not forty. */
static void nobody_counts_more_often_than_nearly_all(void **state)
{
	static struct crowd crowd;

	(void)state;
	for (unsigned i = 0; i < 48; i++)
		add_own(&crowd, i < 8 ? 400 + i : i % 2, i);
	assert_int_equal(crowd.comments[9].author, 1);
	for (unsigned i = 8; i < 48; i++)
		crowd.comments[i].author += 7;
	struct voices voices = of(&crowd);
	assert_int_equal(voices.authors, 10);
	assert_int_equal(voices.fair, 10);
	assert_int_equal(voices.organic, 10);
}

/* Three of six are left out at most, and a half of fewer: what more of them do is how it is here.
 */
static void as_many_as_write_so_are_a_crowd(void **state)
{
	static const struct {
		unsigned loud, others, fair;
	} cases[] = { { 2, 2, 4 },	   { 2, 1, 1 + 2 * 3 }, { 3, 3, 6 },
		      { 4, 4, 4 + 4 * 3 }, { 3, 90, 93 },	{ 5, 90, 90 + 5 * 3 } };

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		static struct crowd crowd;
		unsigned n = 0;

		crowd.count = 0;
		for (unsigned k = 0; k < cases[i].loud * 12; k++)
			add_own(&crowd, 1 + k % cases[i].loud, n++);
		for (unsigned k = 0; k < cases[i].others; k++)
			add_own(&crowd, 400 + k, n++);
		assert_int_equal(of(&crowd).fair, cases[i].fair);
	}
}

/* A crowd in which everybody says it twice is that crowd. */
static void a_crowd_that_says_it_twice_is_heard(void **state)
{
	static struct crowd crowd;

	(void)state;
	for (unsigned i = 0; i < 80; i++)
		add_own(&crowd, 100 + i / 2, i);
	assert_int_equal(of(&crowd).fair, 80);
}

/* Of whom nothing is known, nobody may say that it is one. */
static void the_unknown_are_not_one_person(void **state)
{
	static struct crowd crowd;

	(void)state;
	for (unsigned i = 0; i < 20; i++)
		add_own(&crowd, 0, i);
	struct voices voices = of(&crowd);
	assert_int_equal(voices.authors, 0);
	assert_int_equal(voices.most, 0);
	assert_int_equal(voices.organic, 20);
}

static void copies_are_one_voice_whoever_sends_them(void **state)
{
	static struct crowd crowd;

	(void)state;
	for (unsigned i = 0; i < 30; i++)
		add(&crowd, 500 + i, COPY);
	for (unsigned i = 0; i < 10; i++)
		add_own(&crowd, 600 + i, i);
	struct voices voices = of(&crowd);
	assert_int_equal(voices.authors, 40);
	assert_int_equal(voices.organic, 11);
	/* One of them sends twenty more: taken away once, not twice. */
	for (unsigned i = 0; i < 20; i++)
		add(&crowd, 500, COPY);
	voices = of(&crowd);
	assert_int_equal(voices.most, 21);
	assert_int_equal(voices.authors, 40);
	assert_int_equal(voices.organic, 11);
}

static void nothing_is_nothing(void **state)
{
	static const struct crowd crowd;

	(void)state;
	struct voices voices = of(&crowd);
	assert_int_equal(voices.known + voices.authors + voices.most + voices.organic, 0);
}

static void the_smallest_of_equals_is_the_most_active(void **state)
{
	uint64_t authors[] = { 9, 4, 9, 8, 4 }, most;
	size_t times;

	(void)state;
	assert_int_equal(voices_authors(authors, 5, &most, &times), 3);
	assert_int_equal(most, 4);
	assert_int_equal(times, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(many_people_are_all_heard),
		cmocka_unit_test(one_person_is_one_voice),
		cmocka_unit_test(nobody_counts_more_often_than_nearly_all),
		cmocka_unit_test(as_many_as_write_so_are_a_crowd),
		cmocka_unit_test(a_crowd_that_says_it_twice_is_heard),
		cmocka_unit_test(what_came_together_is_one_voice),
		cmocka_unit_test(the_unknown_are_not_one_person),
		cmocka_unit_test(copies_are_one_voice_whoever_sends_them),
		cmocka_unit_test(nothing_is_nothing),
		cmocka_unit_test(the_smallest_of_equals_is_the_most_active),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
