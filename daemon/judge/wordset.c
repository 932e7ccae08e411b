/*
 * wordset.c - see wordset.h. Built once with the ruleset, read by every judge.
 *
 * Whole words, beginnings and endings share one open hash table; their kind is part of the key. Of
 * endings the hash runs from the back, so that one walk over a word gives those of all lengths:
 *
 *     hash(kind, bytes) ──► entry: tag, pattern
 *
 * Parts and compounds are tried in turn, but only on words that hold two letters one of them begins
 * with. Sequences of several words are chained by the hash of their first and of their last word.
 *
 * Nearly all words that are asked about are none of the set's: of most of them a sieve of a byte an
 * entry says so. It knows whole words by their hash, beginnings and endings by two bytes.
 */
#include "wordset.h"
#include "compound.h"
#include "letters.h"

enum { STARTS_BITS = 1024 };

struct entry {
	uint32_t tag;	   /* upper half of the hash: most misses end here */
	uint32_t sequence; /* its number plus one; 0: free */
};

/* Which words something may begin (or end) with. */
struct sieve {
	uint64_t *bits;	    /* NULL: with any */
	uint64_t mask;	    /* of a place */
	bool fronts, backs; /* it knows words by these too */
};

/* Sequences that share the word at one end. */
struct chains {
	uint32_t *heads; /* number of a sequence plus one, by hash */
	uint32_t *next;	 /* the same, by sequence */
	uint32_t ragged; /* head of those that begin (or end) with a pattern that has a star */
};

struct wordset {
	enum form form;
	struct sieve by_front, by_back; /* what begins with a word, and what ends with it */
	const struct sequence *sequences;
	struct entry *entries; /* single words but parts */
	size_t mask;
	uint64_t prefix_lengths, suffix_lengths; /* bit n: an entry of n bytes */
	const struct sequence **parts;		 /* and compounds */
	size_t part_count;
	uint64_t *part_starts; /* bits, by the first two bytes of parts; NULL: there are none */
	const struct sequence **longer; /* sequences of several words */
	size_t longer_count, longer_mask;
	struct chains by_first, by_last;
};

static uint64_t hash_from_back(struct slice text)
{
	uint64_t hash = WORDSET_HASH_START;

	for (size_t i = text.len; i > 0; i--)
		hash = wordset_hash_step(hash, text.data[i - 1]);
	return hash;
}

/* Of a kind, from the bytes' hash. */
static uint64_t key_of(enum pattern_kind kind, uint64_t hash)
{
	hash = (hash ^ (uint64_t)kind << 56) * 0x9E3779B97F4A7C15u;
	return hash ^ hash >> 32;
}

static uint32_t tag_of(uint64_t key)
{
	return (uint32_t)(key >> 32);
}

static bool pattern_is_searched(const struct pattern *pattern, enum form form)
{
	return pattern->text[form].len > 0;
}

static bool is_tried_in_turn(const struct pattern *pattern)
{
	return pattern->kind == PATTERN_PART || pattern_is_compound(pattern->kind);
}

/* Where two bytes stand in part_starts. */
static size_t start_of(const char *bytes)
{
	return ((unsigned char)bytes[0] * 31u + (unsigned char)bytes[1]) % STARTS_BITS;
}

/* --- the sieve --- */

static uint64_t two_bytes(const char *bytes, uint64_t edge)
{
	uint64_t both = (uint64_t)(unsigned char)bytes[0] << 8 | (unsigned char)bytes[1] | edge;

	return both * 0x9E3779B97F4A7C15u >> 32;
}

static uint64_t front_of(struct slice text)
{
	return two_bytes(text.data, 1u << 16);
}

static uint64_t back_of(struct slice text)
{
	return two_bytes(text.data + text.len - 2, 1u << 17);
}

static void sieve_add(struct sieve *sieve, uint64_t hash)
{
	uint64_t place = hash & sieve->mask;

	sieve->bits[place / 64] |= UINT64_C(1) << place % 64;
}

static inline bool sieve_has(const struct sieve *sieve, uint64_t hash)
{
	uint64_t place = hash & sieve->mask;

	return sieve->bits[place / 64] >> place % 64 & 1;
}

