/*
 * young.c - how good the detector is in a brand's first week, measured on streams whose truth is
 * known; writes Markdown tables.
 *
 * usage: young [STREAMS]     streams a cell (default 40)
 */
#include "clock.h"
#include "detect.h"
#include "follow.h"
#include "synthetic.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { DAYS = 8, STREAMS_MAX = 400 };

static const struct roughness KINDS[] = {
	{ "calm, flat days", 0.20, 0.20, 0.3, 0.2, 0.0, 0.0 },
	{ "usual, deep nights", 0.25, 0.30, 0.3, 0.3, 0.7, 6.0 },
	{ "usual, deep nights, west", 0.25, 0.30, 0.3, 0.3, 0.9, -6.0 },
};
static const double COMMENTS_A_DAY[] = { 50, 400 };
static const struct event EVENTS[] = {
	{ .hours = 0, .factor = 1 },
	{ .hours = 18, .factor = 2 },
	{ .hours = 12, .factor = 3 },
	{ .hours = 6, .factor = 5 },
};
static const char *const EVENT_NAMES[] = { "none", "x2 for 18 h", "x3 for 12 h", "x5 for 6 h" };

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

static void measure(const struct roughness *kind, double a_day, size_t which, unsigned streams)
{
	static double delays[STREAMS_MAX];
	unsigned found = 0, begun = 0;

	for (unsigned s = 0; s < streams; s++) {
		struct stream_settings settings = { .comments_a_day = a_day,
						    .share = 0.4,
						    .weeks = 2,
						    .roughness = *kind,
						    .event = EVENTS[which],
						    .seed = 9000 + s };
		struct stream stream;
		int64_t first;

		settings.event.start_hour = 3 * 24 + (s * 7) % 60; /* any time of day */
		if (!stream_make(&settings, &stream))
			exit(3);
		if (which == 0) {
			begun += follow_stream(&stream, stream.start_us,
					       stream.start_us + DAYS * CLOCK_DAY_US, &first);
		} else {
			int64_t start = stream.start_us +
					(int64_t)settings.event.start_hour * CLOCK_HOUR_US;
			int64_t end = start + (int64_t)settings.event.hours * CLOCK_HOUR_US;
			if (follow_stream(&stream, start, end, &first))
				delays[found++] = (double)(first - start) / (double)CLOCK_HOUR_US;
		}
		free(stream.comments);
	}
	if (which == 0) {
		printf("| %s | %.0f | %.2f |", kind->name, a_day,
		       (double)begun / streams * 7 / DAYS);
		return;
	}
	qsort(delays, found, sizeof(delays[0]), by_size);
	printf(" %3.0f %%, %4.0f min |", 100.0 * found / streams,
	       found ? 60.0 * delays[found / 2] : 0.0);
}

/* --- a brand that was added because the trouble has begun --- */

/* A mood that is the brand's own, from its first comment on, is no backlash. */
static const double MOODS[] = { 0.05, 0.3, 0.6, 0.7, 0.8 };
static const double FROM_THE_FIRST[] = { 20, 100, 500, 2000 };
static const struct {
	double an_hour, share;
} TROUBLES[] = { { 30, 1.0 },  { 60, 1.0 }, { 120, 1.0 }, { 60, 0.9 },	{ 120, 0.9 },
		 { 600, 0.9 }, { 60, 0.8 }, { 120, 0.8 }, { 600, 0.8 }, { 120, 0.7 } };

/* Incidents of a week that begins at any hour, and the most of one stream. */
static double ordinary_week(double share, double a_day, unsigned streams, unsigned *ret_most)
{
	unsigned sum = 0;

	*ret_most = 0;
	for (unsigned s = 0; s < streams; s++) {
		const struct stream_settings settings = { .comments_a_day = a_day,
							  .share = share,
							  .weeks = 2,
							  .roughness = KINDS[s % 3],
							  .seed = 12000 + s };
		struct stream all, stream;
		int64_t first;

		if (!stream_make(&settings, &all))
			exit(3);
		const int64_t from_us = all.start_us + (s * 5) % 24 * CLOCK_HOUR_US;
		stream = all;
		while (stream.count > 0 && stream.comments[0].ts_us < from_us) {
			stream.comments++;
			stream.count--;
		}
		const unsigned told =
			follow_stream(&stream, from_us, from_us + 7 * CLOCK_DAY_US, &first);
		sum += told;
		*ret_most = told > *ret_most ? told : *ret_most;
		free(all.comments);
	}
	return (double)sum / streams;
}

