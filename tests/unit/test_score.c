/* test_score.c - facts about what follows from points; points themselves are in test_judge.c. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_house.h"
#include "score.h"

static enum action decide(int32_t all, int32_t clean, bool undecided)
{
	struct score score = { 0 };

	score.all[CATEGORY_HATE] = all;
	score.clean[CATEGORY_HATE] = clean;
	return score_decide(&score, &thresholds_default, undecided);
}

static void test_decide(void **state)
{
	(void)state;
	assert_int_equal(decide(0, 0, false), ACTION_ALLOW);
	assert_int_equal(decide(3999, 3999, false), ACTION_ALLOW);
	assert_int_equal(decide(4000, 4000, false), ACTION_REVIEW);
	assert_int_equal(decide(7999, 7999, false), ACTION_REVIEW);
	assert_int_equal(decide(8000, 8000, false), ACTION_HIDE);
	assert_int_equal(decide(8000, 7999, false), ACTION_REVIEW); /* a part was excused */
	assert_int_equal(decide(20000, 0, false), ACTION_REVIEW);
	assert_int_equal(decide(0, 0, true), ACTION_REVIEW);
	assert_int_equal(decide(8000, 8000, true), ACTION_HIDE);
}

static void test_some_categories_never_hide(void **state)
{
	struct score score = { .all = { [CATEGORY_SELFHARM] = 90000 },
			       .clean = { [CATEGORY_SELFHARM] = 90000 } };

	(void)state;
	assert_int_equal(score_decide(&score, &thresholds_default, false), ACTION_REVIEW);
}

/* Who speaks of harming himself is shown to a person, whatever else he says. */
static void test_self_harm_keeps_from_hiding(void **state)
{
	struct thresholds thresholds = thresholds_default;
	struct score score = { .all = { [CATEGORY_SELFHARM] = 3000, [CATEGORY_HATE] = 20000 },
			       .clean = { [CATEGORY_HATE] = 20000 } };

	(void)state;
	assert_int_equal(score_decide(&score, &thresholds, false), ACTION_REVIEW);
	score.all[CATEGORY_SELFHARM] = 2999; /* not enough for a person to look */
	assert_int_equal(score_decide(&score, &thresholds, false), ACTION_HIDE);
	score.all[CATEGORY_SELFHARM] = score.clean[CATEGORY_SELFHARM] = 3000;
	thresholds.hide[CATEGORY_SELFHARM] = 3000; /* who wants it hidden says so */
	assert_int_equal(score_decide(&score, &thresholds, false), ACTION_HIDE);
}

/* A threshold of 0 must not flag every comment. */
static void test_nothing_is_never_over_a_threshold(void **state)
{
	struct thresholds thresholds = thresholds_default;
	const struct score score = { 0 };

	(void)state;
	thresholds.hide[CATEGORY_SPAM] = thresholds.review[CATEGORY_SPAM] = 0;
	assert_int_equal(score_decide(&score, &thresholds, false), ACTION_ALLOW);
}

/* --- the same words --- */

#define EXAMPLES ", hit: [a], miss: [b]}\n"

static const struct house_file packs[] = {
	{ "sv/a.yaml",
	  "pack: a\nlanguage: sv\ngroups:\n  low: {cap: 3}\nrules:\n"
	  "  - {id: slur, category: hate, points: 5, words: [tölpskalle]" EXAMPLES
	  "  - {id: low, category: hate, points: 6, group: low, words: [träskalle]" EXAMPLES
	  "  - {id: new, category: hate, points: 4, words: [tölpskalle], when: "
	  "{links: {more_than: 0}}" EXAMPLES
	  "  - {id: meek, category: hate, points: 4, words: [nötskalle]" EXAMPLES
	  "  - {id: stern, category: hate, points: 4, context: off, words: [nötskalle]" EXAMPLES
	  "  - {id: dire, category: threat, points: 8, words: [lönnskalle]" EXAMPLES
	  "  - {id: grim, category: threat, points: 8, context: off, words: [lönnskalle]" EXAMPLES
	  "  - {id: aimed, category: insult, points: 8, words: [\"din fähund "
	  "där\"]" EXAMPLES
	  "  - {id: one, category: insult, points: 4, words: [\"där borta\"]" EXAMPLES
	  "  - {id: word, category: insult, points: 4, words: [fähund]" EXAMPLES },
	{ "sv/b.yaml",
	  "pack: b\nlanguage: sv\nrules:\n"
	  "  - {id: stern, category: hate, points: 4, context: off, words: [nötskalle]" EXAMPLES
	  "  - {id: slur, category: hate, points: 6, words: [tölpskalle, "
	  "träskalle]" EXAMPLES
	  "  - {id: other, category: insult, points: 2, words: [tölpskalle]" EXAMPLES
	  "  - {id: many, category: hate, points: 1, count: many, words: [tölpskalle, "
	  "lump]" EXAMPLES },
};

