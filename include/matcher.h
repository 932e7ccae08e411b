/*
 * matcher.h - which rules a text hits, and where: forms in, hits out; points are score.h's
 * business.
 */
#ifndef LIVVAKT_MATCHER_H
#define LIVVAKT_MATCHER_H

#include "attributes.h"
#include "error.h"
#include "forms.h"
#include "ruleset_inside.h"
#include "scope.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	MATCHER_WORDS_MAX = 32768,    /* of one form */
	MATCHER_HITS_MAX = 1024,      /* of one text */
	MATCHER_RULE_HITS_MAX = 32,   /* of one rule: excused ones do not count */
	MATCHER_REGEX_FINDS_MAX = 64, /* of one regex, with those that do not count: more behind
					 them is undecided */
	MATCHER_WORK_MAX = 200000,    /* look-ups of words in one text: some milliseconds */
	MATCHER_UNDECIDED_MAX = 64,
};

struct hit {
	uint32_t rule;
	enum form form;
	size_t first, last;	     /* words of the form; first > last: no word is touched */
	struct span span;	     /* in the form */
	struct span original;	     /* in the original text */
	const struct phrase *phrase; /* NULL: by a regex */
	bool sure;		     /* false: of an uncertain language and short (scope.h) */
	bool weighed;		     /* the context has been asked for already: */
	const char *context;	     /* NULL, or why it may be no attack */
	language_set languages;	     /* in which it counts */
};

/* What one text gave; lives until the matcher's next text. */
struct matches {
	struct word_view view[FORM_COUNT];
	struct hit *hits; /* in no order that means anything */
	size_t count;
	const char *undecided[MATCHER_UNDECIDED_MAX]; /* names of rules, or judge/<limit> */
	size_t undecided_count;
	const uint32_t *off; /* rules that `unless` switched off */
	size_t off_count;
};

struct matcher; /* one thread's memory for one ruleset */
struct judge_trace;

struct matcher *matcher_new(const struct ruleset *ruleset, struct error *error);
struct matcher *matcher_free(struct matcher *matcher); /* NULL is fine; always NULL */

/* Parts the forms into words: needed by the language guess, thus a step of its own. */
struct matches *matcher_read(struct matcher *matcher, const struct forms *forms);
/* Once more, when nothing but the loose form is another. */
void matcher_read_loose(struct matcher *matcher, const struct forms *forms);

/* What is found from now on and does not count is told to `trace`; NULL: to nobody. */
void matcher_trace(struct matcher *matcher, struct judge_trace *trace);

/* Adds a name of a rule, or judge/<limit>; each once. */
void matches_undecided(struct matches *matches, const char *name);

/* Finds. `drafts`: also rules that are not live yet, for `check`. */
void matcher_find(struct matcher *matcher, const struct forms *forms, const struct scope *scope,
		  bool drafts);

#endif
