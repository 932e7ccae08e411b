/*
 * relation.c - see relation.h. Which words are hostile, tell a belief or name a lie stands in each
 * language's language.yaml; here is only where they have to stand.
 */
#include "relation.h"

enum {
	OBJECT_REACH = 5,   /* "attacks on all of these poor immigrants" */
	RELATIVE_REACH = 6, /* "those who set fire to a mosque and hurt" */
	HEAD_REACH = 3,	    /* "Muslims in Europe who" */
	END_REACH = 4,	    /* "die Juden immer noch hassen" */
	BELIEF_REACH = 5,   /* "think that in this country" */
	BELIEVER_REACH = 8, /* "I don't for one second even" */
};

/* What parts a group from the words before it: these are of another clause. */
static const char *const copulas[] = {
	"are", "is",   "were", "was",  "be",   "am",  "är",  "e",     "var", "vara",
	"er",  "være", "vera", "blir", "sind", "ist", "war", "waren", "bin",
};
static const char *const conjunctions[] = {
	"that", "att",	   "at",       "dass", "that's", "she's",
	"he's", "because", "eftersom", "weil", "fordi",
};
static const char *const relatives[] = {
	"who", "that", "which", "whoever", "whom", "som", "der", "who've", "who'd",
};
static const char *const german_relatives[] = {
	"die", "der", "das", "wer", "welche", "welcher",
};
static const char *const german_finite[] = {
	"sind",	  "ist",    "war",     "waren",	  "hat",    "haben",   "hatte",
	"hatten", "gehört", "gehören", "will",	  "wollen", "wollten", "muss",
	"müssen", "soll",   "sollen",  "sollten", "können", "werden",
};
static const char *const prepositions[] = {
	"on",	"of",	"against", "about",   "towards", "toward", "at",	"to", "for",
	"upon", "mot",	"mod",	   "imot",    "på",	 "om",	   "av",	"af", "till",
	"til",	"för",	"over",	   "auf",     "gegen",	 "über",   "gegenüber", "an", "von",
	"mit",	"with", "by",	   "between", "med",	 "mellom",
};
static const char *const first_persons[] = {
	"i'm", "im",  "i've", "i'd", "we", "we're", "we've", "me",  "us",  "jag", "vi",
	"mig", "jeg", "meg",  "eg",  "os", "oss",   "ich",   "wir", "mir", "uns",
};
/* "My opinion", but of "my uncle thinks" it is the uncle's. */
static const char *const possessives[] = {
	"my",	"our",	"min",	 "vår",	   "mitt",   "mi",
	"mine", "mein", "meine", "meiner", "unsere", "vores",
};

/* "i" is the writer in English alone: elsewhere it means "in". */
static bool is_first_person(const struct place_of_hit *place, size_t at)
{
	static const char *const english[] = { "i" };

	return IS_ONE_OF(first_persons, place->view, at) ||
	       (place->languages & language_bit(LANGUAGE_EN) &&
		IS_ONE_OF(english, place->view, at));
}

static bool is_stopper(const struct place_of_hit *place, size_t at)
{
	return IS_ONE_OF(copulas, place->view, at) || IS_ONE_OF(conjunctions, place->view, at);
}

/* Is one of the words before `at` the group of the hit itself? "Muslims in Europe who …" */
static bool is_group_before(const struct place_of_hit *place, size_t at)
{
	for (size_t steps = 0; at > place->sentence_first && steps < HEAD_REACH; steps++)
		if (!is_stopper(place, --at) && context_is_part(place, at))
			return true;
	return false;
}

static bool is_hostile(const struct place_of_hit *place, size_t at)
{
	return context_is_word(place, CONTEXT_HOSTILITY, at);
}

/* --- "attacks on immigrants", "those who hate immigrants", "hating immigrants" --- */

/* "I spit on …" */
static bool is_my_verb(const struct place_of_hit *place, size_t at)
{
	return at == place->sentence_first + 1 && is_first_person(place, at - 1);
}

