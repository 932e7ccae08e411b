/*
 * replay.c - livvakt replay: recorded comments through the whole pipeline on their own clock.
 *
 * A redis-server of its own in a folder that is thrown away, the live code (stream, judge, commit,
 * detect, raise, escalation), and time taken from the recording. Messages are decided, not sent.
 */
#include "clock.h"
#include "command.h"
#include "command_judge.h"
#include "command_options.h"
#include "command_setup.h"
#include "due.h"
#include "file.h"
#include "log.h"
#include "managed.h"
#include "pipeline.h"
#include "raise.h"
#include "recording.h"
#include "replay_group.h"
#include "replay_report.h"
#include "stream.h"

#include <math.h>
#include <stdio.h>
#include <unistd.h>

enum { PARTITION = 0, CLAIMED = 50, TURNS_AT_END = 100000 };
#define LEASE_US CLOCK_MINUTE_US
#define PROGRESS_US (250 * INT64_C(1000))

static const char help[] =
	"usage: livvakt replay [-c FILE | --compare A B] [--rules DIR] [--json | --explain] "
	"[--draw] [--svg FILE] FILE...\n"
	"\n"
	"Plays recorded comments (JSON Lines with ts) through the whole pipeline on their own "
	"clock and\n"
	"prints the incidents as they would have been. Nothing is sent, nothing is hidden.\n"
	"\n"
	"  -c, --config FILE   configuration\n"
	"      --rules DIR     rules instead of the configured or shipped ones\n"
	"      --compare A B   plays under configuration A and under B: what both would have "
	"alerted,\n"
	"                      when, and what only one of them\n"
	"      --svg FILE      draws the hours of each brand, what was to be expected, and the "
	"incidents\n"
	"      --draw          the same in the terminal (on stderr)\n"
	"      --explain       with each incident the figures behind it, and why it was not "
	"earlier\n"
	"      --json          one JSON object an incident\n"
	"  -q, --quiet         no progress\n";

struct replay {
	const struct config *config;
	const char *rules_folder;
	const char *svg; /* may be NULL */
	bool json, explain, quiet, draw;
	size_t brands; /* when it was played */
	double weeks;
	struct recording recording;
	char folder[64];
	struct managed *managed;
	struct redis_settings redis;
	struct redis_link *link;
	struct ruleset_slot rules;
	bool rules_loaded;
	struct counters counters;
	struct config_strangers strangers;
	struct pipeline *pipeline;
	struct replay_group *group;
	int64_t now_us;	 /* the recording's clock */
	int64_t due_us;	 /* of the first row, when it was asked for, */
	uint64_t opened; /* and how many incidents had been opened then */
	int64_t begun_us, printed_us;
};

static int64_t replay_now(void *context)
{
	return ((const struct replay *)context)->now_us;
}

/* --- starting --- */

static int load_rules(struct replay *replay, struct error *error)
{
	struct ruleset *ruleset =
		command_ruleset(replay->config, replay->rules_folder, NULL, error);

	if (!ruleset)
		return error->code;
	ruleset_slot_init(&replay->rules, ruleset);
	replay->rules_loaded = true;
	return 0;
}

/* Nothing of it outlives the replay, so nothing is written down. */
static int keep_no_file(struct replay *replay, struct error *error)
{
	struct redis_command command;

	redis_command_init(&command, "CONFIG");
	redis_command_add_text(&command, "SET");
	redis_command_add_text(&command, "appendonly");
	redis_command_add_text(&command, "no");
	return redis_link_carry_out(replay->link, &command, error);
}

/* Short, for the path of a socket in it has to fit into an address. */
static int make_folder(struct replay *replay, struct error *error)
{
	const char *given = getenv("TMPDIR");
	const char *temporary = given && *given ? given : "/tmp";
	const int len =
		snprintf(replay->folder, sizeof(replay->folder), "%s/livvakt-XXXXXX", temporary);
	int r = 0;

	if (len < 0 || (size_t)len >= sizeof(replay->folder))
		r = error_set(error, ERROR_INVALID,
			      "the path in TMPDIR is too long for a Redis under it; set it to a "
			      "shorter folder: %s",
			      temporary);
	else if (!mkdtemp(replay->folder))
		r = error_errno(error, "cannot make a folder like %s", replay->folder);
	if (r < 0)
		replay->folder[0] = '\0';
	return r;
}

