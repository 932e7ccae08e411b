/*
 * forms_glance.c - the quick look at a plain text: skips what cannot be in disguise.
 *
 * One table look-up a byte. What it lets through is clean for certain; what it stops at,
 * forms_loose.c reads again with care.
 */
#include "forms_build.h"
#include "letters.h"

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

/* å ä æ é ö ø ü: two bytes, the first of them 0xC3. */
static bool is_ours(struct slice text, size_t at)
{
	const uint32_t seconds = 1u << 0x04 | 1u << 0x05 | 1u << 0x06 | 1u << 0x09 | 1u << 0x16 |
				 1u << 0x18 | 1u << 0x1C;
	unsigned second;

	if (text.len - at < 2 || (unsigned char)text.data[at] != 0xC3)
		return false;
	second = (unsigned char)text.data[at + 1];
	return second >= 0xA0 && seconds >> (second - 0xA0) & 1;
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

/* Where the letters of ours from `at` on end. */
static size_t letters_end(struct slice text, size_t at)
{
	at = letters_ascii_end(text, at);
	while (at < text.len && is_ours(text, at))
		at = letters_ascii_end(text, at + 2);
	return at;
}

/* Does a letter stand three times in a row in a stretch of letters of ours? */
static bool repeats(struct slice letters)
{
	unsigned before = 0, before_that = 0;

	for (size_t i = 0; i < letters.len; i++) {
		unsigned byte = (unsigned char)letters.data[i];

		if (byte >= 0x80)
			byte = (unsigned char)letters.data[++i];
		if (byte == before && byte == before_that)
			return true;
		before_that = before;
		before = byte;
	}
	return false;
}

/*
 * The quick look at the token at `at`: gives its end when it is letters of ours or digits with
 * punctuation around them and no letter three times in a row, else `at`. `wordlike` tells none, one
 * and more apart.
 */
static size_t clean_token_end(struct slice text, size_t at, bool may_repeat, size_t *ret_wordlike)
{
	size_t letters = 0, digits = 0, i = at;
	bool gap = false; /* a sign that in front of a letter would be a disguise */

	while (i < text.len && !forms_is_blank(text.data[i])) {
		size_t end = letters_end(text, i);

		if (end > i) {
			struct slice stretch = slice_cut(text, i, end);

			if (gap || digits || (may_repeat && repeats(stretch)))
				return at;
			letters += stretch.len == 1 || (stretch.len == 2 &&
							!letters_ascii_alpha(text.data[i]))
					   ? 1
					   : 2;
			i = end;
			continue;
		}
		unsigned byte = (unsigned char)text.data[i++];
		unsigned part = byte < 0x80 ? forms_ascii_part[byte] : PART_LETTER;

		digits += part == PART_DIGIT;
		gap |= part != PART_OTHER && part != PART_DIGIT && letters > 0;
		if (part == PART_LETTER || (digits && letters) || byte == '<' || byte == '$' ||
		    byte == '@')
			return at;
	}
	*ret_wordlike = letters + digits;
	return i;
}

/* Most tokens are two and more ASCII letters with a blank behind them: gives its place, or `at`. */
static size_t simple_token_end(struct slice text, size_t at, bool may_repeat)
{
	size_t end = letters_ascii_end(text, at);

	if (end - at < 2 || end == text.len || text.data[end] != ' ' ||
	    (may_repeat && repeats(slice_cut(text, at, end))))
		return at;
	return end;
}

size_t forms_skip_clean(struct slice text, size_t at, bool may_repeat)
{
	struct singles singles = { 0 };

	while (at < text.len) {
		size_t wordlike = 0, simple = simple_token_end(text, at, may_repeat);
		if (simple > at) {
			singles.count = 0;
			at = simple + 1;
			continue;
		}
		if (forms_is_blank(text.data[at])) {
			at++;
			continue;
		}
		size_t end = clean_token_end(text, at, may_repeat, &wordlike);
		if (end == at || !book_token(&singles, at, end, wordlike))
			return singles.count ? singles.first : at;
		at = end;
	}
	return at;
}
