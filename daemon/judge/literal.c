/*
 * literal.c - which literals a match of a regex must hold: see literal.h.
 *
 * A recursive descent over PCRE2's syntax; what is known of each part is kept in literal_part.c.
 * Look-arounds and assertions are taken as empty, which is safe: they only forbid.
 */
#include "literal.h"
#include "forms.h"
#include "literal_part.h"
#include "utf8.h"
#include <stdint.h>

enum { DEPTH_MAX = 40, CLASS_MAX = 8, REPEAT_MAX = 4 };

struct parser {
	struct slice pattern;
	size_t at;
	struct arena *arena;
	unsigned depth;
	bool failed; /* something unknown: no answer */
};

/* --- syntax --- */

static bool at_end(const struct parser *parser)
{
	return parser->at >= parser->pattern.len;
}

static char peek(const struct parser *parser)
{
	return at_end(parser) ? '\0' : parser->pattern.data[parser->at];
}

static bool looks_at(const struct parser *parser, const char *text)
{
	size_t len = strlen(text);

	return parser->pattern.len - parser->at >= len &&
	       memcmp(parser->pattern.data + parser->at, text, len) == 0;
}

static bool take(struct parser *parser, const char *text)
{
	if (!looks_at(parser, text))
		return false;
	parser->at += strlen(text);
	return true;
}

