/*
 * combine.c - see combine.h.
 *
 * Only combinations that a find leads to are looked at, in the ruleset's order, and those few that
 * may hold without one. A combination inherits the weakest of the finds that it rests on: one in
 * disguise makes it dearer to prove, one that is quoted or negated sends it to a person.
 */
#include "combine.h"
#include "context.h"
#include "finds.h"
#include "judge_trace.h"
#include "truths.h"
#include <stdlib.h>

enum { WORD_BITS = 64 };

struct combiner {
	const struct ruleset *ruleset;
	size_t word_count;
	uint64_t *unaided, *wanted; /* bits by combination */
	uint32_t *chain;	    /* per rule: its newest find plus one */
	uint32_t *next;		    /* per find: the one before it of that rule, plus one */
	language_set *maybe;	    /* per rule: where it is not known whether it holds */
	bool *off;		    /* per rule: switched off by `unless` */
	uint32_t *touched;	    /* rules of which the above have to be cleared */
	size_t touched_count;
	bool *dead;	    /* per find: does not count */
	uint32_t *place;    /* per find: which group of near ones it is in */
	struct find *finds; /* scratch */
	struct context_seen seen;
	size_t work;
	uint32_t here; /* the group of near finds that is looked at; 0: all of them */
	const struct combine_text *text;
};

/* --- life --- */

struct combiner *combiner_free(struct combiner *combiner)
{
	if (!combiner)
		return NULL;
	free(combiner->unaided);
	free(combiner->wanted);
	free(combiner->chain);
	free(combiner->next);
	free(combiner->maybe);
	free(combiner->off);
	free(combiner->touched);
	free(combiner->dead);
	free(combiner->place);
	free(combiner->finds);
	free(combiner);
	return NULL;
}

static bool allocate(struct combiner *combiner)
{
	size_t rules = combiner->ruleset->rule_count + 1, hits = MATCHER_HITS_MAX;

	combiner->unaided = calloc(combiner->word_count, sizeof(uint64_t));
	combiner->wanted = calloc(combiner->word_count, sizeof(uint64_t));
	combiner->chain = calloc(rules, sizeof(uint32_t));
	combiner->maybe = calloc(rules, sizeof(language_set));
	combiner->off = calloc(rules, sizeof(bool));
	combiner->touched = calloc(rules, sizeof(uint32_t));
	combiner->next = calloc(hits, sizeof(uint32_t));
	combiner->dead = calloc(hits, sizeof(bool));
	combiner->place = calloc(hits, sizeof(uint32_t));
	combiner->finds = calloc(hits, sizeof(struct find));
	return combiner->unaided && combiner->wanted && combiner->chain && combiner->maybe &&
	       combiner->off && combiner->touched && combiner->next && combiner->dead &&
	       combiner->place && combiner->finds;
}

struct combiner *combiner_new(const struct ruleset *ruleset)
{
	struct combiner *combiner = calloc(1, sizeof(*combiner));

	if (!combiner)
		return NULL;
	combiner->ruleset = ruleset;
	combiner->word_count = ruleset->combination_count / WORD_BITS + 1;
	if (ruleset->combined && !allocate(combiner))
		return combiner_free(combiner);
	for (size_t i = 0; i < ruleset->combination_count && ruleset->combined; i++)
		if (ruleset->combinations[i].unaided)
			combiner->unaided[i / WORD_BITS] |= UINT64_C(1) << i % WORD_BITS;
	return combiner;
}

/* --- finds --- */

static void touch(struct combiner *combiner, uint32_t rule)
{
	if (combiner->chain[rule] == 0 && combiner->maybe[rule] == 0 && !combiner->off[rule])
		combiner->touched[combiner->touched_count++] = rule;
}

/* A find leads to the combinations that rest on its rule. */
static void link_find(struct combiner *combiner, uint32_t number)
{
	const struct ruleset *ruleset = combiner->ruleset;
	uint32_t rule = combiner->text->matches->hits[number].rule;

	touch(combiner, rule);
	combiner->dead[number] = false;
	combiner->next[number] = combiner->chain[rule];
	combiner->chain[rule] = number + 1;
	for (uint32_t i = ruleset->fed_from[rule]; i < ruleset->fed_from[rule + 1]; i++)
		combiner->wanted[ruleset->fed[i] / WORD_BITS] |= UINT64_C(1)
								 << ruleset->fed[i] % WORD_BITS;
}

