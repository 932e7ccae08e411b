/*
 * block.c - comments packed into one stream entry, and read back with suspicion.
 *
 * Packing and unpacking walk the same tables of fields, and refuse by the same limits: what was
 * packed can be read, and what a stranger wrote is read only if we could have packed it.
 */
#include "block.h"

#include "utf8.h"

#include <assert.h>
#include <stddef.h>

/*
 *   "LVB" version:1  count:2  zero:2  total:4  brand:2+bytes
 *   count times: numbers, 8 each; flags:4; texts, 4+bytes each
 *
 * Version 1, which the queue may hold for weeks, had one number less: the last.
 */
static const char magic[] = { 'L', 'V', 'B' };
enum { VERSION = 2, HEADER_BYTES = 12 };
enum { FLAG_STAFF = 1, FLAG_UNNAMED = 2, FLAGS_KNOWN = FLAG_STAFF | FLAG_UNNAMED };

/* Times outside of these are no times: 1970 to 2200. */
#define TIME_MAX_US INT64_C(7258118400000000)

struct number_field {
	const char *name;
	size_t offset;
	int64_t least, most;
};

static const struct number_field numbers[] = {
	{ "ts", offsetof(struct comment, ts_us), 0, TIME_MAX_US },
	{ "received", offsetof(struct comment, received_us), 0, TIME_MAX_US },
	{ "reach", offsetof(struct comment, reach), -1, INT64_MAX },
	{ "followers", offsetof(struct comment, author.followers), -1, INT64_MAX },
	{ "created_at", offsetof(struct comment, author.created_at_us), 0, TIME_MAX_US },
	{ "edited_at", offsetof(struct comment, edited_us), 0, TIME_MAX_US },
};

struct text_field {
	const char *name;
	size_t offset, max;
};

static const struct text_field texts[] = {
	{ "id", offsetof(struct comment, id), COMMENT_ID_MAX },
	{ "channel", offsetof(struct comment, channel), COMMENT_ID_MAX },
	{ "post", offsetof(struct comment, post), COMMENT_ID_MAX },
	{ "parent", offsetof(struct comment, parent), COMMENT_ID_MAX },
	{ "author id", offsetof(struct comment, author.id), COMMENT_ID_MAX },
	{ "author name", offsetof(struct comment, author.name), COMMENT_ID_MAX },
	{ "lang", offsetof(struct comment, lang), COMMENT_LANG_MAX },
	{ "url", offsetof(struct comment, url), COMMENT_URL_MAX },
	{ "text", offsetof(struct comment, text), COMMENT_TEXT_MAX },
};

enum { NUMBERS = sizeof(numbers) / sizeof(numbers[0]), TEXTS = sizeof(texts) / sizeof(texts[0]) };

static int64_t *number_of(struct comment *comment, size_t field)
{
	return (int64_t *)(void *)((char *)comment + numbers[field].offset);
}

static struct slice *text_of(struct comment *comment, size_t field)
{
	return (struct slice *)(void *)((char *)comment + texts[field].offset);
}

static int check_text(struct slice text, const char *name, size_t max, struct error *error)
{
	if (text.len > max)
		return error_set(error, ERROR_INVALID, "%s has %zu bytes, %zu are allowed", name,
				 text.len, max);
	if (!utf8_valid(text, NULL))
		return error_set(error, ERROR_INVALID, "%s is not UTF-8", name);
	return 0;
}

static int check_brand(struct slice brand, struct error *error)
{
	if (brand.len == 0)
		return error_set(error, ERROR_INVALID, "the brand is empty");
	return check_text(brand, "brand", COMMENT_ID_MAX, error);
}

static int check_comment(const struct comment *comment, struct error *error)
{
	struct comment copy = *comment;

	for (size_t i = 0; i < NUMBERS; i++) {
		int64_t value = *number_of(&copy, i);
		if (value < numbers[i].least || value > numbers[i].most)
			return error_set(error, ERROR_INVALID, "%s is out of range",
					 numbers[i].name);
	}
	for (size_t i = 0; i < TEXTS; i++) {
		int r = check_text(*text_of(&copy, i), texts[i].name, texts[i].max, error);
		if (r < 0)
			return r;
	}
	return 0;
}

/* --- packing --- */

static size_t comment_bytes(const struct comment *comment)
{
	struct comment copy = *comment;
	size_t bytes = 8 * NUMBERS + 4;

	for (size_t i = 0; i < TEXTS; i++)
		bytes += 4 + text_of(&copy, i)->len;
	return bytes;
}

static void pack_comment(const struct comment *comment, struct buffer *to)
{
	struct comment copy = *comment;

	for (size_t i = 0; i < NUMBERS; i++)
		buffer_add_u64(to, (uint64_t)*number_of(&copy, i));
	buffer_add_u32(to, (comment->author.staff ? FLAG_STAFF : 0) |
				   (comment->unnamed ? FLAG_UNNAMED : 0));
	for (size_t i = 0; i < TEXTS; i++) {
		struct slice text = *text_of(&copy, i);
		buffer_add_u32(to, (uint32_t)text.len);
		buffer_add_slice(to, text);
	}
}

