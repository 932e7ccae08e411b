/*
 * intake.c - what intake carries without HTTP: bodies of many lines decoded, gathered, packed and
 * stored, in one process, one body after the other as a sender that waits for its answer would.
 *
 * usage: intake SOCKET COUNT     prints comments a second and microseconds of CPU a comment
 */
#include "arena.h"
#include "clock.h"
#include "collector.h"
#include "decode.h"
#include "doors.h"
#include "loop.h"
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
	BODY = 10000,
	LINE_BYTES = 256,
	WAITING_MAX = 1000000000,
	ARENA_CHUNK = 1 << 16,
	ARENA_LIMIT = 512 << 20
};

struct bench {
	struct loop *loop;
	struct loop_timer *ready;
	struct doors *doors;
	struct collector *collector;
	size_t stored;
};

static void die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(3);
}

static double cpu_seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void store(void *sink, struct slice brand, const struct comment *comments, size_t count,
		  collector_stored *done, void *context)
{
	struct bench *bench = sink;
	const struct doors_load load = { brand, comments, count, clock_wall_us(), false };
	struct error error;

	if (doors_append(bench->doors, &load, done, context, &error) < 0)
		die(error.text);
}

static void on_stored(void *context, const struct submission_result *result)
{
	struct bench *bench = context;

	if (result->failed)
		die(result->error.text);
	bench->stored += result->stored;
	loop_stop(bench->loop);
}

static void on_ready(void *context)
{
	struct bench *bench = context;

	if (doors_is_open(bench->doors, 0))
		loop_stop(bench->loop);
	else
		loop_timer_set(bench->ready, 1000);
}

static size_t write_body(char *to, size_t first)
{
	static const char *const texts[] = { "When does the shop open on Sundays?",
					     "Takk for hjelpen, det gikk fint",
					     "Der Laden ist super" };
	size_t len = 0;

	for (size_t i = first; i < first + BODY; i++)
		len += (size_t)snprintf(to + len, LINE_BYTES,
					"{\"id\":\"intake%zu\",\"brand\":\"intake\",\"author\":\"u%"
					"zu\",\"text\":\"%s\"}\n",
					i, i % 5000, texts[i % 3]);
	return len;
}

static void take_body(struct bench *bench, struct slice body)
{
	struct decoded decoded;
	struct arena arena;
	struct error error;

	arena_init(&arena, ARENA_CHUNK, ARENA_LIMIT);
	if (decode_body(body, DECODE_LINES, clock_wall_us(), &arena, &decoded, &error) < 0 ||
	    collector_submit(bench->collector, decoded.comments, decoded.count,
			     clock_monotonic_us(), on_stored, bench, &error) < 0)
		die(error.text);
	(void)collector_flush(bench->collector, clock_monotonic_us());
	loop_run(bench->loop);
	arena_done(&arena);
}

static void set_up(struct bench *bench, const char *socket)
{
	struct redis_settings settings = { 0 };
	struct error error;
	char url[512];

	snprintf(url, sizeof(url), "unix://%s", socket);
	settings.url = url;
	bench->loop = loop_new(&error);
	bench->collector = collector_new((struct collector_sink){ store, bench });
	if (!bench->loop || !bench->collector)
		die("out of memory");
	bench->ready = loop_timer_new(bench->loop, on_ready, bench);
	bench->doors = doors_new(loop_base(bench->loop), &settings, 1,
				 &(struct doors_as){ { "bench", "1" }, WAITING_MAX }, &error);
	if (!bench->ready || !bench->doors)
		die(error.text);
	doors_admit(bench->doors, 0);
	on_ready(bench);
	loop_run(bench->loop);
}

int main(int argc, char **argv)
{
	static char body[BODY * LINE_BYTES];
	struct bench bench = { 0 };
	double cpu = 0;
	int64_t us = 0;

	if (argc != 3)
		die("usage: intake SOCKET COUNT");
	set_up(&bench, argv[1]);
	while (bench.stored < strtoul(argv[2], NULL, 10)) {
		size_t len = write_body(body, bench.stored);
		double cpu_before = cpu_seconds();
		int64_t begun_us = clock_monotonic_us();

		take_body(&bench, (struct slice){ body, len });
		us += clock_monotonic_us() - begun_us;
		cpu += cpu_seconds() - cpu_before;
	}
	printf("%.0f %.2f\n", (double)bench.stored * 1e6 / (double)us,
	       cpu * 1e6 / (double)bench.stored);
	collector_free(bench.collector);
	doors_free(bench.doors);
	loop_timer_free(bench.ready);
	loop_free(bench.loop);
	return 0;
}
