/*
 * test_escalation.c - who is told of what and when, through the days of an on-call life
 * (story_house.h).
 */
#include "story_house.h"

/* ---- scenes ---- */

static void quiet_nights(struct story *story)
{
	story->now_us = AT(0, 0, 0);
	pass(story, AT(2, 2, 0), true);
	assert_int_equal(story->lines, 0);
	assert_int_equal(counter_get(&story->counters, COUNTER_incidents_opened), 0);
}

/* Anna's night (even days are hers): nobody answers for twelve minutes, it gets worse, Bo takes it.
 */
static void backlash_at_two(struct story *story)
{
	struct error error = { .text = "" };

	assert_int_equal(report(story, ALERT, 4, 6000), INCIDENT_TURN_OPEN);
	story->now_us +=
		CLOCK_SECOND_US; /* nobody was told yet: this will be in the first message */
	assert_int_equal(report(story, ALERT, 3, 6400), INCIDENT_TURN_RAISE);
	pass(story, AT(2, 2, 8), false);
	DIARY_IS(story, "2 02:00 anna@example.org opened", "2 02:00 archive opened",
		 "2 02:05 anna@example.org opened", "2 02:05 chat opened");
	assert_int_equal(report(story, ALERT, 3, 6600), INCIDENT_TURN_RECORD);
	assert_int_equal(report(story, ALERT, 3, 6600), INCIDENT_TURN_NOTHING);
	assert_int_equal(report(story, ALERT, 2, 9000), INCIDENT_TURN_RAISE);
	story->now_us += 20 * CLOCK_SECOND_US;
	assert_int_equal(report(story, ALERT, 1, 9900), INCIDENT_TURN_RAISE);
	pass(story, AT(2, 2, 12), false); /* told once, at the next full minute */
	DIARY_IS(story, "2 02:09 anna@example.org raised", "2 02:09 archive raised",
		 "2 02:09 chat raised");
	assert_int_equal(acknowledge(story, "bo", &error), 0);
	assert_int_equal(acknowledge(story, "bo", &error), 0); /* said twice: the same */
	assert_int_equal(acknowledge(story, "anna", &error), ERROR_CONFLICT);
	assert_non_null(strstr(error.text, "taken by bo at "));
	assert_int_equal(acknowledge(story, "", &error), ERROR_INVALID);
	pass(story, AT(2, 2, 40), false);
	DIARY_IS(story, "2 02:12 anna@example.org acknowledged", "2 02:12 archive acknowledged",
		 "2 02:12 chat acknowledged");
}

/* Calm from 02:40, over at 03:10; those who knew and Bo, who had it, are told, and later nothing
 * more. */
static void calm_and_over(struct story *story)
{
	struct error error;

	assert_int_equal(report(story, CALM, 4, 0), INCIDENT_TURN_CALM);
	pass(story, AT(2, 4, 0), true);
	DIARY_IS(story, "2 03:10 anna@example.org resolved", "2 03:10 archive resolved",
		 "2 03:10 bo@example.org resolved", "2 03:10 chat resolved");
	struct incident incident = latest(story);
	assert_int_equal(incident.state, INCIDENT_RESOLVED);
	assert_int_equal(incident.severity, 1);
	assert_int_equal(incident.opened_at_us, AT(2, 2, 0));
	assert_int_equal(incident.resolved_at_us, AT(2, 3, 10));
	assert_string_equal(incident.drivers[0], "recall");
	assert_int_equal(acknowledge(story, "anna", &error), ERROR_CONFLICT);
}

/* Within two hours it is the same episode; Anna answers before the second step. */
static void flares_up_again(struct story *story)
{
	struct incident before = latest(story);
	struct error error;

	assert_int_equal(report(story, ALERT, 3, 7000), INCIDENT_TURN_REOPEN);
	assert_string_equal(latest(story).id, before.id);
	pass(story, AT(2, 4, 3), false);
	assert_int_equal(acknowledge(story, "Anna Berg", &error), 0);
	pass(story, AT(2, 4, 30), false);
	DIARY_IS(story, "2 04:00 anna@example.org reopened", "2 04:00 archive reopened",
		 "2 04:03 archive acknowledged");
	pass(story, AT(2, 12, 0), true);
	/* It came back after 79 minutes of calm: half as long again from the first calm look on. */
	DIARY_IS(story, "2 06:33 anna@example.org resolved", "2 06:33 archive resolved");
}