/* What holds in every language holds whatever is chosen; what does not, in those it is for. */
static language_set for_scoring(language_set languages)
{
	return languages == LANGUAGES_ALL ? language_bit(LANGUAGE_ANY)
					  : languages & ~language_bit(LANGUAGE_ANY);
}

/* Of a rule's languages those that the text may be in. */
static language_set possible(const struct combiner *combiner, const struct rule *rule)
{
	const struct scope *scope = combiner->text->scope;
	language_set text = scope->full | scope->unsure | scope->faint;

	return languages_each(rule->languages) & (text ? text : LANGUAGES_ALL);
}

static bool counts(const struct combiner *combiner, uint32_t number, language_set languages)
{
	return !combiner->dead[number] &&
	       (combiner->here == 0 || combiner->place[number] == combiner->here) &&
	       languages_each(combiner->text->matches->hits[number].languages) & languages;
}

/* Why a find may be no attack; found out once. */
static void weigh(struct combiner *combiner, struct hit *hit)
{
	const struct rule *rule = &combiner->ruleset->rules[hit->rule];

	if (!hit->weighed && rule->context)
		hit->context = context_of(combiner->ruleset, combiner->text->scope,
					  combiner->text->matches, hit, &combiner->seen);
	if (!hit->weighed && !hit->context)
		hit->context = context_goes_on(combiner->ruleset, combiner->text->matches, hit);
	hit->weighed = true;
}

static size_t gather(struct combiner *combiner, uint32_t rule, language_set languages, size_t count)
{
	struct matches *matches = combiner->text->matches;

	for (uint32_t i = combiner->chain[rule]; i > 0 && count < MATCHER_HITS_MAX;
	     i = combiner->next[i - 1]) {
		combiner->work++;
		if (!counts(combiner, i - 1, languages))
			continue;
		weigh(combiner, &matches->hits[i - 1]);
		combiner->finds[count++] = find_of(&matches->hits[i - 1], i - 1);
	}
	return count;
}

static size_t gather_all(struct combiner *combiner, const struct operands *operands,
			 language_set languages, size_t count)
{
	for (size_t i = 0; i < operands->count; i++)
		if (operands->items[i].rule != OPERAND_CONDITIONS)
			count = gather(combiner, operands->items[i].rule, languages, count);
	return count;
}

/* --- what holds --- */

static bool is_undecided(const struct matches *matches, const char *rule)
{
	for (size_t i = 0; i < matches->undecided_count; i++)
		if (matches->undecided[i] == rule ||
		    strncmp(matches->undecided[i], "judge/", 6) == 0)
			return true;
	return false;
}

static struct truths ask_rule(struct combiner *combiner, uint32_t rule)
{
	language_set yes = 0, maybe = combiner->maybe[rule];

	for (uint32_t i = combiner->chain[rule]; i > 0; i = combiner->next[i - 1]) {
		combiner->work++;
		if (counts(combiner, i - 1, LANGUAGES_ALL))
			yes |= languages_each(combiner->text->matches->hits[i - 1].languages);
	}
	if (is_undecided(combiner->text->matches, combiner->ruleset->rules[rule].name))
		maybe = LANGUAGES_ALL;
	return (struct truths){ yes, LANGUAGES_ALL & ~yes & ~maybe };
}

static struct truths ask_operand(struct combiner *combiner, const struct operand *operand)
{
	if (operand->rule != OPERAND_CONDITIONS)
		return ask_rule(combiner, operand->rule);
	return truths_from(conditions_hold(&operand->when, combiner->text->facts));
}

static struct truths ask_all(struct combiner *combiner, const struct operands *operands)
{
	struct truths truths = { LANGUAGES_ALL, 0 };

	for (size_t i = 0; i < operands->count; i++)
		truths = truths_both(truths, ask_operand(combiner, &operands->items[i]));
	return truths;
}

/* What must not be found must not be found anywhere, near or far. */
static struct truths ask_none(struct combiner *combiner, const struct operands *operands)
{
	struct truths truths = { LANGUAGES_ALL, 0 };
	uint32_t here = combiner->here;

	combiner->here = 0;
	for (size_t i = 0; i < operands->count; i++) {
		struct truths one = ask_operand(combiner, &operands->items[i]);

		truths = truths_both(truths, truths_not(one));
	}
	combiner->here = here;
	return truths;
}

static struct truths ask_some(struct combiner *combiner, const struct operands *operands, size_t n)
{
	unsigned yes[LANGUAGE_COUNT] = { 0 }, no[LANGUAGE_COUNT] = { 0 };
	struct truths truths = { 0, 0 };

