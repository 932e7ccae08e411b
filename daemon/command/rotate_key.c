/* rotate_key.c - livvakt rotate-key: authors get a new key; the one before finds them for a while.
 */
#include "author_key.h"
#include "clock.h"
#include "command.h"
#include "command_options.h"
#include "command_setup.h"

#include <stdio.h>

static const char help[] =
	"usage: livvakt rotate-key [-c FILE]\n"
	"\n"
	"Makes a new key for the hashes by which authors are known, in author.key of the state\n"
	"folder. For `keep_author_key` of the configuration the one before still finds what it\n"
	"hashed; then it is removed. Restart the service to use it, and where several Livvakts\n"
	"share a Redis, copy the file into the state folder of each first.\n"
	"\n"
	"  -c, --config FILE   the configuration of the service; run this as its user\n";

static void print_outcome(const struct author_keys *keys)
{
	char until[CLOCK_TEXT_MAX];

	if (keys->until_us)
		printf("there is a new key; the one before finds authors until %s\n",
		       clock_format(keys->until_us, until));
	else
		printf("there is a new key; the one before is gone\n");
	printf("restart the service to use it; where several Livvakts share a Redis, copy\n"
	       "author.key into the state folder of each first\n");
}

static int rotate(const struct config *config, struct error *error)
{
	int64_t now_us = clock_wall_us();
	struct author_keys keys = { 0 };
	char until[CLOCK_TEXT_MAX];
	int r = crypto_init(error);

	if (r == 0)
		r = author_key_require(config->state_folder, error);
	if (r == 0)
		r = author_key_rotate(config->state_folder, now_us,
				      now_us + config->keep_author_key_us, &keys, error);
	if (r == 0)
		print_outcome(&keys);
	else if (r == ERROR_CONFLICT)
		r = error_set(error, ERROR_CONFLICT,
			      "the key before this one finds authors until %s (keep_author_key); "
			      "nothing was changed, try again then",
			      clock_format(keys.until_us, until));
	crypto_wipe(&keys, sizeof(keys));
	return r;
}

int command_rotate_key(int argc, char **argv)
{
	static const struct command_line line = { "rotate-key", help, 0, 0 };
	enum exit_status status = STATUS_FINE;
	struct error error = { 0 };
	const char *path = NULL;
	const struct command_option options[] = { { "config", 'c', .text = &path }, { 0 } };
	struct config *config = command_begin(&line, options, argc, argv, &path, &status);

	if (!config)
		return (int)status;
	if (rotate(config, &error) < 0)
		status = command_fail("rotate-key", &error);
	config_free(config);
	return (int)status;
}
