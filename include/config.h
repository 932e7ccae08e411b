/*
 * config.h - the one configuration file, read whole into one immutable struct.
 *
 * Everything is allocated in the config's own arena and lives until config_free. Names refer to
 * each other by index, resolved (and complained about) while reading. docs/configuration.md is
 * written from the same table.
 */
#ifndef LIVVAKT_CONFIG_H
#define LIVVAKT_CONFIG_H

#include "complaint.h"
#include "thresholds.h"
#include "zone.h"
#include <stdbool.h>
#include <stdint.h>

/* What a Livvakt can do; several on one Redis may share it out. */
enum config_role {
	CONFIG_ROLE_INTAKE,
	CONFIG_ROLE_JUDGE,
	CONFIG_ROLE_ALARM,   /* steps of incidents that are due */
	CONFIG_ROLE_DELIVER, /* e-mail, webhooks, hide calls */
	CONFIG_ROLE_CONSOLE, /* what people ask and say over HTTP */
	CONFIG_ROLE_COUNT
};

struct config_brand {
	const char *name;
	struct thresholds thresholds;
	const char *policy_name;  /* as written; NULL: the first policy */
	size_t policy;		  /* index into policies; CONFIG_NONE when nobody is to be told */
	const char *timezone;	  /* as written; NULL: see docs/configuration.md */
	struct zone zone;	  /* by whose clock its days and weeks go */
	int64_t minimum_negative; /* evidence gates of the detector */
	int64_t minimum_authors;
	int64_t quiet_weeks;	/* at most one false alarm in so many weeks */
	bool watch_intents;	/* a single emergency or journalist is an incident */
	int64_t minimum_copies; /* people who write nearly the same are one; 0: never */
};

struct config_person {
	const char *name;      /* short: anna */
	const char *full_name; /* may be NULL */
	const char *email;     /* may be NULL when webhook is set */
	const char *webhook_name;
	size_t webhook; /* index into webhooks or CONFIG_NONE: a webhook of their own */
};

/* Somebody takes over for a while, whosever turn it is. */
struct config_override {
	const char *person_name;
	size_t person; /* index */
	int64_t from_us, to_us;
};

/* Who is on call when: people take turns of `shift_us`, beginning at `start_us`, by the clock of
 * `zone`. */
struct config_schedule {
	const char *name;
	size_t *people; /* indexes, in order of turn */
	size_t people_count;
	int64_t start_us, shift_us;
	const char *timezone; /* as written; NULL: UTC */
	struct zone zone;
	struct config_override *overrides; /* the first that holds, holds */
	size_t override_count;
};

enum config_target_kind { CONFIG_TARGET_PERSON, CONFIG_TARGET_SCHEDULE, CONFIG_TARGET_WEBHOOK };

struct config_target {
	enum config_target_kind kind;
	size_t index;
};

struct config_step {
	struct config_target *targets;
	size_t target_count;
	int64_t wait_us; /* for an acknowledgement, before the next step */
};

/* Escalation policy: step by step until somebody acknowledges, then `repeat` times more from the
 * start. */
struct config_policy {
	const char *name;
	struct config_step *steps;
	size_t step_count;
	int64_t repeat;
	const char *night;		    /* as written; NULL: none */
	int64_t night_from_us, night_to_us; /* of the day */
	int64_t wakes; /* at night only what is at least so severe is told (night.h) */
};

struct config_webhook {
	const char *name;
	const char *url;
	const char *secret_file; /* Standard Webhooks secret, whsec_… */
	bool all_events;	 /* subscribe: also gets every incident event of all brands */
};

/* A generic outgoing call that hides a comment where it was posted. Templates may hold {id} {brand}
 * {channel} {post} {author} {reason} {rule} {secret}; in a URL they are percent-encoded, in a JSON
 * body escaped. */
struct config_hide {
	const char *name;
	const char *channel; /* comments of this channel; NULL: of every channel */
	const char *method, *url;
	const char **headers;
	size_t header_count;
	const char *body;	 /* may be NULL */
	const char *secret_file; /* may be NULL */
};

struct config_names {
	const char **items;
	size_t count;
};

enum { CONFIG_AREAS_MAX = 200 };

/* Whose incidents are which: those in the places it names go by its own policy (area.h). */
struct config_area {
	const char *name;
	const char *brand; /* NULL: every brand */
	const char *policy_name;
	size_t policy; /* index into policies */
	struct config_names topics, channels, languages;
};

