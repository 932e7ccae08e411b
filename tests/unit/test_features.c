/* test_features.c - facts about what a model sees of a text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "features.h"
#include "forms.h"
#include <stdio.h>
#include <stdlib.h>

enum { WORDS_MAX = 2000, LONG_WORD = 10000 };

static struct features one, other;

static void read_text(const char *text, struct features *ret_features)
{
	static struct word words[WORDS_MAX];
	const struct sentiment sentiment = { .figure = -300,
					     .anger = 200,
					     .polarity = POLARITY_NEGATIVE };
	struct forms_maker *maker = forms_maker_new();
	struct forms forms;
	size_t count;

	assert_int_equal(forms_make(maker, slice_from(text), &forms), 0);
	count = words_split(forms.form[FORM_PLAIN].text, words, WORDS_MAX);
	words_mark_capitals(&forms, FORM_PLAIN, words, count);
	features_read(forms.raw, forms.form[FORM_PLAIN].text, words, count, LANGUAGE_SV, &sentiment,
		      ret_features);
	forms_maker_free(maker);
}

static bool same_grams(void)
{
	if (one.gram_count != other.gram_count || one.piece_count != other.piece_count)
		return false;
	for (size_t i = 0; i < one.gram_count; i++)
		if (one.grams[i].bucket != other.grams[i].bucket)
			return false;
	for (size_t i = 0; i < one.piece_count; i++)
		if (one.pieces[i].bucket != other.pieces[i].bucket)
			return false;
	return true;
}

/* Models that users trained stand on these numbers: who changes them, changes the file's version.
 */
static void test_stable(void **state)
{
	(void)state;
	read_text("usel tjänst", &one);
	assert_int_equal(one.gram_count, 3);
	assert_int_equal(one.grams[0].bucket, 33023);
	assert_int_equal(one.grams[1].bucket, 7281);
	assert_int_equal(one.grams[2].bucket, 50327);
	assert_int_equal(one.pieces[0].bucket, 61776);
	for (size_t i = 0; i < one.piece_count; i++)
		assert_true(one.pieces[i].bucket < FEATURES_BUCKETS);
}

static void test_where_they_stand(void **state)
{
	(void)state;
	read_text("usel tjänst", &one);
	assert_int_equal(one.grams[1].from, 0);
	assert_int_equal(one.grams[1].to, 12); /* the pair; ä takes two bytes */
	assert_int_equal(one.grams[2].from, 5);
	assert_int_equal(one.pieces[0].from, 0);
	assert_int_equal(one.pieces[0].to, 2); /* the end of the word, u, s */
	/* "usel" with its ends has six letters: 4 + 3 + 2 pieces; "tjänst" eight: 6 + 5 + 4 */
	assert_int_equal(one.piece_count, 24);
}

static void test_same(void **state)
{
	(void)state;
	read_text("Såååå dåligt, ring 08 123!", &one);
	read_text("sååååååååå DÅLIGT ring 55 987", &other);
	assert_true(same_grams());
	read_text("@anna hej https://a.example/x", &one);
	read_text("@bertil hej http://b.example", &other);
	assert_true(same_grams());
	read_text("hej", &other);
	assert_false(same_grams());
}

/* Whom somebody wrote to, and where a link leads, can be quoted by nobody. */
static void test_addresses_have_no_text(void **state)
{
	(void)state;
	read_text("hej @anna", &one);
	assert_int_equal(one.gram_count, 3);
	assert_int_equal(one.grams[1].from, one.grams[1].to);
	assert_int_equal(one.grams[2].from, one.grams[2].to);
	assert_true(one.grams[0].to > one.grams[0].from);
}

static void test_cues(void **state)
{
	(void)state;
	read_text("VARFÖR är det såååå dyrt??? ... @butik 😡 12 www.x.example !!", &one);
	assert_int_equal(one.cues[CUE_MOOD_BAD], 300);
	assert_int_equal(one.cues[CUE_MOOD_GOOD], 0);
	assert_int_equal(one.cues[CUE_ANGER], 200);
	assert_int_equal(one.cues[CUE_NEGATIVE], 1000);
	assert_int_equal(one.cues[CUE_NEUTRAL], 0);
	for (enum cue cue = CUE_QUESTION; cue <= CUE_NUMBER; cue++)
		assert_int_equal(one.cues[cue], cue == CUE_EXCLAMATION ? 0 : 1000);
	assert_int_equal(one.cues[CUE_SHORT], 0);
	assert_int_equal(one.cues[CUE_LANGUAGE + LANGUAGE_SV], 1000);
	assert_int_equal(one.cues[CUE_LANGUAGE + LANGUAGE_DE], 0);
	read_text("hej", &one);
	for (enum cue cue = CUE_QUESTION; cue <= CUE_NUMBER; cue++)
		assert_int_equal(one.cues[cue], 0);
	assert_int_equal(one.cues[CUE_SHORT], 1000);
	for (int cue = 0; cue < CUE_COUNT; cue++)
		assert_non_null(features_cue_name((enum cue)cue));
	assert_null(features_cue_name(CUE_COUNT));
}

static void test_bounds(void **state)
{
	char *text = calloc(1, 4 * LONG_WORD + 1);

	(void)state;
	memset(text, 'a', LONG_WORD);
	for (size_t i = 0; i < LONG_WORD; i++)
		text[i] = (char)('a' + i % 7);
	read_text(text, &one);
	assert_int_equal(one.gram_count, 1);
	assert_true(one.piece_count <= 3 * FEATURES_LETTERS_MAX);
	for (size_t i = 0; i < LONG_WORD; i++)
		memcpy(text + 4 * i, "ab c", 4);
	read_text(text, &one);
	assert_int_equal(one.gram_count, FEATURES_GRAMS_MAX - 1);
	assert_true(one.piece_count <= FEATURES_PIECES_MAX);
	read_text("", &one);
	assert_int_equal(one.gram_count + one.piece_count, 0);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_stable), cmocka_unit_test(test_where_they_stand),
		cmocka_unit_test(test_same),   cmocka_unit_test(test_addresses_have_no_text),
		cmocka_unit_test(test_cues),   cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
