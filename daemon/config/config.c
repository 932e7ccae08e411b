/*
 * config.c - the configuration file, from YAML to one immutable struct.
 *
 * First every section is read with its table, then names are resolved to indexes. All complaints
 * are collected; nothing is half-applied. What the values do is the business of the parts that get
 * them.
 */
#include "config.h"

#include "clock.h"
#include "config_areas.h"
#include "config_common.h"
#include "config_events.h"
#include "config_paths.h"
#include "config_reader.h"
#include "config_roles.h"
#include "config_schedules.h"
#include "config_tables.h"
#include "config_thresholds.h"
#include "config_zones.h"
#include "crypto.h"
#include "email_address.h"
#include "file.h"
#include "redis_address.h"
#include "units.h"

#include <stdio.h>
#include <unistd.h>

enum { FILE_MAX_BYTES = 4 << 20, ARENA_MAX_BYTES = 64 << 20 };

struct config_memory {
	struct arena arena;
};

/* --- listening address --- */

static bool is_loopback(const char *address)
{
	return strncmp(address, "127.", 4) == 0 || strcmp(address, "::1") == 0 ||
	       strcmp(address, "localhost") == 0;
}

static void read_listen(struct config_reader *reader)
{
	struct config *config = reader->config;
	const struct yaml *where = yaml_get(reader->root, "listen");
	struct slice text = slice_from(config->listen);
	const char *colon = text.len ? memrchr(text.data, ':', text.len) : NULL;
	struct slice host = { text.data, colon ? (size_t)(colon - text.data) : 0 };
	uint64_t port = 0;

	if (host.len > 2 && host.data[0] == '[' && host.data[host.len - 1] == ']')
		host = slice_cut(host, 1, host.len - 1);
	if (!colon || host.len == 0 ||
	    !units_parse_unsigned(slice_cut(text, (size_t)(colon + 1 - text.data), text.len), 65535,
				  &port)) {
		CONFIG_COMPLAIN(
			reader, where ? where : reader->root, "listen",
			"listen must be address:port, as 127.0.0.1:8787 or [::1]:8787, not \"%s\"",
			config->listen);
		return;
	}
	config->listen_address = arena_string(reader->arena, host);
	config->listen_port = (uint16_t)port;
	if (config->listen_address && !is_loopback(config->listen_address) && !config->token_file)
		CONFIG_COMPLAIN(
			reader, where ? where : reader->root, "open-to-all",
			"listening on %s would let anybody in; set token_file, or listen on "
			"127.0.0.1",
			config->listen_address);
}

/* --- paths --- */

static void read_paths(struct config_reader *reader)
{
	struct config *config = reader->config;

	config->rules = config_paths_read(reader->root, "rules", reader->arena, reader->complaints,
					  &config->rules_count);
	config->sentiment_models =
		config_paths_read(reader->root, "sentiment_model", reader->arena,
				  reader->complaints, &config->sentiment_model_count);
}

/* --- sections --- */

static void read_brands(struct config_reader *reader)
{
	struct config *config = reader->config;
	const struct yaml *defaults = yaml_get(reader->root, "defaults");
	const struct yaml *list, *item;

	settings_defaults(&config_brand_table, &config->defaults, reader->arena);
	config->defaults.thresholds = thresholds_default;
	if (defaults) {
		settings_read(&config_defaults_table, defaults, &config->defaults, reader->arena,
			      reader->complaints);
		config_thresholds_read(yaml_get(defaults, "thresholds"),
				       &config->defaults.thresholds, reader->complaints);
	}
	config->brands = config_reader_list(reader, reader->root, &config_brand_table, "brands",
					    sizeof(*config->brands), &config->defaults,
					    &config->brand_count);
	list = yaml_get(reader->root, "brands");
	item = list ? list->first : NULL;
	for (size_t i = 0; item && i < config->brand_count; i++, item = item->next)
		config_thresholds_read(yaml_get(item, "thresholds"), &config->brands[i].thresholds,
				       reader->complaints);
	config_reader_names_differ(reader, "brands", config->brands, config->brand_count,
				   sizeof(*config->brands));
}

