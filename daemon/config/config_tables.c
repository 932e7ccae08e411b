/* config_tables.c - every key of the configuration file, once: name, type, place, default, range,
 * help. */
#include "config_tables.h"

#include "config.h"

#define AT(type, member) offsetof(struct type, member)
#define TABLE(title, rows)                                                                         \
	{                                                                                          \
		.name = title, .settings = rows, .count = sizeof(rows) / sizeof((rows)[0])         \
	}

static const struct setting top[] = {
	{ "listen", SETTING_TEXT, AT(config, listen), .fallback = "127.0.0.1:8787",
	  .help = "Address and port of the HTTP interface; port 0 takes any free one." },
	{ "public_url", SETTING_TEXT, AT(config, public_url),
	  .help = "How people reach the HTTP interface: messages link to the incident there, as "
		  "JSON. Without it they name commands only." },
	{ "token_file", SETTING_FILE, AT(config, token_file),
	  .help = "File whose first line is the bearer token of the HTTP interface. Without it "
		  "only this machine's own loopback addresses may be listened on." },
	{ "ca_file", SETTING_FILE, AT(config, ca_file),
	  .help = "Certificates (PEM) to trust instead of the system's, for receivers with "
		  "certificates of your own." },
	{ "state", SETTING_FILE, AT(config, state_folder), .fallback = "/var/lib/livvakt",
	  .help = "Folder for what must outlive a restart: the managed Redis, the key of author "
		  "hashes." },
	{ "redis", SETTING_TEXT, AT(config, redis), .fallback = "managed",
	  .help = "managed (Livvakt runs its own redis-server), redis://host:port/db, "
		  "unix:///path/to/socket, sentinel://host,host2/mymaster or "
		  "cluster://host,host2." },
	{ "redis_password_file", SETTING_FILE, AT(config, redis_password_file),
	  .help = "File with the password of a Redis that is not managed." },
	{ "redis_fsync", SETTING_TEXT, AT(config, redis_fsync), .fallback = "everysec",
	  .help = "When the managed Redis has what it took safe on disk: everysec (a crash of the "
		  "machine may lose the last second) or always (before a sender hears 202)." },
	{ "redis_memory", SETTING_BYTES, AT(config, redis_memory_bytes), .fallback = "0",
	  .max = "1024GiB",
	  .help = "Memory of the managed Redis, as 2GiB; at its limit comments are turned away "
		  "with "
		  "503 until there is room. 0: no limit." },
	{ "redis_replicas", SETTING_INTEGER, AT(config, redis_replicas), .fallback = "0",
	  .min = "0", .max = "16",
	  .help = "Replicas of Redis that must have a comment, or a person's word, before it is "
		  "answered with 202 or 200; too few of them: 503. 0: what the master has "
		  "accepted and not handed on is lost with it." },
	{ "rules", SETTING_STRUCTURE,
	  .help = "Folder with rules, or a list of them; without it the shipped ones." },
	{ "rules_watch", SETTING_BOOL, AT(config, rules_watch), .fallback = "true",
	  .help = "true: rules are read anew a moment after their files changed; false: only when "
		  "asked, by SIGHUP or livvakt rules reload." },
	{ "sentiment_model", SETTING_STRUCTURE,
	  .help = "A model that `livvakt train` made of comments of your own, or a list of them, "
		  "one a language: each tells the mood in place of the lexicon, in the languages "
		  "that it was trained on. Read anew with the rules." },
	{ "partitions", SETTING_INTEGER, AT(config, partitions), .fallback = "1", .min = "1",
	  .max = "64",
	  .help = "Over how many partitions brands are spread, each with a stream, judges and "
		  "alarms of its own; in a Redis Cluster they lie on its nodes. The same for all "
		  "Livvakts on a Redis; `livvakt repartition` moves the brands when it changes "
		  "(docs/scaling.md)." },
	{ "roles", SETTING_STRUCTURE,
	  .help = "List of what this Livvakt does, of intake (comments), judge, alarm (steps of "
		  "incidents), deliver (e-mail, webhooks, hide calls) and console (what people "
		  "ask and say over HTTP); without it all of them. Others on the same Redis may "
		  "do the rest." },
	{ "judges", SETTING_INTEGER, AT(config, judges), .fallback = "2", .min = "1", .max = "64",
	  .help = "Threads that judge comments, for each partition; read at start." },
	{ "body", SETTING_BYTES, AT(config, body_bytes), .fallback = "8MiB", .min = "64KiB",
	  .max = "64MiB", .help = "Largest HTTP body that is read; more is answered with 413." },
	{ "bodies", SETTING_BYTES, AT(config, bodies_bytes), .fallback = "256MiB", .min = "128MiB",
	  .max = "64GiB",
	  .help = "Memory for the bodies of all requests that are here at once; a request of more "
		  "than 4 KiB that does not fit is answered with 503 and Retry-After." },
	{ "request_within", SETTING_DURATION, AT(config, request_within_us), .fallback = "60s",
	  .min = "1s", .max = "1h",
	  .help = "How long a request may take from its first byte to its last; then, and after 30 "
		  "seconds without a byte, it is answered with 408." },
	{ "stream", SETTING_INTEGER, AT(config, stream_comments), .fallback = "1000000",
	  .min = "1000", .max = "100000000",
	  .help = "Comments that may wait to be judged, in each partition; beyond, senders get 503 "
		  "and Retry-After." },
	{ "duplicates_within", SETTING_DURATION, AT(config, duplicates_within_us),
	  .fallback = "24h", .min = "0", .max = "30d",
	  .help = "A comment that comes again so soon counts once, an edited one replaces its "
		  "earlier count; 0: every delivery counts." },
	{ "duplicates_kept", SETTING_INTEGER, AT(config, duplicates_kept), .fallback = "1000000",
	  .min = "1000", .max = "1000000000",
	  .help = "Comments that are remembered for that in each partition, about 100 bytes of "
		  "Redis each; with more traffic the time grows shorter." },
	{ "remember_hides", SETTING_DURATION, AT(config, remember_hides_us), .fallback = "90d",
	  .min = "0", .max = "3660d",
	  .help = "How long it is remembered, as a keyed hash, whose comments were hidden, for "
		  "rules "
		  "that ask for it; 0: never." },
	{ "rates_kept", SETTING_INTEGER, AT(config, rates_kept), .fallback = "100000",
	  .min = "1000", .max = "10000000",
	  .help = "Authors, links or texts of a brand that are remembered for each rate that a "
		  "rule asks for, about 100 bytes of Redis each; with more of them the time grows "
		  "shorter." },
	{ "resolve_after", SETTING_DURATION, AT(config, resolve_after_us), .fallback = "30m",
	  .min = "1s", .max = "7d",
	  .help = "An incident whose series has been calm for so long is over." },
	{ "reopen_within", SETTING_DURATION, AT(config, reopen_within_us), .fallback = "2h",
	  .min = "0", .max = "7d",
	  .help = "Trouble that begins so soon after the end re-opens its incident instead of "
		  "making "
		  "a new one, as does what begins within 12 hours and never was clearly over; 0: "
		  "never." },
	{ "keep_comments", SETTING_DURATION, AT(config, keep_comments_us), .fallback = "30d",
	  .min = "1h", .max = "366d",
	  .help = "How long comments that need a person's look are kept with their text." },
	{ "keep_author_key", SETTING_DURATION, AT(config, keep_author_key_us), .fallback = "90d",
	  .min = "0", .max = "3660d",
	  .help = "How long authors are still found under the key before, after `livvakt "
		  "rotate-key`; 0: not at all." },
	{ "keep_incidents", SETTING_DURATION, AT(config, keep_incidents_us), .fallback = "366d",
	  .min = "1d", .max = "3660d", .help = "How long finished incidents are kept." },
	{ "keep_messages", SETTING_DURATION, AT(config, keep_messages_us), .fallback = "30d",
	  .min = "1h", .max = "366d",
	  .help = "How long delivered and given-up messages are kept." },
	{ "keep_poison", SETTING_DURATION, AT(config, keep_poison_us), .fallback = "30d",
	  .min = "1h", .max = "366d",
	  .help = "How long comments that could not be judged are kept (`livvakt poison`)." },
	{ "defaults", SETTING_STRUCTURE,
	  .help = "What holds for every brand that does not say otherwise; keys as of a brand." },
	{ "brands", SETTING_STRUCTURE,
	  .help = "List of brands; others are taken from the comments, with the defaults." },
	{ "people", SETTING_STRUCTURE, .help = "List of people who can be told." },
	{ "schedules", SETTING_STRUCTURE, .help = "List of schedules: who is on call when." },
	{ "policies", SETTING_STRUCTURE,
	  .help = "List of escalation policies; the first serves brands that name none." },
	{ "areas", SETTING_STRUCTURE,
	  .help = "List of areas of responsibility: whose incidents are which; the first that fits "
		  "has it." },
	{ "operations", SETTING_TEXT, AT(config, operations_name),
	  .help = "Name of the policy that is told when comments stop coming in; without it the "
		  "brand's own." },
	{ "events", SETTING_STRUCTURE,
	  .help = "List of planned events, which raise what is to be expected." },
	{ "webhooks", SETTING_STRUCTURE, .help = "List of webhooks that can be told." },
	{ "hide", SETTING_STRUCTURE,
	  .help = "List of calls that hide a comment where it was posted." },
	{ "email", SETTING_STRUCTURE, .help = "How e-mail is sent." },
};
const struct settings_table config_table = TABLE("the configuration", top);

