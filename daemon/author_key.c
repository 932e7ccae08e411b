/* author_key.c - see author_key.h. */
#include "author_key.h"

#include "buffer.h"
#include "file.h"

#include <endian.h>
#include <errno.h>
#include <unistd.h>

enum {
	FIRST_BYTES = CRYPTO_KEY_BYTES,
	ALONE_BYTES = CRYPTO_SHORT_KEY_BYTES + CRYPTO_KEY_BYTES,
	TIME_BYTES = 8,
	BOTH_BYTES = ALONE_BYTES + CRYPTO_KEY_BYTES + TIME_BYTES,
};

static int make_key(const char *path, struct error *error)
{
	uint8_t key[CRYPTO_KEY_BYTES];
	int r;

	crypto_random(key, sizeof(key));
	r = file_write(path, (struct slice){ (const char *)key, sizeof(key) }, 0600, error);
	crypto_wipe(key, sizeof(key));
	return r;
}

static bool unpack(struct slice bytes, struct author_keys *keys)
{
	const char *at = bytes.data;
	uint64_t until;

	if (bytes.len != FIRST_BYTES && bytes.len != ALONE_BYTES && bytes.len != BOTH_BYTES)
		return false;
	memcpy(keys->things, at, sizeof(keys->things));
	if (bytes.len != FIRST_BYTES)
		at += sizeof(keys->things);
	memcpy(keys->current, at, sizeof(keys->current));
	keys->until_us = 0;
	if (bytes.len != BOTH_BYTES)
		return true;
	at += sizeof(keys->current);
	memcpy(keys->before, at, sizeof(keys->before));
	memcpy(&until, at + sizeof(keys->before), sizeof(until));
	keys->until_us = (int64_t)le64toh(until);
	return keys->until_us > 0;
}

static int write_keys(const char *path, const struct author_keys *keys, struct error *error)
{
	uint8_t bytes[BOTH_BYTES], *at = bytes;
	uint64_t until = htole64((uint64_t)keys->until_us);
	size_t len = keys->until_us ? BOTH_BYTES : ALONE_BYTES;
	int r;

	memcpy(at, keys->things, sizeof(keys->things));
	at += sizeof(keys->things);
	memcpy(at, keys->current, sizeof(keys->current));
	at += sizeof(keys->current);
	memcpy(at, keys->before, sizeof(keys->before));
	memcpy(at + sizeof(keys->before), &until, sizeof(until));
	r = file_write(path, (struct slice){ (const char *)bytes, len }, 0600, error);
	crypto_wipe(bytes, sizeof(bytes));
	return r;
}

static int read_keys(const char *path, struct author_keys *ret_keys, struct error *error)
{
	struct author_keys keys = { 0 };
	struct buffer content;
	int r;

	buffer_init(&content, BOTH_BYTES + 1);
	r = file_read(path, BOTH_BYTES, &content, error);
	if (r == ERROR_LIMIT || (r == 0 && !unpack(buffer_slice(&content), &keys)))
		r = error_set(error, ERROR_INVALID,
			      "%s is no key of authors; restore it, or remove it to begin anew "
			      "(authors seen before then count as new)",
			      path);
	if (r == 0)
		*ret_keys = keys;
	crypto_wipe(&keys, sizeof(keys));
	buffer_wipe(&content);
	return r;
}

bool author_keys_expire(struct author_keys *keys, int64_t now_us)
{
	if (keys->until_us == 0 || now_us < keys->until_us)
		return false;
	crypto_wipe(keys->before, sizeof(keys->before));
	keys->until_us = 0;
	return true;
}

static int load(const char *path, int64_t now_us, struct author_keys *ret_keys, struct error *error)
{
	int r = file_exists(path) ? 0 : make_key(path, error);

	if (r == 0)
		r = read_keys(path, ret_keys, error);
	if (r == 0 && author_keys_expire(ret_keys, now_us))
		r = write_keys(path, ret_keys, error);
	return r;
}

int author_key_load(const char *state_folder, int64_t now_us, struct author_keys *ret_keys,
		    struct error *error)
{
	AUTO_FREE char *path = file_join(state_folder, "author.key");
	int r;

	if (!path)
		return error_set(error, ERROR_MEMORY, "out of memory");
	r = file_make_folder(state_folder, 0750, error);
	if (r < 0) {
		error_prefix(error, "state");
		return r;
	}
	return load(path, now_us, ret_keys, error);
}

int author_key_require(const char *state_folder, struct error *error)
{
	AUTO_FREE char *path = file_join(state_folder, "author.key");

	if (!path)
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (access(path, R_OK) == 0)
		return 0;
	if (errno != ENOENT && errno != ENOTDIR)
		return error_errno(error, "run this as the user of the service: %s", path);
	return error_set(error, ERROR_INVALID,
			 "there is no author.key in %s; is `state` set as for the service?",
			 state_folder);
}

int author_key_rotate(const char *state_folder, int64_t now_us, int64_t until_us,
		      struct author_keys *ret_keys, struct error *error)
{
	AUTO_FREE char *path = file_join(state_folder, "author.key");
	int r = author_key_load(state_folder, now_us, ret_keys, error);

	if (r < 0)
		return r;
	if (!path)
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (ret_keys->until_us)
		return error_set(error, ERROR_CONFLICT, "the key before this one still serves");
	memcpy(ret_keys->before, ret_keys->current, sizeof(ret_keys->before));
	ret_keys->until_us = until_us;
	crypto_random(ret_keys->current, sizeof(ret_keys->current));
	(void)author_keys_expire(ret_keys, now_us);
	return write_keys(path, ret_keys, error);
}
