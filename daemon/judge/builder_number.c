/*
 * builder_number.c - numbers among the exceptions of rules. They are compared by their digits,
 * since people group them as they like: 08-508 000 00, 0850800000, +46 8 508 00 000.
 */
#include "check_digit.h"
#include "ruleset_builder.h"

static void take_number(struct builder *builder, const struct pack_text *text, struct rule *rule)
{
	struct slice kept;

	if (!check_digit_is_number(text->text))
		return;
	kept = arena_copy(&builder->ruleset->arena, text->text);
	if (kept.data)
		rule->numbers[rule->number_count++] = kept;
	else
		builder->out_of_memory = true;
}

/* The entries that {name} stands for; NULL for an entry by itself. */
static const struct pack_texts *entries_of(const struct builder *builder,
					   const struct source_pack *pack, struct slice text)
{
	if (text.len < 3 || text.data[0] != '{' || text.data[text.len - 1] != '}')
		return NULL;
	return rule_source_list(builder->source, pack, slice_cut(text, 1, text.len - 1));
}

void builder_numbers(struct builder *builder, const struct source_pack *pack,
		     const struct pack_texts *except, struct rule *rule)
{
	size_t count = 0;

	for (size_t i = 0; i < except->count; i++) {
		const struct pack_texts *list = entries_of(builder, pack, except->items[i].text);

		count += list ? list->count : 1;
	}
	rule->numbers = arena_calloc(&builder->ruleset->arena, count + 1, sizeof(*rule->numbers));
	if (!rule->numbers)
		builder->out_of_memory = true;
	for (size_t i = 0; rule->numbers && i < except->count; i++) {
		const struct pack_texts *list = entries_of(builder, pack, except->items[i].text);

		for (size_t j = 0; list && j < list->count; j++)
			take_number(builder, &list->items[j], rule);
		if (!list)
			take_number(builder, &except->items[i], rule);
	}
}
