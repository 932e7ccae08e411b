/*
 * ruleset_builder.h - the workshop in which a ruleset is put together; for ruleset_build.c and its
 * helpers.
 */
#ifndef LIVVAKT_RULESET_BUILDER_H
#define LIVVAKT_RULESET_BUILDER_H

#include "respell.h"
#include "ruleset_inside.h"

/* A slot that has been met: its word set, and whether phrases are looked for by it. */
struct built_slot {
	const struct slot *slot;
	const struct wordset *set; /* NULL: not asked for yet */
	uint64_t cost;		   /* how often it will be found, roughly; 0: not asked yet */
	size_t longest;		   /* words of its longest entry; 0: not asked yet */
	uint32_t anchor;	   /* number of the anchor plus one; 0: none */
	uint32_t list;		   /* its number in the phrasebook plus one; 0: none */
	language_set known;	   /* in whose vocabularies its words are */
	language_set
		taught[RESPELL_WISHES]; /* for which its words are known to respell.h, and how */
};

struct built_anchor {
	uint32_t slot; /* index into slots */
	size_t phrase_count;
	language_set languages; /* of all its phrases' rules */
	bool loose;		/* at least one of its phrases is looked for in disguise */
	bool alone;		/* all of its phrases have no other slot */
};

struct built_candidate {
	uint32_t anchor;
	struct candidate candidate;
};

struct built_use {
	uint32_t literal;
	struct use use;
};

struct built_list {
	const struct pack_texts *entries;
	struct slot *slot;
	bool used;
};

/* A word, and as people write it who write as they speak. */
struct built_spoken {
	uint64_t hash; /* of the word */
	struct slot *forms;
};

/* One word with its spoken forms, as a slot that all phrases share. */
struct spoken_slot {
	const struct sequence *sequence;
	struct slot *slot;
	language_set languages;
};

/* Arrays that grow while building; pointers into them hold only until the next push. */
struct vector {
	void *items;
	size_t count, capacity;
};

/* A cleared new item at the end; NULL when memory is out. */
void *vector_push(struct vector *vector, size_t bytes);

/* An open hash of things that stand in an array: their number plus one; 0: free. */
struct number_table {
	uint32_t *numbers;
	size_t size; /* a power of two */
};

/* Room for so many. The caller frees `numbers`. */
bool number_table_init(struct number_table *table, size_t count);
/* Doubles one once it is half full: *ret_grown tells, and all that it held must be put in anew.
 * False when memory is out. */
bool number_table_double(struct number_table *table, size_t used, bool *ret_grown);

struct builder {
	struct ruleset *ruleset;
	const struct rule_source *source;
	struct complaints *complaints;
	struct vector slots;		      /* struct built_slot */
	struct vector anchors;		      /* struct built_anchor */
	struct vector phrases;		      /* struct phrase *, those that are looked for */
	struct vector candidates;	      /* struct built_candidate, beside phrases */
	struct vector uses;		      /* struct built_use */
	struct vector literals;		      /* struct scanner_literal */
	struct number_table literal_table;    /* of literals */
	struct number_table single_table;     /* of slots with one entry */
	uint32_t marked_lists;		      /* lists that the phrasebook knows */
	struct vector regexes;		      /* struct compiled_regex */
	struct vector lists;		      /* struct built_list */
	struct vector caps;		      /* int32_t */
	struct vector domains;		      /* struct domain_entry */
	struct vector spoken[LANGUAGE_COUNT]; /* struct built_spoken */
	struct vector spoken_slots;	      /* struct spoken_slot */
	struct vector checked;		      /* const struct slot *, for everyday words */
	struct vector everyday; /* struct everyday_word, and their table; made when first asked */
	struct number_table everyday_table;
	struct regex_scratch *regex_scratch;
	struct vector common_words;   /* struct sequence *, of all languages, */
	const struct wordset *common; /* and their set */
	struct term_book book;	      /* sequences are the ruleset's */
	/* What the ruleset gets copies of. */
	struct phrasebook *phrasebook;
	struct language_model *language_model;
	struct lexicon *lexicon;
	struct vocabulary *vocabulary;
	struct respell *respell;
	struct vocabulary *compound_words[LANGUAGE_COUNT];
	struct arena workshop; /* for slots and terms, which are gone once it is built */
	struct arena scratch;  /* for what one regex is thought over in */
	bool out_of_memory;
};

static inline struct built_slot *built_slot_at(struct builder *builder, size_t index)
{
	return (struct built_slot *)builder->slots.items + index;
}

static inline struct built_anchor *built_anchor_at(struct builder *builder, size_t index)
{
	return (struct built_anchor *)builder->anchors.items + index;
}

/* --- builder_phrase.c --- */

/* The number of a slot, whose word set is made when first asked for. SIZE_MAX when memory is out.
 */
size_t builder_slot(struct builder *builder, struct slot *slot);