/* Bo's night, and nobody answers at all: two rounds of two steps, then there is nobody left. In the
 * middle both nodes lose their connections: nothing is lost, nothing said twice. No comment comes
 * any more, either: silence resolves it. */
static void nobody_answers(struct story *story)
{
	struct incident before = latest(story);

	assert_int_equal(report(story, ALERT, 2, 6000), INCIDENT_TURN_OPEN);
	assert_string_not_equal(latest(story).id, before.id);
	pass(story, AT(3, 2, 7), false);
	for (size_t i = 0; i < NODES; i++) {
		redis_link_free(story->nodes[i]);
		story->nodes[i] = house_link();
	}
	pass(story, AT(3, 12, 0), false);
	DIARY_IS(story, "3 02:00 archive opened", "3 02:00 bo@example.org opened",
		 "3 02:05 anna@example.org opened", "3 02:05 bo@example.org opened",
		 "3 02:05 chat opened", "3 02:15 bo@example.org opened",
		 "3 02:20 anna@example.org opened", "3 02:20 bo@example.org opened",
		 "3 02:20 chat opened", "3 02:33 anna@example.org resolved",
		 "3 02:33 archive resolved", "3 02:33 bo@example.org resolved",
		 "3 02:33 chat resolved");
}

/* The node that had claimed the next step dies with it: the other one takes it when the lease ends.
 */
static void node_dies(struct story *story)
{
	const struct due_claim claim = { AT(4, 2, 5) + RAISE_SETTLE_US, LEASE_US, DUE_CLAIM_MAX,
					 DUE_ANY };
	struct due_row rows[DUE_CLAIM_MAX];
	size_t count = 0;

	pass(story, AT(4, 2, 0), false);
	assert_int_equal(report(story, ALERT, 2, 6000), INCIDENT_TURN_OPEN);
	pass(story, claim.now_us, false);
	OK(due_claim(story->nodes[0], 0, &claim, rows, &count, &oops));
	assert_int_equal(count, 1);
	pass(story, AT(4, 2, 10), false);
	DIARY_IS(story, "4 02:00 anna@example.org opened", "4 02:00 archive opened",
		 "4 02:06 anna@example.org opened", "4 02:06 chat opened");
}

static void nothing_is_left_over(struct story *story)
{
	struct outbox_figures figures;
	struct error error;
	int64_t next_us = 0;

	assert_int_equal(acknowledge(story, "anna", &error), 0);
	pass(story, AT(4, 12, 0), true);
	OK(outbox_figures(story->nodes[0], 0, &figures, &oops));
	assert_int_equal(figures.waiting, 0);
	assert_int_equal(figures.failed, 0);
	OK(due_next(story->nodes[0], 0, &next_us, &oops));
	assert_int_equal(next_us, INT64_MAX);
	assert_int_equal(counter_get(&story->counters, COUNTER_incidents_opened),
			 4); /* the flare-up among them */
	assert_int_equal(counter_get(&story->counters, COUNTER_incidents_resolved), 4);
	assert_int_equal(counter_get(&story->counters, COUNTER_escalation_steps), 2 + 1 + 4 + 2);
}

static void test_days_on_call(void **state)
{
	struct story *story = *state;

	quiet_nights(story);
	backlash_at_two(story);
	calm_and_over(story);
	flares_up_again(story);
	pass(story, AT(3, 2, 0), true);
	assert_int_equal(story->lines, 0);
	nobody_answers(story);
	node_dies(story);
	nothing_is_left_over(story);
}

