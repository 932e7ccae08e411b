/*
 * learn.c - makes daemon/text/language_spelling.table: words.py's list in, the table out.
 *
 * Multinomial logistic regression on the rows of a word's letter groups and of the word itself.
 * What is to come out is the share of each language in the uses of the word, all languages weighing
 * the same; words.py says how often a word is seen. See `make` beside this file.
 */
#include "language_spelling.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { CLASSES = LANGUAGE_COUNT, ROUNDS = 8, WORDS_MAX = 6000000, LINE_MAX_BYTES = 400 };

static const float heaviest = 6;
static const float step_first = 0.08f, step_last = 0.005f, decay = 1e-5f;

struct sample {
	char *word;
	float weight, share[CLASSES]; /* of the languages in its uses */
};

struct learner {
	float (*weight)[CLASSES], (*slope)[CLASSES]; /* AdaGrad */
};

static size_t read_samples(struct sample *samples)
{
	char line[LINE_MAX_BYTES];
	size_t count = 0;

	while (count < WORDS_MAX && fgets(line, sizeof(line), stdin)) {
		struct sample *sample = &samples[count];
		char *at = strchr(line, '\t');
		if (!at)
			continue;
		*at++ = '\0';
		sample->weight = strtof(at, &at);
		for (int class = 1; class < CLASSES; class ++)
			sample->share[class] = strtof(at, &at);
		sample->word = strdup(line);
		count += sample->word ? 1 : 0;
	}
	return count;
}

static void shuffle(struct sample *samples, size_t count)
{
	for (size_t i = count; i-- > 1;) {
		size_t other = (size_t)(((uint64_t)random() * (i + 1)) >> 31);
		struct sample kept = samples[i];
		samples[i] = samples[other];
		samples[other] = kept;
	}
}

/* Likelier than they should be: positive. */
static void set_errors(const struct learner *learner, const struct sample *sample,
		       const uint32_t *row, size_t rows, float ret_error[CLASSES])
{
	float sum[CLASSES] = { 0 }, top = -INFINITY, total = 0;

	for (size_t i = 0; i < rows; i++) {
		for (int class = 1; class < CLASSES; class ++)
			sum[class] += learner->weight[row[i]][class];
	}
	for (int class = 1; class < CLASSES; class ++)
		top = fmaxf(top, sum[class]);
	for (int class = 1; class < CLASSES; class ++)
		total += sum[class] = expf(sum[class] - top);
	ret_error[0] = 0;
	for (int class = 1; class < CLASSES; class ++)
		ret_error[class] = sum[class] / total - sample->share[class];
}

static void learn(struct learner *learner, const struct sample *sample, float step)
{
	struct slice word = { sample->word, strlen(sample->word) };
	uint32_t row[SPELLING_GROUPS];
	size_t rows = spelling_rows(word, row);
	float error[CLASSES], weight = sample->weight < 1 ? 1 : sample->weight;

	set_errors(learner, sample, row, rows, error);
	weight = fminf(weight, heaviest);
	for (size_t i = 0; i < rows; i++) {
		for (int class = 1; class < CLASSES; class ++) {
			float *own = &learner->weight[row[i]][class];
			float *slope = &learner->slope[row[i]][class];
			float change = error[class] * weight + decay * *own;
			*slope += change * change;
			*own -= step * change / sqrtf(*slope + 1);
		}
	}
}

/* Less is better, and only differences count: the mean is taken off. */
static void write_row(const float weight[CLASSES])
{
	const float unit = (float)(SPELLING_BIT * SPELLING_FINER / M_LN2);
	float mean = 0;
	int8_t cost[CLASSES] = { 0 };

	for (int class = 1; class < CLASSES; class ++)
		mean += weight[class] / (CLASSES - 1);
	for (int class = 1; class < CLASSES; class ++)
		cost[class] = (int8_t)lrintf(
			fminf(fmaxf((mean - weight[class]) * unit, -INT8_MAX), INT8_MAX));
	fwrite(cost, 1, sizeof(cost), stdout);
}

int main(void)
{
	struct learner learner = { calloc(SPELLING_ROWS, sizeof(*learner.weight)),
				   calloc(SPELLING_ROWS, sizeof(*learner.slope)) };
	struct sample *samples = calloc(WORDS_MAX, sizeof(*samples));

	if (!learner.weight || !learner.slope || !samples)
		return 3;
	size_t count = read_samples(samples);
	srandom(7);
	for (int round = 0; round < ROUNDS; round++) {
		float step = step_first * (1 - (float)round / ROUNDS) + step_last;
		shuffle(samples, count);
		for (size_t i = 0; i < count; i++) {
			if (samples[i].weight >= (float)(random() & 0xFFFF) / 0x10000)
				learn(&learner, &samples[i], step);
		}
	}
	for (size_t row = 0; row < SPELLING_ROWS; row++)
		write_row(learner.weight[row]);
	return fflush(stdout) == 0 && !ferror(stdout) ? 0 : 3;
}
