/* chorus_voice.h - a comment as one of many that may say the same (chorus.h): a plain noun. */
#ifndef LIVVAKT_CHORUS_VOICE_H
#define LIVVAKT_CHORUS_VOICE_H

#include <stdint.h>

enum { LIKENESS_BYTES = 48 };

/* Its text (likeness.h). */
struct likeness {
	uint8_t bytes[LIKENESS_BYTES];
};

enum voice_flags {
	VOICE_NEGATIVE = 1,
	VOICE_HELD = 2, /* hidden, or before a person */
	VOICE_NEWCOMER = 4,
	VOICE_KNOWN = 8, /* how new the account is */
	VOICE_LINKED = 16,
	VOICE_SHORT = 32,
};

struct chorus_voice {
	int64_t ts_us;	 /* of the comment; whole minutes are kept */
	uint64_t author; /* keyed hash; 0: not known */
	uint32_t post;	 /* hash; 0: not known */
	unsigned flags;	 /* enum voice_flags */
	struct likeness likeness;
};

#endif
