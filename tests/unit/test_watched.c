/* test_watched.c - a comment that a person must see now: an incident at once, and not too many. */
#include "store_house.h"

#include "clock.h"
#include "config.h"
#include "incidents.h"
#include "mutes.h"
#include "watched.h"

static struct config *config;
static struct counters counters;
static const struct watch threat = { "a threat", 3, "threat", 9000, 6000, 0xabcd, false };

static const struct watch journalist = {
	.reason = "a journalist", .severity = 3, .by = "intent:journalist", .intent = true
};

static const struct watch worse = { "a threat", 2, "threat", 12000, 6000, 0, false };

static void see_as(struct watched *watched, int number, int64_t ts_us, const struct watch *watch)
{
	char id[32];
	const struct raise_settings settings = { config, 0, &counters, false };

	(void)snprintf(id, sizeof(id), "c%d", number);
	const struct comment comment = { .id = slice_from(id),
					 .brand = S("acme"),
					 .text = S("I will find you"),
					 .author = { .id = S("u1"), .followers = 1200 },
					 .post = S("17"),
					 .ts_us = ts_us,
					 .reach = -1 };
	OK(watched_raise(house.link, &settings, watched, &comment, watch, NOW_US, &oops));
}

static void see(struct watched *watched, int number, int64_t ts_us)
{
	see_as(watched, number, ts_us, &threat);
}

/* The latest of a scope; false when there is none. */
static bool latest(const char *scope, struct incident *ret_incident)
{
	struct error error = { 0 };

	return incident_latest(house.link, 0, S("acme"), slice_from(scope), ret_incident, &error) ==
	       0;
}

static void test_few_an_hour(void **state)
{
	static struct incident incident;
	struct watched watched = { 0 };

	(void)state;
	for (int i = 1; i <= WATCHED_AN_HOUR + 2; i++)
		see(&watched, i, NOW_US);
	assert_true(latest("comment:c1", &incident));
	assert_int_equal(incident.severity, 3);
	assert_string_equal(incident.examples[0].text, "I will find you");
	assert_string_equal(incident.examples[0].author, "000000000000abcd");
	assert_string_equal(incident.watched.by, "threat");
	assert_string_equal(incident.watched.author, "u1");
	assert_string_equal(incident.watched.post, "17");
	assert_int_equal(incident.watched.points, 9000);
	assert_int_equal(incident.watched.line, 6000);
	assert_int_equal(incident.watched.followers, 1200);
	assert_int_equal(incident.watched.reach, 0); /* not known */
	assert_true(latest("comment:c3", &incident));
	assert_false(latest("comment:c4", &incident));
	assert_true(latest("comment", &incident));
	watched.hour--; /* that was an hour ago */
	see(&watched, 9, NOW_US);
	assert_true(latest("comment:c9", &incident));
	see(NULL, 10, NOW_US);
	assert_false(latest("comment:c10", &incident));
}

/* Mild words that only look like an intent leave the threats' places, and their page, alone. */
static void test_intents_take_no_place_from_threats(void **state)
{
	static struct incident incident;
	struct watched watched = { 0 };

	(void)state;
	for (int i = 1; i <= WATCHED_AN_HOUR + 2; i++)
		see_as(&watched, i, NOW_US, &journalist);
	assert_true(latest("comment:c3", &incident));
	assert_false(latest("comment:c4", &incident));
	assert_true(latest("comment:intents", &incident));
	assert_int_equal(incident.negative, 1);
	assert_false(latest("comment", &incident));
	for (int i = 11; i <= 11 + WATCHED_AN_HOUR; i++)
		see(&watched, i, NOW_US);
	assert_true(latest("comment:c13", &incident));
	assert_true(latest("comment", &incident));
	assert_string_equal(incident.watched.by, "threat");
}

static bool is_state(const char *scope, enum incident_state state)
{
	static struct incident incident;

	return latest(scope, &incident) && incident.state == state;
}

/* The batch comes again, for Redis was away at the commit. */
static void test_again_is_not_counted(void **state)
{
	static struct incident incident;
	struct watched watched = { 0 };

	(void)state;
	for (int time = 0; time < 2; time++) {
		for (int i = 1; i <= WATCHED_AN_HOUR; i++)
			see(&watched, i, NOW_US);
	}
	assert_int_equal(watched.count, WATCHED_AN_HOUR);
	assert_false(latest("comment", &incident));
}

