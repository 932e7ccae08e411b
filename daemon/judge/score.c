/*
 * score.c - hits become points: form, context, once or many, caps of groups; points become an
 * action.
 *
 * Where the language is uncertain, each that is possible is tried by itself and the one that says
 * most counts: the packs of five languages that know the same word are not five witnesses.
 *
 * Integers throughout (thousandths), and an order of hits that depends on nothing but rules and
 * text.
 */
#include "score.h"
#include "context.h"
#include "judge_trace.h"
#include <stdlib.h>

struct scored {
	const struct rule *rule;
	uint32_t number; /* of the rule */
	struct match match;
	int32_t worth;		/* points, were it counted */
	uint64_t words;		/* a hash of those it touches */
	int64_t all, clean;	/* what it was paid */
	language_set languages; /* in which it counts */
	struct scored *first;	/* of its rule, which keeps: */
	size_t unpaid;		/* how many of the rule's finds may still be paid for */
};

struct scoring {
	const struct ruleset *ruleset;
	int64_t all[CATEGORY_COUNT], clean[CATEGORY_COUNT];
	int64_t *group_all, *group_clean; /* earned so far, by group */
	struct scored **turns;		  /* the hits in the order in which they are paid */
	struct scored **paid;		  /* those that earned something */
	size_t paid_count;
	language_set languages; /* whose rules count */
};

/* --- one hit --- */

static uint64_t hash_words(const struct matches *matches, const struct hit *hit)
{
	const struct word_view *view = &matches->view[hit->form];
	uint64_t hash = 0;

	for (size_t i = hit->first; i <= hit->last && i < view->count; i++)
		hash = (hash ^ view->hashes[i]) * 1099511628211u;
	return hash;
}

static struct scored scored_of(const struct score_case *what, const struct hit *hit,
			       struct context_seen *seen)
{
	const struct rule *rule = &what->ruleset->rules[hit->rule];
	struct scored scored = {
		.rule = rule,
		.number = hit->rule,
		.worth = rule->points,
		.words = hash_words(what->matches, hit),
		.languages = hit->languages,
		.match = {
			.rule = rule->name,
			.category = rule->category,
			.span = hit->original,
			.form = hit->form,
			.shadow = rule->status == RULE_SHADOW && !what->trial,
		},
	};

	if (hit->form == FORM_LOOSE)
		scored.worth = scored.worth * SCORE_LOOSE_FIFTHS / 5;
	if (hit->weighed && rule->category != CATEGORY_NONE)
		scored.match.context = hit->context;
	else if (rule->context && rule->category != CATEGORY_NONE)
		scored.match.context =
			context_of(what->ruleset, what->scope, what->matches, hit, seen);
	if (!scored.match.context && rule->category != CATEGORY_NONE)
		scored.match.context = context_goes_on(what->ruleset, what->matches, hit);
	if (!scored.match.context && !hit->sure)
		scored.match.context = "uncertain language";
	if (!scored.match.context)
		scored.match.context = rule->limit;
	return scored;
}

/* Those come first that count most: clean ones, then dear ones, then early ones. */
static int compare_worth(const struct scored *a, const struct scored *b)
{
	if (!a->match.context != !b->match.context)
		return a->match.context ? 1 : -1;
	if (abs(a->worth) != abs(b->worth))
		return abs(a->worth) > abs(b->worth) ? -1 : 1;
	if (a->match.span.from != b->match.span.from)
		return a->match.span.from < b->match.span.from ? -1 : 1;
	return a->match.span.to < b->match.span.to ? -1 : a->match.span.to > b->match.span.to;
}

static int compare_for_counting(const void *left, const void *right)
{
	const struct scored *a = left, *b = right;

	if (a->number != b->number)
		return a->number < b->number ? -1 : 1;
	return compare_worth(a, b);
}

/* Of all rules, whatever order they stand in: what is contained in a disguise, and what holds one,
 * must not earn more or less when a pack has another name. */
static int compare_turns(const void *left, const void *right)
{
	const struct scored *a = *(const struct scored *const *)left;
	const struct scored *b = *(const struct scored *const *)right;
	int order = compare_worth(a, b);

	return order ? order : strcmp(a->match.rule, b->match.rule);
}

static int compare_for_showing(const void *left, const void *right)
{
	const struct scored *a = left, *b = right;

	if (a->match.span.from != b->match.span.from)
		return a->match.span.from < b->match.span.from ? -1 : 1;
	if (a->number != b->number)
		return strcmp(a->match.rule, b->match.rule);
	return a->match.span.to < b->match.span.to ? -1 : a->match.span.to > b->match.span.to;
}

