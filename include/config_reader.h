/*
 * config_reader.h - what the readers of the configuration's sections share: lists of structs,
 * texts, and names that become indexes.
 *
 * Names begin each struct that has one (a const char * as its first member), so that one function
 * finds any of them.
 */
#ifndef LIVVAKT_CONFIG_READER_H
#define LIVVAKT_CONFIG_READER_H

#include "arena.h"
#include "complaint.h"
#include "config.h"
#include "settings.h"
#include "slice.h"
#include "yaml.h"
#include <stddef.h>

struct config_reader {
	struct config *config;
	struct arena *arena; /* everything that is read lives in it */
	struct complaints *complaints;
	const struct yaml *root;
};

#define CONFIG_COMPLAIN(reader, node, code, ...)                                                   \
	complaints_add((reader)->complaints, (node)->place, COMPLAINT_ERROR, code, __VA_ARGS__)

/* An array for the list under `key`, each item beginning as `initial` (NULL: the table's defaults).
 * *ret_count is 0 when the list is absent, no list, or memory is out. */
void *config_reader_list(struct config_reader *reader, const struct yaml *parent,
			 const struct settings_table *table, const char *key, size_t item_bytes,
			 const void *initial, size_t *ret_count);

/* The texts of a list; `key` for complaints. */
const char **config_reader_texts(struct config_reader *reader, const struct yaml *list,
				 const char *key, size_t *ret_count);

/* The index of the one of that name; CONFIG_NONE when there is none. */
size_t config_reader_find(const void *items, size_t count, size_t item_bytes, struct slice name);

/* The nearest name, of the first 256, to one that there is not; NULL: none is near. */
const char *config_reader_suggest(const void *items, size_t count, size_t item_bytes,
				  struct slice name);

/* As config_reader_find, with a complaint and a guess at what was meant; `what` as "person". */
size_t config_reader_resolve(struct config_reader *reader, const struct yaml *where,
			     const char *what, const void *items, size_t count, size_t item_bytes,
			     struct slice name);

/* Complains of names that stand twice in the list under `section`. */
void config_reader_names_differ(struct config_reader *reader, const char *section,
				const void *items, size_t count, size_t item_bytes);

#endif
