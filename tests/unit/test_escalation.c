/* test_escalation.c - who is told at which step, on an own clock. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "escalation.h"
#include "unit/alarm_house.h"
#include <stdio.h>

#define T0 (HOUSE_START + 2 * CLOCK_HOUR_US) /* Anna's night */

static struct incident open_incident(void)
{
	struct incident incident = {
		.id = "inc-1", .brand = "Fjord", .scope = "brand", .state = INCIDENT_OPEN
	};

	incident.opened_at_us = T0;
	return incident;
}

/* "anna@mail carla@carla-phone chat" */
static const char *spell(const struct config *config, const struct escalation_calls *calls)
{
	static char text[512];

	text[0] = '\0';
	for (size_t i = 0; i < calls->count; i++) {
		const struct escalation_call *call = &calls->items[i];
		size_t used = strlen(text);

		snprintf(text + used, sizeof(text) - used, "%s%s%s%s", i > 0 ? " " : "",
			 call->person != CONFIG_NONE ? config->people[call->person].name : "",
			 call->person != CONFIG_NONE ? "@" : "",
			 call->kind == MESSAGE_EMAIL ? "mail"
						     : config->webhooks[call->webhook].name);
	}
	return text;
}

static void step(const struct alarm_house *house, struct incident *incident, int64_t now_us,
		 const char *calls, int64_t next_in_us)
{
	struct escalation_move move;

	assert_true(escalation_next(&house->config, incident, now_us, &move));
	assert_string_equal(spell(&house->config, &move.calls), calls);
	assert_int_equal(move.next_due_us, next_in_us != 0 ? now_us + next_in_us : 0);
	incident->step = move.step;
	incident->round = move.round;
}

static void test_two_steps_two_rounds(void **state)
{
	struct incident incident = open_incident();
	struct escalation_move move;
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	step(&house, &incident, T0, "anna@mail", 5 * CLOCK_MINUTE_US);
	step(&house, &incident, T0 + 5 * CLOCK_MINUTE_US, "anna@mail chat",
	     10 * CLOCK_MINUTE_US); /* Anna only once */
	assert_int_equal(incident.round, 1);
	step(&house, &incident, T0 + 15 * CLOCK_MINUTE_US, "anna@mail", 5 * CLOCK_MINUTE_US);
	step(&house, &incident, T0 + CLOCK_DAY_US, "bo@mail anna@mail chat",
	     0); /* Bo's day; then nobody is left */
	assert_false(escalation_next(&house.config, &incident, T0 + CLOCK_DAY_US, &move));
}

static void test_stops(void **state)
{
	struct incident incident = open_incident();
	struct escalation_move move;
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	incident.state = INCIDENT_ACKNOWLEDGED;
	assert_false(escalation_next(&house.config, &incident, T0, &move));
	incident.state = INCIDENT_RESOLVED;
	assert_false(escalation_next(&house.config, &incident, T0, &move));
	incident.state = INCIDENT_OPEN;
	house.config.defaults.policy = CONFIG_NONE;
	assert_false(escalation_next(&house.config, &incident, T0, &move));
}

static void test_a_silent_feed_is_told_to_operations(void **state)
{
	struct incident incident = open_incident();
	struct config_policy policies[2];
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	policies[0] = policies[1] = house.policy;
	house.config.policies = policies;
	house.config.policy_count = 2;
	house.config.operations = 1;
	assert_ptr_equal(escalation_policy(&house.config, &incident), &policies[0]);
	snprintf(incident.scope, sizeof(incident.scope), "silence:brand");
	assert_ptr_equal(escalation_policy(&house.config, &incident), &policies[1]);
	house.config.operations = CONFIG_NONE;
	assert_ptr_equal(escalation_policy(&house.config, &incident), &policies[0]);
}

static void test_policy_became_shorter(void **state)
{
	struct incident incident = open_incident();
	struct escalation_move move;
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	incident.step = 7; /* its second round begins */
	assert_true(escalation_next(&house.config, &incident, T0, &move));
	assert_int_equal(move.round, 1);
	assert_int_equal(move.step, 1);
	incident.round = 1;
	assert_false(escalation_next(&house.config, &incident, T0, &move));
	house.policy.step_count = 0;
	incident.step = 0;
	assert_false(escalation_next(&house.config, &incident, T0, &move));
}