/* By what mail is sent with, or the first to hear of a slip would be an incident's page. */
static bool is_bare_address(const char *email)
{
	char address[EMAIL_ADDRESS_MAX + 1];

	return email_address_bare(slice_from(email), address) && strcmp(address, email) == 0;
}

static void read_people(struct config_reader *reader)
{
	struct config *config = reader->config;
	const struct yaml *list = yaml_get(reader->root, "people");
	const struct yaml *item = list ? list->first : NULL;

	config->people = config_reader_list(reader, reader->root, &config_person_table, "people",
					    sizeof(*config->people), NULL, &config->people_count);
	config_reader_names_differ(reader, "people", config->people, config->people_count,
				   sizeof(*config->people));
	for (size_t i = 0; item && i < config->people_count; i++, item = item->next) {
		struct config_person *person = &config->people[i];

		person->webhook = CONFIG_NONE;
		if (person->webhook_name)
			person->webhook = config_reader_resolve(
				reader, item, "webhook", config->webhooks, config->webhook_count,
				sizeof(*config->webhooks), slice_from(person->webhook_name));
		if (person->email && !is_bare_address(person->email))
			CONFIG_COMPLAIN(reader, item, "email",
					"\"%s\" is no e-mail address; write name@example.org",
					person->email);
		if (!person->email && !person->webhook_name)
			CONFIG_COMPLAIN(reader, item, "unreachable",
					"%s has neither email nor webhook; give one",
					person->name ? person->name : "this person");
	}
}

/* "schedule social", "person anna", "webhook chat" */
static void read_target(struct config_reader *reader, const struct yaml *item,
			struct config_target *target)
{
	const struct config *config = reader->config;
	const struct {
		const char *word;
		enum config_target_kind kind;
		const void *items;
		size_t count, bytes;
	} kinds[] = {
		{ "schedule", CONFIG_TARGET_SCHEDULE, config->schedules, config->schedule_count,
		  sizeof(*config->schedules) },
		{ "person", CONFIG_TARGET_PERSON, config->people, config->people_count,
		  sizeof(*config->people) },
		{ "webhook", CONFIG_TARGET_WEBHOOK, config->webhooks, config->webhook_count,
		  sizeof(*config->webhooks) },
	};
	struct slice text = item->text;
	const char *blank = item->type == YAML_SCALAR ? memchr(text.data, ' ', text.len) : NULL;
	size_t split = blank ? (size_t)(blank - text.data) : 0;

	for (size_t i = 0; blank && i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (!slice_is(slice_cut(text, 0, split), kinds[i].word))
			continue;
		target->kind = kinds[i].kind;
		target->index = config_reader_resolve(reader, item, kinds[i].word, kinds[i].items,
						      kinds[i].count, kinds[i].bytes,
						      slice_cut(text, split + 1, text.len));
		return;
	}
	CONFIG_COMPLAIN(reader, item, "wrong-type",
			"write schedule NAME, person NAME or webhook NAME");
}

static void read_steps(struct config_reader *reader, const struct yaml *node,
		       struct config_policy *policy)
{
	const struct yaml *list = yaml_get(node, "steps");
	const struct yaml *item = list ? list->first : NULL;

	policy->steps = config_reader_list(reader, node, &config_step_table, "steps",
					   sizeof(*policy->steps), NULL, &policy->step_count);
	if (policy->step_count == 0)
		CONFIG_COMPLAIN(reader, node, "nobody",
				"the policy needs steps: a list of {notify: [...], wait: 5m}");
	for (size_t i = 0; item && i < policy->step_count; i++, item = item->next) {
		struct config_step *step = &policy->steps[i];
		const struct yaml *notify = yaml_get(item, "notify");
		size_t count = notify && notify->type == YAML_LIST ? notify->count : 0;

		step->targets =
			arena_calloc(reader->arena, count ? count : 1, sizeof(*step->targets));
		if (!step->targets || count == 0) {
			CONFIG_COMPLAIN(
				reader, item, "nobody",
				"the step needs notify: a list of schedule NAME, person NAME or "
				"webhook NAME");
			continue;
		}
		for (const struct yaml *target = notify->first; target; target = target->next)
			read_target(reader, target, &step->targets[step->target_count++]);
	}
}

