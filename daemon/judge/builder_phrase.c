/*
 * builder_phrase.c - phrases on their way into the ruleset: word sets, anchors, and the literals
 * that the engine looks for.
 *
 * Of each phrase only its rarest slot is looked for, since every literal that is found costs time:
 * a phrase that was found by "jag" would be compared in every second comment.
 */
#include "literal.h"
#include "ruleset_builder.h"
#include "vocabulary.h"
#include <stdlib.h>

enum { TABLE_START = 4096, SOLID_BYTES_MAX = 48 };

static struct built_slot *slot_at(struct builder *builder, size_t index)
{
	return (struct built_slot *)builder->slots.items + index;
}

static struct built_anchor *anchor_at(struct builder *builder, size_t index)
{
	return (struct built_anchor *)builder->anchors.items + index;
}

static struct wordset *new_set(struct builder *builder, enum form form, const struct slot *slot)
{
	struct wordset *set = wordset_new(&builder->ruleset->arena, form, slot->items, slot->count);

	if (!set)
		builder->out_of_memory = true;
	return set;
}

/* Doubles an open hash once it is half full: *ret_grown tells, and all that it held must be put in
 * anew. False when memory is out. */
static bool double_table(struct number_table *table, size_t used, bool *ret_grown)
{
	size_t size = table->size ? 2 * table->size : TABLE_START;

	*ret_grown = 2 * (used + 1) >= table->size;
	if (!*ret_grown)
		return true;
	free(table->numbers);
	table->numbers = calloc(size, sizeof(*table->numbers));
	table->size = table->numbers ? size : 0;
	return table->numbers != NULL;
}

static size_t place_of_slot(struct builder *builder, const struct sequence *entry)
{
	const struct number_table *table = &builder->single_table;
	size_t at = wordset_hash(entry->patterns[0].text[FORM_PLAIN]);

	for (;; at++) {
		uint32_t number = table->numbers[at & (table->size - 1)];

		if (!number || sequence_equal(slot_at(builder, number - 1)->slot->items, entry))
			return at & (table->size - 1);
	}
}

/* The same words stand in many phrases: slots of one entry are shared. Gives where the number of
 * the slot is, or is to be put; NULL when memory is out. */
