/* rules_path.c - see rules_path.h. */
#include "rules_path.h"

#include "file.h"

#include <stdio.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

/* Folders above the program that may be a checkout: build/livvakt, build/address/livvakt. */
enum { LEVELS = 3 };

/* FOLDER/rules; NULL unless it is a folder. */
static char *rules_in(const char *folder)
{
	char *rules = file_join(folder, "rules");

	if (rules && file_is_folder(rules))
		return rules;
	free(rules);
	return NULL;
}

/* A checkout has a Makefile, so that no stranger's folder is taken. */
static char *rules_of_checkout(const char *folder)
{
	AUTO_FREE char *makefile = file_join(folder, "Makefile");

	return makefile && file_exists(makefile) ? rules_in(folder) : NULL;
}

/* PREFIX/bin/livvakt: what was installed finds its rules under whatever PREFIX it stands now. */
static char *rules_of_prefix(const char *folder)
{
	AUTO_FREE char *share = file_join(folder, "share/livvakt");

	return share ? rules_in(share) : NULL;
}

static char *beside_program(void)
{
	char program[PATH_BYTES];
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);

	if (len <= 0)
		return NULL;
	program[len] = '\0';
	for (int level = 0; level < LEVELS; level++) {
		char *slash = strrchr(program, '/');
		char *rules;

		if (!slash || slash == program)
			return NULL;
		*slash = '\0';
		rules = rules_of_checkout(program);
		if (!rules && level == 1)
			rules = rules_of_prefix(program);
		if (rules)
			return rules;
	}
	return NULL;
}

char *rules_path_shipped(struct error *error)
{
	char *path = beside_program();

	if (path)
		return path;
	path = file_join(LIVVAKT_SHARE, "rules");
	if (path && file_is_folder(path))
		return path;
	free(path);
	error_set(error, ERROR_NOT_FOUND,
		  "no rules beside the program and none in %s/rules; name a folder (rules: in the "
		  "configuration, or --rules)",
		  LIVVAKT_SHARE);
	return NULL;
}