#define BRAND_ROWS                                                                                   \
	{ "policy", SETTING_TEXT, AT(config_brand, policy_name),                                     \
	  .help = "Name of the escalation policy." },                                                \
		{ "timezone", SETTING_TEXT, AT(config_brand, timezone),                              \
		  .help = "By whose clock its days and weeks go, as Europe/Stockholm: what is "      \
			  "usual at nine stays that when summer ends. Without it that of the "       \
			  "first schedule of its policy, else UTC." },                               \
		{ "minimum_negative",                                                                \
		  SETTING_INTEGER,                                                                   \
		  AT(config_brand, minimum_negative),                                                \
		  .fallback = "5",                                                                   \
		  .min = "2",                                                                        \
		  .max = "100000",                                                                   \
		  .help = "An alert needs at least so many negative comments." },                    \
		{ "minimum_authors",                                                                 \
		  SETTING_INTEGER,                                                                   \
		  AT(config_brand, minimum_authors),                                                 \
		  .fallback = "4",                                                                   \
		  .min = "1",                                                                        \
		  .max = "100000",                                                                   \
		  .help = "… by at least so many different people. An author whom a source gives " \
			  "to every guest is nobody." },                                             \
		{ "quiet_weeks",                                                                     \
		  SETTING_INTEGER,                                                                   \
		  AT(config_brand, quiet_weeks),                                                     \
		  .fallback = "4",                                                                   \
		  .min = "1",                                                                        \
		  .max = "52",                                                                       \
		  .help = "At most one false alarm in so many weeks: more weeks, fewer and later "   \
			  "alerts." },                                                               \
		{ "watch_intents", SETTING_BOOL, AT(config_brand, watch_intents),                    \
		  .fallback = "true",                                                                \
		  .help = "Whether a single comment that tells of an emergency, or of a "            \
			  "journalist, is an incident." },                                           \
		{ "minimum_copies",                                                                  \
		  SETTING_INTEGER,                                                                   \
		  AT(config_brand, minimum_copies),                                                  \
		  .fallback = "10",                                                                  \
		  .min = "0",                                                                        \
		  .max = "100000",                                                                   \
		  .help = "So many people with nearly the same negative text within a day are an "   \
			  "incident of its own, at least minimum_negative; twice as many where "     \
			  "it is not negative. 0: none." },                                          \
	{                                                                                            \
		"thresholds", SETTING_STRUCTURE,                                                     \
			.help = "Points at which a comment goes to a person or is hidden, by "       \
				"category: {insult: {review: 4, hide: never}}."                      \
	}

