/*
 * roster.h - who is on call of a schedule at a given time.
 *
 * People take turns of shift_us, beginning at start_us, for ever; before the start it is the first
 * one's turn. Turns are counted by the clock of the schedule's zone, so a shift of 7d that begins
 * on a Monday at 08:00 in Stockholm ends on a Monday at 08:00 there, in summer and winter. The
 * first override that holds goes before whosever turn it is.
 */
#ifndef LIVVAKT_ROSTER_H
#define LIVVAKT_ROSTER_H

#include "config.h"
#include <stddef.h>
#include <stdint.h>

/* Index into the configuration's people; CONFIG_NONE for a schedule without people. */
size_t roster_on_call(const struct config_schedule *schedule, int64_t at_us);

/* When somebody else may be on call next: the turn that holds `at_us` ends, or an override begins
 * or ends. Later than `at_us`; INT64_MAX where nothing changes any more (one person, or no length).
 */
int64_t roster_turn_ends_us(const struct config_schedule *schedule, int64_t at_us);

#endif
