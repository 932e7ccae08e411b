/* partitions_house.h - the house of store_house.h with its Redis as two partitions. */
#ifndef LIVVAKT_TEST_PARTITIONS_HOUSE_H
#define LIVVAKT_TEST_PARTITIONS_HOUSE_H

#include "store_house.h"

#include "partitions.h"

static struct partitions *partitions;

static inline int partitions_up(void **state)
{
	int r = house_up(state);
	const struct redis_settings settings = { .url = managed_url(house.redis) };

	partitions = partitions_new(&settings, 2, &oops);
	return partitions ? r : -1;
}

static inline int partitions_down(void **state)
{
	partitions = partitions_free(partitions);
	return house_down(state);
}

#endif
