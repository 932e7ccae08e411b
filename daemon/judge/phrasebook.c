/*
 * phrasebook.c - see phrasebook.h. A tree of words in one hash table:
 *
 *     key("gå") ──► goes on      key("gå och") ──► goes on      key("gå och dö") ──► literal 17
 *
 * The key of a phrase comes from that of the phrase without its last word and the hash of that
 * word. That two of 64 bits meet is rarer than any other mistake here.
 */
#include "phrasebook.h"

enum { SIEVE_BITS_EACH = 16, GOES_ON = 1 };

struct phrasebook {
	uint64_t *keys;	 /* 0: free */
	uint32_t *nodes; /* beside keys: twice the literal's number plus one, and GOES_ON */
	uint64_t *sieve; /* a bit of each key: most words stand in no phrase */
	size_t mask, sieve_mask;
};

static inline uint64_t first_key(uint64_t word_hash)
{
	return word_hash | 1;
}

static inline uint64_t next_key(uint64_t key, uint64_t word_hash)
{
	return ((key ^ key >> 29) * UINT64_C(0x9E3779B97F4A7C15) + word_hash) | 1;
}

static inline size_t sieve_place(const struct phrasebook *book, uint64_t key)
{
	return (size_t)(key ^ key >> 32) & book->sieve_mask;
}

static inline bool sieve_has(const struct phrasebook *book, uint64_t key)
{
	size_t place = sieve_place(book, key);

	return book->sieve[place / 64] >> place % 64 & 1;
}

static inline size_t place_of(const struct phrasebook *book, uint64_t key)
{
	size_t at = (size_t)(key >> 1 ^ key >> 32) & book->mask;

	while (book->keys[at] && book->keys[at] != key)
		at = (at + 1) & book->mask;
	return at;
}

/* Where the word that begins at `at` ends: at the blank behind it. */
static size_t word_end(struct slice literal, size_t at)
{
	while (literal.data[at] != ' ')
		at++;
	return at;
}

bool phrasebook_takes(struct slice literal)
{
	if (literal.len < 3 || literal.data[0] != ' ' || literal.data[literal.len - 1] != ' ')
		return false;
	for (size_t i = 1; i < literal.len; i++)
		if (literal.data[i] == ' ' && literal.data[i - 1] == ' ')
			return false;
	return true;
}

static size_t count_words(const struct slice *literals, size_t count)
{
	size_t words = 0;

	for (size_t i = 0; i < count; i++)
		for (size_t at = 1; at < literals[i].len; at = word_end(literals[i], at) + 1)
			words++;
	return words;
}

static uint32_t *node_of(struct phrasebook *book, uint64_t key)
{
	size_t at = place_of(book, key), place = sieve_place(book, key);

	book->keys[at] = key;
	book->sieve[place / 64] |= UINT64_C(1) << place % 64;
	return &book->nodes[at];
}

static void add(struct phrasebook *book, struct slice literal, uint32_t number)
{
	uint64_t key = 0;

	for (size_t at = 1, end; at < literal.len; at = end + 1) {
		uint64_t hash;
		uint32_t *node;

		end = word_end(literal, at);
		hash = wordset_hash(slice_cut(literal, at, end));
		key = at == 1 ? first_key(hash) : next_key(key, hash);
		node = node_of(book, key);
		if (end + 1 < literal.len)
			*node |= GOES_ON;
		else
			*node |= (number + 1) << 1;
	}
}

static size_t power_of_two(size_t at_least)
{
	size_t size = 64;

	while (size < at_least)
		size *= 2;
	return size;
}

struct phrasebook *phrasebook_new(struct arena *arena, const struct slice *literals, size_t count)
{
	struct phrasebook *book = arena_calloc(arena, 1, sizeof(*book));
	size_t words = count_words(literals, count), size = power_of_two(2 * (words + 1)), bits;

	if (!book)
		return NULL;
	bits = power_of_two(SIEVE_BITS_EACH * (count + 1));
	book->mask = size - 1;
	book->sieve_mask = bits - 1;
	book->keys = arena_calloc(arena, size, sizeof(*book->keys));
	book->nodes = arena_calloc(arena, size, sizeof(*book->nodes));
	book->sieve = arena_calloc(arena, bits / 64, sizeof(*book->sieve));
	if (!book->keys || !book->nodes || !book->sieve)
		return NULL;
	for (size_t i = 0; i < count; i++)
		add(book, literals[i], (uint32_t)i);
	return book;
}

/* All that begins with the word. */
static bool find_from(const struct phrasebook *book, const struct word_view *view, size_t word,
		      phrasebook_found *found, void *context)
{
	uint64_t key = first_key(view->hashes[word]);

	for (size_t next = word + 1; sieve_has(book, key); next++) {
		uint32_t node = book->nodes[place_of(book, key)];

		if (node >> 1 && !found(context, (node >> 1) - 1, word))
			return false;
		if (!(node & GOES_ON) || next == view->count)
			break;
		key = next_key(key, view->hashes[next]);
	}
	return true;
}

bool phrasebook_find(const struct phrasebook *book, const struct word_view *view,
		     phrasebook_found *found, void *context)
{
	for (size_t word = 0; word < view->count; word++)
		if (!find_from(book, view, word, found, context))
			return false;
	return true;
}
