/*
 * varint.h - whole numbers in as few bytes as they need: seven bits a byte, the lowest first, the
 * top bit says that more follow. Small ones take one byte.
 */
#ifndef LIVVAKT_VARINT_H
#define LIVVAKT_VARINT_H

#include "buffer.h"
#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

enum { VARINT_MAX = 10 }; /* bytes of the largest one */

void varint_add(struct buffer *to, uint64_t value);

/* Takes one off the front. False, and nothing taken, when none stands there. */
bool varint_take(struct slice *from, uint64_t *ret_value);

/* The same for numbers below zero, too: small ones of either sign take one byte. */
void varint_add_signed(struct buffer *to, int64_t value);
bool varint_take_signed(struct slice *from, int64_t *ret_value);

#endif
