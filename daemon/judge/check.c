/*
 * check.c - what `livvakt check` says of rules beyond loading them: examples are tried, regexes
 * too; words are compared by check_words.c.
 */
#include "check.h"
#include "check_excuses.h"
#include "check_expired.h"
#include "check_harmless.h"
#include "check_points.h"
#include "check_words.h"
#include "judge_inside.h"
#include "pack_combine.h"
#include "regex_probe.h"
#include "utf8.h"
#include <stdio.h>

enum { WRITTEN_BYTES = 512, WORDS_TRIED_MAX = 100 };

struct checking {
	const struct check_case *what; /* NULL: a service loads them */
	const struct rule_source *source;
	struct ruleset *ruleset;
	struct judge *judge;
	struct check_harmless harmless; /* nothing but zeros: is not asked for */
	struct complaints *complaints;
	struct check_summary summary;
};

static int shown(struct slice text)
{
	return (int)utf8_cut(text, 100).len;
}

/* --- examples --- */

static const struct hit *find_hit(const struct matches *matches, uint32_t rule)
{
	for (size_t i = 0; matches && i < matches->count; i++)
		if (matches->hits[i].rule == rule)
			return &matches->hits[i];
	return NULL;
}

static bool is_undecided(const struct matches *matches, const char *rule)
{
	for (size_t i = 0; matches && i < matches->undecided_count; i++)
		if (strcmp(matches->undecided[i], rule) == 0)
			return true;
	return false;
}

/* Each rate that rules ask for is the example's one. */
static const struct matches *try_text(struct checking *checking, const struct pack_example *example,
				      language_set languages)
{
	int64_t rates[RULESET_RATES_MAX];
	const struct circumstances circumstances = {
		.now_us = example->now_us,
		.author_hides = example->author_hides,
		.rates = rates,
		.rate_count = RULESET_RATES_MAX,
	};
	struct error error = { 0 };

	for (size_t i = 0; i < RULESET_RATES_MAX; i++)
		rates[i] = example->rate;
	return judge_try(checking->judge, &example->comment, &circumstances, languages, &error);
}

static bool is_same(const struct pack_example *a, const struct pack_example *b)
{
	const struct comment *one = &a->comment, *other = &b->comment;

	return slice_equal(a->text.text, b->text.text) && a->now_us == b->now_us &&
	       a->author_hides == b->author_hides && a->rate == b->rate &&
	       slice_equal(one->channel, other->channel) && slice_equal(one->post, other->post) &&
	       slice_equal(one->brand, other->brand) && slice_equal(one->lang, other->lang) &&
	       one->author.followers == other->author.followers &&
	       one->author.created_at_us == other->author.created_at_us &&
	       one->author.staff == other->author.staff;
}

/* The same under `hit`; NULL: there is none. */
static const struct pack_example *find_twin(const struct pack_rule *rule,
					    const struct pack_example *miss)
{
	for (size_t i = 0; i < rule->hits.count; i++)
		if (is_same(&rule->hits.items[i], miss))
			return &rule->hits.items[i];
	return NULL;
}

/* True when it was complained of. */
static bool check_twin(struct checking *checking, const struct pack_rule *rule,
		       const struct pack_example *miss)
{
	const struct pack_example *twin = find_twin(rule, miss);

	if (twin) {
		checking->summary.examples++;
		checking->summary.failed_examples++;
		complaints_add(
			checking->complaints, miss->text.place, COMPLAINT_ERROR, "example-twice",
			"'%.*s' stands under 'hit' too (line %u); take it out of one, or say "
			"more of it: {text: …, author: {age: 2d}, channel: …, at: …}",
			shown(miss->text.text), miss->text.text.data, twin->text.place.line);
	}
	return twin != NULL;
}

