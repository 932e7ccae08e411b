/*
 * trainer.c - see trainer.h.
 *
 *   comments ──► rows of numbers ──► scores by models that did not see them ──► where classes part
 *                                                                                      │
 *                             whole numbers ◄── a model of all of them ◄───────────────┘
 */
#include "trainer.h"
#include "fnv.h"
#include "gram_names.h"
#include "linear_fit.h"
#include <math.h>
#include <stdlib.h>

enum {
	COLUMN_CUES = FEATURES_BUCKETS,
	COLUMN_BIAS = COLUMN_CUES + CUE_COUNT,
	COLUMNS,
	ENTRIES_MAX = 64 << 20, /* a GiB of rows */
	COSTS = 3,
	OFFSET_STEPS = 4,    /* to each side of where the search stands, */
	LANGUAGE_SHARE = 50, /* a language is known from one in so many comments on */
	NEVER = -1000,	     /* bias of a class that no comment had */
};

static const double costs[COSTS] = { 0.3, 1, 3 };
static const double offset_strides[] = { 0.5, 0.1 };
static const double by_chance = 1.96;  /* standard errors that a gain has to be above */
static const double rareness_unit = 3; /* keeps the values of rows near one */

struct row {
	uint8_t label, lexicon, language, fold;
};

/* A number for each class: how well a comment fits, or what is added to that, so that the small
 * classes are not drowned. */
struct scores {
	double of[POLARITY_COUNT];
};

struct trainer {
	struct fit *fit;
	struct gram_names *names;
	struct row *rows;
	size_t count, capacity;
	uint32_t *seen_in; /* how many rows have a column */
	uint32_t counts[POLARITY_COUNT], languages[LANGUAGE_COUNT];
	struct scores *unseen[COSTS]; /* by row: of models that did not see it */
	uint32_t *chosen;	      /* scratch: rows to fit on */
	uint8_t *positive;	      /* scratch: by row */
	double *weights;	      /* scratch: by column */
	double *factors;	      /* by column */
	const struct trainer_options *options;
	unsigned done, all; /* steps */
};

struct trainer *trainer_new(void)
{
	struct trainer *trainer = calloc(1, sizeof(*trainer));

	if (!trainer)
		return NULL;
	trainer->fit = fit_new(COLUMNS, ENTRIES_MAX);
	trainer->names = gram_names_new();
	trainer->seen_in = calloc(COLUMNS, sizeof(*trainer->seen_in));
	trainer->weights = calloc(COLUMNS, sizeof(*trainer->weights));
	trainer->factors = calloc(COLUMNS, sizeof(*trainer->factors));
	if (trainer->fit && trainer->names && trainer->seen_in && trainer->weights &&
	    trainer->factors)
		return trainer;
	return trainer_free(trainer);
}

struct trainer *trainer_free(struct trainer *trainer)
{
	if (!trainer)
		return NULL;
	fit_free(trainer->fit);
	gram_names_free(trainer->names);
	for (int cost = 0; cost < COSTS; cost++)
		free(trainer->unseen[cost]);
	free(trainer->rows);
	free(trainer->seen_in);
	free(trainer->chosen);
	free(trainer->positive);
	free(trainer->weights);
	free(trainer->factors);
	free(trainer);
	return NULL;
}

/* --- rows --- */

static int by_column(const void *a, const void *b)
{
	const struct fit_entry *one = a, *other = b;

	return (one->column > other->column) - (one->column < other->column);
}

/* As the judge sums: each over the square root of how many there are. */
static size_t add_buckets(const struct feature *features, size_t count, struct fit_entry *entries)
{
	double value = count ? 1 / sqrt((double)count) : 0;

	for (size_t i = 0; i < count; i++)
		entries[i] = (struct fit_entry){ features[i].bucket, value };
	return count;
}

static size_t put_together(struct fit_entry *entries, size_t count)
{
	size_t kept = 0;

	qsort(entries, count, sizeof(*entries), by_column);
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && entries[kept - 1].column == entries[i].column)
			entries[kept - 1].value += entries[i].value;
		else
			entries[kept++] = entries[i];
	}
	return kept;
}

