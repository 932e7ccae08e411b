/*
 * context.c - see context.h. The words that tell stand in each language's language.yaml; here is
 * only where they have to stand.
 */
#include "context.h"
#include "letters.h"
#include "phrase.h"

enum {
	NEGATION_REACH =
		3,	   /* "is no way near an idiot" is rarer than two clauses without a comma */
	REPORT_REACH = 4,  /* "she called him a complete …" */
	OPENING_REACH = 4, /* "… that all of those people are" */
	TAIL_REACH = 6,	   /* "…, my old doctor said to me": who adds more speaks for himself */
	HEAD_REACH = 40,   /* "I got this today: …", and some sentences of it */
	HEAD_OPENINGS = 3, /* colons and lines within them */
	SENTENCE_REACH = 60, /* words looked at on either side for the sentence's bounds */
};

struct place_of_hit {
	const struct ruleset *ruleset;
	language_set languages;
	const struct word_view *view;
	const struct hit *hit;
	struct context_seen *seen;
	size_t sentence_first, sentence_last;
};

/* Is it the place that was last looked at? Then it is from now on. */
static bool seen_before(struct context_place *last, enum form form, size_t from, size_t to)
{
	bool same = last->known && last->form == form && last->first == from && last->last == to;

	*last = (struct context_place){ true, form, from, to };
	return same;
}

/* Between a negation and an insult these show that the insult is an address: "kan du inte läsa din
 * idiot". */
static const char *const vocatives[] = {
	"din", "ditt", "dina", "era", "ert", "er",   "ni",    "dit",	"dine", "jeres", "deres",
	"di",  "you",  "your", "ya",  "du",  "dein", "deine", "deinen", "ihr",	"eure",	 "i",
};

static bool is_one_of(const char *const *list, size_t count, const struct word_view *view,
		      size_t at)
{
	struct slice word = slice_cut(view->text, view->words[at].from, view->words[at].to);
	char first = '\0';

	if (word.len > 0)
		first = word.data[0];
	for (size_t i = 0; i < count; i++)
		if (list[i][0] == first && slice_is(word, list[i]))
			return true;
	return false;
}

#define IS_ONE_OF(list, view, at) is_one_of(list, sizeof(list) / sizeof((list)[0]), view, at)

enum words_kind { NEGATION, QUOTATION, QUESTIONS, REPORTS, MESSAGES, RECEIVED };

static const struct wordset *words_of(const struct context_words *words, enum words_kind kind)
{
	switch (kind) {
	case NEGATION:
		return words->negation;
	case QUOTATION:
		return words->quotation;
	case QUESTIONS:
		return words->questions;
	case REPORTS:
		return words->reports;
	case MESSAGES:
		return words->messages;
	case RECEIVED:
		return words->received;
	}
	return NULL;
}

static bool is_word(const struct place_of_hit *place, enum words_kind kind, size_t at)
{
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		const struct wordset *set = words_of(&place->ruleset->context[i], kind);

		if (place->languages & language_bit((enum language)i) && set &&
		    wordset_has_word(set, FORM_PLAIN, place->view, at))
			return true;
	}
	return false;
}

static size_t sentence_first(const struct word_view *view, size_t at)
{
	for (size_t steps = 0; at > 0 && !view->words[at].sentence_start && steps < SENTENCE_REACH;
	     steps++)
		at--;
	return at;
}

static size_t sentence_last(const struct word_view *view, size_t at)
{
	for (size_t steps = 0;
	     at + 1 < view->count && !view->words[at + 1].sentence_start && steps < SENTENCE_REACH;
	     steps++)
		at++;
	return at;
}

/* --- what governs a hit: "du kan inte mena att …", "he claims that …" --- */

static const char *const conjunctions[] = { "that", "att", "at", "dass" };

/* The conjunction that opens the clause of the hit; the hit's own first word when there is none
 * near. */
static size_t clause_opening(const struct place_of_hit *place)
{
	size_t at = place->hit->first;

	for (size_t steps = 0; at > place->sentence_first && steps < OPENING_REACH; steps++) {
		at--;
		if (IS_ONE_OF(conjunctions, place->view, at))
			return at;
	}
	return place->hit->first;
}

