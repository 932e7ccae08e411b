/* markup.c - see markup.h. */
#include "markup.h"

static const char *const inline_tags[] = {
	"a",   "b",    "i",    "u",    "s",    "em",	"tt",	 "sub",	 "sup",	   "big",    "del",
	"ins", "code", "font", "mark", "span", "small", "color", "size", "strong", "strike",
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

size_t markup_end(struct slice text, size_t at, bool *ret_inside)
{
	char closing = text.data[at] == '<' ? '>' : ']';
	size_t from = at + 1, to;

	if (text.data[at] != '<' && text.data[at] != '[')
		return at;
	if (from < text.len && text.data[from] == '/')
		from++;
	for (to = from; to < text.len && to - from < MARKUP_NAME_MAX && names_tag(text.data[to]);)
		to++;
	*ret_inside = markup_is_inline(slice_cut(text, from, to));
	if (!*ret_inside && (closing == ']' || !is_block(slice_cut(text, from, to))))
		return at;
	for (size_t i = to; i < text.len && i - at < MARKUP_TAG_MAX; i++)
		if (text.data[i] == closing)
			return i + 1;
	return at;
}
