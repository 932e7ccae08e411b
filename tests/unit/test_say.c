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

static void test_what_alarms(void **state)
{
	struct incident incident = { .negative = 87,
				     .comments = 130,
				     .expected = 19000,
				     .window_us = 78 * CLOCK_MINUTE_US + 1 };

	(void)state;
	say_negative(&incident, &said); /* to the end of a minute that has only begun */
	is("87 negative comments in 79 minutes");
	say_usual(&incident, &said);
	is("about 19 are usual");
	incident.expected = 108200; /* a rush, a backlog: the number is no news */
	say_negative(&incident, &said);
	is("87 of 130 comments are negative in 79 minutes");
	say_usual(&incident, &said);
	is("so many are usual, but not such a share");
	incident.comments = 0; /* not known */
	say_usual(&incident, &said);
	is("about 108 are usual");
}

static void test_campaigns(void **state)
{
	static struct incident incident = { .scope = "campaign:0c512d11d5a6f40c",
					    .negative = 31,
					    .authors = 29,
					    .window_us = 5 * CLOCK_HOUR_US,
					    .example_count = 1 };
	struct page page = { .to = &said };

	(void)state;
	(void)snprintf(incident.examples[0].text, sizeof(incident.examples[0].text), "%s",
		       "@acme Listen! They \"poison\" our children, fruktansvärt dåligt av ett "
		       "företag som ni. Shame");
	say_campaign_name(&incident, &said);
	is("a campaign, the same text by 29 people");
	say_campaign(&incident, &said);
	is("31 near-copies of one text in 5 hours, written by 29 people, however few they are "
	   "among the others. People who write by themselves write many texts, not one.");
	say_campaign_advice(&incident, &page);
	is("A rule that shows further copies to a person, and by itself hides\n"
	   "none; beside other rules for spam it may. Look at what it finds\n"
	   "with livvakt rules diff, then put it into a file in rules/common:\n"
	   "  pack: copies-0c512d11\n"
	   "  language: any\n"
	   "  rules:\n"
	   "    - id: copy\n"
	   "      category: spam\n"
	   "      points: 4\n"
	   "      words: [\"fruktansvärt dåligt av ett företag som ni\"]\n"
	   "      hit: [\"fruktansvärt dåligt av ett företag som ni\"]\n"
	   "      miss: [\"nothing of the kind\"]\n"
	   "\n"
	   "Is it a competition, a greeting, a quotation? Say so, and this\n"
	   "text is not told of again for eight weeks:\n");
	incident.authors = 2;
	(void)snprintf(incident.examples[0].text, sizeof(incident.examples[0].text), "%s",
		       "fruktansvärt dåligt: \"they poison all of our children\", five words are "
		       "few. It's they who do it all-day");
	say_campaign_name(&incident, &said);
	is("a flood, the same text again and again by 2 people");
	say_campaign_advice(&incident, &page);
	is("Is it a competition, a greeting, a quotation? Say so, and this\n"
	   "text is not told of again for eight weeks:\n");
}

static void test_copies_by_whom_nobody_knows(void **state)
{
	static struct incident incident = { .scope = "campaign:0c512d11d5a6f40c",
					    .negative = 24,
					    .window_us = 5 * CLOCK_HOUR_US };

	(void)state;
	say_campaign_name(&incident, &said);
	is("the same text again and again, in 24 comments, authors unknown");
	say_campaign(&incident, &said);
	is("24 near-copies of one text in 5 hours, most of whose authors are not known, however "
	   "few "
	   "they are among the others. Whether many people wrote them, or one, nobody can tell.");
}

/* Copies are counted in the whole episode, negative comments in the window that is told. */
static void test_copies_of_what_is_said(void **state)
{
	struct incident incident = { .negative = 30, .looked_at = 30, .copies = 18 };

	(void)state;
	say_copies(&incident, &said);
	is(" 18 of 30 are near-copies: this looks like a campaign.");
	incident.negative = 27;
	say_copies(&incident, &said);
	is(" 18 of the 30 remembered since it began are near-copies: this looks like a campaign.");
	incident.copies = 2;
	say_copies(&incident, &said);
	is("");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_durations),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_what_alarms),
		cmocka_unit_test(test_campaigns),
		cmocka_unit_test(test_copies_of_what_is_said),
		cmocka_unit_test(test_copies_by_whom_nobody_knows),
	};

	buffer_init(&said, 4096);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