/* A phrase of a rule's, in the arena; not yet looked for. NULL when memory is out. */
struct phrase *builder_phrase(struct builder *builder, const struct term *term, uint32_t rule,
			      unsigned gap, bool loose);

/* Words of a rule, so that they are known where words were joined or, in English, blanks left out.
 */
void builder_learn(struct builder *builder, struct slot *slot, language_set languages);

/* For slips of the finger and other spellings. */
void builder_learn_slips(struct builder *builder, struct slot *slot, language_set languages,
			 enum respell_wish wish);

/* Has the engine look for it, by its rarest slot. */
void builder_look_for(struct builder *builder, struct phrase *phrase, const struct term *term);

/* Which word of an entry is found least often, and how often that is, roughly. */
size_t builder_rarest(const struct builder *builder, const struct sequence *sequence,
		      uint64_t *ret_cost);

/* A pattern as the phrasebook's lists know it. */
enum pattern_kind builder_told_as(const struct pattern *pattern);

/* The word by which the phrasebook tells that an entry may be there: the rarest of those that it
 * can know; NULL: none. */
const struct pattern *builder_told_by(const struct builder *builder,
				      const struct sequence *sequence);

/* --- builder_literal.c --- */

/* The number of a literal; the same text has the same. */
uint32_t builder_literal(struct builder *builder, struct slice text, bool once);
void builder_use(struct builder *builder, uint32_t literal, struct use use);

/* Turns what was collected into the ruleset's anchors, uses and scanner. */
void builder_finish_literals(struct builder *builder);

/* --- builder_collision.c --- */

/* Warns of words that are everyday ones in a language that the rule serves too, and of the
 * commonest words of its only language where it earns by them. */
void builder_collisions(struct builder *builder, const struct term *term, const struct rule *rule);

/* --- builder_language.c --- */

/* Language model, lexicon and context words, from language.yaml and sentiment.txt. */
void builder_languages(struct builder *builder);

/* --- builder_spoken.c --- */

/* What language.yaml says of how words are spoken; complains of what is no word (spoken-word). */
void builder_spoken_words(struct builder *builder, const struct source_language *language);

/* --- builder_plural.c --- */

enum { BUILDER_PLURALS = 4 };

/* Further entries for +word, in the languages: its forms that do not begin as it does. How many;
 * none of what is no last part of compounds. */
size_t builder_plurals(struct builder *builder, const struct sequence *sequence,
		       language_set languages, struct sequence *ret_forms[static BUILDER_PLURALS]);

/* The term with its words as they are spoken in these languages beside them; the same term where
 * none has another form. A word that is looked for alone stays as it is, unless so asked. */
const struct term *builder_spoken(struct builder *builder, const struct term *term,
				  language_set languages, bool alone);

/* --- builder_domain.c --- */

/* One entry of a rule's `domains`; complains of what is none (domain-url, domain-syntax,
 * public-suffix, unknown-domain-end). */
void builder_domain(struct builder *builder, const struct pack_text *text, uint32_t rule);

/* --- builder_number.c --- */

/* The numbers among what excuses a rule's finds. */
void builder_numbers(struct builder *builder, const struct source_pack *pack,
		     const struct pack_texts *except, struct rule *rule);

/* --- builder_rule.c --- */

void builder_pack(struct builder *builder, const struct source_pack *pack);

/* --- builder_list.c --- */

/* Lists as one pack names them. */
struct pack_lists {
	struct builder *builder;
	const struct source_pack *pack;
	struct vector named; /* struct named_list: those that were asked for already */
};

/* For struct term_lists: NULL after a complaint. */
struct slot *pack_lists_find(void *context, struct slice name, struct place place);
/* The same, as it was written. */
const struct pack_texts *pack_lists_entries(struct pack_lists *lists, struct slice name,
					    struct place place);
void pack_lists_done(struct pack_lists *lists);

/* Complains of lists that no rule uses. */
void builder_unused_lists(struct builder *builder);

/* --- builder_combine.c --- */

/* Once all rules are there: what they rest on, in the order in which it can be told whether they
 * hold. */
void builder_combinations(struct builder *builder);

/* --- builder_grounds.c --- */

/* Of each combination, in order: can it hold at all, and may it hide? `sources` are the rules by
 * number. */
void builder_grounds(struct builder *builder, const struct pack_rule *const *sources);

/* --- builder_conflict.c --- */

/* Of each combination: does it, or what it rests on, ask for what it forbids? */
void builder_conflicts(struct builder *builder, const struct pack_rule *const *sources);

/* --- ruleset_build.c --- */

void builder_complain(struct builder *builder, struct place place, enum complaint_weight weight,
		      const char *code, const char *text);

/* All entries as the sequences of one slot, in the workshop. NULL when memory is out. */
struct slot *builder_entries(struct builder *builder, const struct pack_texts *entries);

#endif
