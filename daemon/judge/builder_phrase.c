/*
 * builder_phrase.c - phrases on their way into the ruleset: word sets and anchors. The literals
 * that are looked for are builder_literal.c's.
 *
 * Of each phrase only its rarest slot is looked for, since every literal that is found costs time:
 * a phrase that was found by "jag" would be compared in every second comment.
 */
#include "literal.h"
#include "respell.h"
#include "ruleset_builder.h"
#include "vocabulary.h"
#include <stdlib.h>

static size_t place_of_slot(struct builder *builder, const struct sequence *entry)
{
	const struct number_table *table = &builder->single_table;
	size_t at = wordset_hash(pattern_text(&entry->patterns[0], FORM_PLAIN));

	for (;; at++) {
		uint32_t number = table->numbers[at & (table->size - 1)];

		if (!number ||
		    sequence_equal(built_slot_at(builder, number - 1)->slot->items[0], entry))
			return at & (table->size - 1);
	}
}

/* The same words stand in many phrases: slots of one entry are shared. Gives where the number of
 * the slot is, or is to be put; NULL when memory is out. */
static uint32_t *find_single(struct builder *builder, const struct slot *slot)
{
	bool grown;

	if (!number_table_double(&builder->single_table, builder->slots.count, &grown))
		return NULL;
	for (size_t i = 0; grown && i < builder->slots.count; i++) {
		const struct slot *other = built_slot_at(builder, i)->slot;

		if (other->count == 1)
			builder->single_table.numbers[place_of_slot(builder, other->items[0])] =
				(uint32_t)i + 1;
	}
	return &builder->single_table.numbers[place_of_slot(builder, slot->items[0])];
}

static bool number_slot(struct builder *builder, struct slot *slot)
{
	uint32_t *single = slot->count == 1 ? find_single(builder, slot) : NULL;
	struct built_slot *built;

	if (single && *single) {
		slot->compiled = *single;
		return true;
	}
	built = slot->count == 1 && !single ? NULL : vector_push(&builder->slots, sizeof(*built));
	if (!built)
		return false;
	built->slot = slot;
	slot->compiled = builder->slots.count;
	if (single)
		*single = (uint32_t)slot->compiled;
	return true;
}

size_t builder_slot(struct builder *builder, struct slot *slot)
{
	struct built_slot *built;

	if (slot->compiled == 0 && !number_slot(builder, slot)) {
		builder->out_of_memory = true;
		return SIZE_MAX;
	}
	built = built_slot_at(builder, slot->compiled - 1);
	if (!built->set)
		built->set = wordset_new(&builder->ruleset->arena, slot->items, slot->count);
	builder->out_of_memory = builder->out_of_memory || !built->set;
	return builder->out_of_memory ? SIZE_MAX : slot->compiled - 1;
}

/* --- which slot is rarest --- */

static bool is_common(const struct builder *builder, struct slice word)
{
	const struct word words[1] = { { .from = 0, .to = (uint32_t)word.len } };
	const uint64_t hash = wordset_hash(word);
	const struct word_view view = { .text = word, .words = words, .count = 1, .hashes = &hash };

	return wordset_lengths(builder->common, FORM_PLAIN, &view, 0, false) & 1u << 1;
}

/* How often it is found in a million words, very roughly; only the order matters. */
static uint64_t cost_of_pattern(const struct builder *builder, const struct pattern *pattern)
{
	static const uint64_t by_letters[] = {
		60000, 60000, 30000, 4000, 1000, 300, 100, 40, 20, 10
	};
	size_t letters = pattern->letters > 9 ? 9 : pattern->letters;
	uint64_t cost = by_letters[letters];

	if ((unsigned char)pattern_text(pattern, FORM_PLAIN).data[0] >= 0xE2)
		return 300; /* a picture, or a script that is not ours */
	if (pattern->kind != PATTERN_EXACT)
		cost *= pattern->kind == PATTERN_PREFIX || pattern->kind == PATTERN_SUFFIX ? 3 : 8;
	if (cost < 20000 && is_common(builder, pattern_text(pattern, FORM_PLAIN)))
		cost = 20000;
	return cost;
}

