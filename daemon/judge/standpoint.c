/*
 * standpoint.c - see standpoint.h. Function words and the houses that hold a view stand here; what
 * a message is called, in each language's language.yaml.
 */
#include "standpoint.h"

enum {
	BEHIND_REACH = 3, /* "… are nothing at all to you" */
	HOUSE_REACH = 4,  /* "your new information leaflet" */
	SUM_REACH = 10,	  /* "that's the message that you and your friends send" */
	TAG_REACH = 4,	  /* "…, are they now then" */
};

/* Objects only: "dere", "jer" and "er" are subjects and verbs as well, see is_pronoun. */
static const char *const datives[] = {
	"you",	"dig", "dej",	"deg", "dykk", "dere", "jer",	"euch",	 "dir",	  "dich",
	"them", "him", "ihnen", "ihm", "ham",  "han",  "hende", "henne", "honom", "denen",
};
static const char *const fors[] = { "for", "to", "för", "åt", "für" };
static const char *const copulas[] = {
	"are", "is", "were", "was", "är", "var", "er", "blir", "bliver", "sind", "ist", "waren",
};
static const char *const yours[] = { "your",   "yours",	 "ert",	   "era",   "er",    "eran",
				     "eres",   "deres",	 "dykkar", "jeres", "euer",  "eure",
				     "eurem",  "euren",	 "eurer",  "ihrem", "ihrer", "din",
				     "ditt",   "dit",	 "dina",   "dine",  "dein",  "deine",
				     "deinem", "deiner", "deinen" };
static const char *const articles[] = {
	"the", "this", "these", "that", "den",	 "det",	   "de",
	"der", "die",  "das",	"dem",	"diese", "dieser", "diesem"
};

/* Begins a word with one of these? Compounds and endings go with it: "kommunens", "Regierung". */
static bool begins_house(struct slice word)
{
	static const char *const houses[] = {
		"government", "council",   "ministr",	"minister",   "party",
		"policy",     "policies",  "budget",	"company",    "airline",
		"brochure",   "booklet",   "website",	"campaign",   "advert",
		"app",	      "form",	   "rules",	"guideline",  "reform",
		"proposal",   "statement", "speech",	"bill",	      "plan",
		"report",     "board",	   "office",	"department", "press",
		"regering",   "regjering", "regierung", "kommun",     "stat",
		"staten",     "politi",	   "partei",	"partiet",    "bolag",
		"företag",    "firma",	   "selskab",	"selskap",    "kampanj",
		"kampagne",   "reklam",	   "annons",	"annonc",     "blankett",
		"skema",      "skjema",	   "formular",	"brosch",     "brosjyr",
		"webb",	      "hjemmesid", "hemsid",	"nettsid",    "regel",
		"regler",     "forslag",   "förslag",	"gesetz",     "gemeinde",
		"stadt",      "behörde",   "myndighe",	"konzern",    "unternehmen",
		"merkblatt",  "faltblatt", "folder",	"foldrar",    "pressemitteilung",
		"satzung",    "richtlini", "utredning", "uttal",      "udtal",
		"beslut",     "styrelse",  "styre",	"ledning",    "ledelse",
		"leitung",    "programm",  "program",	"schreiben",  "skrivelse",
		"skriv",      "tjänst",	   "tjenest",	"service",
	};

	for (size_t i = 0; i < sizeof(houses) / sizeof(houses[0]); i++)
		if (slice_begins_with(word, slice_from(houses[i])))
			return true;
	return false;
}

static bool is_house(const struct place_of_hit *place, size_t at)
{
	return begins_house(words_text(place->view->text, &place->view->words[at])) ||
	       context_begins(place, CONTEXT_MESSAGES, at);
}

/* "your new leaflet", "the council", a few words from `at` on in one clause. */
static bool names_house(const struct place_of_hit *place, size_t at)
{
	for (size_t next = at; next <= place->sentence_last && next - at < HOUSE_REACH; next++) {
		if (next > at && place->view->words[next].clause_start)
			return false;
		if (is_house(place, next))
			return true;
	}
	return false;
}

/* --- "are nothing to you", "sind euch nichts wert", "er jer ikke en skid værd" --- */

