/*
 * squeeze.h - a text as a regex is meant to see it: runs of blanks and line ends are one blank,
 * and what a reader never sees is out, so that "kill  yourself" and "kill <b>yourself</b>" are what
 * they say.
 */
#ifndef LIVVAKT_SQUEEZE_H
#define LIVVAKT_SQUEEZE_H

#include "slice.h"
#include "verdict.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct squeezed {
	char *bytes;
	uint32_t *from; /* of each byte: its place in the text */
	size_t len, capacity;
	bool made, failed; /* memory was out */
};

/* Zeroed is empty. Memory is kept from text to text. */
struct squeeze {
	struct squeezed kinds[2];
	bool runs, tags; /* most texts have neither */
};

/* A new text: says what it has of either. */
void squeeze_begin(struct squeeze *squeeze, struct slice text);
/* Do runs of blanks, line ends or a blank at an end keep the pattern from its finds? Where it has
 * `\s+` between words they do not. */
bool squeeze_minds(struct slice pattern);
/* Made when it is first asked for. `lines`: a run that holds a line end is one line end. */
const struct squeezed *squeeze_get(struct squeeze *squeeze, struct slice text, bool lines);
void squeeze_done(struct squeeze *squeeze);

/* Where a stretch, which is not empty, stands in the text. */
struct span squeeze_back(const struct squeezed *squeezed, struct span span);

#endif
