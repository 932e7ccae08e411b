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

size_t builder_slot(struct builder *builder, struct slot *slot, bool loose)
{
	struct built_slot *built;

	if (slot->compiled == 0) {
		built = vector_push(&builder->slots, sizeof(*built));
		if (!built) {
			builder->out_of_memory = true;
			return SIZE_MAX;
		}
		built->slot = slot;
		slot->compiled = builder->slots.count;
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
	const struct word_view view = { .text = word, .words = words, .count = 1 };

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

static uint64_t cost_of_slot(const struct ruleset *ruleset, const struct slot *slot)
{
	uint64_t sum = 0, cost;

	for (size_t i = 0; i < slot->count; i++) {
		rarest_pattern(ruleset, &slot->items[i], &cost);
		sum += cost;
	}
	return sum;
}

static size_t rarest_slot(const struct ruleset *ruleset, const struct term *term)
{
	uint64_t least = UINT64_MAX;
	size_t best = 0;

	for (size_t i = 0; i < term->count; i++) {
		uint64_t cost = cost_of_slot(ruleset, term->slots[i]);

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

void builder_look_for(struct builder *builder, struct phrase *phrase, const struct term *term)
{
	struct phrase **kept = vector_push(&builder->phrases, sizeof(struct phrase *));
	uint32_t *number = vector_push(&builder->phrase_anchors, sizeof(*number));
	struct built_anchor *anchor;

	phrase->anchor = rarest_slot(builder->ruleset, term);
	if (!kept || !number) {
		builder->out_of_memory = true;
		return;
	}
	*kept = phrase;
	*number = anchor_of(builder, term->slots[phrase->anchor]);
	if (*number == UINT32_MAX)
		return;
	anchor = anchor_at(builder, *number);
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
	size_t mask = builder->literal_table_size - 1, at = hash_of(text) & mask;

	while (builder->literal_table[at] &&
	       !slice_equal(literals[builder->literal_table[at] - 1].text, text))
		at = (at + 1) & mask;
	return at;
}

static bool grow_table(struct builder *builder)
{
	const struct scanner_literal *literals = builder->literals.items;
	size_t size = builder->literal_table_size ? 2 * builder->literal_table_size : TABLE_START;
	uint32_t *table;

	if (builder->literal_table &&
	    2 * (builder->literals.count + 1) < builder->literal_table_size)
		return true;
	table = calloc(size, sizeof(*table));
	if (!table)
		return false;
	free(builder->literal_table);
	builder->literal_table = table;
	builder->literal_table_size = size;
	for (size_t i = 0; i < builder->literals.count; i++)
		table[place_of(builder, literals[i].text)] = (uint32_t)i + 1;
	return true;
}

uint32_t builder_literal(struct builder *builder, struct slice text, bool once)
{
	struct scanner_literal *literal;
	size_t at;

	if (!grow_table(builder)) {
		builder->out_of_memory = true;
		return UINT32_MAX;
	}
	at = place_of(builder, text);
	if (builder->literal_table[at]) {
		literal = (struct scanner_literal *)builder->literals.items +
			  builder->literal_table[at] - 1;
		literal->once = literal->once && once;
		return builder->literal_table[at] - 1;
	}
	literal = vector_push(&builder->literals, sizeof(*literal));
	if (!literal) {
		builder->out_of_memory = true;
		return UINT32_MAX;
	}
	*literal = (struct scanner_literal){ text, once };
	builder->literal_table[at] = (uint32_t)builder->literals.count;
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
	size_t rarest = rarest_pattern(builder->ruleset, sequence, &cost);
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

static bool finish_anchors(struct builder *builder)
{
	struct ruleset *ruleset = builder->ruleset;
	struct phrase *const *phrases = builder->phrases.items;
	const uint32_t *numbers = builder->phrase_anchors.items;

	ruleset->anchor_count = builder->anchors.count;
	ruleset->anchors =
		arena_calloc(&ruleset->arena, ruleset->anchor_count + 1, sizeof(*ruleset->anchors));
	for (uint32_t i = 0; ruleset->anchors && i < ruleset->anchor_count; i++) {
		const struct built_anchor *built = anchor_at(builder, i);
		struct anchor *anchor = &ruleset->anchors[i];

		memcpy(anchor->sets, slot_at(builder, built->slot)->sets, sizeof(anchor->sets));
		anchor->phrases =
			arena_calloc(&ruleset->arena, built->phrase_count, sizeof(struct phrase *));
		if (!anchor->phrases)
			return false;
		add_words(builder, i);
	}
	for (size_t i = 0; ruleset->anchors && i < builder->phrases.count; i++) {
		struct anchor *anchor = &ruleset->anchors[numbers[i]];

		anchor->phrases[anchor->phrase_count++] = phrases[i];
	}
	return ruleset->anchors != NULL;
}

static_assert(LANGUAGE_COUNT <= 8 && (int)SOLID_BYTES_MAX + (int)TERM_WORD_MAX < 256 &&
		      LITERAL_BYTES_MAX < 256,
	      "they have to fit into a literal's head");

/* What holds for all uses of each literal. */
static void finish_heads(struct builder *builder)
{
	const struct scanner_literal *literals = builder->literals.items;
	struct ruleset *ruleset = builder->ruleset;

	for (size_t i = 0; i < ruleset->literal_count; i++) {
		struct literal_head *head = &ruleset->heads[i];

		head->len = (uint8_t)(literals[i].text.len - (literals[i].text.data[0] == ' '));
		for (uint32_t j = head->from; j < head[1].from; j++) {
			head->languages |= (uint8_t)ruleset->uses[j].languages;
			head->forms |= (uint8_t)ruleset->uses[j].forms;
		}
	}
}

/* Sorted by literal, by counting. */
static bool finish_uses(struct builder *builder)
{
	struct ruleset *ruleset = builder->ruleset;
	const struct built_use *built = builder->uses.items;
	size_t literals = builder->literals.count;
	uint32_t *next = calloc(literals + 1, sizeof(*next));

	ruleset->literal_count = literals;
	ruleset->uses =
		arena_calloc(&ruleset->arena, builder->uses.count + 1, sizeof(*ruleset->uses));
	ruleset->heads = arena_calloc(&ruleset->arena, literals + 1, sizeof(*ruleset->heads));
	if (!ruleset->uses || !ruleset->heads || !next) {
		free(next);
		return false;
	}
	for (size_t i = 0; i < builder->uses.count; i++)
		ruleset->heads[built[i].literal + 1].from++;
	for (size_t i = 0; i < literals; i++)
		ruleset->heads[i + 1].from += ruleset->heads[i].from;
	for (size_t i = 0; i < literals; i++)
		next[i] = ruleset->heads[i].from;
	for (size_t i = 0; i < builder->uses.count; i++)
		ruleset->uses[next[built[i].literal]++] = built[i].use;
	finish_heads(builder);
	free(next);
	return true;
}

void builder_finish_literals(struct builder *builder)
{
	struct error error = { 0 };

	if (builder->out_of_memory || !finish_anchors(builder) || builder->out_of_memory ||
	    !finish_uses(builder)) {
		builder->out_of_memory = true;
		return;
	}
	builder->ruleset->scanner =
		scanner_new(builder->literals.items, builder->literals.count, &error);
	if (!builder->ruleset->scanner)
		builder_complain(builder, (struct place){ "rules", 0, 0 }, COMPLAINT_ERROR,
				 "engine", error.text);
}
