/* test_config_doubts.c - what is warned of, where, and what is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clock.h"
#include "config_doubts.h"
#include <string.h>

#define HOUSE                                                                                      \
	"webhooks: [{name: w, url: \"https://example.org/x\", secret_file: s}]\n"                  \
	"people: [{name: anna, webhook: w}]\n"                                                     \
	"policies: [{name: p, steps: [{notify: [schedule s]}]}]\n"

#define SCHEDULE "schedules: [{name: s, people: [anna]}]\n"

static struct complaints complaints;

/* At noon of 2026-11-29. */
static void find(const char *text)
{
	struct config *config;
	int64_t now_us = 0;

	assert_true(clock_parse(slice_from("2026-11-29T12:00:00Z"), &now_us));
	complaints_done(&complaints);
	complaints_init(&complaints);
	config = config_parse(slice_from(text), "l.yaml", &complaints);
	if (!config)
		fail_msg("%s: %s", text, complaints.items[0].text);
	config_doubts_find(config, now_us, &complaints);
	config_free(config);
}

static void warned(const char *text, const char *code, unsigned line, const char *words)
{
	find(text);
	assert_int_equal(complaints.warnings, 1);
	assert_int_equal(complaints.errors, 0);
	assert_string_equal(complaints.items[0].code, code);
	assert_int_equal(complaints.items[0].line, line);
	if (!strstr(complaints.items[0].text, words))
		fail_msg("%s", complaints.items[0].text);
}

static void fine(const char *text)
{
	find(text);
	if (complaints.count > 0)
		fail_msg("%s: %s", text, complaints.items[0].text);
}

static void test_brands(void **state)
{
#define EVENT(brand)                                                                               \
	"events: [{name: e, brand: " brand                                                         \
	", from: 2026-12-01T08:00:00Z, to: 2026-12-02T08:00:00Z}]\n"
	(void)state;
	fine(HOUSE SCHEDULE EVENT("Fjord")); /* no brand is named at all */
	fine(HOUSE SCHEDULE "brands: [{name: Fjord}]\n" EVENT("Fjord"));
	warned(HOUSE SCHEDULE "brands: [{name: Fjord}]\n" EVENT("Fjrod"), "unknown-brand", 6,
	       "did you mean \"Fjord\"?");
	warned(HOUSE SCHEDULE "brands: [{name: Fjord}]\n"
			      "areas: [{name: a, brand: Berg, topics: x, policy: p}]\n",
	       "unknown-brand", 6, "add it to brands");
#undef EVENT
}

static void test_areas_that_nothing_is_left_for(void **state)
{
#define AREAS(one, other)                                                                          \
	HOUSE SCHEDULE "areas:\n  - {name: one, policy: p, " one "}\n"                             \
		       "  - {name: other, policy: p, " other "}\n"
	(void)state;
	warned(AREAS("topics: [x, y]", "topics: [y, x]"), "never-reached", 7, "area one");
	warned(AREAS("topics: [x, y]", "topics: x, channels: web"), "never-reached", 7, "area one");
	warned(AREAS("topics: x", "topics: x, brand: Fjord"), "never-reached", 7, "put it before");
	fine(AREAS("topics: x", "topics: [x, y]"));
	fine(AREAS("topics: x, channels: web", "topics: x"));
	fine(AREAS("topics: x, brand: Fjord", "topics: x"));
	fine(AREAS("topics: x", "channels: x"));
#undef AREAS
}

static void test_times(void **state)
{
#define EVENT(to) "events: [{name: e, from: 2026-11-01T08:00:00Z, to: " to "}]\n"
	(void)state;
	warned(HOUSE SCHEDULE EVENT("2026-11-29T12:00:00Z"), "past", 5, "remove it");
	fine(HOUSE SCHEDULE EVENT("2026-11-29T12:00:01Z"));
	warned(HOUSE "schedules: [{name: s, people: [anna], start: 2036-01-05T08:00:00Z}]\n",
	       "far-away", 4, "always anna's");
	fine(HOUSE "schedules: [{name: s, people: [anna], start: 2027-01-05T08:00:00Z}]\n");
#undef EVENT
}

static void test_what_nobody_uses(void **state)
{
	(void)state;
	warned(HOUSE "schedules:\n  - {name: s, people: [anna]}\n  - {name: t, people: [anna]}\n",
	       "unused", 6, "notify: [schedule t]");
	warned("webhooks: [{name: w, url: \"https://example.org/x\", secret_file: s}]\n"
	       "policies: [{name: p, steps: [{notify: [webhook w]}], night: 22:00-07:00, wakes: "
	       "4}]\n",
	       "nothing-waits", 2, "lower wakes");
	fine("judges: 2\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_brands),
		cmocka_unit_test(test_areas_that_nothing_is_left_for),
		cmocka_unit_test(test_times),
		cmocka_unit_test(test_what_nobody_uses),
	};
	int failed;

	complaints_init(&complaints);
	failed = cmocka_run_group_tests(tests, NULL, NULL);
	complaints_done(&complaints);
	return failed;
}
