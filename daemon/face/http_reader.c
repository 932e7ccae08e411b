/*
 * http_reader.c - see http_reader.h.
 *
 * One buffer a client, with the request in it as it came; spans point into it, since it may move
 * while it grows. The body is moved together where chunks part it. What was only framing is given
 * up as soon as it has been read, so that nobody fills memory with it.
 */
#include "http_reader.h"

#include <http_parser.h>
#include <limits.h>
#include <stdio.h>
#include <strings.h>

enum { CAPACITY_MIN = 4096, ROOM_MIN = 1024 };

struct field {
	struct span name, value;
};

struct http_reader {
	http_parser parser;
	size_t body_max;
	char *bytes;
	size_t capacity, len;
	size_t parsed; /* of `len` */
	size_t head;   /* its end; 0 while it is not whole */
	size_t framed; /* up to here the chunks' framing has been looked at */
	char before;   /* the sign before that; NUL: one of the body */
	struct span url, path, query, body;
	struct field fields[HTTP_HEADERS_MAX];
	size_t field_count;
	bool in_value; /* the last field's */
	bool head_told;
	bool chunked; /* by the head: a trailer may clear the parser's flag */
	bool keeps;
	bool waits; /* for a 100 */
	struct http_fault fault;
	char fault_text[128];
};

static const char in_one_line[] = "a header's value must stand in one line";
static const char line_ends[] = "a line must end in CR LF, and CR stand nowhere else";

static int fail(struct http_reader *reader, int status, const char *text)
{
	reader->fault = (struct http_fault){ status, text };
	return -1;
}

/* --- what the parser tells --- */

/* A span comes in pieces, each behind the other: but for values that go on in another line, which
 * RFC 9112 tells us to refuse. */
static int extend(struct http_reader *reader, struct span *span, bool begun, const char *at,
		  size_t len)
{
	size_t from = (size_t)(at - reader->bytes);

	if (!begun)
		*span = (struct span){ from, from };
	if (span->to != from)
		return fail(reader, 400, in_one_line);
	span->to += len;
	return 0;
}

static int on_url(http_parser *parser, const char *at, size_t len)
{
	struct http_reader *reader = parser->data;

	return extend(reader, &reader->url, reader->url.to > 0, at, len);
}

/* What follows the body in chunks (trailers) is nobody's business. */
static int on_name(http_parser *parser, const char *at, size_t len)
{
	struct http_reader *reader = parser->data;
	bool begun = reader->field_count > 0 && !reader->in_value;

	if (reader->head)
		return 0;
	if (!begun && reader->field_count == HTTP_HEADERS_MAX)
		return fail(reader, 431, "the request has more than 100 headers");
	if (!begun)
		reader->fields[reader->field_count++] = (struct field){ 0 };
	reader->in_value = false;
	return extend(reader, &reader->fields[reader->field_count - 1].name, begun, at, len);
}

static int on_value(http_parser *parser, const char *at, size_t len)
{
	struct http_reader *reader = parser->data;
	bool begun = reader->in_value;

	if (reader->head)
		return 0;
	reader->in_value = true;
	return extend(reader, &reader->fields[reader->field_count - 1].value, begun, at, len);
}

/* The byte behind a span is a sign that has been read, so it may end the text. */
static const char *terminated(struct http_reader *reader, struct span span)
{
	reader->bytes[span.to] = '\0';
	return reader->bytes + span.from;
}

/* A blank between name and colon, or a line between colon and value, is how requests are smuggled
 * past those who read them otherwise. */
static int end_field(struct http_reader *reader, struct field *field)
{
	char *bytes = reader->bytes;

	if (field->value.from == field->value.to)
		field->value = (struct span){ field->name.to, field->name.to };
	if (memchr(bytes + field->name.to, '\n', field->value.from - field->name.to))
		return fail(reader, 400, in_one_line);
	if (strpbrk(terminated(reader, field->name), " \t"))
		return fail(reader, 400, "a header's name must not hold a blank");
	while (field->value.to > field->value.from && strchr(" \t", bytes[field->value.to - 1]))
		field->value.to--;
	(void)terminated(reader, field->value);
	return 0;
}

