/*
 * check_words.h - the words of rules compared: what stands twice, and what another entry
 * finds already.
 */
#ifndef LIVVAKT_CHECK_WORDS_H
#define LIVVAKT_CHECK_WORDS_H

#include "complaint.h"
#include "rule_source.h"
#include "ruleset_inside.h"

/* Of a pack's rules, with the lists that they name, and of its own lists. Warnings: duplicate-word,
 * subsumed-word, followed-and-turned. */
void check_words(const struct rule_source *source, const struct source_pack *pack,
		 struct ruleset *ruleset, struct complaints *complaints);

/* Within each list file. Warnings: duplicate-word, subsumed-word. */
void check_words_of_lists(const struct rule_source *source, struct ruleset *ruleset,
			  struct complaints *complaints);

/* Between packs that serve the same language. Warnings: word-of-two-packs. */
void check_words_of_packs(const struct rule_source *source, struct ruleset *ruleset,
			  struct complaints *complaints);

#endif
