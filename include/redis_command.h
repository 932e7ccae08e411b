/*
 * redis_command.h - a command as a list of arguments with their lengths, built without formatting.
 *
 * Text and bytes are borrowed until the command is sent; numbers are kept inside. A bug of ours
 * that adds too many arguments is an assertion.
 */
#ifndef LIVVAKT_REDIS_COMMAND_H
#define LIVVAKT_REDIS_COMMAND_H

#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { REDIS_ARGUMENTS_MAX = 64, REDIS_NUMBERS_MAX = 16, REDIS_NUMBER_BYTES = 24 };

struct redis_command {
	int count;
	bool function; /* calls a function of ours */
	const char *arguments[REDIS_ARGUMENTS_MAX];
	size_t lengths[REDIS_ARGUMENTS_MAX];
	int numbers_used;
	char numbers[REDIS_NUMBERS_MAX][REDIS_NUMBER_BYTES];
};

void redis_command_init(struct redis_command *command, const char *name);
/* FCALL of a function of ours on the keys of the partition whose prefix (keys.h) is given. */
void redis_command_call(struct redis_command *command, const char *function, const char *prefix);

/* AUTH; false, and nothing to be said, when the password is empty. An empty user is the default
 * one. Both are borrowed. */
bool redis_command_login(struct redis_command *command, const char *user, const char *password);
void redis_command_add(struct redis_command *command, struct slice argument);
void redis_command_add_text(struct redis_command *command, const char *text);
void redis_command_add_integer(struct redis_command *command, int64_t value);

#endif
