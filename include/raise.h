/*
 * raise.h - what moves an incident in the store: a finding, a person, the passing of time.
 *
 * Brings together the decisions (incident_life, escalation), the words (announce) and the store:
 * each change of an incident, its due rows and its messages take effect in one atomic function, or
 * not at all. Whoever loses a race loads the incident again and decides again. Called by judge
 * threads (raise_finding), by duty and by replay (raise_row), by the HTTP
 * interface and the command (incident_acknowledge).
 *
 * A silence that a person asked for (muting.h) holds back what wakes people: the first message, the
 * next steps, that it got worse. Their rows come when it ends, or when the incident is not covered
 * any more. Who was told of an incident hears who has it and that it is over, silence or not; of
 * one that nobody was told of, nobody hears.
 *
 * Rows: escalate:<incident> (the next step of the policy), reopen:<incident> (the first step of one
 * that has flared up again), worse:<incident> (tell that it got worse), resolve:<incident> (see
 * whether it is over), unsilence:<silence> (a person ended it: what it held back comes now),
 * deliver:<message>.
 */
#ifndef LIVVAKT_RAISE_H
#define LIVVAKT_RAISE_H

#include "config.h"
#include "counter.h"
#include "detect.h"
#include "due.h"
#include "error.h"
#include "finding.h"
#include "incident_life.h"
#include "incidents.h"
#include "link.h"
#include "mute.h"

#define RAISE_ROW_ESCALATE "escalate:"
#define RAISE_ROW_REOPEN "reopen:"
#define RAISE_ROW_WORSE "worse:"
#define RAISE_ROW_RESOLVE "resolve:"

/* People are told so long after the opening: a pile-on goes through several severities within its
 * first moments, and they shall get one message, not four; but all within the second after the
 * comment that crossed the line, with the look and the delivery. */
#define RAISE_SETTLE_US INT64_C(400000)
/* That it got worse is told at most so often, counted from the opening; that an incident somebody
 * has is of severity 1 now, after RAISE_SETTLE_US. */
#define RAISE_WORSE_US INT64_C(60000000)

struct raise_settings {
	const struct config *config;
	unsigned partition;
	struct counters *counters; /* NULL: not counted */
	bool recording;		   /* played back: silence says nothing of the feed */
};

/* What people say; borrowed for the time of the call. */
struct raise_story {
	const struct slice *drivers;
	size_t driver_count;
	const struct incident_example *examples;
	size_t example_count;
	const struct incident_example *first; /* NULL: not known */
	int64_t began_us; /* when the first negative of it was written; 0: not known */
	const struct incident_watched *watched;		 /* NULL: it is not about one comment */
	uint64_t looked_at, copies;			 /* as in an incident */
	uint64_t known, authors, author_most, organic;	 /* the same */
	uint64_t newcomers, standing_known, synchronous; /* the same */
	const struct evidence *evidence;		 /* NULL: none */
	const struct incident_place *places;
	size_t place_count;
	const struct slice *mostly; /* series that half of it or more is in, usual or not */
	size_t mostly_count;
};

/* A finding about one series, and where its story can be had. */
struct raise_case {
	struct slice brand, scope;
	/* When nothing runs in `scope`, a running incident of a series within the brand becomes
	 * that of `scope`, under its id and with all that was done about it, instead of a second
	 * one. */
	bool widens;
	const struct finding *finding;
	/* Asked before an incident is opened or opened again; NULL: it may. */
	int (*may_open)(void *context, bool *ret_may, struct error *error);
	const bool *beside; /* after that: it is another subject than the brand's, which may run;
			       NULL: it is not */
	const struct incidents_within *seen; /* after that: those within the brand that it knew of;
						NULL: it asked nothing of them */
	/* Asked only when an incident is opened or gets worse, for gathering it costs something.
	 * `opens`: the moments before are asked for, too. May be NULL. */
	void (*tell)(void *context, bool opens, struct raise_story *ret_story);
	void *context;
	bool *ret_runs; /* whether an incident of the scope runs now; may be NULL */
	/* When to look again even if nothing more comes, for there is a worse moment that is not
	 * noted yet; 0: there is none. May be NULL. */
	int64_t *ret_again_us;
};

/* What people were told of a scope before what is there now: its latest incident, if that is over,
 * else what that one itself does not count. to_us 0: nothing. */
MUST_CHECK int raise_told(struct redis_link *link, const struct raise_settings *settings,
			  struct slice brand, struct slice scope, struct detect_episode *ret_told,
			  struct error *error);

