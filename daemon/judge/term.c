/*
 * term.c - words and phrases as moderators write them, taken apart into slots, sequences and
 * patterns.
 *
 * Reads text only; lists are found by whoever calls, and word sets (wordset.c) are made of the
 * result.
 */
#include "term.h"
#include "compound.h"
#include "forms.h"
#include "letters.h"
#include "utf8.h"
#include "words.h"
#include "wordset.h"
#include <stdlib.h>

enum {
	ENTRY_MAX = 1000,	    /* bytes of one entry */
	FOLDED_MAX = 4 * ENTRY_MAX, /* folding may lengthen */
	ALTERNATIVES_MAX = 200,	    /* of one {a|b|…} */
};

struct parser {
	const struct pack_text *source;
	const struct term_lists *lists; /* NULL: no {…} here */
	struct term_book *book;
	struct arena *arena; /* of slots; NULL where there are none */
	struct complaints *complaints;
};

static bool complain(const struct parser *parser, const char *code, const char *text)
{
	const struct slice entry = utf8_cut(parser->source->text, 80);

	complaints_add(parser->complaints, parser->source->place, COMPLAINT_ERROR, code,
		       "'%.*s': %s", (int)entry.len, entry.data, text);
	return false;
}

static bool out_of_memory(const struct parser *parser)
{
	return complain(parser, "too-large", "the rules need more memory than allowed");
}

static unsigned count_letters(struct slice text)
{
	unsigned letters = 0;

	for (size_t i = 0; i < text.len; i++)
		letters += ((unsigned char)text.data[i] & 0xC0) != 0x80;
	return letters;
}

/* --- sequences that were met --- */

struct known_sequence {
	uint64_t hash;		   /* of what was written */
	struct sequence *sequence; /* NULL: free */
};

void term_book_init(struct term_book *book, struct arena *arena)
{
	*book = (struct term_book){ .arena = arena };
}

void term_book_done(struct term_book *book)
{
	free(book->known);
	term_book_init(book, book->arena);
}

/* Where it stands, or is to be put. The table is never full. */
static struct known_sequence *place_of(const struct term_book *book, uint64_t hash)
{
	size_t at = (hash ^ hash >> 32) & (book->size - 1);

	while (book->known[at].sequence && book->known[at].hash != hash)
		at = (at + 1) & (book->size - 1);
	return &book->known[at];
}

/* Room for one more; false when memory is out. */
static bool reserve(struct term_book *book)
{
	enum { START = 64 };
	struct term_book larger = { .size = book->size ? 2 * book->size : START };

	if (2 * (book->count + 1) <= book->size)
		return true;
	larger.known = calloc(larger.size, sizeof(*larger.known));
	if (!larger.known)
		return false;
	for (size_t i = 0; i < book->size; i++)
		if (book->known[i].sequence)
			*place_of(&larger, book->known[i].hash) = book->known[i];
	free(book->known);
	book->known = larger.known;
	book->size = larger.size;
	return true;
}

/* --- one token: what stands between blanks, with its signs --- */

/* Nobody means to write that, and the word finds none that is written as people write it. */
static void warn_of_mixed(const struct parser *parser, struct slice word)
{
	if (letters_mix(word))
		complaints_add(
			parser->complaints, parser->source->place, COMPLAINT_WARNING,
			"mixed-script",
			"'%.*s' has letters of two scripts, of which one probably looks like "
			"a Latin one; type the word anew",
			(int)word.len, word.data);
}

static bool set_pattern(const struct parser *parser, struct slice word, enum pattern_kind kind,
			struct pattern *ret_pattern)
{
	char loose[4 * TERM_WORD_MAX];
	size_t len = 0;

