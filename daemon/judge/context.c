/*
 * context.c - see context.h. The words that tell stand in each language's language.yaml; here is
 * only where they have to stand.
 */
#include "context_inside.h"
#include "echo.h"
#include "letters.h"
#include "phrase.h"
#include "purpose.h"
#include "relation.h"
#include "retold.h"
#include "standpoint.h"

enum {
	NEGATION_REACH =
		3,	   /* "is no way near an idiot" is rarer than two clauses without a comma */
	GOVERN_REACH = 4,  /* "you cannot really mean that" */
	OPENING_REACH = 4, /* "… that all of those people are" */
	GAME_REACH = 4,	   /* "… tonight my friend at" */
	TRIFLE_REACH = 8,  /* "if you dare to touch one of my last biscuits" */
	SENTENCE_REACH = 60, /* words looked at on either side for the sentence's bounds */
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

bool context_is_one_of(const char *const *list, size_t count, const struct word_view *view,
		       size_t at)
{
	struct slice word = words_text(view->text, &view->words[at]);
	char first = '\0';

	if (word.len > 0)
		first = word.data[0];
	for (size_t i = 0; i < count; i++)
		if (list[i][0] == first && slice_is(word, list[i]))
			return true;
	return false;
}

bool context_is_word(const struct place_of_hit *place, enum context_kind kind, size_t at)
{
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		const struct wordset *set = place->ruleset->context[i].sets[kind];

		if (place->languages & language_bit((enum language)i) && set &&
		    wordset_has_word(set, FORM_PLAIN, place->view, at))
			return true;
	}
	return false;
}

bool context_begins(const struct place_of_hit *place, enum context_kind kind, size_t at)
{
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		const struct wordset *set = place->ruleset->context[i].sets[kind];

		if (place->languages & language_bit((enum language)i) && set &&
		    wordset_lengths(set, FORM_PLAIN, place->view, at, false))
			return true;
	}
	return false;
}

size_t context_sentence_first(const struct word_view *view, size_t at)
{
	for (size_t steps = 0; at > 0 && !view->words[at].sentence_start && steps < SENTENCE_REACH;
	     steps++)
		at--;
	return at;
}

size_t context_sentence_last(const struct word_view *view, size_t at)
{
	for (size_t steps = 0;
	     at + 1 < view->count && !view->words[at + 1].sentence_start && steps < SENTENCE_REACH;
	     steps++)
		at++;
	return at;
}

/* --- what governs a hit: "du kan inte mena att …", "he claims that …" --- */

static const char *const conjunctions[] = { "that", "att", "at", "dass" };

size_t context_clause_opening(const struct place_of_hit *place)
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
	size_t at = context_clause_opening(place);

	if (at == place->hit->first)
		return false;
	for (size_t steps = 0; at > place->sentence_first && steps < GOVERN_REACH; steps++) {
		at--;
		if (context_is_word(place, CONTEXT_NEGATION, at))
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
		if (context_is_word(place, CONTEXT_NEGATION, at))
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
	       !place->view->words[next].clause_start &&
	       context_is_word(place, CONTEXT_NEGATION, next);
}

bool context_is_part(const struct place_of_hit *place, size_t at)
{
	const struct phrase *phrase = place->hit->phrase;
	enum form form = place->hit->form;

	place->seen->by_phrase = true;

	for (size_t i = 0; phrase && i < phrase->count; i++)
		if (wordset_lengths(phrase->sets[i], form, place->view, at, false) ||
		    wordset_lengths(phrase->sets[i], form, place->view, at, true))
			return true;
	return false;
}

static bool leaves_gaps(const struct phrase *phrase)
{
	return phrase && phrase->gap > 0;
}

/* Among the words in the gaps of a phrase: "jag hatar inte dig". */
static bool is_negated_within(const struct place_of_hit *place)
{
	const struct hit *hit = place->hit;

	if (!leaves_gaps(hit->phrase))
		return false;
	for (size_t at = hit->first + 1; at < hit->last; at++)
		if (context_is_word(place, CONTEXT_NEGATION, at) && !context_is_part(place, at))
			return true;
	return false;
}

