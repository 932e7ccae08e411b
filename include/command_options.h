/* command_options.h - what a subcommand was called with, read by a table of its options.
 *
 * Every subcommand has --help and -h without a row for them. Options and words may be mixed; "--"
 * ends the options. */
#ifndef LIVVAKT_COMMAND_OPTIONS_H
#define LIVVAKT_COMMAND_OPTIONS_H

#include "attributes.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>

enum { COMMAND_OPTIONS_MAX = 24 };

/* A row says by one of `flag`, `text` and `take` what the option is. */
struct command_option {
	const char *name; /* without dashes; NULL ends the table */
	char letter;	  /* short form; 0: none */
	bool *flag;	  /* takes no value; is set */
	const char *
		*text, /* takes a value, which is borrowed from argv; the last one given counts */
		**second; /* with `text`: takes the word behind the value, too */
	/* Takes a value that is more than a text. False: it is wrong, which `take` has said. */
	bool (*take)(void *into, const char *value);
	void *into;
};

struct command_line {
	const char *name;   /* as "rules diff" */
	const char *help;   /* the whole text of --help */
	size_t least, most; /* words beside the options */
};
enum { COMMAND_WORDS_ANY = 1 << 20 };

/* What stood beside the options. */
struct command_words {
	char **words;
	size_t count;
	enum exit_status status; /* when there is nothing to go on with */
};

/* False: leave with ret_words->status; help was given, or what is wrong was said. */
MUST_CHECK bool command_options_read(const struct command_line *line,
				     const struct command_option *options, int argc, char **argv,
				     struct command_words *ret_words);

/* Says on stderr what is wrong (printf; NULL: the help says it all), then the help. Gives
 * STATUS_USAGE. */
enum exit_status command_usage(const struct command_line *line, const char *format, ...)
	PRINTF_LIKE(2, 3);

#endif
