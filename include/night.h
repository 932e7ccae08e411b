/*
 * night.h - what need not wake anybody: what a policy keeps for the morning.
 *
 * Pure. By the clock of the policy's first schedule; UTC without one.
 */
#ifndef LIVVAKT_NIGHT_H
#define LIVVAKT_NIGHT_H

#include "config.h"
#include "incident.h"
#include <stdint.h>

/* When the night ends that people are to be told after; 0: they are told now. Severity 1, threats,
 * emergencies and silent feeds never wait. */
int64_t night_waits_until_us(const struct config *config, const struct incident *incident,
			     int64_t now_us);

#endif
