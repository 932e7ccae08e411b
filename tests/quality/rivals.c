/*
 * rivals.c - published detectors of anomalies in series of numbers.
 *
 * Parameters are those with which they stand in the Numenta Anomaly Benchmark's table, as far as
 * they are published: nothing is tuned for our series.
 */
#include "rivals.h"
#include "synthetic.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double larger(double a, double b)
{
	return a > b ? a : b;
}

static void *allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (!memory)
		exit(3);
	return memory;
}

static void score_random(const double *values, size_t count, float *ret_scores)
{
	struct random random = { count + (uint64_t)values[0] };

	for (size_t i = 0; i < count; i++)
		ret_scores[i] = (float)random_unit(&random);
}

/* What listening tools sell: the last hour as a part of the mean of the week before. */
static void score_week(const double *values, size_t count, float *ret_scores)
{
	enum { HOUR = 12, WEEK = 7 * 288 };
	double hour = 0.0, week = 0.0;

	for (size_t i = 0; i < count; i++) {
		const size_t days = i < WEEK ? i : WEEK;

		hour += values[i] - (i >= HOUR ? values[i - HOUR] : 0.0);
		week += values[i] - (i >= WEEK ? values[i - WEEK] : 0.0);
		ret_scores[i] =
			days < HOUR ? 0.0F : (float)(hour / (week / (double)days * HOUR + 1.0));
	}
}

/* How improbable the value is under a normal law of the last weeks (either way). */
static void score_gaussian(const double *values, size_t count, float *ret_scores)
{
	enum { WINDOW = 6400, STEP = 100 };
	double mean = 0.0, deviation = 1.0;

	for (size_t i = 0; i < count; i++) {
		ret_scores[i] = (float)fmin(fabs(values[i] - mean) / deviation, 8.2);
		if (i >= WINDOW && i % STEP != 0)
			continue;
		const size_t from = i < WINDOW ? 0 : i + 1 - WINDOW;
		const double size = (double)(i + 1 - from);
		double sum = 0.0, squares = 0.0;
		for (size_t at = from; at <= i; at++) {
			sum += values[at];
			squares += values[at] * values[at];
		}
		mean = sum / size;
		deviation = sqrt(larger(squares / size - mean * mean, 1e-6));
	}
}

/* Whether the histogram of the latest 52 is like none of those seen before (Wang et al.,
 * Statistical Techniques for Online Anomaly Detection in Data Centers, 2011). Of five bins, the
 * chi-square's upper hundredth with four degrees of freedom. */
enum { BINS = 5, RECENT = 52, KNOWN_MAX = 4096 };
static const double UNLIKE = 13.277;

static double divergence(const double *p, const double *q)
{
	double sum = 0.0;

	for (size_t bin = 0; bin < BINS; bin++) {
		if (p[bin] > 0.0)
			sum += q[bin] > 0.0 ? p[bin] * log(p[bin] / q[bin]) : 1e9;
	}
	return 2.0 * RECENT * sum;
}

static void score_entropy(const double *values, size_t count, float *ret_scores)
{
	double(*known)[BINS] = allocate(KNOWN_MAX, sizeof(*known));
	unsigned *seen = allocate(KNOWN_MAX, sizeof(*seen));
	double highest = 1.0;
	size_t kinds = 0;

	for (size_t i = 0; i < count; i++)
		highest = larger(highest, values[i]);
	for (size_t i = 0; i < count; i++) {
		double now[BINS] = { 0 }, nearest = UNLIKE;
		size_t like = kinds;

		ret_scores[i] = 0.0F;
		if (i + 1 < RECENT)
			continue;
		for (size_t at = i + 1 - RECENT; at <= i; at++)
			now[(size_t)fmin(values[at] / highest * BINS, BINS - 1)] += 1.0 / RECENT;
		for (size_t kind = 0; kind < kinds; kind++) {
			const double far = divergence(now, known[kind]);
			if (far < nearest) {
				nearest = far;
				like = kind;
			}
		}
		if (like < kinds) {
			ret_scores[i] = ++seen[like] <= 1;
		} else if (kinds < KNOWN_MAX) {
			memcpy(known[kinds], now, sizeof(now));
			seen[kinds++] = 1;
			ret_scores[i] = kinds > 1;
		}
	}
	free(known);
	free(seen);
}

/* How probable it is that a run has just begun (Adams, MacKay, Bayesian Online Changepoint
 * Detection, 2007): normal values of unknown mean and variance, runs of 250 on average. */
enum { RUNS = 500, YOUNG = 3 };