static size_t row_of(const struct features *features, struct fit_entry *entries)
{
	size_t count = add_buckets(features->grams, features->gram_count, entries);

	count += add_buckets(features->pieces, features->piece_count, entries + count);
	count = put_together(entries, count);
	for (uint32_t cue = 0; cue < CUE_COUNT; cue++)
		if (features->cues[cue] != 0)
			entries[count++] = (struct fit_entry){ COLUMN_CUES + cue,
							       features->cues[cue] / 1000.0 };
	entries[count++] = (struct fit_entry){ COLUMN_BIAS, 1 };
	return count;
}

static uint64_t hash_of(struct slice text)
{
	uint64_t hash = fnv_add(FNV_START, text);

	hash = (hash ^ hash >> 33) * UINT64_C(0xFF51AFD7ED558CCD);
	return hash ^ hash >> 33;
}

static bool row_room(struct trainer *trainer)
{
	size_t capacity = trainer->capacity ? 2 * trainer->capacity : 1024;
	struct row *rows;

	if (trainer->count < trainer->capacity)
		return true;
	rows = reallocarray(trainer->rows, capacity, sizeof(*rows));
	if (!rows)
		return false;
	trainer->rows = rows;
	trainer->capacity = capacity;
	return true;
}

static int add_row(struct trainer *trainer, const struct trainer_comment *comment,
		   struct fit_entry *entries, struct error *error)
{
	size_t count = row_of(comment->features, entries);
	/* A comment without an author is somebody else's each time. */
	uint64_t author = comment->author.len ? hash_of(comment->author) : trainer->count;

	if (!row_room(trainer) ||
	    !gram_names_add(trainer->names, comment->plain, comment->features, author))
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (fit_add(trainer->fit, entries, count, error) < 0)
		return error->code;
	for (size_t i = 0; i < count; i++)
		trainer->seen_in[entries[i].column]++;
	trainer->rows[trainer->count++] = (struct row){
		.label = (uint8_t)comment->label,
		.lexicon = (uint8_t)comment->lexicon.polarity,
		.language = (uint8_t)comment->language,
		.fold = (uint8_t)(hash_of(comment->plain) % TRAINER_FOLDS),
	};
	trainer->counts[comment->label]++;
	trainer->languages[comment->language]++;
	return 0;
}

int trainer_add(struct trainer *trainer, const struct trainer_comment *comment, struct error *error)
{
	const struct features *features = comment->features;
	struct fit_entry *entries;
	int result;

	if (trainer->count >= TRAINER_COMMENTS_MAX)
		return error_set(error, ERROR_LIMIT,
				 "more than %d comments; give the newest of them",
				 TRAINER_COMMENTS_MAX);
	entries = calloc(features->gram_count + features->piece_count + CUE_COUNT + 1,
			 sizeof(*entries));
	if (!entries)
		return error_set(error, ERROR_MEMORY, "out of memory");
	result = add_row(trainer, comment, entries, error);
	free(entries);
	return result;
}

/* --- figures --- */

struct mood_figures trainer_figures(size_t counts[POLARITY_COUNT][POLARITY_COUNT])
{
	size_t all = 0, right = 0;
	int64_t f1 = 0, classes = 0;

	for (int polarity = 0; polarity < POLARITY_COUNT; polarity++) {
		size_t truth = 0, said = 0, hit = counts[polarity][polarity];

		for (int other = 0; other < POLARITY_COUNT; other++) {
			truth += counts[polarity][other];
			said += counts[other][polarity];
		}
		all += truth;
		right += hit;
		classes += truth + said > 0;
		f1 += truth + said ? (int64_t)(2000 * hit / (truth + said)) : 0;
	}
	return (struct mood_figures){ .accuracy = all ? (int32_t)(1000 * right / all) : 0,
				      .macro_f1 = classes ? (int32_t)(f1 / classes) : 0 };
}

static enum polarity greatest(const struct scores *row, const struct scores *offsets)
{
	double best = row->of[POLARITY_NEUTRAL] + offsets->of[POLARITY_NEUTRAL];
	enum polarity first = POLARITY_NEUTRAL;