/* Of what words of all kinds may be it knows nothing. */
static void sieve_add_pattern(struct sieve *sieve, const struct pattern *pattern, enum form form)
{
	struct slice text = pattern->text[form];

	if (!sieve->bits)
		return;
	if (pattern->kind == PATTERN_EXACT)
		sieve_add(sieve, wordset_hash(text));
	else if (pattern->kind == PATTERN_PREFIX && text.len >= 2) {
		sieve->fronts = true;
		sieve_add(sieve, front_of(text));
	} else if (pattern->kind == PATTERN_SUFFIX && text.len >= 2) {
		sieve->backs = true;
		sieve_add(sieve, back_of(text));
	} else
		sieve->bits = NULL;
}

static bool sieve_init(struct sieve *sieve, struct arena *arena, size_t count)
{
	enum { LEAST = 64, BITS_EACH = 8 };
	size_t bits = LEAST;

	while (bits < BITS_EACH * count)
		bits *= 2;
	sieve->mask = bits - 1;
	sieve->bits = arena_calloc(arena, bits / 64, sizeof(*sieve->bits));
	return sieve->bits != NULL;
}

/* --- building --- */

static void insert(struct wordset *set, const struct pattern *pattern, uint32_t sequence)
{
	struct slice text = pattern->text[set->form];
	bool suffix = pattern->kind == PATTERN_SUFFIX;
	uint64_t key = key_of(pattern->kind, suffix ? hash_from_back(text) : wordset_hash(text));
	size_t at = key & set->mask;

	if (pattern->kind == PATTERN_PREFIX)
		set->prefix_lengths |= UINT64_C(1) << text.len;
	if (suffix)
		set->suffix_lengths |= UINT64_C(1) << text.len;
	while (set->entries[at].sequence)
		at = (at + 1) & set->mask;
	set->entries[at] = (struct entry){ tag_of(key), sequence + 1 };
}

static size_t chain_of(const struct wordset *set, uint64_t hash)
{
	return key_of(PATTERN_EXACT, hash) & set->longer_mask;
}

static void chain(struct wordset *set, struct chains *chains, const struct pattern *edge,
		  uint32_t number)
{
	uint32_t *head = &chains->ragged;

	if (edge->kind == PATTERN_EXACT)
		head = &chains->heads[chain_of(set, wordset_hash(edge->text[set->form]))];
	chains->next[number] = *head;
	*head = number + 1;
}

static void place_sequence(struct wordset *set, uint32_t at)
{
	const struct sequence *sequence = &set->sequences[at];
	const struct pattern *patterns = sequence->patterns;
	uint32_t number = (uint32_t)set->longer_count;

	for (size_t i = 0; i < sequence->count; i++)
		if (!pattern_is_searched(&patterns[i], set->form))
			return;
	sieve_add_pattern(&set->by_front, &patterns[0], set->form);
	sieve_add_pattern(&set->by_back, &patterns[sequence->count - 1], set->form);
	if (sequence->count > 1) {
		set->longer[set->longer_count++] = sequence;
		chain(set, &set->by_first, &patterns[0], number);
		chain(set, &set->by_last, &patterns[sequence->count - 1], number);
	} else if (is_tried_in_turn(&patterns[0])) {
		size_t start = start_of(patterns[0].text[set->form].data);

		set->parts[set->part_count++] = sequence;
		set->part_starts[start / 64] |= UINT64_C(1) << start % 64;
	} else {
		insert(set, patterns, at);
	}
}

static size_t table_size(size_t count)
{
	size_t size = 2; /* at least one is free: there a search ends */

	while (2 * size < 3 * (count + 1))
		size *= 2;
	return size;
}

static bool chains_init(struct chains *chains, struct arena *arena, size_t heads, size_t count)
{
	chains->heads = arena_calloc(arena, heads, sizeof(*chains->heads));
	chains->next = arena_calloc(arena, count + 1, sizeof(*chains->next));
	return chains->heads && chains->next;
}

