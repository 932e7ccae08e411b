/* redis_guide.c - see redis_guide.h. */
#include "redis_guide.h"

#include "redis_failure.h"
#include "units.h"

#include <fcntl.h>
#include <hiredis/hiredis.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>

/* --- what is asked, and what it tells --- */

static bool set_place(struct redis_address *address, struct slice host, struct slice port)
{
	uint64_t number = 0;

	if (host.len == 0 || host.len >= sizeof(address->host) ||
	    memchr(host.data, '\0', host.len) || !units_parse_unsigned(port, UINT16_MAX, &number) ||
	    number == 0)
		return false;
	memmove(address->host, host.data, host.len);
	address->host[host.len] = '\0';
	address->port = (uint16_t)number;
	return true;
}

static int answer_of_sentinel(const struct redisReply *reply, struct redis_address *address,
			      struct error *error)
{
	if (redis_reply_count(reply) == 2 &&
	    set_place(address, redis_reply_text(redis_reply_at(reply, 0)),
		      redis_reply_text(redis_reply_at(reply, 1))))
		return 0;
	return error_set(error, ERROR_AWAY, "this Sentinel knows no master \"%s\"",
			 address->service);
}

/* "MOVED 3999 127.0.0.1:6381"; a node that does not know its own address leaves the host out. */
static bool moved_to(struct slice text, const struct redis_place *asked,
		     struct redis_address *address)
{
	static const char word[] = "MOVED ";
	const char *space, *colon;
	struct slice place;

	if (text.len < sizeof(word) - 1 || memcmp(text.data, word, sizeof(word) - 1) != 0)
		return false;
	space = memrchr(text.data, ' ', text.len);
	place = slice_cut(text, (size_t)(space + 1 - text.data), text.len);
	colon = place.len ? memrchr(place.data, ':', place.len) : NULL;
	if (!colon)
		return false;
	struct slice host = slice_cut(place, 0, (size_t)(colon - place.data));
	return set_place(address, host.len > 0 ? host : slice_from(asked->host),
			 slice_cut(place, host.len + 1, place.len));
}

static int answer_of_node(const struct redisReply *reply, const struct redis_place *asked,
			  struct redis_address *address, struct error *error)
{
	const struct slice text = redis_reply_error(reply);

	if (text.len == 0 && redis_reply_is_integer(reply)) {
		(void)snprintf(address->host, sizeof(address->host), "%s", asked->host);
		address->port = asked->port;
		return 0;
	}
	if (moved_to(text, asked, address))
		return 0;
	if (text.len > 0)
		(void)redis_failure_set(error, text);
	else
		(void)error_set(error, ERROR_AWAY, "what answers is no Redis Cluster");
	if (error)
		error->code = ERROR_AWAY; /* another one may know */
	return ERROR_AWAY;
}

void redis_guide_question(const struct redis_address *address, struct redis_command *command,
			  char prefix[KEYS_PREFIX_MAX])
{
	if (address->guide == REDIS_GUIDE_SENTINEL) {
		redis_command_init(command, "SENTINEL");
		redis_command_add_text(command, "get-master-addr-by-name");
		redis_command_add_text(command, address->service);
		return;
	}
	keys_prefix(address->partition, prefix);
	redis_command_init(command, "EXISTS");
	redis_command_add_text(command, prefix);
}

int redis_guide_answer(const struct redisReply *reply, const struct redis_place *asked,
		       struct redis_address *address, struct error *error)
{
	if (address->guide == REDIS_GUIDE_SENTINEL)
		return answer_of_sentinel(reply, address, error);
	return answer_of_node(reply, asked, address, error);
}

/* --- asking, and waiting for the answer --- */

static redisReply *say(redisContext *context, const struct redis_command *command)
{
	return redisCommandArgv(context, command->count, (const char **)command->arguments,
				command->lengths);
}

/* Nodes of a cluster want the password that our Redis wants; Sentinels have none. */
static bool authenticate(redisContext *context, const struct redis_address *address,
			 struct error *error)
{
	struct redis_command command;
	redisReply *reply;
	bool fine;

	if (address->guide == REDIS_GUIDE_SENTINEL ||
	    !redis_command_login(&command, address->user, address->password))
		return true;
	reply = say(context, &command);
	fine = reply && redis_reply_error(reply).len == 0;
	if (reply && !fine)
		(void)redis_failure_set(error, redis_reply_error(reply));
	redis_reply_free(reply);
	return fine;
}

static bool ask_one(struct redis_address *address, const struct redis_place *place,
		    int64_t timeout_us, struct error *error)
{
	const struct timeval timeout = { timeout_us / 1000000, timeout_us % 1000000 };
	redisContext *context = redisConnectWithTimeout(place->host, place->port, timeout);
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;
	redisReply *reply = NULL;
	bool known;

	redis_guide_question(address, &command, prefix);
	if (context && !context->err && redisSetTimeout(context, timeout) == REDIS_OK) {
		(void)fcntl(context->fd, F_SETFD, FD_CLOEXEC);
		if (authenticate(context, address, error))
			reply = say(context, &command);
	}
	known = reply && redis_guide_answer(reply, place, address, error) == 0;
	redis_reply_free(reply);
	if (context)
		redisFree(context);
	return known;
}

int redis_guide_find(struct redis_address *address, int64_t timeout_us, struct error *error)
{
	struct error said = { 0 };

	for (size_t i = 0; i < address->guide_count; i++) {
		const struct redis_place place = address->guides[i];

		if (!ask_one(address, &place, timeout_us, &said))
			continue;
		memmove(address->guides + 1, address->guides, i * sizeof(place));
		address->guides[0] = place;
		return 0;
	}
	if (address->guide == REDIS_GUIDE_SENTINEL)
		return error_set(error, ERROR_AWAY,
				 "no Sentinel says who the master \"%s\" is; do they run, and is "
				 "that its name?",
				 address->service);
	if (said.code)
		return error_set(error, ERROR_AWAY, "%s", said.text);
	return error_set(error, ERROR_AWAY, "no node of the Redis Cluster answers; do they run?");
}