enum { CONFIG_EVENTS_MAX = 200 };

/* Something planned that brings more comments than usual. */
struct config_event {
	const char *name;  /* for people: "launch" */
	const char *brand; /* NULL: every brand */
	int64_t from_us, to_us;
	int64_t factor; /* times the usual, thousandths */
};

struct config_email {
	const char *url; /* smtp://host:port or smtps://; NULL: no e-mail */
	const char *from;
	const char *username, *password_file;
	bool starttls; /* required; the default is true except for loopback */
};

struct yaml;
struct config {
	const char *path;	/* NULL: defaults */
	const char *whole_path; /* the same, found from any folder */
	const char *listen;	/* as written: 127.0.0.1:8787 */
	const char *listen_address;
	uint16_t listen_port;	/* 0: any free one */
	const char *public_url; /* for links in messages; NULL: http://listen */
	const char *token_file; /* bearer token of the API; NULL: only loopback may call */
	const char *ca_file;	/* certificates that https, smtps and STARTTLS are checked against;
				   NULL: the system's */
	const char *state_folder;
	const char *redis; /* "managed", redis://…, unix://… */
	const char *redis_password_file;
	const char *redis_fsync;     /* "everysec" or "always" */
	uint64_t redis_memory_bytes; /* 0: no limit */
	int64_t redis_replicas;	     /* that have what is accepted, before 202 */
	const char **rules;	     /* folders */
	size_t rules_count;
	bool rules_watch;	       /* read anew when their files change */
	const char **sentiment_models; /* paths; none: the lexicon alone */
	size_t sentiment_model_count;
	int64_t partitions;	      /* over which the brands are spread */
	struct slice common;	      /* config_common.h */
	unsigned roles;		      /* 1 << CONFIG_ROLE_…: what this process does */
	int64_t judges;		      /* threads, for each partition */
	uint64_t body_bytes;	      /* largest HTTP body */
	uint64_t bodies_bytes;	      /* all that are held at once; then 503 */
	int64_t request_within_us;    /* from a request's first byte to its last; then 408 */
	int64_t stream_comments;      /* waiting to be judged, at most; then 503 */
	int64_t duplicates_within_us; /* 0: repeats are not recognised */
	int64_t duplicates_kept;      /* comments remembered for it */
	int64_t resolve_after_us;     /* calm for so long: resolved */
	int64_t reopen_within_us;
	int64_t keep_comments_us;   /* texts that need a person or illustrate */
	int64_t remember_hides_us;  /* of an author; 0: not at all */
	int64_t keep_author_key_us; /* the one before, after a rotation; 0: not at all */
	int64_t rates_kept; /* authors, links or texts of a brand, for each rate asked for */
	int64_t keep_incidents_us;
	int64_t keep_messages_us;
	int64_t keep_poison_us;
	struct config_brand defaults; /* for brands that are not listed */
	struct config_brand *brands;
	size_t brand_count;
	struct config_person *people;
	size_t people_count;
	struct config_schedule *schedules;
	size_t schedule_count;
	struct config_policy *policies;
	size_t policy_count;
	struct config_area *areas; /* the first that fits has it */
	size_t area_count;
	const char *operations_name; /* as written; may be NULL */
	size_t operations; /* policy for feeds that fall silent; CONFIG_NONE: the brand's own */
	struct config_event *events;
	size_t event_count;
	struct config_webhook *webhooks;
	size_t webhook_count;
	struct config_hide *hides;
	size_t hide_count;
	struct config_email email;
	const struct yaml *root;      /* as written, for config_doubts.h; NULL: defaults */
	struct config_memory *memory; /* owns all of the above */
};

#define CONFIG_NONE SIZE_MAX

/* NULL path: the defaults. NULL result when there is any complaint of weight error. */
struct config *config_load(const char *path, struct complaints *complaints);
/* The same from the file's text; `path` names it in complaints, and relative paths start beside it.
 */
struct config *config_parse(struct slice text, const char *path, struct complaints *complaints);
struct config *config_free(struct config *config); /* always NULL */

const char *config_role_name(enum config_role role);
bool config_has_role(const struct config *config, enum config_role role);

/* Settings of a brand: its own or the defaults. */
const struct config_brand *config_brand(const struct config *config, struct slice name);
/* The brand that may be meant by a name of none; NULL: none is near. */
const char *config_brand_suggest(const struct config *config, struct slice name);

#endif
