/* test_disguise.c - facts about words that are not as they were plainly written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "disguise.h"
#include "words.h"

/* One mark a word of the loose form: . plain, d a piece, r respelt. `cut`: a blank goes there. */
static void marks(const char *text, size_t cut, const char *want)
{
	struct forms_maker *maker = forms_maker_new();
	struct word words[FORM_COUNT][32];
	struct word_view view[FORM_COUNT] = { { .count = 0 } };
	bool disguised[32], respelt[32];
	struct forms forms;
	char got[33] = "";

	assert_int_equal(forms_make(maker, slice_from(text), &forms), 0);
	if (cut > 0) {
		struct form_change blank = { cut, cut, slice_from(" ") };

		assert_int_equal(forms_mend(maker, &forms, &blank, 1), 0);
	}
	for (enum form form = FORM_PLAIN; form < FORM_COUNT; form++) {
		view[form].text = forms.form[form].text;
		view[form].words = words[form];
		view[form].count = words_split(view[form].text, words[form], 32);
	}
	disguise_find(&forms, &view[FORM_PLAIN], &view[FORM_LOOSE], disguised, respelt);
	for (size_t i = 0; i < view[FORM_LOOSE].count; i++)
		got[i] = respelt[i] ? 'r' : disguised[i] ? 'd' : '.';
	if (strcmp(got, want) != 0)
		fail_msg("'%s': wanted %s, got %s", text, want, got);
	forms_maker_free(maker);
}

static void test_marks(void **state)
{
	(void)state;
	marks("", 0, "");
	marks("you idiot", 0, "..");
	marks("you 1d1ot", 0, ".r");
	marks("i d i o t you", 0, "r.");
	marks("deathto you", 5, "dd.");
	marks("d34thto you", 5, "rd."); /* "to" stands in it */
	marks("so sååå", 0, ".r");
	marks("o\xCC\xB6n\xCC\xB6 now kill you", 0, "r...");
	marks("o\xCC\xB6n\xCC\xB6 k1ll y0urs3lf", 0, "drr");
}

/* One mark a word: x is disguised, . is not, : is a picture. Then the distances, a digit each, far
 * ones as '-'. */
static void distances(const char *marks, const char *before, const char *behind)
{
	static const char text[] = "abcabcabcabcabcabc"; /* three letters a word */
	struct word words[6];
	struct word_view view = { slice_from(text), words, strlen(marks), NULL, NULL, NULL, NULL };
	bool disguised[6], any;
	uint8_t got_before[6], got_behind[6];

	assert_true(view.count <= 6);
	for (uint32_t i = 0; i < view.count; i++) {
		words[i] = (struct word){ .from = 3 * i, .to = 3 * i + 3 };
		words[i].kind = marks[i] == ':' ? WORD_EMOJI : WORD_PLAIN;
		disguised[i] = marks[i] == 'x';
	}
	any = disguise_distances(&view, disguised, got_before, got_behind);
	assert_int_equal(any, strchr(marks, 'x') != NULL);
	for (size_t i = 0; i < view.count; i++) {
		assert_int_equal(got_before[i], before[i] == '-' ? DISGUISE_FAR : before[i] - '0');
		assert_int_equal(got_behind[i], behind[i] == '-' ? DISGUISE_FAR : behind[i] - '0');
	}
}

static void test_distances(void **state)
{
	(void)state;
	distances("", "", "");
	distances("...", "---", "---");
	distances("x", "0", "0");
	distances("..x..", "--012", "210--");
	distances("x..x.", "01201", "0210-");
	distances("x::.x", "01110", "02210"); /* pictures do not count */
}

/* Who is too short, and who is too far. */
static void test_distances_end(void **state)
{
	enum { COUNT = 300 };
	struct word words[COUNT];
	bool disguised[COUNT] = { true };
	uint8_t before[COUNT], behind[COUNT];
	char text[3 * COUNT];
	struct word_view view = { { text, sizeof(text) }, words, COUNT, NULL, NULL, NULL, NULL };

	(void)state;
	memset(text, 'a', sizeof(text));
	for (uint32_t i = 0; i < COUNT; i++)
		words[i] = (struct word){ .from = 3 * i, .to = 3 * i + 3 };
	assert_true(disguise_distances(&view, disguised, before, behind));
	assert_int_equal(before[254], 254);
	assert_int_equal(before[255], DISGUISE_FAR);
	assert_int_equal(before[299], DISGUISE_FAR);
	words[0].to = 2;
	assert_false(disguise_distances(&view, disguised, before, behind));
	assert_int_equal(before[0], DISGUISE_FAR);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks),
		cmocka_unit_test(test_distances),
		cmocka_unit_test(test_distances_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
