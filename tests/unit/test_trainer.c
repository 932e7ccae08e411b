/* test_trainer.c - facts about learning from a small made-up set: what comes out, and what may be
 * kept as text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "forms.h"
#include "gram_names.h"
#include "train_report.h"
#include "trainer.h"
#include <stdio.h>
#include <stdlib.h>

enum { COMMENTS = 360, WORDS_MAX = 64, FEW = 30 };

/* The lexicon knows nothing here; each class has its words among chatter that all share. */
static const char *const own[POLARITY_COUNT][3] = {
	[POLARITY_NEGATIVE] = { "zorg", "klumpig väntan", "brakade ihop" },
	[POLARITY_NEUTRAL] = { "öppettider", "protokoll", "bilaga" },
	[POLARITY_POSITIVE] = { "flimrande fint", "smask", "hurtfrisk" },
};

static struct features features;

/* `plain` belongs to the maker. */
static void read_text(struct forms_maker *maker, const char *text, struct trainer_comment *comment)
{
	static struct word words[WORDS_MAX];
	struct forms forms;
	size_t count;

	assert_int_equal(forms_make(maker, slice_from(text), &forms), 0);
	comment->plain = forms.form[FORM_PLAIN].text;
	comment->lexicon = (struct sentiment){ .polarity = POLARITY_NEUTRAL };
	comment->language = LANGUAGE_SV;
	comment->features = &features;
	count = words_split(comment->plain, words, WORDS_MAX);
	features_read(forms.raw, comment->plain, words, count, LANGUAGE_SV, &comment->lexicon,
		      &features);
}

static void add(struct trainer *trainer, struct forms_maker *maker, int i, enum polarity label)
{
	struct trainer_comment comment = { .label = label };
	struct error error = { 0 };
	char text[160], author[16];

	snprintf(text, sizeof(text), "vi tog nummer%d%c och fick %s av kalle 0701234 @anna", i,
		 'a' + i % 20, own[label][i / POLARITY_COUNT % 3]);
	snprintf(author, sizeof(author), "u%d", label == POLARITY_POSITIVE ? 1 : i);
	comment.author = slice_from(author);
	read_text(maker, text, &comment);
	assert_int_equal(trainer_add(trainer, &comment, &error), 0);
}

static struct trainer *fill(int count, int classes)
{
	struct trainer *trainer = trainer_new();
	struct forms_maker *maker = forms_maker_new();

	assert_non_null(trainer);
	for (int i = 0; i < count; i++)
		add(trainer, maker, i, (enum polarity)(i % classes));
	forms_maker_free(maker);
	return trainer;
}

static void count_step(void *context, unsigned done, unsigned all)
{
	assert_true(done <= all);
	++*(unsigned *)context;
}

static struct mood_model *train(struct trainer *trainer, size_t names,
				struct trainer_report *ret_report, struct error *error)
{
	unsigned steps = 0;
	const struct trainer_options options = { .day = 20000,
						 .ruleset = "0123456789abcdef",
						 .names = names,
						 .progress = count_step,
						 .context = &steps };
	struct mood_model *model = trainer_train(trainer, &options, ret_report, error);

	assert_true((model != NULL) == (steps > 0));
	return model;
}

static enum polarity judge(const struct mood_model *model, const char *text)
{
	struct forms_maker *maker = forms_maker_new();
	struct trainer_comment comment = { 0 };

	read_text(maker, text, &comment);
	forms_maker_free(maker);
	mood_model_apply(model, &features, &comment.lexicon);
	return comment.lexicon.polarity;
}

static void test_learns(void **state)
{
	struct trainer *trainer = fill(COMMENTS, POLARITY_COUNT);
	struct trainer_report report;
	struct error error = { 0 };
	struct mood_model *model = train(trainer, 0, &report, &error);

	(void)state;
	assert_non_null(model);
	assert_int_equal(judge(model, "zorg"), POLARITY_NEGATIVE);
	assert_int_equal(judge(model, "bilaga och protokoll"), POLARITY_NEUTRAL);
	assert_int_equal(judge(model, "smask!"), POLARITY_POSITIVE);
	assert_int_equal(judge(model, "zorgigt"), POLARITY_NEGATIVE); /* by its pieces */
	assert_int_equal(report.comments, COMMENTS);
	assert_true(model->model.macro_f1 > 950);
	assert_int_equal(model->lexicon.accuracy, 333); /* always neutral */
	assert_int_equal(model->lexicon.macro_f1, 166);
	assert_int_equal(model->languages, language_bit(LANGUAGE_SV));
	assert_int_equal(model->counts[POLARITY_POSITIVE], COMMENTS / 3);
	assert_int_equal(model->name_count, 0);
	assert_string_equal(model->ruleset, "0123456789abcdef");
	mood_model_free(model);
	trainer_free(trainer);
}

static void test_same_again(void **state)
{
	struct mood_model *models[2];

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct trainer *trainer = fill(COMMENTS, POLARITY_COUNT);
		struct trainer_report report;
		struct error error = { 0 };

		models[i] = train(trainer, 10, &report, &error);
		assert_non_null(models[i]);
		trainer_free(trainer);
	}
	assert_memory_equal(models[0], models[1], sizeof(*models[0]));
	mood_model_free(models[0]);
	mood_model_free(models[1]);
}

static bool is_named(const struct mood_model *model, const char *text)
{
	for (uint32_t i = 0; i < model->name_count; i++)
		if (strcmp(model->names[i].text, text) == 0)
			return true;
	return false;
}

