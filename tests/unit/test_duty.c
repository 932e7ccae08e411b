/* test_duty.c - the alarm thread against a real Redis and receivers that misbehave: what is due is
 * done, once. */
#include "unit/store_house.h"

#include "clock.h"
#include "crypto.h"
#include "due.h"
#include "duty.h"
#include "effects.h"
#include "http_client.h"
#include "incidents.h"
#include "outbox.h"
#include "raise.h"
#include "unit/alarm_house.h"
#include "unit/scripted_peer.h"

enum { HIDES = 30 };

struct stage {
	struct scripted_peer peer, hider;
	char url[64], hide_url[64], secret_path[64];
	struct alarm_house house;
	struct config_hide hide;
	struct counters counters;
	struct pulse pulse;
	struct duty *duty;
};

static void set_stage(struct stage *stage, const struct peer_script *script, size_t count)
{
	static const struct peer_script silent = { { { .wait_for = "POST", .hold = true } } };

	memset(stage, 0, sizeof(*stage));
	stage->pulse = (struct pulse)PULSE_INIT;
	scripted_peer_start(&stage->peer, script, count);
	scripted_peer_start(&stage->hider, &silent, 1);
	snprintf(stage->url, sizeof(stage->url), "http://127.0.0.1:%u/hook", stage->peer.port);
	snprintf(stage->hide_url, sizeof(stage->hide_url), "http://127.0.0.1:%u/{id}",
		 stage->hider.port);
	snprintf(stage->secret_path, sizeof(stage->secret_path), "/tmp/livvakt-test-duty-XXXXXX");
	int file = mkstemp(stage->secret_path);
	assert_true(file >= 0 && dprintf(file, "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n") > 0);
	close(file);
	alarm_house_init(&stage->house);
	stage->house.config.email.url = NULL; /* webhooks only */
	for (size_t i = 0; i < HOOKS; i++) {
		stage->house.webhooks[i].url = stage->url;
		stage->house.webhooks[i].secret_file = stage->secret_path;
	}
	stage->hide =
		(struct config_hide){ .name = "hide", .method = "POST", .url = stage->hide_url };
	stage->house.config.hides = &stage->hide;
	stage->house.config.hide_count = 1;
}

static void go(struct stage *stage)
{
	const struct duty_settings settings = { .config = &stage->house.config,
						.redis = { .url = managed_url(house.redis) },
						.counters = &stage->counters,
						.pulse = &stage->pulse };
	struct error error;

	stage->duty = duty_start(&settings, &error);
	assert_non_null(stage->duty);
}

static void clear_stage(struct stage *stage, int64_t grace_us)
{
	stage->duty = duty_stop(stage->duty, grace_us);
	scripted_peer_stop(&stage->peer);
	scripted_peer_stop(&stage->hider);
	unlink(stage->secret_path);
}

static void add_of(const char *incident, enum message_kind kind, const char *id)
{
	const struct effect_message message = {
		.message = { .id = slice_from(id),
			     .kind = kind,
			     .receiver = slice_from(kind == MESSAGE_HIDE ? "hide" : "chat"),
			     .thread = slice_from(id),
			     .incident = slice_from(incident),
			     .news = kind == MESSAGE_EMAIL ? MESSAGE_PAGE : MESSAGE_NO_NEWS,
			     .body = slice_from("{\"id\":\"body\"}"),
			     .created_us = clock_wall_us() },
		.due_us = clock_wall_us() - CLOCK_SECOND_US,
	};
	const struct effects effects = { .messages = &message, .message_count = 1 };

	OK(effects_apply(house.link, 0, &effects, clock_wall_us(), &oops));
}

static void add(enum message_kind kind, const char *id)
{
	add_of("", kind, id);
}

/* Waits until the message is in this state and has been tried so often. */
static void wait_for_message(const char *id, enum message_state state, unsigned attempts,
			     char *ret_error, size_t size)
{
	struct message message;
	struct error error;
	struct arena arena;
	bool there = false;

	arena_init(&arena, 4096, 1 << 20);
	for (int i = 0; i < 30000 && !there; i++, poll(NULL, 0, 1)) {
		arena_reset(&arena);
		there = outbox_load(house.link, 0, slice_from(id), &arena, &message, &error) == 0 &&
			message.state == state && message.attempts >= attempts;
	}
	if (!there)
		fail_msg("%s did not become %s", id, message_state_name(state));
	assert_int_equal(message.attempts, attempts);
	if (ret_error)
		snprintf(ret_error, size, "%.*s", (int)message.last_error.len,
			 message.last_error.data);
	arena_done(&arena);
}

