/* config_areas.c - see config_areas.h. */
#include "config_areas.h"

#include "config_tables.h"
#include "language.h"

enum { NAMES_MAX = 1000 };

/* One name, or a list of them. */
static void read_names(struct config_reader *reader, const struct yaml *item, const char *key,
		       struct config_names *ret_names)
{
	const struct yaml *given = yaml_get(item, key);
	bool alone = given && given->type == YAML_SCALAR;

	if (!given)
		return;
	if (!alone && (given->type != YAML_LIST || given->count == 0 || given->count > NAMES_MAX)) {
		CONFIG_COMPLAIN(reader, given, "wrong-type", "%s must be a name or a list of names",
				key);
		return;
	}
	ret_names->items =
		arena_calloc(reader->arena, alone ? 1 : given->count, sizeof(*ret_names->items));
	if (!ret_names->items) {
		CONFIG_COMPLAIN(reader, given, "memory", "out of memory");
		return;
	}
	for (const struct yaml *name = alone ? given : given->first; name;
	     name = alone ? NULL : name->next) {
		if (name->type == YAML_SCALAR && name->text.len > 0)
			ret_names->items[ret_names->count++] = name->text.data;
		else
			CONFIG_COMPLAIN(reader, name, "wrong-type", "an entry of %s must be text",
					key);
	}
}

static void take_languages(struct config_reader *reader, const struct yaml *item,
			   struct config_names *languages)
{
	enum language language;

	for (size_t i = 0; i < languages->count; i++) {
		bool known = language_from_name(slice_from(languages->items[i]), &language) &&
			     language != LANGUAGE_ANY && language != LANGUAGE_OTHER;

		if (known)
			languages->items[i] = language_name(language); /* "swe" is "sv" */
		else
			CONFIG_COMPLAIN(
				reader, yaml_get(item, "languages"), "unknown-name",
				"there is no language \"%s\"; name sv, nb, nn, da, de or en",
				languages->items[i]);
	}
}

static void read_area(struct config_reader *reader, const struct yaml *item,
		      struct config_area *area)
{
	if (item->type != YAML_MAPPING)
		return;
	read_names(reader, item, "topics", &area->topics);
	read_names(reader, item, "channels", &area->channels);
	read_names(reader, item, "languages", &area->languages);
	take_languages(reader, item, &area->languages);
	if (!yaml_get(item, "topics") && !yaml_get(item, "channels") &&
	    !yaml_get(item, "languages"))
		CONFIG_COMPLAIN(
			reader, item, "areas",
			"an area needs topics, channels or languages, by which its incidents are "
			"known; for all of a brand give the brand a policy");
}

void config_areas_read(struct config_reader *reader)
{
	struct config *config = reader->config;
	const struct yaml *list = yaml_get(reader->root, "areas");
	const struct yaml *item = list ? list->first : NULL;

	config->areas = config_reader_list(reader, reader->root, &config_area_table, "areas",
					   sizeof(*config->areas), NULL, &config->area_count);
	if (list && config->area_count > CONFIG_AREAS_MAX)
		CONFIG_COMPLAIN(reader, list, "too-many", "more than %d areas; join some of them",
				CONFIG_AREAS_MAX);
	for (size_t i = 0; item && i < config->area_count; i++, item = item->next)
		read_area(reader, item, &config->areas[i]);
}
