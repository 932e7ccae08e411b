/*
 * echo.c - see echo.h. Which words agree stands in each language's language.yaml; here is only what
 * an echo looks like.
 */
#include "echo.h"

enum {
	BARE_BEFORE = 3,  /* "So nu er alle" */
	BARE_BEHIND = 3,  /* "… are rats now, huh?" */
	PLACES_REACH = 3, /* "on the board": words of one place of several */
};

/* Those of an echo are somebody else; who asks about himself or of "you" echoes nobody. */
static const char *const firsts[] = {
	"i'm", "i'll", "i'd", "we",  "we'll", "me",  "us",  "jag",  "vi",  "mig",   "jeg",
	"meg", "eg",   "os",  "oss", "ich",   "wir", "mir", "mich", "uns", "let's", "lets",
};

static bool is_first_person(const struct place_of_hit *place, size_t at)
{
	return IS_ONE_OF(firsts, place->view, at) || context_is_english_i(place, at);
}

/* The hit is the whole sentence, but for a "so" or a "now". */
static bool is_bare(const struct place_of_hit *place)
{
	if (place->hit->first - place->sentence_first > BARE_BEFORE ||
	    place->sentence_last - place->hit->last > BARE_BEHIND)
		return false;
	for (size_t at = place->sentence_first; at <= place->sentence_last; at++)
		if (is_first_person(place, at))
			return false;
	return true;
}

/* "They live off us" goes on with it, unless it speaks to who said it. */
static bool goes_on_about_them(const struct place_of_hit *place, size_t at)
{
	static const char *const they[] = {
		"they", "they're", "theyre", "de", "dei", "dom", "sie", "die", "these", "those",
	};

	return IS_ONE_OF(they, place->view, at) &&
	       !context_has_second_person(place, at, context_sentence_last(place->view, at));
}

/* "My doctor is one" */
static bool is_near_to_writer(const struct place_of_hit *place, size_t at)
{
	static const char *const mine[] = { "my",   "mine",  "mi",     "min",	 "mitt", "mit",
					    "mein", "meine", "meinen", "meiner", "mina" };

	return IS_ONE_OF(mine, place->view, at);
}

/* "That's what it says on the wall", but not "I said so". */
static bool is_others_word(const struct place_of_hit *place, size_t first, size_t at)
{
	if (context_is_word(place, CONTEXT_BIGOTS, at))
		return true;
	return context_is_word(place, CONTEXT_QUOTATION, at) &&
	       !(at > first && is_first_person(place, at - 1));
}

/* Does a word of the answer, of one sentence or two, tell that the writer is against it? Who
 * merely goes on may well mean it. */
static bool is_objected(const struct place_of_hit *place, size_t first)
{
	size_t last = context_sentence_last(place->view, first);

	if (last + 1 < place->view->count)
		last = context_sentence_last(place->view, last + 1);
	if (context_has_second_person(place, first, last))
		return true;
	for (size_t at = first; at <= last; at++)
		if (context_begins(place, CONTEXT_OBJECTIONS, at) || is_near_to_writer(place, at) ||
		    is_others_word(place, first, at))
			return true;
	return false;
}

bool echo_is_answered(const struct place_of_hit *place)
{
	const enum category category = place->ruleset->rules[place->hit->rule].category;
	size_t next = place->sentence_last + 1;

	return (category == CATEGORY_HATE || category == CATEGORY_THREAT) &&
	       next < place->view->count && context_ends_as_question(place) && is_bare(place) &&
	       !context_speaks_to_reader(place) && is_objected(place, next) &&
	       !goes_on_about_them(place, next) && !context_is_approved(place);
}

/* --- "Women belong in the kitchen, on the board and in parliament" --- */

static const char *const places[] = {
	"in",  "on",	"at",  "i",	 "på",	"ved",	"vid", "im",   "am", "auf", "an",  "behind",
	"bak", "bakom", "bag", "hinter", "ins", "till", "til", "into", "to", "hos", "ute",
};
static const char *const ands[] = { "and", "or", "och", "eller", "og", "und", "oder", "&" };

/* Does a further place begin at `at`: behind a comma, an "and" or both? */
static bool is_further_place(const struct place_of_hit *place, size_t at)
{
	bool parted = place->view->words[at].clause_start;

	if (IS_ONE_OF(ands, place->view, at)) {
		parted = true;
		at++;
	}
	return parted && at < place->sentence_last && IS_ONE_OF(places, place->view, at);
}

bool echo_is_enumerated(const struct place_of_hit *place)
{
	size_t found = 0, since = 0;

	if (place->hit->last == place->hit->first ||
	    !(IS_ONE_OF(places, place->view, place->hit->last - 1) ||
	      (place->hit->last > place->hit->first + 1 &&
	       IS_ONE_OF(places, place->view, place->hit->last - 2)) ||
	      IS_ONE_OF(places, place->view, place->hit->last)))
		return false;
	for (size_t at = place->hit->last + 1; at <= place->sentence_last && since <= PLACES_REACH;
	     at++, since++)
		if (is_further_place(place, at)) {
			found++;
			since = 0;
		}
	return found >= 2 && !context_is_approved(place);
}
