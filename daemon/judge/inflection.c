/*
 * inflection.c - tables of endings, by language; lexicon.c tries them on words that it does not
 * know.
 */
#include "inflection.h"
#include <stddef.h>
#include <stdlib.h>

#define ENDING(ending, instead)                                                                    \
	{                                                                                          \
		ending, instead, sizeof(ending) - 1, sizeof(instead) - 1                           \
	}

static const struct inflection endings_en[] = {
	ENDING("iness", "y"), ENDING("ness", ""), ENDING("iest", "y"), ENDING("est", ""),
	ENDING("ing", ""),    ENDING("ful", ""),  ENDING("est", "e"),  ENDING("ing", "e"),
	ENDING("ies", "y"),   ENDING("ied", "y"), ENDING("ier", "y"),  ENDING("ily", "y"),
	ENDING("es", ""),     ENDING("ed", ""),	  ENDING("er", ""),    ENDING("st", ""),
	ENDING("ly", ""),     ENDING("'s", ""),	  ENDING("es", "e"),   ENDING("ed", "e"),
	ENDING("er", "e"),    ENDING("ly", "le"), ENDING("in", ""),    ENDING("s", ""),
	ENDING("d", ""),      ENDING("r", ""),	  { .ending_len = 0 },
};

static const struct inflection endings_sv[] = {
	ENDING("ningen", "a"), ENDING("arna", ""),  ENDING("erna", ""),	 ENDING("orna", ""),
	ENDING("aste", ""),    ENDING("ades", ""),  ENDING("ande", ""),	 ENDING("ades", "a"),
	ENDING("ande", "a"),   ENDING("orna", "a"), ENDING("ning", "a"), ENDING("ens", ""),
	ENDING("ets", ""),     ENDING("are", ""),   ENDING("ast", ""),	 ENDING("ade", ""),
	ENDING("des", ""),     ENDING("tes", ""),   ENDING("ade", "a"),	 ENDING("ats", "a"),
	ENDING("nas", ""),     ENDING("ing", "a"),  ENDING("rna", ""),	 ENDING("igt", ""),
	ENDING("iga", ""),     ENDING("are", "a"),  ENDING("tt", ""),	 ENDING("en", ""),
	ENDING("et", ""),      ENDING("ar", ""),    ENDING("er", ""),	 ENDING("or", ""),
	ENDING("na", ""),      ENDING("ns", ""),    ENDING("ts", ""),	 ENDING("ad", ""),
	ENDING("at", ""),      ENDING("as", ""),    ENDING("de", ""),	 ENDING("te", ""),
	ENDING("ar", "a"),     ENDING("at", "a"),   ENDING("as", "a"),	 ENDING("ad", "a"),
	ENDING("de", "a"),     ENDING("te", "a"),   ENDING("er", "a"),	 ENDING("or", "a"),
	ENDING("na", "en"),    ENDING("ig", ""),    ENDING("na", "a"),	 ENDING("la", "el"),
	ENDING("ra", "er"),    ENDING("et", "en"),  ENDING("na", "e"),	 ENDING("a", ""),
	ENDING("t", ""),       ENDING("n", ""),	    ENDING("s", ""),	 ENDING("t", "a"),
	ENDING("n", "a"),      ENDING("a", "e"),    ENDING("t", "d"),	 ENDING("s", "a"),
	ENDING("a", "ad"),     { .ending_len = 0 },
};

static const struct inflection endings_nb[] = {
	ENDING("ingen", "e"), ENDING("este", ""), ENDING("ende", ""),  ENDING("ende", "e"),
	ENDING("ene", ""),    ENDING("ere", ""),  ENDING("est", ""),   ENDING("ede", ""),
	ENDING("ene", "e"),   ENDING("ete", ""),  ENDING("ete", "e"),  ENDING("ing", "e"),
	ENDING("ens", ""),    ENDING("ets", ""),  ENDING("lig", ""),   ENDING("ste", ""),
	ENDING("ede", "et"),  ENDING("te", ""),	  ENDING("et", ""),    ENDING("en", ""),
	ENDING("er", ""),     ENDING("de", ""),	  ENDING("et", "e"),   ENDING("te", "e"),
	ENDING("er", "e"),    ENDING("en", "e"),  ENDING("es", ""),    ENDING("es", "e"),
	ENDING("ne", ""),     ENDING("st", ""),	  ENDING("le", "el"),  ENDING("re", "er"),
	ENDING("ne", "en"),   ENDING("a", ""),	  ENDING("e", ""),     ENDING("t", ""),
	ENDING("s", ""),      ENDING("a", "e"),	  ENDING("t", "e"),    ENDING("r", ""),
	ENDING("a", "et"),    ENDING("t", "d"),	  { .ending_len = 0 },
};

