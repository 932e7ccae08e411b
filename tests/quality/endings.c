/*
 * endings.c - whether an incident ends when the trouble does, and not before; writes Markdown
 * tables.
 *
 *   1. a backlash of one hour at noon: minutes from its end until the incident is over
 *   2. troubles that go on, sag, come back or sleep at night: how often people are told of them
 *
 * usage: endings [STREAMS]     streams a cell (default 20)
 */
#include "clock.h"
#include "follow.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { WEEKS = 3, DAY = 17, STREAMS_MAX = 200 };
static const double SHARE = 0.1;

static const struct roughness ROUGHNESS[] = {
	{ "usual", 0.25, 0.30, 0.3, 0.3, 0.0, 0.0 },
	{ "rough", 0.40, 0.50, 1.0, 0.5, 0.0, 0.0 },
};
static const double COMMENTS_A_DAY[] = { 30, 300, 1500, 5000, 12000, 100000 };
enum { VOLUMES = sizeof(COMMENTS_A_DAY) / sizeof(COMMENTS_A_DAY[0]) };

/* What is planted; hours of day 17. A second event adds to the first. */
static const struct {
	const char *name;
	struct event first, second;
	double judged; /* until this hour */
} TROUBLES[] = {
	{ "x3 for 2 h",
	  { .start_hour = 11, .hours = 2, .factor = 3, .happy = 1 },
	  { .hours = 0 },
	  24 },
	{ "x3 for 8 h",
	  { .start_hour = 9, .hours = 8, .factor = 3, .happy = 1 },
	  { .hours = 0 },
	  24 },
	{ "x10 for 2 h",
	  { .start_hour = 11, .hours = 2, .factor = 10, .happy = 1 },
	  { .hours = 0 },
	  24 },
	{ "x10 for 1 h, then x2 for 4 h",
	  { .start_hour = 11, .hours = 5, .factor = 2, .happy = 1 },
	  { .start_hour = 11, .hours = 1, .factor = 9 },
	  24 },
	{ "x10, back after 20 min",
	  { .start_hour = 11, .hours = 1, .factor = 10, .happy = 1 },
	  { .start_hour = 12.3, .hours = 1, .factor = 10 },
	  24 },
	{ "x10, back after 45 min",
	  { .start_hour = 11, .hours = 1, .factor = 10, .happy = 1 },
	  { .start_hour = 12.7, .hours = 1, .factor = 10 },
	  24 },
	{ "x10, back after 4 h",
	  { .start_hour = 11, .hours = 1, .factor = 10, .happy = 1 },
	  { .start_hour = 16, .hours = 1, .factor = 10 },
	  24 },
	{ "x5 from 19:00 to 10:00",
	  { .start_hour = 19, .hours = 15, .factor = 5, .happy = 1 },
	  { .hours = 0 },
	  34 },
};
enum { TROUBLE_COUNT = sizeof(TROUBLES) / sizeof(TROUBLES[0]) };

/* An hour's backlash of at least a dozen. */
static struct event an_hour_at_noon(double a_day)
{
	return (struct event){ 12, 1, fmax(10.0, 20.0 / (a_day * SHARE / 24.0)), 0, 1, 0 };
}

struct story {
	unsigned opened, reopened;
	int64_t opened_us, over_us; /* the first; 0: never */
};

static int64_t at(const struct stream *stream, double hour)
{
	return stream->start_us + (int64_t)((DAY * 24 + hour) * (double)CLOCK_HOUR_US);
}

static void make(const struct roughness *roughness, double a_day, struct event first,
		 struct event second, uint64_t seed, struct stream *ret_stream)
{
	first.start_hour += DAY * 24;
	second.start_hour += DAY * 24;
	const struct stream_settings settings = { .comments_a_day = a_day,
						  .share = SHARE,
						  .weeks = WEEKS,
						  .roughness = *roughness,
						  .event = first,
						  .second = second,
						  .seed = seed };

	if (!stream_make(&settings, ret_stream)) {
		fputs("out of memory\n", stderr);
		exit(3);
	}
}

static void count(enum incident_turn turn, int64_t now_us, struct story *story)
{
	story->reopened += turn == INCIDENT_TURN_REOPEN;
	if (turn == INCIDENT_TURN_OPEN && story->opened++ == 0)
		story->opened_us = now_us;
}

/* From the first event's beginning on. */
static struct story tell(const struct stream *stream, int64_t from_us, int64_t until_us)
{
	struct follow *follow = follow_new();
	struct story story = { 0 };