static const struct setting defaults[] = { BRAND_ROWS };
const struct settings_table config_defaults_table = TABLE("defaults", defaults);

static const struct setting brand[] = {
	{ "name", SETTING_TEXT, AT(config_brand, name), .required = true,
	  .help = "As the comments say it in brand." },
	BRAND_ROWS,
};
const struct settings_table config_brand_table = TABLE("a brand", brand);

static const struct setting person[] = {
	{ "name", SETTING_TEXT, AT(config_person, name), .required = true,
	  .help = "Short name, as anna." },
	{ "full_name", SETTING_TEXT, AT(config_person, full_name),
	  .help = "As others know this person." },
	{ "email", SETTING_TEXT, AT(config_person, email),
	  .help = "Address that is read at night, too." },
	{ "webhook", SETTING_TEXT, AT(config_person, webhook_name),
	  .help = "Name of a webhook of this person's own." },
};
const struct settings_table config_person_table = TABLE("a person", person);

static const struct setting schedule[] = {
	{ "name", SETTING_TEXT, AT(config_schedule, name), .required = true,
	  .help = "Name of the schedule." },
	{ "people", SETTING_STRUCTURE, .required = true,
	  .help = "Names of people, in the order of their turns." },
	{ "start", SETTING_TIME, AT(config_schedule, start_us), .fallback = "2026-01-05T08:00:00Z",
	  .help = "When the first one's turn began." },
	{ "shift", SETTING_DURATION, AT(config_schedule, shift_us), .fallback = "7d", .min = "1m",
	  .max = "366d", .help = "How long a turn is." },
	{ "timezone", SETTING_TEXT, AT(config_schedule, timezone),
	  .help = "By whose clock turns change, as Europe/Stockholm: at the same time of day in "
		  "summer and winter. UTC without it." },
	{ "overrides", SETTING_STRUCTURE,
	  .help = "Who takes over when: a list of {person, from, to}; the first that holds, "
		  "holds." },
};
const struct settings_table config_schedule_table = TABLE("a schedule", schedule);

