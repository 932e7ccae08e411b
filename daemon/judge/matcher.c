/*
 * matcher.c - one text through phrasebook and literal engine, and what they find to hits.
 *
 *   find ──► word uses ──► phrase around the anchor ──► except? ──► hit
 *       └──► regex uses ──► (after all finds) PCRE2 ─────► except? ──► hit
 * At the end `unless` takes hits away, or to a person. The plain form comes first; the loose form
 * only where it differs, and there only finds that undo a disguise.
 */
#include "matcher.h"
#include "check_digit.h"
#include "compound.h"
#include "disguise.h"
#include "domain_table.h"
#include "judge_trace.h"
#include "layout.h"
#include "phrase.h"
#include "regex_gate.h"
#include "squeeze.h"
#include "unless.h"
#include "word_room.h"
#include <stdlib.h>

enum { EXCEPT_REACH = 16 }; /* words that an exception may begin before the hit */

struct matcher {
	const struct ruleset *ruleset;
	struct scanner_scratch *scanner_scratch;
	struct regex_scratch *regex_scratch;
	struct word_room room[FORM_COUNT];
	struct sketch sketch[FORM_COUNT];
	struct list_marks marks; /* of the form at hand */
	struct layout layout;
	struct squeeze squeeze; /* of the form at hand */
	bool squeezed;		/* what is found now is found in it */
	struct compounds compounds;
	uint32_t *rule_hits;	 /* per rule: hits so far */
	bool *rule_off;		 /* per rule: switched off by `unless` */
	struct unless unless;	 /* where */
	uint32_t *rules_off;	 /* those that are, for who combines rules */
	uint32_t *rules_touched; /* whose entries above have to be cleared */
	size_t touched_count;
	bool *regex_wanted; /* per regex, for the form at hand */
	uint32_t *regexes_wanted;
	size_t wanted_count;
	struct matches matches;
	struct judge_trace *trace; /* NULL: nobody asks */
	/* the text at hand */
	const struct forms *forms;
	const struct scope *scope;
	enum form form;
	bool drafts;
	bool undoes; /* there is a word whose disguise a find may undo */
	size_t work; /* look-ups of words so far */
};

/* --- life --- */

static bool allocate(struct matcher *matcher)
{
	const struct ruleset *ruleset = matcher->ruleset;

	matcher->rule_hits = calloc(ruleset->rule_count + 1, sizeof(uint32_t));
	matcher->rule_off = calloc(ruleset->rule_count + 1, sizeof(bool));
	matcher->rules_off = calloc(ruleset->rule_count + 1, sizeof(uint32_t));
	matcher->rules_touched = calloc(2 * ruleset->rule_count + 2, sizeof(uint32_t));
	matcher->regex_wanted = calloc(ruleset->regex_count + 1, sizeof(bool));
	matcher->regexes_wanted = calloc(ruleset->regex_count + 1, sizeof(uint32_t));
	matcher->matches.hits = calloc(MATCHER_HITS_MAX, sizeof(struct hit));
	matcher->regex_scratch = regex_scratch_new();
	return matcher->rule_hits && matcher->rule_off && matcher->rules_off &&
	       matcher->rules_touched && matcher->regex_wanted && matcher->regexes_wanted &&
	       matcher->matches.hits && matcher->regex_scratch;
}

struct matcher *matcher_new(const struct ruleset *ruleset, struct error *error)
{
	struct matcher *matcher = calloc(1, sizeof(*matcher));

	if (matcher) {
		matcher->ruleset = ruleset;
		for (int i = 0; i < LANGUAGE_COUNT; i++) {
			matcher->compounds.known[i] = ruleset->compound_words[i];
			matcher->compounds.common[i] = ruleset->context[i].common;
		}
		matcher->scanner_scratch = scanner_scratch_new(ruleset->scanner, error);
	}
	if (matcher && matcher->scanner_scratch && allocate(matcher))
		return matcher;
	error_set(error, ERROR_MEMORY, "out of memory");
	return matcher_free(matcher);
}

