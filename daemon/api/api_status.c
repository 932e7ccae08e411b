/* api_status.c - is it alive, is it ready, what has it done. */
#include "api.h"

#include "clock.h"
#include "json.h"
#include "mutes.h"
#include "outbox.h"
#include "shares.h"
#include "stream.h"
#include "totals.h"

#include <stdio.h>

enum { METRICS_LIMIT = 1 << 20 };

/* No token is asked for here, so where the mistake is, and not what stands there. */
static void write_rules(struct json_writer *writer, const struct rules_status *rules)
{
	static const char *const texts[2][2] = {
		{ "good", "the last change was refused, the rules before it are in force" },
		{ "those in force were taken at the start with their mistakes, which a reload "
		  "would refuse",
		  "the last change was refused for the mistakes told here, and those in force "
		  "were taken at the start with their own" },
	};

	json_write_member_text(writer, "rules", texts[rules->in_force_broken][rules->refused]);
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
	struct api_reply reply;

	rules_keeper_status(api->keeper, &rules);
	api_reply_begin(&reply);
	json_write_member_text(&reply.writer, "status", "alive");
	write_rules(&reply.writer, &rules);
	json_write_member_text(&reply.writer, "store",
			       doors_taking(api->doors) == partitions_count(api->partitions)
				       ? "connected"
				       : doors_trouble(api->doors));
	api_reply_send(&reply, exchange, 200);
}

/* Ready while comments of some brands are taken: with a part of a cluster away every Livvakt is
 * without it, and none of them would be left to send to. */
void api_get_ready(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	const int64_t ahead_us = doors_ahead_us(api->doors);
	size_t taking = doors_taking(api->doors);
	struct api_reply reply;

	if (!taking) {
		http_reply_error(exchange, 503, "comments cannot be stored: %s",
				 doors_trouble(api->doors));
		return;
	}
	api_reply_begin(&reply);
	json_write_member_text(&reply.writer, "status",
			       taking == partitions_count(api->partitions)
				       ? "ready"
				       : "ready for a part of the brands");
	if (counter_get(api->counters, COUNTER_store_losses))
		json_write_member_text(&reply.writer, "warning",
				       "Redis was found empty: the state before is lost, see the "
				       "log");
	if (llabs(ahead_us) > CLOCK_OFF_US)
		json_write_member_integer(&reply.writer, "clock_ahead_seconds",
					  ahead_us / CLOCK_SECOND_US);
	api_reply_send(&reply, exchange, 200);
}

static void head_gauge(struct buffer *to, const char *name, const char *help)
{
	buffer_printf(to, "# HELP livvakt_%s %s\n# TYPE livvakt_%s gauge\n", name, help, name);
}

static void print_gauge(struct buffer *to, const char *name, const char *help, uint64_t value)
{
	head_gauge(to, name, help);
	buffer_printf(to, "livvakt_%s %llu\n", name, (unsigned long long)value);
}

/* What is asked of each partition. */
enum { CONNECTED, WRITABLE, COMMENTS, POISON, WAITING, SILENCES, GAUGES };
struct gauge {
	bool known;
	uint64_t value;
};

static void ask_gauges(struct api *api, unsigned number, struct gauge ret_gauges[GAUGES])
{
	bool connected = doors_is_open(api->doors, number);
	struct stream_figures stream;
	struct outbox_figures outbox;
	int64_t silences = 0;
	struct partition partition;
	struct error error;

	memset(ret_gauges, 0, GAUGES * sizeof(*ret_gauges));
	ret_gauges[CONNECTED] = (struct gauge){ true, connected };
	ret_gauges[WRITABLE] = (struct gauge){ true, doors_takes(api->doors, number) };
	if (!connected ||
	    partitions_ready(api->partitions, number, clock_monotonic_us(), &partition, &error) < 0)
		return;
	if (stream_figures(partition.link, number, &stream, NULL) == 0) {
		ret_gauges[COMMENTS] = (struct gauge){ true, stream.comments };
		ret_gauges[POISON] = (struct gauge){ true, stream.poison };
	}
	if (outbox_figures(partition.link, number, &outbox, NULL) == 0)
		ret_gauges[WAITING] = (struct gauge){ true, outbox.waiting };
	if (mutes_count(partition.link, number, clock_wall_us(), &silences, NULL) == 0)
		ret_gauges[SILENCES] = (struct gauge){ true, (uint64_t)silences };
}

