/*
 * test_silence.c - what a silence that a person asked for keeps from people, and when they hear of
 * it after all (story_house.h).
 */
#include "story_house.h"

#include "mutes.h"

#define FJORD "Fjord: øl & vann"

static struct mute silence_of(struct story *story, const char *id, const char *scope,
			      int64_t until_us)
{
	struct mute mute = { .brand = FJORD,
			     .by = "Carla Dahl",
			     .reason = "new prices",
			     .from_us = story->now_us,
			     .until_us = until_us };

	snprintf(mute.id, sizeof(mute.id), "%s", id);
	snprintf(mute.scope, sizeof(mute.scope), "%s", scope);
	return mute;
}

static void silence(struct story *story, const char *id, const char *scope, int64_t until_us)
{
	const struct mute mute = silence_of(story, id, scope, until_us);

	OK(mutes_add(story->nodes[0], 0, &mute, story->now_us, &oops));
}

static void end_silence(struct story *story, const char *id)
{
	struct mute mute;

	OK(mutes_load(story->nodes[0], 0, slice_from(id), &mute, &oops));
	snprintf(mute.ended_by, sizeof(mute.ended_by), "anna");
	mute.until_us = story->now_us;
	OK(mutes_end(story->nodes[1], 0, &mute, story->now_us, &oops));
}

/* Opened and shown as ever; told when the silence ends, with who asked for it. */
static void test_what_is_still_open_is_told_at_the_end(void **state)
{
	struct story *story = *state;

	story->now_us = AT(2, 2, 0);
	silence(story, "sil-1", "brand", AT(2, 4, 0));
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	struct incident incident = latest(story);
	assert_true(incident.untold);
	assert_int_equal(incident.held, INCIDENT_HELD_STEP);
	assert_string_equal(incident.silenced.by, "Carla Dahl");
	pass(story, AT(2, 2, 20), false);
	assert_int_equal(report(story, ALERT, 2, 9000), INCIDENT_TURN_RAISE);
	for (int minutes = 50; minutes < 120; minutes += 20) { /* it goes on */
		pass(story, AT(2, 2, minutes), false);
		report(story, ALERT, 2, 9000 + minutes * 20);
	}
	pass(story, AT(2, 4, 0), false);
	assert_int_equal(story->lines, 0);
	report(story, ALERT, 2, 20000);
	pass(story, AT(2, 4, 6), false);
	/* Then the policy goes its way. */
	DIARY_IS(story, "2 04:00 anna@example.org opened", "2 04:00 archive opened",
		 "2 04:05 anna@example.org opened", "2 04:05 chat opened");
	incident = latest(story);
	assert_false(incident.untold);
	assert_int_equal(incident.held, 0);
	assert_string_equal(incident.silenced.id, "sil-1");
	pass(story, AT(2, 8, 0), true);
	assert_int_equal(latest(story).state, INCIDENT_RESOLVED);
	assert_true(story->lines > 4); /* more steps, and its end to all of them */
	/* Again, and nobody has silenced that. */
	story->now_us = latest(story).resolved_at_us + CLOCK_HOUR_US;
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_REOPEN);
	assert_string_equal(latest(story).silenced.id, "");
}

static void test_what_is_over_before_is_told_to_nobody(void **state)
{
	struct story *story = *state;

	story->now_us = AT(2, 2, 0);
	silence(story, "sil-1", "brand", AT(2, 8, 0));
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 3, 0), true);
	assert_int_equal(latest(story).state, INCIDENT_RESOLVED);
	/* It flares up again, and once more after the end: to who never heard of it, it opens. */
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_REOPEN);
	pass(story, AT(2, 7, 59), true);
	assert_int_equal(latest(story).state, INCIDENT_RESOLVED);
	end_silence(story, "sil-1");
	pass(story, AT(2, 8, 30), true);
	assert_int_equal(story->lines, 0);
}

