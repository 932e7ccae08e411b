/*
 * api_comments.c - POST /v1/comments: decode, gather, store; answered when everything is stored.
 *
 * 202 says what was accepted (is in the stream) and what was refused, line by line: by decode, or
 * by the store, which has no place for more brands. What could not be stored is listed with 503 and
 * Retry-After, so that a sender repeats exactly that.
 */
#include "api.h"

#include "arena.h"
#include "clock.h"
#include "decode.h"
#include "json.h"
#include "log.h"
#include "loop.h"

enum {
	ARENA_CHUNK_MIN =
		1 << 13, /* a comment alone: not worth 64 KiB, which malloc tidies up for */
	ARENA_CHUNK = 1 << 16,
	ARENA_LIMIT = 512 << 20,
	UNSTORED_KEPT = 1000
};
#define SAY_EVERY_US CLOCK_MINUTE_US

/* One request until its answer; all texts live in its arena. */
struct posting {
	struct api *api;
	struct http_exchange *exchange;
	struct arena arena;
	struct decoded decoded;
};

static struct posting *posting_free(struct posting *posting)
{
	if (posting)
		arena_done(&posting->arena);
	free(posting);
	return NULL;
}

static void write_problem(struct json_writer *writer, size_t line, const char *error)
{
	json_write_object(writer);
	if (line)
		json_write_member_integer(writer, "line", (int64_t)line);
	json_write_member_text(writer, "error", error);
	json_write_object_end(writer);
}

/* The text is of one failure; another one's may be elsewhere. */
static const char *why(const struct submission_result *result, size_t i)
{
	if (result->codes[i] == result->error.code)
		return result->error.text;
	return result->codes[i] == ERROR_INVALID ? "the store has no place for its brand"
						 : "it could not be stored";
}

/* Those of the store, behind `kept` of the decoder's. */
static void write_refused(struct json_writer *writer, const struct decoded *decoded,
			  const struct submission_result *result, size_t kept)
{
	for (size_t i = 0; i < decoded->count && kept < DECODE_REFUSALS_KEPT; i++) {
		if (result->codes[i] != ERROR_INVALID)
			continue;
		write_problem(writer, decoded->lines[i], why(result, i));
		kept++;
	}
}

static void write_refusals(struct json_writer *writer, const struct decoded *decoded,
			   const struct submission_result *result)
{
	size_t all = decoded->refused + (result ? result->refused : 0);
	size_t kept =
		decoded->refused < DECODE_REFUSALS_KEPT ? decoded->refused : DECODE_REFUSALS_KEPT;

	json_write_key(writer, "rejected");
	json_write_array(writer);
	for (size_t i = 0; i < kept; i++)
		write_problem(writer, decoded->refusals[i].line, decoded->refusals[i].error);
	if (result && result->refused)
		write_refused(writer, decoded, result, kept);
	json_write_array_end(writer);
	if (all > DECODE_REFUSALS_KEPT)
		json_write_member_integer(writer, "rejected_count", (int64_t)all);
}

static void write_unstored(struct json_writer *writer, const struct decoded *decoded,
			   const struct submission_result *result)
{
	size_t kept = 0;

	json_write_member_text(
		writer, "error",
		"not everything could be stored; send the lines in `unstored` again");
	json_write_key(writer, "unstored");
	json_write_array(writer);
	for (size_t i = 0; i < decoded->count && kept < UNSTORED_KEPT; i++) {
		if (result->codes[i] == 0 || result->codes[i] == ERROR_INVALID)
			continue;
		write_problem(writer, decoded->lines[i], why(result, i));
		kept++;
	}
	json_write_array_end(writer);
	json_write_member_integer(writer, "unstored_count", (int64_t)result->failed);
}

/* Nothing valid was in the body: 422 says why; one comment or none stored: 503. */
static int status_of(const struct decoded *decoded, const struct submission_result *result)
{
	if (result && result->failed)
		return 503;
	return decoded->refused + decoded->count > 0 && (!result || !result->stored) ? 422 : 202;
}

static const char *why_nothing(const struct decoded *decoded,
			       const struct submission_result *result)
{
	if (result && result->refused + decoded->refused == 1)
		return result->error.text;
	return decoded->refused == 1 && !result ? decoded->refusals[0].error
						: "no comment in the body is valid; see `rejected`";
}

