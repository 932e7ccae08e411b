/* author_key.c - see author_key.h. */
#include "author_key.h"

#include "buffer.h"
#include "file.h"

static int make_key(const char *path, struct error *error)
{
	uint8_t key[CRYPTO_KEY_BYTES];
	int r;

	crypto_random(key, sizeof(key));
	r = file_write(path, (struct slice){ (const char *)key, sizeof(key) }, 0600, error);
	crypto_wipe(key, sizeof(key));
	return r;
}

static int read_key(const char *path, uint8_t ret_key[CRYPTO_KEY_BYTES], struct error *error)
{
	struct buffer content;
	int r;

	buffer_init(&content, CRYPTO_KEY_BYTES + 1);
	r = file_read(path, CRYPTO_KEY_BYTES, &content, error);
	if (r == ERROR_LIMIT || (r == 0 && content.len != CRYPTO_KEY_BYTES))
		r = error_set(error, ERROR_INVALID,
			      "%s is no key of %d bytes; restore it, or remove it to begin anew "
			      "(authors seen before then count as new)",
			      path, CRYPTO_KEY_BYTES);
	if (r == 0)
		memcpy(ret_key, content.data, CRYPTO_KEY_BYTES);
	if (content.data)
		crypto_wipe(content.data, content.len);
	buffer_done(&content);
	return r;
}

int author_key_load(const char *state_folder, uint8_t ret_key[CRYPTO_KEY_BYTES],
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
	if (!file_exists(path))
		r = make_key(path, error);
	return r < 0 ? r : read_key(path, ret_key, error);
}
