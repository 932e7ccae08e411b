/*
 * builder_rule.c - packs on their way into the ruleset: phrases and regexes compiled, and a
 * complaint with its place for whatever cannot work.
 */
#include "forms.h"
#include "letters.h"
#include "literal.h"
#include "regex_gate.h"
#include "regex_habits.h"
#include "regex_letters.h"
#include "ruleset_builder.h"
#include "squeeze.h"
#include "utf8.h"
#include <stdio.h>
#include <strings.h>

enum { RULE_NAME_MAX = 160 };

/* One pack while its rules are taken in. */
struct intake {
	struct builder *builder;
	const struct source_pack *pack;
	const struct pack_rule *source;
	struct rule *rule;
	uint32_t number;    /* of the rule */
	uint32_t first_cap; /* of the pack's groups */
	struct pack_lists named;
	struct term_lists lists;
};

/* --- words --- */

/* Entries of one word or slot each share one slot of all their sequences: one look-up tells of them
 * all. */
static bool can_be_merged(const struct term *term)
{
	return term->count == 1 && term->slots[0]->compiled == 0 && term->slots[0]->count == 1;
}

static struct term *merge(struct builder *builder, struct term *const *terms, size_t count)
{
	struct arena *arena = &builder->workshop;
	struct term *term = arena_calloc(arena, 1, sizeof(*term));
	struct slot *slot = arena_calloc(arena, 1, sizeof(*slot));
	struct slot **slots = arena_calloc(arena, 1, sizeof(struct slot *));
	struct place *places = arena_calloc(arena, count, sizeof(*places));

	if (slot)
		slot->items = arena_calloc(arena, count, sizeof(*slot->items));
	if (!term || !slot || !slots || !places || !slot->items) {
		builder->out_of_memory = true;
		return NULL;
	}
	slot->places = places;
	for (size_t i = 0; i < count; i++) {
		if (!can_be_merged(terms[i]))
			continue;
		places[slot->count] = terms[i]->place;
		slot->items[slot->count++] = terms[i]->slots[0]->items[0];
	}
	slots[0] = slot;
	*term = (struct term){ slots, 1, terms[0]->place };
	return term;
}

typedef void take_term(struct intake *intake, const struct term *term);

/* Parses all entries and hands on the terms: the merged one first. */
static void for_each_term(struct intake *intake, const struct pack_texts *texts, take_term *take)
{
	struct builder *builder = intake->builder;
	struct term **terms =
		arena_calloc(&builder->workshop, texts->count + 1, sizeof(struct term *));
	size_t count = 0, mergeable = 0;

	for (size_t i = 0; terms && i < texts->count; i++) {
		terms[count] = term_parse(&texts->items[i], &intake->lists, &builder->book,
					  &builder->workshop, builder->complaints);
		if (!terms[count])
			continue;
		mergeable += can_be_merged(terms[count]);
		count++;
	}
	if (mergeable > 0) {
		const struct term *merged = merge(builder, terms, count);

		if (merged)
			take(intake, merged);
	}
	for (size_t i = 0; i < count; i++)
		if (!can_be_merged(terms[i]))
			take(intake, terms[i]);
	if (!terms)
		builder->out_of_memory = true;
}

static const struct term *spoken_of(struct intake *intake, const struct term *term, bool alone)
{
	return builder_spoken(intake->builder, term, intake->rule->languages, alone);
}

static void take_words(struct intake *intake, const struct term *term)
{
	const struct term *spoken = spoken_of(intake, term, false);
	struct phrase *phrase = builder_phrase(intake->builder, spoken, intake->number,
					       intake->source->gap, intake->source->loose);

	builder_collisions(intake->builder, term, intake->rule);
	if (phrase)
		builder_look_for(intake->builder, phrase, spoken);
}