static int start_store(struct replay *replay, struct error *error)
{
	struct managed_settings settings = { .state_folder = replay->folder };
	int r = make_folder(replay, error);

	if (r < 0)
		return r;
	replay->managed = managed_start(&settings, error);
	if (!replay->managed)
		return error->code;
	replay->redis.url = managed_url(replay->managed);
	replay->link = redis_link_new(&replay->redis, error);
	if (!replay->link)
		return error->code;
	r = redis_link_ready(replay->link, clock_monotonic_us(), error);
	return r < 0 ? r : keep_no_file(replay, error);
}

static int start_pipeline(struct replay *replay, struct error *error)
{
	struct pipeline_settings settings = {
		.config = replay->config,
		.redis = replay->redis,
		.rules = &replay->rules,
		.counters = &replay->counters,
		.strangers = &replay->strangers,
		.clock = { replay_now, replay },
		.consumer = "replay",
		.partition = PARTITION,
		.recording = true,
	};

	/* The key stays all zeros: nothing outlives the replay, and the estimate of distinct
	 * authors, which depends on their hashes, is the same each time. */
	replay->pipeline = pipeline_new(&settings, error);
	if (!replay->pipeline)
		return error->code;
	struct ruleset *ruleset = ruleset_slot_borrow(&replay->rules);
	replay->group = replay_group_new(replay->config, ruleset, error);
	ruleset_unref(ruleset);
	return replay->group ? 0 : error->code;
}

static void stop(struct replay *replay)
{
	pipeline_free(replay->pipeline);
	replay_group_free(replay->group);
	redis_link_free(replay->link);
	if (replay->managed)
		managed_stop(replay->managed, NULL);
	managed_free(replay->managed);
	if (replay->folder[0])
		file_remove_folder(replay->folder);
	if (replay->rules_loaded)
		ruleset_slot_done(&replay->rules);
	recording_done(&replay->recording);
}

/* --- playing --- */

/* Deliveries end here: nothing leaves the house. */
static int act_on_row(struct replay *replay, const struct due_row *row, struct error *error)
{
	const struct raise_settings settings = { replay->config, PARTITION, &replay->counters,
						 true };
	bool ours = false;
	int r = raise_row(replay->link, &settings, row, replay->now_us, &ours, error);

	if (r == 0 && !ours)
		r = due_complete(replay->link, PARTITION, row, error);
	return r == ERROR_CONFLICT || r == ERROR_NOT_FOUND ? 0 : r;
}

/* Rows that matter belong to incidents: what hides a comment ends here and may wait. So while none
 * runs they are not asked for with each comment. */
static int next_row(struct replay *replay, int64_t *ret_us, struct error *error)
{
	const uint64_t opened = counter_get(&replay->counters, COUNTER_incidents_opened),
		       resolved = counter_get(&replay->counters, COUNTER_incidents_resolved);
	int r = 0;

	if (opened != resolved || opened != replay->opened || replay->due_us <= replay->now_us)
		r = due_next(replay->link, PARTITION, &replay->due_us, error);
	replay->opened = opened;
	*ret_us = replay->due_us;
	return r;
}

static int act_on_rows(struct replay *replay, struct error *error)
{
	const struct due_claim claim = { replay->now_us, LEASE_US, CLAIMED, DUE_ANY };
	struct due_row rows[CLAIMED];
	size_t count = 0;
	int r = due_claim(replay->link, PARTITION, &claim, rows, &count, error);

	for (size_t i = 0; r == 0 && i < count; i++)
		r = act_on_row(replay, &rows[i], error);
	return r;
}

/* Everything that falls due until `until_us`, each at its own time: a row, or a look at what came a
 * moment ago. */
static int pass_time(struct replay *replay, int64_t until_us, struct error *error)
{
	for (int turns = 0; turns < TURNS_AT_END; turns++) {
		const int64_t look_us = pipeline_next_look(replay->pipeline);
		int64_t next_us;
		int r = next_row(replay, &next_us, error);
		const bool looks = look_us < next_us;

		if (r < 0)
			return r;
		next_us = looks ? look_us : next_us;
		if (next_us > until_us)
			break;
		if (next_us > replay->now_us)
			replay->now_us = next_us;
		if (looks)
			pipeline_look(replay->pipeline, look_us);
		else
			r = act_on_rows(replay, error);
		if (r < 0)
			return r;
	}
	if (until_us > replay->now_us && until_us != INT64_MAX)
		replay->now_us = until_us;
	return 0;
}

