/*
 * purpose.c - see purpose.h. Which words tell an intention stands in each language's language.yaml;
 * here is only where they have to stand, and who must not be the one that intends.
 */
#include "purpose.h"

enum {
	INTENTION_REACH = 6, /* "wanted, from the first day on, to" is rarer than two clauses */
	COMPANY_REACH = 8,   /* "me and my friends from the club want to" */
	NORM_REACH = 3,	     /* "every sane person wants to" */
};

/* Nobody else's purpose. */
static const char *const own[] = {
	"i'm", "i've", "i'd",  "we",   "we're", "we've",  "me",	 "us",	  "my",	 "our",	 "jag",
	"vi",  "mig",  "min",  "vår",  "jeg",	"meg",	  "eg",	 "os",	  "oss", "ich",	 "wir",
	"mir", "uns",  "mein", "you",  "ya",	"you're", "u",	 "du",	  "ni",	 "dere", "dykk",
	"ihr", "who",  "vem",  "hvem", "kven",	"wer",	  "hvo", "let's",
};
/* Their wish is how one tells one's own. */
static const char *const norms[] = {
	"whole",    "hela",	 "hele",    "heile",   "ganz",	     "people",	"folket",   "volk",
	"everyone", "everybody", "every",   "anyone",  "anybody",    "real",	"true",	    "sane",
	"normal",   "decent",	 "god",	    "allah",   "jesus",	     "lord",	"jeder",    "jede",
	"normale",  "normaler",	 "echte",   "echter",  "anständige", "gott",	"herrgott", "gud",
	"alla",	    "varje",	 "normala", "riktiga", "äkta",	     "vettiga", "hver",	    "alle",
	"ekte",	    "normalt",	 "rigtige", "ekta",    "kvar",	     "riktige", "vanlige",  "folk",
};
/* Between who wants and the wanting, and what stands where a dropped "I" would: no subjects. */
static const char *const fillers[] = {
	"ever",	      "always",	      "just",	  "really", "still",	"only",	   "also",
	"even",	      "never",	      "once",	  "then",   "now",	"so",	   "and",
	"but",	      "to",	      "the",	  "a",	    "an",	"had",	   "have",
	"has",	      "would",	      "actually", "simply", "openly",	"already", "och",
	"men",	      "alltid",	      "bara",	  "nu",	    "då",	"så",	   "verkligen",
	"faktiskt",   "redan",	      "hade",	  "har",    "också",	"öppet",   "og",
	"bare",	      "nå",	      "da",	  "altid",  "virkelig", "hadde",   "havde",
	"også",	      "faktisk",      "berre",	  "no",	    "und",	"aber",	   "immer",
	"nur",	      "jetzt",	      "dann",	  "schon",  "damals",	"auch",	   "wirklich",
	"eigentlich", "einfach",      "hat",	  "haben",  "hatte",	"hatten",  "sich",
	"sig",	      "seg",	      "at",	  "att",    "å",	"zu",	   "gonna",
	"ultimately", "deliberately", "again",	  "igen",   "igjen",	"wieder",  "heute",
	"gestern",    "idag",	      "i",	  "in",	    "im",	"tonight", "today",
	"tomorrow",   "yesterday",
};
static const char *const relatives[] = {
	"who", "that", "which", "som", "der", "die", "das", "welche", "welcher",
};

static bool is_own(const struct place_of_hit *place, size_t at)
{
	return IS_ONE_OF(own, place->view, at) || context_is_english_i(place, at);
}

static bool has_own(const struct place_of_hit *place, size_t first, size_t end)
{
	for (size_t at = first; at < end; at++)
		if (is_own(place, at))
			return true;
	return false;
}

static size_t clause_first(const struct place_of_hit *place, size_t at)
{
	while (at > place->sentence_first && !place->view->words[at].clause_start)
		at--;
	return at;
}

/* "Me and my friends", "jag och grabbarna"; "I am one who", "vi är de som",
 * "our group". */
static bool is_in_company(const struct place_of_hit *place, size_t first, size_t verb)
{
	static const char *const links[] = {
		"and", "och", "og", "und", "am", "are", "är", "er", "bin", "sind",
	};
	static const char *const ours[] = { "our",   "vår",   "vårt",	"våra",	  "våre",
					    "vores", "unser", "unsere", "unserer" };
	static const char *const joined[] = { "i'm", "we're" };

	for (size_t at = first; at + 1 < verb; at++)
		if (IS_ONE_OF(joined, place->view, at) || IS_ONE_OF(ours, place->view, at) ||
		    (is_own(place, at) && IS_ONE_OF(links, place->view, at + 1)))
			return true;
	return false;
}

static bool is_norm(const struct place_of_hit *place, size_t first, size_t verb)
{
	for (size_t at = verb; at > first && verb - at < NORM_REACH;)
		if (IS_ONE_OF(norms, place->view, --at))
			return true;
	return false;
}

