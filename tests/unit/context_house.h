/* context_house.h - facts about what excuses a hit from hiding, each a line: the language, the
 * text, and the reason that is given. */
#ifndef LIVVAKT_TEST_CONTEXT_HOUSE_H
#define LIVVAKT_TEST_CONTEXT_HOUSE_H

#include "facts.h"
#include "rules_house.h"

#define EXAMPLES ", hit: [a], miss: [b]}\n"

struct context_fact {
	const char *lang, *text, *reason; /* NULL: it is hidden */
};

static inline void context_fact_holds(struct judge *judge, const struct context_fact *fact)
{
	const struct comment comment = { .text = slice_from(fact->text),
					 .lang = slice_from(fact->lang) };
	struct verdict verdict;
	struct error error = { 0 };
	struct arena arena;
	const char *got;

	arena_init(&arena, 65536, 16 << 20);
	assert_int_equal(
		judge_comment(judge, &comment, &judge_terms_default, &arena, &verdict, &error), 0);
	FACT(verdict.match_count > 0, "'%s': nothing is found", fact->text);
	got = verdict.matches[0].context ? verdict.matches[0].context : "no reason";
	if (verdict.action == ACTION_HIDE)
		got = NULL;
	FACT(got == fact->reason || (got && fact->reason && strcmp(got, fact->reason) == 0),
	     "'%s': %s", fact->text, got ? got : "hidden");
	arena_done(&arena);
}

static inline void context_facts_hold(const struct house_file *files, size_t file_count,
				      const struct context_fact *facts, size_t count)
{
	struct judge *judge = house_judge_of(files, file_count);

	for (size_t i = 0; i < count; i++)
		context_fact_holds(judge, &facts[i]);
	judge_free(judge);
}

#endif
