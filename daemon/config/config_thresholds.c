/* config_thresholds.c - see config_thresholds.h. */
#include "config_thresholds.h"

#include "suggest.h"
#include "units.h"

#define COMPLAIN(complaints, node, code, ...)                                                      \
	complaints_add(complaints, (node)->place, COMPLAINT_ERROR, code, __VA_ARGS__)

static void read_points(struct complaints *complaints, const struct yaml *node, int32_t *ret_points)
{
	int64_t points;

	if (node->type == YAML_SCALAR && slice_is(node->text, "never")) {
		*ret_points = THRESHOLD_NEVER;
		return;
	}
	if (node->type != YAML_SCALAR || !units_parse_thousandths(node->text, &points) ||
	    points <= 0 || points > 1000000) {
		COMPLAIN(complaints, node, "wrong-type",
			 "a threshold is a number of points above 0, at most 1000, or never");
		return;
	}
	*ret_points = (int32_t)points;
}

static void read_category(struct complaints *complaints, const struct yaml *node,
			  enum category category, struct thresholds *thresholds)
{
	if (node->type != YAML_MAPPING) {
		COMPLAIN(complaints, node, "wrong-type", "write {review: 4, hide: 8}");
		return;
	}
	for (const struct yaml *member = node->first; member; member = member->next) {
		if (slice_is(member->key, "review"))
			read_points(complaints, member, &thresholds->review[category]);
		else if (slice_is(member->key, "hide"))
			read_points(complaints, member, &thresholds->hide[category]);
		else
			COMPLAIN(complaints, member, "unknown-key",
				 "a threshold has review and hide, not \"%.*s\"",
				 (int)member->key.len, member->key.data);
	}
	if (thresholds->hide[category] < thresholds->review[category])
		COMPLAIN(complaints, node, "thresholds", "hide must not lie below review");
}

void config_thresholds_read(const struct yaml *node, struct thresholds *thresholds,
			    struct complaints *complaints)
{
	const char *names[CATEGORY_COUNT];

	if (!node)
		return;
	if (node->type != YAML_MAPPING) {
		COMPLAIN(complaints, node, "wrong-type",
			 "thresholds are by category: write {insult: {review: 4, hide: 8}}");
		return;
	}
	for (size_t i = 0; i < CATEGORY_COUNT; i++)
		names[i] = category_name((enum category)i);
	for (const struct yaml *member = node->first; member; member = member->next) {
		const char *near = suggest_nearest(member->key, names, CATEGORY_COUNT);
		enum category category;

		if (category_from_name(member->key, &category))
			read_category(complaints, member, category, thresholds);
		else
			COMPLAIN(complaints, member, "unknown-key", "\"%.*s\" is no category%s%s%s",
				 (int)member->key.len, member->key.data,
				 near ? "; did you mean \""
				      : "; they are threat hate insult profanity sexual selfharm "
					"spam private",
				 near ? near : "", near ? "\"?" : "");
	}
}
