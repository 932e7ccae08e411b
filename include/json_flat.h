/*
 * json_flat.h - the quick way into JSON: the members of an object in one pass, without a tree.
 *
 * For objects as most senders write them: strings, whole numbers, booleans and null, and at most
 * one level of objects within. Whatever else comes, and whatever is wrong, gets no answer here:
 * then json.h takes its time, and says what is wrong. What is answered here is what json.h would
 * have answered.
 */
#ifndef LIVVAKT_JSON_FLAT_H
#define LIVVAKT_JSON_FLAT_H

#include "arena.h"
#include "attributes.h"
#include "json.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { JSON_FLAT_MAX = 24, JSON_FLAT_TOP = -1 };

struct json_flat_member {
	struct slice key; /* in the JSON */
	int parent;	  /* index of the member whose object it stands in, or JSON_FLAT_TOP */
	enum json_type type;
	struct slice text; /* of a string; in the JSON, or in the arena where it held escapes */
	int64_t number;
	bool truth;
};

struct json_flat {
	size_t count;
	struct json_flat_member members[JSON_FLAT_MAX];
};

/* False: no answer, for whatever reason. */
MUST_CHECK bool json_flat_read(struct slice text, struct arena *arena, struct json_flat *ret_flat);

/* NULL when there is no such member. Inline: most keys that are asked for are not there. */
static inline const struct json_flat_member *json_flat_get(const struct json_flat *flat, int parent,
							   const char *key)
{
	size_t len = strlen(key);

	for (size_t i = 0; i < flat->count; i++) {
		const struct json_flat_member *member = &flat->members[i];

		if (member->key.len == len && member->parent == parent &&
		    (len == 0 ||
		     (member->key.data[0] == key[0] && memcmp(member->key.data, key, len) == 0)))
			return member;
	}
	return NULL;
}

#endif
