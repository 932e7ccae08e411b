/* markup.c - see markup.h. */
#include "markup.h"

static const char *const inline_tags[] = {
	"a",   "b", "i",    "u",    "s",    "em",   "tt",    "sub",   "sup",  "big",	"del",
	"ins", "q", "code", "font", "mark", "span", "small", "color", "size", "strong", "strike",
};

static const char *const block_tags[] = {
	"p",  "br", "hr", "li", "ul", "ol",  "td",  "tr",     "th",	    "h1",
	"h2", "h3", "h4", "h5", "h6", "div", "pre", "center", "blockquote", "table",
};

static bool is_one_of(struct slice name, const char *const *names, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (slice_is(name, names[i]))
			return true;
	return false;
}

bool markup_is_inline(struct slice name)
{
	return is_one_of(name, inline_tags, sizeof(inline_tags) / sizeof(inline_tags[0]));
}

static bool is_block(struct slice name)
{
	return is_one_of(name, block_tags, sizeof(block_tags) / sizeof(block_tags[0]));
}

static bool names_tag(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '1' && byte <= '6');
}

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

static size_t skip_blanks(struct slice text, size_t at)
{
	while (at < text.len && is_blank(text.data[at]))
		at++;
	return at;
}

/* `class=`, behind a blank. */
static bool is_attribute(struct slice text, size_t at)
{
	size_t from = skip_blanks(text, at), to = from;

	while (to < text.len && ((text.data[to] >= 'a' && text.data[to] <= 'z') ||
				 text.data[to] == '-' || text.data[to] == ':'))
		to++;
	return from > at && to > from && to < text.len && text.data[to] == '=';
}

/* Does what stands behind the name go with a tag? "[i will kill you]" and "<u are dirt>" are read
 * by everybody. */
static bool ends_name(struct slice text, size_t at, char closing)
{
	size_t end = skip_blanks(text, at);

	if (end < text.len && text.data[end] == '/')
		end++;
	if (end < text.len && text.data[end] == closing)
		return true;
	if (closing == '>')
		return is_attribute(text, at);
	if (at == text.len || text.data[at] != '=')
		return false;
	while (at < text.len && text.data[at] != closing && !is_blank(text.data[at]))
		at++;
	return at < text.len && text.data[at] == closing;
}

/* The name of the tag that begins, or ends, at `at`. */
static struct slice name_of(struct slice text, size_t at)
{
	size_t from = at + 1, to;

	if (from < text.len && text.data[from] == '/')
		from++;
	for (to = from; to < text.len && to - from < MARKUP_NAME_MAX && names_tag(text.data[to]);)
		to++;
	return slice_cut(text, from, to);
}

/* What stands in [quote="kalle"] is read by everybody where it is no tag: no part of it is left out
 * but the name. */
static bool is_bracketed_quote(struct slice text, size_t at, struct slice name)
{
	size_t end = (size_t)(name.data - text.data) + name.len;

	return text.data[at] == '[' && slice_is(name, "quote") && end < text.len &&
	       text.data[end] == ']';
}

bool markup_quotes(struct slice text, size_t at)
{
	static const char *const names[] = { "q", "quote", "blockquote" };

	return is_one_of(name_of(text, at), names, sizeof(names) / sizeof(names[0]));
}

size_t markup_end(struct slice text, size_t at, bool *ret_inside)
{
	char closing = text.data[at] == '<' ? '>' : ']';
	struct slice name;
	size_t to;

	if (text.data[at] != '<' && text.data[at] != '[')
		return at;
	if (text.len - at > MARKUP_TAG_MAX) /* "[b=[b=[b=": nobody looks for the end of all */
		text.len = at + MARKUP_TAG_MAX;
	name = name_of(text, at);
	to = (size_t)(name.data - text.data) + name.len;
	*ret_inside = markup_is_inline(name);
	if (!*ret_inside && !is_bracketed_quote(text, at, name) &&
	    (closing == ']' || !is_block(name)))
		return at;
	if (!ends_name(text, to, closing))
		return at;
	for (size_t i = to; i < text.len; i++)
		if (text.data[i] == closing)
			return i + 1;
	return at;
}
