/* api_status.c - is it alive, is it ready, what has it done. */
#include "api.h"

#include "clock.h"
#include "json.h"
#include "outbox.h"
#include "stream.h"
#include "totals.h"

enum { ANSWER_LIMIT = 1 << 20 };

/* No token is asked for here, so where the mistake is, and not what stands there. */
static void write_rules(struct json_writer *writer, const struct rules_status *rules)
{
	json_write_member_text(writer, "rules",
			       rules->broken
				       ? "the last change was refused, the rules before it are in "
					 "force"
				       : "good");
	json_write_member_text(writer, "ruleset", rules->hash);
	if (!rules->broken)
		return;
	json_write_member_time(writer, "rules_broken_since", rules->broken_us);
	json_write_member_integer(writer, "rules_mistakes", (int64_t)rules->errors);
	json_write_member_text(writer, "rules_first_mistake", rules->place);
}

/* Alive: this process answers. Broken rules do not make it ill (the last good set works on, and
 * another node would read the same files), but it says so. */
void api_get_health(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct rules_status rules;
	struct json_writer writer;
	struct buffer json;

	rules_keeper_status(api->keeper, &rules);
	buffer_init(&json, ANSWER_LIMIT);
	json_write_begin(&writer, &json);
	json_write_object(&writer);
	json_write_member_text(&writer, "status", "alive");
	write_rules(&writer, &rules);
	json_write_member_text(&writer, "store",
			       redis_async_ready(api->redis) ? "connected"
							     : redis_async_trouble(api->redis));
	json_write_object_end(&writer);
	buffer_add_char(&json, '\n');
	http_reply_json(exchange, 200, &json);
	buffer_done(&json);
}

void api_get_ready(void *context, struct http_exchange *exchange)
{
	struct api *api = context;

	if (redis_async_ready(api->redis))
		http_reply(exchange, 200, "application/json",
			   slice_from("{\"status\":\"ready\"}\n"));
	else
		http_reply_error(exchange, 503, "the store cannot be reached: %s",
				 redis_async_trouble(api->redis));
}

static void print_gauge(struct buffer *to, const char *name, const char *help, uint64_t value)
{
	buffer_printf(to, "# HELP livvakt_%s %s\n# TYPE livvakt_%s gauge\nlivvakt_%s %llu\n", name,
		      help, name, name, (unsigned long long)value);
}

static void print_store_gauges(struct api *api, struct buffer *to)
{
	struct stream_figures stream;
	struct outbox_figures outbox;

	if (!redis_async_ready(api->redis) || !redis_link_connected(api->link))
		return;
	if (stream_figures(api->link, api->partition, &stream, NULL) == 0) {
		print_gauge(to, "stream_comments", "comments accepted and not yet committed",
			    stream.comments);
		print_gauge(to, "stream_poison", "stream entries that were set aside",
			    stream.poison);
	}
	if (outbox_figures(api->link, api->partition, &outbox, NULL) == 0)
		print_gauge(to, "outbox_waiting", "messages that wait for delivery",
			    outbox.waiting);
}

void api_get_metrics(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct rules_status rules;
	struct buffer text;

	rules_keeper_status(api->keeper, &rules);
	buffer_init(&text, ANSWER_LIMIT);
	counters_print(api->counters, &text);
	print_gauge(&text, "rules_broken", "1: the last change of the rules was refused",
		    rules.broken);
	print_gauge(&text, "rules_broken_since_seconds",
		    "since when, as a Unix time; 0: the rules are good",
		    rules.broken ? (uint64_t)(rules.broken_us / CLOCK_SECOND_US) : 0);
	print_gauge(&text, "rules_loaded_at_seconds",
		    "when the set in force was read, as a Unix time",
		    (uint64_t)(rules.loaded_us / CLOCK_SECOND_US));
	print_gauge(&text, "rules_in_force", "rules of the set in force", rules.rules);
	print_gauge(&text, "store_connected", "1: Redis answers", redis_async_ready(api->redis));
	print_store_gauges(api, &text);
	http_reply(exchange, 200, "text/plain; version=0.0.4", buffer_slice(&text));
	buffer_done(&text);
}

void api_get_totals(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct slice brand = slice_from(http_query(exchange, "brand"));
	struct error error = { 0 };
	struct json_writer writer;
	struct totals totals;
	struct buffer json;
	int r;

	if (brand.len == 0) {
		http_reply_error(exchange, 422, "say which brand: /v1/totals?brand=NAME");
		return;
	}
	if (!api_link_ready(api, exchange))
		return;
	r = totals_read(api->link, api->partition, brand, &totals, &error);
	if (r < 0) {
		api_reply_failure(exchange, r, &error);
		return;
	}
	buffer_init(&json, ANSWER_LIMIT);
	json_write_begin(&writer, &json);
	json_write_object(&writer);
	json_write_member_string(&writer, "brand", brand);
	for (size_t i = 0; i < TOTAL_COUNT; i++)
		json_write_member_integer(&writer, total_name((enum total)i),
					  (int64_t)totals.values[i]);
	json_write_object_end(&writer);
	buffer_add_char(&json, '\n');
	http_reply_json(exchange, 200, &json);
	buffer_done(&json);
}
