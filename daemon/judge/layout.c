/* layout.c - see layout.h. */
#include "layout.h"
#include <stdlib.h>

static bool reserve(struct layout *layout, size_t bytes, size_t words)
{
	if (bytes > layout->capacity) {
		char *larger = realloc(layout->bytes, 2 * bytes);

		if (!larger)
			return false;
		layout->bytes = larger;
		layout->capacity = 2 * bytes;
	}
	if (words > layout->words_capacity) {
		uint32_t *larger = reallocarray(layout->from, 2 * words, sizeof(*larger));

		if (!larger)
			return false;
		layout->from = larger;
		layout->words_capacity = 2 * words;
	}
	return true;
}

bool layout_make(struct layout *layout, const struct word_view *view)
{
	char *to;

	layout->len = layout->words = layout->near = 0;
	if (!reserve(layout, view->text.len + view->count + 1, view->count))
		return false;
	to = layout->bytes;
	*to++ = ' ';
	for (size_t i = 0; i < view->count; i++) {
		size_t len = view->words[i].to - view->words[i].from;

		layout->from[i] = (uint32_t)(to - layout->bytes);
		memcpy(to, view->text.data + view->words[i].from, len);
		to += len;
		*to++ = ' ';
	}
	layout->len = (size_t)(to - layout->bytes);
	layout->words = view->count;
	return true;
}

void layout_done(struct layout *layout)
{
	free(layout->bytes);
	free(layout->from);
	*layout = (struct layout){ 0 };
}

/* Finds come mostly in the order of the text, so the last one is near. */
size_t layout_word(struct layout *layout, size_t at)
{
	size_t word = layout->near;

	while (word > 0 && layout->from[word] > at)
		word--;
	while (word + 1 < layout->words && layout->from[word + 1] <= at)
		word++;
	layout->near = word;
	return word;
}
