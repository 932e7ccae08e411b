/* test_check.c - facts about the rules' own examples, and words compared. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "check.h"
#include "file.h"
#include "ruleset.h"
#include <stdio.h>
#include <stdlib.h>

static char folder[] = "/tmp/livvakt-check-XXXXXX";

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) ? 0 : -1;
}

static int remove_folder(void **state)
{
	static const char *const names[] = { "sv/p.yaml", "sv/language.yaml",
					     "sv",	  "en/language.yaml",
					     "en",	  "" };
	char path[128];

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		snprintf(path, sizeof(path), "%s/%s", folder, names[i]);
		(void)remove(path);
	}
	return 0;
}

static void put(const char *name, const char *text)
{
	char *path = file_join(folder, name), *slash = strrchr(path, '/');
	struct error error = { 0 };

	*slash = '\0';
	assert_int_equal(file_make_folder(path, 0700, &error), 0);
	*slash = '/';
	assert_int_equal(file_write(path, slice_from(text), 0600, &error), 0);
	free(path);
}

/* Lines after the head are rules; the first complaint, or NULL. */
static void check(const char *head, const char *rules, const char *code, unsigned line)
{
	const char *const folders[] = { folder };
	const struct check_case what = { .folders = folders, .count = 1 };
	struct check_summary summary = { 0 };
	struct complaints complaints;
	char text[2048];
	bool good;

	snprintf(text, sizeof(text), "%srules:\n%s", head, rules);
	put("sv/p.yaml", text);
	complaints_init(&complaints);
	good = check_rules(&what, &complaints, &summary);
	if ((complaints.count > 0) != (code != NULL))
		fail_msg("%s: %s", rules,
			 complaints.count ? complaints.items[0].text : "no complaint");
	if (code &&
	    (strcmp(complaints.items[0].code, code) != 0 || complaints.items[0].line != line))
		fail_msg("wanted %s in line %u, got %s in line %u: %s", code, line,
			 complaints.items[0].code, complaints.items[0].line,
			 complaints.items[0].text);
	assert_int_equal(good, complaints.errors == 0);
	complaints_done(&complaints);
}

#define SV "pack: p\nlanguage: sv\n"
#define TWO "pack: p\nlanguage: [sv, en]\n"

static void test_examples(void **state)
{
	(void)state;
	put("sv/language.yaml", "language: sv\ncommon: [och, slut]\n");
	put("en/language.yaml", "language: en\ncommon: [and, bra]\n");
	check(SV, "  - {id: a, label: topic:x, words: [båten], hit: [Båten], miss: [bilen]}\n",
	      NULL, 0);
	check(SV,
	      "  - {id: a, label: topic:x, words: [båten], hit: [bilen],\n     miss: [bilen]}\n",
	      "example-hit-fails", 4);
	check(SV,
	      "  - {id: a, label: topic:x, words: [båten], hit: [båten],\n     miss: [bilen, "
	      "min båten]}\n",
	      "example-miss-fails", 5);
	check(SV, "  - {id: a, label: topic:x, words: [båten], status: draft, hit: [bilen]}\n",
	      "example-hit-fails", 4);
	check(SV,
	      "  - {id: a, label: topic:x, words: [båten], unless: [inte], hit: [båten], miss: "
	      "[inte båten]}\n",
	      NULL, 0);
	/* under both, and nothing else is told of them */
	check(SV,
	      "  - {id: a, label: topic:x, words: [båten], hit: [båten],\n     miss: [båten]}\n",
	      "example-twice", 5);
	check(SV,
	      "  - {id: a, label: topic:x, words: [båten], when: {channel: a}, hit: [{text: båten, "
	      "channel: a}],\n     miss: [{text: båten, channel: b}]}\n",
	      NULL, 0);
	/* only this rule's own hits count */
	check(SV,
	      "  - {id: a, label: topic:x, words: [båten], hit: [båten], miss: [bilen]}\n"
	      "  - {id: b, label: topic:x, words: [bilen], hit: [båten], miss: [x]}\n",
	      "example-hit-fails", 5);
}

/* Not the example is wrong. */
static void test_example_that_is_too_hard(void **state)
{
	(void)state;
	check(SV,
	      "  - {id: a, label: topic:x, regex: ['(?:abc.*){12}zqk'], hit: "
	      "[abcabcabcabcabcabcabcabcabcabcabcabcabczqk], miss: [bilen]}\n",
	      "example-too-hard", 4);
}

