/*
 * builder_conflict.c - combinations that say no to themselves, here or in the rules that they rest
 * on: what must hold is gathered through all steps and compared with what must not.
 */
#include "condition_conflict.h"
#include "ruleset_builder.h"
#include "truths.h"
#include <stdlib.h>

/* What all must be so for a rule to hold. */
struct claims {
	const struct builder *builder;
	uint32_t *asked;  /* by rule: the last combination that gathered it, plus one */
	const bool *dead; /* by rule: it never holds, and its own complaint says so */
	uint32_t round;	  /* the combination whose claims these are, plus one */
	struct vector
		combinations; /* const struct combination *: itself and what must hold with it */
	struct vector when;   /* const struct condition *: that must hold */
	bool rests_on_dead;
	bool out_of_memory;
};

struct conflicts {
	struct builder *builder;
	const struct pack_rule *const *sources; /* by rule */
	struct claims claims;
	bool *dead;
};

/* --- what must hold --- */

static void push(struct claims *claims, struct vector *vector, const void *item)
{
	const void **at = vector_push(vector, sizeof(item));

	if (at)
		*at = item;
	else
		claims->out_of_memory = true;
}

static void ask_conditions(struct claims *claims, const struct conditions *conditions)
{
	for (size_t i = 0; i < conditions->count; i++)
		push(claims, &claims->when, &conditions->items[i]);
}

static void ask_combination(struct claims *claims, const struct combination *combination);

static void ask_operands(struct claims *claims, const struct operands *operands)
{
	const struct ruleset *ruleset = claims->builder->ruleset;

	for (size_t i = 0; i < operands->count; i++) {
		const struct operand *operand = &operands->items[i];

		ask_conditions(claims, &operand->when);
		if (operand->rule == OPERAND_CONDITIONS ||
		    claims->asked[operand->rule] == claims->round)
			continue;
		claims->asked[operand->rule] = claims->round;
		claims->rests_on_dead |= claims->dead[operand->rule];
		if (ruleset->rules[operand->rule].combination > 0)
			ask_combination(
				claims,
				&ruleset->combinations[ruleset->rules[operand->rule].combination -
						       1]);
	}
}

/* Bounded as combinations are: they rest on no more than 32 steps, and none twice. */
static void ask_combination(struct claims *claims, const struct combination *combination)
{
	const struct operands *of = &combination->of;

	push(claims, &claims->combinations, combination);
	ask_conditions(claims, &combination->when.when);
	ask_operands(claims, &combination->all);
	if (combination->any.count == 1)
		ask_operands(claims, &combination->any);
	if (of->count > 0 &&
	    (combination->count_finds ? of->count == 1 : of->count == combination->n))
		ask_operands(claims, of);
}

static bool must_hold(const struct claims *claims, uint32_t rule)
{
	return rule != OPERAND_CONDITIONS && claims->asked[rule] == claims->round;
}

/* The one whose claims these are. */
static const struct combination *first_of(const struct claims *claims)
{
	return *(const struct combination *const *)claims->combinations.items;
}

/* --- what must not --- */

/* A mapping of several conditions fails already where one of them does. */
static bool is_said(const struct claims *claims, const struct conditions *conditions)
{
	const struct condition *const *when = claims->when.items;
	size_t said = 0;

	for (size_t i = 0; i < conditions->count; i++) {
		bool found = false;

		for (size_t j = 0; j < claims->when.count && !found; j++)
			found = condition_implies(when[j], &conditions->items[i]);
		said += found;
	}
	return said > 0 && said == conditions->count;
}

static bool follows(const struct claims *claims, const struct operand *operand);

/* How many of them hold with what must hold. */
static size_t count_following(const struct claims *claims, const struct operands *operands)
{
	size_t following = 0;

	for (size_t i = 0; i < operands->count; i++)
		following += follows(claims, &operands->items[i]);
	return following;
}

