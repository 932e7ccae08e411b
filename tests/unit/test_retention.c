/* test_retention.c - what nobody needs any more goes, and nothing else. */
#include "store_house.h"

#include "effects.h"
#include "incidents.h"
#include "outbox.h"
#include "retention.h"

static const struct retention retention = { 2 * DAY_US, DAY_US, HOUR_US, 3 * DAY_US };

static size_t sweep(int64_t now_us)
{
	size_t cleared = 77;

	OK(retention_sweep(house.link, 0, &retention, now_us, &cleared, &oops));
	return cleared;
}

static void test_empty(void **state)
{
	(void)state;
	assert_int_equal(sweep(NOW_US), 0);
	assert_int_equal(NUMBER("DBSIZE"), 0);
}

static void test_each_in_its_time(void **state)
{
	struct incidents_settings settings = { .keep_us = 0 };
	struct effect_message messages[100];
	struct effects effects = { .messages = messages, .message_count = 100 };
	struct incident incident = {
		.brand = "acme", .scope = "brand", .severity = 1, .opened_at_us = NOW_US
	};
	struct outbox_result sent = { .state = MESSAGE_SENT };
	char ids[100][16];

	(void)state;
	for (int i = 0; i < 100; i++) {
		(void)snprintf(ids[i], sizeof(ids[i]), "msg-%d", i);
		messages[i] = (struct effect_message){ .message = { .id = slice_from(ids[i]),
								    .created_us = NOW_US } };
	}
	(void)snprintf(incident.id, sizeof(incident.id), "inc-1");
	OK(incident_create_if_none_open(house.link, &settings, &incident, &effects, NOW_US, &oops));
	assert_int_equal(sweep(NOW_US + 100 * DAY_US), 0); /* it runs, and they wait */

	incident.state = INCIDENT_RESOLVED;
	OK(incident_update(house.link, &settings, &incident, NULL, NOW_US, &oops));
	for (int i = 0; i < 99; i++) {
		sent.id = slice_from(ids[i]);
		OK(outbox_mark(house.link, 0, &sent, NOW_US, &oops));
	}
	assert_int_equal(sweep(NOW_US + DAY_US - 1), 0);
	assert_int_equal(sweep(NOW_US + DAY_US), 99);
	assert_int_equal(sweep(NOW_US + 2 * DAY_US), 1);
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:messages"), 1);
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:incidents", "lv:{p0}:incident:inc-1",
				"lv:{p0}:incident-latest:acme:brand", "lv:{p0}:incidents-over"),
			 0);
}

/* Texts and names stand there, too. */
static void test_poison(void **state)
{
	char at[24];

	(void)state;
	for (int i = 0; i < 40; i++) {
		(void)snprintf(at, sizeof(at), "%lld", (long long)(NOW_US + i * HOUR_US));
		redis_reply_free(ASK("XADD", "lv:{p0}:poison", "*", "at", at, "block", "x"));
	}
	assert_int_equal(sweep(NOW_US + 3 * DAY_US), 0);
	assert_int_equal(sweep(NOW_US + 3 * DAY_US + 30 * HOUR_US), 30);
	assert_int_equal(NUMBER("XLEN", "lv:{p0}:poison"), 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_empty),
		TEST(test_each_in_its_time),
		TEST(test_poison),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
