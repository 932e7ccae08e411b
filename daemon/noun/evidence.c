/* evidence.c - the figures behind an incident as JSON: one table, walked by writer and reader. */
#include "evidence.h"

#include "clock.h"
#include "json.h"

#include <math.h>
#include <string.h>

static const char *const gate_names[EVIDENCE_GATES] = {
	[EVIDENCE_SURPRISE] = "surprise", [EVIDENCE_NEGATIVES] = "negatives",
	[EVIDENCE_AUTHORS] = "authors",	  [EVIDENCE_GOING_ON] = "going-on",
	[EVIDENCE_TOLD] = "told",	  [EVIDENCE_SHARE] = "share",
};

static const char *const moment_names[EVIDENCE_MOMENTS] = {
	[EVIDENCE_WORSE] = "worse",
	[EVIDENCE_OPENED] = "opened",
	[EVIDENCE_WIDENED] = "widened",
	[EVIDENCE_REOPENED] = "reopened",
};

/* All of them 64 bits, none negative. */
static const struct {
	const char *key;
	size_t offset;
} weights[] = {
	{ "negative", offsetof(struct evidence_weight, negative) },
	{ "abuse", offsetof(struct evidence_weight, abuse) },
	{ "authors", offsetof(struct evidence_weight, authors) },
	{ "minimum_negative", offsetof(struct evidence_weight, minimum_negative) },
	{ "minimum_authors", offsetof(struct evidence_weight, minimum_authors) },
};

const struct evidence_look *evidence_decisive(const struct evidence_look *looks, size_t count)
{
	const struct evidence_look *best = NULL;

	for (size_t i = 0; i < count; i++) {
		const bool alerts = looks[i].short_of == 0,
			   best_alerts = best && best->short_of == 0;

		if (!best || alerts > best_alerts ||
		    (alerts == best_alerts && looks[i].surprise > best->surprise))
			best = &looks[i];
	}
	return best;
}

enum evidence_by evidence_decided_by(const struct evidence_look *looks, size_t count)
{
	const struct evidence_look *decisive = evidence_decisive(looks, count);

	if (decisive == &looks[EVIDENCE_LOOKS_MAX - 1])
		return EVIDENCE_BY_SMOULDERING; /* it stands behind all the windows */
	return decisive && decisive->share > decisive->count ? EVIDENCE_BY_SHARE
							     : EVIDENCE_BY_NUMBER;
}

static void take_opened(struct evidence *evidence, const struct evidence *now)
{
	memcpy(evidence->opened, now->looks, sizeof(evidence->opened));
	evidence->opened_count = now->look_count;
	memcpy(evidence->before, now->before, sizeof(evidence->before));
	evidence->before_count = now->before_count;
	evidence->again_count = 0;
	evidence->again_as = EVIDENCE_WORSE;
}

static void take_again(struct evidence *evidence, const struct evidence *now,
		       enum evidence_moment moment)
{
	memcpy(evidence->again, now->looks, sizeof(evidence->again));
	evidence->again_count = now->look_count;
	evidence->again_as = moment;
}

void evidence_take(struct evidence *evidence, const struct evidence *now,
		   enum evidence_moment moment)
{
	memcpy(evidence->looks, now->looks, sizeof(evidence->looks));
	evidence->look_count = now->look_count;
	evidence->weight = now->weight;
	if (moment == EVIDENCE_OPENED || (moment != EVIDENCE_WORSE && evidence->opened_count == 0))
		take_opened(evidence, now);
	else if (moment != EVIDENCE_WORSE)
		take_again(evidence, now, moment);
}

static void write_thousandths(struct json_writer *writer, const char *key, int64_t value)
{
	json_write_key(writer, key);
	json_write_thousandths(writer, value);
}

static void write_look(const struct evidence_look *look, struct json_writer *writer)
{
	json_write_object(writer);
	json_write_member_time(writer, "at", look->at_us);
	json_write_member_integer(writer, "window_us", look->window_us);
	json_write_member_integer(writer, "negative", (int64_t)look->negative);
	json_write_member_integer(writer, "comments", (int64_t)look->comments);
	write_thousandths(writer, "expected", look->expected);
	write_thousandths(writer, "upper", look->upper);
	write_thousandths(writer, "count", look->count);
	write_thousandths(writer, "share", look->share);
	write_thousandths(writer, "surprise", look->surprise);
	write_thousandths(writer, "line", look->line);
	json_write_key(writer, "short_of");
	json_write_array(writer);
	for (int i = 0; i < EVIDENCE_GATES; i++)
		if (look->short_of & 1u << i)
			json_write_string(writer, slice_from(gate_names[i]));
	json_write_array_end(writer);
	json_write_object_end(writer);
}

static void write_looks(const char *key, const struct evidence_look *looks, size_t count,
			struct json_writer *writer)
{
	json_write_key(writer, key);
	json_write_array(writer);
	for (size_t i = 0; i < count; i++)
		write_look(&looks[i], writer);
	json_write_array_end(writer);
}

