/*
 * check_words.c - see check_words.h. Within a rule each entry is compared with each; between rules
 * only what a look-up by hash brings together.
 */
#include "check_words.h"
#include "pack_combine.h"
#include "pattern_meet.h"
#include "utf8.h"
#include <stdlib.h>

/* An entry of `words` that is looked at. */
struct compared {
	const struct sequence *sequence;
	const struct pack_text *source;
	const struct pack_rule *rule; /* NULL: a list by itself */
	const struct pack *pack;
	uint64_t hash;
	bool listed; /* stands in a list, which other phrases may need as it is */
};

/* Does the other rule say all that this one does by the word? */
typedef bool says_as_much(const struct compared *entry, const struct compared *other);

struct comparing {
	struct term_book book;
	const struct rule_source *source;
	struct complaints *complaints;
	struct compared *entries; /* of the whole pack or of all, rule by rule */
	size_t count, room;
};

static int shown(struct slice text)
{
	return (int)utf8_cut(text, 100).len;
}

/* --- within a rule --- */

static bool covers(const struct sequence *wide, const struct sequence *narrow)
{
	return wide->count == 1 && narrow->count == 1 && wide != narrow &&
	       pattern_covers(wide->patterns, narrow->patterns);
}

/* Slips and disguises of a whole word or beginning are known, those of what is longer are not: in a
 * list, which serves rules of any kind, such a word does more than the entry that finds it too. */
static bool is_known_by_slips(const struct sequence *wide, const struct sequence *narrow)
{
	const struct pattern *a = wide->patterns, *b = narrow->patterns;

	return (b->kind == PATTERN_EXACT || b->kind == PATTERN_PREFIX) &&
	       !(a->kind == PATTERN_PREFIX &&
		 slice_equal(pattern_text(a, FORM_PLAIN), pattern_text(b, FORM_PLAIN)));
}

static bool makes_needless(const struct compared *wide, const struct compared *narrow)
{
	if (narrow->listed &&
	    (!wide->listed || is_known_by_slips(wide->sequence, narrow->sequence)))
		return false;
	return covers(wide->sequence, narrow->sequence);
}

/* Of a list that a rule uses, compiling has said it. */
static bool is_said(const struct complaints *complaints, struct place place, const char *code)
{
	for (size_t i = 0; i < complaints->count; i++) {
		const struct complaint *said = &complaints->items[i];

		if (said->line == place.line && said->column == place.column &&
		    strcmp(said->code, code) == 0 && strcmp(said->file, place.file) == 0)
			return true;
	}
	return false;
}

static void complain_of_pair(const struct comparing *comparing, const struct compared *kept,
			     const struct compared *other, const char *code, const char *what)
{
	const bool elsewhere = strcmp(kept->source->place.file, other->source->place.file) != 0;

	if (is_said(comparing->complaints, other->source->place, code))
		return;
	complaints_add(comparing->complaints, other->source->place, COMPLAINT_WARNING, code,
		       "'%.*s' %s '%.*s' (%s%sline %u); take it out", shown(other->source->text),
		       other->source->text.data, what, shown(kept->source->text),
		       kept->source->text.data, elsewhere ? kept->source->place.file : "",
		       elsewhere ? ", " : "", kept->source->place.line);
}

static void compare_pair(const struct comparing *comparing, const struct compared *a,
			 const struct compared *b)
{
	const bool b_stays = b->listed && !a->listed;

	if (sequence_equal(a->sequence, b->sequence))
		complain_of_pair(comparing, b_stays ? b : a, b_stays ? a : b, "duplicate-word",
				 "says the same as");
	else if (makes_needless(a, b))
		complain_of_pair(comparing, a, b, "subsumed-word", "is found by");
	else if (makes_needless(b, a))
		complain_of_pair(comparing, b, a, "subsumed-word", "is found by");
}

static void compare_within(const struct comparing *comparing, size_t from)
{
	enum { COMPARED_MAX = 1000 }; /* the cost grows with the square */

	for (size_t i = from; i < comparing->count; i++)
		for (size_t j = from; j < i && i - from < COMPARED_MAX; j++)
			if (!comparing->entries[i].rule || !comparing->entries[i].listed ||
			    !comparing->entries[j].listed)
				compare_pair(comparing, &comparing->entries[j],
					     &comparing->entries[i]);
}

/* --- between rules --- */

static uint64_t hash_kind(enum pattern_kind kind)
{
	return wordset_hash_step(WORDSET_HASH_START, (char)kind);
}