static void try_example(struct checking *checking, const struct pack_example *given,
			uint32_t number, bool must_hit)
{
	const struct rule *rule = &checking->ruleset->rules[number];
	const struct pack_text *example = &given->text;
	const struct matches *matches = try_text(checking, given, rule->languages);
	const struct hit *hit = find_hit(matches, number);

	checking->summary.examples++;
	if (!must_hit && checking->harmless.ruleset)
		check_harmless_note(&checking->harmless, matches, number, example);
	if ((hit != NULL) == must_hit)
		return;
	checking->summary.failed_examples++;
	if (must_hit && is_undecided(matches, rule->name)) {
		complaints_add(
			checking->complaints, example->place, COMPLAINT_ERROR, "example-too-hard",
			"a regex of %s hits its limit of steps on '%.*s'; repeat less in it, "
			"or say what must not stand between",
			rule->name, shown(example->text), example->text.data);
	} else if (must_hit) {
		complaints_add(checking->complaints, example->place, COMPLAINT_ERROR,
			       "example-hit-fails",
			       "'%.*s' is not hit by %s; mend the rule or the example%s",
			       shown(example->text), example->text.data, rule->name,
			       rule->combination == 0 ? ""
						      : ", or say more of it: {text: …, author: "
							"{age: 2d}, channel: …, at: …, rate: …}");
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
		if (!check_twin(checking, rule, &rule->misses.items[i]))
			try_example(checking, &rule->misses.items[i], number, false);
}

/* --- rules that never hit --- */

/* A word or phrase as somebody might write it; empty where it leaves that open. */
static struct slice written_out(const struct pack_text *entry, char room[static WRITTEN_BYTES])
{
	size_t len = 0;

	if (entry->text.len >= WRITTEN_BYTES || memchr(entry->text.data, '{', entry->text.len))
		return (struct slice){ room, 0 };
	for (size_t i = 0; i < entry->text.len; i++)
		if (entry->text.data[i] != '*' && entry->text.data[i] != '+')
			room[len++] = entry->text.data[i];
	return (struct slice){ room, len };
}

static bool finds_its_word(struct checking *checking, const struct pack_text *entry,
			   uint32_t number)
{
	char room[WRITTEN_BYTES];
	const struct pack_example example = { .comment.text = written_out(entry, room),
					      .author_hides = -1,
					      .rate = -1 };

	return example.comment.text.len == 0 ||
	       find_hit(try_text(checking, &example, checking->ruleset->rules[number].languages),
			number);
}

/* Live rules have examples that say so. */
static void warn_of_dead(struct checking *checking, const struct pack_rule *rule, uint32_t number)
{
	if (rule->hits.count > 0 || rule->words.count == 0 || rule->regexes.count > 0 ||
	    rule->domains.count > 0 || pack_combines(&rule->combination))
		return;
	for (size_t i = 0; i < rule->words.count && i < WORDS_TRIED_MAX; i++)
		if (finds_its_word(checking, &rule->words.items[i], number))
			return;
	complaints_add(checking->complaints, rule->id.place, COMPLAINT_WARNING, "never-hits",
		       "this rule finds none of its own words, for 'except' or 'unless' takes them "
		       "away; mend these, or write a 'hit' that shows what it finds");
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

static void try_rule(struct checking *checking, const struct pack_rule *rule, uint32_t number)
{
	try_examples(checking, rule, number);
	for (size_t i = 0; i < rule->regexes.count; i++)
		probe_regex(checking, &rule->regexes.items[i]);
}

/* False and a complaint when there is no memory to judge with. */
static bool make_judge(struct checking *checking, struct ruleset *ruleset)
{
	struct error error = { 0 };

	checking->ruleset = ruleset;
	checking->judge = judge_new(ruleset, &error);
	if (!checking->judge)
		complaints_add(checking->complaints, (struct place){ "rules", 0, 0 },
			       COMPLAINT_ERROR, "too-large", "%s", error.text);
	return checking->judge != NULL;
}

static bool watch_harmless(struct checking *checking)
{
	if (check_harmless_begin(&checking->harmless, checking->ruleset))
		return true;
	complaints_add(checking->complaints, (struct place){ "rules", 0, 0 }, COMPLAINT_ERROR,
		       "too-large", "out of memory for %zu rules", checking->ruleset->rule_count);
	return false;
}

/* --- what a service takes --- */

static void try_all(const struct rule_source *source, struct ruleset *ruleset,
		    struct complaints *complaints)
{
	struct checking checking = { .source = source, .complaints = complaints };
	uint32_t number = 0;

	if (!make_judge(&checking, ruleset))
		return;
	for (size_t i = 0; i < source->pack_count; i++) {
		const struct pack *pack = source->packs[i].pack;

		for (size_t j = 0; j < pack->rule_count; j++, number++)
			try_rule(&checking, &pack->rules[j], number);
	}
	judge_free(checking.judge);
}

struct ruleset *check_load(const char *const *folders, size_t count,
			   const struct mood_files *models, const struct scanner_store *store,
			   struct complaints *complaints)
{
	return ruleset_load_tried(folders, count, models, store, try_all, complaints);
}

/* --- all of it --- */

static void mark_topic(const struct check_case *what, struct slice label)
{
	const struct slice kind = slice_from("topic:");

	if (label.len < kind.len || !slice_equal(slice_cut(label, 0, kind.len), kind))
		return;
	for (size_t i = 0; i < what->topic_count; i++) {
		if (slice_is(slice_cut(label, kind.len, label.len), what->topics[i].name))
			what->topics[i].given = true;
	}
}

static void mark_topics(const struct check_case *what, const struct pack_rule *rule)
{
	for (size_t i = 0; i < rule->labels.count && rule->status != RULE_DRAFT; i++)
		mark_topic(what, rule->labels.items[i].text);
}

static void warn_of_harmless(struct checking *checking)
{
	uint32_t number = 0;

	for (size_t i = 0; i < checking->source->pack_count; i++) {
		const struct pack *pack = checking->source->packs[i].pack;

		for (size_t j = 0; j < pack->rule_count; j++, number++)
			check_harmless_complain(&checking->harmless, number,
						pack->rules[j].id.place, checking->complaints);
	}
}

static void warn_of_nothing(struct checking *checking)
{
	/* Where something could not be read, that is what is to be said. */
	if (checking->ruleset->rule_count == 0 && checking->complaints->errors == 0)
		complaints_add(checking->complaints,
			       (struct place){ checking->what->folders[0], 0, 0 },
			       COMPLAINT_WARNING, "no-rules",
			       "no rules are in here, so nothing will be found; packs stand in it "
			       "or in folders named as languages, such as en/insult.yaml");
}

static void check_all(struct checking *checking)
{
	const struct thresholds *thresholds =
		checking->what->thresholds ? checking->what->thresholds : &thresholds_default;
	uint32_t number = 0;

	for (size_t i = 0; i < checking->source->pack_count; i++) {
		const struct pack *pack = checking->source->packs[i].pack;

		check_words(checking->source, &checking->source->packs[i], checking->ruleset,
			    checking->complaints);
		for (size_t j = 0; j < pack->rule_count; j++, number++) {
			const struct pack_rule *rule = &pack->rules[j];

			checking->summary.drafts += rule->status == RULE_DRAFT;
			mark_topics(checking->what, rule);
			check_points(pack, rule, thresholds, checking->complaints);
			if (check_excuses(checking->source, &checking->source->packs[i], rule,
					  checking->complaints))
				warn_of_dead(checking, rule, number);
			try_rule(checking, rule, number);
		}
	}
	warn_of_harmless(checking);
	if (checking->what->now_us > 0)
		check_expired(checking->source, checking->ruleset, checking->what->now_us,
			      checking->complaints);
	warn_of_nothing(checking);
	check_words_of_lists(checking->source, checking->ruleset, checking->complaints);
	check_words_of_packs(checking->source, checking->ruleset, checking->complaints);
	checking->summary.packs = checking->source->pack_count;
	checking->summary.rules = checking->ruleset->rule_count;
	checking->summary.literals = checking->ruleset->literal_count;
	checking->summary.regexes = checking->ruleset->regex_count;
	snprintf(checking->summary.hash, sizeof(checking->summary.hash), "%s",
		 checking->ruleset->hash);
}

/* A service takes such rules, for they say what they say; a word that is paid twice, or that means
 * something else in one of the rule's languages, is not what anybody wanted. */
static void refuse_what_loads(struct complaints *complaints)
{
	static const char *const codes[] = { "duplicate-word", "subsumed-word", "word-collision",
					     "unreachable" };

	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		complaints_raise(complaints, codes[i]);
}

bool check_rules(const struct check_case *what, struct complaints *complaints,
		 struct check_summary *ret_summary)
{
	struct rule_source source;
	struct checking checking = { .what = what, .source = &source, .complaints = complaints };
	size_t errors = complaints->errors;
	struct ruleset *ruleset;

	(void)rule_source_read(&source, what->folders, what->count, complaints);
	source.store = what->store;
	ruleset = ruleset_build_parts(&source, complaints);
	if (ruleset && make_judge(&checking, ruleset) && watch_harmless(&checking))
		check_all(&checking);
	check_harmless_end(&checking.harmless);
	judge_free(checking.judge);
	ruleset_unref(ruleset);
	rule_source_done(&source);
	refuse_what_loads(complaints);
	*ret_summary = checking.summary;
	return complaints->errors == errors;
}
