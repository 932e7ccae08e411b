/* rules_change.c - see rules_change.h. */
#include "rules_change.h"
#include "terminal.h"
#include "utf8.h"
#include <stdlib.h>

static void list_done(struct rules_change_list *list)
{
	for (size_t i = 0; i < list->count; i++)
		free(list->items[i].name);
	free(list->items);
}

void rules_change_done(struct rules_change *change)
{
	list_done(&change->rules);
	list_done(&change->moods);
	list_done(&change->labels);
	list_done(&change->trials);
	*change = (struct rules_change){ 0 };
}

static struct rules_change_rule *rule_of(struct rules_change_list *list, const char *name)
{
	for (size_t i = 0; i < list->count; i++)
		if (strcmp(list->items[i].name, name) == 0)
			return &list->items[i];
	if (list->count == list->capacity) {
		size_t capacity = list->capacity ? 2 * list->capacity : 32;
		void *larger = reallocarray(list->items, capacity, sizeof(*list->items));

		if (!larger)
			return NULL;
		list->items = larger;
		list->capacity = capacity;
	}
	struct rules_change_rule *rule = &list->items[list->count];
	*rule = (struct rules_change_rule){ .name = strdup(name) };
	if (!rule->name)
		return NULL;
	list->count++;
	return rule;
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
	utf8_copy(sample->text, RULES_CHANGE_SAMPLE_BYTES, pair->text);
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
	rule = rule_of(&change->rules, name);
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

static bool add_mood(struct rules_change *change, const struct pair *pair)
{
	const enum polarity before = pair->before->polarity, after = pair->after->polarity;
	char name[64];

	if (before == after)
		return true;
	(void)snprintf(name, sizeof(name), "%s to %s", polarity_name(before), polarity_name(after));
	struct rules_change_rule *mood = rule_of(&change->moods, name);
	if (!mood)
		return false;
	mood->found++;
	add_sample(mood, pair);
	return true;
}

/* The labels of the one that the other has not. */
static bool add_labels(struct rules_change *change, const struct pair *pair, bool gained)
{
	const struct verdict *one = gained ? pair->after : pair->before;
	const struct verdict *other = gained ? pair->before : pair->after;

	for (size_t i = 0; i < one->label_count; i++) {
		struct rules_change_rule *label;

		if (verdict_has_label(other, one->labels[i]))
			continue;
		label = rule_of(&change->labels, one->labels[i]);
		if (!label)
			return false;
		label->gained += gained;
		label->lost += !gained;
		add_sample(label, pair);
	}
	return true;
}

static bool same_labels(const struct verdict *one, const struct verdict *other)
{
	if (one->label_count != other->label_count)
		return false;
	for (size_t i = 0; i < one->label_count; i++)
		if (!verdict_has_label(other, one->labels[i]))
			return false;
	return true;
}

int rules_change_add(struct rules_change *change, struct slice text, const struct verdict *before,
		     const struct verdict *after, struct error *error)
{
	const struct pair pair = { text, before, after };

	change->comments++;
	change->actions[before->action][after->action]++;
	change->changed += before->action != after->action || before->polarity != after->polarity ||
			   !same_labels(before, after);
	if (!add_mood(change, &pair) || !add_labels(change, &pair, true) ||
	    !add_labels(change, &pair, false) ||
	    (before->action != after->action && !add_rules(change, &pair)))
		return error_set(error, ERROR_MEMORY, "out of memory");
	return 0;
}

/* --- rules on trial --- */

int rules_change_add_trial(struct rules_change *change, struct slice text,
			   const struct verdict *now, const struct verdict *live,
			   struct error *error)
{
	const struct pair pair = { text, now, live };
	const bool changes = now->action != live->action;

	change->would_change += changes;
	for (size_t i = 0; i < now->match_count; i++) {
		struct rules_change_rule *trial;

		if (!now->matches[i].shadow || stands_before(now, i))
			continue;
		trial = rule_of(&change->trials, now->matches[i].rule);
		if (!trial)
			return error_set(error, ERROR_MEMORY, "out of memory");
		trial->found++;
		trial->would += changes;
		if (changes || trial->sample_count == 0)
			add_sample(trial, &pair);
	}
	return 0;
}

/* --- what is printed --- */

static size_t comments_of(const struct rules_change_rule *rule)
{
	return rule->gained + rule->lost + rule->weighed + rule->found;
}

static int compare(const void *left, const void *right)
{
	const struct rules_change_rule *a = left, *b = right;
	size_t many = comments_of(a), other = comments_of(b);

	if (many != other)
		return many > other ? -1 : 1;
	return strcmp(a->name, b->name);
}

static void print_samples(const struct rules_change_rule *rule, FILE *to)
{
	for (size_t i = 0; i < rule->sample_count; i++) {
		const struct rules_change_sample *sample = &rule->samples[i];

		fprintf(to, "    %s", action_name(sample->before));
		if (sample->before != sample->after)
			fprintf(to, " to %s", action_name(sample->after));
		fputs(": ", to);
		terminal_print(to, slice_from(sample->text));
		fputc('\n', to);
	}
}

static void print_rule(const struct rules_change_rule *rule, FILE *to)
{
	fprintf(to, "%s: found in %zu more, in %zu fewer", rule->name, rule->gained, rule->lost);
	if (rule->weighed)
		fprintf(to, ", counts otherwise in %zu", rule->weighed);
	fputc('\n', to);
	print_samples(rule, to);
}

static void print_mood(const struct rules_change_rule *mood, FILE *to)
{
	fprintf(to, "mood %s: %zu\n", mood->name, mood->found);
	print_samples(mood, to);
}

static void print_label(const struct rules_change_rule *label, FILE *to)
{
	fprintf(to, "label %s: in %zu more, in %zu fewer\n", label->name, label->gained,
		label->lost);
	print_samples(label, to);
}

static void print_trial(const struct rules_change_rule *rule, FILE *to)
{
	fprintf(to, "%s: found in %zu, %zu of them among those\n", rule->name, rule->found,
		rule->would);
	print_samples(rule, to);
}

static void print_list(struct rules_change_list *list,
		       void (*print)(const struct rules_change_rule *rule, FILE *to), FILE *to)
{
	if (list->count > 0)
		qsort(list->items, list->count, sizeof(*list->items), compare);
	for (size_t i = 0; i < list->count; i++)
		print(&list->items[i], to);
}

void rules_change_print(struct rules_change *change, FILE *to)
{
	fprintf(to, "%zu comments, %zu change\n", change->comments, change->changed);
	for (int i = 0; i < ACTION_COUNT; i++)
		for (int j = 0; j < ACTION_COUNT; j++)
			if (i != j && change->actions[i][j] > 0)
				fprintf(to, "  %s to %s: %zu\n", action_name((enum action)i),
					action_name((enum action)j), change->actions[i][j]);
	print_list(&change->rules, print_rule, to);
	print_list(&change->moods, print_mood, to);
	print_list(&change->labels, print_label, to);
	if (change->trials.count > 0)
		fprintf(to, "with all shadow rules of the new ones live, %zu more would change:\n",
			change->would_change);
	print_list(&change->trials, print_trial, to);
}
