/*
 * detection.c - how good the detector is, measured on streams whose truth is known; writes Markdown
 * tables.
 *
 *   1. streams without events: false alarms in eight weeks against the budget
 *   2. planted events: detection rate and delay, beside three simple rules whose thresholds were
 * set on the streams of 1 so that they gave as many false alarms
 *
 * usage: detection [STREAMS]     streams a cell (default 12; 40 takes some minutes)
 */
#include "clock.h"
#include "follow.h"
#include "synthetic.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	WEEKS = 10,
	LEARN_WEEKS = 2,
	HOURS = WEEKS * 168,
	LEARN_HOURS = LEARN_WEEKS * 168,
	RULES = 3,
	STREAMS_MAX = 200
};
static const double SHARE = 0.25;

static const struct roughness ROUGHNESS[] = {
	{ "smooth", 0.10, 0.10, 0.0, 0.1, 0.0, 0.0 },
	{ "usual", 0.25, 0.30, 0.3, 0.3, 0.0, 0.0 },
	{ "rough", 0.40, 0.50, 1.0, 0.5, 0.0, 0.0 },
};
static const double COMMENTS_A_DAY[] = { 1, 10, 100, 1000, 10000 };

static const struct {
	const char *name;
	struct event event;
} EVENTS[] = {
	{ "x2 for 8 h", { .hours = 8, .factor = 2 } },
	{ "x3 for 6 h", { .hours = 6, .factor = 3 } },
	{ "x5 for 4 h", { .hours = 4, .factor = 5 } },
	{ "ramp to x4 in 8 h", { .hours = 12, .factor = 4, .ramp_hours = 8 } },
	{ "happy rush x5 for 4 h", { .hours = 4, .factor = 1, .happy = 5 } },
};

/* --- three rules as listening tools have them: once an hour, on the count of negatives --- */

static const char *const RULE_NAMES[RULES] = { "EWMA", "7-day mean", "hourly z-score" };

static void count_hours(const struct stream *stream, double hours[HOURS])
{
	memset(hours, 0, sizeof(*hours) * HOURS);
	for (size_t i = 0; i < stream->count; i++) {
		int64_t hour = (stream->comments[i].ts_us - stream->start_us) / CLOCK_HOUR_US;
		if (hour < HOURS)
			hours[hour] += stream->comments[i].negative;
	}
}

/* What each rule compares with its threshold, hour by hour. */
static void run_rule(unsigned rule, const double hours[HOURS], double ret_figures[HOURS])
{
	double mean = 0.0, variance = 1.0, sum = 0.0, squares = 0.0;

	for (size_t i = 0; i < HOURS; i++) {
		const double value = hours[i], week = 168.0;

		if (rule == 0) {
			ret_figures[i] = (value - mean) / sqrt(fmax(variance, 0.25));
			variance = 0.95 * variance + 0.05 * (value - mean) * (value - mean);
			mean = 0.9 * mean + 0.1 * value;
			continue;
		}
		double average = sum / week,
		       spread = sqrt(fmax(squares / week - average * average, 0.25));
		ret_figures[i] =
			rule == 1 ? value / fmax(average, 0.1) : (value - average) / spread;
		sum += value;
		squares += value * value;
		if (i >= 168) {
			sum -= hours[i - 168];
			squares -= hours[i - 168] * hours[i - 168];
		}
	}
}

static unsigned count_alarms(const double figures[HOURS], const double hours[HOURS],
			     double threshold)
{
	unsigned alarms = 0;
	size_t last = 0;

	for (size_t i = LEARN_HOURS; i < HOURS; i++) {
		if (figures[i] < threshold || hours[i] < (double)FOLLOW_SETTINGS.minimum_negative)
			continue;
		alarms += last == 0 || i - last > 2;
		last = i;
	}
	return alarms;
}

static void make(const struct roughness *roughness, double a_day, const struct event *event,
		 uint64_t seed, struct stream *ret_stream)
{
	struct stream_settings settings = { .comments_a_day = a_day,
					    .share = SHARE,
					    .weeks = WEEKS,
					    .roughness = *roughness,
					    .event = { .factor = 1 },
					    .seed = seed };

	if (event)
		settings.event = *event;
	if (!stream_make(&settings, ret_stream)) {
		fputs("out of memory\n", stderr);
		exit(3);
	}
}

/* False alarms in eight weeks, and for each rule the lowest threshold that gives no more of them.
 */
static double measure_quiet(const struct roughness *roughness, double a_day, unsigned streams,
			    double thresholds[RULES])
{
	static double hours[STREAMS_MAX][HOURS], figures[RULES][STREAMS_MAX][HOURS];
	unsigned total = 0;

	for (unsigned s = 0; s < streams; s++) {
		struct stream stream;
		int64_t first;

		make(roughness, a_day, NULL, 1000 + s, &stream);
		total += follow_stream(&stream, stream.start_us + LEARN_WEEKS * 7 * CLOCK_DAY_US,
				       INT64_MAX, &first);
		count_hours(&stream, hours[s]);
		for (unsigned rule = 0; rule < RULES; rule++)
			run_rule(rule, hours[s], figures[rule][s]);
		free(stream.comments);
	}
	for (unsigned rule = 0; thresholds && rule < RULES; rule++) {
		thresholds[rule] = 0.5;
		for (unsigned alarms = UINT32_MAX; alarms > total; thresholds[rule] *= 1.02) {
			alarms = 0;
			for (unsigned s = 0; s < streams; s++)
				alarms += count_alarms(figures[rule][s], hours[s],
						       thresholds[rule] * 1.02);
		}
	}
	return (double)total / streams;
}

