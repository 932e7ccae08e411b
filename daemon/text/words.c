/*
 * words.c - cuts a normal form into words, and says where sentences, clauses and quotations lie.
 *
 * One pass, no memory of its own. What the words mean is nobody's business here.
 */
#include "words.h"
#include "letters.h"
#include "markup.h"
#include <assert.h>
#include <utf8proc.h>

enum quote { QUOTE_NONE, QUOTE_DOUBLE, QUOTE_ANGLE, QUOTE_SINGLE };

struct splitter {
	struct slice text;
	struct word *words;
	size_t max, count;
	size_t at;
	bool sentence, clause; /* the next word begins one */
	enum quote open;       /* quotation that is open, from word `open_word` on */
	size_t open_word;
	bool single_open; /* so is one in single marks, around it */
	size_t single_word;
	size_t line_word; /* the first of its line, */
	bool line_quoted; /* which begins with > or a dash */
	bool star_open;	  /* *so people quote, too*, within a line */
	size_t star_word;
	unsigned blocks; /* <blockquote>, <q> and [quote] that are open, from `block_word` on */
	size_t block_word;
};

enum { STAR_LEAST = 3 }; /* words: fewer between stars are emphasis */

/* The code point at `at`, 0 behind the end. */
static uint32_t code_at(struct slice text, size_t at)
{
	uint32_t code = 0;

	if (at < text.len)
		letters_next(text.data + at, &code);
	return code;
}

static uint32_t code_before(struct slice text, size_t at)
{
	return at == 0 ? 0 : code_at(text, letters_before(text.data, at));
}

static bool is_alpha(uint32_t code)
{
	return letters_kind(code) == LETTER_ALPHA;
}

static bool is_digit(uint32_t code)
{
	return letters_kind(code) == LETTER_DIGIT;
}

static void add_word(struct splitter *s, size_t from, size_t to, enum word_kind kind)
{
	s->words[s->count++] = (struct word){
		.from = (uint32_t)from,
		.to = (uint32_t)to,
		.kind = kind,
		.sentence_start = s->sentence,
		.clause_start = s->clause,
	};
	s->sentence = s->clause = false;
}

static bool begins_with(struct slice text, size_t at, const char *with)
{
	size_t len = strlen(with);

	return text.len - at >= len && memcmp(text.data + at, with, len) == 0;
}

static bool is_link(struct slice text, size_t at)
{
	if (text.data[at] != 'h' && text.data[at] != 'w')
		return false;
	return begins_with(text, at, "http://") || begins_with(text, at, "https://") ||
	       begins_with(text, at, "www.");
}

static void read_link(struct splitter *s)
{
	size_t from = s->at, to = from;

	while (to < s->text.len && (unsigned char)s->text.data[to] > ' ' &&
	       !strchr("<>\"", s->text.data[to]))
		to++;
	while (to > from + 1 && strchr(".,;:!?)'", s->text.data[to - 1]))
		to--; /* the sentence's, not the link's */
	s->at = to;
	add_word(s, from, to, WORD_LINK);
}

/* True when the sign at `at` holds a word together; `piece` counts the characters since the last
 * such sign. */
static bool joins_word(struct slice text, size_t at, uint32_t before, size_t piece)
{
	uint32_t sign = (unsigned char)text.data[at], after;

	if (sign != '\'' && sign != ',' && sign != '.')
		return false;
	after = code_at(text, at + 1);
	if (sign == '\'')
		return is_alpha(before) && is_alpha(after);
	if (sign == ',')
		return is_digit(before) && is_digit(after);
	if (is_digit(before) && is_digit(after))
		return true;
	if (piece != 1 || !is_alpha(before) || !is_alpha(after))
		return false;
	return !letters_in_word(code_at(
		text, at + 1 + (size_t)utf8proc_utf8class[(unsigned char)text.data[at + 1]]));
}

/* The end of the word at `from`; `ret_number` when it holds digits only. */
static size_t word_end(struct slice text, size_t from, bool *ret_number)
{
	size_t at = from, piece = 0;
	uint32_t last = 0;
	bool number = true;

	while (at < text.len) {
		uint32_t code;
		size_t end = letters_ascii_end(text, at), used;
		if (end > at) {
			number = false;
			piece += end - at;
			last = (unsigned char)text.data[end - 1];
			at = end;
			continue;
		}
		used = letters_next(text.data + at, &code);
		if (letters_in_word(code)) {
			number &= is_digit(code);
			piece++;
		} else if (joins_word(text, at, last, piece)) {
			piece = 0;
		} else {
			break;
		}
		last = code;
		at += used;
	}
	*ret_number = number;
	return at;
}

