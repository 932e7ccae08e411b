/* repeats.c - see repeats.h. */
#include "repeats.h"

int repeats_init(struct repeats *repeats, size_t count, struct arena *arena, struct error *error)
{
	size_t size = 16;

	while (size < 2 * count)
		size *= 2;
	*repeats = (struct repeats){ .count = count, .table_size = size };
	repeats->items = arena_calloc(arena, count ? count : 1, sizeof(*repeats->items));
	repeats->table = arena_alloc(arena, size * sizeof(*repeats->table));
	if (!repeats->items || !repeats->table)
		return error_set(error, ERROR_MEMORY, "out of memory for a batch of %zu comments",
				 count);
	return 0;
}

uint64_t repeat_key(const struct comment *comment, const uint8_t key[CRYPTO_SHORT_KEY_BYTES])
{
	const struct slice names[] = { comment->brand, comment->channel, comment->id };

	return crypto_short_hash(key, names, 3);
}

void repeat_identify(struct repeat *repeat, const struct comment *comment,
		     const uint8_t key[CRYPTO_SHORT_KEY_BYTES])
{
	repeat->key = comment->unnamed ? 0 : repeat_key(comment, key);
	repeat->counted.text = crypto_short_hash(key, &comment->text, 1);
	repeat->counted.edited_us = comment->edited_us;
	repeat->counted.received_us = comment->received_us;
}

void repeat_judged(struct repeat *repeat, const struct verdict *verdict, int64_t ts_us)
{
	struct counted counted = counted_of(verdict, ts_us);

	counted.text = repeat->counted.text;
	counted.edited_us = repeat->counted.edited_us;
	counted.received_us = repeat->counted.received_us;
	repeat->counted = counted;
}

void repeats_learn(struct repeats *repeats, uint64_t key, struct slice known)
{
	for (size_t i = 0; i < repeats->count; i++) {
		struct repeat *item = &repeats->items[i];

		if (item->key != key)
			continue;
		item->known = known;
		item->was_counted = counted_unpack(known, &item->earlier);
	}
}

/* The place in the table of the latest version with this key, or the free one for it. */
static uint32_t *place_of(const struct repeats *repeats, uint64_t key)
{
	size_t at = (size_t)key & (repeats->table_size - 1);

	while (repeats->table[at] && repeats->items[repeats->table[at] - 1].key != key)
		at = (at + 1) & (repeats->table_size - 1);
	return &repeats->table[at];
}

/* Against the version before it in the batch. */
static enum repeat_fate fate_after(const struct repeat *item, struct repeat *before)
{
	enum repeat_fate fate = before->fate;

	if (counted_is_old_news(&before->counted, &item->counted))
		return REPEAT_DUPLICATE;
	before->fate = REPEAT_REPLACED;
	return fate;
}

/* Against what the store remembers. */
static enum repeat_fate fate_of_first(const struct repeat *item)
{
	if (!item->was_counted)
		return REPEAT_NEW;
	return counted_is_old_news(&item->earlier, &item->counted) ? REPEAT_DUPLICATE : REPEAT_EDIT;
}

void repeats_decide(struct repeats *repeats)
{
	memset(repeats->table, 0, repeats->table_size * sizeof(*repeats->table));
	for (size_t i = 0; i < repeats->count; i++) {
		struct repeat *item = &repeats->items[i];
		uint32_t *place;

		if (item->dropped)
			continue;
		item->fate = REPEAT_NEW;
		if (item->key == 0)
			continue;
		place = place_of(repeats, item->key);
		item->fate = *place ? fate_after(item, &repeats->items[*place - 1])
				    : fate_of_first(item);
		if (item->fate != REPEAT_DUPLICATE)
			*place = (uint32_t)i + 1;
	}
}
