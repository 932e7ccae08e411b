/*
 * check_words.c - see check_words.h. Within a rule each entry is compared with each; between rules
 * only what a look-up by hash brings together.
 */
#include "check_words.h"
#include "pack_combine.h"
#include <stdlib.h>

/* An entry of `words` that is looked at. */
struct compared {
	const struct sequence *sequence;
	const struct pack_text *source;
	const struct pack_rule *rule;
	const struct pack *pack;
	uint64_t hash;
};

/* Does the other rule say all that this one does by the word? */
typedef bool says_as_much(const struct compared *entry, const struct compared *other);

struct comparing {
	struct term_book book;
	struct complaints *complaints;
	struct compared *entries; /* of the whole pack or of all, rule by rule */
	size_t count;
};

static int shown(struct slice text)
{
	return (int)(text.len > 100 ? 100 : text.len);
}

/* --- within a rule --- */

static bool covers(const struct sequence *wide, const struct sequence *narrow)
{
	const struct pattern *a = wide->patterns, *b = narrow->patterns;
	struct slice part = pattern_text(a, FORM_PLAIN), text = pattern_text(b, FORM_PLAIN);

	if (wide->count != 1 || narrow->count != 1 || part.len > text.len || wide == narrow)
		return false;
	switch (a->kind) {
	case PATTERN_EXACT:
		return false;
	case PATTERN_PREFIX:
		return (b->kind == PATTERN_EXACT || b->kind == PATTERN_PREFIX ||
			b->kind == PATTERN_FIRST) &&
		       memcmp(text.data, part.data, part.len) == 0;
	case PATTERN_SUFFIX:
		return (b->kind == PATTERN_EXACT || b->kind == PATTERN_SUFFIX) &&
		       memcmp(text.data + text.len - part.len, part.data, part.len) == 0;
	case PATTERN_PART:
		return memmem(text.data, text.len, part.data, part.len) != NULL;
	case PATTERN_FIRST:
	case PATTERN_LAST:
	case PATTERN_JOINED:
		return slice_equal(part, text) &&
		       (b->kind == PATTERN_EXACT || a->kind == PATTERN_JOINED) &&
		       (b->kind == PATTERN_EXACT || pattern_is_compound(b->kind));
	}
	return false;
}

static void complain_of_pair(const struct comparing *comparing, const struct compared *kept,
			     const struct compared *other, const char *code, const char *what)
{
	complaints_add(comparing->complaints, other->source->place, COMPLAINT_WARNING, code,
		       "'%.*s' %s '%.*s' (line %u); take it out", shown(other->source->text),
		       other->source->text.data, what, shown(kept->source->text),
		       kept->source->text.data, kept->source->place.line);
}

static void compare_pair(const struct comparing *comparing, const struct compared *a,
			 const struct compared *b)
{
	if (sequence_equal(a->sequence, b->sequence))
		complain_of_pair(comparing, a, b, "duplicate-word", "says the same as");
	else if (covers(a->sequence, b->sequence))
		complain_of_pair(comparing, a, b, "subsumed-word", "is found by");
	else if (covers(b->sequence, a->sequence))
		complain_of_pair(comparing, b, a, "subsumed-word", "is found by");
}

static void compare_within(const struct comparing *comparing, size_t from)
{
	enum { COMPARED_MAX = 1000 }; /* the cost grows with the square */

	for (size_t i = from; i < comparing->count; i++)
		for (size_t j = from; j < i && i - from < COMPARED_MAX; j++)
			compare_pair(comparing, &comparing->entries[j], &comparing->entries[i]);
}

/* --- between rules --- */

static uint64_t hash_kind(enum pattern_kind kind)
{
	return wordset_hash_step(WORDSET_HASH_START, (char)kind);
}

/* Of single words; 0 for what is not compared. */
static uint64_t hash_of(const struct sequence *sequence)
{
	struct slice text = pattern_text(&sequence->patterns[0], FORM_PLAIN);
	uint64_t hash = hash_kind(sequence->patterns[0].kind);

	for (size_t i = 0; i < text.len; i++)
		hash = wordset_hash_step(hash, text.data[i]);
	return sequence->count == 1 ? hash : 0;
}

