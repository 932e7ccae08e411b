/*
 * letters.h - what kind of character a code point is; the one place where text/ asks the Unicode
 * library.
 *
 * ASCII is answered from a table, since most bytes of most comments are ASCII.
 */
#ifndef LIVVAKT_LETTERS_H
#define LIVVAKT_LETTERS_H

#include "slice.h"
#include <endian.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum letter_kind {
	LETTER_NONE,  /* punctuation, signs, controls */
	LETTER_SPACE, /* blanks and line ends */
	LETTER_ALPHA, /* letters of any script */
	LETTER_DIGIT, /* digits of any script */
	LETTER_MARK,  /* combining marks: part of the word that they stand in */
	LETTER_EMOJI, /* pictures, and arrows and signs that people use as such */
};

extern const uint8_t letters_ascii[128]; /* enum letter_kind of each */

enum letter_kind letters_kind_wide(uint32_t code_point); /* beyond Latin */

static inline enum letter_kind letters_kind(uint32_t code_point)
{
	if (code_point < 128)
		return (enum letter_kind)letters_ascii[code_point];
	if (code_point >= 0xC0 && code_point <= 0x24F) /* Latin, the commonest after ASCII */
		return code_point == 0xD7 || code_point == 0xF7 ? LETTER_NONE : LETTER_ALPHA;
	return letters_kind_wide(code_point);
}

static inline bool letters_ascii_alpha(char byte)
{
	return (unsigned)(byte | 0x20) - 'a' < 26;
}

/* Letters, digits and marks make words. */
static inline bool letters_in_word(uint32_t code_point)
{
	enum letter_kind kind = letters_kind(code_point);

	return kind == LETTER_ALPHA || kind == LETTER_DIGIT || kind == LETTER_MARK;
}

/* What a text may hold; too much is of no harm. */
enum letters_hold {
	LETTERS_REPEATED = 1, /* a letter of one or two bytes three times in a row */
	LETTERS_LONG = 2,     /* letters or pictures of more bytes */
};
unsigned letters_hold(struct slice text);

/* Does a word hold letters of ours beside Greek, Cyrillic, Armenian or Cherokee ones? */
bool letters_mix(struct slice word);

bool letters_is_vowel(uint32_t code_point); /* of a lower-case Latin letter; y counts */

/* Skin tones and the like: they belong to the picture before them. */
static inline bool letters_modifies_emoji(uint32_t code_point)
{
	return code_point >= 0x1F3FB && code_point <= 0x1F3FF;
}

/* The code point at `at` in text known to be valid; gives the bytes it takes. `at` is below the
 * end. */
static inline size_t letters_next(const char *at, uint32_t *ret_code_point)
{
	const unsigned char *b = (const unsigned char *)at;

	if (b[0] < 0x80) {
		*ret_code_point = b[0];
		return 1;
	}
	if (b[0] < 0xE0) {
		*ret_code_point = (b[0] & 0x1Fu) << 6 | (b[1] & 0x3Fu);
		return 2;
	}
	if (b[0] < 0xF0) {
		*ret_code_point = (b[0] & 0x0Fu) << 12 | (b[1] & 0x3Fu) << 6 | (b[2] & 0x3Fu);
		return 3;
	}
	*ret_code_point =
		(b[0] & 0x07u) << 18 | (b[1] & 0x3Fu) << 12 | (b[2] & 0x3Fu) << 6 | (b[3] & 0x3Fu);
	return 4;
}

/* Eight bytes at `at`, the first of them lowest. */
static inline uint64_t letters_eight(struct slice text, size_t at)
{
	uint64_t bytes;

	memcpy(&bytes, text.data + at, sizeof(bytes));
	return le64toh(bytes);
}

/* Where the ASCII letters from `at` on end. Eight bytes at a time: a byte that is no letter keeps
 * its upper bit, and the lowest of these is the first. */
static inline size_t letters_ascii_end(struct slice text, size_t at)
{
	const uint64_t ones = UINT64_C(0x0101010101010101), upper = ones << 7;

	for (; text.len - at >= 8; at += 8) {
		uint64_t bytes = letters_eight(text, at), small = (bytes | ones << 5) & ~upper;
		uint64_t from_a = small + ones * (0x80 - 'a'), over_z = small + ones * (0x7F - 'z');
		uint64_t others = ~(from_a & ~over_z & ~bytes) & upper;

		if (others)
			return at + (size_t)__builtin_ctzll(others) / 8;
	}
	while (at < text.len && letters_ascii_alpha(text.data[at]))
		at++;
	return at;
}

/* The skin tone behind a picture that ends at `at`; 0 for none. */
static inline uint32_t letters_tone_at(const char *text, size_t at, size_t len)
{
	uint32_t code_point = 0;

	if (at < len)
		(void)letters_next(text + at, &code_point);
	return letters_modifies_emoji(code_point) ? code_point : 0;
}

/* Where the code point that ends at `end` begins; `end` is above 0 and between two code points. */
static inline size_t letters_before(const char *text, size_t end)
{
	size_t at = end - 1;

	while (at > 0 && ((unsigned char)text[at] & 0xC0u) == 0x80u)
		at--;
	return at;
}

/* Of UTF-8 that is valid: how many characters. */
static inline size_t letters_count(struct slice text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.data[i] & 0xC0u) != 0x80u;
	return count;
}

#endif
