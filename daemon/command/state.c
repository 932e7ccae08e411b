/* state.c - livvakt state: where the memory is, and what retention will do. */
#include "census.h"
#include "clock.h"
#include "command.h"
#include "command_options.h"
#include "command_setup.h"
#include "json.h"
#include "store_access.h"

#include <stdio.h>

enum { ANSWER_BYTES = 1 << 20 };

static const char help[] =
	"usage: livvakt state [-c FILE] [--json]\n"
	"\n"
	"Says what stands in Redis: how many keys of which kind, how much memory they take, and "
	"what\n"
	"will be forgotten when. docs/state.md describes every kind.\n"
	"\n"
	"  -c, --config FILE   the configuration of the service, which must run\n"
	"      --json          the same as one JSON object\n";

/* What each list means for a person, and how long its things are kept. */
struct list_line {
	const char *name, *help;
	const struct census_list *list;
	int64_t keep_us;
};
enum { LISTS = 5 };

static void describe_lists(const struct census *census, const struct census_keep *keep,
			   struct list_line ret_lines[LISTS])
{
	const struct list_line lines[LISTS] = {
		{ "queue", "comments that wait for a person", &census->queue, keep->comments_us },
		{ "sent", "messages that were delivered", &census->sent, keep->messages_us },
		{ "failed", "messages that were given up", &census->failed, keep->messages_us },
		{ "resolved", "incidents that are over", &census->over, keep->incidents_us },
		{ "poison", "blocks of comments that could not be judged", &census->poison,
		  keep->poison_us },
	};

	memcpy(ret_lines, lines, sizeof(lines));
}

static const char *print_bytes(uint64_t bytes, char text[32])
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB" };
	double value = (double)bytes;
	size_t unit = 0;

	for (; value >= 10240 && unit < 4; unit++)
		value /= 1024;
	snprintf(text, 32, "%.0f %s", value, units[unit]);
	return text;
}

static void print_server(const struct census *census)
{
	char used[32], limit[32], file[32];

	printf("Redis %s: %s of memory", census->version, print_bytes(census->used_bytes, used));
	if (census->limit_bytes)
		printf(" (at most %s)", print_bytes(census->limit_bytes, limit));
	if (strcmp(census->append_only, "yes") == 0)
		printf(", append-only file %s, synced %s\n", print_bytes(census->file_bytes, file),
		       census->append_sync);
	else if (census->append_only[0])
		printf(", NO append-only file: its end is the end of everything\n");
	else
		putchar('\n');
	printf("%llu comments wait to be judged\n\n", (unsigned long long)census->waiting);
}

static void print_rows(const struct census *census)
{
	char bytes[32], each[32];

	printf("%-16s %9s %10s %10s\n", "kind", "keys", "memory", "each");
	for (int i = 0; i < CENSUS_KIND_COUNT; i++) {
		const struct census_row *row = &census->rows[i];
		const char *key = census_kind_key((enum census_kind)i);

		if (row->keys == 0)
			continue;
		printf("%-16s %9llu %10s %10s  %s\n", *key ? key : "?",
		       (unsigned long long)row->keys, print_bytes(row->bytes, bytes),
		       print_bytes(row->bytes / row->keys, each),
		       census_kind_help((enum census_kind)i));
	}
}

static void print_lists(const struct list_line lines[LISTS])
{
	char oldest[CLOCK_TEXT_MAX];

	putchar('\n');
	for (size_t i = 0; i < LISTS; i++) {
		const struct census_list *list = lines[i].list;

		printf("%llu %s; kept %lld days", (unsigned long long)list->count, lines[i].help,
		       (long long)(lines[i].keep_us / CLOCK_DAY_US));
		if (list->count)
			printf(", the oldest from %s, %llu go within a day",
			       clock_format(list->oldest_us, oldest),
			       (unsigned long long)list->leaves);
		putchar('\n');
	}
}

