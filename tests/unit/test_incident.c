/* test_incident.c - an incident as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "incident.h"
#include "json.h"

#include <stdio.h>

static struct incident example(void)
{
	return (struct incident){
		.id = "inc-1",
		.brand = "Bryggeri \"Ål\"",
		.scope = "topic:boycott",
		.state = INCIDENT_ACKNOWLEDGED,
		.severity = 2,
		.began_us = INT64_C(1795345200000000),
		.opened_at_us = INT64_C(1795345260123456),
		.peak_at_us = INT64_C(1795345300000001),
		.updated_at_us = INT64_C(1795345400000000),
		.acknowledged_at_us = INT64_C(1795345500000000),
		.acknowledged_by = "anna",
		.negative = 120,
		.comments = 300,
		.authors = 99,
		.expected = 4567,
		.window_us = 300000000,
		.surprise = 12345,
		.calm_since_us = 0,
		.learning = true,
		.step = 1,
		.round = 2,
		.version = 7,
		.drivers = { "boikott", "aldri mer" },
		.driver_count = 2,
		.examples = { { .id = "c-1",
				.text = "aldri mer 😡",
				.channel = "web",
				.url = "https://example.no/1",
				.author = "00ab12cd34ef5678",
				.ts_us = INT64_C(1795345200000007) } },
		.example_count = 1,
		.places = { { .scope = "post:17", .share = 820, .usual = 60 } },
		.place_count = 1,
		.first = { .id = "c-0",
			   .text = "nok",
			   .url = "https://a.example/0",
			   .ts_us = INT64_C(1795345100000000) },
		.watched = { .by = "threat",
			     .author = "Ola",
			     .post = "17",
			     .points = 9500,
			     .line = 6000,
			     .reach = 70 },
		.area = "logistics",
		.spread = true,
		.beside = true,
		.known = 118,
		.policy = "usual",
		.next_step_us = INT64_C(1794530000000000),
		.author_most = 70,
		.organic = 40,
		.newcomers = 31,
		.standing_known = 33,
		.synchronous = 29,
		.silenced = { .id = "sil-1",
			      .brand = "Bryggeri \"Ål\"",
			      .scope = "brand",
			      .by = "Anna Berg",
			      .reason = "nye priser",
			      .from_us = INT64_C(1795345200000000),
			      .until_us = INT64_C(1795345200000009) },
		.held = INCIDENT_HELD_STEP | INCIDENT_HELD_WORSE,
		.untold = true,
	};
}

static bool read_text(const char *text, struct incident *ret_incident)
{
	struct error error = { 0 };
	struct json *json = json_parse(slice_from(text), &error);

	if (!json)
		fail_msg("%s", error.text);
	bool fine = incident_read_json(json, ret_incident);
	json_free(json);
	return fine;
}

static void test_there_and_back(void **state)
{
	struct incident want = example(), back;
	struct buffer text;

	(void)state;
	buffer_init(&text, 65536);
	incident_write_json(&want, &text);
	assert_true(read_text(buffer_text(&text), &back));
	assert_string_equal(back.brand, want.brand);
	assert_string_equal(back.scope, want.scope);
	assert_string_equal(back.acknowledged_by, want.acknowledged_by);
	assert_string_equal(back.drivers[1], want.drivers[1]);
	assert_string_equal(back.examples[0].text, want.examples[0].text);
	assert_string_equal(back.examples[0].id, want.examples[0].id);
	assert_int_equal(back.examples[0].ts_us, want.examples[0].ts_us);
	assert_string_equal(back.watched.by, "threat");
	assert_int_equal(back.watched.points, 9500);
	assert_int_equal(back.watched.reach, 70);
	assert_string_equal(back.first.id, "c-0");
	assert_string_equal(back.first.url, "https://a.example/0");
	assert_int_equal(back.first.ts_us, want.first.ts_us);
	assert_int_equal(back.opened_at_us, want.opened_at_us);
	assert_int_equal(back.peak_at_us, want.peak_at_us);
	assert_int_equal(back.resolved_at_us, 0);
	assert_int_equal(back.calm_since_us, 0);
	assert_int_equal(back.expected, want.expected);
	assert_int_equal(back.surprise, want.surprise);
	assert_int_equal(back.version, 7);
	assert_int_equal(back.place_count, 1);
	assert_string_equal(back.places[0].scope, "post:17");
	assert_int_equal(back.places[0].share, 820);
	assert_int_equal(back.places[0].usual, 60);
	assert_string_equal(back.area, "logistics");
	assert_true(back.spread);
	assert_true(back.beside);
	assert_int_equal(back.known, 118);
	assert_string_equal(back.policy, "usual");
	assert_int_equal(back.next_step_us, INT64_C(1794530000000000));
	assert_int_equal(back.author_most, 70);
	assert_int_equal(back.organic, 40);
	assert_int_equal(back.newcomers, 31);
	assert_int_equal(back.standing_known, 33);
	assert_int_equal(back.synchronous, 29);
	assert_memory_equal(&back.silenced, &want.silenced, sizeof(want.silenced));
	assert_int_equal(back.held, INCIDENT_HELD_STEP | INCIDENT_HELD_WORSE);
	assert_true(back.untold);
	assert_int_equal(back.state, INCIDENT_ACKNOWLEDGED);

	/* Nothing is lost on the way: what comes back writes the same text. */
	struct buffer again;
	buffer_init(&again, 65536);
	incident_write_json(&back, &again);
	assert_string_equal(buffer_text(&again), buffer_text(&text));
	buffer_done(&again);
	buffer_done(&text);
}

