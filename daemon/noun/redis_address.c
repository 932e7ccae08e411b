/* redis_address.c - the configuration's Redis URL, taken apart with a remedy for each mistake. */
#include "redis_address.h"

#include "crypto.h"
#include "file.h"
#include "slice.h"
#include "units.h"

#include <stdio.h>
#include <string.h>

/* Cuts `text` at the first `byte`: gives what stands before, leaves what stands behind. False, and
 * nothing changed, when there is none. */
static bool cut_at(struct slice *text, char byte, struct slice *ret_before)
{
	const char *at = text->len ? memchr(text->data, byte, text->len) : NULL;

	if (!at)
		return false;
	size_t len = (size_t)(at - text->data);
	*ret_before = slice_cut(*text, 0, len);
	*text = slice_cut(*text, len + 1, text->len);
	return true;
}

static int hex_digit(char byte)
{
	static const char digits[] = "0123456789abcdef";
	const char *at = byte ? strchr(digits, byte | 0x20) : NULL;

	return at ? (int)(at - digits) : -1;
}

/* Copies with %XX undone, terminated. False when it does not fit or is no such text. */
static bool copy_decoded(struct slice from, char *to, size_t size)
{
	size_t len = 0;

	for (size_t i = 0; i < from.len; i++) {
		int byte = (unsigned char)from.data[i];
		if (byte == '%') {
			if (from.len - i < 3)
				return false;
			int high = hex_digit(from.data[i + 1]), low = hex_digit(from.data[i + 2]);
			if (high < 0 || low < 0)
				return false;
			byte = high * 16 + low;
			i += 2;
		}
		if (byte == 0 || len + 1 >= size)
			return false;
		to[len++] = (char)byte;
	}
	to[len] = '\0';
	return true;
}

static int parse_database(struct slice text, struct redis_address *address, struct error *error)
{
	uint64_t database;

	if (text.len == 0)
		return 0;
	if (!units_parse_unsigned(text, 65535, &database))
		return error_set(error, ERROR_INVALID, "redis: \"%.*s\" is no database number",
				 (int)text.len, text.data);
	address->database = (unsigned)database;
	return 0;
}

static int parse_unix(struct slice rest, struct redis_address *address, struct error *error)
{
	struct slice path = rest, query = { 0 };

	if (cut_at(&rest, '?', &path))
		query = rest;
	if (path.len == 0 || path.data[0] != '/')
		return error_set(
			error, ERROR_INVALID,
			"redis: unix:// needs an absolute path; write unix:///run/redis.sock");
	if (path.len > REDIS_SOCKET_MAX)
		return error_set(error, ERROR_INVALID,
				 "redis: the socket's path has %zu bytes, the system allows %d; "
				 "use a shorter folder",
				 path.len, REDIS_SOCKET_MAX);
	address->is_unix = true;
	(void)snprintf(address->host, sizeof(address->host), "%.*s", (int)path.len, path.data);
	if (query.len > 3 && memcmp(query.data, "db=", 3) == 0)
		return parse_database(slice_cut(query, 3, query.len), address, error);
	if (query.len > 0)
		return error_set(error, ERROR_INVALID,
				 "redis: behind the socket's path only ?db=NUMBER may stand");
	return 0;
}

static int parse_credentials(struct slice text, struct redis_address *address, struct error *error)
{
	struct slice user = text, password = { 0 };

	if (cut_at(&text, ':', &user))
		password = text;
	if (copy_decoded(user, address->user, sizeof(address->user)) &&
	    copy_decoded(password, address->password, sizeof(address->password)))
		return 0;
	return error_set(error, ERROR_INVALID,
			 "redis: user or password in the URL is too long or wrongly escaped; "
			 "put the password into a file and name it in redis_password_file");
}

static int parse_port(struct slice text, uint16_t *ret_port, struct error *error)
{
	uint64_t port;

	if (!units_parse_unsigned(text, UINT16_MAX, &port) || port == 0)
		return error_set(error, ERROR_INVALID, "redis: \"%.*s\" is no port (1 to 65535)",
				 (int)text.len, text.data);
	*ret_port = (uint16_t)port;
	return 0;
}

/* host, host:port, [v6] or [v6]:port; without a port it stays as it is. */
static int parse_place(struct slice text, char ret_host[REDIS_HOST_MAX], uint16_t *ret_port,
		       struct error *error)
{
	struct slice host = text, port = { 0 };
	bool has_port = false;

	if (text.len > 0 && text.data[0] == '[') {
		text = slice_cut(text, 1, text.len);
		if (!cut_at(&text, ']', &host) || (text.len > 0 && text.data[0] != ':'))
			return error_set(error, ERROR_INVALID,
					 "redis: write an IPv6 address as [::1] or [::1]:6379");
		has_port = text.len > 0;
		port = has_port ? slice_cut(text, 1, text.len) : text;
	} else if (cut_at(&text, ':', &host)) {
		has_port = true;
		port = text;
	}
	if (host.len == 0 || host.len >= REDIS_HOST_MAX)
		return error_set(error, ERROR_INVALID,
				 "redis: the URL names no host where one belongs; write host or "
				 "host:6379 there");
	(void)snprintf(ret_host, REDIS_HOST_MAX, "%.*s", (int)host.len, host.data);
	return has_port ? parse_port(port, ret_port, error) : 0;
}

