/* test_phrasebook.c - whole words and phrases: found where they stand, and nowhere else. */
#include "facts.h"

#include "phrasebook.h"

enum { WORDS_MAX = 64, PLAIN = 1 << FORM_PLAIN, SWEDISH = 1 << LANGUAGE_SV };

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

/* For the caller to free. */
static struct phrasebook *book_of(const struct slice *literals, size_t count)
{
	struct phrasebook *book = phrasebook_new();

	assert_non_null(book);
	for (size_t i = 0; i < count; i++)
		assert_true(phrasebook_add(book, literals[i], (uint32_t)i, SWEDISH, PLAIN));
	assert_true(phrasebook_finish(book));
	return book;
}

/* A text, read. */
struct read {
	struct word words[WORDS_MAX];
	uint64_t hashes[WORDS_MAX];
	uint32_t places[WORDS_MAX];
	struct word_view view;
};

/* The lists that its words mark. */
static struct list_marks read_text(const struct phrasebook *book, const char *text,
				   struct read *ret_read)
{
	struct word_view *view = &ret_read->view;
	struct list_marks marks = { { 0 } };

	*view = (struct word_view){ .text = slice_from(text),
				    .words = ret_read->words,
				    .hashes = ret_read->hashes };
	view->count = words_split(view->text, ret_read->words, WORDS_MAX);
	for (size_t i = 0; i < view->count; i++)
		ret_read->hashes[i] =
			wordset_hash(slice_cut(view->text, view->words[i].from, view->words[i].to));
	phrasebook_marks(book, view, NULL, ret_read->places, &marks);
	return marks;
}

static struct finds find(const struct phrasebook *book, const char *text, size_t stop_after,
			 bool want)
{
	struct finds finds = { .stop_after = stop_after };
	struct read read;

	read_text(book, text, &read);
	assert_int_equal(phrasebook_find(book, &read.view, read.places, SWEDISH, FORM_PLAIN,
					 on_find, &finds),
			 want);
	return finds;
}

static void test_finds(void **state)
{
	static const struct slice literals[] = {
		{ " idiot ", 7 },      { " gå och dö ", 12 }, { " gå ", 5 },
		{ " och dö nu ", 12 }, { " dö ", 5 },
	};
	struct phrasebook *book = book_of(literals, 5);

	(void)state;
	assert_string_equal(find(book, "idiot", 0, true).text, "0@0 ");
	assert_string_equal(find(book, "idioten, idiot!", 0, true).text, "0@1 ");
	assert_string_equal(find(book, "du kan gå, och dö", 0, true).text, "2@2 1@2 4@4 ");
	assert_string_equal(find(book, "gå och dö nu", 0, true).text, "2@0 1@0 3@1 4@2 ");
	assert_string_equal(find(book, "gå och", 0, true).text, "2@0 ");
	assert_string_equal(find(book, "och gå", 0, true).text, "2@1 ");
	assert_string_equal(find(book, "", 0, true).text, "");
	assert_string_equal(find(book, "gå och dö nu", 2, false).text, "2@0 1@0 ");
	phrasebook_free(book);
}

/* Only what is for one of the languages, and for the form. */
static void test_languages_and_forms(void **state)
{
	static const struct slice literals[] = { { " bra ", 5 },
						 { " bra bil ", 9 },
						 { " bil ", 5 } };
	struct phrasebook *book = phrasebook_new();
	struct finds finds = { .count = 0 };
	struct read read;

	(void)state;
	assert_non_null(book);
	assert_true(phrasebook_add(book, literals[0], 0, 1u << LANGUAGE_EN, PLAIN));
	assert_true(phrasebook_add(book, literals[1], 1, SWEDISH | 1u << LANGUAGE_DA, PLAIN));
	assert_true(phrasebook_add(book, literals[2], 2, SWEDISH, 1u << FORM_LOOSE));
	assert_true(phrasebook_finish(book));
	assert_string_equal(find(book, "bra bil", 0, true).text, "1@0 ");
	read_text(book, "bra bil", &read);
	assert_true(phrasebook_find(book, &read.view, read.places, SWEDISH, FORM_LOOSE, on_find,
				    &finds));
	assert_true(phrasebook_find(book, &read.view, read.places, 1u << LANGUAGE_EN, FORM_PLAIN,
				    on_find, &finds));
	assert_true(phrasebook_find(book, &read.view, read.places, 1u << LANGUAGE_DE, FORM_PLAIN,
				    on_find, &finds));
	assert_string_equal(finds.text, "2@1 0@0 ");
	phrasebook_free(book);
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
	struct phrasebook *book;
	char want[32];

	(void)state;
	for (int i = 0; i < COUNT; i++) {
		int len = snprintf(bytes[i], sizeof(bytes[i]), " w%d x%d ", i / 10, i);

		literals[i] = (struct slice){ bytes[i], (size_t)len };
	}
	book = book_of(literals, COUNT);
	for (int i = 0; i < COUNT; i += 7) {
		snprintf(want, sizeof(want), "%d@0 ", i);
		assert_string_equal(find(book, bytes[i], 0, true).text, want);
	}
	assert_string_equal(find(book, "w1 x20 w1 w2", 0, true).text, "");
	phrasebook_free(book);
	book = book_of(NULL, 0);
	assert_string_equal(find(book, "w1 x10", 0, true).text, "");
	phrasebook_free(book);
}

static bool is_marked(const struct phrasebook *book, const char *text, unsigned list)
{
	struct read read;
	struct list_marks marks = read_text(book, text, &read);

	return list_marks_has(&marks, list);
}

