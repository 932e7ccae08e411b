/* test_unless.c - facts about how far an `unless` reaches. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_house.h"
#include "unless.h"

#define EXAMPLES ", hit: [a], miss: [b]}\n"

static const char pack[] =
	"pack: p\nlanguage: sv\nrules:\n"
	"  - {id: threat, category: threat, points: 9, words: [\"jag ska döda dig\"], unless: "
	"[spelet, \"i fia\"]" EXAMPLES "  - {id: hint, category: threat, points: 5, words: [\"jag "
	"hittar dig\"], unless: [spelet]" EXAMPLES
	"  - {id: topic, label: \"topic:bomb\", words: [bomben], unless: [spelet]" EXAMPLES
	"  - {id: bus, part: yes, words: [buss]" EXAMPLES
	"  - {id: both, category: insult, points: 9, words: [\"vilken soppa\"], all: [bus], "
	"unless: [spelet]" EXAMPLES;

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

static void test_reach(void **state)
{
	static const struct {
		const char *text;
		enum action action;
		size_t matches, labels;
	} facts[] = {
		{ "jag ska döda dig", ACTION_HIDE, 1, 0 },
		{ "jag ska döda dig i spelet", ACTION_ALLOW, 0, 0 },
		/* what hides by itself is taken away in its own clause alone; what does not, in its
		 * sentence */
		{ "i spelet säger jag inget, jag ska döda dig", ACTION_REVIEW, 1, 0 },
		{ "jag ska döda dig, spelet är slut", ACTION_REVIEW, 1, 0 },
		{ "vi ses, jag ska döda dig i spelet, hej", ACTION_ALLOW, 0, 0 },
		{ "i spelet säger jag inget, jag hittar dig", ACTION_ALLOW, 0, 0 },
		{ "jag hittar dig, spelet är slut", ACTION_ALLOW, 0, 0 },
		{ "jag hittar dig", ACTION_REVIEW, 1, 0 },
		{ "jag ska döda dig. Spelet!", ACTION_REVIEW, 1, 0 },
		{ "Kul med spelet. Jag ska döda dig", ACTION_REVIEW, 1, 0 },
		{ "Vi spelar i fia. Jag ska döda dig. Hej", ACTION_REVIEW, 1, 0 },
		/* one excuse is no excuse for the next */
		{ "jag ska döda dig i spelet. Och sen: jag ska döda dig", ACTION_REVIEW, 1, 0 },
		{ "jag ska d0da dig. Spelet!", ACTION_REVIEW, 1, 0 },
		{ "jag ska d0da dig i spelet", ACTION_ALLOW, 0, 0 },
		/* labels and combinations are off as a whole */
		{ "bomben kom", ACTION_ALLOW, 1, 1 },
		{ "bomben kom. I spelet alltså.", ACTION_ALLOW, 0, 0 },
		{ "vilken soppa, en buss", ACTION_HIDE, 1, 0 },
		{ "vilken soppa, en buss. Spelet!", ACTION_ALLOW, 0, 0 },
	};
	struct judge *judge = house_judge("sv/p.yaml", pack);

	(void)state;
	arena_init(&arena, 65536, 16 << 20);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		enum action action = act(judge, facts[i].text);

		if (action != facts[i].action || verdict.match_count != facts[i].matches ||
		    verdict.label_count != facts[i].labels)
			fail_msg("\"%s\": action %d, %zu matches, %zu labels", facts[i].text,
				 (int)action, verdict.match_count, verdict.label_count);
		if (action == ACTION_REVIEW && verdict.matches[0].points >= 8000)
			assert_string_equal(verdict.matches[0].context, "excused elsewhere");
	}
	arena_done(&arena);
	judge_free(judge);
}

/* Whoever writes the word a thousand times gets no more than a person for it. */
static void test_too_many(void **state)
{
	static struct unless unless;
	static struct word words[2 * UNLESS_FINDS_MAX];
	const struct rule rule = { .category = CATEGORY_THREAT, .points = 9000 };
	const struct word_view view = { .words = words, .count = 2 * UNLESS_FINDS_MAX };
	size_t last = view.count - 1;

	(void)state;
	for (size_t i = 0; i < view.count; i++) {
		words[i].sentence_start = words[i].clause_start = true;
		unless_add(&unless, 7, (struct phrase_hit){ i, i });
	}
	assert_int_equal(unless.count, UNLESS_FINDS_MAX);
	assert_int_equal(unless_of(&unless, &rule, 7, &view, (struct phrase_hit){ 3, 3 }),
			 UNLESS_HERE);
	assert_int_equal(unless_of(&unless, &rule, 7, &view, (struct phrase_hit){ last, last }),
			 UNLESS_ELSEWHERE);
	assert_int_equal(unless_of(&unless, &rule, 8, &view, (struct phrase_hit){ 3, 3 }),
			 UNLESS_ELSEWHERE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_reach),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
