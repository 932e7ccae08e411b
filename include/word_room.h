/*
 * word_room.h - memory for the words of one form of a text, as much as the longest that came
 * needed: comments are short, and a judge's memory with them.
 */
#ifndef LIVVAKT_WORD_ROOM_H
#define LIVVAKT_WORD_ROOM_H

#include "sketch.h"
#include "words.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Arrays side by side, an item a word; what they hold is the owner's. Zeroed is empty. */
struct word_room {
	struct word *words;
	uint64_t *hashes;
	bool *disguised, *respelt;
	uint8_t *before, *behind; /* disguise_distances */
	uint32_t *places;
	size_t capacity;
};

/* Hashes and sketch of the words that stand in it, of this text. */
void word_room_read(struct word_room *room, struct slice text, size_t count,
		    struct sketch *ret_sketch);

/* Room for the words of a text of so many bytes, at most for `most`; gives for how many there is,
 * which is fewer only when memory is out. What was in it is gone when it grows. */
size_t word_room_make(struct word_room *room, size_t bytes, size_t most);
void word_room_done(struct word_room *room);

#endif