static void give_up(struct parser *parser)
{
	parser->failed = true;
	parser->at = parser->pattern.len;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static struct slice fold_character(struct parser *parser, uint32_t code_point)
{
	char raw[UTF8_MAX_BYTES], folded[LITERAL_BYTES_MAX];
	size_t len = utf8_encode(code_point, raw), folded_len = 0;

	if (code_point >= 'A' && code_point <= 'Z')
		raw[0] = (char)(raw[0] - 'A' + 'a');
	if (code_point >= 0x80)
		folded_len = forms_fold_plain((struct slice){ raw, len }, folded, sizeof(folded));
	/* What folds to nothing (a mark alone) is kept as it stands. */
	return arena_copy(parser->arena, folded_len ? (struct slice){ folded, folded_len }
						    : (struct slice){ raw, len });
}

/* No blank of any kind, whichever of them stands there; of others than Latin letters nothing is
 * said. */
static bool is_sign(uint32_t from, uint32_t to)
{
	return (from > ' ' && to < 0x7F) || (from >= 0xC0 && to <= 0x24F);
}

/* Nor do these hold a blank. */
static bool looks_at_sign_class(const struct parser *parser)
{
	return looks_at(parser, "\\w") || looks_at(parser, "\\d") || looks_at(parser, "\\S");
}

/* What the plain form of the text would show for it: upper case never stands there, so lower case
 * is all that a match could hold. */
static void set_character(struct parser *parser, uint32_t code_point, struct literal_part *ret_part)
{
	literal_part_empty(ret_part);
	ret_part->digits = code_point >= '0' && code_point <= '9';
	ret_part->signs = literal_sign(code_point);
	ret_part->sign = is_sign(code_point, code_point);
	ret_part->set.items[0] = fold_character(parser, code_point);
	if (!ret_part->set.items[0].data)
		give_up(parser);
}

static uint32_t next_code_point(struct parser *parser)
{
	uint32_t code_point = 0;
	size_t len = 0;

	if (!at_end(parser))
		len = utf8_decode(slice_cut(parser->pattern, parser->at, parser->pattern.len),
				  &code_point);
	if (len == 0)
		give_up(parser);
	parser->at += parser->failed ? 0 : len;
	return code_point;
}

static int hex_value(char digit)
{
	if (is_digit(digit))
		return digit - '0';
	digit = (char)(digit | 0x20);
	return digit >= 'a' && digit <= 'f' ? digit - 'a' + 10 : -1;
}

/* Behind \x. */
static uint32_t parse_hex(struct parser *parser)
{
	bool braces = take(parser, "{");
	uint32_t value = 0;

	for (unsigned digits = 0; hex_value(peek(parser)) >= 0 && digits < (braces ? 6 : 2);
	     digits++) {
		value = value * 16 + (uint32_t)hex_value(peek(parser));
		parser->at++;
	}
	if (braces && !take(parser, "}"))
		give_up(parser);
	return value;
}

enum escape { ESCAPE_CHARACTER, ESCAPE_CLASS, ESCAPE_EMPTY, ESCAPE_UNKNOWN };

static void skip_property(struct parser *parser)
{
	if (!take(parser, "{")) {
		(void)next_code_point(parser);
		return;
	}
	while (!at_end(parser) && peek(parser) != '}')
		parser->at++;
	if (!take(parser, "}"))
		give_up(parser);
}

/* What stands behind a backslash. */
static enum escape parse_escape(struct parser *parser, uint32_t *ret_code_point)
{
	static const char controls[] = "nrtfae";
	static const unsigned char values[] = { '\n', '\r', '\t', '\f', 7, 27 };
	char byte = peek(parser);
	const char *control = byte ? strchr(controls, byte) : NULL;

	if (at_end(parser))
		return ESCAPE_UNKNOWN;
	if ((unsigned char)byte >= 0x80 || (byte < '0') || (byte > '9' && byte < 'A') ||
	    (byte > 'Z' && byte < 'a') || byte > 'z') {
		*ret_code_point = next_code_point(parser);
		return ESCAPE_CHARACTER;
	}
	parser->at++;
	if (control) {
		*ret_code_point = values[control - controls];
		return ESCAPE_CHARACTER;
	}
	if (byte == 'x') {
		*ret_code_point = parse_hex(parser);
		return ESCAPE_CHARACTER;
	}
	if (byte == 'p' || byte == 'P') {
		skip_property(parser);
		return ESCAPE_CLASS;
	}
	if (byte >= '1' && byte <= '9') { /* what a group has found: anything */
		while (is_digit(peek(parser)))
			parser->at++;
		return ESCAPE_CLASS;
	}
	if (byte == 'N' && peek(parser) == '{')
		return ESCAPE_UNKNOWN; /* \N{U+…} is a character, \N{3} a repeated class */
	if (strchr("dDwWsShHvVNRX", byte))
		return ESCAPE_CLASS;
	if (strchr("bBAzZGK", byte))
		return ESCAPE_EMPTY;
	return ESCAPE_UNKNOWN;
}

static void parse_backslash(struct parser *parser, struct literal_part *ret_part)
{
	uint32_t code_point = 0;
	bool digit = looks_at(parser, "\\d"), sign = looks_at_sign_class(parser);

	parser->at++;
	switch (parse_escape(parser, &code_point)) {
	case ESCAPE_CHARACTER:
		set_character(parser, code_point, ret_part);
		break;
	case ESCAPE_CLASS:
		literal_part_none(ret_part);
		ret_part->digits = ret_part->digit = digit;
		ret_part->sign = sign;
		break;
	case ESCAPE_EMPTY:
		literal_part_empty(ret_part);
		break;
	case ESCAPE_UNKNOWN:
		give_up(parser);
		break;
	}
}

/* One member of a class: false for one that stands for many. */
static bool parse_member(struct parser *parser, uint32_t *ret_code_point)
{
	if (peek(parser) == '[' && parser->at + 1 < parser->pattern.len &&
	    strchr(":.=", parser->pattern.data[parser->at + 1])) {
		char kind[3] = { parser->pattern.data[parser->at + 1], ']', '\0' };

		parser->at += 2;
		while (!at_end(parser) && !take(parser, kind))
			parser->at++;
		return false;
	}
	if (!take(parser, "\\")) {
		*ret_code_point = next_code_point(parser);
		return true;
	}
	switch (parse_escape(parser, ret_code_point)) {
	case ESCAPE_CHARACTER:
		return true;
	case ESCAPE_CLASS:
		return false;
	default: /* \b is a backspace in here: rare enough to know nothing */
		give_up(parser);
		return false;
	}
}

/* Behind [. */
static void parse_class(struct parser *parser, struct literal_part *ret_part)
{
	uint32_t members[CLASS_MAX];
	size_t count = 0;
	bool few = !take(parser, "^"), digits = few, signs = few;

	for (bool first = true; !parser->failed; first = false) {
		bool sign_class = looks_at_sign_class(parser);
		uint32_t from = 0, to;

		if (at_end(parser)) {
			give_up(parser);
			return;
		}
		if (!first && take(parser, "]"))
			break;
		digits = digits && (is_digit(peek(parser)) || looks_at(parser, "\\d"));
		if (!parse_member(parser, &from)) {
			few = false;
			signs = signs && sign_class;
			continue;
		}
		to = from;
		if (peek(parser) == '-' && parser->at + 1 < parser->pattern.len &&
		    parser->pattern.data[parser->at + 1] != ']') {
			parser->at++;
			few = parse_member(parser, &to) && few;
			digits = digits && to <= '9';
		}
		signs = signs && is_sign(from, to);
		few = few && to >= from && to - from < CLASS_MAX - count;
		for (uint32_t i = from; few && i <= to; i++)
			members[count++] = i;
	}
	literal_part_none(ret_part);
	ret_part->exact = few;
	ret_part->digits = ret_part->digit = digits;
	ret_part->sign = signs;
	ret_part->signs = few && count == 1 ? literal_sign(members[0]) : 0;
	for (size_t i = 0; few && i < count; i++) {
		struct slice character = fold_character(parser, members[i]);

		if (!character.data)
			give_up(parser);
		(void)literal_set_add(&ret_part->set, character);
	}
}

static void parse_alternatives(struct parser *parser, struct literal_part *ret_part);

static void skip_to(struct parser *parser, char end)
{
	while (!at_end(parser) && peek(parser) != end)
		parser->at++;
	if (at_end(parser))
		give_up(parser);
	else
		parser->at++;
}

/* (?flags) and (?flags: with flags that change nothing here: text and literals are folded alike. */
static bool take_flags(struct parser *parser)
{
	while (!at_end(parser) && strchr("imsnJU-^", peek(parser)))
		parser->at++;
	return peek(parser) == ')' || take(parser, ":");
}

enum group { GROUP_ORDINARY, GROUP_ASSERTION, GROUP_COMMENT, GROUP_FLAGS, GROUP_UNKNOWN };

/* Behind (. */
static enum group parse_group_kind(struct parser *parser)
{
	if (take(parser, "*"))
		return GROUP_UNKNOWN;
	if (!take(parser, "?"))
		return GROUP_ORDINARY;
	if (take(parser, "#"))
		return GROUP_COMMENT;
	if (take(parser, "=") || take(parser, "!") || take(parser, "<=") || take(parser, "<!"))
		return GROUP_ASSERTION;
	if (take(parser, ":") || take(parser, ">") || take(parser, "|"))
		return GROUP_ORDINARY;
	if (take(parser, "P<") || take(parser, "<")) {
		skip_to(parser, '>');
		return GROUP_ORDINARY;
	}
	if (take(parser, "'")) {
		skip_to(parser, '\'');
		return GROUP_ORDINARY;
	}
	if (!take_flags(parser))
		return GROUP_UNKNOWN;
	return peek(parser) == ')' ? GROUP_FLAGS : GROUP_ORDINARY;
}

static void parse_group(struct parser *parser, struct literal_part *ret_part)
{
	enum group group;

	parser->at++;
	group = parse_group_kind(parser);
	if (group == GROUP_UNKNOWN || ++parser->depth > DEPTH_MAX) {
		give_up(parser);
		return;
	}
	if (group == GROUP_COMMENT)
		skip_to(parser, ')');
	else {
		parse_alternatives(parser, ret_part);
		if (!take(parser, ")"))
			give_up(parser);
	}
	if (group != GROUP_ORDINARY)
		literal_part_empty(ret_part);
	parser->depth--;
}

static void parse_atom(struct parser *parser, struct literal_part *ret_part)
{
	switch (peek(parser)) {
	case '\\':
		parse_backslash(parser, ret_part);
		return;
	case '[':
		parser->at++;
		parse_class(parser, ret_part);
		return;
	case '(':
		parse_group(parser, ret_part);
		return;
	case '.':
		parser->at++;
		literal_part_none(ret_part);
		return;
	case '^':
	case '$':
		parser->at++;
		literal_part_empty(ret_part);
		return;
	default:
		set_character(parser, next_code_point(parser), ret_part);
	}
}

/* --- how often --- */

struct times {
	unsigned least, most;
};

static bool parse_number(struct parser *parser, unsigned *ret_number)
{
	unsigned number = 0;

	if (!is_digit(peek(parser)))
		return false;
	for (; is_digit(peek(parser)); parser->at++)
		number = number > 65535 ? number : number * 10 + (unsigned)(peek(parser) - '0');
	*ret_number = number;
	return true;
}

/* {n} {n,} {n,m}; anything else is a plain brace. */
static bool parse_braces(struct parser *parser, struct times *times)
{
	size_t start = parser->at;

	if (take(parser, "{") && parse_number(parser, &times->least)) {
		times->most = times->least;
		if (take(parser, ",") && !parse_number(parser, &times->most))
			times->most = UINT32_MAX;
		if (take(parser, "}"))
			return true;
	}
	parser->at = start;
	return false;
}

static struct times parse_times(struct parser *parser)
{
	struct times times = { 1, 1 };

	if (take(parser, "?"))
		times = (struct times){ 0, 1 };
	else if (take(parser, "*"))
		times = (struct times){ 0, UINT32_MAX };
	else if (take(parser, "+"))
		times = (struct times){ 1, UINT32_MAX };
	else if (!parse_braces(parser, &times))
		return (struct times){ 1, 1 };
	if (!take(parser, "?"))
		(void)take(parser, "+"); /* lazy, possessive: all the same here */
	return times;
}

static void add_repeated(struct parser *parser, struct literal_run *run, struct literal_part *part,
			 struct times times)
{
	unsigned copies = times.least < REPEAT_MAX ? times.least : REPEAT_MAX;

	literal_run_count(run, part, times.least);
	if (times.least == 0 && times.most == 1 && part->exact &&
	    literal_set_add(&part->set, (struct slice){ "", 0 })) {
		literal_run_add(run, part, parser->arena);
		return;
	}
	for (unsigned i = 0; i < copies; i++)
		literal_run_add(run, part, parser->arena);
	if (times.most > copies)
		literal_run_break(run);
}

static void parse_branch(struct parser *parser, struct literal_part *ret_part)
{
	struct literal_run run;

	literal_run_begin(&run);
	while (!at_end(parser) && peek(parser) != '|' && peek(parser) != ')') {
		struct literal_part part;

		literal_part_none(&part);
		parse_atom(parser, &part);
		if (parser->failed)
			break;
		add_repeated(parser, &run, &part, parse_times(parser));
	}
	literal_run_end(&run, ret_part);
}

static void parse_alternatives(struct parser *parser, struct literal_part *ret_part)
{
	struct literal_part branch;

	parse_branch(parser, ret_part);
	while (!parser->failed && take(parser, "|")) {
		parse_branch(parser, &branch);
		literal_part_unite(ret_part, &branch);
	}
}

/* --- the answer --- */

static bool holds_another(const struct literal_set *set, size_t index)
{
	struct slice text = set->items[index];

	for (size_t i = 0; i < set->count; i++) {
		struct slice other = set->items[i];

		if (i != index && other.len < text.len &&
		    memmem(text.data, text.len, other.data, other.len))
			return true;
	}
	return false;
}

bool literal_of_regex(struct slice pattern, struct arena *arena, struct literals *ret_literals)
{
	struct parser parser = { .pattern = pattern, .arena = arena };
	struct literal_part whole;
	struct literals literals = { 0 };

	*ret_literals = literals;
	if (memchr(pattern.data, 0, pattern.len))
		return false;
	parse_alternatives(&parser, &whole);
	if (parser.failed || parser.at < pattern.len)
		return false;
	literals.digits = whole.digits;
	literals.signs = whole.signs;
	literals.unbroken = whole.unbroken;
	*ret_literals = literals;
	if (literal_set_shortest(&whole.set) == 0)
		return false;
	literals.items = arena_calloc(arena, whole.set.count, sizeof(*literals.items));
	if (!literals.items)
		return false;
	for (size_t i = 0; i < whole.set.count; i++)
		if (!holds_another(&whole.set, i))
			literals.items[literals.count++] = whole.set.items[i];
	literals.shortest = literal_set_shortest(&whole.set);
	/* What stands around a longer one need not stand around the shorter within it. */
	literals.behind_sign = whole.set.behind_sign && literals.count == whole.set.count;
	literals.before_digit = whole.set.before_digit && literals.count == whole.set.count;
	*ret_literals = literals;
	return true;
}