struct matcher *matcher_free(struct matcher *matcher)
{
	if (!matcher)
		return NULL;
	scanner_scratch_free(matcher->scanner_scratch);
	regex_scratch_free(matcher->regex_scratch);
	for (int form = 0; form < FORM_COUNT; form++)
		word_room_done(&matcher->room[form]);
	layout_done(&matcher->layout);
	squeeze_done(&matcher->squeeze);
	free(matcher->rule_hits);
	free(matcher->rule_off);
	free(matcher->rules_off);
	free(matcher->rules_touched);
	free(matcher->regex_wanted);
	free(matcher->regexes_wanted);
	free(matcher->matches.hits);
	free(matcher);
	return NULL;
}

/* --- helpers --- */

void matches_undecided(struct matches *matches, const char *name)
{
	for (size_t i = 0; i < matches->undecided_count; i++)
		if (strcmp(matches->undecided[i], name) == 0)
			return;
	if (matches->undecided_count < MATCHER_UNDECIDED_MAX)
		matches->undecided[matches->undecided_count++] = name;
}

static bool is_applicable(const struct matcher *matcher, const struct rule *rule)
{
	return (rule->status != RULE_DRAFT || matcher->drafts) &&
	       (matcher->form == FORM_PLAIN || rule->loose) &&
	       scope_allows(matcher->scope, rule->languages);
}

/* --- reading --- */

static void read_form(struct matcher *matcher, const struct forms *forms, enum form form)
{
	struct matches *matches = &matcher->matches;
	struct word_view *view = &matches->view[form];
	struct word_room *room = &matcher->room[form];
	size_t len = forms->form[form].text.len;
	size_t most = word_room_make(room, len, MATCHER_WORDS_MAX);

	*view = (struct word_view){
		.text = forms->form[form].text,
		.words = room->words,
		.work = &matcher->work,
		.hashes = room->hashes,
		.compounds = &matcher->compounds,
	};
	if (form == FORM_LOOSE && !forms->loose_differs)
		return;
	view->count = words_split(view->text, room->words, most);
	if (view->count == most && most < len)
		matches_undecided(matches, "judge/too-many-words");
	words_mark_capitals(forms, form, room->words, view->count);
	word_room_read(room, view->text, view->count, &matcher->sketch[form]);
	phrasebook_fetch(matcher->ruleset->phrasebook, view->hashes, view->count);
}

void matcher_read_loose(struct matcher *matcher, const struct forms *forms)
{
	struct word_room *room = &matcher->room[FORM_LOOSE];
	struct word_view *view = matcher->matches.view;

	matcher->work = 0;
	read_form(matcher, forms, FORM_LOOSE);
	if (!forms->loose_differs)
		return;
	disguise_find(forms, &view[FORM_PLAIN], &view[FORM_LOOSE], room->disguised, room->respelt);
	matcher->undoes =
		disguise_distances(&view[FORM_LOOSE], room->disguised, room->before, room->behind);
	view[FORM_LOOSE].disguised = room->respelt;
}

struct matches *matcher_read(struct matcher *matcher, const struct forms *forms)
{
	matcher->matches.count = 0;
	matcher->matches.undecided_count = 0;
	read_form(matcher, forms, FORM_PLAIN);
	matcher_read_loose(matcher, forms);
	return &matcher->matches;
}

/* --- exceptions --- */

static bool overlaps(const struct matcher *matcher, enum form form, const struct exception *except,
		     struct phrase_hit hit)
{
	const struct word_view *view = &matcher->matches.view[form];
	size_t from = hit.first > EXCEPT_REACH ? hit.first - EXCEPT_REACH : 0;
	struct phrase_hit found;

	if (!sketch_allows(&matcher->sketch[form], &except->needs))
		return false;
	for (size_t at = from; at <= hit.last && at < view->count; at++)
		if (phrase_at(except->phrase, form, view, at, &found) && found.last >= hit.first)
			return true;
	return false;
}

