/*
 * wordset.c - see wordset.h. Built once with the ruleset, read by every judge; one piece of memory
 * each, since there are thousands of few words:
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
 * Parts and compounds are tried in turn, but only on words that hold two letters one of them begins
 * with.
 *
 * Nearly all words that are asked about are none of the set's: of most of them a sieve of a byte a
 * key says so. It knows whole words by their hash, beginnings and endings by two bytes.
 */
#include "wordset.h"
#include "compound.h"
#include "letters.h"

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

static uint64_t hash_from_back(struct slice text)
{
	uint64_t hash = WORDSET_HASH_START;

	for (size_t i = text.len; i > 0; i--)
		hash = wordset_hash_step(hash, text.data[i - 1]);
	return hash;
}

/* Of a kind, from the bytes' hash. */
static uint64_t key_of(unsigned kind, uint64_t hash)
{
	hash = (hash ^ (uint64_t)kind << 56) * 0x9E3779B97F4A7C15u;
	return hash ^ hash >> 32;
}

/* The upper half of a key, as far as there is room for it: most misses end here. */
static uint32_t tag_of(const struct wordset *set, uint64_t key)
{
	return (uint32_t)(key >> 32) >> set->number_bits << set->number_bits;
}

static uint32_t number_of(const struct wordset *set, uint32_t entry)
{
	return entry & ((UINT32_C(1) << set->number_bits) - 1);
}

static bool is_tried_in_turn(const struct pattern *pattern)
{
	return pattern->kind == PATTERN_PART || pattern_is_compound(pattern->kind);
}

static const struct pattern *last_of(const struct sequence *sequence)
{
	return &sequence->patterns[sequence->count - 1];
}

/* Is the pattern's text in this form one that the form before did not have? */
static bool is_new_in(const struct pattern *pattern, enum form form)
{
	return pattern->len[form] > 0 &&
	       (form == FORM_PLAIN || pattern->data[form] != pattern->data[FORM_PLAIN]);
}

/* Where two bytes stand among the starts of parts. */
static size_t start_of(const char *bytes)
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

/* --- the sieves --- */

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

static inline bool sieve_has(const struct wordset *set, const struct sieve *sieve, uint64_t hash)
{
	return has_bit(set->words + sieve->at, hash & sieve->mask);
}

/* Of what words of all kinds may be, or nearly all, it knows nothing. */
static bool is_sifted(const struct pattern *pattern)
{
	if (pattern->kind == PATTERN_EXACT)
		return true;
	if (is_tried_in_turn(pattern))
		return false;
	for (enum form form = FORM_PLAIN; form < FORM_COUNT; form++)
		if (pattern->len[form] == 1)
			return false;
	return true;
}

static void sieve_add(struct wordset *set, struct sieve *sieve, const struct pattern *pattern)
{
	for (enum form form = FORM_PLAIN; form < FORM_COUNT && sieve->mask > 0; form++) {
		struct slice text = pattern_text(pattern, form);
		uint64_t hash;

		if (!is_new_in(pattern, form))
			continue;
		sieve->fronts = sieve->fronts || pattern->kind == PATTERN_PREFIX;
		sieve->backs = sieve->backs || pattern->kind == PATTERN_SUFFIX;
		hash = pattern->kind == PATTERN_PREFIX	 ? front_of(text)
		       : pattern->kind == PATTERN_SUFFIX ? back_of(text)
							 : wordset_hash(text);
		set_bit(set->words + sieve->at, hash & sieve->mask);
	}
}

/* --- building --- */

/* What there is room to be made for. */
struct needs {
	size_t entries, nodes, fronts, backs;
	bool parts, longer, any_front, any_back;
};

static size_t forms_of(const struct pattern *pattern)
{
	return 1 + (size_t)is_new_in(pattern, FORM_LOOSE);
}

static void count_needs(struct needs *needs, const struct sequence *sequence)
{
	const struct pattern *first = sequence->patterns, *last = last_of(sequence);
	size_t fronts = forms_of(first), backs = forms_of(last);

	needs->fronts += fronts;
	needs->backs += backs;
	needs->any_front = needs->any_front || !is_sifted(first);
	needs->any_back = needs->any_back || !is_sifted(last);
	if (sequence->count > 1) {
		needs->longer = true;
		needs->entries += fronts + backs;
		needs->nodes += fronts + backs;
	} else if (is_tried_in_turn(first)) {
		needs->parts = true;
		needs->nodes++;
	} else {
		needs->entries += fronts;
	}
}

