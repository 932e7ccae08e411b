/*
 * check_excuses.h - what rules excuse: exceptions that excuse nothing, for they overlap no find,
 * and words that are never found, for they are excused wherever they stand.
 */
#ifndef LIVVAKT_CHECK_EXCUSES_H
#define LIVVAKT_CHECK_EXCUSES_H

#include "complaint.h"
#include "rule_source.h"
#include <stdbool.h>

/* Of a rule of this pack. Warnings: idle-except, excused-word. True when there was none. */
bool check_excuses(const struct rule_source *source, const struct source_pack *pack,
		   const struct pack_rule *rule, struct complaints *complaints);

#endif
