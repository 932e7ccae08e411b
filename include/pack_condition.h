/* pack_condition.h - conditions as moderators write them (`when:`), from YAML to struct conditions.
 */
#ifndef LIVVAKT_PACK_CONDITION_H
#define LIVVAKT_PACK_CONDITION_H

#include "condition.h"
#include "pack_read.h"

/* For use in tables: a mapping of conditions into a struct conditions. Complaints: unknown-key,
 * missing-key, wrong-type, bad-value, no-condition, unreachable. */
void pack_read_conditions(struct pack_reader *reader, const struct yaml *value, void *into);

/* A zone by its name; false after a complaint (unknown-zone). */
bool pack_parse_zone(struct pack_reader *reader, const struct pack_text *text,
		     struct zone *ret_zone);

/* Gives conditions of time that name no zone the pack's; complains (no-zone) where that has none.
 */
void pack_set_zone(struct conditions *conditions, const struct zone *zone,
		   struct complaints *complaints);

#endif
