/* language.c - the names of the languages we know. */
#include "language.h"

static const char *const names[LANGUAGE_COUNT] = {
	[LANGUAGE_ANY] = "und", [LANGUAGE_SV] = "sv",	    [LANGUAGE_NB] = "nb",
	[LANGUAGE_NN] = "nn",	[LANGUAGE_DA] = "da",	    [LANGUAGE_DE] = "de",
	[LANGUAGE_EN] = "en",	[LANGUAGE_OTHER] = "other",
};

/* What sources send instead of our names: three-letter codes, the name of both Norwegians, nothing
 * known. */
static const struct alias {
	const char *name;
	enum language language;
} aliases[] = {
	{ "no", LANGUAGE_NB },	 { "nor", LANGUAGE_NB },  { "nob", LANGUAGE_NB },
	{ "nno", LANGUAGE_NN },	 { "swe", LANGUAGE_SV },  { "dan", LANGUAGE_DA },
	{ "deu", LANGUAGE_DE },	 { "ger", LANGUAGE_DE },  { "eng", LANGUAGE_EN },
	{ "mul", LANGUAGE_ANY }, { "any", LANGUAGE_ANY },
};

const char *language_name(enum language language)
{
	assert(language >= 0 && language < LANGUAGE_COUNT);
	return names[language];
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static bool same_name(struct slice given, const char *name)
{
	size_t i = 0;

	for (; i < given.len && name[i]; i++) {
		if (lower(given.data[i]) != name[i])
			return false;
	}
	return i == given.len && !name[i];
}

/* The part before the region: "sv" of sv-SE, sv_SE. */
static struct slice primary_part(struct slice name)
{
	for (size_t i = 0; i < name.len; i++) {
		if (name.data[i] == '-' || name.data[i] == '_')
			return slice_cut(name, 0, i);
	}
	return name;
}

bool language_from_name(struct slice name, enum language *ret_language)
{
	struct slice primary = primary_part(name);

	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		if (same_name(primary, names[i])) {
			*ret_language = (enum language)i;
			return true;
		}
	}
	for (size_t i = 0; i < sizeof(aliases) / sizeof(aliases[0]); i++) {
		if (same_name(primary, aliases[i].name)) {
			*ret_language = aliases[i].language;
			return true;
		}
	}
	return false;
}
