/*
 * redis_address.h - where a Redis is: the URL of the configuration, taken apart. Pure.
 *
 *   unix:///run/redis.sock        unix:///run/redis.sock?db=1
 *   redis://host                  redis://user:password@host:6380/1     redis://[::1]:6379
 *
 *   sentinel://host,host2:26379,host3/mymaster      sentinel://user:password@host/mymaster/1
 *
 *   cluster://host,host2:6380                       cluster://user:password@host,host2
 *
 * Behind sentinel:// stand the Sentinels and the master's name for them; user, password and
 * database are those of Redis. Behind cluster:// stand some nodes of a Redis Cluster: several, so
 * that one of them may be down.
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
	REDIS_SENTINEL_PORT = 26379,
	REDIS_GUIDES_MAX = 8,
	REDIS_SERVICE_MAX = 128,
	REDIS_SOCKET_MAX = 107, /* what fits into a socket's address on Linux */
};

struct redis_place {
	char host[REDIS_HOST_MAX];
	uint16_t port;
};

/* Who is asked where our Redis is (redis_guide.h). */
enum redis_guide_kind { REDIS_GUIDE_NONE, REDIS_GUIDE_SENTINEL, REDIS_GUIDE_CLUSTER };

struct redis_address {
	bool is_unix;
	char host[REDIS_HOST_MAX]; /* or the socket's path; of our Redis once a guide told */
	uint16_t port;
	enum redis_guide_kind guide;
	struct redis_place guides[REDIS_GUIDES_MAX];
	size_t guide_count;
	char service[REDIS_SERVICE_MAX]; /* the master's name for Sentinels */
	unsigned partition;		 /* whose node of a cluster is wanted */
	unsigned database;
	char user[REDIS_HOST_MAX];	   /* empty: the default user */
	char password[REDIS_PASSWORD_MAX]; /* empty: none */
	const char *password_file;	   /* NULL: it stays as it is; borrowed */
};

#define REDIS_RETRY_US INT64_C(1000000)

/* What a connection needs; zeros mean the default. */
struct redis_settings {
	const char *url;
	const char *password;	    /* NULL: none, or the URL's */
	const char *password_file;  /* NULL: none; read anew before each connection; borrowed */
	unsigned partition;	    /* in a cluster: whose node */
	unsigned replicas;	    /* that must have what must survive the loss of the master */
	int64_t connect_timeout_us; /* default 2 s */
	int64_t command_timeout_us; /* default 5 s */
	int64_t retry_us;	    /* at most so long between two tries to connect; default 1 s */
};

/* Of a command's time-out, what a WAIT for replicas may take: its late answer is still in time. */
enum { REDIS_COPIES_PART = 5 };
#define REDIS_COPIES_FEW "%lld of the %u replicas that redis_replicas asks for have it"

/* ERROR_INVALID with what is wrong and how to mend it. Never names a password. */
MUST_CHECK int redis_address_parse(const char *url, struct redis_address *ret_address,
				   struct error *error);

/* The partition, and how one logs in there, beside what the URL said. */
void redis_address_complete(struct redis_address *address, const struct redis_settings *settings);
/* Takes the password out of its file, where there is one: somebody may have changed it. A file that
 * cannot be read changes nothing. */
void redis_address_refresh(struct redis_address *address);

/* For messages: the URL without user and password; at most `size` bytes. */
void redis_address_print(const struct redis_address *address, char *ret_text, size_t size);

#endif
