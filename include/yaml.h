/*
 * yaml.h - YAML files as a tree in which each node knows its line and column.
 *
 * The parser is libyaml's; aliases, anchors, tags, several documents and repeated keys are
 * refused: none of them belongs in a file that moderators write, and aliases let a small file
 * grow without bound. Everything is a scalar (text), a list or a mapping.
 */
#ifndef LIVVAKT_YAML_H
#define LIVVAKT_YAML_H

#include "arena.h"
#include "complaint.h"
#include "slice.h"
#include <stdbool.h>

enum { YAML_DEPTH_MAX = 32, YAML_NODES_MAX = 1000000 };

enum yaml_type { YAML_SCALAR, YAML_LIST, YAML_MAPPING };

struct yaml {
	enum yaml_type type;
	struct place place;
	struct slice key; /* of a mapping's member; else empty */
	struct place key_place;
	struct slice text; /* of a scalar; terminated */
	bool plain; /* scalar without quotes: null, true and numbers mean something only here */
	struct yaml *first; /* children in order */
	struct yaml *next;  /* sibling */
	size_t count;	    /* children */
};

/* Everything lives in the arena. NULL when it could not be read at all; the complaints say why
 * (codes: yaml-syntax, yaml-alias, yaml-depth, duplicate-key, not-utf8, too-large). An empty file
 * gives an empty mapping. `file` is kept as a pointer in places: let it live in the arena. */
const struct yaml *yaml_parse(struct slice text, const char *file, struct arena *arena,
			      struct complaints *complaints);

/* Member of a mapping, or NULL. */
const struct yaml *yaml_get(const struct yaml *mapping, const char *key);

const char *yaml_type_name(enum yaml_type type); /* as "a list" */

#endif