static bool is_excused(const struct matcher *matcher, const struct hit *hit)
{
	const struct rule *rule = &matcher->ruleset->rules[hit->rule];
	struct phrase_hit words = { hit->first, hit->last }, plain;

	if (rule->except_count == 0 || hit->first > hit->last)
		return false;
	for (size_t i = 0; i < rule->except_count; i++)
		if (overlaps(matcher, hit->form, &rule->except[i], words))
			return true;
	if (hit->form == FORM_PLAIN)
		return false;
	plain = disguise_behind(matcher->forms, &matcher->matches.view[FORM_PLAIN], hit->original);
	for (size_t i = 0; i < rule->except_count && plain.first <= plain.last; i++)
		if (overlaps(matcher, FORM_PLAIN, &rule->except[i], plain))
			return true;
	return false;
}

/* --- hits --- */

static void touch(struct matcher *matcher, uint32_t rule)
{
	if (matcher->rule_hits[rule] == 0 && !matcher->rule_off[rule])
		matcher->rules_touched[matcher->touched_count++] = rule;
}

static bool stands_already(const struct matcher *matcher, const struct hit *hit)
{
	const struct matches *matches = &matcher->matches;

	if (matcher->rule_hits[hit->rule] == 0)
		return false;
	for (size_t i = matches->count; i-- > 0;) {
		const struct hit *other = &matches->hits[i];

		if (other->rule != hit->rule)
			continue;
		/* What was plainly written is not disguised as well, nor squeezed. */
		if (other->form != hit->form || matcher->squeezed
			    ? other->original.from < hit->original.to &&
				      hit->original.from < other->original.to
			    : other->span.from == hit->span.from && other->span.to == hit->span.to)
			return true;
	}
	return false;
}

static void drop(const struct matcher *matcher, const struct hit *hit, const char *reason)
{
	trace_drop(matcher->trace, matcher->ruleset->rules[hit->rule].name, reason, hit->original,
		   hit->form);
}

static void add_hit(struct matcher *matcher, struct hit hit)
{
	struct matches *matches = &matcher->matches;
	const struct rule *rule = &matcher->ruleset->rules[hit.rule];
	enum scope_find find;

	if (matcher->rule_hits[hit.rule] >= MATCHER_RULE_HITS_MAX)
		return;
	hit.form = matcher->form;
	hit.original = forms_original(matcher->forms, hit.form, hit.span);
	if (hit.form == FORM_LOOSE &&
	    !disguise_counts(matcher->forms, matches->view, matcher->room[FORM_LOOSE].disguised,
			     (struct phrase_hit){ hit.first, hit.last }, hit.original))
		return;
	find = scope_judge(matcher->scope, matcher->ruleset, rule->languages,
			   &matches->view[hit.form], hit.first, hit.last);
	if (find == SCOPE_NOT) {
		drop(matcher, &hit,
		     "an everyday word of another language, and this one is uncertain");
		return;
	}
	if (stands_already(matcher, &hit))
		return;
	if (is_excused(matcher, &hit)) {
		drop(matcher, &hit, "excused by 'except'");
		return;
	}
	if (matches->count == MATCHER_HITS_MAX) {
		matches_undecided(matches, "judge/too-many-hits");
		return;
	}
	hit.sure = find == SCOPE_SURE;
	hit.languages = rule->languages;
	touch(matcher, hit.rule);
	matcher->rule_hits[hit.rule]++;
	matches->hits[matches->count++] = hit;
}

static void add_phrase_hit(struct matcher *matcher, const struct phrase *phrase,
			   struct phrase_hit words)
{
	const struct word *read = matcher->matches.view[matcher->form].words;
	struct hit hit = { .rule = phrase->rule, .first = words.first, .last = words.last };

	if (phrase->role == TERM_UNLESS) {
		touch(matcher, phrase->rule);
		matcher->rule_off[phrase->rule] = true;
		unless_add(&matcher->unless, phrase->rule, words);
		return;
	}
	hit.span = (struct span){ read[words.first].from, read[words.last].to };
	hit.phrase = phrase;
	add_hit(matcher, hit);
}

