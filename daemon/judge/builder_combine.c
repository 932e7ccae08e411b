/*
 * builder_combine.c - rules that rest on others: names become numbers, conditions move into the
 * ruleset, and all are put in order, so that what a rule rests on is known before it.
 */
#include "pack_combine.h"
#include "ruleset_builder.h"
#include "suggest.h"
#include "truths.h"
#include "utf8.h"
#include <stdio.h>

enum { DEPTH_MAX = 32, NAMES_MAX = 512, TEXT_BYTES = 256, PATH_BYTES = 1024 };

/* Numbers of rules run through packs and their rules as they stand in the source. */
struct combining {
	struct builder *builder;
	const struct pack_rule **sources; /* by number of the rule */
	uint32_t *first;		  /* by pack: number of its first rule */
	struct combination *made;	  /* as they come in the source */
	size_t made_count;
	uint8_t *state; /* by made: while they are put in order */
	uint32_t path[DEPTH_MAX];
	size_t depth;
};

static void complain(struct combining *combining, struct place place, const char *code,
		     const char *text)
{
	builder_complain(combining->builder, place, COMPLAINT_ERROR, code, text);
}

static void *take(struct combining *combining, size_t count, size_t bytes)
{
	void *memory = arena_calloc(&combining->builder->ruleset->arena, count + 1, bytes);

	if (!memory)
		combining->builder->out_of_memory = true;
	return memory;
}

/* The same for what is gone once all is combined. */
static void *take_for_now(struct combining *combining, size_t count, size_t bytes)
{
	void *memory = arena_calloc(&combining->builder->workshop, count + 1, bytes);

	if (!memory)
		combining->builder->out_of_memory = true;
	return memory;
}

static const char *keep_text(struct combining *combining, const char *text)
{
	const char *kept = arena_string(&combining->builder->ruleset->arena, slice_from(text));

	if (!kept)
		combining->builder->out_of_memory = true;
	return kept ? kept : "";
}

/* --- names --- */

static bool find_in_pack(const struct combining *combining, size_t pack, struct slice id,
			 uint32_t *ret_rule)
{
	const struct pack *source = combining->builder->source->packs[pack].pack;

	for (size_t i = 0; i < source->rule_count; i++) {
		if (!slice_equal(source->rules[i].id.text, id))
			continue;
		*ret_rule = combining->first[pack] + (uint32_t)i;
		return true;
	}
	return false;
}

static bool find_rule(const struct combining *combining, size_t pack, struct slice name,
		      uint32_t *ret_rule)
{
	const struct rule_source *source = combining->builder->source;
	const char *slash = memchr(name.data, '/', name.len);
	size_t at;

	if (!slash)
		return find_in_pack(combining, pack, name, ret_rule);
	at = (size_t)(slash - name.data);
	for (size_t i = 0; i < source->pack_count; i++)
		if (slice_equal(source->packs[i].pack->name.text, slice_cut(name, 0, at)))
			return find_in_pack(combining, i, slice_cut(name, at + 1, name.len),
					    ret_rule);
	return false;
}

static const char *nearest_in_pack(const struct pack *pack, struct slice id)
{
	const char *names[NAMES_MAX];
	size_t count = 0;

	for (size_t i = 0; i < pack->rule_count && count < NAMES_MAX; i++)
		names[count++] = pack->rules[i].id.text.data;
	return suggest_nearest(id, names, count);
}

static bool serves_too(const struct pack *pack, const struct pack *own)
{
	return languages_each(pack->languages) & languages_each(own->languages);
}

/* The pack that is named, or the one of the same languages that was probably meant. */
static const struct pack *pack_meant(const struct rule_source *source, const struct pack *own,
				     struct slice name)
{
	const char *names[NAMES_MAX], *near;
	size_t count = 0;

	for (size_t i = 0; i < source->pack_count; i++) {
		if (slice_equal(source->packs[i].pack->name.text, name))
			return source->packs[i].pack;
		if (serves_too(source->packs[i].pack, own) && count < NAMES_MAX)
			names[count++] = source->packs[i].pack->name.text.data;
	}
	near = suggest_nearest(name, names, count);
	for (size_t i = 0; near && i < source->pack_count; i++)
		if (slice_is(source->packs[i].pack->name.text, near))
			return source->packs[i].pack;
	return NULL;
}