static void test_a_step_that_reaches_nobody_is_not_waited_for(void **state)
{
	struct incident incident = open_incident();
	struct alarm_house house;
	struct escalation_move move;

	(void)state;
	alarm_house_init(&house);
	house.config.email.url = NULL; /* no e-mail at all */
	assert_true(escalation_next(&house.config, &incident, T0, &move));
	assert_int_equal(move.calls.count, 0);
	assert_int_equal(move.next_due_us, T0);
	assert_int_equal(move.step, 1);
}

static void test_both_ways_of_a_person(void **state)
{
	struct incident incident = open_incident();
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	house.first[0] = (struct config_target){ CONFIG_TARGET_PERSON, CARLA };
	house.first[1] = (struct config_target){ CONFIG_TARGET_WEBHOOK,
						 HOOK_CARLA }; /* the same webhook again */
	house.steps[0].target_count = 2;
	step(&house, &incident, T0, "carla@mail carla@carla-phone", 5 * CLOCK_MINUTE_US);
}

static void told(const struct alarm_house *house, const struct incident *incident, int64_t now_us,
		 const char *calls)
{
	struct escalation_calls got;

	escalation_told(&house->config, incident, now_us, &got);
	assert_string_equal(spell(&house->config, &got), calls);
}

static void test_who_was_told(void **state)
{
	struct incident incident = open_incident();
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	told(&house, &incident, T0, "");
	incident.step = 1;
	told(&house, &incident, T0, "anna@mail");
	told(&house, &incident, T0 + CLOCK_DAY_US,
	     "anna@mail bo@mail"); /* the shift has changed meanwhile */
	incident.step = 2;
	told(&house, &incident, T0, "anna@mail chat");
	incident.acknowledged_at_us = T0 + CLOCK_HOUR_US; /* after that nobody else was told */
	told(&house, &incident, T0 + 5 * CLOCK_DAY_US, "anna@mail chat");
	incident.step = 0;
	incident.round = 1;
	told(&house, &incident, T0, "anna@mail chat");
}

static void note(const struct alarm_house *house, struct incident *incident, size_t person)
{
	const struct escalation_calls calls = { { { MESSAGE_EMAIL, person, CONFIG_NONE } }, 1, 0 };

	escalation_note_told(&house->config, &calls, T0, incident);
}

/* Whoever is on call by now. */
static void test_who_was_told_is_written_down(void **state)
{
	struct incident incident = open_incident();
	struct escalation_calls calls = { .count = 0 };
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	incident.step = 1;
	incident.severity = 3;
	note(&house, &incident, BO);
	incident.step = 2;
	escalation_add_subscribers(&house.config, &calls); /* who hear of everything */
	escalation_note_told(&house.config, &calls, T0, &incident);
	told(&house, &incident, T0, "bo@mail");
	told(&house, &incident, T0 + 9 * CLOCK_DAY_US, "bo@mail");
	house.people[BO].name = "bosse"; /* is there no more */
	told(&house, &incident, T0, "");
}

/* Opened by a Livvakt that wrote nobody down: anna and chat by its steps, then bo. */
static void test_who_was_told_before_it_was_written_down(void **state)
{
	struct incident incident = open_incident();
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	incident.step = 2;
	incident.severity = 3;
	note(&house, &incident, BO);
	told(&house, &incident, T0, "anna@mail chat bo@mail");
	assert_int_equal(told_find(&incident.told, slice_from("anna"), false)->severity, 4);
	assert_int_equal(told_find(&incident.told, slice_from("bo"), false)->severity, 3);
}

static void informed(const struct alarm_house *house, const struct incident *incident,
		     const char *left)
{
	struct escalation_calls calls = { .count = 0 };

	escalation_add_person(&house->config, &calls, "anna");
	escalation_add_person(&house->config, &calls, "bo");
	escalation_leave_out_informed(&house->config, incident, &calls);
	assert_string_equal(spell(&house->config, &calls), left);
}

