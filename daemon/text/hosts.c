/*
 * hosts.c - see hosts.h. A walk from the left over stretches that may be part of a host's name:
 *
 *     hxxps://good.example:80@bad[.]example:8080/path
 *     scheme  user             host         ends here
 *
 * What stands before an @ is no host, and so is what has no dot.
 */
#include "hosts.h"
#include "letters.h"

enum { SCHEME_MAX = 12 };

/* Ways to write a dot that only people read; the longest first. */
static const char *const dots[] = { "[dot]", "(dot)", "{dot}",	      "[.]",
				    "(.)",   "{.}",   "\xE3\x80\x82", "." };

static size_t dot_at(struct slice text, size_t at)
{
	if (!memchr(".[({\xE3", text.data[at], 5))
		return 0;
	for (size_t i = 0; i < sizeof(dots) / sizeof(dots[0]); i++) {
		size_t len = strlen(dots[i]);

		if (text.len - at >= len && memcmp(text.data + at, dots[i], len) == 0)
			return len;
	}
	return 0;
}

static int hex_value(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	return byte >= 'a' && byte <= 'f' ? byte - 'a' + 10 : -1;
}

/* %2e: gives the byte, or 0. Control characters hide nothing that we look for. */
static char percent_at(struct slice text, size_t at)
{
	int high, low;

	if (text.data[at] != '%' || text.len - at < 3)
		return 0;
	high = hex_value(text.data[at + 1]);
	low = hex_value(text.data[at + 2]);
	return high < 0 || low < 0 || 16 * high + low <= ' ' ? 0 : (char)(16 * high + low);
}

/* A host being read. */
struct reader {
	struct slice text;
	size_t at;
	char name[DOMAIN_MAX];
	size_t len;
	bool has_dot, too_long;
};

static void put(struct reader *reader, const char *bytes, size_t len)
{
	if (reader->len + len > sizeof(reader->name)) {
		reader->too_long = true;
		return;
	}
	memcpy(reader->name + reader->len, bytes, len);
	reader->len += len;
}

/* A letter, digit, hyphen or what stands for one. */
static bool take_character(struct reader *reader)
{
	const char *here = reader->text.data + reader->at;
	char byte = percent_at(reader->text, reader->at);
	uint32_t code = 0;
	size_t len;

	if (byte) {
		if (byte == '/' || byte == '@' || byte == ':' || byte == '?' || byte == '#')
			return false;
		if (byte >= 'A' && byte <= 'Z')
			byte = (char)(byte - 'A' + 'a');
		reader->has_dot = reader->has_dot || byte == '.';
		put(reader, &byte, 1);
		reader->at += 3;
		return true;
	}
	len = letters_next(here, &code);
	if (!letters_in_word(code) && *here != '-' && *here != '_')
		return false;
	put(reader, here, len);
	reader->at += len;
	return true;
}

static bool take_dot(struct reader *reader)
{
	size_t len = dot_at(reader->text, reader->at);

	if (len == 0)
		return false;
	put(reader, ".", 1);
	reader->at += len;
	reader->has_dot = true;
	return true;
}

/* Letters and digits of ASCII, of which most of any text consists. */
static void take_ordinary(struct reader *reader)
{
	const char *here = reader->text.data + reader->at;
	size_t len = 0, left = reader->text.len - reader->at;

	while (len < left &&
	       ((here[len] >= 'a' && here[len] <= 'z') || (here[len] >= '0' && here[len] <= '9')))
		len++;
	put(reader, here, len);
	reader->at += len;
}

static void read_name(struct reader *reader)
{
	reader->len = 0;
	reader->has_dot = reader->too_long = false;
	do
		take_ordinary(reader);
	while (reader->at < reader->text.len && (take_character(reader) || take_dot(reader)));
}

static bool ends_authority(char byte)
{
	return (unsigned char)byte <= ' ' || memchr("/\\?#\"<>", byte, 7);
}

/* Behind the last @ before the path, if there is one. */
static size_t behind_user(struct slice text, size_t at)
{
	size_t host = at;

	for (; at < text.len && !ends_authority(text.data[at]); at++)
		if (text.data[at] == '@')
			host = at + 1;
	return host;
}

static bool is_letter(char byte)
{
	return byte >= 'a' && byte <= 'z';
}

/* A scheme that ends with the colon at `at`: where it begins; `at` itself for none. */
static size_t scheme_before(struct slice text, size_t at)
{
	size_t from = at;

	while (from > 0 && at - from < SCHEME_MAX && is_letter(text.data[from - 1]))
		from--;
	return at - from >= 2 ? from : at;
}

