/*
 * entity.c - HTML character references: the names of Latin-1, of punctuation and of what is
 * invisible.
 *
 * Feeds and form fields hand them on undecoded, and they are a cheap way to hide a word from a
 * filter.
 */
#include "entity.h"
#include <stdbool.h>

static const struct entity {
	const char *name; /* sorted */
	uint32_t code_point;
} entities[] = {
	{ "aacute", 0xE1 },
	{ "acirc", 0xE2 },
	{ "acute", 0xB4 },
	{ "aelig", 0xE6 },
	{ "agrave", 0xE0 },
	{ "amp", '&' },
	{ "apos", '\'' },
	{ "aring", 0xE5 },
	{ "ast", '*' },
	{ "atilde", 0xE3 },
	{ "auml", 0xE4 },
	{ "bdquo", 0x201E },
	{ "bull", 0x2022 },
	{ "ccedil", 0xE7 },
	{ "cent", 0xA2 },
	{ "colon", ':' },
	{ "comma", ',' },
	{ "commat", '@' },
	{ "dollar", '$' },
	{ "eacute", 0xE9 },
	{ "ecirc", 0xEA },
	{ "egrave", 0xE8 },
	{ "emsp", 0x2003 },
	{ "ensp", 0x2002 },
	{ "eth", 0xF0 },
	{ "euml", 0xEB },
	{ "euro", 0x20AC },
	{ "excl", '!' },
	{ "gt", '>' },
	{ "hearts", 0x2665 },
	{ "hellip", 0x2026 },
	{ "iacute", 0xED },
	{ "icirc", 0xEE },
	{ "iexcl", 0xA1 },
	{ "igrave", 0xEC },
	{ "iquest", 0xBF },
	{ "iuml", 0xEF },
	{ "laquo", 0xAB },
	{ "ldquo", 0x201C },
	{ "lowbar", '_' },
	{ "lrm", 0x200E },
	{ "lsaquo", 0x2039 },
	{ "lsquo", 0x2018 },
	{ "lt", '<' },
	{ "mdash", 0x2014 },
	{ "nbsp", 0xA0 },
	{ "ndash", 0x2013 },
	{ "newline", '\n' },
	{ "ntilde", 0xF1 },
	{ "num", '#' },
	{ "oacute", 0xF3 },
	{ "ocirc", 0xF4 },
	{ "oelig", 0x153 },
	{ "ograve", 0xF2 },
	{ "oslash", 0xF8 },
	{ "otilde", 0xF5 },
	{ "ouml", 0xF6 },
	{ "period", '.' },
	{ "pound", 0xA3 },
	{ "quest", '?' },
	{ "quot", '"' },
	{ "raquo", 0xBB },
	{ "rdquo", 0x201D },
	{ "rlm", 0x200F },
	{ "rsaquo", 0x203A },
	{ "rsquo", 0x2019 },
	{ "sbquo", 0x201A },
	{ "sect", 0xA7 },
	{ "shy", 0xAD },
	{ "szlig", 0xDF },
	{ "tab", '\t' },
	{ "thinsp", 0x2009 },
	{ "thorn", 0xFE },
	{ "uacute", 0xFA },
	{ "ucirc", 0xFB },
	{ "ugrave", 0xF9 },
	{ "uuml", 0xFC },
	{ "vert", '|' },
	{ "wj", 0x2060 },
	{ "yacute", 0xFD },
	{ "yen", 0xA5 },
	{ "yuml", 0xFF },
	{ "zerowidthspace", 0x200B },
	{ "zwj", 0x200D },
	{ "zwnj", 0x200C },
};

enum { NAME_MAX_LETTERS = 14, DIGITS_MAX = 8 };

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

static int compare(const char *letters, size_t len, const char *name)
{
	int order = strncmp(letters, name, len);

	return order != 0 ? order : name[len] == '\0' ? 0 : -1;
}

static bool find_name(const char *letters, size_t len, uint32_t *ret_code_point)
{
	size_t low = 0, high = sizeof(entities) / sizeof(entities[0]);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = compare(letters, len, entities[middle].name);

		if (order == 0) {
			*ret_code_point = entities[middle].code_point;
			return true;
		}
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return false;
}

static size_t decode_name(struct slice text, uint32_t *ret_code_point)
{
	char letters[NAME_MAX_LETTERS];
	size_t len = 0;

	while (1 + len < text.len && text.data[1 + len] != ';') {
		char c = lower(text.data[1 + len]);
		if (len == NAME_MAX_LETTERS || c < 'a' || c > 'z')
			return 0;
		letters[len++] = c;
	}
	if (len == 0 || 1 + len >= text.len || !find_name(letters, len, ret_code_point))
		return 0;
	return len + 2;
}

/* -1 for what is no digit in this base. */
static int digit_value(char c, unsigned base)
{
	int value = c >= '0' && c <= '9'		 ? c - '0'
		    : lower(c) >= 'a' && lower(c) <= 'f' ? lower(c) - 'a' + 10
							 : -1;

	return value < (int)base ? value : -1;
}

static size_t decode_number(struct slice text, uint32_t *ret_code_point)
{
	bool hexadecimal = text.len > 2 && lower(text.data[2]) == 'x';
	unsigned base = hexadecimal ? 16 : 10;
	size_t start = hexadecimal ? 3 : 2, at = start;
	uint32_t value = 0;

	while (at < text.len && at - start < DIGITS_MAX && digit_value(text.data[at], base) >= 0)
		value = value * base + (uint32_t)digit_value(text.data[at++], base);
	if (at == start || value == 0 || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
		return 0;
	if (at < text.len && digit_value(text.data[at], base) >= 0)
		return 0; /* longer than any code point */
	*ret_code_point = value;
	return at < text.len && text.data[at] == ';' ? at + 1 : at;
}

size_t entity_decode(struct slice text, uint32_t *ret_code_point)
{
	assert(text.len > 0 && text.data[0] == '&');
	if (text.len > 1 && text.data[1] == '#')
		return decode_number(text, ret_code_point);
	return decode_name(text, ret_code_point);
}