static int end_fields(struct http_reader *reader)
{
	int r = 0;

	for (size_t i = 0; i < reader->field_count && r == 0; i++)
		r = end_field(reader, &reader->fields[i]);
	return r;
}

static struct span part_of(const struct http_reader *reader, const struct http_parser_url *parts,
			   unsigned which)
{
	size_t from = reader->url.from + parts->field_data[which].off;

	if (!(parts->field_set & (1U << which)))
		return (struct span){ 0 };
	return (struct span){ from, from + parts->field_data[which].len };
}

static int take_address_apart(struct http_reader *reader)
{
	struct http_parser_url parts;

	http_parser_url_init(&parts);
	if (http_parser_parse_url(reader->bytes + reader->url.from,
				  reader->url.to - reader->url.from,
				  reader->parser.method == HTTP_CONNECT, &parts) != 0)
		return fail(reader, 400, "the address of the request cannot be read");
	reader->path = part_of(reader, &parts, UF_PATH);
	reader->query = part_of(reader, &parts, UF_QUERY);
	(void)terminated(reader, reader->url);
	if (reader->path.to)
		(void)terminated(reader, reader->path);
	if (reader->query.to)
		(void)terminated(reader, reader->query);
	return 0;
}

static int too_much(struct http_reader *reader)
{
	uint64_t told_len = reader->parser.content_length;

	if (!reader->chunked)
		snprintf(reader->fault_text, sizeof(reader->fault_text),
			 "the body has %llu bytes, at most %zu are taken; send less at once",
			 (unsigned long long)told_len, reader->body_max);
	else
		snprintf(reader->fault_text, sizeof(reader->fault_text),
			 "the body has more than the %zu bytes that are taken; send less at once",
			 reader->body_max);
	return fail(reader, 413, reader->fault_text);
}

static int hear_expectation(struct http_reader *reader)
{
	const char *expected = http_reader_header(reader, "Expect");

	if (!expected)
		return 0;
	if (strcasecmp(expected, "100-continue") != 0)
		return fail(reader, 417, "nothing can be expected but 100-continue");
	reader->waits = reader->parser.http_minor > 0;
	return 0;
}

/* The grammar takes any sign for the LF behind some CRs. Gives the end of the head, behind its
 * empty line. */
static int find_end(struct http_reader *reader, size_t *ret_end)
{
	bool empty = false; /* the line, so far */

	for (size_t at = reader->url.from; at + 1 < reader->len; at++) {
		char sign = reader->bytes[at], next = reader->bytes[at + 1];

		if (sign == '\r' && next != '\n')
			break;
		if (sign != '\r')
			empty = sign == '\n';
		if (next == '\n' && empty) {
			*ret_end = at + 2;
			return 0;
		}
	}
	return fail(reader, 400, line_ends);
}

/* Who does not know of chunks reads another body (RFC 9112, 6.1). */
static int hear_encoding(struct http_reader *reader)
{
	if (reader->parser.http_minor == 0 && http_reader_header(reader, "Transfer-Encoding"))
		return fail(reader, 400, "HTTP/1.0 has no Transfer-Encoding");
	return 0;
}

static int on_head(http_parser *parser)
{
	struct http_reader *reader = parser->data;
	size_t end = reader->field_count ? reader->fields[reader->field_count - 1].value.to
					 : reader->url.to;
	size_t head;

	if (end > HTTP_HEAD_MAX)
		return fail(reader, 431, "the request's headers are more than 16 KiB");
	if (parser->http_major != 1)
		return fail(reader, 505, "HTTP/1.1 is spoken here");
	if (find_end(reader, &head) < 0 || take_address_apart(reader) < 0 ||
	    end_fields(reader) < 0 || hear_encoding(reader) < 0)
		return -1;
	reader->head = reader->framed = head;
	reader->before = '\n';
	reader->chunked = (parser->flags & F_CHUNKED) != 0;
	parser->upgrade = 0; /* which a server may leave unheard */
	if (parser->content_length != ULLONG_MAX && parser->content_length > reader->body_max)
		return too_much(reader);
	return hear_expectation(reader);
}

