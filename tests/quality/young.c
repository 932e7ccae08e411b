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
	return 0;
}