	if (word.len > TERM_WORD_MAX)
		return complain(parser, "word-too-long",
				"a word has at most 63 bytes; shorten it "
				"and end it with *");
	warn_of_mixed(parser, word);
	*ret_pattern = (struct pattern){
		.kind = (uint8_t)kind,
		.letters = (uint8_t)count_letters(word),
		.data = { arena_copy(parser->book->arena, word).data },
		.len = { (uint8_t)word.len },
	};
	len = forms_fold_loose(word, loose, sizeof(loose));
	if (len > TERM_WORD_MAX)
		len = 0;
	ret_pattern->len[FORM_LOOSE] = (uint8_t)len;
	ret_pattern->data[FORM_LOOSE] =
		slice_equal(word, (struct slice){ loose, len })
			? ret_pattern->data[FORM_PLAIN]
			: arena_copy(parser->book->arena, (struct slice){ loose, len }).data;
	if (!ret_pattern->data[FORM_PLAIN] || !ret_pattern->data[FORM_LOOSE])
		return out_of_memory(parser);
	return true;
}

/* The signs of one token. */
struct signs {
	bool before, behind;
	bool plus; /* +, not * */
};

/* A sign belongs to the outermost word: in *e-post the e has it. */
static enum pattern_kind kind_of(bool before, bool behind, bool plus)
{
	static const enum pattern_kind kinds[2][2][2] = {
		{ { PATTERN_EXACT, PATTERN_PREFIX }, { PATTERN_SUFFIX, PATTERN_PART } },
		{ { PATTERN_EXACT, PATTERN_FIRST }, { PATTERN_LAST, PATTERN_JOINED } },
	};

	return kinds[plus][before][behind];
}

static bool sign_is_bare(const struct parser *parser, const struct pattern *pattern)
{
	unsigned least = pattern->kind == PATTERN_PART ? 3 : 2;

	if (pattern_is_compound(pattern->kind) && pattern->letters < COMPOUND_STEM_LEAST) {
		complain(parser, "short-word",
			 "so few letters stand in too many other words to tell a compound; write "
			 "at least four, or the compounds themselves");
		return true;
	}
	if (pattern->kind == PATTERN_EXACT || pattern->letters >= least)
		return false;
	complain(parser, "short-word",
		 "so few letters beside a star find nearly everything; write at least two, "
		 "and three between two stars");
	return true;
}

static bool has_digit(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] >= '0' && text.data[i] <= '9')
			return true;
	return false;
}

/* Takes the signs off. A plus beside a digit is a plus: +47, 16+. */
static struct slice take_signs(struct slice token, struct signs *ret_signs)
{
	char sign = '*';
	struct signs signs = { 0 };

	if (!memchr(token.data, '*', token.len) && !has_digit(token)) {
		sign = '+';
		signs.plus = true;
	}
	signs.before = token.data[0] == sign;
	signs.behind = token.len > signs.before && token.data[token.len - 1] == sign;
	*ret_signs = signs;
	return slice_cut(token, signs.before, token.len - signs.behind);
}

/* Money, paragraphs, degrees, arrows, mathematics. */
static const struct {
	uint16_t first, last;
} wide_signs[] = {
	{ 0xA2, 0xA7 },	    { 0xA9, 0xA9 },	{ 0xAC, 0xAC },	    { 0xAE, 0xAE },
	{ 0xB0, 0xB1 },	    { 0xB6, 0xB6 },	{ 0xD7, 0xD7 },	    { 0xF7, 0xF7 },
	{ 0x2020, 0x2021 }, { 0x2030, 0x2031 }, { 0x20A0, 0x20CF }, { 0x2190, 0x22FF },
};

/* Those of spelling and of sentences may stand beside a word, and what begins a hashtag or a name.
 */
static bool is_idle_sign(uint32_t sign, size_t at)
{
	if (sign < 128)
		return sign <= ' ' || sign > '~' || strchr("-'./&_,:;!?()\"+", (int)sign) ||
		       (at == 0 && strchr("#@", (int)sign));
	for (size_t i = 0; i < sizeof(wide_signs) / sizeof(wide_signs[0]); i++)
		if (sign >= wide_signs[i].first && sign <= wide_signs[i].last)
			return false;
	return true;
}

