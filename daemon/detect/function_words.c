/* function_words.c - the list, sorted by bytes. */
#include "function_words.h"
#include <stdlib.h>

static const char *const WORDS[] = {
	"a",	   "aber",   "about",  "af",	 "after",   "again",  "all",	 "alla",
	"alle",	   "allt",   "als",    "also",	 "alt",	    "am",     "an",	 "and",
	"any",	   "are",    "as",     "at",	 "att",	    "auch",   "auf",	 "aus",
	"av",	   "bara",   "bare",   "be",	 "because", "been",   "before",	 "bei",
	"being",   "berre",  "bin",    "bis",	 "bitte",   "ble",    "blei",	 "blev",
	"bli",	   "blir",   "blive",  "bliver", "but",	    "by",     "can",	 "cannot",
	"could",   "da",     "damit",  "dann",	 "das",	    "dass",   "de",	 "deg",
	"dei",	   "dein",   "deira",  "dem",	 "den",	    "denna",  "denne",	 "der",
	"deras",   "dere",   "deres",  "des",	 "dess",    "det",    "detta",	 "dette",
	"di",	   "did",    "die",    "dies",	 "diese",   "diesem", "dieser",	 "dieses",
	"dig",	   "din",    "dina",   "dine",	 "dit",	    "ditt",   "do",	 "doch",
	"does",	   "dog",    "doing",  "don't",	 "dort",    "du",     "durch",	 "dykk",
	"där",	   "då",     "efter",  "eg",	 "ei",	    "ein",    "eine",	 "einem",
	"einen",   "einer",  "eines",  "eit",	 "eller",   "en",     "end",	 "er",
	"era",	   "es",     "et",     "ett",	 "etter",   "euch",   "euer",	 "for",
	"fra",	   "from",   "frå",    "från",	 "få",	    "får",    "för",	 "für",
	"ganz",	   "gar",    "get",    "gibt",	 "got",	    "ha",     "hab",	 "habe",
	"haben",   "habt",   "had",    "hadde",	 "hade",    "ham",    "han",	 "har",
	"has",	   "hat",    "hatte",  "havde",	 "have",    "having", "he",	 "heile",
	"hela",	   "hele",   "helt",   "hende",	 "henne",   "hennes", "her",	 "here",
	"hier",	   "him",    "his",    "ho",	 "hon",	    "hos",    "how",	 "hun",
	"hur",	   "hva",    "hvad",   "hvem",	 "hver",    "hvor",   "hvordan", "hvorfor",
	"här",	   "i",	     "i'm",    "ich",	 "if",	    "igen",   "igjen",	 "ihr",
	"ihre",	   "ihren",  "ikke",   "ikkje",	 "im",	    "in",     "ind",	 "ingen",
	"inget",   "inn",    "inte",   "intet",	 "into",    "is",     "isn't",	 "ist",
	"it",	   "it's",   "its",    "ja",	 "jag",	    "jeg",    "jer",	 "jeres",
	"jetzt",   "just",   "kan",    "kann",	 "kein",    "keine",  "kom",	 "kommer",
	"korleis", "kva",    "kvar",   "kven",	 "kvifor",  "können", "lige",	 "mal",
	"man",	   "mange",  "me",     "med",	 "meg",	    "meget",  "mehr",	 "mein",
	"meine",   "meir",   "men",    "mer",	 "mere",    "mi",     "mich",	 "mig",
	"min",	   "mina",   "mine",   "mir",	 "mit",	    "mitt",   "mod",	 "more",
	"most",	   "mot",    "much",   "muss",	 "my",	    "mycket", "mye",	 "mykje",
	"må",	   "måste",  "nach",   "nei",	 "nej",	    "ni",     "nicht",	 "nichts",
	"no",	   "noch",   "noe",    "noen",	 "nog",	    "nogen",  "noget",	 "nogle",
	"noko",	   "nokon",  "not",    "now",	 "nu",	    "nun",    "nur",	 "när",
	"nå",	   "någon",  "något",  "några",	 "når",	    "ob",     "och",	 "oder",
	"of",	   "off",    "og",     "også",	 "om",	    "on",     "only",	 "op",
	"opp",	   "or",     "os",     "oss",	 "our",	    "out",    "over",	 "på",
	"re",	   "really", "redan",  "samt",	 "schon",   "seg",    "sehr",	 "sein",
	"seine",   "she",    "should", "sich",	 "sie",	    "sig",    "sin",	 "sina",
	"sind",	   "sitt",   "ska",    "skal",	 "skulle",  "so",     "som",	 "some",
	"still",   "så",     "than",   "that",	 "that's",  "the",    "their",	 "them",
	"then",	   "there",  "these",  "they",	 "this",    "those",  "til",	 "till",
	"to",	   "too",    "ud",     "um",	 "und",	    "under",  "uns",	 "unser",
	"unsere",  "up",     "upp",    "us",	 "ut",	    "vad",    "var",	 "vara",
	"varför",  "vart",   "ved",    "vem",	 "vere",    "very",   "vi",	 "vid",
	"vil",	   "vill",   "ville",  "vom",	 "von",	    "vor",    "vore",	 "vår",
	"våra",	   "våre",   "vårt",   "være",	 "været",   "vært",   "war",	 "waren",
	"warum",   "was",    "we",     "wegen",	 "weil",    "wenn",   "wer",	 "werden",
	"were",	   "what",   "when",   "where",	 "which",   "who",    "why",	 "wie",
	"wieder",  "will",   "wir",    "wird",	 "with",    "would",  "wurde",	 "yes",
	"you",	   "you're", "your",   "zu",	 "zum",	    "zur",    "än",	 "är",
	"även",	   "över",   "über",
};

static int compare(const void *key, const void *element)
{
	const struct slice *word = key;
	const char *entry = *(const char *const *)element;
	size_t len = strlen(entry);
	int order = memcmp(word->data, entry, word->len < len ? word->len : len);

	return order ? order : word->len < len ? -1 : word->len > len;
}

bool function_word(struct slice word)
{
	return word.len > 0 && bsearch(&word, WORDS, sizeof(WORDS) / sizeof(WORDS[0]),
				       sizeof(WORDS[0]), compare) != NULL;
}
