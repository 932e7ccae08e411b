/* test_wordset.c - facts about the compiled alternatives of a slot. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "wordset.h"

enum { WORDS_MAX = 32 };

static struct arena arena;
static struct complaints complaints;
static struct sequence sequences[16];
static size_t sequence_count;

static int setup(void **state)
{
	static const char *const entries[] = {
		"idiot",      "svin*",	       "*skalle", "*hora*",
		"din familj", "slå ihjäl dig", "ni",	  "ihjäl dig"
	};

	(void)state;
	arena_init(&arena, 4096, 1 << 20);
	complaints_init(&complaints);
	sequence_count = sizeof(entries) / sizeof(entries[0]);
	for (size_t i = 0; i < sequence_count; i++) {
		const struct pack_text text = { slice_from(entries[i]), { 0 }, true };

		assert_true(term_parse_sequence(&text, &arena, &complaints, &sequences[i]));
	}
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	complaints_done(&complaints);
	arena_done(&arena);
	return 0;
}

static bool has(const char *word)
{
	const struct wordset *set = wordset_new(&arena, FORM_PLAIN, sequences, sequence_count);
	struct word words[WORDS_MAX];
	const struct word_view view = { .text = slice_from(word),
					.words = words,
					.count = words_split(slice_from(word), words, WORDS_MAX) };

	assert_non_null(set);
	assert_int_equal(view.count, 1);
	return wordset_has_word(set, &view, 0);
}

static void test_single_words(void **state)
{
	(void)state;
	assert_true(has("idiot"));
	assert_false(has("idioten"));
	assert_false(has("idio"));
	assert_true(has("svin"));
	assert_true(has("svinhora"));
	assert_false(has("vildsvin"));
	assert_true(has("skalle"));
	assert_true(has("tjockskalle"));
	assert_false(has("skallen"));
	assert_true(has("hora"));
	assert_true(has("enhoran"));
	assert_false(has("hor"));
	assert_false(has("familj"));
}

static uint32_t lengths(const char *text, size_t at, bool backward)
{
	const struct wordset *set = wordset_new(&arena, FORM_PLAIN, sequences, sequence_count);
	struct word words[WORDS_MAX];
	const struct word_view view = { .text = slice_from(text),
					.words = words,
					.count = words_split(slice_from(text), words, WORDS_MAX) };

	return wordset_lengths(set, &view, at, backward);
}

static void test_sequences(void **state)
{
	(void)state;
	assert_int_equal(lengths("din familj", 0, false), 1u << 2);
	assert_int_equal(lengths("din familj", 1, false), 0);
	assert_int_equal(lengths("din familj", 1, true), 1u << 2);
	assert_int_equal(lengths("din familj", 0, true), 0);
	assert_int_equal(lengths("din", 0, false), 0);
	assert_int_equal(lengths("slå ihjäl dig", 0, false), 1u << 3);
	assert_int_equal(lengths("slå ihjäl dig", 2, true), 1u << 3 | 1u << 2);
	assert_int_equal(lengths("idiot", 0, false), 1u << 1);
}

/* In disguise a word of two letters is found only where nothing was disguised. */
/* What the sieve lets through is what comparing them all finds, from both ends. */
static void test_all_are_found(void **state)
{
	static const char text[] = "idiot svin svinhugg dumskalle skalle hora horan din familj ni "
				   "slå ihjäl dig a å sv svi on xx ihjäl idioten le din slå dig";
	struct word words[WORDS_MAX];
	const struct word_view view = { .text = slice_from(text),
					.words = words,
					.count = words_split(slice_from(text), words, WORDS_MAX) };

	(void)state;
	for (size_t from = 0; from < sequence_count; from++) {
		const struct wordset *set =
			wordset_new(&arena, FORM_PLAIN, sequences + from, sequence_count - from);

		assert_non_null(set);
		for (size_t at = 0; at < view.count; at++) {
			uint32_t begin = 0, end = 0;

			for (size_t i = from; i < sequence_count; i++) {
				size_t count = sequences[i].count;

				if (wordset_sequence_at(&sequences[i], FORM_PLAIN, &view, at))
					begin |= 1u << count;
				if (at + 1 >= count &&
				    wordset_sequence_at(&sequences[i], FORM_PLAIN, &view,
							at + 1 - count))
					end |= 1u << count;
			}
			assert_int_equal(wordset_lengths(set, &view, at, false), begin);
			assert_int_equal(wordset_lengths(set, &view, at, true), end);
		}
	}
}

static void test_short_words_in_disguise(void **state)
{
	const struct wordset *set = wordset_new(&arena, FORM_LOOSE, sequences, sequence_count);
	const bool plain[2] = { false, false }, disguised[2] = { true, true };
	struct word words[2];
	const struct slice text = slice_from("ni idiot");
	struct word_view view = { .text = text,
				  .words = words,
				  .count = words_split(text, words, 2),
				  .disguised = plain };

	(void)state;
	assert_true(wordset_has_word(set, &view, 0));
	assert_true(wordset_has_word(set, &view, 1));
	view.disguised = disguised;
	assert_false(wordset_has_word(set, &view, 0));
	assert_true(wordset_has_word(set, &view, 1));
}

static void test_empty_set(void **state)
{
	const struct wordset *set = wordset_new(&arena, FORM_PLAIN, NULL, 0);
	const struct word word = { .to = 5 };
	const struct word_view view = { .text = slice_from("idiot"), .words = &word, .count = 1 };

	(void)state;
	assert_int_equal(wordset_lengths(set, &view, 0, false), 0);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FACT(test_single_words),  FACT(test_sequences),
		FACT(test_all_are_found), FACT(test_short_words_in_disguise),
		FACT(test_empty_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
