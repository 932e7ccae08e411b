/* test_squeeze.c - facts about texts as regexes see them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "squeeze.h"

static void test_runs(void **state)
{
	static const struct {
		const char *text, *squeezed, *with_lines; /* NULL: as it was */
	} facts[] = {
		{ "kill yourself", NULL, NULL },
		{ "", NULL, NULL },
		{ "kill  yourself", "kill yourself", "kill yourself" },
		{ " kill\t you ", "kill you", "kill you" },
		{ "kill\nyou", "kill you", "kill\nyou" },
		{ "kill \r\n\n you\n", "kill you", "kill\nyou" },
		{ "kill <b>you</b>", "kill you", "kill you" },
		{ "k<i>i</i>ll<br>you", "kill you", "kill you" },
		{ "kill<br>\n<p> you", "kill you", "kill\nyou" },
		{ " kill you", "kill you", "kill you" },
		{ "kill you ", "kill you", "kill you" },
		{ " ", "", "" },
		{ "a <3 b", NULL, NULL },
	};
	struct squeeze squeeze = { .kinds[0].len = 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct slice text = slice_from(facts[i].text);

		squeeze_begin(&squeeze, text);
		assert_int_equal(squeeze.runs || squeeze.tags, facts[i].squeezed != NULL);
		for (int lines = false; facts[i].squeezed && lines <= true; lines++) {
			const struct squeezed *got = squeeze_get(&squeeze, text, lines);
			const char *want = lines ? facts[i].with_lines : facts[i].squeezed;

			assert_false(got->failed);
			assert_int_equal(got->len, strlen(want));
			assert_memory_equal(got->bytes, want, got->len);
		}
	}
	squeeze_done(&squeeze);
}

static bool has_runs(struct slice text)
{
	struct squeeze squeeze = { .kinds[0].len = 0 };

	squeeze_begin(&squeeze, text);
	return squeeze.runs;
}

/* Wherever they stand: texts are read by eight bytes. */
static void test_runs_anywhere(void **state)
{
	static const char words[] = "du \xC3\xA5 \xA0 o\x7F! d\xC3\xA4r\xFF \xC2\xA0 och h";
	char text[sizeof(words)];

	(void)state;
	for (size_t len = 0; len < sizeof(words); len++) {
		bool ends = len > 0 && words[len - 1] == ' ';

		assert_int_equal(has_runs((struct slice){ words, len }), ends);
		for (size_t at = 0; at < len; at++) {
			bool beside = ends || at == 0 || at + 1 == len || words[at - 1] == ' ' ||
				      words[at + 1] == ' ';

			memcpy(text, words, len);
			text[at] = ' ';
			assert_int_equal(has_runs((struct slice){ text, len }), beside);
			text[at] = "\t\n\r\x1F"[at % 4];
			assert_true(has_runs((struct slice){ text, len }));
		}
	}
}

static void test_patterns(void **state)
{
	static const char *const minding[] = {
		"kill you",	  "\\d(?:[\\s.]?\\d)+",
		"kill\\s",	  "konto.{0,40}gesperrt",
		"tel\\W{0,4}\\d", "a[^b]c",
		"a\\p{Z}b",	  "a[[:space:]]b",
		"a\\x20b",	  "^häng",
		"nu\\s+dö$",	  "\\Akill",
	};
	static const char *const others[] = { "kill\\s+you\\s*", "\\S+@\\S+", "a\\.b\\^\\$",
					      "[a-z]+\\\\s+", "" };

	(void)state;
	for (size_t i = 0; i < sizeof(minding) / sizeof(minding[0]); i++)
		if (!squeeze_minds(slice_from(minding[i])))
			fail_msg("%s", minding[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (squeeze_minds(slice_from(others[i])))
			fail_msg("%s", others[i]);
}

static void test_the_way_back(void **state)
{
	struct slice text = slice_from("so  kill <b>you</b> now");
	struct squeeze squeeze = { .kinds[0].len = 0 };
	const struct squeezed *got = squeeze_get(&squeeze, text, false);
	struct span span = squeeze_back(got, (struct span){ 3, 11 }); /* kill you */

	(void)state;
	assert_int_equal(span.from, 4);
	assert_int_equal(span.to, 15);
	squeeze_done(&squeeze);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_runs),
		cmocka_unit_test(test_runs_anywhere),
		cmocka_unit_test(test_patterns),
		cmocka_unit_test(test_the_way_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
