/* lexicon_entry.c - a line's words and stars, folded as texts are. */
#include "lexicon_entry.h"
#include "forms.h"

static enum lexicon_shape shape_of(bool star_before, bool star_behind)
{
	if (star_before)
		return star_behind ? LEXICON_PART : LEXICON_SUFFIX;
	return star_behind ? LEXICON_PREFIX : LEXICON_EXACT;
}

/* A plus finds compounds in rules; how a compound feels, no part of it tells. */
static bool has_plus(struct slice text, const struct word *word)
{
	return (word->from > 0 && text.data[word->from - 1] == '+') ||
	       (word->to < text.len && text.data[word->to] == '+');
}

/* Of an emoticon that is not read as one, a letter would be left that means nothing of the kind. */
static bool only_stars(struct slice text, size_t from, size_t to)
{
	while (from < to && text.data[from] == '*')
		from++;
	return from == to;
}

/* Words with the stars that touch them. Anything but blanks, hyphens and the like between two words
 * is of no matter to the text either. */
static bool read_words(struct lexicon_entry *ret_entry, struct slice text)
{
	struct word words[LEXICON_PHRASE_MAX + 1];
	size_t count = words_split(text, words, LEXICON_PHRASE_MAX + 1);

	if (count == 0 || count > LEXICON_PHRASE_MAX)
		return false;
	if (!only_stars(text, 0, words[0].from) || !only_stars(text, words[count - 1].to, text.len))
		return false;
	for (size_t i = 0; i < count; i++) {
		bool before = words[i].from > 0 && text.data[words[i].from - 1] == '*';
		bool behind = words[i].to < text.len && text.data[words[i].to] == '*';
		ret_entry->word[i] = slice_cut(text, words[i].from, words[i].to);
		ret_entry->shape[i] =
			words[i].kind == WORD_EMOJI ? LEXICON_EXACT : shape_of(before, behind);
		if (ret_entry->word[i].len > LEXICON_KEY_MAX || has_plus(text, &words[i]))
			return false;
	}
	ret_entry->count = count;
	return true;
}

bool lexicon_entry_read(struct lexicon_entry *ret_entry, struct slice written)
{
	size_t len = forms_fold_plain(written, ret_entry->text, sizeof(ret_entry->text));

	return len > 0 && read_words(ret_entry, (struct slice){ ret_entry->text, len });
}