size_t builder_rarest(const struct builder *builder, const struct sequence *sequence,
		      uint64_t *ret_cost)
{
	uint64_t least = UINT64_MAX;
	size_t best = 0;

	for (size_t i = 0; i < sequence->count; i++) {
		uint64_t cost = cost_of_pattern(builder, &sequence->patterns[i]);

		if (cost >= least)
			continue;
		least = cost;
		best = i;
	}
	*ret_cost = least;
	return best;
}

/* Lists stand in many phrases: their cost is summed once. */
static uint64_t cost_of_slot(struct builder *builder, const struct slot *slot)
{
	struct built_slot *built = built_slot_at(builder, slot->compiled - 1);

	for (size_t i = built->cost ? slot->count : 0; i < slot->count; i++) {
		uint64_t cost;

		builder_rarest(builder, slot->items[i], &cost);
		built->cost += cost;
	}
	return built->cost;
}

static size_t rarest_slot(struct builder *builder, const struct term *term)
{
	uint64_t least = UINT64_MAX;
	size_t best = 0;

	for (size_t i = 0; i < term->count && term->count > 1; i++) {
		uint64_t cost = cost_of_slot(builder, term->slots[i]);

		if (cost >= least)
			continue;
		least = cost;
		best = i;
	}
	return best;
}

/* --- phrases and anchors --- */

struct phrase *builder_phrase(struct builder *builder, const struct term *term, uint32_t rule,
			      unsigned gap, bool loose)
{
	struct arena *arena = &builder->ruleset->arena;
	struct phrase *phrase = arena_calloc(arena, 1, sizeof(*phrase));
	const struct wordset **sets = arena_calloc(arena, term->count, sizeof(struct wordset *));

	if (!phrase || !sets) {
		builder->out_of_memory = true;
		return NULL;
	}
	*phrase = (struct phrase){
		.rule = rule, .gap = gap, .count = term->count, .sets = sets, .loose = loose
	};
	for (size_t i = 0; i < term->count; i++) {
		size_t slot = builder_slot(builder, term->slots[i]);

		if (slot == SIZE_MAX)
			return NULL;
		sets[i] = built_slot_at(builder, slot)->set;
	}
	return phrase;
}

static uint32_t anchor_of(struct builder *builder, struct slot *slot)
{
	size_t index = slot->compiled - 1;
	struct built_anchor *anchor;

	if (built_slot_at(builder, index)->anchor > 0)
		return built_slot_at(builder, index)->anchor - 1;
	anchor = vector_push(&builder->anchors, sizeof(*anchor));
	if (!anchor) {
		builder->out_of_memory = true;
		return UINT32_MAX;
	}
	*anchor = (struct built_anchor){ .slot = (uint32_t)index, .alone = true };
	built_slot_at(builder, index)->anchor = (uint32_t)builder->anchors.count;
	return (uint32_t)builder->anchors.count - 1;
}

static int learn_slips(struct respell *respell, const struct pattern *pattern,
		       language_set languages, enum respell_wish wish)
{
	struct slice word =
		pattern_text(pattern, pattern->len[FORM_LOOSE] > 0 ? FORM_LOOSE : FORM_PLAIN);

	if (pattern->kind != PATTERN_EXACT && pattern->kind != PATTERN_PREFIX)
		return 0;
	return respell_learn(respell, word, languages, wish);
}

static void learn_pattern(struct builder *builder, const struct pattern *pattern,
			  language_set languages)
{
	struct slice word = pattern_text(pattern, FORM_PLAIN);
	bool beginning = pattern->kind == PATTERN_PREFIX;
	unsigned kinds;

	if (languages & language_bit(LANGUAGE_EN) &&
	    (beginning || pattern->kind == PATTERN_EXACT) &&
	    vocabulary_add(builder->vocabulary, word,
			   VOCABULARY_WHOLE | (beginning ? VOCABULARY_BEGINNING : 0)) < 0)
		builder->out_of_memory = true;
	if (!beginning && pattern->kind != PATTERN_EXACT && !pattern_is_compound(pattern->kind))
		return;
	kinds = beginning			 ? VOCABULARY_BEGINNING
		: pattern->kind == PATTERN_EXACT ? VOCABULARY_WHOLE
						 : VOCABULARY_WHOLE | VOCABULARY_BEGINNING;
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		struct vocabulary *known = builder->compound_words[i];

		if (known && languages & language_bit((enum language)i) &&
		    vocabulary_add(known, word, kinds) < 0)
			builder->out_of_memory = true;
	}
}

