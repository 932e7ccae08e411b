/* test_arena.c - memory by lifetime: alignment, the limit, the reset. */
#include "facts.h"

#include "arena.h"
#include <stdalign.h>

static void test_alignment(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, 128, 1 << 20);
	for (size_t bytes = 0; bytes < 300; bytes++) {
		char *piece = arena_alloc(&arena, bytes);

		assert_non_null(piece);
		assert_int_equal((uintptr_t)piece % alignof(uint64_t), 0);
		memset(piece, 0xab, bytes);
		if (bytes % 3 == 0) /* texts stand one behind the other */
			assert_non_null(arena_string(&arena, BYTES("x")));
	}
	arena_done(&arena);
	assert_int_equal(arena.held_bytes, 0);
}

static void test_pieces_do_not_overlap(void **state)
{
	unsigned char *pieces[200];
	struct arena arena;

	(void)state;
	arena_init(&arena, 64, 1 << 20);
	for (size_t i = 0; i < 200; i++) {
		pieces[i] = arena_alloc(&arena, i);
		assert_non_null(pieces[i]);
		memset(pieces[i], (int)i, i);
	}
	for (size_t i = 0; i < 200; i++) {
		for (size_t k = 0; k < i; k++)
			assert_int_equal(pieces[i][k], i);
	}
	arena_done(&arena);
}

static void test_limit(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, 64, 256);
	assert_null(arena_alloc(&arena, 257));
	assert_int_equal(arena.held_bytes, 0); /* a refusal holds nothing */
	assert_non_null(arena_alloc(&arena, 200));
	assert_null(arena_alloc(&arena, 64));
	assert_non_null(arena_alloc(&arena, 48)); /* what still fits is given */
	assert_null(arena_alloc(&arena, 9));
	assert_non_null(arena_alloc(&arena, 0));
	assert_in_range(arena.held_bytes, 248, 256);
	arena_reset(&arena);
	assert_non_null(arena_alloc(&arena, 200));
	arena_done(&arena);
	arena_init(&arena, 64, 0);
	assert_null(arena_alloc(&arena, 1));
	arena_done(&arena);
}

static void test_sizes_beyond_reason(void **state)
{
	struct arena arena;

	(void)state;
	arena_init(&arena, 64, SIZE_MAX);
	assert_null(arena_alloc(&arena, SIZE_MAX));
	assert_null(arena_alloc(&arena, SIZE_MAX / 2 + 1));
	assert_null(arena_calloc(&arena, SIZE_MAX, 2));
	assert_null(arena_calloc(&arena, SIZE_MAX / 8 + 1, 8)); /* the product would be 0 */
	assert_null(arena_calloc(&arena, 2, SIZE_MAX));
	assert_non_null(arena_calloc(&arena, 0, SIZE_MAX));
	assert_non_null(arena_calloc(&arena, SIZE_MAX, 0));
	arena_done(&arena);
}

static void test_copies(void **state)
{
	struct slice copy;
	struct arena arena;

	(void)state;
	arena_init(&arena, 64, 128);
	copy = arena_copy(&arena, BYTES("a\0b"));
	assert_int_equal(copy.len, 3);
	assert_memory_equal(copy.data, "a\0b", 4); /* with the NUL behind */
	copy = arena_copy(&arena, (struct slice){ NULL, 0 });
	assert_non_null(copy.data);
	assert_int_equal(copy.len, 0);
	assert_string_equal(copy.data, "");
	assert_string_equal(arena_string(&arena, BYTES("hej")), "hej");
	copy = arena_copy(&arena, (struct slice){ "x", 4096 }); /* refused before it is read */
	assert_null(copy.data);
	assert_int_equal(copy.len, 0);
	assert_null(arena_string(&arena, (struct slice){ "x", 4096 }));
	arena_done(&arena);
}

static void test_reset(void **state)
{
	struct arena arena;
	char *first, *cleared;

	(void)state;
	arena_init(&arena, 64, 1 << 20);
	arena_reset(&arena); /* of nothing */
	first = arena_alloc(&arena, 32);
	memset(first, 0xff, 32);
	for (size_t i = 0; i < 100; i++)
		assert_non_null(arena_alloc(&arena, 60));
	arena_reset(&arena);
	assert_int_equal(arena.held_bytes, 64);
	cleared = arena_calloc(&arena, 4, 8);
	assert_ptr_equal(cleared, first); /* the first chunk stays */
	for (size_t i = 0; i < 32; i++)
		assert_int_equal(cleared[i], 0);
	arena_done(&arena);
	assert_non_null(arena_alloc(&arena, 10)); /* usable again */
	arena_done(&arena);
}

static void test_lent_memory_is_all_there_is(void **state)
{
	static alignas(uint64_t) char memory[256];
	struct arena arena;
	char *piece;

	(void)state;
	arena_init_in(&arena, memory, sizeof(memory));
	piece = arena_duplicate(&arena, "abc", 4);
	assert_string_equal(piece, "abc");
	assert_true(piece > memory && piece + 4 <= memory + arena_used(&arena));
	assert_non_null(arena_alloc(&arena, 4)); /* up to where the next can begin */
	assert_null(arena_alloc(&arena, sizeof(memory) - arena_used(&arena) + 1));
	assert_non_null(arena_alloc(&arena, sizeof(memory) - arena_used(&arena) - 4));
	assert_int_equal(arena_used(&arena), sizeof(memory));
	assert_null(arena_alloc(&arena, 1));
	arena_done(&arena); /* frees nothing */
	assert_string_equal(piece, "abc");

	arena_init_in(&arena, memory, sizeof(memory) - 3);
	while (arena_string(&arena, BYTES("")))
		; /* to the last byte, behind which nothing aligned can begin */
	assert_null(arena_alloc(&arena, 0));
	assert_int_equal(arena_used(&arena), sizeof(memory) - 3);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lent_memory_is_all_there_is),
		cmocka_unit_test(test_alignment),
		cmocka_unit_test(test_pieces_do_not_overlap),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_sizes_beyond_reason),
		cmocka_unit_test(test_copies),
		cmocka_unit_test(test_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
