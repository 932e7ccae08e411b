/* test_muting.c - which incidents a silence keeps quiet, and which none does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "muting.h"

enum { FROM = 1000, UNTIL = 2000, NOW = 1500 };

static bool covers(const char *mute_scope, const char *scope, unsigned severity)
{
	struct mute mute = { .brand = "Fjordbrus", .from_us = FROM, .until_us = UNTIL };
	struct incident incident = { .brand = "Fjordbrus", .severity = severity };

	snprintf(mute.scope, sizeof(mute.scope), "%s", mute_scope);
	snprintf(incident.scope, sizeof(incident.scope), "%s", scope);
	return muting_covers(&mute, &incident, NOW);
}

static void test_scopes(void **state)
{
	static const struct {
		const char *mute, *incident;
		bool covers;
	} rows[] = {
		{ "brand", "brand", true },
		{ "brand", "topic:price", true },
		{ "brand", "post:9", true },
		{ "topic:price", "topic:price", true },
		{ "topic:price", "topic:prices", false },
		{ "topic:price", "brand", false },
		{ "brand", "comment", false },
		{ "brand", "comment:c1", false },
		{ "comment:c1", "comment:c1", false },
		{ "brand", "silence:brand", false },
		{ "brand", "silence:channel:web", false },
		{ "channel:web", "silence:channel:web", false },
		{ "silence:channel:web", "silence:channel:web", true },
		{ "silence:brand", "silence:channel:web", false },
		{ "silence:brand", "brand", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(covers(rows[i].mute, rows[i].incident, 2), rows[i].covers);
		assert_false(covers(rows[i].mute, rows[i].incident, 1));
	}
}

static void test_the_brands_trouble_may_be_a_topics(void **state)
{
	struct mute mute = {
		.brand = "x", .scope = "topic:price", .from_us = FROM, .until_us = UNTIL
	};
	struct incident incident = { .brand = "x", .scope = "brand", .severity = 2 };

	(void)state;
	incident.place_count = 2;
	incident.places[0] = (struct incident_place){ .scope = "post:1", .share = 900 };
	incident.places[1] = (struct incident_place){ .scope = "topic:price", .share = 800 };
	assert_true(muting_covers(&mute, &incident, NOW));
	incident.places[1].share = 799;
	assert_false(muting_covers(&mute, &incident, NOW));
	incident.places[1].share = 1000;
	snprintf(incident.scope, sizeof(incident.scope), "topic:delivery");
	assert_false(muting_covers(&mute, &incident, NOW));
}

/* A campaign stands in no count: where its copies are tells whose quiet it is in. */
static void test_a_campaign_is_where_its_copies_are(void **state)
{
	struct mute mute = { .brand = "x", .scope = "post:1", .from_us = FROM, .until_us = UNTIL };
	struct incident incident = { .brand = "x", .scope = "campaign:1", .severity = 4 };

	(void)state;
	assert_false(muting_covers(&mute, &incident, NOW));
	incident.place_count = 1;
	incident.places[0] = (struct incident_place){ .scope = "post:1", .share = 800 };
	assert_true(muting_covers(&mute, &incident, NOW));
	incident.places[0].share = 799;
	assert_false(muting_covers(&mute, &incident, NOW));
}

static void test_its_time_and_brand(void **state)
{
	struct mute mute = { .brand = "x", .scope = "brand", .from_us = FROM, .until_us = UNTIL };
	struct incident incident = { .brand = "x", .scope = "brand", .severity = 4 };

	(void)state;
	assert_false(muting_covers(&mute, &incident, FROM - 1));
	assert_true(muting_covers(&mute, &incident, FROM));
	assert_true(muting_covers(&mute, &incident, UNTIL - 1));
	assert_false(muting_covers(&mute, &incident, UNTIL));
	incident.brand[0] = 'y';
	assert_false(muting_covers(&mute, &incident, NOW));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_scopes),
		cmocka_unit_test(test_the_brands_trouble_may_be_a_topics),
		cmocka_unit_test(test_a_campaign_is_where_its_copies_are),
		cmocka_unit_test(test_its_time_and_brand),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
