/* config_reader.c - see config_reader.h. */
#include "config_reader.h"

#include "suggest.h"

enum { ITEMS_MAX = 10000, GUESSES_MAX = 256 };

void *config_reader_list(struct config_reader *reader, const struct yaml *parent,
			 const struct settings_table *table, const char *key, size_t item_bytes,
			 const void *initial, size_t *ret_count)
{
	const struct yaml *list = yaml_get(parent, key);
	char *items;
	size_t count = 0;

	*ret_count = 0;
	if (!list)
		return NULL;
	if (list->type != YAML_LIST || list->count > ITEMS_MAX) {
		CONFIG_COMPLAIN(reader, list, "wrong-type",
				"%s must be a list of at most %d; begin each item with \"- \"", key,
				ITEMS_MAX);
		return NULL;
	}
	items = arena_calloc(reader->arena, list->count ? list->count : 1, item_bytes);
	if (!items) {
		CONFIG_COMPLAIN(reader, list, "memory", "out of memory");
		return NULL;
	}
	for (const struct yaml *item = list->first; item; item = item->next, count++) {
		if (initial)
			memcpy(items + count * item_bytes, initial, item_bytes);
		else
			settings_defaults(table, items + count * item_bytes, reader->arena);
		settings_read(table, item, items + count * item_bytes, reader->arena,
			      reader->complaints);
	}
	*ret_count = count;
	return items;
}

/* Names begin each struct that has one, so that one function finds any of them. */
static const char *name_at(const void *items, size_t item_bytes, size_t index)
{
	const char *name;

	memcpy(&name, (const char *)items + index * item_bytes, sizeof(name));
	return name;
}

size_t config_reader_find(const void *items, size_t count, size_t item_bytes, struct slice name)
{
	for (size_t i = 0; i < count; i++) {
		const char *candidate = name_at(items, item_bytes, i);

		if (candidate && slice_is(name, candidate))
			return i;
	}
	return CONFIG_NONE;
}

const char *config_reader_suggest(const void *items, size_t count, size_t item_bytes,
				  struct slice name)
{
	const char *names[GUESSES_MAX];
	size_t kept = 0;

	for (size_t i = 0; i < count && kept < GUESSES_MAX; i++) {
		const char *candidate = name_at(items, item_bytes, i);

		if (candidate)
			names[kept++] = candidate;
	}
	return suggest_nearest(name, names, kept);
}

size_t config_reader_resolve(struct config_reader *reader, const struct yaml *where,
			     const char *what, const void *items, size_t count, size_t item_bytes,
			     struct slice name)
{
	size_t index = config_reader_find(items, count, item_bytes, name);
	const char *near;

	if (index != CONFIG_NONE)
		return index;
	near = config_reader_suggest(items, count, item_bytes, name);
	CONFIG_COMPLAIN(reader, where, "unknown-name", "there is no %s \"%.*s\"%s%s%s", what,
			(int)name.len, name.data,
			near ? "; did you mean \"" : "; add it or correct the name",
			near ? near : "", near ? "\"?" : "");
	return CONFIG_NONE;
}

void config_reader_names_differ(struct config_reader *reader, const char *section,
				const void *items, size_t count, size_t item_bytes)
{
	const struct yaml *list = yaml_get(reader->root, section);
	const struct yaml *item = list ? list->first : NULL;

	for (size_t i = 0; i < count && item; i++, item = item->next) {
		const char *name = name_at(items, item_bytes, i);

		if (name &&
		    config_reader_find(items, i, item_bytes, slice_from(name)) != CONFIG_NONE)
			CONFIG_COMPLAIN(reader, item, "duplicate-name",
					"\"%s\" stands twice under %s; names must differ", name,
					section);
	}
}

const char **config_reader_texts(struct config_reader *reader, const struct yaml *list,
				 const char *key, size_t *ret_count)
{
	const char **texts;
	size_t count = 0;

	*ret_count = 0;
	if (!list)
		return NULL;
	if (list->type != YAML_LIST || list->count > ITEMS_MAX) {
		CONFIG_COMPLAIN(reader, list, "wrong-type", "%s must be a list", key);
		return NULL;
	}
	texts = arena_calloc(reader->arena, list->count ? list->count : 1, sizeof(*texts));
	for (const struct yaml *item = list->first; texts && item; item = item->next) {
		if (item->type != YAML_SCALAR || item->text.len == 0)
			CONFIG_COMPLAIN(reader, item, "wrong-type", "an entry of %s must be text",
					key);
		else
			texts[count++] = item->text.data;
	}
	*ret_count = texts ? count : 0;
	return texts;
}
