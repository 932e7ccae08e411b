/*
 * counter.h - what happened, as numbers with a sentence of help each; /metrics prints the table.
 */
#ifndef LIVVAKT_COUNTER_H
#define LIVVAKT_COUNTER_H

#include "buffer.h"
#include <stdatomic.h>
#include <stdint.h>

#define COUNTERS(X)                                                                                \
	X(intake_accepted, "comments stored in the stream, from all sources")                      \
	X(intake_refused, "comments refused because of what they are")                             \
	X(intake_brands_refused,                                                                   \
	  "comments refused because their brand is new and there are too many: mistyped?")         \
	X(intake_overloaded, "comments turned away because Redis was slow, away or full")          \
	X(http_requests, "HTTP requests answered")                                                 \
	X(http_refused, "HTTP requests answered with 4xx")                                         \
	X(judge_comments, "comments judged")                                                       \
	X(judge_hidden, "comments whose verdict was hide")                                         \
	X(judge_review, "comments whose verdict was review")                                       \
	X(judge_undecided, "comments on which a rule hit one of its limits")                       \
	X(judge_duplicates, "comments delivered again and not counted again")                      \
	X(judge_edits, "edited comments that replaced their earlier count")                        \
	X(judge_poison, "stream entries that could not be read and were set aside")                \
	X(commit_batches, "batches committed")                                                     \
	X(commit_conflicts, "batches of which somebody else had acknowledged a part")              \
	X(store_losses, "times that Redis was found empty though our state stood in it before")    \
	X(store_failures, "Redis calls that failed")                                               \
	X(store_uncertain, "Redis calls whose answer was lost")                                    \
	X(detect_evaluations, "series looked at by the detector")                                  \
	X(detect_findings, "findings handed on")                                                   \
	X(incidents_opened, "incidents opened")                                                    \
	X(incidents_raised, "incidents raised by a new record or severity")                        \
	X(incidents_resolved, "incidents resolved")                                                \
	X(escalation_steps, "escalation steps taken")                                              \
	X(deliver_sent, "messages delivered")                                                      \
	X(deliver_retried, "deliveries that failed and will be tried again")                       \
	X(deliver_failed, "messages given up")                                                     \
	X(deliver_dropped, "pages not sent, for somebody had the incident or it was over")         \
	X(rules_reloads, "times the rules were read anew")                                         \
	X(rules_reload_failures, "times broken rules were refused and the old ones kept")

enum counter {
#define X(name, help) COUNTER_##name,
	COUNTERS(X)
#undef X
		COUNTER_COUNT
};

struct counters {
	_Atomic uint64_t values[COUNTER_COUNT];
};

static inline void counter_add(struct counters *counters, enum counter which, uint64_t amount)
{
	atomic_fetch_add_explicit(&counters->values[which], amount, memory_order_relaxed);
}

static inline uint64_t counter_get(const struct counters *counters, enum counter which)
{
	return atomic_load_explicit(&((struct counters *)counters)->values[which],
				    memory_order_relaxed);
}

/* Prometheus text format 0.0.4: livvakt_<name>_total. */
void counters_print(const struct counters *counters, struct buffer *to);

#endif