/* --- negation --- */

static bool is_negated_clause(const struct place_of_hit *place)
{
	size_t at = clause_opening(place);

	if (at == place->hit->first)
		return false;
	for (size_t steps = 0; at > place->sentence_first && steps < REPORT_REACH; steps++) {
		at--;
		if (is_word(place, NEGATION, at))
			return true;
	}
	return false;
}

static bool is_negated_before(const struct place_of_hit *place)
{
	const struct word *words = place->view->words;
	size_t first = place->hit->first;

	for (size_t steps = 0, at = first; at > 0 && steps < NEGATION_REACH; steps++) {
		if (words[at].clause_start)
			return false;
		at--;
		if (is_word(place, NEGATION, at))
			return true;
		if (IS_ONE_OF(vocatives, place->view, at))
			return false;
	}
	return false;
}

/* Our Germanic languages but English set the negation behind the verb: "jag hatar dig inte". */
static bool is_negated_behind(const struct place_of_hit *place)
{
	size_t next = place->hit->last + 1;

	return place->languages & ~language_bit(LANGUAGE_EN) && next < place->view->count &&
	       !place->view->words[next].clause_start && is_word(place, NEGATION, next);
}

static bool is_part_of(const struct phrase *phrase, enum form form, const struct word_view *view,
		       size_t at)
{
	for (size_t i = 0; i < phrase->count; i++)
		if (wordset_lengths(phrase->sets[i], form, view, at, false) ||
		    wordset_lengths(phrase->sets[i], form, view, at, true))
			return true;
	return false;
}

/* Among the words in the gaps of a phrase: "jag hatar inte dig". */
static bool is_negated_within(const struct place_of_hit *place)
{
	const struct hit *hit = place->hit;

	if (!hit->phrase || hit->phrase->gap == 0)
		return false;
	for (size_t at = hit->first + 1; at < hit->last; at++)
		if (is_word(place, NEGATION, at) &&
		    !is_part_of(hit->phrase, hit->form, place->view, at))
			return true;
	return false;
}

static bool is_negated(const struct place_of_hit *place)
{
	return is_negated_before(place) || is_negated_within(place) || is_negated_behind(place) ||
	       is_negated_clause(place);
}

/* --- quotation, report, question --- */

static bool is_quoted(const struct place_of_hit *place)
{
	for (size_t at = place->hit->first; at <= place->hit->last; at++)
		if (!place->view->words[at].quoted)
			return false;
	return true;
}

static bool is_reported_before(const struct place_of_hit *place)
{
	size_t at = clause_opening(place);

	for (size_t steps = 0; at > place->sentence_first && steps < REPORT_REACH; steps++) {
		at--;
		if (is_word(place, QUOTATION, at))
			return true;
	}
	return false;
}

/* Who says it, in English order: third persons only. "…, I said" is the writer's own, and so is
 * what "you heard". */
static const char *const speakers[] = { "he", "she", "they" };
static const char *const determiners[] = { "my", "our", "his", "her", "their", "the", "a", "an" };
static const char *const listeners[] = { "me", "us", "him", "her", "them" };
/* What may follow in so short a clause; anything else is what was said or called, and makes it a
 * statement of its own: "he said nothing wrong", "he called me a liar". */
static const char *const circumstances[] = {
	"to",	 "on",	      "in",    "at",   "during",   "after", "before", "when",
	"while", "yesterday", "today", "once", "recently", "last",  "online", "publicly",
};

static bool is_verb_at(const struct place_of_hit *place, size_t at)
{
	return at <= place->sentence_last && is_word(place, QUOTATION, at);
}

/* The reporting word of the clause that opens at `at`: behind a pronoun, or behind "my", "the", "a"
 * and one or two words. `at` itself when there is none. */
static size_t english_verb(const struct place_of_hit *place, size_t at)
{
	if (IS_ONE_OF(speakers, place->view, at))
		return is_verb_at(place, at + 1) ? at + 1 : at;
	if (!IS_ONE_OF(determiners, place->view, at))
		return at;
	for (size_t noun = 1; noun <= 2; noun++)
		if (is_verb_at(place, at + noun + 1))
			return at + noun + 1;
	return at;
}