/* As words are spoken they are nothing to be known by, nor that anybody slips from. */
static size_t written_count(const struct slot *slot)
{
	return slot->written ? slot->written : slot->count;
}

void builder_learn(struct builder *builder, struct slot *slot, language_set languages)
{
	size_t number = builder_slot(builder, slot);

	if (number == SIZE_MAX || !(languages & ~built_slot_at(builder, number)->known))
		return;
	built_slot_at(builder, number)->known |= languages;
	for (size_t i = 0; i < written_count(slot); i++) {
		struct sequence *sequence = slot->items[i];

		for (size_t j = 0; languages & ~sequence->known && j < sequence->count; j++)
			learn_pattern(builder, &sequence->patterns[j], languages);
		sequence->known |= (uint8_t)languages;
	}
}

/* --- what a phrase needs beside its anchor --- */

enum pattern_kind builder_told_as(const struct pattern *pattern)
{
	return pattern->kind == PATTERN_FIRST ? PATTERN_PREFIX : pattern->kind;
}

/* In both forms, where it is looked for in both. */
static bool is_told(const struct pattern *pattern)
{
	for (enum form form = FORM_PLAIN; form < FORM_COUNT; form++)
		if (pattern->len[form] > 0 &&
		    !phrasebook_lists(pattern_text(pattern, form), builder_told_as(pattern)))
			return false;
	return true;
}

const struct pattern *builder_told_by(const struct builder *builder,
				      const struct sequence *sequence)
{
	const struct pattern *best = NULL;
	uint64_t least = UINT64_MAX, cost = 0;

	for (size_t i = 0; i < sequence->count; i++) {
		if (sequence->count > 1)
			cost = cost_of_pattern(builder, &sequence->patterns[i]);
		if (!is_told(&sequence->patterns[i]) || cost >= least)
			continue;
		least = cost;
		best = &sequence->patterns[i];
	}
	return best;
}

/* The number of a slot's list in the phrasebook plus one; 0: it can know nothing of the slot. */
static uint32_t list_of(struct builder *builder, const struct slot *slot)
{
	struct built_slot *built = built_slot_at(builder, slot->compiled - 1);

	for (size_t i = built->list ? slot->count : 0; i < slot->count; i++)
		if (!builder_told_by(builder, slot->items[i]))
			return 0;
	if (built->list == 0)
		built->list = builder->marked_lists++ % PHRASEBOOK_LISTS + 1;
	return built->list;
}

static void need(struct builder *builder, struct candidate *candidate, const struct slot *slot)
{
	uint32_t list;

	if (sketch_need(&candidate->needs, slot) || candidate->list_count == CANDIDATE_LISTS_MAX)
		return;
	list = list_of(builder, slot);
	if (list > 0)
		candidate->lists[candidate->list_count++] = (uint16_t)(list - 1);
}

/* The slots with the fewest entries say most. */
static void set_needs(struct builder *builder, struct candidate *candidate, const struct term *term)
{
	enum { LONG = SKETCH_PLACES_MAX + 1 };

	for (size_t entries = 1; entries <= LONG; entries++)
		for (size_t i = 0; i < term->count; i++) {
			const struct slot *slot = term->slots[i];

			if (i != candidate->phrase->anchor &&
			    entries == (slot->count < LONG ? slot->count : LONG))
				need(builder, candidate, slot);
		}
}

static size_t longest_of(struct builder *builder, const struct slot *slot)
{
	struct built_slot *built = built_slot_at(builder, slot->compiled - 1);

	for (size_t i = built->longest ? slot->count : 0; i < slot->count; i++)
		if (slot->items[i]->count > built->longest)
			built->longest = slot->items[i]->count;
	return built->longest;
}

