/*
 * settings.h - one table a kind of mapping: key, type, place, default, range, sentence of help.
 *
 * The loader, `livvakt run --help-config`, docs/configuration.md and the test "is everything
 * documented" walk the same tables.
 */
#ifndef LIVVAKT_SETTINGS_H
#define LIVVAKT_SETTINGS_H

#include "arena.h"
#include "buffer.h"
#include "complaint.h"
#include "yaml.h"
#include <stdbool.h>
#include <stddef.h>

enum setting_type {
	SETTING_TEXT,	   /* const char *: NULL when absent and without a default */
	SETTING_FILE,	   /* const char *: a path; relative ones start at the file's folder;
			      credential:NAME stands for systemd's */
	SETTING_BOOL,	   /* bool */
	SETTING_INTEGER,   /* int64_t, from 0 */
	SETTING_BYTES,	   /* uint64_t, as 64KiB */
	SETTING_DURATION,  /* int64_t microseconds, as 5m */
	SETTING_TIME,	   /* int64_t microseconds since the epoch, RFC 3339 */
	SETTING_STRUCTURE, /* a list or mapping that other code reads; the key is known here */
};

struct setting {
	const char *key;
	enum setting_type type;
	size_t offset;			  /* into the struct; unused for structures */
	const char *fallback, *min, *max; /* written as a person would; NULL: none */
	bool required;
	const char *help;
};

struct settings_table {
	const char *name; /* for complaints: "a brand" */
	const struct setting *settings;
	size_t count;
};

/* Fills the struct at `base` with the table's defaults. The tables are ours: a bad default is a
 * bug. */
void settings_defaults(const struct settings_table *table, void *base, struct arena *arena);

/* Reads the mapping over what stands there. Complains about unknown keys (with a suggestion), wrong
 * types and ranges, missing required ones, and secrets written inline. */
void settings_read(const struct settings_table *table, const struct yaml *mapping, void *base,
		   struct arena *arena, struct complaints *complaints);

/* Key, default, range and help of each, as lines of a Markdown table. */
void settings_describe(const struct settings_table *table, struct buffer *to);

#endif
