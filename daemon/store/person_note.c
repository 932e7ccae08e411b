/* person_note.c - see person_note.h. */
#include "person_note.h"

#include "incident.h"
#include "keys.h"

#include <inttypes.h>
#include <stdio.h>

enum { AUDIT_KEPT = 10000 };

int person_note(struct redis_link *link, unsigned partition, const struct person_note *note,
		int64_t now_us, struct error *error)
{
	char key[KEYS_KEY_MAX], author[INCIDENT_AUTHOR_MAX];
	struct redis_command command;

	(void)snprintf(author, sizeof(author), "%016" PRIx64, note->author);
	redis_command_init(&command, "XADD");
	redis_command_add(&command, keys_build(partition, "audit", (struct slice){ 0 },
					       (struct slice){ 0 }, key));
	redis_command_add_text(&command, "MAXLEN");
	redis_command_add_integer(&command, AUDIT_KEPT);
	redis_command_add_text(&command, "*");
	redis_command_add_text(&command, "at");
	redis_command_add_integer(&command, now_us);
	redis_command_add_text(&command, "what");
	redis_command_add_text(&command, note->what);
	redis_command_add_text(&command, "by");
	redis_command_add_text(&command, note->by);
	redis_command_add_text(&command, "author");
	redis_command_add_text(&command, author);
	redis_command_add_text(&command, "found");
	redis_command_add_integer(&command, (int64_t)note->found);
	redis_command_add_text(&command, "left");
	redis_command_add_integer(&command, (int64_t)note->left);
	return redis_link_carry_out(link, &command, error);
}
