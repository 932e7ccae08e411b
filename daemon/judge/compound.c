/*
 * compound.c - see compound.h. A word is cut where the stem stands in it, and both sides are looked
 * at by the habits of each language:
 *
 *     first part   linking   STEM    ending
 *     Volks        ·s·       verräter ·in
 *
 *                            STEM    linking   last part
 *                            idiot   ·en·      verein
 *
 * Tables before rules, and rules only against accidents that were seen in large clean texts:
 * konk|luder|er, kvalitet|svin, för|svin|ner, prof|itten.
 */
#include "compound.h"
#include "letters.h"
#include "vocabulary.h"
#include "wordset.h"

enum {
	KNOWN_LEAST = 3,     /* letters of a known word beside the stem, */
	SHORT_STEM = 4,	     /* of a stem behind which three letters prove nothing: svin|ger */
	COMMON_LEAST = 5,    /* of an everyday word, which mostly is a prefix, */
	UNKNOWN_LEAST = 4,   /* and of one that only sounds like a word, */
	UNKNOWN_BEHIND = 5,  /* which needs a stem of as many letters when it stands behind it, */
	UNKNOWN_BEFORE = 6,  /* or before it, */
	UNKNOWN_BOUNDED = 5, /* or one fewer where the stem's first letter cannot begin earlier */
};

/* Each closed by NULL. */
struct habits {
	const char *const *links;   /* letters between two words */
	const char *const *endings; /* of the last one */
	const char *const *dropped; /* vowels that the first loses */
	const char *const *derivations;
};

static const char *const links_sv[] = { "", "s", "e", "o", "u", NULL };
static const char *const links_north[] = { "", "s", "e", NULL };
static const char *const links_de[] = { "", "s", "n", "en", "es", "e", NULL };
static const char *const links_en[] = { "", NULL };

static const char *const endings_sv[] = {
	"",    "s",	"n",	 "en",	  "et",	  "er",	 "ar",	"or",  "a",
	"an",  "na",	"arna",	 "erna",  "orna", "ens", "ets", "ers", "ars",
	"ors", "ornas", "ernas", "arnas", "ns",	  "t",	 "nas", NULL,
};
static const char *const endings_nb[] = {
	"",   "s",   "n",   "en",   "et", "er", "ene", "a", "ane",
	"ar", "ens", "ets", "enes", "e",  "r",	"ne",  "t", NULL,
};
static const char *const endings_da[] = {
	"",  "s",  "n",	  "en", "et",  "er", "erne", "ernes", "ens", "ets",
	"e", "ne", "nes", "r",	"ers", "t",  "rne",  "rnes",  NULL,
};
static const char *const endings_de[] = {
	"", "s", "n", "en", "e", "er", "es", "ern", "in", "innen", "ens", "em", NULL,
};
static const char *const endings_en[] = { "", "s", "es", NULL };

static const char *const dropped_north[] = { "", "e", "a", NULL };
static const char *const dropped_de[] = { "", "e", NULL };
static const char *const dropped_en[] = { "", NULL };

/* Endings that make another word of the stem, and no compound: idiotisch, svineri, Judentum. */
static const char *const derivations_north[] = {
	"isk",	"isch", "ism", "ist",  "itet", "eri", "ning", "ande",
	"ende", "het",	"lig", "skap", "dom",  "ig",  NULL,
};
static const char *const derivations_de[] = {
	"isch", "ism",	"ist",	"ität",	  "erei", "ung", "end",
	"heit", "keit", "lich", "schaft", "tum",  "ig",	 NULL,
};
static const char *const derivations_en[] = { "ing", "is", "ic", "ed", "er", "ly", "y", NULL };

static const struct habits habits[LANGUAGE_COUNT] = {
	[LANGUAGE_EN] = { links_en, endings_en, dropped_en, derivations_en },
	[LANGUAGE_SV] = { links_sv, endings_sv, dropped_north, derivations_north },
	[LANGUAGE_NB] = { links_north, endings_nb, dropped_north, derivations_north },
	[LANGUAGE_NN] = { links_north, endings_nb, dropped_north, derivations_north },
	[LANGUAGE_DA] = { links_north, endings_da, dropped_north, derivations_north },
	[LANGUAGE_DE] = { links_de, endings_de, dropped_de, derivations_de },
};

/* Behind these an s joins: it belongs to them, and not to the stem (kvalitets|vin). */
static const char *const joined_by_s[] = {
	"tet",	"het",	  "heit", "keit", "ion",  "ing", "ung",
	"skap", "schaft", "dom",  "tum",  "else", NULL,
};

