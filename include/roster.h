/*
 * roster.h - who is on call of a schedule at a given time.
 *
 * People take turns of shift_us, beginning at start_us, for ever; before the start it is the first
 * one's turn. Turns are plain lengths of time: a shift of 7d that begins on a Monday at 08:00+01:00
 * ends at 08:00+01:00, one hour off on the local clock while summer time lasts.
 */
#ifndef LIVVAKT_ROSTER_H
#define LIVVAKT_ROSTER_H

#include "config.h"
#include <stddef.h>
#include <stdint.h>

/* Index into the configuration's people; CONFIG_NONE for a schedule without people. */
size_t roster_on_call(const struct config_schedule *schedule, int64_t at_us);

/* When the turn that holds `at_us` ends; INT64_MAX where it never does (one person, or no length).
 */
int64_t roster_turn_ends_us(const struct config_schedule *schedule, int64_t at_us);

#endif
