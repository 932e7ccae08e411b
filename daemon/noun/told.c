/* told.c - see told.h. */
#include "told.h"

#include "json.h"
#include "utf8.h"
#include <string.h>

static size_t place_of(const struct told *told, struct slice name, bool webhook)
{
	size_t at = 0;

	name = utf8_cut(name, TOLD_NAME_MAX - 1);
	while (at < told->count &&
	       (told->items[at].webhook != webhook || !slice_is(name, told->items[at].name)))
		at++;
	return at;
}

void told_note(struct told *told, struct slice name, bool webhook, unsigned severity, bool spread)
{
	const size_t at = place_of(told, name, webhook);
	struct told_one *one = &told->items[at];

	if (at == TOLD_MAX || name.len == 0)
		return;
	if (at == told->count) {
		utf8_copy(one->name, sizeof(one->name), name);
		one->webhook = webhook;
		told->count++;
	}
	one->severity = severity;
	one->spread = spread;
}

const struct told_one *told_find(const struct told *told, struct slice name, bool webhook)
{
	const size_t at = place_of(told, name, webhook);

	return at < told->count ? &told->items[at] : NULL;
}

void told_write_json(const struct told *told, struct json_writer *writer)
{
	json_write_array(writer);
	for (size_t i = 0; i < told->count; i++) {
		const struct told_one *one = &told->items[i];

		json_write_object(writer);
		json_write_member_string(writer, one->webhook ? "webhook" : "person",
					 slice_from(one->name));
		json_write_member_integer(writer, "severity", one->severity);
		json_write_member_bool(writer, "spread", one->spread);
		json_write_object_end(writer);
	}
	json_write_array_end(writer);
}

void told_read_json(const struct json *list, struct told *ret_told)
{
	const struct json *item = json_first(list);

	ret_told->count = 0;
	for (; item; item = json_next(item)) {
		const struct slice person = json_get_string(item, "person");
		const int64_t severity = json_get_integer(item, "severity", 0);

		told_note(ret_told, person.len ? person : json_get_string(item, "webhook"),
			  person.len == 0, severity >= 1 && severity <= 4 ? (unsigned)severity : 4,
			  json_bool(json_get(item, "spread"), false));
	}
}