static const struct inflection endings_nn[] = {
	ENDING("aste", ""),  ENDING("ande", ""), ENDING("ande", "e"), ENDING("ande", "a"),
	ENDING("inga", "e"), ENDING("ane", ""),	 ENDING("ene", ""),   ENDING("are", ""),
	ENDING("ast", ""),   ENDING("ane", "e"), ENDING("ing", "e"),  ENDING("te", ""),
	ENDING("et", ""),    ENDING("en", ""),	 ENDING("ar", ""),    ENDING("er", ""),
	ENDING("de", ""),    ENDING("ar", "e"),	 ENDING("ar", "a"),   ENDING("te", "e"),
	ENDING("er", "e"),   ENDING("en", "e"),	 ENDING("ne", ""),    ENDING("st", "e"),
	ENDING("le", "el"),  ENDING("re", "er"), ENDING("ne", "en"),  ENDING("a", ""),
	ENDING("e", ""),     ENDING("t", ""),	 ENDING("s", ""),     ENDING("a", "e"),
	ENDING("t", "e"),    ENDING("r", ""),	 ENDING("a", "ar"),   { .ending_len = 0 },
};

static const struct inflection endings_da[] = {
	ENDING("eligt", ""), ENDING("este", ""),  ENDING("erne", ""),  ENDING("erne", "e"),
	ENDING("ende", ""),  ENDING("ende", "e"), ENDING("edes", ""),  ENDING("edes", "e"),
	ENDING("ene", ""),   ENDING("ere", ""),	  ENDING("est", ""),   ENDING("ede", ""),
	ENDING("ede", "e"),  ENDING("ene", "e"),  ENDING("ing", "e"),  ENDING("ens", ""),
	ENDING("ets", ""),   ENDING("ste", ""),	  ENDING("ede", "et"), ENDING("te", ""),
	ENDING("et", ""),    ENDING("en", ""),	  ENDING("er", ""),    ENDING("de", ""),
	ENDING("et", "e"),   ENDING("te", "e"),	  ENDING("er", "e"),   ENDING("en", "e"),
	ENDING("es", ""),    ENDING("es", "e"),	  ENDING("ne", ""),    ENDING("st", ""),
	ENDING("le", "el"),  ENDING("re", "er"),  ENDING("ne", "en"),  ENDING("e", ""),
	ENDING("t", ""),     ENDING("s", ""),	  ENDING("t", "e"),    ENDING("r", ""),
	ENDING("t", "d"),    { .ending_len = 0 },
};

static const struct inflection endings_de[] = {
	ENDING("enden", ""),   ENDING("ender", ""),   ENDING("endes", ""),   ENDING("enden", "en"),
	ENDING("ender", "en"), ENDING("endes", "en"), ENDING("ungen", "en"), ENDING("test", ""),
	ENDING("eten", ""),    ENDING("ende", ""),    ENDING("eren", ""),    ENDING("erer", ""),
	ENDING("eres", ""),    ENDING("erem", ""),    ENDING("sten", ""),    ENDING("ster", ""),
	ENDING("stes", ""),    ENDING("stem", ""),    ENDING("ende", "en"),  ENDING("ten", ""),
	ENDING("tet", ""),     ENDING("ete", ""),     ENDING("end", ""),     ENDING("ere", ""),
	ENDING("ste", ""),     ENDING("ten", "en"),   ENDING("end", "en"),   ENDING("ler", "el"),
	ENDING("len", "el"),   ENDING("les", "el"),   ENDING("ung", "en"),   ENDING("en", ""),
	ENDING("er", ""),      ENDING("es", ""),      ENDING("em", ""),	     ENDING("st", ""),
	ENDING("te", ""),      ENDING("et", ""),      ENDING("st", "en"),    ENDING("te", "en"),
	ENDING("et", "en"),    ENDING("er", "e"),     ENDING("es", "e"),     ENDING("le", "el"),
	ENDING("re", "er"),    ENDING("e", ""),	      ENDING("n", ""),	     ENDING("s", ""),
	ENDING("t", ""),       ENDING("t", "en"),     ENDING("e", "en"),     ENDING("n", "e"),
	ENDING("s", "e"),      { .ending_len = 0 },
};

/* NULL for a language without. */
static const struct inflection *table_of(enum language language)
{
	static const struct inflection *const endings[LANGUAGE_COUNT] = {
		[LANGUAGE_EN] = endings_en, [LANGUAGE_SV] = endings_sv, [LANGUAGE_NB] = endings_nb,
		[LANGUAGE_NN] = endings_nn, [LANGUAGE_DA] = endings_da, [LANGUAGE_DE] = endings_de,
	};

	return endings[language];
}

struct inflections *inflections_new(enum language language)
{
	const struct inflection *table = table_of(language);
	struct inflections *sorted;
	size_t count = 0;

	while (table && table[count].ending_len > 0)
		count++;
	sorted = calloc(1, sizeof(*sorted) + count * sizeof(sorted->items[0]));
	if (!sorted)
		return NULL;
	for (unsigned byte = 0; byte < 256; byte++) {
		uint16_t at = sorted->from[byte];

		for (const struct inflection *it = table; it && it->ending_len > 0; it++)
			if ((unsigned char)it->ending[it->ending_len - 1] == byte)
				sorted->items[at++] = *it;
		sorted->from[byte + 1] = at;
	}
	return sorted;
}
