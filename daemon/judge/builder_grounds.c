/*
 * builder_grounds.c - what combinations stand on: can they hold in any language, may they hold
 * without a find, and is there enough under them to hide a comment?
 *
 * A mood, an account's age or the time of day is no abuse. What rests on these alone goes to a
 * person at most (spam excepted: a flood is known by its rate), and what asks for the mood may hide
 * only beside a find that is abuse by itself. Where one of several parts is enough, the weakest
 * tells.
 */
#include "ruleset_builder.h"
#include "thresholds.h"
#include "truths.h"

/* What must at least have been found. */
enum ground {
	GROUND_NONE,  /* nothing, or what only labels or excuses */
	GROUND_TEXT,  /* something that is only a part of abuse */
	GROUND_ABUSE, /* what earns points by itself */
	GROUNDS
};

/* Of one rule. */
struct footing {
	enum ground ground;
	bool sentiment; /* the mood is asked for, here or below */
	bool unaided;
	language_set languages; /* of comments that it may hold in */
};

struct grounding {
	struct builder *builder;
	const struct pack_rule *const *sources;
	struct footing *footings; /* by rule */
};

static enum ground ground_of_words(const struct rule *rule)
{
	if (rule->part)
		return GROUND_TEXT;
	return rule->category != CATEGORY_NONE && rule->points > 0 ? GROUND_ABUSE : GROUND_NONE;
}

static struct footing footing_of_words(const struct rule *rule)
{
	return (struct footing){ .ground = ground_of_words(rule),
				 .languages = languages_each(rule->languages) };
}

static struct footing footing_of_conditions(const struct conditions *conditions)
{
	struct footing footing = { .unaided = true, .languages = LANGUAGES_ALL };

	for (size_t i = 0; i < conditions->count; i++) {
		const struct condition *condition = &conditions->items[i];

		footing.sentiment |= condition_is_sentiment(condition);
		if (condition->kind == CONDITION_LANGUAGE)
			footing.languages &= condition->languages;
	}
	return footing;
}

static struct footing footing_of(const struct grounding *grounding, const struct operand *operand)
{
	return operand->rule == OPERAND_CONDITIONS ? footing_of_conditions(&operand->when)
						   : grounding->footings[operand->rule];
}

/* --- of several --- */

static enum ground stronger(enum ground a, enum ground b)
{
	return a > b ? a : b;
}

static void stand_on_all(const struct grounding *grounding, const struct operands *operands,
			 struct footing *footing)
{
	for (size_t i = 0; i < operands->count; i++) {
		struct footing one = footing_of(grounding, &operands->items[i]);

		footing->ground = stronger(footing->ground, one.ground);
		footing->sentiment |= one.sentiment;
		footing->unaided &= one.unaided;
		footing->languages &= one.languages;
	}
}

/* What n of them give that give least. */
static enum ground least_ground(const size_t with_ground[GROUNDS], size_t n)
{
	size_t seen = 0;

	for (int ground = GROUND_NONE; ground < GROUNDS; ground++) {
		seen += with_ground[ground];
		if (seen >= n)
			return (enum ground)ground;
	}
	return GROUND_NONE;
}

/* Languages in which at least n of them may hold. */
static language_set languages_of_several(const struct grounding *grounding,
					 const struct operands *operands, size_t n)
{
	language_set set = 0;

	for (int language = 0; language < LANGUAGE_COUNT; language++) {
		size_t holding = 0;

		for (size_t i = 0; i < operands->count; i++)
			holding += (footing_of(grounding, &operands->items[i]).languages &
				    1u << language) > 0;
		set |= holding >= n ? 1u << language : 0;
	}
	return set;
}

static void stand_on_some(const struct grounding *grounding, const struct operands *operands,
			  size_t n, bool finds, struct footing *footing)
{
	size_t with_ground[GROUNDS] = { 0 }, unaided = 0, needed = finds ? 1 : n;

	for (size_t i = 0; i < operands->count; i++) {
		struct footing one = footing_of(grounding, &operands->items[i]);

		with_ground[one.ground]++;
		footing->sentiment |= one.sentiment;
		unaided += one.unaided;
	}
	footing->ground = stronger(footing->ground, least_ground(with_ground, needed));
	footing->unaided &= unaided >= n;
	footing->languages &= languages_of_several(grounding, operands, needed);
}

