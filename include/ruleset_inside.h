/*
 * ruleset_inside.h - what a compiled ruleset is made of; for the judge's own room only.
 *
 * The way from a text to a rule:
 *
 *   phrasebook ───────►
 *   literal engine ──► literal ──► uses ──┬─► anchor (a slot of phrases) ──► terms ──► rule
 *   (one pass a form)                     └─► regex ─────────────────────────────────► rule
 *
 * Of each phrase one slot, the rarest, is its anchor: only the words of that slot are looked for;
 * the slots beside it are compared where the anchor was found.
 *
 * The engine reads words with one blank between two and at both ends, so that a literal with blanks
 * finds whole words alone: " svin" for svin*. Whole words on both sides, " idiot ", are what most
 * literals are; those are found by the words' hashes instead.
 */
#ifndef LIVVAKT_RULESET_INSIDE_H
#define LIVVAKT_RULESET_INSIDE_H

#include "arena.h"
#include "language.h"
#include "language_guess.h"
#include "lexicon.h"
#include "mood_models.h"
#include "pack.h"
#include "phrasebook.h"
#include "regex.h"
#include "region.h"
#include "rule_source.h"
#include "ruleset.h"
#include "scanner.h"
#include "sentiment.h"
#include "sketch.h"
#include "term.h"
#include "wordset.h"
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#define RULE_NO_GROUP UINT32_MAX

enum term_role { TERM_WORDS, TERM_UNLESS };

/* A phrase, compiled. */
struct phrase {
	uint32_t rule;
	enum term_role role;
	unsigned gap;
	size_t count;		     /* slots */
	const struct wordset **sets; /* per slot */
	bool loose;		     /* disguises are undone */
	size_t anchor;		     /* which slot is looked for */
};

enum { CANDIDATE_LISTS_MAX = 4 };

/* A phrase, and what most texts that hold its anchor fail at, in one piece of memory. */
struct candidate {
	const struct phrase *phrase;
	struct sketch_needs needs;	     /* of its short slots */
	uint16_t lists[CANDIDATE_LISTS_MAX]; /* long ones that need a word, by number in the book */
	uint8_t list_count : 4;
	bool draft : 1, loose : 1; /* its rule is no more than that; it is looked for in disguise */
	uint8_t languages;	   /* of its rule: a language_set */
	uint8_t before, behind;	   /* words, pictures aside, that it may hold before its anchor and
				      behind; UINT8_MAX: maybe more */
};
static_assert(CANDIDATE_LISTS_MAX < 1 << 4, "they can be counted");

/* What excuses a find. */
struct exception {
	const struct phrase *phrase;
	struct sketch_needs needs; /* of all its slots: it has no anchor */
};

/* A slot that phrases are looked for by. */
struct anchor {
	struct candidate *candidates;
	uint32_t count;
	uint8_t before, behind; /* the most of its candidates */
};

enum use_kind { USE_WORD, USE_REGEX };

/* Why a literal is looked for. */
struct use {
	const struct sequence *sequence; /* USE_WORD: the entry that holds the literal, */
	uint32_t index;			 /* of the anchor, or of the regex */
	uint8_t words;			 /* of the entry: most finds need no more of it; */
	uint8_t offset;			 /* in which of them; */
	bool whole : 1;			 /* or it is the whole entry: nothing is left to compare */
	uint8_t kind : 1;		 /* enum use_kind */
	uint8_t forms : 2;		 /* bits: 1 << FORM_PLAIN, 1 << FORM_LOOSE */
	uint8_t languages;		 /* of the rules behind it: most finds end here */
};
static_assert(FORM_COUNT == 2 && LANGUAGE_COUNT <= 8 && TERM_SEQUENCE_MAX <= UINT8_MAX,
	      "they fit into a use");

/* What most finds of a literal end at, in one piece of memory: only the rest look at the uses. */
struct literal_head {
	uint32_t from;	   /* its uses: uses[from] … uses[from of the next] */
	uint8_t len;	   /* bytes behind the blank that it may begin with */
	uint8_t languages; /* of all uses: a language_set */
	uint8_t forms;	   /* of all uses */
};

struct compiled_regex {
	struct regex *regex;
	struct slice pattern;
	uint32_t rule;
	bool blanks;	   /* runs of blanks keep it from its finds */
	bool lines;	   /* it names line ends: they are none of its blanks */
	bool always;	   /* the engine cannot be asked, or what must occur is too short for it */
	bool told;	   /* it is run where the engine found a literal as it stands below */
	unsigned digits;   /* it is run on texts with as many, */
	uint64_t signs;	   /* with all of these (literal_sign), */
	unsigned unbroken; /* so many characters without a blank between them, */
	bool behind_sign, before_digit; /* (so stand the literals: literal.h) */
	const struct slice *literals;	/* and, unless there are none, with one of these */
	size_t literal_count;
};

/* Of a regex that no find leads to: most texts end here. */
struct gate {
	uint64_t signs;
	uint32_t digits, regex;
};

/* What a combination rests on. */
struct operand {
	uint32_t rule; /* OPERAND_CONDITIONS: `when` */
	struct conditions when;
	const char *text; /* for explain: "all: sv-spam/offer" */
};
#define OPERAND_CONDITIONS UINT32_MAX

struct operands {
	struct operand *items;
	size_t count;
};