static const struct setting override[] = {
	{ "person", SETTING_TEXT, AT(config_override, person_name), .required = true,
	  .help = "Who is on call instead." },
	{ "from", SETTING_TIME, AT(config_override, from_us), .required = true,
	  .help = "Since when." },
	{ "to", SETTING_TIME, AT(config_override, to_us), .required = true, .help = "Until when." },
};
const struct settings_table config_override_table = TABLE("an override", override);

static const struct setting area[] = {
	{ "name", SETTING_TEXT, AT(config_area, name), .required = true,
	  .help = "Name of the area, as logistics." },
	{ "brand", SETTING_TEXT, AT(config_area, brand),
	  .help = "Of this brand alone; without it of every brand." },
	{ "topics", SETTING_STRUCTURE,
	  .help = "A topic or a list of them, as rules label them: delivery for topic:delivery." },
	{ "channels", SETTING_STRUCTURE,
	  .help = "A channel or a list of them, as the comments say it." },
	{ "languages", SETTING_STRUCTURE, .help = "A language or a list of them, as nb." },
	{ "policy", SETTING_TEXT, AT(config_area, policy_name), .required = true,
	  .help = "Name of the escalation policy." },
};
const struct settings_table config_area_table = TABLE("an area", area);

static const struct setting event[] = {
	{ "name", SETTING_TEXT, AT(config_event, name), .required = true,
	  .help = "What is planned, as launch." },
	{ "brand", SETTING_TEXT, AT(config_event, brand),
	  .help = "Whose comments it brings; without it every brand's." },
	{ "from", SETTING_TIME, AT(config_event, from_us), .required = true,
	  .help = "When more comments begin to come." },
	{ "to", SETTING_TIME, AT(config_event, to_us), .required = true,
	  .help = "When it is as usual again." },
	{ "factor", SETTING_STRUCTURE,
	  .help = "How many times the usual number of comments is to be expected, above 1; 2 "
		  "without it." },
};
const struct settings_table config_event_table = TABLE("an event", event);

