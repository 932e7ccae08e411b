/*
 * context.h - why a hit may be no attack: negated, quoted, reported, asked about, spoken against.
 *
 * Such a hit goes to a person and does not hide. It errs towards the person: that a threat stands
 * beside a "not" proves nothing, but a machine should not hide on it alone.
 */
#ifndef LIVVAKT_CONTEXT_H
#define LIVVAKT_CONTEXT_H

#include "matcher.h"

/* NULL, or "negated", "quoted", "reported", "question", "counter-speech". */
const char *context_of(const struct ruleset *ruleset, const struct scope *scope,
		       const struct matches *matches, const struct hit *hit);

#endif
