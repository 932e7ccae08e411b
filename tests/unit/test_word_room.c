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
	room.places[999] = 3;
	words = room.words;
	assert_true(word_room_make(&room, 10, MOST) >= 1000); /* it stays for the next */
	assert_ptr_equal(room.words, words);
	word_room_done(&room);
	assert_int_equal(room.capacity, 0);
}

/* Its words' hashes are those that every table knows them by. */
static void test_words_are_read(void **state)
{
	struct slice text = slice_from("en ros");
	struct word_room room = { 0 };
	struct sketch sketch;
	size_t most = word_room_make(&room, text.len, MOST);

	(void)state;
	assert_int_equal(words_split(text, room.words, most), 2);
	word_room_read(&room, text, 2, &sketch);
	assert_true(room.hashes[0] == words_hash(slice_from("en")));
	assert_true(room.hashes[1] == words_hash(slice_from("ros")));
	assert_true(sketch_has(&sketch, sketch_place(slice_from("rosor"))));
	assert_false(sketch_has(&sketch, sketch_place(slice_from("tulpan"))));
	word_room_done(&room);
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
		cmocka_unit_test(test_words_are_read),
		cmocka_unit_test(test_it_ends_somewhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