static uint32_t *find_single(struct builder *builder, const struct slot *slot)
{
	bool grown;

	if (!double_table(&builder->single_table, builder->slots.count, &grown))
		return NULL;
	for (size_t i = 0; grown && i < builder->slots.count; i++) {
		const struct slot *other = slot_at(builder, i)->slot;

		if (other->count == 1)
			builder->single_table.numbers[place_of_slot(builder, other->items)] =
				(uint32_t)i + 1;
	}
	return &builder->single_table.numbers[place_of_slot(builder, slot->items)];
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

size_t builder_slot(struct builder *builder, struct slot *slot, bool loose)
{
	struct built_slot *built;

	if (slot->compiled == 0 && !number_slot(builder, slot)) {
		builder->out_of_memory = true;
		return SIZE_MAX;
	}
	built = slot_at(builder, slot->compiled - 1);
	if (!built->sets[FORM_PLAIN])
		built->sets[FORM_PLAIN] = new_set(builder, FORM_PLAIN, slot);
	if (loose && !built->sets[FORM_LOOSE])
		built->sets[FORM_LOOSE] = new_set(builder, FORM_LOOSE, slot);
	return builder->out_of_memory ? SIZE_MAX : slot->compiled - 1;
}

/* --- which slot is rarest --- */

static bool is_common(const struct ruleset *ruleset, struct slice word)
{
	const struct word words[1] = { { .from = 0, .to = (uint32_t)word.len } };
	const uint64_t hash = wordset_hash(word);
	const struct word_view view = { .text = word, .words = words, .count = 1, .hashes = &hash };

	for (int i = 0; i < LANGUAGE_COUNT; i++)
		if (ruleset->context[i].common &&
		    wordset_has_word(ruleset->context[i].common, &view, 0))
			return true;
	return false;
}

/* How often it is found in a million words, very roughly; only the order matters. */
static uint64_t cost_of_pattern(const struct ruleset *ruleset, const struct pattern *pattern)
{
	static const uint64_t by_letters[] = {
		60000, 60000, 30000, 4000, 1000, 300, 100, 40, 20, 10
	};
	size_t letters = pattern->letters > 9 ? 9 : pattern->letters;
	uint64_t cost = by_letters[letters];

	if ((unsigned char)pattern->text[FORM_PLAIN].data[0] >= 0xE2)
		return 300; /* a picture, or a script that is not ours */
	if (pattern->kind != PATTERN_EXACT)
		cost *= pattern->kind == PATTERN_PREFIX || pattern->kind == PATTERN_SUFFIX ? 3 : 8;
	if (is_common(ruleset, pattern->text[FORM_PLAIN]) && cost < 20000)
		cost = 20000;
	return cost;
}

static size_t rarest_pattern(const struct ruleset *ruleset, const struct sequence *sequence,
			     uint64_t *ret_cost)
{
	uint64_t least = UINT64_MAX;
	size_t best = 0;

	for (size_t i = 0; i < sequence->count; i++) {
		uint64_t cost = cost_of_pattern(ruleset, &sequence->patterns[i]);

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
	struct built_slot *built = slot_at(builder, slot->compiled - 1);

	for (size_t i = built->cost ? slot->count : 0; i < slot->count; i++) {
		uint64_t cost;

		rarest_pattern(builder->ruleset, &slot->items[i], &cost);
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
	enum form forms = loose ? FORM_COUNT : FORM_LOOSE;

	if (!phrase)
		goto fail;
	*phrase = (struct phrase){ .rule = rule, .gap = gap, .count = term->count };
	for (enum form form = FORM_PLAIN; form < forms; form++) {
		phrase->sets[form] = arena_calloc(arena, term->count, sizeof(struct wordset *));
		if (!phrase->sets[form])
			goto fail;
	}
	for (size_t i = 0; i < term->count; i++) {
		size_t slot = builder_slot(builder, term->slots[i], loose);

		if (slot == SIZE_MAX)
			goto fail;
		for (enum form form = FORM_PLAIN; form < forms; form++)
			phrase->sets[form][i] = slot_at(builder, slot)->sets[form];
	}
	return phrase;

fail:
	builder->out_of_memory = true;
	return NULL;
}

static uint32_t anchor_of(struct builder *builder, struct slot *slot)
{
	size_t index = slot->compiled - 1;
	struct built_anchor *anchor;

	if (slot_at(builder, index)->anchor > 0)
		return slot_at(builder, index)->anchor - 1;
	anchor = vector_push(&builder->anchors, sizeof(*anchor));
	if (!anchor) {
		builder->out_of_memory = true;
		return UINT32_MAX;
	}
	*anchor = (struct built_anchor){ .slot = (uint32_t)index, .alone = true };
	slot_at(builder, index)->anchor = (uint32_t)builder->anchors.count;
	return (uint32_t)builder->anchors.count - 1;
}

static void learn_pattern(struct builder *builder, const struct pattern *pattern,
			  language_set languages)
{
	struct slice word = pattern->text[FORM_PLAIN];
	bool beginning = pattern->kind == PATTERN_PREFIX;

	if (languages & language_bit(LANGUAGE_EN) &&
	    (beginning || pattern->kind == PATTERN_EXACT) &&
	    vocabulary_add(builder->ruleset->vocabulary, word, beginning) < 0)
		builder->out_of_memory = true;
	if (pattern->kind != PATTERN_EXACT && !pattern_is_compound(pattern->kind))
		return;
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		struct vocabulary *known = builder->ruleset->compound_words[i];

		if (known && languages & language_bit((enum language)i) &&
		    vocabulary_add(known, word, false) < 0)
			builder->out_of_memory = true;
	}
}

void builder_learn(struct builder *builder, struct slot *slot, language_set languages)
{
	size_t number = builder_slot(builder, slot, false);

	if (number == SIZE_MAX || !(languages & ~slot_at(builder, number)->known))
		return;
	slot_at(builder, number)->known |= languages;
	for (size_t i = 0; i < slot->count; i++)
		for (size_t j = 0; j < slot->items[i].count; j++)
			learn_pattern(builder, &slot->items[i].patterns[j], languages);
}

/* The slots with the fewest entries say most. */
static void set_needs(struct sketch_needs *needs, const struct term *term, size_t anchor)
{
	for (size_t entries = 1; entries <= SKETCH_PLACES_MAX; entries++)
		for (size_t i = 0; i < term->count; i++)
			if (i != anchor && term->slots[i]->count == entries)
				sketch_need(needs, term->slots[i]);
}

static struct candidate candidate_of(const struct builder *builder, const struct phrase *phrase,
				     const struct term *term)
{
	const struct rule *rule = &builder->ruleset->rules[phrase->rule];
	struct candidate candidate = {
		.phrase = phrase,
		.languages = (uint8_t)rule->languages,
		.draft = rule->status == RULE_DRAFT,
		.loose = rule->loose,
	};

	set_needs(&candidate.needs, term, phrase->anchor);
	return candidate;
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
	anchor = anchor_at(builder, built->anchor);
	anchor->phrase_count++;
	anchor->languages |= builder->ruleset->rules[phrase->rule].languages;
	anchor->loose = anchor->loose || phrase->sets[FORM_LOOSE];
	anchor->alone = anchor->alone && phrase->count == 1;
	for (size_t i = 0; i < term->count; i++)
		builder_learn(builder, term->slots[i],
			      builder->ruleset->rules[phrase->rule].languages);
}

/* --- literals --- */

static uint64_t hash_of(struct slice text)
{
	uint64_t hash = 14695981039346656037u; /* FNV-1a */

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211u;
	return hash ^ hash >> 29;
}

static size_t place_of(const struct builder *builder, struct slice text)
{
	const struct scanner_literal *literals = builder->literals.items;
	const struct number_table *table = &builder->literal_table;
	size_t mask = table->size - 1, at = hash_of(text) & mask;

	while (table->numbers[at] && !slice_equal(literals[table->numbers[at] - 1].text, text))
		at = (at + 1) & mask;
	return at;
}

static bool grow_table(struct builder *builder)
{
	const struct scanner_literal *literals = builder->literals.items;
	struct number_table *table = &builder->literal_table;
	bool grown;

	if (!double_table(table, builder->literals.count, &grown))
		return false;
	for (size_t i = 0; grown && i < builder->literals.count; i++)
		table->numbers[place_of(builder, literals[i].text)] = (uint32_t)i + 1;
	return true;
}

uint32_t builder_literal(struct builder *builder, struct slice text, bool once)
{
	struct scanner_literal *literal;
	uint32_t *number;

	if (!grow_table(builder)) {
		builder->out_of_memory = true;
		return UINT32_MAX;
	}
	number = &builder->literal_table.numbers[place_of(builder, text)];
	if (*number) {
		literal = (struct scanner_literal *)builder->literals.items + *number - 1;
		literal->once = literal->once && once;
		return *number - 1;
	}
	literal = vector_push(&builder->literals, sizeof(*literal));
	if (!literal) {
		builder->out_of_memory = true;
		return UINT32_MAX;
	}
	*literal = (struct scanner_literal){ text, once };
	*number = (uint32_t)builder->literals.count;
	return (uint32_t)builder->literals.count - 1;
}

void builder_use(struct builder *builder, uint32_t literal, struct use use)
{
	struct built_use *kept =
		literal == UINT32_MAX ? NULL : vector_push(&builder->uses, sizeof(*kept));

	if (kept)
		*kept = (struct built_use){ literal, use };
	else
		builder->out_of_memory = true;
}

/* May the words of the entry be looked for as one literal? Stars are at its ends only then. */
static bool is_solid(const struct sequence *sequence, enum form form)
{
	size_t bytes = 2;

	for (size_t i = 0; i < sequence->count; i++) {
		enum pattern_kind kind = sequence->patterns[i].kind;
		bool first = i == 0, last = i + 1 == sequence->count;

		if (pattern_is_compound(kind) || sequence->patterns[i].tone ||
		    (!first && (kind == PATTERN_SUFFIX || kind == PATTERN_PART)) ||
		    (!last && (kind == PATTERN_PREFIX || kind == PATTERN_PART)) ||
		    sequence->patterns[i].text[form].len == 0)
			return false;
		bytes += sequence->patterns[i].text[form].len + 1;
	}
	return bytes <= SOLID_BYTES_MAX;
}

/* Words `first` to `last` as the engine sees them, with a blank at each end without a star. */
static struct slice bounded(struct builder *builder, const struct sequence *sequence, size_t first,
			    size_t last, enum form form)
{
	enum pattern_kind begin = sequence->patterns[first].kind;
	enum pattern_kind end = sequence->patterns[last].kind;
	char bytes[SOLID_BYTES_MAX + TERM_WORD_MAX];
	struct slice literal = { bytes, 0 };

	if (begin == PATTERN_EXACT || begin == PATTERN_PREFIX || begin == PATTERN_FIRST)
		bytes[literal.len++] = ' ';
	for (size_t i = first; i <= last; i++) {
		struct slice text = sequence->patterns[i].text[form];

		memcpy(bytes + literal.len, text.data, text.len);
		literal.len += text.len;
		if (i < last || end == PATTERN_EXACT || end == PATTERN_SUFFIX)
			bytes[literal.len++] = ' ';
	}
	literal = arena_copy(&builder->ruleset->arena, literal);
	if (!literal.data)
		builder->out_of_memory = true;
	return literal;
}

/* Both forms of a word in one use where they are written alike. The shortest words are looked for
 * in the loose form only as they were plainly written, beside others that were not. */
static void add_word(struct builder *builder, uint32_t anchor, const struct sequence *sequence,
		     bool loose)
{
	uint64_t cost = 0;
	size_t rarest = sequence->count > 1 ? rarest_pattern(builder->ruleset, sequence, &cost) : 0;
	struct slice literal[FORM_COUNT] = { { NULL, 0 } };
	struct use use = {
		.kind = USE_WORD,
		.index = anchor,
		.sequence = sequence,
		.languages = anchor_at(builder, anchor)->languages,
	};

	loose = loose && sequence->patterns[rarest].text[FORM_LOOSE].len > 0 &&
		sequence->patterns[rarest].letters >= TERM_LOOSE_LEAST;
	use.whole = is_solid(sequence, FORM_PLAIN) && (!loose || is_solid(sequence, FORM_LOOSE));
	use.offset = use.whole ? 0 : (uint32_t)rarest;
	for (enum form form = FORM_PLAIN; form < (loose ? FORM_COUNT : FORM_LOOSE); form++) {
		literal[form] = bounded(builder, sequence, use.offset,
					use.whole ? sequence->count - 1 : use.offset, form);
		if (!literal[form].data)
			return;
	}
	use.forms = 1u << FORM_PLAIN;
	if (loose && slice_equal(literal[FORM_PLAIN], literal[FORM_LOOSE])) {
		use.forms |= 1u << FORM_LOOSE;
		loose = false;
	}
	builder_use(builder, builder_literal(builder, literal[FORM_PLAIN], false), use);
	use.forms = 1u << FORM_LOOSE;
	if (loose)
		builder_use(builder, builder_literal(builder, literal[FORM_LOOSE], false), use);
}

static void add_words(struct builder *builder, uint32_t number)
{
	const struct built_anchor *anchor = anchor_at(builder, number);
	const struct slot *slot = slot_at(builder, anchor->slot)->slot;

	for (size_t i = 0; i < slot->count; i++) {
		const struct sequence *sequence = &slot->items[i];
		bool too_short = anchor->alone && sequence->count == 1 &&
				 sequence->patterns[0].letters < TERM_LOOSE_LETTERS;

		add_word(builder, number, sequence, anchor->loose && !too_short);
	}
}

/* --- finishing --- */

bool builder_finish_anchors(struct builder *builder)
{
	struct ruleset *ruleset = builder->ruleset;
	const struct built_candidate *built = builder->candidates.items;

	ruleset->anchor_count = builder->anchors.count;
	ruleset->anchors =
		arena_calloc(&ruleset->arena, ruleset->anchor_count + 1, sizeof(*ruleset->anchors));
	for (uint32_t i = 0; ruleset->anchors && i < ruleset->anchor_count; i++) {
		struct anchor *anchor = &ruleset->anchors[i];

		anchor->candidates =
			arena_calloc(&ruleset->arena, anchor_at(builder, i)->phrase_count,
				     sizeof(*anchor->candidates));
		if (!anchor->candidates)
			return false;
		add_words(builder, i);
	}
	for (size_t i = 0; ruleset->anchors && i < builder->phrases.count; i++) {
		struct anchor *anchor = &ruleset->anchors[built[i].anchor];

		anchor->candidates[anchor->count++] = built[i].candidate;
	}
	return ruleset->anchors != NULL;
}

static_assert(LANGUAGE_COUNT <= 8 && (int)SOLID_BYTES_MAX + (int)TERM_WORD_MAX < 256 &&
		      LITERAL_BYTES_MAX < 256,
	      "they have to fit into a literal's head");
