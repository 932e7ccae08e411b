/*
 * check_harmless.h - rules that find what other rules give as harmless. A rule whose word is an
 * everyday one (`och`, `*en`) passes its own examples and hides half of what people write; the
 * `miss` examples of all others are texts that somebody thought about.
 */
#ifndef LIVVAKT_CHECK_HARMLESS_H
#define LIVVAKT_CHECK_HARMLESS_H

#include "attributes.h"
#include "complaint.h"
#include "pack.h"
#include "ruleset.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	CHECK_HARMLESS_LEAST = 20, /* finds; fewer are neighbours that a rule may well share */
	CHECK_HARMLESS_SHARE = 50, /* and one in so many of the texts tried in its languages */
};

struct matches;

/* Begins with zeros. */
struct check_harmless {
	const struct ruleset *ruleset;
	struct harmless_count {
		uint32_t finds;
		const struct pack_text *sample;
	} * rules;
	size_t tried[LANGUAGE_COUNT]; /* examples whose rule serves this language */
};

/* False: out of memory. */
MUST_CHECK bool check_harmless_begin(struct check_harmless *harmless,
				     const struct ruleset *ruleset);
void check_harmless_end(struct check_harmless *harmless);

/* What was found in a `miss` example of the rule `own`; NULL: nothing. */
void check_harmless_note(struct check_harmless *harmless, const struct matches *matches,
			 uint32_t own, const struct pack_text *example);

/* The warning hits-harmless at `place`, the rule's, when it finds too many of them. */
void check_harmless_complain(const struct check_harmless *harmless, uint32_t rule,
			     struct place place, struct complaints *complaints);

#endif
