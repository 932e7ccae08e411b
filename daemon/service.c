/*
 * service.c - owns every part; the one list of what starts, in order, and stops, backwards.
 *
 * The loop thread runs HTTP, timers and signals; judges and duty have threads and links of their
 * own and share nothing but the configuration and the ruleset of the moment.
 */
#include "service.h"

#include "api.h"
#include "author_key.h"
#include "chores.h"
#include "clock.h"
#include "crypto.h"
#include "deliver_check.h"
#include "doors.h"
#include "file.h"
#include "http_client.h"
#include "log.h"
#include "loop.h"
#include "managed.h"
#include "partitions.h"
#include "pulse.h"
#include "rules_keeper.h"
#include "shares.h"

#include <signal.h>
#include <stdio.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define WATCH_EVERY_US CLOCK_SECOND_US
#define DUTY_GRACE_US (5 * CLOCK_SECOND_US)
#define READY_EVERY_US (5 * INT64_C(1000))
#define DRAIN_EVERY_US (10 * INT64_C(1000))
#define DRAIN_LIMIT_US (3 * CLOCK_SECOND_US)

struct service {
	const struct config *config;
	const char *const *rules_folders;
	size_t rules_count;
	struct counters counters;
	struct config_strangers strangers;
	struct author_keys keys;
	struct rules_keeper rules;
	struct managed *managed;
	char *redis_password;
	struct redis_settings redis;
	struct loop *loop;
	struct api api;
	struct http *http;
	struct http_route routes[API_ROUTES];
	char *token;
	struct loop_timer *watch_timer, *drain_timer, *ready_timer;
	int64_t drain_until_us; /* monotonic */
	struct chores chores;
	struct pulse pulse;
	struct shares *shares;
	bool turned_away; /* comments are, and that was said */
	struct error end; /* why it ended by itself */
};

/* --- deliveries --- */

/* An address or a secret that cannot work is found now, not by the first alarm. */
static int start_check(struct service *service, struct error *error)
{
	struct complaints complaints;
	int r = http_client_init(error);

	if (r < 0)
		return r;
	complaints_init(&complaints);
	deliver_check(service->config, &complaints);
	complaints_print(&complaints, stderr);
	if (complaints.errors)
		r = error_set(error, ERROR_INVALID,
			      "%zu of the things that the configuration names cannot work",
			      complaints.errors);
	complaints_done(&complaints);
	return r;
}

static void stop_check(struct service *service)
{
	(void)service;
}

/* --- rules --- */

static int start_rules(struct service *service, struct error *error)
{
	const struct rules_keeper_settings settings = {
		.folders = service->rules_folders,
		.folder_count = service->rules_count,
		.models = { service->config->sentiment_models,
			    service->config->sentiment_model_count },
		.state_folder = service->config->state_folder,
		.watch = service->config->rules_watch,
		.counters = &service->counters,
	};

	return rules_keeper_start(&service->rules, &settings, error);
}

static void stop_rules(struct service *service)
{
	rules_keeper_stop(&service->rules);
}

static void on_hangup(void *context)
{
	(void)rules_keeper_reload(&((struct service *)context)->rules);
}

/* --- store --- */

/* A Redis that reads a long file is no reason to be ended by who watches over us. */
static void say_alive(void *context)
{
	(void)context;
	sd_notify(0, "WATCHDOG=1");
}

static int start_store(struct service *service, struct error *error)
{
	const struct managed_settings settings = {
		.state_folder = service->config->state_folder,
		.memory_bytes = service->config->redis_memory_bytes,
		.sync_always = strcmp(service->config->redis_fsync, "always") == 0,
		.waits = say_alive,
	};

	if (strcmp(service->config->redis, "managed") != 0) {
		service->redis.url = service->config->redis;
		if (!service->config->redis_password_file)
			return 0;
		service->redis_password =
			file_read_secret(service->config->redis_password_file, error);
		service->redis.password = service->redis_password;
		service->redis.password_file = service->config->redis_password_file;
		return service->redis_password ? 0 : error->code;
	}
	service->managed = managed_start(&settings, error);
	if (!service->managed)
		return error->code;
	service->redis.url = managed_url(service->managed);
	log_info("%s redis-server, process %d, in %s/redis",
		 managed_taken_over(service->managed) ? "took over" : "started",
		 managed_pid(service->managed), service->config->state_folder);
	return 0;
}