/* Nothing, or where, when and to whom, from `at` to the sentence's end. */
static bool is_circumstance(const struct place_of_hit *place, size_t at)
{
	return at > place->sentence_last || IS_ONE_OF(circumstances, place->view, at);
}

/* "…, my doctor said", "…, he wrote to my daughter", "…, she told my brother". */
static bool is_english_report(const struct place_of_hit *place, size_t at)
{
	size_t verb = english_verb(place, at);

	if (verb == at)
		return false;
	if (is_circumstance(place, verb + 1) ||
	    (IS_ONE_OF(listeners, place->view, verb + 1) && is_circumstance(place, verb + 2)))
		return true;
	return IS_ONE_OF(determiners, place->view, verb + 1) && verb + 2 <= place->sentence_last &&
	       is_circumstance(place, verb + 3);
}

/* "…, so der Abgeordnete": not "so ein Idiot", which is no report, and not "so das war es". */
static const char *const german_heads[] = { "der", "die", "mein", "meine", "sein", "seine" };
static const char *const german_circumstances[] = { "im",  "in",      "am",    "auf", "vor",
						    "bei", "gestern", "heute", "nach" };

static bool is_german_report(const struct place_of_hit *place, size_t at)
{
	static const char *const so[] = { "so" };
	size_t behind = at + 3;

	if (behind > place->sentence_last + 1 || !IS_ONE_OF(so, place->view, at) ||
	    !IS_ONE_OF(german_heads, place->view, at + 1))
		return false;
	return behind > place->sentence_last ||
	       IS_ONE_OF(german_circumstances, place->view, behind);
}

/* Does a short clause that ends the sentence, and opens at `at`, tell who said it? */
static bool is_told_behind(const struct place_of_hit *place, size_t at)
{
	if (place->sentence_last - at >= TAIL_REACH)
		return false;
	for (size_t next = at + 1; next <= place->sentence_last; next++)
		if (place->view->words[next].clause_start)
			return false;
	return (place->languages & language_bit(LANGUAGE_EN) && is_english_report(place, at)) ||
	       (place->languages & language_bit(LANGUAGE_DE) && is_german_report(place, at));
}

/* The clause behind opens with who said it: "I will strangle you, said mum", "vi vet var ni bor, sa
 * brevbäraren". */
static bool is_attributed(const struct place_of_hit *place)
{
	size_t at = place->hit->last;

	for (size_t steps = 0; at < place->sentence_last && steps < REPORT_REACH; steps++) {
		at++;
		if (place->view->words[at].clause_start)
			return at < place->sentence_last &&
			       (is_word(place, QUOTATION, at) || is_told_behind(place, at));
	}
	return false;
}

/* --- a head that tells of a threat: "I got a message today:", "Mein Ex hat mir gedroht:" --- */

/* What is said to them, the writer says: "a message for you: …", "I got your letter: …". */
static const char *const addressees[] = {
	"you",	  "u",	    "ya",     "dig",  "dej",	"deg",	 "dere",  "dykk",
	"jer",	  "dich",   "dir",    "euch", "your",	"ur",	 "din",	  "ditt",
	"dina",	  "dine",   "ert",    "era",  "dykkar", "jeres", "dein",  "deine",
	"deinen", "deinem", "deiner", "euer", "eure",	"euren", "eurem",
};

/* An entry of one word or more. */
static bool begins_entry(const struct place_of_hit *place, enum words_kind kind, size_t at)
{
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		const struct wordset *set = words_of(&place->ruleset->context[i], kind);

		if (place->languages & language_bit((enum language)i) && set &&
		    wordset_lengths(set, FORM_PLAIN, place->view, at, false))
			return true;
	}
	return false;
}

/* Do the words from `first` to `last` tell that somebody was written to, or spoken to? */
static bool is_head(const struct place_of_hit *place, size_t first, size_t last)
{
	bool report = false, message = false, received = false;

	for (size_t at = first; at <= last; at++) {
		if (IS_ONE_OF(addressees, place->view, at))
			return false;
		report |= begins_entry(place, REPORTS, at);
		message |= begins_entry(place, MESSAGES, at);
		received |= begins_entry(place, RECEIVED, at);
	}
	return report || (message && received);
}

