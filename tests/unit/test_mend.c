/* test_mend.c - facts about the words of a text that are put right. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "mend.h"
#include "words.h"
#include <string.h>

enum { WORDS_MAX = 512 };

static struct vocabulary *vocabulary;
static struct respell *respell;
static struct forms_maker *maker;
static struct mend_changes found;
static const struct form_change *changes = found.items;

static int setup(void **state)
{
	static const char *const known[] = { "women", "are", "scum", "kill", "them", "so", "sick" };

	(void)state;
	vocabulary = vocabulary_new(false);
	respell = respell_new();
	maker = forms_maker_new();
	assert_true(vocabulary && respell && maker);
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		assert_int_equal(vocabulary_add(vocabulary, slice_from(known[i]), VOCABULARY_WHOLE),
				 0);
	assert_int_equal(respell_learn(respell, slice_from("women"), language_bit(LANGUAGE_EN),
				       RESPELL_SLIPS),
			 0);
	assert_int_equal(respell_learn(respell, slice_from("immigrants"), language_bit(LANGUAGE_EN),
				       RESPELL_SLIPS),
			 0);
	assert_int_equal(respell_finish(respell), 0);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	vocabulary = vocabulary_free(vocabulary);
	respell = respell_free(respell);
	maker = forms_maker_free(maker);
	return 0;
}

static size_t mend(const char *text, bool parting)
{
	static struct word words[WORDS_MAX];
	static uint64_t hashes[WORDS_MAX];
	struct word_view view = { .words = words, .hashes = hashes };
	struct forms forms;

	assert_int_equal(forms_make(maker, slice_from(text), &forms), 0);
	view.text = forms.form[FORM_LOOSE].text;

	view.count = words_split(view.text, words, WORDS_MAX);
	for (size_t i = 0; i < view.count; i++)
		hashes[i] = wordset_hash(slice_cut(view.text, words[i].from, words[i].to));
	mend_words(respell, parting ? vocabulary : NULL, &forms, &view, LANGUAGE_EN, &found);
	return found.count;
}

static void test_both(void **state)
{
	static const char text[] = "all: #womenarescum, womne @killthem https://killthem.se sosick";

	(void)state;
	assert_int_equal(mend(text, true), 4);
	assert_int_equal(changes[0].from, strlen("all: #women"));
	assert_int_equal(changes[0].to, changes[0].from);
	assert_true(slice_is(changes[0].text, " "));
	assert_int_equal(changes[1].from, strlen("all: #womenare"));
	assert_int_equal(changes[2].from, strlen("all: #womenarescum, "));
	assert_int_equal(changes[2].to, strlen("all: #womenarescum, womne"));
	assert_true(slice_is(changes[2].text, "women"));
	assert_int_equal(changes[3].from, strlen(text) - strlen("sick"));
	assert_int_equal(mend(text, false), 1);
}

/* A capital amid a word is a blank left out; at its edges, or behind a capital, it is a name. */
static void test_capitals(void **state)
{
	(void)state;
	assert_int_equal(mend("nurAbschaum #CommieClowns, sei dOch iPhone USAmerikaner KG", false),
			 2);
	assert_int_equal(changes[0].from, strlen("nur"));
	assert_int_equal(changes[1].from, strlen("nurAbschaum #Commie"));
	assert_int_equal(mend("d\xC3\xB6nerBude", false), 1);
	assert_int_equal(changes[0].from, strlen("d\xC3\xB6ner"));
}

/* What stands beside a capital may be several words. */
static void test_capitals_and_blanks(void **state)
{
	(void)state;
	assert_int_equal(mend("killthemWomen", true), 2);
	assert_int_equal(changes[0].from, strlen("kill"));
	assert_int_equal(changes[1].from, strlen("killthem"));
}

/* A hash tells which word may be meant; only letters tell that it is. */
static void test_another_word_with_the_hash_of_a_slip(void **state)
{
	static const struct word words[] = { { .to = 6 } };
	const uint64_t hash = wordset_hash(slice_from("womne"));
	struct word_view view = { .words = words, .count = 1, .hashes = &hash };
	struct forms forms;

	(void)state;
	assert_int_equal(forms_make(maker, slice_from("gentle"), &forms), 0);
	view.text = forms.form[FORM_PLAIN].text;
	mend_words(respell, NULL, &forms, &view, LANGUAGE_EN, &found);
	assert_int_equal(found.count, 0);
}

static void test_never_too_many(void **state)
{
	char text[WORDS_MAX * 4] = "";

	(void)state;
	for (size_t i = 0; i < 100; i++)
		strcat(text, "womenarescum ");
	assert_in_range(mend(text, true), MEND_CHANGES_MAX / 2, MEND_CHANGES_MAX);
}

static void test_pieces(void **state)
{
	(void)state;
	assert_int_equal(mend("so a wom en", false), 0); /* too short */
	assert_int_equal(mend("all immi grants here", false), 1);
	assert_int_equal(changes[0].from, strlen("all immi"));
	assert_int_equal(changes[0].to, strlen("all immi "));
	assert_true(slice_is(changes[0].text, ""));
	assert_int_equal(mend("all immi, grants here", false), 0);
	assert_int_equal(mend("all immi", false), 0);
	assert_int_equal(mend("all immi grunts", false), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_both),
		cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_capitals),
		cmocka_unit_test(test_capitals_and_blanks),
		cmocka_unit_test(test_another_word_with_the_hash_of_a_slip),
		cmocka_unit_test(test_never_too_many),
	};
	return cmocka_run_group_tests(tests, setup, teardown);
}
