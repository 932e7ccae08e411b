/* config_schedules.c - see config_schedules.h. */
#include "config_schedules.h"

#include "config_tables.h"
#include "config_zones.h"

static size_t person_of(struct config_reader *reader, const struct yaml *where, const char *name)
{
	const struct config *config = reader->config;

	return config_reader_resolve(reader, where, "person", config->people, config->people_count,
				     sizeof(*config->people), slice_from(name));
}

static void read_people(struct config_reader *reader, const struct yaml *item,
			struct config_schedule *schedule)
{
	const struct yaml *people = yaml_get(item, "people");
	size_t count = 0;
	const char **names = config_reader_texts(reader, people, "people", &count);

	schedule->people =
		arena_calloc(reader->arena, count ? count : 1, sizeof(*schedule->people));
	if (!schedule->people || count == 0) {
		CONFIG_COMPLAIN(reader, item, "nobody",
				"the schedule needs people: a list of names from people");
		return;
	}
	for (size_t i = 0; i < count; i++)
		schedule->people[schedule->people_count++] = person_of(reader, people, names[i]);
}

static void read_overrides(struct config_reader *reader, const struct yaml *item,
			   struct config_schedule *schedule)
{
	const struct yaml *list = yaml_get(item, "overrides");
	const struct yaml *node = list ? list->first : NULL;

	schedule->overrides =
		config_reader_list(reader, item, &config_override_table, "overrides",
				   sizeof(*schedule->overrides), NULL, &schedule->override_count);
	for (size_t i = 0; node && i < schedule->override_count; i++, node = node->next) {
		struct config_override *override = &schedule->overrides[i];

		override->person = CONFIG_NONE;
		if (override->person_name)
			override->person = person_of(reader, node, override->person_name);
		if (override->person_name && override->to_us <= override->from_us)
			CONFIG_COMPLAIN(reader, node, "overrides",
					"the override ends before it begins; correct from or to");
	}
}

void config_schedules_read(struct config_reader *reader)
{
	struct config *config = reader->config;
	const struct yaml *list = yaml_get(reader->root, "schedules");
	const struct yaml *item = list ? list->first : NULL;

	config->schedules =
		config_reader_list(reader, reader->root, &config_schedule_table, "schedules",
				   sizeof(*config->schedules), NULL, &config->schedule_count);
	config_reader_names_differ(reader, "schedules", config->schedules, config->schedule_count,
				   sizeof(*config->schedules));
	for (size_t i = 0; item && i < config->schedule_count; i++, item = item->next) {
		read_people(reader, item, &config->schedules[i]);
		config->schedules[i].zone =
			config_zone_read(reader, item, config->schedules[i].timezone);
		read_overrides(reader, item, &config->schedules[i]);
	}
}
