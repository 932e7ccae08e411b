/* partitions.c - see partitions.h. */
#include "partitions.h"

#include "doors.h"
#include "keys.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>

struct partitions {
	unsigned count;
	const struct doors *doors; /* NULL: not followed */
	struct redis_link *links[];
};

struct partitions *partitions_new(const struct redis_settings *settings, unsigned count,
				  struct error *error)
{
	struct partitions *partitions =
		calloc(1, sizeof(*partitions) + count * sizeof(partitions->links[0]));
	struct redis_settings own = *settings;

	assert(count > 0 && count <= PARTITIONS_MAX);
	if (!partitions) {
		(void)error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	partitions->count = count;
	for (unsigned i = 0; i < count; i++) {
		own.partition = i;
		partitions->links[i] = redis_link_new(&own, error);
		if (!partitions->links[i])
			return partitions_free(partitions);
	}
	return partitions;
}

struct partitions *partitions_free(struct partitions *partitions)
{
	for (unsigned i = 0; partitions && i < partitions->count; i++)
		redis_link_free(partitions->links[i]);
	free(partitions);
	return NULL;
}

unsigned partitions_count(const struct partitions *partitions)
{
	return partitions->count;
}

unsigned partitions_number_of(const struct partitions *partitions, struct slice brand)
{
	return keys_partition(brand, partitions->count);
}

/* Nobody sends anything on an idle link: if there is something to read, it is the end. */
static bool has_ended(const struct redis_link *link)
{
	struct pollfd poll_for = { .fd = redis_link_descriptor(link),
				   .events = POLLIN | POLLRDHUP };

	return poll_for.fd >= 0 && poll(&poll_for, 1, 0) > 0;
}

void partitions_follow(struct partitions *partitions, const struct doors *doors)
{
	partitions->doors = doors;
}

static int name_partition(const struct partitions *partitions, unsigned number, struct error *error)
{
	if (partitions->count == 1)
		return error->code;
	return error_prefix(error, "partition %u of %u (counted from 0)", number,
			    partitions->count);
}

static int connect_by(int (*way)(struct redis_link *link, int64_t monotonic_us,
				 struct error *error),
		      struct partitions *partitions, unsigned number, int64_t monotonic_us,
		      struct partition *ret_partition, struct error *error)
{
	struct redis_link *link = partitions->links[number];

	if (has_ended(link))
		redis_link_close(link);
	if (way(link, monotonic_us, error) < 0)
		return name_partition(partitions, number, error);
	*ret_partition = (struct partition){ number, link };
	return 0;
}

int partitions_reach(struct partitions *partitions, unsigned number, int64_t monotonic_us,
		     struct partition *ret_partition, struct error *error)
{
	return connect_by(redis_link_reach, partitions, number, monotonic_us, ret_partition, error);
}

int partitions_connect(struct partitions *partitions, unsigned number, int64_t monotonic_us,
		       struct partition *ret_partition, struct error *error)
{
	return connect_by(redis_link_ready, partitions, number, monotonic_us, ret_partition, error);
}

int partitions_ready(struct partitions *partitions, unsigned number, int64_t monotonic_us,
		     struct partition *ret_partition, struct error *error)
{
	if (!partitions->doors || doors_is_open(partitions->doors, number))
		return partitions_connect(partitions, number, monotonic_us, ret_partition, error);
	(void)error_set(error, ERROR_AWAY, "%s", doors_trouble_of(partitions->doors, number));
	return name_partition(partitions, number, error);
}

int partitions_find(struct partitions *partitions, partitions_load *load, struct slice id,
		    int64_t monotonic_us, struct partition *ret_partition, void *ret_thing,
		    struct error *error)
{
	int result = ERROR_NOT_FOUND;

	for (unsigned i = 0; i < partitions->count; i++) {
		struct error trouble = { 0 };
		int r = partitions_ready(partitions, i, monotonic_us, ret_partition, &trouble);

		if (r == 0)
			r = load(ret_partition->link, i, id, ret_thing, &trouble);
		if (r == 0)
			return 0;
		if (result == ERROR_NOT_FOUND)
			result = error_set(error, r, "%s", trouble.text);
	}
	return result;
}

int64_t partitions_bound(const struct partitions_place *place, unsigned number, bool newest_first)
{
	/* Of the same moment: partitions before its own have been shown, those after it have not.
	 */
	bool same_moment = number > place->number;

	if (newest_first)
		return place->at_us + (same_moment ? 1 : 0);
	return place->at_us - (same_moment ? 1 : 0);
}
