/*
 * delta.h - what a batch of judged comments changes, summed before Redis hears of it. Pure.
 *
 * A judge fills one per batch, in the batch's arena; commit.h hands it over. The cost in Redis
 * grows with the series and slots that are touched, not with the comments. Memory running out is
 * sticky: every call after it does nothing and the commit says so.
 */
#ifndef LIVVAKT_DELTA_H
#define LIVVAKT_DELTA_H

#include "arena.h"
#include "buffer.h"
#include "comment.h"
#include "counted.h"
#include "effects.h"
#include "recent_comment.h"
#include "series_counts.h"
#include "totals.h"
#include "verdict.h"
#include <stdbool.h>

enum {
	DELTA_RECENT_MAX = 128, /* a brand and batch; the first so many are kept, so hand in what
				   matters first */
	DELTA_PIECE_BYTES = 1 << 20, /* one filed comment, packed */
	DELTA_BYTES = 64 << 20,	     /* all of it, packed */
};

struct delta_slot;
struct delta_author;
struct delta_recent;
struct delta_queued;
struct delta_gone;
struct delta_seen;
struct delta_arrivals;
struct delta_voice;

struct delta_series {
	struct slice scope;
	struct delta_slot *slots;
	struct delta_author *authors;
	uint64_t negatives; /* that came, so that it is worth a look; what is taken back stays */
	struct delta_series *next;
};

struct delta_brand {
	struct slice name;
	struct totals totals;
	struct delta_series *series;
	size_t recent_count;
	struct delta_recent *recent, **recent_end;
	struct delta_queued *queue, **queue_end;
	struct delta_gone *replaced;		  /* recent comments */
	struct delta_gone *withdrawn;		  /* from the queue */
	struct delta_arrivals *arrivals;	  /* delta_history.h */
	struct delta_voice *voices, **voices_end; /* delta_voices.h */
	uint64_t negative_voices;		  /* or held back */
	struct delta_brand *next;
};

struct delta_message;

struct delta {
	struct arena *arena;
	int64_t now_us;
	int64_t keep_comments_us, keep_messages_us; /* to be set by the caller; 0: 30 days */
	int64_t window_us, window_comments; /* within which repeats are recognised; to be set when
					       anything is seen */
	int64_t arrivals_kept; /* rows of each list of a brand; to be set when any arrive */
	bool failed;	       /* memory ran out */
	struct delta_brand *brands;
	struct delta_message *messages, **messages_end;
	struct delta_seen *seen;
};

/* Everything that is added is borrowed or lives in the arena: the delta is gone with its reset. */
void delta_init(struct delta *delta, struct arena *arena, int64_t now_us);

/* The brand's part, made when missing. NULL when memory ran out; every call below takes that. */
struct delta_brand *delta_brand(struct delta *delta, struct slice name);

/* Counts one judged comment in the brand's totals: judged, polarity, action, categories, undecided.
 */
void delta_add_verdict(struct delta_brand *brand, const struct verdict *verdict);
/* What an earlier version of a comment added there is taken away, and it counts as edited. */
void delta_take_back(struct delta_brand *brand, const struct counted *earlier);
void delta_add_total(struct delta_brand *brand, enum total which, uint64_t amount);

/* One comment in one series. */
struct delta_point {
	struct slice scope; /* "brand", "topic:boycott", … */
	int64_t ts_us;
	bool negative, abuse;
	bool undo;	 /* taken away instead; authors stay: a sketch of a set forgets nobody */
	uint64_t author; /* keyed hash, counted when negative; 0: not known */
};
void delta_add_point(struct delta *delta, struct delta_brand *brand,
		     const struct delta_point *point);

/* Negative comments of the brand as a whole that came, as in delta_series. */
uint64_t delta_negatives(const struct delta_brand *brand);

/* Whether it would be kept: so that nothing is made of what would not. Its scopes are not looked
 * at. */
bool delta_wants_recent(const struct delta *delta, const struct delta_brand *brand,
			const struct recent_comment *comment);
void delta_add_recent(struct delta *delta, struct delta_brand *brand,
		      const struct recent_comment *comment);

/* An earlier version goes from the recent comments; from the queue, where nothing of it is left to
 * decide. */
void delta_replace_recent(struct delta *delta, struct delta_brand *brand,
			  const struct comment *comment, int64_t earlier_ts_us);
void delta_withdraw(struct delta *delta, struct delta_brand *brand, const struct comment *comment);

/* An author's comment that counts among the hidden ones as long as it is hidden. */
struct delta_hide {
	uint64_t author; /* keyed hash; 0: not known, or nobody asks */
	uint64_t before; /* with the key before this one; 0: there is none */
	uint64_t comment;
	int64_t ts_us, window_us; /* how long that is remembered */
};

/* Something for a human: the comment with its verdict and why. */
struct delta_question {
	struct comment comment;
	struct slice verdict; /* JSON */
	enum action action;   /* ACTION_REVIEW or ACTION_HIDE */
	struct slice reason;
	bool edited; /* a person's word on an earlier version does not hold for this one */
	struct delta_hide hide;
};
void delta_add_queued(struct delta *delta, struct delta_brand *brand,
		      const struct delta_question *question);

/* For the outbox, first tried at due_us. A hide message (its `thread` is the comment's id) is left
 * out when a human decided to allow this comment. */
void delta_add_message(struct delta *delta, const struct message *message, int64_t due_us);

/* A comment that is counted: `known` is what the judge takes to be remembered of it (empty:
 * nothing), `counted` what will be. The commit refuses when the first is not so. */
void delta_add_seen(struct delta *delta, uint64_t key, struct slice known,
		    const struct counted *counted);

/* For parts of a delta that have a file of their own: a cleared piece of the arena, or NULL. */
void *delta_piece(struct delta *delta, size_t bytes);

/* As the function in Redis reads it (MessagePack). False when memory ran out. */
bool delta_encode(const struct delta *delta, struct buffer *to);

#endif
