/* api_queue.c - comments that need a person, the person's decision, and what became of messages. */
#include "api.h"

#include "clock.h"
#include "effects.h"
#include "json.h"
#include "outbox.h"
#include "queue.h"
#include "tally.h"

enum { ANSWER_LIMIT = 32 << 20, ARENA_CHUNK = 1 << 16, ARENA_LIMIT = 8 << 20 };

static void write_item(const struct queue_item *item, struct buffer *to)
{
	struct json_writer json;

	json_write_begin(&json, to);
	json_write_object(&json);
	json_write_member_string(&json, "id", item->comment.id);
	json_write_member_string(&json, "brand", item->comment.brand);
	json_write_member_string(&json, "channel", item->comment.channel);
	json_write_member_string(&json, "post", item->comment.post);
	json_write_member_string(&json, "url", item->comment.url);
	json_write_member_string(&json, "text", item->comment.text);
	json_write_member_time(&json, "ts", item->comment.ts_us);
	json_write_member_text(&json, "action", action_name(item->action));
	json_write_member_string(&json, "reason", item->reason);
	json_write_member_time(&json, "queued_at", item->queued_at_us);
	json_write_key(&json, "verdict");
	json_write_raw(&json, item->verdict);
	json_write_object_end(&json);
}

static bool add_item(void *context, const struct queue_item *item)
{
	struct merge *merge = context;
	struct buffer json;

	if (!merge_takes(merge, item->place_us))
		return false;
	buffer_init(&json, ANSWER_LIMIT);
	write_item(item, &json);
	merge_add(merge, item->place_us, buffer_slice(&json));
	buffer_done(&json);
	return true;
}

static int find_item(const struct partition *partition, const void *filter, int64_t *ret_at_us,
		     struct error *error)
{
	const struct queue_filter *last = filter;

	return queue_place(partition->link, partition->number, last->after_brand, last->after_id,
			   ret_at_us, error);
}

static int list_items(const struct partition *partition, const void *filter, int64_t bound_us,
		      struct merge *merge, struct error *error)
{
	struct queue_filter own = *(const struct queue_filter *)filter;

	own.later_us = bound_us;
	if (bound_us)
		own.after_id = (struct slice){ 0 };
	return queue_list(partition->link, partition->number, &own, add_item, merge, error);
}

static const struct listing items = { false, find_item, list_items };

void api_get_queue(void *context, struct http_exchange *exchange)
{
	struct queue_filter filter = { .brand = slice_from(http_query(exchange, "brand")),
				       .after_brand =
					       slice_from(http_query(exchange, "after_brand")),
				       .after_id = slice_from(http_query(exchange, "after_id")) };

	if (!api_limit(exchange, QUEUE_PAGE_MAX, &filter.max))
		return;
	const struct listing_page page = {
		&items, &filter, filter.brand, filter.after_id.len > 0, filter.max,
	};
	api_list(context, exchange, "items", &page);
}

/* Whose comment it is counts among the author's hidden ones, when a rule asks for them; a comment
 * that is shown again is taken out in any case. */
static struct delta_hide hide_of(struct api *api, const struct queue_decision *decision,
				 const struct comment *comment, int64_t now_us)
{
	struct ruleset *ruleset = ruleset_slot_borrow(api->rules);
	bool counts = decision->action == ACTION_ALLOW || ruleset_wants_author_hides(ruleset);

	ruleset_unref(ruleset);
	return tally_hide(api->keys, comment, counts ? api->config->remember_hides_us : 0, now_us);
}

static int have_hidden(struct api *api, const struct comment *comment, int64_t now_us,
		       struct arena *arena, struct effects *effects, struct error *error)
{
	const struct tally_wish wish = { comment, slice_from("decided by a person"), slice_from(""),
					 now_us };
	struct tally_messages messages = { NULL, 0 };
	int r = tally_hide_messages(api->config, &wish, arena, &messages, error);

	if (r < 0)
		return r;
	effects->messages = messages.items;
	effects->message_count = messages.count;
	return 0;
}

/* A person's "hide" has the comment hidden where it was posted, if the judge had not already. What
 * is not in the queue cannot be: the word is kept for when it comes. */
static int decide(struct api *api, const struct partition *partition,
		  struct queue_decision *decision, struct arena *arena, bool *ret_queued,
		  struct error *error)
{
	struct effects effects = { .keep_messages_us = api->config->keep_messages_us };
	struct queue_item item;
	int64_t now_us = clock_wall_us();
	int r = queue_load(partition->link, partition->number, decision->brand, decision->id, arena,
			   &item, error);

