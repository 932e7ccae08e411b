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
static void add_sample(struct rules_change_rule *rule, struct slice text)
{
	char *to;

	if (rule->sample_count == RULES_CHANGE_SAMPLES)
		return;
	to = rule->samples[rule->sample_count++];
	text = utf8_cut(text, RULES_CHANGE_SAMPLE_BYTES - 1);
	for (size_t i = 0; i < text.len; i++)
		to[i] = (unsigned char)text.data[i] < ' ' || text.data[i] == 0x7f ? ' '
										  : text.data[i];
	to[text.len] = '\0';
}

static bool has_rule(const struct verdict *verdict, const char *name)
{
	for (size_t i = 0; i < verdict->match_count; i++)
		if (strcmp(verdict->matches[i].rule, name) == 0)
			return true;
	return false;
}

static bool stands_before(const struct verdict *verdict, size_t index)
{
	for (size_t i = 0; i < index; i++)
		if (strcmp(verdict->matches[i].rule, verdict->matches[index].rule) == 0)
			return true;
	return false;
}

/* Rules of `one` that the other lacks. */
static bool add_rules(struct rules_change *change, struct slice text, const struct verdict *one,
		      const struct verdict *other, bool gained)
{
	for (size_t i = 0; i < one->match_count; i++) {
		struct rules_change_rule *rule;

		if (has_rule(other, one->matches[i].rule) || stands_before(one, i))
			continue;
		rule = rule_of(change, one->matches[i].rule);
		if (!rule)
			return false;
		rule->gained += gained;
		rule->lost += !gained;
		add_sample(rule, text);
	}
	return true;
}

int rules_change_add(struct rules_change *change, struct slice text, const struct verdict *before,
		     const struct verdict *after, struct error *error)
{
	change->comments++;
	change->actions[before->action][after->action]++;
	if (before->action == after->action)
		return 0;
	change->changed++;
	if (!add_rules(change, text, after, before, true) ||
	    !add_rules(change, text, before, after, false))
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

static int compare(const void *left, const void *right)
{
	const struct rules_change_rule *a = left, *b = right;
	size_t many = a->gained + a->lost, other = b->gained + b->lost;

	if (many != other)
		return many > other ? -1 : 1;
	return strcmp(a->name, b->name);
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
	for (size_t i = 0; i < change->rule_count; i++) {
		const struct rules_change_rule *rule = &change->rules[i];

		fprintf(to, "%s: found in %zu more, in %zu fewer\n", rule->name, rule->gained,
			rule->lost);
		for (size_t j = 0; j < rule->sample_count; j++)
			fprintf(to, "    %s\n", rule->samples[j]);
	}
}