/* Nor does the grammar look at what ends the lines of chunks, or a chunk. */
static int look_at_framing(struct http_reader *reader, size_t end)
{
	if (!reader->head || !reader->chunked)
		return 0;
	for (; reader->framed < end; reader->framed++) {
		char sign = reader->bytes[reader->framed];

		if ((sign == '\n') != (reader->before == '\r') ||
		    (reader->before == '\0' && sign != '\r'))
			return fail(reader, 400, line_ends);
		reader->before = sign;
	}
	return 0;
}

static int on_body(http_parser *parser, const char *at, size_t len)
{
	struct http_reader *reader = parser->data;
	size_t from = (size_t)(at - reader->bytes);

	if (look_at_framing(reader, from) < 0)
		return -1;
	reader->framed = from + len;
	reader->before = '\0';
	if (reader->body.to == 0)
		reader->body = (struct span){ from, from };
	if (len > reader->body_max - (reader->body.to - reader->body.from))
		return too_much(reader);
	if (at != reader->bytes + reader->body.to)
		memmove(reader->bytes + reader->body.to, at, len);
	reader->body.to += len;
	return 0;
}

/* Paused, so that what follows stays where it is. */
static int on_whole(http_parser *parser)
{
	struct http_reader *reader = parser->data;

	reader->keeps = http_should_keep_alive(parser) != 0;
	http_parser_pause(parser, 1);
	return 0;
}

static const http_parser_settings told = { .on_url = on_url,
					   .on_header_field = on_name,
					   .on_header_value = on_value,
					   .on_headers_complete = on_head,
					   .on_body = on_body,
					   .on_message_complete = on_whole };

/* --- reading --- */

static void begin(struct http_reader *reader)
{
	http_parser_init(&reader->parser, HTTP_REQUEST);
	reader->parser.data = reader;
	reader->parsed = reader->head = 0;
	reader->url = reader->path = reader->query = reader->body = (struct span){ 0 };
	reader->field_count = 0;
	reader->in_value = reader->head_told = reader->waits = reader->keeps = false;
}

struct http_reader *http_reader_new(size_t body_max)
{
	struct http_reader *reader = calloc(1, sizeof(*reader));

	if (!reader)
		return NULL;
	reader->body_max = body_max;
	begin(reader);
	return reader;
}

struct http_reader *http_reader_free(struct http_reader *reader)
{
	if (reader)
		free(reader->bytes);
	free(reader);
	return NULL;
}

static bool resize(struct http_reader *reader, size_t capacity)
{
	char *bytes = realloc(reader->bytes, capacity);

	if (!bytes)
		return false;
	reader->bytes = bytes;
	reader->capacity = capacity;
	return true;
}

/* Memory grows with what came, not with what was announced. */
char *http_reader_space(struct http_reader *reader, size_t *ret_len)
{
	if (reader->capacity - reader->len < ROOM_MIN &&
	    !resize(reader, reader->capacity ? reader->capacity * 2 : CAPACITY_MIN))
		return NULL;
	*ret_len = reader->capacity - reader->len;
	return reader->bytes + reader->len;
}

/* Of what has been read only head and body are kept. */
static void drop_framing(struct http_reader *reader)
{
	if (!reader->head)
		return;
	reader->len = reader->body.to ? reader->body.to : reader->head;
	reader->parsed = reader->framed = reader->len;
}

static enum http_reading bad(struct http_reader *reader, enum http_errno why)
{
	if (reader->fault.status)
		return HTTP_READING_BAD;
	snprintf(reader->fault_text, sizeof(reader->fault_text), "this is no HTTP/1.1 request: %s",
		 http_errno_description(why));
	(void)fail(reader, why == HPE_HEADER_OVERFLOW ? 431 : 400, reader->fault_text);
	return HTTP_READING_BAD;
}

static enum http_reading more(struct http_reader *reader)
{
	bool told_before = reader->head_told;

	if (!reader->head && reader->len >= HTTP_HEAD_MAX) {
		(void)fail(reader, 431, "the request's headers are more than 16 KiB");
		return HTTP_READING_BAD;
	}
	drop_framing(reader);
	reader->head_told = reader->head > 0;
	return reader->head_told && !told_before ? HTTP_READING_HEAD : HTTP_READING_MORE;
}