	for (size_t i = 0; i < operands->count; i++) {
		struct truths one = ask_operand(combiner, &operands->items[i]);

		for (int bit = 0; bit < LANGUAGE_COUNT; bit++) {
			yes[bit] += (one.yes >> bit) & 1u;
			no[bit] += (one.no >> bit) & 1u;
		}
	}
	for (int bit = 0; bit < LANGUAGE_COUNT; bit++) {
		truths.yes |= yes[bit] >= n ? 1u << bit : 0;
		truths.no |= operands->count - no[bit] < n ? 1u << bit : 0;
	}
	return truths;
}

static struct truths ask_finds(struct combiner *combiner, const struct combination *combination)
{
	size_t count = gather_all(combiner, &combination->of, LANGUAGES_ALL, 0);
	language_set maybe = 0;
	struct truths truths = { 0, 0 };

	finds_by_place(combiner->finds, count);
	for (int bit = 0; bit < LANGUAGE_COUNT; bit++)
		if (finds_count_places(combiner->finds, count, combiner->text->matches->hits,
				       1u << bit) >= combination->n)
			truths.yes |= 1u << bit;
	for (size_t i = 0; i < combination->of.count; i++)
		maybe |= truths_unknown(ask_rule(combiner, combination->of.items[i].rule));
	truths.no = LANGUAGES_ALL & ~truths.yes & ~maybe;
	return truths;
}

/* Everything but its own words. */
static struct truths ask_combination(struct combiner *combiner,
				     const struct combination *combination)
{
	struct truths truths = ask_operand(combiner, &combination->when);

	truths = truths_both(truths, ask_all(combiner, &combination->all));
	truths = truths_both(truths, ask_none(combiner, &combination->none));
	if (combination->any.count > 0)
		truths = truths_both(truths, ask_some(combiner, &combination->any, 1));
	if (combination->count_finds)
		truths = truths_both(truths, ask_finds(combiner, combination));
	else if (combination->of.count > 0)
		truths = truths_both(truths, ask_some(combiner, &combination->of, combination->n));
	if (combiner->work > COMBINE_WORK_MAX)
		return (struct truths){ 0, 0 };
	return truths;
}

/* --- what it rests on --- */

static void rest_on_rule(struct combiner *combiner, uint32_t rule, language_set languages,
			 struct rest *rest)
{
	size_t count = gather(combiner, rule, languages, 0);

	finds_by_weakness(combiner->finds, count);
	rest_on(rest, combiner->text->matches->hits, combiner->finds, count, 1);
}

/* Of each rule its best find, and of these the best; conditions that hold spare as many. */
static void rest_on_some(struct combiner *combiner, const struct operands *operands,
			 language_set languages, size_t n, struct rest *rest)
{
	struct find best[PACK_PARTS_MAX];
	size_t count = 0, held = 0;

	for (size_t i = 0; i < operands->count; i++) {
		const struct operand *operand = &operands->items[i];
		size_t found;

		if (operand->rule == OPERAND_CONDITIONS) {
			held += ask_operand(combiner, operand).yes > 0;
			continue;
		}
		found = gather(combiner, operand->rule, languages, 0);
		finds_by_weakness(combiner->finds, found);
		if (found > 0)
			best[count++] = combiner->finds[0];
	}
	finds_by_weakness(best, count);
	rest_on(rest, combiner->text->matches->hits, best, count, n > held ? n - held : 0);
}

static void rest_on_finds(struct combiner *combiner, const struct combination *combination,
			  language_set languages, struct rest *rest)
{
	size_t count = gather_all(combiner, &combination->of, languages, 0);

	finds_by_place(combiner->finds, count);
	count = finds_merge_places(combiner->finds, count);
	finds_by_weakness(combiner->finds, count);
	rest_on(rest, combiner->text->matches->hits, combiner->finds, count, combination->n);
}

static struct rest rest_of(struct combiner *combiner, const struct combination *combination,
			   language_set languages)
{
	struct rest rest = { .sure = true };

	for (size_t i = 0; i < combination->all.count; i++)
		if (combination->all.items[i].rule != OPERAND_CONDITIONS)
			rest_on_rule(combiner, combination->all.items[i].rule, languages, &rest);
	rest_on_some(combiner, &combination->any, languages, 1, &rest);
	if (combination->count_finds)
		rest_on_finds(combiner, combination, languages, &rest);
	else
		rest_on_some(combiner, &combination->of, languages, combination->n, &rest);
	return rest;
}