/* Of a name with a slash whole names of that pack, else the pack's own ids. */
static void complain_of_name(struct combining *combining, size_t pack, const struct pack_text *name)
{
	const struct rule_source *source = combining->builder->source;
	const struct pack *own = source->packs[pack].pack, *meant = own;
	const char *slash = memchr(name->text.data, '/', name->text.len), *near;
	size_t at = slash ? (size_t)(slash - name->text.data) : 0;

	if (slash)
		meant = pack_meant(source, own, slice_cut(name->text, 0, at));
	near = meant ? nearest_in_pack(meant,
				       slice_cut(name->text, at + (slash != NULL), name->text.len))
		     : NULL;
	complaints_add(combining->builder->complaints, name->place, COMPLAINT_ERROR, "unknown-rule",
		       "unknown rule '%.*s'; %s%s%s%s%s", (int)utf8_cut(name->text, 80).len,
		       name->text.data,
		       near ? "did you mean '" : "write the id of a rule of this pack, or pack/id",
		       near && slash ? meant->name.text.data : "", near && slash ? "/" : "",
		       near ? near : "", near ? "'?" : "");
}

static bool resolve(struct combining *combining, size_t pack, uint32_t from,
		    const struct pack_text *name, uint32_t *ret_rule)
{
	const struct pack_rule *source;

	if (!find_rule(combining, pack, name->text, ret_rule)) {
		complain_of_name(combining, pack, name);
		return false;
	}
	source = combining->sources[*ret_rule];
	if (source->status == RULE_DRAFT && combining->sources[from]->status != RULE_DRAFT) {
		complain(combining, name->place, "rests-on-draft",
			 "this rule is a draft, which never runs; make it live or shadow, or the "
			 "one that rests on it a draft");
		return false;
	}
	if (source->status == RULE_SHADOW && combining->sources[from]->status == RULE_LIVE) {
		complain(combining, name->place, "rests-on-shadow",
			 "this rule is on trial, and would decide here; make it live (with part: "
			 "yes if it is to earn nothing), or the one that rests on it shadow, too");
		return false;
	}
	return true;
}

/* --- conditions --- */

static void ask_for_rate(struct combining *combining, struct condition *condition)
{
	struct ruleset *ruleset = combining->builder->ruleset;
	size_t i = 0;

	while (i < ruleset->rate_count &&
	       (ruleset->rates[i].of != condition->rate.of ||
		ruleset->rates[i].within_us != condition->rate.within_us))
		i++;
	if (i == RULESET_RATES_MAX) {
		complain(combining, condition->place, "too-many-rates",
			 "all rules together may ask for 32 different rates; use the same 'within' "
			 "in several rules");
		return;
	}
	if (i == ruleset->rate_count)
		ruleset->rates[ruleset->rate_count++] = condition->rate;
	condition->rate_number = i;
}

static void move_condition(struct combining *combining, struct condition *condition, bool runs)
{
	struct slice *names = take(combining, condition->name_count, sizeof(*names));

	for (size_t i = 0; names && i < condition->name_count; i++) {
		names[i] = arena_copy(&combining->builder->ruleset->arena, condition->names[i]);
		combining->builder->out_of_memory |= !names[i].data;
	}
	condition->names = names;
	condition->text = keep_text(combining, condition->text);
	condition->place = (struct place){ NULL, 0, 0 };
	if (!runs)
		return;
	if (condition->kind == CONDITION_RATE)
		ask_for_rate(combining, condition);
	if (condition->kind == CONDITION_HIDDEN_BEFORE)
		combining->builder->ruleset->wants_author_hides = true;
}

/* Copies, with room for two more. */
static void move_conditions(struct combining *combining, const struct conditions *from, bool runs,
			    struct conditions *to)
{
	to->items = take(combining, from->count + 2, sizeof(*to->items));
	for (size_t i = 0; to->items && i < from->count; i++) {
		to->items[i] = from->items[i];
		move_condition(combining, &to->items[i], runs);
		to->count++;
	}
}