static int compare_hashes(const void *left, const void *right)
{
	const struct compared *a = left, *b = right;
	unsigned line = a->source->place.line, other = b->source->place.line;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->pack != b->pack)
		return strcmp(a->pack->file, b->pack->file);
	return line < other ? -1 : line > other;
}

/* A rule that asks for more than its words is no other's double. */
static bool is_of_words_alone(const struct pack_rule *rule)
{
	return rule->status == RULE_LIVE && rule->unless.count == 0 && rule->followed.count == 0 &&
	       rule->turned.count == 0 && !pack_combines(&rule->combination);
}

static bool earns_by_words(const struct pack_rule *rule)
{
	return rule->category != CATEGORY_NONE && rule->points > 0 && is_of_words_alone(rule);
}

static bool pays_as_much(const struct compared *entry, const struct compared *other, bool earlier)
{
	return other->rule->category == entry->rule->category && earns_by_words(other->rule) &&
	       earns_by_words(entry->rule) &&
	       (other->rule->points > entry->rule->points ||
		(other->rule->points == entry->rule->points && earlier));
}

static bool in_same_pack(const struct compared *entry, const struct compared *other)
{
	return other->rule != entry->rule &&
	       pays_as_much(entry, other, other->source->place.line < entry->source->place.line);
}

static bool has_label(const struct pack_rule *rule, struct slice label)
{
	for (size_t i = 0; i < rule->labels.count; i++)
		if (slice_equal(rule->labels.items[i].text, label))
			return true;
	return false;
}

/* All that a rule which only labels says. */
static bool labels_as_much(const struct compared *entry, const struct compared *other, bool earlier)
{
	const struct pack_texts *labels = &entry->rule->labels;

	if (entry->rule->category != CATEGORY_NONE || entry->rule->part ||
	    !is_of_words_alone(entry->rule) || !is_of_words_alone(other->rule) || !earlier)
		return false;
	for (size_t i = 0; i < labels->count; i++)
		if (!has_label(other->rule, labels->items[i].text))
			return false;
	return true;
}

static bool in_other_pack(const struct compared *entry, const struct compared *other)
{
	const language_set any = language_bit(LANGUAGE_ANY);
	language_set a = entry->pack->languages, b = other->pack->languages;
	bool earlier = strcmp(other->pack->file, entry->pack->file) < 0;

	return other->pack != entry->pack && (a & b || (b & any)) &&
	       (pays_as_much(entry, other, earlier) || labels_as_much(entry, other, earlier));
}

