/*
 * judge_trace.h - what a judge did on its way to a verdict, step by step, for `livvakt rules
 * explain`. Nobody else asks for it, so judging others pays nothing.
 */
#ifndef LIVVAKT_JUDGE_TRACE_H
#define LIVVAKT_JUDGE_TRACE_H

#include "condition.h"
#include "features.h"
#include "judge.h"
#include "language_guess.h"
#include "scope.h"
#include "score.h"

enum { TRACE_DROPS_MAX = 64, TRACE_ASKS_MAX = 128 };

/* A find that did not count, and why. */
struct trace_drop {
	const char *rule, *reason;
	struct span span; /* in the original text */
	enum form form;
};

/* What a rule asked beside its own words, and the answer. */
struct trace_ask {
	const char *rule, *text; /* "all: sv-spam/offer", "author younger_than 7d" */
	enum truth truth;
};

struct judge_trace {
	struct slice form[FORM_COUNT]; /* live until the judge's next text */
	bool loose_differs;
	struct language_guess guess;
	struct scope scope;
	language_set counted; /* whose rules counted in the end */
	struct score score;
	struct sentiment lexicon;	 /* what it says, whether or not a model goes before it */
	struct sentiment_trace mood;	 /* by which words */
	struct slice mood_text;		 /* the form that they stand in; live as `form` is */
	const struct features *features; /* live until the judge's next text */
	struct trace_drop drops[TRACE_DROPS_MAX];
	size_t drop_count; /* further ones are left out */
	struct trace_ask asks[TRACE_ASKS_MAX];
	size_t ask_count;
};

/* As judge_comment, and says how. */
MUST_CHECK int judge_explain(struct judge *judge, const struct comment *comment,
			     const struct judge_terms *terms, struct arena *arena,
			     struct verdict *ret_verdict, struct judge_trace *ret_trace,
			     struct error *error);

/* For the judge's stations: NULL traces nothing. */
void trace_drop(struct judge_trace *trace, const char *rule, const char *reason, struct span span,
		enum form form);
void trace_ask(struct judge_trace *trace, const char *rule, const char *text, enum truth truth);

#endif
