/* test_lexicon_entry.c - lines of sentiment.txt, taken apart or refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "lexicon_entry.h"
#include <stdio.h>
#include <string.h>

static const char *const marks[LEXICON_SHAPES] = { "=", ">", "<", "~" };

/* Words with a sign for their shape; "" when the line is refused. */
static void show(const char *written, char *ret_text, size_t size)
{
	struct lexicon_entry entry;
	size_t len = 0;

	ret_text[0] = '\0';
	if (!lexicon_entry_read(&entry, slice_from(written)))
		return;
	for (size_t i = 0; i < entry.count; i++) {
		int used = snprintf(ret_text + len, size - len, "%s%.*s", marks[entry.shape[i]],
				    (int)entry.word[i].len, entry.word[i].data);
		assert_true(used > 0 && (size_t)used < size - len);
		len += (size_t)used;
	}
}

static const struct {
	const char *written, *read;
} facts[] = {
	{ "bra", "=bra" },
	{ "Dålig*", ">dålig" },
	{ "*eländet", "<eländet" },
	{ "*skit*", "~skit" },
	{ "fungerar inte", "=fungerar=inte" },
	{ "e-post strul*", "=e=post>strul" },
	{ ":-(", "=:-(" },
	{ "<3", "=<3" },
	{ "\\o/", "=\\o/" },
	{ "👍", "=👍" },
	{ "", "" },
	{ "*", "" },
	{ "!!!", "" },
	{ "<33", "" },	  /* a number would be left */
	{ "(o)", "" },	  /* a letter would */
	{ "yahoo!", "" }, /* the sign is no part of the word */
	{ "idiot+", "" },
	{ "a b c d e f g h i", "" }, /* nine words */
};

static void test_lines(void **state)
{
	char read[256];

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		show(facts[i].written, read, sizeof(read));
		if (strcmp(read, facts[i].read))
			fail_msg("'%s' gave '%s', not '%s'", facts[i].written, read, facts[i].read);
	}
}

static void test_long_words(void **state)
{
	char written[LEXICON_KEY_MAX + 2];
	struct lexicon_entry entry;

	(void)state;
	memset(written, 'a', sizeof(written));
	for (size_t i = 0; i < sizeof(written); i += 2)
		written[i] = 'b';
	assert_true(lexicon_entry_read(&entry, (struct slice){ written, LEXICON_KEY_MAX }));
	assert_false(lexicon_entry_read(&entry, (struct slice){ written, LEXICON_KEY_MAX + 1 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_long_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
