/* retention.c - asks the function in Redis to clear a little, until there is nothing left to clear.
 */
#include "retention.h"

#include "keys.h"

enum { STEPS_MAX = 200 };

static int step(struct redis_link *link, unsigned partition, const struct retention *retention,
		int64_t now_us, int64_t *ret_cleared, struct error *error)
{
	char prefix[KEYS_PREFIX_MAX];
	struct redis_command command;

	keys_prefix(partition, prefix);
	redis_command_call(&command, "livvakt_sweep", prefix);
	redis_command_add_integer(&command, now_us);
	redis_command_add_integer(&command, retention->keep_incidents_us);
	redis_command_add_integer(&command, retention->keep_messages_us);
	redis_command_add_integer(&command, retention->keep_comments_us);
	redis_command_add_integer(&command, retention->keep_poison_us);
	return redis_link_ask_number(link, &command, ret_cleared, error);
}

int retention_sweep(struct redis_link *link, unsigned partition, const struct retention *retention,
		    int64_t now_us, size_t *ret_cleared, struct error *error)
{
	size_t total = 0;

	for (int i = 0; i < STEPS_MAX; i++) {
		int64_t cleared = 0;
		int r = step(link, partition, retention, now_us, &cleared, error);
		if (r < 0)
			return r;
		if (cleared <= 0)
			break;
		total += (size_t)cleared;
	}
	if (ret_cleared)
		*ret_cleared = total;
	return 0;
}
