/* doors.c - see doors.h. */
#include "doors.h"

#include "block.h"
#include "buffer.h"
#include "clock.h"
#include "gate.h"
#include "keys.h"
#include "partitions.h"
#include "redis_async.h"
#include "redis_copies.h"
#include "spread.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

enum { BLOCK_BYTES = 64 << 20 };

/* Where comments come in, or would not be taken, it is worth knowing soon. */
#define SOON_US CLOCK_SECOND_US
/* Whoever spreads the brands anew waits until nobody is said to be there: what we know of them
 * holds for less long, even if we were stopped meanwhile. */
#define KNOWN_US (PRESENCE_KEPT_MS * INT64_C(1000) - PRESENCE_EVERY_US)

struct door {
	unsigned number, count; /* of so many */
	struct presence who;
	struct redis_async *way;
	bool admitted;
	bool moved;
	bool empty;
	bool asking;		      /* where the brands lie; the answer is under way */
	int64_t asked_us;	      /* clock_boot_us, as the next one */
	int64_t known_until_us;	      /* that they lie where we take them to be; 0: not asked yet */
	bool saying;		      /* that we are there; the answer is under way */
	bool used;		      /* since it was said */
	int64_t say_at_us;	      /* monotonic */
	char refusal[ERROR_TEXT_MAX]; /* what was answered; empty: it was written */
	bool timing;		      /* what time it is there; the answer is under way */
	int64_t timed_us, time_at_us; /* wall clock when it was asked; monotonic of the next time */
	int64_t ahead_us;
	bool counting;		   /* whether there is room; the answer is under way */
	char full[ERROR_TEXT_MAX]; /* why there is none; empty: there is */
	bool listening;		   /* how many wait; the answer is under way */
	int64_t listened_us;	   /* when that was asked */
	enum { NOT_ALLOWED, ASKED, ALLOWED } together; /* several commands at once */
	struct gate gate;
};

struct doors {
	unsigned count;
	uint64_t limit_comments;
	unsigned replicas; /* that must have what is taken in */
	struct door doors[];
};

/* --- saying that we are there, and asking for room --- */

static bool takes(const struct door *door)
{
	return !door->refusal[0] && !door->full[0];
}

static void on_said(void *context, int code, const struct redisReply *reply,
		    const struct error *error)
{
	struct door *door = context;

	(void)reply;
	door->saying = false;
	door->refusal[0] = '\0';
	if (code < 0)
		(void)snprintf(door->refusal, sizeof(door->refusal), "%s", error->text);
	door->say_at_us = clock_monotonic_us() + (takes(door) ? PRESENCE_EVERY_US : SOON_US);
}

static void say(struct door *door)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	if (door->saying)
		return;
	presence_say(&command, door->number, &door->who, key);
	door->saying = redis_copies_command(redis_async_copies(door->way), &command, on_said, door,
					    NULL) == 0;
	door->used = false;
}

static void on_room(void *context, int code, const struct redisReply *reply,
		    const struct error *error)
{
	struct door *door = context;

	(void)reply;
	door->counting = false;
	door->full[0] = '\0';
	if (code == ERROR_LIMIT)
		(void)snprintf(door->full, sizeof(door->full), "%s", error->text);
}

/* Before it is said that we are there, so that the answer is known when that one's comes. */
static void ask_room(struct door *door, uint64_t limit_comments)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;

	if (door->counting)
		return;
	stream_room_question(&command, door->number, limit_comments, prefix);
	door->counting = redis_async_command(door->way, &command, on_room, door, NULL) == 0;
}

/* What the way there and back took is no difference. */
static int64_t ahead_of(int64_t there_us, int64_t asked_us, int64_t answered_us)
{
	if (answered_us < there_us)
		return answered_us - there_us;
	return asked_us > there_us ? asked_us - there_us : 0;
}

