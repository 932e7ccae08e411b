/*
 * retold.c - see retold.h. Which words report, and tell of a message, stands in each language's
 * language.yaml; here is only where they have to stand.
 */
#include "retold.h"

enum {
	REPORT_REACH = 4,  /* "she called him a complete …" */
	TAIL_REACH = 6,	   /* "…, my old doctor said to me": who adds more speaks for himself */
	HEAD_REACH = 40,   /* "I got this today: …", and some sentences of it */
	SUM_REACH = 9,	   /* "that's how your long form from the council makes me feel" */
	OWN_REACH = 3,	   /* "that's what I" */
	PERFECT_REACH = 9, /* "hat er mir gestern auf dem Parkplatz hinterhergerufen" */
	HEAD_OPENINGS = 3, /* colons and lines within them */
	NEXT_REACH = 14,   /* "That is what three boys of his class write to my son every day" */
};

/* "If you say a word I'll kill you": what is said there is the condition of a threat. */
static bool is_condition(const struct place_of_hit *place, size_t at)
{
	static const char *const ifs[] = { "if", "om", "hvis", "dersom", "viss", "wenn", "falls" };

	if (place->ruleset->rules[place->hit->rule].category != CATEGORY_THREAT)
		return false;
	for (size_t steps = 0; at > place->sentence_first && steps < REPORT_REACH; steps++)
		if (IS_ONE_OF(ifs, place->view, --at))
			return place->view->words[at].clause_start;
	return false;
}