static void stop_store(struct service *service)
{
	struct error error = { 0 };

	if (service->managed && managed_stop(service->managed, &error) < 0)
		log_warning("redis-server did not stop in order: %s", error.text);
	managed_free(service->managed);
	crypto_free_secret(service->redis_password);
}

static struct shares_settings share_settings(struct service *service)
{
	return (struct shares_settings){ .config = service->config,
					 .redis = service->redis,
					 .rules = &service->rules.slot,
					 .counters = &service->counters,
					 .strangers = &service->strangers,
					 .keys = &service->keys,
					 .partitions = service->api.partitions,
					 .pulse = &service->pulse,
					 .own = service->managed != NULL };
}

/* That this state folder has its state in a Redis: an empty one would be a loss. */
static bool worked_before(const struct config *config, bool now)
{
	AUTO_FREE char *path = file_join(config->state_folder, "redis.used");
	struct error error = { 0 };
	bool before = path && file_exists(path);

	if (now && path && !before && file_write(path, (struct slice){ 0 }, 0600, &error) < 0)
		log_warning("an empty Redis would not be noticed at the next start: %s",
			    error.text);
	return before;
}

static int start_links(struct service *service, struct error *error)
{
	unsigned count = (unsigned)service->config->partitions;
	struct redis_settings quick, stored = service->redis;
	struct shares_settings settings;
	int r;

	stored.replicas = (unsigned)service->config->redis_replicas;
	quick = stored;
	quick.connect_timeout_us = CLOCK_SECOND_US;
	quick.command_timeout_us = 2 * CLOCK_SECOND_US;
	quick.retry_us = 5 * CLOCK_SECOND_US; /* each try may hold the loop up */
	service->api.partitions = partitions_new(&quick, count, error);
	if (!service->api.partitions)
		return error->code;
	settings = share_settings(service);
	settings.known = worked_before(service->config, false);
	service->shares = shares_new(&settings);
	if (!service->shares)
		return error_set(error, ERROR_MEMORY, "out of memory");
	r = shares_claim(service->shares, error);
	if (r < 0)
		return r;
	(void)worked_before(service->config, true);
	const struct doors_as as = { shares_presence(service->shares),
				     (uint64_t)service->config->stream_comments };

	service->api.doors = doors_new(loop_base(service->loop), &stored, count, &as, error);
	if (!service->api.doors)
		return error->code;
	shares_open(service->shares, service->api.doors);
	partitions_follow(service->api.partitions, service->api.doors);
	return 0;
}

static void stop_links(struct service *service)
{
	service->shares = shares_free(service->shares);
	if (service->api.partitions)
		partitions_follow(service->api.partitions, NULL);
	service->api.doors = doors_free(service->api.doors);
	service->api.partitions = partitions_free(service->api.partitions);
}

/* --- loop --- */

/* What was taken in is stored and answered first, as long as that takes no longer than the limit.
 */
static void on_drain(void *context)
{
	struct service *service = context;

	if (collector_waiting(service->api.collector) == 0 ||
	    clock_monotonic_us() >= service->drain_until_us)
		loop_stop(service->loop);
	else
		loop_timer_set(service->drain_timer, DRAIN_EVERY_US);
}

static void on_terminate(void *context)
{
	struct service *service = context;

	service->drain_until_us = clock_monotonic_us() + DRAIN_LIMIT_US;
	on_drain(service);
}

static int start_loop(struct service *service, struct error *error)
{
	int r;

	signal(SIGPIPE, SIG_IGN);
	service->loop = loop_new(error);
	if (!service->loop)
		return error->code;
	r = loop_on_signal(service->loop, SIGTERM, on_terminate, service, error);
	if (r == 0)
		r = loop_on_signal(service->loop, SIGINT, on_terminate, service, error);
	if (r == 0)
		r = loop_on_signal(service->loop, SIGHUP, on_hangup, service, error);
	return r;
}

static void stop_loop(struct service *service)
{
	service->loop = loop_free(service->loop);
}

/* --- intake --- */

static void store_block(void *sink, struct slice brand, const struct comment *comments,
			size_t count, collector_stored *done, void *context)
{
	struct service *service = sink;
	const struct config *config = service->api.config;
	const struct doors_load load = { brand, comments, count, clock_wall_us(),
					 config_brand(config, brand) != &config->defaults };
	struct error error = { 0 };
	int r = doors_append(service->api.doors, &load, done, context, &error);

	if (r < 0)
		done(context, r, &error);
}

