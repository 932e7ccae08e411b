/* spelling.c - see spelling.h. */
#include "spelling.h"
#include "letters.h"
#include "wordset.h"

/* How a letter is written by those who have it not: without its mark, or with two letters. */
struct stand_in {
	uint32_t letter;
	char bare, second;
};

static const struct stand_in *stand_in_of(uint32_t letter)
{
	static const struct stand_in stand_ins[] = {
		{ 0xE4, 'a', 'e' }, { 0xE5, 'a', 'a' }, { 0xE6, 'a', 'e' }, /* ä å æ */
		{ 0xF6, 'o', 'e' }, { 0xF8, 'o', 'e' }, { 0xFC, 'u', 'e' }, /* ö ø ü */
	};

	for (size_t i = 0; letter >= 0x80 && i < sizeof(stand_ins) / sizeof(stand_ins[0]); i++)
		if (stand_ins[i].letter == letter)
			return &stand_ins[i];
	return NULL;
}

/* A word by its letters, and what is done with each spelling. */
struct spelling {
	struct slice word;
	spelling_found *found;
	void *context;
};

/* Those letters that begin in [from, to) with what stands in for them: one letter, or two. */
static int with_stand_ins(const struct spelling *spelling, size_t from, size_t to, bool two)
{
	uint64_t hash = WORDSET_HASH_START;
	bool any = false;

	for (size_t at = 0, end; at < spelling->word.len; at = end) {
		const struct stand_in *other = NULL;
		uint32_t letter;

		end = at + letters_next(spelling->word.data + at, &letter);
		if (at >= from && at < to)
			other = stand_in_of(letter);
		any |= other != NULL;
		if (other)
			hash = wordset_hash_step(hash, other->bare);
		if (other && two)
			hash = wordset_hash_step(hash, other->second);
		for (size_t i = at; !other && i < end; i++)
			hash = wordset_hash_step(hash, spelling->word.data[i]);
	}
	return any ? spelling->found(spelling->context, hash) : 0;
}

/* An l that was written as a stroke was read as i. */
static int with_stroke(const struct spelling *spelling, size_t at)
{
	uint64_t hash = WORDSET_HASH_START;

	if (spelling->word.data[at] != 'l')
		return 0;
	for (size_t i = 0; i < spelling->word.len; i++)
		hash = wordset_hash_step(hash, i == at ? 'i' : spelling->word.data[i]);
	return spelling->found(spelling->context, hash);
}

int spelling_in_two(struct slice word, spelling_found *found, void *context)
{
	return with_stand_ins(&(struct spelling){ word, found, context }, 0, word.len, true);
}

int spelling_each(struct slice word, spelling_found *found, void *context)
{
	const struct spelling spelling = { word, found, context };
	int result = with_stand_ins(&spelling, 0, word.len, false);

	if (result == 0)
		result = with_stand_ins(&spelling, 0, word.len, true);
	for (size_t at = 0; result == 0 && at < word.len; at++) {
		result = with_stand_ins(&spelling, at, at + 1, false);
		if (result == 0)
			result = with_stroke(&spelling, at);
	}
	return result;
}

bool spelling_is_of(struct slice written, struct slice meant)
{
	size_t at = 0;

	for (size_t i = 0; i < meant.len;) {
		const struct stand_in *other;
		uint32_t letter, have = 0;
		size_t used = 0;

		i += letters_next(meant.data + i, &letter);
		if (at < written.len)
			used = letters_next(written.data + at, &have);
		other = stand_in_of(letter);
		if (used == 0 || (have != letter && !(letter == 'l' && have == 'i') &&
				  !(other && have == (unsigned char)other->bare)))
			return false;
		at += used;
		if (other && have != letter && at < written.len &&
		    written.data[at] == other->second)
			at++;
	}
	return at == written.len;
}

static size_t marked_letters(struct slice word)
{
	size_t marked = 0;

	for (size_t at = 0; at < word.len;) {
		uint32_t letter;

		at += letters_next(word.data + at, &letter);
		marked += stand_in_of(letter) != NULL;
	}
	return marked;
}

bool spelling_is_bare(struct slice written, struct slice meant)
{
	return letters_count(written) <= letters_count(meant) &&
	       marked_letters(written) < marked_letters(meant);
}
