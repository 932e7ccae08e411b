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

/* The rule folder that a folder of a language, or its lists/, lies in; false when it is neither. */
static bool folder_above(const char *path, size_t len, struct slice *ret_folder)
{
	struct slice part;

	*ret_folder = (struct slice){ path, len };
	if (!go_up(ret_folder, &part))
		return false;
	if (slice_equal(part, slice_from("lists")) && !go_up(ret_folder, &part))
		return false;
	return is_language(part);
}

/* The rule folder of a file, as a part of its path; false when it lies in none. */
static bool folder_of(const char *path, struct slice *ret_folder)
{
	struct slice part;

	*ret_folder = slice_from(path);
	return go_up(ret_folder, &part) && folder_above(path, ret_folder->len, ret_folder);
}

/* Whether it has folders of languages, whatever its own name is. */
static bool is_rule_folder(const char *path)
{
	for (unsigned i = LANGUAGE_ANY; i < LANGUAGE_COUNT; i++) {
		const char *name = i == LANGUAGE_ANY ? "common" : language_name(i);
		AUTO_FREE char *inside = NULL;

		if (asprintf(&inside, "%s/%s", path, name) > 0 && file_is_folder(inside))
			return true;
	}
	return false;
}

/* Whether two paths lead to the same place; what does not exist is as it is written. */
static bool same_place(const char *one, struct slice other)
{
	AUTO_FREE char *written = strndup(other.data, other.len);
	AUTO_FREE char *first = realpath(one, NULL);
	AUTO_FREE char *second = written ? realpath(written, NULL) : NULL;

	if (first && second)
		return strcmp(first, second) == 0;
	return slice_equal(slice_from(one), other);
}

/* The name that a folder goes by already, or as it is written now; NULL when out of memory. */
static const char *name_of(struct check_scope *scope, struct slice folder)
{
	char *name;

	for (size_t i = 0; i < scope->folder_count; i++)
		if (same_place(scope->folders[i], folder))
			return scope->folders[i];
	name = strndup(folder.data, folder.len);
	if (name)
		scope->folders[scope->folder_count++] = name;
	return name;
}

/* `inside`: what is named within the folder, with its slash; "" for the folder itself. */
static int add(struct check_scope *scope, struct slice folder, const char *inside,
	       struct error *error)
{
	const char *name = name_of(scope, folder);
	char *shown = NULL;

	if (!name || asprintf(&shown, "%s%s", name, inside) < 0)
		return error_set(error, ERROR_MEMORY, "out of memory");
	scope->shown[scope->shown_count++] = shown;
	return 0;
}

/* "rules/sv/a.yaml" for "./rules//sv/a.yaml": as the reader of folders puts paths together. */
static char *tidy(const char *word)
{
	char *path = calloc(1, strlen(word) + 2), *to = path;

	if (path && *word == '/')
		*to++ = '/';
	for (const char *at = word; path && *at; at += *at == '/') {
		size_t len = strcspn(at, "/");
		bool is_nothing = len == 0 || (len == 1 && *at == '.');

		if (!is_nothing) {
			if (to > path && to[-1] != '/')
				*to++ = '/';
			memcpy(to, at, len);
			to += len;
		}
		at += len;
	}
	if (to == path && path)
		*to = '.';
	return path;
}

static int add_file(struct check_scope *scope, const char *word, const char *path,
		    struct error *error)
{
	AUTO_FREE char *whole = realpath(path, NULL);
	struct slice folder;

	if (folder_of(path, &folder))
		return add(scope, folder, path + folder.len, error);
	if (!whole) /* gone meanwhile: its reader says so */
		return add(scope, slice_from(path), "", error);
	if (folder_of(whole,
		      &folder)) /* "insult.yaml" alone does not say whose folder it lies in */
		return add(scope, folder, whole + folder.len, error);
	return error_set(error, ERROR_INVALID,
			 "%s lies in no rule folder, and means nothing without one; put it into a "
			 "folder of its language, as rules/sv/%s, and check that",
			 word, strrchr(whole, '/') + 1);
}

/* A rule folder, or a folder of one language in it. */
static int add_folder(struct check_scope *scope, const char *path, struct error *error)
{
	AUTO_FREE char *whole = realpath(path, NULL);
	struct slice folder;

	if (!is_rule_folder(path)) {
		if (folder_above(path, strlen(path), &folder))
			return add(scope, folder, path + folder.len, error);
		if (whole && folder_above(whole, strlen(whole), &folder))
			return add(scope, folder, whole + folder.len, error);
	}
	return add(scope, slice_from(path), "", error);
}

static int add_word(struct check_scope *scope, const char *word, struct error *error)
{
	AUTO_FREE char *path = tidy(word);

	if (!path)
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (file_exists(path) && !file_is_folder(path))
		return add_file(scope, word, path, error);
	return add_folder(scope, path, error);
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

static bool is_below(const char *file, const char *path)
{
	size_t len = strlen(path);

	return strncmp(file, path, len) == 0 && (file[len] == '/' || strcmp(path, "/") == 0);
}

bool check_scope_shows(const struct check_scope *scope, const struct complaint *complaint)
{
	bool of_a_file = false;

	if (scope->shown_count == 0 || !complaint->file)
		return true;
	for (size_t i = 0; i < scope->shown_count; i++)
		if (strcmp(complaint->file, scope->shown[i]) == 0 ||
		    is_below(complaint->file, scope->shown[i]))
			return true;
	for (size_t i = 0; i < scope->folder_count; i++)
		of_a_file |= is_below(complaint->file, scope->folders[i]);
	return !of_a_file;
}
