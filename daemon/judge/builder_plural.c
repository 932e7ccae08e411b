/*
 * builder_plural.c - the forms of a compound's last word that do not begin as the word itself does
 * (skola: skolor; gubbe: gubbar; nøkkel: nøkler), as further entries beside +word: a compound is
 * looked for by the letters of its part, and compound.c knows the endings behind them.
 */
#include "ruleset_builder.h"
#include <string.h>

/* What a word ends in, and what that becomes; `single`: of two like consonants before it one is
 * left. */
struct plural {
	const char *ending, *instead;
	bool single;
};

static const struct plural plurals_sv[] = {
	{ "a", "or", false },	{ "e", "ar", false },	{ "el", "lar", false },
	{ "er", "rar", false }, { "en", "nar", false }, { NULL, NULL, false },
};
static const struct plural plurals_nb[] = {
	{ "el", "ler", true },
	{ "er", "re", true },
	{ NULL, NULL, false },
};
static const struct plural plurals_nn[] = {
	{ "e", "ar", false },
	{ "e", "ane", false },
	{ "el", "lar", true },
	{ NULL, NULL, false },
};
static const struct plural plurals_da[] = {
	{ "el", "ler", true },
	{ "er", "re", true },
	{ NULL, NULL, false },
};
static const struct plural plurals_en[] = { { "y", "ies", false }, { NULL, NULL, false } };

static const struct plural *const plurals[LANGUAGE_COUNT] = {
	[LANGUAGE_SV] = plurals_sv, [LANGUAGE_NB] = plurals_nb, [LANGUAGE_NN] = plurals_nn,
	[LANGUAGE_DA] = plurals_da, [LANGUAGE_EN] = plurals_en,
};

static bool is_last_part(const struct sequence *sequence)
{
	return sequence->count == 1 && (sequence->patterns[0].kind == PATTERN_LAST ||
					sequence->patterns[0].kind == PATTERN_JOINED);
}

static bool ends_in(struct slice word, const char *ending)
{
	size_t len = strlen(ending);

	return word.len > len && memcmp(word.data + word.len - len, ending, len) == 0;
}

/* As a moderator would write it. NULL: it is too short, or memory is out. */
static struct sequence *form_of(struct builder *builder, struct slice word,
				const struct plural *plural)
{
	struct complaints unheard;
	char written[TERM_WORD_MAX + 8] = "+";
	struct pack_text text = { .text = { written, 0 } };
	struct sequence *sequence;
	size_t stem = word.len - strlen(plural->ending);

	if (word.len > TERM_WORD_MAX)
		return NULL;
	memcpy(written + 1, word.data, stem);
	if (plural->single && stem > 2 && written[stem] == written[stem - 1])
		stem--;
	memcpy(written + 1 + stem, plural->instead, strlen(plural->instead));
	text.text.len = 1 + stem + strlen(plural->instead);
	complaints_init(&unheard);
	sequence = term_parse_sequence(&text, &builder->book, &unheard);
	complaints_done(&unheard);
	return sequence;
}

size_t builder_plurals(struct builder *builder, const struct sequence *sequence,
		       language_set languages, struct sequence *ret_forms[static BUILDER_PLURALS])
{
	struct slice word = pattern_text(&sequence->patterns[0], FORM_PLAIN);
	size_t count = 0;

	if (!is_last_part(sequence))
		return 0;
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		const struct plural *plural =
			languages & language_bit((enum language)i) ? plurals[i] : NULL;

		for (; plural && plural->ending && count < BUILDER_PLURALS; plural++) {
			struct sequence *form = ends_in(word, plural->ending)
							? form_of(builder, word, plural)
							: NULL;

			if (form)
				ret_forms[count++] = form;
		}
	}
	return count;
}
