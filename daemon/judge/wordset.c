/*
 * wordset.c - see wordset.h. Built once with the ruleset, read by every judge.
 *
 * Whole words, beginnings and endings share one open hash table; their kind is part of the key:
 *
 *     hash(kind, bytes) ──► slot: sequence (one pattern)
 */
#include "wordset.h"

struct wordset {
	enum form form;
	const struct sequence **slots; /* single words but parts */
	size_t mask;
	uint64_t prefix_lengths, suffix_lengths; /* bit n: an entry of n bytes */
	const struct sequence **parts;
	size_t part_count;
	const struct sequence **longer; /* sequences of several words */
	size_t longer_count;
};

static uint64_t hash_of(enum pattern_kind kind, struct slice text)
{
	uint64_t hash = 14695981039346656037u ^ (uint64_t)kind; /* FNV-1a */

	for (size_t i = 0; i < text.len; i++)
		hash = (hash ^ (unsigned char)text.data[i]) * 1099511628211u;
	return hash ^ hash >> 29;
}

static bool pattern_is_searched(const struct pattern *pattern, enum form form)
{
	return pattern->text[form].len > 0;
}

static void insert(struct wordset *set, const struct sequence *sequence)
{
	const struct pattern *pattern = sequence->patterns;
	struct slice text = pattern->text[set->form];
	size_t at = hash_of(pattern->kind, text) & set->mask;

	if (pattern->kind == PATTERN_PREFIX)
		set->prefix_lengths |= UINT64_C(1) << text.len;
	if (pattern->kind == PATTERN_SUFFIX)
		set->suffix_lengths |= UINT64_C(1) << text.len;
	while (set->slots[at])
		at = (at + 1) & set->mask;
	set->slots[at] = sequence;
}

static void place_sequence(struct wordset *set, const struct sequence *sequence)
{
	for (size_t i = 0; i < sequence->count; i++)
		if (!pattern_is_searched(&sequence->patterns[i], set->form))
			return;
	if (sequence->count > 1)
		set->longer[set->longer_count++] = sequence;
	else if (sequence->patterns[0].kind == PATTERN_PART)
		set->parts[set->part_count++] = sequence;
	else
		insert(set, sequence);
}

struct wordset *wordset_new(struct arena *arena, enum form form, const struct sequence *sequences,
			    size_t count)
{
	struct wordset *set = arena_calloc(arena, 1, sizeof(*set));
	size_t size = 4, longer = 0, parts = 0;

	for (size_t i = 0; i < count; i++) {
		longer += sequences[i].count > 1;
		parts += sequences[i].count == 1 && sequences[i].patterns[0].kind == PATTERN_PART;
	}
	while (size < 2 * (count - longer - parts + 1))
		size *= 2;
	if (!set)
		return NULL;
	set->form = form;
	set->mask = size - 1;
	set->slots = arena_calloc(arena, size, sizeof(struct sequence *));
	set->parts = arena_calloc(arena, parts + 1, sizeof(struct sequence *));
	set->longer = arena_calloc(arena, longer + 1, sizeof(struct sequence *));
	if (!set->slots || !set->parts || !set->longer)
		return NULL;
	for (size_t i = 0; i < count; i++)
		place_sequence(set, &sequences[i]);
	return set;
}

static struct slice word_text(const struct word_view *view, size_t at)
{
	return slice_cut(view->text, view->words[at].from, view->words[at].to);
}

/* A short word is not looked for in disguise. */
static bool may_match(const struct pattern *pattern, enum form form, const struct word_view *view,
		      size_t at)
{
	return form == FORM_PLAIN || pattern->letters >= TERM_LOOSE_LEAST || !view->disguised ||
	       !view->disguised[at];
}

static bool look_up(const struct wordset *set, enum pattern_kind kind, struct slice text,
		    const struct word_view *view, size_t word)
{
	size_t at = hash_of(kind, text) & set->mask;

	for (; set->slots[at]; at = (at + 1) & set->mask) {
		const struct pattern *pattern = set->slots[at]->patterns;

		if (pattern->kind == kind && slice_equal(pattern->text[set->form], text) &&
		    may_match(pattern, set->form, view, word))
			return true;
	}
	return false;
}

static bool holds(struct slice text, struct slice part)
{
	return memmem(text.data, text.len, part.data, part.len) != NULL;
}

static bool has_part(const struct wordset *set, const struct word_view *view, size_t at)
{
	struct slice word = word_text(view, at);

	for (size_t i = 0; i < set->part_count; i++) {
		const struct pattern *pattern = set->parts[i]->patterns;

		if (holds(word, pattern->text[set->form]) &&
		    may_match(pattern, set->form, view, at))
			return true;
	}
	return false;
}

bool wordset_has_word(const struct wordset *set, const struct word_view *view, size_t at)
{
	struct slice word = word_text(view, at);

	if (view->work)
		++*view->work;
	if (look_up(set, PATTERN_EXACT, word, view, at))
		return true;
	for (uint64_t left = set->prefix_lengths; left; left &= left - 1) {
		size_t len = (size_t)__builtin_ctzll(left);

		if (len > word.len)
			break;
		if (look_up(set, PATTERN_PREFIX, slice_cut(word, 0, len), view, at))
			return true;
	}
	for (uint64_t left = set->suffix_lengths; left; left &= left - 1) {
		size_t len = (size_t)__builtin_ctzll(left);

		if (len > word.len)
			break;
		if (look_up(set, PATTERN_SUFFIX, slice_cut(word, word.len - len, word.len), view,
			    at))
			return true;
	}
	return set->part_count > 0 && has_part(set, view, at);
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

uint32_t wordset_lengths(const struct wordset *set, const struct word_view *view, size_t at,
			 bool backward)
{
	uint32_t lengths = wordset_has_word(set, view, at) ? 1u << 1 : 0;

	if (view->work)
		*view->work += set->longer_count / 8; /* compared one by one, but soon refused */

	for (size_t i = 0; i < set->longer_count; i++) {
		size_t count = set->longer[i]->count;

		if (lengths & 1u << count || (backward && count > at + 1))
			continue;
		if (wordset_sequence_at(set->longer[i], set->form, view,
					backward ? at + 1 - count : at))
			lengths |= 1u << count;
	}
	return lengths;
}