static bool is_reported_before(const struct place_of_hit *place)
{
	size_t at = context_clause_opening(place);

	for (size_t steps = 0; at > place->sentence_first && steps < REPORT_REACH; steps++) {
		at--;
		if (is_condition(place, at))
			continue;
		if (context_is_word(place, CONTEXT_QUOTATION, at) ||
		    context_begins(place, CONTEXT_INSCRIPTIONS, at))
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
	return at <= place->sentence_last && context_is_word(place, CONTEXT_QUOTATION, at);
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

/* --- without a comma: "I will kill you he said", "Ich bringe dich um schrie er" --- */

static const char *const germanic_speakers[] = {
	"han",	 "hon",	  "hun", "ho",	 "hen",	  "de",	   "dei",    "dom",
	"er",	 "sie",	  "man", "min",	 "mitt",  "mi",	   "mit",    "mein",
	"meine", "någon", "nån", "noen", "nogen", "nokon", "jemand", "einer",
};
/* "I will kill you like he said" is one's own threat. */
static const char *const comparisons[] = { "like", "as", "what", "than", "because", "that", "if" };

/* "… he said and walked off" */
static bool is_said_in_english(const struct place_of_hit *place, size_t at)
{
	static const char *const ands[] = { "and", "then", "as" };
	size_t verb = english_verb(place, at);

	if (verb == at || IS_ONE_OF(comparisons, place->view, at - 1))
		return false;
	return is_english_report(place, at) || IS_ONE_OF(ands, place->view, verb + 1);
}

/* "sa han", "ropade de efter oss" */
static bool is_said_by(const struct place_of_hit *place, size_t at)
{
	return at < place->sentence_last && context_is_word(place, CONTEXT_QUOTATION, at) &&
	       IS_ONE_OF(germanic_speakers, place->view, at + 1);
}

/* "hat er mir gesagt", "haben sie uns nachgerufen" */
static bool is_said_in_perfect(const struct place_of_hit *place, size_t at)
{
	static const char *const auxiliaries[] = { "hat", "haben", "hatte", "hatten",
						   "har", "hade",  "hadde" };

	if (at >= place->sentence_last || !IS_ONE_OF(auxiliaries, place->view, at) ||
	    !IS_ONE_OF(germanic_speakers, place->view, at + 1))
		return false;
	for (size_t next = at + 2; next <= place->sentence_last && next - at <= PERFECT_REACH;
	     next++) {
		if (place->view->words[next].clause_start)
			return false;
		if (context_is_word(place, CONTEXT_QUOTATION, next))
			return true;
	}
	return false;
}

static bool is_said_at_once(const struct place_of_hit *place)
{
	size_t at = place->hit->last;

	for (size_t steps = 0; at < place->sentence_last && steps < REPORT_REACH; steps++) {
		at++;
		if (place->view->words[at].clause_start)
			return false;
		if (is_said_by(place, at) || is_said_in_perfect(place, at) ||
		    (place->languages & language_bit(LANGUAGE_EN) && is_said_in_english(place, at)))
			return true;
	}
	return false;
}

/* German ends a clause with the participle: "als … beschimpft", "… genannt worden". */
static bool is_called_at_end(const struct place_of_hit *place)
{
	static const char *const behind[] = {
		"worden", "wurde", "wurden", "wird", "werden", "hat",
		"haben",  "hatte", "hatten", "habe", "und",    "oder"
	};
	size_t at = place->hit->last + 1;

	if (!(place->languages & language_bit(LANGUAGE_DE)) || at > place->sentence_last ||
	    place->view->words[at].clause_start || !context_is_word(place, CONTEXT_QUOTATION, at))
		return false;
	return at == place->sentence_last || place->view->words[at + 1].clause_start ||
	       IS_ONE_OF(behind, place->view, at + 1);
}

/* "… would have it" */
static bool is_had(const struct place_of_hit *place, size_t at)
{
	static const char *const have[] = { "have" };
	static const char *const it[] = { "it" };

	return at < place->sentence_last && IS_ONE_OF(have, place->view, at) &&
	       IS_ONE_OF(it, place->view, at + 1);
}

/* Where the reporting word stands in a clause that sums up: anywhere behind "that's what", else
 * first or behind "has". "Das muss man sagen" and "so stop saying" are no reports. */
static bool is_reporting(const struct place_of_hit *place, size_t opener, size_t at)
{
	static const char *const english[] = { "that's", "thats", "that", "or" };
	static const char *const auxiliaries[] = { "hat", "haben", "har", "hadde", "hade" };
	static const char *const taught[] = { "feel", "taught" };

	return (context_is_word(place, CONTEXT_QUOTATION, at) ||
		IS_ONE_OF(taught, place->view, at)) &&
	       (at == opener + 1 || IS_ONE_OF(english, place->view, opener) ||
		IS_ONE_OF(auxiliaries, place->view, opener + 1));
}

/* The writer's own, what everybody says, and "that says it all", "so feel it". */
static bool is_own_sum(const struct place_of_hit *place, size_t opener)
{
	static const char *const own[] = {
		"i",	"we",  "jag",  "vi",	"jeg",	 "eg",	"ich",	    "wir",	 "you",
		"ihr",	"du",  "dere", "alla",	"alle",	 "it",	"all",	    "alles",	 "alt",
		"allt", "sig", "seg",  "sich",	"jeder", "has", "must",	    "needs",	 "should",
		"can",	"man", "to",   "ville", "vil",	 "kan", "everyone", "everybody",
	};

	for (size_t at = opener + 1; at <= place->sentence_last && at - opener <= OWN_REACH; at++)
		if (IS_ONE_OF(own, place->view, at))
			return true;
	return false;
}

/* What is said to somebody is the writer's own, whatever sums it up. */
static bool is_personal(const struct place_of_hit *place)
{
	const enum category category = place->ruleset->rules[place->hit->rule].category;

	return category == CATEGORY_THREAT || category == CATEGORY_INSULT ||
	       context_speaks_to_reader(place);
}

/* Whom one may retell: the writer's own people, and houses. "That's what the Bible says", or
 * science, is how one agrees. */
static bool is_teller(const struct place_of_hit *place, size_t at)
{
	static const char *const mine[] = { "my",   "our",  "min",  "mitt", "mina",  "mine", "vår",
					    "vårt", "våra", "våre", "mein", "meine", "unser" };
	static const char *const tellers[] = {
		"father",    "mother",	   "church",	 "school",     "council",     "office",
		"form",	     "priest",	   "vicar",	 "teacher",    "teachers",    "doctor",
		"letter",    "boss",	   "party",	 "nazis",      "presten",     "prästen",
		"præsten",   "läraren",	   "læreren",	 "kyrkan",     "kirken",      "kyrkja",
		"kirka",     "skolan",	   "skolen",	 "blanketten", "skjemaet",    "skemaet",
		"kommunen",  "chefen",	   "sjefen",	 "mamma",      "pappa",	      "mor",
		"far",	     "vater",	   "mutter",	 "lehrer",     "pfarrer",     "kirche",
		"schule",    "amt",	   "formular",	 "chef",       "priester",    "policy",
		"budget",    "reform",	   "government", "regeringen", "regjeringen", "regierung",
		"politiken", "politikken", "politik",
	};

	return IS_ONE_OF(mine, place->view, at) || IS_ONE_OF(tellers, place->view, at);
}

/* Does the clause that opens at `at` name one? "Your mother" is none. */
static bool names_teller(const struct place_of_hit *place, size_t at)
{
	static const char *const yours[] = { "your",  "din",  "ditt",	"dina",	 "dine",
					     "deine", "dein", "deiner", "jeres", "eure" };
	bool named = false;

	for (size_t next = at + 1; next <= place->sentence_last && next - at <= SUM_REACH; next++) {
		if (place->view->words[next].clause_start)
			break;
		if (IS_ONE_OF(yours, place->view, next))
			return false;
		named |= is_teller(place, next);
	}
	return named;
}

/* "That said, …", "that being said" */
static bool is_turn(const struct place_of_hit *place, size_t opener)
{
	static const char *const said[] = { "said", "being" };

	return opener < place->sentence_last && IS_ONE_OF(said, place->view, opener + 1);
}

/* "…, that's how the form makes you feel", "…, or so the church taught us", "…, slik får skjemaet
 * deg til å føle det", "…, so hat Vater geredet": somebody else said, taught or made one feel so.
 */
static bool is_summed_up(const struct place_of_hit *place, size_t at)
{
	static const char *const openers[] = { "that's", "thats", "that",  "or",  "so", "så",
					       "slik",	 "sånn",  "sådan", "det", "das" };
	static const char *const felt[] = {
		"känna", "lärde", "lärt",   "føle",   "føler",	     "lærte",
		"lært",	 "lærde", "kjenne", "fühlen", "beigebracht", "geredet",
	};
	static const char *const third_persons[] = { "han", "hon", "hun", "ho", "hen",
						     "de",  "dei", "dom", "er", "sie" };

	if (!IS_ONE_OF(openers, place->view, at) || is_own_sum(place, at) || is_turn(place, at))
		return false;
	if (is_said_by(place, at + 1) && IS_ONE_OF(third_persons, place->view, at + 2))
		return true; /* "…, så sa de" */
	if (is_personal(place) || !names_teller(place, at))
		return false;
	for (size_t next = at + 1; next <= place->sentence_last && next - at <= SUM_REACH; next++) {
		if (place->view->words[next].clause_start)
			return false;
		if (IS_ONE_OF(felt, place->view, next) || is_reporting(place, at, next) ||
		    is_had(place, next))
			return true;
	}
	return false;
}

/* "I got a letter today. Die you scum, it says": what is written on something that is named in this
 * sentence or the one before. */
static bool is_read_behind(const struct place_of_hit *place, size_t at)
{
	size_t first = place->sentence_first;

	if (!context_begins(place, CONTEXT_INSCRIPTIONS, at))
		return false;
	if (first > 0)
		first = context_sentence_first(place->view, first - 1);
	for (; first <= place->sentence_last; first++)
		if (context_begins(place, CONTEXT_MESSAGES, first))
			return true;
	return false;
}

/* The clause behind opens with who said it: "I will strangle you, said mum", "vi vet var ni bor, sa
 * brevbäraren". */
static bool is_next_attributed(const struct place_of_hit *place)
{
	size_t at = place->hit->last;

	for (size_t steps = 0; at < place->sentence_last && steps < REPORT_REACH; steps++) {
		at++;
		if (place->view->words[at].clause_start)
			return at < place->sentence_last &&
			       (context_is_word(place, CONTEXT_QUOTATION, at) ||
				is_told_behind(place, at) || is_summed_up(place, at) ||
				is_read_behind(place, at));
	}
	return false;
}

/* Somebody else, and no passive: "…, nachgerufen wurde nichts". */
static bool is_speaker(const struct place_of_hit *place, size_t at)
{
	static const char *const none[] = { "jag",    "vi",	"jeg",	"eg", "ich",   "wir",
					    "du",     "ni",	"dere", "i",  "wurde", "wird",
					    "wurden", "worden", "blev", "ble" };
	static const char *const ihr[] = { "ihr" }; /* "schrie ihr Freund", but "sagt ihr" */

	return at <= place->sentence_last && !IS_ONE_OF(none, place->view, at) &&
	       (at < place->sentence_last || !IS_ONE_OF(ihr, place->view, at));
}

/* "…, skrek grannen", "…, hat mein Mann gesagt", where the sentence ends with it. */
static bool is_said_in_clause(const struct place_of_hit *place, size_t at)
{
	static const char *const auxiliaries[] = {
		"hat", "haben", "hatte", "har", "hade", "hadde"
	};

	if (place->languages == language_bit(LANGUAGE_EN) || !is_speaker(place, at + 1))
		return false; /* "…, say goodbye" */
	return context_is_word(place, CONTEXT_QUOTATION, at) ||
	       (IS_ONE_OF(auxiliaries, place->view, at) &&
		context_is_word(place, CONTEXT_QUOTATION, place->sentence_last));
}

/* Or the sentence's last clause, behind a condition: "I will kill you if you go, she said". */
static bool is_attributed_last(const struct place_of_hit *place)
{
	size_t at = place->sentence_last;

	while (at > place->hit->last && !place->view->words[at].clause_start)
		at--;
	return at > place->hit->last && place->sentence_last - at < TAIL_REACH &&
	       (is_said_in_clause(place, at) || is_told_behind(place, at));
}

static bool is_attributed(const struct place_of_hit *place)
{
	return is_next_attributed(place) || is_attributed_last(place);
}

/* --- a head that tells of a threat: "I got a message today:", "Mein Ex hat mir gedroht:" --- */

/* What is said to them, the writer says: "a message for you: …", "I got your letter: …". */
static const char *const addressees[] = {
	"you",	  "u",	    "ya",     "dig",  "dej",	"deg",	 "dere",  "dykk",
	"jer",	  "dich",   "dir",    "euch", "your",	"ur",	 "din",	  "ditt",
	"dina",	  "dine",   "ert",    "era",  "dykkar", "jeres", "dein",  "deine",
	"deinen", "deinem", "deiner", "euer", "eure",	"euren", "eurem",
};

/* Do the words from `first` to `last` tell that somebody was written to, or spoken to? */
static bool is_head(const struct place_of_hit *place, size_t first, size_t last)
{
	bool report = false, message = false, received = false;

	for (size_t at = first; at <= last; at++) {
		if (IS_ONE_OF(addressees, place->view, at))
			return false;
		report |= context_begins(place, CONTEXT_REPORTS, at) ||
			  context_begins(place, CONTEXT_INSCRIPTIONS, at);
		message |= context_begins(place, CONTEXT_MESSAGES, at);
		received |= context_begins(place, CONTEXT_RECEIVED, at);
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

		if (opens && is_head(place, context_sentence_first(view, at - 1), at - 1))
			return true;
		openings += opens;
	}
	return false;
}

/* "… Said no scientist ever" */
static bool is_said_by_nobody(const struct place_of_hit *place)
{
	size_t next = place->sentence_last + 1;

	return next + 1 < place->view->count && context_is_word(place, CONTEXT_QUOTATION, next) &&
	       context_is_word(place, CONTEXT_NEGATION, next + 1);
}

/* "Die, nobody likes you. That's what they write to my daughter": the next sentence names it as
 * what somebody else said to the writer or to one of the writer's own. */
static bool is_told_of_next(const struct place_of_hit *place)
{
	static const char *const openers[] = { "that",	"that's", "thats", "this",   "det",
					       "dette", "detta",  "slikt", "sådant", "sånt",
					       "sådan", "das",	  "dies",  "so",     "så" };
	static const char *const own[] = { "i", "we", "jag", "vi", "jeg", "eg", "ich", "wir" };
	static const char *const to_mine[] = {
		"me",	"us",	"my",	"our",	 "mig",	   "mej",    "oss",	"min",
		"mitt", "mina", "mine", "vår",	 "vårt",   "våra",   "våre",	"meg",
		"os",	"mir",	"uns",	"meine", "meiner", "meinem", "unserer", "unserem",
	};
	static const char *const present[] = { "write", "say", "tell", "text", "send", "shout" };
	const struct word_view *view = place->view;
	const size_t first = place->sentence_last + 1;
	bool said = false, to = false;
	size_t verb = first;

	if (first >= view->count || !IS_ONE_OF(openers, view, first))
		return false;
	for (size_t at = first + 1; at < view->count && at - first <= NEXT_REACH; at++) {
		if (view->words[at].sentence_start)
			break;
		if (IS_ONE_OF(own, view, at) && (!said || verb + 1 == at))
			return false; /* "that's what I say to my brother" */
		if (!said && (context_is_word(place, CONTEXT_QUOTATION, at) ||
			      IS_ONE_OF(present, view, at))) {
			said = true;
			verb = at;
		}
		to = to || IS_ONE_OF(to_mine, view, at);
	}
	return said && to;
}

bool retold_is_reported(const struct place_of_hit *place)
{
	return is_reported_before(place) || is_told_of_next(place) || is_attributed(place) ||
	       is_said_at_once(place) || is_called_at_end(place) || is_under_head(place) ||
	       is_said_by_nobody(place);
}
