/*
 * check_excuses.c - see check_excuses.h. An exception overlaps a find where both may hold the same
 * word; what regexes and domains find, and what stands in the gap of a phrase, may be anything.
 */
#include "check_excuses.h"
#include "pattern_meet.h"
#include "utf8.h"

struct excusing {
	const struct rule_source *source;
	const struct source_pack *pack;
	struct term_book book;
	struct arena arena;
	struct term_lists lists;
	struct complaints unheard; /* loading has said it already */
	struct complaints *complaints;
};

/* Entries taken apart; those that are none are left out. */
struct terms {
	const struct term **items;
	const struct pack_text **sources;
	size_t count;
};

static int shown(struct slice text)
{
	return (int)utf8_cut(text, 100).len;
}

/* --- words as they are written --- */

static struct slot *find_list(void *context, struct slice name, struct place place)
{
	struct excusing *excusing = context;
	const struct pack_texts *entries = rule_source_list(excusing->source, excusing->pack, name);
	struct slot *slot = arena_calloc(&excusing->arena, 1, sizeof(*slot));

	(void)place;
	if (!entries || !slot)
		return NULL;
	slot->items = arena_calloc(&excusing->arena, entries->count + 1, sizeof(*slot->items));
	for (size_t i = 0; slot->items && i < entries->count; i++) {
		slot->items[slot->count] = term_parse_sequence(&entries->items[i], &excusing->book,
							       &excusing->unheard);
		slot->count += slot->items[slot->count] != NULL;
	}
	return slot->items ? slot : NULL;
}

static struct terms parse(struct excusing *excusing, const struct pack_texts *texts)
{
	struct arena *arena = &excusing->arena;
	struct terms terms = {
		.items = arena_calloc(arena, texts->count + 1, sizeof(struct term *)),
		.sources = arena_calloc(arena, texts->count + 1, sizeof(struct pack_text *)),
	};

	for (size_t i = 0; terms.items && terms.sources && i < texts->count; i++) {
		const struct term *term = term_parse(&texts->items[i], &excusing->lists,
						     &excusing->book, arena, &excusing->unheard);

		if (!term)
			continue;
		terms.sources[terms.count] = &texts->items[i];
		terms.items[terms.count++] = term;
	}
	return terms;
}

/* --- words in a row --- */

enum { ROW_MAX = TERM_SLOTS_MAX * TERM_SEQUENCE_MAX };

struct row {
	const struct pattern *words[ROW_MAX];
	size_t count; /* 0: the term leaves a choice */
};

static struct row row_of(const struct term *term)
{
	struct row row = { .count = 0 };

	for (size_t i = 0; i < term->count; i++) {
		const struct sequence *only = term->slots[i]->items[0];

		if (term->slots[i]->count != 1)
			return (struct row){ .count = 0 };
		for (size_t j = 0; j < only->count; j++)
			row.words[row.count++] = &only->patterns[j];
	}
	return row;
}

/* --- exceptions that overlap nothing --- */

static bool is_picture(const struct pattern *pattern)
{
	return (unsigned char)pattern->data[FORM_PLAIN][0] >= 0xE2;
}

/* How people write a word who write as they speak, or the word itself. */
static bool is_written_as(const struct source_spoken *spoken, struct slice word)
{
	if (slice_equal(spoken->word.text, word))
		return true;
	for (size_t i = 0; i < spoken->forms.count; i++)
		if (slice_equal(spoken->forms.items[i].text, word))
			return true;
	return false;
}

static bool are_spoken_alike(const struct rule_source *source, const struct pattern *a,
			     const struct pattern *b)
{
	struct slice one = pattern_text(a, FORM_PLAIN), other = pattern_text(b, FORM_PLAIN);

	for (size_t i = 0; i < source->language_count; i++) {
		const struct source_language *language = &source->languages[i];

		for (size_t j = 0; j < language->spoken_count; j++)
			if (is_written_as(&language->spoken[j], one) &&
			    is_written_as(&language->spoken[j], other))
				return true;
	}
	return false;
}

/* May the two stand in the same word? */
typedef bool meets(const struct excusing *excusing, const struct sequence *except,
		   const struct sequence *words);

static bool meet_as_written(const struct excusing *excusing, const struct sequence *except,
			    const struct sequence *words)
{
	(void)excusing;
	for (size_t i = 0; i < words->count; i++)
		for (size_t j = 0; j < except->count; j++)
			if (pattern_meets(&except->patterns[j], &words->patterns[i]))
				return true;
	return false;
}

static bool meet_as_spoken(const struct excusing *excusing, const struct sequence *except,
			   const struct sequence *words)
{
	for (size_t i = 0; i < words->count; i++) {
		for (size_t j = 0; j < except->count; j++)
			if (are_spoken_alike(excusing->source, &except->patterns[j],
					     &words->patterns[i]))
				return true;
	}
	return false;
}

/* "mus lims" is a muslims with a blank in it. */
static bool is_joined(const struct row *except, const struct pattern *pattern)
{
	char joined[ROW_MAX * TERM_WORD_MAX];
	struct slice word = pattern_text(pattern, FORM_PLAIN);
	size_t len = 0;

	for (size_t i = 0; i < except->count; i++) {
		struct slice part = pattern_text(except->words[i], FORM_PLAIN);

		memcpy(joined + len, part.data, part.len);
		len += part.len;
	}
	return except->count > 1 && memmem(joined, len, word.data, word.len) != NULL;
}