static void on_time(void *context, int code, const struct redisReply *reply,
		    const struct error *error)
{
	struct door *door = context;
	int64_t seconds = redis_reply_integer(redis_reply_at(reply, 0), 0);

	(void)error; /* its user may not: then it is not known */
	door->timing = false;
	if (code == 0 && seconds > 0)
		door->ahead_us = ahead_of(seconds * CLOCK_SECOND_US +
						  redis_reply_integer(redis_reply_at(reply, 1), 0),
					  door->timed_us, clock_wall_us());
}

static void ask_time(struct door *door)
{
	struct redis_command command;

	if (door->timing)
		return;
	redis_command_init(&command, "TIME");
	door->timed_us = clock_wall_us();
	door->time_at_us = clock_monotonic_us() + CLOCK_MINUTE_US;
	door->timing = redis_async_command(door->way, &command, on_time, door, NULL) == 0;
}

int64_t doors_ahead_us(const struct doors *doors)
{
	int64_t most_us = 0;

	for (unsigned i = 0; i < doors->count; i++) {
		int64_t ahead_us = doors->doors[i].ahead_us;

		if (llabs(ahead_us) > llabs(most_us))
			most_us = ahead_us;
	}
	return most_us;
}

static void on_waiting(void *context, int code, const struct redisReply *reply,
		       const struct error *error)
{
	struct door *door = context;
	int64_t waiting = redis_reply_integer(reply, 0);

	(void)error;
	door->listening = false;
	if (code == 0)
		gate_hear_waiting(&door->gate, waiting > 0 ? (uint64_t)waiting : 0,
				  door->listened_us);
}

static void ask_waiting(struct door *door)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	if (door->listening)
		return;
	stream_waiting_question(&command, door->number, key);
	door->listened_us = clock_monotonic_us();
	door->listening = redis_async_command(door->way, &command, on_waiting, door, NULL) == 0;
}

static void on_together(void *context, int code, const struct redisReply *reply,
			const struct error *error)
{
	struct door *door = context;

	(void)reply;
	(void)error;
	door->together = code == 0 ? ALLOWED : NOT_ALLOWED;
}

/* Of nothing, on each new connection: whether we may at all. What was known is another one's. */
static void ask_together(struct door *door)
{
	gate_forget_all(&door->gate);
	door->together = NOT_ALLOWED;
	if (redis_async_together(door->way, NULL, 0, on_together, door, NULL) == 0)
		door->together = ASKED;
}

static void on_spread(void *context, int code, const struct redisReply *reply,
		      const struct error *error)
{
	struct door *door = context;
	struct spread spread;

	(void)error;
	door->asking = false;
	if (code < 0)
		return; /* it goes down, or is asked again by the next connection */
	spread_answer(reply, &spread);
	door->empty = spread.version == 0;
	if (door->empty)
		gate_forget_all(&door->gate); /* its brands are to be let in anew */
	if (spread_compare(&spread, door->count, NULL) == 0) {
		door->known_until_us = door->asked_us + KNOWN_US;
	} else {
		door->known_until_us = 0;
		door->moved = true;
	}
}

/* One question at a time, so that an answer is never taken for a later question's. */
static void ask_spread(struct door *door)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	if (door->asking)
		return;
	door->asked_us = clock_boot_us();
	spread_question(&command, door->number, key);
	door->asking = redis_async_command(door->way, &command, on_spread, door, NULL) == 0;
}

static bool is_known(const struct door *door)
{
	return clock_boot_us() < door->known_until_us;
}

/* The spread first: what is written may wait for replicas. */
static void on_ready(void *context)
{
	struct door *door = context;

	door->known_until_us = 0;
	ask_spread(door);
	ask_time(door);
	ask_together(door);
	if (clock_monotonic_us() >= door->say_at_us)
		say(door);
}

