/* config_zones.c - see config_zones.h. */
#include "config_zones.h"

struct zone config_zone_read(struct config_reader *reader, const struct yaml *item,
			     const char *name)
{
	struct zone zone = { 0 };
	const char *near;

	if (!name || zone_from_name(slice_from(name), &zone))
		return zone;
	near = zone_suggest(slice_from(name));
	CONFIG_COMPLAIN(reader, yaml_get(item, "timezone"), "timezone",
			"there is no time zone \"%s\"%s%s%s", name,
			near ? "; did you mean \"" : "; write UTC, +01:00 or a city as Europe/Oslo",
			near ? near : "", near ? "\"?" : "");
	return (struct zone){ 0 };
}

static struct zone zone_of_policy(const struct config *config, const struct config_policy *policy)
{
	for (size_t i = 0; i < policy->step_count; i++) {
		const struct config_step *step = &policy->steps[i];

		for (size_t k = 0; k < step->target_count; k++)
			if (step->targets[k].kind == CONFIG_TARGET_SCHEDULE &&
			    step->targets[k].index != CONFIG_NONE)
				return config->schedules[step->targets[k].index].zone;
	}
	return (struct zone){ 0 };
}

static void resolve(struct config_reader *reader, const struct yaml *item,
		    struct config_brand *brand)
{
	const struct config *config = reader->config;

	if (brand->timezone)
		brand->zone = config_zone_read(reader, item, brand->timezone);
	else if (brand->policy != CONFIG_NONE)
		brand->zone = zone_of_policy(config, &config->policies[brand->policy]);
}

void config_zones_resolve(struct config_reader *reader)
{
	struct config *config = reader->config;
	const struct yaml *defaults = yaml_get(reader->root, "defaults");
	const struct yaml *list = yaml_get(reader->root, "brands");
	const struct yaml *item = list ? list->first : NULL;

	resolve(reader, defaults, &config->defaults);
	for (size_t i = 0; item && i < config->brand_count; i++, item = item->next) {
		/* What the defaults say is complained of there alone. */
		if (yaml_get(item, "timezone") || !config->defaults.timezone)
			resolve(reader, item, &config->brands[i]);
		else
			config->brands[i].zone = config->defaults.zone;
	}
}
