/*
 * author_key.h - the secret that turns authors' ids into numbers: made once, kept in the state
 * folder, readable by its owner alone, and changed now and then.
 *
 * The file holds 32 bytes: the key. Once it was changed: the key of comments, links and texts (16
 * bytes, the first of the first key), the key of authors (32), and, as long as the one before
 * serves, that one (32) and until when (8, microseconds, little endian).
 */
#ifndef LIVVAKT_AUTHOR_KEY_H
#define LIVVAKT_AUTHOR_KEY_H

#include "attributes.h"
#include "crypto.h"
#include "error.h"

/* Makes the folder and the key where they are missing; a key before whose time is over goes from
 * the file. ERROR_INVALID when the file is there and is no key. */
MUST_CHECK int author_key_load(const char *state_folder, int64_t now_us,
			       struct author_keys *ret_keys, struct error *error);

/* For those that must not make one. ERROR_INVALID when there is none, ERROR_SYSTEM when it may not
 * be read. */
MUST_CHECK int author_key_require(const char *state_folder, struct error *error);

/* A new key of authors in the file; the one that was serves until then, when that is ahead.
 * ERROR_CONFLICT while one before it still serves; ret_keys then says until when. */
MUST_CHECK int author_key_rotate(const char *state_folder, int64_t now_us, int64_t until_us,
				 struct author_keys *ret_keys, struct error *error);

/* Overwrites the key before when its time is over; true: it just was. */
bool author_keys_expire(struct author_keys *keys, int64_t now_us);

#endif