static void add_moment(struct combining *combining, const struct pack_moment *moment,
		       enum condition_kind kind, const char *what, struct conditions *to)
{
	char text[TEXT_BYTES];

	if (moment->text.len == 0 || !to->items)
		return;
	snprintf(text, sizeof(text), "%s %s", what, moment->text.data);
	to->items[to->count++] = (struct condition){
		.kind = kind,
		.number = moment->us,
		.text = keep_text(combining, text),
	};
}

/* --- operands --- */

static const char *text_of_conditions(struct combining *combining, const char *what,
				      const struct conditions *when)
{
	char text[TEXT_BYTES];
	size_t len = (size_t)snprintf(text, sizeof(text), "%s: ", what);

	for (size_t i = 0; i < when->count && len < sizeof(text); i++)
		len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%s", i > 0 ? ", " : "",
					when->items[i].text);
	return keep_text(combining, text);
}

static const char *text_of_rule(struct combining *combining, const char *what, uint32_t rule)
{
	char text[TEXT_BYTES];

	snprintf(text, sizeof(text), "%s: %s", what, combining->builder->ruleset->rules[rule].name);
	return keep_text(combining, text);
}

struct position {
	size_t pack;
	uint32_t rule;
};

static void move_parts(struct combining *combining, struct position at,
		       const struct pack_parts *from, const char *what, struct operands *to)
{
	bool runs = combining->sources[at.rule]->status != RULE_DRAFT;

	to->items = take(combining, from->count, sizeof(*to->items));
	for (size_t i = 0; to->items && i < from->count; i++) {
		const struct pack_part *part = &from->items[i];
		struct operand *operand = &to->items[to->count];

		operand->rule = OPERAND_CONDITIONS;
		if (part->rule.text.len == 0) {
			move_conditions(combining, &part->when, runs, &operand->when);
			operand->text = text_of_conditions(combining, what, &part->when);
		} else if (resolve(combining, at.pack, at.rule, &part->rule, &operand->rule)) {
			operand->text = text_of_rule(combining, what, operand->rule);
		} else {
			continue;
		}
		to->count++;
	}
}

static void move_finds(struct combining *combining, struct position at,
		       const struct pack_texts *from, const char *what, struct operands *to)
{
	to->items = take(combining, from->count, sizeof(*to->items));
	for (size_t i = 0; to->items && i < from->count; i++) {
		struct operand *operand = &to->items[to->count];

		if (!resolve(combining, at.pack, at.rule, &from->items[i], &operand->rule))
			continue;
		operand->text = text_of_rule(combining, what, operand->rule);
		to->count++;
	}
}

static void move_at_least(struct combining *combining, struct position at,
			  const struct pack_at_least *from, struct combination *to)
{
	char what[64];

	to->n = from->n;
	to->count_finds = from->finds_of.count > 0;
	snprintf(what, sizeof(what), "at least %u%s of", from->n, to->count_finds ? " finds" : "");
	if (to->count_finds)
		move_finds(combining, at, &from->finds_of, what, &to->of);
	else
		move_parts(combining, at, &from->of, what, &to->of);
}

static void make(struct combining *combining, struct position at)
{
	const struct pack_rule *source = combining->sources[at.rule];
	const struct pack_combination *from = &source->combination;
	struct combination *to = &combining->made[combining->made_count++];
	bool runs = source->status != RULE_DRAFT;

	*to = (struct combination){
		.rule = at.rule,
		.own = source->words.count + source->regexes.count + source->domains.count > 0,
		.is_near = from->is_near,
		.near = from->near,
	};
	combining->builder->ruleset->rules[at.rule].combination = (uint32_t)combining->made_count;
	move_parts(combining, at, &from->all, "all", &to->all);
	move_parts(combining, at, &from->any, "any", &to->any);
	move_parts(combining, at, &from->none, "none", &to->none);
	move_at_least(combining, at, &from->at_least, to);
	to->when.rule = OPERAND_CONDITIONS;
	move_conditions(combining, &from->when, runs, &to->when.when);
	add_moment(combining, &from->starts, CONDITION_STARTS, "starts", &to->when.when);
	add_moment(combining, &from->expires, CONDITION_EXPIRES, "expires", &to->when.when);
	to->when.text = text_of_conditions(combining, "when", &to->when.when);
}

