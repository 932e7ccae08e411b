/* backup.c - livvakt backup: the state, copied while the service works. */
#include "clock.h"
#include "command.h"
#include "command_options.h"
#include "command_setup.h"
#include "crypto.h"
#include "file.h"
#include "managed_backup.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char help[] =
	"usage: livvakt backup [-c FILE] FOLDER\n"
	"\n"
	"Copies the state folder (Livvakt's own Redis, and the key of authors' hashes) into a new\n"
	"folder, as it stands at this moment; the service goes on meanwhile, or is stopped. A\n"
	"Livvakt whose `state` is such a folder goes on from there: docs/state.md says how to\n"
	"restore one. What is in it is as confidential as the state itself.\n"
	"\n"
	"  -c, --config FILE   the configuration of the service; run this as its user\n";

/* Small files beside Redis' own. The key comes after what was hashed with it: a new one keeps the
 * one before beside it. */
static const struct small_file {
	const char *name;
	bool needed; /* the other one is there only with a Redis that is not managed */
} small_files[] = { { "redis.used", false }, { "author.key", true } };
enum { SMALL_FILES = sizeof(small_files) / sizeof(small_files[0]), SMALL_MAX = 4096 };

static int tell_missing(const char *path, struct error *error)
{
	return error_set(error, ERROR_NOT_FOUND,
			 "%s is missing; is this the state folder of a service that ran? Name the "
			 "configuration of that one with -c",
			 path);
}

static int copy_small(const char *from_folder, const char *to_folder, const struct small_file *file,
		      struct error *error)
{
	AUTO_FREE char *from = file_join(from_folder, file->name);
	AUTO_FREE char *to = file_join(to_folder, file->name);
	struct error missing = { 0 };
	struct buffer content;
	int r;

	if (!from || !to)
		return error_set(error, ERROR_MEMORY, "out of memory");
	buffer_init(&content, SMALL_MAX + 1);
	r = file_read(from, SMALL_MAX, &content, &missing);
	if (r == 0)
		r = file_write(to, buffer_slice(&content), 0600, error);
	else if (r == ERROR_NOT_FOUND)
		r = file->needed ? tell_missing(from, error) : 0;
	else
		*error = missing;
	buffer_wipe(&content);
	return r;
}

static int copy_redis(const struct config *config, const char *to, uint64_t *ret_bytes,
		      struct error *error)
{
	int r = managed_backup(config->state_folder, to, ret_bytes, error);

	if (r == ERROR_NOT_FOUND)
		error_prefix(error,
			     "no service has run with the state folder %s; name the configuration "
			     "of one that has with -c",
			     config->state_folder);
	return r;
}

static int copy_all(const struct config *config, const char *to, uint64_t *ret_bytes,
		    struct error *error)
{
	int r = 0;

	*ret_bytes = 0;
	if (strcmp(config->redis, "managed") == 0)
		r = copy_redis(config, to, ret_bytes, error);
	for (size_t i = 0; r == 0 && i < SMALL_FILES; i++)
		r = copy_small(config->state_folder, to, &small_files[i], error);
	return r;
}

/* Names too are on the disk then, not the bytes of files alone. */
static int sync_folder(const char *path, struct error *error)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return error_errno(error, "cannot open %s", path);
	int r = syncfs(fd) == 0 ? 0 : error_errno(error, "cannot write %s to disk", path);
	close(fd);
	return r;
}

static int move_into_place(const char *part, const char *to, struct error *error)
{
	int r = sync_folder(part, error);

	if (r == 0 && rename(part, to) != 0)
		r = error_errno(error, "cannot rename %s to %s", part, to);
	if (r < 0)
		return r;
	r = sync_folder(to, error);
	return r < 0 ? error_prefix(error,
				    "%s holds the whole copy, but a power cut may still undo it; "
				    "run sync and mend its disk",
				    to)
		     : 0;
}

/* Under another name until it is whole. */
static int back_up(const struct config *config, const char *to, uint64_t *ret_bytes,
		   struct error *error)
{
	AUTO_FREE char *part = NULL;
	int r;

	if (!*to)
		return error_set(error, ERROR_INVALID,
				 "the name of the folder is empty; name one that is not there");
	if (file_exists(to))
		return error_set(error, ERROR_INVALID,
				 "%s is there already; name a folder that is not", to);
	if (asprintf(&part, "%s.XXXXXX", to) < 0) {
		part = NULL;
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	if (!mkdtemp(part))
		return error_errno(error, "cannot make the folder %s", part);
	r = copy_all(config, part, ret_bytes, error);
	if (r == 0)
		r = move_into_place(part, to, error);
	if (r < 0)
		file_remove_folder(part); /* not there any more when it has its name */
	return r;
}

static void print_outcome(const struct config *config, const char *to, uint64_t bytes)
{
	char at[CLOCK_TEXT_MAX];

	if (strcmp(config->redis, "managed") == 0)
		printf("%s holds the state of %s, %llu bytes of Redis\n", to,
		       clock_format(clock_wall_us(), at), (unsigned long long)bytes);
	else
		printf("%s holds the key of authors' hashes; the Redis is not Livvakt's own: back "
		       "it up with its own means\n",
		       to);
}

static void strip_slashes(char *path)
{
	for (size_t len = strlen(path); len > 1 && path[len - 1] == '/'; len--)
		path[len - 1] = '\0';
}

int command_backup(int argc, char **argv)
{
	static const struct command_line line = { "backup", help, 1, 1 };
	enum exit_status status = STATUS_FINE;
	struct error error = { 0 };
	struct command_words words;
	const char *path = NULL;
	const struct command_option options[] = { { "config", 'c', .text = &path }, { 0 } };
	struct config *config;
	uint64_t bytes = 0;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	config = command_config(path, &status);
	if (!config)
		return (int)status;
	strip_slashes(words.words[0]);
	if (crypto_init(&error) < 0 || back_up(config, words.words[0], &bytes, &error) < 0)
		status = command_fail("backup", &error);
	else
		print_outcome(config, words.words[0], bytes);
	config_free(config);
	return (int)status;
}