static struct footing footing_of_combination(const struct grounding *grounding,
					     const struct combination *combination)
{
	const struct rule *rule = &grounding->builder->ruleset->rules[combination->rule];
	struct footing footing = footing_of_conditions(&combination->when.when);

	footing.languages &= languages_each(rule->languages);
	footing.unaided = !combination->own && !combination->is_near;
	if (combination->own)
		footing.ground = ground_of_words(rule);
	stand_on_all(grounding, &combination->all, &footing);
	if (combination->any.count > 0)
		stand_on_some(grounding, &combination->any, 1, false, &footing);
	if (combination->of.count > 0)
		stand_on_some(grounding, &combination->of, combination->n, combination->count_finds,
			      &footing);
	for (size_t i = 0; i < combination->none.count; i++)
		footing.sentiment |= footing_of(grounding, &combination->none.items[i]).sentiment;
	return footing;
}

/* --- can it hold? --- */

/* How many finds there are to stand near each other, at least. */
static size_t count_finds(const struct combination *combination)
{
	size_t finds = combination->own + combination->n;

	for (size_t i = 0; i < combination->all.count; i++)
		finds += combination->all.items[i].rule != OPERAND_CONDITIONS;
	for (size_t i = 0; i < combination->any.count; i++)
		if (combination->any.items[i].rule != OPERAND_CONDITIONS)
			return finds + 1;
	return finds;
}

static void check_reachable(const struct grounding *grounding,
			    const struct combination *combination, const struct footing *footing)
{
	const struct pack_rule *source = grounding->sources[combination->rule];
	struct builder *builder = grounding->builder;

	if (footing->languages == 0)
		builder_complain(
			builder, source->id.place, COMPLAINT_ERROR, "unreachable",
			"this rule and what it rests on are for different languages, so it "
			"never holds; rest on rules of one language, or of 'any'");
	if (combination->is_near && count_finds(combination) < 2)
		builder_complain(builder, source->combination.near_place, COMPLAINT_ERROR,
				 "near-needs-two",
				 "'near' is about two finds; name another rule, or take it out");
}

/* --- may it hide? --- */

static const char *limit_of(const struct rule *rule, const struct footing *footing)
{
	if (rule->category == CATEGORY_NONE || rule->points < 0)
		return NULL;
	if (footing->sentiment && footing->ground < GROUND_ABUSE)
		return "rests on sentiment";
	if (footing->ground == GROUND_NONE && rule->category != CATEGORY_SPAM)
		return "rests on conditions";
	return NULL;
}

/* In the ruleset, as all that it holds. */
static const char *kept_limit(struct builder *builder, const char *limit)
{
	const char *kept = limit ? arena_string(&builder->ruleset->arena, slice_from(limit)) : NULL;

	builder->out_of_memory |= limit && !kept;
	return kept;
}

static void check_limit(const struct grounding *grounding, const struct rule *rule,
			const struct pack_rule *source, bool sentiment)
{
	if (!rule->limit || rule->points < thresholds_default.hide[rule->category])
		return;
	builder_complain(grounding->builder, source->id.place, COMPLAINT_ERROR,
			 sentiment ? "sentiment-hides" : "conditions-hide",
			 sentiment
				 ? "a mood is no abuse and hides nothing; give this rule words of "
				   "abuse, or a rule with a category to rest on, or fewer points "
				   "than hide"
				 : "who, where, when and about what is no abuse and hides "
				   "nothing but spam; give this rule words, or a rule with a "
				   "category or a part to rest on, or fewer points than hide");
}

void builder_grounds(struct builder *builder, const struct pack_rule *const *sources)
{
	struct ruleset *ruleset = builder->ruleset;
	struct grounding grounding = {
		.builder = builder,
		.sources = sources,
		.footings = arena_calloc(&builder->workshop, ruleset->rule_count + 1,
					 sizeof(struct footing)),
	};

	builder->out_of_memory |= !grounding.footings;
	for (size_t i = 0; grounding.footings && i < ruleset->rule_count; i++)
		grounding.footings[i] = footing_of_words(&ruleset->rules[i]);
	for (size_t i = 0; grounding.footings && i < ruleset->combination_count; i++) {
		struct combination *combination = &ruleset->combinations[i];
		struct rule *rule = &ruleset->rules[combination->rule];
		struct footing footing = footing_of_combination(&grounding, combination);

		combination->unaided = footing.unaided;
		grounding.footings[combination->rule] = footing;
		check_reachable(&grounding, combination, &footing);
		rule->limit = kept_limit(builder, limit_of(rule, &footing));
		check_limit(&grounding, rule, sources[combination->rule], footing.sentiment);
	}
}
