/*
 * truths.h - an answer for each language that a text may be in: yes, no, or not known.
 *
 * A combination is asked for all languages at once, since only the score tells which one counts.
 */
#ifndef LIVVAKT_TRUTHS_H
#define LIVVAKT_TRUTHS_H

#include "condition.h"
#include "language.h"

/* In which languages it holds, and in which it does not; no language is in both. */
struct truths {
	language_set yes, no;
};

#define LANGUAGES_ALL ((1u << LANGUAGE_COUNT) - 1)

/* A rule for every language answers for each. */
static inline language_set languages_each(language_set languages)
{
	return languages & language_bit(LANGUAGE_ANY) ? LANGUAGES_ALL : languages;
}

static inline struct truths truths_from(enum truth truth)
{
	return (struct truths){ truth == TRUTH_YES ? LANGUAGES_ALL : 0,
				truth == TRUTH_NO ? LANGUAGES_ALL : 0 };
}

static inline struct truths truths_both(struct truths a, struct truths b)
{
	return (struct truths){ a.yes & b.yes, a.no | b.no };
}

static inline struct truths truths_not(struct truths a)
{
	return (struct truths){ a.no, a.yes };
}

/* Where neither is said. */
static inline language_set truths_unknown(struct truths a)
{
	return LANGUAGES_ALL & ~a.yes & ~a.no;
}

/* One answer for a text that may be in these languages. */
static inline enum truth truths_in(struct truths truths, language_set languages)
{
	if (truths.yes & languages)
		return TRUTH_YES;
	return (truths.no & languages) == languages ? TRUTH_NO : TRUTH_UNKNOWN;
}

#endif