/* Who heard of it before hears who has it and that it is over; nobody is woken meanwhile. */
static void test_who_was_told_hears_that_it_is_over(void **state)
{
	struct story *story = *state;
	struct error error;

	story->now_us = AT(2, 2, 0);
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 2, 1), false);
	DIARY_IS(story, "2 02:00 anna@example.org opened", "2 02:00 archive opened");
	silence(story, "sil-1", "brand", AT(2, 4, 0));
	report(story, ALERT, 2, 9000); /* would be told a minute later */
	pass(story, AT(2, 2, 10), false);
	assert_int_equal(latest(story).held, INCIDENT_HELD_STEP | INCIDENT_HELD_WORSE);
	assert_int_equal(story->lines, 0);
	OK(acknowledge(story, "bo", &error));
	pass(story, AT(2, 2, 11), false);
	DIARY_IS(story, "2 02:10 anna@example.org acknowledged", "2 02:10 archive acknowledged");
	assert_int_equal(latest(story).held, 0);
	pass(story, AT(2, 5, 0), true);
	DIARY_IS(story, "2 02:45 anna@example.org resolved", "2 02:45 archive resolved",
		 "2 02:45 bo@example.org resolved");
}

static void test_the_worst_breaks_through(void **state)
{
	struct story *story = *state;

	story->now_us = AT(2, 2, 0);
	silence(story, "sil-1", "brand", AT(2, 8, 0));
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 2, 10), false);
	assert_int_equal(story->lines, 0);
	assert_int_equal(report(story, ALERT, 1, 9900), INCIDENT_TURN_RAISE);
	pass(story, AT(2, 2, 16), false);
	DIARY_IS(story, "2 02:10 anna@example.org opened", "2 02:10 archive opened",
		 "2 02:15 anna@example.org opened", "2 02:15 chat opened");

	/* And what is at its worst from the beginning is told at once. */
	pass(story, AT(2, 7, 0), true);
	story->lines = 0;
	story->now_us = AT(2, 7, 1);
	assert_int_equal(report(story, ALERT, 1, 9000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 7, 2), false);
	DIARY_IS(story, "2 07:01 anna@example.org opened", "2 07:01 archive opened");
}

/* What was of one topic only becomes the brand's: nobody asked for silence there. */
static void test_what_spreads_is_told(void **state)
{
	struct story *story = *state;

	story->now_us = AT(2, 2, 0);
	silence(story, "sil-1", "topic:price", AT(2, 8, 0));
	assert_int_equal(report_in(story, "topic:price", ALERT, 4, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 2, 4), false);
	assert_int_equal(story->lines, 0);
	assert_int_equal(report(story, ALERT, 3, 6100), INCIDENT_TURN_RAISE);
	pass(story, AT(2, 2, 5), false);
	DIARY_IS(story, "2 02:04 anna@example.org opened", "2 02:04 archive opened");
	/* and another topic was never silent */
	pass(story, AT(2, 7, 0), true);
	story->lines = 0;
	assert_int_equal(report_in(story, "topic:delivery", ALERT, 4, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 7, 1), false);
	DIARY_IS(story, "2 07:00 anna@example.org opened", "2 07:00 archive opened");
}

/* Ended by a person it ends at once, where no other one holds; both nodes die and come back
 * between. */
static void test_overlapping_ones_and_an_early_end(void **state)
{
	struct story *story = *state;

	story->now_us = AT(2, 2, 0);
	silence(story, "sil-long", "brand", AT(2, 8, 0));
	silence(story, "sil-short", "brand", AT(2, 3, 0));
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	assert_string_equal(latest(story).silenced.id, "sil-long");
	pass(story, AT(2, 2, 10), false);
	for (size_t i = 0; i < NODES; i++) {
		redis_link_free(story->nodes[i]);
		story->nodes[i] = house_link();
	}
	end_silence(story, "sil-long"); /* the short one still holds */
	pass(story, AT(2, 2, 20), false);
	assert_int_equal(story->lines, 0);
	assert_string_equal(latest(story).silenced.id, "sil-short");
	report(story, ALERT, 3, 6600);
	pass(story, AT(2, 2, 21), false);
	end_silence(story, "sil-short");
	pass(story, AT(2, 2, 22), false);
	DIARY_IS(story, "2 02:21 anna@example.org opened", "2 02:21 archive opened");
	assert_int_equal(latest(story).silenced.until_us, AT(2, 2, 21));
	assert_string_equal(latest(story).silenced.ended_by, "anna");
}

