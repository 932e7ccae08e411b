/* subject.c - see subject.h. */
#include "subject.h"

#include "function_words.h"
#include <string.h>

enum {
	LEADING = 4, /* what comes behind is often noise */
	SHARED_MIN = 2,
	PHRASE_WORDS = 8,
	STEM_MIN = 4,
	ENDING_MAX = 3,
};

struct phrase_words {
	struct slice items[PHRASE_WORDS];
	size_t count;
};

/* The words that tell something; all of them where none does. */
static struct phrase_words words_of(struct slice phrase, bool all)
{
	struct phrase_words words = { .count = 0 };

	for (size_t from = 0; from < phrase.len && words.count < PHRASE_WORDS;) {
		const char *blank = memchr(phrase.data + from, ' ', phrase.len - from);
		const size_t to = blank ? (size_t)(blank - phrase.data) : phrase.len;
		const bool tag = from < to && phrase.data[from] == '#';
		const struct slice word = slice_cut(phrase, from + tag, to);

		if (word.len > 0 && (all || !function_word(word)))
			words.items[words.count++] = word;
		from = to + 1;
	}
	return words.count > 0 || all ? words : words_of(phrase, true);
}

/* recall, recalls, recalled: a word and its endings; short ones as they are. */
static bool same_word(struct slice a, struct slice b)
{
	const size_t shorter = a.len < b.len ? a.len : b.len,
		     longer = a.len < b.len ? b.len : a.len;

	if (slice_equal(a, b))
		return true;
	return shorter >= STEM_MIN && longer - shorter <= ENDING_MAX &&
	       memcmp(a.data, b.data, shorter) == 0;
}

static bool has_word(const struct phrase_words *words, struct slice word)
{
	for (size_t i = 0; i < words->count; i++) {
		if (same_word(words->items[i], word))
			return true;
	}
	return false;
}

static bool same_phrase(struct slice one, struct slice other)
{
	const struct phrase_words a = words_of(one, false), b = words_of(other, false);
	const struct phrase_words *fewer = a.count < b.count ? &a : &b,
				  *more = a.count < b.count ? &b : &a;

	for (size_t i = 0; i < fewer->count; i++) {
		if (!has_word(more, fewer->items[i]))
			return false;
	}
	return fewer->count > 0;
}

static bool is_among(struct slice phrase, const struct slice *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (same_phrase(phrase, list[i]))
			return true;
	}
	return false;
}

static size_t count_shared(const struct slice *one, size_t one_count, const struct slice *other,
			   size_t other_count)
{
	size_t shared = 0;

	for (size_t i = 0; i < one_count; i++)
		shared += is_among(one[i], other, other_count);
	return shared;
}

bool subject_same(const struct slice *one, size_t one_count, const struct slice *other,
		  size_t other_count)
{
	one_count = one_count < LEADING ? one_count : LEADING;
	other_count = other_count < LEADING ? other_count : LEADING;
	if (one_count == 0 || other_count == 0)
		return false;
	if (same_phrase(one[0], other[0]))
		return true;
	return (is_among(one[0], other, other_count) || is_among(other[0], one, one_count)) &&
	       count_shared(one, one_count, other, other_count) >= SHARED_MIN &&
	       count_shared(other, other_count, one, one_count) >= SHARED_MIN;
}
