/*
 * regex_gate.h - can this regex match this text at all? What must occur for it and the literal
 * engine cannot be asked for: digits and signs.
 */
#ifndef LIVVAKT_REGEX_GATE_H
#define LIVVAKT_REGEX_GATE_H

#include "ruleset_inside.h"

/* At least as many as the text has digits, of any script. */
size_t regex_gate_digits(struct slice text);

/* `digits` is regex_gate_digits of the text. */
bool regex_gate_open(const struct compiled_regex *regex, struct slice text, size_t digits);

#endif
