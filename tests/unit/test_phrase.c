/* test_phrase.c - facts about phrases around their anchor. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "phrase.h"
#include "rules_house.h"
#include <stdio.h>

static const char pack[] =
	"pack: p\nlanguage: sv\nrules:\n"
	"  - {id: r, category: insult, points: 3, hit: [a], miss: [b], gap: 1,\n"
	"     words: [\"{en|två ord} mycketsällsynt {tre|fyra ord här} sist\"]}\n";

static const struct {
	const char *text;
	size_t first, last; /* last 0: not found */
} facts[] = {
	{ "en mycketsällsynt tre sist", 0, 3 },
	{ "två ord mycketsällsynt fyra ord här sist", 0, 6 },
	{ "en x mycketsällsynt x tre x sist", 0, 6 },
	{ "en x x mycketsällsynt tre sist", 0, 0 },
	{ "en mycketsällsynt tre x x sist", 0, 0 },
	{ "en en mycketsällsynt tre tre sist", 1, 5 },
	{ "en en mycketsällsynt tre sist sist", 1, 4 },
	{ "mycketsällsynt tre sist", 0, 0 },
	{ "en mycketsällsynt tre", 0, 0 },
	{ "mycketsällsynt", 0, 0 },
	{ "ord mycketsällsynt tre sist", 0, 0 },
	{ "en 😀 😀 😀 mycketsällsynt tre sist", 0, 6 },
};

static void test_facts(void **state)
{
	struct judge *judge = house_judge("sv/p.yaml", pack);
	const struct phrase *phrase = judge_ruleset(judge)->phrases[0];

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct word words[32];
		const struct slice text = slice_from(facts[i].text);
		const struct word_view view = { .text = text,
						.words = words,
						.count = words_split(text, words, 32) };
		struct phrase_hit hit = { 99, 99 }, anchor = { 0, 0 };
		bool found;

		while (words[anchor.first].to - words[anchor.first].from < 10)
			anchor.first++; /* the long word is the rarest */
		anchor.last = anchor.first;
		found = phrase_around(phrase, FORM_PLAIN, &view, anchor, &hit);
		if (found != (facts[i].last > 0) ||
		    (found && (hit.first != facts[i].first || hit.last != facts[i].last)))
			fail_msg("'%s': %s %zu to %zu", facts[i].text,
				 found ? "found" : "not found", hit.first, hit.last);
		assert_int_equal(phrase_at(phrase, FORM_PLAIN, &view, facts[i].first, &hit),
				 facts[i].last > 0);
	}
	assert_int_equal(phrase->anchor, 1);
	judge_free(judge);
}

static void test_touched(void **state)
{
	static const struct {
		size_t from, to, first, last;
	} spans[] = {
		{ 0, 2, 0, 0 }, { 1, 5, 0, 1 }, { 2, 4, 1, 1 }, { 4, 9, 1, 1 }, { 5, 9, 1, 0 }
	};
	const struct slice text = slice_from("ab cd !!!");
	struct word words[4];
	const struct word_view view = { .text = text,
					.words = words,
					.count = words_split(text, words, 4) };

	(void)state;
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		struct phrase_hit hit =
			phrase_touched(&view, (struct span){ spans[i].from, spans[i].to });

		assert_int_equal(hit.first, spans[i].first);
		assert_int_equal(hit.last, spans[i].last);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_facts),
					    cmocka_unit_test(test_touched) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
