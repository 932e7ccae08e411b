/*
 * forms_loose.c - finds the stretches of a plain text that may be in disguise, and has them undone.
 *
 * Most texts hold none, so a token (what stands between blanks) is first read with one look-up a
 * byte. What is clean is copied as it stands, or, when nothing at all was undone, not even copied.
 */
#include "forms_build.h"
#include "letters.h"
#include "lookalike.h"
#include "markup.h"
#include <stdlib.h>

enum {
	SPELT_GAP_MAX = 3, /* blanks between them */
	TAG_LOOK_AHEAD = 80,
};

struct token {
	size_t from, to;
	bool single; /* one letter, perhaps with a dot or dash */
	bool bare;   /* and nothing else */
	bool filler; /* punctuation alone: what may stand between spelt letters */
	bool suspect;
};

/* Single letters in a row, as far as they have been seen. */
struct spelling {
	size_t count, gap;
	size_t from, second, last, to; /* in plain: first letter, second, last; its end */
	size_t before_last;	       /* end of the last but one */
	size_t reached;		       /* end of the last letter or filler */
	size_t behind;		       /* a wider gap: the end of the letters before it; 0: none */
	bool bare; /* the first letter had no punctuation: then punctuation ends the word */
};

struct loose {
	struct form_builder *builder;
	struct form_cells *cells;
	struct slice raw;
	const struct form_text *plain;
	size_t done;	   /* plain up to here is in the builder */
	size_t spelt_to;   /* where the last word of single letters ended */
	struct token lone; /* the single letter before the token at hand, if it stands alone */
	struct spelling waiting; /* two letters, a word if what follows is spelt, too */
	unsigned undone;
};

static enum form_part part_of_wide(uint32_t code)
{
	if (code == 0xB7 || code == 0x2022 ||
	    (code >= 0x2010 && code <= 0x2015)) /* dots and dashes */
		return PART_JOIN;
	if (lookalike_leet(code))
		return PART_SIGN;
	switch (letters_kind(code)) {
	case LETTER_ALPHA:
		return PART_LETTER;
	case LETTER_DIGIT:
		return PART_DIGIT;
	case LETTER_MARK:
		return PART_MARK;
	case LETTER_EMOJI:
		return lookalike_styled(code) ? PART_LETTER : PART_SPLIT;
	default:
		return PART_OTHER;
	}
}

static enum form_part part_of(uint32_t code)
{
	return code < 0x80 ? (enum form_part)forms_ascii_part[code] : part_of_wide(code);
}

static bool begins_with(struct slice text, size_t at, const char *with)
{
	size_t len = strlen(with);

	return text.len - at >= len && memcmp(text.data + at, with, len) == 0;
}

/* Where the markup beginning at `at` ends, since its attributes may hold blanks; `at` when it is
 * none. */
static size_t skip_tag(struct slice text, size_t at)
{
	size_t end = at + TAG_LOOK_AHEAD < text.len ? at + TAG_LOOK_AHEAD : text.len;

	if (at + 1 >= text.len ||
	    (text.data[at + 1] != '/' && forms_ascii_part[text.data[at + 1] & 0x7F] != PART_LETTER))
		return at;
	for (size_t i = at + 1; i < end && text.data[i] != '<'; i++) {
		if (text.data[i] == '>')
			return i;
	}
	return at;
}

/* [b] within a word is split out of it as <b> is. */
static bool holds_bracket_tag(struct slice text, size_t at)
{
	bool inside = false;

	return markup_end(text, at, &inside) > at && inside;
}

/* What reading a token remembers. */
struct reading {
	size_t chars, wordlike, others, run,
		piece; /* run: same letter in a row; piece: letters since the last gap */
	uint32_t last;
	enum form_part last_part;
	bool letter_seen, pending; /* pending: suspect if a letter follows */
	bool handle;		   /* last was an @ at the beginning of a name: no letter */
	bool latin, foreign, suspect;
};