/* Of two that say the same the earlier one. */
static const struct compared *find_other(const struct comparing *comparing,
					 const struct compared *entry, uint64_t hash,
					 enum pattern_kind kind, struct slice text,
					 says_as_much *says)
{
	size_t low = 0, high = comparing->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (comparing->entries[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	for (; low < comparing->count && comparing->entries[low].hash == hash; low++) {
		const struct compared *other = &comparing->entries[low];
		const struct pattern *pattern = other->sequence->patterns;

		if (pattern->kind == kind && slice_equal(pattern_text(pattern, FORM_PLAIN), text) &&
		    says(entry, other))
			return other;
	}
	return NULL;
}

/* That finds the very word; or its beginning, which `ret_begins` tells. */
static const struct compared *find_double(const struct comparing *comparing,
					  const struct compared *entry, says_as_much *says,
					  bool *ret_begins)
{
	const struct pattern *pattern = entry->sequence->patterns;
	struct slice text = pattern_text(pattern, FORM_PLAIN);
	uint64_t hash = hash_kind(PATTERN_PREFIX);
	const struct compared *other = NULL;

	*ret_begins = false;
	if (entry->hash != 0)
		other = find_other(comparing, entry, entry->hash, pattern->kind, text, says);
	for (size_t len = 1;
	     entry->hash != 0 && !other && len <= text.len && pattern->kind == PATTERN_EXACT;
	     len++) {
		hash = wordset_hash_step(hash, text.data[len - 1]);
		other = find_other(comparing, entry, hash, PATTERN_PREFIX, slice_cut(text, 0, len),
				   says);
		*ret_begins = other != NULL;
	}
	return other;
}

static void compare_with_others(const struct comparing *comparing, const struct compared *entry)
{
	bool begins;
	const struct compared *other = find_double(comparing, entry, in_same_pack, &begins);

	if (other)
		complaints_add(comparing->complaints, entry->source->place, COMPLAINT_WARNING,
			       begins ? "subsumed-word" : "duplicate-word",
			       "'%.*s' %s '%.*s' of rule '%s' (line %u), which pays as much, and "
			       "the same words pay once; take it out of one",
			       shown(entry->source->text), entry->source->text.data,
			       begins ? "is found by" : "says the same as",
			       shown(other->source->text), other->source->text.data,
			       other->rule->id.text.data, other->source->place.line);
}

static void compare_with_packs(const struct comparing *comparing, const struct compared *entry)
{
	bool begins;
	const struct compared *other = find_double(comparing, entry, in_other_pack, &begins);

	if (other)
		complaints_add(comparing->complaints, entry->source->place, COMPLAINT_WARNING,
			       "word-of-two-packs",
			       "'%.*s' %s '%.*s' of %s/%s (%s:%u), which %s; take it out of one",
			       shown(entry->source->text), entry->source->text.data,
			       begins ? "is found by" : "says the same as",
			       shown(other->source->text), other->source->text.data,
			       other->pack->name.text.data, other->rule->id.text.data,
			       other->pack->file, other->source->place.line,
			       entry->rule->category == CATEGORY_NONE
				       ? "gives the same labels"
				       : "pays as much, and the same words pay once");
}

/* --- the door --- */

static void take_entries(struct comparing *comparing, const struct pack *pack,
			 const struct pack_rule *rule)
{
	struct complaints unheard; /* loading has said it already */

	complaints_init(&unheard);
	for (size_t i = 0; i < rule->words.count; i++) {
		const struct pack_text *source = &rule->words.items[i];
		struct compared *entry = &comparing->entries[comparing->count];

		if (memchr(source->text.data, '{', source->text.len))
			continue;
		entry->sequence = term_parse_sequence(source, &comparing->book, &unheard);
		if (!entry->sequence)
			continue;
		entry->source = source;
		entry->rule = rule;
		entry->pack = pack;
		entry->hash = hash_of(entry->sequence);
		comparing->count++;
	}
	complaints_done(&unheard);
}

static size_t count_words(const struct pack *pack)
{
	size_t count = 0;

	for (size_t i = 0; i < pack->rule_count; i++)
		count += pack->rules[i].words.count;
	return count;
}

static bool begin(struct comparing *comparing, size_t most, struct ruleset *ruleset)
{
	comparing->entries = calloc(most + 1, sizeof(*comparing->entries));
	if (comparing->entries)
		term_book_init(&comparing->book, &ruleset->arena);
	return comparing->entries;
}

static void finish(struct comparing *comparing,
		   void (*compare)(const struct comparing *comparing, const struct compared *entry))
{
	if (comparing->count > 1)
		qsort(comparing->entries, comparing->count, sizeof(*comparing->entries),
		      compare_hashes);
	for (size_t i = 0; i < comparing->count; i++)
		compare(comparing, &comparing->entries[i]);
	term_book_done(&comparing->book);
	free(comparing->entries);
}

void check_words(const struct pack *pack, struct ruleset *ruleset, struct complaints *complaints)
{
	struct comparing comparing = { .complaints = complaints };

	if (!begin(&comparing, count_words(pack), ruleset))
		return;
	for (size_t i = 0; i < pack->rule_count; i++) {
		size_t from = comparing.count;

		take_entries(&comparing, pack, &pack->rules[i]);
		compare_within(&comparing, from);
	}
	finish(&comparing, compare_with_others);
}

void check_words_of_packs(const struct rule_source *source, struct ruleset *ruleset,
			  struct complaints *complaints)
{
	struct comparing comparing = { .complaints = complaints };
	size_t most = 0;

	for (size_t i = 0; i < source->pack_count; i++)
		most += count_words(source->packs[i].pack);
	if (!begin(&comparing, most, ruleset))
		return;
	for (size_t i = 0; i < source->pack_count; i++)
		for (size_t j = 0; j < source->packs[i].pack->rule_count; j++)
			take_entries(&comparing, source->packs[i].pack,
				     &source->packs[i].pack->rules[j]);
	finish(&comparing, compare_with_packs);
}
