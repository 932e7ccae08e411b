/*
 * forget.c - livvakt export and livvakt forget: what is kept of one author, shown or erased.
 *
 * Both go to Redis itself, beside the running service, because a walk over everything would hold
 * the service's loop up. The note that it was done is kept in Redis (state.md, `audit`).
 */
#include "author_key.h"
#include "census.h"
#include "clock.h"
#include "command.h"
#include "command_options.h"
#include "command_setup.h"
#include "drivers.h"
#include "identity.h"
#include "json.h"
#include "person.h"
#include "person_note.h"
#include "store_access.h"

#include <pwd.h>
#include <stdio.h>
#include <unistd.h>

enum { LINE_BYTES = 16 << 20 };
#define PATIENCE_US (60 * CLOCK_SECOND_US)
#define LOOK_EVERY_US (200 * INT64_C(1000))

static const char export_help[] =
	"usage: livvakt export [-c FILE] --author ID [--brand NAME] [--by NAME]\n"
	"\n"
	"Prints everything that is kept of one author, one JSON object a line.\n"
	"\n"
	"  -c, --config FILE   the configuration of the service, which must run\n"
	"      --author ID     the author's id, as the source gives it\n"
	"      --brand NAME    of this brand only\n"
	"      --by NAME       who asks; otherwise the name you are logged in with\n";

static const char forget_help[] =
	"usage: livvakt forget [-c FILE] --author ID [--brand NAME] [--by NAME]\n"
	"\n"
	"Erases everything that is kept of one author, and says what it was. Counts stay.\n"
	"\n"
	"  -c, --config FILE   the configuration of the service, which must run\n"
	"      --author ID     the author's id, as the source gives it\n"
	"      --brand NAME    of this brand only\n"
	"      --by NAME       who erases; otherwise the name you are logged in with\n";

struct request {
	const char *name; /* "forget" or "export" */
	const char *config, *author, *brand, *by;
	bool forget;
};

struct outcome {
	bool forget;
	uint64_t found[PERSON_PLACES], left;
};

static void print_line(const struct person_finding *finding)
{
	struct json_writer writer;
	struct buffer line;

	buffer_init(&line, LINE_BYTES);
	json_write_begin(&writer, &line);
	json_write_object(&writer);
	json_write_member_text(&writer, "place", person_place_name(finding->place));
	json_write_member_string(&writer, "brand", finding->brand);
	if (finding->id.len)
		json_write_member_string(&writer, "id", finding->id);
	if (finding->object.len)
		json_write_member_string(&writer,
					 finding->place == PERSON_MESSAGE ? "message" : "incident",
					 finding->object);
	if (finding->channel.len)
		json_write_member_string(&writer, "channel", finding->channel);
	if (finding->url.len)
		json_write_member_string(&writer, "url", finding->url);
	if (finding->name.len)
		json_write_member_string(&writer, "author_name", finding->name);
	if (finding->ts_us)
		json_write_member_time(&writer, "ts", finding->ts_us);
	json_write_member_string(&writer, "text", finding->text);
	json_write_object_end(&writer);
	if (!buffer_failed(&line))
		printf("%.*s\n", (int)line.len, line.data);
	buffer_done(&line);
}

static void on_found(void *context, const struct person_finding *finding)
{
	struct outcome *outcome = context;

	outcome->found[finding->place]++;
	outcome->left += finding->left;
	if (!outcome->forget)
		print_line(finding);
}

static uint64_t sum(const struct outcome *outcome)
{
	uint64_t all = 0;

	for (size_t i = 0; i < PERSON_PLACES; i++)
		all += outcome->found[i];
	return all;
}

/* What waits will be judged and then stand elsewhere: so first it is waited for. */
static int wait_for_judges(struct redis_link *link, const struct person_search *search,
			   struct error *error)
{
	int64_t until_us = clock_monotonic_us() + PATIENCE_US;
	uint64_t waiting = 0;

	for (;;) {
		int r = person_waiting(link, search, &waiting, error);

		if (r < 0 || waiting == 0)
			return r;
		if (clock_monotonic_us() > until_us)
			return error_set(error, ERROR_CONFLICT,
					 "%llu of their comments still wait to be judged; nothing "
					 "was erased; try again later",
					 (unsigned long long)waiting);
		usleep(LOOK_EVERY_US);
	}
}

/* "Nothing is kept" would be said of whom the others know under their key. */
static int check_key(struct redis_link *link, const struct person_search *search,
		     struct error *error)
{
	return identity_check_key(link, search->partition, search->person.keys, error);
}

/* The same in each partition; where a brand is named, in its own. */
static int in_each(const struct store_access *access, struct person_search *search,
		   int (*step)(struct redis_link *link, const struct person_search *search,
			       struct error *error),
		   struct error *error)
{
	const struct slice brand = search->person.brand;
	int r = 0;

	for (unsigned i = 0; r == 0 && i < partitions_count(access->partitions); i++) {
		struct partition partition = { 0 };

		if (brand.len && i != partitions_number_of(access->partitions, brand))
			continue;
		search->partition = i;
		r = store_access_to(access, i, &partition, error);
		if (r == 0)
			r = step(partition.link, search, error);
	}
	return r;
}

static int ask_to_rewrite(struct redis_link *link, struct error *error)
{
	struct redis_command command;

	redis_command_init(&command, "BGREWRITEAOF");
	return redis_link_carry_out(link, &command, error);
}

/* The append-only file holds what was until it is written anew; a rewrite that runs already began
 * too early, so its end is waited for. */
