/*
 * builder_literal.c - what is looked for in a text: literals, each once, why, and by which of the
 * two engines; the last step of putting a ruleset together.
 */
#include "fnv.h"
#include "literal.h"
#include "ruleset_builder.h"
#include <stdlib.h>

enum { SOLID_BYTES_MAX = 48 };

/* --- literals --- */

static uint64_t hash_of(struct slice text)
{
	const uint64_t hash = fnv_add(FNV_START, text);

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

	if (!number_table_double(table, builder->literals.count, &grown))
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
		    sequence->patterns[i].len[form] == 0)
			return false;
		bytes += sequence->patterns[i].len[form] + 1;
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
		struct slice text = pattern_text(&sequence->patterns[i], form);

		memcpy(bytes + literal.len, text.data, text.len);
		literal.len += text.len;
		if (i < last || end == PATTERN_EXACT || end == PATTERN_SUFFIX)
			bytes[literal.len++] = ' ';
	}
	literal = arena_copy(&builder->workshop, literal);
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
	size_t rarest = sequence->count > 1 ? builder_rarest(builder, sequence, &cost) : 0;
	struct slice literal[FORM_COUNT] = { { NULL, 0 } };
	struct use use = {
		.kind = USE_WORD,
		.index = anchor,
		.sequence = sequence,
		.words = sequence->count,
		.languages = (uint8_t)built_anchor_at(builder, anchor)->languages,
	};

	loose = loose && sequence->patterns[rarest].len[FORM_LOOSE] > 0 &&
		sequence->patterns[rarest].letters >= TERM_LOOSE_LEAST;
	use.whole = is_solid(sequence, FORM_PLAIN) && (!loose || is_solid(sequence, FORM_LOOSE));
	use.offset = use.whole ? 0 : (uint8_t)rarest;
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
	const struct built_anchor *anchor = built_anchor_at(builder, number);
	const struct slot *slot = built_slot_at(builder, anchor->slot)->slot;

	for (size_t i = 0; i < slot->count; i++) {
		const struct sequence *sequence = slot->items[i];
		bool too_short = anchor->alone && sequence->count == 1 &&
				 sequence->patterns[0].letters < TERM_LOOSE_LETTERS;

		add_word(builder, number, sequence, anchor->loose && !too_short);
	}
}

/* --- finishing --- */

static bool finish_anchors(struct builder *builder)
{
	struct ruleset *ruleset = builder->ruleset;
	const struct built_candidate *built = builder->candidates.items;

	ruleset->anchor_count = builder->anchors.count;
	ruleset->anchors =
		arena_calloc(&ruleset->arena, ruleset->anchor_count + 1, sizeof(*ruleset->anchors));
	for (uint32_t i = 0; ruleset->anchors && i < ruleset->anchor_count; i++) {
		struct anchor *anchor = &ruleset->anchors[i];

		anchor->candidates =
			arena_calloc(&ruleset->arena, built_anchor_at(builder, i)->phrase_count,
				     sizeof(*anchor->candidates));
		if (!anchor->candidates)
			return false;
		add_words(builder, i);
	}
	for (size_t i = 0; ruleset->anchors && i < builder->phrases.count; i++) {
		struct anchor *anchor = &ruleset->anchors[built[i].anchor];

		anchor->candidates[anchor->count++] = built[i].candidate;
		if (built[i].candidate.before > anchor->before)
			anchor->before = built[i].candidate.before;
		if (built[i].candidate.behind > anchor->behind)
			anchor->behind = built[i].candidate.behind;
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

/* Numbers the literals anew: those that the phrasebook takes come first. False when memory is out.
 */
static bool part_literals(struct builder *builder)
{
	struct scanner_literal *literals = builder->literals.items;
	struct built_use *uses = builder->uses.items;
	size_t count = builder->literals.count, whole = 0, others;
	struct scanner_literal *sorted = calloc(count + 1, sizeof(*sorted));
	uint32_t *number = calloc(count + 1, sizeof(*number));

	if (sorted && number) {
		for (size_t i = 0; i < count; i++)
			whole += phrasebook_takes(literals[i].text);
		builder->ruleset->book_count = others = whole;
		whole = 0;
		for (size_t i = 0; i < count; i++) {
			number[i] =
				(uint32_t)(phrasebook_takes(literals[i].text) ? whole++ : others++);
			sorted[number[i]] = literals[i];
		}
		if (count > 0) /* else there is no array */
			memcpy(literals, sorted, count * sizeof(*literals));
		for (size_t i = 0; i < builder->uses.count; i++)
			uses[i].literal = number[uses[i].literal];
	}
	builder->out_of_memory |= !sorted || !number;
	free(sorted);
	free(number);
	return !builder->out_of_memory;
}

/* Of words that stand in a list in both forms, the book knows each. */
static bool list_pattern(struct phrasebook *book, const struct pattern *pattern, unsigned list)
{
	for (enum form form = FORM_PLAIN; form < FORM_COUNT; form++)
		if (pattern->len[form] > 0 && !phrasebook_list(book, pattern_text(pattern, form),
							       builder_told_as(pattern), list))
			return false;
	return true;
}

static bool list_slot(struct builder *builder, const struct built_slot *built)
{
	for (size_t i = 0; i < built->slot->count; i++)
		if (!list_pattern(builder->phrasebook,
				  builder_told_by(builder, built->slot->items[i]), built->list - 1))
			return false;
	return true;
}

static bool make_phrasebook(struct builder *builder)
{
	const struct scanner_literal *literals = builder->literals.items;
	struct ruleset *ruleset = builder->ruleset;
	struct phrasebook *book = builder->phrasebook = phrasebook_new();

	for (size_t i = 0; book && i < ruleset->book_count; i++)
		if (!phrasebook_add(book, literals[i].text, (uint32_t)i,
				    ruleset->heads[i].languages, ruleset->heads[i].forms))
			return false;
	for (size_t i = 0; book && i < builder->slots.count; i++)
		if (built_slot_at(builder, i)->list > 0 &&
		    !list_slot(builder, built_slot_at(builder, i)))
			return false;
	return book && phrasebook_finish(book);
}

void builder_finish_literals(struct builder *builder)
{
	const struct scanner_literal *literals;
	struct ruleset *ruleset = builder->ruleset;
	struct error error = { 0 };

	if (builder->out_of_memory || !finish_anchors(builder) || builder->out_of_memory ||
	    !part_literals(builder) || !finish_uses(builder) || !make_phrasebook(builder)) {
		builder->out_of_memory = true;
		return;
	}
	literals = builder->literals.items;
	ruleset->scanner = scanner_new(literals ? literals + ruleset->book_count : NULL,
				       builder->literals.count - ruleset->book_count,
				       builder->source->store, &error);
	if (!ruleset->scanner)
		builder_complain(builder, (struct place){ "rules", 0, 0 }, COMPLAINT_ERROR,
				 "engine", error.text);
}
