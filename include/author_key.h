/* author_key.h - the secret that turns authors' ids into numbers: made once, kept in the state
 * folder, readable by its owner alone. */
#ifndef LIVVAKT_AUTHOR_KEY_H
#define LIVVAKT_AUTHOR_KEY_H

#include "crypto.h"
#include "error.h"

/* Makes the folder and the key where they are missing. ERROR_INVALID when the file is there and is
 * no key. */
MUST_CHECK int author_key_load(const char *state_folder, uint8_t ret_key[CRYPTO_KEY_BYTES],
			       struct error *error);

#endif
