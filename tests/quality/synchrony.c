/*
 * synchrony.c - are programs that write together told from people who are angry at the same moment?
 * Invented streams of one hour; writes a Markdown table.
 *
 * People come evenly, after a programme (a bell curve), after a goal or a push message (each with a
 * time of their own, log-normal), in a live chat (within seconds), or one after the other; what a
 * source hands over in batches has the batch's time. Programs write within some seconds, below one
 * post or several, amid people. Times are in whole seconds, as platforms give them.
 *
 * usage: synchrony [TRIALS]     of each row (default 1,000)
 */
#include "synchrony.h"
#include "synthetic.h"
#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROOM = 2000, HOUR = 3600, TRIALS_MAX = 100000 };

struct crowd {
	struct random random;
	struct moment moments[ROOM];
	size_t count;
	uint32_t first[ROOM];
};

/* How one kind of comments comes. */
struct way {
	enum { NONE, EVENLY, BELL, REACTION, CHAT, IN_TURN, BATCHES, PROGRAM } kind;
	int people, times;	/* of each time */
	double seconds, spread; /* what they mean hangs on the kind */
};

static const struct row {
	const char *name;
	struct way one, other;
} ROWS[] = {
	{ "evenly, 60", { EVENLY, 60, 1, 0, 0 }, { 0 } },
	{ "evenly, 1,000", { EVENLY, 1000, 1, 0, 0 }, { 0 } },
	{ "after a programme, 40 within 40 min", { BELL, 40, 1, 600, 0 }, { 0 } },
	{ "after a programme, 1,000 within 40 min", { BELL, 1000, 1, 600, 0 }, { 0 } },
	{ "after a programme, 300 within 4 min", { BELL, 300, 1, 60, 0 }, { 0 } },
	{ "after a goal (median 20 s), 10, three times", { REACTION, 10, 3, 20, 0.6 }, { 0 } },
	{ "the same, 60", { REACTION, 60, 3, 20, 0.6 }, { 0 } },
	{ "after a goal (median 10 s), 10, three times", { REACTION, 10, 3, 10, 0.6 }, { 0 } },
	{ "the same, 20, once", { REACTION, 20, 1, 10, 0.6 }, { 0 } },
	{ "the same, 60, three times", { REACTION, 60, 3, 10, 0.6 }, { 0 } },
	{ "live chat (within 8 s), 8, three times", { CHAT, 8, 3, 8, 4 }, { 0 } },
	{ "the same, 20", { CHAT, 20, 3, 8, 4 }, { 0 } },
	{ "the same, 60", { CHAT, 60, 3, 8, 4 }, { 0 } },
	{ "in turn, 150", { IN_TURN, 150, 1, 4, 60 }, { 0 } },
	{ "polled every 30 s, 120", { BATCHES, 120, 1, 30, 0 }, { 0 } },
	{ "people called together, 40 within 2 min", { PROGRAM, 40, 1, 120, 0 }, { 0 } },
	{ "**program**, 20 in 3 s", { PROGRAM, 20, 1, 3, 0 }, { 0 } },
	{ "the same amid 20 people", { PROGRAM, 20, 1, 3, 0 }, { EVENLY, 20, 1, 0, 0 } },
	{ "the same amid 60", { PROGRAM, 20, 1, 3, 0 }, { EVENLY, 60, 1, 0, 0 } },
	{ "40 in 3 s amid 60", { PROGRAM, 40, 1, 3, 0 }, { EVENLY, 60, 1, 0, 0 } },
	{ "10 in 3 s", { PROGRAM, 10, 1, 3, 0 }, { 0 } },
	{ "10 in 3 s, four times, amid 60", { PROGRAM, 10, 4, 3, 0 }, { EVENLY, 60, 1, 0, 0 } },
	{ "20 in 10 s amid 20", { PROGRAM, 20, 1, 10, 0 }, { EVENLY, 20, 1, 0, 0 } },
	{ "40 in 3 s amid 300", { PROGRAM, 40, 1, 3, 0 }, { EVENLY, 300, 1, 0, 0 } },
};
enum { ROW_COUNT = sizeof(ROWS) / sizeof(ROWS[0]), FIRST_PROGRAM = 16 };

static double unit(struct crowd *crowd)
{
	return random_unit(&crowd->random);
}

/* Seconds after the time that all of them have in common. */
static double delay(struct crowd *crowd, const struct way *way)
{
	switch (way->kind) {
	case EVENLY:
		return unit(crowd) * HOUR;
	case BELL:
		return HOUR / 2.0 + way->seconds * random_normal(&crowd->random);
	case REACTION:
		return way->seconds * exp(way->spread * random_normal(&crowd->random));
	case CHAT:
		return fabs(way->seconds + way->spread * random_normal(&crowd->random));
	case BATCHES:
		return floor(unit(crowd) * HOUR / way->seconds) * way->seconds;
	case PROGRAM:
		return unit(crowd) * way->seconds;
	default:
		return 0;
	}
}

static void add(struct crowd *crowd, double at, uint64_t author)
{
	const int64_t start_us = INT64_C(1795345200000000);

	crowd->moments[crowd->count++] =
		(struct moment){ start_us + (int64_t)floor(at) * 1000000, author, { 0 } };
}

static void add_all(struct crowd *crowd, const struct way *way, uint64_t authors)
{
	const bool often = way->kind == REACTION || way->kind == CHAT || way->kind == PROGRAM;
	double at = 0;

	for (int time = 0; time < way->times; time++) {
		const double since = often ? unit(crowd) * HOUR : 0;

		for (int person = 0; person < way->people; person++) {
			if (way->kind == IN_TURN) /* a quick answer or a slow one */
				at -= log(unit(crowd)) *
				      (unit(crowd) < 0.5 ? way->seconds : way->spread);
			else
				at = since + delay(crowd, way);
			add(crowd, at, authors + (uint64_t)person);
		}
	}
}

static int by_time(const void *left, const void *right)
{
	const struct moment *a = left, *b = right;

	return (a->ts_us > b->ts_us) - (a->ts_us < b->ts_us);
}

static unsigned said(struct crowd *crowd, const struct row *row, unsigned trials)
{
	unsigned times = 0;

	for (unsigned trial = 0; trial < trials; trial++) {
		crowd->count = 0;
		crowd->random.state = 1 + trial;
		add_all(crowd, &row->one, 1000);
		add_all(crowd, &row->other, 100000);
		qsort(crowd->moments, crowd->count, sizeof(crowd->moments[0]), by_time);
		times += synchrony_find(crowd->moments, crowd->count, crowd->first) > 0;
	}
	return times;
}

int main(int argc, char **argv)
{
	const long asked = argc > 1 ? strtol(argv[1], NULL, 10) : 1000;
	const unsigned trials = asked > 0 && asked <= TRIALS_MAX ? (unsigned)asked : 1000;
	static struct crowd crowd;
	unsigned people = 0;

	printf("| within an hour | said to be synchronous, of %u |\n| --- | --- |\n", trials);
	for (size_t i = 0; i < ROW_COUNT; i++) {
		const unsigned times = said(&crowd, &ROWS[i], trials);

		people += i < FIRST_PROGRAM ? times : 0;
		printf("| %s | %u |\n", ROWS[i].name, times);
	}
	printf("\nOf people alone: %u of %u.\n", people, trials * FIRST_PROGRAM);
	return 0;
}