static uint64_t hash_step(uint64_t hash, const struct pattern *pattern)
{
	struct slice text = pattern_text(pattern, FORM_PLAIN);

	for (size_t i = 0; i < text.len; i++)
		hash = wordset_hash_step(hash, text.data[i]);
	return hash;
}

static uint64_t hash_of(const struct sequence *sequence)
{
	uint64_t hash = hash_step(hash_kind(sequence->patterns[0].kind), &sequence->patterns[0]);

	for (size_t i = 1; i < sequence->count; i++) {
		hash = wordset_hash_step(hash, (char)sequence->patterns[i].kind);
		hash = hash_step(hash, &sequence->patterns[i]);
	}
	return hash;
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
	return rule->status == RULE_LIVE && !rule->many && rule->except.count == 0 &&
	       rule->unless.count == 0 && rule->followed.count == 0 && rule->turned.count == 0 &&
	       !pack_combines(&rule->combination);
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
	       pays_as_much(entry, other,
			    other->listed || other->source->place.line < entry->source->place.line);
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
	bool covered = (b & any) || !(a & ~b), covers = (a & any) || !(b & ~a);
	/* Of two as wide the earlier one stays; else the wider one, which others need. */
	bool earlier = !covers || other->listed || strcmp(other->pack->file, entry->pack->file) < 0;

	return other->pack != entry->pack && covered &&
	       (pays_as_much(entry, other, earlier) || labels_as_much(entry, other, earlier));
}