static void read_letter(struct reading *r, uint32_t code)
{
	r->run = code == r->last ? r->run + 1 : 1;
	r->suspect |= (r->pending && !r->handle) || r->run >= 3;
	r->handle = false;
	r->pending = false;
	r->letter_seen = true;
	r->piece++;
	r->wordlike++;
	if (code < 0x80) {
		r->latin = true;
	} else if (lookalike_styled(code)) {
		r->suspect = true;
	} else {
		bool foreign = code >= 0x250;
		r->foreign |= foreign;
		r->latin |= !foreign;
	}
}

static void read_other(struct reading *r, uint32_t code, enum form_part part)
{
	r->handle = false;
	switch (part) {
	case PART_DIGIT:
		r->wordlike++;
		r->suspect |= r->last_part == PART_LETTER;
		r->pending = true;
		break;
	case PART_SIGN:
		if (lookalike_leet(code) != 'i') {
			r->wordlike++;
			r->suspect |= r->last_part == PART_LETTER;
			r->handle = code == '@' && !r->pending && r->last_part != PART_LETTER;
			r->pending = true;
		} else {
			r->pending |= r->letter_seen;
		}
		break;
	case PART_SPLIT:
		r->pending |= r->letter_seen;
		break;
	case PART_JOIN:
		r->pending |= r->letter_seen && r->piece <= 3;
		r->piece = 0;
		break;
	case PART_MARK:
		r->suspect = true;
		break;
	default:
		r->others++;
		break;
	}
}

/* Reads the token at `at`, which is no blank. */
static struct token read_token(struct slice text, size_t at)
{
	struct token token = { .from = at };
	struct reading r = { 0 };
	size_t i = at, tag_end = 0;
	bool regional = false;

	r.last_part = PART_OTHER;
	while (i < text.len && (i < tag_end || !forms_is_blank(text.data[i]))) {
		uint32_t code;
		size_t used = letters_next(text.data + i, &code);
		enum form_part part = part_of(code);
		if (code == '<' && i >= tag_end) {
			size_t end = skip_tag(text, i);
			r.suspect |= end > i;
			tag_end = end;
		} else if (code == '[') {
			r.suspect |= holds_bracket_tag(text, i);
		}
		if (part == PART_LETTER)
			read_letter(&r, code);
		else
			read_other(&r, code, part);
		regional |= code >= 0x1F1E6 && code <= 0x1F1FF;
		r.last = code;
		r.last_part = part;
		r.chars++;
		i += used;
	}
	token.to = i;
	token.single = r.wordlike == 1 && r.others == 0 && r.chars <= FORMS_SINGLE_MAX;
	token.bare = token.single && r.chars == 1;
	token.filler = r.wordlike == 0 && r.others == 0 && r.chars <= FORMS_SINGLE_MAX;
	token.suspect = r.suspect || regional || (r.latin && r.foreign);
	return token;
}

/* Addresses are no words: what looks like a disguise there is a name that somebody chose. */
static bool is_address(struct slice text, struct token token)
{
	struct slice t = slice_cut(text, token.from, token.to);

	if (begins_with(t, 0, "http") || begins_with(t, 0, "www.") ||
	    (t.data[0] == '@' && t.len > 1 &&
	     part_of((unsigned char)t.data[1] & 0x7F) == PART_LETTER))
		return true;
	const char *at = memchr(t.data, '@', t.len);
	return at && at > t.data && memchr(at, '.', t.len - (size_t)(at - t.data)) != NULL;
}

static bool cells_reserve(struct form_cells *cells, size_t count)
{
	if (count <= cells->capacity)
		return true;
	size_t capacity = cells->capacity ? cells->capacity : 64;
	while (capacity < count)
		capacity *= 2;
	struct form_cell *items = realloc(cells->items, capacity * sizeof(*items));
	if (!items) {
		cells->failed = true;
		return false;
	}
	cells->items = items;
	cells->capacity = capacity;
	return true;
}

