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

static bool may_be_mended(const struct word *word)
{
	return word->kind == WORD_PLAIN || word->kind == WORD_TAG;
}

size_t mend_words(const struct respell *respell, const struct vocabulary *vocabulary,
		  const struct word_view *view, enum language language, bool parting,
		  struct form_change ret_changes[MEND_CHANGES_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < view->count && count + VOCABULARY_PIECES_MAX <= MEND_CHANGES_MAX;
	     i++) {
		const struct word *word = &view->words[i];
		struct slice text = slice_cut(view->text, word->from, word->to), meant;

		if (!may_be_mended(word))
			continue;
		meant = respell_meant(respell, view->hashes[i], language);
		if (meant.len > 0)
			ret_changes[count++] = (struct form_change){ word->from, word->to, meant };
		else if (parting)
			count += part(vocabulary, text, word->from, ret_changes + count);
	}
	return count;
}
