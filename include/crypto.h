/* crypto.h - the only room that speaks libsodium: hashes, signatures, random bytes, comparisons. */
#ifndef LIVVAKT_CRYPTO_H
#define LIVVAKT_CRYPTO_H

#include "attributes.h"
#include "error.h"
#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

enum {
	CRYPTO_KEY_BYTES = 32,
	CRYPTO_SHORT_KEY_BYTES = 16,
	CRYPTO_SHA256_BYTES = 32,
	CRYPTO_ID_TEXT_MAX = 27,
	CRYPTO_PARTS_MAX = 8
};

/* What people and things are hashed with. Authors get a new key now and then, and for a while are
 * found under the one before, too; comments, links and texts are nobody and keep theirs. */
struct author_keys {
	uint8_t current[CRYPTO_KEY_BYTES], before[CRYPTO_KEY_BYTES];
	int64_t until_us; /* the one before serves until then; 0: there is none */
	uint8_t things[CRYPTO_SHORT_KEY_BYTES];
};

/* Once, before anything else here; safe to repeat. */
MUST_CHECK int crypto_init(struct error *error);

void crypto_random(void *ret_bytes, size_t len);

/* Keyed 64-bit hash (BLAKE2b-64) of a person's id: the same person has the same number as long as
 * the key lives, and nobody without the key can tell who it was. Never 0. */
uint64_t crypto_author_hash(const uint8_t key[CRYPTO_KEY_BYTES], struct slice brand,
			    struct slice author);

/* Keyed 64-bit hash (SipHash-2-4) of the parts, each with its length: quick enough for every
 * comment, and nobody without the key can make two things look the same. Never 0. */
uint64_t crypto_short_hash(const uint8_t key[CRYPTO_SHORT_KEY_BYTES], const struct slice *parts,
			   size_t count);

/* 128 bits of BLAKE2b over the parts (each with its length), as 26 letters and digits (Crockford
 * base 32, lower case): ids that are derived from content. */
void crypto_content_id(const struct slice *parts, size_t count, char ret_text[CRYPTO_ID_TEXT_MAX]);

/* HMAC-SHA256 (RFC 2104), keys of any length. */
void crypto_hmac_sha256(struct slice key, struct slice message,
			uint8_t ret_mac[CRYPTO_SHA256_BYTES]);

/* Same length and bytes, in constant time for equal lengths. */
bool crypto_equal(struct slice a, struct slice b);

/* Standard base 64 with padding. Encoding writes a terminated text of at most `size` bytes,
 * decoding gives the bytes written. False when it does not fit or is no base 64. */
bool crypto_base64_encode(struct slice bytes, char *ret_text, size_t size);
bool crypto_base64_decode(struct slice text, uint8_t *ret_bytes, size_t size, size_t *ret_len);

/* Overwrites a secret so that the compiler cannot leave it. */
void crypto_wipe(void *bytes, size_t len);

/* Wipes and frees a terminated secret of malloc's; NULL is fine. */
void crypto_free_secret(char *secret);

#endif