static void read_word(struct splitter *s)
{
	bool number;

	if (is_link(s->text, s->at)) {
		read_link(s);
		return;
	}
	size_t to = word_end(s->text, s->at, &number);
	add_word(s, s->at, to, number ? WORD_NUMBER : WORD_PLAIN);
	s->at = to;
}

/* @name and #name, underscores included. */
static void read_signed(struct splitter *s, enum word_kind kind)
{
	size_t from = s->at + 1, to = from;

	while (to < s->text.len) {
		uint32_t code;
		size_t used = letters_next(s->text.data + to, &code);
		if (!letters_in_word(code) && code != '_')
			break;
		to += used;
	}
	s->at = to;
	add_word(s, from, to, kind);
}

static bool is_any(uint32_t code, const char *of)
{
	return code != 0 && code < 0x80 && strchr(of, (int)code) != NULL;
}

/* Where a run of one character ends: "<3333", ":DDD" and ":)))" are their short forms, louder. */
static size_t run_end(struct slice text, size_t at)
{
	uint32_t code = code_at(text, at);

	while (at < text.len && code_at(text, at) == code)
		at++;
	return at;
}

/* Letters and digits of a face are those of a word where the word goes on. */
static bool ends_word(struct slice text, size_t at)
{
	return !letters_in_word(code_at(text, run_end(text, at)));
}

/*
 * Emoticons by their build: eyes, perhaps a nose or tear, mouth; hearts; ^^. Letters as a mouth (:d
 * :p) count only when no further letter follows. Gives the length, 0 for none.
 */
static size_t emoticon_length(struct slice text, size_t at)
{
	uint32_t eyes = code_at(text, at), next;

	if (!is_any(eyes, "<^:;=\\"))
		return 0;
	next = code_at(text, at + 1);
	if (eyes == '<' && next == '3')
		return ends_word(text, at + 1) ? 2 : 0;
	if (eyes == '<' && next == '/' && code_at(text, at + 2) == '3')
		return 3;
	if (eyes == '\\')
		return next == 'o' && code_at(text, at + 2) == '/' ? 3 : 0;
	if (eyes == '^')
		return next == '^' ? 2 : next == '_' && code_at(text, at + 2) == '^' ? 3 : 0;
	if (eyes == '<')
		return 0;
	size_t mouth =
		is_any(next, "-'^o") && is_any(code_at(text, at + 2), "()[]{}|/\\*<>dpos@") ? 2 : 1;
	if (mouth == 1 && next == '\'' && code_at(text, at + 2) == '-')
		mouth = 3;
	uint32_t code = code_at(text, at + mouth);
	if (is_any(code, "()[]{}|\\*<>@") || (code == '/' && code_at(text, at + mouth + 1) != '/'))
		return mouth + 1;
	return is_any(code, "dpos") && ends_word(text, at + mouth) ? mouth + 1 : 0;
}

static void read_emoji(struct splitter *s, size_t len)
{
	size_t to = s->at + len;

	add_word(s, s->at, to, WORD_EMOJI);
	while (letters_modifies_emoji(code_at(s->text, to)))
		to += 4;
	s->at = to;
}

static enum quote quote_of(uint32_t code)
{
	switch (code) {
	case '"':
	case 0x201C:
	case 0x201D:
	case 0x201E:
	case 0x201F:
		return QUOTE_DOUBLE;
	case 0xAB:
	case 0xBB:
	case 0x2039:
	case 0x203A:
		return QUOTE_ANGLE;
	case '\'':
	case 0x201A:
		return QUOTE_SINGLE;
	default:
		return QUOTE_NONE;
	}
}

static void mark_quoted(struct splitter *s, size_t from)
{
	for (size_t i = from; i < s->count; i++)
		s->words[i].quoted = true;
}

/* One that is open may be no quotation ('cause), so it keeps no others from opening. */
static void read_single_quote(struct splitter *s)
{
	if (s->single_open) {
		if (letters_in_word(code_at(s->text, s->at + 1)))
			return;
		mark_quoted(s, s->single_word);
		s->single_open = false;
		s->open = QUOTE_NONE; /* what is open within */
		return;
	}
	if (s->open != QUOTE_NONE || letters_in_word(code_before(s->text, s->at)))
		return; /* dogs' */
	s->single_open = true;
	s->single_word = s->count;
}

