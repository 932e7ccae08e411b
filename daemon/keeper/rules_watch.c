/* rules_watch.c - see rules_watch.h; a sum over all files, so that the order of names is of no
 * matter. */
#include "rules_watch.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { DEPTH_MAX = 3, FILES_MAX = 20000 };

struct look {
	uint64_t sum;
	size_t files;
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * UINT64_C(0x9E3779B97F4A7C15);
	return hash ^ hash >> 29;
}

static uint64_t mix_name(uint64_t hash, const char *name)
{
	for (; *name; name++)
		hash = mix(hash, (unsigned char)*name);
	return hash;
}

static uint64_t mix_status(uint64_t hash, const struct stat *status)
{
	const uint64_t values[] = {
		(uint64_t)status->st_ino,	    (uint64_t)status->st_size,
		(uint64_t)status->st_mtim.tv_sec,   (uint64_t)status->st_mtim.tv_nsec,
		(uint64_t)status->st_ctim.tv_sec,   (uint64_t)status->st_ctim.tv_nsec,
		(uint64_t)status->st_mode & S_IFMT,
	};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		hash = mix(hash, values[i]);
	return hash;
}

/* A folder counts by its name and by what is in it: its own times change with our cache. */
static void look_into(struct look *look, int at, const char *name, uint64_t path, unsigned depth)
{
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *folder = fd < 0 ? NULL : fdopendir(fd);
	const struct dirent *entry;

	look->sum += mix(path, folder != NULL);
	if (!folder) {
		if (fd >= 0)
			close(fd);
		return;
	}
	while ((entry = readdir(folder)) != NULL && look->files++ < FILES_MAX) {
		uint64_t hash = mix_name(path, entry->d_name);
		struct stat status;

		if (entry->d_name[0] == '.' || fstatat(fd, entry->d_name, &status, 0) != 0)
			continue;
		if (!S_ISDIR(status.st_mode))
			look->sum += mix_status(hash, &status);
		else if (depth < DEPTH_MAX)
			look_into(look, fd, entry->d_name, hash, depth + 1);
	}
	closedir(folder);
}

static uint64_t look_at(const char *const *folders, size_t count)
{
	struct look look = { 0 };

	for (size_t i = 0; i < count; i++)
		look_into(&look, AT_FDCWD, folders[i], mix(i, 1), 0);
	return look.sum;
}

void rules_watch_begin(struct rules_watch *watch, const char *const *folders, size_t count)
{
	watch->known = watch->seen = look_at(folders, count);
}

bool rules_watch_changed(struct rules_watch *watch, const char *const *folders, size_t count)
{
	uint64_t now = look_at(folders, count);
	bool at_rest = now == watch->seen;

	watch->seen = now;
	if (now == watch->known || !at_rest)
		return false;
	watch->known = now;
	return true;
}

bool rules_watch_is_at_rest(const struct rules_watch *watch)
{
	return watch->seen == watch->known;
}
