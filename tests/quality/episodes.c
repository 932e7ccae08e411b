/*
 * episodes.c - what is one episode is to be one incident, and what comes anew is to be told; writes
 * Markdown tables.
 *
 *   1. a burst of two minutes so many minutes after an incident was closed: how often it is told
 *   2. trouble that lasts, stops and comes again: incidents, re-openings and messages of each
 *   3. the same of streams without any event, in eight weeks
 *
 * usage: episodes [STREAMS]     streams a cell (default 20)
 */
#include "clock.h"
#include "follow.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WEEKS = 4, QUIET_WEEKS = 10, DAY = 16, STREAMS_MAX = 200 };
static const double SHARE = 0.1;
static const struct roughness USUAL = { "usual", 0.25, 0.30, 0.3, 0.3, 0.0, 0.0 };
static const struct roughness ROUGH = { "rough", 0.40, 0.50, 1.0, 0.5, 0.0, 0.0 };
static const double COMMENTS_A_DAY[] = { 300, 1500, 5000 };
enum { VOLUMES = sizeof(COMMENTS_A_DAY) / sizeof(COMMENTS_A_DAY[0]) };
static const double MINUTES_AFTER[] = { 0, 1, 2, 4, 6, 10, 30, 110 };
enum { DELAYS = sizeof(MINUTES_AFTER) / sizeof(MINUTES_AFTER[0]) };

static void make(double a_day, struct event event, uint64_t seed, struct stream *ret_stream)
{
	event.start_hour += DAY * 24;
	const struct stream_settings settings = { .comments_a_day = a_day,
						  .share = SHARE,
						  .weeks = WEEKS,
						  .roughness = USUAL,
						  .event = event,
						  .seed = seed };

	if (stream_make(&settings, ret_stream))
		return;
	fputs("out of memory\n", stderr);
	exit(3);
}

static int64_t at(const struct stream *stream, double hour)
{
	return stream->start_us + (int64_t)((DAY * 24 + hour) * (double)CLOCK_HOUR_US);
}

/* --- after the close --- */

static bool is_over(const struct follow *follow)
{
	return follow->known && follow->incident.state == INCIDENT_RESOLVED;
}

/* Plays a burst beside the stream, `after_us` after the close. Told: opened or opened again from
 * then on, within a quarter of an hour. */
static bool tell_after(const struct stream *stream, double burst, int64_t after_us, bool *ret_told)
{
	struct follow *follow = follow_new();
	int64_t burst_us = 0;
	unsigned done = 0;
	bool told = false;

	for (size_t i = 0; i < stream->count && !told; i++) {
		const struct stream_comment *comment = &stream->comments[i];
		const int64_t now_us = comment->ts_us;

		if (now_us < at(stream, 11)) {
			follow_count(follow, comment);
			continue;
		}
		while (burst_us != 0 && done < burst &&
		       burst_us + (int64_t)(done * 120.0 / burst) * CLOCK_SECOND_US <= now_us) {
			const struct stream_comment angry = {
				burst_us + (int64_t)(done++ * 120.0 / burst) * CLOCK_SECOND_US, true
			};
			const enum incident_turn turn = follow_comment(follow, &angry);
			told = told || turn == INCIDENT_TURN_OPEN || turn == INCIDENT_TURN_REOPEN;
		}
		if (told || now_us >= at(stream, 24) ||
		    (burst_us != 0 && now_us > burst_us + 15 * CLOCK_MINUTE_US))
			break;
		const enum incident_turn turn = follow_comment(follow, comment);
		if (burst_us == 0 && is_over(follow))
			burst_us = follow->incident.resolved_at_us + after_us;
		told = done > 0 && (turn == INCIDENT_TURN_OPEN || turn == INCIDENT_TURN_REOPEN);
	}
	*ret_told = told;
	free(follow);
	return burst_us != 0;
}

