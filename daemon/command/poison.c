/* poison.c - livvakt poison: what could not be judged, and once more into the stream with it. */
#include "poison.h"

#include "clock.h"
#include "command.h"
#include "command_options.h"
#include "command_setup.h"
#include "json.h"
#include "keys.h"
#include "store_access.h"
#include "stream.h"
#include "units.h"

#include <stdio.h>

enum { LINE_BYTES = 1 << 20, NAME_BYTES = STREAM_ID_MAX + 16 };

static const char help[] =
	"usage: livvakt poison [-c FILE] [--json | --again ID | --again all]\n"
	"\n"
	"Lists the blocks of comments that were set aside because they could not be read, or "
	"ended\n"
	"whoever read them again and again. The others went on without them.\n"
	"\n"
	"  -c, --config FILE   the configuration of the service, which must run\n"
	"      --json          one JSON object a block\n"
	"      --again ID      back into the stream, to be judged once more; all: every one\n";

struct request {
	const char *config, *again;
	bool json;
};

/* Where a list is taken from. */
struct listing {
	struct partition partition;
	bool several;
};

/* With several partitions an id holds in its own only, so that stands before it. */
static const char *name_of(const struct listing *listing, struct slice id,
			   char ret_name[NAME_BYTES])
{
	char number[16] = "";

	if (listing->several)
		(void)snprintf(number, sizeof(number), "%u:", listing->partition.number);
	(void)snprintf(ret_name, NAME_BYTES, "%s%.*s", number, (int)id.len, id.data);
	return ret_name;
}

/* The ids of all, taken down before any goes back: it may come again under a later one. */
struct ids {
	size_t count;
	char ids[STREAM_POISON_KEPT][STREAM_ID_MAX];
};

static struct slice brand_of(const struct poison *poison, char name[KEYS_BRAND_MAX])
{
	struct slice brand = { name, 0 };

	if (poison->brand.len >= KEYS_BRAND_MAX || !keys_unescape(poison->brand, name, &brand.len))
		return (struct slice){ 0 }; /* of a stranger */
	return brand;
}

static void print_line(void *context, const struct poison *poison)
{
	char at[CLOCK_TEXT_MAX], name[KEYS_BRAND_MAX], shown[KEYS_BRAND_MAX], id[NAME_BYTES];
	struct slice brand = keys_escape(brand_of(poison, name), shown); /* no control bytes */

	printf("%s  %s  %.*s  %lld comments: %.*s\n", name_of(context, poison->id, id),
	       clock_format(poison->at_us, at), (int)brand.len, brand.data,
	       (long long)poison->comments, (int)poison->reason.len, poison->reason.data);
}

static void print_json(void *context, const struct poison *poison)
{
	char name[KEYS_BRAND_MAX], id[NAME_BYTES];
	struct json_writer writer;
	struct buffer line;

	buffer_init(&line, LINE_BYTES);
	json_write_begin(&writer, &line);
	json_write_object(&writer);
	json_write_member_text(&writer, "id", name_of(context, poison->id, id));
	json_write_member_time(&writer, "at", poison->at_us);
	json_write_member_string(&writer, "brand", brand_of(poison, name));
	json_write_member_integer(&writer, "comments", poison->comments);
	json_write_member_string(&writer, "reason", poison->reason);
	json_write_object_end(&writer);
	if (!buffer_failed(&line))
		printf("%.*s\n", (int)line.len, line.data);
	buffer_done(&line);
}

static void note_id(void *context, const struct poison *poison)
{
	struct ids *ids = context;

	if (ids->count < STREAM_POISON_KEPT && poison->id.len < STREAM_ID_MAX)
		(void)snprintf(ids->ids[ids->count++], STREAM_ID_MAX, "%.*s", (int)poison->id.len,
			       poison->id.data);
}

