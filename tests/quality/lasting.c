/*
 * lasting.c - what lasts or comes again must not become the usual by itself; writes Markdown
 * tables.
 *
 *   1. a share of negatives that creeps upwards for two weeks and stays there (or does not): how
 *      often, when and for how long people are told, in four weeks
 *   2. the same backlash on seven days, at the same hours: on which of them it is told, and what
 *      was expected of its hours
 *
 * usage: lasting [STREAMS]     streams a cell (default 12)
 */
#include "clock.h"
#include "follow.h"
#include "souring.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STREAMS_MAX = 200, BEFORE_DAYS = 28, WEEKS = 8, AGAIN = 7, AGAIN_HOURS = 3, AGAIN_AT = 18 };

static const struct roughness ROUGHNESS[] = {
	{ "usual", 0.25, 0.30, 0.3, 0.3, 0.0, 0.0 },
	{ "rough", 0.40, 0.50, 1.0, 0.5, 0.0, 0.0 },
};
static const double COMMENTS_A_DAY[] = { 100, 300, 1500, 5000 };
enum { VOLUMES = sizeof(COMMENTS_A_DAY) / sizeof(COMMENTS_A_DAY[0]) };

static void make(const struct stream_settings *settings, struct stream *ret_stream)
{
	if (stream_make(settings, ret_stream))
		return;
	fputs("out of memory\n", stderr);
	exit(3);
}

static int64_t at_hour(const struct stream *stream, double hour)
{
	return stream->start_us + (int64_t)(hour * (double)CLOCK_HOUR_US);
}

static bool is_running(const struct follow *follow)
{
	return follow->known && follow->incident.state != INCIDENT_RESOLVED;
}

/* --- the creeping share --- */

/* The slow look, and an incident's life with it. */
struct slow {
	struct incident incident;
	bool known;
	int64_t hour;
};

struct creep {
	unsigned told, others;	/* that the mood has soured, and other incidents of the month */
	double first_day, days; /* the first time, -1: never; and how long it ran */
};

static enum incident_turn look_slowly(struct slow *slow, const struct series_counts *counts,
				      int64_t now_us)
{
	static const struct incident_settings life = { 30 * CLOCK_MINUTE_US, 2 * CLOCK_HOUR_US };
	struct detect_settings settings = FOLLOW_SETTINGS;
	struct finding finding;

	if (slow->known && slow->incident.state == INCIDENT_RESOLVED)
		settings.before = (struct detect_episode){ slow->incident.began_us,
							   slow->incident.resolved_at_us };
	souring_evaluate(counts, &settings, now_us, &finding);
	const enum incident_turn turn =
		incident_life_decide(slow->known ? &slow->incident : NULL, &finding, &life, now_us);
	if (turn == INCIDENT_TURN_OPEN)
		incident_life_open(&slow->incident, "slow", slice_from("brand"),
				   slice_from(INCIDENT_SOURING), &finding, now_us);
	else if (turn != INCIDENT_TURN_NOTHING)
		incident_life_apply(&slow->incident, turn, &finding, now_us);
	slow->known = slow->known || turn == INCIDENT_TURN_OPEN;
	return turn;
}

/* As the service asks: once an hour, at a negative comment. */
static void follow_mood(struct slow *slow, const struct series_counts *counts,
			const struct stream_comment *comment, int64_t from_us, struct creep *creep)
{
	const int64_t hour = comment->ts_us / CLOCK_HOUR_US;

	if (!comment->negative || hour == slow->hour)
		return;
	if (slow->known && slow->incident.state != INCIDENT_RESOLVED)
		creep->days += (double)(hour - slow->hour) / 24.0;
	slow->hour = hour;
	if (look_slowly(slow, counts, comment->ts_us) == INCIDENT_TURN_OPEN && creep->told++ == 0)
		creep->first_day = (double)(comment->ts_us - from_us) / (double)CLOCK_DAY_US;
}

static struct creep tell_creep(const struct stream *stream)
{
	const int64_t from_us = at_hour(stream, BEFORE_DAYS * 24.0);
	struct follow *follow = follow_new();
	struct slow *slow = calloc(1, sizeof(*slow));
	struct creep creep = { .first_day = -1.0 };

