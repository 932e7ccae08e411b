/*
 * vocabulary.c - see vocabulary.h. Words are kept by their hash alone: that two of 61 bits meet is
 * rarer than any other mistake here. A word is walked from the left; only places that known words
 * reach are begun from, so most words cost a few look-ups.
 */
#include "vocabulary.h"
#include "error.h"
#include "letters.h"
#include <stdlib.h>

static_assert(VOCABULARY_GLUED_MAX * 5 < 256, "costs fit into a byte");

enum {
	TABLE_START = 1024,
	SIEVE_BITS_EACH = 4, /* a place, while it grows */
	FULL = 3,	     /* of four places so many are taken at most, once it does no more */
};
enum {
	BEGINNING_MIN = 4, /* bytes: of shorter ones nearly everything begins so */
	ENDING_MAX = 4,	   /* bytes behind a beginning */
	WHOLE_COSTS = 2,   /* "kill them" is likelier than a word that begins with "kill" */
	BEGINNING_COSTS = 5,
	LONG_PIECE = 3, /* one of the pieces is as long: "so" and "is" alone prove nothing */
};

/* What is known of words takes the place of their hashes' last bits. */
enum { KINDS = VOCABULARY_WHOLE | VOCABULARY_BEGINNING | VOCABULARY_COMMON };

struct vocabulary {
	uint64_t *table; /* 0: free */
	uint64_t *sieve; /* bits of those in the table: few of what is asked for are */
	size_t count, size, sieve_bits;
	bool compounds;
};

static bool allocate(struct vocabulary *vocabulary, size_t size)
{
	vocabulary->size = size;
	vocabulary->sieve_bits = size * SIEVE_BITS_EACH;
	vocabulary->table = calloc(size, sizeof(*vocabulary->table));
	vocabulary->sieve = calloc(vocabulary->sieve_bits / 64, sizeof(*vocabulary->sieve));
	return vocabulary->table && vocabulary->sieve;
}

struct vocabulary *vocabulary_new(bool compounds)
{
	struct vocabulary *vocabulary = calloc(1, sizeof(*vocabulary));

	if (!vocabulary)
		return NULL;
	vocabulary->compounds = compounds;
	return allocate(vocabulary, TABLE_START) ? vocabulary : vocabulary_free(vocabulary);
}

struct vocabulary *vocabulary_free(struct vocabulary *vocabulary)
{
	if (!vocabulary)
		return NULL;
	free(vocabulary->table);
	free(vocabulary->sieve);
	free(vocabulary);
	return NULL;
}

static size_t first_place(const struct vocabulary *vocabulary, uint64_t hash)
{
	return (hash >> 3 ^ hash >> 29) & (vocabulary->size - 1);
}

static uint64_t *place_of(const struct vocabulary *vocabulary, uint64_t hash)
{
	size_t mask = vocabulary->size - 1, at = first_place(vocabulary, hash);

	while (vocabulary->table[at] && (vocabulary->table[at] ^ hash) > KINDS)
		at = (at + 1) & mask;
	return &vocabulary->table[at];
}

static size_t sieve_place(const struct vocabulary *vocabulary, uint64_t hash)
{
	return (hash >> 3 ^ hash >> 32) & (vocabulary->sieve_bits - 1);
}

/* The place of a word, which is known from now on. */
static uint64_t *put(struct vocabulary *vocabulary, uint64_t hash)
{
	uint64_t *known = place_of(vocabulary, hash);
	size_t at = sieve_place(vocabulary, hash);

	vocabulary->sieve[at / 64] |= UINT64_C(1) << at % 64;
	vocabulary->count += *known == 0;
	*known |= hash & ~(uint64_t)KINDS;
	return known;
}

static unsigned kinds_of(const struct vocabulary *vocabulary, uint64_t hash)
{
	size_t at = sieve_place(vocabulary, hash);

	return vocabulary->sieve[at / 64] >> at % 64 & 1 ? *place_of(vocabulary, hash) & KINDS : 0;
}