static void take_unless(struct intake *intake, const struct term *term)
{
	const struct term *spoken = spoken_of(intake, term, true);
	struct phrase *phrase = builder_phrase(intake->builder, spoken, intake->number, 0, false);

	if (!phrase)
		return;
	phrase->role = TERM_UNLESS;
	builder_look_for(intake->builder, phrase, spoken);
}

static void take_except(struct intake *intake, const struct term *term)
{
	const struct term *spoken = spoken_of(intake, term, true);
	struct exception except = { .phrase =
					    builder_phrase(intake->builder, spoken, intake->number,
							   0, intake->source->loose) };

	for (size_t i = 0; i < spoken->count; i++)
		(void)sketch_need(&except.needs, spoken->slots[i]);
	if (except.phrase)
		intake->rule->except[intake->rule->except_count++] = except;
}

/* As it is written: how people speak would make "an email" of "and". */
static void take_behind(struct intake *intake, const struct term *term,
			const struct phrase **phrases, size_t *count)
{
	const struct phrase *phrase =
		builder_phrase(intake->builder, term, intake->number, 0, intake->source->loose);

	if (phrase)
		phrases[(*count)++] = phrase;
}

static void take_followed(struct intake *intake, const struct term *term)
{
	take_behind(intake, term, intake->rule->followed, &intake->rule->followed_count);
}

static void take_turned(struct intake *intake, const struct term *term)
{
	take_behind(intake, term, intake->rule->turned, &intake->rule->turned_count);
}

/* --- regexes --- */

static struct place place_within(const struct pack_text *text, size_t offset)
{
	struct place place = text->place;

	for (size_t i = 0; i < offset && i < text->text.len; i++)
		place.column += ((unsigned char)text->text.data[i] & 0xC0) != 0x80;
	place.column += !text->plain;
	return place;
}

static void check_regex(struct intake *intake, const struct pack_text *text,
			const struct regex *regex)
{
	struct builder *builder = intake->builder;
	const char *habit, *code = NULL;
	struct slice word;
	size_t at = 0;

	if (regex_matches_empty(regex, builder->regex_scratch))
		builder_complain(builder, text->place, COMPLAINT_ERROR, "regex-empty-match",
				 "this regex also matches nothing at all; make a part of it "
				 "required");
	if (memchr(text->text.data, '\b', text->text.len))
		builder_complain(
			builder, text->place, COMPLAINT_ERROR, "regex-quotes",
			"this regex looks for a backspace: in \"double quotes\" YAML reads "
			"\\b as one; write it in 'single quotes'");
	habit = regex_habits_find(text->text, &code);
	if (habit)
		builder_complain(builder, text->place, COMPLAINT_WARNING, code, habit);
	if (regex_letters_mixed(text->text, &word))
		complaints_add(
			builder->complaints,
			place_within(text, (size_t)(word.data - text->text.data)),
			COMPLAINT_WARNING, "mixed-script",
			"'%.*s' has letters of two scripts, of which one probably looks like "
			"a Latin one; type the word anew",
			(int)word.len, word.data);
	if (!memmem(text->text.data, text->text.len, "(?i", 3) &&
	    regex_letters_unfolded(text->text, &at))
		builder_complain(builder, place_within(text, at), COMPLAINT_WARNING, "regex-case",
				 "regexes run on folded text, which never holds this letter; write "
				 "lower case, ss for ß, and ' for ’");
}

/* The longest piece that the engine can be asked for: it reads words and single blanks, so that
 * signs part pieces. */
static struct slice readable_piece(struct slice literal)
{
	struct slice best = { literal.data, 0 };
	size_t from = 0;

	for (size_t at = 0; at < literal.len;) {
		uint32_t code;
		size_t used = letters_next(literal.data + at, &code);
		bool blank = code == ' ' && (at == from || literal.data[at - 1] != ' ');
		bool picture = letters_kind(code) == LETTER_EMOJI;

		if (picture && best.len < used)
			best = slice_cut(literal, at, at + used);
		if (picture || (!blank && !letters_in_word(code))) {
			from = at + used;
		} else if (at + used - from > best.len) {
			best = slice_cut(literal, from, at + used);
		}
		at += used;
	}
	return best;
}

