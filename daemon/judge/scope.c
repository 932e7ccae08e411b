/*
 * scope.c - see scope.h. Sees the letters and everyday words; the guess itself is
 * language_guess.h's.
 */
#include "scope.h"
#include "letters.h"

/* Below SURE the Nordic neighbours, which share much of their vocabulary, are taken as possible
 * too, and below FAIR English. */
enum { CONFIDENCE_SURE = 800, CONFIDENCE_FAIR = 700, SURE_LETTERS = 5 };

#define BIT(name) (1u << LANGUAGE_##name)

static const language_set all = BIT(SV) | BIT(NB) | BIT(NN) | BIT(DA) | BIT(DE) | BIT(EN);
static const language_set norwegian = BIT(NB) | BIT(NN);
static const language_set nordic = BIT(SV) | BIT(NB) | BIT(NN) | BIT(DA);

/* The languages that have a letter, by its second byte: all of these begin with C3. English has
 * none of them. */
static language_set languages_of_letter(char second)
{
	switch ((unsigned char)second) {
	case 0xA5: /* å */
		return BIT(SV) | BIT(NB) | BIT(NN) | BIT(DA);
	case 0xA4: /* ä */
	case 0xB6: /* ö */
		return BIT(SV) | BIT(DE);
	case 0xB8: /* ø */
	case 0xA6: /* æ */
		return BIT(NB) | BIT(NN) | BIT(DA);
	case 0xBC: /* ü */
	case 0x9F: /* ß */
		return BIT(DE);
	default:
		return all;
	}
}

/* Languages that the letters speak for; all where they are silent or contradict each other. */
static language_set languages_of_letters(struct slice plain)
{
	const char *at = plain.len ? memchr(plain.data, 0xC3, plain.len) : NULL;
	const char *end = plain.data + plain.len;
	language_set set = all;

	for (; at && at + 1 < end; at = memchr(at + 1, 0xC3, (size_t)(end - at - 1)))
		set &= languages_of_letter(at[1]);
	return set ? set : all;
}

static language_set with_sister(enum language language)
{
	language_set bit = language_bit(language) & all;

	return bit & norwegian ? norwegian : bit;
}

/* A few words of a neighbour's may be any neighbour's. English names and titles stand in all texts:
 * single words of it prove nothing. */
static void add_beside(struct scope *scope, language_set beside)
{
	scope->unsure |= ((beside & nordic ? nordic : 0) | (beside & BIT(DE))) & ~scope->full;
	scope->faint |= beside & BIT(EN) & ~(scope->full | scope->unsure);
}

struct scope scope_of(struct language_guess guess, enum language hint, struct slice plain)
{
	struct scope scope = { .full = with_sister(guess.language) };

	if (guess.language == LANGUAGE_OTHER) {
		add_beside(&scope, guess.beside);
		return scope;
	}
	if (guess.language == LANGUAGE_ANY) {
		language_set possible = languages_of_letters(plain);

		/* Silence of the guess leaves the word of the source. */
		scope.full = with_sister(hint) & possible;
		scope.unsure = possible & ~scope.full;
	} else {
		language_set possible = languages_of_letters(plain) & ~scope.full;

		if (guess.confidence < CONFIDENCE_SURE && scope.full & nordic)
			scope.unsure = nordic & possible;
		/* A few English words are easily taken for a neighbour's: "hang him". */
		if (guess.confidence < CONFIDENCE_FAIR && guess.language != hint)
			scope.faint = BIT(EN) & possible;
		/* Nor does a weak guess outdo the source: "kys" is no kiss in an English thread. */
		if (guess.confidence < CONFIDENCE_SURE)
			scope.unsure |= with_sister(hint) & possible;
		scope.faint &= ~scope.unsure;
		add_beside(&scope, guess.beside);
	}
	return scope;
}

static bool is_everyday_elsewhere(const struct ruleset *ruleset, language_set languages,
				  const struct word_view *view, size_t at)
{
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		const struct wordset *common = ruleset->context[i].common;

		if (!(languages & language_bit((enum language)i)) && common &&
		    wordset_has_word(common, FORM_PLAIN, view, at))
			return true;
	}
	return false;
}

enum scope_find scope_judge(const struct scope *scope, const struct ruleset *ruleset,
			    language_set languages, const struct word_view *view, size_t first,
			    size_t last)
{
	const struct word *word = &view->words[first];

	if (languages & (scope->full | language_bit(LANGUAGE_ANY)))
		return SCOPE_SURE;
	if (!(languages & (scope->unsure | scope->faint)))
		return SCOPE_NOT;
	if (last > first)
		return !(languages & scope->unsure) &&
				       is_everyday_elsewhere(ruleset, languages, view, first) &&
				       is_everyday_elsewhere(ruleset, languages, view, last)
			       ? SCOPE_NOT
			       : SCOPE_SURE;
	if (last < first || !(languages & scope->unsure) ||
	    is_everyday_elsewhere(ruleset, languages, view, first))
		return SCOPE_NOT;
	return letters_count(slice_cut(view->text, word->from, word->to)) >= SURE_LETTERS
		       ? SCOPE_SURE
		       : SCOPE_UNSURE;
}
