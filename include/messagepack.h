/*
 * messagepack.h - values for our functions in Redis, packed as one argument (MessagePack, which
 * Redis' Lua unpacks in C).
 *
 * Only what is needed: arrays, maps with text keys, byte strings, integers. Written into a buffer,
 * whose failure is sticky. Bytes are written as "str": Redis' unpacker knows no "bin".
 */
#ifndef LIVVAKT_MESSAGEPACK_H
#define LIVVAKT_MESSAGEPACK_H

#include "buffer.h"
#include "slice.h"
#include <stddef.h>
#include <stdint.h>

/* Exactly `count` values (or pairs of key and value) must follow. */
void messagepack_array(struct buffer *to, size_t count);
void messagepack_map(struct buffer *to, size_t count);

void messagepack_bytes(struct buffer *to, struct slice bytes);
void messagepack_text(struct buffer *to, const char *text);
/* Lua holds it exactly up to 2^53. */
void messagepack_integer(struct buffer *to, int64_t value);
/* As text, for what Lua only hands on: printing a number costs Redis more than all else with it. */
void messagepack_digits(struct buffer *to, int64_t value);

#endif
