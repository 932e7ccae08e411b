/*
 * mood_model_file.c - a mood model as the bytes of a file, and back.
 *
 *   "livvakt mood 1\n"                    what it is, and its version
 *   u32 bytes in all, buckets, cues       whether it fits this program
 *   u32 day, cost, languages, counts[3]   what it was trained on
 *   i32 accuracy, macro F1                how good it is; and again, the lexicon
 *   16 letters                            hash of the ruleset it stood beside
 *   i32 bias[3], cues[…][3]
 *   u32 names, and for each:              the strongest words
 *     u32 comments, i16 weights[3], u8 length, bytes
 *   i16 weights[buckets][3]
 *   26 letters                            content id of all before
 *
 * Numbers are little-endian. The id guards against damage, not against malice: whoever may write
 * the file may write rules too.
 */
#include "file.h"
#include "mood_model.h"
#include "utf8.h"

enum { ID_BYTES = CRYPTO_ID_TEXT_MAX - 1, CUE_WEIGHT_MAX = 1 << 24, THOUSANDTHS = 1000 };

static const char magic[] = "livvakt mood 1\n";
static const char any_version[] = "livvakt mood ";

/* --- writing --- */

static void add_i32(struct buffer *to, int32_t value)
{
	buffer_add_u32(to, (uint32_t)value);
}

static void add_weights(struct buffer *to, const int16_t weights[POLARITY_COUNT])
{
	for (int class = 0; class < POLARITY_COUNT; class ++) {
		uint16_t value = (uint16_t)weights[class];

		buffer_add_char(to, (char)(value & 0xFF));
		buffer_add_char(to, (char)(value >> 8));
	}
}

static void add_head(struct buffer *to, const struct mood_model *model)
{
	buffer_add_u32(to, FEATURES_BUCKETS);
	buffer_add_u32(to, CUE_COUNT);
	buffer_add_u32(to, model->day);
	buffer_add_u32(to, model->cost);
	buffer_add_u32(to, model->languages);
	for (int class = 0; class < POLARITY_COUNT; class ++)
		buffer_add_u32(to, model->counts[class]);
	add_i32(to, model->model.accuracy);
	add_i32(to, model->model.macro_f1);
	add_i32(to, model->lexicon.accuracy);
	add_i32(to, model->lexicon.macro_f1);
	buffer_add(to, model->ruleset, MOOD_MODEL_RULESET_BYTES);
	for (int class = 0; class < POLARITY_COUNT; class ++)
		add_i32(to, model->bias[class]);
	for (int cue = 0; cue < CUE_COUNT; cue++)
		for (int class = 0; class < POLARITY_COUNT; class ++)
			add_i32(to, model->cues[cue][class]);
}

static void add_names(struct buffer *to, const struct mood_model *model)
{
	buffer_add_u32(to, model->name_count);
	for (uint32_t i = 0; i < model->name_count; i++) {
		const struct mood_name *name = &model->names[i];
		size_t len = strlen(name->text);

		buffer_add_u32(to, name->comments);
		add_weights(to, name->weight);
		buffer_add_char(to, (char)len);
		buffer_add(to, name->text, len);
	}
}

static size_t length_of(const struct mood_model *model)
{
	enum { HEAD = 13 + POLARITY_COUNT + CUE_COUNT * POLARITY_COUNT + 1 }; /* u32 and i32 */
	size_t length = sizeof(magic) - 1 + 4 * (size_t)HEAD + MOOD_MODEL_RULESET_BYTES +
			sizeof(model->weights) + ID_BYTES;

	for (uint32_t i = 0; i < model->name_count; i++)
		length += 4 + sizeof(model->names[i].weight) + 1 + strlen(model->names[i].text);
	return length;
}

static void identify(struct mood_model *model, struct slice content)
{
	crypto_content_id(&content, 1, model->id);
}

void mood_model_write(struct mood_model *model, struct buffer *to)
{
	size_t start = to->len;

	buffer_add(to, magic, sizeof(magic) - 1);
	buffer_add_u32(to, (uint32_t)length_of(model));
	add_head(to, model);
	add_names(to, model);
	for (size_t i = 0; i < FEATURES_BUCKETS; i++)
		add_weights(to, model->weights[i]);
	if (buffer_failed(to))
		return;
	identify(model, (struct slice){ to->data + start, to->len - start });
	buffer_add(to, model->id, ID_BYTES);
}

/* --- reading --- */

/* Bytes from the front; once too few are left every answer is zero and `short_of` stays set. */
struct source {
	struct slice left;
	bool short_of;
};

static const unsigned char *take(struct source *source, size_t len)
{
	const char *at = source->left.data;

	if (source->short_of || source->left.len < len) {
		source->short_of = true;
		return NULL;
	}
	source->left = slice_cut(source->left, len, source->left.len);
	return (const unsigned char *)at;
}

static uint32_t take_u32(struct source *source)
{
	const unsigned char *b = take(source, 4);

	return b ? b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 | (uint32_t)b[3] << 24 : 0;
}

static void take_weights(struct source *source, int16_t ret_weights[POLARITY_COUNT])
{
	const unsigned char *b = take(source, 2 * (size_t)POLARITY_COUNT);

	for (int class = 0; b && class < POLARITY_COUNT; class ++)
		ret_weights[class] = (int16_t)(uint16_t)(b[2 * class] | b[2 * class + 1] << 8);
}

/* A weight far beyond all that training gives would overflow the sums. */
static bool take_strong(struct source *source, int32_t *ret_weight)
{
	*ret_weight = (int32_t)take_u32(source);
	return *ret_weight > -CUE_WEIGHT_MAX && *ret_weight < CUE_WEIGHT_MAX;
}

