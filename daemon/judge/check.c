/*
 * check.c - what `livvakt check` says of rules beyond loading them: examples are tried, words
 * compared.
 */
#include "check.h"
#include "judge_inside.h"
#include "literal.h"
#include "regex.h"
#include <stdio.h>

enum { PROBE_BYTES = 120 }; /* a square of it is within the limits of a match */

struct checking {
	const struct rule_source *source;
	struct ruleset *ruleset;
	struct judge *judge;
	struct complaints *complaints;
	struct check_summary summary;
};

static int shown(struct slice text)
{
	return (int)(text.len > 100 ? 100 : text.len);
}

/* --- examples --- */

static const struct hit *find_hit(const struct matches *matches, uint32_t rule)
{
	for (size_t i = 0; matches && i < matches->count; i++)
		if (matches->hits[i].rule == rule)
			return &matches->hits[i];
	return NULL;
}

static void try_example(struct checking *checking, const struct pack_text *example, uint32_t number,
			bool must_hit)
{
	const struct rule *rule = &checking->ruleset->rules[number];
	struct error error = { 0 };
	const struct hit *hit = find_hit(
		judge_find(checking->judge, example->text, rule->languages, &error), number);

	checking->summary.examples++;
	if ((hit != NULL) == must_hit)
		return;
	checking->summary.failed_examples++;
	if (must_hit) {
		complaints_add(checking->complaints, example->place, COMPLAINT_ERROR,
			       "example-hit-fails",
			       "'%.*s' is not hit by %s; mend the rule or the example",
			       shown(example->text), example->text.data, rule->name);
	} else {
		struct slice found = slice_cut(example->text, hit->original.from, hit->original.to);

		complaints_add(checking->complaints, example->place, COMPLAINT_ERROR,
			       "example-miss-fails",
			       "'%.*s' is hit by %s at '%.*s'; narrow the rule, or add an 'except'",
			       shown(example->text), example->text.data, rule->name, shown(found),
			       found.data);
	}
}

static void try_examples(struct checking *checking, const struct pack_rule *rule, uint32_t number)
{
	for (size_t i = 0; i < rule->hits.count; i++)
		try_example(checking, &rule->hits.items[i], number, true);
	for (size_t i = 0; i < rule->misses.count; i++)
		try_example(checking, &rule->misses.items[i], number, false);
}

/* --- regexes tried on bad texts --- */

/* The text is `lead` and then `unit` again and again, and a sign that nearly no pattern expects, so
 * that a match fails at the very end. Behind it stand all letters and signs, or PCRE2 would see at
 * once that what must end a match is nowhere. */
static struct slice probe_text(char *bytes, struct slice lead, const char *unit)
{
	static const char all[] = "\x01 abcdefghijklmnopqrstuvwxyzåäöæøü0123456789!?.,:;-'@#/";
	size_t step = strlen(unit), len = lead.len;

	memcpy(bytes, lead.data, lead.len);
	for (; len + step <= PROBE_BYTES; len += step)
		memcpy(bytes + len, unit, step);
	memcpy(bytes + len, all, sizeof(all) - 1);
	return (struct slice){ bytes, len + sizeof(all) - 1 };
}

static bool is_too_hard(struct regex *regex, struct regex_scratch *scratch, struct slice lead,
			char *bytes)
{
	static const char *const units[] = { "a", "1", " ", "a ", "1 ", ".", "ab", "-" };
	struct span span;

	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (regex_find(regex, scratch, probe_text(bytes, lead, units[i]), 0, &span) ==
		    REGEX_UNDECIDED)
			return true;
	return false;
}

/* A regex that such a text takes over the limits: it would send every comment of that kind to a
 * person, whatever it says. */
static void probe_regex(struct checking *checking, const struct pack_text *text)
{
	struct regex_scratch *scratch = regex_scratch_new();
	struct error error = { 0 };
	struct regex *regex = regex_new(text->text, &error, NULL);
	struct literals literals = { 0 };
	struct arena arena;
	char bytes[2 * PROBE_BYTES];
	bool hard = false;

	arena_init(&arena, 4096, 1 << 20);
	if (scratch && regex) {
		hard = is_too_hard(regex, scratch, (struct slice){ "", 0 }, bytes);
		if (literal_of_regex(text->text, &arena, &literals))
			for (size_t i = 0; i < literals.count && !hard; i++)
				hard = is_too_hard(regex, scratch, literals.items[i], bytes);
	}
	if (hard)
		complaints_add(
			checking->complaints, text->place, COMPLAINT_ERROR, "catastrophic",
			"this regex takes too many steps on a text of %d bytes; what repeats "
			"within something that repeats must not match the same text in two "
			"ways",
			PROBE_BYTES);
	arena_done(&arena);
	regex_free(regex);
	regex_scratch_free(scratch);
}

/* --- words compared --- */

static bool covers(const struct sequence *wide, const struct sequence *narrow)
{
	const struct pattern *a = wide->patterns, *b = narrow->patterns;
	struct slice part = a->text[FORM_PLAIN], text = b->text[FORM_PLAIN];

	if (wide->count != 1 || narrow->count != 1 || part.len > text.len || wide == narrow)
		return false;
	switch (a->kind) {
	case PATTERN_EXACT:
		return false;
	case PATTERN_PREFIX:
		return (b->kind == PATTERN_EXACT || b->kind == PATTERN_PREFIX) &&
		       memcmp(text.data, part.data, part.len) == 0;
	case PATTERN_SUFFIX:
		return (b->kind == PATTERN_EXACT || b->kind == PATTERN_SUFFIX) &&
		       memcmp(text.data + text.len - part.len, part.data, part.len) == 0;
	case PATTERN_PART:
		return memmem(text.data, text.len, part.data, part.len) != NULL;
	}
	return false;
}