static bool is_noun_with_preposition(const struct place_of_hit *place, size_t noun)
{
	if (is_my_verb(place, noun))
		return false;
	for (size_t at = noun + 1; at < place->hit->first; at++)
		if (IS_ONE_OF(prepositions, place->view, at))
			return true;
	return false;
}

static bool is_verb_behind_relative(const struct place_of_hit *place, size_t verb)
{
	size_t at = verb;

	for (size_t steps = 0; at > place->sentence_first && steps < RELATIVE_REACH; steps++) {
		at--;
		if (IS_ONE_OF(relatives, place->view, at))
			return !is_group_before(place, at);
		if (place->view->words[at].clause_start || is_stopper(place, at))
			return false;
	}
	return false;
}

/* "Slurs against elves", and whatever else is against them; "those who set dogs on them". */
static bool is_against(const struct place_of_hit *place, size_t at)
{
	static const char *const against[] = { "against", "towards", "mot",	 "imot",
					       "mod",	  "gegen",   "gegenüber" };
	static const char *const upon[] = { "on", "at", "på", "åt", "upon" };

	if (at == place->sentence_first)
		return false;
	if (IS_ONE_OF(against, place->view, at))
		return !is_stopper(place, at - 1) && !is_first_person(place, place->sentence_first);
	return IS_ONE_OF(upon, place->view, at) && is_verb_behind_relative(place, at);
}

static bool ends_in(struct slice word, const char *with)
{
	size_t len = strlen(with);

	return word.len > len && memcmp(word.data + word.len - len, with, len) == 0;
}

/* "To hate immigrants is vile", "Hating …", "People attacking …": not "we are hating …". */
static bool is_verb_as_noun(const struct place_of_hit *place, size_t verb)
{
	static const char *const markers[] = { "to", "att", "å", "at" };
	static const char *const heads[] = { "people",	"those",    "men",     "anyone",
					     "anybody", "everyone", "someone", "guys",
					     "women",	"of",	    "for",     "by" };
	const struct word_view *view = place->view;
	struct slice word = slice_cut(view->text, view->words[verb].from, view->words[verb].to);

	if (verb > place->sentence_first && IS_ONE_OF(markers, view, verb - 1))
		return view->words[verb - 1].clause_start;
	if (!ends_in(word, "ing") || verb + 2 < place->hit->first)
		return false;
	return view->words[verb].sentence_start ||
	       (verb > place->sentence_first && IS_ONE_OF(heads, view, verb - 1) &&
		!is_group_before(place, verb));
}

/* "Immigrants, they are …" */
static bool is_taken_up(const struct place_of_hit *place)
{
	static const char *const pronouns[] = { "they", "they're", "these", "de",
						"dei",	"dom",	   "sie" };

	for (size_t at = place->hit->first + 1; at < place->hit->last; at++)
		if (place->view->words[at].clause_start && IS_ONE_OF(pronouns, place->view, at))
			return true;
	return false;
}

static const char *const ands[] = { "and", "or", "och", "eller", "og", "und", "oder", "samt" };
/* One of several, as in "Jews, Muslims and gays": commas before it part no clauses. */
static bool is_one_of_several(const struct place_of_hit *place)
{
	size_t first = place->hit->first;

	return (first > place->sentence_first && IS_ONE_OF(ands, place->view, first - 1)) ||
	       (first + 1 < place->hit->last && IS_ONE_OF(ands, place->view, first + 1));
}

static bool is_object(const struct place_of_hit *place)
{
	bool several = is_one_of_several(place);
	size_t at = place->hit->first;

	if (is_taken_up(place))
		return false;
	for (size_t steps = 0; at > place->sentence_first && steps < OBJECT_REACH; steps++) {
		if (place->view->words[at].clause_start && !several)
			return false;
		at--;
		if (is_hostile(place, at))
			return is_noun_with_preposition(place, at) ||
			       is_verb_behind_relative(place, at) || is_verb_as_noun(place, at);
		if (is_stopper(place, at))
			return false;
		if (is_against(place, at))
			return true;
	}
	return false;
}

/* --- German, where the verb stands last: "Leute, die Juden hassen", "Wer Juden angreift" --- */

