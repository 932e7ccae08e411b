/* test_pack.c - facts about packs: what is read, and what each mistake is called. */
#include "reading_house.h"

#include "pack.h"

static const struct pack *parse(const char *text)
{
	return pack_parse(slice_from(text), "x.yaml", &arena, &complaints);
}

#define HEAD "pack: p\nlanguage: sv\nrules:\n"
#define EXAMPLES "    hit: [a]\n    miss: [b]\n"

static void test_whole_pack(void **state)
{
	const struct pack *pack = parse("pack: sv-threat\n"
					"language: [nb, nn]\n"
					"owner: trust\n"
					"lists:\n  harm: [döda, \"knivhugg*\"]\n"
					"groups:\n  mild: {cap: 3}\n"
					"rules:\n"
					"  - id: kill-you\n"
					"    category: threat\n"
					"    points: 2.5\n"
					"    words: [\"jag {harm} dig\"]\n"
					"    regex: ['\\bx\\b']\n"
					"    gap: 2\n"
					"    count: many\n"
					"    group: mild\n"
					"    context: off\n"
					"    loose: off\n"
					"    status: shadow\n"
					"    label: [\"topic:a\", \"intent:b\"]\n"
					"    except: one\n"
					"    unless: [two]\n" EXAMPLES "  - id: other\n"
					"    label: topic:x\n"
					"    words: bojkott\n" EXAMPLES);

	(void)state;
	assert_non_null(pack);
	assert_int_equal(complaints.errors, 0);
	assert_int_equal(pack->languages, language_bit(LANGUAGE_NB) | language_bit(LANGUAGE_NN));
	assert_int_equal(pack->list_count, 1);
	assert_int_equal(pack->lists[0].entries.count, 2);
	assert_int_equal(pack->groups[0].cap, 3000);
	assert_int_equal(pack->rule_count, 2);
	assert_int_equal(pack->rules[0].category, CATEGORY_THREAT);
	assert_int_equal(pack->rules[0].points, 2500);
	assert_int_equal(pack->rules[0].gap, 2);
	assert_true(pack->rules[0].many);
	assert_false(pack->rules[0].context);
	assert_false(pack->rules[0].loose);
	assert_int_equal(pack->rules[0].status, RULE_SHADOW);
	assert_int_equal(pack->rules[0].labels.count, 2);
	assert_int_equal(pack->rules[0].except.count, 1);
	assert_true(slice_is(pack->rules[0].regexes.items[0].text, "\\bx\\b"));
	assert_int_equal(pack->rules[1].category, CATEGORY_NONE);
	assert_true(pack->rules[1].context && pack->rules[1].loose && !pack->rules[1].many);
	assert_int_equal(pack->rules[1].status, RULE_LIVE);
}