/* "07:00" */
static bool read_time_of_day(struct slice text, int64_t *ret_us)
{
	uint64_t hours, minutes;

	if (text.len != 5 || text.data[2] != ':' ||
	    !units_parse_unsigned(slice_cut(text, 0, 2), 23, &hours) ||
	    !units_parse_unsigned(slice_cut(text, 3, 5), 59, &minutes))
		return false;
	*ret_us = (int64_t)hours * CLOCK_HOUR_US + (int64_t)minutes * CLOCK_MINUTE_US;
	return true;
}

static bool read_times_of_day(struct slice text, int64_t *ret_from_us, int64_t *ret_to_us)
{
	return text.len == 11 && text.data[5] == '-' &&
	       read_time_of_day(slice_cut(text, 0, 5), ret_from_us) &&
	       read_time_of_day(slice_cut(text, 6, 11), ret_to_us) && *ret_from_us != *ret_to_us;
}

static void read_night(struct config_reader *reader, const struct yaml *item,
		       struct config_policy *policy)
{
	const struct yaml *wakes = yaml_get(item, "wakes");

	if (policy->night && !read_times_of_day(slice_from(policy->night), &policy->night_from_us,
						&policy->night_to_us))
		CONFIG_COMPLAIN(reader, yaml_get(item, "night"), "wrong-type",
				"night is from when to when, as 22:00-07:00, not \"%s\"",
				policy->night);
	if (wakes && !policy->night)
		CONFIG_COMPLAIN(reader, wakes, "missing-key",
				"wakes says what is told at night; say when that is, as night: "
				"22:00-07:00");
}

static void read_policies(struct config_reader *reader)
{
	struct config *config = reader->config;
	const struct yaml *list = yaml_get(reader->root, "policies");
	const struct yaml *item = list ? list->first : NULL;

	config->policies =
		config_reader_list(reader, reader->root, &config_policy_table, "policies",
				   sizeof(*config->policies), NULL, &config->policy_count);
	config_reader_names_differ(reader, "policies", config->policies, config->policy_count,
				   sizeof(*config->policies));
	for (size_t i = 0; item && i < config->policy_count; i++, item = item->next) {
		read_steps(reader, item, &config->policies[i]);
		read_night(reader, item, &config->policies[i]);
	}
}

static void read_webhooks(struct config_reader *reader)
{
	struct config *config = reader->config;

	config->webhooks =
		config_reader_list(reader, reader->root, &config_webhook_table, "webhooks",
				   sizeof(*config->webhooks), NULL, &config->webhook_count);
	config_reader_names_differ(reader, "webhooks", config->webhooks, config->webhook_count,
				   sizeof(*config->webhooks));
}

static void read_hides(struct config_reader *reader)
{
	struct config *config = reader->config;
	const struct yaml *list = yaml_get(reader->root, "hide");
	const struct yaml *item = list ? list->first : NULL;

	config->hides = config_reader_list(reader, reader->root, &config_hide_table, "hide",
					   sizeof(*config->hides), NULL, &config->hide_count);
	config_reader_names_differ(reader, "hide", config->hides, config->hide_count,
				   sizeof(*config->hides));
	for (size_t i = 0; item && i < config->hide_count; i++, item = item->next)
		config->hides[i].headers =
			config_reader_texts(reader, yaml_get(item, "headers"), "headers",
					    &config->hides[i].header_count);
}

static void read_email(struct config_reader *reader)
{
	const struct yaml *node = yaml_get(reader->root, "email");

	settings_defaults(&config_email_table, &reader->config->email, reader->arena);
	if (node)
		settings_read(&config_email_table, node, &reader->config->email, reader->arena,
			      reader->complaints);
}

