/*
 * lookalike.c - the table of characters that pass for Latin letters.
 *
 * Drawn up by looking at letter shapes in common typefaces, script by script. A letter whose
 * capital looks like something else than its small form has two entries in its row.
 */
#include "lookalike.h"
#include <stddef.h>
#include <utf8proc.h>

struct row {
	uint32_t code;
	char small, capital;
};

/* Sorted by code; Greek, Cyrillic, Armenian, Cherokee. */
static const struct row foreign[] = {
	{ 0x3AC, 'a', 'a' },  { 0x3AD, 'e', 'e' },  { 0x3AE, 'n', 'h' },  { 0x3AF, 'i', 'i' },
	{ 0x3B1, 'a', 'a' },  { 0x3B2, 'b', 'b' },  { 0x3B3, 'y', 'r' },  { 0x3B4, 'd', 'a' },
	{ 0x3B5, 'e', 'e' },  { 0x3B6, 'z', 'z' },  { 0x3B7, 'n', 'h' },  { 0x3B8, 'o', 'o' },
	{ 0x3B9, 'i', 'i' },  { 0x3BA, 'k', 'k' },  { 0x3BB, 'l', 'a' },  { 0x3BC, 'u', 'm' },
	{ 0x3BD, 'v', 'n' },  { 0x3BE, 'e', 'e' },  { 0x3BF, 'o', 'o' },  { 0x3C0, 'n', 'n' },
	{ 0x3C1, 'p', 'p' },  { 0x3C2, 's', 's' },  { 0x3C3, 'o', 'e' },  { 0x3C4, 't', 't' },
	{ 0x3C5, 'u', 'y' },  { 0x3C7, 'x', 'x' },  { 0x3C9, 'w', 'o' },  { 0x3CC, 'o', 'o' },
	{ 0x3CD, 'u', 'y' },  { 0x3CE, 'w', 'o' },  { 0x3F2, 'c', 'c' },  { 0x3F3, 'j', 'j' },
	{ 0x430, 'a', 'a' },  { 0x431, 'b', 'b' },  { 0x432, 'b', 'b' },  { 0x433, 'r', 'r' },
	{ 0x434, 'd', 'a' },  { 0x435, 'e', 'e' },  { 0x437, 'e', 'e' },  { 0x438, 'u', 'n' },
	{ 0x439, 'u', 'n' },  { 0x43A, 'k', 'k' },  { 0x43B, 'n', 'n' },  { 0x43C, 'm', 'm' },
	{ 0x43D, 'h', 'h' },  { 0x43E, 'o', 'o' },  { 0x43F, 'n', 'n' },  { 0x440, 'p', 'p' },
	{ 0x441, 'c', 'c' },  { 0x442, 't', 't' },  { 0x443, 'y', 'y' },  { 0x445, 'x', 'x' },
	{ 0x446, 'u', 'u' },  { 0x448, 'w', 'w' },  { 0x449, 'w', 'w' },  { 0x44A, 'b', 'b' },
	{ 0x44C, 'b', 'b' },  { 0x44F, 'r', 'r' },  { 0x450, 'e', 'e' },  { 0x451, 'e', 'e' },
	{ 0x452, 'h', 'h' },  { 0x454, 'e', 'e' },  { 0x455, 's', 's' },  { 0x456, 'i', 'i' },
	{ 0x457, 'i', 'i' },  { 0x458, 'j', 'j' },  { 0x45B, 'h', 'h' },  { 0x45E, 'y', 'y' },
	{ 0x461, 'w', 'w' },  { 0x475, 'v', 'v' },  { 0x491, 'r', 'r' },  { 0x4AB, 'c', 'c' },
	{ 0x4AF, 'y', 'y' },  { 0x4B3, 'x', 'x' },  { 0x4BB, 'h', 'h' },  { 0x4BD, 'e', 'e' },
	{ 0x4CF, 'l', 'l' },  { 0x4D1, 'a', 'a' },  { 0x4D7, 'e', 'e' },  { 0x4D9, 'e', 'e' },
	{ 0x4E7, 'o', 'o' },  { 0x501, 'd', 'd' },  { 0x50D, 'g', 'g' },  { 0x51B, 'q', 'q' },
	{ 0x51D, 'w', 'w' },  { 0x561, 'w', 'w' },  { 0x563, 'q', 'q' },  { 0x566, 'q', 'q' },
	{ 0x56A, 'd', 'd' },  { 0x570, 'h', 'h' },  { 0x575, 'j', 'j' },  { 0x578, 'n', 'n' },
	{ 0x57C, 'n', 'n' },  { 0x57D, 'u', 'u' },  { 0x581, 'g', 'g' },  { 0x582, 'i', 'i' },
	{ 0x584, 'f', 'f' },  { 0x585, 'o', 'o' },  { 0x13A0, 'd', 'd' }, { 0x13A1, 'r', 'r' },
	{ 0x13A2, 't', 't' }, { 0x13A5, 'i', 'i' }, { 0x13A9, 'y', 'y' }, { 0x13AA, 'a', 'a' },
	{ 0x13AB, 'j', 'j' }, { 0x13AC, 'e', 'e' }, { 0x13B3, 'w', 'w' }, { 0x13B7, 'm', 'm' },
	{ 0x13BB, 'h', 'h' }, { 0x13C0, 'g', 'g' }, { 0x13C2, 'h', 'h' }, { 0x13C3, 'z', 'z' },
	{ 0x13CF, 'b', 'b' }, { 0x13D2, 'r', 'r' }, { 0x13D9, 'v', 'v' }, { 0x13DA, 's', 's' },
	{ 0x13DE, 'l', 'l' }, { 0x13DF, 'c', 'c' }, { 0x13E2, 'p', 'p' }, { 0x13E6, 'k', 'k' },
	{ 0x13F4, 'b', 'b' },
};

