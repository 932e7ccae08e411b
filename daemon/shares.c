/* shares.c - see shares.h. */
#include "shares.h"

#include "census.h"
#include "clock.h"
#include "duty.h"
#include "identity.h"
#include "judge_crew.h"
#include "log.h"
#include "pipeline.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { CONSUMER_BYTES = PRESENCE_NAME_MAX };

struct share {
	bool claimed, refused;
	_Atomic bool begun_anew; /* a judge found no stream */
	struct judge_crew *judges;
	struct duty *duty;
};

struct shares {
	struct shares_settings settings;
	struct doors *doors; /* NULL: not yet */
	char consumer[CONSUMER_BYTES];
	char configuration[CRYPTO_ID_TEXT_MAX];
	bool working;
	unsigned clock_off; /* how bad it was when it was last said */
	struct error trouble;
	unsigned count;
	struct share shares[];
};

/* The same after a restart; no other Livvakt has this host and folder. */
static void name_consumer(const struct config *config, char ret_name[CONSUMER_BYTES])
{
	char host[64] = "host", id[CRYPTO_ID_TEXT_MAX];
	AUTO_FREE char *folder = realpath(config->state_folder, NULL);
	struct slice parts[2];

	gethostname(host, sizeof(host) - 1);
	parts[0] = slice_from(host);
	parts[1] = slice_from(folder ? folder : config->state_folder);
	crypto_content_id(parts, 2, id);
	snprintf(ret_name, CONSUMER_BYTES, "%s:%s", host, id);
}

struct shares *shares_new(const struct shares_settings *settings)
{
	unsigned count = partitions_count(settings->partitions);
	struct shares *shares = calloc(1, sizeof(*shares) + count * sizeof(shares->shares[0]));

	if (!shares)
		return NULL;
	shares->settings = *settings;
	shares->count = count;
	name_consumer(settings->config, shares->consumer);
	crypto_content_id(&settings->config->common, 1, shares->configuration);
	return shares;
}

struct presence shares_presence(const struct shares *shares)
{
	return (struct presence){ shares->consumer, shares->configuration };
}

/* --- claiming --- */

static void tell_key(const struct shares *shares, enum identity_key key)
{
	if (key == IDENTITY_NEW)
		log_info("authors are hashed with a new key from now on");
	if (key == IDENTITY_OLD)
		log_warning("other Livvakts on this Redis hash authors with a newer key: copy "
			    "their author.key into %s and restart, before the old one's time is "
			    "over",
			    shares->settings.config->state_folder);
}

/* Another Redis, an emptied one, files that were lost: going on as if nothing were is the worst. */
static void tell_loss(const struct shares *shares, unsigned number)
{
	if (!shares->settings.known && !shares->shares[number].claimed)
		return;
	counter_add(shares->settings.counters, COUNTER_store_losses, 1);
	log_error(
		"partition %u of Redis is empty, though we worked with its state before: its "
		"queue, decisions, incidents and figures are lost, unless another Redis has them. "
		"It goes on anew; to have them back stop Livvakt and restore a backup of Redis",
		number);
}

/* What it may not do fails when it is needed, which may be late. */
static void tell_rights(const struct partition *partition)
{
	char missing[IDENTITY_RIGHTS_MAX];
	struct error error = { 0 };

	if (identity_rights(partition->link, partition->number, missing, &error) == 0 && *missing)
		log_warning("the Redis user may not: %s; comments may wait until it may "
			    "(docs/state.md, \"Another Redis\", shows all its rights)",
			    missing);
}

/* Who is told, and what is kept how long, would depend on which of them comes first. */
static void tell_differences(const struct shares *shares, const struct partition *partition)
{
	const struct presence who = shares_presence(shares);
	char name[PRESENCE_NAME_MAX];
	struct error error = { 0 };

	if (presence_differs(partition->link, partition->number, &who, name, &error) == 0 && *name)
		log_warning("%s works on this Redis, too, with another configuration: whichever "
			    "of you comes first decides who is told of an incident and what is "
			    "kept; give both the same people, policies, brands and limits",
			    name);
}

/* A Redis of others may forget what it said yes to. */
static void tell_keeping(const struct shares *shares, const struct partition *partition)
{
	struct census server = { 0 };
	struct error error = { 0 };

	if (shares->settings.own || census_server(partition->link, &server, &error) < 0)
		return;
	if (server.full_policy[0] && strcmp(server.full_policy, "noeviction") != 0)
		log_warning("this Redis throws away what it likes when it is full "
			    "(maxmemory-policy %s): comments and incidents may be lost; set "
			    "maxmemory-policy noeviction",
			    server.full_policy);
	if (!server.keeps_file)
		log_warning("this Redis keeps no append-only file: what was accepted is lost "
			    "when it ends; set appendonly yes");
}