	for (int polarity = 0; polarity < POLARITY_COUNT; polarity++) {
		double score = row->of[polarity] + offsets->of[polarity];

		if (score > best) {
			best = score;
			first = (enum polarity)polarity;
		}
	}
	return first;
}

/* Rows outside of one fold, or within it. */
struct part {
	unsigned fold;
	bool within;
};

static bool in_part(const struct row *row, const struct part *part)
{
	return (row->fold == part->fold) == part->within;
}

static void compare_with_lexicon(const struct row *row, enum polarity said,
				 struct trainer_report *report)
{
	report->model[row->label][said]++;
	report->lexicon[row->label][row->lexicon]++;
	report->gained[row->label] += said == row->label && row->lexicon != row->label;
	report->lost[row->label] += said != row->label && row->lexicon == row->label;
}

static void count_part(const struct trainer *trainer, const struct scores *unseen,
		       const struct scores *offsets, const struct part *part,
		       size_t counts[POLARITY_COUNT][POLARITY_COUNT])
{
	for (size_t i = 0; i < trainer->count; i++)
		if (in_part(&trainer->rows[i], part))
			counts[trainer->rows[i].label][greatest(&unseen[i], offsets)]++;
}

/* What is aimed at: small classes count as much as great ones, and ties go to more right ones. */
static int64_t worth(const struct trainer *trainer, const struct scores *unseen,
		     const struct scores *offsets, const struct part *part)
{
	size_t counts[POLARITY_COUNT][POLARITY_COUNT] = { 0 };

	count_part(trainer, unseen, offsets, part, counts);
	struct mood_figures figures = trainer_figures(counts);
	return (int64_t)figures.macro_f1 * 4 + figures.accuracy;
}

static struct scores search_around(const struct trainer *trainer, const struct scores *unseen,
				   const struct part *part, struct scores centre, double stride,
				   int64_t *ret_worth)
{
	struct scores best = centre;

	*ret_worth = worth(trainer, unseen, &centre, part);
	for (int bad = -OFFSET_STEPS; bad <= OFFSET_STEPS; bad++) {
		for (int good = -OFFSET_STEPS; good <= OFFSET_STEPS; good++) {
			struct scores offsets = centre;

			offsets.of[POLARITY_NEGATIVE] += bad * stride;
			offsets.of[POLARITY_POSITIVE] += good * stride;
			int64_t found = worth(trainer, unseen, &offsets, part);
			if (found > *ret_worth) {
				*ret_worth = found;
				best = offsets;
			}
		}
	}
	return best;
}

static struct scores best_offsets(const struct trainer *trainer, const struct scores *unseen,
				  const struct part *part, int64_t *ret_worth)
{
	struct scores best = { { 0 } };

	for (size_t i = 0; i < sizeof(offset_strides) / sizeof(offset_strides[0]); i++)
		best = search_around(trainer, unseen, part, best, offset_strides[i], ret_worth);
	return best;
}

/* --- cross-validation --- */

static void step(struct trainer *trainer)
{
	trainer->done++;
	if (trainer->options->progress)
		trainer->options->progress(trainer->options->context, trainer->done, trainer->all);
}

static size_t choose(struct trainer *trainer, const struct part *part)
{
	size_t count = 0;

	for (size_t i = 0; i < trainer->count; i++)
		if (in_part(&trainer->rows[i], part))
			trainer->chosen[count++] = (uint32_t)i;
	return count;
}

/* The weights of the class, by rows that are chosen. */
static int fit_polarity(struct trainer *trainer, size_t count, int polarity, double cost,
			struct error *error)
{
	size_t positives = 0;

	for (size_t i = 0; i < trainer->count; i++)
		trainer->positive[i] = trainer->rows[i].label == polarity;
	for (size_t i = 0; i < count; i++)
		positives += trainer->positive[trainer->chosen[i]];
	if (positives == 0) {
		trainer->weights[COLUMN_BIAS] = NEVER;
		return 0;
	}
	return fit_class(trainer->fit, trainer->chosen, count, trainer->positive, cost,
			 trainer->weights, error);
}