static const struct setting policy[] = {
	{ "name", SETTING_TEXT, AT(config_policy, name), .required = true,
	  .help = "Name of the policy." },
	{ "steps", SETTING_STRUCTURE, .required = true,
	  .help = "Who is told, step by step, until somebody acknowledges." },
	{ "repeat", SETTING_INTEGER, AT(config_policy, repeat), .fallback = "1", .max = "10",
	  .help = "How often all steps are gone through again when nobody acknowledges." },
	{ "night", SETTING_TEXT, AT(config_policy, night),
	  .help = "When people sleep, as 22:00-07:00 by the clock of the policy's first schedule: "
		  "what is less severe than wakes says is told when it ends." },
	{ "wakes", SETTING_INTEGER, AT(config_policy, wakes), .fallback = "2", .min = "1",
	  .max = "4",
	  .help = "Severity from which on people are told at night, too: 2 is 1 and 2. Threats, "
		  "emergencies and silent feeds always are." },
};
const struct settings_table config_policy_table = TABLE("a policy", policy);

static const struct setting step[] = {
	{ "notify", SETTING_STRUCTURE, .required = true,
	  .help = "List of schedule NAME, person NAME, webhook NAME." },
	{ "wait", SETTING_DURATION, AT(config_step, wait_us), .fallback = "5m", .min = "1s",
	  .max = "7d", .help = "Time to acknowledge before the next step." },
};
const struct settings_table config_step_table = TABLE("a step", step);

static const struct setting webhook[] = {
	{ "name", SETTING_TEXT, AT(config_webhook, name), .required = true,
	  .help = "Name of the webhook." },
	{ "url", SETTING_TEXT, AT(config_webhook, url), .required = true,
	  .help = "https:// address; http:// only to loopback." },
	{ "secret_file", SETTING_FILE, AT(config_webhook, secret_file), .required = true,
	  .help = "File with the Standard Webhooks secret (whsec_…); a second line holds the old "
		  "one during a change." },
	{ "all_events", SETTING_BOOL, AT(config_webhook, all_events), .fallback = "false",
	  .help = "Also told of every event of every incident." },
};
const struct settings_table config_webhook_table = TABLE("a webhook", webhook);

static const struct setting hide[] = {
	{ "name", SETTING_TEXT, AT(config_hide, name), .required = true,
	  .help = "Name of the action." },
	{ "channel", SETTING_TEXT, AT(config_hide, channel),
	  .help = "Only comments of this channel." },
	{ "method", SETTING_TEXT, AT(config_hide, method), .fallback = "POST",
	  .help = "HTTP method." },
	{ "url", SETTING_TEXT, AT(config_hide, url), .required = true,
	  .help = "Template; {id} {brand} {channel} {post} {author} {reason} {rule} {secret} are "
		  "filled in." },
	{ "headers", SETTING_STRUCTURE, .help = "List of header lines; templates, too." },
	{ "body", SETTING_TEXT, AT(config_hide, body), .help = "Template of the JSON body." },
	{ "secret_file", SETTING_FILE, AT(config_hide, secret_file),
	  .help = "File whose first line is {secret}." },
};
const struct settings_table config_hide_table = TABLE("a hide action", hide);

static const struct setting email[] = {
	{ "url", SETTING_TEXT, AT(config_email, url), .required = true,
	  .help = "smtp://host:port or smtps://host:port." },
	{ "from", SETTING_TEXT, AT(config_email, from), .required = true,
	  .help = "The sender's address." },
	{ "username", SETTING_TEXT, AT(config_email, username),
	  .help = "For servers that ask for it." },
	{ "password_file", SETTING_FILE, AT(config_email, password_file),
	  .help = "File whose first line is the password." },
	{ "starttls", SETTING_BOOL, AT(config_email, starttls), .fallback = "true",
	  .help = "Refuse to send without TLS; false only for a server on this machine." },
};
const struct settings_table config_email_table = TABLE("email", email);