static void test_who_knows_how_bad_it_is(void **state)
{
	struct incident incident = open_incident();
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	incident.severity = 4;
	informed(&house, &incident, "anna@mail bo@mail");
	note(&house, &incident, ANNA);
	informed(&house, &incident, "bo@mail");
	incident.severity = 1;
	note(&house, &incident, BO);
	informed(&house, &incident, "anna@mail");
}

static void test_rounds(void **state)
{
	struct incident incident = open_incident();
	unsigned round = 9, rounds = 9;
	struct alarm_house house;
	int64_t answered_us;

	(void)state;
	alarm_house_init(&house);
	escalation_round(&house.config, &incident, &round, &rounds);
	assert_int_equal(round, 0);
	assert_int_equal(rounds, 0);
	assert_false(escalation_is_through(&house.config, &incident, T0, &answered_us));
	assert_int_equal(answered_us, T0 + 10 * CLOCK_MINUTE_US);
	step(&house, &incident, T0, "anna@mail", 5 * CLOCK_MINUTE_US);
	escalation_round(&house.config, &incident, &round, &rounds);
	assert_int_equal(round, 1);
	assert_int_equal(rounds, 2);
	step(&house, &incident, T0, "anna@mail chat", 10 * CLOCK_MINUTE_US);
	escalation_round(&house.config, &incident, &round, &rounds);
	assert_int_equal(round, 1); /* its last step */
	step(&house, &incident, T0, "anna@mail", 5 * CLOCK_MINUTE_US);
	escalation_round(&house.config, &incident, &round, &rounds);
	assert_int_equal(round, 2);
	incident.next_step_us = T0 + 5 * CLOCK_MINUTE_US;
	assert_false(escalation_is_through(&house.config, &incident, T0, &answered_us));
	assert_int_equal(answered_us, T0 + 15 * CLOCK_MINUTE_US);
	step(&house, &incident, T0, "anna@mail chat", 0);
	incident.next_step_us = 0;
	assert_true(escalation_is_through(&house.config, &incident, T0, &answered_us));
	escalation_round(&house.config, &incident, &round, &rounds);
	assert_int_equal(round, 2);
}

static void unaware(const struct alarm_house *house, const struct incident *incident,
		    const char *want)
{
	struct escalation_calls calls;

	escalation_unaware(&house->config, incident, T0, &calls);
	assert_string_equal(spell(&house->config, &calls), want);
}

static void test_who_is_gone(void **state)
{
	struct incident incident = open_incident();
	struct escalation_gone gone;
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	assert_false(escalation_find_gone(&house.config, &incident, &gone));
	unaware(&house, &incident, ""); /* no step was taken */
	house.second[1] = (struct config_target){ CONFIG_TARGET_WEBHOOK, HOOK_ALL };
	note(&house, &incident, ANNA);
	incident.step = 2;
	escalation_note_policy(&house.config, &incident);
	assert_false(escalation_find_gone(&house.config, &incident, &gone));
	unaware(&house, &incident, "chat"); /* the archive hears of everything */
	house.people[ANNA].name = "dora";
	assert_true(escalation_find_gone(&house.config, &incident, &gone));
	assert_null(gone.policy);
	assert_int_equal(gone.count, 1);
	assert_string_equal(gone.names[0], "anna");
	unaware(&house, &incident, "dora@mail chat");
	house.policy.name = "another";
	assert_true(escalation_find_gone(&house.config, &incident, &gone));
	assert_string_equal(gone.policy, "usual");
	incident.state = INCIDENT_ACKNOWLEDGED; /* whoever has it */
	incident_copy_text(incident.acknowledged_by, INCIDENT_NAME_MAX, slice_from("bo"));
	assert_false(escalation_find_gone(&house.config, &incident, &gone));
	house.people[BO].name = "bosse";
	assert_true(escalation_find_gone(&house.config, &incident, &gone));
	assert_string_equal(gone.names[0], "bo");
	incident.state = INCIDENT_RESOLVED;
	assert_false(escalation_find_gone(&house.config, &incident, &gone));
}

