/* mute.c - a silence that a person asked for, as JSON: for people and for the store. */
#include "mute.h"

#include "clock.h"
#include "json.h"
#include "utf8.h"

#include <stddef.h>
#include <string.h>

static const struct {
	const char *key;
	size_t offset, size;
} texts[] = {
	{ "id", offsetof(struct mute, id), MUTE_ID_MAX },
	{ "brand", offsetof(struct mute, brand), MUTE_NAME_MAX },
	{ "scope", offsetof(struct mute, scope), MUTE_NAME_MAX },
	{ "by", offsetof(struct mute, by), MUTE_NAME_MAX },
	{ "reason", offsetof(struct mute, reason), MUTE_REASON_MAX },
	{ "ended_by", offsetof(struct mute, ended_by), MUTE_NAME_MAX },
};
enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };

void mute_write_json(const struct mute *mute, struct json_writer *writer)
{
	json_write_object(writer);
	for (size_t i = 0; i < TEXTS; i++)
		json_write_member_text(writer, texts[i].key, (const char *)mute + texts[i].offset);
	json_write_member_time(writer, "from", mute->from_us);
	json_write_member_time(writer, "until", mute->until_us);
	json_write_object_end(writer);
}

bool mute_read_json(const struct json *object, struct mute *ret_mute)
{
	struct mute mute = { .from_us = 0 };

	for (size_t i = 0; i < TEXTS; i++)
		utf8_copy((char *)&mute + texts[i].offset, texts[i].size,
			  json_get_string(object, texts[i].key));
	if (!mute.id[0] || !mute.brand[0] || !mute.scope[0] ||
	    !clock_parse(json_get_string(object, "from"), &mute.from_us) ||
	    !clock_parse(json_get_string(object, "until"), &mute.until_us))
		return false;
	*ret_mute = mute;
	return true;
}