struct wordset *wordset_new(struct arena *arena, enum form form, const struct sequence *sequences,
			    size_t count)
{
	struct wordset *set = arena_calloc(arena, 1, sizeof(*set));
	size_t longer = 0, parts = 0, size;

	for (size_t i = 0; i < count; i++) {
		longer += sequences[i].count > 1;
		parts += sequences[i].count == 1 && is_tried_in_turn(sequences[i].patterns);
	}
	if (!set)
		return NULL;
	size = table_size(count - longer - parts);
	set->form = form;
	set->sequences = sequences;
	set->mask = size - 1;
	set->longer_mask = table_size(longer) - 1;
	set->entries = arena_calloc(arena, size, sizeof(*set->entries));
	if (parts > 0) {
		set->parts = arena_calloc(arena, parts, sizeof(struct sequence *));
		set->part_starts = arena_calloc(arena, STARTS_BITS / 64, sizeof(uint64_t));
	}
	if (longer > 0)
		set->longer = arena_calloc(arena, longer, sizeof(struct sequence *));
	if (!sieve_init(&set->by_front, arena, count) || !sieve_init(&set->by_back, arena, count))
		return NULL;
	if (!set->entries || (parts > 0 && (!set->parts || !set->part_starts)) ||
	    (longer > 0 && !set->longer))
		return NULL;
	if (longer > 0 && (!chains_init(&set->by_first, arena, set->longer_mask + 1, longer) ||
			   !chains_init(&set->by_last, arena, set->longer_mask + 1, longer)))
		return NULL;
	for (size_t i = 0; i < count; i++)
		place_sequence(set, (uint32_t)i);
	return set;
}

static struct slice word_text(const struct word_view *view, size_t at)
{
	return slice_cut(view->text, view->words[at].from, view->words[at].to);
}

static uint64_t word_hash(const struct word_view *view, size_t at)
{
	return view->hashes ? view->hashes[at] : wordset_hash(word_text(view, at));
}

/* A short word is not looked for in disguise. */
static bool may_match(const struct pattern *pattern, enum form form, const struct word_view *view,
		      size_t at)
{
	if (pattern->tone &&
	    pattern->tone != letters_tone_at(view->text.data, view->words[at].to, view->text.len))
		return false;
	return form == FORM_PLAIN || pattern->letters >= TERM_LOOSE_LEAST || !view->disguised ||
	       !view->disguised[at];
}

static bool look_up(const struct wordset *set, enum pattern_kind kind, uint64_t hash,
		    struct slice text, const struct word_view *view, size_t word)
{
	uint64_t key = key_of(kind, hash);
	uint32_t tag = tag_of(key);
	size_t at = key & set->mask;

	for (; set->entries[at].sequence; at = (at + 1) & set->mask) {
		const struct pattern *pattern;

		if (set->entries[at].tag != tag)
			continue;
		pattern = set->sequences[set->entries[at].sequence - 1].patterns;
		if (pattern->kind == kind && slice_equal(pattern->text[set->form], text) &&
		    may_match(pattern, set->form, view, word))
			return true;
	}
	return false;
}

static bool has_prefix(const struct wordset *set, const struct word_view *view, size_t at)
{
	struct slice word = word_text(view, at);
	uint64_t hash = WORDSET_HASH_START;
	size_t len = 0;

	for (uint64_t left = set->prefix_lengths; left; left &= left - 1) {
		size_t wanted = (size_t)__builtin_ctzll(left);

		if (wanted > word.len)
			return false;
		while (len < wanted)
			hash = wordset_hash_step(hash, word.data[len++]);
		if (look_up(set, PATTERN_PREFIX, hash, slice_cut(word, 0, len), view, at))
			return true;
	}
	return false;
}

static bool has_suffix(const struct wordset *set, const struct word_view *view, size_t at)
{
	struct slice word = word_text(view, at);
	uint64_t hash = WORDSET_HASH_START;
	size_t len = 0;

	for (uint64_t left = set->suffix_lengths; left; left &= left - 1) {
		size_t wanted = (size_t)__builtin_ctzll(left);

		if (wanted > word.len)
			return false;
		while (len < wanted)
			hash = wordset_hash_step(hash, word.data[word.len - ++len]);
		if (look_up(set, PATTERN_SUFFIX, hash, slice_cut(word, word.len - len, word.len),
			    view, at))
			return true;
	}
	return false;
}

static bool holds(struct slice text, struct slice part)
{
	return memmem(text.data, text.len, part.data, part.len) != NULL;
}

static bool is_compound(const struct pattern *pattern, enum form form, const struct word_view *view,
			struct slice word)
{
	enum { WORK = 4 }; /* of one that has to be taken apart */
	enum pattern_kind kind = pattern->kind;

	if (!holds(word, pattern->text[form]))
		return false;
	if (view->work)
		*view->work += WORK;
	return compound_holds(view->compounds, pattern->text[form], kind != PATTERN_FIRST,
			      kind != PATTERN_LAST, word);
}