static bool holds_sign(const struct word_view *view, size_t at, char sign)
{
	return memchr(view->text.data + view->words[at - 1].to, sign,
		      view->words[at].from - view->words[at - 1].to) != NULL;
}

/* That of a clock time opens nothing. */
static bool holds_colon(const struct word_view *view, size_t at)
{
	return holds_sign(view, at, ':') &&
	       (view->words[at - 1].kind != WORD_NUMBER || view->words[at].kind != WORD_NUMBER);
}

/* A colon before the hit, not many words back, or its own line behind the head. */
static bool is_under_head(const struct place_of_hit *place)
{
	const struct word_view *view = place->view;
	size_t at = place->hit->first, openings = 0;

	for (size_t steps = 0; at > 0 && steps < HEAD_REACH && openings < HEAD_OPENINGS;
	     at--, steps++) {
		bool opens = view->words[at].clause_start &&
			     (holds_colon(view, at) ||
			      (at == place->sentence_first && holds_sign(view, at, '\n')));

		if (opens && is_head(place, sentence_first(view, at - 1), at - 1))
			return true;
		openings += opens;
	}
	return false;
}

static bool is_reported(const struct place_of_hit *place)
{
	return is_reported_before(place) || is_attributed(place) || is_under_head(place);
}

static bool is_asked(const struct place_of_hit *place)
{
	const struct word_view *view = place->view;
	size_t from = view->words[place->sentence_last].to;
	size_t to = place->sentence_last + 1 < view->count
			    ? view->words[place->sentence_last + 1].from
			    : view->text.len;

	return memchr(view->text.data + from, '?', to - from) &&
	       is_word(place, QUESTIONS, place->sentence_first);
}

/* --- counter-speech: in the sentence of the hit or one beside it --- */

static bool is_countered_in(const struct place_of_hit *place, const struct context_words *words,
			    size_t first, size_t last)
{
	struct phrase_hit found;

	for (size_t i = 0; i < words->counter_count; i++)
		for (size_t at = first; at <= last; at++)
			if (phrase_at(words->counter[i], FORM_PLAIN, place->view, at, &found))
				return true;
	return false;
}

static bool is_countered(const struct place_of_hit *place)
{
	size_t first = place->sentence_first, last = place->sentence_last;
	struct context_seen *seen = place->seen;

	if (first > 0)
		first = sentence_first(place->view, first - 1);
	if (last + 1 < place->view->count)
		last = sentence_last(place->view, last + 1);
	if (seen_before(&seen->sentences, place->hit->form, first, last))
		return seen->countered;
	seen->countered = false;
	for (int i = 0; i < LANGUAGE_COUNT && !seen->countered; i++)
		seen->countered = place->languages & language_bit((enum language)i) &&
				  is_countered_in(place, &place->ruleset->context[i], first, last);
	return seen->countered;
}

/* --- two sentences: "The refugees are arriving. Rats have been seen in the harbour." --- */

/* A full stop behind these ends no sentence, nor one behind a single letter, "z.B" or "24". */
static const char *const abbreviations[] = {
	"mr",	"mrs", "ms",   "dr",  "prof", "st",  "no",  "nr",  "vs",  "etc",  "ca",
	"kl",	"osv", "resp", "tel", "dvs",  "jfr", "jf",  "usw", "bzw", "evtl", "ggf",
	"inkl", "sog", "ev",   "mfl", "mm",   "bla", "tex", "hr",  "fr",  "frk",
};

static bool is_abbreviated(const struct word_view *view, size_t at)
{
	struct slice word = slice_cut(view->text, view->words[at].from, view->words[at].to);

	return view->text.data[view->words[at].to] == '.' &&
	       (letters_count(word) == 1 || memchr(word.data, '.', word.len) ||
		(view->words[at].kind == WORD_NUMBER && word.len <= 2) ||
		IS_ONE_OF(abbreviations, view, at));
}

static bool is_line_end(char byte)
{
	return byte == '\n' || byte == '\r';
}