/* The latest incidents of a scope. Zeroed to begin with. */
struct raise_past {
	int64_t read_us; /* 0: to be read anew */
	int32_t margin; /* what people said of them moves the line by so much (feedback.h); nothing,
			   in a recording */
	struct detect_episode told[INCIDENTS_SCOPE_MAX]; /* without those that were said to be false
							    or expected: these teach */
	size_t told_count;
};

/* Reads it, unless that was done less than `every_us` ago. In a recording nobody else changes
 * anything: there it is read once, and hourly while one runs, which time may end. */
MUST_CHECK int raise_follow_past(struct redis_link *link, const struct raise_settings *settings,
				 struct slice brand, struct slice scope, int64_t now_us,
				 int64_t every_us, struct raise_past *past, struct error *error);

/* Whoever has done this has the past read anew. */
bool raise_changes_past(enum incident_turn turn);

/* Opens, raises, calms or resolves as incident_life decides. `ret_turn` (may be NULL) says what was
 * done. ERROR_AWAY: not done. ERROR_UNCERTAIN: perhaps; the next finding will tell. */
MUST_CHECK int raise_finding(struct redis_link *link, const struct raise_settings *settings,
			     const struct raise_case *what, int64_t now_us,
			     enum incident_turn *ret_turn, struct error *error);

/* Takes the next step of the policy. `ret_moved` (may be NULL): false when there was none to take:
 * then the row, if one was claimed, is to be completed; else it has been moved or removed. */
MUST_CHECK int raise_escalate(struct redis_link *link, const struct raise_settings *settings,
			      struct slice incident_id, int64_t now_us, bool *ret_moved,
			      struct error *error);

/* The same for the first step after an incident flared up again. */
MUST_CHECK int raise_reopened(struct redis_link *link, const struct raise_settings *settings,
			      struct slice incident_id, int64_t now_us, bool *ret_moved,
			      struct error *error);

/* Tells those of the latest step, who has it, and those who want every event, that it got worse. */
MUST_CHECK int raise_worse(struct redis_link *link, const struct raise_settings *settings,
			   struct slice incident_id, int64_t now_us, bool *ret_moved,
			   struct error *error);

/* Looks, at a start, which running incidents rest on a policy or on people that the configuration
 * does not have any more: those of the latest step who never heard of one that nobody has are told,
 * and the log says so. */
MUST_CHECK int raise_hand_over(struct redis_link *link, const struct raise_settings *settings,
			       int64_t now_us, struct error *error);

/* The silence that keeps an incident quiet now, of several the one that ends last; none in a
 * recording. */
MUST_CHECK int raise_find_mute(struct redis_link *link, const struct raise_settings *settings,
			       const struct incident *incident, int64_t now_us,
			       struct mute *ret_mute, bool *ret_muted, struct error *error);

/* It runs, and those whose it is look at it: not while a silence keeps it from them. */
bool raise_is_looked_at(struct redis_link *link, const struct raise_settings *settings,
			const struct incident *incident, int64_t now_us);

/* A silence was ended by a person: what it held back is due. `ret_moved` (may be NULL): false, the
 * row is to be completed. */
MUST_CHECK int raise_unsilence(struct redis_link *link, const struct raise_settings *settings,
			       struct slice mute_id, int64_t now_us, bool *ret_moved,
			       struct error *error);

/* Resolves what has been calm or silent for long enough, or looks again later. `ret_moved` as
 * above. */
MUST_CHECK int raise_rest(struct redis_link *link, const struct raise_settings *settings,
			  struct slice incident_id, int64_t now_us, bool *ret_moved,
			  struct error *error);

/* Does what a claimed row asks for, and completes it. `ret_ours` is false, and nothing done, for
 * rows of another kind. */
MUST_CHECK int raise_row(struct redis_link *link, const struct raise_settings *settings,
			 const struct due_row *row, int64_t now_us, bool *ret_ours,
			 struct error *error);

/*
 * `who` has it: nobody else is woken. Those who were told before, but `who`, are told.
 * 0 also when the same person says it again. ERROR_NOT_FOUND: no such incident. ERROR_CONFLICT: it
 * is over, or somebody else has it (the error says who). ERROR_INVALID: nobody is named.
 */
MUST_CHECK int incident_acknowledge(struct redis_link *link, const struct raise_settings *settings,
				    struct slice incident_id, struct slice who, int64_t now_us,
				    struct error *error);

/* What a person says of it afterwards, or meanwhile; the last word holds, INCIDENT_FEEDBACK_NONE
 * takes it back. ERROR_NOT_FOUND; ERROR_INVALID: nobody is named. */
MUST_CHECK int incident_mark(struct redis_link *link, const struct raise_settings *settings,
			     struct slice incident_id, enum incident_feedback feedback,
			     struct slice who, int64_t now_us, struct error *error);

#endif
