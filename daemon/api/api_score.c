/* api_score.c - POST /v1/score: the verdict at once; nothing is stored, counted or hidden. */
#include "api.h"

#include "clock.h"
#include "decode.h"
#include "judge.h"
#include "lately.h"
#include "verdict_json.h"

enum {
	ARENA_CHUNK_MIN = 1 << 13, /* for a comment alone, as in api_comments.c */
	ARENA_CHUNK = 1 << 16,
	ARENA_LIMIT = 64 << 20,
	ANSWER_LIMIT = 64 << 20,
	COMMENTS_MAX = 1000
};

/* What came lately, partition by partition; NULL where nothing is known. */
struct past {
	struct lately *lately[PARTITIONS_MAX];
	size_t counts[PARTITIONS_MAX];
	size_t *numbers; /* of each comment, in its partition */
};

static void past_done(struct past *past)
{
	for (size_t i = 0; past->numbers && i < PARTITIONS_MAX; i++)
		past->lately[i] = lately_free(past->lately[i]);
}

/* False: no rule asks for it, or memory is out. */
static bool past_begin(struct api *api, struct past *past, unsigned number,
		       const struct lately_batch *batch)
{
	struct lately_batch own = *batch;
	struct error error;
	bool asked = false;

	own.partition = number;
	past->lately[number] = lately_new(api->keys);
	return past->lately[number] &&
	       lately_begin(past->lately[number], &own, &asked, &error) == 0 && asked;
}

static bool past_add(struct api *api, struct past *past, const struct decoded *decoded,
		     const struct lately_batch *batch)
{
	past->numbers = arena_calloc(batch->arena, decoded->count, sizeof(*past->numbers));
	if (!past->numbers)
		return false;
	for (size_t i = 0; i < decoded->count; i++) {
		const struct comment *comment = &decoded->comments[i];
		unsigned number = partitions_number_of(api->partitions, comment->brand);

		if (!past->lately[number] && !past_begin(api, past, number, batch))
			return false;
		lately_add(past->lately[number], comment);
		past->numbers[i] = past->counts[number]++;
	}
	return true;
}

/* Where rules ask for it, what came lately is read, once for all. What is in a Redis that is away
 * is not known. */
static void look_back(struct api *api, struct past *past, const struct ruleset *ruleset,
		      const struct decoded *decoded, struct arena *arena)
{
	const struct lately_batch batch = { .ruleset = ruleset,
					    .config = api->config,
					    .arena = arena,
					    .now_us = clock_wall_us(),
					    .comments = decoded->count };

	if (ruleset_rate_count(ruleset) == 0 && !ruleset_wants_author_hides(ruleset))
		return;
	if (!past_add(api, past, decoded, &batch)) {
		past_done(past);
		return;
	}
	for (unsigned i = 0; i < partitions_count(api->partitions); i++) {
		struct partition partition = { 0 };
		struct error error;

		if (past->lately[i] && (partitions_ready(api->partitions, i, clock_monotonic_us(),
							 &partition, &error) < 0 ||
					lately_read(past->lately[i], partition.link, &error) < 0))
			past->lately[i] = lately_free(past->lately[i]);
	}
}

/* Each is judged as if it came alone. */
static int score_all(struct api *api, struct judge *judge, const struct past *past,
		     const struct decoded *decoded, struct arena *arena, bool array,
		     struct buffer *json, struct error *error)
{
	int64_t rates[RULESET_RATES_MAX];

	if (array)
		buffer_add_char(json, '[');
	for (size_t i = 0; i < decoded->count; i++) {
		const struct comment *comment = &decoded->comments[i];
		const struct lately *lately =
			past->numbers ? past->lately[partitions_number_of(api->partitions,
									  comment->brand)]
				      : NULL;
		struct circumstances known;
		struct verdict verdict;
		struct judge_terms terms = {
			.thresholds = &config_brand(api->config, comment->brand)->thresholds
		};

		if (lately) {
			known = lately_circumstances(lately, past->numbers[i], false, rates);
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
	bool array = !lines && is_array(http_body(exchange));
	struct past past = { 0 };
	struct buffer json;

	buffer_init(&json, ANSWER_LIMIT);
	if (judge && decoded->count)
		look_back(api, &past, api->judged_by, decoded, arena);
	if (!judge || score_all(api, judge, &past, decoded, arena, array, &json, &error) < 0)
		http_reply_error(exchange, 503, "%s; try again", error.text);
	else
		http_reply_json(exchange, 200, &json);
	buffer_done(&json);
	past_done(&past);
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
	arena_init(&arena,
		   http_body(exchange).len < ARENA_CHUNK_MIN / 8 ? ARENA_CHUNK_MIN : ARENA_CHUNK,
		   ARENA_LIMIT);
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