static void on_flush(void *context)
{
	struct service *service = context;
	int64_t now_us = clock_monotonic_us();
	int64_t next_us = collector_flush(service->api.collector, now_us);

	if (next_us)
		loop_timer_set(service->api.flush, next_us - now_us);
}

static int start_intake(struct service *service, struct error *error)
{
	const struct collector_sink sink = { store_block, service };

	service->api.collector = collector_new(sink);
	service->api.flush = loop_timer_new(service->loop, on_flush, service);
	service->drain_timer = loop_timer_new(service->loop, on_drain, service);
	if (!service->api.collector || !service->api.flush || !service->drain_timer)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static void stop_intake(struct service *service)
{
	service->api.flush = loop_timer_free(service->api.flush);
	service->drain_timer = loop_timer_free(service->drain_timer);
	service->api.collector = collector_free(service->api.collector);
}

/* --- HTTP --- */

static int start_http(struct service *service, struct error *error)
{
	const struct config *config = service->config;
	struct http_settings settings = {
		.address = config->listen_address,
		.port = config->listen_port,
		.body_bytes = config->body_bytes,
		.bodies_bytes = config->bodies_bytes,
		.request_us = config->request_within_us,
		.routes = service->routes,
		.route_count = API_ROUTES,
		.context = &service->api,
		.counters = &service->counters,
	};

	if (config->token_file) {
		service->token = file_read_secret(config->token_file, error);
		if (!service->token)
			return error->code;
	}
	settings.token = service->token;
	api_routes(config, service->routes);
	service->http = http_new(service->loop, &settings, error);
	return service->http ? 0 : error->code;
}

static void stop_http(struct service *service)
{
	service->http = http_free(service->http);
	api_score_stop(&service->api);
	crypto_free_secret(service->token);
}

/* --- judging, alarms, deliveries --- */

/* Nobody would miss what he never knew of. */
static void tell_nobody(const struct config *config)
{
	bool somebody = config->policy_count > 0;

	for (size_t i = 0; i < config->webhook_count; i++)
		somebody |= config->webhooks[i].all_events;
	if (!somebody && config->roles & 1U << CONFIG_ROLE_ALARM)
		log_warning("no policies and no webhook for all events: nobody is told of "
			    "incidents; \"livvakt incidents\" lists them");
	if (config->roles & 1U << CONFIG_ROLE_JUDGE && !(config->roles & 1U << CONFIG_ROLE_ALARM))
		log_info("who is told of incidents is decided by the Livvakts with the role alarm; "
			 "areas and brands are those of this configuration");
}

static int start_work(struct service *service, struct error *error)
{
	tell_nobody(service->config);
	return shares_begin(service->shares, error);
}

static void stop_work(struct service *service)
{
	shares_end(service->shares, DUTY_GRACE_US);
}

/* --- watching --- */

static void watch_managed(struct service *service)
{
	struct error error = { 0 };

	if (!service->managed)
		return;
	switch (managed_tick(service->managed, clock_monotonic_us(), &error)) {
	case MANAGED_DIED:
		log_error("redis-server ended: %s; it is started again", error.text);
		break;
	case MANAGED_FAILED:
		log_error("redis-server cannot be started: %s", error.text);
		break;
	case MANAGED_RESTARTED:
		log_info("redis-server answers again, process %d", managed_pid(service->managed));
		break;
	case MANAGED_WELL:
		break;
	}
}

static void end_with(struct service *service, const struct error *error)
{
	if (service->end.code)
		return;
	service->end = *error;
	on_terminate(service);
}

static void watch_doors(struct service *service)
{
	const struct doors *doors = service->api.doors;
	bool away = doors_taking(doors) < (size_t)service->config->partitions;

	if (away && !service->turned_away)
		log_warning("comments are turned away%s: %s",
			    service->config->partitions > 1 ? ", of some brands at least" : "",
			    doors_trouble(doors));
	if (!away && service->turned_away)
		log_info("comments are taken in again");
	service->turned_away = away;
	if (doors_moved(doors)) {
		struct error moved;

		(void)error_set(&moved, ERROR_CONFLICT,
				"the brands on this Redis are being spread over another number of "
				"partitions; start again when that is over, with the new number");
		end_with(service, &moved);
	} else if (shares_trouble(service->shares)) {
		end_with(service, shares_trouble(service->shares));
	}
}

static void on_watch(void *context)
{
	struct service *service = context;

	(void)pulse_beat(&service->pulse, clock_moment_now());
	watch_managed(service);
	shares_look(service->shares);
	watch_doors(service);
	chores_do(&service->chores);
	sd_notify(0, "WATCHDOG=1");
	loop_timer_set(service->watch_timer, WATCH_EVERY_US);
}

/* Said when a comment sent now would be stored; until then the port is open and answers 503. */
static void on_ready(void *context)
{
	struct service *service = context;

	if (!doors_settled(service->api.doors)) {
		loop_timer_set(service->ready_timer, READY_EVERY_US);
		return;
	}
	log_info("ready: http://%s:%u, %lld judges", service->config->listen_address,
		 http_port(service->http), (long long)service->config->judges);
	sd_notifyf(0, "READY=1\nSTATUS=Listening on %s:%u", service->config->listen_address,
		   http_port(service->http));
}

static int start_watch(struct service *service, struct error *error)
{
	service->watch_timer = loop_timer_new(service->loop, on_watch, service);
	service->ready_timer = loop_timer_new(service->loop, on_ready, service);
	if (!service->watch_timer || !service->ready_timer)
		return error_set(error, ERROR_MEMORY, "out of memory");
	service->chores = (struct chores){ .config = service->config,
					   .partitions = service->api.partitions,
					   .keys = &service->keys };
	loop_timer_set(service->watch_timer, WATCH_EVERY_US);
	return 0;
}

static void stop_watch(struct service *service)
{
	service->watch_timer = loop_timer_free(service->watch_timer);
	service->ready_timer = loop_timer_free(service->ready_timer);
}

static int start_identity(struct service *service, struct error *error)
{
	int r = crypto_init(error);

	if (r == 0)
		r = author_key_load(service->config->state_folder, clock_wall_us(), &service->keys,
				    error);
	return r;
}

static void stop_identity(struct service *service)
{
	crypto_wipe(&service->keys, sizeof(service->keys));
}

/* --- the list --- */

struct part {
	const char *name;
	int (*start)(struct service *service, struct error *error);
	void (*stop)(struct service *service);
};

static const struct part parts[] = {
	{ "check", start_check, stop_check }, /* first what needs no server: mistakes in files */
	{ "identity", start_identity, stop_identity }, /* makes the folder of the state */
	{ "rules", start_rules, stop_rules },
	{ "store", start_store, stop_store },
	{ "loop", start_loop, stop_loop },
	{ "intake", start_intake, stop_intake },
	{ "links", start_links,
	  stop_links },			   /* ended before intake: what is under way is told so */
	{ "http", start_http, stop_http }, /* the port: taken before anything is judged */
	{ "work", start_work, stop_work },
	{ "watch", start_watch, stop_watch },
};
enum { PARTS = sizeof(parts) / sizeof(parts[0]) };

static void stop_parts(struct service *service, size_t count)
{
	while (count-- > 0)
		parts[count].stop(service);
}

static int start_parts(struct service *service, struct error *error)
{
	for (size_t i = 0; i < PARTS; i++) {
		int r = parts[i].start(service, error);

		if (r < 0) {
			stop_parts(service, i + 1); /* a part that failed half-way is stopped like
						       one that runs */
			return r;
		}
	}
	return 0;
}

int service_run(const struct config *config, const char *const *rules, size_t rules_count,
		struct error *error)
{
	struct service *service = calloc(1, sizeof(*service));
	int r;

	if (!service)
		return error_set(error, ERROR_MEMORY, "out of memory");
	service->config = config;
	service->pulse = (struct pulse)PULSE_INIT;
	service->rules_folders = rules;
	service->rules_count = rules_count;
	service->api.config = config;
	service->api.counters = &service->counters;
	service->api.rules = &service->rules.slot;
	service->api.keeper = &service->rules;
	service->api.keys = &service->keys;
	r = start_parts(service, error);
	if (r == 0) {
		loop_timer_set(service->ready_timer, 0);
		loop_run(service->loop);
		log_info("stopping");
		sd_notify(0, "STOPPING=1");
		stop_parts(service, PARTS);
		r = service->end.code;
		if (r < 0)
			*error = service->end;
	}
	free(service);
	return r;
}