static void forget(struct trainer *trainer)
{
	memset(trainer->weights, 0, COLUMNS * sizeof(*trainer->weights));
}

static int validate_fold(struct trainer *trainer, unsigned fold, int polarity, struct error *error)
{
	const struct part others = { fold, false };
	size_t count = choose(trainer, &others);

	forget(trainer);
	for (int cost = 0; cost < COSTS; cost++) {
		if (fit_polarity(trainer, count, polarity, costs[cost], error) < 0)
			return error->code;
		for (size_t i = 0; i < trainer->count; i++)
			if (trainer->rows[i].fold == fold)
				trainer->unseen[cost][i].of[polarity] =
					fit_score(trainer->fit, i, trainer->weights);
		step(trainer);
	}
	return 0;
}

static int validate(struct trainer *trainer, struct error *error)
{
	for (unsigned fold = 0; fold < TRAINER_FOLDS; fold++)
		for (int polarity = 0; polarity < POLARITY_COUNT; polarity++)
			if (validate_fold(trainer, fold, polarity, error) < 0)
				return error->code;
	return 0;
}

/* Of what is chosen by the scores, each fold is told by the other four. */
static void report(const struct trainer *trainer, const struct scores *unseen,
		   struct trainer_report *ret_report)
{
	*ret_report = (struct trainer_report){ .comments = trainer->count };
	for (unsigned fold = 0; fold < TRAINER_FOLDS; fold++) {
		const struct part others = { fold, false }, own = { fold, true };
		int64_t ignored;
		struct scores offsets = best_offsets(trainer, unseen, &others, &ignored);

		for (size_t i = 0; i < trainer->count; i++)
			if (in_part(&trainer->rows[i], &own))
				compare_with_lexicon(&trainer->rows[i],
						     greatest(&unseen[i], &offsets), ret_report);
	}
}

bool trainer_gain_is_chance(const struct trainer_report *report)
{
	double sum = 0, changed = 0, recall = 0, variance = 0;

	for (int class = 0; class < POLARITY_COUNT; class ++) {
		double gained = (double)report->gained[class], lost = (double)report->lost[class];
		double all = 0;

		for (int said = 0; said < POLARITY_COUNT; said++)
			all += (double)report->model[class][said];
		if (all == 0)
			continue;
		double mean = (gained - lost) / all;
		sum += gained - lost;
		changed += gained + lost;
		recall += mean;
		variance += ((gained + lost) / all - mean * mean) / all;
	}
	return sum <= by_chance * sqrt(changed) && recall <= by_chance * sqrt(variance);
}

/* --- the model --- */

static int32_t whole(double weight, double limit)
{
	double value = round(weight * MOOD_MODEL_ONE);

	return (int32_t)fmax(-limit, fmin(limit, value));
}

static void keep_class(const struct trainer *trainer, int polarity, const struct scores *offsets,
		       struct mood_model *model)
{
	enum { STRONG_MAX = (1 << 24) - 1 };
	const double *weights = trainer->weights;

	for (size_t i = 0; i < FEATURES_BUCKETS; i++)
		model->weights[i][polarity] =
			(int16_t)whole(weights[i] * trainer->factors[i], INT16_MAX);
	for (int cue = 0; cue < CUE_COUNT; cue++)
		model->cues[cue][polarity] = whole(weights[COLUMN_CUES + cue], STRONG_MAX);
	model->bias[polarity] = whole(weights[COLUMN_BIAS] + offsets->of[polarity], STRONG_MAX);
}

static void keep_facts(const struct trainer *trainer, struct trainer_report *report,
		       struct mood_model *model)
{
	model->day = trainer->options->day;
	memcpy(model->ruleset, trainer->options->ruleset, MOOD_MODEL_RULESET_BYTES);
	memcpy(model->counts, trainer->counts, sizeof(model->counts));
	model->model = trainer_figures(report->model);
	model->lexicon = trainer_figures(report->lexicon);
	for (int language = 0; language < LANGUAGE_COUNT; language++)
		if ((size_t)trainer->languages[language] * LANGUAGE_SHARE >= trainer->count)
			model->languages |= language_bit((enum language)language);
}

