/*
 * features.c - see features.h.
 *
 * Pieces lie within one word, whose ends count as letters: "<så", "illa>". Runs of a letter are cut
 * to two, digits are one digit, all handles one handle and all links one link: who is addressed is
 * nothing to learn from.
 */
#include "features.h"
#include "letters.h"

enum { PIECE_MIN = 3, PIECE_MAX = 5, SHORT_WORDS = 6, LONG_WORDS = 25 };

static const uint32_t word_seed = 0x9E3779B9u, pair_seed = 0x85EBCA6Bu, piece_seed = 0xC2B2AE35u;

static uint32_t mix(uint32_t hash, uint32_t value)
{
	return (hash ^ value) * 0x01000193u ^ (hash >> 15);
}

static uint32_t bucket_of(uint32_t hash)
{
	hash ^= hash >> 16;
	hash *= 0x7FEB352Du;
	hash ^= hash >> 15;
	hash *= 0x846CA68Bu;
	hash ^= hash >> 16;
	return hash & (FEATURES_BUCKETS - 1);
}

/* A word's letters as they are hashed, with where each began, between two ends of word. */
struct letters {
	size_t count;
	uint32_t code[FEATURES_LETTERS_MAX + 2];
	uint32_t from[FEATURES_LETTERS_MAX + 3];
	bool drawn_out, whole;
};

static void spell(struct slice plain, const struct word *word, struct letters *ret_letters)
{
	uint32_t before = 0, before_that = 0;
	size_t at = word->from;
	struct letters *l = ret_letters;

	l->count = 1;
	l->code[0] = ' ';
	l->from[0] = word->from;
	l->drawn_out = false;
	while (at < word->to && l->count <= FEATURES_LETTERS_MAX) {
		uint32_t code;
		size_t from = at;

		at += letters_next(plain.data + at, &code);
		if (letters_kind(code) == LETTER_DIGIT)
			code = '0';
		if (code == before && code == before_that) {
			l->drawn_out |= code != '0';
			continue;
		}
		before_that = before;
		before = code;
		l->from[l->count] = (uint32_t)from;
		l->code[l->count++] = code;
	}
	l->whole = at >= word->to;
	l->from[l->count] = l->from[l->count + 1] = (uint32_t)at;
	if (l->whole)
		l->code[l->count++] = ' ';
}

static uint32_t hash_word(const struct letters *l)
{
	uint32_t hash = word_seed;

	for (size_t i = 1; i < l->count; i++)
		hash = mix(hash, l->code[i]);
	return hash;
}

static void add_pieces(struct features *features, const struct letters *l)
{
	for (size_t i = 0; i + PIECE_MIN <= l->count; i++) {
		uint32_t hash = piece_seed;

		for (size_t n = 1; n <= PIECE_MAX && i + n <= l->count; n++) {
			hash = mix(hash, l->code[i + n - 1]);
			if (n < PIECE_MIN || features->piece_count == FEATURES_PIECES_MAX)
				continue;
			features->pieces[features->piece_count++] =
				(struct feature){ bucket_of(hash), l->from[i], l->from[i + n] };
		}
	}
}

static void add_gram(struct features *features, uint32_t hash, uint32_t from, uint32_t to)
{
	features->grams[features->gram_count++] = (struct feature){ bucket_of(hash), from, to };
}

static bool is_address(const struct word *word)
{
	return word->kind == WORD_HANDLE || word->kind == WORD_LINK;
}

static void add_pair(struct features *features, uint32_t hash, const struct word *first,
		     const struct word *second)
{
	bool quotable = !is_address(first) && !is_address(second);

	add_gram(features, hash, first->from, quotable ? second->to : first->from);
}

static void read_word(struct features *features, struct slice plain, const struct word *words,
		      size_t i, uint32_t *hash_before)
{
	const struct word *word = &words[i];
	struct letters letters;
	uint32_t hash = mix(word_seed, (uint32_t)word->kind);

	if (!is_address(word)) {
		spell(plain, word, &letters);
		hash = hash_word(&letters);
		if (word->kind == WORD_PLAIN || word->kind == WORD_TAG)
			add_pieces(features, &letters);
		features->cues[CUE_DRAWN_OUT] |= letters.drawn_out ? 1000 : 0;
	}
	if (i > 0)
		add_pair(features, mix(mix(pair_seed, *hash_before), hash), &words[i - 1], word);
	add_gram(features, hash, word->from, is_address(word) ? word->from : word->to);
	*hash_before = hash;
}

