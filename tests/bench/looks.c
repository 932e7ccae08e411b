/*
 * looks.c - what detection adds to the durable path, with 1,000 live series.
 *
 * The very pipeline (stream, judge, commit, detect, raise) against a redis-server of its own. Every
 * few batches the look after the commit is left out, or only the brands are looked at, by wrapping
 * lookout_brand and within_look at link time: so what is compared is the same code in the same
 * minutes, and the product needs no switch. CPU is this process' (inside of the turns only) and
 * Redis' own; what the looks themselves took of it is less than what they add, since what they read
 * drives other things out of the processor's caches, but on a busy machine it says more.
 *
 * Then, turn by turn, the same with and without what is written of comments that may be one of many
 * (chorus_log.h), by wrapping likeness_of; half of those comments are such then.
 *
 * usage: looks RULES [ROUNDS]
 */
#include "block.h"
#include "clock.h"
#include "command_setup.h"
#include "keys.h"
#include "likeness.h"
#include "link.h"
#include "lookout.h"
#include "managed.h"
#include "pipeline.h"
#include "series.h"
#include "stream.h"
#include "within.h"

#include <ftw.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { BRANDS = 8, POSTS = 103, CHANNELS = 16, PARTITION = 0, WAYS = 3, ROUNDS_MAX = 100 };
enum way { LOOK_NOWHERE, LOOK_AT_BRANDS, LOOK_EVERYWHERE };
static const char *const WAY_NAMES[WAYS] = { "no look", "brands", "brands and what is within" };

/* In what pieces comments come. */
struct load {
	const char *name;
	unsigned comments_a_second; /* by the virtual clock */
	unsigned blocks, comments;  /* of a batch; comments a block */
	/* One way in a row, by the virtual clock; after so many that are not measured, in which
	 * what the way before did not look at is read, each series with its first negative. */
	unsigned seconds, warm_seconds;
};

static const struct load LOADS[] = {
	{ "full batches, 16 blocks of 64", 50000, 16, 64, 3, 1 },
	{ "5,000 a second, 8 blocks of 2", 5000, 8, 2, 12, 5 },
};

struct cost {
	double own, looking, redis, wall; /* seconds; `looking` is of `own` */
	size_t comments;
	uint64_t looks; /* evaluations of a series */
};

struct bench {
	struct managed *managed;
	struct redis_link *link;
	struct pipeline *pipeline;
	int64_t now_us;
	uint64_t dice, number;
	bool own_words; /* every other comment has some */
	struct buffer packed;
	struct counters *counters;
};

static enum way way;   /* what the wrapped functions do */
static double looking; /* CPU of this process that they took, in seconds */
static bool nobody_is_one_of_many;

int __real_lookout_brand(struct lookout *lookout, struct redis_link *link, struct slice brand,
			 const struct delta_brand *touched, int64_t now_us, struct error *error);
int __wrap_lookout_brand(struct lookout *lookout, struct redis_link *link, struct slice brand,
			 const struct delta_brand *touched, int64_t now_us, struct error *error);
int __real_lookout_rest(struct lookout *lookout, struct redis_link *link, int64_t until_us,
			int64_t now_us, struct error *error);
int __wrap_lookout_rest(struct lookout *lookout, struct redis_link *link, int64_t until_us,
			int64_t now_us, struct error *error);
int64_t __real_within_touch(struct within *within, struct slice brand,
			    const struct delta_brand *touched, int64_t now_us);
int64_t __wrap_within_touch(struct within *within, struct slice brand,
			    const struct delta_brand *touched, int64_t now_us);

enum likeness_kind __real_likeness_of(struct slice text, struct likeness *ret_likeness);
enum likeness_kind __wrap_likeness_of(struct slice text, struct likeness *ret_likeness);

