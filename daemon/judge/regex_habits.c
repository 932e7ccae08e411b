/* regex_habits.c - see regex_habits.h; one function a habit, and a table of them. */
#include "regex_habits.h"
#include "letters.h"
#include "utf8.h"
#include <stdbool.h>
#include <string.h>

enum { STEM_LEAST = 3 }; /* letters: a* and no* are meant so */

/* Does the word end behind its star: at the end, a blank, a |, a ) or \b? */
static bool ends_at(struct slice pattern, size_t at)
{
	return at == pattern.len || strchr(" |)", pattern.data[at]) ||
	       (pattern.data[at] == '\\' && at + 1 < pattern.len && pattern.data[at + 1] == 'b');
}

/* idiot* as words have it: here it is idio, and any number of t. */
static bool has_star_of_words(struct slice pattern)
{
	size_t letters = 0, step;

	for (size_t at = 0; at < pattern.len; at += step) {
		uint32_t code = 0;

		step = utf8_decode(slice_cut(pattern, at, pattern.len), &code);
		if (step == 0)
			return false;
		if (code == '*' && letters >= STEM_LEAST && ends_at(pattern, at + 1))
			return true;
		letters = letters_in_word(code) ? letters + 1 : 0;
		step += code == '\\' && at + 1 < pattern.len;
	}
	return false;
}

/* /idiot/i */
static bool has_slashes(struct slice pattern)
{
	const char *last = pattern.len > 2 ? memrchr(pattern.data, '/', pattern.len) : NULL;

	if (!last || pattern.data[0] != '/' || last == pattern.data || last[-1] == '\\')
		return false;
	for (last++; last < pattern.data + pattern.len; last++)
		if (!memchr("gimsux", *last, 6))
			return false;
	return true;
}

/* .* at its beginning or end, lazy or not. */
static bool holds_the_rest(struct slice pattern)
{
	size_t len = pattern.len;

	if (len > 0 && pattern.data[len - 1] == '?')
		len--;
	return (pattern.len > 2 && memcmp(pattern.data, ".*", 2) == 0) ||
	       (len > 2 && memcmp(pattern.data + len - 2, ".*", 2) == 0 &&
		pattern.data[len - 3] != '\\');
}

static const struct {
	bool (*has)(struct slice pattern);
	const char *code, *remedy;
} habits[] = {
	{ has_slashes, "regex-slashes",
	  "this regex looks for the slashes too; leave them and what stands behind them out, for "
	  "texts are lower-cased" },
	{ has_star_of_words, "regex-star",
	  "in a regex a star repeats the letter before it (idiot* is idio, idiot, idiott); write "
	  "idiot\\w* for what begins so, or put it under 'words'" },
	{ holds_the_rest, "regex-rest",
	  "a regex is found anywhere in a text, and with .* at its beginning or end its find holds "
	  "the rest of the line, where any word of 'except' excuses it; take the .* out" },
};

const char *regex_habits_find(struct slice pattern, const char **ret_code)
{
	for (size_t i = 0; i < sizeof(habits) / sizeof(habits[0]); i++) {
		if (!habits[i].has(pattern))
			continue;
		*ret_code = habits[i].code;
		return habits[i].remedy;
	}
	return NULL;
}