/* While none runs, and as long as nothing else is due. */
static size_t count_quiet(struct replay *replay, size_t at)
{
	if (counter_get(&replay->counters, COUNTER_incidents_opened) !=
	    counter_get(&replay->counters, COUNTER_incidents_resolved))
		return 0;
	replay_group_follow(replay->group, pipeline_threads(replay->pipeline));
	return replay_group_quiet(replay->group, replay->recording.comments,
				  replay->recording.count, at,
				  pipeline_next_look(replay->pipeline));
}

/* The comments from one on that come at once, or that make no difference to each other. */
static int play_some(struct replay *replay, size_t at, size_t *ret_count, struct error *error)
{
	int played = 0, r = pass_time(replay, replay->recording.comments[at].ts_us, error);
	size_t count = r < 0 ? 0 : count_quiet(replay, at);

	if (count > 0)
		r = pass_time(replay, replay->recording.comments[at + count - 1].ts_us, error);
	else
		count = replay_group_moment(replay->recording.comments + at,
					    replay->recording.count - at);
	if (r == 0)
		r = replay_group_append(replay->group, replay->link, PARTITION,
					replay->recording.comments + at, count, replay->now_us,
					error);
	while (r >= 0 && (size_t)played < count) {
		r = pipeline_turn(replay->pipeline, 0, error);
		played += r;
		if (r == 0)
			break;
	}
	*ret_count = count;
	return r < 0 ? r : 0;
}

static void print_progress(struct replay *replay, size_t done)
{
	int64_t now_us = clock_monotonic_us();
	double seconds = (double)(now_us - replay->begun_us) / CLOCK_SECOND_US;
	char time[CLOCK_TEXT_MAX];
	bool last = done == replay->recording.count;

	if (replay->quiet || replay->recording.count == 0 ||
	    (!last && now_us - replay->printed_us < PROGRESS_US))
		return;
	if (!last && !isatty(STDERR_FILENO) && now_us - replay->printed_us < 10 * PROGRESS_US)
		return;
	replay->printed_us = now_us;
	fprintf(stderr, "%s%3zu %%  %s  %zu comments, %.0f a second%s",
		isatty(STDERR_FILENO) ? "\r" : "", done * 100 / replay->recording.count,
		clock_format(replay->now_us / CLOCK_SECOND_US * CLOCK_SECOND_US, time), done,
		seconds > 0 ? (double)done / seconds : 0,
		last || !isatty(STDERR_FILENO) ? "\n" : "   ");
}

static int play(struct replay *replay, struct error *error)
{
	size_t at = 0, count;
	int r = 0;

	replay->begun_us = clock_monotonic_us();
	replay->now_us = replay->recording.comments[0].ts_us;
	while (r >= 0 && at < replay->recording.count) {
		r = play_some(replay, at, &count, error);
		at += count;
		print_progress(replay, at);
	}
	if (r >= 0) /* what is open comes to its end, as it would have */
		r = pass_time(replay,
			      replay->now_us + replay->config->resolve_after_us + CLOCK_DAY_US,
			      error);
	return r < 0 ? r : 0;
}

/* Each brand once, in the order of its first comment; at most REPLAY_BRANDS_MAX are named, all are
 * counted. */
static size_t list_brands(const struct replay *replay, struct slice brands[REPLAY_BRANDS_MAX])
{
	size_t count = 0;

	for (size_t i = 0; i < replay->recording.count && count < REPLAY_BRANDS_MAX; i++) {
		struct slice brand = replay->recording.comments[i].brand;
		bool seen = false;

		for (size_t k = 0; k < count && !seen; k++)
			seen = slice_equal(brands[k], brand);
		if (!seen)
			brands[count++] = brand;
	}
	return count;
}

static int draw(struct replay *replay, const struct replay_listing *listing, struct error *error)
{
	struct slice brands[REPLAY_BRANDS_MAX];

	if (!replay->svg && !replay->draw)
		return 0;
	const size_t count = list_brands(replay, brands);
	const struct replay_canvas canvas = { replay->svg, replay->draw ? stderr : NULL,
					      replay->config };
	return replay_draw(replay->link, PARTITION, brands, count, listing, &canvas, error);
}

/* Plays everything under one configuration, and lists what came of it: also where some comments
 * were left out, which the status says. Without incidents in the list it was not played to its end.
 */
static enum exit_status run(struct replay *replay, const char *config_path, char **paths, int count,
			    struct replay_listing *ret_listing)
{
	enum exit_status status = STATUS_FINE;
	struct config *config = command_config(config_path, &status);
	struct error error = { 0 };
	int r;

