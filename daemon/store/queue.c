/*
 * queue.c - what waits for a human. The commit files it (livvakt.lua, queue_add); here it is shown
 * and decided.
 *
 * A queued comment is kept as a block of one, so that every field of it survives.
 */
#include "queue.h"

#include "block.h"
#include "delta_history.h"
#include "keys.h"
#include "place.h"
#include "utf8.h"

#include <string.h>

#define KEEP_DECISION_US (INT64_C(400) * 24 * 3600 * 1000000)
enum {
	PAGE = 50,
	ITEM_BYTES = 4 << 20,
	HIDE_BYTES = 256,
	MEMBER_MAX = KEYS_BRAND_MAX + 1 + COMMENT_ID_MAX
};

/* "brand:id", how an item is called in Redis. */
static int member_of(struct slice brand, struct slice id, char ret_member[MEMBER_MAX],
		     struct slice *ret_text, struct error *error)
{
	char escaped[KEYS_BRAND_MAX];
	struct slice name = keys_escape(brand, escaped);

	if (name.len == 0 || id.len == 0 || id.len > COMMENT_ID_MAX)
		return error_set(error, ERROR_INVALID, "a comment is named by its brand and id");
	memcpy(ret_member, name.data, name.len);
	ret_member[name.len] = ':';
	memcpy(ret_member + name.len + 1, id.data, id.len);
	*ret_text = (struct slice){ ret_member, name.len + 1 + id.len };
	return 0;
}

static bool action_from_name(struct slice name, enum action *ret_action)
{
	for (int i = 0; i < ACTION_COUNT; i++) {
		if (slice_is(name, action_name((enum action)i))) {
			*ret_action = (enum action)i;
			return true;
		}
	}
	return false;
}

/* {comment, verdict, action, reason, at, decision, by, at [, place]} */
enum { COMMENT, VERDICT, ACTION, REASON, AT, DECISION, DECIDED_BY, DECIDED_AT, PLACE };

static void read_decision(const struct redisReply *reply, struct queue_item *item)
{
	struct slice by =
		utf8_cut(redis_reply_text(redis_reply_at(reply, DECIDED_BY)), COMMENT_ID_MAX);

	item->decided = action_from_name(redis_reply_text(redis_reply_at(reply, DECISION)),
					 &item->decision);
	if (by.len > 0)
		memcpy(item->decided_by, by.data, by.len);
	item->decided_at_us = redis_reply_integer(redis_reply_at(reply, DECIDED_AT), 0);
}

static int read_item(const struct redisReply *reply, struct arena *arena,
		     struct queue_item *ret_item, struct error *error)
{
	struct queue_item item = { 0 };
	struct block *block = arena_alloc(arena, sizeof(*block));
	struct slice bytes = arena_copy(arena, redis_reply_text(redis_reply_at(reply, COMMENT)));

	item.verdict = arena_copy(arena, redis_reply_text(redis_reply_at(reply, VERDICT)));
	item.reason = arena_copy(arena, redis_reply_text(redis_reply_at(reply, REASON)));
	if (!block || !bytes.data || !item.verdict.data || !item.reason.data)
		return error_set(error, ERROR_MEMORY, "no memory for a queued comment");
	if (block_unpack(bytes, block, error) < 0)
		return error_prefix(error, "a queued comment cannot be read");
	if (!action_from_name(redis_reply_text(redis_reply_at(reply, ACTION)), &item.action))
		return error_set(error, ERROR_INVALID, "a queued comment cannot be read");
	item.comment = block->comments[0];
	item.queued_at_us = redis_reply_integer(redis_reply_at(reply, AT), 0);
	item.place_us = redis_reply_integer(redis_reply_at(reply, PLACE), 0);
	read_decision(reply, &item);
	*ret_item = item;
	return 0;
}

static int show(const struct redisReply *reply,
		bool (*each)(void *context, const struct queue_item *item), void *context,
		struct error *error)
{
	struct arena arena;
	struct queue_item item;
	bool more = true;
	int r = 0;

	arena_init(&arena, 65536, ITEM_BYTES);
	for (size_t i = 0; r == 0 && more && i < redis_reply_count(reply); i++) {
		r = read_item(redis_reply_at(reply, i), &arena, &item, error);
		more = r == 0 && each(context, &item);
		arena_reset(&arena);
	}
	arena_done(&arena);
	return r;
}