struct run {
	double mean, kappa, alpha, beta, probability;
};
static const struct run FRESH = { 0.0, 1.0, 0.1, 0.001, 1.0 };

/* Student's density. */
static double predictive(const struct run *run, double value)
{
	const double scale = run->beta * (run->kappa + 1.0) / (run->alpha * run->kappa),
		     freedom = 2.0 * run->alpha, off = value - run->mean;
	int sign;

	return exp(lgamma_r((freedom + 1.0) / 2.0, &sign) - lgamma_r(freedom / 2.0, &sign)) /
	       sqrt(freedom * M_PI * scale) *
	       pow(1.0 + off * off / (freedom * scale), -(freedom + 1.0) / 2.0);
}

static void learn(struct run *run, double value)
{
	const double off = value - run->mean;

	run->beta += run->kappa * off * off / (2.0 * (run->kappa + 1.0));
	run->mean += off / (run->kappa + 1.0);
	run->kappa += 1.0;
	run->alpha += 0.5;
}

/* One value more; gives the probability of the youngest runs. */
static double advance(struct run runs[RUNS], size_t length, double value)
{
	static const double hazard = 1.0 / 250.0;
	double began = 0.0, all = 1e-300, young = 0.0;

	for (size_t run = 0; run < length; run++) {
		runs[run].probability *= predictive(&runs[run], value);
		began += runs[run].probability * hazard;
		runs[run].probability *= 1.0 - hazard;
		learn(&runs[run], value);
	}
	memmove(&runs[1], &runs[0], (RUNS - 1) * sizeof(runs[0]));
	runs[0] = FRESH;
	runs[0].probability = began;
	length = length < RUNS ? length + 1 : RUNS;
	for (size_t run = 0; run < length; run++)
		all += runs[run].probability;
	for (size_t run = 0; run < length; run++) {
		runs[run].probability /= all;
		young += run < YOUNG ? runs[run].probability : 0.0;
	}
	return young;
}

static void score_changepoint(const double *values, size_t count, float *ret_scores)
{
	struct run runs[RUNS] = { FRESH };

	for (size_t i = 0; i < count; i++)
		ret_scores[i] = (float)advance(runs, i < RUNS ? i + 1 : RUNS, values[i]);
}

/* How many known stretches of 19 slots are nearer to their neighbours than the latest one is to its
 * own, by Mahalanobis' distance; after a strange one nothing is said for a while (Burnaev,
 * Ishimtsev, Conformalized density- and distance-based anomaly detection, 2016). */
enum { STRETCH = 19, NEIGHBOURS = 27, TRAINED = 750 };
static const float STRANGE = 0.9965F;

struct stretch {
	size_t end;
	double values[STRETCH], plain[STRETCH]; /* plain: in coordinates where the distance is
						   Euclid's */
};

struct neighbours {
	double root[STRETCH][STRETCH];	     /* of the products' sum: Cholesky */
	struct stretch training[TRAINED];    /* rings */
	struct stretch calibration[TRAINED]; /* becomes training when it is so old */
	double farness[TRAINED];
};

static void make_plain(const struct neighbours *known, struct stretch *stretch)
{
	for (size_t i = 0; i < STRETCH; i++) {
		double rest = stretch->values[i];

		for (size_t k = 0; k < i; k++)
			rest -= known->root[i][k] * stretch->plain[k];
		stretch->plain[i] = rest / known->root[i][i];
	}
}

static struct stretch stretch_at(const struct neighbours *known, const double *values, size_t end)
{
	struct stretch stretch = { .end = end };

	memcpy(stretch.values, &values[end + 1 - STRETCH], sizeof(stretch.values));
	make_plain(known, &stretch);
	return stretch;
}

static double product(const struct neighbours *known, size_t i, size_t k)
{
	double sum = i == k ? 1e-3 : 0.0; /* a series of one value has a root too */

	for (size_t t = 0; t < TRAINED; t++)
		sum += known->training[t].values[i] * known->training[t].values[k];
	return sum;
}

static void fit_distance(struct neighbours *known)
{
	for (size_t i = 0; i < STRETCH; i++) {
		for (size_t k = 0; k <= i; k++) {
			double rest = product(known, i, k);

			for (size_t m = 0; m < k; m++)
				rest -= known->root[i][m] * known->root[k][m];
			known->root[i][k] =
				i == k ? sqrt(larger(rest, 1e-9)) : rest / known->root[k][k];
		}
	}
	for (size_t t = 0; t < TRAINED; t++)
		make_plain(known, &known->training[t]);
	for (size_t t = 0; t < TRAINED; t++)
		make_plain(known, &known->calibration[t]);
}

