/*
 * mood_model.c - see mood_model.h; the file's bytes are mood_model_file.c's.
 *
 * Words count by their mean over the square root of how many there are, and so do pieces of words:
 * a long text has no louder voice than a short one.
 */
#include "mood_model.h"
#include "square_root.h"
#include <stdlib.h>

enum {
	ROOT_SHIFT = 20,     /* roots are taken of numbers times 2^20, */
	ROOT_ONE = 1 << 10,  /* so that they have ten bits behind the point */
	LEAD_HALF = 1000,    /* a lead with which a figure is half-way to its end */
	POSITIVE_FROM = 250, /* as for the lexicon's figure: what is told positive starts here, */
	NEGATIVE_FROM = 110, /* and negative below here */
	MOVES_ALL = FEATURES_GRAMS_MAX + CUE_COUNT,
};

struct mood_model *mood_model_new(void)
{
	return calloc(1, sizeof(struct mood_model));
}

struct mood_model *mood_model_free(struct mood_model *model)
{
	free(model);
	return NULL;
}

/* What sums of weights are divided by to be thousandths. */
static int64_t divisor_of(size_t count)
{
	return square_root((uint64_t)count << ROOT_SHIFT);
}

static int64_t thousandths(int64_t weights, int64_t divisor)
{
	return divisor ? weights * 1000 * ROOT_ONE / MOOD_MODEL_ONE / divisor : 0;
}

static void add_features(const struct mood_model *model, const struct feature *features,
			 size_t count, int64_t sums[POLARITY_COUNT])
{
	int64_t divisor = divisor_of(count);
	int32_t all[POLARITY_COUNT] = { 0 }; /* 8192 times 2^15 stays below 2^31 */

	for (size_t i = 0; i < count; i++) {
		const int16_t *weights = model->weights[features[i].bucket];

		for (int class = 0; class < POLARITY_COUNT; class ++)
			all[class] += weights[class];
	}
	for (int class = 0; class < POLARITY_COUNT; class ++)
		sums[class] += thousandths(all[class], divisor);
}

static_assert(FEATURES_PIECES_MAX <= 1 << 15 && FEATURES_GRAMS_MAX <= 1 << 15,
	      "sums of weights fit into 32 bits");

void mood_model_sums(const struct mood_model *model, const struct features *features,
		     int64_t ret_sums[POLARITY_COUNT])
{
	for (int class = 0; class < POLARITY_COUNT; class ++) {
		int64_t sum = (int64_t)model->bias[class] * 1000;

		for (int cue = 0; cue < CUE_COUNT; cue++)
			sum += (int64_t)model->cues[cue][class] * features->cues[cue];
		ret_sums[class] = sum / MOOD_MODEL_ONE;
	}
	add_features(model, features->grams, features->gram_count, ret_sums);
	add_features(model, features->pieces, features->piece_count, ret_sums);
}

bool mood_model_knows(const struct mood_model *model, enum language language)
{
	return language == LANGUAGE_ANY || (model->languages & language_bit(language)) != 0;
}

/* The first class and the one that comes next; of equal ones neutral goes first. */
static void rank(const int64_t sums[POLARITY_COUNT], enum polarity *ret_first,
		 enum polarity *ret_second)
{
	enum polarity first = POLARITY_NEUTRAL, second;

	if (sums[POLARITY_NEGATIVE] > sums[first])
		first = POLARITY_NEGATIVE;
	if (sums[POLARITY_POSITIVE] > sums[first])
		first = POLARITY_POSITIVE;
	second = first == POLARITY_NEUTRAL ? POLARITY_NEGATIVE : POLARITY_NEUTRAL;
	for (int class = 0; class < POLARITY_COUNT; class ++)
		if (class != (int)first && sums[class] > sums[second])
			second = (enum polarity) class;
	*ret_first = first;
	*ret_second = second;
}

/* 0 … range, the farther the lead the nearer its end. */
static int32_t within(int64_t lead, int32_t range)
{
	return (int32_t)(lead * range / (lead + LEAD_HALF));
}

