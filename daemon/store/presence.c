/* presence.c - see presence.h. */
#include "presence.h"

#include "scan.h"

#include <stdio.h>

static const struct slice none = { NULL, 0 };

static struct slice key_of(unsigned partition, const char *name, char key[KEYS_KEY_MAX])
{
	return keys_build(partition, "present", none, slice_from(name), key);
}

void presence_say(struct redis_command *command, unsigned partition, const char *name,
		  char key[KEYS_KEY_MAX])
{
	redis_command_init(command, "SET");
	redis_command_add(command, key_of(partition, name, key));
	redis_command_add_text(command, "1");
	redis_command_add_text(command, "PX");
	redis_command_add_integer(command, PRESENCE_KEPT_MS);
}

int presence_enter(struct redis_link *link, unsigned partition, const char *name,
		   struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	presence_say(&command, partition, name, key);
	return redis_link_carry_out(link, &command, error);
}

int presence_leave(struct redis_link *link, unsigned partition, const char *name,
		   struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	redis_command_init(&command, "UNLINK");
	redis_command_add(&command, key_of(partition, name, key));
	return redis_link_carry_out(link, &command, error);
}

struct look {
	size_t count;
	char *name;
};

static int note(void *context, const struct slice *keys, size_t count, struct error *error)
{
	struct look *look = context;
	struct slice name = scan_rest(keys[0]);

	(void)error;
	(void)snprintf(look->name, PRESENCE_NAME_MAX, "%.*s", (int)name.len, name.data);
	look->count += count;
	return 0;
}

int presence_look(struct redis_link *link, unsigned partition, size_t *ret_count,
		  char ret_name[PRESENCE_NAME_MAX], struct error *error)
{
	struct look look = { 0, ret_name };
	int r = scan_keys(link, partition, "present", note, &look, error);

	if (r == 0)
		*ret_count = look.count;
	return r;
}
