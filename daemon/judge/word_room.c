/* word_room.c - see word_room.h. */
#include "word_room.h"
#include <stdlib.h>

enum { ROOM_LEAST = 256 /* words, and most comments are shorter */ };

void word_room_done(struct word_room *room)
{
	free(room->words);
	free(room->hashes);
	free(room->disguised);
	free(room->respelt);
	free(room->before);
	free(room->behind);
	free(room->places);
	*room = (struct word_room){ 0 };
}

static bool allocate(struct word_room *room, size_t capacity)
{
	room->words = calloc(capacity, sizeof(*room->words));
	room->hashes = calloc(capacity, sizeof(*room->hashes));
	room->disguised = calloc(capacity, sizeof(*room->disguised));
	room->respelt = calloc(capacity, sizeof(*room->respelt));
	room->before = calloc(capacity, sizeof(*room->before));
	room->behind = calloc(capacity, sizeof(*room->behind));
	room->places = calloc(capacity, sizeof(*room->places));
	room->capacity = capacity;
	return room->words && room->hashes && room->disguised && room->respelt && room->before &&
	       room->behind && room->places;
}

size_t word_room_make(struct word_room *room, size_t bytes, size_t most)
{
	size_t wanted = bytes < most ? bytes : most, capacity = ROOM_LEAST;
	struct word_room larger = { 0 };

	if (wanted <= room->capacity && room->capacity > 0)
		return most < room->capacity ? most : room->capacity;
	while (capacity < wanted)
		capacity *= 2;
	if (allocate(&larger, capacity)) {
		word_room_done(room);
		*room = larger;
	} else {
		word_room_done(&larger);
	}
	return most < room->capacity ? most : room->capacity;
}

void word_room_read(struct word_room *room, struct slice text, size_t count,
		    struct sketch *ret_sketch)
{
	*ret_sketch = (struct sketch){ { 0 } };
	for (size_t i = 0; i < count; i++) {
		struct slice word = words_text(text, &room->words[i]);

		room->hashes[i] = words_hash(word);
		sketch_add(ret_sketch, word);
	}
}