	for (size_t i = 0; slow && i < stream->count; i++) {
		const struct stream_comment *comment = &stream->comments[i];

		if (comment->ts_us < from_us) {
			follow_count(follow, comment);
			continue;
		}
		creep.others += follow_comment(follow, comment) == INCIDENT_TURN_OPEN;
		follow_mood(slow, &follow->counts, comment, from_us, &creep);
	}
	free(slow);
	free(follow);
	return creep;
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

static void print_creep(const struct roughness *roughness, double a_day, double share,
			unsigned streams)
{
	double first[STREAMS_MAX], told = 0.0, days = 0.0, others = 0.0;
	unsigned found = 0;

	for (unsigned s = 0; s < streams; s++) {
		const struct stream_settings settings = { .comments_a_day = a_day,
							  .share = 0.15,
							  .weeks = WEEKS,
							  .roughness = *roughness,
							  .event = { .factor = 1 },
							  .drift = { BEFORE_DAYS * 24.0, 14 * 24.0,
								     share },
							  .seed = 9000 + s };
		struct stream stream;

		make(&settings, &stream);
		const struct creep creep = tell_creep(&stream);
		free(stream.comments);
		if (creep.first_day >= 0.0)
			first[found++] = creep.first_day;
		told += (double)creep.told / streams;
		days += creep.days / streams;
		others += (double)creep.others / streams;
	}
	qsort(first, found, sizeof(first[0]), by_size);
	printf("| %5.0f | %s | %2.0f %% | %.2f |", a_day, roughness->name, 100.0 * share, told);
	if (found > 0)
		printf(" %4.1f |", first[found / 2]);
	else
		printf("  |");
	printf(" %4.1f | %.2f |\n", days, others);
	fflush(stdout);
}

/* --- the same again --- */

struct comeback {
	unsigned told[AGAIN];
	double expected[AGAIN]; /* of its hours, times what was expected before the first */
	double delay[AGAIN];
};

/* What the baseline that is in force when a day's trouble begins expects of its hours. */
static double expect(const struct follow *follow, int64_t from_us)
{
	struct baseline_expectation expected = { 0 };

	baseline_expect(&follow->memory.baseline, from_us, from_us + AGAIN_HOURS * CLOCK_HOUR_US,
			&expected);
	return expected.negative;
}

static void tell_again(const struct stream *stream, struct comeback *again)
{
	const int64_t judged_us = at_hour(stream, (BEFORE_DAYS - 1) * 24.0);
	struct follow *follow = follow_new();
	double first = 0.0;
	int day = -1;
	bool told = false;

	for (size_t i = 0; i < stream->count; i++) {
		const struct stream_comment *comment = &stream->comments[i];
		const int64_t begins_us =
			at_hour(stream, (BEFORE_DAYS + day + 1) * 24.0 + AGAIN_AT);

		if (comment->ts_us < judged_us) {
			follow_count(follow, comment);
			continue;
		}
		if (comment->ts_us >= begins_us) {
			if (++day == AGAIN)
				break;
			first = day == 0 ? expect(follow, begins_us) : first;
			again->expected[day] += expect(follow, begins_us) / first;
			told = false;
		}
		follow_comment(follow, comment);
		if (day < 0 || told || !is_running(follow) ||
		    comment->ts_us >=
			    at_hour(stream, (BEFORE_DAYS + day) * 24.0 + AGAIN_AT + AGAIN_HOURS))
			continue;
		told = true;
		again->told[day]++;
		again->delay[day] +=
			(double)(comment->ts_us -
				 at_hour(stream, (BEFORE_DAYS + day) * 24.0 + AGAIN_AT)) /
			(double)CLOCK_MINUTE_US;
	}
	free(follow);
}

static void print_again(const struct roughness *roughness, double a_day, double factor,
			unsigned streams)
{
	struct comeback again;

	memset(&again, 0, sizeof(again));
	for (unsigned s = 0; s < streams; s++) {
		const struct stream_settings settings = {
			.comments_a_day = a_day,
			.share = 0.15,
			.weeks = WEEKS - 3,
			.roughness = *roughness,
			.event = { .start_hour = BEFORE_DAYS * 24.0 + AGAIN_AT,
				   .hours = AGAIN_HOURS,
				   .factor = factor,
				   .days = AGAIN },
			.seed = 9500 + s
		};
		struct stream stream;

		make(&settings, &stream);
		tell_again(&stream, &again);
		free(stream.comments);
	}
	printf("| %5.0f | %s | x%.0f |", a_day, roughness->name, factor);
	for (unsigned day = 0; day < AGAIN; day++)
		printf(" %.0f %%, %.0f min, %.2f |", 100.0 * again.told[day] / streams,
		       again.told[day] ? again.delay[day] / again.told[day] : 0.0,
		       again.expected[day] / streams);
	printf("\n");
	fflush(stdout);
}

int main(int argc, char **argv)
{
	long streams = argc > 1 ? strtol(argv[1], NULL, 10) : 12;

	if (streams < 1 || streams > STREAMS_MAX) {
		fprintf(stderr, "usage: lasting [STREAMS]   1 to %d streams a cell\n", STREAMS_MAX);
		return 2;
	}
	printf("| comments a day | streams | to | told that the mood has soured | first after "
	       "(days) | for (days) | other incidents |\n"
	       "| ---: | --- | ---: | ---: | ---: | ---: | ---: |\n");
	for (size_t r = 0; r < 2; r++) {
		for (size_t v = 0; v < VOLUMES; v++) {
			print_creep(&ROUGHNESS[r], COMMENTS_A_DAY[v], 0.15, (unsigned)streams);
			print_creep(&ROUGHNESS[r], COMMENTS_A_DAY[v], 0.30, (unsigned)streams);
			print_creep(&ROUGHNESS[r], COMMENTS_A_DAY[v], 0.40, (unsigned)streams);
		}
	}
	printf("\n| comments a day | streams | trouble |");
	for (unsigned day = 1; day <= AGAIN; day++)
		printf(" day %u |", day);
	printf("\n| ---: | --- | --- |");
	for (unsigned day = 1; day <= AGAIN; day++)
		printf(" ---: |");
	printf("\n");
	for (size_t r = 0; r < 2; r++) {
		for (size_t v = 1; v < VOLUMES; v++) {
			print_again(&ROUGHNESS[r], COMMENTS_A_DAY[v], 4, (unsigned)streams);
			print_again(&ROUGHNESS[r], COMMENTS_A_DAY[v], 10, (unsigned)streams);
		}
	}
	return 0;
}
