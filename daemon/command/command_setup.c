/* command_setup.c - see command_setup.h. */
#include "command_setup.h"

#include "rules_path.h"
#include "terminal.h"

#include <stdio.h>

struct config *command_config(const char *path, enum exit_status *ret_status)
{
	struct complaints complaints;
	struct config *config;

	complaints_init(&complaints);
	config = config_load(path, &complaints);
	complaints_print(&complaints, stderr);
	if (!config)
		*ret_status = complaints_has(&complaints, "memory") ? STATUS_WORLD : STATUS_USAGE;
	complaints_done(&complaints);
	return config;
}

struct config *command_begin(const struct command_line *line, const struct command_option *options,
			     int argc, char **argv, const char *const *path,
			     enum exit_status *ret_status)
{
	struct command_words words;

	if (command_options_read(line, options, argc, argv, &words))
		return command_config(*path, ret_status);
	*ret_status = words.status;
	return NULL;
}

int command_rules_find(const struct config *config, struct command_rules *ret_rules,
		       struct error *error)
{
	*ret_rules =
		(struct command_rules){ .folders = config->rules, .count = config->rules_count };
	if (config->rules_count)
		return 0;
	ret_rules->shipped = rules_path_shipped(error);
	if (!ret_rules->shipped)
		return error->code;
	ret_rules->one[0] = ret_rules->shipped;
	ret_rules->folders = ret_rules->one;
	ret_rules->count = 1;
	return 0;
}

void command_rules_done(struct command_rules *rules)
{
	free(rules->shipped);
	rules->shipped = NULL;
}

enum exit_status command_fail(const char *name, const struct error *error)
{
	fprintf(stderr, "livvakt %s: ", name);
	terminal_print(stderr, slice_from(error->text)); /* may be what a server answered */
	fputc('\n', stderr);
	return error_exit_status((enum error_code)error->code);
}