static size_t table_size(size_t count)
{
	size_t size = 2; /* at least one is free: there a search ends */

	while (2 * size < 3 * (count + 1))
		size *= 2;
	return size;
}

/* Bits; 1: none are needed. */
static size_t sieve_size(size_t keys, bool any)
{
	enum { LEAST = 64, BITS_EACH = 8 };
	size_t bits = any ? 1 : LEAST;

	while (!any && bits < BITS_EACH * keys)
		bits *= 2;
	return bits;
}

/* The head, with the places of all that follows it; gives how many words that is. */
static size_t lay_out(const struct needs *needs, size_t count, struct wordset *ret_head)
{
	size_t size = table_size(needs->entries), front, back, at;
	struct wordset head = { .count = (uint32_t)count, .longer = needs->longer };

	front = sieve_size(needs->fronts, needs->any_front);
	back = needs->longer ? sieve_size(needs->backs, needs->any_back) : front;
	at = front / 64;
	head.by_front = (struct sieve){ .mask = (uint32_t)(front - 1) };
	head.by_back = (struct sieve){ .mask = (uint32_t)(back - 1) };
	if (needs->longer) {
		head.by_back.at = (uint32_t)at;
		at += back / 64;
	}
	head.starts_at = (uint32_t)at;
	at += needs->parts ? STARTS_BITS / 64 : 0;
	head.mask = (uint32_t)(size - 1);
	head.entries_at = (uint32_t)at;
	at += size / 2;
	head.nodes_at = (uint32_t)at;
	at += needs->nodes;
	head.sequences_at = (uint32_t)at;
	at += count;
	while ((count + needs->nodes) >> head.number_bits)
		head.number_bits++;
	*ret_head = head;
	return at;
}
static_assert(sizeof(struct node) == sizeof(uint64_t) && sizeof(uint64_t) == sizeof(void *) &&
		      sizeof(uint64_t) == 2 * sizeof(uint32_t),
	      "all parts of a set are counted in words");

static void insert(struct wordset *set, uint64_t key, uint32_t number)
{
	uint32_t *entries = entries_of(set);
	size_t at = key & set->mask;

	while (entries[at])
		at = (at + 1) & set->mask;
	entries[at] = tag_of(set, key) | number;
}

static void insert_word(struct wordset *set, const struct pattern *pattern, uint32_t number)
{
	for (enum form form = FORM_PLAIN; form < FORM_COUNT; form++) {
		struct slice text = pattern_text(pattern, form);
		bool suffix = pattern->kind == PATTERN_SUFFIX;

		if (!is_new_in(pattern, form))
			continue;
		if (pattern->kind == PATTERN_PREFIX)
			set->prefix_lengths |= UINT64_C(1) << text.len;
		if (suffix)
			set->suffix_lengths |= UINT64_C(1) << text.len;
		insert(set,
		       key_of(pattern->kind, suffix ? hash_from_back(text) : wordset_hash(text)),
		       number);
	}
}

/* A new node in front of a chain. */
static void chain(struct wordset *set, uint32_t *head, uint32_t sequence, uint32_t *used)
{
	nodes_of(set)[*used] = (struct node){ sequence, *head };
	*head = ++*used;
}

/* The chain of a key is the first entry with its tag that names a node: that another key's hangs on
 * it as well does no harm, since all is compared. */
static void chain_key(struct wordset *set, uint64_t key, uint32_t sequence, uint32_t *used)
{
	uint32_t *entries = entries_of(set), tag = tag_of(set, key), head = 0;
	size_t at = key & set->mask;

	for (; entries[at]; at = (at + 1) & set->mask) {
		uint32_t number = number_of(set, entries[at]);

		if (entries[at] - number == tag && number > set->count) {
			head = number - set->count;
			break;
		}
	}
	chain(set, &head, sequence, used);
	entries[at] = tag | (head + set->count);
}

static void chain_edge(struct wordset *set, const struct pattern *edge, bool is_last,
		       uint32_t sequence, uint32_t *used)
{
	if (edge->kind != PATTERN_EXACT) {
		chain(set, is_last ? &set->ragged_last : &set->ragged_first, sequence, used);
		return;
	}
	for (enum form form = FORM_PLAIN; form < FORM_COUNT; form++)
		if (is_new_in(edge, form))
			chain_key(set,
				  key_of(is_last ? KEY_LAST : KEY_FIRST,
					 wordset_hash(pattern_text(edge, form))),
				  sequence, used);
}

