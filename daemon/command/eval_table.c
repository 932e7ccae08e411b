/*
 * eval_table.c - see eval_table.h.
 */
#include "eval_table.h"
#include "fnv.h"
#include <stdint.h>
#include <stdlib.h>

enum { TABLE_SIZE = 65536 };
static_assert(TABLE_SIZE > 2 * EVAL_GROUPS_MAX, "the hash table stays half empty");

void eval_count(struct eval_counts *counts, bool positive, bool flagged)
{
	if (positive)
		*(flagged ? &counts->true_positive : &counts->false_negative) += 1;
	else
		*(flagged ? &counts->false_positive : &counts->true_negative) += 1;
}

static double ratio(size_t part, size_t whole)
{
	return whole ? (double)part / (double)whole : 0;
}

static double f1_of(size_t right, size_t missed, size_t wrong)
{
	return ratio(2 * right, 2 * right + missed + wrong);
}

struct eval_figures eval_figures_of(const struct eval_counts *counts)
{
	size_t tp = counts->true_positive, fp = counts->false_positive;
	size_t fn = counts->false_negative, tn = counts->true_negative;

	return (struct eval_figures){
		.precision = ratio(tp, tp + fp),
		.recall = ratio(tp, tp + fn),
		.f1 = f1_of(tp, fn, fp),
		.macro_f1 = (f1_of(tp, fn, fp) + f1_of(tn, fp, fn)) / 2,
		.accuracy = ratio(tp + tn, tp + fp + fn + tn),
	};
}

void eval_print(const struct eval_counts *counts, FILE *to)
{
	struct eval_figures figures = eval_figures_of(counts);
	size_t negatives = counts->false_positive + counts->true_negative;

	fprintf(to, "%-22s %10s %10s\n", "", "flagged", "passed");
	fprintf(to, "%-22s %10zu %10zu\n", "positive", counts->true_positive,
		counts->false_negative);
	fprintf(to, "%-22s %10zu %10zu\n", "negative", counts->false_positive,
		counts->true_negative);
	fprintf(to, "\nprecision %.4f  recall %.4f  F1 %.4f  macro F1 %.4f  accuracy %.4f  ",
		figures.precision, figures.recall, figures.f1, figures.macro_f1, figures.accuracy);
	fprintf(to, "negatives flagged %.2f %%\n", 100 * ratio(counts->false_positive, negatives));
}

/* --- by name --- */

void eval_groups_init(struct eval_groups *groups)
{
	*groups = (struct eval_groups){ 0 };
}

void eval_groups_done(struct eval_groups *groups)
{
	for (size_t i = 0; i < groups->count; i++)
		free(groups->items[i].name);
	free(groups->items);
	free(groups->table);
	*groups = (struct eval_groups){ 0 };
}

static unsigned *place_of(struct eval_groups *groups, struct slice name)
{
	size_t at;

	for (at = fnv_add(FNV_START, name) % TABLE_SIZE; groups->table[at];
	     at = (at + 1) % TABLE_SIZE)
		if (slice_equal(slice_from(groups->items[groups->table[at] - 1].name), name))
			break;
	return &groups->table[at];
}

static bool make_room(struct eval_groups *groups)
{
	size_t capacity = groups->capacity ? 2 * groups->capacity : 64;
	struct eval_group *items;

	if (!groups->table)
		groups->table = calloc(TABLE_SIZE, sizeof(*groups->table));
	if (!groups->table)
		return false;
	if (groups->count < groups->capacity)
		return true;
	items = reallocarray(groups->items, capacity, sizeof(*items));
	if (!items)
		return false;
	groups->items = items;
	groups->capacity = capacity;
	return true;
}

struct eval_counts *eval_groups_get(struct eval_groups *groups, struct slice name)
{
	unsigned *place;
	char *kept;

	if (!make_room(groups))
		return NULL;
	place = place_of(groups, name);
	if (*place)
		return &groups->items[*place - 1].counts;
	if (groups->count == EVAL_GROUPS_MAX)
		return &groups->items[groups->count - 1].counts;
	kept = strndup(name.data ? name.data : "", name.len);
	if (!kept)
		return NULL;
	groups->items[groups->count++] = (struct eval_group){ .name = kept };
	*place = (unsigned)groups->count;
	return &groups->items[groups->count - 1].counts;
}

