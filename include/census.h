/*
 * census.h - what stands in Redis: how many keys of which kind, how much memory, and how much of it
 * retention takes next.
 *
 * The kinds are those of docs/state.md; a test sees to it that nothing stands there that is no
 * kind.
 */
#ifndef LIVVAKT_CENSUS_H
#define LIVVAKT_CENSUS_H

#include "attributes.h"
#include "error.h"
#include "link.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CENSUS_KINDS(X)                                                                            \
	X(stream, "stream", "comments that wait to be judged")                                     \
	X(waiting, "waiting", "how many they are")                                                 \
	X(poison, "poison", "blocks that were set aside")                                          \
	X(brands, "brands", "names of brands")                                                     \
	X(totals, "totals", "plain numbers of each brand")                                         \
	X(scopes, "scopes", "names of series")                                                     \
	X(series, "series", "counts by minute and hour")                                           \
	X(journal, "journal", "what is still to be put into them")                                 \
	X(authors, "authors", "how many authors, as sketches")                                     \
	X(recent, "recent", "recent comments, for drivers and examples")                           \
	X(chorus, "chorus", "comments of a day, to know near-copies")                              \
	X(counted, "counted", "what was counted lately, to know it again")                         \
	X(counted_before, "counted-before", "the same, older")                                     \
	X(rates, "rates", "how many came lately, of authors, links, texts")                        \
	X(rates_before, "rates-before", "the same, older")                                         \
	X(hides, "hides", "which comments of authors were hidden")                                 \
	X(hides_before, "hides-before", "the same, older")                                         \
	X(queue, "queue", "what waits for a person: index")                                        \
	X(queue_brand, "queue-brand", "the same by brand")                                         \
	X(queued, "queued", "comments that needed a person")                                       \
	X(decision, "decision", "people's decisions")                                              \
	X(due, "due", "steps that wait for their time")                                            \
	X(due_deliveries, "due-deliveries", "messages that wait for their time")                   \
	X(due_claims, "due-claims", "those that somebody works on")                                \
	X(due_shift, "due-shift", "when the clock went back last")                                 \
	X(due_token, "due-token", "number of the last claim")                                      \
	X(message, "message", "e-mails, webhooks and hide calls")                                  \
	X(messages, "messages", "index of messages")                                               \
	X(incident, "incident", "incidents")                                                       \
	X(incidents, "incidents", "index of incidents")                                            \
	X(incidents_brand, "incidents-brand", "the same by brand")                                 \
	X(incidents_state, "incidents-state", "the same by state")                                 \
	X(incident_latest, "incident-latest", "the latest incident of each series")                \
	X(incidents_over, "incidents-over", "resolved incidents: index")                           \
	X(silence, "silence", "silences that people asked for")                                    \
	X(silences, "silences", "index of silences")                                               \
	X(audit, "audit", "who exported or forgot whom")                                           \
	X(identity, "identity", "whose state this is")                                             \
	X(present, "present", "which Livvakts work here")                                          \
	X(alone, "alone", "which command works here alone")                                        \
	X(foreign, "", "keys that are none of ours")

enum census_kind {
#define X(name, key, help) CENSUS_##name,
	CENSUS_KINDS(X)
#undef X
		CENSUS_KIND_COUNT
};
const char *census_kind_key(enum census_kind kind);
const char *census_kind_help(enum census_kind kind);

enum { CENSUS_SERVERS_MAX = 64, CENSUS_NAME_MAX = 48 };

struct census_row {
	uint64_t keys, bytes;
};

/* A list that retention or a bound cuts: what is in it, how old the oldest is, and how many go
 * within the next day if nothing else happens. */
struct census_list {
	uint64_t count, leaves;
	int64_t oldest_us; /* 0: empty */
};

struct census {
	struct census_row rows[CENSUS_KIND_COUNT];
	uint64_t used_bytes, limit_bytes; /* of Redis; limit 0: none */
	char server[CENSUS_NAME_MAX];	  /* its run_id */
	char version[16];
	char append_only[8], append_sync[12]; /* "yes", "everysec"; empty: not told */
	bool keeps_file;		      /* an append-only one */
	char full_policy[20];		      /* its maxmemory-policy */
	uint64_t file_bytes;		      /* of the append-only file; 0: not known */
	uint64_t waiting;		      /* comments in the stream */
	struct census_list queue, sent, failed, over, poison;
};

struct census_keep {
	int64_t comments_us, messages_us, incidents_us, poison_us;
};

/* Looks at every key once: some hundred thousand a second. */
MUST_CHECK int census_take(struct redis_link *link, unsigned partition,
			   const struct census_keep *keep, int64_t now_us,
			   struct census *ret_census, struct error *error);

/* Only what is said of the server. */
MUST_CHECK int census_server(struct redis_link *link, struct census *ret_census,
			     struct error *error);

/* Servers that were met: partitions may share one. */
struct census_servers {
	size_t count;
	char names[CENSUS_SERVERS_MAX][CENSUS_NAME_MAX];
};
/* False: it was met before. */
bool census_meet(struct census_servers *servers, const struct census *census);
/* Together with what was counted in another partition: rows and lists are summed, and what is said
 * of a server that was not met before. */
void census_add(struct census *sum, const struct census *other, struct census_servers *servers);

#endif
