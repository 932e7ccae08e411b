/* totals.c - the plain numbers of a brand: their names, and reading them. */
#include "totals.h"

#include "keys.h"

#include <assert.h>

static const char *const names[] = {
#define X(name, help) #name,
	TOTALS(X)
#undef X
};

static const char *const helps[] = {
#define X(name, help) help,
	TOTALS(X)
#undef X
};

const char *total_name(enum total which)
{
	assert(which >= 0 && which < TOTAL_COUNT);
	return names[which];
}

const char *total_help(enum total which)
{
	assert(which >= 0 && which < TOTAL_COUNT);
	return helps[which];
}

enum total total_of_category(enum category category)
{
	static const enum total of[CATEGORY_COUNT] = {
		[CATEGORY_THREAT] = TOTAL_threat, [CATEGORY_HATE] = TOTAL_hate,
		[CATEGORY_INSULT] = TOTAL_insult, [CATEGORY_PROFANITY] = TOTAL_profanity,
		[CATEGORY_SEXUAL] = TOTAL_sexual, [CATEGORY_SELFHARM] = TOTAL_selfharm,
		[CATEGORY_SPAM] = TOTAL_spam,	  [CATEGORY_PRIVATE] = TOTAL_private,
	};

	assert(category >= 0 && category < CATEGORY_COUNT);
	return of[category];
}

enum total total_of_action(enum action action)
{
	static const enum total of[ACTION_COUNT] = {
		[ACTION_ALLOW] = TOTAL_allow,
		[ACTION_REVIEW] = TOTAL_review,
		[ACTION_HIDE] = TOTAL_hide,
	};

	assert(action >= 0 && action < ACTION_COUNT);
	return of[action];
}

enum total total_of_polarity(enum polarity polarity)
{
	static const enum total of[POLARITY_COUNT] = {
		[POLARITY_NEGATIVE] = TOTAL_negative,
		[POLARITY_NEUTRAL] = TOTAL_neutral,
		[POLARITY_POSITIVE] = TOTAL_positive,
	};

	assert(polarity >= 0 && polarity < POLARITY_COUNT);
	return of[polarity];
}

int totals_read(struct redis_link *link, unsigned partition, struct slice brand,
		struct totals *ret_totals, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	redis_command_init(&command, "HMGET");
	redis_command_add(&command,
			  keys_build(partition, "totals", brand, (struct slice){ 0 }, key));
	for (size_t i = 0; i < TOTAL_COUNT; i++)
		redis_command_add_text(&command, names[i]);
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	for (size_t i = 0; i < TOTAL_COUNT; i++)
		ret_totals->values[i] = (uint64_t)redis_reply_integer(redis_reply_at(reply, i), 0);
	redis_reply_free(reply);
	return 0;
}

int totals_brands(struct redis_link *link, unsigned partition,
		  bool (*each)(void *context, struct slice brand), void *context,
		  struct error *error)
{
	static const struct slice none = { 0 };
	char key[KEYS_KEY_MAX], name[KEYS_BRAND_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	size_t len;

	redis_command_init(&command, "ZRANGE");
	redis_command_add(&command, keys_build(partition, "brands", none, none, key));
	redis_command_add_integer(&command, 0);
	redis_command_add_integer(&command, -1); /* bounded by what is admitted */
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	for (size_t i = 0; i < redis_reply_count(reply); i++) {
		struct slice text = redis_reply_text(redis_reply_at(reply, i));
		if (keys_unescape(text, name, &len) && !each(context, (struct slice){ name, len }))
			break;
	}
	redis_reply_free(reply);
	return 0;
}
