/* file.h - whole files and folders, with limits. */
#ifndef LIVVAKT_FILE_H
#define LIVVAKT_FILE_H

#include "buffer.h"
#include "error.h"

/* Appends the whole file; ERROR_LIMIT when it holds more than `limit` bytes. "-" is standard input.
 */
MUST_CHECK int file_read(const char *path, size_t limit, struct buffer *ret_content,
			 struct error *error);

/* First line without its end, for secrets; at most 4 KiB; terminated. The caller frees (and should
 * wipe) it. NULL on failure; a file that is not there is a mistake of the configuration,
 * ERROR_INVALID. */
MUST_CHECK char *file_read_secret(const char *path, struct error *error);

/* Written to a neighbour, synced, renamed into place: after a power failure either the old or the
 * new stands there whole, and the new one for good once this has returned. */
MUST_CHECK int file_write(const char *path, struct slice content, unsigned mode,
			  struct error *error);

/* Makes a folder and its parents. */
MUST_CHECK int file_make_folder(const char *path, unsigned mode, struct error *error);

/* With all that is in it, as far as that goes; symbolic links are not followed. */
void file_remove_folder(const char *path);

/* Names in a folder, sorted, without dot-files; freed with file_names_free. */
struct file_names {
	char **names;
	size_t count;
};
MUST_CHECK int file_list(const char *path, struct file_names *ret_names, struct error *error);
void file_names_free(struct file_names *names);

bool file_is_folder(const char *path);
bool file_is_regular(const char *path); /* no pipe or device, which may keep a reader for ever */
bool file_exists(const char *path);

/* "folder/name", the name alone for the folder ""; the caller frees. NULL when out of memory. */
char *file_join(const char *folder, const char *name);

#endif