static double distance(const struct stretch *a, const struct stretch *b)
{
	double sum = 0.0;

	for (size_t i = 0; i < STRETCH; i++)
		sum += (a->plain[i] - b->plain[i]) * (a->plain[i] - b->plain[i]);
	return sum;
}

/* The sum over the nearest neighbours, the stretch itself left out. */
static double farness_of(const struct neighbours *known, const struct stretch *stretch)
{
	double nearest[NEIGHBOURS], sum = 0.0;
	size_t count = 0;

	for (size_t t = 0; t < TRAINED; t++) {
		const double far = distance(stretch, &known->training[t]);

		if (known->training[t].end == stretch->end ||
		    (count == NEIGHBOURS && far >= nearest[count - 1]))
			continue;
		size_t place = count < NEIGHBOURS ? count++ : count - 1;
		for (; place > 0 && nearest[place - 1] > far; place--)
			nearest[place] = nearest[place - 1];
		nearest[place] = far;
	}
	for (size_t i = 0; i < count; i++)
		sum += nearest[i];
	return sum;
}

static void start_neighbours(struct neighbours *known, const double *values)
{
	for (size_t i = 0; i < STRETCH; i++)
		known->root[i][i] = 1.0;
	for (size_t t = 0; t < TRAINED; t++)
		known->training[t] = stretch_at(known, values, STRETCH + t);
	fit_distance(known);
	for (size_t t = 0; t < TRAINED; t++)
		known->farness[t] = farness_of(known, &known->training[t]);
}

/* The part of the known stretches that are nearer to theirs; the new one takes the oldest's place.
 */
static float rank(struct neighbours *known, const struct stretch *stretch, size_t age)
{
	const double far = farness_of(known, stretch);
	const size_t place = age % TRAINED;
	size_t nearer = 0;

	for (size_t t = 0; t < TRAINED; t++)
		nearer += known->farness[t] < far;
	if (age >= TRAINED)
		known->training[place] = known->calibration[place];
	known->calibration[place] = *stretch;
	known->farness[place] = far;
	return (float)nearer / TRAINED;
}

static void score_neighbours(const double *values, size_t count, float *ret_scores)
{
	const size_t start = TRAINED + STRETCH;
	struct neighbours *known = allocate(1, sizeof(*known));
	size_t silent = 0;

	for (size_t i = 0; i < count; i++) {
		ret_scores[i] = 0.0F;
		if (i < start)
			continue;
		if (i == start)
			start_neighbours(known, values);
		else if ((i - start) % (TRAINED / 2) == 0)
			fit_distance(known);
		const struct stretch stretch = stretch_at(known, values, i);
		const float strange = rank(known, &stretch, i - start);
		ret_scores[i] = silent > 0 ? 0.5F : strange;
		silent = silent > 0 ? silent - 1 : strange >= STRANGE ? TRAINED / 5 : 0;
	}
	free(known);
}

/* How far the value is from the mean embedding of those before it (Schneider et al., Expected
 * similarity estimation for large-scale batch and streaming anomaly detection, 2016): random
 * Fourier features of a Gaussian kernel, forgotten by a hundredth. */
static void score_similarity(const double *values, size_t count, float *ret_scores)
{
	enum { FEATURES = 400 };
	static const double forgotten = 0.01, gamma = 0.5;
	struct random random = { 7 };
	double frequency[FEATURES], mean[2 * FEATURES] = { 0 };

	for (size_t f = 0; f < FEATURES; f++)
		frequency[f] = sqrt(2.0 * gamma) * random_normal(&random);
	for (size_t i = 0; i < count; i++) {
		const double kept = i == 0 ? 0.0 : 1.0 - forgotten;
		double alike = 0.0;

		for (size_t f = 0; f < FEATURES; f++) {
			double real, imaginary;

			sincos(frequency[f] * values[i], &imaginary, &real);
			alike += real * mean[2 * f] + imaginary * mean[2 * f + 1];
			mean[2 * f] = kept * mean[2 * f] + (1.0 - kept) * real;
			mean[2 * f + 1] = kept * mean[2 * f + 1] + (1.0 - kept) * imaginary;
		}
		ret_scores[i] = (float)(1.0 - alike / FEATURES);
	}
}

const struct rival rivals[RIVALS] = {
	{ "k nearest neighbours (conformal)", score_neighbours },
	{ "relative entropy", score_entropy },
	{ "windowed Gaussian", score_gaussian },
	{ "hour over the week's mean", score_week },
	{ "Bayesian changepoint", score_changepoint },
	{ "EXPoSE", score_similarity },
	{ "random", score_random },
};