/* --- the scan --- */

/* What is found in the loose form must undo a disguise, within so many words of its anchor. */
static inline bool may_undo(const struct matcher *matcher, struct phrase_hit anchor, uint8_t before,
			    uint8_t behind)
{
	const struct word_room *room = &matcher->room[FORM_LOOSE];
	size_t within = anchor.last - anchor.first;

	return matcher->form == FORM_PLAIN || room->before[anchor.last] <= before + within ||
	       room->behind[anchor.first] <= behind + within;
}

static bool try_phrases(struct matcher *matcher, const struct anchor *anchor,
			struct phrase_hit words)
{
	const struct word_view *view = &matcher->matches.view[matcher->form];

	for (size_t i = 0; i < anchor->count; i++) {
		const struct candidate *candidate = &anchor->candidates[i];
		struct phrase_hit hit;

		if ((candidate->draft && !matcher->drafts) ||
		    (matcher->form == FORM_LOOSE && !candidate->loose) ||
		    !may_undo(matcher, words, candidate->before, candidate->behind) ||
		    !scope_allows(matcher->scope, candidate->languages))
			continue;
		if (++matcher->work > MATCHER_WORK_MAX)
			return false; /* who scans says so */
		if (list_marks_hold(&matcher->marks, candidate->lists, candidate->list_count) &&
		    sketch_allows(&matcher->sketch[matcher->form], &candidate->needs) &&
		    phrase_around(candidate->phrase, matcher->form, view, words, &hit))
			add_phrase_hit(matcher, candidate->phrase, hit);
	}
	return true;
}

static bool found_word(struct matcher *matcher, const struct use *use, size_t word)
{
	const struct word_view *view = &matcher->matches.view[matcher->form];
	const struct anchor *anchor = &matcher->ruleset->anchors[use->index];
	struct phrase_hit words;

	if (word < use->offset)
		return true;
	words.first = word - use->offset;
	words.last = words.first + use->words - 1;
	if (words.last >= view->count || !may_undo(matcher, words, anchor->before, anchor->behind))
		return true;
	if (!(use->whole && matcher->form == FORM_PLAIN) &&
	    !wordset_sequence_at(use->sequence, matcher->form, view, words.first))
		return true;
	return try_phrases(matcher, anchor, words);
}

static void want_regex(struct matcher *matcher, uint32_t index)
{
	if (matcher->regex_wanted[index])
		return;
	matcher->regex_wanted[index] = true;
	matcher->regexes_wanted[matcher->wanted_count++] = index;
}

/* `word` is the first one of the literal. */
static bool on_phrase(void *context, uint32_t literal, size_t word)
{
	struct matcher *matcher = context;
	const struct ruleset *ruleset = matcher->ruleset;
	const struct literal_head *head = &ruleset->heads[literal];
	unsigned form = 1u << matcher->form;

	for (uint32_t i = head->from; i < head[1].from; i++) {
		const struct use *use = &ruleset->uses[i];

		if (!(use->forms & form) || !scope_allows(matcher->scope, use->languages))
			continue;
		if (use->kind == USE_REGEX)
			want_regex(matcher, use->index);
		else if (!found_word(matcher, use, word))
			return false;
	}
	return true;
}

/* Most are of no language or form that is asked for. */
static bool on_literal(void *context, uint32_t number, size_t end)
{
	struct matcher *matcher = context;
	uint32_t literal = (uint32_t)matcher->ruleset->book_count + number;
	const struct literal_head *head = &matcher->ruleset->heads[literal];
	size_t begin = end - head->len;

	if (!(head->forms & 1u << matcher->form) || !scope_allows(matcher->scope, head->languages))
		return true;
	return on_phrase(matcher, literal, layout_word(&matcher->layout, begin));
}

/* --- regexes --- */

/* A find without words of its own: those that it touches. */
static struct hit hit_of_span(const struct matcher *matcher, uint32_t rule, struct span span)
{
	struct phrase_hit words = phrase_touched(&matcher->matches.view[matcher->form], span);

