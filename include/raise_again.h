/* raise_again.h - whether an incident goes on with one of the days before. */
#ifndef LIVVAKT_RAISE_AGAIN_H
#define LIVVAKT_RAISE_AGAIN_H

#include "attributes.h"
#include "error.h"
#include "incident.h"
#include "link.h"

/* An earlier one counts for so long after its end. */
#define RAISE_AGAIN_US (INT64_C(7) * 24 * 3600 * 1000000)

/* It goes on with `earlier`: both told by counts of the same brand, in areas of which none leaves
 * the other out, with phrases of one subject, and `earlier` was over for no longer than that when
 * it began, and was not said to be a false alarm. */
bool raise_again_is(const struct incident *incident, const struct incident *earlier);

/* Looks among the brand's latest fifty incidents, and notes in `incident` what it goes on with,
 * unless it is known already. */
MUST_CHECK int raise_again_find(struct redis_link *link, unsigned partition,
				struct incident *incident, struct error *error);

#endif
