/* test_mood_models.c - facts about which of several models tells the mood of a comment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "crypto.h"
#include "file.h"
#include "mood_model.h"
#include "mood_models.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { PATH_BYTES = 64 };

struct house {
	char folder[PATH_BYTES];
	char sv[PATH_BYTES + 16], norwegian[PATH_BYTES + 16], nn[PATH_BYTES + 16],
		uncertain[PATH_BYTES + 16];
};

static void write_model(const char *path, language_set languages)
{
	struct mood_model *model = mood_model_new();
	struct error error = { 0 };
	struct buffer content;

	assert_non_null(model);
	memcpy(model->ruleset, "0123456789abcdef", MOOD_MODEL_RULESET_BYTES);
	model->languages = languages;
	buffer_init(&content, MOOD_MODEL_FILE_MAX);
	mood_model_write(model, &content);
	assert_int_equal(file_write(path, buffer_slice(&content), 0600, &error), 0);
	buffer_done(&content);
	mood_model_free(model);
}

static int begin(void **state)
{
	struct house *house = calloc(1, sizeof(*house));
	struct error error = { 0 };

	if (!house || crypto_init(&error) < 0)
		return -1;
	snprintf(house->folder, sizeof(house->folder), "/tmp/livvakt-models-XXXXXX");
	if (!mkdtemp(house->folder))
		return -1;
	snprintf(house->sv, sizeof(house->sv), "%s/sv", house->folder);
	snprintf(house->norwegian, sizeof(house->norwegian), "%s/no", house->folder);
	snprintf(house->nn, sizeof(house->nn), "%s/nn", house->folder);
	snprintf(house->uncertain, sizeof(house->uncertain), "%s/und", house->folder);
	write_model(house->sv, language_bit(LANGUAGE_SV) | language_bit(LANGUAGE_ANY));
	write_model(house->norwegian, language_bit(LANGUAGE_NB) | language_bit(LANGUAGE_NN) |
					      language_bit(LANGUAGE_ANY));
	write_model(house->nn, language_bit(LANGUAGE_NN));
	write_model(house->uncertain, language_bit(LANGUAGE_ANY));
	*state = house;
	return 0;
}

static int end(void **state)
{
	struct house *house = *state;

	unlink(house->sv);
	unlink(house->norwegian);
	unlink(house->nn);
	unlink(house->uncertain);
	rmdir(house->folder);
	free(house);
	return 0;
}

static void test_each_its_languages(void **state)
{
	const struct house *house = *state;
	const char *paths[] = { house->sv, house->norwegian };
	const struct mood_files files = { paths, 2 };
	struct mood_models models = { .count = 0 };
	struct error error = { 0 };

	assert_int_equal(mood_models_load(&models, &files, &error), 0);
	assert_int_equal(models.count, 2);
	assert_ptr_equal(mood_models_for(&models, LANGUAGE_SV), models.items[0]);
	assert_ptr_equal(mood_models_for(&models, LANGUAGE_NB), models.items[1]);
	assert_ptr_equal(mood_models_for(&models, LANGUAGE_NN), models.items[1]);
	assert_null(mood_models_for(&models, LANGUAGE_DA));
	assert_null(mood_models_for(&models, LANGUAGE_OTHER));
	assert_null(mood_models_for(&models, LANGUAGE_ANY)); /* whose would it be? */
	mood_models_done(&models);
	assert_int_equal(models.count, 0);
}

/* One alone takes what is uncertain, and none leave all to the lexicon. */
static void test_one_and_none(void **state)
{
	const struct house *house = *state;
	const char *paths[] = { house->sv };
	const struct mood_files files = { paths, 1 }, nothing = { NULL, 0 };
	struct mood_models models = { .count = 0 };
	struct error error = { 0 };

	assert_int_equal(mood_models_load(&models, &nothing, &error), 0);
	assert_null(mood_models_for(&models, LANGUAGE_SV));
	assert_null(mood_models_for(&models, LANGUAGE_ANY));
	assert_int_equal(mood_models_load(&models, &files, &error), 0);
	assert_ptr_equal(mood_models_for(&models, LANGUAGE_ANY), models.items[0]);
	assert_null(mood_models_for(&models, LANGUAGE_DE));
	mood_models_done(&models);
}

static void refused(const char *first, const char *second, const char *because)
{
	const char *paths[] = { first, second };
	const struct mood_files files = { paths, 2 };
	struct mood_models models = { .count = 0 };
	struct error error = { 0 };

	assert_int_equal(mood_models_load(&models, &files, &error), ERROR_INVALID);
	assert_non_null(strstr(error.text, second));
	assert_non_null(strstr(error.text, because));
	assert_int_equal(models.count, 0);
}

static void test_what_does_not_go_together(void **state)
{
	const struct house *house = *state;
	struct error error = { 0 };

	refused(house->norwegian, house->nn, "both trained on 'nn'");
	refused(house->sv, house->sv, "both trained on 'sv'");
	refused(house->sv, house->uncertain, "no language");
	assert_int_equal(file_write(house->nn, slice_from("livvakt mood 1\n"), 0600, &error), 0);
	refused(house->sv, house->nn, "/nn");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_each_its_languages),
		cmocka_unit_test(test_one_and_none),
		cmocka_unit_test(test_what_does_not_go_together),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
