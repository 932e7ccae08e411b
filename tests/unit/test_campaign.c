/* test_campaign.c - near-copies among comments. */
#include "facts.h"

#include "campaign.h"
#include "error.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROOM = 6000, BYTES = 240 };

struct pile {
	char texts[ROOM][BYTES];
	struct slice slices[ROOM];
	size_t count;
	unsigned long random;
};

static unsigned roll(struct pile *pile, unsigned below)
{
	pile->random = pile->random * 6364136223846793005UL + 1442695040888963407UL;
	return (unsigned)(pile->random >> 33) % below;
}

static void add(struct pile *pile, const char *text)
{
	snprintf(pile->texts[pile->count], BYTES, "%s", text);
	pile->slices[pile->count] = slice_from(pile->texts[pile->count]);
	pile->count++;
}

static const char *const WORDS[] = {
	"the",	     "train",	"bottle", "shop",   "never",   "again",	 "waited", "three",
	"hours",     "phone",	"queue",  "refund", "money",   "broken", "parcel", "late",
	"nobody",    "answers", "angry",  "shame",  "worst",   "staff",	 "rude",   "ticket",
	"driver",    "bus",	"cold",	  "coffee", "website", "login",	 "error",  "again",
	"cancelled", "order",	"price",  "higher",
};

/* So many words, drawn anew. */
static void add_different(struct pile *pile, unsigned words)
{
	char text[BYTES] = "";

	for (unsigned i = 0; i < words; i++) {
		size_t len = strlen(text);
		snprintf(text + len, sizeof(text) - len, "%s ",
			 WORDS[roll(pile, sizeof(WORDS) / sizeof(WORDS[0]))]);
	}
	add(pile, text);
}

static void add_copy(struct pile *pile)
{
	static const char *const HEADS[] = { "", "@shop ", "RT @someone: ", "!!! " };
	static const char *const TAILS[] = { "", " https://x.example/a1", " please share", " now" };
	char text[BYTES];

	snprintf(text, sizeof(text),
		 "%sI will never buy from this shop again because they %s dogs%s",
		 HEADS[roll(pile, 4)], roll(pile, 2) ? "poisoned their" : "have poisoned",
		 TAILS[roll(pile, 4)]);
	add(pile, text);
}

static struct pile *pile_new(unsigned long seed)
{
	struct pile *pile = calloc(1, sizeof(*pile));

	assert_non_null(pile);
	pile->random = seed;
	return pile;
}

static void thirty_copies_among_five_thousand_are_found(void **state)
{
	struct campaign campaign;

	(void)state;
	for (unsigned long seed = 1; seed <= 5; seed++) {
		struct pile *pile = pile_new(seed);

		for (unsigned i = 0; i < 5000; i++) {
			if (i % 167 == 0)
				add_copy(pile);
			add_different(pile, 6 + roll(pile, 12));
		}
		assert_int_equal(campaign_find(pile->slices, pile->count, &campaign), 0);
		assert_true(campaign.largest >= 25 && campaign.largest <= 30);
		assert_true(campaign.copies <= 34);
		assert_int_equal(campaign.first, 0);
		free(pile);
	}
}

static void thirty_different_angry_people_are_no_campaign(void **state)
{
	struct campaign campaign;

	(void)state;
	for (unsigned long seed = 1; seed <= 50; seed++) {
		struct pile *pile = pile_new(seed);

		for (unsigned i = 0; i < 30; i++)
			add_different(pile, 8 + roll(pile, 10));
		assert_int_equal(campaign_find(pile->slices, pile->count, &campaign), 0);
		assert_int_equal(campaign.copies, 0);
		assert_int_equal(campaign_organic(&campaign), 30);
		free(pile);
	}
}

static void short_cries_are_everybodys(void **state)
{
	struct pile *pile = pile_new(1);
	struct campaign campaign;

	(void)state;
	for (unsigned i = 0; i < 40; i++)
		add(pile, i % 2 ? "Never again!" : "Shame on you @shop");
	assert_int_equal(campaign_find(pile->slices, pile->count, &campaign), 0);
	assert_int_equal(campaign.copies, 0);
	free(pile);
}

static void a_group_counts_as_one_voice(void **state)
{
	struct pile *pile = pile_new(1);
	struct campaign campaign;

	(void)state;
	for (unsigned i = 0; i < 18; i++)
		add(pile, "They test their cream on rabbits and laugh about it");
	for (unsigned i = 0; i < 12; i++)
		add_different(pile, 14);
	assert_int_equal(campaign_find(pile->slices, pile->count, &campaign), 0);
	assert_int_equal(campaign.comments, 30);
	assert_int_equal(campaign.copies, 18);
	assert_int_equal(campaign.groups, 1);
	assert_int_equal(campaign_organic(&campaign), 13);
	free(pile);
}

static void nothing_is_no_campaign(void **state)
{
	struct campaign campaign;

	(void)state;
	assert_int_equal(campaign_find(NULL, 0, &campaign), 0);
	assert_int_equal(campaign.comments + campaign.copies + campaign.groups, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thirty_copies_among_five_thousand_are_found),
		cmocka_unit_test(thirty_different_angry_people_are_no_campaign),
		cmocka_unit_test(short_cries_are_everybodys),
		cmocka_unit_test(a_group_counts_as_one_voice),
		cmocka_unit_test(nothing_is_no_campaign),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