static int all_again(struct listing *listing, size_t *done, struct error *error)
{
	const struct partition *partition = &listing->partition;
	struct ids *ids = calloc(1, sizeof(*ids));
	int r;

	if (!ids)
		return error_set(error, ERROR_MEMORY, "out of memory");
	r = poison_each(partition->link, partition->number, note_id, ids, error);
	for (size_t i = 0; r == 0 && i < ids->count; i++) {
		r = poison_again(partition->link, partition->number, slice_from(ids->ids[i]),
				 error);
		*done += r == 0;
		r = r == ERROR_NOT_FOUND ? 0 : r; /* somebody else was quicker */
	}
	free(ids);
	return r;
}

/* One after the other, the list or all of them again. */
static int go_through(const struct request *request, const struct store_access *access,
		      struct error *error)
{
	unsigned count = partitions_count(access->partitions);
	struct listing listing = { .several = count > 1 };
	size_t done = 0;
	int r = 0;

	for (unsigned i = 0; r == 0 && i < count; i++) {
		r = store_access_to(access, i, &listing.partition, error);
		if (r == 0 && request->again)
			r = all_again(&listing, &done, error);
		else if (r == 0)
			r = poison_each(listing.partition.link, i,
					request->json ? print_json : print_line, &listing, error);
	}
	if (request->again)
		printf("%zu blocks went back into the stream\n", done);
	return r;
}

static bool is_stream_id(struct slice id)
{
	const char *dash = id.len ? memchr(id.data, '-', id.len) : NULL;
	const size_t at = dash ? (size_t)(dash - id.data) : 0;
	uint64_t number;

	return dash && units_parse_unsigned(slice_cut(id, 0, at), UINT64_MAX, &number) &&
	       units_parse_unsigned(slice_cut(id, at + 1, id.len), UINT64_MAX, &number);
}

static int one_again(const struct request *request, const struct store_access *access,
		     struct error *error)
{
	const char *colon = strchr(request->again, ':');
	struct slice id = slice_from(colon ? colon + 1 : request->again);
	struct slice number = { request->again, colon ? (size_t)(colon - request->again) : 0 };
	unsigned count = partitions_count(access->partitions);
	struct partition partition = { 0 };
	uint64_t place = 0;

	if (!is_stream_id(id))
		return error_set(error, ERROR_INVALID,
				 "%s is no id: write it as the list has it, as 1795999999000-0, or "
				 "all",
				 request->again);
	if (count > 1 && !units_parse_unsigned(number, count - 1, &place))
		return error_set(error, ERROR_INVALID,
				 "write the id as the list has it: the partition (0 to %u), a "
				 "colon, the rest",
				 count - 1);
	int r = store_access_to(access, (unsigned)place, &partition, error);
	return r < 0 ? r : poison_again(partition.link, partition.number, id, error);
}

static int carry_out(const struct request *request, const struct store_access *access,
		     struct error *error)
{
	if (!request->again || strcmp(request->again, "all") == 0)
		return go_through(request, access, error);
	return one_again(request, access, error);
}

static enum exit_status run(const struct request *request)
{
	enum exit_status status = STATUS_FINE;
	struct config *config = command_config(request->config, &status);
	struct store_access access = { 0 };
	struct error error = { 0 };

	if (!config)
		return status;
	int r = store_access_open_alone(&access, config,
					request->again ? "livvakt poison --again" : NULL, &error);
	if (r == 0)
		r = carry_out(request, &access, &error);
	if (r < 0)
		status = command_fail("poison", &error);
	store_access_done(&access);
	config_free(config);
	return status;
}

int command_poison(int argc, char **argv)
{
	static const struct command_line line = { "poison", help, 0, 0 };
	struct request request = { 0 };
	const struct command_option options[] = {
		{ "config", 'c', .text = &request.config },
		{ "json", .flag = &request.json },
		{ "again", .text = &request.again },
		{ 0 },
	};
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	if (request.json && request.again)
		return (int)command_usage(&line, "--json is for the list, not for --again");
	return (int)run(&request);
}
