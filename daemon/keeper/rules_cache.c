/*
 * rules_cache.c - see rules_cache.h.
 *
 * A file is written under a name that nobody looks for, synced, and renamed; a find is touched, so
 * that the oldest of them is the one that was not used for longest.
 */
#include "rules_cache.h"

#include "file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	NAME_BYTES = 128,
	FILE_MODE = 0600,
	FOLDER_MODE = 0700,
	OF_OTHERS = S_IWGRP | S_IWOTH,
};

static const char ending[] = ".compiled";

static bool is_ours_alone(const struct stat *status)
{
	return status->st_uid == geteuid() && !(status->st_mode & OF_OTHERS);
}

/* A descriptor, or -1 unless it is a folder that nobody else can put anything into. */
static int open_place(const struct rules_cache_place *place)
{
	struct stat status;
	int fd = open(place->folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && (fstat(fd, &status) != 0 || !is_ours_alone(&status))) {
		close(fd);
		return -1;
	}
	return fd;
}

/* A folder of one's own within one's own rules; root leaves nothing among those of others. */
static bool make_place(const struct rules_cache_place *place)
{
	struct error error = { 0 };
	struct stat status;

	if (!place->owner)
		return file_make_folder(place->folder, FOLDER_MODE, &error) == 0;
	if (stat(place->owner, &status) != 0 || status.st_uid != geteuid() ||
	    (status.st_mode & S_IWOTH))
		return false;
	return mkdir(place->folder, FOLDER_MODE) == 0 || errno == EEXIST;
}

/* --- taking up --- */

/* Straight to where the bytes are to be: there may be many millions. */
static bool read_all(int fd, size_t bytes, struct buffer *ret_bytes)
{
	char *room = buffer_take(ret_bytes, bytes);

	while (room && bytes > 0) {
		ssize_t len = read(fd, room, bytes);

		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			return false;
		room += len;
		bytes -= (size_t)len;
	}
	return room;
}

static bool take_from(int place, const char *file, struct buffer *ret_bytes)
{
	struct stat status;
	int fd = openat(place, file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
	bool good;

	if (fd < 0)
		return false;
	good = fstat(fd, &status) == 0 && S_ISREG(status.st_mode) && is_ours_alone(&status) &&
	       read_all(fd, (size_t)status.st_size, ret_bytes);
	if (good)
		(void)futimens(fd, NULL); /* used: it is not the oldest any more */
	else
		buffer_clear(ret_bytes);
	close(fd);
	return good;
}

static bool take(void *context, const char *name, struct buffer *ret_bytes)
{
	const struct rules_cache *cache = context;
	char file[NAME_BYTES];
	bool taken = false;

	snprintf(file, sizeof(file), "%s%s", name, ending);
	for (size_t i = 0; i < cache->count && !taken; i++) {
		int place = open_place(&cache->places[i]);

		if (place < 0)
			continue;
		taken = take_from(place, file, ret_bytes);
		close(place);
	}
	return taken;
}

/* --- keeping --- */

static bool write_all(int fd, struct slice bytes)
{
	while (bytes.len > 0) {
		ssize_t len = write(fd, bytes.data, bytes.len);

		if (len < 0 && errno == EINTR)
			continue;
		if (len <= 0)
			return false;
		bytes = slice_cut(bytes, (size_t)len, bytes.len);
	}
	return fsync(fd) == 0;
}

static bool keep_in(int place, const char *file, struct slice bytes)
{
	char part[NAME_BYTES];
	bool good;
	int fd;

	/* What a crash left goes with the oldest. */
	snprintf(part, sizeof(part), "%.64s.%ld.part", file, (long)getpid());
	(void)unlinkat(place, part, 0);
	fd = openat(place, part, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, FILE_MODE);
	if (fd < 0)
		return false;
	good = write_all(fd, bytes);
	good = close(fd) == 0 && good && renameat(place, part, place, file) == 0 &&
	       fsync(place) == 0;
	if (!good)
		(void)unlinkat(place, part, 0);
	return good;
}

/* The oldest file of the place that is not `but`, and how many there are with it. */
static size_t find_oldest(int place, const struct file_names *names, const char *but,
			  const char **ret_oldest)
{
	struct timespec oldest = { 0 };
	size_t count = 0;

	*ret_oldest = NULL;
	for (size_t i = 0; i < names->count; i++) {
		struct stat status;

		if (!strstr(names->names[i], ending) ||
		    fstatat(place, names->names[i], &status, AT_SYMLINK_NOFOLLOW) != 0)
			continue;
		count++;
		if (strcmp(names->names[i], but) == 0)
			continue;
		if (!*ret_oldest || status.st_mtim.tv_sec < oldest.tv_sec ||
		    (status.st_mtim.tv_sec == oldest.tv_sec &&
		     status.st_mtim.tv_nsec < oldest.tv_nsec)) {
			oldest = status.st_mtim;
			*ret_oldest = names->names[i];
		}
	}
	return count;
}

static void remove_oldest(int place, const char *folder, const char *but)
{
	struct file_names names;
	struct error error = { 0 };
	const char *oldest;

	if (file_list(folder, &names, &error) < 0)
		return;
	while (find_oldest(place, &names, but, &oldest) > RULES_CACHE_KEPT && oldest)
		if (unlinkat(place, oldest, 0) != 0)
			break;
	file_names_free(&names);
}

static void keep(void *context, const char *name, struct slice bytes)
{
	const struct rules_cache *cache = context;
	char file[NAME_BYTES];
	bool kept = false;

	snprintf(file, sizeof(file), "%s%s", name, ending);
	for (size_t i = 0; i < cache->count && !kept; i++) {
		int place = make_place(&cache->places[i]) ? open_place(&cache->places[i]) : -1;

		if (place < 0)
			continue;
		kept = keep_in(place, file, bytes);
		if (kept)
			remove_oldest(place, cache->places[i].folder, file);
		close(place);
	}
}

/* --- places --- */

static void add_place(struct rules_cache *cache, char *folder, const char *owner)
{
	if (folder)
		cache->places[cache->count++] = (struct rules_cache_place){ folder, owner };
}

/* $XDG_CACHE_HOME/livvakt, or ~/.cache/livvakt; NULL when neither is told. */
static char *users_cache(void)
{
	const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");

	if (cache && *cache == '/')
		return file_join(cache, "livvakt");
	return home && *home == '/' ? file_join(home, ".cache/livvakt") : NULL;
}

void rules_cache_init(struct rules_cache *cache, const char *const *rules, size_t count,
		      const char *state)
{
	*cache = (struct rules_cache){ .store = { take, keep, cache } };
	for (size_t i = 0; i < count && cache->count < RULES_CACHE_PLACES - 1; i++)
		add_place(cache, file_join(rules[i], ".cache"), rules[i]);
	add_place(cache, state ? file_join(state, "rules-cache") : users_cache(), NULL);
}

void rules_cache_done(struct rules_cache *cache)
{
	for (size_t i = 0; i < cache->count; i++)
		free(cache->places[i].folder);
	*cache = (struct rules_cache){ 0 };
}
