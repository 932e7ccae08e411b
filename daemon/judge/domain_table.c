/* domain_table.c - see domain_table.h. An open hash; several rules may list the same domain. */
#include "domain_table.h"
#include "hosts.h"
#include "wordset.h"

struct domain_table {
	const struct domain_entry **places; /* NULL: free */
	size_t mask, count;
};

static size_t place_of(const struct domain_table *table, struct slice name)
{
	uint64_t hash = wordset_hash(name);

	return (hash ^ hash >> 29) & table->mask;
}

struct domain_table *domain_table_new(struct arena *arena, const struct domain_entry *entries,
				      size_t count)
{
	struct domain_table *table = arena_calloc(arena, 1, sizeof(*table));
	struct domain_entry *kept = arena_calloc(arena, count + 1, sizeof(*kept));
	size_t size = 4;

	while (size < 2 * (count + 1))
		size *= 2;
	if (!table || !kept)
		return NULL;
	table->places = arena_calloc(arena, size, sizeof(struct domain_entry *));
	if (!table->places)
		return NULL;
	table->mask = size - 1;
	table->count = count;
	for (size_t i = 0; i < count; i++) {
		size_t at = place_of(table, entries[i].name);

		kept[i] = entries[i];
		while (table->places[at])
			at = (at + 1) & table->mask;
		table->places[at] = &kept[i];
	}
	return table;
}

bool domain_table_applies(const struct domain_table *table, struct slice plain)
{
	return table && table->count > 0 && hosts_possible(plain);
}

static bool counts(const struct domain_entry *entry, const struct host_link *link, size_t from)
{
	if (!entry->below)
		return true;
	return from > 0 && !(link->bare && !memchr(entry->name.data, '.', entry->name.len));
}

void domain_table_find(const struct domain_table *table, struct slice plain,
		       void (*found)(void *context, uint32_t rule, struct span span), void *context)
{
	struct host_link link;

	for (size_t at = 0; hosts_next(plain, &at, &link);) {
		const struct slice host = { link.host, link.host_len };

		for (size_t from = 0; from < host.len; from++) {
			struct slice end = slice_cut(host, from, host.len);

			if (from > 0 && host.data[from - 1] != '.')
				continue;
			for (size_t i = place_of(table, end); table->places[i];
			     i = (i + 1) & table->mask)
				if (slice_equal(table->places[i]->name, end) &&
				    counts(table->places[i], &link, from))
					found(context, table->places[i]->rule, link.span);
		}
	}
}
