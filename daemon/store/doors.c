/* doors.c - see doors.h. */
#include "doors.h"

#include "block.h"
#include "buffer.h"
#include "keys.h"
#include "partitions.h"
#include "redis_async.h"

#include <assert.h>
#include <stdlib.h>

enum { BLOCK_BYTES = 64 << 20 };

struct doors {
	unsigned count;
	struct door {
		struct redis_async *way;
		bool admitted;
	} doors[];
};

struct doors *doors_new(struct event_base *base, const struct redis_settings *settings,
			unsigned count, struct error *error)
{
	struct doors *doors = calloc(1, sizeof(*doors) + count * sizeof(doors->doors[0]));
	struct redis_settings own = *settings;

	assert(count > 0 && count <= PARTITIONS_MAX);
	if (!doors) {
		(void)error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	doors->count = count;
	for (unsigned i = 0; i < count; i++) {
		own.partition = i;
		doors->doors[i].way = redis_async_new(base, &own, error);
		if (!doors->doors[i].way)
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

void doors_admit(struct doors *doors, unsigned partition)
{
	doors->doors[partition].admitted = true;
}

bool doors_is_connected(const struct doors *doors, unsigned partition)
{
	return doors->doors[partition].way && redis_async_ready(doors->doors[partition].way);
}

bool doors_is_open(const struct doors *doors, unsigned partition)
{
	return doors->doors[partition].admitted && doors_is_connected(doors, partition);
}

size_t doors_open(const struct doors *doors)
{
	size_t open = 0;

	for (unsigned i = 0; i < doors->count; i++)
		open += doors_is_open(doors, i);
	return open;
}

bool doors_all_open(const struct doors *doors)
{
	return doors_open(doors) == doors->count;
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
	const char *trouble;

	if (!doors->doors[partition].way)
		return "it is being closed";
	trouble = redis_async_trouble(doors->doors[partition].way);
	if (trouble[0] || doors_is_open(doors, partition))
		return trouble;
	return doors_is_connected(doors, partition) ? "not taken up; the log says why"
						    : "not connected yet";
}

const char *doors_trouble(const struct doors *doors)
{
	for (unsigned i = 0; i < doors->count; i++) {
		if (!doors_is_open(doors, i))
			return doors_trouble_of(doors, i);
	}
	return "";
}

int doors_append(struct doors *doors, const struct doors_load *load, stream_appended *done,
		 void *context, struct error *error)
{
	struct stream_block block = { .partition = keys_partition(load->brand, doors->count),
				      .brand = load->brand,
				      .comments = load->count,
				      .limit_comments = load->limit_comments };
	struct buffer packed;
	int r;

	if (!doors_is_open(doors, block.partition))
		return error_set(error, ERROR_AWAY, "%s", doors_trouble_of(doors, block.partition));
	buffer_init(&packed, BLOCK_BYTES);
	r = block_pack(load->brand, load->comments, load->count, &packed, error);
	if (r == 0 && buffer_failed(&packed))
		r = error_set(error, ERROR_MEMORY, "out of memory");
	block.bytes = buffer_slice(&packed);
	if (r == 0)
		r = stream_append_async(doors->doors[block.partition].way, &block, load->now_us,
					done, context, error);
	buffer_done(&packed);
	return r;
}