/* Ended while an incident was being opened, or lost with its keys: no row says so, and it holds
 * nothing back for long, whatever its end was. */
static void test_one_that_ended_unheard(void **state)
{
	struct story *story = *state;

	story->now_us = AT(2, 2, 0);
	silence(story, "sil-ended", "brand", AT(8, 2, 0));
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	end_silence(story, "sil-ended");
	redis_reply_free(ASK("ZREM", "lv:{p0}:due", MUTES_ROW "sil-ended"));
	pass(story, AT(2, 2, 6), false);
	DIARY_IS(story, "2 02:05 anna@example.org opened", "2 02:05 archive opened");
}

static void test_one_that_is_lost(void **state)
{
	struct story *story = *state;

	story->now_us = AT(2, 2, 0);
	silence(story, "sil-lost", "brand", AT(8, 2, 0));
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 2, 12), false);
	assert_int_equal(story->lines, 0);
	redis_reply_free(ASK("DEL", "lv:{p0}:silences", "lv:{p0}:silence:sil-lost"));
	pass(story, AT(2, 2, 16), false);
	DIARY_IS(story, "2 02:15 anna@example.org opened", "2 02:15 archive opened");
}

/* The clock is set back: a silence that has not begun by it keeps nothing quiet, and one that has
 * lasts until its time. */
static void test_the_clock_goes_back(void **state)
{
	struct story *story = *state;

	story->now_us = AT(2, 2, 0);
	silence(story, "sil-1", "brand", AT(2, 3, 0));
	story->now_us = AT(2, 2, 10);
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	story->now_us = AT(2, 2, 5);
	OK(due_shift(story->nodes[0], 0, story->now_us, 5 * CLOCK_MINUTE_US, &oops));
	pass(story, AT(2, 2, 56), false); /* the row came five minutes earlier, and was put back */
	assert_int_equal(story->lines, 0);
	report(story, ALERT, 3, 9000);
	story->now_us = AT(1, 2, 56);
	OK(due_shift(story->nodes[0], 0, story->now_us, CLOCK_DAY_US, &oops));
	pass(story, AT(1, 3, 1), false);
	DIARY_IS(story, "1 03:00 archive opened", "1 03:00 bo@example.org opened");
}

/* Nobody is in a policy: those who want every event hear of it late, as they would have. */
static void test_without_a_policy(void **state)
{
	struct story *story = *state;

	story->config_house.config.defaults.policy = CONFIG_NONE;
	story->now_us = AT(2, 2, 0);
	silence(story, "sil-1", "brand", AT(2, 2, 20));
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 2, 30), false);
	DIARY_IS(story, "2 02:20 archive opened");
	pass(story, AT(2, 4, 0), false);
	DIARY_IS(story, "2 02:33 archive resolved");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_what_is_still_open_is_told_at_the_end, begin,
						end),
		cmocka_unit_test_setup_teardown(test_what_is_over_before_is_told_to_nobody, begin,
						end),
		cmocka_unit_test_setup_teardown(test_who_was_told_hears_that_it_is_over, begin,
						end),
		cmocka_unit_test_setup_teardown(test_the_worst_breaks_through, begin, end),
		cmocka_unit_test_setup_teardown(test_what_spreads_is_told, begin, end),
		cmocka_unit_test_setup_teardown(test_overlapping_ones_and_an_early_end, begin, end),
		cmocka_unit_test_setup_teardown(test_one_that_ended_unheard, begin, end),
		cmocka_unit_test_setup_teardown(test_one_that_is_lost, begin, end),
		cmocka_unit_test_setup_teardown(test_the_clock_goes_back, begin, end),
		cmocka_unit_test_setup_teardown(test_without_a_policy, begin, end),
	};
	struct error error;

	if (crypto_init(&error) < 0)
		return 1;
	return cmocka_run_group_tests(tests, house_up, house_down);
}