/* One rule's lines are wrong: the code, and where. */
static const struct {
	const char *text, *code;
	unsigned line, column;
} mistakes[] = {
	{ HEAD "  - id: a\n    category: insult\n    points: 3\n    word: [x]\n" EXAMPLES,
	  "unknown-key", 7, 5 },
	{ HEAD "  - category: insult\n    points: 3\n    words: [x]\n" EXAMPLES, "missing-key", 4,
	  5 },
	{ HEAD "  - id: a\n    category: insult\n    words: [x]\n" EXAMPLES, "missing-key", 4, 5 },
	{ HEAD "  - id: a\n    points: 3\n    words: [x]\n" EXAMPLES, "missing-key", 4, 5 },
	{ HEAD "  - id: a\n    words: [x]\n" EXAMPLES, "missing-key", 4, 5 },
	{ HEAD "  - id: a\n    category: insult\n    points: 3\n" EXAMPLES, "missing-key", 4, 5 },
	{ HEAD "  - id: a\n    category: insult\n    points: 3\n    words: []\n" EXAMPLES,
	  "missing-key", 4, 5 },
	{ HEAD
	  "  - id: a\n    category: insult\n    points: 3\n    words: [x, \"{y z}\"]\n    gap: "
	  "2\n" EXAMPLES,
	  "idle-gap", 8, 5 },
	{ HEAD "  - id: a\n    label: \"topic: x\"\n    words: [x]\n" EXAMPLES, "bad-label", 5,
	  12 },
	{ HEAD "  - id: a\n    category: insult\n    points: 3\n    words: [x]\n",
	  "missing-examples", 4, 5 },
	{ HEAD "  - id: A b\n    category: insult\n    points: 3\n    words: [x]\n" EXAMPLES,
	  "bad-name", 4, 9 },
	{ HEAD "  - id: a\n    category: insullt\n    points: 3\n    words: [x]\n" EXAMPLES,
	  "unknown-category", 5, 15 },
	{ HEAD "  - id: a\n    category: insult\n    points: 21\n    words: [x]\n" EXAMPLES,
	  "points-range", 6, 13 },
	{ HEAD "  - id: a\n    category: insult\n    points: 0\n    words: [x]\n" EXAMPLES,
	  "points-range", 6, 13 },
	{ HEAD "  - id: a\n    category: insult\n    points: -21\n    words: [x]\n" EXAMPLES,
	  "points-range", 6, 13 },
	{ HEAD "  - id: a\n    category: insult\n    points: many\n    words: [x]\n" EXAMPLES,
	  "points-range", 6, 13 },
	{ HEAD
	  "  - id: a\n    category: insult\n    points: 3\n    gap: 11\n    words: [x]\n" EXAMPLES,
	  "gap-range", 7, 10 },
	{ HEAD
	  "  - id: a\n    category: insult\n    points: 3\n    gap: -1\n    words: [x]\n" EXAMPLES,
	  "gap-range", 7, 10 },
	{ HEAD "  - id: a\n    category: insult\n    points: 3\n    count: twice\n    words: "
	       "[x]\n" EXAMPLES,
	  "bad-value", 7, 12 },
	{ HEAD "  - id: a\n    category: insult\n    points: 3\n    loose: yes\n    words: "
	       "[x]\n" EXAMPLES,
	  "bad-value", 7, 12 },
	{ HEAD
	  "  - id: a\n    category: insult\n    points: 3\n    group: g\n    words: [x]\n" EXAMPLES,
	  "unknown-group", 7, 12 },
	{ HEAD "  - id: a\n    label: boycott\n    words: [x]\n" EXAMPLES, "bad-label", 5, 12 },
	{ HEAD "  - id: a\n    label: topic:x\n    words: [{a: b}]\n" EXAMPLES, "wrong-type", 6,
	  13 },
	{ HEAD "  - id: a\n    label: topic:x\n    words: [\"\"]\n" EXAMPLES, "empty-text", 6, 13 },
	{ "pack: p\nlanguage: svv\nrules: []\n", "unknown-language", 2, 11 },
	{ "pack: p\nrules: []\n", "missing-key", 1, 1 },
	{ "pack: p\nlanguage: sv\nrule: []\n", "unknown-key", 3, 1 },
	{ "pack: p\nlanguage: sv\nrules: {a: b}\n", "wrong-type", 3, 8 },
	{ "pack: p\nlanguage: sv\ngroups: {g: {cap: 0}}\nrules: []\n", "points-range", 3, 19 },
	{ "[1, 2]\n", "wrong-type", 1, 1 },
};

static void test_mistakes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		const struct complaint *first;

		setup(NULL);
		parse(mistakes[i].text);
		if (complaints.count == 0)
			fail_msg("nothing complained of in:\n%s", mistakes[i].text);
		first = &complaints.items[0];
		if (strcmp(first->code, mistakes[i].code) != 0 || first->line != mistakes[i].line ||
		    first->column != mistakes[i].column)
			fail_msg("wanted %s at %u:%u, got %s at %u:%u (%s) in:\n%s",
				 mistakes[i].code, mistakes[i].line, mistakes[i].column,
				 first->code, first->line, first->column, first->text,
				 mistakes[i].text);
		teardown(NULL);
	}
	setup(NULL);
}

static void test_all_mistakes_at_once(void **state)
{
	(void)state;
	parse(HEAD "  - id: a\n    categori: insult\n    poins: 3\n    words: [x]\n" EXAMPLES
		   "  - id: a\n    category: hate\n    points: 99\n    words: [x]\n" EXAMPLES);
	assert_true(complaints_has(&complaints, "unknown-key"));
	assert_true(complaints_has(&complaints, "points-range"));
	assert_true(complaints_has(&complaints, "duplicate-rule"));
	assert_non_null(strstr(complaints.items[0].text, "did you mean 'category'?"));
}

static void test_examples_are_asked_of_live_rules_alone(void **state)
{
	(void)state;
	parse(HEAD "  - id: a\n    label: topic:x\n    words: [x]\n    status: draft\n"
		   "  - id: b\n    label: topic:x\n    words: [x]\n    status: shadow\n");
	assert_int_equal(complaints.errors, 0);
}

static void test_memory_limit_is_a_complaint(void **state)
{
	struct arena small;

	(void)state;
	arena_init(&small, 64, 256);
	assert_null(pack_parse(
		slice_from(HEAD "  - id: a\n    label: topic:x\n    words: [x]\n" EXAMPLES),
		"x.yaml", &small, &complaints));
	assert_int_not_equal(complaints.errors, 0);
	arena_done(&small);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FACT(test_whole_pack),
		FACT(test_mistakes),
		FACT(test_all_mistakes_at_once),
		FACT(test_examples_are_asked_of_live_rules_alone),
		FACT(test_memory_limit_is_a_complaint),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