static void test_the_same_words_pay_once(void **state)
{
	static const struct {
		const char *text;
		int32_t hate, insult;
		enum action action;
	} facts[] = {
		{ "tölpskalle", 6000, 2000, ACTION_REVIEW }, /* the highest; each category */
		{ "träskalle", 6000, 0, ACTION_REVIEW },     /* a cap of one holds the other not */
		/* also what one of them excuses */
		{ "ingen nötskalle", 4000, 0, ACTION_REVIEW },
		{ "tölpskalle lump lump", 8000, 2000, ACTION_HIDE }, /* other words add */
		{ "tölpskalle träskalle", 9000, 2000, ACTION_HIDE },
		/* a rule that rests on more than the words says more */
		{ "tölpskalle https://x.se/a", 10000, 2000, ACTION_HIDE },
		{ "din fähund där", 0, 12000, ACTION_HIDE }, /* the phrase, and a word in it */
		{ "din fähund där borta", 0, 12000, ACTION_HIDE }, /* two that share one */
		{ "d1n fähund där", 0, 6400, ACTION_REVIEW },
		{ "t0lpskalle", 0, 0, ACTION_ALLOW },
	};
	struct judge *judge = house_judge_of(packs, 2);
	struct arena arena;

	(void)state;
	arena_init(&arena, 65536, 16 << 20);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		const struct comment comment = { .text = slice_from(facts[i].text),
						 .lang = slice_from("sv") };
		struct error error = { 0 };
		struct verdict verdict;

		arena_reset(&arena);
		assert_int_equal(judge_comment(judge, &comment, &judge_terms_default, &arena,
					       &verdict, &error),
				 0);
		if (verdict.scores[CATEGORY_HATE] != facts[i].hate ||
		    verdict.scores[CATEGORY_INSULT] != facts[i].insult ||
		    verdict.action != facts[i].action)
			fail_msg("'%s': hate %d, insult %d, %s", facts[i].text,
				 verdict.scores[CATEGORY_HATE], verdict.scores[CATEGORY_INSULT],
				 action_name(verdict.action));
	}
	arena_done(&arena);
	judge_free(judge);
}

#define RULE(id, points, words)                                                                    \
	"  - {id: " id ", category: insult, points: " points ", words: [" words "]" EXAMPLES
#define ORDERED "pack: p\nlanguage: sv\nrules:\n"

/* A disguise that holds two plain finds; and two stretches of one rule, of which another rule has
 * one: whatever order the rules stand in. */
static void test_order_of_rules_is_of_no_account(void **state)
{
	static const struct house_file orders[] = {
		{ "sv/p.yaml",
		  ORDERED RULE("whole", "7", "din fähund slöfock") RULE("word", "4", "fähund")
			  RULE("last", "3", "slöfock") RULE("short", "8", "dum tok")
				  RULE("both", "5", "dum tok, dum tok du") },
		{ "sv/p.yaml",
		  ORDERED RULE("both", "5", "dum tok, dum tok du") RULE("short", "8", "dum tok")
			  RULE("last", "3", "slöfock") RULE("word", "4", "fähund")
				  RULE("whole", "7", "din fähund slöfock") },
	};
	static const struct {
		const char *text;
		int32_t insult;
	} facts[] = {
		{ "d1n fähund slöfock", 5600 },
		{ "fähund slöfock", 7000 },
		{ "din dum tok du", 8000 },
		{ "dum tok, och dum tok du", 8000 },
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct judge *judge = house_judge_of(&orders[i], 1);
		struct arena arena;

		arena_init(&arena, 65536, 16 << 20);
		for (size_t j = 0; j < sizeof(facts) / sizeof(facts[0]); j++) {
			const struct comment comment = { .text = slice_from(facts[j].text),
							 .lang = slice_from("sv") };
			struct error error = { 0 };
			struct verdict verdict;

			assert_int_equal(judge_comment(judge, &comment, &judge_terms_default,
						       &arena, &verdict, &error),
					 0);
			if (verdict.scores[CATEGORY_INSULT] != facts[j].insult)
				fail_msg("order %zu, '%s': %d", i, facts[j].text,
					 verdict.scores[CATEGORY_INSULT]);
		}
		arena_done(&arena);
		judge_free(judge);
	}
}

/* Also where the find that nothing excuses adds no points to those of one that is excused. */
static void test_threats_that_are_meant(void **state)
{
	const struct comment comments[] = {
		{ .text = slice_from("ingen lönnskalle"), .lang = slice_from("sv") },
		{ .text = slice_from("ingen tölpskalle"), .lang = slice_from("sv") },
	};
	struct judge *judge = house_judge_of(packs, 2);
	struct arena arena;

	(void)state;
	arena_init(&arena, 65536, 16 << 20);
	for (size_t i = 0; i < 2; i++) {
		struct error error = { 0 };
		struct verdict verdict;

		assert_int_equal(judge_comment(judge, &comments[i], &judge_terms_default, &arena,
					       &verdict, &error),
				 0);
		assert_int_equal(verdict.scores[CATEGORY_THREAT], i == 0 ? 8000 : 0);
		assert_int_equal(verdict.threats_meant, i == 0 ? 8000 : 0);
	}
	arena_done(&arena);
	judge_free(judge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_threats_that_are_meant),
		cmocka_unit_test(test_decide),
		cmocka_unit_test(test_some_categories_never_hide),
		cmocka_unit_test(test_self_harm_keeps_from_hiding),
		cmocka_unit_test(test_the_same_words_pay_once),
		cmocka_unit_test(test_order_of_rules_is_of_no_account),
		cmocka_unit_test(test_nothing_is_never_over_a_threshold),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
