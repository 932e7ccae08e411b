/* managed_backup.c - see managed_backup.h. */
#include "managed_backup.h"

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define MANIFEST "appendonly.aof.manifest"
#define FILES_FOLDER "redis/appendonlydir"

enum {
	MANIFEST_MAX = 64 * 1024,
	FILES_MAX = 256, /* Redis keeps one base, and one more file a rewrite that failed */
	NAME_MAX_BYTES = 128,
	TRIES_MAX = 100, /* a rewrite begins or ends between two looks at the manifest */
	PIECE_BYTES = 1 << 30
};

struct part {
	char name[NAME_MAX_BYTES];
	int fd; /* -1 */
	off_t bytes;
};

struct copy {
	char *from, *to; /* folders; owned */
	struct buffer manifest;
	struct part parts[FILES_MAX];
	size_t count;
};

static void close_parts(struct copy *copy)
{
	for (size_t i = 0; i < copy->count; i++)
		if (copy->parts[i].fd >= 0)
			close(copy->parts[i].fd);
	copy->count = 0;
}

/* --- what the manifest names --- */

static int read_manifest(const struct copy *copy, struct buffer *to, struct error *error)
{
	AUTO_FREE char *path = file_join(copy->from, MANIFEST);

	if (!path)
		return error_set(error, ERROR_MEMORY, "out of memory");
	buffer_clear(to);
	return file_read(path, MANIFEST_MAX, to, error);
}

/* "file NAME seq N type b|i|h", of which h is what Redis is about to delete. */
static int take_line(struct copy *copy, const char *line, size_t len, struct error *error)
{
	struct part *part = &copy->parts[copy->count];
	char text[NAME_MAX_BYTES + 64], type;

	(void)snprintf(text, sizeof(text), "%.*s", (int)len, line);
	if (sscanf(text, "file %127s seq %*u type %c", part->name, &type) != 2 ||
	    strchr(part->name, '/'))
		return error_set(error, ERROR_SYSTEM, "%s/%s: a line that is none of Redis 7's: %s",
				 copy->from, MANIFEST, text);
	if (type == 'h')
		return 0;
	if (copy->count == FILES_MAX - 1)
		return error_set(error, ERROR_LIMIT, "%s holds more than %d files", copy->from,
				 FILES_MAX - 1);
	part->fd = -1;
	copy->count++;
	return 0;
}

static int take_names(struct copy *copy, struct error *error)
{
	const char *at = buffer_text(&copy->manifest), *end;

	for (; *at; at = *end ? end + 1 : end) {
		end = strchrnul(at, '\n');
		int r = end > at ? take_line(copy, at, (size_t)(end - at), error) : 0;
		if (r < 0)
			return r;
	}
	return copy->count > 0 ? 0
			       : error_set(error, ERROR_NOT_FOUND, "%s/%s names no file",
					   copy->from, MANIFEST);
}

static int open_part(const struct copy *copy, struct part *part, struct error *error)
{
	AUTO_FREE char *path = file_join(copy->from, part->name);
	struct stat status;

	if (!path)
		return error_set(error, ERROR_MEMORY, "out of memory");
	part->fd = open(path, O_RDONLY | O_CLOEXEC);
	if (part->fd < 0 && errno == ENOENT)
		return error_set(error, ERROR_NOT_FOUND, "%s is gone", path);
	if (part->fd < 0 || fstat(part->fd, &status) < 0)
		return error_errno(error, "cannot read %s", path);
	part->bytes = status.st_size;
	return 0;
}

/* ERROR_NOT_FOUND: one of them was deleted meanwhile. */
static int open_parts(struct copy *copy, struct error *error)
{
	int r = take_names(copy, error);

	for (size_t i = 0; r == 0 && i < copy->count; i++)
		r = open_part(copy, &copy->parts[i], error);
	return r;
}

