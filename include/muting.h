/*
 * muting.h - which incidents a silence that a person asked for keeps quiet.
 *
 * Pure. A silence of a brand covers what was found in its counts, as a whole or within it. One of a
 * topic, channel, post or language covers the incidents of that scope, and an incident of the whole
 * brand, or a campaign, of which four fifths are there: a large topic's trouble is its brand's
 * trouble. Nothing
 * covers severity 1, nor a single comment that a person must see (threats, emergencies); and a feed
 * that says nothing is covered only by a silence with that very scope ("silence:channel:web").
 */
#ifndef LIVVAKT_MUTING_H
#define LIVVAKT_MUTING_H

#include "incident.h"
#include "mute.h"
#include <stdbool.h>
#include <stdint.h>

/* The longest that may be asked for. */
#define MUTING_LONGEST_US (INT64_C(7) * 24 * 3600 * 1000000)
#define MUTING_BRAND "brand"

bool muting_covers(const struct mute *mute, const struct incident *incident, int64_t now_us);

#endif