/* Says that we are there before it looks whether it may be: whoever wants to be alone does it the
 * other way round, so that one of us sees the other. A full disk is no reason not to start. */
static int come_in(const struct shares *shares, const struct partition *partition,
		   const struct identity_claimant *claimant, enum identity_key *ret_key,
		   struct error *error)
{
	struct error ignored;
	const struct presence who = shares_presence(shares);
	int r = presence_enter(partition->link, partition->number, &who, &ignored);

	if (error_is_unanswered(r))
		return error_set(error, ERROR_AWAY, "%s", ignored.text);
	r = identity_claim(partition->link, partition->number, claimant, ret_key, error);
	if (r < 0)
		(void)presence_leave(partition->link, partition->number, shares->consumer,
				     &ignored);
	return r;
}

static int claim(struct shares *shares, unsigned number, struct error *error)
{
	const struct shares_settings *settings = &shares->settings;
	const struct identity_claimant claimant = { settings->keys, settings->own, clock_wall_us(),
						    shares->count };
	struct partition partition = { 0 };
	enum identity_key key = IDENTITY_SAME;
	int r = partitions_reach(settings->partitions, number, clock_monotonic_us(), &partition,
				 error);

	if (r == 0)
		r = come_in(shares, &partition, &claimant, &key, error);
	if (r == 0)
		r = partitions_connect(settings->partitions, number, clock_monotonic_us(),
				       &partition, error);
	if (r < 0)
		return r;
	if (key == IDENTITY_FIRST || shares->shares[number].claimed) /* another one was first */
		tell_loss(shares, number);
	shares->shares[number].claimed = true;
	if (shares->doors)
		doors_admit(shares->doors, number);
	if (number == 0) { /* said once */
		tell_key(shares, key);
		tell_rights(&partition);
		tell_keeping(shares, &partition);
		tell_differences(shares, &partition);
	}
	return 0;
}

int shares_claim(struct shares *shares, struct error *error)
{
	struct error trouble = { 0 };
	unsigned claimed = 0;

	for (unsigned i = 0; i < shares->count; i++) {
		struct error own = { 0 };
		int r = claim(shares, i, &own);

		claimed += r == 0;
		if (r < 0 && (!error_is_unanswered(r) || trouble.code == 0))
			trouble = own;
		if (r < 0 && !error_is_unanswered(r))
			break;
	}
	if (trouble.code && (claimed == 0 || !error_is_unanswered(trouble.code)))
		return error_set(error, (enum error_code)trouble.code, "%s", trouble.text);
	if (trouble.code)
		log_warning("%u of %u partitions are away, and taken up when they are there: %s",
			    shares->count - claimed, shares->count, trouble.text);
	return 0;
}

void shares_open(struct shares *shares, struct doors *doors)
{
	shares->doors = doors;
	for (unsigned i = 0; i < shares->count; i++) {
		if (shares->shares[i].claimed)
			doors_admit(doors, i);
	}
}

/* --- working --- */

static int64_t wall_now(void *context)
{
	(void)context;
	return clock_wall_us();
}

static int begin_judging(struct shares *shares, unsigned number, struct error *error)
{
	const struct shares_settings *from = &shares->settings;
	struct share *share = &shares->shares[number];
	struct pipeline_settings settings = {
		.config = from->config,
		.redis = from->redis,
		.rules = from->rules,
		.counters = from->counters,
		.strangers = from->strangers,
		.clock = { wall_now, NULL },
		.partition = number,
		.begun_anew = &share->begun_anew,
	};

	settings.redis.partition = number;
	settings.keys = *from->keys;
	share->judges =
		judge_crew_start(&settings, shares->consumer, (size_t)from->config->judges, error);
	crypto_wipe(&settings.keys, sizeof(settings.keys));
	return share->judges ? 0 : error->code;
}

static int begin_duty(struct shares *shares, unsigned number, enum due_kind kind,
		      struct error *error)
{
	const struct shares_settings *from = &shares->settings;
	struct duty_settings settings = { .config = from->config,
					  .redis = from->redis,
					  .counters = from->counters,
					  .pulse = from->pulse,
					  .ca_file = from->config->ca_file,
					  .partition = number,
					  .kind = kind };
	struct share *share = &shares->shares[number];

	settings.redis.partition = number;
	share->duty = duty_start(&settings, error);
	return share->duty ? 0 : error->code;
}