static bool load_cells(struct loose *loose, size_t from, size_t to)
{
	const struct form_text *plain = loose->plain;
	struct form_cells *cells = loose->cells;

	cells->count = 0;
	cells->wide = false;
	if (!cells_reserve(cells, to - from))
		return false;
	for (size_t at = from; at < to;) {
		struct form_cell *cell = &cells->items[cells->count++];
		size_t used = letters_next(plain->text.data + at, &cell->code);
		cell->from = plain->from[at];
		cell->to = plain->to[at];
		cell->part = (uint8_t)part_of(cell->code);
		cells->wide |= used > 1;
		at += used;
	}
	return true;
}

/* The cells take the place of a stretch of plain. */
static void put_cells(struct loose *loose, size_t from, size_t to)
{
	form_builder_copy(loose->builder, loose->plain, loose->done, from);
	for (size_t i = 0; i < loose->cells->count; i++) {
		const struct form_cell *cell = &loose->cells->items[i];
		form_builder_put(loose->builder, cell->code, cell->from, cell->to);
	}
	loose->done = to;
}

/* "🅸 🆆🅸🅻🅻", "Ι ωιll": a letter by itself may be anything; before a word in disguise it is in
 * disguise as well. */
static void undo_lone(struct loose *loose, struct token token)
{
	const struct form_text *plain = loose->plain;
	size_t at = loose->lone.from;
	uint32_t code, letter, written;

	if (!loose->lone.bare || loose->lone.to + 1 != token.from || at < loose->done)
		return;
	letters_next(plain->text.data + at, &code);
	letters_next(loose->raw.data + plain->from[at], &written);
	letter = lookalike_styled(code);
	if (!letter)
		letter = lookalike_foreign(code, written != code);
	if (!letter)
		return;
	form_builder_copy(loose->builder, plain, loose->done, at);
	form_builder_put(loose->builder, letter, plain->from[at], plain->to[at]);
	loose->done = loose->lone.to;
	loose->undone++;
}

static void undo_token(struct loose *loose, struct token token)
{
	if (is_address(loose->plain->text, token) || !load_cells(loose, token.from, token.to))
		return;
	unsigned undone = forms_undo_disguise(loose->cells, loose->raw);
	if (undone == 0)
		return;
	undo_lone(loose, token);
	put_cells(loose, token.from, token.to);
	loose->undone += undone;
}

/* Leaves only what makes words; false when that is not mostly letters. */
static bool keep_spelt(struct form_cells *cells)
{
	size_t kept = 0, letters = 0;

	for (size_t i = 0; i < cells->count; i++) {
		struct form_cell *cell = &cells->items[i];
		if (cell->part != PART_LETTER && cell->part != PART_DIGIT &&
		    (cell->part != PART_SIGN || lookalike_leet(cell->code) == 'i'))
			continue;
		letters += cell->part == PART_LETTER;
		cells->items[kept++] = *cell;
	}
	cells->count = kept;
	return letters >= 2 && letters * 2 >= kept;
}

static bool is_upper(const struct loose *loose, size_t at)
{
	char byte = loose->raw.data[loose->plain->from[at]];

	return byte >= 'A' && byte <= 'Z';
}

/* Can these two begin a word? Two consonants can when the second is a liquid, an h, w or y, or
 * after s. */
static bool begins_word(char first, char second)
{
	if (letters_is_vowel((unsigned char)first))
		return false;
	if (letters_is_vowel((unsigned char)second) || strchr("lrhwn", second))
		return true;
	return first == 's' && strchr("ptkcmq", second) != NULL;
}

/*
 * "a b i t c h" after a word is an article and a noun, "a s s h o l e" is not; "I h a t e" is a
 * pronoun when the capital ends with it. Says whether the first letter stands alone.
 */
static bool first_stands_alone(const struct loose *loose, const struct spelling *s)
{
	const char *text = loose->plain->text.data;
	size_t third = s->second;

	if (s->count <= FORMS_SPELT_MIN)
		return false;
	if (text[s->from] == 'i')
		return is_upper(loose, s->from) && !is_upper(loose, s->second);
	if (text[s->from] != 'a' || s->from < 2 ||
	    letters_kind((unsigned char)text[s->from - 2] & 0x7F) != LETTER_ALPHA)
		return false;
	for (third++;
	     third < s->to && letters_kind((unsigned char)text[third] & 0x7F) != LETTER_ALPHA;)
		third++;
	return third < s->to && begins_word(text[s->second], text[third]);
}