static void print_after(double a_day, unsigned streams)
{
	/* Four times what an hour brings, a dozen at least: far beyond the line. */
	const double burst = ceil(fmax(15.0, 4.0 * a_day * SHARE / 24.0));
	const struct event event = { 12, 1, fmax(10.0, 20.0 / (a_day * SHARE / 24.0)), 0, 1, 0 };

	printf("| %.0f | %.0f |", a_day, burst);
	for (size_t d = 0; d < DELAYS; d++) {
		unsigned closed = 0, found = 0;

		for (unsigned s = 0; s < streams; s++) {
			struct stream stream;
			bool told;

			make(a_day, event, 300 + s, &stream);
			closed += tell_after(
				&stream, burst,
				(int64_t)(MINUTES_AFTER[d] * (double)CLOCK_MINUTE_US) + 1, &told);
			found += told;
			free(stream.comments);
		}
		printf(" %u of %u |", found, closed);
		fflush(stdout);
	}
	printf("\n");
}

/* --- shapes --- */

/* How much comes at an hour from the beginning on, of a day's usual negatives a day. */
struct shape {
	const char *name;
	double hours;
	double (*height)(double hour);
};

static double steady(double hour)
{
	(void)hour;
	return 5.0 / 3.0;
}

static double on_off(double hour)
{
	return fmod(hour, 6.0) < 3.0 ? 10.0 / 3.0 : 0.0;
}

static double two_evenings(double hour)
{
	const double day_hour = fmod(hour, 24.0);

	return day_hour >= 7.0 && day_hour < 10.0 ? 10.0 : 0.0;
}

static double decaying(double hour)
{
	return 20.0 * exp2(-hour / 4.0);
}

static double nothing(double hour)
{
	(void)hour;
	return 0.0;
}

static const struct shape SHAPES[] = {
	{ "nothing, for 3 days", 72, nothing },
	{ "steady, 1 day", 24, steady },
	{ "steady, 2 days", 48, steady },
	{ "steady, 3 days", 72, steady },
	{ "3 h on, 3 h off, 2 days", 48, on_off },
	{ "two evenings, 3 h each", 48, two_evenings },
	{ "decaying, half of it in 4 h", 48, decaying },
};
enum { SHAPE_COUNT = sizeof(SHAPES) / sizeof(SHAPES[0]) };

static int by_time(const void *left, const void *right)
{
	const struct stream_comment *a = left, *b = right;

	return a->ts_us < b->ts_us ? -1 : a->ts_us > b->ts_us;
}

/* Beside the stream, from eleven on. */
static void plant(const struct shape *shape, double usual_a_day, uint64_t seed,
		  struct stream *stream)
{
	struct random random = { seed };
	size_t room = stream->count + 64 * (size_t)usual_a_day + 1024;
	struct stream_comment *comments = realloc(stream->comments, room * sizeof(*comments));

	if (!comments)
		exit(3);
	for (double hour = 0.0; hour < shape->hours; hour += 0.1) {
		const double mean = shape->height(hour) * usual_a_day / 240.0;

		for (double left = mean > 0.0 ? random_poisson(&random, mean) : 0.0;
		     left > 0.0 && stream->count < room; left--)
			comments[stream->count++] = (struct stream_comment){
				at(stream, 11.0 + hour + random_unit(&random) / 10.0), true
			};
	}
	stream->comments = comments;
	qsort(comments, stream->count, sizeof(*comments), by_time);
}

struct tale {
	unsigned opened, reopened, messages;
};

static struct tale tell(const struct stream *stream, double hours)
{
	struct follow *follow = follow_new();
	struct tale tale = { 0 };

	for (size_t i = 0; i < stream->count && stream->comments[i].ts_us < at(stream, 23 + hours);
	     i++) {
		const struct stream_comment *comment = &stream->comments[i];

		if (comment->ts_us < at(stream, 11)) {
			follow_count(follow, comment);
			continue;
		}
		const bool was_over = is_over(follow);
		const enum incident_turn turn = follow_comment(follow, comment);
		tale.opened += turn == INCIDENT_TURN_OPEN;
		tale.reopened += turn == INCIDENT_TURN_REOPEN;
		tale.messages += incident_turn_is_told(turn) && turn != INCIDENT_TURN_RESOLVE;
		tale.messages += follow->known && !was_over &&
				 (is_over(follow) || turn == INCIDENT_TURN_REOPEN);
	}
	free(follow);
	return tale;
}

static void add_tale(struct tale *all, const struct tale *tale)
{
	all->opened += tale->opened;
	all->reopened += tale->reopened;
	all->messages += tale->messages;
}

