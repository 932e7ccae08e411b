/*
 * pack.c - a rule pack from YAML to plain structs, with a complaint for whatever is not as promised
 * in docs/rules.md. First station of the rules' way: pack → ruleset → match.
 *
 * Words, lists and regexes are taken as they stand; ruleset_build.c makes sense of them.
 */
#include "pack.h"
#include "check_digit.h"
#include "pack_combine.h"
#include "pack_condition.h"
#include "pack_read.h"
#include "suggest.h"
#include "units.h"
#include "utf8.h"
#include "wordset.h"
#include <stddef.h>
#include <stdlib.h>

enum { NAME_MAX_BYTES = 64 };

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static void complain(struct pack_reader *reader, struct place place, const char *code,
		     const char *text)
{
	complaints_add(reader->complaints, place, COMPLAINT_ERROR, code, "%s", text);
}

/* --- values --- */

static bool name_is_good(struct slice name)
{
	if (name.len == 0 || name.len > NAME_MAX_BYTES)
		return false;
	for (size_t i = 0; i < name.len; i++) {
		char byte = name.data[i];

		if (!((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-' ||
		      byte == '_'))
			return false;
	}
	return name.data[0] != '-';
}

static void check_name(struct pack_reader *reader, struct slice name, struct place place)
{
	if (!name_is_good(name))
		complaints_add(reader->complaints, place, COMPLAINT_ERROR, "bad-name",
			       "'%.*s' is no good name; use a-z, 0-9 and '-', at most %d of them",
			       (int)utf8_cut(name, 80).len, name.data, NAME_MAX_BYTES);
}

static void read_name(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct pack_text *name = into;

	pack_read_text(reader, value, name);
	if (name->text.len > 0)
		check_name(reader, name->text, name->place);
}

static void read_slice(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct pack_text text = { 0 };

	pack_read_text(reader, value, &text);
	*(struct slice *)into = text.text;
}

static void read_category(struct pack_reader *reader, const struct yaml *value, void *into)
{
	const char *names[CATEGORY_COUNT];

	if (!pack_read_expect(reader, value, YAML_SCALAR))
		return;
	if (category_from_name(value->text, into))
		return;
	for (int i = 0; i < CATEGORY_COUNT; i++)
		names[i] = category_name((enum category)i);
	pack_read_unknown(reader, value->place, "unknown-category", "category", value->text, names,
			  CATEGORY_COUNT);
}

static void read_points(struct pack_reader *reader, const struct yaml *value, void *into)
{
	int64_t points = 0, size;

	if (!pack_read_expect(reader, value, YAML_SCALAR))
		return;
	if (!units_parse_thousandths(value->text, &points)) {
		complain(reader, value->place, "points-range",
			 "points are a number such as 4 or 2.5; at most three decimals");
		return;
	}
	size = points < 0 ? -points : points;
	if (size < PACK_POINTS_MIN || size > PACK_POINTS_MAX) {
		complain(reader, value->place, "points-range",
			 "points go from 0.1 to 20, or from -20 to -0.1; choose a number there");
		return;
	}
	*(int32_t *)into = (int32_t)points;
}

static void read_cap(struct pack_reader *reader, const struct yaml *value, void *into)
{
	int64_t points = 0;

	if (!pack_read_expect(reader, value, YAML_SCALAR))
		return;
	if (!units_parse_thousandths(value->text, &points) || points < PACK_POINTS_MIN ||
	    points > 5 * PACK_POINTS_MAX) {
		complain(reader, value->place, "points-range",
			 "a cap is a number of points from 0.1 to 100");
		return;
	}
	*(int32_t *)into = (int32_t)points;
}

static void read_gap(struct pack_reader *reader, const struct yaml *value, void *into)
{
	uint64_t gap = 0;

	if (!pack_read_expect(reader, value, YAML_SCALAR))
		return;
	if (!units_parse_unsigned(value->text, PACK_GAP_MAX, &gap)) {
		complain(reader, value->place, "gap-range",
			 "a gap is a whole number of words from 0 to 10");
		return;
	}
	*(unsigned *)into = (unsigned)gap;
}

static void read_switch(struct pack_reader *reader, const struct yaml *value, void *into)
{
	static const char *const words[] = { "off", "on" };
	size_t index = 0;

	if (pack_read_word(reader, value, words, COUNT_OF(words), &index))
		*(bool *)into = index == 1;
}

static void read_count(struct pack_reader *reader, const struct yaml *value, void *into)
{
	static const char *const words[] = { "once", "many" };
	size_t index = 0;

	if (pack_read_word(reader, value, words, COUNT_OF(words), &index))
		*(bool *)into = index == 1;
}

static void read_part(struct pack_reader *reader, const struct yaml *value, void *into)
{
	static const char *const words[] = { "no", "yes" };
	size_t index = 0;

	if (pack_read_word(reader, value, words, COUNT_OF(words), &index))
		*(bool *)into = index == 1;
}

static void read_status(struct pack_reader *reader, const struct yaml *value, void *into)
{
	static const char *const words[] = { "live", "shadow", "draft" };
	size_t index = 0;

	if (pack_read_word(reader, value, words, COUNT_OF(words), &index))
		*(enum rule_status *)into = (enum rule_status)index;
}

/* One name of check_digit.h or a list of them. */
static void read_valid(struct pack_reader *reader, const struct yaml *value, void *into)
{
	const struct yaml *item = value->type == YAML_LIST ? value->first : value;
	size_t index = 0;

	for (; item; item = value->type == YAML_LIST ? item->next : NULL)
		if (pack_read_word(reader, item, check_digit_names, CHECK_DIGIT_COUNT, &index))
			*(unsigned *)into |= 1u << index;
}

static bool begins_with(struct slice text, const char *start)
{
	size_t len = strlen(start);

	return text.len > len && memcmp(text.data, start, len) == 0;
}

static void read_labels(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct pack_texts *labels = into;

	pack_read_entries(reader, value, labels);
	for (size_t i = 0; i < labels->count; i++) {
		struct slice label = labels->items[i].text;

		if (!begins_with(label, "topic:") && !begins_with(label, "intent:"))
			complaints_add(reader->complaints, labels->items[i].place, COMPLAINT_ERROR,
				       "bad-label",
				       "label '%.*s' has no kind; write topic:… or intent:…",
				       (int)utf8_cut(label, 80).len, label.data);
		else if (memchr(label.data, ' ', label.len))
			complaints_add(
				reader->complaints, labels->items[i].place, COMPLAINT_WARNING,
				"bad-label",
				"label '%.*s' holds a blank, and names of areas are compared "
				"letter by letter; write topic:name",
				(int)utf8_cut(label, 80).len, label.data);
	}
}

/* --- rules --- */

#define RULE_KEY(name, required, read, member)                                                     \
	{                                                                                          \
		name, required, read, offsetof(struct pack_rule, member)                           \
	}

static const struct pack_key rule_keys[] = {
	RULE_KEY("id", true, read_name, id),
	RULE_KEY("category", false, read_category, category),
	RULE_KEY("points", false, read_points, points),
	RULE_KEY("label", false, read_labels, labels),
	RULE_KEY("words", false, pack_read_entries, words),
	RULE_KEY("regex", false, pack_read_texts, regexes),
	RULE_KEY("domains", false, pack_read_entries, domains),
	RULE_KEY("valid", false, read_valid, valid),
	RULE_KEY("gap", false, read_gap, gap),
	RULE_KEY("except", false, pack_read_entries, except),
	RULE_KEY("unless", false, pack_read_entries, unless),
	RULE_KEY("followed_by", false, pack_read_entries, followed),
	RULE_KEY("turned_by", false, pack_read_entries, turned),
	RULE_KEY("count", false, read_count, many),
	RULE_KEY("group", false, read_name, group),
	RULE_KEY("context", false, read_switch, context),
	RULE_KEY("loose", false, read_switch, loose),
	RULE_KEY("status", false, read_status, status),
	RULE_KEY("part", false, read_part, part),
	RULE_KEY("owner", false, read_slice, owner),
	RULE_KEY("all", false, pack_read_parts, combination.all),
	RULE_KEY("any", false, pack_read_parts, combination.any),
	RULE_KEY("none", false, pack_read_parts, combination.none),
	RULE_KEY("at_least", false, pack_read_at_least, combination.at_least),
	RULE_KEY("near", false, pack_read_near, combination),
	RULE_KEY("when", false, pack_read_conditions, combination.when),
	RULE_KEY("starts", false, pack_read_moment, combination.starts),
	RULE_KEY("expires", false, pack_read_moment, combination.expires),
	RULE_KEY("hit", false, pack_read_examples, hits),
	RULE_KEY("miss", false, pack_read_examples, misses),
};

/* Of what only finds of its own can have. */
static const char *const keys_of_finds[] = { "valid",	  "gap",   "except", "followed_by",
					     "turned_by", "count", "loose" };

static bool is_given(const struct yaml *node, const char *key)
{
	const struct yaml *value = yaml_get(node, key);

	return value && (value->type != YAML_LIST || value->count > 0);
}

/* Several words or slots, between which others might stand. */
static bool is_phrase(struct slice text)
{
	bool within = false; /* braces, whose words stand side by side */

	text = slice_trim(text);
	for (size_t i = 0; i < text.len; i++) {
		within = text.data[i] == '{' || (within && text.data[i] != '}');
		if (!within && slice_is_blank(text.data[i]))
			return true;
	}
	return false;
}

static void check_gap(struct pack_reader *reader, const struct yaml *node,
		      const struct pack_rule *rule)
{
	if (rule->gap == 0 || rule->words.count == 0)
		return;
	for (size_t i = 0; i < rule->words.count; i++)
		if (is_phrase(rule->words.items[i].text))
			return;
	complaints_add(reader->complaints, yaml_get(node, "gap")->key_place, COMPLAINT_WARNING,
		       "idle-gap",
		       "a gap lies between the words of a phrase, and here each entry is one; "
		       "write phrases, or take it out");
}

static void check_looks_for(struct pack_reader *reader, const struct yaml *node,
			    const struct pack_rule *rule)
{
	if (is_given(node, "words") || is_given(node, "regex") || is_given(node, "domains"))
		return;
	for (size_t i = 0; i < COUNT_OF(keys_of_finds); i++)
		if (yaml_get(node, keys_of_finds[i]))
			complaints_add(
				reader->complaints, yaml_get(node, keys_of_finds[i])->key_place,
				COMPLAINT_ERROR, "missing-key",
				"'%s' is about words that this rule finds itself; give it "
				"'words' or 'regex', or move the key to the rules it rests on",
				keys_of_finds[i]);
	if (!pack_stands_alone(&rule->combination))
		complain(reader, rule->place, "missing-key",
			 "this rule looks for nothing; give it 'words', 'regex' or 'domains', or "
			 "other "
			 "rules ('all', 'any', 'at_least') or conditions ('when') to rest on");
}

static void check_rule_is_whole(struct pack_reader *reader, const struct yaml *node,
				const struct pack_rule *rule)
{
	bool category = yaml_get(node, "category"), points = yaml_get(node, "points");

	check_looks_for(reader, node, rule);
	check_gap(reader, node, rule);
	if (rule->valid && yaml_get(node, "words") && !yaml_get(node, "regex"))
		complain(reader, rule->place, "missing-key",
			 "'valid' looks at what a regex finds; give this rule a 'regex'");
	if (rule->part && (category || points || yaml_get(node, "label")))
		complain(reader, rule->place, "part-earns",
			 "a part earns nothing itself; take out 'category', 'points' and 'label', "
			 "or 'part'");
	else if (!rule->part && !category && !points && !yaml_get(node, "label"))
		complain(reader, rule->place, "missing-key",
			 "this rule does nothing; give it 'category' and 'points', a 'label', or "
			 "'part: yes' when others rest on it");
	else if (category != points)
		complain(reader, rule->place, "missing-key",
			 category ? "a rule with a category needs 'points'"
				  : "a rule with points needs a 'category'");
	if (rule->status == RULE_LIVE && (rule->hits.count == 0 || rule->misses.count == 0))
		complain(reader, rule->place, "missing-examples",
			 "a live rule needs examples; write at least one 'hit' and one 'miss', "
			 "or set status: draft");
}

static void read_rule(struct pack_reader *reader, const struct yaml *node, struct pack *pack)
{
	struct pack_rule *rule = &pack->rules[pack->rule_count];

	*rule = (struct pack_rule){
		.place = node->place,
		.category = CATEGORY_NONE,
		.context = true,
		.loose = true,
		.status = RULE_LIVE,
	};
	if (!pack_read_mapping(reader, node, "a rule", rule_keys, COUNT_OF(rule_keys), rule))
		return;
	check_rule_is_whole(reader, node, rule);
	if (rule->id.text.len > 0)
		pack->rule_count++;
}

static void read_rules(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct pack *pack = into;

	if (!pack_read_expect(reader, value, YAML_LIST))
		return;
	pack->rules = pack_read_array(reader, value, sizeof(*pack->rules));
	for (const struct yaml *item = pack->rules ? value->first : NULL; item; item = item->next)
		read_rule(reader, item, pack);
}

/* --- the rest of a pack --- */

static void read_lists(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct pack *pack = into;

	if (!pack_read_expect(reader, value, YAML_MAPPING))
		return;
	pack->lists = pack_read_array(reader, value, sizeof(*pack->lists));
	for (const struct yaml *item = pack->lists ? value->first : NULL; item; item = item->next) {
		struct pack_list *list = &pack->lists[pack->list_count++];

		list->name = item->key;
		list->place = item->key_place;
		check_name(reader, list->name, list->place);
		pack_read_entries(reader, item, &list->entries);
	}
}

static const struct pack_key group_keys[] = {
	{ "cap", true, read_cap, offsetof(struct pack_group, cap) },
};

static void read_groups(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct pack *pack = into;

	if (!pack_read_expect(reader, value, YAML_MAPPING))
		return;
	pack->groups = pack_read_array(reader, value, sizeof(*pack->groups));
	for (const struct yaml *item = pack->groups ? value->first : NULL; item;
	     item = item->next) {
		struct pack_group *group = &pack->groups[pack->group_count++];

		group->name = item->key;
		group->place = item->key_place;
		check_name(reader, group->name, group->place);
		pack_read_mapping(reader, item, "a group", group_keys, COUNT_OF(group_keys), group);
	}
}

static const struct pack_key pack_keys[] = {
	{ "pack", true, read_name, offsetof(struct pack, name) },
	{ "language", true, pack_read_languages, offsetof(struct pack, languages) },
	{ "owner", false, read_slice, offsetof(struct pack, owner) },
	{ "zone", false, pack_read_text, offsetof(struct pack, zone) },
	{ "lists", false, read_lists, 0 },
	{ "groups", false, read_groups, 0 },
	{ "rules", true, read_rules, 0 },
};

static void check_ids(struct pack_reader *reader, const struct pack *pack)
{
	size_t size = 4;
	uint32_t *table; /* open hash of ids: number plus one */

	while (size < 2 * pack->rule_count)
		size *= 2;
	table = calloc(size, sizeof(*table));
	for (uint32_t i = 0; table && i < pack->rule_count; i++) {
		const struct pack_text *id = &pack->rules[i].id, *other;
		size_t at = wordset_hash(id->text) & (size - 1);

		while (table[at] && !slice_equal(pack->rules[table[at] - 1].id.text, id->text))
			at = (at + 1) & (size - 1);
		if (!table[at]) {
			table[at] = i + 1;
			continue;
		}
		other = &pack->rules[table[at] - 1].id;
		complaints_add(reader->complaints, id->place, COMPLAINT_ERROR, "duplicate-rule",
			       "rule '%.*s' stands already in line %u; give one another id",
			       (int)id->text.len, id->text.data, other->place.line);
	}
	if (!table)
		complaints_add(reader->complaints, pack->name.place, COMPLAINT_ERROR, "too-large",
			       "out of memory");
	free(table);
}

static bool has_group(const struct pack *pack, struct slice name)
{
	for (size_t i = 0; i < pack->group_count; i++)
		if (slice_equal(pack->groups[i].name, name))
			return true;
	return false;
}

static bool is_used(const struct pack *pack, const struct pack_group *group)
{
	for (size_t i = 0; i < pack->rule_count; i++)
		if (slice_equal(pack->rules[i].group.text, group->name))
			return true;
	return false;
}

/* Whoever writes a group and forgets to put rules into it has no cap. */
static void check_groups_used(struct pack_reader *reader, const struct pack *pack)
{
	for (size_t i = 0; i < pack->group_count; i++)
		if (!is_used(pack, &pack->groups[i]))
			complaints_add(reader->complaints, pack->groups[i].place, COMPLAINT_WARNING,
				       "unused-group",
				       "no rule has group: %.*s, so its cap holds for none",
				       (int)pack->groups[i].name.len, pack->groups[i].name.data);
}

static void check_groups(struct pack_reader *reader, const struct pack *pack)
{
	enum { NAMES_MAX = 32 };
	const char *names[NAMES_MAX];
	size_t count = pack->group_count < NAMES_MAX ? pack->group_count : NAMES_MAX;

	for (size_t i = 0; i < count; i++)
		names[i] = pack->groups[i].name.data;
	for (size_t i = 0; i < pack->rule_count; i++) {
		const struct pack_text *group = &pack->rules[i].group;

		if (group->text.len > 0 && !has_group(pack, group->text))
			pack_read_unknown(reader, group->place, "unknown-group", "group",
					  group->text, names, count);
	}
}

struct pack *pack_parse(struct slice text, const char *file, struct arena *arena,
			struct complaints *complaints)
{
	struct pack_reader reader = { arena, complaints };
	const char *kept = arena_string(arena, slice_from(file));
	const struct yaml *root;
	struct pack *pack = arena_calloc(arena, 1, sizeof(*pack));

	if (!kept || !pack) {
		complain(&reader, (struct place){ file, 0, 0 }, "too-large", "out of memory");
		return NULL;
	}
	root = yaml_parse(text, kept, arena, complaints);
	pack->file = kept;
	if (!root ||
	    !pack_read_mapping(&reader, root, "a pack", pack_keys, COUNT_OF(pack_keys), pack))
		return NULL;
	check_ids(&reader, pack);
	check_groups(&reader, pack);
	check_groups_used(&reader, pack);
	pack_combine_finish(&reader, pack);
	return pack->name.text.len > 0 && pack->languages ? pack : NULL;
}
