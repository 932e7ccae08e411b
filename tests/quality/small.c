/*
 * small.c - how soon a small brand is told of a backlash: angry comments of many people within two
 * hours, on streams of 5 to 1,000 comments a day; writes a Markdown table.
 *
 * What is told is told at a comment, so beside the minutes stands how many of the angry ones had
 * come by then; `minimum_negative` of them are asked for.
 *
 * usage: small [STREAMS]     streams a cell (default 25)
 */
#include "clock.h"
#include "follow.h"
#include "synthetic.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { WEEKS = 6, HOURS = 2, STREAMS_MAX = 400, ANGRY_MAX = 500 };
static const double SHARE = 0.25;
static const struct roughness ROUGHNESS[] = {
	{ "usual", 0.25, 0.30, 0.3, 0.3, 0.0, 0.0 },
	{ "rough", 0.40, 0.50, 1.0, 0.5, 0.0, 0.0 },
};
static const double COMMENTS_A_DAY[] = { 5, 20, 100, 300, 1000 };
static const double ANGRY_AN_HOUR[] = { 6, 12, 30, 60 };

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

static int by_time(const void *left, const void *right)
{
	const struct stream_comment *a = left, *b = right;

	return a->ts_us < b->ts_us ? -1 : a->ts_us > b->ts_us;
}

/* The angry comments beside what comes anyway; `ret_angry` are their times. */
static size_t add_angry(struct stream *stream, int64_t start_us, double an_hour, uint64_t seed,
			int64_t ret_angry[ANGRY_MAX])
{
	const int64_t end_us = start_us + HOURS * CLOCK_HOUR_US;
	struct random random = { seed };
	int64_t at_us = start_us;
	size_t count = 0;
	struct stream_comment *larger =
		realloc(stream->comments, (stream->count + ANGRY_MAX) * sizeof(*larger));

	if (!larger)
		exit(3);
	stream->comments = larger;
	while (count < ANGRY_MAX) {
		at_us += (int64_t)(-log(random_unit(&random)) / an_hour * (double)CLOCK_HOUR_US);
		if (at_us >= end_us)
			break;
		ret_angry[count++] = at_us;
		stream->comments[stream->count++] = (struct stream_comment){ at_us, true };
	}
	qsort(stream->comments, stream->count, sizeof(*stream->comments), by_time);
	return count;
}

static void measure(const struct roughness *roughness, double a_day, double an_hour,
		    unsigned streams)
{
	static double minutes[STREAMS_MAX], heard[STREAMS_MAX];
	unsigned found = 0;

	for (unsigned s = 0; s < streams; s++) {
		const struct stream_settings settings = { .comments_a_day = a_day,
							  .share = SHARE,
							  .weeks = WEEKS + 1,
							  .roughness = *roughness,
							  .event = { .factor = 1 },
							  .seed = 7000 + s };
		int64_t angry[ANGRY_MAX], first;
		struct stream stream;

		if (!stream_make(&settings, &stream))
			exit(3);
		/* A morning of a working day. */
		const int64_t start = stream.start_us + WEEKS * 7 * CLOCK_DAY_US +
				      (int64_t)(s % 5 * 24 + 9 + s % 5) * CLOCK_HOUR_US;
		const size_t count = add_angry(&stream, start, an_hour,
					       99000 + s * 7 + (uint64_t)an_hour, angry);
		if (follow_stream(&stream, start, start + HOURS * CLOCK_HOUR_US, &first) > 0) {
			size_t by_then = 0;

			while (by_then < count && angry[by_then] <= first)
				by_then++;
			minutes[found] = (double)(first - start) / (double)CLOCK_MINUTE_US;
			heard[found++] = (double)by_then;
		}
		free(stream.comments);
	}
	if (found == 0) {
		printf(" 0 %% |");
		return;
	}
	qsort(minutes, found, sizeof(minutes[0]), by_size);
	qsort(heard, found, sizeof(heard[0]), by_size);
	printf(" %.0f %%, %.0f min, %.0f |", 100.0 * found / streams, minutes[found / 2],
	       heard[found / 2]);
	fflush(stdout);
}

int main(int argc, char **argv)
{
	const long streams = argc > 1 ? strtol(argv[1], NULL, 10) : 25;

	if (streams < 1 || streams > STREAMS_MAX) {
		fprintf(stderr, "usage: small [STREAMS]   1 to %d streams a cell\n", STREAMS_MAX);
		return 2;
	}
	printf("| comments a day | streams |");
	for (size_t a = 0; a < sizeof(ANGRY_AN_HOUR) / sizeof(ANGRY_AN_HOUR[0]); a++)
		printf(" %.0f an hour |", ANGRY_AN_HOUR[a]);
	printf("\n| ---: | --- | ---: | ---: | ---: | ---: |\n");
	for (size_t d = 0; d < sizeof(COMMENTS_A_DAY) / sizeof(COMMENTS_A_DAY[0]); d++) {
		for (size_t r = 0; r < sizeof(ROUGHNESS) / sizeof(ROUGHNESS[0]); r++) {
			printf("| %.0f | %s |", COMMENTS_A_DAY[d], ROUGHNESS[r].name);
			for (size_t a = 0; a < sizeof(ANGRY_AN_HOUR) / sizeof(ANGRY_AN_HOUR[0]);
			     a++)
				measure(&ROUGHNESS[r], COMMENTS_A_DAY[d], ANGRY_AN_HOUR[a],
					(unsigned)streams);
			printf("\n");
		}
	}
	return 0;
}
