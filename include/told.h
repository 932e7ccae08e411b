/*
 * told.h - who was told of an incident, and what they know of it: written down when their messages
 * are queued, for schedules turn and configurations change.
 */
#ifndef LIVVAKT_TOLD_H
#define LIVVAKT_TOLD_H

#include "slice.h"
#include <stdbool.h>
#include <stddef.h>

enum {
	TOLD_MAX = 64,
	TOLD_NAME_MAX = 65, /* bytes, with the end; a longer name is cut */
};

/* A person by short name, or a webhook that is nobody's own. */
struct told_one {
	char name[TOLD_NAME_MAX];
	bool webhook;
	unsigned severity; /* of the incident, when they were told last, */
	bool spread;	   /* and whether it had spread beyond its area */
};

/* Begins with zeros. */
struct told {
	struct told_one items[TOLD_MAX]; /* in the order in which they were first told */
	size_t count;			 /* who comes after so many is not written down */
};

void told_note(struct told *told, struct slice name, bool webhook, unsigned severity, bool spread);
/* NULL: not told. */
const struct told_one *told_find(const struct told *told, struct slice name, bool webhook);

struct json;
struct json_writer;
/* The value of a member. What cannot be read is left out. */
void told_write_json(const struct told *told, struct json_writer *writer);
void told_read_json(const struct json *list, struct told *ret_told);

#endif
