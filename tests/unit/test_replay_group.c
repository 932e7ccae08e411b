/* test_replay_group.c - which comments of a recording may be played together. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "replay_group.h"
#include "rules_house.h"
#include "threads.h"

#define FROM_US INT64_C(1795345200000000)
#define EXAMPLES ", hit: [a], miss: [b]}\n"

static const char quiet_pack[] =
	"pack: p\nlanguage: sv\nrules:\n"
	"  - {id: slur, category: hate, points: 9, words: [tölpskalle]" EXAMPLES;
static const char short_pack[] =
	"pack: p\nlanguage: sv\nrules:\n"
	"  - {id: short, category: hate, points: 9, words: [slut], hit: [slut], miss: [b]}\n";
static const char labelling_pack[] =
	"pack: p\nlanguage: sv\nrules:\n"
	"  - id: press\n    label: intent:journalist\n    words: [tölpskalle]\n"
	"    hit: [tölpskalle]\n    miss: [båt]\n";
static const char asking_pack[] = "pack: p\nlanguage: sv\nrules:\n"
				  "  - id: often\n    category: spam\n    points: 9\n"
				  "    words: [hej]\n    when:\n"
				  "      rate: {more_than: 5, within: 10m, of: text}\n"
				  "    hit:\n      - {text: \"hej\", rate: 5}\n"
				  "    miss:\n      - {text: \"hej\", rate: 4}\n";

static struct config *config;
static struct comment comments[2 * REPLAY_GROUP_MAX];

static struct replay_group *group_of(const char *pack)
{
	const struct house_file files[] = {
		{ "sv/p.yaml", pack }, { "de/language.yaml", "language: de\ncommon: [und, slut]\n" }
	};
	struct complaints complaints;
	struct error error = { 0 };

	complaints_init(&complaints);
	struct ruleset *ruleset = house_load(files, 2, &complaints);
	complaints_print(&complaints, stderr);
	complaints_done(&complaints);
	assert_non_null(ruleset);
	struct replay_group *group = replay_group_new(config, ruleset, &error);
	ruleset_unref(ruleset);
	assert_non_null(group);
	return group;
}

/* So many, one every so often; the one with that number is abusive. */
static void fill(size_t count, int64_t every_us, size_t bad)
{
	for (size_t i = 0; i < count; i++)
		comments[i] = (struct comment){ .text = slice_from(i == bad ? "du är en tölpskalle"
									    : "det är en båt"),
						.id = slice_from("c"),
						.brand = slice_from("acme"),
						.author = { .followers = -1 },
						.ts_us = FROM_US + (int64_t)i * every_us,
						.reach = -1 };
}

static void test_up_to_what_alarms(void **state)
{
	struct replay_group *group = group_of(quiet_pack);

	(void)state;
	fill(20, CLOCK_SECOND_US, 7);
	assert_int_equal(replay_group_quiet(group, comments, 20, 0, INT64_MAX), 7);
	assert_int_equal(replay_group_quiet(group, comments, 20, 7, INT64_MAX), 0);
	assert_int_equal(replay_group_quiet(group, comments, 20, 8, INT64_MAX), 12);
	assert_int_equal(replay_group_quiet(group, comments, 20, 8, FROM_US + 12 * CLOCK_SECOND_US),
			 4);
	replay_group_free(group);
}

/* A journalist's mild question is an incident of its own, and at its own time. */
static void test_up_to_whom_a_person_must_see(void **state)
{
	struct replay_group *group = group_of(labelling_pack);

	(void)state;
	fill(20, CLOCK_SECOND_US, 7);
	assert_int_equal(replay_group_quiet(group, comments, 20, 0, INT64_MAX), 7);
	comments[7].author.staff = true; /* nobody has to see what they write themselves */
	assert_int_equal(replay_group_quiet(group, comments, 20, 0, INT64_MAX), 20);
	replay_group_free(group);
}

/* Too short to tell its language: what the pipeline heard below the post does, and then the rules
 * of that language are asked. */
static void test_languages_are_the_pipelines(void **state)
{
	static struct threads heard;
	struct replay_group *group = group_of(short_pack);

	(void)state;
	fill(1, CLOCK_SECOND_US, 1);
	comments[0].text = slice_from("slut");
	comments[0].post = slice_from("p1");
	for (int i = 0; i < 2 * THREADS_KNOWN_FROM; i++) {
		struct comment earlier = comments[0];

		earlier.text = slice_from("det är en mening som är lång nog");
		threads_learn(&heard, &earlier, LANGUAGE_SV);
	}
	assert_int_equal(replay_group_quiet(group, comments, 1, 0, INT64_MAX), 1);
	replay_group_free(group);
	group = group_of(short_pack);
	replay_group_follow(group, &heard);
	assert_int_equal(replay_group_quiet(group, comments, 1, 0, INT64_MAX), 0);
	replay_group_free(group);
}

/* What would have come in one block with the one that alarms stays with it. */
static void test_moments_stay_whole(void **state)
{
	struct replay_group *group = group_of(quiet_pack);

	(void)state;
	fill(20, 1000, 7);
	assert_int_equal(replay_group_moment(comments, 20), 3);
	assert_int_equal(replay_group_moment(comments, 2), 2);
	assert_int_equal(replay_group_quiet(group, comments, 20, 0, INT64_MAX), 6);
	comments[1].brand = slice_from("other");
	assert_int_equal(replay_group_moment(comments, 20), 1);
	replay_group_free(group);
}

static void test_not_too_many(void **state)
{
	struct replay_group *group = group_of(quiet_pack);
	const size_t count = 2 * REPLAY_GROUP_MAX;

	(void)state;
	fill(count, CLOCK_SECOND_US, count);
	assert_int_equal(replay_group_quiet(group, comments, count, 0, INT64_MAX),
			 REPLAY_GROUP_MAX);
	fill(count, 10 * CLOCK_MINUTE_US, count); /* an hour at most */
	assert_int_equal(replay_group_quiet(group, comments, count, 0, INT64_MAX), 6);
	replay_group_free(group);
}

/* What came lately depends on the batches, so they stay as they are live. */
static void test_not_when_rules_ask(void **state)
{
	struct replay_group *group = group_of(asking_pack);

	(void)state;
	fill(20, CLOCK_SECOND_US, 20);
	assert_int_equal(replay_group_quiet(group, comments, 20, 0, INT64_MAX), 0);
	replay_group_free(group);
}

static int up(void **state)
{
	struct complaints complaints;

	(void)state;
	complaints_init(&complaints);
	config = config_parse(slice_from("{}"), "test", &complaints);
	complaints_done(&complaints);
	return config ? 0 : -1;
}

static int down(void **state)
{
	(void)state;
	config_free(config);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_up_to_what_alarms),
		cmocka_unit_test(test_up_to_whom_a_person_must_see),
		cmocka_unit_test(test_languages_are_the_pipelines),
		cmocka_unit_test(test_moments_stay_whole),
		cmocka_unit_test(test_not_too_many),
		cmocka_unit_test(test_not_when_rules_ask),
	};

	return cmocka_run_group_tests(tests, up, down);
}
