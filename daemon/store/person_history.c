/* person_history.c - see person_history.h. */
#include "person_history.h"

#include "chorus_log.h"
#include "history.h"
#include "keys.h"
#include "scan.h"

#include <stdio.h>

enum { SAID_BYTES = 64 };

struct walk {
	struct redis_link *link;
	const struct person_search *search;
	enum person_place place;
};

static int ask_row(struct walk *walk, const char *name, struct slice key, uint64_t author,
		   struct redisReply **ret_reply, struct error *error)
{
	struct redis_command command;

	redis_command_init(&command, name);
	redis_command_add(&command, key);
	redis_command_add(&command, (struct slice){ (const char *)&author, sizeof(author) });
	return redis_link_command(walk->link, &command, ret_reply, error);
}

static int64_t count_row(const struct walk *walk, struct slice row)
{
	if (walk->place == PERSON_HIDDEN)
		return (int64_t)(row.len / HISTORY_HIDDEN_BYTES);
	return history_arrivals_all(row);
}

static void tell(const struct walk *walk, struct slice brand, int64_t count)
{
	static const char *const what[PERSON_PLACES] = {
		[PERSON_HIDDEN] = "were hidden",
		[PERSON_RATE] = "came lately",
		[PERSON_VOICE] = "were compared with others'",
	};
	char said[SAID_BYTES];

	(void)snprintf(said, sizeof(said), "%lld of the author's comments %s", (long long)count,
		       what[walk->place]);
	const struct person_finding finding = { .place = walk->place,
						.brand = brand,
						.text = slice_from(said) };
	walk->search->each(walk->search->context, &finding);
}

static int look_at_row(struct walk *walk, struct slice key, struct slice brand, uint64_t author,
		       struct error *error)
{
	struct redisReply *reply = NULL, *gone = NULL;
	int r = ask_row(walk, "HGET", key, author, &reply, error);

	if (r < 0)
		return r;
	if (redis_reply_text(reply).len > 0) {
		if (walk->search->forget)
			r = ask_row(walk, "HDEL", key, author, &gone, error);
		if (r == 0)
			tell(walk, brand, count_row(walk, redis_reply_text(reply)));
		redis_reply_free(gone);
	}
	redis_reply_free(reply);
	return r;
}

/* Of the voices of a brand (chorus_log.h), which stand in one string. */
static int count_voices(struct walk *walk, struct slice key, uint64_t author, int64_t *ret_count,
			struct error *error)
{
	struct redis_command command;
	struct redisReply *reply = NULL;

	redis_command_init(&command, "GET");
	redis_command_add(&command, key);
	int r = redis_link_command(walk->link, &command, &reply, error);
	if (r == 0)
		*ret_count = (int64_t)chorus_log_count(redis_reply_text(reply), author);
	redis_reply_free(reply);
	return r;
}

static int forget_voices(struct walk *walk, struct slice brand, uint64_t author, int64_t *ret_count,
			 struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], escaped[KEYS_BRAND_MAX];
	struct redis_command command;

	keys_prefix(walk->search->partition, prefix);
	redis_command_call(&command, "livvakt_forget", prefix);
	redis_command_add_text(&command, "voices");
	redis_command_add(&command, keys_escape(brand, escaped));
	redis_command_add(&command, (struct slice){ (const char *)&author, sizeof(author) });
	return redis_link_ask_number(walk->link, &command, ret_count, error);
}

static int look_at_voices(struct walk *walk, struct slice key, struct slice brand, uint64_t author,
			  struct error *error)
{
	int64_t count = 0;
	int r = walk->search->forget ? forget_voices(walk, brand, author, &count, error)
				     : count_voices(walk, key, author, &count, error);

	if (r == 0 && count > 0)
		tell(walk, brand, count);
	return r;
}

static int look_at_author(struct walk *walk, struct slice key, struct slice brand, uint64_t author,
			  struct error *error)
{
	if (walk->place == PERSON_VOICE)
		return look_at_voices(walk, key, brand, author, error);
	return look_at_row(walk, key, brand, author, error);
}

static int look_at_key(struct walk *walk, struct slice key, struct slice brand, struct error *error)
{
	const struct person *person = &walk->search->person;
	const struct author_keys *keys = person->keys;
	int r = look_at_author(walk, key, brand,
			       crypto_author_hash(keys->current, brand, person->id), error);

	if (r == 0 && keys->until_us)
		r = look_at_author(walk, key, brand,
				   crypto_author_hash(keys->before, brand, person->id), error);
	return r;
}

/* "brand", or "brand:author:600000000"; rates of links and texts hold nobody. */
static int look_at_page(void *context, const struct slice *keys, size_t count, struct error *error)
{
	struct walk *walk = context;
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++) {
		char name[KEYS_BRAND_MAX];
		struct slice rest = scan_rest(keys[i]), brand = { name, 0 };
		const char *colon = rest.len ? memchr(rest.data, ':', rest.len) : NULL;
		size_t end = colon ? (size_t)(colon - rest.data) : rest.len;
		struct slice of = slice_cut(rest, colon ? end + 1 : end, rest.len);

		if ((of.len > 0 && (of.len < 7 || memcmp(of.data, "author:", 7) != 0)) ||
		    !keys_unescape(slice_cut(rest, 0, end), name, &brand.len))
			continue;
		if (walk->search->person.brand.len == 0 ||
		    slice_equal(walk->search->person.brand, brand))
			r = look_at_key(walk, keys[i], brand, error);
	}
	return r;
}

int person_history(struct redis_link *link, const struct person_search *search, struct error *error)
{
	static const struct {
		const char *kind;
		enum person_place place;
	} kinds[] = { { "hides", PERSON_HIDDEN },
		      { "hides-before", PERSON_HIDDEN },
		      { "rates", PERSON_RATE },
		      { "rates-before", PERSON_RATE },
		      { "chorus", PERSON_VOICE } };
	int r = 0;

	for (size_t i = 0; r == 0 && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct walk walk = { link, search, kinds[i].place };

		r = scan_keys(link, search->partition, kinds[i].kind, look_at_page, &walk, error);
	}
	return r;
}
