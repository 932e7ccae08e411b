/*
 * wordset.c - see wordset.h: what a set is asked; wordset_inside.h says how it lies in memory. Made
 * once with the ruleset, read by every judge.
 *
 * Parts and compounds are tried in turn, but only on words that hold two letters one of them begins
 * with. Nearly all words that are asked about are none of the set's: of most of them a sieve of a
 * byte a key says so. It knows whole words by their hash, beginnings and endings by two bytes.
 */
#include "compound.h"
#include "letters.h"
#include "wordset_inside.h"

static inline bool sieve_has(const struct wordset *set, const struct sieve *sieve, uint64_t hash)
{
	return has_bit(set->words + sieve->at, hash & sieve->mask);
}

static struct slice word_text(const struct word_view *view, size_t at)
{
	return words_text(view->text, &view->words[at]);
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

bool wordset_may_stand(const struct wordset *set, const struct word_view *view, size_t at,
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

	if (!wordset_may_stand(set, view, at, backward)) {
		if (view->work)
			++*view->work;
		return 0;
	}
	lengths = wordset_has_word(set, form, view, at) ? 1u << 1 : 0;
	return set->longer ? lengths | longer_lengths(set, &wanted, backward) : lengths;
}
