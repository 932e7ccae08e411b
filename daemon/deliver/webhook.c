/* webhook.c - signing after Standard Webhooks 1.0.0; see webhook.h. */
#include "webhook.h"

#include "crypto.h"
#include "file.h"
#include "http_client_check.h"
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static const char secret_prefix[] = "whsec_";

/* ---- secrets ---- */

static int parse_key(struct slice line, struct webhook_keys *keys, struct error *error)
{
	size_t prefix = strlen(secret_prefix);
	size_t at = keys->count;

	if (at == WEBHOOK_KEYS_MAX)
		return error_set(
			error, ERROR_INVALID,
			"more than two secrets; keep the new one and, while changing, the old");
	if (line.len < prefix || memcmp(line.data, secret_prefix, prefix) != 0)
		return error_set(error, ERROR_INVALID,
				 "a webhook secret begins with whsec_; make one with: echo "
				 "whsec_$(openssl rand -base64 32)");
	if (!crypto_base64_decode(slice_cut(line, prefix, line.len), keys->bytes[at],
				  WEBHOOK_KEY_BYTES_MAX, &keys->len[at]))
		return error_set(error, ERROR_INVALID,
				 "what follows whsec_ must be base64 of 24 to 64 bytes");
	if (keys->len[at] < WEBHOOK_KEY_BYTES_MIN)
		return error_set(error, ERROR_INVALID,
				 "the secret has %zu bytes; at least 24 are needed", keys->len[at]);
	keys->count++;
	return 0;
}

int webhook_keys_parse(struct slice text, struct webhook_keys *ret_keys, struct error *error)
{
	struct webhook_keys keys = { .count = 0 };
	int code = 0;

	while (text.len > 0 && code == 0) {
		const char *end = memchr(text.data, '\n', text.len);
		size_t line_len = end ? (size_t)(end - text.data) : text.len;
		struct slice line = slice_trim(slice_cut(text, 0, line_len));

		text = slice_cut(text, end ? line_len + 1 : line_len, text.len);
		if (line.len > 0)
			code = parse_key(line, &keys, error);
	}
	if (code == 0 && keys.count == 0)
		code = error_set(error, ERROR_INVALID,
				 "holds no secret; expected a line whsec_<base64>");
	if (code == 0)
		*ret_keys = keys;
	crypto_wipe(&keys, sizeof(keys));
	return code;
}

int webhook_keys_read(const char *path, struct webhook_keys *ret_keys, struct error *error)
{
	struct buffer text;

	buffer_init(&text, WEBHOOK_SECRET_FILE_BYTES);
	int code = file_read(path, WEBHOOK_SECRET_FILE_BYTES, &text, error);
	if (code == 0) {
		code = webhook_keys_parse(buffer_slice(&text), ret_keys, error);
		if (code < 0)
			error_prefix(error, "%s", path);
	}
	buffer_wipe(&text);
	return code;
}

/* ---- signing ---- */

static void write_one_signature(struct slice key, struct slice content, struct buffer *to)
{
	uint8_t mac[CRYPTO_SHA256_BYTES];
	char text[48];

	crypto_hmac_sha256(key, content, mac);
	if (!crypto_base64_encode((struct slice){ (const char *)mac, sizeof(mac) }, text,
				  sizeof(text))) {
		to->failed = true; /* 44 characters always fit */
		return;
	}
	buffer_printf(to, "%sv1,%s", to->len > 0 ? " " : "", text);
}

void webhook_write_signature(const struct webhook_keys *keys, struct slice id, int64_t timestamp_s,
			     struct slice body, struct buffer *to)
{
	struct buffer content;

	buffer_init(&content, id.len + body.len + 64);
	buffer_add_slice(&content, id);
	buffer_printf(&content, ".%" PRId64 ".", timestamp_s);
	buffer_add_slice(&content, body);
	if (buffer_failed(&content))
		to->failed = true;
	for (size_t i = 0; i < keys->count && !to->failed; i++)
		write_one_signature((struct slice){ (const char *)keys->bytes[i], keys->len[i] },
				    buffer_slice(&content), to);
	buffer_done(&content);
}

/* ---- rules ---- */

const char *webhook_url_complaint(const char *url)
{
	if (strncmp(url, "https://", 8) == 0 && url[8] != '\0' && url[8] != '/')
		return NULL;
	if (strncmp(url, "http://", 7) != 0)
		return "the address of a webhook begins with https://";
	if (!http_client_is_loopback(url))
		return "http would send it in the clear; use https:// (http is for receivers on "
		       "this machine only)";
	return NULL;
}

enum webhook_answer webhook_judge_status(int status)
{
	if (status >= 200 && status < 300)
		return WEBHOOK_ACCEPTED;
	return status == 410 ? WEBHOOK_NEVER : WEBHOOK_TRY_AGAIN;
}
