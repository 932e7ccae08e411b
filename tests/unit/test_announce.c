/* test_announce.c - events as messages: one a call, the same under the same id wherever they are
 * computed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "announce.h"
#include "crypto.h"
#include "unit/alarm_house.h"

#define T0 (HOUSE_START + 2 * CLOCK_HOUR_US)

struct made {
	struct arena arena;
	struct messages messages;
};

static struct incident first_step_taken(void)
{
	struct incident incident = { .id = "inc-1",
				     .brand = "Fjord",
				     .scope = "brand",
				     .severity = 2,
				     .step = 1,
				     .version = 3 };

	incident.opened_at_us = incident.began_us = incident.peak_at_us = T0;
	incident.window_us = 10 * CLOCK_MINUTE_US;
	incident.negative = 42;
	return incident;
}

static struct made make(const struct alarm_house *house, const struct incident *incident,
			enum brief_event event, size_t limit)
{
	struct announcement announcement = { .event = event, .incident = incident, .now_us = T0 };
	struct escalation_calls calls;
	struct error error = { .code = 0 };
	struct made made;

	escalation_told(&house->config, incident, T0, &calls);
	escalation_add_subscribers(&house->config, &calls);
	announcement.calls = &calls;
	announcement.next_due_us = T0 + 5 * CLOCK_MINUTE_US;
	arena_init(&made.arena, 512, limit);
	made.messages = (struct messages){ NULL, 77 };
	if (announce_build(&house->config, &announcement, &made.arena, &made.messages, &error) < 0)
		assert_int_equal(error.code, ERROR_MEMORY);
	return made;
}

static void holds(struct slice text, const char *piece)
{
	if (!memmem(text.data, text.len, piece, strlen(piece)))
		fail_msg("<%s> is not in:\n%.*s", piece, (int)text.len, text.data);
}

static void test_messages(void **state)
{
	struct incident incident = first_step_taken();
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	struct made made = make(&house, &incident, BRIEF_OPENED, 1 << 20);
	assert_int_equal(made.messages.count, 2);
	const struct message *mail = &made.messages.items[0], *hook = &made.messages.items[1];

	assert_int_equal(mail->kind, MESSAGE_EMAIL);
	assert_true(slice_is(mail->receiver, "anna@example.org"));
	assert_true(slice_is(mail->thread, "inc-1"));
	assert_true(slice_is(mail->incident, "inc-1"));
	assert_true(slice_is(mail->brand, "Fjord"));
	holds(mail->subject, "Fjord: 42 negative comments");
	holds(mail->body, "Told so far: Anna Berg.");
	holds(mail->body, "next at 02:05 UTC:\nAnna Berg and chat.");
	holds(mail->body, "  https://livvakt.example.org/v1/incidents/inc-1\n"); /* one slash */
	assert_int_equal(mail->attempts, 0);
	assert_int_equal(mail->news, MESSAGE_PAGE);
	assert_true(slice_is(mail->event, "incident.opened"));
	assert_int_equal(mail->created_us, T0);
	assert_int_equal(hook->kind, MESSAGE_WEBHOOK);
	assert_true(slice_is(hook->receiver, "archive"));
	assert_int_equal(hook->subject.len, 0);
	holds(hook->body, "\"type\":\"incident.opened\"");
	arena_done(&made.arena);
}

/* The id of the first message. */
static void first_id(const struct alarm_house *house, const struct incident *incident,
		     enum brief_event event, char ret_id[MESSAGE_ID_MAX])
{
	struct made made = make(house, incident, event, 1 << 20);

	assert_true(made.messages.count > 0 && made.messages.items[0].id.len == 30);
	memcpy(ret_id, made.messages.items[0].id.data, 31);
	arena_done(&made.arena);
}

static void test_ids(void **state)
{
	struct incident incident = first_step_taken(), later = first_step_taken(),
			other = first_step_taken();
	char id[MESSAGE_ID_MAX], again[MESSAGE_ID_MAX];
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	first_id(&house, &incident, BRIEF_OPENED, id);
	assert_memory_equal(id, "msg-", 4);
	first_id(&house, &incident, BRIEF_OPENED, again);
	assert_string_equal(id, again); /* two nodes that compute the same event tell once */
	first_id(&house, &incident, BRIEF_RAISED, again);
	assert_string_not_equal(id, again);
	later.version = 4;
	first_id(&house, &later, BRIEF_OPENED, again);
	assert_string_not_equal(id, again);
	other.id[4] = '2';
	first_id(&house, &other, BRIEF_OPENED, again);
	assert_string_not_equal(id, again);
	house.people[ANNA].email = "anna@elsewhere.example.org";
	first_id(&house, &incident, BRIEF_OPENED, again);
	assert_string_not_equal(id, again);
}

