/*
 * silence.c - feeds that die, on streams whose truth is known: how often a living feed is taken for
 * dead, and how soon a dead one is missed.
 *
 * usage: silence STREAMS
 */
#include "silence.h"
#include "clock.h"
#include "synthetic.h"
#include <stdio.h>
#include <stdlib.h>

enum { WEEKS = 10, FROM_WEEK = 2, DEATH_DAY = 37 }; /* a working day */
static const double BUDGET_WEEKS = 4.0;

static const struct roughness roughnesses[] = {
	{ "smooth", 0.10, 0.10, 0.0, 0.1, 0.0, 0.0 },
	{ "usual", 0.25, 0.30, 0.3, 0.3, 0.0, 0.0 },
	{ "rough", 0.40, 0.50, 1.0, 0.5, 0.0, 0.0 },
};

static struct series_counts counts;

/* Was the feed taken for dead at any moment between two comments? */
static bool is_alarm(int64_t from_us, int64_t to_us)
{
	for (int64_t at = from_us + SILENCE_SHORTEST_US; at < to_us; at += SILENCE_SHORTEST_US) {
		struct silence silence;

		silence_evaluate(&counts, (struct zone){ 0 }, BUDGET_WEEKS, at, &silence);
		if (silence.silent)
			return true;
	}
	return false;
}

/* Minutes until a feed that dies at `death_us` is missed; -1: not within a day. */
static int64_t missed_after(int64_t death_us)
{
	for (int64_t at = death_us; at < death_us + CLOCK_DAY_US; at += CLOCK_MINUTE_US) {
		struct silence silence;

		silence_evaluate(&counts, (struct zone){ 0 }, BUDGET_WEEKS, at, &silence);
		if (silence.silent)
			return (at - death_us) / CLOCK_MINUTE_US;
	}
	return -1;
}

static int compare(const void *left, const void *right)
{
	const int64_t a = *(const int64_t *)left, b = *(const int64_t *)right;

	return a < b ? -1 : a > b;
}

struct cell {
	size_t alarms;
	int64_t noon[256], night[256];
};

static void follow(const struct stream *stream, size_t number, struct cell *cell)
{
	const int64_t noon_us = stream->start_us + DEATH_DAY * CLOCK_DAY_US + 12 * CLOCK_HOUR_US;
	const int64_t night_us = noon_us - 9 * CLOCK_HOUR_US;
	int64_t before_us = stream->start_us;

	cell->noon[number] = cell->night[number] = -1;
	series_counts_init(&counts);
	for (size_t i = 0; i < stream->count; i++) {
		const int64_t ts_us = stream->comments[i].ts_us;

		if (ts_us - stream->start_us > FROM_WEEK * 7 * CLOCK_DAY_US)
			cell->alarms += is_alarm(before_us, ts_us);
		if (before_us <= night_us && ts_us > night_us)
			cell->night[number] = missed_after(night_us);
		if (before_us <= noon_us && ts_us > noon_us)
			cell->noon[number] = missed_after(noon_us);
		(void)series_counts_add(&counts, ts_us, ts_us, (struct series_sum){ 1, 0, 0 });
		before_us = ts_us;
	}
}

static void print_delay(int64_t *minutes, size_t count)
{
	size_t missing = 0;

	qsort(minutes, count, sizeof(*minutes), compare);
	while (missing < count && minutes[missing] < 0)
		missing++;
	if (missing * 2 >= count)
		printf(" not within a day |");
	else
		printf(" %4lld |", (long long)minutes[missing + (count - missing) / 2]);
}

static void measure(double a_day, const struct roughness *roughness, size_t streams)
{
	static struct cell cell;

	cell.alarms = 0;
	for (size_t i = 0; i < streams; i++) {
		const struct stream_settings settings = { .comments_a_day = a_day,
							  .share = 0.25,
							  .weeks = WEEKS,
							  .roughness = *roughness,
							  .event = { .factor = 1.0, .happy = 1.0 },
							  .seed = 1000 + i };
		struct stream stream;

		if (!stream_make(&settings, &stream))
			abort();
		follow(&stream, i, &cell);
		free(stream.comments);
	}
	printf("| %5.0f | %-6s | %5.2f |", a_day, roughness->name,
	       (double)cell.alarms / (double)streams);
	print_delay(cell.noon, streams);
	print_delay(cell.night, streams);
	printf("\n");
}

int main(int argc, char **argv)
{
	const size_t streams = argc > 1 ? strtoul(argv[1], NULL, 10) : 12;
	static const double a_day[] = { 10, 100, 1000, 10000 };

	if (streams == 0 || streams > 256)
		return 2;
	printf("| comments a day | streams | false alarms a stream in eight weeks | dead at noon: "
	       "missed after (min) | dead at 3 in the night |\n| ---: | --- | ---: | ---: | ---: "
	       "|\n");
	for (size_t i = 0; i < sizeof(a_day) / sizeof(a_day[0]); i++)
		for (size_t k = 0; k < 3; k++)
			measure(a_day[i], &roughnesses[k], a_day[i] > 5000 ? 3 : streams);
	return 0;
}
