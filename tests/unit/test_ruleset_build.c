/* test_ruleset_build.c - facts about what compiling complains of, and where lists are found. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_house.h"
#include <stdio.h>

#define HEAD "pack: p\nlanguage: sv\nlists:\n  own: [ett, två]\nrules:\n"
#define RULE(more) HEAD "  - {id: a, label: topic:x, hit: [a], miss: [b],\n     " more "}\n"

/* The complaint that one rule's last line gives, and its column there; NULL: none at all. */
static const struct {
	const char *text, *code;
	unsigned line, column;
} mistakes[] = {
	{ RULE("words: [\"{own} {shared} {everywhere}\"]"), NULL, 0, 0 },
	{ RULE("words: [\"{onw}\"]"), "unknown-list", 7, 14 },
	{ RULE("words: [\"f*n\"]"), "phrase-syntax", 7, 14 },
	{ RULE("except: [\"{onw}\"], words: [x1]"), "unknown-list", 7, 15 },
	{ RULE("regex: ['du (ar']"), "regex-compile", 7, 21 },
	{ RULE("regex: ['åäö(']"), "regex-compile", 7, 19 },
	{ RULE("regex: ['a*']"), "regex-empty-match", 7, 14 },
	{ RULE("regex: ['\\d+ kr']"), NULL, 0, 0 },
	{ RULE("regex: ['\\d+']"), "no-literal", 7, 14 },
	{ RULE("regex: ['a+ k']"), "short-literal", 7, 14 },
	{ RULE("regex: ['Hej du']"), "regex-case", 7, 15 },
	{ RULE("regex: ['(?i)Hej du']"), NULL, 0, 0 },
	{ RULE("regex: ['\\p{Lu}hej\\x{E5}']"), NULL, 0, 0 },
	{ RULE("regex: ['(?<Namn>hej) du']"), NULL, 0, 0 },
	{ RULE("regex: [\"\\bhej du\"]"), "regex-quotes", 7, 14 },
	{ RULE("regex: ['straße']"), "regex-case", 7, 19 },
	{ RULE("regex: ['straff*']"), "regex-star", 7, 14 },
	{ RULE("regex: ['hej idi\xD0\xBEt']"), "mixed-script", 7, 19 },
	{ "pack: other\nlanguage: sv\nlists:\n  l: [ett, ETT]\nrules:\n"
	  "  - {id: a, label: topic:x, words: [\"{l}\"], hit: [ett], miss: [b]}\n",
	  "duplicate-word", 4, 12 },
	{ "pack: other\nlanguage: sv\ngroups:\n  g: {cap: 5}\nrules:\n"
	  "  - {id: a, label: topic:x, words: [x1], hit: [x1], miss: [b]}\n",
	  "unused-group", 4, 3 },
	{ RULE("words: [\"{nothing}\"]"), "empty-list", 7, 14 },
	{ "pack: shared\nlanguage: sv\nrules: []\n", "duplicate-pack", 1, 7 },
};

static const struct house_file around[] = {
	{ "common/lists/everywhere.txt", "alla\n" },
	{ "common/lists/shared.txt", "common\n" },
	{ "sv/lists/nothing.txt", "# yet\n" },
	{ "sv/lists/shared.txt", "svenska\n" },
	{ "sv/0.yaml", "pack: shared\nlanguage: sv\nrules:\n"
		       "  - {id: a, label: topic:x, words: [\"{shared} {everywhere}\"], hit: [a], "
		       "miss: [b]}\n" },
};
enum { AROUND = sizeof(around) / sizeof(around[0]) };

/* Of the list {own}, which most of the rules do not use, is told below. */
static const struct complaint *complaint_of_pack(const struct complaints *complaints)
{
	for (size_t i = 0; i < complaints->count; i++)
		if (strcmp(complaints->items[i].file, "sv/p.yaml") == 0 &&
		    strcmp(complaints->items[i].code, "unused-list") != 0)
			return &complaints->items[i];
	return NULL;
}

static void test_mistakes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct house_file files[AROUND + 1];
		const struct complaint *found;
		struct complaints complaints;

		memcpy(files, around, sizeof(around));
		files[AROUND] = (struct house_file){ "sv/p.yaml", mistakes[i].text };
		complaints_init(&complaints);
		ruleset_unref(house_load(files, AROUND + 1, &complaints));
		found = complaint_of_pack(&complaints);
		if (!found != !mistakes[i].code)
			fail_msg("%s in:\n%s", found ? found->text : "no complaint",
				 mistakes[i].text);
		if (found &&
		    (strcmp(found->code, mistakes[i].code) != 0 ||
		     found->line != mistakes[i].line || found->column != mistakes[i].column))
			fail_msg("wanted %s at %u:%u, got %s at %u:%u (%s) in:\n%s",
				 mistakes[i].code, mistakes[i].line, mistakes[i].column,
				 found->code, found->line, found->column, found->text,
				 mistakes[i].text);
		complaints_done(&complaints);
	}
}

