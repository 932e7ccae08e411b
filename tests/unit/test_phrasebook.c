/* test_phrasebook.c - whole words and phrases: found where they stand, and nowhere else. */
#include "facts.h"

#include "phrasebook.h"

enum { WORDS_MAX = 64 };

static struct arena arena;

static int begin(void **state)
{
	(void)state;
	arena_init(&arena, 4096, 16 << 20);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

struct finds {
	char text[256];
	size_t count, stop_after;
};

static bool on_find(void *context, uint32_t literal, size_t word)
{
	struct finds *finds = context;
	size_t len = strlen(finds->text);

	snprintf(finds->text + len, sizeof(finds->text) - len, "%u@%zu ", literal, word);
	return ++finds->count != finds->stop_after;
}

static struct finds find(const struct phrasebook *book, const char *text, size_t stop_after,
			 bool want)
{
	struct word words[WORDS_MAX];
	uint64_t hashes[WORDS_MAX];
	struct word_view view = { .text = slice_from(text), .words = words, .hashes = hashes };
	struct finds finds = { .stop_after = stop_after };

	view.count = words_split(view.text, words, WORDS_MAX);
	for (size_t i = 0; i < view.count; i++)
		hashes[i] = wordset_hash(slice_cut(view.text, words[i].from, words[i].to));
	assert_int_equal(phrasebook_find(book, &view, on_find, &finds), want);
	return finds;
}

static void test_finds(void **state)
{
	static const struct slice literals[] = {
		{ " idiot ", 7 },      { " gå och dö ", 12 }, { " gå ", 5 },
		{ " och dö nu ", 12 }, { " dö ", 5 },
	};
	const struct phrasebook *book = phrasebook_new(&arena, literals, 5);

	(void)state;
	assert_non_null(book);
	assert_string_equal(find(book, "idiot", 0, true).text, "0@0 ");
	assert_string_equal(find(book, "idioten, idiot!", 0, true).text, "0@1 ");
	assert_string_equal(find(book, "du kan gå, och dö", 0, true).text, "2@2 1@2 4@4 ");
	assert_string_equal(find(book, "gå och dö nu", 0, true).text, "2@0 1@0 3@1 4@2 ");
	assert_string_equal(find(book, "gå och", 0, true).text, "2@0 ");
	assert_string_equal(find(book, "och gå", 0, true).text, "2@1 ");
	assert_string_equal(find(book, "", 0, true).text, "");
	assert_string_equal(find(book, "gå och dö nu", 2, false).text, "2@0 1@0 ");
}

static void test_which_literals(void **state)
{
	(void)state;
	assert_true(phrasebook_takes(slice_from(" a ")));
	assert_true(phrasebook_takes(slice_from(" gå och dö ")));
	assert_false(phrasebook_takes(slice_from(" svin")));
	assert_false(phrasebook_takes(slice_from("svin ")));
	assert_false(phrasebook_takes(slice_from("svin")));
	assert_false(phrasebook_takes(slice_from("  ")));
	assert_false(phrasebook_takes(slice_from(" ")));
	assert_false(phrasebook_takes(slice_from("")));
	assert_false(phrasebook_takes(slice_from(" a  b ")));
}

/* As many as lists have: each is found, its beginnings are not. */
static void test_many(void **state)
{
	enum { COUNT = 5000 };
	static char bytes[COUNT][24];
	static struct slice literals[COUNT];
	const struct phrasebook *book;
	char want[32];

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		int len = snprintf(bytes[i], sizeof(bytes[i]), " w%d x%d ", i / 10, i);

		literals[i] = (struct slice){ bytes[i], (size_t)len };
	}
	book = phrasebook_new(&arena, literals, COUNT);
	assert_non_null(book);
	for (int i = 0; i < COUNT; i += 7) {
		snprintf(want, sizeof(want), "%d@0 ", i);
		assert_string_equal(find(book, bytes[i], 0, true).text, want);
	}
	assert_string_equal(find(book, "w1 x20 w1 w2", 0, true).text, "");
	assert_string_equal(find(phrasebook_new(&arena, NULL, 0), "w1 x10", 0, true).text, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds),
		cmocka_unit_test(test_which_literals),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
