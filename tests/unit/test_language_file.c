/* test_language_file.c - facts about language.yaml. */
#include "reading_house.h"

#include "language_file.h"

static bool parse(const char *text, struct source_language *ret_language)
{
	return language_file_parse(slice_from(text), "sv/language.yaml", LANGUAGE_SV, &arena,
				   &complaints, ret_language);
}

static void test_whole_file(void **state)
{
	struct source_language language = { 0 };

	(void)state;
	assert_true(parse("language: sv\ncommon: [och, att]\nnegation: [inte]\nintensifiers: "
			  "{jätte: 1.3, lite: 0.7}\n"
			  "never: [aldrig]\ncomparatives: [bättre, godare]\nbecoming: [blir]\n"
			  "contrast: men\nquotation: [sa]\nreports: [hotade mig, "
			  "hotet]\nquestions: [hur]\nhostility: [hatar]\nbeliefs: [tror]\nlies: "
			  "[myten]\nbigots: [nazister]\ngames: [fia]\ncounter: [är "
			  "fel]\nworry: [rädd]\n",
			  &language));
	assert_int_equal(complaints.errors, 0);
	assert_int_equal(language.language, LANGUAGE_SV);
	assert_int_equal(language.common.count, 2);
	assert_int_equal(language.intensifiers.count, 2);
	assert_int_equal(language.intensifiers.items[1].value, 700);
	assert_true(slice_is(language.intensifiers.items[0].text.text, "jätte"));
	assert_int_equal(language.contrast.count, 1);
	assert_int_equal(language.never.count, 1);
	assert_int_equal(language.comparatives.count, 2);
	assert_int_equal(language.becoming.count, 1);
	assert_int_equal(language.reports.count, 2);
	assert_true(slice_is(language.hostility.items[0].text, "hatar"));
	assert_true(slice_is(language.beliefs.items[0].text, "tror"));
	assert_true(slice_is(language.lies.items[0].text, "myten"));
	assert_true(slice_is(language.bigots.items[0].text, "nazister"));
	assert_true(slice_is(language.games.items[0].text, "fia"));
	assert_int_equal(language.worry.count, 1);
}

static void test_mistakes(void **state)
{
	struct source_language language = { 0 };

	(void)state;
	assert_false(parse("language: da\ncommon: [og]\n", &language));
	assert_string_equal(complaints.items[0].code, "wrong-language");
	parse("language: sv\ncommon: [och]\nintensifiers: {jätte: 9}\nnegatoin: [inte]\n",
	      &language);
	assert_string_equal(complaints.items[1].code, "factor-range");
	assert_string_equal(complaints.items[2].code, "unknown-key");
	assert_non_null(strstr(complaints.items[2].text, "did you mean 'negation'?"));
	parse("language: sv\n", &language);
	assert_string_equal(complaints.items[3].code, "missing-key");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_whole_file, setup, teardown),
		cmocka_unit_test_setup_teardown(test_mistakes, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
