/* gate.c - see gate.h. */
#include "gate.h"

#include "keys.h"

#include <string.h>

/* Of the limit: several Livvakts, none of which knows what the others put in, stay below it. */
#define SHARE 8
/* It is heard about once a second, and by each block that goes in. */
#define WAITING_US (2 * INT64_C(1000000))
/* The function writes a brand down once an hour. */
#define BRAND_US (30 * 60 * INT64_C(1000000))

static size_t place_of(struct slice brand)
{
	return keys_partition(brand, GATE_BRANDS);
}

static bool is_known(const struct gate *gate, struct slice brand, int64_t now_us)
{
	const struct gate_brand *known = &gate->brands[place_of(brand)];

	return now_us < known->until_us &&
	       slice_equal((struct slice){ known->name, known->len }, brand);
}

bool gate_passes(const struct gate *gate, struct slice brand, uint64_t comments, uint64_t limit,
		 int64_t now_us)
{
	return now_us < gate->until_us &&
	       gate->waiting + gate->under_way + comments <= limit / SHARE &&
	       is_known(gate, brand, now_us);
}

void gate_hear_waiting(struct gate *gate, uint64_t waiting, int64_t now_us)
{
	gate->waiting = waiting;
	gate->until_us = now_us + WAITING_US;
}

void gate_hear_brand(struct gate *gate, struct slice brand, int64_t now_us)
{
	struct gate_brand *known = &gate->brands[place_of(brand)];

	if (brand.len == 0 || brand.len > GATE_NAME_MAX)
		return;
	known->len = brand.len;
	known->until_us = now_us + BRAND_US;
	memcpy(known->name, brand.data, brand.len);
}

void gate_forget_brand(struct gate *gate, struct slice brand)
{
	gate->brands[place_of(brand)].until_us = 0;
}

void gate_forget_all(struct gate *gate)
{
	const uint64_t under_way = gate->under_way;

	memset(gate, 0, sizeof(*gate));
	gate->under_way = under_way;
}
