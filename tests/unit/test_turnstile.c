/* test_turnstile.c - who gets through, and when. Pauses are so long that no machine is too slow, or
 * none. */
#include "facts.h"

#include "turnstile.h"

#include <pthread.h>

#define HOUR_US (3600 * INT64_C(1000000))

static void test_one_at_a_time(void **state)
{
	struct turnstile *turnstile = turnstile_new(0);

	(void)state;
	assert_true(turnstile_enter(turnstile, 0));
	assert_false(turnstile_enter(turnstile, 0));
	assert_false(turnstile_enter(turnstile, 1000)); /* waited, in vain */
	turnstile_leave(turnstile, false);
	assert_true(turnstile_enter(turnstile, 0));
	turnstile_leave(turnstile, false);
	assert_null(turnstile_free(turnstile));
}

static void test_a_pause_after_each(void **state)
{
	struct turnstile *turnstile = turnstile_new(HOUR_US);

	(void)state;
	assert_true(turnstile_enter(turnstile, 0)); /* none before the first */
	turnstile_leave(turnstile, true);
	assert_true(turnstile_enter(turnstile, 0)); /* nor where there is more */
	turnstile_leave(turnstile, false);
	assert_false(turnstile_enter(turnstile, 0));
	assert_false(turnstile_enter(turnstile, 1000));
	turnstile_free(turnstile);
}

static void test_a_pause_ends(void **state)
{
	struct turnstile *turnstile = turnstile_new(1000);

	(void)state;
	for (int i = 0; i < 3; i++) {
		assert_true(turnstile_enter(turnstile, HOUR_US));
		turnstile_leave(turnstile, false);
	}
	turnstile_free(turnstile);
}

enum { THREADS = 4, TIMES = 2000 };

struct crowd {
	struct turnstile *turnstile;
	long within; /* written by who is within only: the sanitizer of threads looks too */
};

static void *go_through_often(void *context)
{
	struct crowd *crowd = context;

	for (int i = 0; i < TIMES; i++) {
		if (!turnstile_enter(crowd->turnstile, HOUR_US))
			return crowd;
		crowd->within++;
		turnstile_leave(crowd->turnstile, i % 2);
	}
	return NULL;
}

static void test_nobody_is_left_waiting(void **state)
{
	struct crowd crowd = { .turnstile = turnstile_new(0) };
	pthread_t threads[THREADS];

	(void)state;
	for (int i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&threads[i], NULL, go_through_often, &crowd), 0);
	for (int i = 0; i < THREADS; i++) {
		void *failed;

		assert_int_equal(pthread_join(threads[i], &failed), 0);
		assert_null(failed);
	}
	assert_int_equal(crowd.within, THREADS * TIMES);
	turnstile_free(crowd.turnstile);
}

static void test_freeing_nothing(void **state)
{
	(void)state;
	assert_null(turnstile_free(NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_one_at_a_time),
		cmocka_unit_test(test_a_pause_after_each),
		cmocka_unit_test(test_a_pause_ends),
		cmocka_unit_test(test_nobody_is_left_waiting),
		cmocka_unit_test(test_freeing_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
