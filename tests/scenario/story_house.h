/*
 * story_house.h - days of an on-call life on a virtual clock, through the real store on a private
 * redis-server: for the scenarios of the alarm.
 *
 * The clock jumps from one due row to the next; findings come in between, and two nodes claim and
 * act on what is due, as duty does. Everything that would have left the house is written down as
 * "day hour:minute receiver event" and compared as a whole: what is told too often is as wrong as
 * what is not told. Included once, by the program's only file.
 */
#ifndef LIVVAKT_TEST_STORY_HOUSE_H
#define LIVVAKT_TEST_STORY_HOUSE_H

#include "unit/store_house.h"

#include "arena.h"
#include "crypto.h"
#include "due.h"
#include "incidents.h"
#include "outbox.h"
#include "raise.h"
#include "unit/alarm_house.h"

#define AT(day, hour, minute)                                                                      \
	(HOUSE_START + (day)*CLOCK_DAY_US + (hour)*CLOCK_HOUR_US + (minute)*CLOCK_MINUTE_US)
#define LEASE_US (90 * CLOCK_SECOND_US)

enum { NODES = 2, DIARY_MAX = 200, DIARY_LINE = 80 };

struct story {
	struct redis_link *nodes[NODES];
	struct alarm_house config_house;
	struct counters counters;
	struct arena arena;
	char diary[DIARY_MAX][DIARY_LINE];
	size_t lines;
	int64_t now_us;
	uint64_t negative; /* of what is reported; 0: twenty */
};

static inline int begin(void **state)
{
	struct story *story = calloc(1, sizeof(*story));

	assert_non_null(story);
	house_empty(state);
	for (size_t i = 0; i < NODES; i++)
		story->nodes[i] = house_link();
	alarm_house_init(&story->config_house);
	arena_init(&story->arena, 64 * 1024, 8 * 1024 * 1024);
	*state = story;
	return 0;
}

static inline int end(void **state)
{
	struct story *story = *state;

	for (size_t i = 0; i < NODES; i++)
		redis_link_free(story->nodes[i]);
	arena_done(&story->arena);
	free(story);
	return 0;
}

/* ---- what leaves the house ---- */

static const char *event_of(const struct message *message, char ret_event[32])
{
	static const struct {
		const char *prefix, *event;
	} subjects[] = { { "Worse: ", "raised" },
			 { "Taken: ", "acknowledged" },
			 { "Over: ", "resolved" },
			 { "Closed: ", "resolved" },
			 { "Again: ", "reopened" } };

	if (message->kind == MESSAGE_WEBHOOK) {
		assert_int_equal(
			sscanf(message->body.data, "{\"type\":\"incident.%31[a-z]", ret_event), 1);
		return ret_event;
	}
	for (size_t i = 0; i < sizeof(subjects) / sizeof(subjects[0]); i++) {
		size_t len = strlen(subjects[i].prefix);

		if (message->subject.len > len &&
		    memcmp(message->subject.data, subjects[i].prefix, len) == 0)
			return subjects[i].event;
	}
	return "opened";
}

static inline void write_diary(struct story *story, const struct message *message)
{
	int64_t minute = (story->now_us - HOUSE_START) / CLOCK_MINUTE_US;
	char event[32];

	assert_true(story->lines < DIARY_MAX);
	snprintf(story->diary[story->lines++], DIARY_LINE, "%d %02d:%02d %.*s %s",
		 (int)(minute / 1440), (int)(minute / 60 % 24), (int)(minute % 60),
		 (int)message->receiver.len, message->receiver.data, event_of(message, event));
}

static inline void deliver(struct story *story, struct redis_link *node, struct slice id)
{
	const struct outbox_result sent = { .id = id, .state = MESSAGE_SENT };
	struct message message;
	struct error error;

	OK(outbox_load(node, 0, id, &story->arena, &message, &oops));
	assert_int_equal(message.state, MESSAGE_WAITING);
	write_diary(story, &message);
	if (outbox_mark(node, 0, &sent, story->now_us, &error) < 0)
		fail_msg("%s", error.text);
	arena_reset(&story->arena);
}

static inline void act(struct story *story, struct redis_link *node, const struct due_row *row)
{
	const struct raise_settings settings = { &story->config_house.config, 0, &story->counters,
						 false };
	struct error error;
	bool ours = false;

	if (strncmp(row->text, OUTBOX_ROW, strlen(OUTBOX_ROW)) == 0) {
		deliver(story, node, slice_from(row->text + strlen(OUTBOX_ROW)));
		return;
	}
	if (raise_row(node, &settings, row, story->now_us, &ours, &error) < 0)
		fail_msg("%s: %s", row->text, error.text);
	assert_true(ours);
}

static inline void do_duty(struct story *story, struct redis_link *node)
{
	const struct due_claim claim = { story->now_us, LEASE_US, DUE_CLAIM_MAX, DUE_ANY };
	struct due_row rows[DUE_CLAIM_MAX];
	struct error error;
	size_t count = 1;

	while (count > 0) { /* what was done may have made more due at once */
		if (due_claim(node, 0, &claim, rows, &count, &error) < 0)
			fail_msg("%s", error.text);
		for (size_t i = 0; i < count; i++)
			act(story, node, &rows[i]);
	}
}