/* "Elves are a threat to you" warns the reader: it is the writer's own view. */
static bool is_warning(const struct place_of_hit *place)
{
	static const char *const dangers[] = {
		"threat",    "threats",	   "danger", "dangers", "dangerous", "risk",	"gefahr",
		"bedrohung", "gefährlich", "hot",    "fara",	"farlig",    "farliga", "farlige",
		"trussel",   "fare",	   "enemy",  "enemies", "feinde",    "fiender", "fjender",
	};

	for (size_t at = place->hit->first; at <= place->hit->last; at++)
		if (IS_ONE_OF(dangers, place->view, at))
			return true;
	return false;
}

/* The verb of the hit; the word behind the hit when it has none. */
static size_t copula_of(const struct place_of_hit *place)
{
	size_t at = place->hit->first;

	while (at <= place->hit->last && !IS_ONE_OF(copulas, place->view, at))
		at++;
	return at;
}

/* "Er" is a verb beside the Swedish one, and "he". */
static bool is_pronoun(const struct place_of_hit *place, size_t at)
{
	static const char *const swedish[] = { "er" };
	static const char *const before[] = { "är", "för", "åt", "bara", "ju", "väl" };

	return IS_ONE_OF(datives, place->view, at) ||
	       (at > 0 && IS_ONE_OF(swedish, place->view, at) &&
		IS_ONE_OF(before, place->view, at - 1));
}

/* "to you", "für die Regierung", "in your eyes", "i era ögon", with its first word at `at`. */
static bool is_beholder(const struct place_of_hit *place, size_t at)
{
	static const char *const in[] = { "in", "i" };
	static const char *const eyes[] = { "eyes", "augen", "ögon", "øjne", "øyne",
					    "auge", "auga",  "view", "book", "world" };
	size_t last = place->sentence_last;

	if (at + 1 > last)
		return false;
	if (IS_ONE_OF(fors, place->view, at))
		return is_pronoun(place, at + 1) || is_house(place, at + 1) ||
		       ((IS_ONE_OF(yours, place->view, at + 1) ||
			 IS_ONE_OF(articles, place->view, at + 1)) &&
			names_house(place, at + 2));
	return at + 2 <= last && IS_ONE_OF(in, place->view, at) &&
	       ((IS_ONE_OF(yours, place->view, at + 1) && IS_ONE_OF(eyes, place->view, at + 2)) ||
		(IS_ONE_OF(eyes, place->view, at + 1) && names_house(place, at + 2)));
}

/* Between the verb and what is said: not "are you elves rats", where the reader is one. */
static bool is_dative_within(const struct place_of_hit *place, size_t copula)
{
	size_t at = copula + 1;

	if (copula == place->hit->first)
		at++; /* the group comes first */
	for (; at < place->hit->last; at++)
		if (is_pronoun(place, at) || is_beholder(place, at))
			return true;
	return false;
}

static bool is_to_somebody(const struct place_of_hit *place)
{
	size_t copula = copula_of(place), first = place->hit->first, at = place->hit->last;

	if (copula > place->hit->last || is_warning(place))
		return false;
	if (is_dative_within(place, copula))
		return true;
	for (size_t steps = 0; at < place->sentence_last && steps < BEHIND_REACH; steps++) {
		at++;
		if (place->view->words[at].clause_start)
			break;
		if (is_beholder(place, at))
			return true;
	}
	at = place->sentence_first;
	return at < first && is_beholder(place, at) && first - at <= HOUSE_REACH + 1;
}

/* --- "we disabled people are just scum" --- */

static bool is_of_own_group(const struct place_of_hit *place)
{
	static const char *const we[] = { "we", "us", "vi", "oss", "wir", "os" };
	size_t copula = copula_of(place), at = place->hit->first;

	if (copula > place->hit->last)
		return false;
	if (copula == at)
		return at < place->hit->last && IS_ONE_OF(we, place->view, at + 1);
	return IS_ONE_OF(we, place->view, at) ||
	       (at > place->sentence_first && !place->view->words[at].clause_start &&
		IS_ONE_OF(we, place->view, at - 1));
}

/* --- "…, that's how your letter reads", "…, according to your leaflet" --- */

/* "…, that's what you should know" is advice of the writer's own. */
static bool is_advice(const struct place_of_hit *place, size_t at)
{
	static const char *const modals[] = { "should",	 "must",  "need",  "needs", "can",
					      "borde",	 "måste", "må",	   "bör",   "bør",
					      "skal",	 "ska",	  "burde", "müsst", "sollt",
					      "solltet", "muss" };

	for (; at <= place->sentence_last; at++)
		if (IS_ONE_OF(modals, place->view, at))
			return true;
	return false;
}