static void test_nobody_to_tell(void **state)
{
	struct incident incident = first_step_taken();
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	house.config.webhook_count = 0;
	incident.step = 0;
	struct made made = make(&house, &incident, BRIEF_OPENED, 1 << 20);
	assert_int_equal(made.messages.count, 0);
	arena_done(&made.arena);
}

static void test_memory_is_limited(void **state)
{
	struct incident incident = first_step_taken();
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	struct made made = make(&house, &incident, BRIEF_OPENED, 1024);
	assert_int_equal(made.messages.count, 77); /* untouched */
	arena_done(&made.arena);
}

static void test_what_to_do(void **state)
{
	struct incident incident = first_step_taken();
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	house.config.whole_path = "/etc/livvakt/livvakt.yaml";
	house.config.public_url = "https://l.example.org//";
	struct made made = make(&house, &incident, BRIEF_OPENED, 1 << 20);
	holds(made.messages.items[0].body,
	      "ack inc-1 \\\n    --by anna \\\n    -c /etc/livvakt/livvakt.yaml\n");
	holds(made.messages.items[0].body, "  https://l.example.org/v1/incidents/inc-1\n");
	arena_done(&made.arena);
	/* where it listens is of no use to who reads it elsewhere */
	house.config.public_url = NULL;
	house.config.listen_address = "127.0.0.1";
	house.config.listen_port = 8787;
	made = make(&house, &incident, BRIEF_OPENED, 1 << 20);
	assert_null(memmem(made.messages.items[0].body.data, made.messages.items[0].body.len,
			   "http", 4));
	arena_done(&made.arena);
}

/* Each by the clock of their own schedule; who has none by that of the policy's first one. */
static void test_clocks(void **state)
{
	const struct announcement now = { .now_us = T0,
					  .incident = &(struct incident){ .id = "i" } };
	struct announce_facts facts;
	struct alarm_house house;

	(void)state;
	alarm_house_init(&house);
	announce_describe(&house.config, &now, ANNA, &facts);
	assert_null(facts.brief.zone_name);
	struct config_schedule schedules[] = { house.schedule,
					       { .name = "nights",
						 .people = (size_t[]){ CARLA },
						 .people_count = 1,
						 .timezone = "Europe/London" } };
	schedules[0].timezone = "Europe/Oslo";
	schedules[0].zone = (struct zone){ 60, true };
	house.config.schedules = schedules;
	house.config.schedule_count = 2;
	announce_describe(&house.config, &now, ANNA, &facts);
	assert_string_equal(facts.brief.zone_name, "Europe/Oslo");
	assert_int_equal(facts.brief.zone.minutes, 60);
	announce_describe(&house.config, &now, CARLA, &facts);
	assert_string_equal(facts.brief.zone_name, "Europe/London");
	announce_describe(&house.config, &now, CONFIG_NONE, &facts);
	assert_string_equal(facts.brief.zone_name, "Europe/Oslo");
}

/* What would wake somebody for nothing, or tell of peace in the middle of it. */
static void test_too_late(void **state)
{
	struct incident incident = first_step_taken();
	struct message page = { .news = MESSAGE_PAGE, .created_us = T0 };
	struct message relief = { .news = MESSAGE_RELIEF, .created_us = T0 };
	char why[300];

	(void)state;
	assert_false(announce_superseded(&incident, &page, why, sizeof(why)));
	assert_true(announce_superseded(&incident, &relief, why, sizeof(why)));
	assert_string_equal(why, "not sent: it has flared up again");
	incident.state = INCIDENT_ACKNOWLEDGED;
	incident.acknowledged_at_us = T0 + CLOCK_MINUTE_US;
	snprintf(incident.acknowledged_by, sizeof(incident.acknowledged_by), "bo");
	assert_true(announce_superseded(&incident, &page, why, sizeof(why)));
	holds(slice_from(why), "not sent: bo took it at 20");
	assert_false(announce_superseded(&incident, &relief, why, sizeof(why)));
	/* It got worse after somebody took it: they are to hear of it. */
	page.created_us = T0 + 2 * CLOCK_MINUTE_US;
	assert_false(announce_superseded(&incident, &page, why, sizeof(why)));
	incident.state = INCIDENT_RESOLVED;
	incident.resolved_at_us = T0 + CLOCK_HOUR_US;
	assert_true(announce_superseded(&incident, &page, why, sizeof(why)));
	holds(slice_from(why), "not sent: it was closed at 20");
	assert_false(announce_superseded(&incident, &relief, why, sizeof(why)));
	page.news = MESSAGE_NO_NEWS; /* an earlier version wrote it */
	assert_false(announce_superseded(&incident, &page, why, sizeof(why)));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_messages),       cmocka_unit_test(test_ids),
		cmocka_unit_test(test_nobody_to_tell), cmocka_unit_test(test_memory_is_limited),
		cmocka_unit_test(test_what_to_do),     cmocka_unit_test(test_clocks),
		cmocka_unit_test(test_too_late),
	};
	struct error error;

	if (crypto_init(&error) < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
