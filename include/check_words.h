/*
 * check_words.h - the words of a pack's rules compared: what stands twice, what another entry finds
 * already, and what is an everyday word of a language that the rule serves too.
 */
#ifndef LIVVAKT_CHECK_WORDS_H
#define LIVVAKT_CHECK_WORDS_H

#include "complaint.h"
#include "ruleset_inside.h"

/* Warnings: duplicate-word, subsumed-word, word-collision. */
void check_words(const struct pack *pack, struct ruleset *ruleset, struct complaints *complaints);

#endif
