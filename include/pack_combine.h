/*
 * pack_combine.h - what a rule asks beside its own words, and its examples: from YAML to plain
 * structs.
 */
#ifndef LIVVAKT_PACK_COMBINE_H
#define LIVVAKT_PACK_COMBINE_H

#include "pack_read.h"

/* For use in tables, into the member of struct pack_combination of that name. */
void pack_read_parts(struct pack_reader *reader, const struct yaml *value, void *into);
void pack_read_at_least(struct pack_reader *reader, const struct yaml *value, void *into);
void pack_read_moment(struct pack_reader *reader, const struct yaml *value, void *into);
/* Into the whole struct: near and its place. */
void pack_read_near(struct pack_reader *reader, const struct yaml *value, void *into);

/* Into a struct pack_examples: texts, or mappings with a text. */
void pack_read_examples(struct pack_reader *reader, const struct yaml *value, void *into);

/* Does it ask for anything? */
bool pack_combines(const struct pack_combination *combination);
/* And may that be so where the rule has no words of its own? `none` alone is no find. */
bool pack_stands_alone(const struct pack_combination *combination);

/* What needs the pack's zone: times of day, and days that begin or end. */
void pack_combine_finish(struct pack_reader *reader, const struct pack *pack);

#endif