/* "die" is an article more often: behind a comma and behind a noun it is none. */
static bool is_german_relative(const struct place_of_hit *place, size_t at)
{
	static const char *const who[] = { "wer" };
	const struct word *words = place->view->words;

	if (!IS_ONE_OF(german_relatives, place->view, at))
		return false;
	if (IS_ONE_OF(who, place->view, at))
		return words[at].clause_start;
	return at > place->sentence_first && (words[at].clause_start || words[at - 1].large);
}

/* Does the clause end with the hostile verb at `at`? "die Juden hassen uns" is no such clause. */
static bool ends_clause(const struct place_of_hit *place, size_t at)
{
	return at == place->sentence_last || place->view->words[at + 1].clause_start ||
	       IS_ONE_OF(german_finite, place->view, at + 1);
}

static bool is_hostile_behind(const struct place_of_hit *place)
{
	size_t at = place->hit->first;

	for (size_t steps = 0; at < place->sentence_last && steps < END_REACH; steps++) {
		at++;
		if (place->view->words[at].clause_start)
			return false;
		if (is_hostile(place, at) && ends_clause(place, at))
			return true;
	}
	return false;
}

static bool is_german_object(const struct place_of_hit *place)
{
	static const char *const to[] = { "zu" };
	size_t at = place->hit->first;

	if (place->hit->last > at + 2 && IS_ONE_OF(to, place->view, at + 1) &&
	    is_hostile(place, at + 2))
		return true; /* "Juden zu hassen ist widerlich" */
	for (size_t steps = 0; steps <= 2; steps++, at--) {
		if (is_german_relative(place, at))
			return !is_group_before(place, at) && is_hostile_behind(place);
		if (at == place->sentence_first || place->view->words[at].clause_start)
			return false;
	}
	return false;
}

/* --- "the refugees' flats", "die Unterkünfte der Flüchtlinge", "Für Flüchtlinge sind die …" --- */

/* "Most of the immigrants" are immigrants. */
static const char *const amounts[] = {
	"masse",	"massen",	 "mehrheit",	 "mehrzahl",	 "großteil",
	"grossteil",	"hälfte",	 "teil",	 "teile",	 "rest",
	"horde",	"horden",	 "flut",	 "welle",	 "scharen",
	"pack",		"million",	 "millionen",	 "anzahl",	 "zahl",
	"lot",		"majority",	 "number",	 "kind",	 "sort",
	"type",		"part",		 "half",	 "bunch",	 "hordes",
	"wave",		"breed",	 "race",	 "amount",	 "bulk",
	"group",	"kinds",	 "types",	 "vast",	 "scum",
	"meisten",	"bande",	 "gruppe",	 "alle",	 "viele",
	"einige",	"manche",	 "all",		 "most",	 "many",
	"some",		"each",		 "one",		 "none",	 "percent",
	"ones",		"millions",	 "alla",	 "flesta",	 "fleste",
	"många",	"mange",	 "en",		 "del",		 "delen",
	"deler",	"delar",	 "dele",	 "andel",	 "andelen",
	"majoriteten",	"flertalet",	 "flertallet",	 "flertal",	 "merparten",
	"hälften",	"halvparten",	 "halvdelen",	 "massor",	 "massa",
	"masser",	"resten",	 "mesteparten",	 "hord",	 "horder",
	"flock",	"flokk",	 "flok",	 "flockar",	 "våg",
	"bølge",	"bølgen",	 "gäng",	 "gjeng",	 "grupp",
	"grupper",	"gruppen",	 "typ",		 "typen",	 "sorten",
	"slags",	"slag",		 "slaget",	 "antal",	 "antall",
	"mängd",	"mängder",	 "mengde",	 "mengder",	 "mængde",
	"ten",		"tio",		 "ti",		 "zehn",	 "procent",
	"størstedelen", "størsteparten", "storparten",	 "prosent",	 "prozent",
	"miljoner",	"millioner",	 "generation",	 "generationen", "generasjon",
	"hög",		"högar",	 "groups",	 "waves",	 "generations",
	"families",	"family",	 "kids",	 "children",	 "sons",
	"daughters",	"likes",	 "tribe",	 "tribes",	 "bunches",
	"gangs",	"gang",		 "packs",	 "herd",	 "herds",
	"crowds",	"crowd",	 "barnen",	 "barna",	 "børnene",
	"kinder",	"familien",	 "familjer",	 "familjerna",	 "familier",
	"familiene",	"gänget",	 "gjengen",	 "flocken",	 "flokken",
	"flokkene",	"flockarna",	 "banden",	 "bandet",	 "banda",
	"gruppene",	"grupperna",	 "grupperne",	 "vågen",	 "vågorna",
	"generationer", "generasjoner",	 "generasjonen", "mängden",	 "mengden",
	"mængden",	"massan",	 "wellen",
};

