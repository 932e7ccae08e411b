/*
 * check_expired.h - rules whose days are over, and those that rest on them: what an expired rule
 * under `none` forbade is allowed from that day on, and nobody is told.
 */
#ifndef LIVVAKT_CHECK_EXPIRED_H
#define LIVVAKT_CHECK_EXPIRED_H

#include "complaint.h"
#include "rule_source.h"
#include "ruleset.h"
#include <stdint.h>

/* Warnings: expired, rests-on-expired, and late-start for what begins in more than a year. */
void check_expired(const struct rule_source *source, const struct ruleset *ruleset, int64_t now_us,
		   struct complaints *complaints);

#endif