/* Many finds come in order: those of one word by rules in turn. */
static void sort(struct scored *scored, size_t count, int (*compare)(const void *, const void *))
{
	for (size_t i = 1; i < count; i++)
		if (compare(&scored[i - 1], &scored[i]) > 0) {
			qsort(scored, count, sizeof(*scored), compare);
			return;
		}
}

/* --- points --- */

/* What is left of `points` under the cap; excuses are not capped. */
static int64_t capped(int64_t points, int64_t *earned, int32_t cap)
{
	if (points <= 0)
		return points;
	if (points > cap - *earned)
		points = cap - *earned;
	*earned += points;
	return points;
}

/* Books what a hit earns. */
static void pay(struct scoring *scoring, struct scored *scored, int64_t all, int64_t clean)
{
	const struct rule *rule = scored->rule;

	if (rule->group != RULE_NO_GROUP) {
		int32_t cap = scoring->ruleset->caps[rule->group];

		scored->match.cap = cap;
		all = capped(all, &scoring->group_all[rule->group], cap);
		clean = capped(clean, &scoring->group_clean[rule->group], cap);
	}
	scoring->all[rule->category] += all;
	scoring->clean[rule->category] += clean;
	scored->all = all;
	scored->clean = clean;
	scored->match.counted = (int32_t)all;
	if (all > 0 || clean > 0)
		scoring->paid[scoring->paid_count++] = scored;
}

static bool holds(struct span whole, struct span part)
{
	return whole.from <= part.from && part.to <= whole.to;
}

/* Do both say the same of the same words? A phrase says more than a word in it, but not when the
 * word is only a disguise of it, or both are numbers; and two that share words say it of the shared
 * ones twice. Rules that rest on others, or on who writes, say something more. */
static bool says_the_same(const struct scored *a, const struct scored *b)
{
	struct span one = a->match.span, other = b->match.span;

	if (a->rule->category != b->rule->category || a->rule == b->rule || a->rule->combination ||
	    b->rule->combination)
		return false;
	if (one.from >= other.to || other.from >= one.to)
		return false;
	if (!holds(one, other) && !holds(other, one))
		return true;
	return a->match.form != b->match.form || a->rule->category == CATEGORY_PRIVATE ||
	       (holds(one, other) && holds(other, one));
}

/* The same words pay once, whichever pack they stand in: a hit earns what it is worth beyond what
 * others have earned by them. */
static void pay_beside(struct scoring *scoring, struct scored *scored)
{
	int64_t all = scored->worth, clean = scored->match.context ? 0 : scored->worth;

	for (size_t i = 0; (all > 0 || clean > 0) && i < scoring->paid_count; i++) {
		const struct scored *other = scoring->paid[i];

		if (!says_the_same(scored, other))
			continue;
		all -= other->all;
		clean -= other->clean;
		scored->match.beside = other->match.rule;
	}
	if (scored->worth > 0) {
		all = all > 0 ? all : 0;
		clean = clean > 0 ? clean : 0;
	}
	scored->match.points = (int32_t)all;
	pay(scoring, scored, all, clean);
}

/* The rule, if any, that was paid for what this one says with a find before: the same words in
 * another stretch, or, where once is enough, said again. */
static const char *said_already(const struct scored *scored)
{
	struct span words = scored->match.span;

	for (const struct scored *other = scored->first; other < scored; other++)
		if (other->match.beside && other->match.points == 0 &&
		    ((other->match.span.from < words.to && words.from < other->match.span.to) ||
		     (!scored->rule->many && other->words == scored->words)))
			return other->match.beside;
	return NULL;
}

static void count_hit(struct scoring *scoring, struct scored *scored)
{
	if (scored->first->unpaid == 0 || !(scored->languages & scoring->languages))
		return;
	scored->match.beside = said_already(scored);
	if (scored->match.beside)
		return;
	pay_beside(scoring, scored);
	scored->first->unpaid -= scored->match.points != 0 || scored->clean != 0;
}

static size_t payable(const struct scored *scored)
{
	if (scored->match.shadow || scored->match.category == CATEGORY_NONE)
		return 0;
	return scored->rule->many ? SCORE_MANY_MAX : 1;
}