/* The words of a class that all came from one author, numbers, handles and what stands once. */
static void test_private_words_are_not_kept(void **state)
{
	struct trainer *trainer = fill(COMMENTS, POLARITY_COUNT);
	struct trainer_report report;
	struct error error = { 0 };
	struct mood_model *model = train(trainer, 300, &report, &error);

	(void)state;
	assert_non_null(model);
	assert_true(is_named(model, "zorg"));
	assert_true(is_named(model, "klumpig väntan"));
	assert_false(is_named(model, "smask"));
	for (uint32_t i = 0; i < model->name_count; i++) {
		assert_null(strstr(model->names[i].text, "anna"));
		assert_null(strstr(model->names[i].text, "070"));
		assert_null(strstr(model->names[i].text, "nummer"));
		assert_true(model->names[i].comments >= GRAM_NAMES_COMMENTS);
	}
	mood_model_free(model);
	trainer_free(trainer);
}

static void test_two_classes(void **state)
{
	struct trainer *trainer = fill(COMMENTS, 2);
	struct trainer_report report;
	struct error error = { 0 };
	struct mood_model *model = train(trainer, 0, &report, &error);

	(void)state;
	assert_non_null(model);
	assert_int_equal(judge(model, "zorg"), POLARITY_NEGATIVE);
	assert_int_equal(judge(model, "smask"), POLARITY_NEUTRAL); /* positive it never saw */
	mood_model_free(model);
	trainer_free(trainer);
}

static void test_refuses(void **state)
{
	struct trainer_report report;
	struct error error = { 0 };
	struct trainer *trainer = fill(FEW, POLARITY_COUNT);
	struct forms_maker *maker = forms_maker_new();

	(void)state;
	assert_null(train(trainer, 0, &report, &error));
	assert_int_equal(error.code, ERROR_INVALID);
	assert_non_null(strstr(error.text, "too few"));
	trainer_free(trainer);
	trainer = fill(COMMENTS, 1);
	assert_null(train(trainer, 0, &report, &error));
	assert_non_null(strstr(error.text, "the same label"));
	add(trainer, maker, 0, POLARITY_POSITIVE);
	assert_null(train(trainer, 0, &report, &error));
	assert_non_null(strstr(error.text, "only 1 of the comments is positive"));
	trainer_free(trainer);
	forms_maker_free(maker);
}

static void test_figures(void **state)
{
	size_t counts[POLARITY_COUNT][POLARITY_COUNT] = { { 3, 1, 0 }, { 0, 4, 0 }, { 1, 0, 1 } };
	size_t two[POLARITY_COUNT][POLARITY_COUNT] = { { 3, 0, 0 }, { 0, 0, 0 }, { 0, 0, 2 } };
	size_t none[POLARITY_COUNT][POLARITY_COUNT] = { { 0 } };
	struct mood_figures figures = trainer_figures(counts);

	(void)state;
	assert_int_equal(trainer_figures(two).macro_f1, 1000); /* nobody's class is not counted */
	assert_int_equal(trainer_figures(none).macro_f1, 0);
	assert_int_equal(figures.accuracy, 800);
	assert_int_equal(figures.macro_f1, (750 + 888 + 666) / 3);
}

/* 300 comments of two classes, the second one `of_rare` of them. */
static bool is_chance(size_t gained, size_t lost, size_t of_rare, size_t rare_gained)
{
	struct trainer_report report = { 0 };

	report.model[POLARITY_NEUTRAL][POLARITY_NEUTRAL] = 300 - of_rare;
	report.model[POLARITY_NEGATIVE][POLARITY_NEGATIVE] = of_rare;
	report.gained[POLARITY_NEUTRAL] = gained;
	report.lost[POLARITY_NEUTRAL] = lost;
	report.gained[POLARITY_NEGATIVE] = rare_gained;
	return trainer_gain_is_chance(&report);
}

static void test_chance(void **state)
{
	(void)state;
	assert_true(is_chance(0, 0, 150, 0)); /* nothing told the two apart */
	assert_true(is_chance(55, 45, 150, 0));
	assert_false(is_chance(65, 35, 150, 0));
	assert_false(is_chance(10, 0, 150, 0)); /* as much, and nothing lost for it */
	assert_true(is_chance(35, 65, 150, 0));
	assert_false(
		is_chance(20, 30, 20, 12)); /* hardly more right, but the rare ones are found */
}

static void test_report(void **state)
{
	struct eval_polarities lexicon = { { { 1, 1, 0 }, { 0, 2, 0 }, { 0, 2, 0 } } },
			       model = { { { 2, 0, 0 }, { 0, 2, 0 }, { 0, 1, 1 } } };
	struct mood_model *shown = mood_model_new();
	char *text = NULL;
	size_t len = 0;
	FILE *file = open_memstream(&text, &len);

	(void)state;
	shown->day = 20000;
	shown->name_count = 1;
	memcpy(shown->names[0].text, "zo\033rg", 6);
	shown->names[0].weight[POLARITY_NEGATIVE] = MOOD_MODEL_ONE;
	train_report_beside(&lexicon, &model, file);
	train_report_model(shown, file);
	fclose(file);
	assert_non_null(strstr(text, "micro F1 (accuracy)     0.500    0.833    +0.333"));
	assert_non_null(strstr(text, "trained    2024-10-04"));
	assert_non_null(strstr(text, "+1.00"));
	assert_null(strchr(text, '\033')); /* a file may be anybody's */
	free(text);
	mood_model_free(shown);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_learns),
		cmocka_unit_test(test_same_again),
		cmocka_unit_test(test_private_words_are_not_kept),
		cmocka_unit_test(test_two_classes),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_chance),
		cmocka_unit_test(test_report),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