/* How many words the slots from … to may hold with their gaps. */
static uint8_t reach_of(struct builder *builder, const struct phrase *phrase,
			const struct term *term, size_t from, size_t to)
{
	size_t reach = 0;

	for (size_t i = from; i < to && reach < UINT8_MAX; i++)
		reach += phrase->gap + longest_of(builder, term->slots[i]);
	return reach < UINT8_MAX ? (uint8_t)reach : UINT8_MAX;
}

static struct candidate candidate_of(struct builder *builder, const struct phrase *phrase,
				     const struct term *term)
{
	const struct rule *rule = &builder->ruleset->rules[phrase->rule];
	struct candidate candidate = {
		.phrase = phrase,
		.languages = (uint8_t)rule->languages,
		.draft = rule->status == RULE_DRAFT,
		.loose = phrase->loose,
		.before = reach_of(builder, phrase, term, 0, phrase->anchor),
		.behind = reach_of(builder, phrase, term, phrase->anchor + 1, term->count),
	};

	set_needs(builder, &candidate, term);
	return candidate;
}

void builder_learn_slips(struct builder *builder, struct slot *slot, language_set languages,
			 enum respell_wish wish)
{
	size_t number = builder_slot(builder, slot);
	language_set *taught;

	if (number == SIZE_MAX)
		return;
	taught = &built_slot_at(builder, number)->taught[wish];
	if (!(languages & ~*taught))
		return;
	*taught |= languages;
	for (size_t i = 0; i < written_count(slot); i++) {
		struct sequence *sequence = slot->items[i];
		language_set learnt = 0;

		for (size_t more = wish; more < RESPELL_WISHES; more++)
			learnt |= sequence->taught[more];

		for (size_t j = 0; languages & ~learnt && j < sequence->count; j++)
			if (learn_slips(builder->respell, &sequence->patterns[j], languages, wish) <
			    0)
				builder->out_of_memory = true;
		sequence->taught[wish] |= (uint8_t)languages;
	}
}

/* Slips are looked for in what hurts most, spellings in what insults too, where disguises are. An
 * insult that pays less decides nothing when it is written otherwise, and such words cost
 * everybody. */
enum { SPELLINGS_POINTS = 3000 };

static enum respell_wish wish_of(const struct rule *rule, const struct phrase *phrase)
{
	if (!phrase->loose)
		return RESPELL_AS_IT_STANDS;
	if (rule->category == CATEGORY_HATE || rule->category == CATEGORY_THREAT)
		return RESPELL_SLIPS;
	return rule->category == CATEGORY_INSULT && rule->points >= SPELLINGS_POINTS
		       ? RESPELL_SPELLINGS
		       : RESPELL_AS_IT_STANDS;
}

void builder_look_for(struct builder *builder, struct phrase *phrase, const struct term *term)
{
	struct phrase **kept = vector_push(&builder->phrases, sizeof(struct phrase *));
	struct built_candidate *built = vector_push(&builder->candidates, sizeof(*built));
	struct built_anchor *anchor;

	phrase->anchor = rarest_slot(builder, term);
	if (!kept || !built) {
		builder->out_of_memory = true;
		return;
	}
	*kept = phrase;
	built->anchor = anchor_of(builder, term->slots[phrase->anchor]);
	built->candidate = candidate_of(builder, phrase, term);
	if (built->anchor == UINT32_MAX)
		return;
	anchor = built_anchor_at(builder, built->anchor);
	anchor->phrase_count++;
	anchor->languages |= builder->ruleset->rules[phrase->rule].languages;
	anchor->loose = anchor->loose || phrase->loose;
	anchor->alone = anchor->alone && phrase->count == 1;
	for (size_t i = 0; i < term->count; i++) {
		builder_learn(builder, term->slots[i],
			      builder->ruleset->rules[phrase->rule].languages);
		builder_learn_slips(builder, term->slots[i],
				    builder->ruleset->rules[phrase->rule].languages,
				    wish_of(&builder->ruleset->rules[phrase->rule], phrase));
	}
}
