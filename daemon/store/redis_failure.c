/* redis_failure.c - the first word of an error reply decides; our own functions use it in the same
 * way. */
#include "redis_failure.h"

struct failure {
	const char *word;
	int code;
	bool passing;
	const char *remedy; /* stands before what Redis says; NULL: our own words behind the first
			       say it all */
};

static const struct failure table[] = {
	{ "LIMIT", ERROR_LIMIT, false, NULL },
	{ "BRANDS", ERROR_INVALID, false, NULL },
	{ "CONFLICT", ERROR_CONFLICT, false, NULL },
	{ "NOTFOUND", ERROR_NOT_FOUND, false, NULL },
	{ "NOGROUP", ERROR_NOT_FOUND, false, "the stream was removed" },
	{ "OOM", ERROR_LIMIT, false, "Redis is out of memory; raise its maxmemory" },
	{ "MISCONF", ERROR_LIMIT, false,
	  "Redis cannot write its files; is the disk full or read-only?" },
	{ "LOADING", ERROR_AWAY, true, "Redis is starting" },
	{ "READONLY", ERROR_AWAY, true, "this Redis is a read-only replica" },
	{ "MASTERDOWN", ERROR_AWAY, true, "this Redis has lost its master" },
	{ "CLUSTERDOWN", ERROR_AWAY, true, "the Redis Cluster is incomplete" },
	{ "TRYAGAIN", ERROR_AWAY, true, "the Redis Cluster is moving keys" },
	{ "BUSY", ERROR_AWAY, true, "Redis is busy with a slow function" },
	{ "NOREPLICAS", ERROR_AWAY, true, "Redis has too few replicas" },
	{ "NOAUTH", ERROR_REFUSED, false,
	  "Redis wants a password; name its file in redis_password_file" },
	{ "WRONGPASS", ERROR_REFUSED, false, "Redis refused the user or password" },
	{ "NOPERM", ERROR_REFUSED, false, "the Redis user lacks a permission" },
	{ "MOVED", ERROR_AWAY, true,
	  "another node of the Redis Cluster has our keys; where redis is a plain redis:// URL, "
	  "write cluster://host,host2" },
	{ "ASK", ERROR_AWAY, true, "the Redis Cluster is moving our keys" },
	{ "UNBLOCKED", ERROR_AWAY, true, "this Redis has our keys no more, or became a replica" },
	{ "WRONGTYPE", ERROR_REFUSED, false,
	  "a key of ours holds something else; is the database shared?" },
};

static bool begins_with(struct slice text, const char *word)
{
	size_t len = strlen(word);

	return text.len >= len && memcmp(text.data, word, len) == 0;
}

static const struct failure *failure_of(struct slice text)
{
	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		size_t len = strlen(table[i].word);
		if (begins_with(text, table[i].word) && (text.len == len || text.data[len] == ' '))
			return &table[i];
	}
	return NULL;
}

int redis_failure_set(struct error *error, struct slice text)
{
	const struct failure *failure = failure_of(text);
	int len = text.len > 300 ? 300 : (int)text.len;

	if (!failure && begins_with(text, "ERR unknown command"))
		return error_set(error, ERROR_REFUSED,
				 "this Redis is too old: Livvakt needs version 7.0 or later (%.*s)",
				 len, text.data);
	if (!failure)
		return error_set(error, ERROR_REFUSED, "Redis says: %.*s", len, text.data);
	if (failure->remedy)
		return error_set(error, failure->code, "%s (Redis says: %.*s)", failure->remedy,
				 len, text.data);
	int skip = (int)strlen(failure->word) + 1;
	return error_set(error, failure->code, "%.*s", len > skip ? len - skip : 0,
			 len > skip ? text.data + skip : "");
}

bool redis_failure_is_passing(struct slice text)
{
	const struct failure *failure = failure_of(text);

	return failure && failure->passing;
}

bool redis_failure_is_missing_function(struct slice text)
{
	return begins_with(text, "ERR Function not found");
}

/* EXECABORT says why only where EXEC itself was refused. */
struct slice redis_failure_among(const struct redisReply *reply, const char *refusal)
{
	static const char because[] = "EXECABORT Transaction discarded because of: ";
	struct slice text = redis_reply_error(reply);

	if (*refusal && begins_with(text, "EXECABORT"))
		return slice_from(refusal);
	if (begins_with(text, because))
		return slice_cut(text, strlen(because), text.len);
	for (size_t i = 0; text.len == 0 && i < redis_reply_count(reply); i++)
		text = redis_reply_error(redis_reply_at(reply, i));
	return text;
}