struct score {
	unsigned found;
	double delays[STREAMS_MAX];
};

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

static void print_score(struct score *score, unsigned streams)
{
	qsort(score->delays, score->found, sizeof(score->delays[0]), by_size);
	if (score->found > 0)
		printf(" %3.0f %%, %3.0f min |", 100.0 * score->found / streams,
		       60.0 * score->delays[score->found / 2]);
	else
		printf("   0 %%         |");
}

static void measure_event(const struct roughness *roughness, double a_day, size_t which,
			  unsigned streams, const double thresholds[RULES])
{
	struct score scores[RULES + 1] = { 0 };
	static double hours[HOURS], figures[HOURS];

	for (unsigned s = 0; s < streams; s++) {
		struct event event = EVENTS[which].event;
		struct stream stream;
		int64_t first;

		event.start_hour = (7 * 7 + s % 19) * 24 + 9 +
				   s % 5; /* mornings of all weekdays in the last three weeks */
		make(roughness, a_day, &event, 5000 + s, &stream);
		int64_t start = stream.start_us + (int64_t)event.start_hour * CLOCK_HOUR_US;
		int64_t end = start + (int64_t)(event.hours + 1) * CLOCK_HOUR_US;
		if (follow_stream(&stream, start, end, &first) > 0)
			scores[0].delays[scores[0].found++] =
				(double)(first - start) / (double)CLOCK_HOUR_US;
		count_hours(&stream, hours);
		for (unsigned rule = 0; rule < RULES; rule++) {
			run_rule(rule, hours, figures);
			for (size_t hour = (size_t)event.start_hour;
			     hour <= (size_t)(event.start_hour + event.hours); hour++) {
				if (figures[hour] < thresholds[rule] ||
				    hours[hour] < (double)FOLLOW_SETTINGS.minimum_negative)
					continue;
				scores[rule + 1].delays[scores[rule + 1].found++] =
					(double)hour + 1.0 - event.start_hour;
				break;
			}
		}
		free(stream.comments);
	}
	printf("| %5.0f | %s |", a_day, EVENTS[which].name);
	for (unsigned rule = 0; rule <= RULES; rule++)
		print_score(&scores[rule], streams);
	printf("\n");
}

static void print_quiet(unsigned streams)
{
	printf("Budget: one false alarm in %.0f weeks, so %.0f in eight weeks. False alarms a "
	       "stream in eight weeks (weeks 3 to 10), "
	       "%u streams a cell (10,000 a day: %u):\n\n| comments a day |",
	       FOLLOW_SETTINGS.quiet_weeks, 8 / FOLLOW_SETTINGS.quiet_weeks, streams,
	       (streams + 3) / 4);
	for (size_t r = 0; r < sizeof(ROUGHNESS) / sizeof(ROUGHNESS[0]); r++)
		printf(" %s |", ROUGHNESS[r].name);
	printf("\n| ---: | ---: | ---: | ---: |\n");
	for (size_t c = 0; c < sizeof(COMMENTS_A_DAY) / sizeof(COMMENTS_A_DAY[0]); c++) {
		printf("| %.0f |", COMMENTS_A_DAY[c]);
		for (size_t r = 0; r < sizeof(ROUGHNESS) / sizeof(ROUGHNESS[0]); r++) {
			unsigned some = COMMENTS_A_DAY[c] > 5000 ? (streams + 3) / 4 : streams;
			printf(" %.2f |",
			       measure_quiet(&ROUGHNESS[r], COMMENTS_A_DAY[c], some, NULL));
			fflush(stdout);
		}
		printf("\n");
	}
}

static void print_events(unsigned streams)
{
	printf("\nPlanted events on \"%s\" streams, found and median delay, %u streams a cell; "
	       "each rule's threshold set so that it gives "
	       "as many false alarms as Livvakt on the streams without events. For the happy rush "
	       "\"found\" is wrong:\n\n"
	       "| comments a day | event | Livvakt |",
	       ROUGHNESS[1].name, streams);
	for (unsigned rule = 0; rule < RULES; rule++)
		printf(" %s |", RULE_NAMES[rule]);
	printf("\n| ---: | --- | ---: | ---: | ---: | ---: |\n");
	for (size_t c = 2; c < 4; c++) {
		double thresholds[RULES];

		measure_quiet(&ROUGHNESS[1], COMMENTS_A_DAY[c], streams, thresholds);
		for (size_t e = 0; e < sizeof(EVENTS) / sizeof(EVENTS[0]); e++) {
			measure_event(&ROUGHNESS[1], COMMENTS_A_DAY[c], e, streams, thresholds);
			fflush(stdout);
		}
	}
}

int main(int argc, char **argv)
{
	long streams = argc > 1 ? strtol(argv[1], NULL, 10) : 12;

	if (streams < 1 || streams > STREAMS_MAX) {
		fprintf(stderr, "usage: detection [STREAMS]   1 to %d streams a cell\n",
			STREAMS_MAX);
		return 2;
	}
	print_quiet((unsigned)streams);
	print_events((unsigned)streams);
	return 0;
}
