/* square_root.c - see square_root.h: bit by bit, without a branch that nobody could foresee. */
#include "square_root.h"

uint32_t square_root(uint64_t value)
{
	if (value == 0)
		return 0;
	uint64_t root = UINT64_C(1) << (63 - __builtin_clzll(value)) / 2;

	for (uint64_t bit = root >> 1; bit > 0; bit >>= 1) {
		uint64_t more = root + bit;

		root = more * more <= value ? more : root;
	}
	return (uint32_t)root;
}