static int fit_all(struct trainer *trainer, int cost, const struct scores *offsets,
		   struct mood_model *model, struct error *error)
{
	const struct part all = { TRAINER_FOLDS, false };
	size_t count = choose(trainer, &all);

	for (int polarity = 0; polarity < POLARITY_COUNT; polarity++) {
		forget(trainer);
		if (fit_polarity(trainer, count, polarity, costs[cost], error) < 0)
			return error->code;
		keep_class(trainer, polarity, offsets, model);
		step(trainer);
	}
	model->cost = (uint32_t)lround(costs[cost] * 1000);
	if (!gram_names_strongest(trainer->names, trainer->options->names, model))
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static int train_model(struct trainer *trainer, struct trainer_report *ret_report,
		       struct mood_model *model, struct error *error)
{
	const struct part all = { TRAINER_FOLDS, false };
	struct scores offsets = { { 0 } };
	int64_t most = -1;
	int best = 0;

	if (validate(trainer, error) < 0)
		return error->code;
	for (int cost = 0; cost < COSTS; cost++) {
		int64_t found;
		struct scores own = best_offsets(trainer, trainer->unseen[cost], &all, &found);

		if (found > most) {
			most = found;
			best = cost;
			offsets = own;
		}
	}
	report(trainer, trainer->unseen[best], ret_report);
	keep_facts(trainer, ret_report, model);
	return fit_all(trainer, best, &offsets, model, error);
}

/* Enough of everything, or what is wanting. */
static bool check_counts(const struct trainer *trainer, struct error *error)
{
	int classes = 0;

	if (trainer->count < TRAINER_COMMENTS_MIN) {
		error_set(error, ERROR_INVALID,
			  "%zu labelled comments are too few to learn from; label at least %d",
			  trainer->count, TRAINER_COMMENTS_MIN);
		return false;
	}
	for (int polarity = 0; polarity < POLARITY_COUNT; polarity++) {
		uint32_t count = trainer->counts[polarity];

		classes += count > 0;
		if (count > 0 && count < TRAINER_CLASS_MIN) {
			error_set(error, ERROR_INVALID,
				  "only %u of the comments %s %s; label at least %d so, or none",
				  count, count == 1 ? "is" : "are",
				  polarity_name((enum polarity)polarity), TRAINER_CLASS_MIN);
			return false;
		}
	}
	if (classes < 2)
		error_set(error, ERROR_INVALID,
			  "all comments have the same label; there is nothing to learn");
	return classes >= 2;
}

/* A word that few comments have tells more than one that all have. */
static void weigh_rareness(struct trainer *trainer)
{
	for (size_t i = 0; i < COLUMNS; i++)
		trainer->factors[i] = i < FEATURES_BUCKETS && trainer->seen_in[i] > 0
					      ? (log((double)trainer->count / trainer->seen_in[i]) +
						 1) / rareness_unit
					      : 1;
	fit_scale(trainer->fit, trainer->factors);
}

static bool prepare(struct trainer *trainer)
{
	bool good = true;

	for (int cost = 0; cost < COSTS; cost++) {
		trainer->unseen[cost] = calloc(trainer->count, sizeof(struct scores));
		good &= trainer->unseen[cost] != NULL;
	}
	trainer->chosen = calloc(trainer->count, sizeof(*trainer->chosen));
	trainer->positive = calloc(trainer->count, sizeof(*trainer->positive));
	trainer->all = TRAINER_FOLDS * POLARITY_COUNT * COSTS + POLARITY_COUNT;
	return good && trainer->chosen && trainer->positive;
}

struct mood_model *trainer_train(struct trainer *trainer, const struct trainer_options *options,
				 struct trainer_report *ret_report, struct error *error)
{
	struct mood_model *model;

	if (!check_counts(trainer, error))
		return NULL;
	trainer->options = options;
	model = mood_model_new();
	if (!model || !prepare(trainer)) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return mood_model_free(model);
	}
	weigh_rareness(trainer);
	if (train_model(trainer, ret_report, model, error) < 0)
		return mood_model_free(model);
	return model;
}