static void add_u16(struct buffer *to, size_t value)
{
	buffer_add_char(to, (char)(unsigned char)value);
	buffer_add_char(to, (char)(unsigned char)(value >> 8));
}

int block_pack(struct slice brand, const struct comment *comments, size_t count, struct buffer *to,
	       struct error *error)
{
	size_t total = HEADER_BYTES + 2 + brand.len;
	int r = check_brand(brand, error);

	if (r == 0 && (count == 0 || count > BLOCK_COMMENTS_MAX))
		r = error_set(error, ERROR_INVALID, "a block holds 1 to %d comments, not %zu",
			      BLOCK_COMMENTS_MAX, count);
	for (size_t i = 0; r == 0 && i < count; i++) {
		r = check_comment(&comments[i], error);
		total += comment_bytes(&comments[i]);
	}
	if (r < 0)
		return r;

	buffer_add(to, magic, sizeof(magic));
	buffer_add_char(to, VERSION);
	add_u16(to, count);
	add_u16(to, 0);
	buffer_add_u32(to, (uint32_t)total);
	add_u16(to, brand.len);
	buffer_add_slice(to, brand);
	for (size_t i = 0; i < count; i++)
		pack_comment(&comments[i], to);
	return 0;
}

/* --- unpacking --- */

/* What is left to read; `short_of` stays set once something was missing. */
struct reader {
	struct slice rest;
	size_t numbers; /* of a comment, in this version */
	bool short_of;
};

static struct slice take(struct reader *reader, size_t len)
{
	if (reader->short_of || len > reader->rest.len) {
		reader->short_of = true;
		return (struct slice){ 0 };
	}
	struct slice taken = slice_cut(reader->rest, 0, len);
	reader->rest = slice_cut(reader->rest, len, reader->rest.len);
	return taken;
}

static uint64_t take_number(struct reader *reader, unsigned bytes)
{
	struct slice taken = take(reader, bytes);
	uint64_t value = 0;

	for (size_t i = taken.len; i-- > 0;)
		value = value << 8 | (unsigned char)taken.data[i];
	return value;
}

static int unpack_comment(struct reader *reader, struct slice brand, struct comment *to,
			  struct error *error)
{
	struct comment comment = { .brand = brand };

	for (size_t i = 0; i < reader->numbers; i++)
		*number_of(&comment, i) = (int64_t)take_number(reader, 8);
	uint64_t flags = take_number(reader, 4);
	for (size_t i = 0; i < TEXTS; i++)
		*text_of(&comment, i) = take(reader, take_number(reader, 4));
	if (reader->short_of)
		return error_set(error, ERROR_INVALID, "it ends too early");
	if (flags & ~(uint64_t)FLAGS_KNOWN)
		return error_set(error, ERROR_INVALID, "it has unknown flags");
	comment.author.staff = flags & FLAG_STAFF;
	comment.unnamed = flags & FLAG_UNNAMED;

	int r = check_comment(&comment, error);
	if (r == 0)
		*to = comment;
	return r;
}

static int unpack_header(struct reader *reader, struct slice bytes, struct block *block,
			 struct error *error)
{
	struct slice mark = take(reader, sizeof(magic));
	uint64_t version = take_number(reader, 1);
	uint64_t count = take_number(reader, 2), zero = take_number(reader, 2);
	uint64_t total = take_number(reader, 4);

	if (!slice_equal(mark, (struct slice){ magic, sizeof(magic) }) || version < 1 ||
	    version > VERSION)
		return error_set(error, ERROR_INVALID, "it is no block of this version");
	reader->numbers = version == 1 ? NUMBERS - 1 : NUMBERS;
	block->brand = take(reader, take_number(reader, 2));
	if (reader->short_of || total != bytes.len || zero != 0)
		return error_set(error, ERROR_INVALID, "its length is not what it says");
	if (count == 0 || count > BLOCK_COMMENTS_MAX)
		return error_set(error, ERROR_INVALID, "it says to hold %u comments",
				 (unsigned)count);
	block->count = (size_t)count;
	return check_brand(block->brand, error);
}

int block_unpack(struct slice bytes, struct block *ret_block, struct error *error)
{
	struct reader reader = { .rest = bytes };
	struct block block;

	assert(bytes.data || bytes.len == 0);
	block.brand = (struct slice){ 0 };
	block.count = 0;
	int r = unpack_header(&reader, bytes, &block, error);
	for (size_t i = 0; r == 0 && i < block.count; i++)
		r = unpack_comment(&reader, block.brand, &block.comments[i], error);
	if (r == 0 && reader.rest.len > 0)
		r = error_set(error, ERROR_INVALID, "something stands behind its last comment");
	if (r < 0)
		return r;
	ret_block->brand = block.brand;
	ret_block->count = block.count;
	memcpy(ret_block->comments, block.comments, block.count * sizeof(block.comments[0]));
	return 0;
}
