/* links.c - see links.h. Hosts are found by hosts.h; here is what makes two links the same. */
#include "links.h"

#include "hosts.h"

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

static struct slice name_of(const struct host_link *link, struct slice way,
			    char ret_name[LINKS_NAME_MAX])
{
	struct name name = { ret_name, 0 };
	size_t path;

	add(&name, behind((struct slice){ link->host, link->host_len }, "www."));
	way = slice_cut(way, 0, find_any(way, "#"));
	path = find_any(way, "?");
	struct slice folders = slice_cut(way, 0, path);
	while (folders.len && folders.data[folders.len - 1] == '/')
		folders.len--;
	add(&name, folders);
	add_query(&name, slice_cut(way, path < way.len ? path + 1 : path, way.len));
	return (struct slice){ ret_name, name.len };
}

/* --- the walk --- */

static bool ends_word(char byte)
{
	return (unsigned char)byte <= ' ' || strchr("<>\"()[]{}|", byte);
}

/* What stands behind a host: path, query and fragment, without the port before them and the signs
 * that a sentence puts behind them. `*at` moves from behind the host to their end. */
static struct slice read_way(struct slice text, size_t *at)
{
	size_t from = *at, to;

	if (from < text.len && text.data[from] == ':')
		from++;
	while (from > *at && from < text.len && text.data[from] >= '0' && text.data[from] <= '9')
		from++;
	to = from;
	while (to < text.len && !ends_word(text.data[to]))
		to++;
	*at = to;
	while (to > from && strchr(".,;:!?'*_", text.data[to - 1]))
		to--;
	if (to == from || !strchr("/?#\\", text.data[from]))
		return (struct slice){ text.data, 0 };
	return slice_cut(text, from, to);
}

/* "1.5/2" and "och/t.ex/x" lead nowhere. */
static bool ends_like_a_host(struct slice text, const struct host_link *link)
{
	const char *last = memrchr(link->host, '.', link->host_len);

	if (link->span.from > 0 && text.data[link->span.from - 1] == '/')
		return false;
	return link->host + link->host_len - last > 2 && last[1] >= 'a' && last[1] <= 'z';
}

/* Asked before the way is read: in "1.5/2.5/3.5" that would be the whole rest, each time. */
static bool may_be_link(struct slice text, const struct host_link *link)
{
	return link->has_scheme || (!link->bare && ends_like_a_host(text, link));
}

static bool is_link(const struct host_link *link, struct slice way)
{
	return link->has_scheme || way.len > 1 ||
	       begins_with((struct slice){ link->host, link->host_len }, "www.");
}

struct slice links_next(struct slice text, size_t *at, char ret_name[LINKS_NAME_MAX])
{
	struct host_link link;

	if (*at == 0 && !hosts_possible(text))
		*at = text.len;
	while (hosts_next(text, at, &link)) {
		size_t end = *at;

		if (!may_be_link(text, &link))
			continue;
		struct slice way = read_way(text, &end);
		if (!is_link(&link, way))
			continue;
		*at = end;
		return name_of(&link, way, ret_name);
	}
	return (struct slice){ 0 };
}