	for (size_t i = 0; i < stream->count && stream->comments[i].ts_us < until_us; i++) {
		const struct stream_comment *comment = &stream->comments[i];

		if (comment->ts_us < from_us) {
			follow_count(follow, comment);
			continue;
		}
		count(follow_comment(follow, comment), comment->ts_us, &story);
		if (story.over_us == 0 && follow->known &&
		    follow->incident.state == INCIDENT_RESOLVED)
			story.over_us = follow->incident.resolved_at_us;
	}
	free(follow);
	return story;
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

/* One that is not over within twelve hours counts as that. */
static void print_ending(const struct roughness *roughness, double a_day, unsigned streams)
{
	const struct event event = an_hour_at_noon(a_day);
	double minutes[STREAMS_MAX];
	unsigned found = 0, again = 0;

	for (unsigned s = 0; s < streams; s++) {
		struct stream stream;

		make(roughness, a_day, event, (struct event){ 0 }, 300 + s, &stream);
		const int64_t end_us = at(&stream, 13), until_us = at(&stream, 25);
		const struct story story = tell(&stream, at(&stream, 12), until_us);

		free(stream.comments);
		if (story.opened_us == 0 || story.opened_us >= end_us)
			continue;
		again += story.opened - 1 + story.reopened;
		minutes[found++] = (double)((story.over_us ? story.over_us : until_us) - end_us) /
				   (double)CLOCK_MINUTE_US;
	}
	qsort(minutes, found, sizeof(minutes[0]), by_size);
	printf("| %.0f | %s | x%.0f | %u of %u |", a_day, roughness->name, event.factor, found,
	       streams);
	if (found > 0)
		printf(" %.0f | %.0f | %.0f | %.2f |\n", minutes[0], minutes[found / 2],
		       minutes[found * 9 / 10], (double)again / found);
	else
		printf(" | | | |\n");
}

static void print_endings(unsigned streams)
{
	printf("A backlash of one hour at noon, minutes from its end until the incident is over; "
	       "*again*: "
	       "told anew until 1 at night, a stream:\n\n"
	       "| comments a day | streams | negatives | found | least | median | 90 %% | again "
	       "|\n| ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |\n");
	for (size_t v = 0; v < VOLUMES; v++) {
		for (size_t r = 0; r < sizeof(ROUGHNESS) / sizeof(ROUGHNESS[0]); r++) {
			print_ending(&ROUGHNESS[r], COMMENTS_A_DAY[v], streams);
			fflush(stdout);
		}
	}
}

static void print_trouble(size_t which, double a_day, unsigned streams)
{
	unsigned found = 0, opened = 0, reopened = 0;

	for (unsigned s = 0; s < streams; s++) {
		struct stream stream;

		make(&ROUGHNESS[0], a_day, TROUBLES[which].first, TROUBLES[which].second, 700 + s,
		     &stream);
		const struct story story =
			tell(&stream, at(&stream, TROUBLES[which].first.start_hour),
			     at(&stream, TROUBLES[which].judged));
		free(stream.comments);
		found += story.opened > 0;
		opened += story.opened;
		reopened += story.reopened;
	}
	if (found > 0)
		printf(" %3.0f %%, %.2f + %.2f |", 100.0 * found / streams, (double)opened / found,
		       (double)reopened / found);
	else
		printf("   0 %% |");
	fflush(stdout);
}

static void print_troubles(unsigned streams)
{
	printf("\nFound, and incidents + re-openings of each that was:\n\n| trouble |");
	for (size_t v = 1; v < VOLUMES; v++)
		printf(" %.0f a day |", COMMENTS_A_DAY[v]);
	printf("\n| --- |");
	for (size_t v = 1; v < VOLUMES; v++)
		printf(" ---: |");
	printf("\n");
	for (size_t t = 0; t < TROUBLE_COUNT; t++) {
		printf("| %s |", TROUBLES[t].name);
		for (size_t v = 1; v < VOLUMES; v++)
			print_trouble(t, COMMENTS_A_DAY[v], streams);
		printf("\n");
	}
}

int main(int argc, char **argv)
{
	long streams = argc > 1 ? strtol(argv[1], NULL, 10) : 20;

	if (streams < 1 || streams > STREAMS_MAX) {
		fprintf(stderr, "usage: endings [STREAMS]   1 to %d streams a cell\n", STREAMS_MAX);
		return 2;
	}
	print_endings((unsigned)streams);
	print_troubles((unsigned)streams);
	return 0;
}