#define HTTP_OK SAY("body", "HTTP/1.1 200 Fine\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
#define HTTP_TYPED                                                                                 \
	SAY("\"type\"", "HTTP/1.1 200 Fine\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
#define HTTP_BUSY SAY("body", "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
#define HTTP_GONE SAY("body", "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

static void test_delivers_what_is_due(void **state)
{
	static const struct peer_script fine = { { HTTP_OK } };
	static struct stage stage;

	(void)state;
	set_stage(&stage, &fine, 1);
	add(MESSAGE_WEBHOOK, "msg-1");
	go(&stage);
	wait_for_message("msg-1", MESSAGE_SENT, 1, NULL, 0);
	add(MESSAGE_WEBHOOK, "msg-2");
	wait_for_message("msg-2", MESSAGE_SENT, 1, NULL, 0);
	clear_stage(&stage, 0);
	assert_int_equal(counter_get(&stage.counters, COUNTER_deliver_sent), 2);
	assert_int_equal(stage.peer.connections, 2);
}

static void test_failures_wait_or_end(void **state)
{
	static const struct peer_script scripts[] = { { { HTTP_BUSY } }, { { HTTP_GONE } } };
	static struct stage stage;
	int64_t next_us = 0, now_us;
	char trouble[400];

	(void)state;
	set_stage(&stage, scripts, 2);
	add(MESSAGE_WEBHOOK, "msg-1");
	go(&stage);
	wait_for_message("msg-1", MESSAGE_WAITING, 1, trouble, sizeof(trouble));
	assert_string_equal(trouble, "HTTP 503");
	now_us = clock_wall_us();
	OK(due_next(house.link, 0, &next_us, &oops));
	assert_in_range(next_us, now_us, now_us + 6 * CLOCK_SECOND_US);
	add(MESSAGE_WEBHOOK, "msg-2");
	wait_for_message("msg-2", MESSAGE_FAILED, 1, trouble, sizeof(trouble));
	assert_string_equal(trouble, "HTTP 410");
	clear_stage(&stage, 0);
	assert_int_equal(counter_get(&stage.counters, COUNTER_deliver_retried), 1);
	assert_int_equal(counter_get(&stage.counters, COUNTER_deliver_failed), 1);
}

/* The first of an incident is to be tried again in an hour: the second does not overtake it, and
 * both go as soon as the server takes another one. */
static void test_order_and_hurry(void **state)
{
	static const struct peer_script scripts[] = {
		{ { SAY("body", "HTTP/1.1 503 Busy\r\nRetry-After: 3600\r\n"
				"Content-Length: 0\r\nConnection: close\r\n\r\n") } },
		{ { HTTP_OK } },
	};
	static struct stage stage;

	(void)state;
	set_stage(&stage, scripts, 2);
	add_of("inc-1", MESSAGE_WEBHOOK, "msg-1");
	go(&stage);
	wait_for_message("msg-1", MESSAGE_WAITING, 1, NULL, 0);
	add_of("inc-1", MESSAGE_WEBHOOK, "msg-2");
	add_of("inc-2", MESSAGE_WEBHOOK, "msg-3");
	wait_for_message("msg-3", MESSAGE_SENT, 1, NULL, 0);
	wait_for_message("msg-2", MESSAGE_SENT, 1, NULL, 0);
	wait_for_message("msg-1", MESSAGE_SENT, 2, NULL, 0);
	clear_stage(&stage, 0);
	assert_int_equal(stage.peer.connections, 4);
	assert_non_null(strstr(stage.peer.seen[2], "webhook-id: msg-1"));
	assert_non_null(strstr(stage.peer.seen[3], "webhook-id: msg-2"));
}

/* A platform that never answers, and more hide calls than may run: the alarm goes out all the same.
 */
static void test_alarms_do_not_wait_for_hide_calls(void **state)
{
	static const struct peer_script fine = { { HTTP_OK } };
	static struct stage stage;
	char id[32];

	(void)state;
	set_stage(&stage, &fine, 1);
	for (int i = 0; i < HIDES; i++) {
		snprintf(id, sizeof(id), "msg-hide-%d", i);
		add(MESSAGE_HIDE, id);
	}
	go(&stage);
	for (int i = 0; i < 30000 && stage.hider.connections < 4; i++)
		poll(NULL, 0, 1);
	add(MESSAGE_WEBHOOK, "msg-alarm");
	wait_for_message("msg-alarm", MESSAGE_SENT, 1, NULL, 0);
	clear_stage(&stage, 0);
	assert_int_equal(counter_get(&stage.counters, COUNTER_deliver_sent), 1);
}

/* What its incident says cannot be read; that must not keep a page from anybody. */
static void test_a_page_of_a_broken_incident_is_tried(void **state)
{
	static const struct peer_script fine = { { HTTP_OK } };
	static struct stage stage;
	char error[200];

	(void)state;
	redis_reply_free(ASK("HSET", "lv:{p0}:incident:inc-broken", "json", "{", "rev", "1"));
	set_stage(&stage, &fine, 1);
	add_of("inc-broken", MESSAGE_EMAIL, "msg-page");
	go(&stage);
	wait_for_message("msg-page", MESSAGE_FAILED, 1, error, sizeof(error));
	clear_stage(&stage, 0);
	assert_non_null(strstr(error, "no e-mail server is configured"));
}

static void open_incident(struct stage *stage, char ret_id[INCIDENT_ID_MAX])
{
	const struct finding finding = { .severity = 2,
					 .surprise = 6000,
					 .negative = 20,
					 .window_us = CLOCK_HOUR_US,
					 .alert = true };
	const struct raise_case what = { .brand = S("Fjord"),
					 .scope = S("brand"),
					 .finding = &finding };
	const struct raise_settings settings = { &stage->house.config, 0, NULL, false };
	struct incident incident;

	/* Ten minutes ago: the second step is overdue. */
	OK(raise_finding(house.link, &settings, &what, clock_wall_us() - 10 * CLOCK_MINUTE_US, NULL,
			 &oops));
	OK(incident_latest(house.link, 0, S("Fjord"), S("brand"), &incident, &oops));
	memcpy(ret_id, incident.id, INCIDENT_ID_MAX);
}

static void test_takes_the_next_step(void **state)
{
	static const struct peer_script fine = { { HTTP_TYPED } };
	static struct stage stage;
	char id[INCIDENT_ID_MAX];
	struct incident incident;

	(void)state;
	set_stage(&stage, &fine, 1);
	open_incident(&stage, id);
	go(&stage);
	/* Nobody in step 1 can be reached (no e-mail), so it is not waited for; step 2 tells the
	 * chat. The archive has heard of the opening. */
	for (int i = 0; i < 30000 && counter_get(&stage.counters, COUNTER_deliver_sent) < 2; i++)
		poll(NULL, 0, 1);
	clear_stage(&stage, 5 * CLOCK_SECOND_US);
	OK(incident_load(house.link, 0, slice_from(id), &incident, &oops));
	assert_int_equal(incident.round, 1);
	assert_int_equal(incident.step, 0);
	assert_int_equal(counter_get(&stage.counters, COUNTER_escalation_steps), 2);
	assert_int_equal(counter_get(&stage.counters, COUNTER_deliver_sent), 2);
}

/* Who was told last time is not in the configuration any more: the chat is told at the start, long
 * before the next step. */
static void test_a_start_tells_who_came(void **state)
{
	static const struct peer_script fine = { { HTTP_TYPED } };
	static struct stage stage;
	char id[INCIDENT_ID_MAX];
	struct incident incident;
	const struct incidents_settings store = { .partition = 0 };

	(void)state;
	set_stage(&stage, &fine, 1);
	open_incident(&stage, id);
	OK(incident_load(house.link, 0, slice_from(id), &incident, &oops));
	told_note(&incident.told, slice_from("zoe"), false, incident.severity, false);
	incident.step = 2;
	incident.round = 1; /* nothing else comes of it */
	OK(incident_update(house.link, &store, &incident, NULL, clock_wall_us(), &oops));
	go(&stage);
	for (int i = 0; i < 30000 && counter_get(&stage.counters, COUNTER_deliver_sent) < 2; i++)
		poll(NULL, 0, 1);
	clear_stage(&stage, 5 * CLOCK_SECOND_US);
	OK(incident_load(house.link, 0, slice_from(id), &incident, &oops));
	assert_non_null(told_find(&incident.told, slice_from("chat"), true));
	assert_int_equal(counter_get(&stage.counters, COUNTER_escalation_steps), 0);
	assert_int_equal(counter_get(&stage.counters, COUNTER_deliver_sent), 2); /* the archive */
}

/* Redis dies while a delivery runs. It is not sent again: what came of it is told to Redis when it
 * is back. */
static void test_redis_dies_meanwhile(void **state)
{
	static _Atomic bool gate;
	static const struct peer_script slow = {
		{ { .wait_for = "body",
		    .gate = &gate,
		    .answer = "HTTP/1.1 200 Fine\r\nContent-Length: 0\r\n\r\n" } }
	};
	static struct stage stage;
	struct error error;
	int pid = managed_pid(house.redis);

	(void)state;
	set_stage(&stage, &slow, 1);
	add(MESSAGE_WEBHOOK, "msg-1");
	go(&stage);
	for (int i = 0; i < 30000 && stage.peer.connections < 1; i++)
		poll(NULL, 0, 1);
	assert_true(pid > 0);
	assert_int_equal(kill(pid, SIGKILL), 0);
	gate = true;
	for (int i = 0; i < 30000 && counter_get(&stage.counters, COUNTER_deliver_sent) < 1; i++)
		poll(NULL, 0, 1);
	enum managed_event event = MANAGED_WELL;
	for (int i = 0; i < 30000 && event != MANAGED_RESTARTED; i++, poll(NULL, 0, 1))
		event = managed_tick(house.redis, clock_monotonic_us(), &error);
	assert_int_equal(event, MANAGED_RESTARTED);
	redis_link_free(house.link);
	house.link = house_link();
	wait_for_message("msg-1", MESSAGE_SENT, 1, NULL, 0);
	clear_stage(&stage, 0);
	assert_int_equal(stage.peer.connections, 1);
}

static void test_stop_cuts_off_and_nothing_is_lost(void **state)
{
	static const struct peer_script silent = { { { .wait_for = "body", .hold = true } } };
	static struct stage stage;

	(void)state;
	set_stage(&stage, &silent, 1);
	add(MESSAGE_WEBHOOK, "msg-1");
	go(&stage);
	for (int i = 0; i < 30000 && stage.peer.connections < 1; i++)
		poll(NULL, 0, 1);
	clear_stage(&stage, 0);
	wait_for_message("msg-1", MESSAGE_WAITING, 0, NULL, 0);
}

static void test_starts_without_redis(void **state)
{
	static struct stage stage;
	static const struct peer_script fine = { { HTTP_OK } };
	const struct duty_settings settings = {
		.config = &stage.house.config,
		.redis = { .url = "unix:///nonexistent/redis.sock" },
		.counters = &stage.counters,
		.pulse = &stage.pulse,
	};
	struct error error;

	(void)state;
	set_stage(&stage, &fine, 1);
	stage.duty = duty_start(&settings, &error);
	assert_non_null(stage.duty);
	clear_stage(&stage, CLOCK_SECOND_US);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_delivers_what_is_due),
		TEST(test_failures_wait_or_end),
		TEST(test_order_and_hurry),
		TEST(test_alarms_do_not_wait_for_hide_calls),
		TEST(test_a_page_of_a_broken_incident_is_tried),
		TEST(test_takes_the_next_step),
		TEST(test_a_start_tells_who_came),
		TEST(test_redis_dies_meanwhile),
		TEST(test_stop_cuts_off_and_nothing_is_lost),
		TEST(test_starts_without_redis),
	};
	struct error error;

	if (crypto_init(&error) < 0 || http_client_init(&error) < 0)
		return 1;
	return cmocka_run_group_tests(tests, house_up, house_down);
}
