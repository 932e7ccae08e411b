/* oncall.c - livvakt oncall: whose turn it is, and who is told of what. */
#include "clock.h"
#include "command.h"
#include "command_options.h"
#include "command_setup.h"
#include "config_reader.h"
#include "json.h"
#include "roster.h"
#include "units.h"

#include <stdio.h>

enum { LINE_BYTES = 1 << 16, TURNS_MAX = 1000 };

static const char help[] =
	"usage: livvakt oncall [-c FILE] [--at TIME] [--for DURATION] [--json] [SCHEDULE...]\n"
	"\n"
	"Says who is on call of each schedule and until when, and who is told of what, step by "
	"step.\n"
	"It reads the configuration alone: no service needs to run.\n"
	"\n"
	"  -c, --config FILE   the configuration of the service\n"
	"      --at TIME       at that time instead of now, as 2026-12-24T18:00:00+01:00\n"
	"      --for DURATION  the turns until so much later too, as 28d\n"
	"      --json          one JSON object a turn\n"
	"\n"
	"Exit status: 0 fine, 1 the configuration has no schedules, 2 wrong use, or a "
	"configuration\n"
	"that cannot be read.\n";

struct request {
	const char *config, *at, *length;
	char **schedules;
	size_t schedule_count;
	int64_t at_us, until_us;
	bool json;
};

struct turn {
	const struct config_schedule *schedule;
	const struct config_person *person; /* NULL: the schedule is empty */
	int64_t from_us, to_us;		    /* INT64_MAX: for good */
	bool takes_over;
};

static bool takes_over(const struct config_schedule *schedule, int64_t at_us)
{
	for (size_t i = 0; i < schedule->override_count; i++)
		if (schedule->overrides[i].from_us <= at_us && at_us < schedule->overrides[i].to_us)
			return true;
	return false;
}

static bool same_turn(const struct config_schedule *schedule, int64_t one_us, int64_t other_us)
{
	return roster_on_call(schedule, one_us) == roster_on_call(schedule, other_us) &&
	       takes_over(schedule, one_us) == takes_over(schedule, other_us);
}

/* From `at_us` on, as long as the same one is on call for the same reason. */
static struct turn turn_of(const struct config *config, const struct config_schedule *schedule,
			   int64_t at_us)
{
	size_t person = roster_on_call(schedule, at_us);
	struct turn turn = { schedule, NULL, at_us, roster_turn_ends_us(schedule, at_us),
			     takes_over(schedule, at_us) };

	if (person != CONFIG_NONE)
		turn.person = &config->people[person];
	for (int i = 0; turn.to_us != INT64_MAX && same_turn(schedule, at_us, turn.to_us); i++)
		turn.to_us = i < TURNS_MAX ? roster_turn_ends_us(schedule, turn.to_us) : INT64_MAX;
	return turn;
}

static const char *name_of(const struct config_person *person)
{
	if (!person)
		return "nobody";
	return person->full_name ? person->full_name : person->name;
}

/* "2026-11-30 08:00", by the schedule's clock. */
static const char *local_time(const struct config_schedule *schedule, int64_t wall_us,
			      char ret_text[CLOCK_TEXT_MAX])
{
	clock_format(zone_local(schedule->zone, wall_us) / CLOCK_MINUTE_US * CLOCK_MINUTE_US,
		     ret_text);
	ret_text[10] = ' ';
	ret_text[16] = '\0';
	return ret_text;
}

static void print_turn(const struct turn *turn)
{
	const struct config_person *person = turn->person;
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];

	printf("%s: %s", turn->schedule->name, name_of(person));
	if (person && person->email)
		printf(" <%s>", person->email);
	printf(", from %s", local_time(turn->schedule, turn->from_us, from));
	if (turn->to_us != INT64_MAX)
		printf(" to %s", local_time(turn->schedule, turn->to_us, to));
	printf(" %s%s\n", turn->schedule->timezone ? turn->schedule->timezone : "UTC",
	       turn->takes_over ? " (takes over)" : "");
}

static void print_turn_json(const struct turn *turn)
{
	struct json_writer writer;
	struct buffer line;

	buffer_init(&line, LINE_BYTES);
	json_write_begin(&writer, &line);
	json_write_object(&writer);
	json_write_member_text(&writer, "schedule", turn->schedule->name);
	json_write_member_text(&writer, "person", turn->person ? turn->person->name : NULL);
	json_write_member_text(&writer, "name", turn->person ? name_of(turn->person) : NULL);
	json_write_member_text(&writer, "email", turn->person ? turn->person->email : NULL);
	json_write_member_time(&writer, "from", turn->from_us);
	if (turn->to_us != INT64_MAX)
		json_write_member_time(&writer, "to", turn->to_us);
	json_write_member_bool(&writer, "takes_over", turn->takes_over);
	json_write_object_end(&writer);
	if (!buffer_failed(&line))
		printf("%.*s\n", (int)line.len, line.data);
	buffer_done(&line);
}

static void print_turns(const struct config *config, const struct config_schedule *schedule,
			const struct request *request)
{
	struct turn turn = { .to_us = request->at_us };

	for (int i = 0; i < TURNS_MAX; i++) {
		turn = turn_of(config, schedule, turn.to_us);
		if (request->json)
			print_turn_json(&turn);
		else
			print_turn(&turn);
		if (turn.to_us >= request->until_us)
			return;
	}
	fprintf(stderr, "livvakt oncall: %s has more than %d turns in that time; ask for less\n",
		schedule->name, TURNS_MAX);
}

/* --- who is told of what --- */