/* Bo took over and was called, so he hears the end; Anna, whose turn it was, only if she was. */
static void test_who_took_over_was_told(void **state)
{
	struct config_override takes = { "bo", BO, T0 - CLOCK_HOUR_US, T0 + CLOCK_HOUR_US };
	struct incident incident = open_incident();
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	house.turns[1] = ANNA;
	house.schedule.overrides = &takes;
	house.schedule.override_count = 1;
	incident.step = 1;
	told(&house, &incident, T0 + CLOCK_MINUTE_US, "bo@mail");
	told(&house, &incident, T0 + 2 * CLOCK_HOUR_US, "bo@mail anna@mail");
	house.schedule.shift_us = CLOCK_MINUTE_US; /* in a thousand turns everybody had one */
	told(&house, &incident, T0 + CLOCK_DAY_US, "bo@mail anna@mail");
}

static void test_latest_and_preview(void **state)
{
	struct incident incident = open_incident();
	struct escalation_calls calls;
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	escalation_latest(&house.config, &incident, T0, &calls);
	assert_int_equal(calls.count, 0);
	incident.step = 1;
	escalation_latest(&house.config, &incident, T0 + CLOCK_DAY_US, &calls);
	assert_string_equal(spell(&house.config, &calls), "bo@mail"); /* who is on call now */
	incident.step = 0;
	incident.round = 1; /* the round's last step was the latest */
	escalation_latest(&house.config, &incident, T0, &calls);
	assert_string_equal(spell(&house.config, &calls), "anna@mail chat");
	incident.step = 1;
	escalation_preview(&house.config, &incident, T0, &calls);
	assert_string_equal(spell(&house.config, &calls), "anna@mail chat");
	escalation_preview(&house.config, &incident, 0, &calls);
	assert_int_equal(calls.count, 0);
}

static void test_subscribers_and_removal(void **state)
{
	struct escalation_calls calls = { .count = 0 };
	struct incident incident = open_incident();
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	incident.step = 2;
	escalation_told(&house.config, &incident, T0, &calls);
	escalation_add_subscribers(&house.config, &calls);
	escalation_add_subscribers(&house.config, &calls);
	assert_string_equal(spell(&house.config, &calls), "anna@mail chat archive");
	escalation_remove_person(&house.config, &calls, "nobody");
	assert_int_equal(calls.count, 3);
	escalation_remove_person(&house.config, &calls, "Anna Berg");
	assert_string_equal(spell(&house.config, &calls), "chat archive");
	escalation_add_person(&house.config, &calls, "bo");
	escalation_add_person(&house.config, &calls, "bo@example.org");
	escalation_add_person(&house.config, &calls, "");
	assert_string_equal(spell(&house.config, &calls), "chat archive bo@mail");
}

static void test_limit(void **state)
{
	static struct config_target many[ESCALATION_CALLS_MAX + 3];
	static struct config_person crowd[ESCALATION_CALLS_MAX + 3];
	struct incident incident = open_incident();
	struct escalation_move move;
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	for (size_t i = 0; i < ESCALATION_CALLS_MAX + 3; i++) {
		crowd[i] = (struct config_person){ .name = "x",
						   .email = "x@example.org",
						   .webhook = CONFIG_NONE };
		many[i] = (struct config_target){ CONFIG_TARGET_PERSON, i };
	}
	house.config.people = crowd;
	house.steps[0] = (struct config_step){ many, ESCALATION_CALLS_MAX + 3, CLOCK_MINUTE_US };
	assert_true(escalation_next(&house.config, &incident, T0, &move));
	assert_int_equal(move.calls.count, ESCALATION_CALLS_MAX);
	assert_int_equal(move.calls.left_out, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_two_steps_two_rounds),
		cmocka_unit_test(test_stops),
		cmocka_unit_test(test_a_silent_feed_is_told_to_operations),
		cmocka_unit_test(test_policy_became_shorter),
		cmocka_unit_test(test_a_step_that_reaches_nobody_is_not_waited_for),
		cmocka_unit_test(test_both_ways_of_a_person),
		cmocka_unit_test(test_who_was_told),
		cmocka_unit_test(test_who_took_over_was_told),
		cmocka_unit_test(test_who_was_told_is_written_down),
		cmocka_unit_test(test_who_knows_how_bad_it_is),
		cmocka_unit_test(test_rounds),
		cmocka_unit_test(test_who_is_gone),
		cmocka_unit_test(test_who_was_told_before_it_was_written_down),
		cmocka_unit_test(test_latest_and_preview),
		cmocka_unit_test(test_subscribers_and_removal),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
