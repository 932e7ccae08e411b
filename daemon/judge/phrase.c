/*
 * phrase.c - the slots of a phrase, compared outward from the one that was found.
 *
 * On each side a set of places is carried along: where the slots so far can end. A gap and entries
 * of several lengths make more than one such place, and a set keeps that cheap where trying in turn
 * would not be:
 *
 *     jag   ska   fan   döda   dig          {harm} found at 3; gap 1
 *      0     1     2     3      4
 *           ◄──{ska} can end at 1 ──          ── {dig} can end at 4 ──►
 */
#include "phrase.h"

struct reach {
	uint64_t bits[PHRASE_REACH_MAX / 64]; /* distances in words from the anchor */
};

static void set_bit(struct reach *reach, size_t at)
{
	reach->bits[at / 64] |= UINT64_C(1) << at % 64;
}

static bool has_bit(const struct reach *reach, size_t at)
{
	return reach->bits[at / 64] >> at % 64 & 1;
}

/* The first set bit at or behind `at`; PHRASE_REACH_MAX when there is none. */
static size_t next_bit(const struct reach *reach, size_t at)
{
	for (; at < PHRASE_REACH_MAX; at = (at / 64 + 1) * 64) {
		uint64_t left = reach->bits[at / 64] >> at % 64;

		if (left)
			return at + (size_t)__builtin_ctzll(left);
	}
	return PHRASE_REACH_MAX;
}

/* One side of a phrase: the words seen from the anchor outward. */
struct side {
	const struct phrase *phrase;
	enum form form;
	const struct word_view *view;
	size_t base; /* the anchor's word on this side */
	bool backward;
	size_t length; /* words there are on this side, and the base */
};

static size_t word_at(const struct side *side, size_t distance)
{
	return side->backward ? side->base - distance : side->base + distance;
}

static void add_ends(const struct side *side, size_t slot, size_t distance, struct reach *ends)
{
	uint32_t lengths = wordset_lengths(side->phrase->sets[slot], side->form, side->view,
					   word_at(side, distance), side->backward);

	for (; lengths; lengths &= lengths - 1) {
		size_t end = distance + (size_t)__builtin_ctz(lengths) - 1;

		if (end < PHRASE_REACH_MAX)
			set_bit(ends, end);
	}
}

/* From where slots can end to where the next slot can. */
static struct reach step(const struct side *side, size_t slot, const struct reach *from)
{
	struct reach ends = { 0 }, tried = { 0 };

	for (size_t end = next_bit(from, 0); end < PHRASE_REACH_MAX;
	     end = next_bit(from, end + 1)) {
		unsigned others = 0, pictures = 0;

		for (size_t at = end + 1; at < side->length && at < PHRASE_REACH_MAX; at++) {
			if (!has_bit(&tried, at))
				add_ends(side, slot, at, &ends);
			set_bit(&tried, at);
			bool picture = side->view->words[word_at(side, at)].kind == WORD_EMOJI;

			if (picture ? ++pictures > PHRASE_PICTURES_MAX
				    : ++others > side->phrase->gap)
				break;
		}
	}
	return ends;
}

/* Nearly all comparisons end at the word beside the anchor: false when none of those that may fill
 * the next slot is one of its. */
static bool may_begin(const struct side *side)
{
	size_t slot = side->phrase->anchor, at = 1;
	unsigned others = 0;

	if (side->backward ? slot == 0 : slot + 1 == side->phrase->count)
		return true;
	const struct wordset *set = side->phrase->sets[side->backward ? slot - 1 : slot + 1];
	for (; at < side->length && others <= side->phrase->gap; at++) {
		size_t word = word_at(side, at);

		if (side->view->words[word].kind == WORD_EMOJI ||
		    wordset_may_stand(set, side->view, word, side->backward))
			return true; /* or nobody knows yet */
		others++;
	}
	if (side->view->work)
		*side->view->work += others;
	return false;
}

static bool extend(const struct side *side, size_t *ret_word)
{
	struct reach ends = { { 1 } };
	size_t slot = side->phrase->anchor, nearest;

	while (side->backward ? slot > 0 : slot + 1 < side->phrase->count) {
		slot = side->backward ? slot - 1 : slot + 1;
		ends = step(side, slot, &ends);
	}
	nearest = next_bit(&ends, 0);
	if (nearest == PHRASE_REACH_MAX)
		return false;
	*ret_word = word_at(side, nearest);
	return true;
}

bool phrase_around(const struct phrase *phrase, enum form form, const struct word_view *view,
		   struct phrase_hit anchor, struct phrase_hit *ret_hit)
{
	struct side before = { phrase, form, view, anchor.first, true, anchor.first + 1 };
	struct side behind = { phrase, form, view, anchor.last, false, view->count - anchor.last };
	struct phrase_hit hit;

	if (!phrase_has_form(phrase, form) || !may_begin(&before) || !may_begin(&behind) ||
	    !extend(&before, &hit.first) || !extend(&behind, &hit.last))
		return false;
	*ret_hit = hit;
	return true;
}

bool phrase_at(const struct phrase *phrase, enum form form, const struct word_view *view, size_t at,
	       struct phrase_hit *ret_hit)
{
	struct phrase from_start;
	uint32_t lengths;

	if (!phrase_has_form(phrase, form))
		return false;
	lengths = wordset_lengths(phrase->sets[0], form, view, at, false);
	if (!lengths)
		return false;
	from_start = *phrase;
	from_start.anchor = 0;
	for (; lengths; lengths &= lengths - 1) {
		struct phrase_hit anchor = { at, at + (size_t)__builtin_ctz(lengths) - 1 };

		if (phrase_around(&from_start, form, view, anchor, ret_hit))
			return true;
	}
	return false;
}

/* The first word that ends behind `at`; the number of words when there is none. */
static size_t word_behind(const struct word_view *view, size_t at)
{
	size_t low = 0, high = view->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (view->words[middle].to > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

struct phrase_hit phrase_touched(const struct word_view *view, struct span span)
{
	struct phrase_hit hit = { word_behind(view, span.from), word_behind(view, span.to - 1) };

	if (hit.last == view->count || view->words[hit.last].from >= span.to)
		hit.last = hit.last > 0 ? hit.last - 1 : 0;
	if (hit.first > hit.last || view->count == 0)
		return (struct phrase_hit){ 1, 0 };
	return hit;
}