/* Those of one rule stand together. */
static void line_up(struct scoring *scoring, struct scored *scored, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		bool another = i > 0 && scored[i].number == scored[i - 1].number;

		scored[i].first = another ? scored[i - 1].first : &scored[i];
		scoring->turns[i] = &scored[i];
	}
	qsort(scoring->turns, count, sizeof(struct scored *), compare_turns);
}

static void count_all(struct scoring *scoring, struct scored *scored, size_t count,
		      language_set languages)
{
	memset(scoring->all, 0, sizeof(scoring->all));
	memset(scoring->clean, 0, sizeof(scoring->clean));
	memset(scoring->group_all, 0, scoring->ruleset->cap_count * sizeof(int64_t));
	memset(scoring->group_clean, 0, scoring->ruleset->cap_count * sizeof(int64_t));
	scoring->languages = languages | language_bit(LANGUAGE_ANY);
	scoring->paid_count = 0;
	for (size_t i = 0; i < count; i++) {
		scored[i].match.points = scored[i].match.counted = 0;
		scored[i].match.beside = NULL;
		scored[i].unpaid = payable(&scored[i]);
	}
	for (size_t i = 0; i < count; i++)
		count_hit(scoring, scoring->turns[i]);
}

/* --- which language --- */

/* Languages that are one to the reader of a text, in the order that decides between equals. */
static const language_set candidates[] = {
	1u << LANGUAGE_EN, 1u << LANGUAGE_SV, 1u << LANGUAGE_NB | 1u << LANGUAGE_NN,
	1u << LANGUAGE_DA, 1u << LANGUAGE_DE,
};

/* What a language's rules say: the category that says most, then all of them. */
struct strength {
	int64_t most, sum;
};

static struct strength strength_of(const struct scoring *scoring)
{
	struct strength strength = { 0, 0 };

	for (int i = 0; i < CATEGORY_COUNT; i++) {
		int64_t points = scoring->all[i] + scoring->clean[i];

		strength.most = points > strength.most ? points : strength.most;
		strength.sum += points;
	}
	return strength;
}

static bool is_stronger(struct strength a, struct strength b)
{
	return a.most != b.most ? a.most > b.most : a.sum > b.sum;
}

/* The languages whose rules count: those that were guessed, unless rules of another that the text
 * may be in say more. */
static language_set best_languages(struct scoring *scoring, const struct scope *scope,
				   struct scored *scored, size_t count)
{
	language_set best = scope->full;
	struct strength most;

	count_all(scoring, scored, count, best);
	most = strength_of(scoring);
	for (size_t i = 0; i < sizeof(candidates) / sizeof(candidates[0]); i++) {
		struct strength strength;

		if (!(candidates[i] & (scope->unsure | scope->faint)))
			continue;
		count_all(scoring, scored, count, candidates[i]);
		strength = strength_of(scoring);
		if (!best || is_stronger(strength, most)) {
			best = candidates[i];
			most = strength;
		}
	}
	return best;
}

/* Finds of other languages' rules go; those of the guessed ones that only label stay. Gives how
 * many are left. */
static size_t keep_languages(struct scored *scored, size_t count, language_set best,
			     language_set guessed, struct judge_trace *trace)
{
	size_t kept = 0;

	for (size_t i = 0; i < count; i++) {
		const struct rule *rule = scored[i].rule;
		language_set wanted = best | language_bit(LANGUAGE_ANY);

		if (rule->category == CATEGORY_NONE)
			wanted |= guessed;
		if (scored[i].languages & wanted)
			scored[kept++] = scored[i];
		else
			trace_drop(trace, rule->name, "rules of another language say more",
				   scored[i].match.span, scored[i].match.form);
	}
	return kept;
}

static int32_t points_of(int64_t sum)
{
	if (sum < 0)
		return 0;
	return sum > INT32_MAX - 1 ? INT32_MAX - 1 : (int32_t)sum;
}

/* --- labels --- */

static int compare_labels(const void *left, const void *right)
{
	return strcmp(*(const char *const *)left, *(const char *const *)right);
}

static bool collect_labels(const struct scored *scored, size_t count, struct arena *arena,
			   struct verdict *verdict)
{
	size_t labels = 0, kept = 0;