/* Carla's area is what the delivery van does; Anna is on call for the brand. */
static void test_an_area_has_it_until_it_spreads(void **state)
{
	struct story *story = *state;
	struct config *config = &story->config_house.config;
	const char *topics[] = { "delivery" };
	struct config_target carla = { CONFIG_TARGET_PERSON, CARLA };
	struct config_step step = { &carla, 1, 10 * CLOCK_MINUTE_US };
	struct config_policy policies[] = { story->config_house.policy,
					    { .name = "vans", .steps = &step, .step_count = 1 } };
	struct config_area area = { .name = "logistics", .policy = 1, .topics = { topics, 1 } };
	struct incident incident;

	config->policies = policies;
	config->policy_count = 2;
	config->areas = &area;
	config->area_count = 1;
	story->now_us = AT(2, 2, 0);
	assert_int_equal(report_in(story, "topic:delivery", ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 2, 4), false);
	DIARY_IS(story, "2 02:00 archive opened", "2 02:00 carla-phone opened",
		 "2 02:00 carla@example.org opened");
	/* no worse, but the whole brand's now: its people hear of it at the next full minute */
	assert_int_equal(report(story, ALERT, 3, 6100), INCIDENT_TURN_RAISE);
	incident = latest(story);
	assert_string_equal(incident.area, "logistics");
	assert_true(incident.spread);
	pass(story, AT(2, 2, 6), false);
	DIARY_IS(story, "2 02:05 anna@example.org raised", "2 02:05 archive raised",
		 "2 02:05 carla-phone raised", "2 02:05 carla@example.org raised");
	/* over: all of them */
	pass(story, AT(2, 12, 0), true);
	DIARY_IS(story, "2 02:40 anna@example.org resolved", "2 02:40 archive resolved",
		 "2 02:40 carla-phone resolved", "2 02:40 carla@example.org resolved");
}

static void mark(struct story *story, enum incident_feedback feedback, const char *who)
{
	const struct raise_settings settings = { &story->config_house.config, 0, &story->counters,
						 false };

	OK(incident_mark(story->nodes[1], &settings, slice_from(latest(story).id), feedback,
			 slice_from(who), story->now_us, &oops));
}

/* Whoever calls it a false alarm has looked: nobody else is woken, and those who were hear it. */
static void test_a_false_alarm_ends_the_calls(void **state)
{
	struct story *story = *state;

	story->now_us = AT(2, 2, 0);
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 2, 1), false);
	DIARY_IS(story, "2 02:00 anna@example.org opened", "2 02:00 archive opened");
	mark(story, INCIDENT_FEEDBACK_REAL, "bo"); /* which tells nobody to sleep */
	assert_int_equal(latest(story).state, INCIDENT_OPEN);
	mark(story, INCIDENT_FEEDBACK_FALSE, "bo");
	pass(story, AT(2, 2, 30), false);
	DIARY_IS(story, "2 02:01 anna@example.org acknowledged", "2 02:01 archive acknowledged");
	assert_int_equal(latest(story).state, INCIDENT_ACKNOWLEDGED);
	assert_string_equal(latest(story).acknowledged_by, "bo");
	mark(story, INCIDENT_FEEDBACK_EXPECTED, "anna"); /* another opinion; bo has it still */
	assert_string_equal(latest(story).acknowledged_by, "bo");
	pass(story, AT(2, 12, 0), true);
	DIARY_IS(story, "2 02:33 anna@example.org resolved", "2 02:33 archive resolved",
		 "2 02:33 bo@example.org resolved");
}

static void start_again(struct story *story)
{
	const struct raise_settings settings = { &story->config_house.config, 0, &story->counters,
						 false };

	OK(raise_hand_over(story->nodes[0], &settings, story->now_us, &oops));
	look(story);
}

/* Anna leaves while hers is open: Dora takes turns in her place, and hears of it at the next start;
 * once. Of another policy its people do. */
