/*
 * check.h - is everything in these rule folders as its writers mean it? All that loading complains
 * of, the rules' own examples, and what only shows when rules are compared.
 */
#ifndef LIVVAKT_CHECK_H
#define LIVVAKT_CHECK_H

#include "complaint.h"
#include <stddef.h>
#include <stdint.h>

/* What was looked at, for the one line that says all is well. */
struct check_summary {
	size_t packs, rules, drafts, examples, failed_examples, literals, regexes;
	char hash[17];
};

struct scanner_store;

/* `store` may be NULL (scanner.h). Complaints beside those of ruleset_load: example-hit-fails,
 * example-miss-fails, catastrophic; warnings duplicate-word, subsumed-word, and expired for rules
 * that rest since before `now_us` (0: not known). True when there was no error. */
bool check_rules(const char *const *folders, size_t count, const struct scanner_store *store,
		 int64_t now_us, struct complaints *complaints, struct check_summary *ret_summary);

#endif