/* A sign is no part of a word: 'c#' would find every c, and is refused; a phrase only asks for less
 * than it seems to. */
static bool signs_are_idle(const struct parser *parser, struct slice text, const struct word *words,
			   size_t count)
{
	const struct slice entry = parser->source->text;
	size_t word = 0, step;

	for (size_t at = 0; at < text.len; at += step) {
		uint32_t sign;

		step = letters_next(text.data + at, &sign);
		while (word < count && words[word].to <= at)
			word++;
		if ((word < count && words[word].from <= at) || is_idle_sign(sign, at))
			continue;
		if (count == 1 && !memchr(entry.data, ' ', entry.len))
			return complain(parser, "sign-in-word",
					"signs like # $ % are no part of a word, so the letters "
					"beside them would be found alone; write a regex, as "
					"'\\bc#'");
		complaints_add(
			parser->complaints, parser->source->place, COMPLAINT_WARNING,
			"sign-in-word",
			"'%.*s': signs like # $ %% are no part of a word, so these words are "
			"found without them too; leave them out, or write a regex",
			(int)utf8_cut(entry, 80).len, entry.data);
		return true;
	}
	return true;
}

static bool add_token(const struct parser *parser, struct slice token, struct pattern *patterns,
		      size_t *patterns_count)
{
	struct word words[TERM_SEQUENCE_MAX + 1];
	char folded[FOLDED_MAX];
	struct signs signs;
	struct slice text;
	size_t count;

	token = take_signs(token, &signs);
	if (token.len > 0 && memchr(token.data, '*', token.len))
		return complain(parser, "phrase-syntax",
				"a star stands at the beginning or the end of a "
				"word; use regex for one in the middle");
	if (token.len > 0 && !signs.plus && (signs.before || signs.behind) &&
	    (token.data[0] == '+' || token.data[token.len - 1] == '+'))
		return complain(parser, "phrase-syntax",
				"a word has stars or pluses, not both; + finds compounds, * "
				"anything");
	text = (struct slice){ folded, forms_fold_plain(token, folded, sizeof(folded)) };
	count = words_split(text, words, TERM_SEQUENCE_MAX + 1);
	if (count == 0)
		return complain(parser, "empty-word",
				"this holds no letter, digit or emoji, so it can find "
				"nothing; use regex for signs");
	if (*patterns_count + count > TERM_SEQUENCE_MAX)
		return complain(parser, "phrase-too-long", "at most 12 words in a row; part it");
	if (!signs_are_idle(parser, text, words, count))
		return false;
	for (size_t i = 0; i < count; i++) {
		struct pattern *pattern = &patterns[*patterns_count];

		if (!set_pattern(parser, slice_cut(text, words[i].from, words[i].to),
				 kind_of(signs.before && i == 0, signs.behind && i == count - 1,
					 signs.plus),
				 pattern))
			return false;
		if (sign_is_bare(parser, pattern))
			return false;
		pattern->tone = letters_tone_at(text.data, words[i].to, text.len);
		++*patterns_count;
	}
	return true;
}

/* --- a run of tokens --- */

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static struct slice next_token(struct slice text, size_t *at)
{
	size_t from;

	while (*at < text.len && is_blank(text.data[*at]))
		++*at;
	from = *at;
	while (*at < text.len && !is_blank(text.data[*at]))
		++*at;
	return slice_cut(text, from, *at);
}

static struct sequence *keep_sequence(const struct parser *parser, const struct pattern *patterns,
				      size_t count)
{
	struct sequence *sequence =
		arena_alloc(parser->book->arena, sizeof(*sequence) + count * sizeof(*patterns));

	if (!sequence) {
		out_of_memory(parser);
		return NULL;
	}
	*sequence = (struct sequence){ .count = (uint8_t)count };
	memcpy(sequence->patterns, patterns, count * sizeof(*patterns));
	return sequence;
}