/* --- order --- */

enum { UNSEEN, ON_THE_WAY, DONE };

static void complain_of_cycle(struct combining *combining, uint32_t again)
{
	const struct rule *rules = combining->builder->ruleset->rules;
	const struct pack_rule *source = combining->sources[combining->made[again].rule];
	char path[PATH_BYTES];
	size_t len = 0, from = 0;

	while (combining->path[from] != again)
		from++;
	for (size_t i = from; i <= combining->depth && len < sizeof(path); i++) {
		uint32_t made = i < combining->depth ? combining->path[i] : again;

		len += (size_t)snprintf(path + len, sizeof(path) - len, "%s%s",
					i > from ? " → " : "",
					rules[combining->made[made].rule].name);
	}
	complaints_add(combining->builder->complaints, source->id.place, COMPLAINT_ERROR, "cycle",
		       "this rule rests on itself: %s; take one of these steps out", path);
}

static void visit(struct combining *combining, uint32_t made);

static void visit_operands(struct combining *combining, const struct operands *operands)
{
	for (size_t i = 0; i < operands->count; i++) {
		uint32_t rule = operands->items[i].rule;

		if (rule != OPERAND_CONDITIONS &&
		    combining->builder->ruleset->rules[rule].combination > 0)
			visit(combining, combining->builder->ruleset->rules[rule].combination - 1);
	}
}

/* Depth first; bounded by DEPTH_MAX. */
static void visit(struct combining *combining, uint32_t made)
{
	struct ruleset *ruleset = combining->builder->ruleset;
	const struct combination *combination = &combining->made[made];

	if (combining->state[made] == DONE)
		return;
	if (combining->state[made] == ON_THE_WAY) {
		complain_of_cycle(combining, made);
		return;
	}
	if (combining->depth == DEPTH_MAX) {
		complain(combining, combining->sources[combination->rule]->id.place,
			 "combination-depth",
			 "rules rest on rules more than 32 deep here; rest on fewer steps");
		return;
	}
	combining->state[made] = ON_THE_WAY;
	combining->path[combining->depth++] = made;
	visit_operands(combining, &combination->all);
	visit_operands(combining, &combination->any);
	visit_operands(combining, &combination->none);
	visit_operands(combining, &combination->of);
	combining->depth--;
	combining->state[made] = DONE;
	ruleset->combinations[ruleset->combination_count++] = *combination;
}

static void put_in_order(struct combining *combining)
{
	struct ruleset *ruleset = combining->builder->ruleset;

	ruleset->combinations =
		take(combining, combining->made_count, sizeof(*ruleset->combinations));
	combining->state = take_for_now(combining, combining->made_count, 1);
	if (combining->builder->out_of_memory)
		return;
	for (uint32_t i = 0; i < combining->made_count; i++)
		visit(combining, i);
	for (uint32_t i = 0; i < ruleset->combination_count; i++)
		ruleset->rules[ruleset->combinations[i].rule].combination = i + 1;
}

/* --- who feeds whom --- */

typedef void take_edge(struct ruleset *ruleset, uint32_t rule, uint32_t combination);

static void count_edge(struct ruleset *ruleset, uint32_t rule, uint32_t combination)
{
	(void)combination;
	ruleset->fed_from[rule + 1]++;
}

/* Behind counting, fed_from[rule + 1] is where the next of `rule` goes. */
static void write_edge(struct ruleset *ruleset, uint32_t rule, uint32_t combination)
{
	ruleset->fed[ruleset->fed_from[rule + 1]++] = combination;
}

static void edges_of(struct ruleset *ruleset, const struct operands *operands, uint32_t combination,
		     take_edge *edge)
{
	for (size_t i = 0; i < operands->count; i++)
		if (operands->items[i].rule != OPERAND_CONDITIONS)
			edge(ruleset, operands->items[i].rule, combination);
}

