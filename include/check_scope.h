/*
 * check_scope.h - what `livvakt check` was asked about: rule folders, or single files in them.
 *
 * A rule file means something only among its neighbours (lists, the language, other packs), so the
 * folder that it lies in is always read whole; what is said is then about the named files alone.
 */
#ifndef LIVVAKT_CHECK_SCOPE_H
#define LIVVAKT_CHECK_SCOPE_H

#include "attributes.h"
#include "complaint.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>

enum { CHECK_SCOPE_MAX = 64 }; /* folders and files */

struct check_scope {
	char *folders[CHECK_SCOPE_MAX]; /* each once, in the order of naming */
	char *shown[CHECK_SCOPE_MAX];	/* named files, and folders that were named as such */
	size_t folder_count, shown_count;
};

/* `words`: paths of folders, or of files as <folder>/<language>/<name>.yaml or
 * .../lists/<name>.txt. A folder of a language is a part of the rule folder that it lies in, as a
 * file is. A folder that is named in two ways is one. What does not exist counts as a
 * folder, for its reader to complain of. ERROR_INVALID, with the remedy, for a file that lies
 * elsewhere and for too many of them. check_scope_done is due in any case. */
MUST_CHECK int check_scope_read(struct check_scope *ret_scope, char **words, size_t count,
				struct error *error);
void check_scope_done(struct check_scope *scope);

/* Whether it is of a file, or of something in a folder, that was named; or of no file in the
 * folders at all, but of the rules as a whole. */
bool check_scope_shows(const struct check_scope *scope, const struct complaint *complaint);

#endif
