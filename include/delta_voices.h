/*
 * delta_voices.h - the part of a delta that the log of a brand's voices gets (chorus_log.h). Pure;
 * lives in the delta's arena and fails with it.
 */
#ifndef LIVVAKT_DELTA_VOICES_H
#define LIVVAKT_DELTA_VOICES_H

#include "chorus_voice.h"
#include "delta.h"

void delta_add_voice(struct delta *delta, struct delta_brand *brand,
		     const struct chorus_voice *voice);

/* The member of a brand, as the function in Redis reads it. */
void delta_pack_voices(const struct delta_voice *voices, struct buffer *to);

#endif
