/*
 * pattern_meet.h - two words of rules compared as they are written: is what the one finds found by
 * the other too, always or maybe?
 */
#ifndef LIVVAKT_PATTERN_MEET_H
#define LIVVAKT_PATTERN_MEET_H

#include "term.h"
#include <stdbool.h>

/* Every word that the narrow one finds, the wide one does. */
bool pattern_covers(const struct pattern *wide, const struct pattern *narrow);

/* There may be a word that both find, be it in another spelling, with a slip or in disguise. Where
 * that is not sure the answer is yes. */
bool pattern_meets(const struct pattern *a, const struct pattern *b);

#endif
