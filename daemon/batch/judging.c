/* judging.c - see judging.h. */
#include "judging.h"

#include "condition.h"
#include "history.h"

static_assert((int)CONDITION_HIDES_MAX == (int)HISTORY_HIDDEN_MAX,
	      "a rule asks for no more hides than are kept");

int judging_begin(struct judging *judging, size_t comments, struct error *error)
{
	judging->judged =
		arena_calloc(judging->arena, comments ? comments : 1, sizeof(*judging->judged));
	if (!judging->judged)
		return error_set(error, ERROR_MEMORY, "out of memory for a batch of %zu comments",
				 comments);
	return repeats_init(&judging->repeats, comments, judging->arena, error);
}

void judging_add(struct judging *judging, const struct comment *comment,
		 const struct config_brand *brand, size_t entry)
{
	assert(judging->count < judging->repeats.count);
	judging->judged[judging->count] =
		(struct judged){ .comment = comment, .brand = brand, .entry = entry };
	if (judging->config->duplicates_within_us > 0)
		repeat_identify(&judging->repeats.items[judging->count], comment,
				judging->keys->things);
	judging->count++;
}

int judging_look_back(struct judging *judging, struct redis_link *link, unsigned partition,
		      int64_t now_us, struct error *error)
{
	const struct lately_batch batch = { .ruleset = judging->ruleset,
					    .config = judging->config,
					    .arena = judging->arena,
					    .partition = partition,
					    .now_us = now_us,
					    .comments = judging->count };
	int r = lately_begin(judging->lately, &batch, &judging->asked, error);

	if (r < 0 || !judging->asked)
		return r;
	for (size_t i = 0; i < judging->count; i++)
		lately_add(judging->lately, judging->judged[i].comment);
	return lately_read(judging->lately, link, error);
}

void judging_decide(struct judging *judging, const bool *dropped)
{
	for (size_t i = 0; i < judging->count; i++)
		judging->repeats.items[i].dropped = dropped[judging->judged[i].entry];
	repeats_decide(&judging->repeats);
}

static void count_verdict(struct counters *counters, const struct verdict *verdict)
{
	counter_add(counters, COUNTER_judge_comments, 1);
	if (verdict->action == ACTION_HIDE)
		counter_add(counters, COUNTER_judge_hidden, 1);
	if (verdict->action == ACTION_REVIEW)
		counter_add(counters, COUNTER_judge_review, 1);
	if (verdict->undecided_count)
		counter_add(counters, COUNTER_judge_undecided, 1);
}

static bool same_circumstances(const struct circumstances *a, const struct circumstances *b)
{
	return a->author_hides == b->author_hides &&
	       memcmp(a->rates, b->rates, a->rate_count * sizeof(*a->rates)) == 0;
}

/* Whether it is to be judged: for the first time, or by other figures than before. */
static int learn_circumstances(struct judging *judging, size_t number, bool *ret_differ,
			       struct error *error)
{
	struct judged *judged = &judging->judged[number];
	int64_t rates[RULESET_RATES_MAX];
	struct circumstances now = lately_circumstances(
		judging->lately, number, judging->repeats.items[number].fate == REPEAT_EDIT, rates);
	int64_t *kept;

	*ret_differ = !judged->done || !same_circumstances(&now, &judged->circumstances);
	if (!*ret_differ)
		return 0;
	kept = arena_duplicate(judging->arena, rates, now.rate_count * sizeof(rates[0]));
	if (!kept)
		return error_set(error, ERROR_MEMORY, "out of memory");
	now.rates = kept;
	judged->circumstances = now;
	return 0;
}

static int judge_one(struct judging *judging, size_t number, struct error *error)
{
	struct judged *judged = &judging->judged[number];
	const struct judge_terms terms = {
		.thresholds = &judged->brand->thresholds,
		.circumstances = judging->asked ? &judged->circumstances : NULL,
		.thread = threads_language(judging->threads, judged->comment),
	};
	bool differ = !judged->done;
	int r = 0;

	if (judging->asked)
		r = learn_circumstances(judging, number, &differ, error);
	if (r == 0 && differ)
		r = judge_comment(judging->judge, judged->comment, &terms, judging->arena,
				  &judged->verdict, error);
	if (r < 0 || !differ)
		return r;
	repeat_judged(&judging->repeats.items[number], &judged->verdict, judged->comment->ts_us);
	if (!judged->done) {
		count_verdict(judging->counters, &judged->verdict);
		threads_learn(judging->threads, judged->comment, judged->verdict.language);
	}
	judged->done = judged->fresh = true;
	return 0;
}

/* It counts for those behind it. */
static void pass_on(struct judging *judging, size_t number)
{
	const struct repeat *repeat = &judging->repeats.items[number];

	if (!repeat_counts(repeat))
		return;
	if (repeat->fate == REPEAT_NEW)
		lately_count(judging->lately, number);
	if (judging->judged[number].verdict.action == ACTION_HIDE)
		lately_hidden(judging->lately, number);
}

int judging_judge(struct judging *judging, const bool *dropped, struct error *error)
{
	int r = 0;

	if (judging->asked) {
		judging_decide(judging, dropped);
		lately_restart(judging->lately);
	}
	for (size_t i = 0; i < judging->count && r == 0; i++) {
		if (!judging->judged[i].done || repeat_counts(&judging->repeats.items[i]))
			r = judge_one(judging, i, error);
		if (r == 0 && judging->asked)
			pass_on(judging, i);
	}
	return r;
}

int64_t judging_remember_hides(const struct judging *judging)
{
	return judging->asked ? lately_remember_hides(judging->lately) : 0;
}