static double seconds(clockid_t which)
{
	struct timespec now;

	clock_gettime(which, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int __wrap_lookout_brand(struct lookout *lookout, struct redis_link *link, struct slice brand,
			 const struct delta_brand *touched, int64_t now_us, struct error *error)
{
	const double begun = seconds(CLOCK_PROCESS_CPUTIME_ID);
	int r = way == LOOK_NOWHERE
			? 0
			: __real_lookout_brand(lookout, link, brand, touched, now_us, error);

	looking += seconds(CLOCK_PROCESS_CPUTIME_ID) - begun;
	return r;
}

int __wrap_lookout_rest(struct lookout *lookout, struct redis_link *link, int64_t until_us,
			int64_t now_us, struct error *error)
{
	const double begun = seconds(CLOCK_PROCESS_CPUTIME_ID);
	int r = way == LOOK_NOWHERE ? 0
				    : __real_lookout_rest(lookout, link, until_us, now_us, error);

	looking += seconds(CLOCK_PROCESS_CPUTIME_ID) - begun;
	return r;
}

int64_t __wrap_within_touch(struct within *within, struct slice brand,
			    const struct delta_brand *touched, int64_t now_us)
{
	return way == LOOK_AT_BRANDS ? INT64_MAX
				     : __real_within_touch(within, brand, touched, now_us);
}

enum likeness_kind __wrap_likeness_of(struct slice text, struct likeness *ret_likeness)
{
	return nobody_is_one_of_many ? LIKENESS_NONE : __real_likeness_of(text, ret_likeness);
}

static void die(const char *what)
{
	fprintf(stderr, "bench: %s\n", what);
	exit(3);
}

/* SplitMix64. */
static uint64_t roll(struct bench *bench)
{
	uint64_t z = bench->dice += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	return z ^ (z >> 31);
}

static int64_t bench_now(void *context)
{
	return ((const struct bench *)context)->now_us;
}

static double redis_cpu(struct bench *bench)
{
	struct error error = { 0 };
	struct redis_command command;
	struct redisReply *reply = NULL;
	double sys = 0.0, user = 0.0;
	char text[1024];

	redis_command_init(&command, "INFO");
	redis_command_add_text(&command, "cpu");
	if (redis_link_command(bench->link, &command, &reply, &error) < 0)
		die(error.text);
	const struct slice info = redis_reply_text(reply);
	snprintf(text, sizeof(text), "%.*s", (int)info.len, info.data);
	const char *at_sys = strstr(text, "used_cpu_sys:"),
		   *at_user = strstr(text, "used_cpu_user:");
	if (at_sys && at_user) {
		sys = strtod(at_sys + strlen("used_cpu_sys:"), NULL);
		user = strtod(at_user + strlen("used_cpu_user:"), NULL);
	}
	redis_reply_free(reply);
	return sys + user;
}

enum { LANGUAGES = 5, OF_FIVE = 5 };
static const char *const LANGUAGE_NAMES[LANGUAGES] = { "en", "nb", "de", "da", "sv" };
static const char *const ASKING[LANGUAGES] = {
	"When does the shop open on Sundays, please?",
	"Når åpner butikken på søndager, takk?",
	"Wann macht der Laden am Sonntag auf?",
	"Hvad koster den store model hos jer?",
	"När öppnar butiken på söndagar?",
};
static const char *const SOUR[LANGUAGES] = {
	"This was much worse than last time, terrible",
	"Dette var mye dårligere enn sist, elendig",
	"Das war viel schlechter als beim letzten Mal, furchtbar",
	"Det var meget dårligere end sidste gang, elendigt",
	"Det här var mycket sämre än förra gången, uselt",
};

/* --- five weeks behind each series --- */

/* So many comments an hour, a fifth of them negative, day and night alike and until now, so that
 * the load of the bench is nothing unusual. */
static void pack_series(struct bench *bench, double comments_an_hour, struct buffer *to)
{
	static struct series_counts counts;
	const int64_t minute = series_minute_of(bench->now_us) - 1;

	series_counts_init(&counts);
	for (int64_t i = minute - SERIES_HOURS * 60; i <= minute; i++) {
		const double sum = comments_an_hour / 60.0 * (double)(i + 1),
			     before = comments_an_hour / 60.0 * (double)i;
		const int64_t comments =
			(int64_t)sum - (int64_t)before + (int64_t)(roll(bench) % 3) - 1;

		if (comments > 0)
			(void)series_counts_change(
				&counts, i,
				(const int64_t[]){ comments, (comments + i % OF_FIVE) / OF_FIVE,
						   0 });
	}
	series_pack(&counts, to);
}

/* What the load before counted goes, so that judges read anew. */
static void forget_journal(struct bench *bench, const char *brand)
{
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct error error = { 0 };
	char key[KEYS_KEY_MAX];

	redis_command_init(&command, "DEL");
	redis_command_add(&command, keys_build(PARTITION, "journal", slice_from(brand),
					       (struct slice){ 0 }, key));
	if (redis_link_command(bench->link, &command, &reply, &error) < 0)
		die(error.text);
	redis_reply_free(reply);
}

static void store(struct bench *bench, const char *brand, const char *scope,
		  double comments_an_hour)
{
	char key[KEYS_KEY_MAX];
	struct buffer bytes;
	struct redis_command commands[2];
	struct redisReply *replies[2];
	struct error error = { 0 };
	char scopes[KEYS_KEY_MAX];

	buffer_init(&bytes, 1 << 16);
	pack_series(bench, comments_an_hour, &bytes);
	redis_command_init(&commands[0], "SET");
	redis_command_add(&commands[0], keys_build(PARTITION, "series", slice_from(brand),
						   slice_from(scope), key));
	redis_command_add(&commands[0], buffer_slice(&bytes));
	redis_command_init(&commands[1], "ZADD");
	redis_command_add(&commands[1], keys_build(PARTITION, "scopes", slice_from(brand),
						   (struct slice){ 0 }, scopes));
	redis_command_add_integer(&commands[1], bench->now_us);
	redis_command_add_text(&commands[1], scope);
	if (redis_link_pipeline(bench->link, commands, 2, replies, &error) < 0)
		die(error.text);
	redis_reply_free(replies[0]);
	redis_reply_free(replies[1]);
	buffer_done(&bytes);
}

static void store_history(struct bench *bench, unsigned comments_a_second)
{
	const double an_hour = 3600.0 * comments_a_second / BRANDS;
	char brand[32], scope[32];

	for (int b = 0; b < BRANDS; b++) {
		snprintf(brand, sizeof(brand), "brand-%d", b);
		forget_journal(bench, brand);
		store(bench, brand, "brand", an_hour);
		for (int i = 0; i < POSTS; i++) {
			snprintf(scope, sizeof(scope), "post:%d", i);
			store(bench, brand, scope, an_hour / POSTS);
		}
		for (int i = 0; i < CHANNELS; i++) {
			snprintf(scope, sizeof(scope), "channel:%d", i);
			store(bench, brand, scope, an_hour / CHANNELS);
		}
		for (int i = 0; i < LANGUAGES; i++) {
			snprintf(scope, sizeof(scope), "language:%s", LANGUAGE_NAMES[i]);
			store(bench, brand, scope, an_hour / LANGUAGES);
		}
	}
}

/* --- comments --- */

static void write_text(struct bench *bench, const char *text, char *to, size_t room)
{
	static const char *const syllables[] = { "ba", "de", "ki", "lo", "mu", "na", "re", "so" };
	size_t len = (size_t)snprintf(to, room, "%s", text);

	for (unsigned word = 0; bench->own_words && bench->number % 2 && word < 6; word++) {
		uint64_t dice = roll(bench);

		for (unsigned i = 0; i < 4; i++, dice >>= 3)
			len += (size_t)snprintf(to + len, room - len, "%s%s", i ? "" : " ",
						syllables[dice & 7]);
	}
}

static void append_block(struct bench *bench, unsigned count)
{
	struct comment comments[BLOCK_COMMENTS_MAX];
	char names[BLOCK_COMMENTS_MAX][4][32], texts[BLOCK_COMMENTS_MAX][256], brand[32];
	struct error error = { 0 };

	snprintf(brand, sizeof(brand), "brand-%u", (unsigned)(roll(bench) % BRANDS));
	for (unsigned i = 0; i < count; i++) {
		const uint64_t dice = roll(bench);
		const char *text =
			(roll(bench) % OF_FIVE ? ASKING : SOUR)[(dice >> 48) % LANGUAGES];

		write_text(bench, text, texts[i], sizeof(texts[i]));
		snprintf(names[i][0], 32, "c%llu", (unsigned long long)++bench->number);
		snprintf(names[i][1], 32, "u%u", (unsigned)(dice % 5000));
		snprintf(names[i][2], 32, "%u", (unsigned)((dice >> 16) % POSTS));
		snprintf(names[i][3], 32, "%u", (unsigned)((dice >> 32) % CHANNELS));
		comments[i] = (struct comment){ .text = slice_from(texts[i]),
						.id = slice_from(names[i][0]),
						.brand = slice_from(brand),
						.author = { .id = slice_from(names[i][1]),
							    .followers = -1 },
						.post = slice_from(names[i][2]),
						.channel = slice_from(names[i][3]),
						.ts_us = bench->now_us,
						.received_us = bench->now_us,
						.reach = -1 };
	}
	buffer_clear(&bench->packed);
	if (block_pack(slice_from(brand), comments, count, &bench->packed, &error) < 0)
		die(error.text);
	const struct stream_block block = { .partition = PARTITION,
					    .brand = slice_from(brand),
					    .comments = count,
					    .bytes = buffer_slice(&bench->packed),
					    .limit_comments = 1000000 };
	if (stream_append(bench->link, &block, bench->now_us, &error) < 0)
		die(error.text);
}

/* A few batches of one way; only the turns are timed, for Redis with what the blocks cost it. */
static void measure(struct bench *bench, const struct load *load, unsigned turns, struct cost *cost)
{
	struct error error = { 0 };

	for (unsigned turn = 0; turn < turns; turn++) {
		const unsigned count = load->blocks * load->comments;

		bench->now_us += (int64_t)count * CLOCK_SECOND_US / load->comments_a_second;
		for (unsigned i = 0; i < load->blocks; i++)
			append_block(bench, load->comments);
		double own = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
		double redis = redis_cpu(bench), looked = looking;
		uint64_t looks = counter_get(bench->counters, COUNTER_detect_evaluations);
		int r = pipeline_turn(bench->pipeline, 0, &error);
		if (r != (int)count)
			die(r < 0 ? error.text : "a batch was not whole");
		cost->redis += redis_cpu(bench) - redis;
		cost->own += seconds(CLOCK_PROCESS_CPUTIME_ID) - own;
		cost->wall += seconds(CLOCK_MONOTONIC) - wall;
		cost->looking += looking - looked;
		cost->comments += count;
		cost->looks += counter_get(bench->counters, COUNTER_detect_evaluations) - looks;
	}
}

static double by_comment(double seconds, const struct cost *cost)
{
	return seconds / (double)cost->comments * 1e6;
}

static int by_size(const void *left, const void *right)
{
	double a = *(const double *)left, b = *(const double *)right;

	return a < b ? -1 : a > b;
}

/* The middle of the rounds' ratios: on a machine that others use too, a single one says little. */
static double ratio(struct cost costs[][WAYS], unsigned rounds, int of, bool wall)
{
	double ratios[ROUNDS_MAX];

	for (unsigned i = 0; i < rounds; i++) {
		const struct cost *with = &costs[i][of], *none = &costs[i][LOOK_NOWHERE];

		ratios[i] = wall ? by_comment(with->wall, with) / by_comment(none->wall, none)
				 : by_comment(with->own + with->redis, with) /
					    by_comment(none->own + none->redis, none);
	}
	qsort(ratios, rounds, sizeof(ratios[0]), by_size);
	return ratios[rounds / 2];
}

static void print(struct cost costs[][WAYS], unsigned rounds)
{
	for (int i = 0; i < WAYS; i++) {
		struct cost sum = { 0 };

		for (unsigned k = 0; k < rounds; k++) {
			sum.own += costs[k][i].own;
			sum.looking += costs[k][i].looking;
			sum.redis += costs[k][i].redis;
			sum.wall += costs[k][i].wall;
			sum.comments += costs[k][i].comments;
			sum.looks += costs[k][i].looks;
		}
		printf("  %-28s %7.2f %7.2f %7.2f %7.2f %8.3f %8.3f %8.3f\n", WAY_NAMES[i],
		       by_comment(sum.own, &sum), by_comment(sum.looking, &sum),
		       by_comment(sum.redis, &sum), by_comment(sum.wall, &sum),
		       ratio(costs, rounds, i, false), ratio(costs, rounds, i, true),
		       (double)sum.looks / (double)sum.comments);
	}
	fflush(stdout);
}

static void run(struct bench *bench, const struct load *load, unsigned rounds)
{
	static struct cost costs[ROUNDS_MAX][WAYS];
	const unsigned turns = load->comments_a_second / (load->blocks * load->comments);
	struct cost warm = { 0 };

	memset(costs, 0, sizeof(costs));
	store_history(bench, load->comments_a_second);
	for (unsigned round = 0; round < rounds; round++) {
		for (int i = 0; i < WAYS; i++) {
			way = (enum way)i;
			measure(bench, load, load->warm_seconds * turns, &warm);
			measure(bench, load, load->seconds * turns, &costs[round][i]);
		}
	}
	printf("%s\n", load->name);
	print(costs, rounds);
}

static double middle(double *values, size_t count)
{
	qsort(values, count, sizeof(*values), by_size);
	return values[count / 2];
}

/* What is written of comments that may be one of many: the middle of many turns, since what a
 * single one takes swings by more. */
static void run_voices(struct bench *bench, const struct load *load, unsigned rounds)
{
	enum { TURNS_MAX = 4096 };
	static double own[2][TURNS_MAX], redis[2][TURNS_MAX];
	const unsigned turns = rounds * 100 < TURNS_MAX ? rounds * 100 : TURNS_MAX;
	struct cost warm = { 0 };

	way = LOOK_EVERYWHERE;
	bench->own_words = true;
	measure(bench, load, 20, &warm);
	for (unsigned turn = 0; turn < turns; turn++) {
		for (int without = 0; without < 2; without++) {
			struct cost cost = { 0 };

			nobody_is_one_of_many = without;
			measure(bench, load, 1, &cost);
			own[without][turn] = by_comment(cost.own, &cost);
			redis[without][turn] = by_comment(cost.redis, &cost);
		}
	}
	nobody_is_one_of_many = bench->own_words = false;
	printf("  with and without voices: own %.2f %.2f, Redis %.2f %.2f\n", middle(own[0], turns),
	       middle(own[1], turns), middle(redis[0], turns), middle(redis[1], turns));
	fflush(stdout);
}

static int remove_entry(const char *path, const struct stat *status, int type, struct FTW *level)
{
	(void)status;
	(void)type;
	(void)level;
	return remove(path);
}

static void start(struct bench *bench, const char *folder, const struct config *config,
		  struct ruleset_slot *rules, struct counters *counters)
{
	const struct managed_settings settings = { .state_folder = folder };
	struct error error = { 0 };

	bench->managed = managed_start(&settings, &error);
	if (!bench->managed)
		die(error.text);
	const struct redis_settings redis = { .url = managed_url(bench->managed) };
	bench->link = redis_link_new(&redis, &error);
	if (!bench->link || redis_link_ready(bench->link, clock_monotonic_us(), &error) < 0)
		die(error.text);
	const struct pipeline_settings pipeline = { .config = config,
						    .redis = redis,
						    .rules = rules,
						    .counters = counters,
						    .clock = { bench_now, bench },
						    .consumer = "bench",
						    .partition = PARTITION };
	bench->pipeline = pipeline_new(&pipeline, &error);
	if (!bench->pipeline)
		die(error.text);
	buffer_init(&bench->packed, 64 << 20);
}

static void stop(struct bench *bench)
{
	pipeline_free(bench->pipeline);
	redis_link_free(bench->link);
	managed_stop(bench->managed, NULL);
	managed_free(bench->managed);
	buffer_done(&bench->packed);
}

int main(int argc, char **argv)
{
	static struct counters counters;
	static struct bench bench = { .dice = 7 };
	const char *const folders[] = { argc > 1 ? argv[1] : "" };
	long rounds = argc > 2 ? strtol(argv[2], NULL, 10) : 9;
	char folder[] = "/tmp/livvakt-looks-XXXXXX";
	enum exit_status status = STATUS_FINE;
	struct error error = { 0 };
	struct complaints complaints;
	struct ruleset_slot rules;

	if (argc < 2 || rounds < 1 || rounds > ROUNDS_MAX)
		die("usage: looks RULES [ROUNDS]");
	if (crypto_init(&error) < 0 || !mkdtemp(folder))
		die("cannot start");
	struct config *config = command_config(NULL, &status);
	complaints_init(&complaints);
	struct ruleset *ruleset = ruleset_load(folders, 1, NULL, &complaints);
	if (!config || !ruleset)
		die("the rules were refused");
	ruleset_slot_init(&rules, ruleset);
	bench.now_us = clock_wall_us();
	bench.counters = &counters;
	start(&bench, folder, config, &rules, &counters);
	printf("%d brands, %d series; us of CPU a comment: own, of it looks, Redis; us by the "
	       "clock; times no "
	       "look: "
	       "CPU, clock; evaluations a comment\n",
	       BRANDS, BRANDS * (1 + POSTS + CHANNELS + LANGUAGES));
	for (size_t i = 0; i < sizeof(LOADS) / sizeof(LOADS[0]); i++) {
		run(&bench, &LOADS[i], (unsigned)rounds);
		run_voices(&bench, &LOADS[i], (unsigned)rounds);
	}
	stop(&bench);
	ruleset_slot_done(&rules);
	complaints_done(&complaints);
	config_free(config);
	nftw(folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
	return 0;
}
