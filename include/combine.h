/*
 * combine.h - from finds to rules that rest on other rules and on conditions: which of them hold,
 * and which finds do not count because what their rule asks beside them does not.
 *
 * A text may be in one of several languages (scope.h), so each answer is a set of languages: in
 * those it holds, in those it does not, and in the rest it is not known.
 */
#ifndef LIVVAKT_COMBINE_H
#define LIVVAKT_COMBINE_H

#include "condition.h"
#include "matcher.h"

enum { COMBINE_WORK_MAX = 50000 }; /* finds looked at for one text: a few milliseconds */

/* The text at hand. */
struct combine_text {
	const struct forms *forms;
	const struct scope *scope;
	struct matches *matches; /* finds are added and taken away */
	const struct condition_facts *facts;
	struct judge_trace *trace; /* NULL: nobody asks */
};

struct combiner; /* one thread's memory for one ruleset */

/* NULL when memory is out. */
struct combiner *combiner_new(const struct ruleset *ruleset);
struct combiner *combiner_free(struct combiner *combiner); /* NULL is fine; always NULL */

/* Costs nothing where no rule is combined. With facts->trying, drafts are tried and parts keep
 * their finds. */
void combiner_run(struct combiner *combiner, const struct combine_text *text);

#endif
