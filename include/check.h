/*
 * check.h - is everything in these rule folders as its writers mean it? All that loading complains
 * of, the rules' own examples, and what only shows when rules are compared.
 */
#ifndef LIVVAKT_CHECK_H
#define LIVVAKT_CHECK_H

#include "complaint.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What was looked at, for the one line that says all is well. */
struct check_summary {
	size_t packs, rules, drafts, examples, failed_examples, literals, regexes;
	char hash[17];
};

/* A topic that somebody counts on: "delivery" for the label "topic:delivery". */
struct check_topic {
	const char *name;
	bool given; /* set when a rule that is no draft gives it */
};

struct scanner_store;
struct mood_files;
struct ruleset;
struct thresholds;

struct check_case {
	const char *const *folders;
	size_t count;
	const struct scanner_store *store; /* NULL: none (scanner.h) */
	int64_t now_us;			   /* 0: not known */
	struct check_topic *topics;
	size_t topic_count;
	const struct thresholds *thresholds; /* the lowest of any brand; NULL: the usual ones */
};

/* Complaints beside those of ruleset_load: example-hit-fails,
 * example-miss-fails, catastrophic; warnings of those that the check_….h beside this one name, and
 * expired for rules that rest since before `now_us`. True when there was no error. */
bool check_rules(const struct check_case *what, struct complaints *complaints,
		 struct check_summary *ret_summary);

/* What takes the place of rules in force: as ruleset_load_kept (ruleset.h) gives them, compiled
 * from their files and only when their own examples come out right and no regex is catastrophic. */
struct ruleset *check_load(const char *const *folders, size_t count,
			   const struct mood_files *models, const struct scanner_store *store,
			   struct complaints *complaints);

#endif
