/* api_silences.c - silences that people ask for over HTTP: added, ended, listed. */
#include "api.h"

#include "clock.h"
#include "json.h"
#include "log.h"
#include "mute_request.h"
#include "mutes.h"
#include "utf8.h"
#include "who.h"

enum { ANSWER_LIMIT = 1 << 20 };

/* ---- the list ---- */

struct filter {
	struct slice brand;
	int64_t after_us;
};

/* One partition's part of the list. */
struct part {
	const struct filter *filter;
	struct merge *merge;
};

static void write_mute(const struct mute *mute, struct buffer *to)
{
	struct json_writer writer;

	json_write_begin(&writer, to);
	mute_write_json(mute, &writer);
}

static bool add_one(void *context, const struct mute *mute)
{
	const struct part *part = context;
	struct buffer json;

	if (!merge_takes(part->merge, mute->until_us))
		return false;
	if (part->filter->brand.len > 0 && !slice_is(part->filter->brand, mute->brand))
		return true;
	buffer_init(&json, ANSWER_LIMIT);
	write_mute(mute, &json);
	merge_add(part->merge, mute->until_us, buffer_slice(&json));
	buffer_done(&json);
	return true;
}

static int list(const struct partition *partition, const void *filter, int64_t bound_us,
		struct merge *merge, struct error *error)
{
	struct part part = { filter, merge };

	(void)bound_us;
	return mutes_list(partition->link, partition->number, part.filter->after_us, add_one, &part,
			  error);
}

static const struct listing silences = { true, NULL, list };

/* All that are in force, which come before those that are over. */
static size_t shown_max(const struct api *api, struct slice brand)
{
	return (size_t)MUTES_RUNNING_MAX * (brand.len > 0 ? 1 : partitions_count(api->partitions));
}

void api_get_silences(void *context, struct http_exchange *exchange)
{
	const char *state = http_query(exchange, "state");
	const struct filter filter = { slice_from(http_query(exchange, "brand")),
				       strcmp(state, "all") == 0 ? 0 : clock_wall_us() };
	const struct listing_page page = { &silences, &filter, filter.brand, false,
					   shown_max(context, filter.brand) };

	if (*state && strcmp(state, "all") != 0 && strcmp(state, "active") != 0)
		http_reply_error(exchange, 422, "state must be active or all");
	else
		api_list(context, exchange, "silences", &page);
}

/* ---- what people ask for ---- */

static void reply_mute(struct http_exchange *exchange, const struct mute *mute)
{
	struct buffer json;

	buffer_init(&json, ANSWER_LIMIT);
	write_mute(mute, &json);
	buffer_add_char(&json, '\n');
	http_reply_json(exchange, 200, &json);
	buffer_done(&json);
}

static void add(struct api *api, struct http_exchange *exchange, const struct json *body)
{
	const int64_t now_us = clock_wall_us();
	char until[CLOCK_TEXT_MAX];
	struct partition partition;
	struct error error = { 0 };
	struct mute mute;

	if (!api_partition_of(api, exchange, json_get_string(body, "brand"), &partition))
		return;
	int r = mute_request_read(api->config, &partition, body, now_us, &mute, &error);
	if (r == 0)
		r = mutes_add(partition.link, partition.number, &mute, now_us, &error);
	if (r == 0)
		r = redis_link_settle(partition.link, &error);
	if (r < 0) {
		api_reply_failure(exchange, r, &error);
		return;
	}
	log_info("%s: %s silences %s of %s until %s: %s", mute.id, mute.by, mute.scope, mute.brand,
		 clock_format(mute.until_us, until), mute.reason);
	reply_mute(exchange, &mute);
}

static int load(struct redis_link *link, unsigned partition, struct slice id, void *ret_mute,
		struct error *error)
{
	return mutes_load(link, partition, id, ret_mute, error);
}

static void end(struct api *api, struct http_exchange *exchange, struct slice id,
		const struct json *body)
{
	const int64_t now_us = clock_wall_us();
	struct partition partition;
	struct error error = { 0 };
	struct slice by = { 0 };
	struct mute mute;

	int r = who_is_meant(api->config, json_get_string(body, "by"), &by, &error);
	if (r == 0)
		r = partitions_find(api->partitions, load, id, clock_monotonic_us(), &partition,
				    &mute, &error);
	if (r == 0) {
		utf8_copy(mute.ended_by, sizeof(mute.ended_by), by);
		mute.until_us = now_us;
		r = mutes_end(partition.link, partition.number, &mute, now_us, &error);
	}
	if (r == 0)
		r = redis_link_settle(partition.link, &error);
	if (r < 0) {
		api_reply_failure(exchange, r, &error);
		return;
	}
	log_info("%s: ended by %s", mute.id, mute.ended_by);
	reply_mute(exchange, &mute);
}

void api_post_silences(void *context, struct http_exchange *exchange)
{
	struct json *body = api_object(exchange);

	if (body)
		add(context, exchange, body);
	json_free(body);
}

void api_post_silence(void *context, struct http_exchange *exchange)
{
	const struct slice rest = http_rest(exchange), tail = slice_from("/end");
	struct json *body;

	if (rest.len <= tail.len ||
	    !slice_equal(slice_cut(rest, rest.len - tail.len, rest.len), tail)) {
		http_reply_error(exchange, 404, "a silence takes POST at /v1/silences/ID/end only");
		return;
	}
	body = api_object(exchange);
	if (body)
		end(context, exchange, slice_cut(rest, 0, rest.len - tail.len), body);
	json_free(body);
}