static void test_words_compared(void **state)
{
	(void)state;
	check(SV, "  - {id: a, label: topic:x, words: [båten, Båten], hit: [båten], miss: [x]}\n",
	      "duplicate-word", 4);
	check(SV,
	      "  - {id: a, label: topic:x, words: [\"båt*\", båten], hit: [båten], miss: [x]}\n",
	      "subsumed-word", 4);
	check(SV,
	      "  - {id: a, label: topic:x, words: [båten, \"*ten\"], hit: [båten], miss: [x]}\n",
	      "subsumed-word", 4);
	check(SV,
	      "  - {id: a, label: topic:x, words: [\"*åte*\", båten], hit: [båten], miss: [x]}\n",
	      "subsumed-word", 4);
	check(SV,
	      "  - {id: a, label: topic:x, words: [båten, \"*båt\"], hit: [båten], miss: [x]}\n",
	      NULL, 0);
	check(SV,
	      "  - {id: a, label: topic:x, words: [\"båt*\", \"båten här\"], hit: [båten], miss: "
	      "[x]}\n",
	      NULL, 0);
	check(TWO, "  - {id: a, label: topic:x, words: [slut], hit: [slut], miss: [x]}\n",
	      "word-collision", 4);
	check(SV, "  - {id: a, label: topic:x, words: [bra], hit: [bra], miss: [x]}\n", NULL, 0);
	check(SV,
	      "  - {id: a, category: insult, points: 4, words: [tölp, och], hit: [och], "
	      "miss: [x]}\n",
	      "word-collision", 4);
	check(SV, "  - {id: a, label: topic:x, words: [och], hit: [och], miss: [x]}\n", NULL, 0);
	check(SV,
	      "  - {id: a, category: insult, points: 4, words: [tölp, ö], hit: [ö], miss: [x]}\n",
	      "word-collision", 4);
}

static void test_commas_in_phrases(void **state)
{
	(void)state;
#define WORDS(entry) "  - {id: a, label: topic:x, words: [" entry "], hit: [tölp mes], miss: [x]}\n"
	check(SV, WORDS("\"tölp, mes\""), "list-comma", 4);
	check(SV, WORDS("\"tölp;mes\""), "list-comma", 4);
	check(SV, WORDS("\"{tölp, mes}\""), "phrase-syntax", 4);
	check(SV,
	      "  - {id: a, label: topic:x, words: [tölp], hit: [tölp], miss: [x], except:\n"
	      "     [\"tölp, mes\"]}\n",
	      "list-comma", 5);
	check(SV "lists:\n  bad: [tölp, \"mes, tölp\"]\n",
	      "  - {id: a, label: topic:x, words: [\"{bad}\"], hit: [tölp], miss: [x]}\n",
	      "list-comma", 4);
	check(SV, WORDS("\"tölp mes\""), NULL, 0);
	check(SV, WORDS("\"1,50 kronor\", tölp"), NULL, 0);
#undef WORDS
}

/* One rule that cannot work does not keep others from being tried. */
static void test_everything_at_once(void **state)
{
	const char *const folders[] = { folder };
	struct check_topic topics[] = { { "x", false }, { "y", false }, { "", false } };
	const struct check_case what = { folders, 1, NULL, 0, topics, 3, NULL };
	struct check_summary summary = { 0 };
	struct complaints complaints;

	(void)state;
	put("sv/p.yaml",
	    SV "rules:\n  - {id: a, label: topic:x, regex: ['('], hit: [x], miss: [y]}\n"
	       "  - {id: b, label: topic:x, words: [bilen], hit: [båten], miss: [x]}\n");
	complaints_init(&complaints);
	assert_false(check_rules(&what, &complaints, &summary));
	assert_true(topics[0].given);
	assert_false(topics[1].given || topics[2].given);
	assert_true(complaints_has(&complaints, "regex-compile"));
	assert_true(complaints_has(&complaints, "example-hit-fails"));
	assert_int_equal(summary.packs, 1);
	assert_int_equal(summary.rules, 2);
	assert_int_equal(summary.examples, 4);
	complaints_done(&complaints);
}

static void test_hard_regexes(void **state)
{
	(void)state;
	check(SV,
	      "  - {id: a, label: topic:x, regex: ['kalas(?:a+)+b'], hit: [kalasaab], miss: [x]}\n",
	      "catastrophic", 4);
	check(SV,
	      "  - {id: a, label: topic:x, regex: ['båten (?:\\w+\\s?)*(?:\\w+\\s?)*!'], hit: "
	      "[båten x!], miss: [x]}\n",
	      "catastrophic", 4);
	check(SV,
	      "  - {id: a, label: topic:x, regex: ['båt[^.!?]{0,40}sjunk'], hit: [båten sjunker], "
	      "miss: [x]}\n",
	      NULL, 0);
}

