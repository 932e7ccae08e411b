/* mend.c - see mend.h. A slip goes before parting: "justpahtetic" is too far gone for either. */
#include "mend.h"

static void begin_word(size_t at, struct mend_changes *changes)
{
	if (changes->count < MEND_CHANGES_MAX)
		changes->items[changes->count++] = (struct form_change){ at, at, slice_from(" ") };
}

/* What stands at [from, to) in the text, with its wordset_hash. */
static void part(const struct vocabulary *vocabulary, struct slice text, size_t from, size_t to,
		 uint64_t hash, bool hashtag, struct mend_changes *changes)
{
	size_t cuts[VOCABULARY_PIECES_MAX], count = 0;

	if (vocabulary)
		count = vocabulary_part(vocabulary, slice_cut(text, from, to), hash, hashtag, cuts);
	for (size_t i = 0; i < count; i++)
		begin_word(from + cuts[i], changes);
}

static enum form mended_form(const struct forms *forms)
{
	return forms->loose_differs ? FORM_LOOSE : FORM_PLAIN;
}

static bool raw_is(const struct forms *forms, uint32_t at, char first, char last)
{
	return forms->raw.data[at] >= first && forms->raw.data[at] <= last;
}

static uint64_t hash_of(const struct word_view *view, size_t from, size_t to)
{
	return wordset_hash(slice_cut(view->text, from, to));
}

/* A capital behind a small letter begins a word: "nurAbschaum", "#CommieClowns". What stands before
 * and between them may be several words: "ichhasseTrolle". */
static void part_word(const struct vocabulary *vocabulary, const struct forms *forms,
		      const struct word_view *view, size_t number, struct mend_changes *changes)
{
	const uint32_t *from = forms->form[mended_form(forms)].from;
	const struct word *word = &view->words[number];
	size_t begin = word->from, pieces = 1;
	bool hashtag = word->kind == WORD_TAG;

	for (size_t at = word->from + 2; at + 2 < word->to && pieces <= VOCABULARY_PIECES_MAX; at++)
		if (raw_is(forms, from[at], 'A', 'Z') && raw_is(forms, from[at - 1], 'a', 'z')) {
			part(vocabulary, view->text, begin, at, hash_of(view, begin, at), hashtag,
			     changes);
			begin_word(at, changes);
			begin = at;
			pieces++;
		}
	part(vocabulary, view->text, begin, word->to,
	     pieces > 1 ? hash_of(view, begin, word->to) : view->hashes[number], hashtag, changes);
}

static bool may_be_mended(const struct word *word)
{
	return (word->kind == WORD_PLAIN || word->kind == WORD_TAG) &&
	       word->to - word->from >= RESPELL_SHORTEST;
}

/* An i may be an l where a stroke was written, or a capital behind a small letter: mus1ims, kiIl.
 */
static bool is_stroke(const struct forms *forms, size_t at)
{
	uint32_t raw = forms->form[mended_form(forms)].from[at];

	return strchr("1!|", forms->raw.data[raw]) ||
	       (raw > 0 && forms->raw.data[raw] == 'I' && raw_is(forms, raw - 1, 'a', 'z'));
}

static bool strokes_stand(const struct forms *forms, const struct word_view *view,
			  const struct word *word, struct slice meant)
{
	if (word->to - word->from != meant.len)
		return true;
	for (size_t i = 0; i < meant.len; i++)
		if (meant.data[i] == 'l' && view->text.data[word->from + i] == 'i' &&
		    !is_stroke(forms, word->from + i))
			return false;
	return true;
}

/* A blank within a word that some rule asks for: "mus lims". False when the next is no piece. */
static bool join_next(const struct respell *respell, const struct word_view *view, size_t at,
		      enum language language, struct mend_changes *changes)
{
	const struct word *word = &view->words[at], *next = word + 1;
	struct slice meant;

	if (at + 1 >= view->count || word->kind != WORD_PLAIN ||
	    !respell_may_be_pieces(respell, view->hashes[at], view->hashes[at + 1]) ||
	    next->kind != WORD_PLAIN || next->from != word->to + 1 ||
	    view->text.data[word->to] != ' ')
		return false;
	meant = respell_meant(
		respell, slice_cut(view->text, word->from, next->to),
		respell_hash_pieces(view->hashes[at], slice_cut(view->text, next->from, next->to)),
		language);
	if (meant.len == 0)
		return false;
	changes->items[changes->count++] =
		(struct form_change){ word->to, next->from, slice_from("") };
	return true;
}

void mend_words(const struct respell *respell, const struct vocabulary *vocabulary,
		const struct forms *forms, const struct word_view *view, enum language language,
		struct mend_changes *ret_changes)
{
	ret_changes->count = 0;
	respell_fetch(respell, view->hashes, view->count);
	for (size_t i = 0; vocabulary && i < view->count; i++)
		vocabulary_fetch(vocabulary, view->words[i].to - view->words[i].from,
				 view->hashes[i]);
	for (size_t i = 0; i < view->count && ret_changes->count < MEND_CHANGES_MAX; i++) {
		const struct word *word = &view->words[i];
		struct slice written = words_text(view->text, word), meant;

		if (join_next(respell, view, i, language, ret_changes)) {
			i++;
			continue;
		}
		if (!may_be_mended(word))
			continue;
		meant = respell_meant(respell, written, view->hashes[i], language);
		if (meant.len > 0 && strokes_stand(forms, view, word, meant))
			ret_changes->items[ret_changes->count++] =
				(struct form_change){ word->from, word->to, meant };
		else
			part_word(vocabulary, forms, view, i, ret_changes);
	}
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