static bool is_negated(const struct place_of_hit *place)
{
	return is_negated_before(place) || is_negated_within(place) || is_negated_behind(place) ||
	       is_negated_clause(place);
}

/* --- quotation, question --- */

static bool is_quoted(const struct place_of_hit *place)
{
	for (size_t at = place->hit->first; at <= place->hit->last; at++)
		if (!place->view->words[at].quoted)
			return false;
	return true;
}

bool context_ends_as_question(const struct place_of_hit *place)
{
	const struct word_view *view = place->view;
	size_t from = view->words[place->sentence_last].to;
	size_t to = place->sentence_last + 1 < view->count
			    ? view->words[place->sentence_last + 1].from
			    : view->text.len;

	return memchr(view->text.data + from, '?', to - from);
}

static bool is_asked(const struct place_of_hit *place)
{
	return (context_ends_as_question(place) &&
		context_is_word(place, CONTEXT_QUESTIONS, place->sentence_first)) ||
	       echo_is_answered(place);
}

/* --- who is spoken to, and does the writer agree? --- */

bool context_is_english_i(const struct place_of_hit *place, size_t at)
{
	static const char *const english[] = { "i", "im" };

	return place->languages & language_bit(LANGUAGE_EN) && IS_ONE_OF(english, place->view, at);
}

bool context_has_second_person(const struct place_of_hit *place, size_t first, size_t last)
{
	static const char *const seconds[] = {
		"you",	"u",	"ya",	"you're", "youre", "your", "du",   "dig",   "dej",  "deg",
		"dich", "dir",	"dere", "dykk",	  "jer",   "ihr",  "euch", "din",   "ditt", "dina",
		"dine", "dein", "ni",	"deine",  "eure",  "ert",  "eran", "jeres", "di",
	};

	for (size_t at = first; at <= last; at++)
		if (IS_ONE_OF(seconds, place->view, at))
			return true;
	return false;
}

bool context_speaks_to_reader(const struct place_of_hit *place)
{
	return context_has_second_person(place, place->hit->first, place->hit->last);
}

static bool is_denied(const struct place_of_hit *place, size_t at)
{
	for (size_t steps = 0; at > 0 && steps < 2 && !place->view->words[at].clause_start; steps++)
		if (context_is_word(place, CONTEXT_NEGATION, --at))
			return true;
	return false;
}

/* Where one word alone is half a sentence's meaning ("right", "true"), it has to open a clause. */
static bool approves_at(const struct place_of_hit *place, size_t at)
{
	const uint32_t single = UINT32_C(1) << 1;
	uint32_t lengths = 0;

	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		const struct wordset *set = place->ruleset->context[i].sets[CONTEXT_APPROVALS];

		if (place->languages & language_bit((enum language)i) && set)
			lengths |= wordset_lengths(set, FORM_PLAIN, place->view, at, false);
	}
	return (lengths & ~single || (lengths & single && place->view->words[at].clause_start)) &&
	       !is_denied(place, at);
}

