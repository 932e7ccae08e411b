/*
 * forms_glance.c - the quick look at a plain text: skips what cannot be in disguise.
 *
 * One table look-up a byte. What it lets through is clean for certain; what it stops at,
 * forms_loose.c reads again with care.
 */
#include "forms_build.h"

#define L PART_LETTER
#define D PART_DIGIT
#define G PART_SIGN
#define P PART_SPLIT
#define J PART_JOIN
#define O PART_OTHER
/* clang-format off */
const uint8_t forms_ascii_part[128] = {
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
	/* ! " # $ % & ' ( ) * + , - . / */
	O, G, O, O, G, O, O, O, O, O, P, J, J, J, J, J,
	/* 0 to 9, : ; < = > ? */
	D, D, D, D, D, D, D, D, D, D, J, J, O, J, O, O,
	/* @, A to Z, [ \ ] ^ _ */
	G, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	L, L, L, L, L, L, L, L, L, L, L, O, J, O, P, P,
	/* `, a to z, { | } ~ */
	O, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L,
	L, L, L, L, L, L, L, L, L, L, L, O, G, O, P, O,
};
/* clang-format on */
#undef L
#undef D
#undef G
#undef P
#undef J
#undef O

/* The second byte of å ä æ é ö ø ü; 0 for everything else. */
static unsigned char letter_of_ours(struct slice text, size_t at)
{
	unsigned char second = at + 1 < text.len ? (unsigned char)text.data[at + 1] : 0;

	switch (second) {
	case 0xA4:
	case 0xA5:
	case 0xA6:
	case 0xA9:
	case 0xB6:
	case 0xB8:
	case 0xBC:
		return (unsigned char)text.data[at] == 0xC3 ? second : 0;
	default:
		return 0;
	}
}

/* Tokens of one letter, as the quick look meets them. */
struct singles {
	size_t count, first; /* in a row, and where they begin */
};

/* Books a token; false when it is the third single letter in a row. */
static bool book_token(struct singles *singles, size_t start, size_t end, size_t wordlike)
{
	if (wordlike == 1 && end - start <= FORMS_SINGLE_MAX) {
		if (singles->count++ == 0)
			singles->first = start;
	} else if (wordlike > 0) {
		singles->count = 0;
	}
	return singles->count < FORMS_SPELT_MIN;
}

/*
 * The quick look at the token at `at`: gives its end when it is letters of ours or digits with
 * punctuation around them and no letter three times in a row, else `at`.
 */
static size_t clean_token_end(struct slice text, size_t at, size_t *ret_wordlike)
{
	unsigned before = 0, before_that = 0;
	size_t letters = 0, digits = 0, i = at;
	bool gap = false; /* a sign that in front of a letter would be a disguise */

	for (; i < text.len && !forms_is_blank(text.data[i]); i++) {
		unsigned byte = (unsigned char)text.data[i];
		unsigned part = byte < 0x80 ? forms_ascii_part[byte] : PART_LETTER;
		if (byte >= 0x80)
			byte = letter_of_ours(text, i++);
		if (part == PART_LETTER) {
			if (byte == 0 || gap || digits || (byte == before && byte == before_that))
				return at;
			letters++;
			before_that = before;
			before = byte;
			continue;
		}
		before = 0;
		digits += part == PART_DIGIT;
		gap |= part != PART_OTHER && part != PART_DIGIT && letters > 0;
		if ((digits && letters) || byte == '<' || byte == '$' || byte == '@')
			return at;
	}
	*ret_wordlike = letters + digits;
	return i;
}

size_t forms_skip_clean(struct slice text, size_t at)
{
	struct singles singles = { 0 };

	while (at < text.len) {
		size_t wordlike = 0;
		if (forms_is_blank(text.data[at])) {
			at++;
			continue;
		}
		size_t end = clean_token_end(text, at, &wordlike);
		if (end == at || !book_token(&singles, at, end, wordlike))
			return singles.count ? singles.first : at;
		at = end;
	}
	return at;
}
