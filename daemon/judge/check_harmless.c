/* check_harmless.c - see check_harmless.h. */
#include "check_harmless.h"
#include "judge_inside.h"
#include "utf8.h"
#include <stdlib.h>

bool check_harmless_begin(struct check_harmless *harmless, const struct ruleset *ruleset)
{
	*harmless = (struct check_harmless){ .ruleset = ruleset };
	harmless->rules = calloc(ruleset->rule_count + 1, sizeof(*harmless->rules));
	return harmless->rules != NULL;
}

void check_harmless_end(struct check_harmless *harmless)
{
	free(harmless->rules);
	*harmless = (struct check_harmless){ .ruleset = NULL };
}

static bool serves(const struct rule *rule, int language)
{
	return rule->languages &
	       (language_bit((enum language)language) | language_bit(LANGUAGE_ANY));
}

void check_harmless_note(struct check_harmless *harmless, const struct matches *matches,
			 uint32_t own, const struct pack_text *example)
{
	for (int i = 0; i < LANGUAGE_COUNT; i++)
		harmless->tried[i] += serves(&harmless->ruleset->rules[own], i);
	for (size_t i = 0; matches && i < matches->count; i++) {
		struct harmless_count *count = &harmless->rules[matches->hits[i].rule];

		/* a rule that hits its own `miss` is told elsewhere */
		if (matches->hits[i].rule == own)
			continue;
		count->finds++;
		count->sample = example;
	}
}

void check_harmless_complain(const struct check_harmless *harmless, uint32_t rule,
			     struct place place, struct complaints *complaints)
{
	const struct harmless_count *count = &harmless->rules[rule];
	size_t tried = 0;

	for (int i = 0; i < LANGUAGE_COUNT; i++)
		if (serves(&harmless->ruleset->rules[rule], i) && tried < harmless->tried[i])
			tried = harmless->tried[i];
	if (harmless->ruleset->rules[rule].points <= 0 || count->finds < CHECK_HARMLESS_LEAST ||
	    count->finds * (size_t)CHECK_HARMLESS_SHARE < tried)
		return;
	complaints_add(complaints, place, COMPLAINT_WARNING, "hits-harmless",
		       "this rule finds %u texts that other rules give as harmless, as '%.*s'; is "
		       "one of its words an everyday one?",
		       count->finds, (int)utf8_cut(count->sample->text, 100).len,
		       count->sample->text.data);
}