static size_t policy_of(struct config_reader *reader, const struct yaml *where, const char *name)
{
	const struct config *config = reader->config;

	if (!name)
		return config->policy_count ? 0 : CONFIG_NONE;
	return config_reader_resolve(reader, where, "policy", config->policies,
				     config->policy_count, sizeof(*config->policies),
				     slice_from(name));
}

static void resolve_areas(struct config_reader *reader)
{
	struct config *config = reader->config;
	const struct yaml *list = yaml_get(reader->root, "areas");
	const struct yaml *item = config->area_count ? list->first : NULL;

	config_reader_names_differ(reader, "areas", config->areas, config->area_count,
				   sizeof(*config->areas));
	for (size_t i = 0; i < config->area_count; i++, item = item->next)
		config->areas[i].policy = policy_of(reader, item, config->areas[i].policy_name);
}

static void resolve_policies(struct config_reader *reader)
{
	struct config *config = reader->config;
	const struct yaml *list = yaml_get(reader->root, "brands");
	const struct yaml *item = list ? list->first : NULL;
	const struct yaml *defaults = yaml_get(reader->root, "defaults");

	config->operations = CONFIG_NONE;
	if (config->operations_name)
		config->operations = policy_of(reader, yaml_get(reader->root, "operations"),
					       config->operations_name);
	config->defaults.policy =
		policy_of(reader, defaults ? defaults : reader->root, config->defaults.policy_name);
	for (size_t i = 0; item && i < config->brand_count; i++, item = item->next)
		config->brands[i].policy = policy_of(reader, item, config->brands[i].policy_name);
	resolve_areas(reader);
}

/* What is wrong with the address is found by whoever writes it, and not first by a start. */
static void check_redis_url(struct config_reader *reader)
{
	const struct config *config = reader->config;
	const struct yaml *where = yaml_get(reader->root, "redis");
	struct redis_address address;
	struct error error = { 0 };

	if (where && config->redis && strcmp(config->redis, "managed") != 0 &&
	    redis_address_parse(config->redis, &address, &error) < 0)
		CONFIG_COMPLAIN(reader, where, "redis-url", "%s", error.text);
	crypto_wipe(&address, sizeof(address));
}

static void check_redis(struct config_reader *reader)
{
	const struct config *config = reader->config;
	const struct yaml *where = yaml_get(reader->root, "redis_fsync");

	if (where && strcmp(config->redis_fsync, "everysec") != 0 &&
	    strcmp(config->redis_fsync, "always") != 0)
		CONFIG_COMPLAIN(reader, where, "wrong-type",
				"redis_fsync is everysec or always, not \"%s\"",
				config->redis_fsync);
	if (config->redis_replicas > 0 && strcmp(config->redis, "managed") == 0)
		CONFIG_COMPLAIN(
			reader, yaml_get(reader->root, "redis_replicas"), "redis-replicas",
			"the managed Redis has no replicas; redis_replicas is for sentinel://, "
			"cluster:// or a redis:// that has some");
}

/* Each judge has a connection, each partition some more, and people must find one free. */
static void check_connections(struct config_reader *reader)
{
	enum { OF_A_PARTITION = 5, AT_MOST = 800 };
	const struct config *config = reader->config;
	const struct yaml *judges = yaml_get(reader->root, "judges");
	const struct yaml *where = judges ? judges : yaml_get(reader->root, "partitions");

	if (where && config->partitions * (config->judges + OF_A_PARTITION) > AT_MOST)
		CONFIG_COMPLAIN(
			reader, where, "too-many-judges",
			"%lld partitions with %lld judges each take more connections than one "
			"process should have; lower judges, or start another Livvakt",
			(long long)config->partitions, (long long)config->judges);
}

/* Mail can only be sent when there is a server and a sender. */
static void check_email(struct config_reader *reader)
{
	const struct config *config = reader->config;
	const struct yaml *node = yaml_get(reader->root, "email");
	bool somebody = false;

	for (size_t i = 0; i < config->people_count; i++)
		somebody = somebody || config->people[i].email;
	if (somebody && !config->email.url)
		CONFIG_COMPLAIN(reader, node ? node : reader->root, "email",
				"people have e-mail addresses, but there is no email: {url: "
				"smtp://host:port, from: ...}");
	if (config->email.url && !config->email.from)
		CONFIG_COMPLAIN(reader, node, "email", "email needs from: the sender's address");
}

