/*
 * ruleset.h - all rules, compiled: immutable, counted, swapped whole.
 */
#ifndef LIVVAKT_RULESET_H
#define LIVVAKT_RULESET_H

#include "circumstances.h"
#include "complaint.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>

struct ruleset;
struct scanner_store;
struct mood_files;
struct mood_models;

/* Reads the folders (each laid out as docs/rules.md says), compiles and gives a ruleset with one
 * reference. NULL when there is any complaint of weight error, or memory ran out; all complaints
 * are in the list. Examples are not run: see check.h. `models`: mood models, which are part of
 * the hash then; NULL: none. */
struct ruleset *ruleset_load(const char *const *folders, size_t count,
			     const struct mood_files *models, struct complaints *complaints);
/* The same, taken as it was kept in the store (scanner.h) where the rules are what they were. Of
 * rules that changed the compiled literals at least are taken from there, or kept. Warnings of
 * rules that were kept are counted, and not told again. */
struct ruleset *ruleset_load_kept(const char *const *folders, size_t count,
				  const struct mood_files *models,
				  const struct scanner_store *store, struct complaints *complaints);

/* For the next start, unless it is what was kept. Takes as long as writing all of it does. */
void ruleset_keep(const struct ruleset *ruleset, const struct scanner_store *store);

struct ruleset *ruleset_ref(struct ruleset *ruleset);
struct ruleset *ruleset_unref(struct ruleset *ruleset); /* always NULL */

const char *ruleset_hash(const struct ruleset *ruleset); /* 16 hex digits, of content alone */
/* The models that stand beside the lexicon; there may be none. */
const struct mood_models *ruleset_mood_models(const struct ruleset *ruleset);
size_t ruleset_rule_count(const struct ruleset *ruleset);

/* What the rules ask to be told of beyond a comment's text: each rate once, at most
 * RULESET_RATES_MAX; its number is its place in circumstances.rates. */
size_t ruleset_rate_count(const struct ruleset *ruleset);
struct rate ruleset_rate(const struct ruleset *ruleset, size_t number);
bool ruleset_wants_author_hides(const struct ruleset *ruleset);

#endif
