/* left_out.c - see left_out.h. */
#include "left_out.h"

#include "clock.h"
#include <string.h>

enum { DAYS = 14 };

/* The slots that an episode touches. */
static void mark(const struct left_out_slots *slots, const struct detect_episode *episode,
		 bool *left_out)
{
	for (size_t i = 0; i < slots->count; i++) {
		const int64_t begin_us = slots->first_us + (int64_t)i * slots->slot_us;

		if (begin_us + slots->slot_us > episode->from_us &&
		    (episode->to_us == 0 || begin_us < episode->to_us))
			left_out[i] = true;
	}
}

/* How it mostly is now is no exception: slots a day apart are learnt from again. */
static void learn_after_all(const struct left_out_slots *slots, size_t of_day, size_t day,
			    bool *left_out)
{
	size_t days = 0, seen = 0;

	for (size_t i = slots->count - 1 - of_day; seen < DAYS; i -= day) {
		days += left_out[i];
		seen++;
		if (i < day)
			break;
	}
	for (size_t i = slots->count - 1 - of_day; 2 * days > seen; i -= day) {
		left_out[i] = false;
		if (i < day)
			break;
	}
}

void left_out_mark(const struct left_out_slots *slots, const struct detect_episode *told,
		   size_t told_count, bool *ret_left_out)
{
	const size_t day =
		slots->slot_us < CLOCK_DAY_US ? (size_t)(CLOCK_DAY_US / slots->slot_us) : 1;

	memset(ret_left_out, 0, slots->count * sizeof(*ret_left_out));
	for (size_t i = 0; i < told_count; i++)
		mark(slots, &told[i], ret_left_out);
	for (size_t i = 0; told_count > 0 && i < day && i < slots->count; i++)
		learn_after_all(slots, i, day, ret_left_out);
}
