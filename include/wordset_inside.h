/*
 * wordset_inside.h - how a word set lies in memory; for wordset_build.c, which makes them, and
 * wordset.c, which asks them. One piece each, since there are thousands of few words:
 *
 *     head | sieves | which two letters parts begin with | entries | nodes | sequences
 *
 * Whole words, beginnings, endings, and the first and last words of longer sequences share one open
 * hash table; their kind is part of the key. Of endings the hash runs from the back, so that one
 * walk over a word gives those of all lengths. Sequences that begin (or end) with the same word
 * hang on one entry as a chain of nodes:
 *
 *     hash(kind, bytes) ──► entry: tag, and the number of a sequence or of a node
 *
 * Both forms of a word are keys, where they differ; what was found is compared in the form at hand.
 */
#ifndef LIVVAKT_WORDSET_INSIDE_H
#define LIVVAKT_WORDSET_INSIDE_H

#include "wordset.h"

enum { STARTS_BITS = 1024 };

/* Which words something may begin (or end) with. */
struct sieve {
	uint32_t mask;	    /* of a place; 0: with any */
	uint32_t at;	    /* in the words of the set */
	bool fronts, backs; /* it knows words by these too */
};

struct node {
	uint32_t sequence;
	uint32_t next; /* number plus one; 0: none */
};

struct wordset {
	uint64_t prefix_lengths, suffix_lengths; /* bit n: an entry of n bytes */
	struct sieve by_front, by_back; /* what begins with a word, and what ends with it */
	uint32_t count;			/* sequences */
	uint32_t mask;			/* entries */
	uint32_t starts_at, entries_at, nodes_at, sequences_at; /* in the words below */
	uint32_t parts, ragged_first, ragged_last; /* chains: parts and compounds, and sequences
						      whose outer word has a star */
	uint8_t number_bits;			   /* of an entry; the rest is its tag */
	bool longer;				   /* there are sequences of several words */
	uint64_t words[];
};

static inline uint32_t *entries_of(const struct wordset *set)
{
	return (uint32_t *)(set->words + set->entries_at);
}

static inline struct node *nodes_of(const struct wordset *set)
{
	return (struct node *)(set->words + set->nodes_at);
}

static inline const struct sequence **sequences_of(const struct wordset *set)
{
	return (const struct sequence **)(set->words + set->sequences_at);
}

/* Beside kinds of patterns: the outer words of longer sequences. */
enum { KEY_FIRST = PATTERN_JOINED + 1, KEY_LAST };

/* Of a kind, from the bytes' hash. */
static inline uint64_t key_of(unsigned kind, uint64_t hash)
{
	hash = (hash ^ (uint64_t)kind << 56) * 0x9E3779B97F4A7C15u;
	return hash ^ hash >> 32;
}

/* The upper half of a key, as far as there is room for it: most misses end here. */
static inline uint32_t tag_of(const struct wordset *set, uint64_t key)
{
	return (uint32_t)(key >> 32) >> set->number_bits << set->number_bits;
}

static inline uint32_t number_of(const struct wordset *set, uint32_t entry)
{
	return entry & ((UINT32_C(1) << set->number_bits) - 1);
}

/* Where two bytes stand among the starts of parts. */
static inline size_t start_of(const char *bytes)
{
	return ((unsigned char)bytes[0] * 31u + (unsigned char)bytes[1]) % STARTS_BITS;
}

static inline bool has_bit(const uint64_t *words, size_t at)
{
	return words[at / 64] >> at % 64 & 1;
}

static inline void set_bit(uint64_t *words, size_t at)
{
	words[at / 64] |= UINT64_C(1) << at % 64;
}

static inline uint64_t two_bytes(const char *bytes, uint64_t edge)
{
	uint64_t both = (uint64_t)(unsigned char)bytes[0] << 8 | (unsigned char)bytes[1] | edge;

	return both * 0x9E3779B97F4A7C15u >> 32;
}

static inline uint64_t front_of(struct slice text)
{
	return two_bytes(text.data, 1u << 16);
}

static inline uint64_t back_of(struct slice text)
{
	return two_bytes(text.data + text.len - 2, 1u << 17);
}

#endif
