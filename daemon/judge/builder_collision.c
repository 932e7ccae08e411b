/*
 * builder_collision.c - words of rules for several languages that are everyday words of one of
 * them: fick, hell, slut, gift, bra.
 *
 * Everyday words are those of language.yaml and those by which a language's spelling is learned.
 */
#include "language_samples.h"
#include "letters.h"
#include "ruleset_builder.h"

/* A word of one's own language may be an everyday word there; Norwegian's two standards count as
 * one. */
static bool is_one(language_set languages)
{
	if (languages & language_bit(LANGUAGE_NN))
		languages = (languages & ~language_bit(LANGUAGE_NN)) | language_bit(LANGUAGE_NB);
	return languages != language_bit(LANGUAGE_ANY) && (languages & (languages - 1)) == 0;
}

/* A word by which spelling is learned, and of which languages. */
struct everyday_word {
	struct slice word;
	language_set languages;
};

/* Where its number is, or is to be put. */
static uint32_t *find_everyday(const struct builder *builder, struct slice word)
{
	const struct number_table *table = &builder->everyday_table;
	const struct everyday_word *words = builder->everyday.items;
	size_t at = wordset_hash(word) & (table->size - 1);

	while (table->numbers[at] && !slice_equal(words[table->numbers[at] - 1].word, word))
		at = (at + 1) & (table->size - 1);
	return &table->numbers[at];
}

/* The words of a line, or only their number while there is no table. */
static size_t take_line(struct builder *builder, const char *line, language_set language)
{
	size_t count = 0;

	for (const char *at = line; *at; count++) {
		struct slice word = { at, strcspn(at, " ") };
		uint32_t *number = language ? find_everyday(builder, word) : NULL;

		if (number && !*number &&
		    vector_push(&builder->everyday, sizeof(struct everyday_word)))
			*number = (uint32_t)builder->everyday.count;
		if (number && *number) {
			struct everyday_word *known =
				(struct everyday_word *)builder->everyday.items + *number - 1;

			known->word = word;
			known->languages |= language;
		}
		at += word.len + (at[word.len] == ' ');
	}
	return count;
}

static size_t take_lines(struct builder *builder, bool counting)
{
	size_t count = 0;

	for (int i = LANGUAGE_SV; i < LANGUAGE_OTHER; i++) {
		language_set language = counting ? 0 : language_bit((enum language)i);

		for (const char *const *line = language_words[i]; line && *line; line++)
			count += take_line(builder, *line, language);
	}
	return count;
}

/* Languages among whose commonest words (language.yaml) it is. */
static language_set common_in(const struct builder *builder, struct slice text)
{
	language_set languages = 0;
	const struct word word = { .to = (uint32_t)text.len };
	const uint64_t hash = wordset_hash(text);
	const struct word_view view = { .text = text, .words = &word, .count = 1, .hashes = &hash };

	for (int i = LANGUAGE_SV; i < LANGUAGE_OTHER; i++) {
		const struct wordset *common = builder->ruleset->context[i].common;

		if (common && wordset_has_word(common, FORM_PLAIN, &view, 0))
			languages |= language_bit((enum language)i);
	}
	return languages;
}

static language_set everyday_in(struct builder *builder, struct slice text)
{
	language_set languages = common_in(builder, text);
	const uint32_t *number;

	if (!builder->everyday_table.numbers) {
		if (!number_table_init(&builder->everyday_table, take_lines(builder, true))) {
			builder->out_of_memory = true;
			return 0;
		}
		take_lines(builder, false);
	}
	number = find_everyday(builder, text);
	if (*number)
		languages |= ((const struct everyday_word *)builder->everyday.items)[*number - 1]
				     .languages;
	return languages;
}

/* I, a, å: whatever the language, it stands in many texts. */
static bool is_one_letter(const struct pattern *pattern, struct slice text)
{
	uint32_t code;

	(void)letters_next(text.data, &code);
	return pattern->letters == 1 && letters_in_word(code) && !(code >= '0' && code <= '9');
}

/* Of its own language a word is everyday's only if it is among the commonest: most insults are
 * known to everybody. */
static void check(struct builder *builder, const struct sequence *sequence, struct place place,
		  language_set languages)
{
	const struct pattern *pattern = sequence->patterns;
	struct slice text = pattern_text(pattern, FORM_PLAIN);
	const bool own = is_one(languages);
	language_set everyday;

	if (sequence->count != 1 || pattern->kind != PATTERN_EXACT || text.len == 0)
		return;
	if (is_one_letter(pattern, text)) {
		complaints_add(builder->complaints, place, COMPLAINT_WARNING, "word-collision",
			       "'%.*s' is a single letter, which stands in many texts; make it a "
			       "phrase, or take it out",
			       (int)text.len, text.data);
		return;
	}
	everyday = own ? common_in(builder, text) : everyday_in(builder, text);
	for (int i = LANGUAGE_SV; i < LANGUAGE_OTHER; i++) {
		enum language language = (enum language)i;

		if (!(languages & (language_bit(language) | language_bit(LANGUAGE_ANY))) ||
		    !(everyday & language_bit(language)))
			continue;
		complaints_add(
			builder->complaints, place, COMPLAINT_WARNING, "word-collision",
			own ? "'%.*s' is an everyday word in '%s'; make it a phrase, or take it out"
			    : "'%.*s' is an everyday word in '%s', which this rule serves too; "
			      "make it a phrase, or move it to another pack",
			(int)text.len, text.data, language_name(language));
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

/* What only labels, or is combined, may well look for such a word, and swear-words are some. */
static bool harms_by_common_words(const struct rule *rule)
{
	return rule->points > 0 && rule->category != CATEGORY_PROFANITY;
}

void builder_collisions(struct builder *builder, const struct term *term, const struct rule *rule)
{
	const struct slot *slot = term->slots[0];
	const language_set languages = rule->languages;

	if (term->count != 1 || (is_one(languages) && !harms_by_common_words(rule)) ||
	    was_checked(builder, slot))
		return;
	for (size_t i = 0; i < slot->count; i++)
		check(builder, slot->items[i], slot->places ? slot->places[i] : term->place,
		      languages);
}