/* --- one combination --- */

static void drop(const struct combiner *combiner, uint32_t rule, const char *reason,
		 struct span span, enum form form)
{
	trace_drop(combiner->text->trace, combiner->ruleset->rules[rule].name, reason, span, form);
}

static void add_find(struct combiner *combiner, const struct combination *combination,
		     language_set languages)
{
	const struct rule *rule = &combiner->ruleset->rules[combination->rule];
	struct matches *matches = combiner->text->matches;
	struct rest rest = rest_of(combiner, combination, languages);
	struct span whole = { 0, combiner->text->forms->raw.len };

	if (matches->count == MATCHER_HITS_MAX) {
		matches_undecided(matches, "judge/too-many-hits");
		return;
	}
	if (whole.to == 0)
		return; /* a flood of nothing: there is nothing to show */
	matches->hits[matches->count] = (struct hit){
		.rule = combination->rule,
		.form = rest.loose ? FORM_LOOSE : FORM_PLAIN,
		.first = 1, /* of no form */
		.original = rest.any ? rest.span : whole,
		.sure = rest.sure,
		.languages = for_scoring(languages),
		.context = rule->context ? rest.context : NULL,
		.weighed = true,
	};
	link_find(combiner, (uint32_t)matches->count++);
}

/* Own finds stay where the rest holds, and are as weak as the weakest of it. */
static void keep_own(struct combiner *combiner, const struct combination *combination,
		     struct truths truths)
{
	const struct rule *rule = &combiner->ruleset->rules[combination->rule];

	for (uint32_t i = combiner->chain[combination->rule]; i > 0; i = combiner->next[i - 1]) {
		struct hit *hit = &combiner->text->matches->hits[i - 1];
		language_set languages = languages_each(hit->languages);
		struct rest rest;

		if (!counts(combiner, i - 1, LANGUAGES_ALL))
			continue;
		combiner->maybe[combination->rule] |= languages & truths_unknown(truths);
		if (!(languages & truths.yes & possible(combiner, rule))) {
			combiner->dead[i - 1] = true;
			drop(combiner, combination->rule,
			     truths_unknown(truths) & languages
				     ? "what the rule asks beside it is not known"
				     : "what the rule asks beside it does not hold",
			     hit->original, hit->form);
			continue;
		}
		rest = rest_of(combiner, combination, languages & truths.yes);
		weigh(combiner, hit);
		hit->languages = for_scoring(languages & truths.yes);
		hit->sure &= rest.sure;
		if (rule->context && !hit->context)
			hit->context = rest.context;
	}
}

static void conclude(struct combiner *combiner, const struct combination *combination)
{
	const struct rule *rule = &combiner->ruleset->rules[combination->rule];
	struct truths truths = ask_combination(combiner, combination);
	language_set languages = possible(combiner, rule), maybe;

	if (combination->own) {
		keep_own(combiner, combination, truths);
		return;
	}
	maybe = languages & truths_unknown(truths);
	if (maybe) {
		touch(combiner, combination->rule);
		combiner->maybe[combination->rule] |= maybe;
	}
	if (languages & truths.yes)
		add_find(combiner, combination, languages_each(rule->languages) & truths.yes);
}

/* Puts finds that stand near each other into groups; gives how many there are. */
static uint32_t group_near(struct combiner *combiner, const struct combination *combination)
{
	size_t count = 0;

	combiner->here = 0;
	memset(combiner->place, 0, combiner->text->matches->count * sizeof(*combiner->place));
	if (combination->own)
		count = gather(combiner, combination->rule, LANGUAGES_ALL, count);
	count = gather_all(combiner, &combination->all, LANGUAGES_ALL, count);
	count = gather_all(combiner, &combination->any, LANGUAGES_ALL, count);
	count = gather_all(combiner, &combination->of, LANGUAGES_ALL, count);
	for (size_t i = 0; i < count; i++)
		find_set_words(&combiner->finds[i], combiner->text->forms,
			       &combiner->text->matches->view[FORM_PLAIN],
			       combiner->text->matches->hits);
	finds_by_word(combiner->finds, count);
	return finds_group(combiner->finds, count, combination->near, combiner->place);
}

