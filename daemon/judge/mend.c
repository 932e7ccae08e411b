/* mend.c - see mend.h. A slip goes before parting: "justpahtetic" is too far gone for either. */
#include "mend.h"

static size_t part(const struct vocabulary *vocabulary, struct slice text, size_t from,
		   struct form_change *ret_changes)
{
	size_t cuts[VOCABULARY_PIECES_MAX], count = vocabulary_part(vocabulary, text, cuts);

	for (size_t i = 0; i < count; i++)
		ret_changes[i] =
			(struct form_change){ from + cuts[i], from + cuts[i], slice_from(" ") };
	return count;
}

static bool raw_is(const struct forms *forms, uint32_t at, char first, char last)
{
	return forms->raw.data[at] >= first && forms->raw.data[at] <= last;
}

/* A capital behind a small letter begins a word: "nurAbschaum", "#CommieClowns". */
static size_t part_at_capitals(const struct forms *forms, enum form form, const struct word *word,
			       struct form_change *ret_changes)
{
	const uint32_t *from = forms->form[form].from;
	size_t count = 0;

	for (size_t at = word->from + 2; at + 2 < word->to && count < VOCABULARY_PIECES_MAX; at++)
		if (raw_is(forms, from[at], 'A', 'Z') && raw_is(forms, from[at - 1], 'a', 'z'))
			ret_changes[count++] = (struct form_change){ at, at, slice_from(" ") };
	return count;
}

static bool may_be_mended(const struct word *word)
{
	return word->kind == WORD_PLAIN || word->kind == WORD_TAG;
}

size_t mend_words(const struct respell *respell, const struct vocabulary *vocabulary,
		  const struct forms *forms, const struct word_view *view, enum language language,
		  bool parting, struct form_change ret_changes[MEND_CHANGES_MAX])
{
	enum form form = forms->loose_differs ? FORM_LOOSE : FORM_PLAIN;
	size_t count = 0;

	for (size_t i = 0; i < view->count && count + VOCABULARY_PIECES_MAX <= MEND_CHANGES_MAX;
	     i++) {
		const struct word *word = &view->words[i];
		struct slice text = slice_cut(view->text, word->from, word->to), meant;
		size_t capitals;

		if (!may_be_mended(word))
			continue;
		meant = respell_meant(respell, view->hashes[i], language);
		if (meant.len > 0)
			ret_changes[count++] = (struct form_change){ word->from, word->to, meant };
		else if ((capitals = part_at_capitals(forms, form, word, ret_changes + count)) > 0)
			count += capitals;
		else if (parting)
			count += part(vocabulary, text, word->from, ret_changes + count);
	}
	return count;
}

/* --- pieces --- */

static bool is_glued_to_next(const struct form_text *loose, const struct word_view *view, size_t at)
{
	const struct word *a = &view->words[at], *b = a + 1;

	return at + 1 < view->count && a->kind != WORD_EMOJI && b->kind != WORD_EMOJI &&
	       loose->to[a->to - 1] == loose->from[b->from];
}

static bool has_letters(const struct word_view *view, size_t at, size_t least)
{
	size_t letters = 0;

	for (size_t i = view->words[at].from; i < view->words[at].to; i++)
		letters += ((unsigned char)view->text.data[i] & 0xC0) != 0x80;
	return letters >= least;
}

bool mend_made_piece(const struct form_text *loose, const struct word_view *view, size_t first,
		     size_t last)
{
	enum { LONG = 6, LONG_IN_PHRASE = 4, LONG_BESIDE = 4 };
	bool alone = first == last;
	bool before = first > 0 && is_glued_to_next(loose, view, first - 1) &&
		      (alone || !is_glued_to_next(loose, view, first));
	bool behind = is_glued_to_next(loose, view, last) &&
		      (alone || !is_glued_to_next(loose, view, last - 1));

	if (before && !(has_letters(view, first, alone ? LONG : LONG_IN_PHRASE) &&
			has_letters(view, first - 1, LONG_BESIDE)))
		return true;
	return behind &&
	       !(has_letters(view, last, LONG) && has_letters(view, last + 1, LONG_BESIDE));
}
