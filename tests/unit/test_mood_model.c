/* test_mood_model.c - facts about how a model judges, and which files are taken for one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "mood_model.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { GOOD = 11, BAD = 12, ID_BYTES = CRYPTO_ID_TEXT_MAX - 1 };

static struct features features;

static void set_grams(const uint32_t *buckets, size_t count)
{
	memset(&features, 0, sizeof(features));
	features.gram_count = count;
	for (size_t i = 0; i < count; i++)
		features.grams[i] = (struct feature){ buckets[i], (uint32_t)i, (uint32_t)i + 1 };
}

static struct mood_model *make(void)
{
	struct mood_model *model = mood_model_new();

	assert_non_null(model);
	model->day = 20000;
	model->cost = 1000;
	model->languages = language_bit(LANGUAGE_SV);
	model->counts[POLARITY_NEUTRAL] = 400;
	model->model = (struct mood_figures){ 700, 650 };
	memcpy(model->ruleset, "0123456789abcdef", MOOD_MODEL_RULESET_BYTES);
	model->weights[GOOD][POLARITY_POSITIVE] = 2 * MOOD_MODEL_ONE;
	model->weights[BAD][POLARITY_NEGATIVE] = 2 * MOOD_MODEL_ONE;
	model->cues[CUE_ANGER][POLARITY_NEGATIVE] = MOOD_MODEL_ONE;
	model->bias[POLARITY_NEUTRAL] = MOOD_MODEL_ONE / 2;
	model->name_count = 1;
	snprintf(model->names[0].text, sizeof(model->names[0].text), "kjempebra");
	model->names[0].comments = 9;
	model->names[0].weight[POLARITY_POSITIVE] = 2 * MOOD_MODEL_ONE;
	return model;
}

static struct sentiment judge(const struct mood_model *model)
{
	struct sentiment sentiment = { .figure = 17, .anger = 5, .worry = 6 };

	mood_model_apply(model, &features, &sentiment);
	assert_int_equal(sentiment.anger, 5); /* the lexicon's business */
	assert_int_equal(sentiment.worry, 6);
	return sentiment;
}

static void test_judges(void **state)
{
	static const uint32_t good[] = { GOOD }, bad[] = { BAD }, both[] = { GOOD, BAD };
	struct mood_model *model = make();
	struct sentiment sentiment;
	int64_t sums[POLARITY_COUNT];

	(void)state;
	set_grams(good, 1);
	sentiment = judge(model);
	assert_int_equal(sentiment.polarity, POLARITY_POSITIVE);
	assert_int_equal(sentiment.figure, 250 + 750 * 1500 / 2500);
	set_grams(bad, 1);
	sentiment = judge(model);
	assert_int_equal(sentiment.polarity, POLARITY_NEGATIVE);
	assert_int_equal(sentiment.figure, -110 - 890 * 1500 / 2500);
	set_grams(NULL, 0);
	sentiment = judge(model);
	assert_int_equal(sentiment.polarity, POLARITY_NEUTRAL);
	assert_int_equal(sentiment.figure, 0);
	set_grams(both, 2); /* each over the root of two */
	mood_model_sums(model, &features, sums);
	assert_int_equal(sums[POLARITY_POSITIVE], 1414);
	assert_int_equal(sums[POLARITY_NEUTRAL], 500);
	features.cues[CUE_ANGER] = 400;
	assert_int_equal(judge(model).polarity, POLARITY_NEGATIVE);
	mood_model_free(model);
}

/* However far the weights go, the figure keeps its bounds and its class's band. */
static void test_bounds(void **state)
{
	static const uint32_t good[] = { GOOD, GOOD, GOOD, GOOD };
	struct mood_model *model = make();

	(void)state;
	model->weights[GOOD][POLARITY_POSITIVE] = INT16_MAX;
	model->bias[POLARITY_POSITIVE] = (1 << 24) - 1;
	set_grams(good, 4);
	assert_in_range(judge(model).figure, 999, 1000);
	model->bias[POLARITY_NEUTRAL] = (1 << 24) - 1;
	model->bias[POLARITY_POSITIVE] = 0;
	assert_in_range(judge(model).figure, 0, 249);
	assert_int_equal(judge(model).polarity, POLARITY_NEUTRAL);
	mood_model_free(model);
}

static void test_knows(void **state)
{
	struct mood_model *model = make();

	(void)state;
	assert_true(mood_model_knows(model, LANGUAGE_SV));
	assert_true(mood_model_knows(model, LANGUAGE_ANY));
	assert_false(mood_model_knows(model, LANGUAGE_DE));
	assert_false(mood_model_knows(model, LANGUAGE_OTHER));
	mood_model_free(model);
}