static void read_words(struct features *features, struct slice plain, const struct word *words,
		       size_t count)
{
	static const enum cue by_kind[] = { [WORD_HANDLE] = CUE_HANDLE,
					    [WORD_LINK] = CUE_LINK,
					    [WORD_EMOJI] = CUE_EMOJI,
					    [WORD_NUMBER] = CUE_NUMBER };
	uint32_t hash_before = 0;

	for (size_t i = 0; i < count; i++) {
		read_word(features, plain, words, i, &hash_before);
		if (words[i].kind != WORD_PLAIN && words[i].kind != WORD_TAG)
			features->cues[by_kind[words[i].kind]] = 1000;
		if (words[i].capitals)
			features->cues[CUE_CAPITALS] = 1000;
	}
}

static void read_marks(struct features *features, struct slice raw)
{
	size_t exclamations = 0;

	for (size_t i = 0; i < raw.len; i++) {
		exclamations += raw.data[i] == '!';
		if (raw.data[i] == '?')
			features->cues[CUE_QUESTION] = 1000;
		if (raw.data[i] == '.' && i + 1 < raw.len && raw.data[i + 1] == '.')
			features->cues[CUE_DOTS] = 1000;
	}
	features->cues[CUE_EXCLAMATION] = exclamations == 1 ? 1000 : 0;
	features->cues[CUE_EXCLAMATIONS] = exclamations > 1 ? 1000 : 0;
}

static void read_mood(struct features *features, const struct sentiment *sentiment)
{
	features->cues[sentiment->figure > 0 ? CUE_MOOD_GOOD : CUE_MOOD_BAD] =
		sentiment->figure > 0 ? sentiment->figure : -sentiment->figure;
	features->cues[CUE_ANGER] = sentiment->anger;
	features->cues[CUE_WORRY] = sentiment->worry;
	features->cues[CUE_NEGATIVE + sentiment->polarity] = 1000;
}

void features_read(struct slice raw, struct slice plain, const struct word *words,
		   size_t word_count, enum language language, const struct sentiment *sentiment,
		   struct features *ret_features)
{
	ret_features->gram_count = ret_features->piece_count = 0;
	memset(ret_features->cues, 0, sizeof(ret_features->cues));
	read_mood(ret_features, sentiment);
	read_marks(ret_features, raw);
	ret_features->cues[CUE_LANGUAGE + (int)language] = 1000;
	ret_features->cues[CUE_SHORT] = word_count <= SHORT_WORDS ? 1000 : 0;
	ret_features->cues[CUE_LONG] = word_count > LONG_WORDS ? 1000 : 0;
	read_words(ret_features, plain, words,
		   word_count < FEATURES_WORDS_MAX ? word_count : FEATURES_WORDS_MAX);
}

const char *features_cue_name(enum cue cue)
{
	static const char *const names[CUE_COUNT] = {
		[CUE_MOOD_GOOD] = "good words of the lexicon",
		[CUE_MOOD_BAD] = "bad words of the lexicon",
		[CUE_ANGER] = "anger",
		[CUE_WORRY] = "worry",
		[CUE_NEGATIVE] = "negative by the lexicon",
		[CUE_NEUTRAL] = "neutral by the lexicon",
		[CUE_POSITIVE] = "positive by the lexicon",
		[CUE_QUESTION] = "a question mark",
		[CUE_EXCLAMATION] = "an exclamation mark",
		[CUE_EXCLAMATIONS] = "several exclamation marks",
		[CUE_DOTS] = "dots",
		[CUE_LINK] = "a link",
		[CUE_HANDLE] = "a handle",
		[CUE_CAPITALS] = "a word in capitals",
		[CUE_DRAWN_OUT] = "a word drawn out",
		[CUE_EMOJI] = "an emoji",
		[CUE_NUMBER] = "a number",
		[CUE_SHORT] = "short text",
		[CUE_LONG] = "long text",
		[CUE_LANGUAGE + LANGUAGE_ANY] = "language uncertain",
		[CUE_LANGUAGE + LANGUAGE_SV] = "language sv",
		[CUE_LANGUAGE + LANGUAGE_NB] = "language nb",
		[CUE_LANGUAGE + LANGUAGE_NN] = "language nn",
		[CUE_LANGUAGE + LANGUAGE_DA] = "language da",
		[CUE_LANGUAGE + LANGUAGE_DE] = "language de",
		[CUE_LANGUAGE + LANGUAGE_EN] = "language en",
		[CUE_LANGUAGE + LANGUAGE_OTHER] = "language other",
	};

	return cue < CUE_COUNT ? names[cue] : NULL;
}
