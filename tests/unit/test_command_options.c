/* test_command_options.c - what a subcommand was called with. */
#include "command_options.h"
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <unistd.h>

#include <cmocka.h>

enum { WORDS_MAX = 12, SAID_BYTES = 1024 };

struct asked {
	const char *config, *first, *second;
	bool json;
	int number;
};

static bool take_digit(void *into, const char *value)
{
	int *number = into;

	if (value[0] < '0' || value[0] > '9' || value[1])
		return false;
	*number = value[0] - '0';
	return true;
}

/* Reads `said`, a command and its words with a blank between two; `told` is all that was printed.
 */
static bool read_line(const char *said, struct asked *asked, struct command_words *ret_words,
		      char told[SAID_BYTES])
{
	static const struct command_line line = { "try this", "usage: try this\n", 1, 2 };
	static char words[SAID_BYTES]; /* the words that are given back point into it */
	static char *argv[WORDS_MAX + 1];
	const struct command_option options[] = {
		{ "config", 'c', .text = &asked->config },
		{ "json", 'j', .flag = &asked->json },
		{ "pair", .text = &asked->first, .second = &asked->second },
		{ "digit", 'd', .take = take_digit, .into = &asked->number },
		{ 0 },
	};
	FILE *file = tmpfile();
	int argc = 0, kept = dup(STDERR_FILENO), kept_out = dup(STDOUT_FILENO);
	char *rest = words;
	bool good;

	assert_non_null(file);
	*asked = (struct asked){ .number = -1 };
	snprintf(words, sizeof(words), "%s", said);
	for (char *word; argc < WORDS_MAX && (word = strsep(&rest, " "));)
		argv[argc++] = word;
	argv[argc] = NULL;
	dup2(fileno(file), STDERR_FILENO);
	dup2(fileno(file), STDOUT_FILENO);
	good = command_options_read(&line, options, argc, argv, ret_words);
	fflush(stdout);
	dup2(kept, STDERR_FILENO);
	dup2(kept_out, STDOUT_FILENO);
	close(kept);
	close(kept_out);
	rewind(file);
	told[fread(told, 1, SAID_BYTES - 1, file)] = '\0';
	fclose(file);
	return good;
}

static void options_and_words_are_taken(void **state)
{
	char told[SAID_BYTES];
	struct command_words words;
	struct asked asked;

	(void)state;
	assert_true(read_line("try a -c x --json b --digit=7", &asked, &words, told));
	assert_string_equal(asked.config, "x");
	assert_true(asked.json);
	assert_int_equal(asked.number, 7);
	assert_int_equal(words.count, 2);
	assert_string_equal(words.words[0], "a");
	assert_string_equal(words.words[1], "b");
	assert_string_equal(told, "");
	/* the last one counts; letters stand together; behind -- all are words */
	assert_true(read_line("try -c x -jcy -- --json", &asked, &words, told));
	assert_string_equal(asked.config, "y");
	assert_int_equal(words.count, 1);
	assert_string_equal(words.words[0], "--json");
}

static void an_option_of_two_values_takes_both(void **state)
{
	char told[SAID_BYTES];
	struct command_words words;
	struct asked asked;

	(void)state;
	assert_true(read_line("try word --pair one two", &asked, &words, told));
	assert_string_equal(asked.first, "one");
	assert_string_equal(asked.second, "two");
	assert_int_equal(words.count, 1);
	assert_string_equal(words.words[0], "word");
	assert_false(read_line("try --pair one", &asked, &words, told));
	assert_string_equal(told, "livvakt try this: --pair wants two values\nusage: try this\n");
}

static void help_is_no_mistake(void **state)
{
	char told[SAID_BYTES];
	struct command_words words;
	struct asked asked;

	(void)state;
	assert_false(read_line("try --help", &asked, &words, told));
	assert_int_equal(words.status, STATUS_FINE);
	assert_string_equal(told, "usage: try this\n");
	assert_false(read_line("try -h", &asked, &words, told));
	assert_int_equal(words.status, STATUS_FINE);
}

static void what_is_wrong_is_named(void **state)
{
	static const struct {
		const char *said, *told;
	} rows[] = {
		{ "try a --jsno", "livvakt try this: --jsno is not understood\n" },
		{ "try a --json=yes", "livvakt try this: --json=yes is not understood\n" },
		{ "try a -jx", "livvakt try this: -x is not understood\n" },
		{ "try a --config", "livvakt try this: --config wants a value\n" },
		{ "try a -jc", "livvakt try this: -c wants a value\n" },
		{ "try a b c d", "livvakt try this: \"c\" is not understood\n" },
		{ "try -j", "" },
	};
	char told[SAID_BYTES], expected[SAID_BYTES];
	struct command_words words;
	struct asked asked;

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_false(read_line(rows[i].said, &asked, &words, told));
		assert_int_equal(words.status, STATUS_USAGE);
		snprintf(expected, sizeof(expected), "%susage: try this\n", rows[i].told);
		assert_string_equal(told, expected);
	}
	/* a row that takes a value by itself says itself what is wrong with it */
	assert_false(read_line("try a -d x", &asked, &words, told));
	assert_int_equal(words.status, STATUS_USAGE);
	assert_string_equal(told, "");
	assert_int_equal(asked.number, -1);
}

int main(void)
{
	static const struct CMUnitTest tests[] = {
		cmocka_unit_test(options_and_words_are_taken),
		cmocka_unit_test(an_option_of_two_values_takes_both),
		cmocka_unit_test(help_is_no_mistake),
		cmocka_unit_test(what_is_wrong_is_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