static void write_rows(struct json_writer *writer, const struct census *census)
{
	json_write_key(writer, "kinds");
	json_write_object(writer);
	for (int i = 0; i < CENSUS_KIND_COUNT; i++) {
		const char *key = census_kind_key((enum census_kind)i);

		if (census->rows[i].keys == 0)
			continue;
		json_write_key(writer, *key ? key : "?");
		json_write_object(writer);
		json_write_member_integer(writer, "keys", (int64_t)census->rows[i].keys);
		json_write_member_integer(writer, "bytes", (int64_t)census->rows[i].bytes);
		json_write_object_end(writer);
	}
	json_write_object_end(writer);
}

static void write_lists(struct json_writer *writer, const struct list_line lines[LISTS])
{
	json_write_key(writer, "kept");
	json_write_object(writer);
	for (size_t i = 0; i < LISTS; i++) {
		const struct census_list *list = lines[i].list;

		json_write_key(writer, lines[i].name);
		json_write_object(writer);
		json_write_member_integer(writer, "count", (int64_t)list->count);
		json_write_member_integer(writer, "kept_seconds",
					  lines[i].keep_us / CLOCK_SECOND_US);
		if (list->count)
			json_write_member_time(writer, "oldest", list->oldest_us);
		json_write_member_integer(writer, "leave_within_a_day", (int64_t)list->leaves);
		json_write_object_end(writer);
	}
	json_write_object_end(writer);
}

static void print_json(const struct census *census, const struct list_line lines[LISTS])
{
	struct json_writer writer;
	struct buffer json;

	buffer_init(&json, ANSWER_BYTES);
	json_write_begin(&writer, &json);
	json_write_object(&writer);
	json_write_member_text(&writer, "redis_version", census->version);
	json_write_member_integer(&writer, "used_bytes", (int64_t)census->used_bytes);
	json_write_member_integer(&writer, "limit_bytes", (int64_t)census->limit_bytes);
	json_write_member_text(&writer, "append_only", census->append_only);
	json_write_member_text(&writer, "append_sync", census->append_sync);
	json_write_member_integer(&writer, "file_bytes", (int64_t)census->file_bytes);
	json_write_member_integer(&writer, "waiting", (int64_t)census->waiting);
	write_rows(&writer, census);
	write_lists(&writer, lines);
	json_write_object_end(&writer);
	printf("%.*s\n", (int)json.len, json.data ? json.data : "");
	buffer_done(&json);
}

/* Of all partitions together. */
static int count_all(const struct config *config, const struct census_keep *keep,
		     struct census *ret_census, struct error *error)
{
	struct census_servers servers = { 0 };
	struct store_access access;
	int r = store_access_open(&access, config, error);

	*ret_census = (struct census){ 0 };
	for (unsigned i = 0; r == 0 && i < partitions_count(access.partitions); i++) {
		struct partition partition = { 0 };
		struct census census = { 0 };

		r = store_access_to(&access, i, &partition, error);
		if (r == 0)
			r = census_take(partition.link, i, keep, clock_wall_us(), &census, error);
		if (r == 0)
			census_add(ret_census, &census, &servers);
	}
	store_access_done(&access);
	return r;
}

static int show(const struct config *config, bool json, struct error *error)
{
	const struct census_keep keep = { config->keep_comments_us, config->keep_messages_us,
					  config->keep_incidents_us, config->keep_poison_us };
	struct list_line lines[LISTS];
	struct census census;
	int r = count_all(config, &keep, &census, error);

	if (r < 0)
		return r;
	describe_lists(&census, &keep, lines);
	if (json) {
		print_json(&census, lines);
	} else {
		print_server(&census);
		print_rows(&census);
		print_lists(lines);
	}
	return 0;
}

int command_state(int argc, char **argv)
{
	static const struct command_line line = { "state", help, 0, 0 };
	enum exit_status status = STATUS_FINE;
	struct error error = { 0 };
	const char *path = NULL;
	bool json = false;
	const struct command_option options[] = {
		{ "config", 'c', .text = &path },
		{ "json", .flag = &json },
		{ 0 },
	};
	struct config *config = command_begin(&line, options, argc, argv, &path, &status);

	if (!config)
		return (int)status;
	if (show(config, json, &error) < 0)
		status = command_fail("state", &error);
	config_free(config);
	return (int)status;
}
