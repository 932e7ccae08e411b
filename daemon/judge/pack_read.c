/*
 * pack_read.c - the shape of rule files: mappings by a table of keys, texts, languages.
 *
 * Every mistake is complained of and reading goes on, so that one run shows them all.
 */
#include "pack_read.h"
#include "suggest.h"
#include "utf8.h"
#include <stdio.h>

enum { KEYS_MAX = 32, NAMES_BYTES = 240 };

bool pack_read_expect(struct pack_reader *reader, const struct yaml *value, enum yaml_type type)
{
	if (value->type == type)
		return true;
	complaints_add(reader->complaints, value->place, COMPLAINT_ERROR, "wrong-type",
		       "this is %s where %s belongs%s", yaml_type_name(value->type),
		       yaml_type_name(type),
		       type == YAML_SCALAR ? "; put quotes around text that holds ': '" : "");
	return false;
}

/* "are a, b, c", as many as there is room for. */
static const char *names_of(const char *const *candidates, size_t count, char names[NAMES_BYTES])
{
	size_t at = (size_t)snprintf(names, NAMES_BYTES, count > 0 ? "are" : "are none");

	for (size_t i = 0; i < count; i++) {
		size_t left = NAMES_BYTES - at;
		int len = snprintf(names + at, left, "%s %s", i > 0 ? "," : "", candidates[i]);

		if (len < 0 || (size_t)len >= left - sizeof(", ...")) {
			memcpy(names + at, ", ...", sizeof(", ..."));
			break;
		}
		at += (size_t)len;
	}
	return names;
}

/* What other systems, and people, call what has another name here. */
static const struct {
	const char *written, *meant;
} names_elsewhere[] = {
	{ "action", "points" },
	{ "score", "points" },
	{ "severity", "points" },
	{ "weight", "points" },
	{ "name", "id" },
	{ "type", "category" },
	{ "kind", "category" },
	{ "tag", "label" },
	{ "tags", "label" },
	{ "topic", "label" },
	{ "phrase", "words" },
	{ "phrases", "words" },
	{ "keyword", "words" },
	{ "keywords", "words" },
	{ "terms", "words" },
	{ "pattern", "regex" },
	{ "patterns", "regex" },
	{ "urls", "domains" },
	{ "links", "domains" },
	{ "distance", "gap" },
	{ "exceptions", "except" },
	{ "exclude", "except" },
	{ "ignore", "except" },
	{ "allow", "except" },
	{ "examples", "hit" },
	{ "match", "hit" },
	{ "conditions", "when" },
	{ "if", "when" },
	{ "enabled", "status" },
	{ "from", "starts" },
	{ "since", "starts" },
	{ "until", "expires" },
	{ "end", "expires" },
	{ "lang", "language" },
	{ "true", "on" },
	{ "true", "yes" },
	{ "false", "off" },
	{ "false", "no" },
	{ "yes", "on" },
	{ "no", "off" },
	{ "on", "yes" },
	{ "off", "no" },
	{ "active", "live" },
	{ "on", "live" },
	{ "off", "draft" },
	{ "disabled", "draft" },
	{ "test", "shadow" },
	{ "no", "nb" },
	{ "norwegian", "nb" },
	{ "norsk", "nb" },
	{ "nynorsk", "nn" },
	{ "se", "sv" },
	{ "swedish", "sv" },
	{ "svenska", "sv" },
	{ "dk", "da" },
	{ "danish", "da" },
	{ "dansk", "da" },
	{ "german", "de" },
	{ "deutsch", "de" },
	{ "gb", "en" },
	{ "uk", "en" },
	{ "english", "en" },
	{ "all", "any" },
	{ "racism", "hate" },
	{ "hatespeech", "hate" },
	{ "harassment", "insult" },
	{ "swearing", "profanity" },
	{ "vulgar", "profanity" },
	{ "porn", "sexual" },
	{ "suicide", "selfharm" },
	{ "scam", "spam" },
	{ "doxxing", "private" },
	{ "personal", "private" },
	{ "pii", "private" },
	{ "violence", "threat" },
};

