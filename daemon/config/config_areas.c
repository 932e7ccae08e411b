/* config_areas.c - see config_areas.h. */
#include "config_areas.h"

#include "config_tables.h"
#include "language.h"

enum { NAMES_MAX = 1000 };

#define COMPLAIN(complaints, node, code, ...)                                                      \
	complaints_add(complaints, (node)->place, COMPLAINT_ERROR, code, __VA_ARGS__)

/* One name, or a list of them. */
static void read_names(const struct yaml *item, const char *key, struct config_names *ret_names,
		       struct arena *arena, struct complaints *complaints)
{
	const struct yaml *given = yaml_get(item, key);
	bool alone = given && given->type == YAML_SCALAR;

	if (!given)
		return;
	if (!alone && (given->type != YAML_LIST || given->count == 0 || given->count > NAMES_MAX)) {
		COMPLAIN(complaints, given, "wrong-type", "%s must be a name or a list of names",
			 key);
		return;
	}
	ret_names->items = arena_calloc(arena, alone ? 1 : given->count, sizeof(*ret_names->items));
	if (!ret_names->items) {
		COMPLAIN(complaints, given, "memory", "out of memory");
		return;
	}
	for (const struct yaml *name = alone ? given : given->first; name;
	     name = alone ? NULL : name->next) {
		if (name->type == YAML_SCALAR && name->text.len > 0)
			ret_names->items[ret_names->count++] = name->text.data;
		else
			COMPLAIN(complaints, name, "wrong-type", "an entry of %s must be text",
				 key);
	}
}

static void take_languages(const struct yaml *item, struct config_names *languages,
			   struct complaints *complaints)
{
	enum language language;

	for (size_t i = 0; i < languages->count; i++) {
		bool known = language_from_name(slice_from(languages->items[i]), &language) &&
			     language != LANGUAGE_ANY && language != LANGUAGE_OTHER;

		if (known)
			languages->items[i] = language_name(language); /* "swe" is "sv" */
		else
			COMPLAIN(complaints, yaml_get(item, "languages"), "unknown-name",
				 "there is no language \"%s\"; name sv, nb, nn, da, de or en",
				 languages->items[i]);
	}
}

static void read_area(const struct yaml *item, struct config_area *area, struct arena *arena,
		      struct complaints *complaints)
{
	settings_defaults(&config_area_table, area, arena);
	settings_read(&config_area_table, item, area, arena, complaints);
	if (item->type != YAML_MAPPING)
		return;
	read_names(item, "topics", &area->topics, arena, complaints);
	read_names(item, "channels", &area->channels, arena, complaints);
	read_names(item, "languages", &area->languages, arena, complaints);
	take_languages(item, &area->languages, complaints);
	if (!yaml_get(item, "topics") && !yaml_get(item, "channels") &&
	    !yaml_get(item, "languages"))
		COMPLAIN(complaints, item, "areas",
			 "an area needs topics, channels or languages, by which its incidents are "
			 "known; for all of a brand give the brand a policy");
}

void config_areas_read(const struct yaml *root, struct config *config, struct arena *arena,
		       struct complaints *complaints)
{
	const struct yaml *list = yaml_get(root, "areas");

	if (!list)
		return;
	if (list->type != YAML_LIST || list->count > CONFIG_AREAS_MAX) {
		COMPLAIN(complaints, list, "wrong-type",
			 "areas must be a list of at most %d; begin each item with \"- \"",
			 CONFIG_AREAS_MAX);
		return;
	}
	config->areas = arena_calloc(arena, list->count + 1, sizeof(*config->areas));
	if (!config->areas) {
		COMPLAIN(complaints, list, "memory", "out of memory");
		return;
	}
	for (const struct yaml *item = list->first; item; item = item->next)
		read_area(item, &config->areas[config->area_count++], arena, complaints);
}