static int begin(struct shares *shares, unsigned number, struct error *error)
{
	const struct config *config = shares->settings.config;
	bool alarm = config_has_role(config, CONFIG_ROLE_ALARM),
	     deliver = config_has_role(config, CONFIG_ROLE_DELIVER);
	enum due_kind one = alarm ? DUE_STEPS : DUE_DELIVERIES;
	int r = 0;

	if (config_has_role(config, CONFIG_ROLE_JUDGE))
		r = begin_judging(shares, number, error);
	if (r == 0 && (alarm || deliver))
		r = begin_duty(shares, number, alarm && deliver ? DUE_ANY : one, error);
	return r;
}

int shares_begin(struct shares *shares, struct error *error)
{
	int r = 0;

	shares->working = true;
	for (unsigned i = 0; r == 0 && i < shares->count; i++) {
		if (shares->shares[i].claimed)
			r = begin(shares, i, error);
	}
	return r;
}

static void take_up(struct shares *shares, unsigned number)
{
	struct error error = { 0 };
	int r = claim(shares, number, &error);

	if (r == 0)
		r = begin(shares, number, &error);
	if (r == 0) {
		log_info("partition %u is there, and taken up", number);
	} else if (!error_is_unanswered(r)) { /* somebody else's: a person must see to it */
		shares->shares[number].refused = true;
		log_error("partition %u cannot be taken up, which leaves its brands without "
			  "judges: %s; restart when that is mended",
			  number, error.text);
	}
}

/* Others must find whose it is. Not while partition 0 says that the brands moved: then it is empty
 * because they did. */
static void claim_again(struct shares *shares, unsigned number)
{
	struct partition first = { 0 };
	struct error error = { 0 };
	int r = partitions_ready(shares->settings.partitions, 0, clock_monotonic_us(), &first,
				 &error);

	if (r == 0)
		r = identity_check_partitions(first.link, shares->count, &error);
	if (r == 0)
		r = claim(shares, number, &error);
	if (r < 0 && !error_is_unanswered(r))
		shares->trouble = error;
}

const struct error *shares_trouble(const struct shares *shares)
{
	return shares->trouble.code ? &shares->trouble : NULL;
}

/* Said when it begins, gets bad, and ends. */
static void watch_clock(struct shares *shares)
{
	const int64_t ahead_us = doors_ahead_us(shares->doors);
	const int64_t seconds = llabs(ahead_us) / CLOCK_SECOND_US;
	const unsigned off = (llabs(ahead_us) > CLOCK_OFF_US) + (llabs(ahead_us) > CLOCK_MINUTE_US);
	const char *const way = ahead_us > 0 ? "ahead of" : "behind";

	if (off == shares->clock_off)
		return;
	shares->clock_off = off;
	if (off > 1)
		log_error("this machine's clock is %lld s %s Redis': alarms are missed or come for "
			  "nothing, and wait wrongly; set the clocks of all machines by NTP",
			  (long long)seconds, way);
	else if (off)
		log_warning("this machine's clock is %lld s %s Redis'; set the clocks of all "
			    "machines by NTP",
			    (long long)seconds, way);
	else
		log_info("this machine's clock agrees with Redis' again");
}

void shares_look(struct shares *shares)
{
	for (unsigned i = 0; i < shares->count; i++) {
		if (atomic_exchange(&shares->shares[i].begun_anew, false))
			doors_doubt(shares->doors, i);
	}
	doors_look(shares->doors);
	watch_clock(shares);
	for (unsigned i = 0; shares->working && i < shares->count; i++) {
		if (shares->shares[i].claimed && doors_is_empty(shares->doors, i))
			claim_again(shares, i);
	}
	for (unsigned i = 0; shares->working && i < shares->count; i++) {
		if (!shares->shares[i].claimed && !shares->shares[i].refused &&
		    doors_is_connected(shares->doors, i))
			take_up(shares, i);
	}
}

void shares_end(struct shares *shares, int64_t grace_us)
{
	for (unsigned i = 0; i < shares->count; i++) {
		if (shares->shares[i].judges)
			judge_crew_end(shares->shares[i].judges);
		if (shares->shares[i].duty)
			duty_end(shares->shares[i].duty, grace_us);
	}
	for (unsigned i = 0; i < shares->count; i++) {
		struct share *share = &shares->shares[i];

		share->judges = judge_crew_stop(share->judges);
		share->duty = duty_stop(share->duty, grace_us);
	}
	shares->working = false;
}

/* Nobody need wait until Redis has forgotten us. */
static void leave(struct shares *shares, unsigned number)
{
	struct partition partition = { 0 };
	struct error ignored;

	if (shares->shares[number].claimed &&
	    partitions_ready(shares->settings.partitions, number, clock_monotonic_us(), &partition,
			     &ignored) == 0)
		(void)presence_leave(partition.link, number, shares->consumer, &ignored);
}

struct shares *shares_free(struct shares *shares)
{
	for (unsigned i = 0; shares && i < shares->count; i++)
		leave(shares, i);
	free(shares);
	return NULL;
}