/* ---- the story ---- */

enum weather { CALM, ALERT, BETWEEN };

static inline void tell_story(void *context, bool opens, struct raise_story *ret_story)
{
	static const struct slice drivers[] = { { "recall", 6 } };
	static const struct incident_example examples[] = {
		{ .id = "c1", .text = "Never again!", .channel = "facebook" }
	};

	(void)opens;
	(*(int *)context)++;
	*ret_story = (struct raise_story){
		.drivers = drivers, .driver_count = 1, .examples = examples, .example_count = 1
	};
}

static inline enum incident_turn report_of(struct story *story, const char *scope, bool beside,
					   enum weather weather, unsigned severity,
					   int32_t surprise)
{
	const struct raise_settings settings = { &story->config_house.config, 0, &story->counters,
						 false };
	const struct finding finding = {
		.at_us = story->now_us,
		.began_us = story->now_us - CLOCK_MINUTE_US,
		.window_us = 10 * CLOCK_MINUTE_US,
		.negative = story->negative > 0 ? story->negative : 20,
		.comments = 30,
		.authors = 12,
		.expected = 2000,
		.surprise = surprise,
		.severity = severity,
		.alert = weather == ALERT,
		.calm = weather == CALM,
		.calm_slowly_since_us = weather == CALM ? story->now_us : 0,
	};
	int asked = 0;
	const struct raise_case what = { .brand = slice_from("Fjord: øl & vann"),
					 .scope = slice_from(scope),
					 .widens = strcmp(scope, "brand") == 0,
					 .finding = &finding,
					 .beside = &beside,
					 .tell = tell_story,
					 .context = &asked };
	struct redis_link *node = story->nodes[(story->now_us / CLOCK_MINUTE_US) % NODES];
	enum incident_turn turn = INCIDENT_TURN_COUNT;
	struct error error;

	if (raise_finding(node, &settings, &what, story->now_us, &turn, &error) < 0)
		fail_msg("%s", error.text);
	bool news = turn == INCIDENT_TURN_OPEN || turn == INCIDENT_TURN_REOPEN ||
		    turn == INCIDENT_TURN_RAISE || turn == INCIDENT_TURN_RECORD;
	assert_int_equal(asked, news); /* gathering the story costs something */
	return turn;
}

static inline enum incident_turn report_in(struct story *story, const char *scope,
					   enum weather weather, unsigned severity,
					   int32_t surprise)
{
	return report_of(story, scope, false, weather, severity, surprise);
}

static inline enum incident_turn report(struct story *story, enum weather weather,
					unsigned severity, int32_t surprise)
{
	return report_in(story, "brand", weather, severity, surprise);
}

/* Both nodes look, now one first, now the other. */
static inline void look(struct story *story)
{
	size_t first = (size_t)(story->now_us / CLOCK_SECOND_US) % NODES;

	do_duty(story, story->nodes[first]);
	do_duty(story, story->nodes[1 - first]);
}

/* Lets time pass from one due row to the next, up to `until_us`, where nothing is done yet. With a
 * calm finding every five minutes, or without any comment at all. */
static inline void pass(struct story *story, int64_t until_us, bool comments)
{
	const int64_t every_us = 5 * CLOCK_MINUTE_US;

	while (story->now_us < until_us) {
		int64_t next_us = 0, comment_us = (story->now_us / every_us + 1) * every_us;

		look(story);
		OK(due_next(story->nodes[0], 0, &next_us, &oops));
		if (comments && comment_us < next_us)
			next_us = comment_us;
		story->now_us = next_us < until_us ? next_us : until_us;
		if (comments && story->now_us == comment_us && comment_us < until_us)
			report(story, CALM, 4, 0);
	}
}

static inline struct incident latest(struct story *story)
{
	struct incident incident;
	struct error error;

	if (incident_latest(story->nodes[0], 0, slice_from("Fjord: øl & vann"), slice_from("brand"),
			    &incident, &error) < 0)
		fail_msg("%s", error.text);
	return incident;
}

static inline int acknowledge(struct story *story, const char *who, struct error *error)
{
	const struct raise_settings settings = { &story->config_house.config, 0, &story->counters,
						 false };
	struct incident incident = latest(story);

	return incident_acknowledge(story->nodes[1], &settings, slice_from(incident.id),
				    slice_from(who), story->now_us, error);
}

static inline int compare_lines(const void *a, const void *b)
{
	return strcmp(a, b);
}

/* The diary since the last look, in the order of time and receiver. */
static inline void diary_is(struct story *story, const char *const *want, size_t count)
{
	qsort(story->diary, story->lines, DIARY_LINE, compare_lines);
	for (size_t i = 0; i < story->lines || i < count; i++)
		assert_string_equal(i < story->lines ? story->diary[i] : "(nothing)",
				    i < count ? want[i] : "(nothing)");
	story->lines = 0;
}
#define DIARY_IS(story, ...)                                                                       \
	do {                                                                                       \
		static const char *const want_[] = { __VA_ARGS__ };                                \
		diary_is((story), want_, sizeof(want_) / sizeof(want_[0]));                        \
	} while (0)

#endif