/* "w o m a n I see": a capital I behind small letters is a pronoun. */
static bool last_stands_alone(const struct loose *loose, const struct spelling *s)
{
	return s->count > FORMS_SPELT_MIN && loose->plain->text.data[s->last] == 'i' &&
	       is_upper(loose, s->last) && !is_upper(loose, s->second);
}

static void put_spelt(struct loose *loose, struct spelling spelt)
{
	loose->spelt_to = spelt.to;
	if (last_stands_alone(loose, &spelt)) {
		spelt.to = spelt.before_last;
		spelt.count--;
	}
	if (first_stands_alone(loose, &spelt))
		spelt.from = spelt.second;
	if (!load_cells(loose, spelt.from, spelt.to) || !keep_spelt(loose->cells))
		return;
	unsigned undone = (unsigned)spelt.count - 1 + forms_undo_disguise(loose->cells, loose->raw);
	put_cells(loose, spelt.from, spelt.to);
	loose->undone += undone;
}

/* `wide`: a wider gap ends the word, and the next may follow. Two letters are one beside a longer
 * one: "d r a  å t  h e l v e t e". */
static void close_spelling(struct loose *loose, struct spelling *s, bool wide)
{
	struct spelling spelt = *s;

	s->count = 0;
	s->behind = wide ? spelt.to : 0;
	if (spelt.count >= FORMS_SPELT_MIN) {
		if (loose->waiting.count > 0 && loose->waiting.to == spelt.behind)
			put_spelt(loose, loose->waiting);
		put_spelt(loose, spelt);
	} else if (spelt.count == 2 && spelt.behind > 0 && spelt.behind == loose->spelt_to) {
		put_spelt(loose, spelt);
	} else if (spelt.count == 2 && wide) {
		loose->waiting = spelt;
		return;
	}
	loose->waiting.count = 0;
}

static void extend_spelling(struct loose *loose, struct spelling *s, struct token token)
{
	size_t gap = token.from - s->reached;

	if (s->count == 2 && gap < s->gap) { /* "I  h a t e": the first is a word of its own */
		s->from = s->second;
		s->count = 1;
	} else if (s->count > 0 && (gap > SPELT_GAP_MAX || (s->count > 1 && gap != s->gap))) {
		close_spelling(loose, s, s->count > 1 && gap > s->gap);
	}
	if (s->count == 0) {
		s->from = token.from;
		s->bare = token.bare;
	}
	if (s->count == 1) {
		s->second = token.from;
		s->gap = gap;
	}
	s->count++;
	s->last = token.from;
	s->before_last = s->to;
	s->to = s->reached = token.to;
	if (s->bare && !token.bare)
		close_spelling(loose, s, false);
}

unsigned forms_build_loose(struct form_builder *builder, struct form_cells *cells, struct slice raw,
			   const struct form_text *plain)
{
	struct loose loose = { .builder = builder, .cells = cells, .raw = raw, .plain = plain };
	struct spelling spelling = { .count = 0 };
	struct slice text = plain->text;
	bool may_repeat = letters_hold(text) & LETTERS_REPEATED;
	size_t at = 0;

	while (at < text.len && !cells->failed) {
		if (spelling.count == 0)
			at = forms_skip_clean(text, at, may_repeat);
		while (at < text.len && forms_is_blank(text.data[at]))
			at++;
		if (at == text.len)
			break;
		struct token token = read_token(text, at);
		at = token.to;
		if (token.single) {
			extend_spelling(&loose, &spelling, token);
			loose.lone = token;
			continue;
		}
		if (token.filler && spelling.count > 0) {
			spelling.reached = token.to;
			continue;
		}
		close_spelling(&loose, &spelling, false);
		if (token.suspect)
			undo_token(&loose, token);
	}
	close_spelling(&loose, &spelling, false);
	if (loose.undone)
		form_builder_copy(builder, plain, loose.done, text.len);
	return loose.undone;
}
