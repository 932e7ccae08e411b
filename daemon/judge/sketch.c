/* sketch.c - see sketch.h. */
#include "sketch.h"

struct group {
	uint16_t places[SKETCH_PLACES_MAX];
	size_t count, max;
};

static bool add_place(struct group *group, uint16_t place)
{
	for (size_t i = 0; i < group->count; i++)
		if (group->places[i] == place)
			return true;
	if (group->count == group->max)
		return false;
	group->places[group->count++] = place;
	return true;
}

/* What stands there in either form: a need must hold for both. */
static bool add_pattern(struct group *group, const struct pattern *pattern)
{
	for (int form = 0; form < FORM_COUNT; form++) {
		struct slice text = pattern_text(pattern, form);

		if (text.len == 0)
			continue; /* not looked for in this form */
		if (pattern->kind != PATTERN_EXACT &&
		    (pattern->kind != PATTERN_PREFIX || text.len < SKETCH_WORD_BYTES))
			return false;
		if (!add_place(group, sketch_place(text)))
			return false;
	}
	return true;
}

bool sketch_need(struct sketch_needs *needs, const struct slot *slot)
{
	struct group group = { .count = 0 };
	size_t groups = 0, used = 0;

	while (groups < SKETCH_GROUPS_MAX && needs->ends[groups])
		used = needs->ends[groups++];
	if (groups == SKETCH_GROUPS_MAX)
		return false;
	group.max = SKETCH_PLACES_MAX - used;
	for (size_t i = 0; i < slot->count; i++)
		if (!add_pattern(&group, &slot->items[i]->patterns[0]))
			return false;
	if (group.count == 0)
		return false;
	memcpy(needs->places + used, group.places, group.count * sizeof(group.places[0]));
	needs->ends[groups] = (uint8_t)(used + group.count);
	return true;
}