/* A quotation counts once it is closed: a lone mark quotes nothing. */
static void read_quote(struct splitter *s, enum quote quote)
{
	bool doubled = quote == QUOTE_SINGLE && code_before(s->text, s->at) == '\'';

	if (s->open == quote || (doubled && s->open == QUOTE_DOUBLE)) {
		mark_quoted(s, s->open_word);
		s->open = QUOTE_NONE;
	} else if (quote == QUOTE_SINGLE) {
		read_single_quote(s);
	} else if (s->open == QUOTE_NONE) {
		s->open = quote;
		s->open_word = s->count;
	}
}

static void end_line(struct splitter *s)
{
	if (s->line_quoted)
		mark_quoted(s, s->line_word);
	s->line_word = s->count;
	s->line_quoted = s->star_open = false;
}

/* Is the sign at hand the first of its line, but for others of its kind, and is a text behind it?
 */
static bool begins_line(const struct splitter *s, uint32_t sign)
{
	uint32_t before = code_before(s->text, s->at);
	uint32_t next = code_at(s->text, s->at + (sign < 0x80 ? 1 : 3));

	return s->count == s->line_word &&
	       (before == 0 || before == sign || letters_kind(before) == LETTER_SPACE) &&
	       (next == sign || next == '"' || letters_kind(next) == LETTER_SPACE ||
		letters_in_word(next));
}

/* "*I will find you*": not **bold**, nor *one* word, nor over two lines. */
static void read_star(struct splitter *s)
{
	uint32_t before = code_before(s->text, s->at), next = code_at(s->text, s->at + 1);

	if (before == '*' || next == '*')
		return;
	if (s->star_open && before != ' ' && !letters_in_word(next)) {
		if (s->count - s->star_word >= STAR_LEAST)
			mark_quoted(s, s->star_word);
		s->star_open = false;
	} else if (letters_in_word(next) && !letters_in_word(before)) {
		s->star_open = true;
		s->star_word = s->count;
	}
}

/* ,,So'' or ,,so" where the keyboard has no other marks. */
static void read_comma(struct splitter *s)
{
	s->clause = true;
	if (s->open == QUOTE_NONE && code_before(s->text, s->at) == ',' &&
	    letters_in_word(code_at(s->text, s->at + 1)))
		read_quote(s, QUOTE_DOUBLE);
}

static void read_sign(struct splitter *s, uint32_t code)
{
	switch (code) {
	case '\n':
		end_line(s);
		s->sentence = true;
		break;
	case '.':
	case '!':
	case '?':
	case 0x2026:
	case 0x3002:
		s->sentence = true;
		break;
	case '>':
		s->line_quoted |= begins_line(s, code);
		break;
	case '*':
		read_star(s);
		break;
	case ',':
		read_comma(s);
		break;
	case ';':
	case ':':
	case '(':
	case ')':
		s->clause = true;
		break;
	case 0x2014:
		s->line_quoted |= begins_line(s, code);
		s->clause = true;
		break;
	case 0x2013:
		s->line_quoted |= begins_line(s, code);
		s->clause |= letters_kind(code_before(s->text, s->at)) == LETTER_SPACE;
		break;
	case '-':
		s->clause |= letters_kind(code_before(s->text, s->at)) == LETTER_SPACE;
		break;
	default:
		break;
	}
	s->clause |= s->sentence;
	if (quote_of(code))
		read_quote(s, quote_of(code));
}

/* A quotation in tags counts once the outermost is closed, as one in marks does. */
static void read_quoting_tag(struct splitter *s, bool closes)
{
	if (!closes && s->blocks++ == 0)
		s->block_word = s->count;
	else if (closes && s->blocks > 0 && --s->blocks == 0)
		mark_quoted(s, s->block_word);
}

/* [quote="kalle, post:3"]: who is quoted is read as words. */
static bool skip_quote_of(struct splitter *s)
{
	static const char begin[] = "[quote=";

	if (!begins_with(s->text, s->at, begin))
		return false;
	read_quoting_tag(s, false);
	s->sentence = s->clause = true;
	s->at += sizeof(begin) - 1;
	return true;
}