static bool is_slash(struct slice text, size_t at)
{
	return at < text.len && (text.data[at] == '/' || text.data[at] == '\\');
}

static bool begins_with_www(const struct host_link *link)
{
	return link->host_len > 4 && memcmp(link->host, "www.", 4) == 0;
}

static bool give(const struct reader *reader, size_t from, bool has_scheme,
		 struct host_link *ret_link)
{
	if (!reader->has_dot || reader->too_long)
		return false;
	ret_link->host_len =
		domain_spell((struct slice){ reader->name, reader->len }, ret_link->host);
	ret_link->span = (struct span){ from, reader->at };
	ret_link->has_scheme = has_scheme;
	ret_link->bare =
		!has_scheme && !is_slash(reader->text, reader->at) && !begins_with_www(ret_link);
	return memchr(ret_link->host, '.', ret_link->host_len) != NULL;
}

/* At the colon of a scheme. */
static bool read_link(struct reader *reader, size_t from, struct host_link *ret_link)
{
	reader->at++;
	while (is_slash(reader->text, reader->at))
		reader->at++;
	reader->at = behind_user(reader->text, reader->at);
	read_name(reader);
	return give(reader, from, true, ret_link);
}

static bool stands_at(struct slice text, size_t at, char byte)
{
	return at < text.len && text.data[at] == byte;
}

/* At the first character of a name. */
static bool read_bare(struct reader *reader, struct host_link *ret_link)
{
	size_t from = reader->at;
	bool address = from > 0 && reader->text.data[from - 1] == '@';

	read_name(reader);
	if (reader->at == from) {
		uint32_t code;

		reader->at += letters_next(reader->text.data + from, &code);
		return false;
	}
	if (address || stands_at(reader->text, reader->at, '@'))
		return false;
	if (stands_at(reader->text, reader->at, ':') && is_slash(reader->text, reader->at + 1)) {
		size_t scheme = scheme_before(reader->text, reader->at);

		if (scheme < reader->at)
			return read_link(reader, scheme, ret_link);
	}
	return give(reader, from, false, ret_link);
}

/* May a host's name hold the sign that stands here, or begin behind it? A dot with a blank or the
 * end behind it ends a sentence, and the last of several is looked at for all. */
static bool sign_counts(struct slice text, size_t at)
{
	unsigned char next = at + 1 < text.len ? (unsigned char)text.data[at + 1] : ' ';

	switch (text.data[at]) {
	case '.':
		return next > ' ' && next != '.';
	case ':':
		return next == '/' || next == '\\';
	case '[':
	case '(':
	case '{':
		return next == '.' || next == 'd';
	case '%':
		return next == '2'; /* %2e */
	default:
		return true;
	}
}

bool hosts_possible(struct slice plain)
{
	static const char signs[] = ".:[({%\xE3";

	for (size_t i = 0; i + 1 < sizeof(signs); i++) {
		for (size_t at = 0; at < plain.len; at++) {
			const char *sign = memchr(plain.data + at, signs[i], plain.len - at);

			if (!sign)
				break;
			at = (size_t)(sign - plain.data);
			if (sign_counts(plain, at))
				return true;
		}
	}
	return false;
}

static bool may_begin_dot(struct slice text, size_t at)
{
	switch (text.data[at]) {
	case '.':
	case '[':
	case '(':
	case '{':
	case '%':
	case '\xE3':
		return sign_counts(text, at);
	default:
		return false;
	}
}

/* Behind `at`, the beginning of the next stretch without blanks in which a dot may stand. No other
 * holds a host. `*dot` keeps where that may be, 0 for a start: it is looked for once, not again
 * behind each word before it. */
static size_t next_stretch(struct slice plain, size_t at, size_t *dot)
{
	size_t begin = at;

	if (at < *dot)
		return at;
	for (; at < plain.len && !may_begin_dot(plain, at); at++)
		if ((unsigned char)plain.data[at] <= ' ')
			begin = at + 1;
	*dot = at;
	return at < plain.len ? begin : plain.len;
}

bool hosts_next(struct slice plain, size_t *at, struct host_link *ret_link)
{
	struct reader reader = { .text = plain, .at = *at };
	bool found = false;
	size_t dot = 0;

	while (!found && (reader.at = next_stretch(plain, reader.at, &dot)) < plain.len)
		found = read_bare(&reader, ret_link);
	*at = reader.at;
	return found;
}
