/* test_word_room.c - facts about memory that follows the longest text. */
#include "facts.h"

#include "word_room.h"

enum { MOST = 4000 };

static void test_it_grows_with_texts(void **state)
{
	struct word_room room = { 0 };
	struct word *words;

	(void)state;
	assert_true(word_room_make(&room, 0, MOST) > 0);
	assert_true(room.capacity < 1000);
	assert_true(word_room_make(&room, 1000, MOST) >= 1000);
	room.words[999] = (struct word){ .from = 1 };
	room.hashes[999] = 2;
	room.disguised[999] = room.respelt[999] = true;
	words = room.words;
	assert_true(word_room_make(&room, 10, MOST) >= 1000); /* it stays for the next */
	assert_ptr_equal(room.words, words);
	word_room_done(&room);
	assert_int_equal(room.capacity, 0);
}

static void test_it_ends_somewhere(void **state)
{
	struct word_room room = { 0 };

	(void)state;
	assert_int_equal(word_room_make(&room, 1 << 20, MOST), MOST);
	assert_true(room.capacity < 2 * MOST);
	assert_int_equal(word_room_make(&room, 1 << 30, MOST), MOST);
	word_room_done(&room);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_it_grows_with_texts),
		cmocka_unit_test(test_it_ends_somewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
