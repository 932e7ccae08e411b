/*
 * fuzz_markup.c - tags at every place of any text: one ends behind where it begins, within its
 * limit, with the bracket that belongs to it, and what stands behind it does not change it.
 */
#include "markup.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void check_tag(struct slice text, size_t at, size_t end)
{
	bool inside = false;

	check(end <= text.len && end - at >= 3 && end - at <= MARKUP_TAG_MAX);
	check(text.data[at] == '<' ? text.data[end - 1] == '>'
				   : text.data[at] == '[' && text.data[end - 1] == ']');
	check(markup_end(slice_cut(text, 0, end), at, &inside) == end);
	check(markup_end(slice_cut(text, at, text.len), 0, &inside) == end - at);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct slice text = { (const char *)data, size };

	for (size_t at = 0; at < size; at++) {
		bool inside = false;
		size_t end = markup_end(text, at, &inside);

		if (end != at)
			check_tag(text, at, end);
	}
	return 0;
}