/* Four hours of nothing but trouble: how many streams are told, after how many minutes, and the
 * incidents of one that is. */
static void measure_trouble(double an_hour, double share, unsigned streams)
{
	static double delays[STREAMS_MAX];
	unsigned found = 0, incidents = 0;

	for (unsigned s = 0; s < streams; s++) {
		struct random random = { 31000 + s };
		struct follow *follow = follow_new();
		struct stream_comment comment = { .ts_us = INT64_C(1767612345000000) };
		const int64_t start_us = comment.ts_us;
		unsigned told = 0;

		while (comment.ts_us < start_us + 4 * CLOCK_HOUR_US) {
			comment.negative = random_unit(&random) < share;
			if (follow_comment(follow, &comment) == INCIDENT_TURN_OPEN && told++ == 0)
				delays[found++] = (double)(comment.ts_us - start_us) /
						  (double)CLOCK_MINUTE_US;
			comment.ts_us += (int64_t)(-log(random_unit(&random)) / an_hour *
						   (double)CLOCK_HOUR_US);
		}
		incidents += told;
		free(follow);
	}
	qsort(delays, found, sizeof(delays[0]), by_size);
	printf("| %.0f | %.0f %% | %.0f %% | %.0f | %.2f |\n", an_hour, 100.0 * share,
	       100.0 * found / streams, found ? delays[found / 2] : 0.0,
	       found ? (double)incidents / found : 0.0);
	fflush(stdout);
}

static void measure_first_hours(unsigned streams)
{
	printf("\n| negative from the first comment on |");
	for (size_t c = 0; c < sizeof(FROM_THE_FIRST) / sizeof(FROM_THE_FIRST[0]); c++)
		printf(" %.0f a day |", FROM_THE_FIRST[c]);
	printf("\n| ---: | ---: | ---: | ---: | ---: |\n");
	for (size_t m = 0; m < sizeof(MOODS) / sizeof(MOODS[0]); m++) {
		printf("| %.0f %% |", 100.0 * MOODS[m]);
		for (size_t c = 0; c < sizeof(FROM_THE_FIRST) / sizeof(FROM_THE_FIRST[0]); c++) {
			unsigned most;
			const double told =
				ordinary_week(MOODS[m], FROM_THE_FIRST[c], streams, &most);

			printf(" %.2f (%u) |", told, most);
			fflush(stdout);
		}
		printf("\n");
	}
	printf("\n| comments an hour | negative | told | after (min) | incidents |\n"
	       "| ---: | ---: | ---: | ---: | ---: |\n");
	for (size_t t = 0; t < sizeof(TROUBLES) / sizeof(TROUBLES[0]); t++)
		measure_trouble(TROUBLES[t].an_hour, TROUBLES[t].share, streams);
}

int main(int argc, char **argv)
{
	long streams = argc > 1 ? strtol(argv[1], NULL, 10) : 40;

	if (streams < 1 || streams > STREAMS_MAX) {
		fprintf(stderr, "usage: young [STREAMS]   1 to %d streams a cell\n", STREAMS_MAX);
		return 2;
	}
	printf("| streams | comments a day | false alarms a week |");
	for (size_t e = 1; e < 4; e++)
		printf(" %s |", EVENT_NAMES[e]);
	printf("\n| --- | ---: | ---: | ---: | ---: | ---: |\n");
	for (size_t k = 0; k < sizeof(KINDS) / sizeof(KINDS[0]); k++) {
		for (size_t c = 0; c < sizeof(COMMENTS_A_DAY) / sizeof(COMMENTS_A_DAY[0]); c++) {
			for (size_t e = 0; e < 4; e++)
				measure(&KINDS[k], COMMENTS_A_DAY[c], e, (unsigned)streams);
			printf("\n");
			fflush(stdout);
		}
	}
	measure_first_hours((unsigned)streams);
	return 0;
}