static bool is_german_genitive(const struct place_of_hit *place)
{
	static const char *const articles[] = { "der", "dieser", "von" };
	const struct word *words = place->view->words;
	size_t at = place->hit->first;

	if (!IS_ONE_OF(articles, place->view, at)) {
		if (at == place->sentence_first || words[at].clause_start)
			return false;
		at--;
	}
	return IS_ONE_OF(articles, place->view, at) && at > place->sentence_first &&
	       !words[at].clause_start && words[at - 1].large &&
	       !IS_ONE_OF(amounts, place->view, at - 1) && !context_is_part(place, at - 1);
}

static bool is_english_genitive(const struct place_of_hit *place)
{
	static const char *const of[] = { "of", "for" };
	static const char *const articles[] = { "the", "these", "those" };
	const struct word_view *view = place->view;
	size_t at = place->hit->first;
	struct slice word = slice_cut(view->text, view->words[at].from, view->words[at].to);
	bool apostrophe = view->words[at].to < view->text.len &&
			  view->text.data[view->words[at].to] == '\'' && ends_in(word, "s");

	if ((apostrophe || ends_in(word, "'s")) && !view->words[at].quoted &&
	    at + 1 < place->hit->last && !is_stopper(place, at + 1))
		return true;
	return at >= place->sentence_first + 3 && IS_ONE_OF(of, view, at - 1) &&
	       IS_ONE_OF(articles, view, at - 3) && !IS_ONE_OF(amounts, view, at - 2);
}

/* --- "films about Muslims are vile", "behandlingen av romer är vidrig": the noun is so --- */

/* Not "for", which is "because" too; not the Danish "at", which is "that". */
static const char *const noun_prepositions[] = {
	"about", "of",	 "against", "on",  "to",  "towards", "with",  "between", "om",
	"av",	 "af",	 "på",	    "mot", "mod", "till",    "til",   "med",	 "kring",
	"över",	 "over", "über",    "von", "mit", "gegen",   "unter", "zu",	 "gegenüber",
};
static const char *const determiners[] = {
	"the",	"these", "those", "all",  "our",   "de",  "dei", "dom",	  "dessa",  "disse",
	"alla", "alle",	 "våra",  "våre", "vores", "die", "den", "diese", "diesen", "allen",
};
/* "Sick of elves are …" is a sentence without a comma. */
static const char *const moods[] = {
	"sick", "tired", "up", "enough", "trött", "trötta", "trøtt", "træt", "lei", "less",
};

/* Does a noun of the writer's stand before the preposition at `at`? An amount of them is they. */
static bool is_noun_before(const struct place_of_hit *place, size_t at)
{
	const struct word *words = place->view->words;
	bool german = place->languages == language_bit(LANGUAGE_DE);

	if (at == place->sentence_first || words[at].clause_start)
		return false;
	at--;
	return words[at].kind == WORD_PLAIN && (!german || words[at].large) &&
	       !is_stopper(place, at) && !is_first_person(place, at) && !is_my_verb(place, at) &&
	       !IS_ONE_OF(amounts, place->view, at) && !IS_ONE_OF(moods, place->view, at) &&
	       !context_is_part(place, at);
}