	return (struct hit){ .rule = rule, .first = words.first, .last = words.last, .span = span };
}

/* What a regex found: a hit, or told to who traces why it is none. */
static void take_found(struct matcher *matcher, uint32_t number, struct slice found,
		       struct span in_form)
{
	const struct rule *rule = &matcher->ruleset->rules[number];
	const char *refusal = NULL;

	if (rule->valid && !check_digit_any(rule->valid, found))
		refusal = "its check digits are wrong ('valid')";
	else if (check_digit_is_among(found, rule->numbers, rule->number_count))
		refusal = "excused by 'except'";
	if (refusal)
		trace_drop(matcher->trace, rule->name, refusal,
			   forms_original(matcher->forms, matcher->form, in_form), matcher->form);
	else
		add_hit(matcher, hit_of_span(matcher, number, in_form));
}

/* False: it gave up, or there is more behind so many finds that did not count. */
static bool run_regex(struct matcher *matcher, const struct compiled_regex *compiled,
		      struct slice text, const struct squeezed *squeezed)
{
	const struct rule *rule = &matcher->ruleset->rules[compiled->rule];
	const uint32_t *hits = &matcher->rule_hits[compiled->rule];
	struct span span = { 0, 0 };

	matcher->squeezed = squeezed != NULL;
	for (size_t i = 0, from = 0; from < text.len && *hits < MATCHER_RULE_HITS_MAX;
	     from = span.to, i++) {
		enum regex_result result =
			regex_find(compiled->regex, matcher->regex_scratch, text, from, &span);

		if (result == REGEX_NO)
			return true;
		if (result == REGEX_UNDECIDED || i == MATCHER_REGEX_FINDS_MAX) {
			matches_undecided(&matcher->matches, rule->name);
			regex_scratch_tighten(matcher->regex_scratch);
			return false;
		}
		take_found(matcher, compiled->rule, slice_cut(text, span.from, span.to),
			   squeezed ? squeeze_back(squeezed, span) : span);
	}
	return true;
}

/* What it found as it stands may be excused or quoted: it is always looked for further. */
static void try_regex(struct matcher *matcher, const struct compiled_regex *regex,
		      const struct regex_traits *traits)
{
	struct slice text = matcher->matches.view[matcher->form].text;
	struct regex_traits of_squeezed = *traits;
	const struct squeezed *squeezed;

	if (!is_applicable(matcher, &matcher->ruleset->rules[regex->rule]))
		return;
	if ((regex_gate_open(regex, traits, text) && !run_regex(matcher, regex, text, NULL)) ||
	    !(matcher->squeeze.tags || (matcher->squeeze.runs && regex->blanks)))
		return;
	of_squeezed.unbroken = text.len; /* there may have been blanks within a tag */
	if (!regex_gate_suits(regex, &of_squeezed))
		return;
	squeezed = squeeze_get(&matcher->squeeze, text, regex->lines);
	text = (struct slice){ squeezed->bytes, squeezed->len };
	of_squeezed.unbroken = text.len;
	if (squeezed->failed)
		matches_undecided(&matcher->matches, "judge/too-much-work");
	else if (regex_gate_open(regex, &of_squeezed, text))
		run_regex(matcher, regex, text, squeezed);
}

static void run_regexes(struct matcher *matcher)
{
	const struct ruleset *ruleset = matcher->ruleset;
	struct slice text = matcher->matches.view[matcher->form].text;
	struct regex_traits traits;

	if (ruleset->gate_count == 0 && matcher->wanted_count == 0)
		return;
	traits = regex_gate_read(text);
	for (size_t i = 0; i < ruleset->gate_count; i++)
		if (ruleset->gates[i].digits <= traits.digits &&
		    !(ruleset->gates[i].signs & ~traits.signs))
			want_regex(matcher, ruleset->gates[i].regex);
	if (matcher->wanted_count > 0)
		squeeze_begin(&matcher->squeeze, text);
	for (size_t i = 0; i < matcher->wanted_count; i++) {
		matcher->regex_wanted[matcher->regexes_wanted[i]] = false;
		try_regex(matcher, &ruleset->regexes[matcher->regexes_wanted[i]], &traits);
	}
	matcher->wanted_count = 0;
	matcher->squeezed = false;
}