static enum http_reading read_on(struct http_reader *reader)
{
	enum http_errno why;

	reader->parsed +=
		http_parser_execute(&reader->parser, &told, reader->bytes + reader->parsed,
				    reader->len - reader->parsed);
	why = HTTP_PARSER_ERRNO(&reader->parser);
	if (!reader->fault.status)
		(void)look_at_framing(reader, reader->parsed);
	if (reader->fault.status || (why != HPE_OK && why != HPE_PAUSED))
		return bad(reader, why);
	return why == HPE_PAUSED ? HTTP_READING_WHOLE : more(reader);
}

enum http_reading http_reader_took(struct http_reader *reader, size_t len)
{
	assert(len > 0 && len <= reader->capacity - reader->len);
	reader->len += len;
	return read_on(reader);
}

/* Nobody keeps the memory of a body by having begun another request behind it. */
static void give_back(struct http_reader *reader)
{
	size_t capacity = CAPACITY_MIN;

	while (capacity - ROOM_MIN < reader->len)
		capacity *= 2;
	if (capacity < reader->capacity)
		(void)resize(reader, capacity); /* it can only be larger than needed */
}

enum http_reading http_reader_next(struct http_reader *reader)
{
	size_t rest = reader->len - reader->parsed;

	memmove(reader->bytes, reader->bytes + reader->parsed, rest);
	reader->len = rest;
	begin(reader);
	give_back(reader);
	return rest ? read_on(reader) : HTTP_READING_MORE;
}

/* --- what was read --- */

struct http_fault http_reader_fault(const struct http_reader *reader)
{
	return reader->fault;
}

bool http_reader_has_next(const struct http_reader *reader)
{
	return reader->len > reader->parsed;
}

bool http_reader_begun(const struct http_reader *reader)
{
	return reader->len > 0;
}

bool http_reader_waits(const struct http_reader *reader)
{
	return reader->waits && reader->body.to == 0;
}

size_t http_reader_holds(const struct http_reader *reader)
{
	return reader->head && reader->capacity > CAPACITY_MIN ? reader->capacity : 0;
}

size_t http_reader_will_hold(const struct http_reader *reader)
{
	uint64_t announced = reader->parser.content_length; /* what is left of it */
	size_t holds = http_reader_holds(reader);

	if (!reader->head || reader->chunked || announced == ULLONG_MAX)
		return holds;
	size_t whole = reader->len + (size_t)announced;
	return whole > reader->capacity ? whole : holds;
}

enum http_reading http_reader_refuse(struct http_reader *reader, int status, const char *why)
{
	(void)fail(reader, status, why);
	return HTTP_READING_BAD;
}

enum http_kind http_reader_kind(const struct http_reader *reader)
{
	switch (reader->parser.method) {
	case HTTP_GET:
		return HTTP_KIND_GET;
	case HTTP_HEAD:
		return HTTP_KIND_HEAD;
	case HTTP_POST:
		return HTTP_KIND_POST;
	default:
		return HTTP_KIND_OTHER;
	}
}

bool http_reader_keeps(const struct http_reader *reader)
{
	return reader->keeps && reader->fault.status == 0;
}

bool http_reader_is_old(const struct http_reader *reader)
{
	return reader->parser.http_minor == 0;
}

const char *http_reader_path(const struct http_reader *reader)
{
	return reader->path.to ? reader->bytes + reader->path.from : "/";
}

const char *http_reader_query(const struct http_reader *reader)
{
	return reader->query.to ? reader->bytes + reader->query.from : "";
}

const char *http_reader_header(const struct http_reader *reader, const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < reader->field_count; i++) {
		const struct field *field = &reader->fields[i];

		if (field->name.to - field->name.from == len &&
		    strncasecmp(reader->bytes + field->name.from, name, len) == 0)
			return reader->bytes + field->value.from;
	}
	return NULL;
}

struct slice http_reader_body(const struct http_reader *reader)
{
	if (reader->body.to == reader->body.from)
		return slice_from("");
	return (struct slice){ reader->bytes + reader->body.from,
			       reader->body.to - reader->body.from };
}

const char *http_reader_reason(int status)
{
	return http_status_str((enum http_status)status);
}
