/* api_score.c - POST /v1/score: the verdict at once; nothing is stored, counted or hidden. */
#include "api.h"

#include "clock.h"
#include "decode.h"
#include "judge.h"
#include "lately.h"
#include "verdict_json.h"

enum {
	ARENA_CHUNK = 1 << 16,
	ARENA_LIMIT = 64 << 20,
	ANSWER_LIMIT = 64 << 20,
	COMMENTS_MAX = 1000
};

/* Where rules ask for it, what came lately is read, once for all. False when nobody asks or Redis
 * is away: then it is not known. */
static bool look_back(struct api *api, struct lately *lately, const struct ruleset *ruleset,
		      const struct decoded *decoded, struct arena *arena)
{
	const struct lately_batch batch = { .ruleset = ruleset,
					    .config = api->config,
					    .arena = arena,
					    .partition = api->partition,
					    .now_us = clock_wall_us(),
					    .comments = decoded->count };
	struct error error;
	bool asked;

	if (!lately || lately_begin(lately, &batch, &asked, &error) < 0 || !asked)
		return false;
	for (size_t i = 0; i < decoded->count; i++)
		lately_add(lately, &decoded->comments[i]);
	return redis_link_ready(api->link, clock_monotonic_us(), &error) == 0 &&
	       lately_read(lately, api->link, &error) == 0;
}

/* `lately` is NULL when nothing is known. Each is judged as if it came alone. */
static int score_all(struct api *api, struct judge *judge, const struct lately *lately,
		     const struct decoded *decoded, struct arena *arena, bool array,
		     struct buffer *json, struct error *error)
{
	int64_t rates[RULESET_RATES_MAX];

	if (array)
		buffer_add_char(json, '[');
	for (size_t i = 0; i < decoded->count; i++) {
		const struct comment *comment = &decoded->comments[i];
		struct circumstances known;
		struct verdict verdict;
		struct judge_terms terms = {
			.thresholds = &config_brand(api->config, comment->brand)->thresholds
		};

		if (lately) {
			known = lately_circumstances(lately, i, false, rates);
			terms.circumstances = &known;
		}
		int r = judge_comment(judge, comment, &terms, arena, &verdict, error);
		if (r < 0)
			return r;
		if (array && i)
			buffer_add_char(json, ',');
		verdict_write_json(&verdict, comment->id, json);
		if (!array)
			buffer_add_char(json, '\n');
	}
	if (array)
		buffer_add_text(json, "]\n");
	return 0;
}

static bool is_array(struct slice body)
{
	size_t at = 0;

	while (at < body.len && strchr(" \t\r\n", body.data[at]) && body.data[at])
		at++;
	return at < body.len && body.data[at] == '[';
}

/* One judge serves until the rules change: making one costs more than many verdicts. */
static struct judge *judge_of_the_moment(struct api *api, struct error *error)
{
	struct ruleset *ruleset = ruleset_slot_borrow(api->rules);

	if (api->judge && ruleset == api->judged_by) {
		ruleset_unref(ruleset); /* the judge holds it: no other is at this address */
		return api->judge;
	}
	judge_free(api->judge);
	api->judge = judge_new(ruleset, error);
	api->judged_by = ruleset;
	ruleset_unref(ruleset);
	return api->judge;
}

void api_score_stop(struct api *api)
{
	api->judge = judge_free(api->judge);
}

static void score(struct api *api, struct http_exchange *exchange, const struct decoded *decoded,
		  struct arena *arena, bool lines)
{
	struct error error = { 0 };
	struct judge *judge = judge_of_the_moment(api, &error);
	struct lately *lately = lately_new(api->keys);
	bool array = !lines && is_array(http_body(exchange));
	bool known = judge && look_back(api, lately, api->judged_by, decoded, arena);
	struct buffer json;

	buffer_init(&json, ANSWER_LIMIT);
	if (!judge ||
	    score_all(api, judge, known ? lately : NULL, decoded, arena, array, &json, &error) < 0)
		http_reply_error(exchange, 503, "%s; try again", error.text);
	else
		http_reply_json(exchange, 200, &json);
	buffer_done(&json);
	lately_free(lately);
}

void api_post_score(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct decoded decoded;
	struct error error = { 0 };
	struct arena arena;
	bool lines;
	int r;

	if (!api_json_body(exchange, &lines))
		return;
	arena_init(&arena, ARENA_CHUNK, ARENA_LIMIT);
	r = decode_body(http_body(exchange), lines ? DECODE_LINES : DECODE_JSON, clock_wall_us(),
			&arena, &decoded, &error);
	if (r < 0)
		http_reply_error(exchange, r == ERROR_LIMIT ? 413 : 503, "%s", error.text);
	else if (decoded.refused && decoded.refusals[0].line)
		http_reply_error(exchange, 422, "line %zu: %s", decoded.refusals[0].line,
				 decoded.refusals[0].error);
	else if (decoded.refused)
		http_reply_error(exchange, 422, "%s", decoded.refusals[0].error);
	else if (decoded.count > COMMENTS_MAX)
		http_reply_error(exchange, 413, "at most %d comments are scored at once",
				 COMMENTS_MAX);
	else
		score(api, exchange, &decoded, &arena, lines);
	arena_done(&arena);
}
