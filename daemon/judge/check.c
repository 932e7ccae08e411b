/*
 * check.c - what `livvakt check` says of rules beyond loading them: examples are tried, words
 * compared.
 */
#include "check.h"
#include "judge_inside.h"
#include "regex_probe.h"
#include <stdio.h>

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

/* A regex that such a text takes over the limits: it would send every comment of that kind to a
 * person, whatever it says. */
static void probe_regex(struct checking *checking, const struct pack_text *text)
{
	if (regex_probe_is_hard(text->text))
		complaints_add(
			checking->complaints, text->place, COMPLAINT_ERROR, "catastrophic",
			"this regex takes too many steps on a text of %d bytes; what repeats "
			"within something that repeats must not match the same text in two "
			"ways",
			REGEX_PROBE_BYTES);
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
	const struct word_view view = { .text = text, .words = &word, .count = 1 };

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

bool check_rules(const char *const *folders, size_t count, struct complaints *complaints,
		 struct check_summary *ret_summary)
{
	struct rule_source source;
	struct checking checking = { .source = &source, .complaints = complaints };
	size_t errors = complaints->errors;
	struct error error = { 0 };

	(void)rule_source_read(&source, folders, count, complaints);
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