static void test_explains(void **state)
{
	static const uint32_t grams[] = { BAD, 77, GOOD };
	struct mood_model *model = make();
	struct mood_move moves[MOOD_MOVES_MAX];
	enum polarity first, second;

	(void)state;
	set_grams(grams, 3);
	features.cues[CUE_ANGER] = 100;
	features.piece_count = 1; /* belongs to the last word */
	features.pieces[0] = (struct feature){ GOOD, 2, 3 };
	assert_int_equal(mood_model_explain(model, &features, moves, &first, &second), 3);
	assert_int_equal(first, POLARITY_POSITIVE);
	assert_int_equal(second, POLARITY_NEGATIVE);
	assert_int_equal(moves[0].span.from, 2);
	assert_int_equal(moves[0].moved, 1155 + 2000);
	assert_int_equal(moves[1].span.from, 0);
	assert_int_equal(moves[1].moved, -1155);
	assert_int_equal(moves[2].cue, CUE_ANGER);
	assert_int_equal(moves[2].moved, -100);
	mood_model_free(model);
}

/* --- files --- */

static void write_model(struct mood_model *model, struct buffer *to)
{
	buffer_init(to, MOOD_MODEL_FILE_MAX);
	mood_model_write(model, to);
	assert_false(buffer_failed(to));
}

static void test_there_and_back(void **state)
{
	struct mood_model *model = make(), *again;
	struct error error = { 0 };
	struct buffer bytes, more;

	(void)state;
	write_model(model, &bytes);
	again = mood_model_parse(buffer_slice(&bytes), &error);
	assert_non_null(again);
	assert_memory_equal(again, model, sizeof(*model));
	write_model(again, &more);
	assert_true(slice_equal(buffer_slice(&bytes), buffer_slice(&more)));
	mood_model_free(again);
	mood_model_free(model);
	buffer_done(&bytes);
	buffer_done(&more);
}

static void assert_refused(struct slice bytes, const char *because)
{
	struct error error = { 0 };

	assert_null(mood_model_parse(bytes, &error));
	assert_int_equal(error.code, ERROR_INVALID);
	assert_non_null(strstr(error.text, because));
}

/* With a right id again, so that what is behind it is looked at. */
static void assert_wrong(struct buffer *bytes, const char *because)
{
	const struct slice content = { bytes->data, bytes->len - ID_BYTES };
	char id[CRYPTO_ID_TEXT_MAX];

	crypto_content_id(&content, 1, id);
	memcpy(bytes->data + content.len, id, ID_BYTES);
	assert_refused(buffer_slice(bytes), because);
}

static void test_refuses(void **state)
{
	struct mood_model *model = make();
	struct buffer bytes;
	struct slice whole;

	(void)state;
	write_model(model, &bytes);
	whole = buffer_slice(&bytes);
	assert_refused(slice_from(""), "no model");
	assert_refused(slice_from("livvakt mood 1\n"), "not whole");
	assert_refused(slice_from("livvakt mood 2\nsomething else"), "another version");
	assert_refused(slice_from("language: sv and so on"), "no model");
	assert_refused(slice_cut(whole, 0, whole.len - 1), "not whole");
	assert_refused(slice_cut(whole, 1, whole.len), "no model");
	bytes.data[whole.len / 2] ^= 4;
	assert_refused(whole, "damaged");
	bytes.data[whole.len / 2] ^= 4;
	bytes.data[19]++; /* buckets */
	assert_wrong(&bytes, "another version");
	bytes.data[19]--;
	bytes.data[19 + 4 * 8 + 3] = 1; /* accuracy of 16 million */
	assert_wrong(&bytes, "no training gives");
	buffer_done(&bytes);
	mood_model_free(model);
}

static void test_refuses_what_no_training_gives(void **state)
{
	struct mood_model *model = make();
	struct buffer bytes;

	(void)state;
	model->cues[CUE_LINK][POLARITY_NEGATIVE] = INT32_MIN;
	write_model(model, &bytes);
	assert_refused(buffer_slice(&bytes), "no training gives");
	buffer_done(&bytes);
	model->cues[CUE_LINK][POLARITY_NEGATIVE] = 0;
	model->names[0].text[0] = (char)0xFF; /* no UTF-8 */
	write_model(model, &bytes);
	assert_refused(buffer_slice(&bytes), "no training gives");
	buffer_done(&bytes);
	model->names[0].text[0] = '\0'; /* an empty name */
	write_model(model, &bytes);
	assert_refused(buffer_slice(&bytes), "no training gives");
	buffer_done(&bytes);
	model->name_count = 0;
	model->ruleset[3] = 'x';
	write_model(model, &bytes);
	assert_refused(buffer_slice(&bytes), "no training gives");
	buffer_done(&bytes);
	mood_model_free(model);
}

static void test_loads(void **state)
{
	struct error error = { 0 };

	(void)state;
	assert_null(mood_model_load("/nonexistent.model", &error));
	assert_non_null(strstr(error.text, "/nonexistent.model"));
	assert_null(mood_model_load("/etc/passwd", &error));
	assert_non_null(strstr(error.text, "/etc/passwd: this is no model"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_judges),
		cmocka_unit_test(test_bounds),
		cmocka_unit_test(test_knows),
		cmocka_unit_test(test_explains),
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_refuses),
		cmocka_unit_test(test_refuses_what_no_training_gives),
		cmocka_unit_test(test_loads),
	};
	struct error error = { 0 };

	if (crypto_init(&error) < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