/* Tags are no words: those around words part sentences. */
static bool skip_tag(struct splitter *s)
{
	bool inside = false;
	size_t end = markup_end(s->text, s->at, &inside);

	if (end == s->at)
		return false;
	if (markup_quotes(s->text, s->at))
		read_quoting_tag(s, s->text.data[s->at + 1] == '/');
	s->sentence |= !inside;
	s->clause |= !inside;
	s->at = end;
	return true;
}

/* Reads one word or one sign. */
static void read_next(struct splitter *s)
{
	uint32_t code;

	if (s->text.data[s->at] == ' ') {
		s->at++;
		return;
	}
	size_t used = letters_next(s->text.data + s->at, &code);
	enum letter_kind kind = letters_kind(code);

	if (kind == LETTER_ALPHA || kind == LETTER_DIGIT || kind == LETTER_MARK) {
		read_word(s);
		return;
	}
	if (kind == LETTER_EMOJI) {
		read_emoji(s, used);
		return;
	}
	if ((code == '@' || code == '#') && letters_in_word(code_at(s->text, s->at + 1)) &&
	    !letters_in_word(code_before(s->text, s->at))) {
		read_signed(s, code == '@' ? WORD_HANDLE : WORD_TAG);
		return;
	}
	if ((code == '<' || code == '[') && (skip_tag(s) || skip_quote_of(s)))
		return;
	size_t emoticon = kind == LETTER_NONE ? emoticon_length(s->text, s->at) : 0;
	if (emoticon) {
		add_word(s, s->at, s->at + emoticon, WORD_EMOJI);
		s->at = run_end(s->text, s->at + emoticon - 1);
		return;
	}
	read_sign(s, code);
	s->at += used;
}

/* Most words are letters with a blank behind them. False for everything else. */
static bool read_simple(struct splitter *s)
{
	size_t end = letters_ascii_end(s->text, s->at);

	if (end == s->at || end == s->text.len || s->text.data[end] != ' ')
		return false;
	add_word(s, s->at, end, WORD_PLAIN);
	s->at = end + 1;
	return true;
}

size_t words_split(struct slice text, struct word *ret_words, size_t max)
{
	struct splitter s = {
		.text = text, .words = ret_words, .max = max, .sentence = true, .clause = true
	};

	while (s.at < text.len && s.count < s.max)
		if (!read_simple(&s))
			read_next(&s);
	end_line(&s);
	return s.count;
}

static bool ascii_small(char byte)
{
	return byte >= 'a' && byte <= 'z';
}

static bool is_small(uint32_t code)
{
	if (code < 0x80)
		return ascii_small((char)code);
	return utf8proc_toupper((utf8proc_int32_t)code) != (utf8proc_int32_t)code;
}

static bool is_capital(uint32_t code)
{
	if (code < 0x80)
		return code >= 'A' && code <= 'Z';
	return utf8proc_tolower((utf8proc_int32_t)code) != (utf8proc_int32_t)code;
}

static bool in_capitals(struct slice written)
{
	size_t capitals = 0;

	for (size_t at = 0; at < written.len;) {
		uint32_t code;
		at += letters_next(written.data + at, &code);
		if (is_small(code))
			return false; /* nearly all words end here */
		capitals += is_capital(code);
	}
	return capitals >= 2;
}

static bool begins_with_capital(struct slice written)
{
	uint32_t first, second;
	if (written.len < 2)
		return false;
	size_t at = letters_next(written.data, &first);
	if (at >= written.len || is_small(first))
		return false;
	letters_next(written.data + at, &second);
	return is_small(second) && is_capital(first);
}

static bool is_large(struct slice written)
{
	uint32_t first;

	letters_next(written.data, &first);
	return is_capital(first);
}

void words_mark_capitals(const struct forms *forms, enum form form, struct word *words,
			 size_t count)
{
	const uint32_t *from = forms->form[form].from, *to = forms->form[form].to;

	for (size_t i = 0; i < count; i++) {
		size_t first = from[words[i].from];
		struct slice written;

		if (ascii_small(forms->raw.data[first]))
			continue; /* so are most, and none is marked yet */
		written = slice_cut(forms->raw, first, to[words[i].to - 1]);
		words[i].large = is_large(written);
		if (words[i].kind != WORD_PLAIN)
			continue;
		words[i].capitals = in_capitals(written);
		words[i].capital_first = begins_with_capital(written);
	}
}
