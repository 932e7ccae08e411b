/*
 * builder_collision.c - words of rules for several languages that are everyday words of one of
 * them: fick, hell, slut, gift, bra.
 *
 * Everyday words are those of language.yaml and those by which a language's spelling is learned.
 */
#include "language_samples.h"
#include "ruleset_builder.h"

/* A word of one's own language may be an everyday word there; Norwegian's two standards count as
 * one. */
static bool is_one(language_set languages)
{
	if (languages & language_bit(LANGUAGE_NN))
		languages = (languages & ~language_bit(LANGUAGE_NN)) | language_bit(LANGUAGE_NB);
	return languages != language_bit(LANGUAGE_ANY) && (languages & (languages - 1)) == 0;
}

static bool line_holds(const char *line, struct slice word)
{
	const char *at = line;

	while ((at = strstr(at, word.data)) != NULL) {
		char behind = at[word.len];

		if ((at == line || at[-1] == ' ') && (behind == ' ' || behind == '\0'))
			return true;
		at += word.len;
	}
	return false;
}

static bool is_everyday(const struct builder *builder, enum language language, struct slice text)
{
	const struct wordset *common = builder->ruleset->context[language].common;
	const char *const *lines = language_words[language];
	const struct word word = { .to = (uint32_t)text.len };
	const struct word_view view = { .text = text, .words = &word, .count = 1 };

	if (common && wordset_has_word(common, &view, 0))
		return true;
	for (; lines && *lines; lines++)
		if (line_holds(*lines, text))
			return true;
	return false;
}

static void check(struct builder *builder, const struct sequence *sequence, language_set languages)
{
	const struct pattern *pattern = sequence->patterns;
	char word[TERM_WORD_MAX + 1];
	struct slice text = pattern->text[FORM_PLAIN];

	if (sequence->count != 1 || pattern->kind != PATTERN_EXACT || text.len == 0 ||
	    text.len > TERM_WORD_MAX)
		return;
	memcpy(word, text.data, text.len);
	word[text.len] = '\0';
	text.data = word;
	for (int i = LANGUAGE_SV; i < LANGUAGE_OTHER; i++) {
		enum language language = (enum language)i;

		if (!(languages & (language_bit(language) | language_bit(LANGUAGE_ANY))) ||
		    !is_everyday(builder, language, text))
			continue;
		complaints_add(builder->complaints, sequence->place, COMPLAINT_WARNING,
			       "word-collision",
			       "'%s' is an everyday word in '%s', which this rule serves too; make "
			       "it a phrase, or move it to another pack",
			       word, language_name(language));
		return;
	}
}

/* A list is looked at once, however many rules use it. */
static bool was_checked(struct builder *builder, const struct slot *slot)
{
	const struct slot **checked = builder->checked.items;

	for (size_t i = 0; i < builder->checked.count; i++)
		if (checked[i] == slot)
			return true;
	checked = vector_push(&builder->checked, sizeof(*checked));
	if (checked)
		*checked = slot;
	else
		builder->out_of_memory = true;
	return false;
}

void builder_collisions(struct builder *builder, const struct term *term, language_set languages)
{
	const struct slot *slot = term->slots[0];

	if (term->count != 1 || is_one(languages) || was_checked(builder, slot))
		return;
	for (size_t i = 0; i < slot->count; i++)
		check(builder, &slot->items[i], languages);
}
