/*
 * planned.h - what is to be expected of a stretch, with the events that were planned in it.
 */
#ifndef LIVVAKT_PLANNED_H
#define LIVVAKT_PLANNED_H

#include "baseline_fit.h"
#include "detect.h"
#include <stdint.h>

/* Adds what the baseline expects of [from_us, to_us) to `sum`, times what is planned there. */
void planned_expect(const struct baseline *baseline, const struct detect_settings *settings,
		    int64_t from_us, int64_t to_us, struct baseline_expectation *sum);

#endif
