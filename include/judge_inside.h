/*
 * judge_inside.h - a judge's side door for `check`: does this very rule hit this text?
 */
#ifndef LIVVAKT_JUDGE_INSIDE_H
#define LIVVAKT_JUDGE_INSIDE_H

#include "judge.h"
#include "matcher.h"

/* The finds in a text taken to be in one of the rule's own languages, drafts included. Lives until
 * the judge's next text. NULL when memory is out. */
const struct matches *judge_find(struct judge *judge, struct slice text, language_set languages,
				 struct error *error);

/* The same of an example of which more is known. What its rule rests on must hold; whether the rule
 * has started or expired does not matter. */
const struct matches *judge_try(struct judge *judge, const struct comment *comment,
				const struct circumstances *circumstances, language_set languages,
				struct error *error);

const struct ruleset *judge_ruleset(const struct judge *judge);

#endif