int queue_list(struct redis_link *link, unsigned partition, const struct queue_filter *filter,
	       bool (*each)(void *context, const struct queue_item *item), void *context,
	       struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], brand[KEYS_BRAND_MAX], member[MEMBER_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct slice after = { 0 };
	size_t max = filter->max ? filter->max : PAGE;
	int r = 0;

	if (filter->after_id.len > 0)
		r = member_of(filter->after_brand, filter->after_id, member, &after, error);
	if (r < 0)
		return r;
	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_queue_list", prefix);
	redis_command_add(&command, keys_escape(filter->brand, brand));
	redis_command_add(&command, after);
	redis_command_add_integer(&command, max < QUEUE_PAGE_MAX ? (int64_t)max : QUEUE_PAGE_MAX);
	if (filter->later_us)
		redis_command_add_integer(&command, filter->later_us);
	r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	r = show(reply, each, context, error);
	redis_reply_free(reply);
	return r;
}

int queue_place(struct redis_link *link, unsigned partition, struct slice brand, struct slice id,
		int64_t *ret_place_us, struct error *error)
{
	char text[MEMBER_MAX];
	struct slice member = { 0 };
	int r = member_of(brand, id, text, &member, error);

	return r < 0 ? r : place_read(link, partition, "queue", member, ret_place_us, error);
}

int queue_load(struct redis_link *link, unsigned partition, struct slice brand, struct slice id,
	       struct arena *arena, struct queue_item *ret_item, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], text[MEMBER_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct slice member = { 0 };

	int r = member_of(brand, id, text, &member, error);
	if (r < 0)
		return r;
	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_queue_load", prefix);
	redis_command_add(&command, member);
	r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	r = read_item(reply, arena, ret_item, error);
	redis_reply_free(reply);
	return r;
}

static int decide(struct redis_link *link, unsigned partition,
		  const struct queue_decision *decision, struct slice effects, struct slice hide,
		  int64_t now_us, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX], text[MEMBER_MAX];
	struct redis_command command;
	struct slice member = { 0 };

	int r = member_of(decision->brand, decision->id, text, &member, error);
	if (r < 0)
		return r;
	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_queue_decide", prefix);
	redis_command_add_integer(&command, now_us);
	redis_command_add(&command, member);
	redis_command_add_text(&command, action_name(decision->action));
	redis_command_add(&command, utf8_cut(decision->by, COMMENT_ID_MAX));
	redis_command_add_integer(&command,
				  decision->keep_us > 0 ? decision->keep_us : KEEP_DECISION_US);
	redis_command_add(&command, effects);
	if (hide.len)
		redis_command_add(&command, hide);
	return redis_link_carry_out(link, &command, error);
}

int queue_decide(struct redis_link *link, unsigned partition, const struct queue_decision *decision,
		 const struct effects *effects, int64_t now_us, struct error *error)
{
	struct buffer packed, hide;
	int r;

	if (decision->action != ACTION_ALLOW && decision->action != ACTION_HIDE)
		return error_set(error, ERROR_INVALID, "a decision is allow or hide");
	buffer_init(&packed, EFFECTS_BYTES);
	buffer_init(&hide, HIDE_BYTES);
	effects_pack(effects, &packed);
	if (decision->hide.author)
		delta_pack_hide(&decision->hide, &hide);
	if (buffer_failed(&packed) || buffer_failed(&hide))
		r = error_set(error, ERROR_LIMIT, "a message is too large for the outbox");
	else
		r = decide(link, partition, decision, buffer_slice(&packed), buffer_slice(&hide),
			   now_us, error);
	buffer_done(&hide);
	buffer_done(&packed);
	return r;
}

int queue_decision(struct redis_link *link, unsigned partition, struct slice brand, struct slice id,
		   enum action *ret_action, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;
	enum action action = ACTION_COUNT;

	if (id.len > COMMENT_ID_MAX)
		return error_set(error, ERROR_INVALID, "a comment is named by its brand and id");
	redis_command_init(&command, "HGET");
	redis_command_add(&command, keys_build(partition, "decision", brand, id, key));
	redis_command_add_text(&command, "action");
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	(void)action_from_name(redis_reply_text(reply), &action);
	*ret_action = action;
	redis_reply_free(reply);
	return 0;
}

int queue_count(struct redis_link *link, unsigned partition, uint64_t *ret_count,
		struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	int64_t number;

	redis_command_init(&command, "ZCARD");
	redis_command_add(&command, keys_build(partition, "queue", (struct slice){ 0 },
					       (struct slice){ 0 }, key));
	int r = redis_link_ask_number(link, &command, &number, error);
	if (r == 0)
		*ret_count = (uint64_t)number;
	return r;
}
