/* square_root.h - the root of a whole number, which is the same on every machine. */
#ifndef LIVVAKT_SQUARE_ROOT_H
#define LIVVAKT_SQUARE_ROOT_H

#include <stdint.h>

/* The largest number whose square is not above. */
uint32_t square_root(uint64_t value);

#endif
