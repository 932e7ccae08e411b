/* test_letters.c - the quick looks at letters against reading them one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "letters.h"

static const char *const pieces[] = {
	"a", "b", "Z", "z", "@", "[", "`", "{", "å", "ö", "ß", "é", "😂", "ก", ".", "!", " ", "7",
};
enum { PIECES = sizeof(pieces) / sizeof(pieces[0]), TEXTS = 20000, PIECES_MAX = 24 };

static unsigned next_random(unsigned *state)
{
	*state = *state * 1103515245u + 12345u;
	return *state >> 16;
}

/* Pieces in a row, each up to four times. */
static struct slice make_text(unsigned *state, char *bytes)
{
	size_t len = 0, count = next_random(state) % PIECES_MAX;

	for (size_t i = 0; i < count; i++) {
		const char *piece = pieces[next_random(state) % PIECES];

		for (unsigned times = next_random(state) % 4; times > 0; times--) {
			memcpy(bytes + len, piece, strlen(piece));
			len += strlen(piece);
		}
	}
	return (struct slice){ bytes, len };
}

static unsigned holds(struct slice text)
{
	uint32_t before = 0, before_that = 0, code;
	unsigned hold = 0;

	for (size_t at = 0, used; at < text.len; at += used) {
		used = letters_next(text.data + at, &code);
		if (used > 2)
			hold |= LETTERS_LONG;
		else if (code == before && code == before_that &&
			 letters_kind(code) == LETTER_ALPHA)
			hold |= LETTERS_REPEATED;
		before_that = before;
		before = code;
	}
	return hold;
}

static void test_nothing_is_overlooked(void **unused)
{
	char bytes[PIECES_MAX * 4 * 4];
	unsigned state = 1, quiet = 0;

	(void)unused;
	for (int i = 0; i < TEXTS; i++) {
		struct slice text = make_text(&state, bytes);
		unsigned hold = letters_hold(text);

		assert_int_equal(holds(text) & ~hold, 0);
		quiet += hold == 0;
	}
	assert_true(quiet > TEXTS / 20);
}

static void test_signs_and_pairs_are_no_repetition(void **unused)
{
	(void)unused;
	assert_int_equal(letters_hold(slice_from("wait ... what?!! aa bb, and so on, and on")), 0);
	assert_int_equal(letters_hold(slice_from("and hello, this is sooo good, isn't it")),
			 LETTERS_REPEATED);
	assert_int_equal(letters_hold(slice_from("sååå")) & LETTERS_REPEATED, LETTERS_REPEATED);
	assert_int_equal(letters_hold(slice_from("")), 0);
}

static void test_where_letters_end(void **unused)
{
	char bytes[PIECES_MAX * 4 * 4];
	unsigned state = 7;

	(void)unused;
	for (int i = 0; i < TEXTS; i++) {
		struct slice text = make_text(&state, bytes);
		size_t from = text.len ? next_random(&state) % text.len : 0, end = from;

		while (end < text.len && letters_ascii_alpha(text.data[end]))
			end++;
		assert_int_equal(letters_ascii_end(text, from), end);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing_is_overlooked),
		cmocka_unit_test(test_signs_and_pairs_are_no_repetition),
		cmocka_unit_test(test_where_letters_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
