/*
 * wordset_build.c - see wordset_inside.h: counts what a set needs, takes it in one piece, and fills
 * it.
 */
#include "wordset_inside.h"

static uint64_t hash_from_back(struct slice text)
{
	uint64_t hash = WORDSET_HASH_START;

	for (size_t i = text.len; i > 0; i--)
		hash = wordset_hash_step(hash, text.data[i - 1]);
	return hash;
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

/* --- the sieves --- */

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
