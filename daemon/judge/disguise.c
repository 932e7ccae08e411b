/* disguise.c - see disguise.h. One walk along both forms, whose words stand in the same order. */
#include "disguise.h"

#include "letters.h"
#include "mend.h"
#include "respell.h"
#include "spelling.h"
#include "term.h"

static struct slice text_of(const struct word_view *view, size_t at)
{
	return words_text(view->text, &view->words[at]);
}

static struct span original(const struct forms *forms, enum form form, const struct word_view *view,
			    size_t at)
{
	return forms_original(forms, form,
			      (struct span){ view->words[at].from, view->words[at].to });
}

/* Is the word a stretch of the other as it stands? What was shortened spans more than its own
 * bytes. */
static bool is_piece(struct slice word, struct span span, struct slice of, struct span of_span)
{
	return span.to - span.from == word.len && span.from >= of_span.from &&
	       span.to <= of_span.to && memmem(of.data, of.len, word.data, word.len);
}

struct phrase_hit disguise_behind(const struct forms *forms, const struct word_view *plain,
				  struct span written)
{
	struct phrase_hit hit = { 1, 0 };
	bool any = false;

	for (size_t i = 0; i < plain->count; i++) {
		struct span span = original(forms, FORM_PLAIN, plain, i);

		if (span.to <= written.from || span.from >= written.to)
			continue;
		hit.first = any ? hit.first : i;
		hit.last = i;
		any = true;
	}
	return hit;
}

/* By itself a short word in disguise may be anything; among others that are, it is one of them:
 * on k1ll y0urs3lf. */
static void trust_short_ones(const struct word_view *loose, bool *respelt)
{
	size_t all_respelt = 0, long_ones = 0, long_respelt = 0;

	for (size_t i = 0; i < loose->count; i++)
		all_respelt += respelt[i];
	if (all_respelt < 2)
		return;
	for (size_t i = 0; i < loose->count; i++) {
		const bool is_long = letters_count(text_of(loose, i)) >= TERM_LOOSE_LEAST;

		long_ones += is_long;
		long_respelt += is_long && respelt[i];
	}
	if (long_respelt < 2 || 2 * long_respelt < long_ones)
		return;
	for (size_t i = 0; i < loose->count; i++)
		respelt[i] &= letters_count(text_of(loose, i)) >= TERM_LOOSE_LEAST;
}

void disguise_find(const struct forms *forms, const struct word_view *plain,
		   const struct word_view *loose, bool *ret_disguised, bool *ret_respelt)
{
	size_t at = 0;

	for (size_t i = 0; i < loose->count; i++) {
		struct span want = original(forms, FORM_LOOSE, loose, i), have = { 0, 0 };

		for (; at < plain->count; at++) {
			have = original(forms, FORM_PLAIN, plain, at);
			if (have.to >= want.to)
				break;
		}
		ret_disguised[i] = at == plain->count || have.from != want.from ||
				   have.to != want.to ||
				   !slice_equal(text_of(loose, i), text_of(plain, at));
		ret_respelt[i] = ret_disguised[i] &&
				 (at == plain->count ||
				  !is_piece(text_of(loose, i), want, text_of(plain, at), have));
	}
	trust_short_ones(loose, ret_respelt);
}

/* --- finds --- */

static bool undoes_one(const struct word_view *loose, const bool *disguised,
		       struct phrase_hit words)
{
	size_t letters = words.first == words.last ? TERM_LOOSE_LETTERS : TERM_LOOSE_LEAST;

	for (size_t i = words.first; i <= words.last && i < loose->count; i++)
		if (disguised[i] && letters_count(text_of(loose, i)) >= letters)
			return true;
	return false;
}

/* A slip of the finger within a single word (aresole) may be anything, and so may a word without
 * its marks (hor). */
static bool is_lone_slip(const struct forms *forms, const struct word_view *views,
			 struct phrase_hit words, struct span written)
{
	struct phrase_hit plain;
	struct slice was, meant;

	if (words.first != words.last)
		return false;
	plain = disguise_behind(forms, &views[FORM_PLAIN], written);
	if (plain.first != plain.last)
		return false;
	was = text_of(&views[FORM_PLAIN], plain.first);
	meant = text_of(&views[FORM_LOOSE], words.first);
	return respell_is_slip(was, meant) || spelling_is_bare(was, meant);
}

bool disguise_counts(const struct forms *forms, const struct word_view *views,
		     const bool *disguised, struct phrase_hit words, struct span written)
{
	const struct word_view *loose = &views[FORM_LOOSE];

	return undoes_one(loose, disguised, words) &&
	       !mend_made_piece(&forms->form[FORM_LOOSE], loose, words.first, words.last) &&
	       !is_lone_slip(forms, views, words, written);
}

/* How far it is from the word behind `word`, which lies so far itself. */
static uint8_t one_farther(const struct word *word, uint8_t distance)
{
	return distance == DISGUISE_FAR || word->kind == WORD_EMOJI ? distance
								    : (uint8_t)(distance + 1);
}

bool disguise_distances(const struct word_view *loose, const bool *disguised, uint8_t *ret_before,
			uint8_t *ret_behind)
{
	uint8_t distance = DISGUISE_FAR;
	bool any = false;

	for (size_t i = 0; i < loose->count; i++) {
		if (disguised[i] && letters_count(text_of(loose, i)) >= TERM_LOOSE_LEAST) {
			distance = 0;
			any = true;
		}
		ret_before[i] = distance;
		distance = one_farther(&loose->words[i], distance);
	}
	distance = DISGUISE_FAR;
	for (size_t i = loose->count; i-- > 0;) {
		distance = ret_before[i] == 0 ? 0 : distance;
		ret_behind[i] = distance;
		distance = one_farther(&loose->words[i], distance);
	}
	return any;
}