/* Takes "user:password@" off the front. */
static int take_credentials(struct slice *text, struct redis_address *address, struct error *error)
{
	const char *at = text->len ? memrchr(text->data, '@', text->len) : NULL;
	size_t len = at ? (size_t)(at - text->data) : 0;
	struct slice credentials = slice_cut(*text, 0, len);

	if (!at)
		return 0;
	*text = slice_cut(*text, len + 1, text->len);
	return parse_credentials(credentials, address, error);
}

static int parse_tcp(struct slice rest, struct redis_address *address, struct error *error)
{
	struct slice place = rest, database = { 0 };
	int r;

	if (cut_at(&rest, '/', &place))
		database = rest;
	r = take_credentials(&place, address, error);
	if (r == 0)
		r = parse_place(place, address->host, &address->port, error);
	if (r == 0)
		r = parse_database(database, address, error);
	return r;
}

static int parse_guides(struct slice list, uint16_t port, struct redis_address *address,
			struct error *error)
{
	bool more = true;

	while (more) {
		struct redis_place *place = &address->guides[address->guide_count];
		struct slice one = list;
		int r;

		if (address->guide_count++ == REDIS_GUIDES_MAX)
			return error_set(error, ERROR_INVALID, "redis: at most %d hosts",
					 REDIS_GUIDES_MAX);
		more = cut_at(&list, ',', &one);
		place->port = port;
		r = parse_place(one, place->host, &place->port, error);
		if (r < 0)
			return r;
	}
	return 0;
}

/* host[:port],…/NAME[/database] */
static int parse_sentinel(struct slice rest, struct redis_address *address, struct error *error)
{
	struct slice list = rest, name, database = { 0 };
	int r;

	if (!cut_at(&rest, '/', &list) || rest.len == 0)
		return error_set(error, ERROR_INVALID,
				 "redis: say the master's name; write "
				 "sentinel://host:26379,host2:26379/mymaster");
	address->guide = REDIS_GUIDE_SENTINEL;
	name = rest;
	if (cut_at(&rest, '/', &name))
		database = rest;
	r = take_credentials(&list, address, error);
	if (r == 0)
		r = parse_guides(list, REDIS_SENTINEL_PORT, address, error);
	if (r == 0 && !copy_decoded(name, address->service, sizeof(address->service)))
		r = error_set(error, ERROR_INVALID,
			      "redis: the master's name is empty or too long");
	if (r == 0)
		r = parse_database(database, address, error);
	return r;
}

/* host[:port],… */
static int parse_cluster(struct slice rest, struct redis_address *address, struct error *error)
{
	struct slice list = rest;
	int r;

	if (cut_at(&rest, '/', &list) && rest.len > 0)
		return error_set(error, ERROR_INVALID,
				 "redis: a Redis Cluster has no databases; write "
				 "cluster://host,host2:6380");
	address->guide = REDIS_GUIDE_CLUSTER;
	r = take_credentials(&list, address, error);
	return r == 0 ? parse_guides(list, REDIS_PORT, address, error) : r;
}

static bool take_scheme(struct slice *text, const char *scheme)
{
	size_t len = strlen(scheme);

	if (text->len < len || memcmp(text->data, scheme, len) != 0)
		return false;
	*text = slice_cut(*text, len, text->len);
	return true;
}

int redis_address_parse(const char *url, struct redis_address *ret_address, struct error *error)
{
	struct redis_address address = { .port = REDIS_PORT };
	struct slice rest = slice_from(url);
	int r;

	if (take_scheme(&rest, "unix://"))
		r = parse_unix(rest, &address, error);
	else if (take_scheme(&rest, "redis://"))
		r = parse_tcp(rest, &address, error);
	else if (take_scheme(&rest, "sentinel://"))
		r = parse_sentinel(rest, &address, error);
	else if (take_scheme(&rest, "cluster://"))
		r = parse_cluster(rest, &address, error);
	else if (take_scheme(&rest, "rediss://"))
		r = error_set(
			error, ERROR_INVALID,
			"redis: rediss:// needs TLS, which this system's hiredis does not have; "
			"run stunnel beside Livvakt and write redis:// with its local port");
	else
		r = error_set(
			error, ERROR_INVALID,
			"redis: write managed, unix:///path/of/redis.sock, redis://host:6379, "
			"sentinel://host,host2/mymaster or cluster://host,host2");
	if (r == 0)
		*ret_address = address;
	return r;
}

void redis_address_complete(struct redis_address *address, const struct redis_settings *settings)
{
	if (settings->password)
		(void)snprintf(address->password, sizeof(address->password), "%s",
			       settings->password);
	address->password_file = settings->password_file;
	address->partition = settings->partition;
}

void redis_address_refresh(struct redis_address *address)
{
	char *password =
		address->password_file ? file_read_secret(address->password_file, NULL) : NULL;

	if (!password)
		return;
	(void)snprintf(address->password, sizeof(address->password), "%s", password);
	crypto_free_secret(password);
}

void redis_address_print(const struct redis_address *address, char *ret_text, size_t size)
{
	static const char *const schemes[] = { "redis", "sentinel", "cluster" };
	const bool asks = address->guide != REDIS_GUIDE_NONE;
	const char *host = asks ? address->guides[0].host : address->host;
	const unsigned port = asks ? address->guides[0].port : address->port;
	const bool v6 = strchr(host, ':') != NULL;

	if (address->is_unix)
		(void)snprintf(ret_text, size, "unix://%s", host);
	else
		(void)snprintf(ret_text, size, v6 ? "%s://[%s]:%u%s%s" : "%s://%s:%u%s%s",
			       schemes[address->guide], host, port, address->service[0] ? "/" : "",
			       address->service);
}