static int grow(struct vocabulary *vocabulary)
{
	struct vocabulary larger = { .compounds = vocabulary->compounds };

	if (2 * (vocabulary->count + 1) < vocabulary->size)
		return 0;
	if (!allocate(&larger, 2 * vocabulary->size)) {
		free(larger.table);
		free(larger.sieve);
		return ERROR_MEMORY;
	}
	for (size_t i = 0; i < vocabulary->size; i++)
		if (vocabulary->table[i])
			*put(&larger, vocabulary->table[i]) = vocabulary->table[i];
	free(vocabulary->table);
	free(vocabulary->sieve);
	*vocabulary = larger;
	return 0;
}

int vocabulary_add(struct vocabulary *vocabulary, struct slice word, unsigned kinds)
{
	uint64_t hash = wordset_hash(word);

	if (grow(vocabulary) < 0)
		return ERROR_MEMORY;
	*put(vocabulary, hash) |=
		word.len >= BEGINNING_MIN ? kinds : kinds & ~(unsigned)VOCABULARY_BEGINNING;
	return 0;
}

const struct vocabulary *vocabulary_copy(const struct vocabulary *vocabulary, struct arena *arena)
{
	struct vocabulary *copy = arena_duplicate(arena, vocabulary, sizeof(*vocabulary));

	if (!copy)
		return NULL;
	while (copy->size / 2 >= copy->count + copy->count / FULL + 1)
		copy->size /= 2;
	copy->table = arena_calloc(arena, copy->size, sizeof(*copy->table));
	copy->sieve = arena_duplicate(arena, vocabulary->sieve, vocabulary->sieve_bits / 8);
	if (!copy->table || !copy->sieve)
		return NULL;
	for (size_t i = 0; i < vocabulary->size; i++)
		if (vocabulary->table[i])
			*place_of(copy, vocabulary->table[i]) = vocabulary->table[i];
	return copy;
}

bool vocabulary_knows(const struct vocabulary *vocabulary, struct slice word)
{
	return kinds_of(vocabulary, wordset_hash(word)) & VOCABULARY_WHOLE;
}

static size_t glued_least(const struct vocabulary *vocabulary)
{
	return vocabulary->compounds ? VOCABULARY_GLUED_MIN_COMPOUNDS : VOCABULARY_GLUED_MIN;
}

void vocabulary_fetch(const struct vocabulary *vocabulary, size_t len, uint64_t hash)
{
	if (len < glued_least(vocabulary))
		return;
	__builtin_prefetch(&vocabulary->sieve[sieve_place(vocabulary, hash) / 64]);
	__builtin_prefetch(&vocabulary->table[first_place(vocabulary, hash)]);
}

/* How a word was parted up to some place. */
struct reach {
	unsigned char pieces; /* 0: cannot be reached */
	unsigned char cost;   /* least */
	unsigned char from;   /* where the last piece begins */
	bool has_long;
	bool has_common;
};

static void reach(struct reach *reaches, size_t from, size_t to, unsigned cost, bool common)
{
	struct reach next = {
		.pieces = (unsigned char)(reaches[from].pieces + 1),
		.cost = (unsigned char)(reaches[from].cost + cost),
		.from = (unsigned char)from,
		.has_long = reaches[from].has_long || to - from >= LONG_PIECE,
		.has_common = reaches[from].has_common || common,
	};

	if (reaches[to].pieces == 0 || next.cost < reaches[to].cost ||
	    (next.cost == reaches[to].cost && next.has_common && !reaches[to].has_common))
		reaches[to] = next;
}

/* A single letter is a word only where it is one in English; in the midst of a short word it is
 * chance (effume). Two have a vowel: "pears" is no "pea rs". */
