/* delta_voices.c - see delta_voices.h. */
#include "delta_voices.h"

#include "chorus_log.h"
#include "messagepack.h"

struct delta_voice {
	struct chorus_voice voice;
	struct delta_voice *next;
};

void delta_add_voice(struct delta *delta, struct delta_brand *brand,
		     const struct chorus_voice *voice)
{
	struct delta_voice *added = brand ? delta_piece(delta, sizeof(*added)) : NULL;

	if (!added)
		return;
	added->voice = *voice;
	*brand->voices_end = added;
	brand->voices_end = &added->next;
	brand->negative_voices += (voice->flags & (VOICE_NEGATIVE | VOICE_HELD)) != 0;
}

void delta_pack_voices(const struct delta_voice *voices, struct buffer *to)
{
	struct buffer log;

	buffer_init(&log, DELTA_BYTES);
	for (; voices; voices = voices->next)
		chorus_log_pack(&voices->voice, &log);
	messagepack_text(to, "voices");
	messagepack_bytes(to, buffer_slice(&log));
	to->failed = to->failed || buffer_failed(&log);
	buffer_done(&log);
}
