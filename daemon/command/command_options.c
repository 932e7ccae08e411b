/* command_options.c - see command_options.h. */
#include "command_options.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>

enum { FIRST = 256 }; /* what getopt gives for row 0; below it are letters */

static size_t rows_of(const struct command_option *options)
{
	size_t count = 0;

	while (options[count].name)
		count++;
	return count;
}

static void write_tables(const struct command_option *options, size_t count,
			 struct option *ret_names, char *ret_letters)
{
	*ret_letters++ = ':'; /* a missing value is told from an unknown option */
	*ret_letters++ = 'h';
	for (size_t i = 0; i < count; i++) {
		int value = options[i].flag ? no_argument : required_argument;

		ret_names[i] = (struct option){ options[i].name, value, NULL, FIRST + (int)i };
		if (!options[i].letter)
			continue;
		*ret_letters++ = options[i].letter;
		if (value == required_argument)
			*ret_letters++ = ':';
	}
	*ret_letters = '\0';
	ret_names[count] = (struct option){ "help", no_argument, NULL, 'h' };
	ret_names[count + 1] = (struct option){ NULL, 0, NULL, 0 };
}

/* NULL: none of them. */
static const struct command_option *row_for(const struct command_option *options, size_t count,
					    int found)
{
	if (found >= FIRST)
		return &options[found - FIRST];
	for (size_t i = 0; i < count; i++) {
		if (options[i].letter == found)
			return &options[i];
	}
	return NULL;
}

static bool take(const struct command_line *line, const struct command_option *row, int argc,
		 char **argv)
{
	if (row->flag) {
		*row->flag = true;
		return true;
	}
	if (row->take)
		return row->take(row->into, optarg);
	*row->text = optarg;
	if (!row->second)
		return true;
	if (optind >= argc) {
		command_usage(line, "--%s wants two values", row->name);
		return false;
	}
	*row->second = argv[optind++];
	return true;
}

static void refuse(const struct command_line *line, int found, char **argv)
{
	const char *what = found == ':' ? "wants a value" : "is not understood";

	if (optopt > 0 && optopt < FIRST) /* one letter, maybe of several in a word */
		command_usage(line, "-%c %s", optopt, what);
	else
		command_usage(line, "%s %s", argv[optind - 1], what);
}

static bool count_fits(const struct command_line *line, const struct command_words *words)
{
	if (words->count > line->most)
		command_usage(line, "\"%s\" is not understood", words->words[line->most]);
	else if (words->count < line->least)
		command_usage(line, NULL);
	return words->count >= line->least && words->count <= line->most;
}

bool command_options_read(const struct command_line *line, const struct command_option *options,
			  int argc, char **argv, struct command_words *ret_words)
{
	struct option names[COMMAND_OPTIONS_MAX + 2];
	char letters[2 * COMMAND_OPTIONS_MAX + 3];
	size_t count = rows_of(options);
	int found;

	write_tables(options, count, names, letters);
	*ret_words = (struct command_words){ .status = STATUS_USAGE };
	opterr = 0;
	optind = 0; /* anew, whatever was read before */
	while ((found = getopt_long(argc, argv, letters, names, NULL)) != -1) {
		const struct command_option *row = row_for(options, count, found);

		if (found == 'h') {
			fputs(line->help, stdout);
			ret_words->status = STATUS_FINE;
			return false;
		}
		if (!row) {
			refuse(line, found, argv);
			return false;
		}
		if (!take(line, row, argc, argv))
			return false;
	}
	ret_words->words = argv + optind;
	ret_words->count = (size_t)(argc - optind);
	return count_fits(line, ret_words);
}

enum exit_status command_usage(const struct command_line *line, const char *format, ...)
{
	va_list arguments;

	if (format) {
		fprintf(stderr, "livvakt %s: ", line->name);
		va_start(arguments, format);
		vfprintf(stderr, format, arguments);
		va_end(arguments);
		fputc('\n', stderr);
	}
	fputs(line->help, stderr);
	return STATUS_USAGE;
}
