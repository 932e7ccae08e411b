/* test_judge_trace.c - facts about what is told of finds that do not count. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "judge_trace.h"
#include "rules_house.h"

static const char pack[] =
	"pack: p\nlanguage: sv\nrules:\n"
	"  - {id: fool, category: insult, points: 5, words: [tölpskalle], except: [\"snäll "
	"tölpskalle\"], unless: [skojar], hit: [a], miss: [b]}\n"
	"  - {id: card, category: private, points: 5, regex: ['[0-9]{16}'], valid: card, hit: [a], "
	"miss: [b]}\n";

static struct judge *judge;
static struct judge_trace trace;

static void explain(const char *text)
{
	const struct comment comment = { .text = slice_from(text), .lang = slice_from("sv") };
	struct error error = { 0 };
	struct verdict verdict;
	struct arena arena;

	arena_init(&arena, 4096, 1 << 20);
	assert_int_equal(judge_explain(judge, &comment, &judge_terms_default, &arena, &verdict,
				       &trace, &error),
			 0);
	assert_int_equal(trace.score.all[CATEGORY_INSULT], verdict.scores[CATEGORY_INSULT]);
	arena_done(&arena);
}

static void test_drops(void **state)
{
	(void)state;
	judge = house_judge("sv/p.yaml", pack);
	explain("en tölpskalle");
	assert_int_equal(trace.drop_count, 0);
	assert_int_equal(trace.score.all[CATEGORY_INSULT], 5000);
	assert_int_equal(trace.guess.language, LANGUAGE_SV);
	assert_true(slice_is(trace.form[FORM_PLAIN], "en tölpskalle"));
	explain("en snäll tölpskalle");
	assert_int_equal(trace.drop_count, 1);
	assert_string_equal(trace.drops[0].rule, "p/fool");
	assert_string_equal(trace.drops[0].reason, "excused by 'except'");
	explain("jag skojar, tölpskalle");
	assert_int_equal(trace.drop_count, 1);
	assert_string_equal(trace.drops[0].reason, "switched off by 'unless'");
	explain("4111111111111112");
	assert_int_equal(trace.drop_count, 1);
	assert_string_equal(trace.drops[0].rule, "p/card");
	assert_int_equal(trace.drops[0].span.to, 16);
	judge = judge_free(judge);
}

static void test_limit(void **state)
{
	struct judge_trace full = { .drop_count = 0 };

	(void)state;
	for (size_t i = 0; i < 2 * TRACE_DROPS_MAX; i++)
		trace_drop(&full, "p/a", "x", (struct span){ i, i + 1 }, FORM_PLAIN);
	assert_int_equal(full.drop_count, TRACE_DROPS_MAX);
	full.drop_count = 0;
	trace_drop(&full, "p/a", "x", (struct span){ 1, 2 }, FORM_PLAIN);
	trace_drop(&full, "p/a", "x", (struct span){ 1, 2 }, FORM_PLAIN);
	assert_int_equal(full.drop_count, 1); /* each once */
	for (size_t i = 0; i < 2 * TRACE_ASKS_MAX; i++)
		trace_ask(&full, "p/a", "links more_than 0", TRUTH_UNKNOWN);
	assert_int_equal(full.ask_count, TRACE_ASKS_MAX);
	assert_int_equal(full.asks[TRACE_ASKS_MAX - 1].truth, TRUTH_UNKNOWN);
	trace_ask(NULL, "p/a", "links more_than 0", TRUTH_YES);
	trace_drop(NULL, "p/a", "x", (struct span){ 1, 2 }, FORM_PLAIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_drops),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
