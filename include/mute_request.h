/*
 * mute_request.h - what a person asks for when they ask for silence, read strictly: whatever is not
 * known is refused with what may have been meant.
 */
#ifndef LIVVAKT_MUTE_REQUEST_H
#define LIVVAKT_MUTE_REQUEST_H

#include "attributes.h"
#include "config.h"
#include "error.h"
#include "json.h"
#include "mute.h"
#include "partitions.h"

/* {"brand","scope","for" or "until","by","reason"}, of a brand of this partition; `scope` may be
 * left out. The mute has everything, its id too. ERROR_INVALID says what to mend. */
MUST_CHECK int mute_request_read(const struct config *config, const struct partition *partition,
				 const struct json *body, int64_t now_us, struct mute *ret_mute,
				 struct error *error);

#endif