static bool may_stand(const struct vocabulary *vocabulary, struct slice word, size_t from,
		      size_t len)
{
	enum { SHORT = 7 };

	if (len == 2)
		return letters_is_vowel((unsigned char)word.data[from]) ||
		       letters_is_vowel((unsigned char)word.data[from + 1]) ||
		       (unsigned char)word.data[from] >= 0x80;
	if (len > 1)
		return true;
	if (vocabulary->compounds)
		return false;
	if (from > 0 && from + 1 < word.len && word.len <= SHORT)
		return false;
	return word.data[from] == 'i' || word.data[from] == 'a' || word.data[from] == 'u';
}

static bool ends_letter(struct slice word, size_t at)
{
	return at == word.len || ((unsigned char)word.data[at] & 0xC0) != 0x80;
}

/* To where known words lead that begin at `from`. */
static void step(const struct vocabulary *vocabulary, struct slice word, size_t from,
		 struct reach *reaches)
{
	uint64_t hash = WORDSET_HASH_START;

	for (size_t to = from + 1; to <= word.len; to++) {
		unsigned kinds;

		hash = wordset_hash_step(hash, word.data[to - 1]);
		if (!may_stand(vocabulary, word, from, to - from))
			continue;
		kinds = kinds_of(vocabulary, hash);
		if (kinds & (VOCABULARY_WHOLE | VOCABULARY_COMMON))
			reach(reaches, from, to, WHOLE_COSTS, kinds & VOCABULARY_COMMON);
		if (!(kinds & VOCABULARY_BEGINNING))
			continue;
		for (size_t end = to + 1; end <= word.len && end <= to + ENDING_MAX; end++)
			if (ends_letter(word, end))
				reach(reaches, from, end, BEGINNING_COSTS, false);
	}
}

/* Letters that are not English only where the language has them. */
static bool is_letters(struct slice word, bool marked)
{
	for (size_t i = 0; i < word.len; i++)
		if ((word.data[i] < 'a' || word.data[i] > 'z') &&
		    !(marked && (unsigned char)word.data[i] >= 0x80))
			return false;
	return true;
}

/* Most words are known, and are looked at no further. */
static bool may_be_glued(const struct vocabulary *vocabulary, struct slice word, uint64_t hash,
			 bool hashtag)
{
	size_t least = hashtag ? VOCABULARY_GLUED_MIN : glued_least(vocabulary);

	return word.len >= least && word.len <= VOCABULARY_GLUED_MAX &&
	       !(kinds_of(vocabulary, hash) & VOCABULARY_WHOLE) &&
	       is_letters(word, vocabulary->compounds);
}

/* Do compounds look otherwise? In a hashtag blanks are left out by custom, so there known words
 * throughout are proof enough ("ausländerraus"). */
static bool is_no_compound(const struct vocabulary *vocabulary, const struct reach *whole,
			   bool hashtag)
{
	return !vocabulary->compounds || whole->has_common ||
	       (hashtag && whole->cost == WHOLE_COSTS * whole->pieces);
}

size_t vocabulary_part(const struct vocabulary *vocabulary, struct slice word, uint64_t hash,
		       bool hashtag, size_t *ret_cuts)
{
	struct reach reaches[VOCABULARY_GLUED_MAX + 1];
	size_t pieces, at = word.len;

	if (!may_be_glued(vocabulary, word, hash, hashtag))
		return 0;
	memset(reaches, 0, (word.len + 1) * sizeof(reaches[0])); /* most words do not come so far */
	for (size_t from = 0; from < word.len; from++)
		if (from == 0 || reaches[from].pieces > 0)
			step(vocabulary, word, from, reaches);
	pieces = reaches[word.len].pieces;
	if (pieces < 2 || pieces > VOCABULARY_PIECES_MAX || !reaches[word.len].has_long ||
	    !is_no_compound(vocabulary, &reaches[word.len], hashtag))
		return 0;
	for (size_t i = pieces - 1; i > 0; i--) {
		at = reaches[at].from;
		ret_cuts[i - 1] = at;
	}
	return pieces - 1;
}