/* What stands between the words before `at` and itself: a stop with a blank behind it, and how many
 * lines end there. */
struct pause {
	bool stop, blank;
	unsigned lines;
};

static bool is_ellipsis(struct slice text, size_t at)
{
	static const char sign[] = "\xE2\x80\xA6";
	size_t len = sizeof(sign) - 1;

	return text.len - at >= len && memcmp(text.data + at, sign, len) == 0;
}

static struct pause pause_before(const struct word_view *view, size_t at)
{
	struct slice signs = slice_cut(view->text, view->words[at - 1].to, view->words[at].from);
	struct pause pause = { .stop = false };

	for (size_t i = 0; i < signs.len; i++) {
		char byte = signs.data[i];

		pause.stop |= byte == '.' || byte == '!' || byte == '?' || is_ellipsis(signs, i);
		pause.blank |= pause.stop && (byte == ' ' || byte == '\t' || is_line_end(byte));
		pause.lines += byte == '\n' ||
			       (byte == '\r' && (i + 1 == signs.len || signs.data[i + 1] != '\n'));
	}
	return pause;
}

/* The next word beside `at` that is no picture; `at` when it stands alone in its sentence. */
static bool is_alone(const struct word_view *view, size_t at, bool before)
{
	if (before) {
		while (at > 0 && !view->words[at].sentence_start)
			if (view->words[--at].kind != WORD_EMOJI)
				return false;
		return true;
	}
	while (at + 1 < view->count && !view->words[at + 1].sentence_start)
		if (view->words[++at].kind != WORD_EMOJI)
			return false;
	return true;
}

/* Dots between single words are spacing ("I. will. kill. you."), and so are lines and pictures
 * within a sentence; a capital tells nothing of a sentence where all nouns have one. */
static bool is_sentence_end(const struct place_of_hit *place, size_t at)
{
	const struct word_view *view = place->view;
	bool german = place->languages == language_bit(LANGUAGE_DE);
	struct pause pause;

	if (!view->words[at].sentence_start && view->words[at - 1].kind != WORD_EMOJI)
		return false;
	pause = pause_before(view, at);
	if (pause.stop && !pause.blank)
		return false; /* "kill.You", or none at all */
	if (pause.stop ? !view->words[at].large && pause.lines == 0
		       : pause.lines < 2 && (german || !view->words[at].large))
		return false;
	return !is_abbreviated(view, at - 1) && !is_alone(view, at - 1, true) &&
	       !is_alone(view, at, false);
}

static bool is_across(const struct place_of_hit *place)
{
	for (size_t at = place->hit->first + 1; at <= place->hit->last; at++)
		if (is_sentence_end(place, at))
			return true;
	return false;
}

/* --- the door --- */

static const struct reason {
	const char *name;
	bool (*holds)(const struct place_of_hit *place);
} reasons[] = {
	{ "quoted", is_quoted },
	{ "negated", is_negated },
	{ "reported", is_reported },
	{ "question", is_asked },
	{ "counter-speech", is_countered },
	{ "across sentences", is_across },
};

static const char *reason_of(const struct place_of_hit *place)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].holds(place))
			return reasons[i].name;
	return NULL;
}

const char *context_of(const struct ruleset *ruleset, const struct scope *scope,
		       const struct matches *matches, const struct hit *hit,
		       struct context_seen *seen)
{
	const struct phrase *phrase = hit->phrase && hit->phrase->gap > 0 ? hit->phrase : NULL;
	struct place_of_hit place = {
		.ruleset = ruleset,
		.languages = scope->full | scope->unsure,
		.view = &matches->view[hit->form],
		.hit = hit,
		.seen = seen,
	};

	if (hit->first > hit->last || place.view->count == 0)
		return NULL;
	if (seen_before(&seen->hit, hit->form, hit->first, hit->last) && seen->phrase == phrase)
		return seen->reason;
	if (!place.languages)
		place.languages = ruleset->languages;
	place.sentence_first = sentence_first(place.view, hit->first);
	place.sentence_last = sentence_last(place.view, hit->last);
	seen->phrase = phrase;
	seen->reason = reason_of(&place);
	return seen->reason;
}
