/* test_feedback.c - facts about how people's word moves the line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clock.h"
#include "feedback.h"
#include <stdio.h>

#define NOW (INT64_C(1795345200) * CLOCK_SECOND_US)

static void count(struct feedback *feedback, enum incident_feedback word, const char *scope,
		  int64_t days_ago)
{
	static struct incident incident;

	incident.feedback = word;
	incident.opened_at_us = NOW - days_ago * CLOCK_DAY_US;
	snprintf(incident.scope, sizeof(incident.scope), "%s", scope);
	feedback_count(feedback, &incident, slice_from("brand"), NOW);
}

static void each_word_moves_the_line(void **state)
{
	struct feedback feedback = { 0 };

	(void)state;
	assert_int_equal(feedback_margin(&feedback), 0);
	count(&feedback, INCIDENT_FEEDBACK_NONE, "brand", 1);
	assert_int_equal(feedback_margin(&feedback), 0);
	count(&feedback, INCIDENT_FEEDBACK_FALSE, "brand", 1);
	assert_int_equal(feedback_margin(&feedback), 300);
	count(&feedback, INCIDENT_FEEDBACK_EXPECTED, "brand", 2);
	assert_int_equal(feedback_margin(&feedback), 450);
	count(&feedback, INCIDENT_FEEDBACK_REAL, "brand", 3);
	assert_int_equal(feedback_margin(&feedback), 300);
}

static void other_scopes_and_old_ones_do_not(void **state)
{
	struct feedback feedback = { 0 };

	(void)state;
	count(&feedback, INCIDENT_FEEDBACK_FALSE, "topic:price", 1);
	count(&feedback, INCIDENT_FEEDBACK_FALSE, "brand", 57);
	assert_int_equal(feedback_margin(&feedback), 0);
	count(&feedback, INCIDENT_FEEDBACK_FALSE, "brand", 56);
	assert_int_equal(feedback_margin(&feedback), 300);
}

static void it_is_bounded(void **state)
{
	struct feedback up = { 0 }, down = { 0 };

	(void)state;
	for (int i = 0; i < 20; i++) {
		count(&up, INCIDENT_FEEDBACK_FALSE, "brand", i);
		count(&down, INCIDENT_FEEDBACK_REAL, "brand", i);
	}
	assert_int_equal(feedback_margin(&up), 1500);
	assert_int_equal(feedback_margin(&down), -300);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_word_moves_the_line),
		cmocka_unit_test(other_scopes_and_old_ones_do_not),
		cmocka_unit_test(it_is_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
