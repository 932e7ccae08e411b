/* test_context.c - facts about what excuses a hit from hiding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "context.h"
#include "rules_house.h"

#define EXAMPLES ", hit: [a], miss: [b]}\n"

static const char pack[] =
	"pack: p\nlanguage: sv\nrules:\n"
	"  - {id: threat, category: threat, points: 9, words: [\"jag ska döda dig\", \"hatar "
	"{dig|er}\"], gap: 1" EXAMPLES
	"  - {id: slur, category: hate, points: 9, words: [tölpskalle]" EXAMPLES
	"  - {id: blunt, category: insult, points: 8, words: [träskalle], context: off" EXAMPLES;

static struct arena arena;
static struct verdict verdict;

static enum action act(struct judge *judge, const char *text)
{
	const struct comment comment = { .text = slice_from(text), .lang = slice_from("sv") };
	struct error error = { 0 };

	arena_reset(&arena);
	assert_int_equal(
		judge_comment(judge, &comment, &judge_terms_default, &arena, &verdict, &error), 0);
	return verdict.action;
}

static void test_context(void **state)
{
	static const struct {
		const char *text, *context;
		enum action action;
	} facts[] = {
		{ "jag ska inte döda dig", "negated", ACTION_REVIEW },
		{ "aldrig att jag ska döda dig", "negated", ACTION_REVIEW },
		{ "jag hatar dig inte", "negated", ACTION_REVIEW },
		{ "jag hatar inte dig", "negated", ACTION_REVIEW },
		{ "kan du inte läsa, jag ska döda dig", NULL, ACTION_HIDE },
		{ "jag ska döda dig, inte honom", NULL, ACTION_HIDE },
		{ "du fattar inte att det är så här nu, jag ska döda dig", NULL, ACTION_HIDE },
		{ "hon sa jag ska döda dig", "reported", ACTION_REVIEW },
		{ "hon sa till mig i går att jag ska döda dig", NULL, ACTION_HIDE }, /* too far */
		{ "hon skrev till mig att jag ska döda dig", "reported", ACTION_REVIEW },
		{ "du kan inte på allvar mena att jag ska döda dig", "negated", ACTION_REVIEW },
		{ "hon sa nej. Jag ska döda dig", NULL, ACTION_HIDE },
		{ "jag ska döda dig, sa mamma och log", "reported", ACTION_REVIEW },
		{ "jag ska döda dig i morgon, skrev han", "reported", ACTION_REVIEW },
		{ "jag ska döda dig. Sa mamma", NULL, ACTION_HIDE },
		{ "jag ska döda dig, mamma sa inget", NULL, ACTION_HIDE },
		{ "jag ska döda dig, så sa de", NULL, ACTION_HIDE },
		{ "han skrev \"jag ska döda dig\" till mig", "quoted", ACTION_REVIEW },
		{ "varför säga jag ska döda dig?", "question", ACTION_REVIEW },
		{ "jag ska döda dig?", NULL, ACTION_HIDE },
		{ "att säga jag ska döda dig är fel", "counter-speech", ACTION_REVIEW },
		{ "Jag ska döda dig. Det är inte okej.", "counter-speech", ACTION_REVIEW },
		{ "Jag ska döda dig. Bra väder. Han sa inget. Det är fel.", NULL, ACTION_HIDE },
		{ "inte en träskalle", NULL, ACTION_HIDE },		  /* context: off */
		{ "kan du inte läsa din tölpskalle", NULL, ACTION_HIDE }, /* an address */
		{ "du är ingen tölpskalle", "negated", ACTION_REVIEW },
		{ "tölpskallen", NULL, ACTION_ALLOW },
		/* one excused hit takes none away from another */
		{ "jag ska inte döda dig. Jag ska döda dig.", "negated", ACTION_HIDE },
	};

	struct judge *judge = house_judge("sv/p.yaml", pack);

	(void)state;
	arena_init(&arena, 65536, 16 << 20);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		enum action action = act(judge, facts[i].text);
		const char *got = verdict.match_count ? verdict.matches[0].context : NULL;

		if (action != facts[i].action || (got != NULL) != (facts[i].context != NULL) ||
		    (got && strcmp(got, facts[i].context) != 0))
			fail_msg("'%s': %s, %s", facts[i].text, action_name(action),
				 got ? got : "no context");
	}
	arena_done(&arena);
	judge_free(judge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_context),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
