/*
 * fuzz_squeeze.c - any text as regexes see it: what was kept stands in the text in that order,
 * valid stays valid, no run and no blank at an end is left, what needs no squeezing is not said to,
 * and every stretch leads back into the text. Any pattern can be asked whether it minds.
 */
#include "comment.h"
#include "squeeze.h"
#include "utf8.h"
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static void check_way_back(const struct squeezed *squeezed, struct slice text)
{
	for (size_t i = 0; i < squeezed->len; i++) {
		struct span one = squeeze_back(squeezed, (struct span){ i, i + 1 });
		struct span all = squeeze_back(squeezed, (struct span){ i, squeezed->len });

		check(one.from + 1 == one.to && one.to <= all.to && all.to <= text.len);
		check(i == 0 || squeezed->from[i - 1] < one.from);
		check(is_blank(squeezed->bytes[i]) || squeezed->bytes[i] == text.data[one.from]);
	}
}

static void check_blanks(const struct squeezed *squeezed, bool lines)
{
	for (size_t i = 0; i < squeezed->len; i++) {
		if (!is_blank(squeezed->bytes[i]))
			continue;
		check(squeezed->bytes[i] == ' ' || (lines && squeezed->bytes[i] == '\n'));
		check(i > 0 && !is_blank(squeezed->bytes[i - 1]) && i + 1 < squeezed->len);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct squeeze squeeze;
	struct slice text = { (const char *)data, size };

	(void)squeeze_minds(text);
	if (size > COMMENT_TEXT_MAX || !utf8_valid(text, NULL))
		return 0;
	squeeze_begin(&squeeze, text);
	for (int lines = false; lines <= true; lines++) {
		const struct squeezed *squeezed = squeeze_get(&squeeze, text, lines);
		struct slice kept = { squeezed->bytes, squeezed->len };

		check(!squeezed->failed && kept.len <= text.len && utf8_valid(kept, NULL));
		check_way_back(squeezed, text);
		check_blanks(squeezed, lines);
		if (!squeeze.runs && !squeeze.tags)
			check(slice_equal(kept, text));
	}
	return 0;
}