static void print_shape(const struct shape *shape, unsigned streams)
{
	printf("| %s |", shape->name);
	for (size_t v = 0; v < VOLUMES; v++) {
		struct tale all = { 0 };
		unsigned found = 0, most = 0;

		for (unsigned s = 0; s < streams; s++) {
			struct stream stream;

			make(COMMENTS_A_DAY[v], (struct event){ .factor = 1 }, 700 + s, &stream);
			plant(shape, COMMENTS_A_DAY[v] * SHARE, 40 + s, &stream);
			const struct tale tale = tell(&stream, shape->hours);
			free(stream.comments);
			found += tale.opened > 0;
			most = tale.opened > most ? tale.opened : most;
			add_tale(&all, &tale);
		}
		const double each = found > 0 ? found : 1.0;
		printf(" %.0f %%: %.2f + %.2f (%u), %.1f |", 100.0 * found / streams,
		       all.opened / each, all.reopened / each, most, all.messages / each);
		fflush(stdout);
	}
	printf("\n");
}

/* --- without any event --- */

static void print_quiet(const struct roughness *roughness, double a_day, unsigned streams)
{
	struct tale all = { 0 };

	for (unsigned s = 0; s < streams; s++) {
		const struct stream_settings settings = { .comments_a_day = a_day,
							  .share = SHARE,
							  .weeks = QUIET_WEEKS,
							  .roughness = *roughness,
							  .event = { .factor = 1 },
							  .seed = 1000 + s };
		struct stream stream;

		if (!stream_make(&settings, &stream)) {
			fputs("out of memory\n", stderr);
			exit(3);
		}
		const struct tale tale = tell(&stream, QUIET_WEEKS * 7 * 24.0);
		free(stream.comments);
		add_tale(&all, &tale);
	}
	printf("| %.0f | %s | %.2f | %.2f | %.2f |\n", a_day, roughness->name,
	       (double)all.opened / streams, (double)all.reopened / streams,
	       (double)all.messages / streams);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	long streams = argc > 1 ? strtol(argv[1], NULL, 10) : 20;

	if (streams < 1 || streams > STREAMS_MAX) {
		fprintf(stderr, "usage: episodes [STREAMS]   1 to %d streams a cell\n",
			STREAMS_MAX);
		return 2;
	}
	printf("A backlash of an hour is over and closed. So many minutes after that a burst of "
	       "two minutes; told within a quarter of an hour, of those closed before midnight:"
	       "\n\n| comments a day | burst |");
	for (size_t d = 0; d < DELAYS; d++)
		printf(" %.0f min |", MINUTES_AFTER[d]);
	printf("\n| ---: | ---: |");
	for (size_t d = 0; d < DELAYS; d++)
		printf(" ---: |");
	printf("\n");
	for (size_t v = 0; v < VOLUMES; v++)
		print_after(COMMENTS_A_DAY[v], (unsigned)streams);
	printf("\nTrouble of a day beside the usual negatives (*steady*: 5/3 of them; 50 beside "
	       "30): "
	       "found, incidents + re-openings of each that was (the most incidents of one), and "
	       "messages:\n\n| trouble |");
	for (size_t v = 0; v < VOLUMES; v++)
		printf(" %.0f a day |", COMMENTS_A_DAY[v]);
	printf("\n| --- |");
	for (size_t v = 0; v < VOLUMES; v++)
		printf(" ---: |");
	printf("\n");
	for (size_t i = 0; i < SHAPE_COUNT; i++)
		print_shape(&SHAPES[i], (unsigned)streams);
	printf("\nStreams without events, each in nearly eight weeks (10,000 a day: a quarter of "
	       "the "
	       "streams):\n\n| comments a day | streams | incidents | re-openings | messages "
	       "|\n| ---: | --- | ---: | ---: | ---: |\n");
	print_quiet(&USUAL, 1000, (unsigned)streams);
	print_quiet(&ROUGH, 1000, (unsigned)streams);
	print_quiet(&USUAL, 10000, (unsigned)(streams + 3) / 4);
	print_quiet(&ROUGH, 10000, (unsigned)(streams + 3) / 4);
	return 0;
}
