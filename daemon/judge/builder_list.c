/*
 * builder_list.c - lists by the names that a pack gives them: its own, or those of files.
 */
#include "pack_read.h"
#include "ruleset_builder.h"
#include "utf8.h"
#include <stdlib.h>

enum { CANDIDATES_MAX = 256 };

/* The list as one that a rule uses; its words are not parsed before somebody asks for them. NULL
 * when memory is out. */
static struct built_list *use_list(struct builder *builder, const struct pack_texts *entries)
{
	struct built_list *list = builder->lists.items;

	for (size_t i = 0; i < builder->lists.count; i++)
		if (list[i].entries == entries)
			return &list[i];
	list = vector_push(&builder->lists, sizeof(*list));
	if (list)
		list->entries = entries;
	else
		builder->out_of_memory = true;
	return list;
}

static struct slot *list_slot(struct builder *builder, const struct pack_texts *entries)
{
	struct built_list *list = use_list(builder, entries);

	if (list && !list->slot)
		list->slot = builder_entries(builder, entries);
	return list ? list->slot : NULL;
}

/* A list of that name that other languages have. */
static const struct source_list *list_elsewhere(const struct rule_source *source, struct slice name)
{
	for (size_t i = 0; i < source->list_count; i++)
		if (slice_equal(source->lists[i].name, name))
			return &source->lists[i];
	return NULL;
}

static void complain_of_elsewhere(const struct pack_lists *lists, struct place place,
				  const struct source_list *elsewhere)
{
	complaints_add(
		lists->builder->complaints, place, COMPLAINT_ERROR, "unknown-list",
		"list '%.*s' lies in %s/lists and serves the packs of that folder alone; put "
		"it beside this pack, or into common/lists",
		(int)utf8_cut(elsewhere->name, 80).len, elsewhere->name.data,
		language_name(elsewhere->language));
}

static void complain_of_list(const struct pack_lists *lists, struct slice name, struct place place)
{
	const struct rule_source *source = lists->builder->source;
	const struct pack *pack = lists->pack->pack;
	struct pack_reader reader = { &lists->builder->ruleset->arena, lists->builder->complaints };
	const char *names[CANDIDATES_MAX];
	size_t count = 0;

	for (size_t i = 0; i < pack->list_count && count < CANDIDATES_MAX; i++)
		names[count++] = pack->lists[i].name.data;
	for (size_t i = 0; i < source->list_count && count < CANDIDATES_MAX; i++) {
		const struct source_list *list = &source->lists[i];
		char *text;

		if (list->language != lists->pack->folder && list->language != LANGUAGE_ANY)
			continue;
		text = arena_string(reader.arena, list->name);
		if (text)
			names[count++] = text;
	}
	pack_read_unknown(&reader, place, "unknown-list", "list", name, names, count);
}

/* NULL after a complaint. */
static const struct pack_texts *find_entries(const struct pack_lists *lists, struct slice name,
					     struct place place)
{
	const struct pack_texts *entries =
		rule_source_list(lists->builder->source, lists->pack, name);

	if (!entries && list_elsewhere(lists->builder->source, name))
		complain_of_elsewhere(lists, place, list_elsewhere(lists->builder->source, name));
	else if (!entries)
		complain_of_list(lists, name, place);
	else if (entries->count == 0)
		builder_complain(lists->builder, place, COMPLAINT_WARNING, "empty-list",
				 "this list holds nothing; write an entry, or take it out");
	return entries;
}

/* What a pack means by a name. */
struct named_list {
	struct slice name;
	struct slot *slot;
};

struct slot *pack_lists_find(void *context, struct slice name, struct place place)
{
	struct pack_lists *lists = context;
	struct named_list *named = lists->named.items;
	const struct pack_texts *entries;
	struct slot *slot;

	for (size_t i = 0; i < lists->named.count; i++)
		if (slice_equal(named[i].name, name))
			return named[i].slot;
	entries = find_entries(lists, name, place);
	slot = entries ? list_slot(lists->builder, entries) : NULL;
	named = slot ? vector_push(&lists->named, sizeof(*named)) : NULL;
	if (named)
		*named = (struct named_list){ name, slot };
	return slot;
}

const struct pack_texts *pack_lists_entries(struct pack_lists *lists, struct slice name,
					    struct place place)
{
	const struct pack_texts *entries = find_entries(lists, name, place);

	return entries && use_list(lists->builder, entries) ? entries : NULL;
}

void pack_lists_done(struct pack_lists *lists)
{
	free(lists->named.items);
}

static void check_used(struct builder *builder, const struct pack_texts *entries, struct slice name,
		       struct place place)
{
	const struct built_list *used = builder->lists.items;

	for (size_t i = 0; i < builder->lists.count; i++)
		if (used[i].entries == entries)
			return;
	complaints_add(builder->complaints, place, COMPLAINT_WARNING, "unused-list",
		       "no rule uses this list; write {%.*s} where its words are meant (between | "
		       "stand words, not names of lists), or take it out",
		       (int)utf8_cut(name, 80).len, name.data);
}

void builder_unused_lists(struct builder *builder)
{
	const struct rule_source *source = builder->source;

	for (size_t i = 0; i < source->list_count; i++)
		check_used(builder, &source->lists[i].entries, source->lists[i].name,
			   source->lists[i].place);
	for (size_t i = 0; i < source->pack_count; i++) {
		const struct pack *pack = source->packs[i].pack;

		for (size_t j = 0; j < pack->list_count; j++)
			check_used(builder, &pack->lists[j].entries, pack->lists[j].name,
				   pack->lists[j].place);
	}
}