/* What the engine can be asked for; false when of one literal nothing is left. */
static bool make_readable(struct arena *arena, const struct literals *literals,
			  struct literals *ret_pieces)
{
	struct literals pieces = { .items = arena_calloc(arena, literals->count,
							 sizeof(struct slice)),
				   .count = literals->count,
				   .shortest = SIZE_MAX };

	for (size_t i = 0; pieces.items && i < literals->count; i++) {
		pieces.items[i] = readable_piece(literals->items[i]);
		if (pieces.items[i].len < pieces.shortest)
			pieces.shortest = pieces.items[i].len;
	}
	*ret_pieces = pieces;
	return pieces.items && pieces.shortest > 0;
}

/* Does a find of the engine say all that can be known of literals? */
static bool say_all(const struct literals *pieces, const struct literals *literals)
{
	if (literals->behind_sign || literals->before_digit)
		return false;
	for (size_t i = 0; i < pieces->count; i++)
		if (pieces->items[i].len < literals->items[i].len)
			return false;
	return true;
}

static void warn_of_cost(struct builder *builder, const struct pack_text *text,
			 const struct compiled_regex *compiled, const struct literals *pieces)
{
	enum { FEW_DIGITS = 5, MANY_SIGNS = 4 };
	bool rare = compiled->digits >= FEW_DIGITS ||
		    (compiled->literal_count > 0 && compiled->literal_count <= MANY_SIGNS);

	if (compiled->always && !rare)
		builder_complain(builder, text->place, COMPLAINT_WARNING, "no-literal",
				 "no word or letters that must occur follow from this regex, so it "
				 "runs on every comment; add some that do");
	else if (!compiled->always && pieces->shortest < LITERAL_GOOD_BYTES &&
		 !regex_gate_is_narrow(compiled))
		builder_complain(builder, text->place, COMPLAINT_WARNING, "short-literal",
				 "what must occur for this regex is shorter than three letters, so "
				 "it runs on many comments; make it longer");
}

/* What must occur in a match, in the ruleset's own arena: much is thought of on the way to it. */
static bool find_literals(struct builder *builder, struct slice pattern,
			  struct literals *ret_literals)
{
	struct arena *arena = &builder->ruleset->arena;
	struct slice *kept;

	arena_reset(&builder->scratch);
	if (!literal_of_regex(pattern, &builder->scratch, ret_literals))
		return false;
	kept = arena_calloc(arena, ret_literals->count, sizeof(*kept));
	for (size_t i = 0; kept && i < ret_literals->count; i++) {
		kept[i] = arena_copy(arena, ret_literals->items[i]);
		builder->out_of_memory = builder->out_of_memory || !kept[i].data;
	}
	builder->out_of_memory = builder->out_of_memory || !kept;
	ret_literals->items = kept;
	return !builder->out_of_memory;
}

static void use_literals(struct intake *intake, const struct pack_text *text,
			 struct compiled_regex *compiled, uint32_t number)
{
	struct builder *builder = intake->builder;
	struct literals literals = { 0 }, pieces = { 0 };
	struct use use = {
		.kind = USE_REGEX,
		.index = number,
		.forms = 1u << FORM_PLAIN,
		.languages = (uint8_t)intake->rule->languages,
	};

	if (intake->source->loose)
		use.forms |= 1u << FORM_LOOSE;
	if (find_literals(builder, text->text, &literals)) {
		compiled->always = !make_readable(&builder->scratch, &literals, &pieces);
		compiled->literals = literals.items;
		compiled->literal_count = literals.count;
	} else {
		compiled->always = true;
	}
	compiled->digits = literals.digits;
	compiled->signs = literals.signs;
	compiled->unbroken = literals.unbroken;
	compiled->behind_sign = literals.behind_sign;
	compiled->before_digit = literals.before_digit;
	warn_of_cost(builder, text, compiled, &pieces);
	if (!compiled->always && pieces.shortest < LITERAL_GOOD_BYTES)
		compiled->always = literals.digits > 0 || literals.signs > 0;
	compiled->told = !compiled->always && say_all(&pieces, &literals);
	for (size_t i = 0; i < pieces.count && !compiled->always; i++)
		builder_use(builder, builder_literal(builder, pieces.items[i], true), use);
}

