/* config_events.c - see config_events.h. */
#include "config_events.h"

#include "config_tables.h"
#include "units.h"

enum { FACTOR_MAX = 100000 }; /* thousandths: a hundred times the usual */

/* How many times the usual: a number, for the table knows whole ones only. */
static void read_factor(struct config_reader *reader, const struct yaml *item,
			struct config_event *event)
{
	const struct yaml *node = yaml_get(item, "factor");

	event->factor = 2000;
	if (!node)
		return;
	if (node->type != YAML_SCALAR || !units_parse_thousandths(node->text, &event->factor) ||
	    event->factor <= 1000 || event->factor > FACTOR_MAX) {
		CONFIG_COMPLAIN(reader, node, "wrong-type",
				"factor is how many times the usual number of comments is to be "
				"expected: above 1, at most 100");
		event->factor = 2000;
	}
}

static void read_event(struct config_reader *reader, const struct yaml *item,
		       struct config_event *event)
{
	if (item->type != YAML_MAPPING)
		return;
	read_factor(reader, item, event);
	if (event->from_us && event->to_us && event->to_us <= event->from_us)
		CONFIG_COMPLAIN(reader, item, "events",
				"the event ends before it begins; correct from or to");
}

void config_events_read(struct config_reader *reader)
{
	struct config *config = reader->config;
	const struct yaml *list = yaml_get(reader->root, "events");
	const struct yaml *item = list ? list->first : NULL;

	config->events = config_reader_list(reader, reader->root, &config_event_table, "events",
					    sizeof(*config->events), NULL, &config->event_count);
	if (list && config->event_count > CONFIG_EVENTS_MAX)
		CONFIG_COMPLAIN(reader, list, "too-many",
				"more than %d events; remove those that are over",
				CONFIG_EVENTS_MAX);
	for (size_t i = 0; item && i < config->event_count; i++, item = item->next)
		read_event(reader, item, &config->events[i]);
}
