/*
 * check_words.h - the words of a pack's rules compared: what stands twice, and what another entry
 * finds already.
 */
#ifndef LIVVAKT_CHECK_WORDS_H
#define LIVVAKT_CHECK_WORDS_H

#include "complaint.h"
#include "ruleset_inside.h"

/* Warnings: duplicate-word, subsumed-word. */
void check_words(const struct pack *pack, struct ruleset *ruleset, struct complaints *complaints);

#endif
