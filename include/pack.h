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
#include "condition.h"
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
	PACK_PARTS_MAX = 64, /* of one combination */
	PACK_NEAR_MAX = 100, /* words */
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

/* What a combination rests on: another rule, by its name, or conditions that all must hold. */
struct pack_part {
	struct pack_text rule; /* empty: conditions */
	struct conditions when;
	struct place place;
};

struct pack_parts {
	struct pack_part *items;
	size_t count;
	struct place place;
};

struct pack_at_least {
	unsigned n; /* 0: not asked for */
	struct place place;
	struct pack_parts of;
	struct pack_texts finds_of; /* names of rules: their finds are counted, not they */
};

/* A day or a moment. Of a day that begins something its first moment is meant, of one that ends
 * something its last. */
struct pack_moment {
	struct slice text; /* empty: none is given */
	struct place place;
	int64_t us;
};

/* What a rule asks beside its own words. */
struct pack_combination {
	struct pack_parts all, any, none;
	struct pack_at_least at_least;
	struct conditions when;
	bool is_near;
	unsigned near; /* other words between two finds */
	struct place near_place;
	struct pack_moment starts, expires;
};

/* An example: a text, and where it says so what else is known of it. */
struct pack_example {
	struct pack_text text;
	struct comment comment; /* text and what was given */
	int64_t now_us;
	int64_t author_hides, rate; /* -1: not known */
};

struct pack_examples {
	struct pack_example *items;
	size_t count;
};

enum rule_status { RULE_LIVE, RULE_SHADOW, RULE_DRAFT };

struct pack_rule {
	struct pack_text id;
	struct place place;
	enum category category; /* CATEGORY_NONE: the rule only labels */
	int32_t points;		/* thousandths; negative ones excuse */
	struct pack_texts labels, words, regexes, domains, except, unless, followed, turned;
	struct pack_examples hits, misses;
	unsigned gap;
	struct pack_text group; /* empty: none */
	bool many, context, loose;
	unsigned valid; /* bits of enum check_digit: what a regex finds must hold one of them */
	enum rule_status status;
	bool part; /* only to be combined: earns nothing itself */
	struct slice owner;
	struct pack_combination combination;
};

struct pack {
	const char *file;
	struct pack_text name;
	language_set languages; /* language_bit(LANGUAGE_ANY) for every language */
	struct slice owner;
	struct pack_text zone; /* where its times of day are; empty: each says so itself */
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