static void write_weight(const struct evidence_weight *weight, struct json_writer *writer)
{
	json_write_key(writer, "severity");
	json_write_object(writer);
	write_thousandths(writer, "over", weight->over);
	write_thousandths(writer, "expected", weight->expected);
	for (size_t i = 0; i < sizeof(weights) / sizeof(weights[0]); i++)
		json_write_member_integer(
			writer, weights[i].key,
			*(const int64_t *)(const void *)((const char *)weight + weights[i].offset));
	json_write_member_bool(writer, "learning", weight->learning);
	json_write_object_end(writer);
}

void evidence_write_json(const struct evidence *evidence, struct json_writer *writer)
{
	json_write_object(writer);
	write_looks("windows", evidence->looks, evidence->look_count, writer);
	write_looks("opened", evidence->opened, evidence->opened_count, writer);
	write_looks("before", evidence->before, evidence->before_count, writer);
	if (evidence->again_count > 0) {
		write_looks("again", evidence->again, evidence->again_count, writer);
		json_write_member_string(writer, "again_as",
					 slice_from(moment_names[evidence->again_as]));
	}
	write_weight(&evidence->weight, writer);
	json_write_object_end(writer);
}

static int64_t read_thousandths(const struct json *object, const char *key, int64_t most)
{
	const double value = json_number(json_get(object, key), 0) * 1000.0;

	return fabs(value) <= (double)most ? llround(value) : 0;
}

static int64_t read_count(const struct json *object, const char *key)
{
	const int64_t value = json_get_integer(object, key, 0);

	return value > 0 ? value : 0;
}

static unsigned read_gates(const struct json *list)
{
	unsigned gates = 0;

	for (const struct json *it = json_first(list); it; it = json_next(it))
		for (int i = 0; i < EVIDENCE_GATES; i++)
			if (slice_is(json_string(it), gate_names[i]))
				gates |= 1u << i;
	return gates;
}

static struct evidence_look read_look(const struct json *object)
{
	const int64_t most = INT64_C(1) << 52;
	struct evidence_look look = {
		.window_us = read_count(object, "window_us"),
		.negative = (uint64_t)read_count(object, "negative"),
		.comments = (uint64_t)read_count(object, "comments"),
		.expected = read_thousandths(object, "expected", most),
		.upper = read_thousandths(object, "upper", most),
		.count = (int32_t)read_thousandths(object, "count", INT32_MAX),
		.share = (int32_t)read_thousandths(object, "share", INT32_MAX),
		.surprise = (int32_t)read_thousandths(object, "surprise", INT32_MAX),
		.line = (int32_t)read_thousandths(object, "line", INT32_MAX),
		.short_of = read_gates(json_get(object, "short_of")),
	};

	(void)clock_parse(json_get_string(object, "at"), &look.at_us);
	return look;
}

static void read_weight(const struct json *object, struct evidence_weight *ret_weight)
{
	ret_weight->over = (int32_t)read_thousandths(object, "over", INT32_MAX);
	ret_weight->expected = read_thousandths(object, "expected", INT64_C(1) << 52);
	for (size_t i = 0; i < sizeof(weights) / sizeof(weights[0]); i++)
		*(int64_t *)(void *)((char *)ret_weight + weights[i].offset) =
			read_count(object, weights[i].key);
	ret_weight->learning = json_bool(json_get(object, "learning"), false);
}

static size_t read_looks(const struct json *list, struct evidence_look *ret_looks, size_t max)
{
	size_t count = 0;

	for (const struct json *it = json_first(list); it && count < max; it = json_next(it))
		ret_looks[count++] = read_look(it);
	return count;
}

static void read_again(const struct json *object, struct evidence *evidence)
{
	const bool reopened =
		slice_is(json_get_string(object, "again_as"), moment_names[EVIDENCE_REOPENED]);

	evidence->again_count =
		read_looks(json_get(object, "again"), evidence->again, EVIDENCE_LOOKS_MAX);
	if (evidence->again_count > 0)
		evidence->again_as = reopened ? EVIDENCE_REOPENED : EVIDENCE_WIDENED;
}

void evidence_read_json(const struct json *object, struct evidence *ret_evidence)
{
	struct evidence evidence = { .look_count = 0 };

	evidence.look_count =
		read_looks(json_get(object, "windows"), evidence.looks, EVIDENCE_LOOKS_MAX);
	evidence.opened_count =
		read_looks(json_get(object, "opened"), evidence.opened, EVIDENCE_LOOKS_MAX);
	evidence.before_count =
		read_looks(json_get(object, "before"), evidence.before, EVIDENCE_BEFORE_MAX);
	read_again(object, &evidence);
	read_weight(json_get(object, "severity"), &evidence.weight);
	*ret_evidence = evidence;
}