static void answer(struct posting *posting, const struct submission_result *result)
{
	const struct decoded *decoded = &posting->decoded;
	int status = status_of(decoded, result);
	struct api_reply reply;

	api_reply_begin(&reply);
	if (status == 422)
		json_write_member_text(&reply.writer, "error", why_nothing(decoded, result));
	json_write_member_integer(&reply.writer, "accepted", result ? (int64_t)result->stored : 0);
	write_refusals(&reply.writer, decoded, result);
	if (status == 503)
		write_unstored(&reply.writer, decoded, result);
	api_reply_send(&reply, posting->exchange, status);
}

/* Somebody's feed sends a wrong name, and would not know: its sender may not read our answers. */
static void count_brands(struct api *api, const struct submission_result *result)
{
	int64_t now_us = clock_monotonic_us();

	counter_add(api->counters, COUNTER_intake_refused, result->refused);
	counter_add(api->counters, COUNTER_intake_brands_refused, result->refused);
	if (api->brands_said_us && now_us - api->brands_said_us < SAY_EVERY_US)
		return;
	api->brands_said_us = now_us;
	log_warning("comments are refused, their brands are new and no place is left for more; "
		    "those that the configuration names are taken (%llu so far)",
		    (unsigned long long)counter_get(api->counters, COUNTER_intake_brands_refused));
}

static void on_stored(void *context, const struct submission_result *result)
{
	struct posting *posting = context;

	counter_add(posting->api->counters, COUNTER_intake_accepted, result->stored);
	counter_add(posting->api->counters, COUNTER_intake_overloaded, result->failed);
	if (result->refused)
		count_brands(posting->api, result);
	answer(posting, result);
	posting_free(posting);
}

static int decode(struct posting *posting, bool lines, struct error *error)
{
	int r = decode_body(http_body(posting->exchange), lines ? DECODE_LINES : DECODE_JSON,
			    clock_wall_us(), &posting->arena, &posting->decoded, error);

	if (r == 0)
		counter_add(posting->api->counters, COUNTER_intake_refused,
			    posting->decoded.refused);
	return r;
}

static struct posting *posting_new(struct api *api, struct http_exchange *exchange)
{
	bool alone = http_body(exchange).len < ARENA_CHUNK_MIN / 8;
	struct posting *posting = calloc(1, sizeof(*posting));

	if (!posting)
		return NULL;
	posting->api = api;
	posting->exchange = exchange;
	arena_init(&posting->arena, alone ? ARENA_CHUNK_MIN : ARENA_CHUNK, ARENA_LIMIT);
	return posting;
}

static void take_body(struct posting *posting, bool lines)
{
	struct api *api = posting->api;
	struct error error = { 0 };
	int r = decode(posting, lines, &error);

	if (r == ERROR_LIMIT) {
		http_reply_error(posting->exchange, 413, "%s", error.text);
	} else if (r < 0) {
		http_reply_error(posting->exchange, 503, "%s; send less at once", error.text);
	} else if (posting->decoded.count == 0) {
		answer(posting, NULL);
	} else {
		r = collector_submit(api->collector, posting->decoded.comments,
				     posting->decoded.count, clock_monotonic_us(), on_stored,
				     posting, &error);
		if (r == 0) {
			loop_timer_set_last(api->flush); /* what others sent in this turn
							    shares the block */
			return;				 /* on_stored goes on */
		}
		counter_add(api->counters, COUNTER_intake_overloaded, posting->decoded.count);
		http_reply_error(posting->exchange, 503, "%s; try again", error.text);
	}
	posting_free(posting);
}

void api_post_comments(void *context, struct http_exchange *exchange)
{
	struct api *api = context;
	struct posting *posting;
	bool lines;

	if (!api_json_body(exchange, &lines))
		return;
	if (doors_open(api->doors) == 0) {
		counter_add(api->counters, COUNTER_intake_overloaded, 1);
		http_reply_error(exchange, 503,
				 "the store cannot be reached, nothing was taken: %s; try again",
				 doors_trouble(api->doors));
		return;
	}
	posting = posting_new(api, exchange);
	if (posting)
		take_body(posting, lines);
	else
		http_reply_error(exchange, 503, "out of memory; try again");
}
