/* unless.c - see unless.h. */
#include "unless.h"

void unless_add(struct unless *unless, uint32_t rule, struct phrase_hit words)
{
	if (unless->count < UNLESS_FINDS_MAX)
		unless->finds[unless->count++] = (struct unless_find){ rule, words };
}

/* No sentence begins between the two. */
static bool in_one_sentence(const struct word_view *plain, struct phrase_hit a, struct phrase_hit b)
{
	struct phrase_hit before = a.first < b.first ? a : b, behind = a.first < b.first ? b : a;

	for (size_t at = before.last + 1; at <= behind.first && at < plain->count; at++)
		if (plain->words[at].sentence_start)
			return false;
	return true;
}

enum unless_reach unless_of(const struct unless *unless, const struct rule *rule, uint32_t number,
			    const struct word_view *plain, struct phrase_hit words)
{
	if (rule->category == CATEGORY_NONE || rule->points < 0 || rule->combination > 0 ||
	    words.first > words.last)
		return UNLESS_HERE;
	for (size_t i = 0; i < unless->count; i++)
		if (unless->finds[i].rule == number &&
		    in_one_sentence(plain, unless->finds[i].words, words))
			return UNLESS_HERE;
	return UNLESS_ELSEWHERE;
}