/* A rule that asks for nothing but what holds already, in no fewer languages. */
static bool rule_follows(const struct claims *claims, uint32_t number)
{
	const struct ruleset *ruleset = claims->builder->ruleset;
	const struct rule *rule = &ruleset->rules[number];
	const struct combination *combination, *root = first_of(claims);

	if (rule->combination == 0)
		return false;
	combination = &ruleset->combinations[rule->combination - 1];
	if (combination->own || combination->is_near || combination->count_finds ||
	    combination->none.count > 0 || combination->when.when.count > 0 ||
	    languages_each(ruleset->rules[root->rule].languages) & ~languages_each(rule->languages))
		return false;
	return count_following(claims, &combination->all) == combination->all.count &&
	       (combination->any.count == 0 || count_following(claims, &combination->any) > 0) &&
	       count_following(claims, &combination->of) >= combination->n;
}

/* Bounded as combinations are. */
static bool follows(const struct claims *claims, const struct operand *operand)
{
	if (operand->rule == OPERAND_CONDITIONS)
		return is_said(claims, &operand->when);
	return must_hold(claims, operand->rule) || rule_follows(claims, operand->rule);
}

static bool must_not_hold(const struct claims *claims, uint32_t rule)
{
	const struct combination *const *combinations = claims->combinations.items;

	for (size_t i = 0; i < claims->combinations.count; i++)
		for (size_t j = 0; j < combinations[i]->none.count; j++)
			if (combinations[i]->none.items[j].rule == rule)
				return true;
	return false;
}

static bool is_shut_out(const struct claims *claims, const struct operand *operand)
{
	return operand->rule != OPERAND_CONDITIONS &&
	       (claims->dead[operand->rule] || must_not_hold(claims, operand->rule));
}

static size_t count_open(const struct claims *claims, const struct operands *operands)
{
	size_t open = 0;

	for (size_t i = 0; i < operands->count; i++)
		open += !is_shut_out(claims, &operands->items[i]);
	return open;
}

/* --- complaints --- */

static void complain_of_none(struct conflicts *conflicts, const struct combination *combination,
			     const struct operand *operand)
{
	const struct combination *root = first_of(&conflicts->claims);
	const struct rule *rules = conflicts->builder->ruleset->rules;
	const bool own = combination == root;

	complaints_add(conflicts->builder->complaints,
		       own ? conflicts->sources[root->rule]->combination.none.place
			   : conflicts->sources[root->rule]->id.place,
		       COMPLAINT_WARNING, "unreachable",
		       "this rule needs what must not be ('%s'%s%s), so it never holds; take "
		       "it out of one of them",
		       operand->text, own ? "" : " of ", own ? "" : rules[combination->rule].name);
}

/* True when it was complained of. */
static bool check_none(struct conflicts *conflicts)
{
	const struct claims *claims = &conflicts->claims;
	const struct combination *const *combinations = claims->combinations.items;

	for (size_t i = 0; i < claims->combinations.count; i++) {
		for (size_t j = 0; j < combinations[i]->none.count; j++) {
			const struct operand *operand = &combinations[i]->none.items[j];

			if (!follows(claims, operand))
				continue;
			complain_of_none(conflicts, combinations[i], operand);
			return true;
		}
	}
	return false;
}

static bool check_conditions(struct conflicts *conflicts, struct place place)
{
	const struct condition *const *when = conflicts->claims.when.items;
	const size_t count = conflicts->claims.when.count;

	for (size_t i = 0; i < count; i++) {
		for (size_t j = 0; j < i; j++) {
			if (!condition_excludes(when[j], when[i]))
				continue;
			complaints_add(
				conflicts->builder->complaints, place, COMPLAINT_WARNING,
				"unreachable",
				"this rule and what it rests on ask for '%s' and '%s', which "
				"never hold together; change one of them",
				when[j]->text, when[i]->text);
			return true;
		}
	}
	if (condition_times_meet(when, count))
		return false;
	builder_complain(conflicts->builder, place, COMPLAINT_WARNING, "unreachable",
			 "the times of day and days that this rule and what it rests on ask for "
			 "never meet; change one of them");
	return true;
}