/* Lists of files and of packs, and where they stand. */
static void test_lists_that_no_rule_uses(void **state)
{
	const struct house_file files[] = {
		{ "sv/lists/shared.txt", "svenska\n" },
		{ "en/lists/shared.txt", "english\n" },
		{ "sv/p.yaml",
		  "pack: p\nlanguage: sv\nlists:\n  bad: [tölp]\n  rude: [kräk]\n"
		  "rules:\n  - {id: a, label: topic:x, words: [\"{bad|rude}\", \"{shared}\"], "
		  "hit: [bad], miss: [b]}\n" },
	};
	struct complaints complaints;

	(void)state;
	complaints_init(&complaints);
	ruleset_unref(house_load(files, 3, &complaints));
	assert_int_equal(complaints.count, 3);
	for (size_t i = 0; i < complaints.count; i++)
		assert_string_equal(complaints.items[i].code, "unused-list");
	assert_string_equal(complaints.items[0].file, "en/lists/shared.txt");
	assert_int_equal(complaints.items[1].line, 4);
	assert_non_null(strstr(complaints.items[1].text, "write {bad} where"));
	assert_int_equal(complaints.items[2].line, 5);
	complaints_done(&complaints);
}

/* One of that name in another language's folder. */
static void test_list_of_another_language(void **state)
{
	const struct house_file files[] = {
		{ "en/lists/shared.txt", "english\n" },
		{ "sv/p.yaml", "pack: p\nlanguage: sv\nrules:\n  - {id: a, label: topic:x, words: "
			       "[\"{shared}\"], hit: [bad], miss: [b]}\n" },
	};
	struct complaints complaints;

	(void)state;
	complaints_init(&complaints);
	ruleset_unref(house_load(files, 2, &complaints));
	assert_true(complaints_has(&complaints, "unknown-list"));
	assert_non_null(strstr(complaints.items[0].text, "lies in en/lists"));
	complaints_done(&complaints);
}

static bool hits(const struct ruleset *ruleset, const char *text)
{
	struct error error = { 0 };
	struct judge *judge = judge_new(ruleset_ref((struct ruleset *)ruleset), &error);
	size_t count =
		judge_find(judge, slice_from(text), language_bit(LANGUAGE_SV), &error)->count;

	judge_free(judge);
	ruleset_unref((struct ruleset *)ruleset);
	return count > 0;
}

/* The language's own list goes before the one for all. */
static void test_nearest_list_is_taken(void **state)
{
	struct complaints complaints;
	struct ruleset *ruleset;

	(void)state;
	complaints_init(&complaints);
	ruleset = house_load(around, AROUND, &complaints);
	assert_non_null(ruleset);
	assert_true(complaints_has(&complaints, "unused-list")); /* common's shared */
	assert_true(hits(ruleset, "svenska alla"));
	assert_false(hits(ruleset, "common alla"));
	ruleset_unref(ruleset);
	complaints_done(&complaints);
}

/* One literal a slot is looked for, of the rarest one: everyday words cost time. */
static void test_rarest_slot_is_the_anchor(void **state)
{
	struct judge *judge = house_judge(
		"sv/p.yaml", HEAD "  - {id: a, label: topic:x, hit: [a], miss: [b], words: [\"jag "
				  "ska knivhugga dig\", \"och 🔪 jag\", \"det {är|slut}\"]}\n");
	const struct ruleset *ruleset = judge_ruleset(judge);

	(void)state;
	assert_int_equal(ruleset->phrase_count, 3);
	assert_int_equal(ruleset->phrases[0]->anchor, 2);
	assert_int_equal(ruleset->phrases[1]->anchor, 1);
	assert_int_equal(ruleset->phrases[2]->anchor, 0); /* one everyday word against two */
	judge_free(judge);
}

/* What stands in two lines is two lines to them. */
static void test_regexes_that_mind_lines(void **state)
{
	static const struct {
		const char *pattern;
		bool lines;
	} facts[] = {
		{ "ab cd", false },    { "ab\\ncd", true },	{ "ab\\Rcd", true },
		{ "(?m)^ab", true },   { "(?im)^ab", true },	{ "(?sm:^ab)", true },
		{ "(?i)^mab", false }, { "(?:mab|ab)", false }, { "(?i-m)ab", false },
		{ "ab\\x0Acd", true }, { "ab\\x{a}cd", true },	{ "ab\\x{0A}cd", true },
		{ "ab\\012cd", true }, { "ab\\x20cd", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		char pack[512];
		struct judge *judge;

		snprintf(pack, sizeof(pack),
			 "pack: p\nlanguage: sv\nrules:\n  - {id: r, category: insult, points: 3, "
			 "regex: ['%s'], hit: [a], miss: [b]}\n",
			 facts[i].pattern);
		judge = house_judge("sv/p.yaml", pack);
		if (judge_ruleset(judge)->regexes[0].lines != facts[i].lines)
			fail_msg("%s", facts[i].pattern);
		judge_free(judge);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_lists_that_no_rule_uses),
		cmocka_unit_test(test_list_of_another_language),
		cmocka_unit_test(test_nearest_list_is_taken),
		cmocka_unit_test(test_regexes_that_mind_lines),
		cmocka_unit_test(test_rarest_slot_is_the_anchor),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
