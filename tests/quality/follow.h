/* follow.h - runs a synthetic stream through the detector as alarm/ would follow it. */
#ifndef LIVVAKT_QUALITY_FOLLOW_H
#define LIVVAKT_QUALITY_FOLLOW_H

#include "detect.h"
#include "synthetic.h"

extern const struct detect_settings FOLLOW_SETTINGS;

/* Judges at each negative from `from_us` on; gives the number of incidents that begin before
 * `until_us`, and when the first one did (-1: none). */
unsigned follow_stream(const struct stream *stream, int64_t from_us, int64_t until_us,
		       int64_t *ret_first_us);

#endif
