/*
 * builder_literal.c - the literals on their way into the ruleset, once all are known: which are for
 * the phrasebook and which for the engine, and what each is looked for.
 */
#include "ruleset_builder.h"
#include <stdlib.h>

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

/* Numbers the literals anew: those of whole words come first. False when memory is out. */
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
		builder->ruleset->whole_count = others = whole;
		whole = 0;
		for (size_t i = 0; i < count; i++) {
			number[i] =
				(uint32_t)(phrasebook_takes(literals[i].text) ? whole++ : others++);
			sorted[number[i]] = literals[i];
		}
		memcpy(literals, sorted, count * sizeof(*literals));
		for (size_t i = 0; i < builder->uses.count; i++)
			uses[i].literal = number[uses[i].literal];
	}
	builder->out_of_memory |= !sorted || !number;
	free(sorted);
	free(number);
	return !builder->out_of_memory;
}

static bool make_phrasebook(struct builder *builder)
{
	const struct scanner_literal *literals = builder->literals.items;
	struct ruleset *ruleset = builder->ruleset;
	struct slice *texts = calloc(ruleset->whole_count + 1, sizeof(*texts));

	for (size_t i = 0; texts && i < ruleset->whole_count; i++)
		texts[i] = literals[i].text;
	if (texts)
		ruleset->phrasebook = phrasebook_new(&ruleset->arena, texts, ruleset->whole_count);
	free(texts);
	return ruleset->phrasebook;
}

void builder_finish_literals(struct builder *builder)
{
	const struct scanner_literal *literals;
	struct ruleset *ruleset = builder->ruleset;
	struct error error = { 0 };

	if (builder->out_of_memory || !builder_finish_anchors(builder) || builder->out_of_memory ||
	    !part_literals(builder) || !make_phrasebook(builder) || !finish_uses(builder)) {
		builder->out_of_memory = true;
		return;
	}
	literals = builder->literals.items;
	ruleset->scanner = scanner_new(literals ? literals + ruleset->whole_count : NULL,
				       builder->literals.count - ruleset->whole_count,
				       builder->source->store, &error);
	if (!ruleset->scanner)
		builder_complain(builder, (struct place){ "rules", 0, 0 }, COMPLAINT_ERROR,
				 "engine", error.text);
}
