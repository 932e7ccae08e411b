/* test_block.c - comments packed and read back with suspicion. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "block.h"

#include <string.h>

static struct block block; /* large */

static struct comment example(void)
{
	return (struct comment){
		.text = slice_from("Toget er forsinka igjen 🙄"),
		.id = slice_from("c-1"),
		.channel = slice_from("web"),
		.post = slice_from("p-1"),
		.parent = slice_from("c-0"),
		.author = { slice_from("a-1"), slice_from("Kari"), 120, INT64_C(1400000000000000),
			    true },
		.url = slice_from("https://example.no/1"),
		.lang = slice_from("nn"),
		.ts_us = INT64_C(1795345200000001),
		.received_us = INT64_C(1795345200000002),
		.reach = -1,
	};
}

static void comments_equal(const struct comment *a, const struct comment *b)
{
	assert_true(slice_equal(a->text, b->text));
	assert_true(slice_equal(a->id, b->id));
	assert_true(slice_equal(a->channel, b->channel));
	assert_true(slice_equal(a->post, b->post));
	assert_true(slice_equal(a->parent, b->parent));
	assert_true(slice_equal(a->author.id, b->author.id));
	assert_true(slice_equal(a->author.name, b->author.name));
	assert_true(slice_equal(a->url, b->url));
	assert_true(slice_equal(a->lang, b->lang));
	assert_int_equal(a->author.followers, b->author.followers);
	assert_int_equal(a->author.created_at_us, b->author.created_at_us);
	assert_int_equal(a->author.staff, b->author.staff);
	assert_int_equal(a->ts_us, b->ts_us);
	assert_int_equal(a->received_us, b->received_us);
	assert_int_equal(a->reach, b->reach);
}

static void pack(size_t count, struct buffer *to)
{
	struct comment comments[BLOCK_COMMENTS_MAX];
	struct error error = { 0 };

	for (size_t i = 0; i < count; i++)
		comments[i] = example();
	if (count > 1)
		comments[1] = (struct comment){ .author.followers = 0 }; /* everything empty */
	buffer_init(to, 1 << 20);
	if (block_pack(slice_from("tog"), comments, count, to, &error) < 0)
		fail_msg("%s", error.text);
	assert_false(buffer_failed(to));
}

static void test_there_and_back(void **state)
{
	struct comment want = example(), empty = { .author.followers = 0 };
	struct buffer bytes;

	(void)state;
	pack(BLOCK_COMMENTS_MAX, &bytes);
	assert_int_equal(block_unpack(buffer_slice(&bytes), &block, NULL), 0);
	assert_int_equal(block.count, BLOCK_COMMENTS_MAX);
	assert_true(slice_is(block.brand, "tog"));
	comments_equal(&block.comments[0], &want);
	comments_equal(&block.comments[1], &empty);
	comments_equal(&block.comments[63], &want);
	assert_true(slice_is(block.comments[5].brand, "tog"));
	buffer_done(&bytes);
}

/* However it is cut or lengthened, it is refused, and nothing is written. */
static void test_wrong_length(void **state)
{
	struct buffer bytes;

	(void)state;
	pack(3, &bytes);
	block.count = 77;
	for (size_t len = 0; len < bytes.len; len++) {
		char *copy = malloc(len + 1); /* exact, so that a sanitizer sees an overrun */
		memcpy(copy, bytes.data, len);
		assert_int_equal(block_unpack((struct slice){ copy, len }, &block, NULL),
				 ERROR_INVALID);
		free(copy);
	}
	buffer_add_char(&bytes, 'x');
	assert_int_equal(block_unpack(buffer_slice(&bytes), &block, NULL), ERROR_INVALID);
	assert_int_equal(block.count, 77);
	buffer_done(&bytes);
}

/* Any single byte changed: read or refused, never worse. */
static void test_flipped_bytes(void **state)
{
	struct buffer bytes;
	unsigned refused = 0;

	(void)state;
	pack(2, &bytes);
	for (size_t i = 0; i < bytes.len; i++) {
		for (int bit = 0; bit < 8; bit++) {
			bytes.data[i] ^= (char)(1 << bit);
			refused += block_unpack(buffer_slice(&bytes), &block, NULL) < 0;
			bytes.data[i] ^= (char)(1 << bit);
		}
	}
	assert_true(refused > bytes.len);
	buffer_done(&bytes);
}

static void refused(struct comment comment, const char *why)
{
	struct buffer bytes;
	struct error error = { 0 };

	buffer_init(&bytes, 1 << 20);
	assert_int_equal(block_pack(slice_from("b"), &comment, 1, &bytes, &error), ERROR_INVALID);
	assert_int_equal(bytes.len, 0);
	if (!strstr(error.text, why))
		fail_msg("%s", error.text);
	buffer_done(&bytes);
}

static void test_limits(void **state)
{
	static char large[COMMENT_TEXT_MAX + 1];
	struct comment comment = example();

	(void)state;
	memset(large, 'x', sizeof(large));
	comment.text = (struct slice){ large, sizeof(large) };
	refused(comment, "text has 65537 bytes");
	comment = example();
	comment.id = (struct slice){ large, COMMENT_ID_MAX + 1 };
	refused(comment, "id has 257 bytes");
	comment = example();
	comment.author.name = slice_from("\xff");
	refused(comment, "author name is not UTF-8");
	comment = example();
	comment.ts_us = -1;
	refused(comment, "ts is out of range");
	comment = example();
	comment.reach = -2;
	refused(comment, "reach is out of range");
}

static void test_counts(void **state)
{
	struct comment comments[BLOCK_COMMENTS_MAX + 1];
	struct buffer bytes;

	(void)state;
	for (size_t i = 0; i <= BLOCK_COMMENTS_MAX; i++)
		comments[i] = example();
	buffer_init(&bytes, 1 << 20);
	assert_int_equal(block_pack(slice_from("b"), comments, 0, &bytes, NULL), ERROR_INVALID);
	assert_int_equal(
		block_pack(slice_from("b"), comments, BLOCK_COMMENTS_MAX + 1, &bytes, NULL),
		ERROR_INVALID);
	assert_int_equal(block_pack(slice_from(""), comments, 1, &bytes, NULL), ERROR_INVALID);
	assert_int_equal(bytes.len, 0);
	buffer_done(&bytes);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back), cmocka_unit_test(test_wrong_length),
		cmocka_unit_test(test_flipped_bytes),  cmocka_unit_test(test_limits),
		cmocka_unit_test(test_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