static struct sequence *new_sequence(const struct parser *parser, struct slice text)
{
	struct pattern patterns[TERM_SEQUENCE_MAX];
	size_t at = 0, count = 0;

	for (struct slice token = next_token(text, &at); token.len > 0;
	     token = next_token(text, &at))
		if (!add_token(parser, token, patterns, &count))
			return NULL;
	if (count == 0) {
		complain(parser, "empty-word", "a word is missing here");
		return NULL;
	}
	return keep_sequence(parser, patterns, count);
}

/* NULL after a complaint. */
static struct sequence *parse_sequence(const struct parser *parser, struct slice text)
{
	uint64_t hash = wordset_hash(text);
	struct known_sequence *known;

	if (!reserve(parser->book)) {
		out_of_memory(parser);
		return NULL;
	}
	known = place_of(parser->book, hash);
	if (known->sequence)
		return known->sequence;
	*known = (struct known_sequence){ hash, new_sequence(parser, text) };
	parser->book->count += known->sequence != NULL;
	return known->sequence;
}

struct sequence *term_parse_sequence(const struct pack_text *source, struct term_book *book,
				     struct complaints *complaints)
{
	struct parser parser = { .source = source, .book = book, .complaints = complaints };

	if (source->text.len > ENTRY_MAX) {
		complain(&parser, "phrase-too-long", "at most 1000 bytes; part it");
		return NULL;
	}
	if (memchr(source->text.data, '{', source->text.len)) {
		complain(&parser, "phrase-syntax",
			 "an entry of a list holds no {…}; write the words themselves");
		return NULL;
	}
	if (memchr(source->text.data, '|', source->text.len)) {
		complain(
			&parser, "phrase-syntax",
			"an entry of a list is one word or phrase; write each of these as an entry "
			"of its own");
		return NULL;
	}
	return parse_sequence(&parser, source->text);
}

/* --- slots --- */

static struct slot *new_slot(const struct parser *parser, size_t count)
{
	struct slot *slot = arena_calloc(parser->arena, 1, sizeof(*slot));

	if (slot)
		slot->items = arena_calloc(parser->arena, count, sizeof(*slot->items));
	if (!slot || !slot->items) {
		out_of_memory(parser);
		return NULL;
	}
	return slot;
}

static size_t count_bytes(struct slice text, char byte)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += text.data[i] == byte;
	return count;
}

static struct slot *parse_alternatives(const struct parser *parser, struct slice inside)
{
	size_t count = count_bytes(inside, '|') + 1, from = 0;
	struct slot *slot;

	if (count > ALTERNATIVES_MAX) {
		complain(parser, "phrase-too-long", "at most 200 alternatives; make it a list");
		return NULL;
	}
	slot = new_slot(parser, count);
	for (size_t to = 0; slot && to <= inside.len; to++) {
		if (to < inside.len && inside.data[to] != '|')
			continue;
		slot->items[slot->count] = parse_sequence(parser, slice_cut(inside, from, to));
		if (!slot->items[slot->count])
			return NULL;
		slot->count++;
		from = to + 1;
	}
	return slot;
}

static bool is_digit_at(struct slice text, size_t at)
{
	return at < text.len && text.data[at] >= '0' && text.data[at] <= '9';
}

/* Other than in a number. */
static bool has_comma(struct slice text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.data[i] == ',' &&
		    !(i > 0 && is_digit_at(text, i - 1) && is_digit_at(text, i + 1)))
			return true;
	return false;
}

/* {a}: the list of that name. {a|b}: any of these. {a word} is neither, and taken as an alternative
 * alone. */
static struct slot *parse_braces(const struct parser *parser, struct slice inside)
{
	size_t at = 0;
	struct slice name = next_token(inside, &at);
	struct slice rest = next_token(inside, &at);