/* The members that are promised to users. */
static void test_promised(void **state)
{
	static const char *const keys[] = { "id",	 "brand",   "scope",	"severity",
					    "opened_at", "peak_at", "negative", "resolved_at",
					    "expected",	 "authors", "drivers",	"examples" };
	struct incident want = example();
	struct buffer text;

	(void)state;
	buffer_init(&text, 65536);
	incident_write_json(&want, &text);
	struct json *json = json_parse(buffer_slice(&text), NULL);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		assert_non_null(json_get(json, keys[i]));
	assert_int_equal(json_type(json_get(json, "resolved_at")), JSON_NULL);
	assert_true(slice_is(json_string(json_first(json_get(json, "examples"))), "c-1"));
	json_free(json);
	buffer_done(&text);
}

/* By what it alerted: its scope says so, else what decided when it was opened. */
static void test_alerted_by(void **state)
{
	static const struct {
		const char *scope, *by;
	} scopes[] = { { "campaign:1", "copies" },
		       { "comment:c1", "comment" },
		       { "comment", "comment" },
		       { "silence:brand", "silence" },
		       { "souring:brand", "mood" } };
	struct incident incident = { .scope = "post:9" };

	(void)state;
	assert_null(incident_alerted_by(&incident));
	incident.evidence.opened_count = 1;
	incident.evidence.opened[0] = (struct evidence_look){ .surprise = 4000, .share = 4300 };
	assert_string_equal(incident_alerted_by(&incident), "share");
	incident.evidence.opened[0].count = 5000;
	assert_string_equal(incident_alerted_by(&incident), "number");
	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		snprintf(incident.scope, sizeof(incident.scope), "%s", scopes[i].scope);
		assert_string_equal(incident_alerted_by(&incident), scopes[i].by);
	}
}

static void test_refuses(void **state)
{
	struct incident incident = { .severity = 77 };

	(void)state;
	assert_false(read_text("[]", &incident));
	assert_false(read_text("{}", &incident));
	assert_false(read_text("{\"state\":\"open\",\"severity\":1}", &incident));
	assert_false(read_text("{\"state\":\"open\",\"severity\":5,\"id\":\"i\",\"brand\":\"b\","
			       "\"scope\":\"s\"}",
			       &incident));
	assert_false(read_text("{\"state\":\"closed\",\"severity\":1,\"id\":\"i\",\"brand\":\"b\","
			       "\"scope\":\"s\"}",
			       &incident));
	assert_false(read_text("{\"state\":\"open\",\"severity\":1,\"id\":\"i\",\"brand\":\"b\","
			       "\"scope\":\"s\",\"opened_at\":5}",
			       &incident));
	assert_false(incident_read_json(NULL, &incident));
	assert_int_equal(incident.severity, 77);
	assert_true(read_text("{\"state\":\"open\",\"severity\":1,\"id\":\"i\",\"brand\":\"b\","
			      "\"scope\":\"s\",\"drivers\":[1,null,\"x\"],\"examples\":3,"
			      "\"example_comments\":[{}]}",
			      &incident));
	assert_int_equal(incident.driver_count, 3);
}