static bool may_have_part(const struct wordset *set, struct slice word)
{
	for (size_t i = 0; i + 1 < word.len; i++) {
		size_t start = start_of(word.data + i);

		if (set->part_starts[start / 64] >> start % 64 & 1)
			return true;
	}
	return false;
}

static bool has_part(const struct wordset *set, const struct word_view *view, size_t at)
{
	struct slice word = word_text(view, at);

	if (!may_have_part(set, word))
		return false;
	for (size_t i = 0; i < set->part_count; i++) {
		const struct pattern *pattern = set->parts[i]->patterns;

		if (may_match(pattern, set->form, view, at) &&
		    (pattern->kind == PATTERN_PART ? holds(word, pattern->text[set->form])
						   : is_compound(pattern, set->form, view, word)))
			return true;
	}
	return false;
}

bool wordset_has_word(const struct wordset *set, const struct word_view *view, size_t at)
{
	if (view->work)
		++*view->work;
	return look_up(set, PATTERN_EXACT, word_hash(view, at), word_text(view, at), view, at) ||
	       (set->prefix_lengths && has_prefix(set, view, at)) ||
	       (set->suffix_lengths && has_suffix(set, view, at)) ||
	       (set->part_count > 0 && has_part(set, view, at));
}

static bool pattern_matches(const struct pattern *pattern, enum form form,
			    const struct word_view *view, size_t at)
{
	struct slice word = word_text(view, at), text = pattern->text[form];

	if (text.len == 0 || text.len > word.len || !may_match(pattern, form, view, at))
		return false;
	switch (pattern->kind) {
	case PATTERN_EXACT:
		return slice_equal(word, text);
	case PATTERN_PREFIX:
		return memcmp(word.data, text.data, text.len) == 0;
	case PATTERN_SUFFIX:
		return memcmp(word.data + word.len - text.len, text.data, text.len) == 0;
	case PATTERN_PART:
		return holds(word, text);
	case PATTERN_FIRST:
	case PATTERN_LAST:
	case PATTERN_JOINED:
		return is_compound(pattern, form, view, word);
	}
	return false;
}

bool wordset_sequence_at(const struct sequence *sequence, enum form form,
			 const struct word_view *view, size_t at)
{
	if (sequence->count > view->count || at > view->count - sequence->count)
		return false;
	for (size_t i = 0; i < sequence->count; i++)
		if (!pattern_matches(&sequence->patterns[i], form, view, at + i))
			return false;
	return true;
}

/* Of the sequences chained from `head` those that stand at the word. */
static uint32_t chained_lengths(const struct wordset *set, const struct chains *chains,
				uint32_t head, const struct word_view *view, size_t at)
{
	bool backward = chains == &set->by_last;
	uint32_t lengths = 0;
	size_t steps = 0;

	for (; head > 0; head = chains->next[head - 1], steps++) {
		const struct sequence *sequence = set->longer[head - 1];
		size_t count = sequence->count;

		if (lengths & 1u << count || (backward && count > at + 1))
			continue;
		if (wordset_sequence_at(sequence, set->form, view, backward ? at + 1 - count : at))
			lengths |= 1u << count;
	}
	if (view->work)
		*view->work += steps / 8; /* compared one by one, but soon refused */
	return lengths;
}

/* False: no entry begins with the word (or, `backward`, ends with it). */
static bool may_stand(const struct wordset *set, const struct word_view *view, size_t at,
		      bool backward)
{
	const struct sieve *sieve = backward ? &set->by_back : &set->by_front;
	struct slice word = word_text(view, at);

	if (!sieve->bits || sieve_has(sieve, word_hash(view, at)))
		return true;
	return word.len >= 2 && ((sieve->fronts && sieve_has(sieve, front_of(word))) ||
				 (sieve->backs && sieve_has(sieve, back_of(word))));
}

uint32_t wordset_lengths(const struct wordset *set, const struct word_view *view, size_t at,
			 bool backward)
{
	const struct chains *chains = backward ? &set->by_last : &set->by_first;
	uint32_t lengths;

	if (!may_stand(set, view, at, backward)) {
		if (view->work)
			++*view->work;
		return 0;
	}
	lengths = wordset_has_word(set, view, at) ? 1u << 1 : 0;
	if (set->longer_count == 0)
		return lengths;
	lengths |= chained_lengths(set, chains, chains->heads[chain_of(set, word_hash(view, at))],
				   view, at);
	return lengths | chained_lengths(set, chains, chains->ragged, view, at);
}
