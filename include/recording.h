/* recording.h - comments that were written down with their times, read from files in the order of
 * these times. What cannot be used is said on stderr, line by line, and left out. */
#ifndef LIVVAKT_RECORDING_H
#define LIVVAKT_RECORDING_H

#include "arena.h"
#include "attributes.h"
#include "comment.h"
#include "error.h"
#include <stddef.h>
#include <stdint.h>

struct recording {
	struct arena arena; /* what the comments point to */
	struct comment *comments;
	size_t count, room;
	size_t refused; /* lines that were left out */
};

void recording_init(struct recording *recording);
void recording_done(struct recording *recording);

/* JSON Lines. A comment without a time, or with one after `now_us`, is refused: live it would be
 * one of now, here it would make a rush of today. ERROR_INVALID when a file cannot be read or there
 * is no comment in all of them. */
MUST_CHECK int recording_read(struct recording *recording, char *const *paths, size_t count,
			      int64_t now_us, struct error *error);

#endif
