/*
 * webhook.h - Standard Webhooks 1.0.0: which headers a message gets, and what an answer means.
 *
 * Pure but for reading the secret; sending is deliver's business. Signed is
 * id + "." + timestamp + "." + body, with HMAC-SHA256 under the bytes behind whsec_.
 */
#ifndef LIVVAKT_WEBHOOK_H
#define LIVVAKT_WEBHOOK_H

#include "buffer.h"
#include "error.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	WEBHOOK_KEYS_MAX = 2, /* new and old, while a secret is being changed */
	WEBHOOK_KEY_BYTES_MIN = 24,
	WEBHOOK_KEY_BYTES_MAX = 64,
	WEBHOOK_SECRET_FILE_BYTES = 1024,
};

/* Wipe with crypto_wipe when done. */
struct webhook_keys {
	uint8_t bytes[WEBHOOK_KEYS_MAX][WEBHOOK_KEY_BYTES_MAX];
	size_t len[WEBHOOK_KEYS_MAX];
	size_t count;
};

/* From the text of a secret file: one line whsec_<base64>, or two while a secret is being changed
 * (both sign). */
MUST_CHECK int webhook_keys_parse(struct slice text, struct webhook_keys *ret_keys,
				  struct error *error);
MUST_CHECK int webhook_keys_read(const char *path, struct webhook_keys *ret_keys,
				 struct error *error);

/* "v1,<base64>", one a key, separated by blanks. */
void webhook_write_signature(const struct webhook_keys *keys, struct slice id, int64_t timestamp_s,
			     struct slice body, struct buffer *to);

/* https anywhere, http on this machine only (127.0.0.0/8, ::1, localhost). NULL when fine, else
 * what is wrong and how to mend it; a literal. */
const char *webhook_url_complaint(const char *url);

/* What a try came to, for webhooks and other outgoing calls. */
enum webhook_answer { WEBHOOK_ACCEPTED, WEBHOOK_TRY_AGAIN, WEBHOOK_NEVER };

/* 2xx is accepted, 410 is "never again", all else (3xx is not followed) is tried again. */
enum webhook_answer webhook_judge_status(int status);

#endif
