/* arena.c - see arena.h; chunks in a chain, the current one is filled from its start. */
#include "arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

struct arena_chunk {
	struct arena_chunk *next;
	size_t used, size;
	alignas(uint64_t) char bytes[];
};

/* What wants more, long double, nobody keeps. */
enum { ALIGNMENT = alignof(uint64_t) };

void arena_init(struct arena *arena, size_t chunk_bytes, size_t limit_bytes)
{
	*arena = (struct arena){ .chunk_bytes = chunk_bytes, .limit_bytes = limit_bytes };
}

void arena_init_in(struct arena *arena, void *memory, size_t bytes)
{
	struct arena_chunk *chunk = memory;

	assert(bytes > sizeof(*chunk));
	arena_init(arena, bytes, bytes);
	arena->lent = true;
	arena->held_bytes = bytes;
	arena->first = arena->current = chunk;
	*chunk = (struct arena_chunk){ .size = bytes - sizeof(*chunk) };
}

static void free_chain(struct arena_chunk *chunk)
{
	while (chunk) {
		struct arena_chunk *next = chunk->next;

		free(chunk);
		chunk = next;
	}
}

void arena_done(struct arena *arena)
{
	if (!arena->lent)
		free_chain(arena->first);
	arena_init(arena, arena->chunk_bytes, arena->limit_bytes);
}

static struct arena_chunk *add_chunk(struct arena *arena, size_t at_least)
{
	size_t size = at_least > arena->chunk_bytes ? at_least : arena->chunk_bytes;
	struct arena_chunk *chunk;

	if (arena->lent) /* not even for nothing: all stays in what was lent */
		return NULL;
	if (size > arena->limit_bytes - arena->held_bytes)
		size = at_least;
	if (size > arena->limit_bytes - arena->held_bytes)
		return NULL;
	chunk = malloc(sizeof(*chunk) + size);
	if (!chunk)
		return NULL;
	*chunk = (struct arena_chunk){ .size = size };
	arena->held_bytes += size;
	if (arena->current)
		arena->current->next = chunk;
	else
		arena->first = chunk;
	arena->current = chunk;
	return chunk;
}

/* `alignment` is a power of two, at most that of a chunk. */
static void *take(struct arena *arena, size_t bytes, size_t alignment)
{
	struct arena_chunk *chunk = arena->current;
	size_t at;

	if (bytes > SIZE_MAX / 2)
		return NULL;
	at = chunk ? (chunk->used + alignment - 1) & ~(alignment - 1) : 0;
	if (!chunk || at > chunk->size || bytes > chunk->size - at) {
		chunk = add_chunk(arena, bytes);
		at = 0;
	}
	if (!chunk)
		return NULL;
	chunk->used = at + bytes;
	return chunk->bytes + at;
}

void *arena_alloc(struct arena *arena, size_t bytes)
{
	return take(arena, bytes, ALIGNMENT);
}

void *arena_calloc(struct arena *arena, size_t count, size_t bytes)
{
	void *piece;

	if (bytes && count > SIZE_MAX / 2 / bytes)
		return NULL;
	piece = arena_alloc(arena, count * bytes);
	if (piece)
		memset(piece, 0, count * bytes);
	return piece;
}

void *arena_duplicate(struct arena *arena, const void *bytes, size_t len)
{
	void *copy = arena_alloc(arena, len);

	if (copy && len > 0)
		memcpy(copy, bytes, len);
	return copy;
}

char *arena_string(struct arena *arena, struct slice text)
{
	char *copy = take(arena, text.len + 1, 1);

	if (!copy)
		return NULL;
	if (text.len)
		memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	return copy;
}

struct slice arena_copy(struct arena *arena, struct slice text)
{
	char *copy = arena_string(arena, text);

	return (struct slice){ copy, copy ? text.len : 0 };
}

size_t arena_used(const struct arena *arena)
{
	return arena->current ? sizeof(*arena->current) + arena->current->used : 0;
}

void arena_reset(struct arena *arena)
{
	struct arena_chunk *first = arena->first;

	if (!first)
		return;
	free_chain(first->next);
	first->next = NULL;
	first->used = 0;
	arena->current = first;
	arena->held_bytes = first->size;
}
