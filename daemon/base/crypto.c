/* crypto.c - see crypto.h. */
#include "crypto.h"

#include <assert.h>
#include <endian.h>
#include <sodium.h>
#include <stdlib.h>

int crypto_init(struct error *error)
{
	if (sodium_init() < 0)
		return error_set(error, ERROR_SYSTEM,
				 "libsodium cannot start: no source of random bytes");
	return 0;
}

void crypto_random(void *ret_bytes, size_t len)
{
	randombytes_buf(ret_bytes, len);
}

/* libsodium takes no NULL, not even for no bytes. */
static const unsigned char *bytes_of(struct slice bytes)
{
	return (const unsigned char *)(bytes.data ? bytes.data : "");
}

/* A part with its length in front, so that ("ab","c") and ("a","bc") differ. */
static void add_part(crypto_generichash_state *state, struct slice part)
{
	unsigned char len[8];

	for (size_t i = 0; i < sizeof(len); i++)
		len[i] = (unsigned char)((uint64_t)part.len >> (8 * i));
	crypto_generichash_update(state, len, sizeof(len));
	crypto_generichash_update(state, bytes_of(part), part.len);
}

/* libsodium's shortest BLAKE2b is 16 bytes; the first 8 of them serve. */
uint64_t crypto_author_hash(const uint8_t key[CRYPTO_KEY_BYTES], struct slice brand,
			    struct slice author)
{
	crypto_generichash_state state;
	unsigned char hash[crypto_generichash_BYTES_MIN];
	uint64_t number = 0;

	crypto_generichash_init(&state, key, CRYPTO_KEY_BYTES, sizeof(hash));
	add_part(&state, brand);
	add_part(&state, author);
	crypto_generichash_final(&state, hash, sizeof(hash));
	for (size_t i = 0; i < sizeof(number); i++)
		number |= (uint64_t)hash[i] << (8 * i);
	return number ? number : 1;
}

/* Each part's own hash and length, hashed once more. */
uint64_t crypto_short_hash(const uint8_t key[CRYPTO_SHORT_KEY_BYTES], const struct slice *parts,
			   size_t count)
{
	uint64_t pieces[2 * CRYPTO_PARTS_MAX];
	uint64_t hash;

	assert(count <= CRYPTO_PARTS_MAX);
	for (size_t i = 0; i < count; i++) {
		crypto_shorthash((unsigned char *)&hash, bytes_of(parts[i]), parts[i].len, key);
		pieces[2 * i] = htole64(parts[i].len);
		pieces[2 * i + 1] = hash;
	}
	crypto_shorthash((unsigned char *)&hash, (const unsigned char *)pieces,
			 2 * count * sizeof(pieces[0]), key);
	hash = le64toh(hash);
	return hash ? hash : 1;
}

void crypto_content_id(const struct slice *parts, size_t count, char ret_text[CRYPTO_ID_TEXT_MAX])
{
	static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
	crypto_generichash_state state;
	unsigned char hash[crypto_generichash_BYTES_MIN];
	unsigned bits = 0, held = 0;
	size_t at = 0;

	crypto_generichash_init(&state, NULL, 0, sizeof(hash));
	for (size_t i = 0; i < count; i++)
		add_part(&state, parts[i]);
	crypto_generichash_final(&state, hash, sizeof(hash));
	for (size_t i = 0; i < sizeof(hash); i++) {
		bits = (bits << 8 | hash[i]) & 0xfff;
		for (held += 8; held >= 5; held -= 5)
			ret_text[at++] = alphabet[bits >> (held - 5) & 31];
	}
	if (held)
		ret_text[at++] = alphabet[bits << (5 - held) & 31];
	ret_text[at] = '\0';
}

void crypto_hmac_sha256(struct slice key, struct slice message,
			uint8_t ret_mac[CRYPTO_SHA256_BYTES])
{
	crypto_auth_hmacsha256_state state;

	crypto_auth_hmacsha256_init(&state, bytes_of(key), key.len);
	crypto_auth_hmacsha256_update(&state, bytes_of(message), message.len);
	crypto_auth_hmacsha256_final(&state, ret_mac);
	sodium_memzero(&state, sizeof(state));
}

bool crypto_equal(struct slice a, struct slice b)
{
	return a.len == b.len && (a.len == 0 || sodium_memcmp(a.data, b.data, a.len) == 0);
}

bool crypto_base64_encode(struct slice bytes, char *ret_text, size_t size)
{
	if (bytes.len > SIZE_MAX / 4 ||
	    size < sodium_base64_ENCODED_LEN(bytes.len, sodium_base64_VARIANT_ORIGINAL))
		return false;
	sodium_bin2base64(ret_text, size, bytes_of(bytes), bytes.len,
			  sodium_base64_VARIANT_ORIGINAL);
	return true;
}

bool crypto_base64_decode(struct slice text, uint8_t *ret_bytes, size_t size, size_t *ret_len)
{
	size_t len;

	if (sodium_base642bin(ret_bytes, size, (const char *)bytes_of(text), text.len, NULL, &len,
			      NULL, sodium_base64_VARIANT_ORIGINAL) != 0)
		return false;
	*ret_len = len;
	return true;
}

void crypto_wipe(void *bytes, size_t len)
{
	sodium_memzero(bytes, len);
}

void crypto_free_secret(char *secret)
{
	if (secret)
		crypto_wipe(secret, strlen(secret));
	free(secret);
}
