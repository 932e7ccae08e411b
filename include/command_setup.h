/* command_setup.h - what most subcommands begin with: the configuration, or its complaints; the
 * folders of rules. */
#ifndef LIVVAKT_COMMAND_SETUP_H
#define LIVVAKT_COMMAND_SETUP_H

#include "command_options.h"
#include "config.h"
#include "error.h"

/* Reads the configuration (NULL path: the defaults) and prints all complaints to stderr. NULL:
 * *ret_status is the exit status. */
struct config *command_config(const char *path, enum exit_status *ret_status);

/* The beginning of a subcommand without words beside its options: reads these, then the
 * configuration that one of them put into *path. NULL as above, or after --help. */
struct config *command_begin(const struct command_line *line, const struct command_option *options,
			     int argc, char **argv, const char *const *path,
			     enum exit_status *ret_status);

/* The configuration's folders, or the shipped ones. Borrowed from the configuration or static
 * storage of the caller. */
struct command_rules {
	const char *const *folders;
	size_t count;
	char *shipped; /* freed by command_rules_done */
	const char *one[1];
};
MUST_CHECK int command_rules_find(const struct config *config, struct command_rules *ret_rules,
				  struct error *error);
void command_rules_done(struct command_rules *rules);

/* "livvakt NAME: text" to stderr; gives the exit status of the code. */
enum exit_status command_fail(const char *name, const struct error *error);

#endif
