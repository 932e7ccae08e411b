/*
 * doors.h - the ways into the streams of all partitions, for the event loop, which may not wait: an
 * asynchronous connection to each.
 *
 * Through each of them it is said now and then that we are there (presence.h). The answer tells
 * whether a comment could be stored at all: a Redis whose disk is full answers questions still. And
 * after each new connection, before anything else, it is looked whether the brands lie where we
 * take them to be (spread.h). That is asked again and again, and holds for less long than Redis
 * remembers us: whoever was stopped for a while knows nothing, and takes nothing in before it has
 * asked.
 */
#ifndef LIVVAKT_DOORS_H
#define LIVVAKT_DOORS_H

#include "comment.h"
#include "error.h"
#include "presence.h"
#include "redis_address.h"
#include "stream.h"
#include <stdbool.h>
#include <stddef.h>

struct doors;
struct event_base;

struct doors_as {
	struct presence who;	 /* its texts are borrowed */
	uint64_t limit_comments; /* that may wait in the stream of each */
};

/* Starts to connect. NULL: out of memory or a wrong URL. */
MUST_CHECK struct doors *doors_new(struct event_base *base, const struct redis_settings *settings,
				   unsigned count, const struct doors_as *as, struct error *error);
/* What is under way ends now, with ERROR_UNCERTAIN. Always NULL; NULL is fine. */
struct doors *doors_free(struct doors *doors);

/* Until then a door stays shut, however well it is connected: nobody knows yet whose Redis that is.
 */
void doors_admit(struct doors *doors, unsigned partition);

/* About once a second: says that we are there, where it is time to. */
void doors_look(struct doors *doors);
/* The brands were, or are being, spread over another number of partitions, and that door is shut:
 * we have nothing more to do here. */
bool doors_moved(const struct doors *doors);

/* Nobody's state stands behind it any more, not ours either; until it is admitted again. */
/* Whether it is empty is asked with the next look, and not only when it is time. */
void doors_doubt(struct doors *doors, unsigned partition);
bool doors_is_empty(const struct doors *doors, unsigned partition);

bool doors_is_connected(const struct doors *doors, unsigned partition);
/* Connected, admitted and not moved: may be asked. */
bool doors_is_open(const struct doors *doors, unsigned partition);
size_t doors_open(const struct doors *doors); /* how many */
/* Open, the last thing that was to be written there was, and there is room in the stream: comments
 * are taken in. */
bool doors_takes(const struct doors *doors, unsigned partition);
size_t doors_taking(const struct doors *doors); /* how many */
/* All that were admitted are open, and there are some. */
bool doors_settled(const struct doors *doors);
/* Why it takes nothing in; and of the first one that does not, the empty text when all do. */
const char *doors_trouble_of(const struct doors *doors, unsigned partition);
const char *doors_trouble(const struct doors *doors);

/* How far our clock is ahead of Redis' at least, by the one that is farthest off; below 0: behind.
 * Several Livvakts that do not agree what time it is see no episodes, or wrong ones. */
int64_t doors_ahead_us(const struct doors *doors);

/* Comments of one brand, as one block into its partition's stream. As stream_append_async: an error
 * given back at once means that `done` is not called. */
struct doors_load {
	struct slice brand;
	const struct comment *comments;
	size_t count;
	int64_t now_us;
	bool named; /* by the configuration */
};
MUST_CHECK int doors_append(struct doors *doors, const struct doors_load *load,
			    stream_appended *done, void *context, struct error *error);

#endif
