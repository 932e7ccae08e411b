/* keys.c - names of keys; what they hold is docs/state.md. */
#include "keys.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>

void keys_prefix(unsigned partition, char ret_prefix[KEYS_PREFIX_MAX])
{
	(void)snprintf(ret_prefix, KEYS_PREFIX_MAX, "lv:{p%u}:", partition);
}

static bool is_special(unsigned char byte)
{
	return byte < ' ' || byte == 0x7f || byte == ':' || byte == '%' || byte == '{' ||
	       byte == '}';
}

struct slice keys_escape(struct slice brand, char ret_text[KEYS_BRAND_MAX])
{
	static const char hex[] = "0123456789ABCDEF";
	size_t len = 0, max = (KEYS_BRAND_MAX - 1) / 3;

	for (size_t i = 0; i < brand.len && i < max; i++) {
		unsigned char byte = (unsigned char)brand.data[i];
		if (!is_special(byte)) {
			ret_text[len++] = (char)byte;
			continue;
		}
		ret_text[len++] = '%';
		ret_text[len++] = hex[byte >> 4];
		ret_text[len++] = hex[byte & 15];
	}
	ret_text[len] = '\0';
	return (struct slice){ ret_text, len };
}

static int hex_value(char digit)
{
	if (digit >= '0' && digit <= '9')
		return digit - '0';
	if (digit >= 'A' && digit <= 'F')
		return digit - 'A' + 10;
	return -1;
}

/* The byte written as two hex digits at `at`, or -1. */
static int escaped_byte(struct slice text, size_t at)
{
	if (text.len - at < 2)
		return -1;
	int high = hex_value(text.data[at]), low = hex_value(text.data[at + 1]);

	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool keys_unescape(struct slice text, char ret_brand[KEYS_BRAND_MAX], size_t *ret_len)
{
	size_t len = 0;

	for (size_t i = 0; i < text.len; i++) {
		int byte = (unsigned char)text.data[i];
		if (len + 1 >= KEYS_BRAND_MAX)
			return false;
		if (byte == '%') {
			byte = escaped_byte(text, i + 1);
			if (byte < 0)
				return false;
			i += 2;
		}
		ret_brand[len++] = (char)byte;
	}
	ret_brand[len] = '\0';
	*ret_len = len;
	return true;
}

static size_t put(char *to, size_t at, struct slice part)
{
	assert(part.len < KEYS_KEY_MAX - at); /* names were bounded at the door */
	if (part.len > 0)
		memcpy(to + at, part.data, part.len);
	return at + part.len;
}

struct slice keys_build(unsigned partition, const char *kind, struct slice brand, struct slice rest,
			char ret_key[KEYS_KEY_MAX])
{
	char escaped[KEYS_BRAND_MAX];
	static const struct slice colon = { ":", 1 };

	keys_prefix(partition, ret_key);
	size_t len = put(ret_key, strlen(ret_key), slice_from(kind));
	if (brand.len > 0) {
		len = put(ret_key, len, colon);
		len = put(ret_key, len, keys_escape(brand, escaped));
	}
	if (rest.len > 0) {
		len = put(ret_key, len, colon);
		len = put(ret_key, len, rest);
	}
	ret_key[len] = '\0';
	return (struct slice){ ret_key, len };
}

unsigned keys_partition(struct slice brand, unsigned partitions)
{
	uint64_t hash = UINT64_C(0xcbf29ce484222325); /* FNV-1a, 64 bits */

	assert(partitions > 0);
	for (size_t i = 0; i < brand.len; i++)
		hash = (hash ^ (unsigned char)brand.data[i]) * UINT64_C(0x100000001b3);
	return (unsigned)((hash ^ hash >> 32) % partitions);
}