static void resolve(const char *scope)
{
	static struct incident incident;
	const struct incidents_settings settings = { .partition = 0 };

	assert_true(latest(scope, &incident));
	incident.state = INCIDENT_RESOLVED;
	incident.resolved_at_us = incident.updated_at_us = NOW_US;
	OK(incident_update(house.link, &settings, &incident, NULL, NOW_US, &oops));
}

/* The platform says it once more after it is over: that pages nobody; what is worse does. */
static void test_again_after_it_is_over(void **state)
{
	struct watched watched = { 0 };

	(void)state;
	see(&watched, 1, NOW_US);
	assert_true(is_state("comment:c1", INCIDENT_OPEN));
	resolve("comment:c1");
	see(&watched, 1, NOW_US);
	assert_true(is_state("comment:c1", INCIDENT_RESOLVED));
	assert_int_equal(watched.count, 1);
	see_as(&watched, 1, NOW_US, &worse);
	assert_true(is_state("comment:c1", INCIDENT_OPEN));
}

static void test_an_archive_is_nobodys_alarm(void **state)
{
	static struct incident incident;
	struct watched watched = { 0 };

	(void)state;
	see(&watched, 1, NOW_US - 7 * CLOCK_HOUR_US);
	assert_false(latest("comment:c1", &incident));
	assert_int_equal(watched.count, 0);
}

/* While the brand itself has an incident, its people are awake. */
static void test_beside_the_brands(void **state)
{
	static struct incident incident;
	const struct incidents_settings settings = { .partition = 0 };
	struct watched watched = { 0 };

	(void)state;
	(void)snprintf(incident.id, sizeof(incident.id), "inc-a");
	(void)snprintf(incident.brand, sizeof(incident.brand), "acme");
	(void)snprintf(incident.scope, sizeof(incident.scope), "brand");
	incident.state = INCIDENT_OPEN;
	incident.severity = 3;
	incident.opened_at_us = incident.updated_at_us = NOW_US;
	OK(incident_create_if_none_open(house.link, &settings, &incident, NULL, NOW_US, &oops));
	see(&watched, 1, NOW_US);
	assert_false(latest("comment:c1", &incident));
}

/* But not while a silence keeps it from them, whether they knew of it before or not. */
static void test_beside_the_brands_when_that_is_silenced(void **state)
{
	static struct incident incident;
	const struct incidents_settings settings = { .partition = 0 };
	const struct mute mute = { .id = "sil-1",
				   .brand = "acme",
				   .scope = "brand",
				   .by = "anna",
				   .reason = "known",
				   .from_us = NOW_US - SECOND_US,
				   .until_us = NOW_US + HOUR_US };
	struct watched watched = { 0 };

	(void)state;
	(void)snprintf(incident.id, sizeof(incident.id), "inc-b");
	(void)snprintf(incident.brand, sizeof(incident.brand), "acme");
	(void)snprintf(incident.scope, sizeof(incident.scope), "brand");
	incident.state = INCIDENT_OPEN;
	incident.severity = 3;
	incident.opened_at_us = incident.updated_at_us = NOW_US;
	OK(incident_create_if_none_open(house.link, &settings, &incident, NULL, NOW_US, &oops));
	OK(mutes_add(house.link, 0, &mute, mute.from_us, &oops));
	see(&watched, 1, NOW_US);
	assert_true(is_state("comment:c1", INCIDENT_OPEN));
}

static int up(void **state)
{
	struct complaints complaints;

	complaints_init(&complaints);
	config = config_parse(S("{}"), "test", &complaints);
	complaints_done(&complaints);
	return config ? house_up(state) : -1;
}

static int down(void **state)
{
	config_free(config);
	return house_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_few_an_hour),
					    TEST(test_intents_take_no_place_from_threats),
					    TEST(test_again_is_not_counted),
					    TEST(test_again_after_it_is_over),
					    TEST(test_an_archive_is_nobodys_alarm),
					    TEST(test_beside_the_brands),
					    TEST(test_beside_the_brands_when_that_is_silenced) };

	return cmocka_run_group_tests(tests, up, down);
}