static bool check_several(struct conflicts *conflicts, const struct combination *combination,
			  struct place place)
{
	const struct operands *of = &combination->of;
	const size_t least = combination->count_finds ? 1 : combination->n;

	if ((combination->any.count == 0 ||
	     count_open(&conflicts->claims, &combination->any) > 0) &&
	    (of->count == 0 || count_open(&conflicts->claims, of) >= least))
		return false;
	builder_complain(conflicts->builder, place, COMPLAINT_WARNING, "unreachable",
			 "of the rules under 'any' or 'at_least' too few are left that may hold "
			 "where those under 'none' must not; take them out of one");
	return true;
}

static bool complain(struct conflicts *conflicts, const struct combination *combination)
{
	const struct place place = conflicts->sources[combination->rule]->id.place;

	return check_none(conflicts) || check_conditions(conflicts, place) ||
	       check_several(conflicts, combination, place);
}

/* --- the same twice --- */

static void warn_of_doubles(struct conflicts *conflicts, const struct operands *operands,
			    struct place place, const char *key)
{
	for (size_t i = 0; i < operands->count; i++) {
		for (size_t j = 0; j < i; j++) {
			uint32_t rule = operands->items[i].rule;

			if (rule == OPERAND_CONDITIONS || rule != operands->items[j].rule)
				continue;
			complaints_add(conflicts->builder->complaints, place, COMPLAINT_WARNING,
				       "duplicate-part",
				       "%s stands twice under '%s' and counts each time; take it "
				       "out once",
				       conflicts->builder->ruleset->rules[rule].name, key);
		}
	}
}

static void check_doubles(struct conflicts *conflicts, const struct combination *combination)
{
	const struct pack_combination *source = &conflicts->sources[combination->rule]->combination;

	warn_of_doubles(conflicts, &combination->all, source->all.place, "all");
	warn_of_doubles(conflicts, &combination->any, source->any.place, "any");
	warn_of_doubles(conflicts, &combination->none, source->none.place, "none");
	warn_of_doubles(conflicts, &combination->of, source->at_least.place, "at_least");
}

/* --- the door --- */

static void check(struct conflicts *conflicts, uint32_t number)
{
	const struct combination *combination = &conflicts->builder->ruleset->combinations[number];
	struct claims *claims = &conflicts->claims;

	claims->round = number + 1;
	claims->combinations.count = claims->when.count = 0;
	claims->rests_on_dead = false;
	claims->asked[combination->rule] = claims->round;
	ask_combination(claims, combination);
	if (claims->out_of_memory)
		return;
	check_doubles(conflicts, combination);
	conflicts->dead[combination->rule] =
		claims->rests_on_dead || complain(conflicts, combination);
}

void builder_conflicts(struct builder *builder, const struct pack_rule *const *sources)
{
	struct ruleset *ruleset = builder->ruleset;
	struct conflicts conflicts = {
		.builder = builder,
		.sources = sources,
		.dead = arena_calloc(&builder->workshop, ruleset->rule_count + 1, sizeof(bool)),
	};
	struct claims *claims = &conflicts.claims;

	*claims = (struct claims){
		.builder = builder,
		.dead = conflicts.dead,
		.asked =
			arena_calloc(&builder->workshop, ruleset->rule_count + 1, sizeof(uint32_t)),
		.out_of_memory = !conflicts.dead,
	};
	claims->out_of_memory |= !claims->asked;
	for (uint32_t i = 0; i < ruleset->combination_count && !claims->out_of_memory; i++)
		check(&conflicts, i);
	builder->out_of_memory |= claims->out_of_memory;
	free(claims->combinations.items);
	free(claims->when.items);
}
