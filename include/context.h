/*
 * context.h - why a hit may be no attack: negated, quoted, reported, asked about, spoken against,
 * put together of two sentences, meant of a game, or said of somebody else or by others.
 *
 * Such a hit goes to a person and does not hide. It errs towards the person: that a threat stands
 * beside a "not" proves nothing, but a machine should not hide on it alone.
 */
#ifndef LIVVAKT_CONTEXT_H
#define LIVVAKT_CONTEXT_H

#include "matcher.h"

/* What was said of the hit before, and of the sentences it stands in: many rules find the same
 * words. Begins as zeros, for one text and scope. */
struct context_seen {
	struct context_place {
		bool known;
		enum form form;
		size_t first, last;
	} hit, sentences;
	const struct phrase *phrase; /* NULL: of a regex */
	bool by_phrase;		     /* what its words are was asked for */
	enum category category;	     /* of the rule: who threatens is not who hates */
	const char *reason;
	bool countered;
};

/* NULL, or "negated", "quoted", "reported", "question", "counter-speech", "across sentences",
 * "game", "ascribed", "about others". */
const char *context_of(const struct ruleset *ruleset, const struct scope *scope,
		       const struct matches *matches, const struct hit *hit,
		       struct context_seen *seen);

/* NULL, or "goes on": the rule says what may stand right behind its finds, and in the same clause
 * something else does. */
const char *context_goes_on(const struct ruleset *ruleset, const struct matches *matches,
			    const struct hit *hit);

#endif