/* The first entry of this hash; `count` where there is none. */
static size_t first_of(const struct comparing *comparing, uint64_t hash)
{
	size_t low = 0, high = comparing->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (comparing->entries[middle].hash < hash)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Of two that say the same the earlier one. What may have more between its words finds more. */
static const struct compared *find_same(const struct comparing *comparing,
					const struct compared *entry, says_as_much *says)
{
	for (size_t i = first_of(comparing, entry->hash);
	     i < comparing->count && comparing->entries[i].hash == entry->hash; i++) {
		const struct compared *other = &comparing->entries[i];

		if (sequence_equal(other->sequence, entry->sequence) &&
		    (entry->sequence->count == 1 || other->rule->gap >= entry->rule->gap) &&
		    says(entry, other))
			return other;
	}
	return NULL;
}

/* That finds every word with this beginning. */
static const struct compared *find_beginning(const struct comparing *comparing,
					     const struct compared *entry, uint64_t hash,
					     struct slice text, says_as_much *says)
{
	for (size_t i = first_of(comparing, hash);
	     i < comparing->count && comparing->entries[i].hash == hash; i++) {
		const struct compared *other = &comparing->entries[i];
		const struct pattern *pattern = other->sequence->patterns;

		if (other->sequence->count == 1 && pattern->kind == PATTERN_PREFIX &&
		    slice_equal(pattern_text(pattern, FORM_PLAIN), text) && says(entry, other))
			return other;
	}
	return NULL;
}

/* That finds the very word or phrase; or the word's beginning, which `ret_begins` tells. */
static const struct compared *find_double(const struct comparing *comparing,
					  const struct compared *entry, says_as_much *says,
					  bool *ret_begins)
{
	const struct pattern *pattern = entry->sequence->patterns;
	struct slice text = pattern_text(pattern, FORM_PLAIN);
	uint64_t hash = hash_kind(PATTERN_PREFIX);
	const struct compared *other = find_same(comparing, entry, says);

	*ret_begins = false;
	if (other || entry->sequence->count > 1 || pattern->kind != PATTERN_EXACT)
		return other;
	for (size_t len = 1; !other && len <= text.len; len++) {
		hash = wordset_hash_step(hash, text.data[len - 1]);
		other = find_beginning(comparing, entry, hash, slice_cut(text, 0, len), says);
	}
	*ret_begins = other != NULL;
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

/* False when memory is out. */
static bool make_room(struct comparing *comparing)
{
	size_t room = comparing->room ? 2 * comparing->room : 256;
	struct compared *entries;

	if (comparing->count < comparing->room)
		return true;
	entries = realloc(comparing->entries, room * sizeof(*entries));
	if (!entries)
		return false;
	comparing->entries = entries;
	comparing->room = room;
	return true;
}

static void take_entry(struct comparing *comparing, struct compared like,
		       const struct pack_text *source)
{
	struct complaints unheard; /* loading has said it already */

	complaints_init(&unheard);
	if (!memchr(source->text.data, '{', source->text.len))
		like.sequence = term_parse_sequence(source, &comparing->book, &unheard);
	if (like.sequence && make_room(comparing)) {
		like.source = source;
		like.hash = hash_of(like.sequence);
		comparing->entries[comparing->count++] = like;
	}
	complaints_done(&unheard);
}

static void take_texts(struct comparing *comparing, struct compared like,
		       const struct pack_texts *texts)
{
	for (size_t i = 0; i < texts->count; i++)
		take_entry(comparing, like, &texts->items[i]);
}

/* The list that an entry is, and nothing beside: {bad}. NULL: it is something else. */
static const struct pack_texts *whole_list(const struct rule_source *source,
					   const struct source_pack *pack, struct slice text)
{
	if (text.len < 3 || text.data[0] != '{' || text.data[text.len - 1] != '}')
		return NULL;
	return rule_source_list(source, pack, slice_cut(text, 1, text.len - 1));
}

static void take_entries(struct comparing *comparing, const struct source_pack *pack,
			 const struct pack_rule *rule)
{
	const struct compared written = { .rule = rule, .pack = pack->pack };
	const struct compared listed = { .rule = rule, .pack = pack->pack, .listed = true };

	for (size_t i = 0; i < rule->words.count; i++) {
		const struct pack_text *text = &rule->words.items[i];
		const struct pack_texts *list = whole_list(comparing->source, pack, text->text);

		if (list)
			take_texts(comparing, listed, list);
		else
			take_entry(comparing, written, text);
	}
}

/* What stands in both: followed_by would win, silently. Lists are taken as they stand. */
static void compare_behind(const struct comparing *comparing, const struct pack_rule *rule)
{
	for (size_t i = 0; i < rule->turned.count; i++) {
		const struct pack_text *turned = &rule->turned.items[i];

		for (size_t j = 0; j < rule->followed.count; j++)
			if (slice_equal(turned->text, rule->followed.items[j].text))
				complaints_add(comparing->complaints, turned->place,
					       COMPLAINT_WARNING, "followed-and-turned",
					       "'%.*s' stands in followed_by too (line %u), which "
					       "wins; take it out of one",
					       shown(turned->text), turned->text.data,
					       rule->followed.items[j].place.line);
	}
}

static void begin(struct comparing *comparing, struct ruleset *ruleset)
{
	term_book_init(&comparing->book, &ruleset->arena);
}

static void end(struct comparing *comparing)
{
	term_book_done(&comparing->book);
	free(comparing->entries);
}

static void compare_rules(struct comparing *comparing,
			  void (*compare)(const struct comparing *comparing,
					  const struct compared *entry))
{
	if (comparing->count > 1)
		qsort(comparing->entries, comparing->count, sizeof(*comparing->entries),
		      compare_hashes);
	for (size_t i = 0; i < comparing->count; i++)
		if (!comparing->entries[i].listed)
			compare(comparing, &comparing->entries[i]);
}

/* One list by itself, whoever uses it. */
static void compare_list(struct comparing *comparing, const struct pack_texts *entries)
{
	comparing->count = 0;
	take_texts(comparing, (struct compared){ .listed = true }, entries);
	compare_within(comparing, 0);
}

void check_words(const struct rule_source *source, const struct source_pack *pack,
		 struct ruleset *ruleset, struct complaints *complaints)
{
	struct comparing comparing = { .source = source, .complaints = complaints };

	begin(&comparing, ruleset);
	for (size_t i = 0; i < pack->pack->rule_count; i++) {
		size_t from = comparing.count;

		take_entries(&comparing, pack, &pack->pack->rules[i]);
		compare_within(&comparing, from);
		compare_behind(&comparing, &pack->pack->rules[i]);
	}
	compare_rules(&comparing, compare_with_others);
	for (size_t i = 0; i < pack->pack->list_count; i++)
		compare_list(&comparing, &pack->pack->lists[i].entries);
	end(&comparing);
}

void check_words_of_packs(const struct rule_source *source, struct ruleset *ruleset,
			  struct complaints *complaints)
{
	struct comparing comparing = { .source = source, .complaints = complaints };

	begin(&comparing, ruleset);
	for (size_t i = 0; i < source->pack_count; i++)
		for (size_t j = 0; j < source->packs[i].pack->rule_count; j++)
			take_entries(&comparing, &source->packs[i],
				     &source->packs[i].pack->rules[j]);
	compare_rules(&comparing, compare_with_packs);
	end(&comparing);
}

void check_words_of_lists(const struct rule_source *source, struct ruleset *ruleset,
			  struct complaints *complaints)
{
	struct comparing comparing = { .source = source, .complaints = complaints };

	begin(&comparing, ruleset);
	for (size_t i = 0; i < source->list_count; i++)
		compare_list(&comparing, &source->lists[i].entries);
	end(&comparing);
}