/* A verb behind the group, and neither "who" nor "they" about it: "films about elves, they are" */
static bool is_said_of_noun(const struct place_of_hit *place)
{
	static const char *const pronouns[] = { "they", "they're", "them", "dom", "dei", "sie" };
	bool several = is_one_of_several(place), verb = false;

	for (size_t at = place->hit->first + 1; at <= place->hit->last; at++) {
		if ((place->view->words[at].clause_start && !several) ||
		    IS_ONE_OF(relatives, place->view, at) ||
		    IS_ONE_OF(conjunctions, place->view, at) ||
		    IS_ONE_OF(pronouns, place->view, at))
			return false;
		verb |= IS_ONE_OF(copulas, place->view, at);
	}
	return verb;
}

/* Determiners, and the others of a list: "of all the elves and orcs". */
static bool is_group_word(const struct place_of_hit *place, size_t at)
{
	return IS_ONE_OF(determiners, place->view, at) || IS_ONE_OF(ands, place->view, at) ||
	       context_is_part(place, at);
}

/* "A caravan of elves are …": the verb goes with the elves. */
static bool is_of_group_by_verb(const struct place_of_hit *place, size_t of)
{
	static const char *const ofs[] = { "of" }, *const verbs[] = { "are", "were" };
	static const char *const plurals[] = {
		"people", "men", "women", "police", "those", "these"
	};
	const struct word *noun = &place->view->words[of - 1];

	if (!(place->languages & language_bit(LANGUAGE_EN)) || !IS_ONE_OF(ofs, place->view, of) ||
	    IS_ONE_OF(plurals, place->view, of - 1) ||
	    ends_in(slice_cut(place->view->text, noun->from, noun->to), "s") ||
	    is_one_of_several(place))
		return false;
	for (size_t at = place->hit->first + 1; at <= place->hit->last; at++)
		if (IS_ONE_OF(verbs, place->view, at))
			return true;
	return false;
}

static bool is_of_noun(const struct place_of_hit *place)
{
	bool several = is_one_of_several(place);
	size_t at = place->hit->first;

	for (size_t steps = 0; at > place->sentence_first && steps < OBJECT_REACH; steps++) {
		if (place->view->words[at].clause_start && !several)
			return false;
		at--;
		if (IS_ONE_OF(noun_prepositions, place->view, at))
			return is_noun_before(place, at) && is_said_of_noun(place) &&
			       !is_of_group_by_verb(place, at);
		if (!is_group_word(place, at))
			return false;
	}
	return false;
}

/* A sentence that begins with "for" and the group goes on with what is so for them. */
static bool is_fronted(const struct place_of_hit *place)
{
	static const char *const fronts[] = { "för", "for", "für", "bei", "hos", "med", "mit" };
	size_t at = place->hit->first;

	return at > 0 && place->view->words[at - 1].sentence_start &&
	       IS_ONE_OF(fronts, place->view, at - 1);
}

/* "I hate how Muslims are treated": not whom. */
static bool is_about_how(const struct place_of_hit *place)
{
	static const char *const openers[] = { "how",	  "when", "hur",     "när",
					       "hvordan", "når",  "hvornår", "korleis",
					       "wie",	  "wenn", "way",     "way's" };

	if (!is_hostile(place, place->hit->first) &&
	    !(place->hit->first < place->hit->last && is_hostile(place, place->hit->first + 1)))
		return false;
	for (size_t at = place->hit->first + 1; at < place->hit->last; at++)
		if (IS_ONE_OF(openers, place->view, at))
			return true;
	return false;
}

bool relation_is_of_others(const struct place_of_hit *place)
{
	if (place->hit->first == place->hit->last)
		return false; /* a slur says what it says of whomever */
	return is_object(place) || is_about_how(place) || is_fronted(place) || is_of_noun(place) ||
	       (place->languages & language_bit(LANGUAGE_DE) &&
		(is_german_object(place) || is_german_genitive(place))) ||
	       (place->languages & language_bit(LANGUAGE_EN) && is_english_genitive(place));
}

/* --- beliefs and lies --- */

