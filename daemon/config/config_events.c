/* config_events.c - see config_events.h. */
#include "config_events.h"

#include "config_tables.h"
#include "units.h"

#define COMPLAIN(complaints, node, code, ...)                                                      \
	complaints_add(complaints, (node)->place, COMPLAINT_ERROR, code, __VA_ARGS__)

enum { FACTOR_MAX = 100000 }; /* thousandths: a hundred times the usual */

/* How many times the usual: a number, for the table knows whole ones only. */
static void read_factor(const struct yaml *item, struct config_event *event,
			struct complaints *complaints)
{
	const struct yaml *node = yaml_get(item, "factor");

	event->factor = 2000;
	if (!node)
		return;
	if (node->type != YAML_SCALAR || !units_parse_thousandths(node->text, &event->factor) ||
	    event->factor <= 1000 || event->factor > FACTOR_MAX) {
		COMPLAIN(complaints, node, "wrong-type",
			 "factor is how many times the usual number of comments is to be "
			 "expected: above 1, at most 100");
		event->factor = 2000;
	}
}

static void read_event(const struct yaml *item, struct config_event *event, struct arena *arena,
		       struct complaints *complaints)
{
	size_t errors = complaints->errors;

	settings_defaults(&config_event_table, event, arena);
	settings_read(&config_event_table, item, event, arena, complaints);
	if (item->type != YAML_MAPPING)
		return;
	read_factor(item, event, complaints);
	if (complaints->errors == errors && event->to_us <= event->from_us)
		COMPLAIN(complaints, item, "events",
			 "the event ends before it begins; correct from or to");
}

void config_events_read(const struct yaml *root, struct config *config, struct arena *arena,
			struct complaints *complaints)
{
	const struct yaml *list = yaml_get(root, "events");

	if (!list)
		return;
	if (list->type != YAML_LIST || list->count > CONFIG_EVENTS_MAX) {
		COMPLAIN(complaints, list, "wrong-type",
			 "events must be a list of at most %d; begin each item with \"- \"",
			 CONFIG_EVENTS_MAX);
		return;
	}
	config->events = arena_calloc(arena, list->count + 1, sizeof(*config->events));
	if (!config->events) {
		COMPLAIN(complaints, list, "memory", "out of memory");
		return;
	}
	for (const struct yaml *item = list->first; item; item = item->next)
		read_event(item, &config->events[config->event_count++], arena, complaints);
}
