/* test_say.c - facts about figures in words. */
#include "facts.h"

#include "clock.h"
#include "incident.h"
#include "page.h"
#include "say.h"

static struct buffer said;

static void is(const char *want)
{
	assert_string_equal(buffer_text(&said), want);
	buffer_clear(&said);
}

static void test_durations(void **state)
{
	static const struct {
		int64_t us;
		const char *want;
	} facts[] = {
		{ -5, "0 seconds" },
		{ CLOCK_SECOND_US, "1 second" },
		{ 90 * CLOCK_SECOND_US, "90 seconds" },
		{ 2 * CLOCK_MINUTE_US, "2 minutes" },
		{ 150 * CLOCK_SECOND_US, "3 minutes" },
		{ 90 * CLOCK_MINUTE_US, "90 minutes" },
		{ 47 * CLOCK_HOUR_US, "47 hours" },
		{ 2 * CLOCK_DAY_US, "2 days" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		say_duration(facts[i].us, &said);
		is(facts[i].want);
	}
	say_ago(4 * CLOCK_SECOND_US, &said);
	is("just now");
	say_ago(5 * CLOCK_MINUTE_US, &said);
	is("5 minutes ago");
}

static void test_counts(void **state)
{
	(void)state;
	say_count(1, "person", "people", &said);
	is("1 person");
	say_count(0, "person", "people", &said);
	is("0 people");
	say_expected(999, &said);
	is("fewer than 1 is usual");
	say_expected(1499, &said);
	is("about 1 is usual");
	say_expected(2500, &said);
	is("about 3 are usual");
}

static void test_places(void **state)
{
	(void)state;
	say_place("brand", &said);
	is("");
	say_place("post:17\n", &said);
	is(" on post 17");
	say_place("silence:channel:web", &said);
	is(" from web");
	say_place("language:nn", &said);
	is(" in Norwegian (Nynorsk)");
	say_place("language:fi", &said);
	is(" in language fi");
}

static void test_campaigns(void **state)
{
	static struct incident incident = { .scope = "campaign:0c512d11d5a6f40c",
					    .negative = 31,
					    .authors = 29,
					    .window_us = 5 * CLOCK_HOUR_US,
					    .driver_count = 3,
					    .drivers = { "poisons our children", "a \"b\" c",
							 "x" } };
	struct page page = { .to = &said };

	(void)state;
	say_campaign_name(&incident, &said);
	is("a campaign, the same text by 29 people");
	say_campaign(&incident, &said);
	is("31 near-copies of one text in 5 hours, written by 29 people, however few they are "
	   "among the others. People who are angry by themselves write many texts, not one.");
	say_campaign_advice(&incident, &page);
	is("A rule that shows further copies to a person, and hides none,\n"
	   "for a file in rules/common (try livvakt rules diff first):\n"
	   "  pack: copies-0c512d11\n"
	   "  language: any\n"
	   "  rules:\n"
	   "    - id: copy\n"
	   "      category: spam\n"
	   "      points: 4\n"
	   "      words:\n"
	   "        - \"poisons our children\"\n"
	   "      hit:\n"
	   "        - \"poisons our children\"\n"
	   "      miss: [\"nothing of the kind\"]\n"
	   "\n"
	   "Is it a competition, a greeting, a quotation? Say so, and this\n"
	   "text is not told of again for eight weeks:\n");
	incident.authors = 2;
	incident.driver_count = 0;
	say_campaign_name(&incident, &said);
	is("a flood, the same text again and again by 2 people");
	say_campaign_advice(&incident, &page);
	is("Is it a competition, a greeting, a quotation? Say so, and this\n"
	   "text is not told of again for eight weeks:\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_campaigns),
	};

	buffer_init(&said, 4096);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