static void test_who_leaves_hands_over(void **state)
{
	struct story *story = *state;
	struct alarm_house *config_house = &story->config_house;
	struct error error;

	story->now_us = AT(2, 2, 0);
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	start_again(story); /* before the first step: it will tell */
	pass(story, AT(2, 2, 2), false);
	start_again(story);
	DIARY_IS(story, "2 02:00 anna@example.org opened", "2 02:00 archive opened");
	config_house->people[ANNA] = (struct config_person){ .name = "dora",
							     .email = "dora@example.org",
							     .webhook = CONFIG_NONE };
	start_again(story);
	start_again(story);
	DIARY_IS(story, "2 02:02 dora@example.org opened");
	pass(story, AT(2, 2, 7), false);
	DIARY_IS(story, "2 02:05 chat opened", "2 02:05 dora@example.org opened");
	config_house->policy.name = "renamed";
	config_house->second[1].index = CARLA;
	start_again(story);
	start_again(story);
	DIARY_IS(story, "2 02:07 carla-phone opened", "2 02:07 carla@example.org opened");
	assert_string_equal(latest(story).policy, "renamed");
	assert_int_equal(latest(story).next_step_us, AT(2, 2, 15) + RAISE_SETTLE_US);
	assert_int_equal(acknowledge(story, "dora", &error), 0);
	assert_int_equal(latest(story).next_step_us, 0);
	config_house->people[ANNA].name = "emil"; /* who has it is gone: that is a person's word */
	start_again(story);
	DIARY_IS(story, "2 02:07 archive acknowledged", "2 02:07 carla-phone acknowledged",
		 "2 02:07 carla@example.org acknowledged", "2 02:07 chat acknowledged");
	assert_int_equal(latest(story).state, INCIDENT_ACKNOWLEDGED);
}

/* What need not wake anybody waits for the morning, webhooks with all events do not; what gets
 * worse wakes. */
static void test_the_night(void **state)
{
	struct story *story = *state;
	struct config_policy *policy = &story->config_house.policy;
	struct error error;

	policy->night = "22:00-07:00";
	policy->night_from_us = 22 * CLOCK_HOUR_US;
	policy->night_to_us = 7 * CLOCK_HOUR_US;
	policy->wakes = 2;
	story->now_us = AT(2, 2, 0);
	assert_int_equal(report(story, ALERT, 4, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 2, 10), false);
	assert_int_equal(latest(story).next_step_us, AT(2, 7, 0));
	assert_int_equal(latest(story).step, 0);
	assert_int_equal(report(story, ALERT, 4, 6400), INCIDENT_TURN_RECORD);
	assert_int_equal(report(story, ALERT, 3, 6600), INCIDENT_TURN_RAISE);
	pass(story, AT(2, 2, 20), false);
	DIARY_IS(story, "2 02:00 archive opened");
	assert_int_equal(report(story, ALERT, 2, 9000), INCIDENT_TURN_RAISE);
	pass(story, AT(2, 2, 22), false);
	DIARY_IS(story, "2 02:20 anna@example.org opened");
	assert_int_equal(latest(story).held, 0);
	assert_int_equal(acknowledge(story, "anna", &error), 0);
	pass(story, AT(2, 12, 0), true);
	DIARY_IS(story, "2 02:22 archive acknowledged", "2 02:55 anna@example.org resolved",
		 "2 02:55 archive resolved");

	story->now_us = AT(2, 21, 58);
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 22, 40), true); /* the second step falls into the night */
	DIARY_IS(story, "2 21:58 anna@example.org opened", "2 21:58 archive opened",
		 "2 22:30 anna@example.org resolved", "2 22:30 archive resolved");

	story->now_us = AT(4, 6, 58);
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(4, 7, 4), false);
	DIARY_IS(story, "4 06:58 archive opened", "4 07:00 anna@example.org opened");
}

/* Opened by who judges alone, at night: the role alarm tells those who want every event at once,
 * the others in the morning. */
static void test_opened_by_a_judge_alone(void **state)
{
	struct story *story = *state;
	struct config *config = &story->config_house.config;
	struct config_policy *policy = &story->config_house.policy;

	policy->night = "22:00-07:00";
	policy->night_from_us = 22 * CLOCK_HOUR_US;
	policy->night_to_us = 7 * CLOCK_HOUR_US;
	policy->wakes = 2;
	story->now_us = AT(2, 6, 50);
	config->roles = 1U << CONFIG_ROLE_JUDGE;
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	assert_true(latest(story).untold);
	config->roles = 1U << CONFIG_ROLE_ALARM;
	pass(story, AT(2, 6, 55), false);
	DIARY_IS(story, "2 06:50 archive opened");
	assert_false(latest(story).untold);
	pass(story, AT(2, 7, 2), false);
	DIARY_IS(story, "2 07:00 anna@example.org opened");
}