static bool is_second_person(const struct place_of_hit *place, size_t at)
{
	static const char *const seconds[] = {
		"you", "u", "ya", "du", "ni", "ihr", "dere", "dykk"
	};
	static const char *const danish[] = { "i" };

	return IS_ONE_OF(seconds, place->view, at) ||
	       (place->languages & language_bit(LANGUAGE_DA) && IS_ONE_OF(danish, place->view, at));
}

/* What somebody puts across. */
static bool is_told(const struct place_of_hit *place, size_t at)
{
	static const char *const told[] = {
		"message",  "signal",	  "picture",   "impression", "budskap",	 "budskapet",
		"signalen", "signalet",	  "bilden",    "bildet",     "billedet", "botschaft",
		"bild",	    "eindruck",	  "intryck",   "intrycket",  "inntrykk", "inntrykket",
		"indtryk",  "indtrykket", "budskabet", "saying",     "telling",	 "send",
	};

	return IS_ONE_OF(told, place->view, at) || context_is_word(place, CONTEXT_QUOTATION, at) ||
	       context_is_word(place, CONTEXT_BELIEFS, at);
}

/* The clause that opens at `at` sums up what the reader says or a house of his. */
static bool is_sum(const struct place_of_hit *place, size_t at)
{
	static const char *const openers[] = { "that's", "thats", "that",  "or",  "so",	 "så",
					       "slik",	 "sånn",  "sådan", "det", "das", "this" };
	bool reader = false, told = false;

	if (!IS_ONE_OF(openers, place->view, at) || is_advice(place, at))
		return false;
	for (size_t next = at + 1; next <= place->sentence_last && next - at <= SUM_REACH; next++) {
		if (IS_ONE_OF(yours, place->view, next) && names_house(place, next + 1))
			return true;
		reader |= is_second_person(place, next);
		told |= is_told(place, next);
	}
	return reader && told;
}

/* "according to your leaflet", "laut eurem Brief"; not according to the facts */
static bool is_source(const struct place_of_hit *place, size_t at)
{
	static const char *const according[] = { "according", "laut",  "enligt",
						 "ifølge",    "gemäß", "going" };
	static const char *const to[] = { "to", "by" };

	if (!IS_ONE_OF(according, place->view, at))
		return false;
	at++;
	if (at <= place->sentence_last && IS_ONE_OF(to, place->view, at))
		at++;
	return at <= place->sentence_last &&
	       (is_second_person(place, at) || names_house(place, at));
}

static bool has_source(const struct place_of_hit *place)
{
	for (size_t at = place->sentence_first; at <= place->sentence_last; at++)
		if ((at < place->hit->first || at > place->hit->last) && is_source(place, at))
			return true;
	return false;
}

/* "…, are they": with no "not" in it, it doubts what is said. */
static bool is_tag(const struct place_of_hit *place, size_t at)
{
	static const char *const verbs[] = { "are", "is", "were" };
	static const char *const they[] = { "they", "we", "it" };
	static const char *const rest[] = { "now", "then" };

	if (at >= place->sentence_last || place->sentence_last - at >= TAG_REACH ||
	    !IS_ONE_OF(verbs, place->view, at) || !IS_ONE_OF(they, place->view, at + 1))
		return false;
	for (at += 2; at <= place->sentence_last; at++)
		if (!IS_ONE_OF(rest, place->view, at))
			return false;
	return true;
}

static bool is_summed_up(const struct place_of_hit *place)
{
	size_t at = place->hit->last + 1;

	while (at <= place->sentence_last && !place->view->words[at].clause_start)
		at++;
	return at <= place->sentence_last &&
	       (is_sum(place, at) ||
		(place->languages & language_bit(LANGUAGE_EN) && is_tag(place, at)));
}

bool standpoint_is_of_others(const struct place_of_hit *place)
{
	const struct hit *hit = place->hit;

	if (place->ruleset->rules[hit->rule].category != CATEGORY_HATE || !hit->phrase ||
	    hit->first == hit->last)
		return false;
	return (is_to_somebody(place) || is_of_own_group(place) || has_source(place) ||
		is_summed_up(place)) &&
	       !context_is_approved(place);
}