static bool take_figure(struct source *source, int32_t *ret_figure)
{
	*ret_figure = (int32_t)take_u32(source);
	return *ret_figure >= 0 && *ret_figure <= THOUSANDTHS;
}

static bool take_ruleset(struct source *source, char ret_ruleset[MOOD_MODEL_RULESET_BYTES + 1])
{
	static const char digits[] = "0123456789abcdef";
	const unsigned char *bytes = take(source, MOOD_MODEL_RULESET_BYTES);

	for (int i = 0; bytes && i < MOOD_MODEL_RULESET_BYTES; i++) {
		if (!memchr(digits, bytes[i], sizeof(digits) - 1))
			return false;
		ret_ruleset[i] = (char)bytes[i];
	}
	return bytes != NULL;
}

static bool take_head(struct source *source, struct mood_model *model)
{
	bool good = true;

	model->day = take_u32(source);
	model->cost = take_u32(source);
	model->languages = take_u32(source);
	for (int class = 0; class < POLARITY_COUNT; class ++)
		model->counts[class] = take_u32(source);
	good &= take_figure(source, &model->model.accuracy);
	good &= take_figure(source, &model->model.macro_f1);
	good &= take_figure(source, &model->lexicon.accuracy);
	good &= take_figure(source, &model->lexicon.macro_f1);
	good &= take_ruleset(source, model->ruleset);
	for (int class = 0; class < POLARITY_COUNT; class ++)
		good &= take_strong(source, &model->bias[class]);
	for (int cue = 0; cue < CUE_COUNT; cue++)
		for (int class = 0; class < POLARITY_COUNT; class ++)
			good &= take_strong(source, &model->cues[cue][class]);
	return good && model->day < 1 << 20;
}

static bool take_name(struct source *source, struct mood_name *name)
{
	const unsigned char *len, *bytes;
	size_t bad_at;

	name->comments = take_u32(source);
	take_weights(source, name->weight);
	len = take(source, 1);
	if (!len || *len == 0 || *len > MOOD_MODEL_NAME_BYTES)
		return false;
	bytes = take(source, *len);
	if (!bytes || memchr(bytes, '\0', *len) ||
	    !utf8_valid((struct slice){ (const char *)bytes, *len }, &bad_at))
		return false;
	memcpy(name->text, bytes, *len);
	return true;
}

static bool take_all(struct source *source, struct mood_model *model)
{
	if (!take_head(source, model))
		return false;
	model->name_count = take_u32(source);
	if (model->name_count > MOOD_MODEL_NAMES_MAX)
		return false;
	for (uint32_t i = 0; i < model->name_count; i++)
		if (!take_name(source, &model->names[i]))
			return false;
	for (size_t i = 0; i < FEATURES_BUCKETS; i++)
		take_weights(source, model->weights[i]);
	return !source->short_of && source->left.len == 0;
}

static bool refuse(struct error *error, const char *text)
{
	error_set(error, ERROR_INVALID, "%s", text);
	return false;
}

/* What is said of a file that will not do. */
static bool check_frame(struct slice bytes, struct error *error)
{
	struct slice start = slice_from(magic), any = slice_from(any_version);
	char id[CRYPTO_ID_TEXT_MAX];
	struct source source;

	if (bytes.len < start.len || memcmp(bytes.data, any.data, any.len) != 0)
		return refuse(error, "this is no model; `livvakt train` makes one");
	source = (struct source){ slice_cut(bytes, start.len, bytes.len), false };
	if (memcmp(bytes.data, start.data, start.len) != 0)
		return refuse(error, "the model is of another version of Livvakt; train it anew");
	if (take_u32(&source) != bytes.len || bytes.len < start.len + ID_BYTES)
		return refuse(error, "the model is not whole; copy it again or train it anew");
	crypto_content_id(&(struct slice){ bytes.data, bytes.len - ID_BYTES }, 1, id);
	if (memcmp(id, bytes.data + bytes.len - ID_BYTES, ID_BYTES) != 0)
		return refuse(error, "the model is damaged; copy it again or train it anew");
	const uint32_t buckets = take_u32(&source), cues = take_u32(&source);
	if (buckets != FEATURES_BUCKETS || cues != CUE_COUNT)
		return refuse(error, "the model is of another version of Livvakt; train it anew");
	return true;
}

struct mood_model *mood_model_parse(struct slice bytes, struct error *error)
{
	enum { FRAME = sizeof(magic) - 1 + 12 };
	struct mood_model *model;
	struct source source;

	if (!check_frame(bytes, error))
		return NULL;
	model = mood_model_new();
	if (!model) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	source = (struct source){ slice_cut(bytes, FRAME, bytes.len - ID_BYTES), false };
	if (!take_all(&source, model)) {
		error_set(error, ERROR_INVALID,
			  "the model holds what no training gives; train it anew");
		return mood_model_free(model);
	}
	identify(model, slice_cut(bytes, 0, bytes.len - ID_BYTES));
	return model;
}

struct mood_model *mood_model_load(const char *path, struct error *error)
{
	struct mood_model *model = NULL;
	struct buffer content;

	buffer_init(&content, MOOD_MODEL_FILE_MAX);
	if (crypto_init(error) == 0 && file_read(path, MOOD_MODEL_FILE_MAX, &content, error) == 0) {
		model = mood_model_parse(buffer_slice(&content), error);
		if (!model)
			error_prefix(error, "%s", path);
	}
	buffer_done(&content);
	return model;
}
