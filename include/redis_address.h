/*
 * redis_address.h - where a Redis is: the URL of the configuration, taken apart. Pure.
 *
 *   unix:///run/redis.sock        unix:///run/redis.sock?db=1
 *   redis://host                  redis://user:password@host:6380/1     redis://[::1]:6379
 *
 * rediss:// is refused with a remedy: the hiredis of Debian 12 has no TLS.
 */
#ifndef LIVVAKT_REDIS_ADDRESS_H
#define LIVVAKT_REDIS_ADDRESS_H

#include "attributes.h"
#include "error.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	REDIS_HOST_MAX = 256,
	REDIS_PASSWORD_MAX = 512,
	REDIS_PORT = 6379,
	REDIS_SOCKET_MAX = 107, /* what fits into a socket's address on Linux */
};

struct redis_address {
	bool is_unix;
	char host[REDIS_HOST_MAX]; /* or the socket's path */
	uint16_t port;
	unsigned database;
	char user[REDIS_HOST_MAX];	   /* empty: the default user */
	char password[REDIS_PASSWORD_MAX]; /* empty: none */
};

/* What a connection needs; zeros mean the default. */
struct redis_settings {
	const char *url;
	const char *password;	    /* NULL: none, or the URL's */
	int64_t connect_timeout_us; /* default 2 s */
	int64_t command_timeout_us; /* default 5 s */
};

/* ERROR_INVALID with what is wrong and how to mend it. Never names a password. */
MUST_CHECK int redis_address_parse(const char *url, struct redis_address *ret_address,
				   struct error *error);

/* For messages: the URL without user and password; at most `size` bytes. */
void redis_address_print(const struct redis_address *address, char *ret_text, size_t size);

#endif
