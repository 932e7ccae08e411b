/* letters.c - kinds of characters: a table for ASCII, Unicode's categories for the rest. */
#include "letters.h"
#include <utf8proc.h>

#define A LETTER_ALPHA
#define D LETTER_DIGIT
#define S LETTER_SPACE
const uint8_t letters_ascii[128] = {
	['\t'] = S, ['\n'] = S, ['\v'] = S, ['\f'] = S, ['\r'] = S, [' '] = S, ['0'] = D, ['1'] = D,
	['2'] = D,  ['3'] = D,	['4'] = D,  ['5'] = D,	['6'] = D,  ['7'] = D, ['8'] = D, ['9'] = D,
	['A'] = A,  ['B'] = A,	['C'] = A,  ['D'] = A,	['E'] = A,  ['F'] = A, ['G'] = A, ['H'] = A,
	['I'] = A,  ['J'] = A,	['K'] = A,  ['L'] = A,	['M'] = A,  ['N'] = A, ['O'] = A, ['P'] = A,
	['Q'] = A,  ['R'] = A,	['S'] = A,  ['T'] = A,	['U'] = A,  ['V'] = A, ['W'] = A, ['X'] = A,
	['Y'] = A,  ['Z'] = A,	['a'] = A,  ['b'] = A,	['c'] = A,  ['d'] = A, ['e'] = A, ['f'] = A,
	['g'] = A,  ['h'] = A,	['i'] = A,  ['j'] = A,	['k'] = A,  ['l'] = A, ['m'] = A, ['n'] = A,
	['o'] = A,  ['p'] = A,	['q'] = A,  ['r'] = A,	['s'] = A,  ['t'] = A, ['u'] = A, ['v'] = A,
	['w'] = A,  ['x'] = A,	['y'] = A,  ['z'] = A,
};
#undef A
#undef D
#undef S

static enum letter_kind kind_of_category(utf8proc_category_t category)
{
	switch (category) {
	case UTF8PROC_CATEGORY_LU:
	case UTF8PROC_CATEGORY_LL:
	case UTF8PROC_CATEGORY_LT:
	case UTF8PROC_CATEGORY_LM:
	case UTF8PROC_CATEGORY_LO:
	case UTF8PROC_CATEGORY_NL:
		return LETTER_ALPHA;
	case UTF8PROC_CATEGORY_ND:
		return LETTER_DIGIT;
	case UTF8PROC_CATEGORY_MN:
	case UTF8PROC_CATEGORY_MC:
	case UTF8PROC_CATEGORY_ME:
		return LETTER_MARK;
	case UTF8PROC_CATEGORY_ZS:
	case UTF8PROC_CATEGORY_ZL:
	case UTF8PROC_CATEGORY_ZP:
		return LETTER_SPACE;
	default:
		return LETTER_NONE;
	}
}

/* So is what Unicode calls "symbol, other"; the blocks below hold nothing but such pictures. */
static bool is_picture(uint32_t c)
{
	return (c >= 0x1F000 && c <= 0x1FAFF) || (c >= 0x2600 && c <= 0x27BF) ||
	       (c >= 0x2B00 && c <= 0x2BFF) || (c >= 0x2190 && c <= 0x21FF) ||
	       (c >= 0x2300 && c <= 0x23FF) || (c >= 0x25A0 && c <= 0x25FF);
}

enum letter_kind letters_kind_wide(uint32_t c)
{
	if (is_picture(c))
		return LETTER_EMOJI;
	return kind_of_category(utf8proc_category((utf8proc_int32_t)c));
}

bool letters_mix(struct slice word)
{
	enum { LATIN_END = 0x250, GREEK = 0x370, ARMENIAN_END = 0x590, CHEROKEE = 0x13A0 };
	enum { CHEROKEE_END = 0x1400 };
	bool latin = false, foreign = false;

	for (size_t at = 0; at < word.len;) {
		uint32_t code;

		at += letters_next(word.data + at, &code);
		latin |= code < LATIN_END && letters_kind(code) == LETTER_ALPHA;
		foreign |= (code >= GREEK && code < ARMENIAN_END) ||
			   (code >= CHEROKEE && code < CHEROKEE_END);
	}
	return latin && foreign;
}

bool letters_is_vowel(uint32_t c)
{
	switch (c) {
	case 'a':
	case 'e':
	case 'i':
	case 'o':
	case 'u':
	case 'y':
	case 0xE4:
	case 0xE5:
	case 0xE6:
	case 0xE9:
	case 0xF6:
	case 0xF8:
	case 0xFC: /* ä å æ é ö ø ü */
		return true;
	default:
		return false;
	}
}

static unsigned hold_of_byte(struct slice text, size_t at)
{
	unsigned char byte = (unsigned char)text.data[at];

	if (byte >= 0x80)
		return LETTERS_REPEATED | LETTERS_LONG;
	return text.len - at >= 3 && text.data[at] == text.data[at + 1] &&
			       text.data[at] == text.data[at + 2]
		       ? LETTERS_REPEATED
		       : 0;
}

/* Eight bytes at a time: those that are the same as the next two, or as the second and the fourth
 * behind them, if they are no signs; and first bytes of three and more. */
unsigned letters_hold(struct slice text)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), upper = ones << 7;
	enum { AHEAD = 4, TAIL = 8 + AHEAD };
	uint64_t repeated = 0, longer = 0;
	unsigned hold = 0;
	size_t at = 0;

	for (; text.len - at >= TAIL; at += 8) {
		uint64_t bytes = letters_eight(text, at);
		uint64_t third = bytes ^ letters_eight(text, at + 2);
		uint64_t single = (bytes ^ letters_eight(text, at + 1)) | third;
		uint64_t twin = (bytes ^ letters_eight(text, at + AHEAD)) | third;

		repeated |= (((single - ones) & ~single) & bytes << 1) |
			    (((twin - ones) & ~twin) & bytes);
		longer |= bytes & bytes << 1 & bytes << 2;
	}
	hold |= repeated & upper ? LETTERS_REPEATED : 0;
	hold |= longer & upper ? LETTERS_LONG : 0;
	for (; at < text.len; at++)
		hold |= hold_of_byte(text, at);
	return hold;
}
