/* api_rules.c - which rules are in force, and reading them anew. */
#include "api.h"

#include "json.h"

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
	struct api_reply reply;

	rules_keeper_status(api->keeper, &rules);
	api_reply_begin(&reply);
	if (load)
		json_write_member_integer(&reply.writer, "load", (int64_t)load);
	json_write_member_integer(&reply.writer, "loads_done", (int64_t)rules.done);
	json_write_member_text(&reply.writer, "ruleset", rules.hash);
	json_write_member_integer(&reply.writer, "rules", (int64_t)rules.rules);
	json_write_member_integer(&reply.writer, "warnings", (int64_t)rules.warnings);
	json_write_member_time(&reply.writer, "loaded_at", rules.loaded_us);
	json_write_member_bool(&reply.writer, "broken", rules.broken);
	if (rules.broken) {
		json_write_member_time(&reply.writer, "broken_since", rules.broken_us);
		json_write_member_integer(&reply.writer, "mistakes", (int64_t)rules.errors);
		write_complaints(&reply.writer, &rules);
	}
	api_reply_send(&reply, exchange, http_status);
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
