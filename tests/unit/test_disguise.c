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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_marks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
