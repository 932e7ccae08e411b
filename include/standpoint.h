/*
 * standpoint.h - by whose lights a group is so: "the elderly are nothing to you", "… are a burden,
 * that's how your letter reads" accuse who is spoken to; "we disabled people are just scum" is said
 * of oneself.
 */
#ifndef LIVVAKT_STANDPOINT_H
#define LIVVAKT_STANDPOINT_H

#include "context_inside.h"

/* Does a hit of hatred tell how the reader or a house (a council, a letter, a policy) sees a group,
 * or how the writer's own is seen, and does the writer not agree? */
bool standpoint_is_of_others(const struct place_of_hit *place);

#endif
