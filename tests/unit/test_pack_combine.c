/* test_pack_combine.c - facts about combinations and examples as packs write them. */
#include "reading_house.h"

#include "clock.h"
#include "pack_combine.h"

static const struct pack *parse(const char *text)
{
	return pack_parse(slice_from(text), "x.yaml", &arena, &complaints);
}

#define HEAD "pack: p\nlanguage: sv\nrules:\n"
#define RULE(more)                                                                                 \
	HEAD "  - {id: a, category: spam, points: 4, hit: [a], miss: [b],\n     " more "}\n"
#define PART(more) HEAD "  - {id: a, part: yes, hit: [a], miss: [b],\n     " more "}\n"

static void test_what_is_read(void **state)
{
	const struct pack *pack =
		parse("pack: p\nlanguage: sv\nzone: Europe/Oslo\nrules:\n"
		      "  - id: a\n    category: spam\n    points: 4\n    owner: anna\n"
		      "    all: [b, other/c, {channel: web}]\n    any: [d]\n    none: [e, f]\n"
		      "    at_least: {n: 2, finds_of: [g, h]}\n    near: 3\n"
		      "    when: {author: {staff: no}}\n"
		      "    starts: 2026-07-01\n    expires: 2026-12-31\n"
		      "    hit: [{text: x, author: {age: 2d, followers: 3, hidden: 1}, at: "
		      "\"2026-07-01T00:00:00Z\", rate: 7}]\n"
		      "    miss: y\n");
	const struct pack_combination *combination = &pack->rules[0].combination;
	const struct pack_example *hit = &pack->rules[0].hits.items[0];
	const struct pack_example *miss = &pack->rules[0].misses.items[0];
	char text[CLOCK_TEXT_MAX];

	(void)state;
	assert_int_equal(complaints.count, 0);
	assert_true(slice_is(pack->rules[0].owner, "anna"));
	assert_int_equal(combination->all.count, 3);
	assert_true(slice_is(combination->all.items[1].rule.text, "other/c"));
	assert_int_equal(combination->all.items[2].when.count, 1);
	assert_int_equal(combination->any.count, 1);
	assert_int_equal(combination->none.count, 2);
	assert_int_equal(combination->at_least.n, 2);
	assert_int_equal(combination->at_least.finds_of.count, 2);
	assert_true(combination->is_near && combination->near == 3);
	/* the first moment of the first day there, and the last of the last */
	assert_string_equal(clock_format(combination->starts.us, text), "2026-06-30T22:00:00Z");
	assert_string_equal(clock_format(combination->expires.us, text), "2026-12-31T23:00:00Z");
	assert_true(slice_is(hit->text.text, "x"));
	assert_string_equal(clock_format(hit->now_us, text), "2026-07-01T00:00:00Z");
	assert_int_equal(hit->now_us - hit->comment.author.created_at_us, 2 * CLOCK_DAY_US);
	assert_int_equal(hit->comment.author.followers, 3);
	assert_int_equal(hit->author_hides, 1);
	assert_int_equal(hit->rate, 7);
	assert_int_equal(miss->comment.author.created_at_us, 0);
	assert_int_equal(miss->comment.author.followers, -1);
	assert_int_equal(miss->author_hides, -1);
	assert_int_equal(miss->rate, -1);
}

static const struct {
	const char *text, *code;
	unsigned line, column;
} mistakes[] = {
	{ RULE("all: [b]"), NULL, 0, 0 },
	{ RULE("when: {author: {staff: yes}}"), NULL, 0, 0 },
	{ RULE("any: []"), "parts-range", 5, 11 },
	{ RULE("all: b"), NULL, 0, 0 }, /* one alone */
	{ RULE("any: {links: {more_than: 1}}"), NULL, 0, 0 },
	{ RULE("all: [[b]]"), "wrong-type", 5, 12 },
	{ RULE("none: [b]"), "missing-key", 4, 5 }, /* looks for nothing */
	{ RULE("none: [b], words: [c]"), NULL, 0, 0 },
	{ RULE("near: 3"), "missing-key", 4, 5 },
	{ RULE("all: [b], except: [c]"), "missing-key", 5, 16 },
	{ RULE("all: [b], count: many"), "missing-key", 5, 16 },
	{ RULE("all: [b], near: 101"), "bad-value", 5, 22 },
	{ RULE("at_least: {n: 2}"), "missing-key", 5, 16 },
	{ RULE("at_least: {n: 2, of: [a, b], finds_of: [c]}"), "missing-key", 5, 16 },
	{ RULE("at_least: {n: 3, of: [b, c]}"), "unreachable", 5, 16 },
	{ RULE("at_least: {n: 3, finds_of: [b]}"), NULL, 0, 0 },
	{ RULE("at_least: {n: 0, of: [b]}"), "bad-value", 5, 20 },
	{ RULE("words: [c], starts: tomorrow"), "bad-value", 5, 26 },
	{ RULE("words: [c], starts: 2026-13-01"), "bad-value", 5, 26 },
	{ RULE("words: [c], expires: 2206-12-01"), "bad-value", 5, 27 },
	{ RULE("words: [c], starts: 2026-12-02, expires: 2026-12-01"), "unreachable", 5, 47 },
	{ RULE("words: [c], starts: 2026-12-01, expires: 2026-12-01"), NULL, 0, 0 },
	{ RULE("when: {time: {days: [mon]}}"), "no-zone", 5, 13 },
	{ RULE("any: [b, {time: {days: [mon]}}]"), "no-zone", 5, 16 },
	{ PART("words: [c]"), NULL, 0, 0 },
	{ PART("words: [c], label: topic:x"), "part-earns", 4, 5 },
	{ PART("words: [c], category: spam, points: 1"), "part-earns", 4, 5 },
	{ HEAD "  - {id: a, part: yes, words: [c],\n     hit: [{text: x, autor: {age: 1d}}], miss: "
	       "[b]}\n",
	  "unknown-key", 5, 22 },
	{ HEAD "  - {id: a, part: yes, words: [c],\n     hit: [{author: {age: 1d}}], miss: [b]}\n",
	  "missing-key", 5, 12 },
	{ HEAD "  - {id: a, part: yes, words: [c],\n     hit: [{text: x, rate: -1}], miss: [b]}\n",
	  "bad-value", 5, 28 },
	{ "pack: p\nlanguage: sv\nzone: Europe/Stokholm\nrules: []\n", "unknown-zone", 3, 7 },
};

static void test_mistakes(void **state)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		const struct complaint *first;

		setup(state);
		(void)parse(mistakes[i].text);
		first = complaints.count ? &complaints.items[0] : NULL;
		if (!first != !mistakes[i].code)
			fail_msg("%s in:\n%s", first ? first->text : "no complaint",
				 mistakes[i].text);
		if (first &&
		    (strcmp(first->code, mistakes[i].code) != 0 ||
		     first->line != mistakes[i].line || first->column != mistakes[i].column))
			fail_msg("%s at %u:%u (%s) in:\n%s", first->code, first->line,
				 first->column, first->text, mistakes[i].text);
		teardown(state);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_what_is_read, setup, teardown),
		cmocka_unit_test(test_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