static void print_target(const struct config *config, const struct config_target *target,
			 int64_t at_us)
{
	size_t person = target->index;

	if (target->kind == CONFIG_TARGET_WEBHOOK) {
		printf("webhook %s", config->webhooks[target->index].name);
		return;
	}
	if (target->kind == CONFIG_TARGET_SCHEDULE)
		person = roster_on_call(&config->schedules[target->index], at_us);
	printf("%s", name_of(person == CONFIG_NONE ? NULL : &config->people[person]));
}

/* "10m", "1h", "90s" */
static void print_wait(int64_t wait_us)
{
	if (wait_us % CLOCK_HOUR_US == 0)
		printf("%lldh", (long long)(wait_us / CLOCK_HOUR_US));
	else if (wait_us % CLOCK_MINUTE_US == 0)
		printf("%lldm", (long long)(wait_us / CLOCK_MINUTE_US));
	else
		printf("%llds", (long long)(wait_us / CLOCK_SECOND_US));
}

static void print_policy(const struct config *config, const struct config_policy *policy,
			 int64_t at_us)
{
	for (size_t i = 0; i < policy->step_count; i++) {
		const struct config_step *step = &policy->steps[i];

		for (size_t k = 0; k < step->target_count; k++) {
			printf("%s", k > 0 ? ", " : "");
			print_target(config, &step->targets[k], at_us);
		}
		if (i + 1 < policy->step_count) {
			printf("; after ");
			print_wait(step->wait_us);
			putchar(' ');
		}
	}
	if (policy->night && policy->wakes < 4)
		printf("; %s severity %lld to 4 waits", policy->night,
		       (long long)policy->wakes + 1);
	putchar('\n');
}

static void print_told(const struct config *config, const char *of, const char *name, size_t policy,
		       int64_t at_us)
{
	printf("%s%s%s: ", of, *name ? " " : "", name);
	if (policy == CONFIG_NONE)
		puts("nobody is told");
	else
		print_policy(config, &config->policies[policy], at_us);
}

static void print_responsible(const struct config *config, int64_t at_us)
{
	putchar('\n');
	for (size_t i = 0; i < config->area_count; i++)
		print_told(config, "area", config->areas[i].name, config->areas[i].policy, at_us);
	for (size_t i = 0; i < config->brand_count; i++)
		print_told(config, "brand", config->brands[i].name, config->brands[i].policy,
			   at_us);
	print_told(config, config->brand_count ? "other brands" : "every brand", "",
		   config->defaults.policy, at_us);
	if (config->operations != CONFIG_NONE)
		print_told(config, "feeds that fall silent", "", config->operations, at_us);
}

/* --- which schedules --- */

static const struct config_schedule *schedule_named(const struct config *config, const char *name)
{
	const struct config_schedule *schedules = config->schedules;
	const size_t count = config->schedule_count, bytes = sizeof(*schedules);
	const size_t index = config_reader_find(schedules, count, bytes, slice_from(name));
	const char *near;

	if (index != CONFIG_NONE)
		return &schedules[index];
	near = config_reader_suggest(schedules, count, bytes, slice_from(name));
	fprintf(stderr, "livvakt oncall: there is no schedule \"%s\"%s%s%s\n", name,
		near ? "; did you mean \"" : "; without a name all of them are shown",
		near ? near : "", near ? "\"?" : "");
	return NULL;
}

static enum exit_status show(const struct config *config, const struct request *request)
{
	if (config->schedule_count == 0) {
		fputs("livvakt oncall: there is no schedule; write schedules into the "
		      "configuration, and name it with -c\n",
		      stderr);
		return STATUS_NO;
	}
	for (size_t i = 0; i < request->schedule_count; i++)
		if (!schedule_named(config, request->schedules[i]))
			return STATUS_USAGE;
	for (size_t i = 0; i < request->schedule_count; i++)
		print_turns(config, schedule_named(config, request->schedules[i]), request);
	if (request->schedule_count > 0)
		return STATUS_FINE;
	for (size_t i = 0; i < config->schedule_count; i++)
		print_turns(config, &config->schedules[i], request);
	if (!request->json)
		print_responsible(config, request->at_us);
	return STATUS_FINE;
}

static bool read_times(struct request *request)
{
	int64_t length_us = 0;

	request->at_us = clock_wall_us();
	if (request->at && !clock_parse(slice_from(request->at), &request->at_us)) {
		fprintf(stderr,
			"livvakt oncall: --at takes a time as 2026-12-24T18:00:00+01:00, not "
			"\"%s\"\n",
			request->at);
		return false;
	}
	if (request->length && !units_parse_duration(slice_from(request->length), &length_us)) {
		fprintf(stderr,
			"livvakt oncall: --for takes a duration as 12h or 28d, not \"%s\"\n",
			request->length);
		return false;
	}
	request->at_us -= request->at_us % CLOCK_SECOND_US;
	request->until_us = request->at_us + length_us;
	return true;
}

int command_oncall(int argc, char **argv)
{
	static const struct command_line line = { "oncall", help, 0, COMMAND_WORDS_ANY };
	struct request request = { 0 };
	const struct command_option options[] = {
		{ "config", 'c', .text = &request.config },
		{ "at", 0, .text = &request.at },
		{ "for", 0, .text = &request.length },
		{ "json", 0, .flag = &request.json },
		{ 0 },
	};
	struct command_words words;
	enum exit_status status = STATUS_FINE;
	struct config *config;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	request.schedules = words.words;
	request.schedule_count = words.count;
	if (!read_times(&request))
		return (int)STATUS_USAGE;
	config = command_config(request.config, &status);
	if (!config)
		return (int)status;
	status = show(config, &request);
	config_free(config);
	return (int)status;
}