static void chain_part(struct wordset *set, const struct pattern *pattern, uint32_t sequence,
		       uint32_t *used)
{
	for (enum form form = FORM_PLAIN; form < FORM_COUNT; form++)
		if (pattern_text(pattern, form).len > 0)
			set_bit(set->words + set->starts_at,
				start_of(pattern_text(pattern, form).data));
	chain(set, &set->parts, sequence, used);
}

static void place_sequence(struct wordset *set, uint32_t number, uint32_t *used)
{
	const struct sequence *sequence = sequences_of(set)[number];
	const struct pattern *first = sequence->patterns, *last = last_of(sequence);

	sieve_add(set, &set->by_front, first);
	sieve_add(set, &set->by_back, last);
	if (sequence->count > 1) {
		chain_edge(set, first, false, number, used);
		chain_edge(set, last, true, number, used);
	} else if (is_tried_in_turn(first)) {
		chain_part(set, first, number, used);
	} else {
		insert_word(set, first, number + 1);
	}
}

struct wordset *wordset_new(struct arena *arena, struct sequence *const *sequences, size_t count)
{
	struct needs needs = { 0 };
	struct wordset head, *set;
	uint32_t used = 0;
	size_t words;

	for (size_t i = 0; i < count; i++)
		count_needs(&needs, sequences[i]);
	words = lay_out(&needs, count, &head);
	set = words > UINT32_MAX / 2
		      ? NULL
		      : arena_calloc(arena, 1, sizeof(*set) + words * sizeof(set->words[0]));
	if (!set)
		return NULL;
	*set = head;
	for (uint32_t i = 0; i < count; i++) {
		sequences_of(set)[i] = sequences[i];
		place_sequence(set, i, &used);
	}
	return set;
}

/* --- asking --- */

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

/* A word in one form, as it is looked for. */
struct wanted {
	enum form form;
	const struct word_view *view;
	size_t at;
};

static bool look_up(const struct wordset *set, enum pattern_kind kind, uint64_t hash,
		    struct slice text, const struct wanted *word)
{
	const uint32_t *entries = entries_of(set);
	uint64_t key = key_of(kind, hash);
	uint32_t tag = tag_of(set, key);

	for (size_t at = key & set->mask; entries[at]; at = (at + 1) & set->mask) {
		uint32_t number = number_of(set, entries[at]);
		const struct pattern *pattern;

		if (entries[at] - number != tag || number > set->count)
			continue;
		pattern = sequences_of(set)[number - 1]->patterns;
		if (pattern->kind == kind && slice_equal(pattern_text(pattern, word->form), text) &&
		    may_match(pattern, word->form, word->view, word->at))
			return true;
	}
	return false;
}

static bool has_prefix(const struct wordset *set, const struct wanted *wanted)
{
	struct slice word = word_text(wanted->view, wanted->at);
	uint64_t hash = WORDSET_HASH_START;
	size_t len = 0;

	for (uint64_t left = set->prefix_lengths; left; left &= left - 1) {
		size_t most = (size_t)__builtin_ctzll(left);

		if (most > word.len)
			return false;
		while (len < most)
			hash = wordset_hash_step(hash, word.data[len++]);
		if (look_up(set, PATTERN_PREFIX, hash, slice_cut(word, 0, len), wanted))
			return true;
	}
	return false;
}

