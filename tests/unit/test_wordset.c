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
static struct term_book book;
static struct sequence *sequences[16];
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
	term_book_init(&book, &arena);
	sequence_count = sizeof(entries) / sizeof(entries[0]);
	for (size_t i = 0; i < sequence_count; i++) {
		const struct pack_text text = { slice_from(entries[i]), { 0 }, true };

		sequences[i] = term_parse_sequence(&text, &book, &complaints);
		assert_non_null(sequences[i]);
	}
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	term_book_done(&book);
	complaints_done(&complaints);
	arena_done(&arena);
	return 0;
}

static bool has(const char *word)
{
	const struct wordset *set = wordset_new(&arena, sequences, sequence_count);
	struct word words[WORDS_MAX];
	const struct word_view view = { .text = slice_from(word),
					.words = words,
					.count = words_split(slice_from(word), words, WORDS_MAX) };

	assert_non_null(set);
	assert_int_equal(view.count, 1);
	return wordset_has_word(set, FORM_PLAIN, &view, 0);
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
	const struct wordset *set = wordset_new(&arena, sequences, sequence_count);
	struct word words[WORDS_MAX];
	const struct word_view view = { .text = slice_from(text),
					.words = words,
					.count = words_split(slice_from(text), words, WORDS_MAX) };

	return wordset_lengths(set, FORM_PLAIN, &view, at, backward);
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
			wordset_new(&arena, sequences + from, sequence_count - from);

		assert_non_null(set);
		for (size_t at = 0; at < view.count; at++) {
			uint32_t begin = 0, end = 0;

			for (size_t i = from; i < sequence_count; i++) {
				size_t count = sequences[i]->count;

				if (wordset_sequence_at(sequences[i], FORM_PLAIN, &view, at))
					begin |= 1u << count;
				if (at + 1 >= count && wordset_sequence_at(sequences[i], FORM_PLAIN,
									   &view, at + 1 - count))
					end |= 1u << count;
			}
			assert_int_equal(wordset_lengths(set, FORM_PLAIN, &view, at, false), begin);
			assert_int_equal(wordset_lengths(set, FORM_PLAIN, &view, at, true), end);
		}
	}
}

/* One set knows both forms of its words, and tells them apart. */
static void test_forms(void **state)
{
	static const char *const entries[] = { "b4llong", "z00ma*", "kl4pp till" };
	static const struct {
		const char *text;
		enum form form;
		uint32_t lengths;
	} facts[] = {
		{ "b4llong", FORM_PLAIN, 1u << 1 },  { "b4llong", FORM_LOOSE, 0 },
		{ "ballong", FORM_PLAIN, 0 },	     { "ballong", FORM_LOOSE, 1u << 1 },
		{ "z00mande", FORM_PLAIN, 1u << 1 }, { "zoomande", FORM_LOOSE, 1u << 1 },
		{ "zoomande", FORM_PLAIN, 0 },	     { "kl4pp till", FORM_PLAIN, 1u << 2 },
		{ "kl4pp till", FORM_LOOSE, 0 },     { "klapp till", FORM_LOOSE, 1u << 2 },
		{ "klapp till", FORM_PLAIN, 0 },
	};
	struct sequence *of_forms[3];
	const struct wordset *set;
	struct word words[WORDS_MAX];

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		const struct pack_text text = { slice_from(entries[i]), { 0 }, true };

		of_forms[i] = term_parse_sequence(&text, &book, &complaints);
		assert_non_null(of_forms[i]);
	}
	set = wordset_new(&arena, of_forms, 3);
	assert_non_null(set);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct slice text = slice_from(facts[i].text);
		const struct word_view view = { .text = text,
						.words = words,
						.count = words_split(text, words, WORDS_MAX) };

		if (wordset_lengths(set, facts[i].form, &view, 0, false) != facts[i].lengths)
			fail_msg("'%s' in form %d", facts[i].text, facts[i].form);
	}
}

/* In disguise a word of two letters is found only where nothing was disguised. */
static void test_short_words_in_disguise(void **state)
{
	const struct wordset *set = wordset_new(&arena, sequences, sequence_count);
	const bool plain[2] = { false, false }, disguised[2] = { true, true };
	struct word words[2];
	const struct slice text = slice_from("ni idiot");
	struct word_view view = { .text = text,
				  .words = words,
				  .count = words_split(text, words, 2),
				  .disguised = plain };

	(void)state;
	assert_true(wordset_has_word(set, FORM_LOOSE, &view, 0));
	assert_true(wordset_has_word(set, FORM_LOOSE, &view, 1));
	view.disguised = disguised;
	assert_false(wordset_has_word(set, FORM_LOOSE, &view, 0));
	assert_true(wordset_has_word(set, FORM_LOOSE, &view, 1));
}

static void test_empty_set(void **state)
{
	const struct wordset *set = wordset_new(&arena, NULL, 0);
	const struct word word = { .to = 5 };
	const struct word_view view = { .text = slice_from("idiot"), .words = &word, .count = 1 };

	(void)state;
	assert_int_equal(wordset_lengths(set, FORM_PLAIN, &view, 0, false), 0);
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FACT(test_single_words),
		FACT(test_sequences),
		FACT(test_all_are_found),
		FACT(test_forms),
		FACT(test_short_words_in_disguise),
		FACT(test_empty_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