/* A threat that nobody answers is called through to the end, and then it is closed, not over. */
static void test_a_comment_that_nobody_took(void **state)
{
	struct story *story = *state;
	struct incident incident;

	story->config_house.config.resolve_after_us = CLOCK_MINUTE_US;
	story->config_house.webhooks[HOOK_ALL].all_events = false;
	story->now_us = AT(2, 2, 0);
	assert_int_equal(report_in(story, "comment:c1", ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 4, 0), false);
	DIARY_IS(story, "2 02:00 anna@example.org opened", "2 02:05 anna@example.org opened",
		 "2 02:05 chat opened", "2 02:15 anna@example.org opened",
		 "2 02:20 anna@example.org opened", "2 02:20 chat opened",
		 "2 02:30 anna@example.org resolved", "2 02:30 chat resolved");
	OK(incident_latest(story->nodes[0], 0, slice_from("Fjord: øl & vann"),
			   slice_from("comment:c1"), &incident, &oops));
	assert_true(incident_is_untaken(&incident));
}

/* Whoever has it hears within the second that it is as bad as can be; a notch less waits for its
 * minute. */
static void test_the_worst_of_a_taken_one_does_not_wait(void **state)
{
	struct story *story = *state;
	struct error error;

	story->now_us = AT(2, 2, 0);
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 2, 3), false);
	assert_int_equal(acknowledge(story, "bo", &error), 0);
	pass(story, AT(2, 2, 4) + CLOCK_SECOND_US, false);
	story->lines = 0;
	assert_int_equal(report(story, ALERT, 2, 8000), INCIDENT_TURN_RAISE);
	pass(story, AT(2, 2, 4) + 5 * CLOCK_SECOND_US, false);
	assert_int_equal(story->lines, 0);
	assert_int_equal(report(story, ALERT, 1, 9900), INCIDENT_TURN_RAISE);
	pass(story, AT(2, 2, 4) + 6 * CLOCK_SECOND_US, false);
	DIARY_IS(story, "2 02:04 anna@example.org raised", "2 02:04 archive raised",
		 "2 02:04 bo@example.org raised");
	assert_int_equal(report(story, ALERT, 1, 12000), INCIDENT_TURN_RECORD);
	pass(story, AT(2, 2, 8), false);
	assert_int_equal(story->lines, 0); /* and once */
}

/* Called false at twenty, and ten times as many later, at its worst: everybody who heard that it
 * was nothing hears of it, once; and again after ten times more. */
static void test_a_false_alarm_that_grows_is_told(void **state)
{
	struct story *story = *state;

	story->now_us = AT(2, 2, 0);
	assert_int_equal(report(story, ALERT, 1, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 2, 1), false);
	mark(story, INCIDENT_FEEDBACK_FALSE, "bo");
	pass(story, AT(2, 2, 2), false);
	story->lines = 0;
	story->negative = 199;
	assert_int_equal(report(story, ALERT, 1, 9000), INCIDENT_TURN_RECORD);
	pass(story, AT(2, 2, 3), false);
	assert_int_equal(story->lines, 0); /* not yet */
	for (story->negative = 200; story->negative <= 2000; story->negative *= 10) {
		assert_int_equal(report(story, ALERT, 1, 9000 + (int32_t)story->negative),
				 INCIDENT_TURN_RECORD);
		pass(story, story->now_us + CLOCK_SECOND_US, false);
		DIARY_IS(story, "2 02:03 anna@example.org raised", "2 02:03 archive raised",
			 "2 02:03 bo@example.org raised");
		pass(story, story->now_us + 5 * CLOCK_SECOND_US, false);
		assert_int_equal(report(story, ALERT, 1, 9100 + (int32_t)story->negative),
				 INCIDENT_TURN_RECORD);
		pass(story, story->now_us + 5 * CLOCK_SECOND_US, false);
		assert_int_equal(story->lines, 0);
	}
	assert_int_equal(latest(story).state, INCIDENT_ACKNOWLEDGED);
	assert_int_equal(latest(story).feedback, INCIDENT_FEEDBACK_FALSE); /* their word stays */
}

/* The brand's trouble comes back while another subject runs beside it: each goes on under its own
 * id.
 */
