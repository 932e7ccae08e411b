/* varint.c - see varint.h (LEB128; signed ones as zigzag). */
#include "varint.h"

enum { BITS = 7, MORE = 0x80, LAST_SHIFT = 63 };

void varint_add(struct buffer *to, uint64_t value)
{
	for (; value >= MORE; value >>= BITS)
		buffer_add_char(to, (char)(unsigned char)(value | MORE));
	buffer_add_char(to, (char)value);
}

bool varint_take(struct slice *from, uint64_t *ret_value)
{
	uint64_t value = 0;

	for (size_t i = 0; i < from->len && i < VARINT_MAX; i++) {
		const unsigned char byte = (unsigned char)from->data[i];
		const unsigned shift = BITS * (unsigned)i;

		if (shift == LAST_SHIFT && byte > 1)
			return false; /* more than 64 bits */
		value |= (uint64_t)(byte & (MORE - 1)) << shift;
		if (byte >= MORE)
			continue;
		*from = slice_cut(*from, i + 1, from->len);
		*ret_value = value;
		return true;
	}
	return false;
}

void varint_add_signed(struct buffer *to, int64_t value)
{
	varint_add(to, value < 0 ? ~(uint64_t)value << 1 | 1 : (uint64_t)value << 1);
}

bool varint_take_signed(struct slice *from, int64_t *ret_value)
{
	uint64_t folded;

	if (!varint_take(from, &folded))
		return false;
	*ret_value = folded & 1 ? -1 - (int64_t)(folded >> 1) : (int64_t)(folded >> 1);
	return true;
}