	if (has_comma(inside)) {
		complain(parser, "phrase-syntax",
			 "what may stand in one place is parted by |, not by commas: {one|two}");
		return NULL;
	}
	if (name.len > 0 && rest.len == 0 && !memchr(inside.data, '|', inside.len))
		return parser->lists->find(parser->lists->context, name, parser->source->place);
	return parse_alternatives(parser, inside);
}

static bool next_slot(const struct parser *parser, struct slice text, size_t *at,
		      struct slot **ret_slot)
{
	size_t from = *at;

	if (text.data[from] == '{') {
		const char *end = memchr(text.data + from, '}', text.len - from);
		struct slice inside;

		if (!end)
			return complain(parser, "phrase-syntax", "a { is never closed; add the }");
		*at = (size_t)(end - text.data) + 1;
		inside = slice_cut(text, from + 1, *at - 1);
		if (memchr(inside.data, '{', inside.len))
			return complain(parser, "phrase-syntax", "a { within a {; close the first");
		if (*at < text.len && !is_blank(text.data[*at]) && text.data[*at] != '{')
			return complain(parser, "phrase-syntax", "leave a blank after }");
		*ret_slot = parse_braces(parser, inside);
		return *ret_slot != NULL;
	}
	while (*at < text.len && !is_blank(text.data[*at]) && text.data[*at] != '{')
		++*at;
	if (memchr(text.data + from, '}', *at - from))
		return complain(parser, "phrase-syntax", "a } without its {");
	if (memchr(text.data + from, '|', *at - from))
		return complain(parser, "phrase-syntax",
				"what stands between | needs braces around it: {one|two}");
	if (*at < text.len && text.data[*at] == '{')
		return complain(parser, "phrase-syntax", "leave a blank before {");
	*ret_slot = new_slot(parser, 1);
	if (*ret_slot)
		(*ret_slot)->items[0] = parse_sequence(parser, slice_cut(text, from, *at));
	if (!*ret_slot || !(*ret_slot)->items[0])
		return false;
	(*ret_slot)->count = 1;
	return true;
}

static bool parse_slots(const struct parser *parser, struct term *term)
{
	struct slice text = parser->source->text;
	size_t at = 0;

	for (;;) {
		while (at < text.len && is_blank(text.data[at]))
			at++;
		if (at == text.len)
			break;
		if (term->count == TERM_SLOTS_MAX)
			return complain(parser, "phrase-too-long", "at most 16 elements; part it");
		if (!next_slot(parser, text, &at, &term->slots[term->count]))
			return false;
		term->count++;
	}
	return term->count > 0 || complain(parser, "empty-word", "nothing is written here");
}

struct term *term_parse(const struct pack_text *source, const struct term_lists *lists,
			struct term_book *book, struct arena *arena, struct complaints *complaints)
{
	struct parser parser = { source, lists, book, arena, complaints };
	struct term *term = arena_calloc(arena, 1, sizeof(*term));
	struct slot *slots[TERM_SLOTS_MAX], **kept;

	if (!term) {
		out_of_memory(&parser);
		return NULL;
	}
	*term = (struct term){ slots, 0, source->place };
	if (source->text.len > ENTRY_MAX) {
		complain(&parser, "phrase-too-long", "at most 1000 bytes; part it");
		return NULL;
	}
	if (!parse_slots(&parser, term))
		return NULL;
	kept = arena_alloc(arena, term->count * sizeof(struct slot *));
	if (!kept) {
		out_of_memory(&parser);
		return NULL;
	}
	term->slots = memcpy(kept, slots, term->count * sizeof(struct slot *));
	return term;
}

bool sequence_equal(const struct sequence *a, const struct sequence *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (a->patterns[i].kind != b->patterns[i].kind ||
		    a->patterns[i].tone != b->patterns[i].tone ||
		    !slice_equal(pattern_text(&a->patterns[i], FORM_PLAIN),
				 pattern_text(&b->patterns[i], FORM_PLAIN)))
			return false;
	}
	return true;
}
