/* test_pack_condition.c - facts about mistakes in conditions; what they mean is in
 * test_condition.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "pack_condition.h"

/* The first complaint of each, and its column. */
static const struct {
	const char *text, *code;
	unsigned column;
} mistakes[] = {
	{ "{}", "no-condition", 1 },
	{ "[]", "wrong-type", 1 },
	{ "{athor: {younger_than: 7d}}", "unknown-key", 2 },
	{ "{author: {yonger_than: 7d}}", "unknown-key", 11 },
	{ "{author: old}", "wrong-type", 10 },
	{ "{author: {younger_than: 7}}", "bad-value", 25 },
	{ "{author: {younger_than: 0}}", "bad-value", 25 },
	{ "{author: {followers_below: 0}}", "bad-value", 28 },
	{ "{author: {followers_below: -1}}", "bad-value", 28 },
	{ "{author: {hidden_before: 0}}", "bad-value", 26 },
	{ "{author: {hidden_before: 33}}", "bad-value", 26 },
	{ "{author: {staff: maybe}}", "bad-value", 18 },
	{ "{author: {younger_than: 1d, older_than: 1d}}", "unreachable", 29 },
	{ "{author: {followers_below: 5, followers_above: 7}}", "unreachable", 31 },
	{ "{author: {followers_below: 8, followers_above: 7}}", "unreachable", 31 },
	{ "{author: {followers_below: 9, followers_above: 7}}", NULL, 0 },
	{ "{sentiment: {below: -1}}", "unreachable", 14 },
	{ "{anger: {above: 1}}", "unreachable", 10 },
	{ "{channel: []}", NULL, 0 },
	{ "{channel: {a: b}}", "wrong-type", 11 },
	{ "{language: se}", "unknown-language", 12 },
	{ "{language: any}", "no-condition", 12 },
	{ "{sentiment: {below: -2}}", "bad-value", 21 },
	{ "{sentiment: {below: -0.5, above: 0}}", "unreachable", 27 },
	{ "{time: {zone: UTC}}", "no-condition", 2 },
	{ "{time: {from: \"25:00\", zone: UTC}}", "bad-value", 15 },
	{ "{time: {from: \"24:30\", zone: UTC}}", "bad-value", 15 },
	{ "{time: {from: 22, zone: UTC}}", "bad-value", 15 },
	{ "{time: {from: \"22:00\", to: \"22:00\", zone: UTC}}", "unreachable", 2 },
	{ "{time: {days: [mon, monday], zone: UTC}}", "bad-value", 21 },
	{ "{time: {from: \"22:00\", zone: Europe/Olso}}", "unknown-zone", 30 },
	{ "{time: {from: \"22:00\"}}", "no-zone", 2 },
	{ "{rate: {more_than: 5, within: 10m}}", "missing-key", 8 },
	{ "{rate: {more_than: 0, within: 10m, of: text}}", "bad-value", 20 },
	{ "{rate: {more_than: 5, within: 25h, of: text}}", "bad-value", 31 },
	{ "{rate: {more_than: 5, within: 10m, of: word}}", "bad-value", 40 },
	{ "{length: {letters_below: 5, letters_above: 5}}", "unreachable", 29 },
	{ "{links: {more_than: many}}", "bad-value", 21 },
	{ "{capitals: {above: 2}}", "bad-value", 20 },
	{ "{capitals: {above: 0.7}, links: {more_than: 0}}", NULL, 0 },
};

static void test_mistakes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct conditions conditions = { 0 };
		struct complaints complaints;
		struct arena arena;

		arena_init(&arena, 4096, 1 << 20);
		complaints_init(&complaints);
		struct pack_reader reader = { &arena, &complaints };
		const struct yaml *root =
			yaml_parse(slice_from(mistakes[i].text), "x.yaml", &arena, &complaints);

		assert_non_null(root);
		pack_read_conditions(&reader, root, &conditions);
		pack_set_zone(&conditions, NULL, &complaints);
		if ((complaints.count > 0) != (mistakes[i].code != NULL))
			fail_msg("%s: %s", mistakes[i].text,
				 complaints.count ? complaints.items[0].text : "no complaint");
		if (complaints.count > 0 &&
		    (strcmp(complaints.items[0].code, mistakes[i].code) != 0 ||
		     complaints.items[0].column != mistakes[i].column))
			fail_msg("%s: %s at %u: %s", mistakes[i].text, complaints.items[0].code,
				 complaints.items[0].column, complaints.items[0].text);
		complaints_done(&complaints);
		arena_done(&arena);
	}
}

/* The pack's zone serves those that name none. */
static void test_zone_of_the_pack(void **state)
{
	static const struct zone oslo = { 60, true };
	struct complaints complaints;
	struct conditions conditions = { 0 };
	struct arena arena;

	(void)state;
	arena_init(&arena, 4096, 1 << 20);
	complaints_init(&complaints);
	struct pack_reader reader = { &arena, &complaints };
	pack_read_conditions(
		&reader,
		yaml_parse(slice_from("time: {days: [sun]}"), "x.yaml", &arena, &complaints),
		&conditions);
	pack_set_zone(&conditions, &oslo, &complaints);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(conditions.items[0].daily.zone.minutes, 60);
	assert_int_equal(conditions.items[0].daily.days, 64);
	assert_string_equal(conditions.items[0].text, "time");
	complaints_done(&complaints);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_zone_of_the_pack),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