/* Sorted by code; Latin letters whose dress has no decomposition: strokes, hooks, phonetic, small
 * capitals. */
static const struct row styled[] = {
	{ 0x111, 'd', 0 },  { 0x127, 'h', 0 },	{ 0x131, 'i', 0 },  { 0x142, 'l', 0 },
	{ 0x14B, 'n', 0 },  { 0x167, 't', 0 },	{ 0x180, 'b', 0 },  { 0x188, 'c', 0 },
	{ 0x18C, 'd', 0 },  { 0x192, 'f', 0 },	{ 0x199, 'k', 0 },  { 0x19A, 'l', 0 },
	{ 0x19E, 'n', 0 },  { 0x1A5, 'p', 0 },	{ 0x1AD, 't', 0 },  { 0x1B4, 'y', 0 },
	{ 0x1B6, 'z', 0 },  { 0x1DD, 'e', 0 },	{ 0x1E5, 'g', 0 },  { 0x225, 'z', 0 },
	{ 0x23C, 'c', 0 },  { 0x247, 'e', 0 },	{ 0x249, 'j', 0 },  { 0x24D, 'r', 0 },
	{ 0x24F, 'y', 0 },  { 0x250, 'a', 0 },	{ 0x251, 'a', 0 },  { 0x253, 'b', 0 },
	{ 0x254, 'c', 0 },  { 0x255, 'c', 0 },	{ 0x256, 'd', 0 },  { 0x257, 'd', 0 },
	{ 0x258, 'e', 0 },  { 0x25B, 'e', 0 },	{ 0x260, 'g', 0 },  { 0x261, 'g', 0 },
	{ 0x262, 'g', 0 },  { 0x265, 'h', 0 },	{ 0x266, 'h', 0 },  { 0x268, 'i', 0 },
	{ 0x269, 'i', 0 },  { 0x26A, 'i', 0 },	{ 0x26B, 'l', 0 },  { 0x26D, 'l', 0 },
	{ 0x26F, 'm', 0 },  { 0x271, 'm', 0 },	{ 0x272, 'n', 0 },  { 0x273, 'n', 0 },
	{ 0x274, 'n', 0 },  { 0x275, 'o', 0 },	{ 0x279, 'r', 0 },  { 0x27E, 'r', 0 },
	{ 0x280, 'r', 0 },  { 0x282, 's', 0 },	{ 0x287, 't', 0 },  { 0x288, 't', 0 },
	{ 0x289, 'u', 0 },  { 0x28A, 'u', 0 },	{ 0x28B, 'v', 0 },  { 0x28C, 'v', 0 },
	{ 0x28D, 'w', 0 },  { 0x28E, 'y', 0 },	{ 0x28F, 'y', 0 },  { 0x290, 'z', 0 },
	{ 0x299, 'b', 0 },  { 0x29C, 'h', 0 },	{ 0x29E, 'k', 0 },  { 0x29F, 'l', 0 },
	{ 0x1D00, 'a', 0 }, { 0x1D04, 'c', 0 }, { 0x1D05, 'd', 0 }, { 0x1D07, 'e', 0 },
	{ 0x1D0A, 'j', 0 }, { 0x1D0B, 'k', 0 }, { 0x1D0D, 'm', 0 }, { 0x1D0F, 'o', 0 },
	{ 0x1D18, 'p', 0 }, { 0x1D1B, 't', 0 }, { 0x1D1C, 'u', 0 }, { 0x1D20, 'v', 0 },
	{ 0x1D21, 'w', 0 }, { 0x1D22, 'z', 0 }, { 0x2C65, 'a', 0 }, { 0x2C66, 't', 0 },
	{ 0xA730, 'f', 0 }, { 0xA731, 's', 0 },
};

