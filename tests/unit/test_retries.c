/* test_retries.c - whose turn it is when several messages wait. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "clock.h"
#include "retries.h"

#define T0 (INT64_C(1790000000) * CLOCK_SECOND_US)
#define AT(seconds) (T0 + (seconds)*CLOCK_SECOND_US)

static struct retries retries;

static int empty(void **state)
{
	(void)state;
	retries.count = 0;
	return 0;
}

static struct message message_of(const char *id, const char *receiver, const char *incident,
				 int64_t created_us)
{
	return (struct message){ .id = slice_from(id),
				 .kind = MESSAGE_EMAIL,
				 .news = MESSAGE_PAGE,
				 .receiver = slice_from(receiver),
				 .incident = slice_from(incident),
				 .created_us = created_us };
}

static void what_was_written_first_goes_first(void **state)
{
	const struct message first = message_of("msg-1", "anna@x", "inc-1", AT(0));
	const struct message second = message_of("msg-2", "anna@x", "inc-1", AT(20));
	const struct message other = message_of("msg-3", "bo@x", "inc-1", AT(20));
	const struct message another = message_of("msg-4", "anna@x", "inc-2", AT(20));

	(void)state;
	retries_start(&retries, &first, AT(90), AT(0));
	assert_in_range(retries_turn_us(&retries, &second, AT(20)), AT(20) + 1, AT(22));
	retries_failed(&retries, first.id, AT(30));
	assert_int_equal(retries_turn_us(&retries, &second, AT(21)), AT(30) + 1);
	assert_int_equal(retries_turn_us(&retries, &first, AT(21)), 0);
	assert_int_equal(retries_turn_us(&retries, &other, AT(21)), 0);
	assert_int_equal(retries_turn_us(&retries, &another, AT(21)), 0);
	retries_forget(&retries, first.id);
	assert_int_equal(retries_turn_us(&retries, &second, AT(21)), 0);
}

/* What the receiver refuses for days does not keep the rest from it, nor does one that is tried
 * each time one looks. */
static void order_is_kept_for_a_minute(void **state)
{
	const struct message refused = message_of("msg-1", "anna@x", "inc-1", AT(0));
	const struct message slow = message_of("msg-2", "anna@x", "inc-1", AT(2));
	const struct message soon = message_of("msg-3", "anna@x", "inc-1", AT(20));
	const struct message late = message_of("msg-4", "anna@x", "inc-1", AT(400));

	(void)state;
	retries_start(&retries, &refused, AT(90), AT(0));
	retries_failed(&retries, refused.id, AT(3600));
	assert_int_equal(retries_turn_us(&retries, &soon, AT(20)), AT(60));
	retries_wait(&retries, &soon, AT(60), AT(20));
	assert_int_equal(retries_turn_us(&retries, &soon, AT(59)), AT(60));
	assert_int_equal(retries_turn_us(&retries, &soon, AT(60)), 0);
	retries_start(&retries, &slow, AT(150), AT(60));
	assert_int_equal(retries_turn_us(&retries, &soon, AT(79)), AT(80));
	assert_int_equal(retries_turn_us(&retries, &soon, AT(80)), 0);
	retries_failed(&retries, slow.id, AT(3600));
	assert_int_equal(retries_turn_us(&retries, &late, AT(400)), 0);
}

/* The server takes messages again: what waited for it leaves in the order in which it was written,
 * however long that was. */
static void order_is_kept_again_by_those_that_are_hurried(void **state)
{
	const struct message first = message_of("msg-1", "anna@x", "inc-1", AT(0));
	const struct message second = message_of("msg-2", "anna@x", "inc-1", AT(20));
	const struct message sent = message_of("msg-3", "bo@x", "inc-2", AT(3000));
	const struct retry *waiting[RETRIES_MAX];

	(void)state;
	retries_wait(&retries, &first, AT(4000), AT(0));
	retries_wait(&retries, &second, AT(4000), AT(80));
	retries_start(&retries, &sent, AT(3090), AT(3000));
	assert_int_equal(retries_hurry(&retries, sent.id, AT(3001), waiting), 2);
	retries_start(&retries, &first, AT(3091), AT(3001));
	assert_int_equal(retries_turn_us(&retries, &second, AT(3001)), AT(3002));
}