/* What a rule asks beside its own words; all of it must hold. */
struct combination {
	uint32_t rule;
	bool own;	  /* the rule has words or regexes: their finds count where this holds */
	bool unaided;	  /* may hold where none of the rules it rests on was found */
	unsigned n;	  /* of `of`, so many; 0: not asked for */
	bool count_finds; /* count their finds, not the rules */
	bool is_near;
	unsigned near; /* other words between two finds */
	struct operands all, any, none, of;
	struct operand when;
};

struct rule {
	const char *name; /* sv-threat/kill-you */
	enum category category;
	int32_t points;
	bool many, context, loose;
	unsigned valid; /* bits of enum check_digit; 0: finds need no check */
	enum rule_status status;
	language_set languages;
	uint32_t group; /* RULE_NO_GROUP, or index of a cap */
	const char **labels;
	size_t label_count;
	struct exception *except;
	size_t except_count;
	const struct phrase **followed; /* what may stand right behind a find, */
	size_t followed_count;
	const struct phrase **turned; /* what makes it another thing there; none: all else does */
	size_t turned_count;
	bool bounded;	       /* where that is asked for */
	struct slice *numbers; /* among them: telephone and other numbers, however grouped */
	size_t number_count;
	uint32_t combination; /* its number plus one; 0: none */
	bool part;	      /* only to be combined: no match, no points */
	const char *limit; /* NULL, or why it goes to a person at most, as "rests on sentiment" */
};

/* What the words of language.yaml tell of context. */
enum context_kind {
	CONTEXT_NEGATION,
	CONTEXT_QUOTATION,
	CONTEXT_QUESTIONS,
	CONTEXT_REPORTS, /* of threats that somebody got; so do the two below together */
	CONTEXT_MESSAGES,
	CONTEXT_RECEIVED,
	CONTEXT_HOSTILITY, /* what is done to people: attack, hate */
	CONTEXT_BELIEFS,   /* thinks, believes */
	CONTEXT_LIES,	   /* the myth that */
	CONTEXT_BIGOTS,	   /* whose beliefs they are */
	CONTEXT_GAMES,
	CONTEXT_TRIFLES,
	CONTEXT_INTENTIONS,   /* wanted, planned */
	CONTEXT_APPROVALS,    /* good idea */
	CONTEXT_OBJECTIONS,   /* that is vile: with which what is asked back is answered */
	CONTEXT_INSCRIPTIONS, /* it said on the wall */
	CONTEXT_KINDS
};

/* The words by which context is told, per language. */
struct context_words {
	struct wordset *sets[CONTEXT_KINDS];
	const struct phrase **counter;
	size_t counter_count;
	struct wordset *common; /* the language's everyday words */
};

struct ruleset {
	atomic_uint references;
	struct region region; /* of the arena, where the ruleset is one that can be kept */
	bool taken;	      /* it was kept, and is not to be once more */
	struct arena arena;   /* holds everything below but regexes, scanner and mood models */
	struct rule *rules;
	size_t rule_count;
	struct phrase **phrases;
	size_t phrase_count;
	struct anchor *anchors;
	size_t anchor_count;
	struct compiled_regex *regexes;
	size_t regex_count;
	struct gate *gates; /* of the regexes that are `always` */
	size_t gate_count;
	const struct phrasebook *phrasebook; /* literals that it takes: the first book_count */
	struct scanner *scanner;	     /* and the rest */
	size_t book_count;
	struct use *uses;	    /* by literal */
	struct literal_head *heads; /* literal_count and one */
	size_t literal_count;
	const struct domain_table *domains;
	bool combined;			  /* there are parts or combinations at all */
	struct combination *combinations; /* those that others rest on come first */
	size_t combination_count;
	uint32_t *fed;	    /* numbers of the combinations that rest on a rule … */
	uint32_t *fed_from; /* … fed[fed_from[rule]] … fed[fed_from[rule + 1]]; NULL: no rule has
			       any */
	struct rate rates[RULESET_RATES_MAX]; /* that rules ask for */
	size_t rate_count;
	bool wants_author_hides;
	int32_t *caps; /* of groups */
	size_t cap_count;
	language_set languages; /* of which there are rules */
	struct context_words context[LANGUAGE_COUNT];
	const struct language_model *language_model;
	const struct lexicon *lexicon;
	struct mood_models mood_models;	     /* none: the lexicon alone */
	const struct vocabulary *vocabulary; /* of languages that write compounds apart */
	const struct respell *respell;
	const struct vocabulary
		*compound_words[LANGUAGE_COUNT]; /* of those that join them, and English */
	char hash[RULE_HASH_TEXT_MAX];
};

/* Compiles what was read; NULL when there is any complaint of weight error. Drafts are compiled
 * too, so that their mistakes and examples show, but never looked for by a judge unless asked
 * (judge_inside.h). */
struct ruleset *ruleset_build(const struct rule_source *source, struct complaints *complaints);

/* The same, but what is good is kept when something else is complained of, so that `check` can try
 * the examples of all other rules. Rules stand in the order of the source. NULL only when it could
 * not be finished. */
struct ruleset *ruleset_build_parts(const struct rule_source *source,
				    struct complaints *complaints);

/* What rules must pass beyond being understood; it complains. */
typedef void ruleset_trial(const struct rule_source *source, struct ruleset *ruleset,
			   struct complaints *complaints);

/* As ruleset_load_kept, but with a trial the rules are compiled from their files in any case, and
 * given only when it had no complaint of weight error. NULL: none. */
struct ruleset *ruleset_load_tried(const char *const *folders, size_t count,
				   const struct mood_files *models,
				   const struct scanner_store *store, ruleset_trial *trial,
				   struct complaints *complaints);

#endif