/* More than fits is cut, not overrun. */
static void test_too_much(void **state)
{
	struct buffer text;
	struct incident incident;

	(void)state;
	buffer_init(&text, 1 << 20);
	buffer_add_text(&text, "{\"state\":\"open\",\"severity\":1,\"id\":\"");
	for (int i = 0; i < 500; i++)
		buffer_add_text(&text, "å");
	buffer_add_text(&text, "\",\"brand\":\"b\",\"scope\":\"s\",\"drivers\":[");
	for (int i = 0; i < 100; i++)
		buffer_printf(&text, "%s\"driver %d\"", i ? "," : "", i);
	buffer_add_text(&text, "]}");
	assert_true(read_text(buffer_text(&text), &incident));
	assert_int_equal(incident.driver_count, INCIDENT_DRIVERS_MAX);
	assert_int_equal(strlen(incident.id), INCIDENT_ID_MAX - 2); /* between code points */
	buffer_done(&text);
}

static void test_address_is_whole(void **state)
{
	char field[12] = "untouched";

	(void)state;
	incident_copy_url(field, sizeof(field), slice_from("http://a.ex"));
	assert_string_equal(field, "http://a.ex");
	incident_copy_url(field, sizeof(field), slice_from("http://a.ex/"));
	assert_string_equal(field, ""); /* a part of it leads elsewhere */
}

static bool is_c1(void *context, const struct incident_example *example)
{
	unsigned *asked = context;

	(*asked)++;
	return strcmp(example->id, "c-1") == 0;
}

/* An author is forgotten: their comments go, and what is known of them. */
static void test_take_out(void **state)
{
	struct incident incident = example();
	unsigned asked = 0;

	(void)state;
	incident.examples[1] = incident.first;
	incident.example_count = 2;
	assert_int_equal(incident_take_out(&incident, is_c1, &asked), 1);
	assert_int_equal(asked, 2); /* the first one is an example: asked of once */
	assert_int_equal(incident.example_count, 1);
	assert_string_equal(incident.examples[0].id, "c-0");
	assert_string_equal(incident.first.id, "c-0");
	assert_string_equal(incident.watched.author, "");
	assert_int_equal(incident_take_out(&incident, is_c1, &asked), 0);
	snprintf(incident.first.id, sizeof(incident.first.id), "c-1");
	assert_int_equal(incident_take_out(&incident, is_c1, &asked), 1);
	assert_string_equal(incident.first.id, "");
	assert_string_equal(incident.first.text, "");
	assert_int_equal(incident.example_count, 1);
}

static bool is_b(void *context, const char *driver)
{
	(void)context;
	return *driver == 'b';
}

static void test_take_drivers(void **state)
{
	struct incident incident = { .drivers = { "b1", "a", "b2", "c" }, .driver_count = 4 };
	struct incident watched = { .scope = "comment:c1", .drivers = { "b" }, .driver_count = 1 };

	(void)state;
	assert_int_equal(incident_take_drivers(&incident, is_b, NULL), 2);
	assert_int_equal(incident.driver_count, 2);
	assert_string_equal(incident.drivers[0], "a");
	assert_string_equal(incident.drivers[1], "c");
	assert_int_equal(incident_take_drivers(&watched, is_b, NULL), 0);
	assert_int_equal(watched.driver_count, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back), cmocka_unit_test(test_promised),
		cmocka_unit_test(test_alerted_by),     cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_too_much),       cmocka_unit_test(test_address_is_whole),
		cmocka_unit_test(test_take_out),       cmocka_unit_test(test_take_drivers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
