/* test_story_people.c - by how many people an episode's negatives are said to be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clock.h"
#include "incident.h"
#include "story_people.h"

static void exactly_where_all_are_remembered(void **state)
{
	const struct finding short_one = { .negative = 20, .window_us = CLOCK_HOUR_US },
			     long_one = { .negative = 20,
					  .window_us = INCIDENT_AUTHORS_US + CLOCK_HOUR_US };
	struct story_people people = { .authors = 6, .known = 20 };
	(void)state;

	/* what is counted by ten minutes touches others', too */
	assert_int_equal(story_people_behind(&people, &short_one, 9), 6);
	people.known = 15;
	assert_int_equal(story_people_behind(&people, &short_one, 9), 9);
	/* longer than authors are counted for: as many as are remembered, at least */
	people.authors = 12;
	assert_int_equal(story_people_behind(&people, &long_one, 9), 12);
	assert_int_equal(story_people_behind(&people, &long_one, 14), 14);
	people = (struct story_people){ 0 };
	assert_int_equal(story_people_behind(&people, &short_one, 9), 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(exactly_where_all_are_remembered),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