static bool is_in_pieces(const struct term *except, const struct terms *words)
{
	const struct row row = row_of(except);

	for (size_t i = 0; i < words->count; i++)
		for (size_t j = 0; j < words->items[i]->count; j++) {
			const struct slot *slot = words->items[i]->slots[j];

			for (size_t k = 0; k < slot->count; k++)
				if (slot->items[k]->count == 1 &&
				    is_joined(&row, &slot->items[k]->patterns[0]))
					return true;
		}
	return false;
}

static bool slots_meet(const struct excusing *excusing, const struct slot *except,
		       const struct slot *words, meets *meet)
{
	for (size_t i = 0; i < words->count; i++)
		for (size_t j = 0; j < except->count; j++)
			if (meet(excusing, except->items[j], words->items[i]))
				return true;
	return false;
}

static bool terms_meet(const struct excusing *excusing, const struct term *except,
		       const struct term *words, meets *meet)
{
	for (size_t i = 0; i < words->count; i++)
		for (size_t j = 0; j < except->count; j++)
			if (slots_meet(excusing, except->slots[j], words->slots[i], meet))
				return true;
	return false;
}

static bool meets_any(const struct excusing *excusing, const struct term *except,
		      const struct terms *words, meets *meet)
{
	for (size_t i = 0; i < words->count; i++)
		if (terms_meet(excusing, except, words->items[i], meet))
			return true;
	return false;
}

/* Between the words of a phrase pictures may stand, whatever it looks for. */
static bool has_picture(const struct term *except)
{
	for (size_t i = 0; i < except->count; i++)
		for (size_t j = 0; j < except->slots[i]->count; j++)
			if (is_picture(&except->slots[i]->items[j]->patterns[0]))
				return true;
	return false;
}

/* Whatever stands in a gap, or in what a regex finds, is overlapped too. */
static bool finds_anything(const struct pack_rule *rule, const struct terms *words)
{
	bool phrases = false;

	for (size_t i = 0; i < words->count; i++)
		phrases |= words->items[i]->count > 1;
	return rule->regexes.count > 0 || rule->domains.count > 0 || (rule->gap > 0 && phrases);
}

static void warn_of_idle(const struct excusing *excusing, const struct pack_text *except)
{
	complaints_add(
		excusing->complaints, except->place, COMPLAINT_WARNING, "idle-except",
		"'%.*s' shares no word with what this rule looks for, so it overlaps no find "
		"and excuses nothing; write it with the word that it excuses in it, or put it "
		"under 'unless'",
		shown(except->text), except->text.data);
}

static void check_idle(const struct excusing *excusing, const struct terms *words,
		       const struct terms *except)
{
	for (size_t i = 0; i < except->count; i++)
		if (!has_picture(except->items[i]) &&
		    !meets_any(excusing, except->items[i], words, meet_as_written) &&
		    !meets_any(excusing, except->items[i], words, meet_as_spoken) &&
		    !is_in_pieces(except->items[i], words))
			warn_of_idle(excusing, except->sources[i]);
}

/* --- words that are always excused --- */

/* Does it stand in every find of the words? */
static bool is_within(const struct row *excuse, const struct row *words)
{
	for (size_t from = 0; from + excuse->count <= words->count; from++) {
		size_t same = 0;

		while (same < excuse->count &&
		       pattern_covers(excuse->words[same], words->words[from + same]))
			same++;
		if (same == excuse->count)
			return true;
	}
	return false;
}

static void warn_of_excused(const struct excusing *excusing, const struct pack_text *word,
			    const struct pack_text *excuse, const char *key)
{
	complaints_add(excusing->complaints, word->place, COMPLAINT_WARNING, "excused-word",
		       "'%.*s' is never found, for '%.*s' under '%s' (line %u) takes it away "
		       "wherever it stands; take out one of them",
		       shown(word->text), word->text.data, shown(excuse->text), excuse->text.data,
		       key, excuse->place.line);
}

static void check_excused(const struct excusing *excusing, const struct terms *words,
			  const struct terms *excuses, const char *key, unsigned gap)
{
	for (size_t i = 0; i < words->count; i++) {
		const struct row word = row_of(words->items[i]);

		for (size_t j = 0; j < excuses->count; j++) {
			const struct row excuse = row_of(excuses->items[j]);

			if (excuse.count == 0 || (gap > 0 && excuse.count > 1) ||
			    !is_within(&excuse, &word))
				continue;
			warn_of_excused(excusing, words->sources[i], excuses->sources[j], key);
			break;
		}
	}
}

static void check_rule(struct excusing *excusing, const struct pack_rule *rule)
{
	const struct terms words = parse(excusing, &rule->words);
	const struct terms except = parse(excusing, &rule->except);
	const struct terms unless = parse(excusing, &rule->unless);

	if (!finds_anything(rule, &words))
		check_idle(excusing, &words, &except);
	check_excused(excusing, &words, &except, "except", rule->gap);
	check_excused(excusing, &words, &unless, "unless", rule->gap);
}

bool check_excuses(const struct rule_source *source, const struct source_pack *pack,
		   const struct pack_rule *rule, struct complaints *complaints)
{
	enum { CHUNK_BYTES = 1 << 16 };
	const size_t warnings = complaints->warnings;
	struct excusing excusing = { .source = source, .pack = pack, .complaints = complaints };

	if (rule->words.count == 0 || rule->except.count + rule->unless.count == 0)
		return true;
	arena_init(&excusing.arena, CHUNK_BYTES, RULE_SOURCE_BYTES_MAX);
	term_book_init(&excusing.book, &excusing.arena);
	complaints_init(&excusing.unheard);
	excusing.lists = (struct term_lists){ find_list, &excusing };
	check_rule(&excusing, rule);
	complaints_done(&excusing.unheard);
	term_book_done(&excusing.book);
	arena_done(&excusing.arena);
	return complaints->warnings == warnings;
}