static const struct row *find(const struct row *rows, size_t count, uint32_t code)
{
	size_t low = 0, high = count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (rows[middle].code == code)
			return &rows[middle];
		if (rows[middle].code < code)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

uint32_t lookalike_foreign(uint32_t c, bool capital)
{
	if (c < 0x3AC || c > 0x13F4)
		return 0;
	const struct row *row = find(foreign, sizeof(foreign) / sizeof(foreign[0]), c);
	if (!row)
		return 0;
	return (uint32_t)(capital ? row->capital : row->small);
}

static bool is_letter_of_ours(uint32_t c)
{
	switch (c) {
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

/* ì is i, ǖ is u; 0 where no ASCII letter is underneath. */
static uint32_t base_letter(uint32_t c)
{
	utf8proc_int32_t parts[8];
	utf8proc_ssize_t count = utf8proc_decompose_char(
		(utf8proc_int32_t)c, parts, 8, UTF8PROC_DECOMPOSE | UTF8PROC_STABLE, NULL);

	if (count < 2 || parts[0] < 'a' || parts[0] > 'z')
		return 0;
	return (uint32_t)parts[0];
}

uint32_t lookalike_styled(uint32_t c)
{
	if (c < 0xC0 || is_letter_of_ours(c))
		return 0;
	if (c >= 0x1F150 && c <= 0x1F169) /* white on a black disc */
		return 'a' + (c - 0x1F150);
	if (c >= 0x1F170 && c <= 0x1F189) /* white on a black square */
		return 'a' + (c - 0x1F170);
	const struct row *row = find(styled, sizeof(styled) / sizeof(styled[0]), c);
	if (row)
		return (uint32_t)row->small;
	if ((c <= 0x24F && c != 0xD7 && c != 0xF7) || (c >= 0x1E00 && c <= 0x1EFF))
		return base_letter(c);
	return 0;
}

uint32_t lookalike_leet(uint32_t c)
{
	switch (c) {
	case '0':
		return 'o';
	case '1':
	case '!':
	case '|':
	case 0xA1: /* ¡ */
		return 'i';
	case '3':
	case 0x20AC: /* € */
		return 'e';
	case '4':
	case '@':
		return 'a';
	case '5':
	case '$':
	case 0xA7: /* § */
		return 's';
	case '6':
	case '9':
		return 'g';
	case '7':
		return 't';
	case '8':
		return 'b';
	case 0xA2:
	case 0xA9: /* ¢ © */
		return 'c';
	case 0xA3: /* £ */
		return 'l';
	case 0xAE: /* ® */
		return 'r';
	case 0xD7: /* × */
		return 'x';
	default:
		return 0;
	}
}