/* Consonants that a word can begin with; single ones need no line. */
static const char *const onsets[] = {
	"bj",	"bl",	"br",	"ch",	"chr", "dj",  "dr", "dv",  "fj",  "fl",	 "fr",	"gj",
	"gl",	"gn",	"gr",	"hj",	"hv",  "kj",  "kl", "kn",  "kr",  "kv",	 "lj",	"mj",
	"nj",	"pf",	"pfl",	"ph",	"pj",  "pl",  "pr", "ps",  "qu",  "sc",	 "sch", "schl",
	"schm", "schn", "schr", "schw", "sh",  "sj",  "sk", "skj", "skl", "skr", "skv", "sl",
	"sm",	"sn",	"sp",	"spj",	"spl", "spr", "st", "stj", "str", "sv",	 "th",	"tj",
	"tr",	"ts",	"tv",	"tw",	"vl",  "vr",  "wr", "zw",  NULL,
};

static bool begins(struct slice text, const char *start)
{
	size_t len = strlen(start);

	return text.len >= len && memcmp(text.data, start, len) == 0;
}

static bool ends(struct slice text, const char *end)
{
	size_t len = strlen(end);

	return text.len >= len && memcmp(text.data + text.len - len, end, len) == 0;
}

static bool begins_with_any(struct slice text, const char *const *starts)
{
	for (; *starts; starts++)
		if (begins(text, *starts))
			return true;
	return false;
}

static bool ends_with_any(struct slice text, const char *const *all)
{
	for (; *all; all++)
		if (ends(text, *all))
			return true;
	return false;
}

/* --- sound --- */

/* Letters beyond ASCII of our languages are vowels: å ä ö æ ø ü é. */
static bool is_vowel(char byte)
{
	return (unsigned char)byte >= 0x80 || memchr("aeiouy", byte, 6);
}

static bool has_vowel(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (is_vowel(text.data[i]))
			return true;
	return false;
}

static struct slice first_consonants(struct slice text)
{
	size_t len = 0;

	while (len < text.len && !is_vowel(text.data[len]))
		len++;
	return slice_cut(text, 0, len);
}

static bool is_onset(struct slice consonants)
{
	if (consonants.len <= 1)
		return true;
	for (const char *const *onset = onsets; *onset; onset++)
		if (slice_is(consonants, *onset))
			return true;
	return false;
}

/* Can a word end so? Sounds get duller towards its end: "lk" and "rms" can, "kl" cannot. */
static bool is_coda(struct slice text)
{
	size_t at = text.len;

	while (at > 1 && !is_vowel(text.data[at - 1]) && !is_vowel(text.data[at - 2])) {
		char a = text.data[at - 2], b = text.data[at - 1];
		bool dull = memchr("bcdfghkpqstvxz", a, 14);

		at--;
		if (a == b || (a == 'c' && b == 'h') || (a == 's' && b == 'h'))
			continue;
		if (memchr("ljvwhr", b, 6) && !(a == 'r' && b == 'l'))
			return false;
		if (dull && memchr("bdgmn", b, 5))
			return false;
	}
	return true;
}

/* --- words --- */

static bool is_one_of(const struct compounds *compounds, int language, struct slice word)
{
	const struct word whole = { .to = (uint32_t)word.len };
	const struct word_view view = { .text = word, .words = &whole, .count = 1 };

	if (letters_count(word) < KNOWN_LEAST || !compounds->known[language] ||
	    !vocabulary_knows(compounds->known[language], word))
		return false;
	return letters_count(word) >= COMMON_LEAST || !compounds->common[language] ||
	       !wordset_has_word(compounds->common[language], FORM_PLAIN, &view, 0);
}

/* In any of its forms; of the shortest words no ending is taken: off|s|hore. */
static bool is_known(const struct compounds *compounds, int language, struct slice word)
{
	for (const char *const *ending = habits[language].endings; *ending; ending++) {
		struct slice base;

		if (!ends(word, *ending))
			continue;
		base = slice_cut(word, 0, word.len - strlen(*ending));
		if ((base.len == word.len || letters_count(base) >= UNKNOWN_LEAST) &&
		    is_one_of(compounds, language, base))
			return true;
	}
	return false;
}

/* As the first part of another: perhaps without its last vowel. */
static bool is_known_first(const struct compounds *compounds, int language, struct slice part)
{
	char bytes[TERM_WORD_MAX + 2];

	if (is_known(compounds, language, part))
		return true;
	if (part.len > TERM_WORD_MAX || letters_count(part) < UNKNOWN_LEAST)
		return false;
	memcpy(bytes, part.data, part.len);
	for (const char *const *vowel = habits[language].dropped; *vowel; vowel++) {
		size_t len = strlen(*vowel);

		if (len == 0)
			continue;
		memcpy(bytes + part.len, *vowel, len);
		if (is_one_of(compounds, language, (struct slice){ bytes, part.len + len }))
			return true;
	}
	return false;
}

static bool is_letter_start(struct slice text, size_t at)
{
	return at == text.len || ((unsigned char)text.data[at] & 0xC0) != 0x80;
}