static bool has_suffix(const struct wordset *set, const struct wanted *wanted)
{
	struct slice word = word_text(wanted->view, wanted->at);
	uint64_t hash = WORDSET_HASH_START;
	size_t len = 0;

	for (uint64_t left = set->suffix_lengths; left; left &= left - 1) {
		size_t most = (size_t)__builtin_ctzll(left);

		if (most > word.len)
			return false;
		while (len < most)
			hash = wordset_hash_step(hash, word.data[word.len - ++len]);
		if (look_up(set, PATTERN_SUFFIX, hash, slice_cut(word, word.len - len, word.len),
			    wanted))
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

	if (!holds(word, pattern_text(pattern, form)))
		return false;
	if (view->work)
		*view->work += WORK;
	return compound_holds(view->compounds, pattern_text(pattern, form), kind != PATTERN_FIRST,
			      kind != PATTERN_LAST, word);
}

static bool may_have_part(const struct wordset *set, struct slice word)
{
	for (size_t i = 0; i + 1 < word.len; i++) {
		size_t start = start_of(word.data + i);

		if (has_bit(set->words + set->starts_at, start))
			return true;
	}
	return false;
}

static bool pattern_matches(const struct pattern *pattern, enum form form,
			    const struct word_view *view, size_t at)
{
	struct slice word = word_text(view, at), text = pattern_text(pattern, form);

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

/* The chain of those tried in turn; a word is counted once, however many they are. */
static bool has_part(const struct wordset *set, const struct wanted *wanted)
{
	struct slice word = word_text(wanted->view, wanted->at);

	if (!may_have_part(set, word))
		return false;
	for (uint32_t at = set->parts; at > 0; at = nodes_of(set)[at - 1].next) {
		const struct sequence *part = sequences_of(set)[nodes_of(set)[at - 1].sequence];

		if (pattern_matches(part->patterns, wanted->form, wanted->view, wanted->at))
			return true;
	}
	return false;
}

bool wordset_has_word(const struct wordset *set, enum form form, const struct word_view *view,
		      size_t at)
{
	const struct wanted wanted = { form, view, at };

	if (view->work)
		++*view->work;
	return look_up(set, PATTERN_EXACT, word_hash(view, at), word_text(view, at), &wanted) ||
	       (set->prefix_lengths && has_prefix(set, &wanted)) ||
	       (set->suffix_lengths && has_suffix(set, &wanted)) ||
	       (set->parts > 0 && has_part(set, &wanted));
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
static uint32_t chained_lengths(const struct wordset *set, uint32_t head,
				const struct wanted *wanted, bool backward)
{
	uint32_t lengths = 0;
	size_t steps = 0;

	for (; head > 0; head = nodes_of(set)[head - 1].next, steps++) {
		const struct sequence *sequence =
			sequences_of(set)[nodes_of(set)[head - 1].sequence];
		size_t count = sequence->count;

		if (lengths & 1u << count || (backward && count > wanted->at + 1))
			continue;
		if (wordset_sequence_at(sequence, wanted->form, wanted->view,
					backward ? wanted->at + 1 - count : wanted->at))
			lengths |= 1u << count;
	}
	if (wanted->view->work)
		*wanted->view->work += steps / 8; /* compared one by one, but soon refused */
	return lengths;
}

/* Of longer sequences. */
static uint32_t longer_lengths(const struct wordset *set, const struct wanted *wanted,
			       bool backward)
{
	const uint32_t *entries = entries_of(set);
	uint64_t key = key_of(backward ? KEY_LAST : KEY_FIRST, word_hash(wanted->view, wanted->at));
	uint32_t tag = tag_of(set, key);
	uint32_t lengths = chained_lengths(set, backward ? set->ragged_last : set->ragged_first,
					   wanted, backward);

	for (size_t at = key & set->mask; entries[at]; at = (at + 1) & set->mask) {
		uint32_t number = number_of(set, entries[at]);

		if (entries[at] - number == tag && number > set->count)
			lengths |= chained_lengths(set, number - set->count, wanted, backward);
	}
	return lengths;
}

/* False: no entry begins with the word (or, `backward`, ends with it). */
static bool may_stand(const struct wordset *set, const struct word_view *view, size_t at,
		      bool backward)
{
	const struct sieve *sieve = backward ? &set->by_back : &set->by_front;
	struct slice word = word_text(view, at);

	if (sieve->mask == 0 || sieve_has(set, sieve, word_hash(view, at)))
		return true;
	return word.len >= 2 && ((sieve->fronts && sieve_has(set, sieve, front_of(word))) ||
				 (sieve->backs && sieve_has(set, sieve, back_of(word))));
}

uint32_t wordset_lengths(const struct wordset *set, enum form form, const struct word_view *view,
			 size_t at, bool backward)
{
	const struct wanted wanted = { form, view, at };
	uint32_t lengths;

	if (!may_stand(set, view, at, backward)) {
		if (view->work)
			++*view->work;
		return 0;
	}
	lengths = wordset_has_word(set, form, view, at) ? 1u << 1 : 0;
	return set->longer ? lengths | longer_lengths(set, &wanted, backward) : lengths;
}
