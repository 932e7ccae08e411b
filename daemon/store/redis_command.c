/* redis_command.c - the arguments of a command, gathered. */
#include "redis_command.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>

void redis_command_init(struct redis_command *command, const char *name)
{
	command->count = 0;
	command->numbers_used = 0;
	command->function = false;
	redis_command_add_text(command, name);
}

void redis_command_call(struct redis_command *command, const char *function, const char *prefix)
{
	redis_command_init(command, "FCALL");
	redis_command_add_text(command, function);
	redis_command_add_text(command, "1");
	redis_command_add_text(command, prefix);
	command->function = true;
}

bool redis_command_login(struct redis_command *command, const char *user, const char *password)
{
	if (!password[0])
		return false;
	redis_command_init(command, "AUTH");
	if (user[0])
		redis_command_add_text(command, user);
	redis_command_add_text(command, password);
	return true;
}

void redis_command_add(struct redis_command *command, struct slice argument)
{
	assert(command->count < REDIS_ARGUMENTS_MAX);
	command->arguments[command->count] = argument.data ? argument.data : "";
	command->lengths[command->count++] = argument.len;
}

void redis_command_add_text(struct redis_command *command, const char *text)
{
	redis_command_add(command, slice_from(text));
}

void redis_command_add_integer(struct redis_command *command, int64_t value)
{
	assert(command->numbers_used < REDIS_NUMBERS_MAX);
	char *number = command->numbers[command->numbers_used++];

	(void)snprintf(number, REDIS_NUMBER_BYTES, "%" PRId64, value);
	redis_command_add_text(command, number);
}