void doors_look(struct doors *doors)
{
	int64_t now_us = clock_monotonic_us();

	for (unsigned i = 0; i < doors->count; i++) {
		struct door *door = &doors->doors[i];

		if (doors_is_connected(doors, i) && now_us >= door->time_at_us)
			ask_time(door);
		if (!doors_is_connected(doors, i) ||
		    (now_us < door->say_at_us && (!door->used || !takes(door)) && is_known(door)))
			continue;
		ask_spread(door);
		ask_room(door, doors->limit_comments);
		ask_waiting(door);
		say(door);
	}
}

/* --- life --- */

static bool make_door(struct door *door, struct event_base *base,
		      const struct redis_settings *settings, struct error *error)
{
	struct redis_settings own = *settings;

	own.partition = door->number;
	door->way = redis_async_new(base, &own, error);
	if (door->way)
		redis_async_on_ready(door->way, on_ready, door);
	return door->way != NULL;
}

struct doors *doors_new(struct event_base *base, const struct redis_settings *settings,
			unsigned count, const struct doors_as *as, struct error *error)
{
	struct doors *doors = calloc(1, sizeof(*doors) + count * sizeof(doors->doors[0]));

	assert(count > 0 && count <= PARTITIONS_MAX);
	if (!doors) {
		(void)error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	doors->count = count;
	doors->limit_comments = as->limit_comments;
	doors->replicas = settings->replicas;
	for (unsigned i = 0; i < count; i++) {
		doors->doors[i] = (struct door){ .number = i, .count = count, .who = as->who };
		if (!make_door(&doors->doors[i], base, settings, error))
			return doors_free(doors);
	}
	return doors;
}

struct doors *doors_free(struct doors *doors)
{
	/* What ends uncertain at one may send on at another, which is gone by then. */
	for (unsigned i = 0; doors && i < doors->count; i++)
		doors->doors[i].way = redis_async_free(doors->doors[i].way);
	free(doors);
	return NULL;
}

/* --- which of them are open --- */

void doors_admit(struct doors *doors, unsigned partition)
{
	doors->doors[partition].admitted = true;
	doors->doors[partition].empty = false;
}

void doors_doubt(struct doors *doors, unsigned partition)
{
	doors->doors[partition].say_at_us = 0;
}

bool doors_is_empty(const struct doors *doors, unsigned partition)
{
	return doors->doors[partition].empty;
}

bool doors_moved(const struct doors *doors)
{
	bool moved = false;

	for (unsigned i = 0; i < doors->count; i++)
		moved |= doors->doors[i].moved;
	return moved;
}

bool doors_is_connected(const struct doors *doors, unsigned partition)
{
	return doors->doors[partition].way && redis_async_ready(doors->doors[partition].way);
}

bool doors_is_open(const struct doors *doors, unsigned partition)
{
	const struct door *door = &doors->doors[partition];

	return door->admitted && doors_is_connected(doors, partition) && is_known(door);
}

bool doors_takes(const struct doors *doors, unsigned partition)
{
	return doors_is_open(doors, partition) && takes(&doors->doors[partition]);
}

size_t doors_taking(const struct doors *doors)
{
	size_t taking = 0;

	for (unsigned i = 0; i < doors->count; i++)
		taking += doors_takes(doors, i);
	return taking;
}

size_t doors_open(const struct doors *doors)
{
	size_t open = 0;

	for (unsigned i = 0; i < doors->count; i++)
		open += doors_is_open(doors, i);
	return open;
}

bool doors_settled(const struct doors *doors)
{
	size_t admitted = 0;

	for (unsigned i = 0; i < doors->count; i++)
		admitted += doors->doors[i].admitted;
	return admitted > 0 && doors_open(doors) == admitted;
}

const char *doors_trouble_of(const struct doors *doors, unsigned partition)
{
	const struct door *door = &doors->doors[partition];
	const char *trouble;

	if (!door->way)
		return "it is being closed";
	if (door->moved)
		return "its brands were spread anew";
	trouble = redis_async_trouble(door->way);
	if (trouble[0])
		return trouble;
	if (doors_is_open(doors, partition))
		return door->refusal[0] ? door->refusal : door->full;
	if (!doors_is_connected(doors, partition) || door->known_until_us == 0)
		return "not connected yet";
	return is_known(door) ? "not taken up; the log says why"
			      : "it was not heard for long where its brands lie; it is asked";
}

const char *doors_trouble(const struct doors *doors)
{
	for (unsigned i = 0; i < doors->count; i++) {
		if (!doors_takes(doors, i))
			return doors_trouble_of(doors, i);
	}
	return "";
}

/* --- comments in --- */

/* A block on its way. */
struct passage {
	struct door *door;
	stream_appended *done;
	void *context;
	size_t comments, brand_len;
	char brand[GATE_NAME_MAX];
};

static void end_passage(struct passage *passage, int code, const struct error *error)
{
	passage->door->gate.under_way -= passage->comments;
	passage->done(passage->context, code, error);
	free(passage);
}

static void on_appended(void *context, int code, const struct error *error)
{
	struct passage *passage = context;

	if (code == 0)
		gate_hear_brand(&passage->door->gate,
				(struct slice){ passage->brand, passage->brand_len },
				clock_monotonic_us());
	end_passage(passage, code, error);
}

/* The first of a brand that was known: what was known of it was wiped. Refused: the user may not
 * say MULTI any more; without it each command is carried out by itself, and only EXEC fails. */
static void on_put(void *context, int code, const struct redisReply *reply,
		   const struct error *error)
{
	struct passage *passage = context;
	struct gate *gate = &passage->door->gate;
	bool first = false;

	if (code == 0) {
		gate_hear_waiting(gate, stream_put_waiting(reply, passage->comments, &first),
				  clock_monotonic_us());
		if (first)
			gate_forget_brand(gate,
					  (struct slice){ passage->brand, passage->brand_len });
	}
	if (code == ERROR_REFUSED)
		passage->door->together = NOT_ALLOWED;
	end_passage(passage, code, error);
}

static int let_in(struct doors *doors, const struct stream_block *block, int64_t now_us,
		  stream_appended *done, void *context, struct error *error)
{
	struct door *door = &doors->doors[block->partition];
	struct passage *passage = malloc(sizeof(*passage));
	int r;

	if (!passage)
		return error_set(error, ERROR_MEMORY, "out of memory");
	*passage = (struct passage){ door, done, context, block->comments, 0, { 0 } };
	if (block->brand.len > 0 && block->brand.len <= GATE_NAME_MAX) {
		passage->brand_len = block->brand.len;
		memcpy(passage->brand, block->brand.data, block->brand.len);
	}
	if (door->together == ALLOWED && doors->replicas == 0 && !door->full[0] &&
	    gate_passes(&door->gate, block->brand, block->comments, doors->limit_comments,
			clock_monotonic_us()))
		r = stream_put_async(door->way, block, on_put, passage, error);
	else
		r = stream_append_async(door->way, block, now_us, on_appended, passage, error);
	if (r == 0)
		door->gate.under_way += block->comments;
	else
		free(passage);
	return r;
}

int doors_append(struct doors *doors, const struct doors_load *load, stream_appended *done,
		 void *context, struct error *error)
{
	struct stream_block block = { .partition = keys_partition(load->brand, doors->count),
				      .brand = load->brand,
				      .comments = load->count,
				      .limit_comments = doors->limit_comments,
				      .named = load->named };
	struct buffer packed;
	int r;

	if (!doors_is_open(doors, block.partition))
		return error_set(error, ERROR_AWAY, "%s", doors_trouble_of(doors, block.partition));
	doors->doors[block.partition].used = true;
	buffer_init(&packed, BLOCK_BYTES);
	r = block_pack(load->brand, load->comments, load->count, &packed, error);
	if (r == 0 && buffer_failed(&packed))
		r = error_set(error, ERROR_MEMORY, "out of memory");
	block.bytes = buffer_slice(&packed);
	if (r == 0)
		r = let_in(doors, &block, load->now_us, done, context, error);
	buffer_done(&packed);
	return r;
}
