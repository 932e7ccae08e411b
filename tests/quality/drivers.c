/*
 * drivers.c - does the phrase that people talk about come first? Planted phrases in invented
 * chatter of three languages; writes a Markdown table.
 *
 * The chatter is as real streams are: themes that come and go by themselves (so an episode's
 * comments differ from the earlier ones also where nothing is planted), filler, greetings, hashtags
 * that always stand there, thanks, and a few words that most complaints share. The planted phrase
 * is said in several ways of writing by a part of those who complain.
 *
 * usage: drivers [TRIALS]     of each row (default 200)
 */
#include "drivers.h"
#include "error.h"
#include "synthetic.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BACKGROUND = 400, TEXT_BYTES = 512, LIST_MAX = 24, TRIALS_MAX = 2000 };

struct language {
	const char *name;
	const char *openers[LIST_MAX], *themes[LIST_MAX], *feelings[LIST_MAX], *closers[LIST_MAX];
	const char *phrases[LIST_MAX]; /* what is planted … */
	const char *hits[LIST_MAX];    /* … and what must be part of the first driver */
	const char *ways[LIST_MAX];    /* how people put it; one %s each */
};

static const struct language LANGUAGES[] = {
	{ "en",
	  { "Hello,", "Honestly,", "@nordkaffe", "So", "Well,", "Good morning,", "Hi there!",
	    "Seriously:", "Again", "Ok,", "Not gonna lie,", "As a customer of ten years" },
	  { "the delivery was late", "my order came without the beans", "the app logs me out",
	    "the queue at the counter was long", "the new latte is too sweet",
	    "your staff was friendly as always", "the loyalty points are missing",
	    "the shop on the corner is closed on sundays", "the price went up again",
	    "I still wait for my refund", "the subscription renewed by itself",
	    "the cups leak a little", "the music was loud", "I love the winter blend",
	    "the website is slow", "the support does not answer the phone",
	    "the milk was sour today", "the grinder I bought is broken" },
	  { "what a pity", "this is not good enough", "I am disappointed", "thanks anyway",
	    "not again", "please fix it", "shame", "great", "no words", "that is sad" },
	  { "#nordkaffe", "#coffee", "today", "since monday", "", "", "please answer", "really",
	    "at noon", "in the city centre" },
	  { "data leak", "#boycottnordkaffe", "recall", "child labour", "plastic in the beans",
	    "payment outage", "racist poster", "mass layoffs" },
	  { "data leak", "boycottnordkaffe", "recall", "child labour", "plastic", "payment outage",
	    "racist poster", "layoffs" },
	  { "what about the %s?", "%s, and not a word from you", "just read about the %s",
	    "is it true, %s?!", "explain the %s", "%s!!!", "because of the %s I am done",
	    "never again after the %s" } },
	{ "sv",
	  { "Hej,", "Ärligt talat,", "@nordkaffe", "Alltså", "Nja,", "God morgon,", "Hallå!",
	    "Igen:", "Ok,", "Som kund i tio år" },
	  { "leveransen var sen", "min order kom utan bönor", "appen loggar ut mig",
	    "kön vid disken var lång", "nya latten är för söt", "personalen var trevlig som alltid",
	    "mina poäng saknas", "butiken på hörnet har stängt på söndagar", "priset gick upp igen",
	    "väntar fortfarande på pengarna tillbaka", "abonnemanget förnyades av sig självt",
	    "muggarna läcker lite", "musiken var hög", "älskar vinterblandningen",
	    "hemsidan är seg", "kundtjänst svarar inte i telefon", "mjölken var sur idag",
	    "kvarnen jag köpte är trasig" },
	  { "så synd", "inte okej", "jag är besviken", "tack ändå", "inte igen", "fixa det",
	    "skäms", "toppen", "saknar ord", "tråkigt" },
	  { "#nordkaffe", "#kaffe", "idag", "sedan i måndags", "", "", "svara gärna", "verkligen",
	    "vid lunch", "i stan" },
	  { "dataläckan", "#bojkottanordkaffe", "mögliga bönor", "barnarbetet", "giftiga muggar",
	    "betalningen ligger nere", "rasistiska affischen", "varslet" },
	  { "dataläckan", "bojkottanordkaffe", "mögliga", "barnarbetet", "giftiga", "ligger nere",
	    "affischen", "varslet" },
	  { "hur var det med %s?", "%s, och inte ett ord från er", "läste just om %s",
	    "stämmer det, %s?!", "förklara %s", "%s!!!", "efter %s är jag klar med er",
	    "aldrig mer, %s" } },
	{ "de",
	  { "Hallo,", "Ehrlich,", "@nordkaffe", "Also", "Naja,", "Guten Morgen,",
	    "Schon wieder:", "Ok,", "Als Kunde seit zehn Jahren" },
	  { "die Lieferung kam zu spät", "meine Bestellung kam ohne Bohnen",
	    "die App meldet mich ab", "die Schlange an der Theke war lang",
	    "der neue Latte ist zu süß", "das Personal war freundlich wie immer",
	    "meine Punkte fehlen", "der Laden an der Ecke hat sonntags zu",
	    "der Preis ist wieder gestiegen", "ich warte noch auf die Erstattung",
	    "das Abo hat sich von selbst verlängert", "die Becher tropfen etwas",
	    "die Musik war laut", "ich liebe die Wintermischung", "die Webseite ist langsam",
	    "der Kundendienst geht nicht ans Telefon", "die Milch war heute sauer",
	    "die Mühle ist kaputt" },
	  { "wie schade", "das geht so nicht", "ich bin enttäuscht", "danke trotzdem",
	    "nicht schon wieder", "bitte beheben", "schämt euch", "super", "mir fehlen die Worte",
	    "traurig" },
	  { "#nordkaffe", "#kaffee", "heute", "seit Montag", "", "", "bitte um Antwort", "wirklich",
	    "mittags", "in der Innenstadt" },
	  { "Datenleck", "#boykottnordkaffe", "Rückruf", "Kinderarbeit", "Plastik in den Bohnen",
	    "Zahlung gestört", "rassistisches Plakat", "Massenentlassung" },
	  { "datenleck", "boykottnordkaffe", "rückruf", "kinderarbeit", "plastik", "gestört",
	    "plakat", "massenentlassung" },
	  { "was ist mit: %s?", "%s, und kein Wort von euch", "gerade gelesen: %s",
	    "stimmt das, %s?!", "erklärt mal: %s", "%s!!!", "wegen %s bin ich weg",
	    "nie wieder nach %s" } },
};