	if (!config)
		return status;
	replay->config = config;
	log_set_level(replay->quiet ? LOG_LEVEL_ERROR : LOG_LEVEL_WARNING);
	recording_init(&replay->recording);
	r = crypto_init(&error);
	if (r == 0)
		r = recording_read(&replay->recording, paths, (size_t)count, clock_wall_us(),
				   &error);
	if (r == 0)
		r = load_rules(replay, &error);
	if (r == 0)
		r = start_store(replay, &error);
	if (r == 0)
		r = start_pipeline(replay, &error);
	if (r == 0)
		r = play(replay, &error);
	if (r == 0)
		r = replay_list(replay->link, PARTITION, ret_listing, &error);
	if (r == 0)
		r = draw(replay, ret_listing, &error);
	if (r < 0)
		status = command_fail("replay", &error);
	else if (replay->recording.refused)
		status = STATUS_USAGE;
	if (r == 0) {
		struct slice brands[REPLAY_BRANDS_MAX];

		replay->brands = list_brands(replay, brands);
		replay->weeks =
			(double)(replay->recording.comments[replay->recording.count - 1].ts_us -
				 replay->recording.comments[0].ts_us) /
			(7.0 * CLOCK_DAY_US);
	}
	stop(replay);
	config_free(config);
	return status;
}

/* Under both, one after the other, each with a store of its own. */
static enum exit_status compare(const struct replay *wanted, const char *const configs[2],
				char **paths, int count)
{
	struct replay_side sides[2] = { { configs[0], { NULL, 0 } }, { configs[1], { NULL, 0 } } };
	enum exit_status status = STATUS_FINE;
	struct replay replay;
	bool played;

	/* Not after an hour of playing the first. */
	for (int i = 0; i < 2 && status == STATUS_FINE; i++)
		config_free(command_config(configs[i], &status));
	played = status == STATUS_FINE;
	for (int i = 0; i < 2 && played; i++) {
		replay = *wanted;
		status = run(&replay, configs[i], paths, count, &sides[i].listing);
		played = sides[i].listing.incidents != NULL;
	}
	for (int i = 0; i < 2 && played && wanted->json; i++)
		replay_print(&sides[i].listing, REPLAY_AS_JSON, configs[i]);
	if (played && !wanted->json)
		replay_print_comparison(sides, replay.brands, fmax(replay.weeks, 1.0 / 7.0));
	for (int i = 0; i < 2; i++)
		replay_listing_done(&sides[i].listing);
	return status;
}

/* Below the incidents, or that there were none: they are of the rest. */
static void say_left_out(const struct recording *recording)
{
	const bool one = recording->refused == 1;

	if (recording->refused > 0)
		fprintf(stderr,
			"%zu line%s of the recording %s left out; what is told is of the others\n",
			recording->refused, one ? "" : "s", one ? "was" : "were");
}

static enum exit_status play_once(const struct replay *wanted, const char *config, char **paths,
				  int count)
{
	struct replay_listing listing = { NULL, 0 };
	struct replay replay = *wanted;
	enum exit_status status = run(&replay, config, paths, count, &listing);

	if (listing.incidents)
		replay_print(&listing,
			     replay.json      ? REPLAY_AS_JSON
			     : replay.explain ? REPLAY_EXPLAINED
					      : REPLAY_AS_TEXT,
			     NULL);
	fflush(stdout);
	if (listing.incidents)
		say_left_out(&replay.recording);
	replay_listing_done(&listing);
	return status;
}

int command_replay(int argc, char **argv)
{
	static const struct command_line line = { "replay", help, 0, COMMAND_WORDS_ANY };
	struct replay replay = { 0 };
	const char *config = NULL, *compared[2] = { NULL, NULL };
	const struct command_option options[] = {
		{ "config", 'c', .text = &config },
		{ "compare", .text = &compared[0], .second = &compared[1] },
		{ "rules", .text = &replay.rules_folder },
		{ "draw", .flag = &replay.draw },
		{ "svg", .text = &replay.svg },
		{ "explain", .flag = &replay.explain },
		{ "json", .flag = &replay.json },
		{ "quiet", 'q', .flag = &replay.quiet },
		{ 0 },
	};
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	if (words.count == 0)
		return (int)command_usage(&line, "name at least one file");
	if (compared[0] && (replay.svg || replay.draw)) {
		fputs("livvakt replay: --svg and --draw draw one configuration: give it with -c\n",
		      stderr);
		return STATUS_USAGE;
	}
	return (int)(compared[0] ? compare(&replay, compared, words.words, (int)words.count)
				 : play_once(&replay, config, words.words, (int)words.count));
}
