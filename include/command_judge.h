/*
 * command_judge.h - what the commands that judge files begin with: configuration, rules, a judge,
 * and lines to read.
 */
#ifndef LIVVAKT_COMMAND_JUDGE_H
#define LIVVAKT_COMMAND_JUDGE_H

#include "command.h"
#include "comment.h"
#include "config.h"
#include "error.h"
#include "judge.h"
#include "mood_models.h"
#include <stdbool.h>
#include <stdio.h>

/* Mood models that the command line names. */
struct command_models {
	const char *paths[MOOD_MODELS_MAX];
	size_t count;
	bool none; /* nor those of the configuration */
};

/* `--model FILE`, as command_options.h takes it: one more in a struct command_models; false, and
 * said on stderr, when there are too many. */
MUST_CHECK bool command_models_add(void *into, const char *path);

/* The rules of `folder`, or where it is NULL those of the configuration or the shipped ones, with
 * `models` (NULL: those of the configuration, as when none is named); kept for the next start.
 * Errors in them go to stderr; warnings do not, for `check` shows them. NULL: not to be used, or
 * not found. */
MUST_CHECK struct ruleset *command_ruleset(const struct config *config, const char *folder,
					   const struct command_models *models,
					   struct error *error);

struct command_judge {
	struct config *config;
	struct judge *judge;
};

/* `config_path` NULL: the defaults; `folder` and `models` as above. STATUS_FINE, or what to exit
 * with. */
MUST_CHECK enum exit_status command_judge_init(struct command_judge *judge, const char *name,
					       const char *config_path, const char *folder,
					       const struct command_models *models);
void command_judge_done(struct command_judge *judge);

/* Says on stderr that rules that ask for the time rested, if there are such, for `count` comments
 * had none. */
void command_tell_timeless(const struct judge *judge, const char *name, size_t count);

/* What comments say of their language that is none of ours: they are judged as if nothing stood
 * there. */
struct command_languages {
	size_t unknown;
	char first[COMMENT_LANG_MAX + 1];
};

void command_note_language(struct command_languages *languages, struct slice lang);
/* Says on stderr, once, that there are such. */
void command_tell_languages(const struct command_languages *languages, const char *name);

/* A file of lines, or standard input for "-". */
struct command_lines {
	FILE *file;
	const char *name;
	char *line;
	size_t capacity;
	size_t number; /* of the line given last, from 1 */
	bool failed;   /* reading stopped early; errno is in the error that next gave */
};

MUST_CHECK int command_lines_open(struct command_lines *lines, const char *path,
				  struct error *error);
/* The next line that is not blank, without its end; valid until the next call. False at the end or
 * on failure. */
bool command_lines_next(struct command_lines *lines, struct slice *ret_line, struct error *error);
void command_lines_close(struct command_lines *lines);

struct json;

/* What is done with each line of files: with the line, or with the JSON that it holds. */
struct command_reader {
	const char *command; /* for what is said on stderr */
	int (*take_line)(void *context, struct slice line, struct error *error);
	int (*take_json)(void *context, const struct json *json, struct error *error);
	void *context;
	size_t shown_max; /* bad lines that are named; 0: all */
	size_t bad_lines; /* so far */
};

/* A line for which `take` says ERROR_INVALID is named on stderr and left out; any other failure
 * ends the reading and is told, and so does, before `take_json`, a file that does not begin with
 * an object. STATUS_FINE also with bad lines: they are counted. */
MUST_CHECK enum exit_status command_read(struct command_reader *reader, const char *path);

#endif