/* With a label where there are several. */
static void print_store_gauges(struct api *api, struct buffer *to)
{
	static const struct {
		const char *name, *help;
	} texts[GAUGES] = {
		[CONNECTED] = { "store_connected", "1: Redis answers" },
		[WRITABLE] = { "store_writable", "1: comments sent now would be stored" },
		[COMMENTS] = { "stream_comments", "comments accepted and not yet committed" },
		[POISON] = { "stream_poison", "stream entries that were set aside" },
		[WAITING] = { "outbox_waiting", "messages that wait for delivery" },
		[SILENCES] = { "silences_active", "silences in force that people asked for" },
	};
	struct gauge gauges[PARTITIONS_MAX][GAUGES];
	unsigned count = partitions_count(api->partitions);
	char label[32] = "";

	for (unsigned i = 0; i < count; i++)
		ask_gauges(api, i, gauges[i]);
	for (size_t k = 0; k < GAUGES; k++) {
		head_gauge(to, texts[k].name, texts[k].help);
		for (unsigned i = 0; i < count; i++) {
			if (count > 1)
				snprintf(label, sizeof(label), "{partition=\"%u\"}", i);
			if (gauges[i][k].known)
				buffer_printf(to, "livvakt_%s%s %llu\n", texts[k].name, label,
					      (unsigned long long)gauges[i][k].value);
		}
	}
}

void api_get_metrics(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct rules_status rules;
	struct buffer text;

	rules_keeper_status(api->keeper, &rules);
	buffer_init(&text, METRICS_LIMIT);
	counters_print(api->counters, &text);
	print_gauge(
		&text, "rules_broken",
		"1: the last change of the rules was refused, or a start took them with mistakes",
		rules.broken);
	print_gauge(&text, "rules_broken_since_seconds",
		    "since when, as a Unix time; 0: the rules are good",
		    rules.broken ? (uint64_t)(rules.broken_us / CLOCK_SECOND_US) : 0);
	print_gauge(&text, "rules_loaded_at_seconds",
		    "when the set in force was read, as a Unix time",
		    (uint64_t)(rules.loaded_us / CLOCK_SECOND_US));
	print_gauge(&text, "rules_in_force", "rules of the set in force", rules.rules);
	head_gauge(&text, "clock_ahead_seconds",
		   "how far our clock is ahead of Redis'; below 0: behind");
	buffer_printf(&text, "livvakt_clock_ahead_seconds %lld\n",
		      (long long)(doors_ahead_us(api->doors) / CLOCK_SECOND_US));
	print_store_gauges(api, &text);
	http_reply(exchange, 200, "text/plain; version=0.0.4", buffer_slice(&text));
	buffer_done(&text);
}

void api_get_totals(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct slice brand = slice_from(http_query(exchange, "brand"));
	struct partition partition;
	struct error error = { 0 };
	struct api_reply reply;
	struct totals totals;
	int r;

	if (brand.len == 0) {
		http_reply_error(exchange, 422, "say which brand: /v1/totals?brand=NAME");
		return;
	}
	if (!api_partition_of(api, exchange, brand, &partition))
		return;
	r = totals_read(partition.link, partition.number, brand, &totals, &error);
	if (r < 0) {
		api_reply_failure(exchange, r, &error);
		return;
	}
	api_reply_begin(&reply);
	json_write_member_string(&reply.writer, "brand", brand);
	for (size_t i = 0; i < TOTAL_COUNT; i++)
		json_write_member_integer(&reply.writer, total_name((enum total)i),
					  (int64_t)totals.values[i]);
	api_reply_send(&reply, exchange, 200);
}
