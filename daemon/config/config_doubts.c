/* config_doubts.c - see config_doubts.h. */
#include "config_doubts.h"

#include "clock.h"
#include "yaml.h"

#include <string.h>

#define FAR_US (366 * CLOCK_DAY_US)

struct doubts {
	const struct config *config;
	int64_t now_us;
	struct complaints *complaints;
};

#define DOUBT(doubts, node, code, ...)                                                             \
	complaints_add((doubts)->complaints, (node)->place, COMPLAINT_WARNING, code, __VA_ARGS__)

static const struct yaml *first_of(const struct doubts *doubts, const char *key)
{
	const struct yaml *list = yaml_get(doubts->config->root, key);

	return list ? list->first : NULL;
}

/* Brands need not be named; where some are, one that is not may be misspelt. */
static void doubt_brand(const struct doubts *doubts, const struct yaml *item, const char *brand)
{
	const struct config *config = doubts->config;
	const char *near;

	if (!brand || config->brand_count == 0 ||
	    config_brand(config, slice_from(brand)) != &config->defaults)
		return;
	near = config_brand_suggest(config, slice_from(brand));
	DOUBT(doubts, yaml_get(item, "brand"), "unknown-brand",
	      "brands does not name \"%s\"; correct the name%s%s%s, or add it to brands", brand,
	      near ? " (did you mean \"" : "", near ? near : "", near ? "\"?)" : "");
}

static bool holds(const struct config_names *names, const char *name)
{
	for (size_t i = 0; i < names->count; i++)
		if (strcmp(names->items[i], name) == 0)
			return true;
	return false;
}

/* Whatever is in one of `inner` is in one of `outer`; without names, in any. */
static bool covers_names(const struct config_names *outer, const struct config_names *inner)
{
	if (outer->count == 0)
		return true;
	for (size_t i = 0; i < inner->count; i++)
		if (!holds(outer, inner->items[i]))
			return false;
	return inner->count > 0;
}

static bool covers(const struct config_area *outer, const struct config_area *inner)
{
	const bool brand =
		!outer->brand || (inner->brand && strcmp(outer->brand, inner->brand) == 0);

	return brand && covers_names(&outer->topics, &inner->topics) &&
	       covers_names(&outer->channels, &inner->channels) &&
	       covers_names(&outer->languages, &inner->languages);
}

static void doubt_areas(const struct doubts *doubts)
{
	const struct config_area *areas = doubts->config->areas;
	const struct yaml *item = first_of(doubts, "areas");

	for (size_t i = 0; item && i < doubts->config->area_count; i++, item = item->next) {
		size_t before = 0;

		doubt_brand(doubts, item, areas[i].brand);
		while (before < i && !covers(&areas[before], &areas[i]))
			before++;
		if (before < i)
			DOUBT(doubts, item, "never-reached",
			      "area %s before it has all that this one names, so this one gets no "
			      "incident; put it before that, or remove it",
			      areas[before].name);
	}
}

static void doubt_events(const struct doubts *doubts)
{
	const struct config_event *events = doubts->config->events;
	const struct yaml *item = first_of(doubts, "events");

	for (size_t i = 0; item && i < doubts->config->event_count; i++, item = item->next) {
		doubt_brand(doubts, item, events[i].brand);
		if (events[i].to_us <= doubts->now_us)
			DOUBT(doubts, yaml_get(item, "to"), "past",
			      "the event is over, and does nothing but in a replay; correct its "
			      "times, or remove it");
	}
}

static bool is_named(const struct config *config, size_t schedule)
{
	for (size_t i = 0; i < config->policy_count; i++) {
		const struct config_policy *policy = &config->policies[i];

		for (size_t k = 0; k < policy->step_count; k++) {
			const struct config_step *step = &policy->steps[k];

			for (size_t n = 0; n < step->target_count; n++)
				if (step->targets[n].kind == CONFIG_TARGET_SCHEDULE &&
				    step->targets[n].index == schedule)
					return true;
		}
	}
	return false;
}

static void doubt_schedules(const struct doubts *doubts)
{
	const struct config *config = doubts->config;
	const struct yaml *item = first_of(doubts, "schedules");

	for (size_t i = 0; item && i < config->schedule_count; i++, item = item->next) {
		const struct config_schedule *schedule = &config->schedules[i];

		if (!is_named(config, i))
			DOUBT(doubts, item, "unused",
			      "no step of a policy names schedule %s, so nobody is called by it; "
			      "write notify: [schedule %s], or remove it",
			      schedule->name, schedule->name);
		if (schedule->start_us > doubts->now_us + FAR_US)
			DOUBT(doubts, yaml_get(item, "start"), "far-away",
			      "turns begin more than a year from now, and until then it is always "
			      "%s's; correct the year",
			      config->people[schedule->people[0]].name);
	}
}

static void doubt_policies(const struct doubts *doubts)
{
	const struct yaml *item = first_of(doubts, "policies");

	for (size_t i = 0; item && i < doubts->config->policy_count; i++, item = item->next)
		if (doubts->config->policies[i].night && doubts->config->policies[i].wakes == 4)
			DOUBT(doubts, yaml_get(item, "wakes"), "nothing-waits",
			      "4 is the mildest, so nothing waits for the night's end; lower "
			      "wakes, "
			      "or remove night");
}

void config_doubts_find(const struct config *config, int64_t now_us, struct complaints *complaints)
{
	const struct doubts doubts = { config, now_us, complaints };

	if (!config->root)
		return;
	doubt_areas(&doubts);
	doubt_events(&doubts);
	doubt_schedules(&doubts);
	doubt_policies(&doubts);
}
