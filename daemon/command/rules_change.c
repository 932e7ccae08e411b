/* rules_change.c - see rules_change.h. */
#include "rules_change.h"
#include "utf8.h"
#include <stdlib.h>

void rules_change_done(struct rules_change *change)
{
	for (size_t i = 0; i < change->rule_count; i++)
		free(change->rules[i].name);
	free(change->rules);
	*change = (struct rules_change){ 0 };
}

static struct rules_change_rule *rule_of(struct rules_change *change, const char *name)
{
	for (size_t i = 0; i < change->rule_count; i++)
		if (strcmp(change->rules[i].name, name) == 0)
			return &change->rules[i];
	if (change->rule_count == change->rule_capacity) {
		size_t capacity = change->rule_capacity ? 2 * change->rule_capacity : 32;
		void *larger = reallocarray(change->rules, capacity, sizeof(*change->rules));

		if (!larger)
			return NULL;
		change->rules = larger;
		change->rule_capacity = capacity;
	}
	struct rules_change_rule *rule = &change->rules[change->rule_count];
	*rule = (struct rules_change_rule){ .name = strdup(name) };
	if (!rule->name)
		return NULL;
	change->rule_count++;
	return rule;
}

/* The comment on one line, cut, and without what a terminal would obey. */
static void write_line(struct slice text, char to[RULES_CHANGE_SAMPLE_BYTES])
{
	text = utf8_cut(text, RULES_CHANGE_SAMPLE_BYTES - 1);
	for (size_t i = 0; i < text.len; i++)
		to[i] = (unsigned char)text.data[i] < ' ' || text.data[i] == 0x7f ? ' '
										  : text.data[i];
	to[text.len] = '\0';
}

/* A comment under both sets. */
struct pair {
	struct slice text;
	const struct verdict *before, *after;
};

static void add_sample(struct rules_change_rule *rule, const struct pair *pair)
{
	struct rules_change_sample *sample;

	if (rule->sample_count == RULES_CHANGE_SAMPLES)
		return;
	sample = &rule->samples[rule->sample_count++];
	sample->before = pair->before->action;
	sample->after = pair->after->action;
	write_line(pair->text, sample->text);
}

/* How often the rule found something, how often that was excused, and what it paid for all. */
struct part {
	size_t finds, excused;
	int64_t points;
};

static struct part part_of(const struct verdict *verdict, const char *name)
{
	struct part part = { 0, 0, 0 };

	for (size_t i = 0; i < verdict->match_count; i++) {
		if (strcmp(verdict->matches[i].rule, name) != 0)
			continue;
		part.finds++;
		part.excused += verdict->matches[i].context != NULL;
		part.points += verdict->matches[i].points;
	}
	return part;
}

static bool stands_before(const struct verdict *verdict, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(verdict->matches[i].rule, verdict->matches[index].rule) == 0)
			return true;
	return false;
}

static bool add_rule(struct rules_change *change, const struct pair *pair, const char *name)
{
	const struct part before = part_of(pair->before, name), after = part_of(pair->after, name);
	struct rules_change_rule *rule;

	if (before.finds > 0 && after.finds > 0 && before.points == after.points &&
	    before.excused == after.excused)
		return true;
	rule = rule_of(change, name);
	if (!rule)
		return false;
	rule->gained += before.finds == 0;
	rule->lost += after.finds == 0;
	rule->weighed += before.finds > 0 && after.finds > 0;
	add_sample(rule, pair);
	return true;
}

/* Each rule once, be it in one verdict or in both. */
static bool add_rules(struct rules_change *change, const struct pair *pair)
{
	bool good = true;

	for (size_t i = 0; good && i < pair->after->match_count; i++)
		if (!stands_before(pair->after, i))
			good = add_rule(change, pair, pair->after->matches[i].rule);
	for (size_t i = 0; good && i < pair->before->match_count; i++)
		if (!stands_before(pair->before, i) &&
		    part_of(pair->after, pair->before->matches[i].rule).finds == 0)
			good = add_rule(change, pair, pair->before->matches[i].rule);
	return good;
}

int rules_change_add(struct rules_change *change, struct slice text, const struct verdict *before,
		     const struct verdict *after, struct error *error)
{
	const struct pair pair = { text, before, after };

	change->comments++;
	change->actions[before->action][after->action]++;
	if (before->action == after->action)
		return 0;
	change->changed++;
	if (!add_rules(change, &pair))
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static size_t comments_of(const struct rules_change_rule *rule)
{
	return rule->gained + rule->lost + rule->weighed;
}

static int compare(const void *left, const void *right)
{
	const struct rules_change_rule *a = left, *b = right;
	size_t many = comments_of(a), other = comments_of(b);

	if (many != other)
		return many > other ? -1 : 1;
	return strcmp(a->name, b->name);
}

static void print_rule(const struct rules_change_rule *rule, FILE *to)
{
	fprintf(to, "%s: found in %zu more, in %zu fewer", rule->name, rule->gained, rule->lost);
	if (rule->weighed)
		fprintf(to, ", counts otherwise in %zu", rule->weighed);
	fputc('\n', to);
	for (size_t i = 0; i < rule->sample_count; i++)
		fprintf(to, "    %s to %s: %s\n", action_name(rule->samples[i].before),
			action_name(rule->samples[i].after), rule->samples[i].text);
}

void rules_change_print(struct rules_change *change, FILE *to)
{
	fprintf(to, "%zu comments, %zu change\n", change->comments, change->changed);
	for (int i = 0; i < ACTION_COUNT; i++)
		for (int j = 0; j < ACTION_COUNT; j++)
			if (i != j && change->actions[i][j] > 0)
				fprintf(to, "  %s to %s: %zu\n", action_name((enum action)i),
					action_name((enum action)j), change->actions[i][j]);
	if (change->rule_count > 0)
		qsort(change->rules, change->rule_count, sizeof(*change->rules), compare);
	for (size_t i = 0; i < change->rule_count; i++)
		print_rule(&change->rules[i], to);
}