/* Whose belief it is, where the verb alone does not tell. */
static const char *const others[] = {
	"who",	   "whoever", "that",	"he",	 "she",	  "they",  "some",  "somebody",
	"someone", "nobody",  "som",	"der",	 "wer",	  "die",   "han",   "hon",
	"hun",	   "ho",      "de",	"dei",	 "den",	  "er",	   "sie",   "man",
	"manche",  "vissa",   "några",	"noen",	 "nogle", "nokre", "ingen", "niemand",
	"keiner",  "andere",  "others", "andra", "andre", "många",
};
static const char *const conditions[] = { "if",	    "wenn", "falls", "om",  "hvis",
					  "dersom", "viss", "når",   "när", "when" };
static const char *const markers[] = { "to", "att", "å", "at", "zu" };
/* "Everybody thinks so" is how one says so oneself, and of "you think" only "if you think" is none.
 */
static const char *const everybody[] = {
	"everybody", "everyone", "all",	    "most",  "alla",  "flesta",
	"alle",	     "fleste",	 "meisten", "viele", "jeder",
};
static const char *const second_persons[] = { "you", "du", "ni", "dere", "dykk", "ihr" };

/* Whose belief does the word at `verb` tell? Of the writer's own: no. */
static bool is_of_others(const struct place_of_hit *place, size_t verb)
{
	bool spoken_to = false;

	if (verb > place->sentence_first && IS_ONE_OF(possessives, place->view, verb - 1))
		return false;
	for (size_t at = verb;
	     !place->view->words[at].clause_start && verb - at < BELIEVER_REACH;) {
		at--;
		if (context_is_word(place, CONTEXT_NEGATION, at) ||
		    context_is_word(place, CONTEXT_BIGOTS, at) ||
		    IS_ONE_OF(conditions, place->view, at) ||
		    (IS_ONE_OF(markers, place->view, at) && place->view->words[at].clause_start))
			return true;
		if (is_first_person(place, at) || IS_ONE_OF(everybody, place->view, at))
			return false;
		if (IS_ONE_OF(others, place->view, at))
			return true;
		spoken_to |= IS_ONE_OF(second_persons, place->view, at);
	}
	/* "Tycker att …" is "I do" */
	return !spoken_to && !place->view->words[verb].clause_start;
}

/* Words between the belief and what is believed: "tycker jag att". */
static bool is_own(const struct place_of_hit *place, size_t verb, size_t opening)
{
	for (size_t at = verb + 1; at < opening; at++)
		if (is_first_person(place, at))
			return true;
	return false;
}

static bool is_believed(const struct place_of_hit *place)
{
	size_t opening = context_clause_opening(place), at = opening;

	for (size_t steps = 0; at > place->sentence_first && steps < BELIEF_REACH; steps++) {
		bool starts = place->view->words[at].clause_start && at != opening;

		if (starts)
			return false;
		at--;
		if (context_is_word(place, CONTEXT_LIES, at))
			return opening != place->hit->first && steps < 3;
		if (context_is_word(place, CONTEXT_BELIEFS, at))
			return !is_own(place, at, opening) && is_of_others(place, at);
	}
	return false;
}

/* "Für die Nazis waren Juden …", "To racists, …" */
static bool is_their_view(const struct place_of_hit *place)
{
	static const char *const sides[] = { "för", "for",  "für",    "to",
					     "hos", "laut", "enligt", "ifølge" };
	size_t at = place->hit->first;

	for (size_t steps = 0; at > place->sentence_first && steps < 4; steps++) {
		at--;
		if (IS_ONE_OF(sides, place->view, at))
			return steps > 0 && (context_is_word(place, CONTEXT_BIGOTS, at + 1) ||
					     context_is_word(place, CONTEXT_BIGOTS, at + 2));
	}
	return false;
}

/* "Ausländer seien Parasiten": so one writes what others said. */
static bool is_subjunctive(const struct place_of_hit *place)
{
	static const char *const forms[] = { "seien", "seist" };

	for (size_t at = place->hit->first; at <= place->hit->last; at++)
		if (IS_ONE_OF(forms, place->view, at))
			return true;
	return place->hit->last < place->sentence_last &&
	       IS_ONE_OF(forms, place->view, place->hit->last + 1);
}

bool relation_is_ascribed(const struct place_of_hit *place)
{
	return is_believed(place) || is_their_view(place) ||
	       (place->languages & language_bit(LANGUAGE_DE) && is_subjunctive(place));
}
