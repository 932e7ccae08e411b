/* settings.c - see settings.h. */
#include "settings.h"

#include "clock.h"
#include "suggest.h"
#include "units.h"

#include <stdint.h>

enum { KEYS_MAX = 64 };

static const char *type_help(enum setting_type type)
{
	static const char *const names[] = {
		[SETTING_TEXT] = "text",
		[SETTING_FILE] = "a path",
		[SETTING_BOOL] = "true or false",
		[SETTING_INTEGER] = "a whole number",
		[SETTING_BYTES] = "a size as 64KiB or 10MiB",
		[SETTING_DURATION] = "a duration as 30s, 5m, 12h or 7d",
		[SETTING_TIME] = "a time as 2026-01-05T08:00:00+01:00",
		[SETTING_STRUCTURE] = "a list or mapping",
	};

	return names[type];
}

/* "credential:NAME" is a file that systemd has put there for its service, and stays as written
 * where there is none; other relative paths start beside the configuration. */
static const char *resolve_path(struct slice text, const char *config_file, struct arena *arena)
{
	const struct slice prefix = slice_from("credential:");
	const char *folder = getenv("CREDENTIALS_DIRECTORY");
	const char *slash = config_file ? strrchr(config_file, '/') : NULL;
	struct slice start = { config_file, slash ? (size_t)(slash - config_file) : 0 };
	struct slice name = text;
	char *path;

	if (text.len > prefix.len && memcmp(text.data, prefix.data, prefix.len) == 0) {
		start = slice_from(folder);
		if (start.len == 0)
			return arena_string(arena, text);
		name = slice_cut(text, prefix.len, text.len);
		slash = folder;
	}
	if (!slash || (name.len && name.data[0] == '/'))
		return arena_string(arena, name);
	path = arena_alloc(arena, start.len + name.len + 2);
	if (!path)
		return NULL;
	if (start.len)
		memcpy(path, start.data, start.len);
	path[start.len] = '/';
	memcpy(path + start.len + 1, name.data, name.len);
	path[start.len + 1 + name.len] = '\0';
	return path;
}

/* The value as a number that can be compared with the range; texts have none. */
static bool parse_number(enum setting_type type, struct slice text, int64_t *ret_value)
{
	uint64_t unsigned_value;

	switch (type) {
	case SETTING_INTEGER:
		if (!units_parse_unsigned(text, INT64_MAX, &unsigned_value))
			return false;
		*ret_value = (int64_t)unsigned_value;
		return true;
	case SETTING_BYTES:
		if (!units_parse_bytes(text, &unsigned_value) || unsigned_value > INT64_MAX)
			return false;
		*ret_value = (int64_t)unsigned_value;
		return true;
	case SETTING_DURATION:
		return units_parse_duration(text, ret_value);
	case SETTING_TIME:
		return clock_parse(text, ret_value);
	case SETTING_BOOL:
		*ret_value = slice_is(text, "true");
		return slice_is(text, "true") || slice_is(text, "false");
	default:
		return false;
	}
}

static void store_number(const struct setting *setting, int64_t value, char *base)
{
	if (setting->type == SETTING_BOOL) {
		bool flag = value != 0;

		memcpy(base + setting->offset, &flag, sizeof(flag));
	} else {
		memcpy(base + setting->offset, &value, sizeof(value));
	}
}

static bool in_range(const struct setting *setting, int64_t value)
{
	int64_t edge;

	if (setting->min && parse_number(setting->type, slice_from(setting->min), &edge) &&
	    value < edge)
		return false;
	if (setting->max && parse_number(setting->type, slice_from(setting->max), &edge) &&
	    value > edge)
		return false;
	return true;
}

static bool is_text(enum setting_type type)
{
	return type == SETTING_TEXT || type == SETTING_FILE;
}

static void store_text(const struct setting *setting, struct slice text, const char *file,
		       char *base, struct arena *arena)
{
	const char *value = setting->type == SETTING_FILE ? resolve_path(text, file, arena)
							  : arena_string(arena, text);

	memcpy(base + setting->offset, &value, sizeof(value));
}

static void store_fallback(const struct setting *setting, char *base, struct arena *arena)
{
	int64_t value = 0;
	bool valid;

	if (!setting->fallback)
		return;
	if (is_text(setting->type)) {
		store_text(setting, slice_from(setting->fallback), NULL, base, arena);
		return;
	}
	valid = parse_number(setting->type, slice_from(setting->fallback), &value);
	assert(valid);
	(void)valid;
	store_number(setting, value, base);
}

void settings_defaults(const struct settings_table *table, void *base, struct arena *arena)
{
	for (size_t i = 0; i < table->count; i++) {
		if (table->settings[i].type != SETTING_STRUCTURE)
			store_fallback(&table->settings[i], base, arena);
	}
}

static const struct setting *find(const struct settings_table *table, struct slice key)
{
	for (size_t i = 0; i < table->count; i++) {
		if (slice_is(key, table->settings[i].key))
			return &table->settings[i];
	}
	return NULL;
}

