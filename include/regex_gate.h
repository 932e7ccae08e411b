/*
 * regex_gate.h - can this regex match this text at all? What must occur for it and the literal
 * engine cannot be asked for: digits and signs.
 */
#ifndef LIVVAKT_REGEX_GATE_H
#define LIVVAKT_REGEX_GATE_H

#include "ruleset_inside.h"

/* What a text has of them. */
struct regex_traits {
	size_t digits;	 /* at least as many as there are, of any script */
	uint64_t signs;	 /* bits: literal_sign; letters may have bits too */
	size_t unbroken; /* at least as many bytes as the longest stretch without a blank has */
};

struct regex_traits regex_gate_read(struct slice text);

/* What the traits alone tell: where they do not suit, the gate of no such text opens. */
bool regex_gate_suits(const struct compiled_regex *regex, const struct regex_traits *traits);
/* `traits` are those of the text. */
bool regex_gate_open(const struct compiled_regex *regex, const struct regex_traits *traits,
		     struct slice text);

/* Whether few comments pass: a digit is needed, or a sign that writing needs seldom. */
bool regex_gate_is_narrow(const struct compiled_regex *regex);

#endif