/* (?m) or (?im:…, at "(?". */
static bool minds_lines(struct slice options)
{
	for (size_t i = 0; i < options.len && options.data[i] >= 'a' && options.data[i] <= 'z'; i++)
		if (options.data[i] == 'm')
			return true;
	return false;
}

/* \n, \R, \v, \N, (?m): such a regex minds where lines end. */
static bool names_line_ends(struct slice pattern)
{
	/* in small letters; capitals are \R, \N, \x0A */
	static const char *const names[] = { "\\n",    "\\r",	  "\\v",       "\\x0a", "\\x0d",
					     "\\x{a}", "\\x{0a}", "\\x{000a}", "\\012", "\\015" };

	for (size_t at = 0; at < pattern.len; at++) {
		struct slice rest = slice_cut(pattern, at, pattern.len);

		if (rest.len > 2 && rest.data[0] == '(' && rest.data[1] == '?' &&
		    minds_lines(slice_cut(rest, 2, rest.len)))
			return true;
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
			if (rest.len >= strlen(names[i]) &&
			    strncasecmp(rest.data, names[i], strlen(names[i])) == 0)
				return true;
	}
	return false;
}

static void take_regex(struct intake *intake, const struct pack_text *text)
{
	struct builder *builder = intake->builder;
	struct error error = { 0 };
	size_t offset = 0;
	struct regex *checked = regex_new(text->text, &error, &offset);
	struct compiled_regex made = { .rule = intake->number }, *kept;

	if (!checked) {
		complaints_add(builder->complaints, place_within(text, offset), COMPLAINT_ERROR,
			       "regex-compile", "%s; mend the pattern here (docs/rules.md)",
			       error.text);
		return;
	}
	check_regex(intake, text, checked);
	regex_free(checked);
	made.pattern = arena_copy(&builder->ruleset->arena, text->text);
	made.blanks = squeeze_minds(text->text);
	made.lines = names_line_ends(text->text);
	made.regex = made.pattern.data ? regex_later(made.pattern) : NULL;
	kept = made.regex ? vector_push(&builder->regexes, sizeof(*kept)) : NULL;
	if (!kept) {
		builder->out_of_memory = true;
		regex_free(made.regex);
		return;
	}
	*kept = made;
	use_literals(intake, text, kept, (uint32_t)builder->regexes.count - 1);
}

/* --- domains --- */

/* A domain, or {a list of them}. */
static void take_domain(struct intake *intake, const struct pack_text *text)
{
	struct slice written = text->text;
	const struct pack_texts *entries;

	if (written.len < 3 || written.data[0] != '{' || written.data[written.len - 1] != '}') {
		builder_domain(intake->builder, text, intake->number);
		return;
	}
	entries = pack_lists_entries(&intake->named, slice_cut(written, 1, written.len - 1),
				     text->place);
	if (!entries)
		return;
	for (size_t i = 0; i < entries->count; i++)
		builder_domain(intake->builder, &entries->items[i], intake->number);
}

/* --- rules --- */

/* Norwegian has two standards that people mix: rules of one serve both. */
static language_set with_sister(language_set set)
{
	const language_set norwegian = language_bit(LANGUAGE_NB) | language_bit(LANGUAGE_NN);

	return set & norwegian ? set | norwegian : set;
}

static uint32_t group_of(const struct intake *intake)
{
	const struct pack *pack = intake->pack->pack;

	for (size_t i = 0; i < pack->group_count; i++)
		if (slice_equal(pack->groups[i].name, intake->source->group.text))
			return intake->first_cap + (uint32_t)i;
	return RULE_NO_GROUP;
}