static bool is_subject(const struct place_of_hit *place, size_t at)
{
	const struct word *word = &place->view->words[at];

	return word->kind != WORD_NUMBER && word->kind != WORD_EMOJI &&
	       !IS_ONE_OF(fillers, place->view, at);
}

/* The nearest word before the verb that may be who wants it; the verb itself when there is none. */
static size_t subject_before(const struct place_of_hit *place, size_t first, size_t verb)
{
	for (size_t at = verb; at > first;)
		if (is_own(place, --at) || is_subject(place, at))
			return at;
	return verb;
}

/* But for English, it stands behind the verb where nobody does before. */
static bool has_subject(const struct place_of_hit *place, size_t subject, size_t verb)
{
	if (subject != verb)
		return !is_own(place, subject);
	return place->languages & ~language_bit(LANGUAGE_EN) && verb + 1 < place->hit->first &&
	       is_subject(place, verb + 1);
}

/* Who says so calls for it. */
static const char *const calls[] = {
	"should", "must",  "ought",  "please", "pls",	  "let",   "shall",  "needs", "need",
	"bör",	  "borde", "måste",  "ska",    "snälla",  "burde", "bør",    "må",    "skal",
	"skulle", "soll",  "sollen", "sollte", "sollten", "muss",  "müssen", "bitte",
};

/* "He should order the army to", "please try to": a call, by the word right before the verb. */
static bool is_called_for(const struct place_of_hit *place, size_t first, size_t verb)
{
	if (verb > first && IS_ONE_OF(calls, place->view, verb - 1))
		return true;
	return verb > first + 1 && IS_ONE_OF(calls, place->view, verb - 2);
}

/* "They want war so kill …", "who wants peace should …" is the writer's own. */
static bool is_concluded(const struct place_of_hit *place, size_t verb)
{
	static const char *const therefore[] = {
		"so",	 "therefore", "then", "hence", "så",	  "därför", "derfor",
		"difor", "also",      "drum", "darum", "deshalb", "daher",
	};

	for (size_t at = verb + 1; at < place->hit->first; at++)
		if (IS_ONE_OF(therefore, place->view, at) || IS_ONE_OF(calls, place->view, at))
			return true;
	return false;
}

/* Is it somebody else who wants, where the word of intention stands at `verb`? */
static bool is_wanted_by_others(const struct place_of_hit *place, size_t verb)
{
	size_t first = clause_first(place, verb);
	size_t subject = subject_before(place, first, verb);
	size_t company = verb > first + COMPANY_REACH ? verb - COMPANY_REACH : first;

	if (has_own(place, verb + 1, place->hit->last + 1) || is_in_company(place, company, verb) ||
	    is_norm(place, first, verb) || is_called_for(place, first, verb) ||
	    is_concluded(place, verb))
		return false;
	if (IS_ONE_OF(relatives, place->view, subject) && subject > place->sentence_first)
		return !is_own(place, subject - 1);
	return has_subject(place, subject, verb);
}

/* "…, die alle Juden ausrotten wollten" */
static bool is_at_end_in_german(const struct place_of_hit *place)
{
	static const char *const openers[] = { "die", "der",  "das", "dass",   "weil",	 "wie",
					       "als", "wenn", "ob",  "welche", "dessen", "deren" };
	size_t behind = place->hit->last, first = clause_first(place, place->hit->first);

	if (behind == place->hit->first || !context_begins(place, CONTEXT_INTENTIONS, behind))
		behind++;
	return place->languages & language_bit(LANGUAGE_DE) && behind <= place->sentence_last &&
	       !place->view->words[behind].clause_start && first > place->sentence_first &&
	       context_begins(place, CONTEXT_INTENTIONS, behind) &&
	       IS_ONE_OF(openers, place->view, first) && !has_own(place, first, behind);
}

static bool is_purposed(const struct place_of_hit *place)
{
	size_t at = place->hit->first;

	if (context_begins(place, CONTEXT_INTENTIONS, at))
		return is_wanted_by_others(place, at);
	for (size_t steps = 0; at > place->sentence_first && steps < INTENTION_REACH; steps++) {
		if (place->view->words[at].clause_start)
			break;
		at--;
		if (context_begins(place, CONTEXT_INTENTIONS, at))
			return is_wanted_by_others(place, at);
	}
	return is_at_end_in_german(place);
}

bool purpose_is_of_others(const struct place_of_hit *place)
{
	const enum category category = place->ruleset->rules[place->hit->rule].category;

	return (category == CATEGORY_HATE || category == CATEGORY_THREAT) && is_purposed(place) &&
	       !context_speaks_to_reader(place) && !context_is_approved(place);
}
