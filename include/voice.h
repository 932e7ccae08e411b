/*
 * voice.h - signs of a raised voice in a text as it was written: exclamation and question marks,
 * capitals.
 */
#ifndef LIVVAKT_VOICE_H
#define LIVVAKT_VOICE_H

#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

enum { VOICE_MARKS_MAX = 4 }; /* further exclamation marks add nothing */

struct voice {
	int32_t exclamations; /* no more than count */
	bool questions;
	bool shouting; /* more than three in four letters, and six at least, are capitals */
};

struct voice voice_of(struct slice raw);

#endif