static bool is_among(const char *name, const char *const *candidates, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(candidates[i], name) == 0)
			return true;
	return false;
}

/* What was probably meant: a name that is nearly the same, or one that means the same. */
static const char *meant_by(struct slice word, const char *const *candidates, size_t count)
{
	for (size_t i = 0; i < sizeof(names_elsewhere) / sizeof(names_elsewhere[0]); i++)
		if (slice_is(word, names_elsewhere[i].written) &&
		    is_among(names_elsewhere[i].meant, candidates, count))
			return names_elsewhere[i].meant;
	return suggest_nearest(word, candidates, count);
}

void pack_read_unknown(struct pack_reader *reader, struct place place, const char *code,
		       const char *what, struct slice word, const char *const *candidates,
		       size_t count)
{
	const char *near = meant_by(word, candidates, count);
	char names[NAMES_BYTES];

	if (near)
		complaints_add(reader->complaints, place, COMPLAINT_ERROR, code,
			       "unknown %s '%.*s'; did you mean '%s'?", what,
			       (int)utf8_cut(word, 80).len, word.data, near);
	else
		complaints_add(reader->complaints, place, COMPLAINT_ERROR, code,
			       "unknown %s '%.*s'; there %s", what, (int)utf8_cut(word, 80).len,
			       word.data, names_of(candidates, count, names));
}

bool pack_read_word(struct pack_reader *reader, const struct yaml *value, const char *const *words,
		    size_t count, size_t *ret_index)
{
	if (!pack_read_expect(reader, value, YAML_SCALAR))
		return false;
	for (size_t i = 0; i < count; i++) {
		if (!slice_is(value->text, words[i]))
			continue;
		*ret_index = i;
		return true;
	}
	pack_read_unknown(reader, value->place, "bad-value", "value", value->text, words, count);
	return false;
}

void *pack_read_array(struct pack_reader *reader, const struct yaml *parent, size_t bytes)
{
	void *array = NULL;

	if (parent->count == 0)
		return NULL;
	array = arena_calloc(reader->arena, parent->count, bytes);
	if (!array)
		complaints_add(
			reader->complaints, parent->place, COMPLAINT_ERROR, "too-large",
			"the rules need more memory than allowed; split or shorten the files");
	return array;
}

static const struct pack_key *find_key(const struct pack_key *keys, size_t count, struct slice name)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(name, keys[i].name))
			return &keys[i];
	return NULL;
}

static void complain_of_unknown_key(struct pack_reader *reader, const struct yaml *member,
				    const char *what, const struct pack_key *keys, size_t count)
{
	const char *names[KEYS_MAX];
	char kind[64];

	for (size_t i = 0; i < count; i++)
		names[i] = keys[i].name;
	snprintf(kind, sizeof(kind), "key of %s", what);
	/* No key has a blank: this was meant as text. */
	if (member->key.len > 0 && memchr(member->key.data, ' ', member->key.len)) {
		complaints_add(reader->complaints, member->key_place, COMPLAINT_ERROR,
			       "unknown-key",
			       "unknown %s '%.*s'; put quotes around text that holds ': '", kind,
			       (int)utf8_cut(member->key, 80).len, member->key.data);
		return;
	}
	pack_read_unknown(reader, member->key_place, "unknown-key", kind, member->key, names,
			  count);
}

bool pack_read_mapping(struct pack_reader *reader, const struct yaml *mapping, const char *what,
		       const struct pack_key *keys, size_t key_count, void *into)
{
	uint32_t seen = 0;

	assert(key_count <= KEYS_MAX);
	if (!pack_read_expect(reader, mapping, YAML_MAPPING))
		return false;

	for (const struct yaml *member = mapping->first; member; member = member->next) {
		const struct pack_key *key = find_key(keys, key_count, member->key);

		if (!key)
			complain_of_unknown_key(reader, member, what, keys, key_count);
		else if (!(seen & 1u << (key - keys))) /* a repeated one is complained of already */
			key->read(reader, member, (char *)into + key->offset);
		if (key)
			seen |= 1u << (key - keys);
	}
	for (size_t i = 0; i < key_count; i++)
		if (keys[i].required && !yaml_get(mapping, keys[i].name))
			complaints_add(reader->complaints, mapping->place, COMPLAINT_ERROR,
				       "missing-key",
				       "%s needs the key '%s'; docs/rules.md shows one", what,
				       keys[i].name);
	return true;
}