/* "Taken" follows the page that it belongs to; a page that comes later does not wait for it. */
static void no_page_waits_for_relief(void **state)
{
	const struct message page = message_of("msg-1", "anna@x", "inc-1", AT(0));
	const struct message again = message_of("msg-3", "anna@x", "inc-1", AT(120));
	struct message taken = message_of("msg-2", "anna@x", "inc-1", AT(30));

	(void)state;
	taken.news = MESSAGE_RELIEF;
	retries_wait(&retries, &page, AT(50), AT(0));
	assert_int_equal(retries_turn_us(&retries, &taken, AT(30)), AT(50) + 1);
	retries_forget(&retries, page.id);
	retries_wait(&retries, &taken, AT(150), AT(100));
	assert_int_equal(retries_turn_us(&retries, &again, AT(120)), 0);
}

static void a_server_that_takes_one_is_given_the_others_once(void **state)
{
	const struct message sent = message_of("msg-0", "cara@x", "inc-9", AT(100));
	const struct message late = message_of("msg-1", "anna@x", "inc-1", AT(50));
	const struct message early = message_of("msg-2", "bo@x", "inc-1", AT(0));
	struct message hook = message_of("msg-3", "chat", "inc-1", AT(0));
	const struct retry *waiting[RETRIES_MAX];

	(void)state;
	hook.kind = MESSAGE_WEBHOOK;
	retries_wait(&retries, &late, AT(900), AT(60));
	retries_wait(&retries, &early, AT(800), AT(60));
	retries_wait(&retries, &hook, AT(800), AT(60));
	assert_int_equal(retries_hurry(&retries, sent.id, AT(100), waiting), 0); /* unknown */
	retries_start(&retries, &sent, AT(190), AT(100));
	assert_int_equal(retries_hurry(&retries, sent.id, AT(100), waiting), 2);
	assert_string_equal(waiting[0]->id, "msg-2");
	assert_string_equal(waiting[1]->id, "msg-1");
	retries_failed(&retries, early.id, AT(1000)); /* the receiver's own trouble */
	assert_int_equal(retries_hurry(&retries, sent.id, AT(200), waiting), 0);
}

/* Two hooks are two servers; what is of no incident waits for nobody. */
static void others_are_none_of_its_business(void **state)
{
	struct message hide = message_of("msg-1", "site", "", AT(0));
	struct message next = message_of("msg-2", "site", "", AT(1));
	struct message elsewhere = message_of("msg-3", "forum", "", AT(1));
	const struct retry *waiting[RETRIES_MAX];

	(void)state;
	hide.kind = next.kind = elsewhere.kind = MESSAGE_HIDE;
	retries_wait(&retries, &hide, AT(800), AT(0));
	assert_int_equal(retries_turn_us(&retries, &next, AT(1)), 0);
	retries_start(&retries, &elsewhere, AT(91), AT(1));
	assert_int_equal(retries_hurry(&retries, elsewhere.id, AT(2), waiting), 0);
	retries_start(&retries, &next, AT(91), AT(1));
	assert_int_equal(retries_hurry(&retries, next.id, AT(2), waiting), 1);
}

/* What another Livvakt has taken since is not waited for, and a full table makes room. */
static void what_is_not_heard_of_any_more_gives_way(void **state)
{
	struct message first = message_of("msg-first", "anna@x", "inc-1", AT(0));
	const struct message second = message_of("msg-second", "anna@x", "inc-1", AT(1));
	char id[32];

	(void)state;
	retries_wait(&retries, &first, AT(10), AT(0));
	for (int i = 1; i < RETRIES_MAX + 5; i++) {
		snprintf(id, sizeof(id), "msg-%d", i);
		const struct message filler = message_of(id, "bo@x", "inc-1", AT(0));

		retries_wait(&retries, &filler, AT(4000), AT(0));
	}
	assert_int_equal(retries.count, RETRIES_MAX);
	assert_int_equal(retries_turn_us(&retries, &second, AT(5)), AT(10) + 1);
	assert_int_equal(retries_turn_us(&retries, &second, AT(311)), 0);
	retries_wait(&retries, &second, AT(4000), AT(311));
	assert_int_equal(retries.count, RETRIES_MAX);
	first.created_us = AT(-1);
	assert_int_equal(retries_turn_us(&retries, &first, AT(312)), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(what_was_written_first_goes_first, empty),
		cmocka_unit_test_setup(order_is_kept_for_a_minute, empty),
		cmocka_unit_test_setup(order_is_kept_again_by_those_that_are_hurried, empty),
		cmocka_unit_test_setup(no_page_waits_for_relief, empty),
		cmocka_unit_test_setup(a_server_that_takes_one_is_given_the_others_once, empty),
		cmocka_unit_test_setup(others_are_none_of_its_business, empty),
		cmocka_unit_test_setup(what_is_not_heard_of_any_more_gives_way, empty),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