/* Its own words call a rule too; what only must not be found calls none. */
static void each_edge(struct ruleset *ruleset, take_edge *edge)
{
	for (uint32_t i = 0; i < ruleset->combination_count; i++) {
		const struct combination *combination = &ruleset->combinations[i];

		if (combination->own)
			edge(ruleset, combination->rule, i);
		edges_of(ruleset, &combination->all, i, edge);
		edges_of(ruleset, &combination->any, i, edge);
		edges_of(ruleset, &combination->of, i, edge);
	}
}

static void feed(struct combining *combining)
{
	struct ruleset *ruleset = combining->builder->ruleset;
	uint32_t sum = 0;

	ruleset->fed_from = take(combining, ruleset->rule_count + 1, sizeof(uint32_t));
	if (!ruleset->fed_from)
		return;
	each_edge(ruleset, count_edge);
	for (size_t i = 0; i < ruleset->rule_count; i++) {
		uint32_t count = ruleset->fed_from[i + 1];

		ruleset->fed_from[i + 1] = sum;
		sum += count;
	}
	ruleset->fed = take(combining, sum, sizeof(uint32_t));
	if (ruleset->fed)
		each_edge(ruleset, write_edge);
}

/* --- the door --- */

/* Gives how many rules rest on something. */
static size_t index_sources(struct combining *combining)
{
	const struct rule_source *source = combining->builder->source;
	uint32_t number = 0;
	size_t combinations = 0;

	for (size_t i = 0; i < source->pack_count; i++) {
		const struct pack *pack = source->packs[i].pack;

		combining->first[i] = number;
		for (size_t j = 0; j < pack->rule_count; j++, number++) {
			combining->sources[number] = &pack->rules[j];
			combinations += pack_combines(&pack->rules[j].combination);
			combining->builder->ruleset->combined |= pack->rules[j].part;
		}
	}
	return combinations;
}

static void warn_of_unused_parts(struct combining *combining)
{
	const struct ruleset *ruleset = combining->builder->ruleset;
	bool *used = take_for_now(combining, ruleset->rule_count, sizeof(*used));

	for (size_t i = 0; used && i < ruleset->combination_count; i++) {
		const struct combination *combination = &ruleset->combinations[i];
		const struct operands *const lists[] = { &combination->all, &combination->any,
							 &combination->none, &combination->of };

		for (size_t j = 0; j < sizeof(lists) / sizeof(lists[0]); j++)
			for (size_t k = 0; k < lists[j]->count; k++)
				if (lists[j]->items[k].rule != OPERAND_CONDITIONS)
					used[lists[j]->items[k].rule] = true;
	}
	for (size_t i = 0; used && i < ruleset->rule_count; i++)
		if (ruleset->rules[i].part && !used[i])
			builder_complain(combining->builder, combining->sources[i]->id.place,
					 COMPLAINT_WARNING, "unused-part",
					 "no rule rests on this part; take it out, or combine it");
}

void builder_combinations(struct builder *builder)
{
	const struct rule_source *source = builder->source;
	struct combining combining = { .builder = builder };
	size_t count, errors;
	bool ordered;

	if (builder->out_of_memory)
		return;
	combining.first = take_for_now(&combining, source->pack_count, sizeof(uint32_t));
	combining.sources =
		take_for_now(&combining, builder->ruleset->rule_count, sizeof(struct pack_rule *));
	if (builder->out_of_memory)
		return;
	count = index_sources(&combining);
	combining.made = take_for_now(&combining, count, sizeof(*combining.made));
	if (!combining.made)
		return;
	for (size_t i = 0; i < source->pack_count; i++)
		for (size_t j = 0; j < source->packs[i].pack->rule_count; j++)
			if (pack_combines(&source->packs[i].pack->rules[j].combination))
				make(&combining,
				     (struct position){ i, combining.first[i] + (uint32_t)j });
	builder->ruleset->combined |= count > 0;
	if (!builder->ruleset->combined)
		return;
	errors = builder->complaints->errors;
	put_in_order(&combining);
	ordered = builder->complaints->errors == errors;
	if (!builder->out_of_memory)
		feed(&combining);
	if (builder->out_of_memory)
		return;
	builder_grounds(builder, combining.sources);
	if (ordered) /* what rests on itself would be asked for ever */
		builder_conflicts(builder, combining.sources);
	warn_of_unused_parts(&combining);
}