static const char *rule_name(struct intake *intake)
{
	char name[RULE_NAME_MAX];
	int len = snprintf(name, sizeof(name), "%s/%s", intake->pack->pack->name.text.data,
			   intake->source->id.text.data);

	if (len < 0)
		return NULL;
	return arena_string(&intake->builder->ruleset->arena, slice_from(name));
}

static bool take_labels(struct intake *intake)
{
	const struct pack_texts *labels = &intake->source->labels;
	struct arena *arena = &intake->builder->ruleset->arena;
	struct rule *rule = intake->rule;

	rule->labels = arena_calloc(arena, labels->count + 1, sizeof(char *));
	for (size_t i = 0; rule->labels && i < labels->count; i++) {
		rule->labels[i] = arena_string(arena, labels->items[i].text);
		if (!rule->labels[i])
			return false;
		rule->label_count++;
	}
	return rule->labels != NULL;
}

static void take_rule(struct intake *intake)
{
	const struct pack_rule *source = intake->source;
	struct ruleset *ruleset = intake->builder->ruleset;
	struct rule *rule = intake->rule;

	*rule = (struct rule){
		.name = rule_name(intake),
		.category = source->category,
		.points = source->points,
		.many = source->many,
		.context = source->context,
		.loose = source->loose,
		.valid = source->valid,
		.status = source->status,
		.part = source->part,
		.languages = with_sister(intake->pack->pack->languages),
		.group = group_of(intake),
		.except = arena_calloc(&ruleset->arena, source->except.count + 1,
				       sizeof(struct exception)),
		.followed = arena_calloc(&ruleset->arena, source->followed.count + 1,
					 sizeof(struct phrase *)),
		.turned = arena_calloc(&ruleset->arena, source->turned.count + 1,
				       sizeof(struct phrase *)),
		.bounded = source->followed.count > 0 || source->turned.count > 0,
	};
	if (!rule->name || !rule->except || !rule->followed || !rule->turned ||
	    !take_labels(intake)) {
		intake->builder->out_of_memory = true;
		return;
	}
	for_each_term(intake, &source->words, take_words);
	for_each_term(intake, &source->unless, take_unless);
	for_each_term(intake, &source->except, take_except);
	for_each_term(intake, &source->followed, take_followed);
	for_each_term(intake, &source->turned, take_turned);
	builder_numbers(intake->builder, intake->pack, &source->except, rule);
	for (size_t i = 0; i < source->regexes.count; i++)
		take_regex(intake, &source->regexes.items[i]);
	for (size_t i = 0; i < source->domains.count; i++)
		take_domain(intake, &source->domains.items[i]);
}

static void take_groups(struct intake *intake)
{
	const struct pack *pack = intake->pack->pack;

	intake->first_cap = (uint32_t)intake->builder->caps.count;
	for (size_t i = 0; i < pack->group_count; i++) {
		int32_t *cap = vector_push(&intake->builder->caps, sizeof(*cap));

		if (cap)
			*cap = pack->groups[i].cap;
		else
			intake->builder->out_of_memory = true;
	}
}

void builder_pack(struct builder *builder, const struct source_pack *pack)
{
	struct intake intake = { .builder = builder, .pack = pack };
	struct ruleset *ruleset = builder->ruleset;

	intake.named = (struct pack_lists){ .builder = builder, .pack = pack };
	intake.lists = (struct term_lists){ pack_lists_find, &intake.named };
	ruleset->languages |= with_sister(pack->pack->languages);
	take_groups(&intake);
	for (size_t i = 0; i < pack->pack->rule_count && !builder->out_of_memory; i++) {
		intake.source = &pack->pack->rules[i];
		intake.number = (uint32_t)ruleset->rule_count;
		intake.rule = &ruleset->rules[ruleset->rule_count++];
		take_rule(&intake);
	}
	pack_lists_done(&intake.named);
}
