/* utf8.h - UTF-8 as Unicode defines it: shortest form, no surrogates, at most U+10FFFF. */
#ifndef LIVVAKT_UTF8_H
#define LIVVAKT_UTF8_H

#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { UTF8_MAX_BYTES = 4 };

/* Decodes one code point at the start of `text` (which is not empty). Gives the bytes used; 0, and
 * nothing written, where no valid sequence begins. */
size_t utf8_decode(struct slice text, uint32_t *ret_code_point);

/* Writes at most UTF8_MAX_BYTES; gives their number, 0 for what is no code point. */
size_t utf8_encode(uint32_t code_point, char ret_bytes[UTF8_MAX_BYTES]);

/* True when all is valid; otherwise the offset of the first bad byte is written (may be NULL). */
bool utf8_valid(struct slice text, size_t *ret_bad_at);

/* The longest prefix of at most `limit` bytes that ends between two code points of valid text. */
struct slice utf8_cut(struct slice text, size_t limit);

/* Into a field of `size` bytes (1 at least), terminated, cut between two code points. What holds a
 * NUL ends there for whoever reads the field. */
void utf8_copy(char *field, size_t size, struct slice text);

#endif
