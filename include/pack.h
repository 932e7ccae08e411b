/*
 * pack.h - one rule pack as a moderator wrote it: YAML in, plain structs out.
 *
 * Only the file's own shape is looked at here: keys, types, ranges, names. What words mean, whether
 * lists exist and regexes compile is the business of those who compile packs to a ruleset.
 */
#ifndef LIVVAKT_PACK_H
#define LIVVAKT_PACK_H

#include "arena.h"
#include "complaint.h"
#include "language.h"
#include "slice.h"
#include "verdict.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	PACK_FILE_MAX = 4 << 20, /* bytes of one file */
	PACK_GAP_MAX = 10,	 /* words between two elements */
	PACK_POINTS_MAX = 20000, /* thousandths */
	PACK_POINTS_MIN = 100,
};

/* Something a person wrote, and where. */
struct pack_text {
	struct slice text; /* terminated */
	struct place place;
	bool plain; /* scalar without quotes: its text begins at the column, else one later */
};

struct pack_texts {
	struct pack_text *items;
	size_t count;
};

struct pack_list {
	struct slice name;
	struct place place;
	struct pack_texts entries;
};

struct pack_group {
	struct slice name;
	struct place place;
	int32_t cap; /* thousandths of points */
};

enum rule_status { RULE_LIVE, RULE_SHADOW, RULE_DRAFT };

struct pack_rule {
	struct pack_text id;
	struct place place;
	enum category category; /* CATEGORY_NONE: the rule only labels */
	int32_t points;		/* thousandths; negative ones excuse */
	struct pack_texts labels, words, regexes, domains, except, unless, hits, misses;
	unsigned gap;
	struct pack_text group; /* empty: none */
	bool many, context, loose;
	unsigned valid; /* bits of enum check_digit: what a regex finds must hold one of them */
	enum rule_status status;
};

struct pack {
	const char *file;
	struct pack_text name;
	language_set languages; /* language_bit(LANGUAGE_ANY) for every language */
	struct slice owner;
	struct pack_list *lists;
	size_t list_count;
	struct pack_group *groups;
	size_t group_count;
	struct pack_rule *rules;
	size_t rule_count;
};

/* Everything lives in the arena, also the copy of `file`. Complains of everything that is wrong at
 * once; what is left out of the pack then is what could not be understood. NULL when it is no pack
 * at all or memory ran out. */
struct pack *pack_parse(struct slice text, const char *file, struct arena *arena,
			struct complaints *complaints);

#endif