/* Its last part is known, as in invandrar|politiker. */
static bool has_known_end(const struct compounds *compounds, int language, struct slice part)
{
	for (size_t at = KNOWN_LEAST; at + UNKNOWN_LEAST <= part.len; at++) {
		struct slice end = slice_cut(part, at, part.len);

		if (is_letter_start(part, at) && letters_count(end) >= UNKNOWN_LEAST &&
		    is_known_first(compounds, language, end))
			return true;
	}
	return false;
}

static bool has_known_start(const struct compounds *compounds, int language, struct slice part)
{
	for (size_t to = UNKNOWN_LEAST; to + 2 < part.len; to++) {
		struct slice start = slice_cut(part, 0, to);

		if (is_letter_start(part, to) && letters_count(start) >= UNKNOWN_LEAST &&
		    is_one_of(compounds, language, start))
			return true;
	}
	return false;
}

/* --- what stands beside the stem --- */

/* Could the stem's first consonants, and so the whole syllable, begin a letter earlier? */
static bool is_blurred(struct slice part, struct slice stem)
{
	char bytes[TERM_WORD_MAX + 1];
	struct slice consonants = first_consonants(stem);

	if (is_vowel(part.data[part.len - 1]))
		return false;
	bytes[0] = part.data[part.len - 1];
	memcpy(bytes + 1, consonants.data, consonants.len);
	return is_onset((struct slice){ bytes, consonants.len + 1 });
}

static bool sounds_before(struct slice part, struct slice stem)
{
	size_t letters = letters_count(stem);

	if (letters_count(part) < UNKNOWN_LEAST || !has_vowel(part) || !is_coda(part))
		return false;
	return letters >= UNKNOWN_BEFORE || (letters >= UNKNOWN_BOUNDED && !is_blurred(part, stem));
}

static bool may_stand_before(const struct compounds *compounds, int language, struct slice part,
			     struct slice stem)
{
	if (stem.data[0] == 's' && ends_with_any(part, joined_by_s))
		return false;
	for (const char *const *link = habits[language].links; *link; link++) {
		struct slice word;

		if (!ends(part, *link))
			continue;
		word = slice_cut(part, 0, part.len - strlen(*link));
		if (**link && letters_count(word) < UNKNOWN_LEAST)
			continue;
		if (is_known_first(compounds, language, word) ||
		    has_known_end(compounds, language, word))
			return true;
	}
	return sounds_before(part, stem);
}

static bool sounds_behind(struct slice part, struct slice stem)
{
	return letters_count(stem) >= UNKNOWN_BEHIND && letters_count(part) >= UNKNOWN_LEAST &&
	       has_vowel(part) && is_onset(first_consonants(part));
}

static bool may_stand_behind(const struct compounds *compounds, int language, struct slice part,
			     struct slice stem)
{
	size_t least = letters_count(stem) > SHORT_STEM ? KNOWN_LEAST : UNKNOWN_LEAST;

	if (begins_with_any(part, habits[language].derivations))
		return false;
	for (const char *const *link = habits[language].links; *link; link++) {
		struct slice word;

		if (!begins(part, *link))
			continue;
		word = slice_cut(part, strlen(*link), part.len);
		if (begins_with_any(word, habits[language].derivations) ||
		    letters_count(word) < least)
			continue;
		if (is_known(compounds, language, word) ||
		    has_known_start(compounds, language, word))
			return true;
	}
	return sounds_behind(part, stem);
}

static bool is_ending(int language, struct slice part)
{
	for (const char *const *ending = habits[language].endings; *ending; ending++)
		if (slice_is(part, *ending))
			return true;
	return false;
}

static bool holds_in(const struct compounds *compounds, int language, struct slice stem,
		     struct slice left, struct slice right, bool before, bool behind)
{
	if (left.len > 0 && !(before && may_stand_before(compounds, language, left, stem)))
		return false;
	return is_ending(language, right) ||
	       (behind && may_stand_behind(compounds, language, right, stem));
}

bool compound_holds(const struct compounds *compounds, struct slice stem, bool before, bool behind,
		    struct slice word)
{
	if (stem.len == 0 || word.len < stem.len || word.len > 2 * TERM_WORD_MAX)
		return false;
	if (slice_equal(stem, word))
		return true;
	for (size_t at = 0; compounds && at + stem.len <= word.len; at++) {
		struct slice left = slice_cut(word, 0, at);
		struct slice right = slice_cut(word, at + stem.len, word.len);

		if (memcmp(word.data + at, stem.data, stem.len) != 0)
			continue;
		for (int language = 0; language < LANGUAGE_COUNT; language++)
			if (habits[language].links &&
			    compounds->languages & (language_bit((enum language)language) |
						    language_bit(LANGUAGE_ANY)) &&
			    holds_in(compounds, language, stem, left, right, before, behind))
				return true;
	}
	return false;
}