static size_t hits_of(const struct eval_group *group)
{
	return group->counts.true_positive + group->counts.false_positive;
}

static int by_name(const void *left, const void *right)
{
	const struct eval_group *a = left, *b = right;

	return strcmp(a->name, b->name);
}

static int by_hits(const void *left, const void *right)
{
	const struct eval_group *a = left, *b = right;

	if (hits_of(a) != hits_of(b))
		return hits_of(a) > hits_of(b) ? -1 : 1;
	return by_name(left, right);
}

static void sort(struct eval_groups *groups, int (*compare)(const void *, const void *))
{
	if (groups->count > 1)
		qsort(groups->items, groups->count, sizeof(*groups->items), compare);
	free(groups->table); /* places are no longer true */
	groups->table = NULL;
}

void eval_groups_print_hits(struct eval_groups *groups, const char *title, FILE *to)
{
	sort(groups, by_hits);
	fprintf(to, "\n%-44s %9s %9s %10s\n", title, "true", "false", "precision");
	for (size_t i = 0; i < groups->count; i++) {
		const struct eval_group *group = &groups->items[i];

		fprintf(to, "%-44s %9zu %9zu %10.3f\n", group->name, group->counts.true_positive,
			group->counts.false_positive,
			ratio(group->counts.true_positive, hits_of(group)));
	}
}

void eval_groups_print_accuracy(struct eval_groups *groups, const char *title, FILE *to)
{
	sort(groups, by_name);
	fprintf(to, "\n%-32s %8s %8s %8s %9s\n", title, "positive", "negative", "flagged",
		"accuracy");
	for (size_t i = 0; i < groups->count; i++) {
		const struct eval_counts *counts = &groups->items[i].counts;

		fprintf(to, "%-32s %8zu %8zu %8zu %9.3f\n", groups->items[i].name,
			counts->true_positive + counts->false_negative,
			counts->false_positive + counts->true_negative, hits_of(&groups->items[i]),
			eval_figures_of(counts).accuracy);
	}
}

/* --- three classes --- */

struct eval_figures eval_polarity_figures(const struct eval_polarities *polarities,
					  enum polarity polarity)
{
	struct eval_counts counts = { 0 };

	for (int truth = 0; truth < POLARITY_COUNT; truth++)
		for (int said = 0; said < POLARITY_COUNT; said++) {
			size_t n = polarities->counts[truth][said];
			bool is = truth == (int)polarity, flagged = said == (int)polarity;

			counts.true_positive += is && flagged ? n : 0;
			counts.false_positive += !is && flagged ? n : 0;
			counts.false_negative += is && !flagged ? n : 0;
			counts.true_negative += !is && !flagged ? n : 0;
		}
	return eval_figures_of(&counts);
}

size_t eval_polarity_classes(const struct eval_polarities *polarities)
{
	size_t classes = 0;

	for (int polarity = 0; polarity < POLARITY_COUNT; polarity++) {
		size_t sum = 0;

		for (int other = 0; other < POLARITY_COUNT; other++)
			sum += polarities->counts[polarity][other] +
			       polarities->counts[other][polarity];
		classes += sum > 0;
	}
	return classes ? classes : 1;
}

void eval_polarities_print(const struct eval_polarities *polarities, FILE *to)
{
	size_t right = 0, all = 0;
	double sum = 0;

	fprintf(to, "%-10s", "truth");
	for (int said = 0; said < POLARITY_COUNT; said++)
		fprintf(to, " %9s", polarity_name((enum polarity)said));
	fprintf(to, " %10s %8s %8s\n", "precision", "recall", "F1");
	for (int truth = 0; truth < POLARITY_COUNT; truth++) {
		struct eval_figures figures =
			eval_polarity_figures(polarities, (enum polarity)truth);

		fprintf(to, "%-10s", polarity_name((enum polarity)truth));
		for (int said = 0; said < POLARITY_COUNT; said++) {
			fprintf(to, " %9zu", polarities->counts[truth][said]);
			all += polarities->counts[truth][said];
		}
		right += polarities->counts[truth][truth];
		sum += figures.f1;
		fprintf(to, " %10.4f %8.4f %8.4f\n", figures.precision, figures.recall, figures.f1);
	}
	fprintf(to, "\nmacro F1 %.4f  accuracy %.4f  comments %zu\n",
		sum / (double)eval_polarity_classes(polarities), ratio(right, all), all);
}