bool context_is_approved(const struct place_of_hit *place)
{
	size_t last = place->sentence_last;

	if (last + 1 < place->view->count)
		last = context_sentence_last(place->view, last + 1);
	for (size_t at = place->hit->last + 1; at <= last; at++)
		if (approves_at(place, at))
			return true;
	return false;
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
		first = context_sentence_first(place->view, first - 1);
	if (last + 1 < place->view->count)
		last = context_sentence_last(place->view, last + 1);
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
	struct slice word = words_text(view->text, &view->words[at]);

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

/* --- a game: "I'll kill you at chess" --- */

static bool is_in_game(const struct place_of_hit *place)
{
	static const char *const prepositions[] = { "in", "at", "i", "på", "im", "beim", "on" };
	size_t end = place->hit->last + GAME_REACH;

	for (size_t at = place->hit->first + 1; at <= end && at < place->sentence_last; at++) {
		if (at > place->hit->last && place->view->words[at].clause_start)
			return false;
		if (IS_ONE_OF(prepositions, place->view, at) &&
		    context_begins(place, CONTEXT_GAMES, at + 1))
			return true;
	}
	return false;
}

/* Does the clause with the "if" at `at` make a trifle its condition? */
static bool is_over_trifle(const struct place_of_hit *place, size_t at)
{
	static const char *const ifs[] = { "if", "om", "hvis", "dersom", "viss", "wenn", "falls" };
	size_t end = place->sentence_last;

	if (!IS_ONE_OF(ifs, place->view, at))
		return false;
	if (at < place->hit->first)
		end = place->hit->first - 1;
	for (size_t next = at + 1; next <= end && next - at <= TRIFLE_REACH; next++) {
		if (place->view->words[next].clause_start)
			return false;
		if (context_begins(place, CONTEXT_TRIFLES, next) ||
		    context_begins(place, CONTEXT_GAMES, next))
			return true;
	}
	return false;
}

/* "I'll kill you if you spoil the ending", "Wenn du noch eine Kerze kaufst, bring ich dich um" */
static bool is_in_fun(const struct place_of_hit *place)
{
	const enum category category = place->ruleset->rules[place->hit->rule].category;

	for (size_t at = place->sentence_first;
	     category == CATEGORY_THREAT && at <= place->sentence_last; at++)
		if (is_over_trifle(place, at))
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
	{ "reported", retold_is_reported },
	{ "question", is_asked },
	{ "counter-speech", is_countered },
	{ "across sentences", is_across },
	{ "game", is_in_game },
	{ "game", is_in_fun },
	{ "ascribed", relation_is_ascribed },
	{ "ascribed", purpose_is_of_others },
	{ "ascribed", standpoint_is_of_others },
	{ "about others", relation_is_of_others },
	{ "about others", echo_is_enumerated },
};

static const char *reason_of(const struct place_of_hit *place)
{
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++)
		if (reasons[i].holds(place))
			return reasons[i].name;
	return NULL;
}

/* "I will kill you Anna"; in German any noun looks so. */
static bool is_called(const struct rule *rule, const struct word *word)
{
	return word->capital_first && !(rule->languages & language_bit(LANGUAGE_DE));
}

static bool stands_at(const struct phrase *const *phrases, size_t count, const struct hit *hit,
		      const struct word_view *view, size_t at)
{
	struct phrase_hit found;

	for (size_t i = 0; i < count; i++)
		if (phrase_at(phrases[i], hit->form, view, at, &found))
			return true;
	return false;
}

/* Pictures end a clause as signs do; a handle, a tag or a link makes nothing else of a find. */
const char *context_goes_on(const struct ruleset *ruleset, const struct matches *matches,
			    const struct hit *hit)
{
	const struct rule *rule = &ruleset->rules[hit->rule];
	const struct word_view *view = &matches->view[hit->form];
	size_t next = hit->last + 1;

	if (!rule->bounded || hit->first > hit->last || next >= view->count ||
	    view->words[next].clause_start || view->words[next].kind != WORD_PLAIN ||
	    is_called(rule, &view->words[next]))
		return NULL;
	if (stands_at(rule->followed, rule->followed_count, hit, view, next))
		return NULL;
	if (rule->turned_count > 0 && !stands_at(rule->turned, rule->turned_count, hit, view, next))
		return NULL;
	return "goes on";
}

const char *context_of(const struct ruleset *ruleset, const struct scope *scope,
		       const struct matches *matches, const struct hit *hit,
		       struct context_seen *seen)
{
	struct place_of_hit place = {
		.ruleset = ruleset,
		.languages = scope->full | scope->unsure | scope->faint,
		.view = &matches->view[hit->form],
		.hit = hit,
		.seen = seen,
	};

	const enum category category = ruleset->rules[hit->rule].category;

	if (hit->first > hit->last || place.view->count == 0)
		return NULL;
	if (seen_before(&seen->hit, hit->form, hit->first, hit->last) &&
	    seen->category == category &&
	    (seen->phrase == hit->phrase ||
	     (!seen->by_phrase && leaves_gaps(seen->phrase) == leaves_gaps(hit->phrase))))
		return seen->reason;
	if (!place.languages)
		place.languages = ruleset->languages;
	place.sentence_first = context_sentence_first(place.view, hit->first);
	place.sentence_last = context_sentence_last(place.view, hit->last);
	seen->phrase = hit->phrase;
	seen->category = category;
	seen->by_phrase = false;
	seen->reason = reason_of(&place);
	return seen->reason;
}
