/*
 * pack_read.h - reading mappings of rule files by a table of keys; shared by packs and
 * language.yaml.
 */
#ifndef LIVVAKT_PACK_READ_H
#define LIVVAKT_PACK_READ_H

#include "arena.h"
#include "complaint.h"
#include "pack.h"
#include "yaml.h"

struct pack_reader {
	struct arena *arena;
	struct complaints *complaints;
};

/* One key that a mapping may hold. `read` complains itself; it writes at `offset` of the target. */
struct pack_key {
	const char *name;
	bool required;
	void (*read)(struct pack_reader *reader, const struct yaml *value, void *into);
	size_t offset;
};

/* Reads every member by the table; complains of unknown and missing keys (unknown-key, missing-key)
 * and of what is no mapping (wrong-type). `what` names the mapping, as "a rule". */
bool pack_read_mapping(struct pack_reader *reader, const struct yaml *mapping, const char *what,
		       const struct pack_key *keys, size_t key_count, void *into);

/* For use in tables: one text or a list of texts into a struct pack_texts; one text into a struct
 * pack_text; a language, a list of them or `any` into a language_set. */
void pack_read_texts(struct pack_reader *reader, const struct yaml *value, void *into);
void pack_read_text(struct pack_reader *reader, const struct yaml *value, void *into);
void pack_read_languages(struct pack_reader *reader, const struct yaml *value, void *into);

/* The same for words, domains, labels and names, of which none holds a comma: warns (list-comma) of
 * several in one entry. */
void pack_read_entries(struct pack_reader *reader, const struct yaml *value, void *into);
void pack_read_commas(const struct pack_text *entry, struct complaints *complaints);

/* False, after a complaint, when it is not of this type. */
bool pack_read_expect(struct pack_reader *reader, const struct yaml *value, enum yaml_type type);

/* One of a few words; its index is the value. False after a complaint (bad-value). */
bool pack_read_word(struct pack_reader *reader, const struct yaml *value, const char *const *words,
		    size_t count, size_t *ret_index);

/* Complains, naming the candidate that was probably meant. */
void pack_read_unknown(struct pack_reader *reader, struct place place, const char *code,
		       const char *what, struct slice word, const char *const *candidates,
		       size_t count);

/* An array for the children of a list or mapping; NULL after a complaint, and for none. */
void *pack_read_array(struct pack_reader *reader, const struct yaml *parent, size_t bytes);

#endif