static void conclude_near(struct combiner *combiner, const struct combination *combination)
{
	size_t before = combiner->text->matches->count;
	uint32_t groups = group_near(combiner, combination);

	for (uint32_t group = 1; group <= groups; group++) {
		combiner->here = group;
		conclude(combiner, combination);
	}
	combiner->here = 0;
	if (!combination->own && combiner->text->matches->count == before)
		drop(combiner, combination->rule, "no finds near each other for all that it asks",
		     (struct span){ 0, 0 }, FORM_PLAIN);
}

/* --- what explain shows --- */

static void tell_operands(struct combiner *combiner, const struct rule *rule,
			  const struct operands *operands, bool none)
{
	for (size_t i = 0; i < operands->count; i++) {
		struct truths truths = ask_operand(combiner, &operands->items[i]);

		if (none)
			truths = truths_not(truths);
		trace_ask(combiner->text->trace, rule->name, operands->items[i].text,
			  truths_in(truths, possible(combiner, rule)));
	}
}

static void tell(struct combiner *combiner, const struct combination *combination)
{
	const struct rule *rule = &combiner->ruleset->rules[combination->rule];
	const struct conditions *when = &combination->when.when;

	tell_operands(combiner, rule, &combination->all, false);
	tell_operands(combiner, rule, &combination->any, false);
	tell_operands(combiner, rule, &combination->none, true);
	tell_operands(combiner, rule, &combination->of, false);
	for (size_t i = 0; i < when->count; i++)
		trace_ask(combiner->text->trace, rule->name, when->items[i].text,
			  condition_holds(&when->items[i], combiner->text->facts));
}

/* --- all of them --- */

static void look_at(struct combiner *combiner, const struct combination *combination)
{
	const struct rule *rule = &combiner->ruleset->rules[combination->rule];

	if ((rule->status == RULE_DRAFT && !combiner->text->facts->trying) ||
	    !scope_allows(combiner->text->scope, rule->languages))
		return;
	if (combination->own && combiner->chain[combination->rule] == 0)
		return;
	if (combiner->off[combination->rule]) {
		drop(combiner, combination->rule, "switched off by 'unless'", (struct span){ 0, 0 },
		     FORM_PLAIN);
		return;
	}
	if (combiner->text->trace)
		tell(combiner, combination);
	if (combination->is_near)
		conclude_near(combiner, combination);
	else
		conclude(combiner, combination);
}

static void begin(struct combiner *combiner)
{
	const struct matches *matches = combiner->text->matches;

	combiner->work = 0;
	combiner->here = 0;
	combiner->seen = (struct context_seen){ .reason = NULL };
	memcpy(combiner->wanted, combiner->unaided, combiner->word_count * sizeof(uint64_t));
	for (size_t i = 0; i < matches->off_count; i++) {
		touch(combiner, matches->off[i]);
		combiner->off[matches->off[i]] = true;
	}
	for (uint32_t i = 0; i < matches->count; i++)
		link_find(combiner, i);
}

/* Finds that do not count leave, and those of parts, which have done their work. */
static void finish(struct combiner *combiner)
{
	struct matches *matches = combiner->text->matches;
	size_t kept = 0;

	for (size_t i = 0; i < matches->count; i++) {
		const struct hit *hit = &matches->hits[i];
		bool part =
			combiner->ruleset->rules[hit->rule].part && !combiner->text->facts->trying;

		if (part && !combiner->dead[i])
			drop(combiner, hit->rule, "a part: counts where a rule rests on it",
			     hit->original, hit->form);
		if (!part && !combiner->dead[i])
			matches->hits[kept++] = *hit;
	}
	matches->count = kept;
	for (size_t i = 0; i < combiner->touched_count; i++) {
		combiner->chain[combiner->touched[i]] = 0;
		combiner->maybe[combiner->touched[i]] = 0;
		combiner->off[combiner->touched[i]] = false;
	}
	combiner->touched_count = 0;
	if (combiner->work > COMBINE_WORK_MAX)
		matches_undecided(matches, "judge/too-much-work");
}

void combiner_run(struct combiner *combiner, const struct combine_text *text)
{
	const struct ruleset *ruleset = combiner->ruleset;

	if (!ruleset->combined)
		return;
	combiner->text = text;
	begin(combiner);
	for (size_t word = 0; word < combiner->word_count; word++)
		while (combiner->wanted[word]) {
			size_t bit = (size_t)__builtin_ctzll(combiner->wanted[word]);

			combiner->wanted[word] &= combiner->wanted[word] - 1;
			look_at(combiner, &ruleset->combinations[word * WORD_BITS + bit]);
		}
	finish(combiner);
	combiner->text = NULL;
}
