/*
 * fuzz_mood_model.c - any bytes as the file of a mood model, and any bytes as what stands between
 * its frame and its weights: refused, or read and written to the very same; and what was read
 * judges a text without leaving its bounds.
 */
#include "forms.h"
#include "mood_model.h"
#include <stdlib.h>

enum { ID_BYTES = CRYPTO_ID_TEXT_MAX - 1 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool holds)
{
	if (!holds)
		abort();
}

static void judge_by(const struct mood_model *model)
{
	static struct features features;
	static const char text[] = "never again";
	const struct word words[] = { { .to = 5, .kind = WORD_PLAIN },
				      { .from = 6, .to = 11, .kind = WORD_PLAIN } };
	struct sentiment sentiment = { .figure = 500, .anger = 7 };
	struct mood_move moves[MOOD_MOVES_MAX];
	enum polarity first, second;

	features_read(slice_from(text), slice_from(text), words, 2, LANGUAGE_EN, &sentiment,
		      &features);
	mood_model_apply(model, &features, &sentiment);
	check(sentiment.figure >= -1000 && sentiment.figure <= 1000 && sentiment.anger == 7);
	check(mood_model_explain(model, &features, moves, &first, &second) <= MOOD_MOVES_MAX);
	check(first == sentiment.polarity && second != first);
}

static void try_bytes(struct slice bytes)
{
	struct error error = { 0 };
	struct mood_model *model = mood_model_parse(bytes, &error);
	struct buffer written;

	check((model == NULL) == (error.code != ERROR_NONE));
	if (!model)
		return;
	buffer_init(&written, MOOD_MODEL_FILE_MAX);
	mood_model_write(model, &written);
	check(slice_equal(buffer_slice(&written), bytes));
	judge_by(model);
	buffer_done(&written);
	mood_model_free(model);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char magic[] = "livvakt mood 1\n";
	static const int16_t weights[FEATURES_BUCKETS][POLARITY_COUNT];
	char id[CRYPTO_ID_TEXT_MAX];
	struct error error = { 0 };
	struct buffer file;

	check(crypto_init(&error) == 0);
	try_bytes((struct slice){ (const char *)data, size });
	buffer_init(&file, MOOD_MODEL_FILE_MAX);
	buffer_add_text(&file, magic);
	buffer_add_u32(&file, (uint32_t)(strlen(magic) + 4 + size + sizeof(weights) + ID_BYTES));
	buffer_add(&file, data, size);
	buffer_add(&file, weights, sizeof(weights));
	if (!buffer_failed(&file)) {
		struct slice content = buffer_slice(&file);

		crypto_content_id(&content, 1, id);
		buffer_add(&file, id, ID_BYTES);
		try_bytes(buffer_slice(&file));
	}
	buffer_done(&file);
	return 0;
}
