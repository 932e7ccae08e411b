/*
 * arena.h - memory that follows a lifetime: many small pieces, freed at once.
 *
 * Grows by chunks up to a limit that the owner declares. A reset keeps the first chunk, so a
 * judge that resets after each batch stops asking the system for memory.
 */
#ifndef LIVVAKT_ARENA_H
#define LIVVAKT_ARENA_H

#include "slice.h"
#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *first, *current;
	size_t chunk_bytes; /* size of an ordinary chunk */
	size_t limit_bytes; /* all chunks together never exceed this */
	size_t held_bytes;
	bool lent; /* the memory is somebody else's */
};

/* Allocates nothing yet. */
void arena_init(struct arena *arena, size_t chunk_bytes, size_t limit_bytes);
/* In memory that was cleared and is the caller's, aligned as pointers are: all there is. Not to be
 * reset. */
void arena_init_in(struct arena *arena, void *memory, size_t bytes);
void arena_done(struct arena *arena);

/* Aligned for pointers and numbers of up to 64 bits, not cleared. NULL when the limit or the
 * system's memory is reached: the caller counts that as an outcome. A size of 0 gives a valid
 * pointer. */
void *arena_alloc(struct arena *arena, size_t bytes);
void *arena_calloc(struct arena *arena, size_t count, size_t bytes);

/* A copy of so many bytes; NULL when memory is out. */
void *arena_duplicate(struct arena *arena, const void *bytes, size_t len);
/* A copy with a NUL behind it (not counted in len); data is NULL when memory is out. */
struct slice arena_copy(struct arena *arena, struct slice text);
/* The same as a terminated string; NULL when memory is out. */
char *arena_string(struct arena *arena, struct slice text);

/* How much was handed out of the current chunk, its head counted. */
size_t arena_used(const struct arena *arena);

/* Everything handed out is gone; the first chunk stays. */
void arena_reset(struct arena *arena);

#endif
