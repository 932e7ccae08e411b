/*
 * http_reader.h - one client's bytes, request by request: the grammar of HTTP/1 and its limits.
 *
 * No socket and no clock: whoever has bytes puts them into the reader's space and says how many.
 * libhttp_parser knows the grammar; here is what it leaves open: memory, limits, headers by name,
 * the parts of an address, bodies in one piece.
 */
#ifndef LIVVAKT_HTTP_READER_H
#define LIVVAKT_HTTP_READER_H

#include "attributes.h"
#include "slice.h"
#include <stdbool.h>

enum { HTTP_HEAD_MAX = 16384, HTTP_HEADERS_MAX = 100 };

enum http_reading {
	HTTP_READING_MORE,  /* is needed, of this request or the next */
	HTTP_READING_HEAD,  /* the same; told once that all but the body can be looked at */
	HTTP_READING_WHOLE, /* a request: everything below holds until http_reader_next */
	HTTP_READING_BAD    /* for good: http_reader_fault says why, and nothing else holds */
};

enum http_kind { HTTP_KIND_GET, HTTP_KIND_HEAD, HTTP_KIND_POST, HTTP_KIND_OTHER };

struct http_fault {
	int status; /* of the answer */
	const char *text;
};

struct http_reader;

/* NULL when out of memory. */
struct http_reader *http_reader_new(size_t body_max);
struct http_reader *http_reader_free(struct http_reader *reader); /* always NULL */

/* Room for what comes next, at least a byte; NULL when out of memory. Only while more is needed. */
char *http_reader_space(struct http_reader *reader, size_t *ret_len);
/* So many bytes were put there, at least one. */
enum http_reading http_reader_took(struct http_reader *reader, size_t len);
/* Done with this request; what the client has sent behind it is looked at. */
enum http_reading http_reader_next(struct http_reader *reader);

struct http_fault http_reader_fault(const struct http_reader *reader);
bool http_reader_has_next(const struct http_reader *reader); /* bytes, behind what is WHOLE */
bool http_reader_begun(const struct http_reader *reader);    /* a byte of a request is there */
bool http_reader_waits(const struct http_reader *reader);    /* for a 100, before the body */
/* Memory for the body, beyond what each client has: now, and once all that was announced is there.
 * 0 while the head is not whole. */
size_t http_reader_holds(const struct http_reader *reader);
size_t http_reader_will_hold(const struct http_reader *reader);
/* It is not to be read on: no room (503), too slow (408). `why` must live on. Always
 * HTTP_READING_BAD. */
enum http_reading http_reader_refuse(struct http_reader *reader, int status, const char *why);

enum http_kind http_reader_kind(const struct http_reader *reader);
/* Whether another request may come over this connection: not behind what is not WHOLE. */
bool http_reader_keeps(const struct http_reader *reader);
bool http_reader_is_old(const struct http_reader *reader); /* HTTP/1.0: keeps only when told */
/* As written, percent signs and all; without a host, "/" when there is none. */
const char *http_reader_path(const struct http_reader *reader);
const char *http_reader_query(const struct http_reader *reader); /* "" when there is none */
const char *http_reader_header(const struct http_reader *reader,
			       const char *name); /* NULL: not there */
struct slice http_reader_body(const struct http_reader *reader);

/* "Not Found" … */
const char *http_reader_reason(int status);

#endif
