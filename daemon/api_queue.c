/* api_queue.c - comments that need a person, the person's decision, and what became of messages. */
#include "api.h"

#include "clock.h"
#include "effects.h"
#include "json.h"
#include "outbox.h"
#include "queue.h"
#include "tally.h"
#include "units.h"

enum { ANSWER_LIMIT = 32 << 20, ARENA_CHUNK = 1 << 16, ARENA_LIMIT = 8 << 20, HIDES_MAX = 16 };

static bool read_limit(struct http_exchange *exchange, uint64_t max, size_t *ret_limit)
{
	const char *limit = http_query(exchange, "limit");
	uint64_t value = 50;

	if (*limit && (!units_parse_unsigned(slice_from(limit), max, &value) || value == 0)) {
		http_reply_error(exchange, 422, "limit must be a number from 1 to %llu",
				 (unsigned long long)max);
		return false;
	}
	*ret_limit = (size_t)value;
	return true;
}

static bool write_item(void *context, const struct queue_item *item)
{
	struct json_writer *writer = context;

	json_write_object(writer);
	json_write_member_string(writer, "id", item->comment.id);
	json_write_member_string(writer, "brand", item->comment.brand);
	json_write_member_string(writer, "channel", item->comment.channel);
	json_write_member_string(writer, "post", item->comment.post);
	json_write_member_string(writer, "url", item->comment.url);
	json_write_member_string(writer, "text", item->comment.text);
	json_write_member_time(writer, "ts", item->comment.ts_us);
	json_write_member_text(writer, "action", action_name(item->action));
	json_write_member_string(writer, "reason", item->reason);
	json_write_member_time(writer, "queued_at", item->queued_at_us);
	json_write_key(writer, "verdict");
	json_write_raw(writer, item->verdict);
	json_write_object_end(writer);
	return true;
}

void api_get_queue(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct queue_filter filter = { .brand = slice_from(http_query(exchange, "brand")),
				       .after_brand =
					       slice_from(http_query(exchange, "after_brand")),
				       .after_id = slice_from(http_query(exchange, "after_id")) };
	struct json_writer writer;
	struct error error = { 0 };
	struct buffer json;
	int r;

	if (!read_limit(exchange, QUEUE_PAGE_MAX, &filter.max) || !api_link_ready(api, exchange))
		return;
	buffer_init(&json, ANSWER_LIMIT);
	json_write_begin(&writer, &json);
	json_write_object(&writer);
	json_write_key(&writer, "items");
	json_write_array(&writer);
	r = queue_list(api->link, api->partition, &filter, write_item, &writer, &error);
	json_write_array_end(&writer);
	json_write_object_end(&writer);
	buffer_add_char(&json, '\n');
	if (r < 0)
		api_reply_failure(exchange, r, &error);
	else
		http_reply_json(exchange, 200, &json);
	buffer_done(&json);
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

/* A person's "hide" has the comment hidden where it was posted, if the judge had not already. What
 * is not in the queue cannot be: the word is kept for when it comes. */
static int decide(struct api *api, struct queue_decision *decision, struct arena *arena,
		  bool *ret_queued, struct error *error)
{
	struct effect_message rows[HIDES_MAX];
	struct message messages[HIDES_MAX];
	struct effects effects = { .messages = rows,
				   .keep_messages_us = api->config->keep_messages_us };
	struct queue_item item;
	int64_t now_us = clock_wall_us();
	int r = queue_load(api->link, api->partition, decision->brand, decision->id, arena, &item,
			   error);

	if (r < 0 && r != ERROR_NOT_FOUND)
		return r;
	*ret_queued = r == 0;
	if (r == 0)
		decision->hide = hide_of(api, decision, &item.comment, now_us);
	if (r == 0 && decision->action == ACTION_HIDE)
		effects.message_count = tally_hide_messages(
			api->config, &item.comment, slice_from("decided by a person"),
			slice_from(""), arena, now_us, messages, HIDES_MAX);
	for (size_t i = 0; i < effects.message_count; i++)
		rows[i] = (struct effect_message){ messages[i], now_us };
	return queue_decide(api->link, api->partition, decision, &effects, now_us, error);
}

static bool read_decision(struct http_exchange *exchange, const struct json *body,
			  struct queue_decision *ret_decision)
{
	struct slice action = json_get_string(body, "action");

	*ret_decision = (struct queue_decision){ .brand = json_get_string(body, "brand"),
						 .id = json_get_string(body, "id"),
						 .by = json_get_string(body, "by") };
	if (slice_is(action, "allow"))
		ret_decision->action = ACTION_ALLOW;
	else if (slice_is(action, "hide"))
		ret_decision->action = ACTION_HIDE;
	else
		ret_decision->id.len = 0;
	if (ret_decision->brand.len && ret_decision->id.len && ret_decision->by.len &&
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
	struct queue_decision decision;
	struct error error = { 0 };
	struct arena arena;
	struct json *body;
	bool lines, queued = false;
	int r;

	if (!api_json_body(exchange, &lines))
		return;
	body = json_parse(http_body(exchange), &error);
	if (!body) {
		http_reply_error(exchange, 422, "the body %s", error.text);
		return;
	}
	arena_init(&arena, ARENA_CHUNK, ARENA_LIMIT);
	if (read_decision(exchange, body, &decision) && api_link_ready(api, exchange)) {
		decision.keep_us = api->config->keep_comments_us;
		r = decide(api, &decision, &arena, &queued, &error);
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

static bool write_message(void *context, const struct message *message)
{
	struct json_writer *writer = context;

	json_write_object(writer);
	json_write_member_string(writer, "id", message->id);
	json_write_member_text(writer, "kind", message_kind_name(message->kind));
	json_write_member_string(writer, "receiver", message->receiver);
	json_write_member_string(writer, "incident", message->incident);
	json_write_member_string(writer, "brand", message->brand);
	json_write_member_text(writer, "state", message_state_name(message->state));
	json_write_member_integer(writer, "attempts", message->attempts);
	json_write_member_time(writer, "created", message->created_us);
	json_write_member_string(writer, "last_error", message->last_error);
	json_write_object_end(writer);
	return true;
}

void api_get_deliveries(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct outbox_filter filter = { .state = MESSAGE_STATE_COUNT,
					.after = slice_from(http_query(exchange, "after")) };
	struct json_writer writer;
	struct error error = { 0 };
	struct buffer json;
	int r;

	if (!read_limit(exchange, OUTBOX_PAGE_MAX, &filter.max) || !api_link_ready(api, exchange))
		return;
	buffer_init(&json, ANSWER_LIMIT);
	json_write_begin(&writer, &json);
	json_write_object(&writer);
	json_write_key(&writer, "deliveries");
	json_write_array(&writer);
	r = outbox_list(api->link, api->partition, &filter, write_message, &writer, &error);
	json_write_array_end(&writer);
	json_write_object_end(&writer);
	buffer_add_char(&json, '\n');
	if (r < 0)
		api_reply_failure(exchange, r, &error);
	else
		http_reply_json(exchange, 200, &json);
	buffer_done(&json);
}
