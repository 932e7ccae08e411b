/* merge.c - see merge.h. */
#include "merge.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct merge_item {
	int64_t at_us;
	char *text;
	size_t len;
};

void merge_init(struct merge *merge, size_t max, bool newest_first)
{
	assert(max > 0);
	*merge = (struct merge){ .newest_first = newest_first, .max = max };
	merge->items = calloc(max, sizeof(*merge->items));
	merge->failed = !merge->items;
}

void merge_done(struct merge *merge)
{
	for (size_t i = 0; i < merge->count; i++)
		free(merge->items[i].text);
	free(merge->items);
	*merge = (struct merge){ 0 };
}

static bool comes_before(const struct merge *merge, int64_t at_us, const struct merge_item *item)
{
	return merge->newest_first ? at_us > item->at_us : at_us < item->at_us;
}

bool merge_takes(const struct merge *merge, int64_t at_us)
{
	if (merge->failed)
		return false;
	return merge->count < merge->max ||
	       comes_before(merge, at_us, &merge->items[merge->count - 1]);
}

void merge_add(struct merge *merge, int64_t at_us, struct slice text)
{
	struct merge_item item = { at_us, NULL, text.len };
	size_t at = merge->count;

	if (!merge_takes(merge, at_us))
		return;
	item.text = malloc(text.len + 1);
	if (!item.text) {
		merge->failed = true;
		return;
	}
	if (text.len)
		memcpy(item.text, text.data, text.len);
	while (at > 0 && comes_before(merge, at_us, &merge->items[at - 1]))
		at--;
	if (merge->count == merge->max)
		free(merge->items[--merge->count].text);
	memmove(&merge->items[at + 1], &merge->items[at], (merge->count - at) * sizeof(item));
	merge->items[at] = item;
	merge->count++;
}

bool merge_cut(struct merge *merge, size_t max)
{
	const bool more = merge->count > max;

	while (merge->count > max)
		free(merge->items[--merge->count].text);
	return more;
}

bool merge_failed(const struct merge *merge)
{
	return merge->failed;
}

void merge_write(const struct merge *merge, struct buffer *to)
{
	for (size_t i = 0; i < merge->count; i++) {
		if (i)
			buffer_add_char(to, ',');
		buffer_add(to, merge->items[i].text, merge->items[i].len);
	}
}