static void test_rules_that_never_hit(void **state)
{
	(void)state;
#define SHADOW "  - {id: a, category: insult, points: 2, status: shadow, "
	check(SV, SHADOW "words: [tölp], except: [tölp]}\n", "excused-word", 4);
	check(SV, SHADOW "words: [\"tölp*\"], unless: [tölp, din]}\n", "never-hits", 4);
	check(SV, SHADOW "words: [\"tölp*\", \"din fårskalle\"], unless: [tölp]}\n", NULL, 0);
	check(SV, SHADOW "words: [\"{tölp|fårskalle}\"], except: [tölp]}\n", NULL, 0);
	check(SV, SHADOW "words: [\"+tölp\"]}\n", NULL, 0);
	check(SV, SHADOW "words: [\"tölp*\"], except: [tölp], hit: [tölp]}\n", "example-hit-fails",
	      4);
	check(SV, SHADOW "words: [\"tölp*\"], except: [tölp], regex: ['t.lpig']}\n", NULL, 0);
#undef SHADOW
}

static void test_examples_that_say_more(void **state)
{
	static const char young[] =
		"  - {id: a, category: spam, points: 5, words: [båten],\n"
		"     when: {author: {younger_than: 7d}, rate: {more_than: 2, within: 1m, of: "
		"link}},\n"
		"     hit: [{text: båten, author: {age: 1d}, rate: %s}],\n"
		"     miss: [båten, {text: båten, author: {age: 8d}, rate: 9}]}\n";
	static const char night[] =
		"  - {id: a, category: spam, points: 5, words: [båten],\n"
		"     when: {channel: [a, b], time: {from: \"22:00\", to: \"06:00\", zone: UTC}},\n"
		"     hit: [{text: båten, channel: b, at: \"2026-11-29T%s:00Z\"}],\n"
		"     miss: [{text: båten, channel: c, at: \"2026-11-29T23:00:00Z\"},\n"
		"            {text: båten, channel: a}]}\n"; /* noon */
	char text[1024];

	(void)state;
	snprintf(text, sizeof(text), young, "2");
	check(SV, text, NULL, 0);
	snprintf(text, sizeof(text), young, "1");
	check(SV, text, "example-hit-fails", 6);
	snprintf(text, sizeof(text), night, "05:59");
	check(SV, text, NULL, 0);
	snprintf(text, sizeof(text), night, "06:00");
	check(SV, text, "example-hit-fails", 6);
}

static struct ruleset *load_from(const char *rules, struct complaints *complaints)
{
	const char *const folders[] = { folder };

	put("sv/p.yaml", rules);
	complaints_init(complaints);
	return check_load(folders, 1, NULL, NULL, complaints);
}

/* What is to take the place of rules in force. */
static void test_load(void **state)
{
	struct complaints complaints;
	struct ruleset *ruleset;

	(void)state;
	ruleset = load_from(
		SV "rules:\n  - {id: a, label: topic:x, words: [bilen], hit: [bilen], miss: [x]}\n",
		&complaints);
	assert_non_null(ruleset);
	assert_int_equal(ruleset_rule_count(ruleset), 1);
	ruleset_unref(ruleset);
	complaints_done(&complaints);
	assert_null(load_from(SV "rules:\n  - {id: a, label: topic:x, words: [bilen], hit: "
				 "[bilen], miss: [en bilen]}\n",
			      &complaints));
	assert_true(complaints_has(&complaints, "example-miss-fails"));
	complaints_done(&complaints);
	assert_null(load_from(SV "rules:\n  - {id: a, label: topic:x, regex: ['((a+)+)+bil'], "
				 "hit: [abil], miss: [x]}\n",
			      &complaints));
	assert_true(complaints_has(&complaints, "catastrophic"));
	complaints_done(&complaints);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_examples),
		cmocka_unit_test(test_hard_regexes),
		cmocka_unit_test(test_words_compared),
		cmocka_unit_test(test_commas_in_phrases),
		cmocka_unit_test(test_example_that_is_too_hard),
		cmocka_unit_test(test_everything_at_once),
		cmocka_unit_test(test_rules_that_never_hit),
		cmocka_unit_test(test_examples_that_say_more),
		cmocka_unit_test(test_load),
	};

	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