static void complain_unknown(const struct settings_table *table, const struct yaml *member,
			     struct complaints *complaints)
{
	static const char *const inline_secrets[] = { "password", "secret", "token", "key",
						      "api_key" };
	const char *keys[KEYS_MAX];
	const char *near;
	size_t count = 0;

	for (size_t i = 0; i < sizeof(inline_secrets) / sizeof(inline_secrets[0]); i++) {
		if (slice_is(member->key, inline_secrets[i])) {
			complaints_add(complaints, member->key_place, COMPLAINT_ERROR,
				       "inline-secret",
				       "secrets are not written here; put it into a file of its "
				       "own and name that "
				       "as %s_file",
				       inline_secrets[i]);
			return;
		}
	}
	for (; count < table->count && count < KEYS_MAX; count++)
		keys[count] = table->settings[count].key;
	near = suggest_nearest(member->key, keys, count);
	complaints_add(complaints, member->key_place, COMPLAINT_ERROR, "unknown-key",
		       "%s has no key \"%.*s\"%s%s%s", table->name, (int)member->key.len,
		       member->key.data, near ? "; did you mean \"" : "",
		       near ? near : "; see docs/configuration.md", near ? "\"?" : "");
}

/* `key:` and `key: null` say nothing; whoever means the word writes it in quotes. */
static bool says_nothing(const struct yaml *scalar)
{
	return scalar->text.len == 0 ||
	       (scalar->plain && (slice_is(scalar->text, "null") || slice_is(scalar->text, "~")));
}

static void complain_range(const struct setting *setting, struct place place,
			   struct complaints *complaints)
{
	const char *min = setting->min ? setting->min : "0";

	if (setting->max)
		complaints_add(complaints, place, COMPLAINT_ERROR, "out-of-range",
			       "%s must lie between %s and %s", setting->key, min, setting->max);
	else
		complaints_add(complaints, place, COMPLAINT_ERROR, "out-of-range",
			       "%s must be at least %s", setting->key, min);
}

static void read_member(const struct setting *setting, const struct yaml *member, char *base,
			struct arena *arena, struct complaints *complaints)
{
	int64_t value;

	if (setting->type == SETTING_STRUCTURE)
		return;
	if (member->type != YAML_SCALAR || (is_text(setting->type) && says_nothing(member))) {
		complaints_add(complaints, member->place, COMPLAINT_ERROR, "wrong-type",
			       "%s must be %s", setting->key, type_help(setting->type));
	} else if (is_text(setting->type)) {
		store_text(setting, member->text, member->place.file, base, arena);
	} else if (!parse_number(setting->type, member->text, &value)) {
		complaints_add(
			complaints, member->place, COMPLAINT_ERROR, "wrong-type",
			"%s must be %s, not \"%.*s\"", setting->key, type_help(setting->type),
			(int)(member->text.len < 64 ? member->text.len : 64), member->text.data);
	} else if (!in_range(setting, value)) {
		complain_range(setting, member->place, complaints);
	} else {
		store_number(setting, value, base);
	}
}

static void complain_missing(const struct settings_table *table, const struct yaml *mapping,
			     struct complaints *complaints)
{
	for (size_t i = 0; i < table->count; i++) {
		if (table->settings[i].required && !yaml_get(mapping, table->settings[i].key))
			complaints_add(complaints, mapping->place, COMPLAINT_ERROR, "missing-key",
				       "%s needs \"%s\": %s", table->name, table->settings[i].key,
				       table->settings[i].help);
	}
}

void settings_read(const struct settings_table *table, const struct yaml *mapping, void *base,
		   struct arena *arena, struct complaints *complaints)
{
	if (mapping->type != YAML_MAPPING) {
		complaints_add(complaints, mapping->place, COMPLAINT_ERROR, "wrong-type",
			       "%s is a mapping (key: value), not %s", table->name,
			       yaml_type_name(mapping->type));
		return;
	}
	for (const struct yaml *member = mapping->first; member; member = member->next) {
		const struct setting *setting = find(table, member->key);

		if (setting)
			read_member(setting, member, base, arena, complaints);
		else
			complain_unknown(table, member, complaints);
	}
	complain_missing(table, mapping, complaints);
}

void settings_describe(const struct settings_table *table, struct buffer *to)
{
	buffer_add_text(to, "| key | default | is | meaning |\n| --- | --- | --- | --- |\n");
	for (size_t i = 0; i < table->count; i++) {
		const struct setting *it = &table->settings[i];

		buffer_printf(to, "| `%s` | %s | %s", it->key,
			      it->required   ? "(required)"
			      : it->fallback ? it->fallback
					     : "",
			      type_help(it->type));
		if (it->min || it->max)
			buffer_printf(to, ", %s to %s", it->min ? it->min : "0",
				      it->max ? it->max : "any");
		buffer_printf(to, " | %s |\n", it->help);
	}
}
