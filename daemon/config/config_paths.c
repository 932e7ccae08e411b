/* config_paths.c - see config_paths.h. */
#include "config_paths.h"
#include "settings.h"

static void read_path(const struct yaml *item, const char *key, const char **ret_path,
		      struct arena *arena, struct complaints *complaints)
{
	const struct setting rows[] = { { key, SETTING_FILE, 0, .help = "a path" } };
	const struct settings_table table = { key, rows, 1 };
	struct yaml value = *item;
	const struct yaml mapping = { .type = YAML_MAPPING, .place = item->place, .first = &value };

	value.key = slice_from(key);
	value.next = NULL;
	settings_read(&table, &mapping, ret_path, arena, complaints);
}

const char **config_paths_read(const struct yaml *root, const char *key, struct arena *arena,
			       struct complaints *complaints, size_t *ret_count)
{
	const struct yaml *given = yaml_get(root, key);
	bool alone = given && given->type == YAML_SCALAR;
	const char **paths;

	*ret_count = 0;
	if (!given)
		return NULL;
	if (!alone && (given->type != YAML_LIST || given->count > CONFIG_PATHS_MAX)) {
		complaints_add(complaints, given->place, COMPLAINT_ERROR, "wrong-type",
			       "%s must be a path or a list of paths, at most %d", key,
			       CONFIG_PATHS_MAX);
		return NULL;
	}
	paths = arena_calloc(arena, alone ? 1 : given->count + 1, sizeof(*paths));
	for (const struct yaml *item = alone ? given : given->first; paths && item;
	     item = alone ? NULL : item->next) {
		if (item->type == YAML_SCALAR && item->text.len > 0)
			read_path(item, key, &paths[(*ret_count)++], arena, complaints);
		else
			complaints_add(complaints, item->place, COMPLAINT_ERROR, "wrong-type",
				       "an entry of %s must be text", key);
	}
	return paths;
}
