/* again.c - see again.h. */
#include "again.h"

#include "clock.h"
#include "json.h"
#include "utf8.h"
#include <string.h>

int64_t again_day(int64_t first_us, int64_t us)
{
	return us < first_us ? 1 : us / CLOCK_DAY_US - first_us / CLOCK_DAY_US + 1;
}

void again_write_json(const struct again *again, struct json_writer *writer)
{
	if (again->times == 0) {
		json_write_null(writer);
		return;
	}
	json_write_object(writer);
	json_write_member_integer(writer, "times", again->times);
	json_write_member_string(writer, "first", slice_from(again->first));
	json_write_member_time(writer, "first_at", again->first_at_us);
	json_write_member_string(writer, "last", slice_from(again->last));
	json_write_member_string(writer, "acknowledged_by", slice_from(again->by));
	json_write_object_end(writer);
}

static void read_text(const struct json *object, const char *key, char *field, size_t size)
{
	const struct slice text = utf8_cut(json_get_string(object, key), size - 1);

	if (text.len > 0)
		memcpy(field, text.data, text.len);
	field[text.len] = '\0';
}

void again_read_json(const struct json *object, struct again *ret_again)
{
	struct again again = { .times = 0 };
	const int64_t times = json_get_integer(object, "times", 0);

	*ret_again = again;
	if (times < 2 || times > INT32_MAX ||
	    !clock_parse(json_get_string(object, "first_at"), &again.first_at_us))
		return;
	again.times = (unsigned)times;
	read_text(object, "first", again.first, sizeof(again.first));
	read_text(object, "last", again.last, sizeof(again.last));
	read_text(object, "acknowledged_by", again.by, sizeof(again.by));
	if (again.first[0] != '\0' && again.last[0] != '\0')
		*ret_again = again;
}
