/* rules_path.c - see rules_path.h. */
#include "rules_path.h"

#include "file.h"

#include <stdio.h>
#include <unistd.h>

enum { PATH_BYTES = 4096 };

/* Folders above the program that may be a checkout: build/livvakt, build/address/livvakt. */
enum { LEVELS = 3 };

static char *beside_program(void)
{
	char program[PATH_BYTES];
	ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);

	if (len <= 0)
		return NULL;
	program[len] = '\0';
	for (int level = 0; level < LEVELS; level++) {
		char *slash = strrchr(program, '/');
		char *rules, *makefile;
		bool found;

		if (!slash || slash == program)
			return NULL;
		*slash = '\0';
		rules = file_join(program, "rules");
		makefile =
			file_join(program, "Makefile"); /* so that no stranger's folder is taken */
		found = rules && makefile && file_is_folder(rules) && file_exists(makefile);
		free(makefile);
		if (found)
			return rules;
		free(rules);
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
