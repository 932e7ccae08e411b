/* file.c - see file.h. */
#include "file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum { READ_STEP = 65536, SECRET_MAX = 4096, NAMES_MAX = 10000 };

static int read_all(int fd, size_t limit, struct buffer *content, struct error *error)
{
	char step[READ_STEP];
	size_t total = 0;

	for (;;) {
		ssize_t n = read(fd, step, sizeof(step));

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(error, "cannot read");
		if (n == 0)
			return 0;
		total += (size_t)n;
		if (total > limit)
			return error_set(error, ERROR_LIMIT, "holds more than %zu bytes", limit);
		buffer_add(content, step, (size_t)n);
		if (buffer_failed(content))
			return error_set(error, ERROR_MEMORY, "out of memory");
	}
}

int file_read(const char *path, size_t limit, struct buffer *ret_content, struct error *error)
{
	bool standard_input = strcmp(path, "-") == 0;
	int fd = standard_input ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	bool missing = fd < 0 && errno == ENOENT;
	int r;

	if (fd < 0) {
		r = error_errno(error, "cannot open %s", path);
		if (missing && error)
			error->code = ERROR_NOT_FOUND;
		return missing ? ERROR_NOT_FOUND : r;
	}
	r = read_all(fd, limit, ret_content, error);
	if (!standard_input)
		close(fd);
	if (r < 0)
		error_prefix(error, "%s", path);
	return r;
}

/* ERROR_NOT_FOUND is for what people ask for, not for what the configuration must have. */
static int explain_missing(const char *path, struct error *error)
{
	if (strncmp(path, "credential:", strlen("credential:")) == 0)
		return error_set(error, ERROR_INVALID,
				 "%s is there only for the service that systemd starts; to run "
				 "commands by hand, name a file that you may read",
				 path);
	if (error->code == ERROR_NOT_FOUND)
		error->code = ERROR_INVALID;
	return error->code;
}

char *file_read_secret(const char *path, struct error *error)
{
	struct buffer content;
	char *secret = NULL;
	size_t len;

	buffer_init(&content, SECRET_MAX + 1);
	if (file_read(path, SECRET_MAX, &content, error) < 0) {
		(void)explain_missing(path, error);
		goto out;
	}
	len = strcspn(buffer_text(&content), "\r\n");
	if (len == 0) {
		error_set(error, ERROR_INVALID, "%s: the first line is empty; put the secret there",
			  path);
		goto out;
	}
	secret = strndup(buffer_text(&content), len);
	if (!secret)
		error_set(error, ERROR_MEMORY, "out of memory");
out:
	buffer_wipe(&content);
	return secret;
}

static int write_all(int fd, struct slice content, struct error *error)
{
	size_t at = 0;

	while (at < content.len) {
		ssize_t n = write(fd, content.data + at, content.len - at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(error, "cannot write");
		at += (size_t)n;
	}
	if (fsync(fd) != 0)
		return error_errno(error, "cannot write to disk");
	return 0;
}

/* A rename is on disk when its folder is. What cannot be opened or synced, as on some shared
 * folders, was renamed all the same. */
static void sync_folder_of(char *path)
{
	char *slash = strrchr(path, '/');
	int fd;

	if (slash)
		slash[slash == path ? 1 : 0] = '\0';
	fd = open(slash ? path : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return;
	(void)fsync(fd);
	close(fd);
}

int file_write(const char *path, struct slice content, unsigned mode, struct error *error)
{
	AUTO_FREE char *part = NULL;
	int fd, r;

	if (asprintf(&part, "%s.part", path) < 0) {
		part = NULL;
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	unlink(part); /* a crash may have left one, with another mode */
	fd = open(part, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, (mode_t)mode);
	if (fd < 0)
		return error_errno(error, "cannot create %s", part);
	r = write_all(fd, content, error);
	if (close(fd) != 0 && r == 0)
		r = error_errno(error, "cannot write");
	if (r == 0 && rename(part, path) != 0)
		r = error_errno(error, "cannot rename into place");
	if (r < 0) {
		unlink(part);
		error_prefix(error, "%s", path);
	} else {
		sync_folder_of(part);
	}
	return r;
}

int file_make_folder(const char *path, unsigned mode, struct error *error)
{
	AUTO_FREE char *copy = strdup(path);

	if (!copy)
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (*path == '\0')
		return error_set(error, ERROR_INVALID, "the folder has no name");
	for (size_t len = strlen(copy); len > 1 && copy[len - 1] == '/'; len--)
		copy[len - 1] = '\0'; /* or the last folder would be made as a parent, with a
					 parent's mode */
	for (char *at = copy + 1; *at; at++) {
		if (*at != '/')
			continue;
		*at = '\0';
		if (mkdir(copy, 0755) != 0 && errno != EEXIST)
			return error_errno(error, "cannot make the folder %s", copy);
		*at = '/';
	}
	if (mkdir(copy, (mode_t)mode) != 0 && errno != EEXIST)
		return error_errno(error, "cannot make the folder %s", path);
	if (!file_is_folder(path))
		return error_set(error, ERROR_SYSTEM, "%s is no folder; move it away", path);
	return 0;
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *level)
{
	(void)status;
	(void)type;
	(void)level;
	(void)remove(path);
	return 0;
}

void file_remove_folder(const char *path)
{
	(void)nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

static int compare_names(const void *a, const void *b)
{
	const char *const *left = a;
	const char *const *right = b;

	return strcmp(*left, *right);
}

void file_names_free(struct file_names *names)
{
	for (size_t i = 0; i < names->count; i++)
		free(names->names[i]);
	free(names->names);
	*names = (struct file_names){ 0 };
}

static int add_name(struct file_names *names, const char *name, struct error *error)
{
	char **grown;

	if (names->count == NAMES_MAX)
		return error_set(error, ERROR_LIMIT, "holds more than %d files", NAMES_MAX);
	grown = realloc(names->names, (names->count + 1) * sizeof(*grown));
	if (!grown)
		return error_set(error, ERROR_MEMORY, "out of memory");
	names->names = grown;
	grown[names->count] = strdup(name);
	if (!grown[names->count])
		return error_set(error, ERROR_MEMORY, "out of memory");
	names->count++;
	return 0;
}

int file_list(const char *path, struct file_names *ret_names, struct error *error)
{
	struct file_names names = { 0 };
	DIR *folder = opendir(path);
	const struct dirent *entry;
	int r = 0;

	if (!folder)
		return error_errno(error, "cannot open the folder %s", path);
	while (r == 0 && (entry = readdir(folder)) != NULL) {
		if (entry->d_name[0] != '.')
			r = add_name(&names, entry->d_name, error);
	}
	closedir(folder);
	if (r < 0) {
		file_names_free(&names);
		error_prefix(error, "%s", path);
		return r;
	}
	if (names.count)
		qsort(names.names, names.count, sizeof(*names.names), compare_names);
	*ret_names = names;
	return 0;
}

bool file_is_folder(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

bool file_is_regular(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISREG(status.st_mode);
}

bool file_exists(const char *path)
{
	return access(path, F_OK) == 0;
}

char *file_join(const char *folder, const char *name)
{
	size_t len = strlen(folder);
	char *path;

	if (len == 0)
		return strdup(name);
	while (len > 0 && folder[len - 1] == '/')
		len--;
	return asprintf(&path, "%.*s/%s", (int)len, folder, name) < 0 ? NULL : path;
}
