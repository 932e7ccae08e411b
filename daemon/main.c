/* main.c - the table of subcommands. */
#include "command.h"
#include "error.h"
#include "suggest.h"

#include <stdio.h>

static const struct command commands[] = {
	{ "run", "the service", command_run },
	{ "check", "configuration and rule files, and the rules' own examples", command_check },
	{ "score", "comments in, verdicts out", command_score },
	{ "eval", "how good the rules are on labelled comments", command_eval },
	{ "train", "a model of the mood out of comments that you labelled", command_train },
	{ "rules", "why a text gets its verdict; what changed rules would change", command_rules },
	{ "replay", "recorded comments on their own clock: incidents as they would have been",
	  command_replay },
	{ "detect", "a bare series in, anomaly scores out", command_detect },
	{ "send", "recorded comments to a running service", command_send },
	{ "incidents", "list, show and acknowledge incidents", command_incidents },
	{ "silence", "incidents told to nobody for a while", command_silence },
	{ "oncall", "whose turn it is, and who is told of what", command_oncall },
	{ "queue", "comments that need a person's look", command_queue },
	{ "deliveries", "what was sent to whom, and what became of it", command_deliveries },
	{ "state", "where the memory is, and what will be forgotten when", command_state },
	{ "backup", "the state, copied while the service works", command_backup },
	{ "poison", "blocks that could not be judged, and once more with them", command_poison },
	{ "export", "everything that is kept of one author", command_export },
	{ "forget", "the same, erased", command_forget },
	{ "repartition", "brands to another number of partitions", command_repartition },
	{ "rotate-key", "a new key for the hashes of authors", command_rotate_key },
};
enum { COMMANDS = sizeof(commands) / sizeof(commands[0]) };

static void print_help(FILE *to)
{
	fputs("usage: livvakt COMMAND [OPTION...]   (livvakt COMMAND --help says more)\n\n", to);
	for (size_t i = 0; i < COMMANDS; i++)
		fprintf(to, "  %-11s %s\n", commands[i].name, commands[i].summary);
}

static int unknown(const char *word)
{
	const char *names[COMMANDS];
	const char *near;

	for (size_t i = 0; i < COMMANDS; i++)
		names[i] = commands[i].name;
	near = suggest_nearest(slice_from(word), names, COMMANDS);
	fprintf(stderr, "livvakt: there is no command \"%s\"%s%s%s\n", word,
		near ? "; did you mean \"" : "", near ? near : "; livvakt --help lists them",
		near ? "\"?" : "");
	return STATUS_USAGE;
}

/* What was printed must have got there: a full disk is no success. */
static int close_output(int status)
{
	if ((fflush(stdout) == 0 && !ferror(stdout)) || status > STATUS_NO)
		return status;
	fputs("livvakt: standard output could not be written whole; is the disk full?\n", stderr);
	return STATUS_WORLD;
}

static int run_command(int argc, char **argv)
{
	for (size_t i = 0; i < COMMANDS; i++) {
		if (strcmp(argv[0], commands[i].name) == 0)
			return commands[i].run(argc, argv);
	}
	return unknown(argv[0]);
}

/* `help X` is `X --help`. */
static int help_with(int argc, char **argv)
{
	enum { WORDS_MAX = 3 }; /* as "rules diff" */
	char option[] = "--help";
	char *words[WORDS_MAX + 1] = { NULL };
	int count = 0;

	for (; count < argc && count < WORDS_MAX - 1; count++)
		words[count] = argv[count];
	words[count++] = option;
	return run_command(count, words);
}

static int dispatch(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";

	if (strcmp(word, "--version") == 0) {
		puts("livvakt " LIVVAKT_VERSION);
		return STATUS_FINE;
	}
	if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0 ||
	    (argc == 2 && strcmp(word, "help") == 0)) {
		print_help(stdout);
		return STATUS_FINE;
	}
	if (argc > 2 && strcmp(word, "help") == 0)
		return help_with(argc - 2, argv + 2);
	if (*word)
		return run_command(argc - 1, argv + 1);
	print_help(stderr);
	return STATUS_USAGE;
}

int main(int argc, char **argv)
{
	return close_output(dispatch(argc, argv));
}
