/* regex_letters.c - see regex_letters.h. */
#include "regex_letters.h"
#include "forms.h"
#include "letters.h"
#include "utf8.h"

static size_t skip_to(struct slice pattern, size_t at, char end)
{
	while (at < pattern.len && pattern.data[at] != end)
		at++;
	return at + 1;
}

/* Names and escapes are no text: \p{Lu}, \x{e5}, (?<Name>, (?P<Name>. Gives where text goes on,
 * `at` itself where nothing such stands. */
static size_t skip_syntax(struct slice pattern, size_t at)
{
	struct slice rest = slice_cut(pattern, at, pattern.len);

	if (rest.data[0] == '\\' && rest.len > 2 && rest.data[2] == '{')
		return skip_to(pattern, at, '}');
	if (rest.data[0] == '\\')
		return at + 2;
	if (rest.len > 4 && rest.data[0] == '(' && rest.data[1] == '?' &&
	    (rest.data[2] == 'P' || rest.data[2] == '<'))
		return skip_to(pattern, at, rest.data[3] == '=' || rest.data[3] == '!' ? '<' : '>');
	return at;
}

bool regex_letters_unfolded(struct slice pattern, size_t *ret_at)
{
	for (size_t at = 0; at < pattern.len;) {
		char folded[UTF8_MAX_BYTES * 8];
		uint32_t code_point = 0;
		size_t behind = skip_syntax(pattern, at), len;
		struct slice character;

		if (behind > at) {
			at = behind;
			continue;
		}
		len = utf8_decode(slice_cut(pattern, at, pattern.len), &code_point);
		if (len == 0)
			return false;
		character = slice_cut(pattern, at, at + len);
		len = forms_fold_plain(character, folded, sizeof(folded));
		if (len > 0 && code_point > ' ' &&
		    !slice_equal(character, (struct slice){ folded, len })) {
			*ret_at = at;
			return true;
		}
		at += character.len;
	}
	return false;
}

/* Behind what an escape at `at` says: one letter, or with it a name or number. */
static size_t behind_escape(struct slice pattern, size_t at)
{
	const struct slice rest = slice_cut(pattern, at + 1, pattern.len);
	const char *brace =
		rest.len > 1 && rest.data[1] == '{' ? memchr(rest.data, '}', rest.len) : NULL;

	if (brace)
		return at + 1 + (size_t)(brace - rest.data) + 1;
	return at + (rest.len > 0 && rest.data[0] == 'x' ? 4 : 2); /* \xFF */
}

bool regex_letters_capital(struct slice pattern)
{
	for (size_t i = 0; i < pattern.len;) {
		if (pattern.data[i] >= 'A' && pattern.data[i] <= 'Z')
			return true;
		i = pattern.data[i] == '\\' ? behind_escape(pattern, i) : i + 1;
	}
	return false;
}

/* Behind the ] that closes the class at `at`; a ] that comes first stands for itself. */
static size_t skip_class(struct slice pattern, size_t at)
{
	at++;
	at += at < pattern.len && pattern.data[at] == '^';
	at += at < pattern.len && pattern.data[at] == ']';
	while (at < pattern.len && pattern.data[at] != ']')
		at += pattern.data[at] == '\\' ? 2 : 1;
	return at + 1;
}

/* Where the letters end that begin at `at`. */
static size_t end_of_word(struct slice pattern, size_t at)
{
	uint32_t code;

	while (at < pattern.len) {
		size_t len = utf8_decode(slice_cut(pattern, at, pattern.len), &code);

		if (len == 0 || !letters_in_word(code))
			break;
		at += len;
	}
	return at;
}

bool regex_letters_mixed(struct slice pattern, struct slice *ret_word)
{
	for (size_t at = 0; at < pattern.len;) {
		size_t behind = pattern.data[at] == '[' ? skip_class(pattern, at)
							: skip_syntax(pattern, at);
		size_t end;

		if (behind > at) {
			at = behind;
			continue;
		}
		end = end_of_word(pattern, at);
		*ret_word = slice_cut(pattern, at, end);
		if (end > at && letters_mix(*ret_word))
			return true;
		at = end > at ? end : at + 1;
	}
	return false;
}
