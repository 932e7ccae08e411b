/* test_deliveries.c - what is being delivered while the process stands still: it goes on where it
 * still is ours, and not a word more is said where somebody else has it. */
#include "unit/store_house.h"

#include "clock.h"
#include "crypto.h"
#include "deliveries.h"
#include "effects.h"
#include "http_client.h"
#include "outbox.h"
#include "unit/alarm_house.h"
#include "unit/scripted_peer.h"

#define LATER_US (DELIVERIES_LEASE_US + CLOCK_SECOND_US)

static _Atomic bool gate;

struct stage {
	struct scripted_peer peer;
	char url[64], secret_path[64];
	struct alarm_house house;
	struct counters counters;
	struct deliveries *deliveries;
	struct clock_moment begun;
};

static size_t claim(int64_t now_us, struct due_row *ret_row)
{
	const struct due_claim claim = { now_us, DELIVERIES_LEASE_US, 1, DUE_DELIVERIES };
	size_t count = 77;

	OK(due_claim(house.link, 0, &claim, ret_row, &count, &oops));
	return count;
}

static void add_message(int64_t now_us)
{
	const struct effect_message message = {
		.message = { .id = S("msg-1"),
			     .kind = MESSAGE_WEBHOOK,
			     .receiver = S("chat"),
			     .thread = S("msg-1"),
			     .incident = S("inc-1"),
			     .news = MESSAGE_NO_NEWS,
			     .body = S("{\"id\":\"body\"}"),
			     .created_us = now_us },
		.due_us = now_us,
	};
	const struct effects effects = { .messages = &message, .message_count = 1 };

	OK(effects_apply(house.link, 0, &effects, now_us, &oops));
}

static enum message_state state_of_message(void)
{
	struct message message;
	struct arena arena;

	arena_init(&arena, 4096, 1 << 20);
	OK(outbox_load(house.link, 0, S("msg-1"), &arena, &message, &oops));
	arena_done(&arena);
	return message.state;
}

/* One message is on its way to a receiver that says nothing until the gate is open. */
static void set_stage(struct stage *stage)
{
	static const struct peer_script slow = {
		{ { .wait_for = "body",
		    .gate = &gate,
		    .answer = "HTTP/1.1 200 Fine\r\nContent-Length: 0\r\n\r\n" } }
	};
	struct deliveries_settings settings = { .link = house.link };
	struct due_row row;

	memset(stage, 0, sizeof(*stage));
	gate = false;
	scripted_peer_start(&stage->peer, &slow, 1);
	snprintf(stage->url, sizeof(stage->url), "http://127.0.0.1:%u/hook", stage->peer.port);
	snprintf(stage->secret_path, sizeof(stage->secret_path),
		 "/tmp/livvakt-test-deliveries-XXXXXX");
	int file = mkstemp(stage->secret_path);
	assert_true(file >= 0 && dprintf(file, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n") > 0);
	close(file);
	alarm_house_init(&stage->house);
	stage->house.webhooks[HOOK_CHAT].url = stage->url;
	stage->house.webhooks[HOOK_CHAT].secret_file = stage->secret_path;
	settings.config = &stage->house.config;
	settings.counters = &stage->counters;
	stage->deliveries = deliveries_new(&settings, &oops);
	assert_non_null(stage->deliveries);
	stage->begun = clock_moment_now();
	add_message(stage->begun.wall_us);
	assert_int_equal(claim(stage->begun.wall_us, &row), 1);
	assert_true(deliveries_is_row(&row));
	OK(deliveries_row(stage->deliveries, &row, stage->begun, &oops));
	for (int i = 0; i < 3000 && stage->peer.reached[0] == 0; i++) {
		(void)deliveries_move(stage->deliveries);
		deliveries_wait(stage->deliveries, 10000);
	}
	assert_int_equal(stage->peer.reached[0], 1);
}

static void clear_stage(struct stage *stage)
{
	gate = true;
	stage->deliveries = deliveries_free(stage->deliveries);
	scripted_peer_stop(&stage->peer);
	unlink(stage->secret_path);
}

static struct clock_moment later(const struct stage *stage, int64_t wall_us, int64_t boot_us)
{
	return (struct clock_moment){ stage->begun.wall_us + wall_us,
				      stage->begun.boot_us + boot_us };
}

static void test_goes_on(void **state)
{
	static struct stage stage;
	struct due_row row;

	(void)state;
	set_stage(&stage);
	assert_true(deliveries_hold(stage.deliveries, later(&stage, LATER_US, LATER_US)));
	assert_int_equal(claim(stage.begun.wall_us + 2 * LATER_US - 2 * CLOCK_SECOND_US, &row), 0);
	gate = true;
	for (int i = 0; i < 3000 && deliveries_running(stage.deliveries); i++) {
		(void)deliveries_move(stage.deliveries);
		deliveries_wait(stage.deliveries, 10000);
	}
	deliveries_mark(stage.deliveries);
	assert_int_equal(state_of_message(), MESSAGE_SENT);
	assert_int_equal(stage.peer.connections, 1);
	clear_stage(&stage);
}

/* Where the machine's own clock slept, the wall's tells. */
static void test_taken_over(void **state)
{
	static struct stage stage;
	struct due_row row;

	(void)state;
	set_stage(&stage);
	assert_int_equal(claim(stage.begun.wall_us + LATER_US, &row), 1);
	assert_int_equal(deliveries_running(stage.deliveries), 1);
	assert_true(deliveries_hold(stage.deliveries, later(&stage, 0, 0))); /* not asked yet */
	assert_int_equal(deliveries_running(stage.deliveries), 1);
	assert_true(deliveries_hold(stage.deliveries, later(&stage, LATER_US, 0)));
	assert_int_equal(deliveries_running(stage.deliveries), 0);
	deliveries_mark(stage.deliveries);
	assert_int_equal(state_of_message(), MESSAGE_WAITING);
	OK(due_complete(house.link, 0, &row, &oops)); /* still theirs */
	assert_int_equal(counter_get(&stage.counters, COUNTER_deliver_retried), 0);
	clear_stage(&stage);
}

/* Claimed again by ourselves, for the lease had ended: one try, which has the new lease. */
static void test_our_own_again(void **state)
{
	static struct stage stage;
	struct due_row row;

	(void)state;
	set_stage(&stage);
	assert_int_equal(claim(stage.begun.wall_us + LATER_US, &row), 1);
	OK(deliveries_row(stage.deliveries, &row, later(&stage, LATER_US, LATER_US), &oops));
	assert_true(deliveries_hold(stage.deliveries, later(&stage, 2 * LATER_US, 2 * LATER_US)));
	assert_int_equal(deliveries_running(stage.deliveries), 1);
	clear_stage(&stage);
	assert_int_equal(stage.peer.connections, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_goes_on),
		TEST(test_taken_over),
		TEST(test_our_own_again),
	};
	struct error error;

	if (crypto_init(&error) < 0 || http_client_init(&error) < 0)
		return 1;
	return cmocka_run_group_tests(tests, house_up, house_down);
}