/* How loud the planted phrase is: how many comments the episode has, and which part holds it. */
static const struct {
	size_t comments;
	double part;
} ROWS[] = { { 20, 0.3 }, { 20, 0.5 }, { 60, 0.2 }, { 60, 0.4 }, { 200, 0.1 }, { 200, 0.3 } };

static char store[2][BACKGROUND][TEXT_BYTES];
static struct slice texts[2][BACKGROUND];

static size_t length_of(const char *const list[LIST_MAX])
{
	size_t count = 0;

	while (count < LIST_MAX && list[count])
		count++;
	return count;
}

static const char *any(struct random *random, const char *const list[LIST_MAX])
{
	return list[(size_t)(random_unit(random) * (double)length_of(list))];
}

/* A theme that is in the air this time; others in between. */
static const char *theme(struct random *random, const struct language *of, size_t loud)
{
	return random_unit(random) < 0.15 ? of->themes[loud] : any(random, of->themes);
}

static void write_comment(struct random *random, const struct language *of, size_t loud,
			  const char *planted, char to[TEXT_BYTES])
{
	char said[TEXT_BYTES / 2] = "";
	const char *way = any(random, of->ways), *place = strstr(way, "%s");

	if (planted)
		snprintf(said, sizeof(said), "%.*s%s%s.", (int)(place - way), way, planted,
			 place + 2);
	const bool only = planted && random_unit(random) < 0.5;
	snprintf(to, TEXT_BYTES, "%s %s%s %s. %s", any(random, of->openers),
		 only ? "" : theme(random, of, loud), only ? "" : ",", any(random, of->feelings),
		 any(random, of->closers));
	if (planted) {
		const size_t len = strlen(to);
		snprintf(to + len, TEXT_BYTES - len, " %s", said);
	}
}

static void fill(struct random *random, const struct language *of, unsigned side, size_t count,
		 const char *planted, double part)
{
	const size_t loud = (size_t)(random_unit(random) * (double)length_of(of->themes));

	for (size_t i = 0; i < count; i++) {
		/* evenly spread, so that each trial holds the phrase as often as its row says */
		const bool says = planted && (size_t)((double)(i + 1) * part + 1e-9) >
						     (size_t)((double)i * part + 1e-9);

		write_comment(random, of, loud, says ? planted : NULL, store[side][i]);
		texts[side][i] = slice_from(store[side][i]);
	}
}

/* At which place the planted phrase came; 0: not at all. */
static size_t trial(struct random *random, const struct language *of, size_t which, size_t comments,
		    double part)
{
	struct drivers drivers;

	fill(random, of, 0, comments, of->phrases[which], part);
	fill(random, of, 1, BACKGROUND, NULL, 0.0);
	if (drivers_find((struct slice){ 0 }, texts[0], comments, texts[1], BACKGROUND, &drivers) !=
	    ERROR_NONE)
		exit(3);
	for (size_t i = 0; i < drivers.count; i++) {
		if (strstr(drivers.items[i].text, of->hits[which]))
			return i + 1;
	}
	return 0;
}

static void print_row(const struct language *of, size_t row, size_t trials)
{
	struct random random = { 77 + row };
	size_t first = 0, third = 0;

	for (size_t i = 0; i < trials; i++) {
		const size_t place = trial(&random, of, i % length_of(of->phrases),
					   ROWS[row].comments, ROWS[row].part);

		first += place == 1;
		third += place >= 1 && place <= 3;
	}
	printf("| %s | %zu | %.0f %% | %.1f %% | %.1f %% |\n", of->name, ROWS[row].comments,
	       100.0 * ROWS[row].part, 100.0 * (double)first / (double)trials,
	       100.0 * (double)third / (double)trials);
}

int main(int argc, char **argv)
{
	long trials = argc > 1 ? strtol(argv[1], NULL, 10) : 200;

	if (trials < 1 || trials > TRIALS_MAX) {
		fprintf(stderr, "usage: drivers [TRIALS]   1 to %d of each row\n", TRIALS_MAX);
		return 2;
	}
	printf("| language | comments of the episode | with the planted phrase | it comes first | "
	       "among the first three |\n| --- | ---: | ---: | ---: | ---: |\n");
	for (size_t k = 0; k < sizeof(LANGUAGES) / sizeof(LANGUAGES[0]); k++)
		for (size_t row = 0; row < sizeof(ROWS) / sizeof(ROWS[0]); row++)
			print_row(&LANGUAGES[k], row, (size_t)trials);
	return 0;
}
