/*
 * linear_fit.c - see linear_fit.h.
 *
 * The primal solver, since it draws no random numbers.
 */
#include "linear_fit.h"
#include <linear.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* liblinear's rows end with a node of index -1. */
struct fit {
	uint32_t columns;
	struct feature_node *nodes;
	size_t node_count, node_capacity, node_max;
	size_t *starts; /* of rows, and the end of the last */
	size_t row_count, row_capacity;
};

struct fit *fit_new(uint32_t columns, size_t entries_max)
{
	struct fit *fit = calloc(1, sizeof(*fit));

	if (!fit)
		return NULL;
	fit->columns = columns;
	fit->node_max = entries_max;
	return fit;
}

struct fit *fit_free(struct fit *fit)
{
	if (!fit)
		return NULL;
	free(fit->nodes);
	free(fit->starts);
	free(fit);
	return NULL;
}

/* Room for one item more, doubled. False when memory is out. */
static bool make_room(void **items, size_t *capacity, size_t needed, size_t bytes)
{
	size_t wanted = *capacity ? *capacity : 1024;
	void *bigger;

	if (needed <= *capacity)
		return true;
	while (wanted < needed)
		wanted *= 2;
	bigger = reallocarray(*items, wanted, bytes);
	if (!bigger)
		return false;
	*items = bigger;
	*capacity = wanted;
	return true;
}

int fit_add(struct fit *fit, const struct fit_entry *entries, size_t count, struct error *error)
{
	void *nodes = fit->nodes, *starts = fit->starts;
	bool room;

	if (fit->node_count + count + 1 > fit->node_max)
		return error_set(error, ERROR_LIMIT,
				 "too much text to train on; give a part of it");
	room = make_room(&nodes, &fit->node_capacity, fit->node_count + count + 1,
			 sizeof(*fit->nodes)) &&
	       make_room(&starts, &fit->row_capacity, fit->row_count + 2, sizeof(*fit->starts));
	fit->nodes = nodes;
	fit->starts = starts;
	if (!room)
		return error_set(error, ERROR_MEMORY, "out of memory");
	fit->starts[fit->row_count++] = fit->node_count;
	for (size_t i = 0; i < count; i++)
		fit->nodes[fit->node_count++] =
			(struct feature_node){ (int)entries[i].column + 1, entries[i].value };
	fit->nodes[fit->node_count++] = (struct feature_node){ -1, 0 };
	fit->starts[fit->row_count] = fit->node_count;
	return 0;
}

void fit_scale(struct fit *fit, const double *factors)
{
	for (size_t i = 0; i < fit->node_count; i++)
		if (fit->nodes[i].index > 0)
			fit->nodes[i].value *= factors[fit->nodes[i].index - 1];
}

double fit_score(const struct fit *fit, size_t row, const double *weights)
{
	double sum = 0;

	for (size_t i = fit->starts[row]; fit->nodes[i].index > 0; i++)
		sum += fit->nodes[i].value * weights[fit->nodes[i].index - 1];
	return sum;
}

static void say_nothing(const char *text)
{
	(void)text;
}

/* liblinear does not say when its memory is out: it ends in a crash, so the limits of the rows are
 * what keeps it within bounds. */
static void solve(const struct problem *problem, double cost, double *weights)
{
	struct parameter parameter = {
		.solver_type = L2R_LR, .eps = 0.1, .C = cost, .init_sol = weights
	};
	struct model *model;

	set_print_string_function(say_nothing);
	model = train(problem, &parameter);
	for (int i = 0; i < problem->n; i++)
		weights[i] = get_decfun_coef(model, i + 1, 0);
	free_and_destroy_model(&model);
}

int fit_class(const struct fit *fit, const uint32_t *rows, size_t count, const uint8_t *positive,
	      double cost, double *weights, struct error *error)
{
	struct problem problem = { .l = (int)count, .n = (int)fit->columns, .bias = -1 };
	size_t positives = 0;

	problem.y = calloc(count + 1, sizeof(*problem.y));
	problem.x = calloc(count + 1, sizeof(struct feature_node *));
	if (!problem.y || !problem.x) {
		free(problem.y);
		free(problem.x);
		return error_set(error, ERROR_MEMORY, "out of memory");
	}
	for (size_t i = 0; i < count; i++) {
		problem.x[i] = &fit->nodes[fit->starts[rows[i]]];
		problem.y[i] = positive[rows[i]] ? 1 : -1;
		positives += positive[rows[i]] ? 1 : 0;
	}
	if (positives > 0 && positives < count)
		solve(&problem, cost, weights);
	free(problem.y);
	free(problem.x);
	return 0;
}
