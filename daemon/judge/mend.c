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
