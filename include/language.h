/*
 * language.h - the languages Livvakt knows, as a small number; the noun that text, judge and rules
 * share.
 */
#ifndef LIVVAKT_LANGUAGE_H
#define LIVVAKT_LANGUAGE_H

#include "slice.h"
#include <stdbool.h>

/* LANGUAGE_ANY is "uncertain" in a verdict and "every language" in a rule. */
enum language {
	LANGUAGE_ANY,
	LANGUAGE_SV,
	LANGUAGE_NB,
	LANGUAGE_NN,
	LANGUAGE_DA,
	LANGUAGE_DE,
	LANGUAGE_EN,
	LANGUAGE_OTHER, /* surely none of ours */
	LANGUAGE_COUNT
};

/* "sv" … "en"; "und" for uncertain, "other". */
const char *language_name(enum language language);

/* By name, as `sv`; hints as `sv-SE`, `swe` or `no` (taken as nb) are understood, in any case.
 * False, and nothing written, for unknown names. */
bool language_from_name(struct slice name, enum language *ret_language);

/* A set of languages as bits. */
typedef unsigned language_set;
static inline language_set language_bit(enum language language)
{
	return 1u << (unsigned)language;
}

#endif
