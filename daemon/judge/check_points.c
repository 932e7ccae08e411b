/* check_points.c - see check_points.h. */
#include "check_points.h"
#include <stdio.h>

static const struct pack_group *group_of(const struct pack *pack, const struct pack_rule *rule)
{
	for (size_t i = 0; i < pack->group_count; i++)
		if (slice_equal(pack->groups[i].name, rule->group.text))
			return &pack->groups[i];
	return NULL;
}

static bool reaches(int32_t points, int32_t threshold)
{
	return threshold != THRESHOLD_NEVER && points >= threshold;
}

/* What the cap takes from the rule. */
static const char *loss_of(const struct pack_rule *rule, int32_t cap,
			   const struct thresholds *thresholds)
{
	const int32_t hide = thresholds->hide[rule->category];
	const int32_t review = thresholds->review[rule->category];

	if (reaches(rule->points, hide) && !reaches(cap, hide))
		return "so by itself it never hides";
	if (reaches(rule->points, review) && !reaches(cap, review))
		return "so by itself it never brings a comment before a person";
	return "so the rest never counts";
}

static void check_cap(const struct pack *pack, const struct pack_rule *rule,
		      const struct thresholds *thresholds, struct complaints *complaints)
{
	const struct pack_group *group = group_of(pack, rule);

	if (!group || group->cap == 0 || rule->points <= group->cap)
		return;
	complaints_add(
		complaints, rule->group.place, COMPLAINT_WARNING, "over-cap",
		"this rule has %g points and its group '%.*s' earns %g at most (line %u), %s; "
		"lower the points, raise the cap, or take the rule out of the group",
		rule->points / 1000.0, (int)group->name.len, group->name.data, group->cap / 1000.0,
		group->place.line, loss_of(rule, group->cap, thresholds));
}

/* The least points that hide in any category. */
static int32_t least_hide(const struct thresholds *thresholds)
{
	int32_t least = THRESHOLD_NEVER;

	for (int i = 0; i < CATEGORY_COUNT; i++)
		if (thresholds->hide[i] < least)
			least = thresholds->hide[i];
	return least;
}

static void check_category(const struct pack_rule *rule, const struct thresholds *thresholds,
			   struct complaints *complaints)
{
	if (thresholds->hide[rule->category] != THRESHOLD_NEVER ||
	    !reaches(rule->points, least_hide(thresholds)))
		return;
	complaints_add(
		complaints, rule->id.place, COMPLAINT_WARNING, "never-hides",
		"%g points hide in other categories, but %s never hides, whatever its points; "
		"choose another category, or fewer points",
		rule->points / 1000.0, category_name(rule->category));
}

void check_points(const struct pack *pack, const struct pack_rule *rule,
		  const struct thresholds *thresholds, struct complaints *complaints)
{
	if (rule->category == CATEGORY_NONE || rule->points <= 0)
		return;
	check_cap(pack, rule, thresholds, complaints);
	check_category(rule, thresholds, complaints);
}
