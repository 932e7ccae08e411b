/*
 * rules_import.h - rules of other systems on their way into a pack: what an importer collects, and
 * the pack that is written of it.
 *
 * Importers (rules_import_lists.h, …) are pure: bytes in, rules and a report out. What they hand
 * over is tried here, so that the pack can be loaded: a word is parsed, a regex compiled and
 * probed, a domain spelt. What fails is left out, and said.
 */
#ifndef LIVVAKT_RULES_IMPORT_H
#define LIVVAKT_RULES_IMPORT_H

#include "arena.h"
#include "buffer.h"
#include "slice.h"
#include "verdict.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	RULES_IMPORT_BYTES_MAX = 4 << 20, /* of one file, */
	RULES_IMPORT_TEXTS_MAX = 50000,	  /* words and regexes in it, */
	RULES_IMPORT_RULES_MAX = 5000,	  /* and rules */
	RULES_IMPORT_ID_MAX = 64,
};

enum import_list { IMPORT_WORDS, IMPORT_REGEX, IMPORT_DOMAINS, IMPORT_UNLESS, IMPORT_LISTS };

/* How a rule rests on others, as the keys of a pack say it. */
enum import_rests { IMPORT_ALL, IMPORT_ANY, IMPORT_NONE, IMPORT_AT_LEAST, IMPORT_RESTS };

struct import_texts;

struct import_text {
	struct slice text;
	struct slice key; /* as it is compared with others */
	unsigned line;	  /* of the file */
	const struct import_texts *of;
	struct import_text *next;
};

struct import_texts {
	struct import_text *first, *last;
	size_t count;
};

struct import_rule;

struct import_rest {
	struct import_rule *on;
	struct import_rest *next;
};

struct import_rule {
	char id[RULES_IMPORT_ID_MAX + 1];
	enum category category;
	int32_t points;	    /* thousandths; 0: none, the rule only labels */
	struct slice label; /* empty: none */
	struct slice note;  /* a comment in the pack; empty: none */
	struct slice age;   /* of the account, as "younger_than: 3d"; empty: any */
	struct import_texts lists[IMPORT_LISTS];
	struct {
		struct import_rest *first, *last;
		size_t count;
	} rests[IMPORT_RESTS];
	unsigned at_least; /* so many of those in IMPORT_AT_LEAST */
	unsigned height;   /* steps down to a rule that rests on none */
	bool many;	   /* each find counts */
	bool part;	   /* it only serves others; written when one of these is needed */
	bool needed;
	struct import_rule *next;
};

struct import {
	struct arena arena;
	enum category category; /* of what the other system does not tell apart */
	struct slice action;	/* of lists that do not tell it themselves */
	struct import_rule *first, *last;
	size_t rule_count, text_count;
	size_t taken, left_out; /* entries of the other system */
	size_t doubled;		/* that stand in a list already: nothing is lost with them */
	const struct import_text **seen; /* open hash of what was kept */
	struct buffer report;		 /* a line for each that was left out */
	const char *file;		 /* as the report names it */
	const char *failure;		 /* nothing could be read at all, and why; NULL otherwise */
};

void import_init(struct import *import, const char *file, enum category category);
void import_done(struct import *import);

/* Is it text that an importer may read? Sets `failure` otherwise. */
bool import_accepts(struct import *import, struct slice text);

/* A new rule at the end, with an id made of `name`; NULL when there are too many. */
struct import_rule *import_rule(struct import *import, struct slice name);

/* A new rule that only serves `of`. */
struct import_rule *import_part(struct import *import, const struct import_rule *of);

/* False where a pack could not say it: too many, too deep, or both wanted and not. */
bool import_rest(struct import *import, struct import_rule *rule, enum import_rests rests,
		 struct import_rule *on);

/* The rule and all that it rests on are to be written: of those that combine or are parts no other
 * is. */
void import_need(struct import_rule *rule);

/* Would it find anything by itself? */
bool import_looks_for_something(const struct import_rule *rule);

/* Text as somebody meant it, letter by letter: a word or phrase where our notation can say it, a
 * regex where it cannot. Open ends may be in the middle of a word. False after leaving it out. */
bool import_literal(struct import *import, struct import_rule *rule, struct slice text,
		    bool open_before, bool open_behind, unsigned line);

/* A regex that may match in any case. */
bool import_regex(struct import *import, struct import_rule *rule, struct slice pattern,
		  unsigned line);
bool import_domain(struct import *import, struct import_rule *rule, struct slice name,
		   unsigned line);

/* Words that switch the rule off. */
bool import_unless(struct import *import, struct import_rule *rule, struct slice text,
		   unsigned line);

/* Writes the line into the report and counts. */
void import_leave_out(struct import *import, unsigned line, struct slice what, const char *reason);

/* Writes a line of what was taken over, but not as it was: "its score is cut to 20". */
void import_tell(struct import *import, unsigned line, struct slice what, const char *change);

/* The pack; rules that look for nothing are not in it. `language` is one of ours or `any`. */
void import_write(const struct import *import, struct slice pack, struct slice language,
		  const char *format, struct buffer *ret_pack);

#endif