struct compared {
	struct sequence sequence;
	const struct pack_text *source;
};

static void complain_of_pair(struct checking *checking, const struct compared *kept,
			     const struct compared *other, const char *code, const char *what)
{
	complaints_add(checking->complaints, other->source->place, COMPLAINT_WARNING, code,
		       "'%.*s' %s '%.*s' (line %u); take it out", shown(other->source->text),
		       other->source->text.data, what, shown(kept->source->text),
		       kept->source->text.data, kept->source->place.line);
}

static void compare_pair(struct checking *checking, const struct compared *a,
			 const struct compared *b)
{
	if (sequence_equal(&a->sequence, &b->sequence))
		complain_of_pair(checking, a, b, "duplicate-word", "says the same as");
	else if (covers(&a->sequence, &b->sequence))
		complain_of_pair(checking, a, b, "subsumed-word", "is found by");
	else if (covers(&b->sequence, &a->sequence))
		complain_of_pair(checking, b, a, "subsumed-word", "is found by");
}

/* A word of one's own language may be an everyday word there; Norwegian's two standards count as
 * one. */
static bool is_one(language_set languages)
{
	if (languages & language_bit(LANGUAGE_NN))
		languages = (languages & ~language_bit(LANGUAGE_NN)) | language_bit(LANGUAGE_NB);
	return languages != language_bit(LANGUAGE_ANY) && (languages & (languages - 1)) == 0;
}

/* An everyday word of a language that the rule also serves. */
static void check_collision(struct checking *checking, const struct compared *entry,
			    language_set languages)
{
	const struct pattern *pattern = entry->sequence.patterns;
	const struct slice text = pattern->text[FORM_PLAIN];
	const struct word word = { .to = (uint32_t)text.len };
	const struct word_view view = { text, &word, 1, NULL, NULL, NULL };

	if (entry->sequence.count != 1 || pattern->kind != PATTERN_EXACT || is_one(languages))
		return;
	for (int i = 0; i < LANGUAGE_COUNT; i++) {
		const struct wordset *common = checking->ruleset->context[i].common;

		if (!common || !wordset_has_word(common, &view, 0))
			continue;
		if (!(languages & (language_bit((enum language)i) | language_bit(LANGUAGE_ANY))))
			continue;
		complaints_add(checking->complaints, entry->source->place, COMPLAINT_WARNING,
			       "word-collision",
			       "'%.*s' is an everyday word in '%s', which this rule serves too; "
			       "make it a phrase, or move it to another pack",
			       shown(text), text.data, language_name((enum language)i));
		return;
	}
}

static void compare_words(struct checking *checking, const struct pack_rule *rule,
			  language_set languages)
{
	enum { COMPARED_MAX = 1000 }; /* the cost grows with the square */
	struct complaints unheard;    /* loading has said it already */
	struct compared *entries = calloc(COMPARED_MAX, sizeof(*entries));
	size_t count = 0;

	complaints_init(&unheard);
	for (size_t i = 0; entries && i < rule->words.count && count < COMPARED_MAX; i++) {
		const struct pack_text *source = &rule->words.items[i];

		if (memchr(source->text.data, '{', source->text.len) ||
		    !term_parse_sequence(source, &checking->ruleset->arena, &unheard,
					 &entries[count].sequence))
			continue;
		entries[count].source = source;
		check_collision(checking, &entries[count], languages);
		for (size_t j = 0; j < count; j++)
			compare_pair(checking, &entries[j], &entries[count]);
		count++;
	}
	complaints_done(&unheard);
	free(entries);
}

/* --- all of it --- */

static void check_all(struct checking *checking)
{
	uint32_t number = 0;

	for (size_t i = 0; i < checking->source->pack_count; i++) {
		const struct pack *pack = checking->source->packs[i].pack;

		for (size_t j = 0; j < pack->rule_count; j++, number++) {
			const struct pack_rule *rule = &pack->rules[j];

			checking->summary.drafts += rule->status == RULE_DRAFT;
			try_examples(checking, rule, number);
			compare_words(checking, rule, pack->languages);
			for (size_t k = 0; k < rule->regexes.count; k++)
				probe_regex(checking, &rule->regexes.items[k]);
		}
	}
	checking->summary.packs = checking->source->pack_count;
	checking->summary.rules = checking->ruleset->rule_count;
	checking->summary.literals = checking->ruleset->literal_count;
	checking->summary.regexes = checking->ruleset->regex_count;
	snprintf(checking->summary.hash, sizeof(checking->summary.hash), "%s",
		 checking->ruleset->hash);
}

bool check_rules(const char *const *folders, size_t count, const struct scanner_store *store,
		 struct complaints *complaints, struct check_summary *ret_summary)
{
	struct rule_source source;
	struct checking checking = { .source = &source, .complaints = complaints };
	size_t errors = complaints->errors;
	struct error error = { 0 };

	(void)rule_source_read(&source, folders, count, complaints);
	source.store = store;
	checking.ruleset = ruleset_build_parts(&source, complaints);
	if (checking.ruleset) {
		checking.judge = judge_new(checking.ruleset, &error);
		if (checking.judge)
			check_all(&checking);
		else
			complaints_add(complaints, (struct place){ "rules", 0, 0 }, COMPLAINT_ERROR,
				       "too-large", "%s", error.text);
	}
	judge_free(checking.judge);
	ruleset_unref(checking.ruleset);
	rule_source_done(&source);
	*ret_summary = checking.summary;
	return complaints->errors == errors;
}