static void found_domain(void *context, uint32_t rule, struct span span)
{
	struct matcher *matcher = context;

	if (is_applicable(matcher, &matcher->ruleset->rules[rule]))
		add_hit(matcher, hit_of_span(matcher, rule, span));
}

/* --- all of it --- */

static void find_in(struct matcher *matcher, enum form form)
{
	const struct matches *matches = &matcher->matches;
	const struct word_room *room = &matcher->room[form];

	matcher->form = form;
	phrasebook_marks(matcher->ruleset->phrasebook, &matches->view[form],
			 form == FORM_LOOSE ? room->disguised : NULL, room->places,
			 &matcher->marks);
	if (!phrasebook_find(matcher->ruleset->phrasebook, &matches->view[form], room->places,
			     scope_languages(matcher->scope), form, on_phrase, matcher) ||
	    !layout_make(&matcher->layout, &matches->view[form]) ||
	    !scanner_scan(matcher->ruleset->scanner, matcher->scanner_scratch,
			  (struct slice){ matcher->layout.bytes, matcher->layout.len }, on_literal,
			  matcher))
		matches_undecided(&matcher->matches, "judge/too-much-work");
	run_regexes(matcher);
}

static bool switched_off(const struct matcher *matcher, struct hit *hit)
{
	const struct word_view *plain = &matcher->matches.view[FORM_PLAIN];
	struct phrase_hit words = { hit->first, hit->last };

	if (!matcher->rule_off[hit->rule])
		return false;
	if (hit->form == FORM_LOOSE)
		words = disguise_behind(matcher->forms, plain, hit->original);
	if (unless_of(&matcher->unless, &matcher->ruleset->rules[hit->rule], hit->rule, plain,
		      words) == UNLESS_HERE)
		return true;
	hit->context = "excused elsewhere";
	hit->weighed = true;
	return false;
}

static void drop_switched_off(struct matcher *matcher)
{
	struct matches *matches = &matcher->matches;
	size_t kept = 0;

	for (size_t i = 0; i < matches->count; i++) {
		if (switched_off(matcher, &matches->hits[i]))
			drop(matcher, &matches->hits[i], "switched off by 'unless'");
		else
			matches->hits[kept++] = matches->hits[i];
	}
	matcher->unless.count = 0;
	matches->count = kept;
	matches->off = matcher->rules_off;
	matches->off_count = 0;
	for (size_t i = 0; i < matcher->touched_count; i++) {
		if (matcher->rule_off[matcher->rules_touched[i]])
			matcher->rules_off[matches->off_count++] = matcher->rules_touched[i];
		matcher->rule_off[matcher->rules_touched[i]] = false;
		matcher->rule_hits[matcher->rules_touched[i]] = 0;
	}
	matcher->touched_count = 0;
}

void matcher_trace(struct matcher *matcher, struct judge_trace *trace)
{
	matcher->trace = trace;
}

void matcher_find(struct matcher *matcher, const struct forms *forms, const struct scope *scope,
		  bool drafts)
{
	matcher->forms = forms;
	matcher->scope = scope;
	matcher->drafts = drafts;
	regex_scratch_begin(matcher->regex_scratch);
	matcher->compounds.languages = scope->full | scope->unsure;
	matcher->marks = (struct list_marks){ { 0 } };
	find_in(matcher, FORM_PLAIN);
	if (domain_table_applies(matcher->ruleset->domains, matcher->matches.view[FORM_PLAIN].text))
		domain_table_find(matcher->ruleset->domains, matcher->matches.view[FORM_PLAIN].text,
				  found_domain, matcher);
	if (forms->loose_differs && matcher->undoes)
		find_in(matcher, FORM_LOOSE);
	drop_switched_off(matcher);
}
