/* links.c - see links.h. */
#include "links.h"

#include <stdbool.h>

/* Of a query: who sent the reader there. */
static const char *const tracking[] = { "utm_",	  "fbclid", "gclid", "dclid",	"msclkid",
					"mc_eid", "igsh",   "si",    "ref_src", "yclid" };

static bool begins_with(struct slice text, const char *with)
{
	size_t len = strlen(with);

	return text.len >= len && memcmp(text.data, with, len) == 0;
}

static struct slice behind(struct slice text, const char *with)
{
	return begins_with(text, with) ? slice_cut(text, strlen(with), text.len) : text;
}

/* Of bytes, the first that stands in `signs`; the length when none does. */
static size_t find_any(struct slice text, const char *signs)
{
	size_t at = 0;

	while (at < text.len && (text.data[at] == '\0' || !strchr(signs, text.data[at])))
		at++;
	return at;
}

static bool is_host_byte(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '-' ||
	       byte == '.' || (unsigned char)byte >= 0x80;
}

static bool is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (unsigned char)byte >= 0x80;
}

/* "example.org/x": a dot within, and letters behind the last one. */
static bool is_host_with_path(struct slice word)
{
	size_t end = 0, dot = 0;

	while (end < word.len && is_host_byte(word.data[end])) {
		if (word.data[end] == '.')
			dot = end;
		end++;
	}
	if (dot == 0 || word.data[0] == '.' || end - dot < 3 || end + 1 >= word.len ||
	    word.data[end] != '/')
		return false;
	for (size_t i = dot + 1; i < end; i++) {
		if (!is_letter(word.data[i]))
			return false;
	}
	return true;
}

static bool is_link(struct slice word)
{
	return begins_with(word, "http://") || begins_with(word, "https://") ||
	       begins_with(word, "www.") || is_host_with_path(word);
}

/* --- the name --- */

struct name {
	char *bytes;
	size_t len;
};

static void add(struct name *name, struct slice text)
{
	size_t room = LINKS_NAME_MAX - name->len;

	if (text.len > room)
		text.len = room;
	if (text.len)
		memcpy(name->bytes + name->len, text.data, text.len);
	name->len += text.len;
}

/* Without user and port. */
static void add_host(struct name *name, struct slice authority)
{
	size_t user = find_any(authority, "@");

	if (user < authority.len)
		authority = slice_cut(authority, user + 1, authority.len);
	authority = slice_cut(authority, 0, find_any(authority, ":"));
	while (authority.len && authority.data[authority.len - 1] == '.')
		authority.len--;
	add(name, behind(authority, "www."));
}

static bool is_tracking(struct slice parameter)
{
	for (size_t i = 0; i < sizeof(tracking) / sizeof(tracking[0]); i++) {
		size_t len = strlen(tracking[i]);

		if (begins_with(parameter, tracking[i]) &&
		    (tracking[i][len - 1] == '_' || parameter.len == len ||
		     parameter.data[len] == '='))
			return true;
	}
	return false;
}

static void add_query(struct name *name, struct slice query)
{
	const char *sign = "?";

	while (query.len) {
		size_t end = find_any(query, "&");
		struct slice parameter = slice_cut(query, 0, end);

		if (parameter.len && !is_tracking(parameter)) {
			add(name, slice_from(sign));
			add(name, parameter);
			sign = "&";
		}
		query = slice_cut(query, end < query.len ? end + 1 : end, query.len);
	}
}

static struct slice name_of(struct slice link, char ret_name[LINKS_NAME_MAX])
{
	struct name name = { ret_name, 0 };
	struct slice rest = behind(behind(link, "http://"), "https://");
	size_t authority, path;

	rest = slice_cut(rest, 0, find_any(rest, "#"));
	authority = find_any(rest, "/?");
	add_host(&name, slice_cut(rest, 0, authority));
	if (name.len == 0)
		return (struct slice){ 0 };
	rest = slice_cut(rest, authority, rest.len);
	path = find_any(rest, "?");
	struct slice way = slice_cut(rest, 0, path);
	while (way.len && way.data[way.len - 1] == '/')
		way.len--;
	add(&name, way);
	add_query(&name, slice_cut(rest, path < rest.len ? path + 1 : path, rest.len));
	return (struct slice){ ret_name, name.len };
}

/* --- the walk --- */

static bool ends_word(char byte)
{
	return (unsigned char)byte <= ' ' || strchr("<>\"()[]{}|", byte);
}

/* The next word at or behind `*at`, without the signs that a sentence puts behind it. */
static struct slice next_word(struct slice text, size_t *at)
{
	size_t from = *at, to;

	while (from < text.len && (ends_word(text.data[from]) || text.data[from] == '\''))
		from++;
	to = from;
	while (to < text.len && !ends_word(text.data[to]))
		to++;
	*at = to;
	while (to > from && strchr(".,;:!?'*_", text.data[to - 1]))
		to--;
	return slice_cut(text, from, to);
}

struct slice links_next(struct slice text, size_t *at, char ret_name[LINKS_NAME_MAX])
{
	while (*at < text.len) {
		struct slice word = next_word(text, at), name = { 0 };

		if (is_link(word))
			name = name_of(word, ret_name);
		if (name.len)
			return name;
	}
	return (struct slice){ 0 };
}
