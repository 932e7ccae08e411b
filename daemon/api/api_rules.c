/* api_rules.c - which rules are in force, and reading them anew. */
#include "api.h"

#include "json.h"

enum { ANSWER_LIMIT = 1 << 20 };

static void write_complaints(struct json_writer *writer, const struct rules_status *rules)
{
	const char *at = rules->complaints;

	json_write_key(writer, "complaints");
	json_write_array(writer);
	while (*at) {
		struct slice line = { at, strcspn(at, "\n") };

		json_write_string(writer, line);
		at += line.len + (at[line.len] == '\n');
	}
	json_write_array_end(writer);
}

static void reply_rules(struct api *api, struct http_exchange *exchange, int http_status,
			uint64_t load)
{
	struct rules_status rules;
	struct json_writer writer;
	struct buffer json;

	rules_keeper_status(api->keeper, &rules);
	buffer_init(&json, ANSWER_LIMIT);
	json_write_begin(&writer, &json);
	json_write_object(&writer);
	if (load)
		json_write_member_integer(&writer, "load", (int64_t)load);
	json_write_member_integer(&writer, "loads_done", (int64_t)rules.done);
	json_write_member_text(&writer, "ruleset", rules.hash);
	json_write_member_integer(&writer, "rules", (int64_t)rules.rules);
	json_write_member_integer(&writer, "warnings", (int64_t)rules.warnings);
	json_write_member_time(&writer, "loaded_at", rules.loaded_us);
	json_write_member_bool(&writer, "broken", rules.broken);
	if (rules.broken) {
		json_write_member_time(&writer, "broken_since", rules.broken_us);
		json_write_member_integer(&writer, "mistakes", (int64_t)rules.errors);
		write_complaints(&writer, &rules);
	}
	json_write_object_end(&writer);
	buffer_add_char(&json, '\n');
	http_reply_json(exchange, http_status, &json);
	buffer_done(&json);
}

void api_get_rules(void *context, struct http_exchange *exchange)
{
	reply_rules(context, exchange, 200, 0);
}

/* Answered at once: how it went shows when `loads_done` has reached `load`. */
void api_post_rules_reload(void *context, struct http_exchange *exchange)
{
	struct api *api = context;

	reply_rules(api, exchange, 202, rules_keeper_reload(api->keeper));
}