void pack_read_text(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct pack_text *text = into;

	if (!pack_read_expect(reader, value, YAML_SCALAR))
		return;
	if (value->text.len == 0) {
		complaints_add(reader->complaints, value->place, COMPLAINT_ERROR, "empty-text",
			       "nothing is written here; write it or take the line out "
			       "(text that begins with # needs quotes)");
		return;
	}
	*text = (struct pack_text){ value->text, value->place, value->plain };
}

void pack_read_texts(struct pack_reader *reader, const struct yaml *value, void *into)
{
	struct pack_texts *texts = into;

	if (value->type == YAML_SCALAR) {
		texts->items = arena_calloc(reader->arena, 1, sizeof(*texts->items));
		if (!texts->items)
			return;
		pack_read_text(reader, value, &texts->items[0]);
		texts->count = texts->items[0].text.len > 0;
		return;
	}
	if (!pack_read_expect(reader, value, YAML_LIST))
		return;
	texts->items = pack_read_array(reader, value, sizeof(*texts->items));
	if (!texts->items)
		return;
	for (const struct yaml *item = value->first; item; item = item->next) {
		struct pack_text *text = &texts->items[texts->count];

		pack_read_text(reader, item, text);
		if (text->text.len > 0)
			texts->count++;
	}
}

static bool is_digit_at(struct slice text, size_t at)
{
	return at < text.len && text.data[at] >= '0' && text.data[at] <= '9';
}

void pack_read_commas(const struct pack_text *entry, struct complaints *complaints)
{
	const struct slice text = entry->text;
	bool within = false; /* braces, which have a complaint of their own */

	for (size_t at = 0; at < text.len; at++) {
		bool decimal = at > 0 && is_digit_at(text, at - 1) && is_digit_at(text, at + 1);

		within = text.data[at] == '{' || (within && text.data[at] != '}');
		if (within || (text.data[at] != ',' && text.data[at] != ';') || decimal)
			continue;
		complaints_add(complaints, entry->place, COMPLAINT_WARNING, "list-comma",
			       "'%.*s' is one entry, not several; write these as [one, two], in a "
			       "list file each "
			       "on a line of its own, or take the comma out",
			       (int)utf8_cut(text, 80).len, text.data);
		return;
	}
}

void pack_read_entries(struct pack_reader *reader, const struct yaml *value, void *into)
{
	const struct pack_texts *texts = into;

	pack_read_texts(reader, value, into);
	for (size_t i = 0; i < texts->count; i++)
		pack_read_commas(&texts->items[i], reader->complaints);
}

static const char *const language_names[] = { "any", "sv", "nb", "nn", "da", "de", "en" };

static void read_language(struct pack_reader *reader, const struct yaml *value, language_set *set)
{
	enum language language = LANGUAGE_ANY;

	if (!pack_read_expect(reader, value, YAML_SCALAR))
		return;
	for (size_t i = 0; i < sizeof(language_names) / sizeof(language_names[0]); i++) {
		if (!slice_is(value->text, language_names[i]))
			continue;
		if (i > 0)
			(void)language_from_name(value->text, &language);
		*set |= language_bit(language);
		return;
	}
	pack_read_unknown(reader, value->place, "unknown-language", "language", value->text,
			  language_names, sizeof(language_names) / sizeof(language_names[0]));
}

void pack_read_languages(struct pack_reader *reader, const struct yaml *value, void *into)
{
	language_set *set = into;

	if (value->type != YAML_LIST) {
		read_language(reader, value, set);
		return;
	}
	for (const struct yaml *item = value->first; item; item = item->next)
		read_language(reader, item, set);
}
