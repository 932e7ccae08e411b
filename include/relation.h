/*
 * relation.h - of whom something is said: "people who hate immigrants are scum" is said of those
 * who hate; "the lie that immigrants are parasites" is nobody's own word.
 */
#ifndef LIVVAKT_RELATION_H
#define LIVVAKT_RELATION_H

#include "context_inside.h"

/* Does what the hit says belong to somebody else than the group it names: those who attack it, an
 * attack on it, or something that is theirs? Of "Muslims who hate women" the group is the head, and
 * stays it. */
bool relation_is_of_others(const struct place_of_hit *place);

/* Is it what somebody else believes, or a lie by name? The writer's own belief is not. */
bool relation_is_ascribed(const struct place_of_hit *place);

#endif