static void read_sections(struct config_reader *reader)
{
	settings_read(&config_table, reader->root, reader->config, reader->arena,
		      reader->complaints);
	read_listen(reader);
	read_paths(reader);
	reader->config->roles = config_roles_read(reader->root, reader->complaints);
	read_email(reader);
	read_webhooks(reader);
	read_people(reader);
	config_schedules_read(reader);
	read_policies(reader);
	read_hides(reader);
	config_areas_read(reader);
	config_events_read(reader);
	read_brands(reader);
	resolve_policies(reader);
	config_zones_resolve(reader);
	check_email(reader);
	check_redis_url(reader);
	check_redis(reader);
	check_connections(reader);
}

static struct config *config_new(void)
{
	struct config *config = calloc(1, sizeof(*config));

	if (!config)
		return NULL;
	config->memory = calloc(1, sizeof(*config->memory));
	if (!config->memory) {
		free(config);
		return NULL;
	}
	arena_init(&config->memory->arena, 1 << 16, ARENA_MAX_BYTES);
	return config;
}

struct config *config_free(struct config *config)
{
	if (!config)
		return NULL;
	arena_done(&config->memory->arena);
	free(config->memory);
	free(config);
	return NULL;
}

struct config *config_parse(struct slice text, const char *path, struct complaints *complaints)
{
	struct config *config = config_new();
	size_t errors = complaints->errors;
	struct config_reader reader = { .config = config, .complaints = complaints };

	if (!config) {
		complaints_add(complaints, (struct place){ path, 0, 0 }, COMPLAINT_ERROR, "memory",
			       "out of memory");
		return NULL;
	}
	reader.arena = &config->memory->arena;
	config->path = path ? arena_string(reader.arena, slice_from(path)) : NULL;
	reader.root = yaml_parse(text, config->path, reader.arena, complaints);
	if (reader.root) {
		settings_defaults(&config_table, config, reader.arena);
		config->common = config_common_read(reader.root, reader.arena);
		read_sections(&reader);
		config->root = reader.root;
	}
	return complaints->errors == errors ? config : config_free(config);
}

/* As it is found from any folder. Symbolic links stay as they are: what they lead to may change. */
static const char *find_from_anywhere(const char *path, struct arena *arena)
{
	AUTO_FREE char *folder = path[0] == '/' ? NULL : getcwd(NULL, 0);
	AUTO_FREE char *whole = NULL;

	if (strncmp(path, "./", 2) == 0)
		path += 2;
	if (!folder || asprintf(&whole, "%s/%s", folder, path) < 0)
		return arena_string(arena, slice_from(path));
	return arena_string(arena, slice_from(whole));
}

struct config *config_load(const char *path, struct complaints *complaints)
{
	struct config *config = NULL;
	struct error error = { 0 };
	struct buffer content;

	buffer_init(&content, FILE_MAX_BYTES);
	if (path && file_read(path, FILE_MAX_BYTES, &content, &error) < 0)
		complaints_add(complaints, (struct place){ path, 0, 0 }, COMPLAINT_ERROR,
			       "unreadable", "%s; name an existing file with -c", error.text);
	else
		config = config_parse(buffer_slice(&content), path, complaints);
	if (config && path)
		config->whole_path = find_from_anywhere(path, &config->memory->arena);
	buffer_done(&content);
	return config;
}

const struct config_brand *config_brand(const struct config *config, struct slice name)
{
	size_t index = config_reader_find(config->brands, config->brand_count,
					  sizeof(*config->brands), name);

	return index == CONFIG_NONE ? &config->defaults : &config->brands[index];
}

const char *config_brand_suggest(const struct config *config, struct slice name)
{
	return config_reader_suggest(config->brands, config->brand_count, sizeof(*config->brands),
				     name);
}
