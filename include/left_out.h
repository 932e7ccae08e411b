/*
 * left_out.h - which slots of the past do not teach what is usual: those of incidents, for they
 * were not.
 *
 * Unless that is how it is now: a time of day that was an incident's on more than half of the last
 * fourteen days (or of those that are known) teaches as it is. Pure.
 */
#ifndef LIVVAKT_LEFT_OUT_H
#define LIVVAKT_LEFT_OUT_H

#include "detect.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Slots of one length, oldest first. */
struct left_out_slots {
	int64_t slot_us, first_us;
	size_t count;
};

/* `ret_left_out` has room for all slots. */
void left_out_mark(const struct left_out_slots *slots, const struct detect_episode *told,
		   size_t told_count, bool *ret_left_out);

#endif