	if (r < 0 && r != ERROR_NOT_FOUND)
		return r;
	*ret_queued = r == 0;
	if (r == 0)
		decision->hide = hide_of(api, decision, &item.comment, now_us);
	if (r == 0 && decision->action == ACTION_HIDE &&
	    have_hidden(api, &item.comment, now_us, arena, &effects, error) < 0)
		return error->code;
	return queue_decide(partition->link, partition->number, decision, &effects, now_us, error);
}

static bool read_action(struct slice name, enum action *ret_action)
{
	const bool hide = slice_is(name, "hide");

	*ret_action = hide ? ACTION_HIDE : ACTION_ALLOW;
	return hide || slice_is(name, "allow");
}

static bool read_decision(struct http_exchange *exchange, const struct json *body,
			  struct queue_decision *ret_decision)
{
	*ret_decision = (struct queue_decision){ .brand = json_get_string(body, "brand"),
						 .id = json_get_string(body, "id"),
						 .by = json_get_string(body, "by") };
	if (read_action(json_get_string(body, "action"), &ret_decision->action) &&
	    ret_decision->brand.len && ret_decision->id.len && ret_decision->by.len &&
	    ret_decision->by.len <= COMMENT_ID_MAX)
		return true;
	http_reply_error(exchange, 422,
			 "send {\"brand\":\"...\",\"id\":\"...\",\"action\":\"allow\" or "
			 "\"hide\",\"by\":\"your name\"}");
	return false;
}

void api_post_queue(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct json *body = api_object(exchange);
	struct queue_decision decision;
	struct partition partition;
	struct error error = { 0 };
	struct arena arena;
	bool queued = false;
	int r;

	if (!body)
		return;
	arena_init(&arena, ARENA_CHUNK, ARENA_LIMIT);
	if (read_decision(exchange, body, &decision) &&
	    api_partition_of(api, exchange, decision.brand, &partition)) {
		decision.keep_us = api->config->keep_comments_us;
		r = decide(api, &partition, &decision, &arena, &queued, &error);
		if (r == 0)
			r = redis_link_settle(partition.link, &error);
		if (r < 0)
			api_reply_failure(exchange, r, &error);
		else
			http_reply(
				exchange, 200, "application/json",
				slice_from(queued ? "{\"status\":\"decided\",\"queued\":true}\n"
						  : "{\"status\":\"decided\",\"queued\":false}\n"));
	}
	arena_done(&arena);
	json_free(body);
}

static void write_message(const struct message *message, struct buffer *to)
{
	struct json_writer json;

	json_write_begin(&json, to);
	json_write_object(&json);
	json_write_member_string(&json, "id", message->id);
	json_write_member_text(&json, "kind", message_kind_name(message->kind));
	json_write_member_string(&json, "receiver", message->receiver);
	json_write_member_string(&json, "incident", message->incident);
	json_write_member_string(&json, "brand", message->brand);
	json_write_member_text(&json, "state", message_state_name(message->state));
	json_write_member_integer(&json, "attempts", message->attempts);
	json_write_member_time(&json, "created", message->created_us);
	json_write_member_string(&json, "last_error", message->last_error);
	json_write_object_end(&json);
}

static bool add_message(void *context, const struct message *message)
{
	struct merge *merge = context;
	struct buffer json;

	if (!merge_takes(merge, message->created_us))
		return false;
	buffer_init(&json, ANSWER_LIMIT);
	write_message(message, &json);
	merge_add(merge, message->created_us, buffer_slice(&json));
	buffer_done(&json);
	return true;
}

static int find_message(const struct partition *partition, const void *filter, int64_t *ret_at_us,
			struct error *error)
{
	return outbox_place(partition->link, partition->number,
			    ((const struct outbox_filter *)filter)->after, ret_at_us, error);
}

static int list_messages(const struct partition *partition, const void *filter, int64_t bound_us,
			 struct merge *merge, struct error *error)
{
	struct outbox_filter own = *(const struct outbox_filter *)filter;

	own.before_us = bound_us;
	if (bound_us)
		own.after = (struct slice){ 0 };
	return outbox_list(partition->link, partition->number, &own, add_message, merge, error);
}

static const struct listing deliveries = { true, find_message, list_messages };

void api_get_deliveries(void *context, struct http_exchange *exchange)
{
	struct outbox_filter filter = { .state = MESSAGE_STATE_COUNT,
					.after = slice_from(http_query(exchange, "after")) };

	if (!api_limit(exchange, OUTBOX_PAGE_MAX, &filter.max))
		return;
	const struct listing_page page = {
		&deliveries, &filter, { 0 }, filter.after.len > 0, filter.max,
	};
	api_list(context, exchange, "deliveries", &page);
}
