/* unless.c - see unless.h. */
#include "unless.h"
#include "thresholds.h"

void unless_add(struct unless *unless, uint32_t rule, struct phrase_hit words)
{
	if (unless->count < UNLESS_FINDS_MAX)
		unless->finds[unless->count++] = (struct unless_find){ rule, words };
}

/* Neither a sentence nor, where `in_clause`, a clause begins between the two. */
static bool stand_together(const struct word_view *plain, bool in_clause, struct phrase_hit a,
			   struct phrase_hit b)
{
	struct phrase_hit before = a.first < b.first ? a : b, behind = a.first < b.first ? b : a;

	for (size_t at = before.last + 1; at <= behind.first && at < plain->count; at++)
		if (in_clause ? plain->words[at].clause_start : plain->words[at].sentence_start)
			return false;
	return true;
}

/* Without a word of excuse it would be hidden: what may take that away altogether is looked at
 * more closely. */
static bool hides_alone(const struct rule *rule)
{
	return rule->points >= thresholds_default.hide[rule->category];
}

enum unless_reach unless_of(const struct unless *unless, const struct rule *rule, uint32_t number,
			    const struct word_view *plain, struct phrase_hit words)
{
	if (rule->category == CATEGORY_NONE || rule->points < 0 || rule->combination > 0 ||
	    words.first > words.last)
		return UNLESS_HERE;
	for (size_t i = 0; i < unless->count; i++)
		if (unless->finds[i].rule == number &&
		    stand_together(plain, hides_alone(rule), unless->finds[i].words, words))
			return UNLESS_HERE;
	return UNLESS_ELSEWHERE;
}
