/* redis_sentinel.c - see redis_sentinel.h. */
#include "redis_sentinel.h"

#include "units.h"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

void redis_sentinel_question(const struct redis_address *address, struct redis_command *command)
{
	redis_command_init(command, "SENTINEL");
	redis_command_add_text(command, "get-master-addr-by-name");
	redis_command_add_text(command, address->service);
}

bool redis_sentinel_answer(const struct redisReply *reply, struct redis_address *address)
{
	const struct slice host = redis_reply_text(redis_reply_at(reply, 0));
	uint64_t port = 0;

	if (redis_reply_count(reply) != 2 || host.len == 0 || host.len >= sizeof(address->host) ||
	    memchr(host.data, '\0', host.len) ||
	    !units_parse_unsigned(redis_reply_text(redis_reply_at(reply, 1)), UINT16_MAX, &port) ||
	    port == 0)
		return false;
	memcpy(address->host, host.data, host.len);
	address->host[host.len] = '\0';
	address->port = (uint16_t)port;
	return true;
}

static bool ask_one(struct redis_address *address, const struct redis_place *place,
		    int64_t timeout_us)
{
	const struct timeval timeout = { timeout_us / 1000000, timeout_us % 1000000 };
	redisContext *context = redisConnectWithTimeout(place->host, place->port, timeout);
	struct redis_command command;
	redisReply *reply = NULL;
	bool known;

	redis_sentinel_question(address, &command);
	if (context && !context->err && redisSetTimeout(context, timeout) == REDIS_OK) {
		(void)fcntl(context->fd, F_SETFD, FD_CLOEXEC);
		reply = redisCommandArgv(context, command.count, (const char **)command.arguments,
					 command.lengths);
	}
	known = reply && redis_sentinel_answer(reply, address);
	redis_reply_free(reply);
	if (context)
		redisFree(context);
	return known;
}

int redis_sentinel_find(struct redis_address *address, int64_t timeout_us, struct error *error)
{
	for (size_t i = 0; i < address->sentinel_count; i++) {
		const struct redis_place place = address->sentinels[i];

		if (!ask_one(address, &place, timeout_us))
			continue;
		memmove(address->sentinels + 1, address->sentinels, i * sizeof(place));
		address->sentinels[0] = place;
		return 0;
	}
	return error_set(error, ERROR_AWAY,
			 "no Sentinel says who the master \"%s\" is; do they run, and is that its "
			 "name?",
			 address->service);
}