static int32_t figure_of(const int64_t sums[POLARITY_COUNT], enum polarity first,
			 enum polarity second)
{
	int64_t lead = sums[first] - sums[second];
	int64_t lean = sums[POLARITY_POSITIVE] - sums[POLARITY_NEGATIVE];

	switch (first) {
	case POLARITY_POSITIVE:
		return POSITIVE_FROM + within(lead, 1000 - POSITIVE_FROM);
	case POLARITY_NEGATIVE:
		return -NEGATIVE_FROM - within(lead, 1000 - NEGATIVE_FROM);
	default:
		return lean > 0 ? within(lean, POSITIVE_FROM - 1)
				: -within(-lean, NEGATIVE_FROM - 1);
	}
}

void mood_model_apply(const struct mood_model *model, const struct features *features,
		      struct sentiment *sentiment)
{
	int64_t sums[POLARITY_COUNT];
	enum polarity first, second;

	mood_model_sums(model, features, sums);
	rank(sums, &first, &second);
	sentiment->figure = figure_of(sums, first, second);
	sentiment->polarity = first;
}

/* --- explain --- */

struct explaining {
	const struct mood_model *model;
	enum polarity first, second;
	struct mood_move moves[MOVES_ALL];
	size_t count;
};

static int64_t pull(const struct explaining *explaining, const struct feature *feature,
		    int64_t divisor)
{
	const int16_t *weights = explaining->model->weights[feature->bucket];

	return thousandths(weights[explaining->first] - weights[explaining->second], divisor);
}

static void note(struct explaining *explaining, struct span span, enum cue cue, int64_t moved)
{
	if (moved != 0)
		explaining->moves[explaining->count++] = (struct mood_move){ span, cue, moved };
}

/* Pieces stand in the order of their words. */
static void note_words(struct explaining *explaining, const struct features *features)
{
	int64_t by_grams = divisor_of(features->gram_count),
		by_pieces = divisor_of(features->piece_count);
	size_t piece = 0;

	for (size_t i = 0; i < features->gram_count; i++) {
		const struct feature *gram = &features->grams[i];
		int64_t moved = pull(explaining, gram, by_grams);
		bool is_word = i % 2 == 0;

		while (is_word && piece < features->piece_count &&
		       features->pieces[piece].to <= gram->to)
			moved += pull(explaining, &features->pieces[piece++], by_pieces);
		note(explaining, (struct span){ gram->from, gram->to }, CUE_COUNT, moved);
	}
}

static int by_strength(const void *a, const void *b)
{
	const struct mood_move *one = a, *other = b;
	int64_t strength = llabs(one->moved), others = llabs(other->moved);

	if (strength != others)
		return strength < others ? 1 : -1;
	return (one->span.from > other->span.from) - (one->span.from < other->span.from);
}

size_t mood_model_explain(const struct mood_model *model, const struct features *features,
			  struct mood_move ret_moves[MOOD_MOVES_MAX], enum polarity *ret_first,
			  enum polarity *ret_second)
{
	struct explaining explaining = { .model = model };
	int64_t sums[POLARITY_COUNT];
	size_t count;

	mood_model_sums(model, features, sums);
	rank(sums, &explaining.first, &explaining.second);
	note_words(&explaining, features);
	for (int cue = 0; cue < CUE_COUNT; cue++) {
		int64_t weight = (int64_t)model->cues[cue][explaining.first] -
				 model->cues[cue][explaining.second];

		note(&explaining, (struct span){ 0, 0 }, (enum cue)cue,
		     weight * features->cues[cue] / MOOD_MODEL_ONE);
	}
	qsort(explaining.moves, explaining.count, sizeof(*explaining.moves), by_strength);
	count = explaining.count < MOOD_MOVES_MAX ? explaining.count : MOOD_MOVES_MAX;
	memcpy(ret_moves, explaining.moves, count * sizeof(*ret_moves));
	*ret_first = explaining.first;
	*ret_second = explaining.second;
	return count;
}
