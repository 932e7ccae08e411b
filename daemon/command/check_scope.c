/* check_scope.c - see check_scope.h. */
#include "check_scope.h"
#include "file.h"
#include "language.h"
#include "slice.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A path without its last part: "a/b" of "a/b/c"; false when there is none to go up to. */
static bool go_up(struct slice *path, struct slice *ret_part)
{
	size_t at = path->len;

	while (at > 0 && path->data[at - 1] != '/')
		at--;
	*ret_part = slice_cut(*path, at, path->len);
	if (at == 0)
		return false;
	while (at > 1 && path->data[at - 1] == '/')
		at--;
	path->len = at;
	return true;
}

static bool is_language(struct slice part)
{
	enum language language;

	return slice_equal(part, slice_from("common")) || language_from_name(part, &language);
}

/* The rule folder of a file, as a part of its path; false when it lies in none. */
static bool folder_of(const char *path, struct slice *ret_folder)
{
	struct slice part;

	*ret_folder = slice_from(path);
	if (!go_up(ret_folder, &part) || !go_up(ret_folder, &part))
		return false;
	if (slice_equal(part, slice_from("lists")) && !go_up(ret_folder, &part))
		return false;
	return is_language(part);
}

static int add(char **items, size_t *count, struct slice item, struct error *error)
{
	for (size_t i = 0; i < *count; i++)
		if (slice_equal(slice_from(items[i]), item))
			return 0;
	items[*count] = strndup(item.data, item.len);
	if (!items[*count])
		return error_set(error, ERROR_MEMORY, "out of memory");
	(*count)++;
	return 0;
}

static struct slice without_slashes(struct slice path)
{
	while (path.len > 1 && path.data[path.len - 1] == '/')
		path.len--;
	return path;
}

static int add_path(struct check_scope *scope, const char *named, const char *path,
		    struct error *error)
{
	struct slice folder = without_slashes(slice_from(path));
	struct slice shown = folder;

	if (file_exists(path) && !file_is_folder(path) && !folder_of(path, &folder))
		return error_set(error, ERROR_INVALID,
				 "%s lies in no rule folder, and means nothing without one; put it "
				 "into a folder of its language, as rules/sv/%s, and check that",
				 named, strrchr(path, '/') ? strrchr(path, '/') + 1 : path);
	if (add(scope->folders, &scope->folder_count, folder, error) < 0)
		return error->code;
	return add(scope->shown, &scope->shown_count, shown, error);
}

/* A file is known by its whole path: "insult.yaml" alone does not say whose folder it lies in. */
static int add_word(struct check_scope *scope, const char *word, struct error *error)
{
	struct slice folder;
	char *whole = NULL;
	int result;

	if (file_exists(word) && !file_is_folder(word) && !folder_of(word, &folder))
		whole = realpath(word, NULL);
	result = add_path(scope, word, whole ? whole : word, error);
	free(whole);
	return result;
}

int check_scope_read(struct check_scope *ret_scope, char **words, size_t count, struct error *error)
{
	*ret_scope = (struct check_scope){ .folder_count = 0 };
	if (count > CHECK_SCOPE_MAX)
		return error_set(error, ERROR_INVALID,
				 "more than %d folders and files; name the folder they lie in",
				 CHECK_SCOPE_MAX);
	for (size_t i = 0; i < count; i++)
		if (add_word(ret_scope, words[i], error) < 0)
			return error->code;
	return 0;
}

void check_scope_done(struct check_scope *scope)
{
	for (size_t i = 0; i < scope->folder_count; i++)
		free(scope->folders[i]);
	for (size_t i = 0; i < scope->shown_count; i++)
		free(scope->shown[i]);
	*scope = (struct check_scope){ .folder_count = 0 };
}

bool check_scope_shows(const struct check_scope *scope, const struct complaint *complaint)
{
	for (size_t i = 0; i < scope->shown_count; i++) {
		size_t len = strlen(scope->shown[i]);
		char next = '\0';

		if (!complaint->file || strncmp(complaint->file, scope->shown[i], len) != 0)
			continue;
		next = complaint->file[len];
		if (next == '\0' || next == '/' || strcmp(scope->shown[i], "/") == 0)
			return true;
	}
	return scope->shown_count == 0;
}