static int rewrite_file(struct redis_link *link, struct error *error)
{
	int64_t until_us = clock_monotonic_us() + PATIENCE_US;
	int r = ask_to_rewrite(link, error);

	while (r < 0 && strstr(error->text, "in progress") && clock_monotonic_us() < until_us) {
		usleep(LOOK_EVERY_US);
		r = ask_to_rewrite(link, error);
	}
	return r;
}

/* Each server once, however many partitions it has. */
static void rewrite_files(const struct store_access *access)
{
	struct census_servers servers = { 0 };
	struct census census = { 0 };

	for (unsigned i = 0; i < partitions_count(access->partitions); i++) {
		struct partition partition = { 0 };
		struct error error = { 0 };
		int r = store_access_to(access, i, &partition, &error);

		if (r == 0)
			r = census_server(partition.link, &census, &error);
		if (r == 0 && census_meet(&servers, &census))
			r = rewrite_file(partition.link, &error);
		if (r < 0)
			fprintf(stderr,
				"livvakt forget: the append-only file still holds the past, until "
				"Redis writes it anew: %s\n",
				error.text);
	}
}

static void print_outcome(const struct outcome *outcome)
{
	for (size_t i = 0; i < PERSON_PLACES; i++) {
		if (outcome->found[i])
			printf("%-10s %llu erased\n", person_place_name((enum person_place)i),
			       (unsigned long long)outcome->found[i]);
	}
	if (sum(outcome) == 0)
		printf("nothing is kept of this author\n");
	if (outcome->left)
		printf("%llu of the messages wait to be delivered and were left: run this again "
		       "later\n",
		       (unsigned long long)outcome->left);
}

/* The note of it stands in partition 0, whosever the brands are. */
static int note_down(const struct store_access *access, const struct person_note *note,
		     struct error *error)
{
	struct partition partition = { 0 };
	int r = store_access_to(access, 0, &partition, error);

	if (r == 0)
		r = person_note(partition.link, 0, note, clock_wall_us(), error);
	return r < 0 ? error_prefix(error, "it was done, but the note of it could not be kept") : 0;
}

static int carry_out(const struct request *request, const struct store_access *access,
		     const struct person_search *whom, struct error *error)
{
	struct outcome outcome = { .forget = request->forget };
	struct person_search search = *whom;
	int r;

	search.forget = request->forget;
	search.each = on_found;
	search.context = &outcome;
	r = in_each(access, &search, check_key, error);
	if (r == 0 && request->forget)
		r = in_each(access, &search, wait_for_judges, error);
	if (r == 0)
		r = in_each(access, &search, person_search, error);
	if (r < 0)
		return r;
	const struct person_note note = {
		.what = request->name,
		.by = request->by,
		.author = crypto_author_hash(search.person.keys->current, search.person.brand,
					     search.person.id),
		.found = sum(&outcome),
		.left = outcome.left,
	};
	r = note_down(access, &note, error);
	if (r < 0)
		return r;
	if (request->forget) {
		print_outcome(&outcome);
		rewrite_files(access);
	}
	return outcome.left ? error_set(error, ERROR_CONFLICT, "not everything could be erased")
			    : 0;
}

static int load_keys(const struct config *config, struct author_keys *ret_keys, struct error *error)
{
	int r = crypto_init(error);

	if (r == 0)
		r = author_key_require(config->state_folder, error);
	return r < 0 ? r : author_key_load(config->state_folder, clock_wall_us(), ret_keys, error);
}

static int search_all(const struct request *request, const struct config *config,
		      struct error *error)
{
	struct author_keys keys;
	const struct person_search search = {
		.person = { slice_from(request->author),
			    slice_from(request->brand ? request->brand : ""), &keys },
		.now_us = clock_wall_us(),
		.keep_incidents_us = config->keep_incidents_us,
		.holds = drivers_hold,
	};
	struct store_access access = { 0 };
	int r = load_keys(config, &keys, error);

	if (r == 0)
		r = store_access_open_alone(&access, config,
					    request->forget ? "livvakt forget" : NULL, error);
	if (r == 0)
		r = carry_out(request, &access, &search, error);
	store_access_done(&access);
	crypto_wipe(&keys, sizeof(keys));
	return r;
}

static enum exit_status run(struct request *request)
{
	enum exit_status status = STATUS_FINE;
	const struct passwd *user = getpwuid(getuid());
	struct config *config = command_config(request->config, &status);
	struct error error = { 0 };

	if (!config)
		return status;
	if (!request->by)
		request->by = user ? user->pw_name : "nobody known";
	if (search_all(request, config, &error) < 0)
		status = command_fail(request->name, &error);
	config_free(config);
	return status;
}

static int person(int argc, char **argv, struct request *request, const char *help)
{
	const struct command_line line = { request->name, help, 0, 0 };
	const struct command_option options[] = {
		{ "config", 'c', .text = &request->config },
		{ "author", .text = &request->author },
		{ "brand", .text = &request->brand },
		{ "by", .text = &request->by },
		{ 0 },
	};
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	if (!request->author || !*request->author)
		return (int)command_usage(&line, "--author says whose comments are meant");
	return (int)run(request);
}

int command_export(int argc, char **argv)
{
	struct request request = { .name = "export" };

	return person(argc, argv, &request, export_help);
}

int command_forget(int argc, char **argv)
{
	struct request request = { .name = "forget", .forget = true };

	return person(argc, argv, &request, forget_help);
}
