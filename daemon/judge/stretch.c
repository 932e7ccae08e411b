/* stretch.c - see stretch.h. */
#include "stretch.h"
#include "letters.h"
#include <string.h>

bool stretch_may_be(struct slice word)
{
	for (size_t i = 0; i < word.len; i++) {
		if ((unsigned char)word.data[i] >= 0x80 ||
		    (i >= 2 && word.data[i] == word.data[i - 1] &&
		     word.data[i] == word.data[i - 2]))
			return true;
	}
	return false;
}

bool stretch_stands_in(struct slice text)
{
	uint32_t letter, last = 0;
	size_t run = 0;

	for (size_t at = 0; at < text.len;) {
		at += letters_next(text.data + at, &letter);
		run = letter == last ? run + 1 : 1;
		last = letter;
		if (run == 3 && letters_kind(letter) == LETTER_ALPHA)
			return true;
	}
	return false;
}

size_t stretch_shorten(struct slice word, size_t keep, char out[static STRETCH_MAX])
{
	size_t len = 0;
	bool shortened = false;

	for (size_t at = 0; at < word.len;) {
		uint32_t code, next;
		size_t used = letters_next(word.data + at, &code), run = 1, end = at + used;
		while (end < word.len && letters_next(word.data + end, &next) == used &&
		       next == code) {
			end += used;
			run++;
		}
		size_t kept = run >= 3 ? keep : run;
		shortened |= kept < run;
		if (len + kept * used > STRETCH_MAX)
			return 0;
		memcpy(out + len, word.data + at, kept * used);
		len += kept * used;
		at = end;
	}
	return shortened ? len : 0;
}
