/* presence.c - see presence.h. */
#include "presence.h"

#include "scan.h"

#include <stdio.h>

static const struct slice none = { NULL, 0 };

static struct slice key_of(unsigned partition, const char *name, char key[KEYS_KEY_MAX])
{
	return keys_build(partition, "present", none, slice_from(name), key);
}

void presence_say(struct redis_command *command, unsigned partition, const struct presence *who,
		  char key[KEYS_KEY_MAX])
{
	redis_command_init(command, "SET");
	redis_command_add(command, key_of(partition, who->name, key));
	redis_command_add_text(command, who->configuration);
	redis_command_add_text(command, "PX");
	redis_command_add_integer(command, PRESENCE_KEPT_MS);
}

int presence_enter(struct redis_link *link, unsigned partition, const struct presence *who,
		   struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	presence_say(&command, partition, who, key);
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

struct others {
	struct redis_link *link;
	struct slice configuration;
	char *name;
};

/* Those of versions that did not say it left a "1". */
static int compare(const struct others *others, struct slice key, struct error *error)
{
	struct redis_command command;
	struct redisReply *reply = NULL;
	struct slice name = scan_rest(key), says;

	redis_command_init(&command, "GET");
	redis_command_add(&command, key);
	int r = redis_link_command(others->link, &command, &reply, error);
	if (r < 0)
		return r;
	says = redis_reply_text(reply);
	if (says.len > 1 && !slice_equal(says, others->configuration))
		(void)snprintf(others->name, PRESENCE_NAME_MAX, "%.*s", (int)name.len, name.data);
	redis_reply_free(reply);
	return 0;
}

static int compare_each(void *context, const struct slice *keys, size_t count, struct error *error)
{
	int r = 0;

	for (size_t i = 0; r == 0 && i < count; i++)
		r = compare(context, keys[i], error);
	return r;
}

int presence_differs(struct redis_link *link, unsigned partition, const struct presence *who,
		     char ret_name[PRESENCE_NAME_MAX], struct error *error)
{
	struct others others = { link, slice_from(who->configuration), ret_name };

	ret_name[0] = '\0';
	return scan_keys(link, partition, "present", compare_each, &others, error);
}