	for (size_t i = 0; i < count; i++)
		labels += scored[i].match.shadow ? 0 : scored[i].rule->label_count;
	verdict->labels = arena_calloc(arena, labels + 1, sizeof(char *));
	if (!verdict->labels)
		return false;
	labels = 0;
	for (size_t i = 0; i < count; i++)
		for (size_t j = 0; !scored[i].match.shadow && j < scored[i].rule->label_count; j++)
			verdict->labels[labels++] = scored[i].rule->labels[j];
	qsort(verdict->labels, labels, sizeof(char *), compare_labels);
	for (size_t i = 0; i < labels; i++)
		if (kept == 0 || strcmp(verdict->labels[kept - 1], verdict->labels[i]) != 0)
			verdict->labels[kept++] = verdict->labels[i];
	verdict->label_count = kept;
	return true;
}

/* --- the doors --- */

/* Most texts: nothing was found. */
static void score_nothing(language_set languages, struct judge_trace *trace,
			  struct score *ret_score)
{
	*ret_score = (struct score){ .crowded = false };
	if (trace)
		trace->counted = languages;
}

static bool show_matches(struct scored *scored, size_t count, struct arena *arena,
			 struct verdict *verdict)
{
	verdict->matches = arena_calloc(arena, count + 1, sizeof(*verdict->matches));
	if (!verdict->matches)
		return false;
	sort(scored, count, compare_for_showing);
	for (size_t i = 0; i < count; i++)
		verdict->matches[i] = scored[i].match;
	verdict->match_count = count;
	return true;
}

/* Sorted for counting: the clean ones of a rule stand first. */
static bool is_crowded(const struct scored *scored, size_t count)
{
	for (size_t first = 0, at = 0; at < count; at++) {
		if (scored[at].number != scored[first].number)
			first = at;
		if (at - first + 1 == MATCHER_RULE_HITS_MAX && scored[first].match.context &&
		    scored[first].rule->category != CATEGORY_NONE)
			return true;
	}
	return false;
}

bool score_matches(const struct score_case *what, struct arena *arena, struct judge_trace *trace,
		   struct verdict *verdict, struct score *ret_score)
{
	const struct ruleset *ruleset = what->ruleset;
	const struct scope *scope = what->scope;
	const struct matches *matches = what->matches;
	struct scoring scoring = { .ruleset = ruleset };
	struct context_seen seen = { .reason = NULL };
	language_set languages = scope->full;
	size_t count = matches->count;
	struct scored *scored;
	struct score score;

	if (count == 0) {
		score_nothing(languages, trace, ret_score);
		return true;
	}
	scored = arena_calloc(arena, count, sizeof(*scored));
	scoring.group_all = arena_calloc(arena, ruleset->cap_count + 1, sizeof(int64_t));
	scoring.group_clean = arena_calloc(arena, ruleset->cap_count + 1, sizeof(int64_t));
	scoring.turns = arena_calloc(arena, count, sizeof(*scoring.turns));
	scoring.paid = arena_calloc(arena, count, sizeof(*scoring.paid));
	if (!scored || !scoring.group_all || !scoring.group_clean || !scoring.turns ||
	    !scoring.paid)
		return false;
	for (size_t i = 0; i < count; i++)
		scored[i] = scored_of(what, &matches->hits[i], &seen);
	sort(scored, count, compare_for_counting);
	score.crowded = is_crowded(scored, count);
	line_up(&scoring, scored, count);
	if (scope->unsure | scope->faint) {
		languages = best_languages(&scoring, scope, scored, count);
		count = keep_languages(scored, count, languages, scope->full, trace);
		line_up(&scoring, scored, count);
	}
	count_all(&scoring, scored, count, languages);
	if (!collect_labels(scored, count, arena, verdict) ||
	    !show_matches(scored, count, arena, verdict))
		return false;
	for (int i = 0; i < CATEGORY_COUNT; i++) {
		score.all[i] = points_of(scoring.all[i]);
		score.clean[i] = points_of(scoring.clean[i]);
	}
	memcpy(verdict->scores, score.all, sizeof(score.all));
	verdict->threats_meant = score.clean[CATEGORY_THREAT];
	if (trace)
		trace->counted = languages;
	*ret_score = score;
	return true;
}

enum action score_decide(const struct score *score, const struct thresholds *thresholds,
			 bool undecided)
{
	const bool care = thresholds_care(thresholds, score->all);
	enum action action = undecided || care ? ACTION_REVIEW : ACTION_ALLOW;

	for (int i = 0; i < CATEGORY_COUNT; i++) {
		if (score->clean[i] > 0 && score->clean[i] >= thresholds->hide[i] &&
		    (!care || i == CATEGORY_SELFHARM))
			return ACTION_HIDE;
		if (score->all[i] > 0 && score->all[i] >= thresholds->review[i])
			action = ACTION_REVIEW;
	}
	return action;
}