/* All files of one moment. */
static int open_state(struct copy *copy, struct error *error)
{
	struct buffer after;
	bool same = false;
	int r = 0;

	buffer_init(&after, MANIFEST_MAX + 1);
	for (unsigned tries = 0; r == 0 && !same && tries < TRIES_MAX; tries++) {
		struct error gone = { 0 };

		close_parts(copy);
		r = read_manifest(copy, &copy->manifest, error);
		if (r < 0)
			break;
		int opened = open_parts(copy, &gone);
		r = read_manifest(copy, &after, error);
		same = r == 0 && slice_equal(buffer_slice(&copy->manifest), buffer_slice(&after));
		if (r == 0 && opened < 0 && (same || opened != ERROR_NOT_FOUND)) {
			*error = gone;
			r = opened;
		}
	}
	buffer_done(&after);
	if (r == 0 && !same)
		r = error_set(error, ERROR_LIMIT,
			      "%s is rewritten again and again; try again later", copy->from);
	return r;
}

/* --- the copy --- */

static int copy_bytes(int to, struct part *part, struct error *error)
{
	off_t at = 0;

	while (at < part->bytes) {
		off_t left = part->bytes - at;
		ssize_t n = sendfile(to, part->fd, &at,
				     left < PIECE_BYTES ? (size_t)left : PIECE_BYTES);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return error_errno(error, "cannot write");
		if (n == 0)
			return error_set(error, ERROR_SYSTEM, "is shorter than it was");
	}
	return fsync(to) == 0 ? 0 : error_errno(error, "cannot write to disk");
}

static int copy_part(const struct copy *copy, struct part *part, struct error *error)
{
	AUTO_FREE char *path = file_join(copy->to, part->name);
	int fd, r;

	if (!path)
		return error_set(error, ERROR_MEMORY, "out of memory");
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd < 0)
		return error_errno(error, "cannot create %s", path);
	r = copy_bytes(fd, part, error);
	if (r < 0)
		error_prefix(error, "%s", path);
	close(fd); /* synced, or failed */
	return r;
}

/* Last of all, so that a copy without its end is none. */
static int copy_manifest(const struct copy *copy, struct error *error)
{
	AUTO_FREE char *path = file_join(copy->to, MANIFEST);
	struct buffer text;
	int r;

	if (!path)
		return error_set(error, ERROR_MEMORY, "out of memory");
	buffer_init(&text, MANIFEST_MAX + 1);
	for (const char *at = buffer_text(&copy->manifest), *end; *at; at = end) {
		end = strchrnul(at, '\n');
		end += *end == '\n';
		if (!memmem(at, (size_t)(end - at), " type h", 7))
			buffer_add(&text, at, (size_t)(end - at));
	}
	r = buffer_failed(&text) ? error_set(error, ERROR_MEMORY, "out of memory")
				 : file_write(path, buffer_slice(&text), 0600, error);
	buffer_done(&text);
	return r;
}

static int copy_state(struct copy *copy, uint64_t *ret_bytes, struct error *error)
{
	int r = file_make_folder(copy->to, 0700, error);

	*ret_bytes = 0;
	for (size_t i = 0; r == 0 && i < copy->count; i++) {
		r = copy_part(copy, &copy->parts[i], error);
		*ret_bytes += (uint64_t)copy->parts[i].bytes;
	}
	return r < 0 ? r : copy_manifest(copy, error);
}

int managed_backup(const char *state_folder, const char *to_folder, uint64_t *ret_bytes,
		   struct error *error)
{
	struct copy *copy = calloc(1, sizeof(*copy));
	int r;

	if (!copy)
		return error_set(error, ERROR_MEMORY, "out of memory");
	buffer_init(&copy->manifest, MANIFEST_MAX + 1);
	copy->from = file_join(state_folder, FILES_FOLDER);
	copy->to = file_join(to_folder, FILES_FOLDER);
	r = copy->from && copy->to ? open_state(copy, error)
				   : error_set(error, ERROR_MEMORY, "out of memory");
	if (r == 0)
		r = copy_state(copy, ret_bytes, error);
	close_parts(copy);
	buffer_done(&copy->manifest);
	free(copy->from);
	free(copy->to);
	free(copy);
	return r;
}