static void put(struct phrasebook *book, unsigned list, const char *word, enum pattern_kind kind)
{
	assert_true(phrasebook_lists(slice_from(word), kind));
	assert_true(phrasebook_list(book, slice_from(word), kind, list));
}

/* A list that has a word in the text is marked, and one that has none hardly ever. */
static void test_lists(void **state)
{
	static const struct slice literal = { " tulpan ", 8 };
	struct phrasebook *book = phrasebook_new();

	(void)state;
	assert_non_null(book);
	assert_true(phrasebook_add(book, literal, 0, SWEDISH, PLAIN));
	put(book, 0, "ros", PATTERN_EXACT);
	put(book, 0, "tulpan", PATTERN_EXACT);
	put(book, 7, "tulpan", PATTERN_EXACT);
	put(book, 7, "nejlik", PATTERN_PREFIX);
	put(book, 511, "blomma", PATTERN_SUFFIX);
	put(book, 511, "lökar", PATTERN_PREFIX);
	put(book, 512 + 3, "gräs", PATTERN_EXACT); /* shares its mark with list 3 */
	assert_true(phrasebook_finish(book));
	assert_true(is_marked(book, "en ros", 0));
	assert_false(is_marked(book, "en ros", 7));
	assert_true(is_marked(book, "tulpan", 0) && is_marked(book, "tulpan", 7));
	assert_false(is_marked(book, "rosor tulpaner", 0));
	assert_true(is_marked(book, "två nejlikor", 7));
	assert_false(is_marked(book, "nejl", 7));
	assert_true(is_marked(book, "en sommarblomma", 511));
	assert_true(is_marked(book, "lökarna", 511));
	assert_false(is_marked(book, "lö kl", 511));
	assert_true(is_marked(book, "gräs", 3) && is_marked(book, "gräs", 515));
	assert_false(is_marked(book, "", 3));
	assert_string_equal(find(book, "ros tulpan", 0, true).text, "0@1 ");
	assert_false(phrasebook_lists(slice_from("ab"), PATTERN_PREFIX));
	assert_false(phrasebook_lists(slice_from("abc"), PATTERN_PART));
	assert_false(phrasebook_lists(slice_from("abc"), PATTERN_JOINED));
	phrasebook_free(book);
}

/* Many words in many lists: none is ever missed. */
static void test_many_lists(void **state)
{
	enum { WORDS = 3000 };
	struct phrasebook *book = phrasebook_new();
	char word[16];

	(void)state;
	assert_non_null(book);
	for (unsigned i = 0; i < WORDS; i++) {
		snprintf(word, sizeof(word), "wort%u", i);
		put(book, i / 10, word, PATTERN_EXACT);
		put(book, i / 7, word, PATTERN_EXACT);
	}
	assert_true(phrasebook_finish(book));
	for (unsigned i = 0; i < WORDS; i++) {
		snprintf(word, sizeof(word), "ja wort%u", i);
		assert_true(is_marked(book, word, i / 10) && is_marked(book, word, i / 7));
		assert_false(is_marked(book, word, i / 10 + 200));
	}
	phrasebook_free(book);
}

/* What is known to be marked is left alone, but for its place, and the rest is added. */
static void test_unmarked(void **state)
{
	static const bool unmarked[] = { false, true };
	struct phrasebook *book = phrasebook_new();
	struct list_marks marks;
	struct read read;

	(void)state;
	assert_non_null(book);
	put(book, 1, "eins", PATTERN_EXACT);
	put(book, 2, "zwei", PATTERN_EXACT);
	put(book, 3, "drei", PATTERN_EXACT);
	assert_true(phrasebook_finish(book));
	read_text(book, "eins zwei", &read);
	marks = (struct list_marks){ { 0 } };
	list_marks_add(&marks, 3);
	read.places[0] = 0;
	phrasebook_marks(book, &read.view, unmarked, read.places, &marks);
	assert_false(list_marks_has(&marks, 1));
	assert_true(list_marks_has(&marks, 2) && list_marks_has(&marks, 3));
	assert_true(read.places[0] > 0);
	phrasebook_free(book);
}

/* Words of the same lists share their marks, others never: one list's mark must not pass for those
 * of two. */
static void test_marks_apart(void **state)
{
	enum { LISTS = PHRASEBOOK_LISTS, FAR = 64, NEAR = 32 };
	struct phrasebook *book = phrasebook_new();
	char word[32];

	(void)state;
	assert_non_null(book);
	for (unsigned i = 0; i < LISTS; i++) {
		snprintf(word, sizeof(word), "one%u", i);
		put(book, i, word, PATTERN_EXACT);
		snprintf(word, sizeof(word), "two%u", i);
		put(book, i + FAR, word, PATTERN_EXACT);
		put(book, i + NEAR, word, PATTERN_EXACT);
	}
	assert_true(phrasebook_finish(book));
	for (unsigned i = 0; i < LISTS; i++) {
		snprintf(word, sizeof(word), "one%u", i);
		assert_true(is_marked(book, word, i));
		assert_false(is_marked(book, word, i + FAR));
		snprintf(word, sizeof(word), "two%u", i);
		assert_true(is_marked(book, word, i + FAR));
		assert_true(is_marked(book, word, i + NEAR));
		assert_false(is_marked(book, word, i));
	}
	phrasebook_free(book);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_finds),	       cmocka_unit_test(test_languages_and_forms),
		cmocka_unit_test(test_which_literals), cmocka_unit_test(test_many),
		cmocka_unit_test(test_lists),	       cmocka_unit_test(test_many_lists),
		cmocka_unit_test(test_marks_apart),    cmocka_unit_test(test_unmarked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