static void test_the_brand_comes_back_while_one_lies_beside(void **state)
{
	struct story *story = *state;
	struct incident first, other;

	story->now_us = AT(2, 10, 0);
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	pass(story, AT(2, 10, 5), false);
	assert_int_equal(report_of(story, "topic:data", true, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	first = latest(story);
	for (int i = 0; latest(story).state != INCIDENT_RESOLVED && i < 20; i++) {
		pass(story, AT(2, 10, 10 + 5 * i), true);
		report_of(story, "topic:data", true, BETWEEN, 3, 0); /* it goes on */
	}
	assert_int_equal(latest(story).state, INCIDENT_RESOLVED);
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_REOPEN);
	assert_string_equal(latest(story).id, first.id);
	assert_int_equal(latest(story).state, INCIDENT_OPEN);
	OK(incident_latest(story->nodes[0], 0, slice_from("Fjord: øl & vann"),
			   slice_from("topic:data"), &other, &oops));
	assert_int_equal(other.state, INCIDENT_OPEN);
	assert_true(other.beside);
	assert_string_not_equal(other.id, first.id);
}

/* A backlash of three days is three incidents, and each one knows those before it. */
static void test_days_of_one_backlash(void **state)
{
	struct story *story = *state;
	struct incident days[3];
	struct error error;

	for (int day = 0; day < 3; day++) {
		story->now_us = AT(2 + day, 18, 0);
		assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
		pass(story, AT(2 + day, 18, 1), false);
		if (day == 0)
			OK(acknowledge(story, "anna", &error));
		pass(story, AT(2 + day, 23, 0), true);
		days[day] = latest(story);
		assert_int_equal(days[day].state, INCIDENT_RESOLVED);
	}
	assert_int_equal(days[0].again.times, 0);
	assert_int_equal(days[1].again.times, 2);
	assert_int_equal(days[2].again.times, 3);
	assert_string_equal(days[2].again.first, days[0].id);
	assert_string_equal(days[2].again.last, days[1].id);
	assert_int_equal(days[2].again.first_at_us, days[0].opened_at_us);
	assert_string_equal(days[2].again.by, "anna");

	story->now_us = AT(13, 18, 0); /* eight days later it is something new */
	assert_int_equal(report(story, ALERT, 3, 6000), INCIDENT_TURN_OPEN);
	assert_int_equal(latest(story).again.times, 0);
}

static void test_unknown_incident(void **state)
{
	struct story *story = *state;
	const struct raise_settings settings = { &story->config_house.config, 0, NULL, false };
	struct error error;

	assert_int_equal(incident_acknowledge(story->nodes[0], &settings, slice_from("inc-none"),
					      slice_from("anna"), AT(0, 0, 0), &error),
			 ERROR_NOT_FOUND);
	assert_int_equal(raise_escalate(story->nodes[0], &settings, slice_from("inc-none"),
					AT(0, 0, 0), NULL, &error),
			 ERROR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_days_on_call, begin, end),
		cmocka_unit_test_setup_teardown(test_an_area_has_it_until_it_spreads, begin, end),
		cmocka_unit_test_setup_teardown(test_a_false_alarm_ends_the_calls, begin, end),
		cmocka_unit_test_setup_teardown(test_who_leaves_hands_over, begin, end),
		cmocka_unit_test_setup_teardown(test_the_night, begin, end),
		cmocka_unit_test_setup_teardown(test_opened_by_a_judge_alone, begin, end),
		cmocka_unit_test_setup_teardown(test_a_comment_that_nobody_took, begin, end),
		cmocka_unit_test_setup_teardown(test_the_worst_of_a_taken_one_does_not_wait, begin,
						end),
		cmocka_unit_test_setup_teardown(test_a_false_alarm_that_grows_is_told, begin, end),
		cmocka_unit_test_setup_teardown(test_the_brand_comes_back_while_one_lies_beside,
						begin, end),
		cmocka_unit_test_setup_teardown(test_days_of_one_backlash, begin, end),
		cmocka_unit_test_setup_teardown(test_unknown_incident, begin, end),
	};
	struct error error;

	if (crypto_init(&error) < 0)
		return 1;
	return cmocka_run_group_tests(tests, house_up, house_down);
}
