/*
 * domain_table.h - which rules a link's host hits: one look-up for each end of its name
 * (a.bad.example, bad.example, example), however many domains the rules list.
 */
#ifndef LIVVAKT_DOMAIN_TABLE_H
#define LIVVAKT_DOMAIN_TABLE_H

#include "arena.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct domain_entry {
	struct slice name; /* in one spelling (domain.h) */
	uint32_t rule;
	bool below; /* *.name: only what has more before it; of a whole top-level domain only links
		       that are surely links, since people write "bra.men jag" */
};

struct domain_table;

/* In the arena, with the entries copied; their names are borrowed. NULL when memory is out. */
struct domain_table *domain_table_new(struct arena *arena, const struct domain_entry *entries,
				      size_t count);

/* False when no rule asks for domains, or the text cannot hold a link. */
bool domain_table_applies(const struct domain_table *table, struct slice plain);

/* Tells of every link in the text that a rule asks for: where it stands, scheme to host. */
void domain_table_find(const struct domain_table *table, struct slice plain,
		       void (*found)(void *context, uint32_t rule, struct span span),
		       void *context);

#endif
