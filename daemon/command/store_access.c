/* store_access.c - see store_access.h. */
#include "store_access.h"

#include "clock.h"
#include "crypto.h"
#include "file.h"
#include "identity.h"

#include <stdio.h>

#define COMMAND_TIMEOUT_US (60 * CLOCK_SECOND_US) /* nobody waits for us but a person */

static int find_managed(const struct config *config, char **ret_url, struct error *error)
{
	AUTO_FREE char *folder = realpath(config->state_folder, NULL);

	if (!folder) {
		(void)error_errno(error,
				  "the service must run, with this configuration and as the same "
				  "user as you; its state: %s",
				  config->state_folder);
		return ERROR_SYSTEM;
	}
	if (asprintf(ret_url, "unix://%s/redis/redis.sock", folder) < 0)
		*ret_url = NULL;
	return *ret_url ? 0 : error_set(error, ERROR_MEMORY, "out of memory");
}

static int find_redis(const struct config *config, bool managed, char **ret_url,
		      struct error *error)
{
	if (managed)
		return find_managed(config, ret_url, error);
	*ret_url = strdup(config->redis);
	return *ret_url ? 0 : error_set(error, ERROR_MEMORY, "out of memory");
}

int store_access_to(const struct store_access *access, unsigned number,
		    struct partition *ret_partition, struct error *error)
{
	int r = access->alone ? alone_still(access->alone, error) : 0;

	return r < 0 ? r
		     : partitions_ready(access->partitions, number, clock_monotonic_us(),
					ret_partition, error);
}

/* Alone first: what is found out then stays so. */
static int connect(struct store_access *access, const struct config *config, const char *what,
		   struct error *error)
{
	const struct redis_settings settings = { .url = access->url,
						 .password = access->password,
						 .command_timeout_us = COMMAND_TIMEOUT_US };
	unsigned count = (unsigned)config->partitions;
	int r = 0;

	if (what)
		access->alone = alone_enter(&settings, what, ALONE_PATIENCE_US, error);
	if (!what || access->alone)
		access->partitions = partitions_new(&settings, count, error);
	if (!access->partitions)
		return error->code;
	for (unsigned i = 0; r == 0 && i < count; i++) {
		struct partition partition = { 0 };

		r = partitions_reach(access->partitions, i, clock_monotonic_us(), &partition,
				     error);
		if (r == 0 && i == 0)
			r = identity_check_partitions(partition.link, count, error);
		if (r == 0)
			r = identity_check_version(partition.link, i, error);
		if (r == 0)
			r = store_access_to(access, i, &partition, error);
	}
	return r;
}

int store_access_open_alone(struct store_access *access, const struct config *config,
			    const char *what, struct error *error)
{
	bool managed = strcmp(config->redis, "managed") == 0;

	*access = (struct store_access){ 0 };
	if (find_redis(config, managed, &access->url, error) < 0)
		return error->code;
	if (!managed && config->redis_password_file) {
		access->password = file_read_secret(config->redis_password_file, error);
		if (!access->password)
			return error->code;
	}
	int r = connect(access, config, what, error);
	if (r == ERROR_AWAY && managed)
		return error_prefix(error, "the service must run, and as the same user as you");
	return r;
}

int store_access_open(struct store_access *access, const struct config *config, struct error *error)
{
	return store_access_open_alone(access, config, NULL, error);
}

void store_access_done(struct store_access *access)
{
	alone_leave(access->alone);
	partitions_free(access->partitions);
	crypto_free_secret(access->password);
	free(access->url);
	*access = (struct store_access){ 0 };
}
