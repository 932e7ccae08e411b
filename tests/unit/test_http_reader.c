/* test_http_reader.c - requests, whole and in pieces; what is none is refused with its reason. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http_reader.h"
#include <stdio.h>

enum { BODY_MAX = 1000 };

static struct http_reader *new_reader(void)
{
	struct http_reader *reader = http_reader_new(BODY_MAX);

	assert_non_null(reader);
	return reader;
}

/* At most `each` bytes at a time, until no more is needed; how many were taken is
 * added to `ret_taken`. */
static enum http_reading feed(struct http_reader *reader, struct slice bytes, size_t each,
			      size_t *ret_taken)
{
	enum http_reading reading = HTTP_READING_MORE;

	while (reading <= HTTP_READING_HEAD && *ret_taken < bytes.len) {
		size_t room = 0, len = bytes.len - *ret_taken;
		char *space = http_reader_space(reader, &room);

		assert_non_null(space);
		assert_true(room > 0);
		len = len < each ? len : each;
		len = len < room ? len : room;
		memcpy(space, bytes.data + *ret_taken, len);
		*ret_taken += len;
		reading = http_reader_took(reader, len);
	}
	return reading;
}

static enum http_reading feed_text(struct http_reader *reader, const char *text)
{
	size_t taken = 0;

	return feed(reader, slice_from(text), SIZE_MAX, &taken);
}

static void body_is(const struct http_reader *reader, const char *text)
{
	assert_true(slice_is(http_reader_body(reader), text));
}

static void test_parts(void **state)
{
	static const char text[] = "POST /v1/a%20b?x=1&y=%C3%B6#z HTTP/1.1\r\nHost: here\r\n"
				   "CONTENT-type:  application/json \t\r\nEmpty:\r\n"
				   "Content-Length: 5\r\n\r\nhello";

	(void)state;
	for (size_t each = 1; each < sizeof(text); each++) {
		struct http_reader *reader = new_reader();
		size_t taken = 0;

		assert_int_equal(feed(reader, slice_from(text), each, &taken), HTTP_READING_WHOLE);
		assert_int_equal(taken, sizeof(text) - 1);
		assert_int_equal(http_reader_kind(reader), HTTP_KIND_POST);
		assert_string_equal(http_reader_path(reader), "/v1/a%20b");
		assert_string_equal(http_reader_query(reader), "x=1&y=%C3%B6");
		assert_string_equal(http_reader_header(reader, "Content-Type"), "application/json");
		assert_string_equal(http_reader_header(reader, "host"), "here");
		assert_string_equal(http_reader_header(reader, "Empty"), "");
		assert_null(http_reader_header(reader, "Hos"));
		body_is(reader, "hello");
		assert_true(http_reader_keeps(reader));
		http_reader_free(reader);
	}
}

static void test_chunks_are_one_body(void **state)
{
	static const char text[] =
		"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
		"3\r\nabc\r\n10;name=value\r\ndefghijklmnopqrs\r\n1\r\nt\r\n0\r\nHost: "
		"trailer\r\n\r\n"
		"GET /next HTTP/1.1\r\n\r\n";

	(void)state;
	for (size_t each = 1; each < sizeof(text); each++) {
		struct http_reader *reader = new_reader();
		enum http_reading reading;
		size_t taken = 0;

		assert_int_equal(feed(reader, slice_from(text), each, &taken), HTTP_READING_WHOLE);
		body_is(reader, "abcdefghijklmnopqrst");
		assert_null(http_reader_header(reader, "Host"));
		reading = http_reader_next(reader);
		if (reading <= HTTP_READING_HEAD)
			reading = feed(reader, slice_from(text), each, &taken);
		assert_int_equal(reading, HTTP_READING_WHOLE);
		assert_string_equal(http_reader_path(reader), "/next");
		assert_int_equal(http_reader_kind(reader), HTTP_KIND_GET);
		body_is(reader, "");
		assert_int_equal(http_reader_next(reader), HTTP_READING_MORE);
		assert_false(http_reader_begun(reader));
		http_reader_free(reader);
	}
}

/* What frames the chunks is not kept: ten times as much of it as of the body. */
static void test_framing_takes_no_memory(void **state)
{
	struct http_reader *reader = new_reader();
	size_t room = 0;

	(void)state;
	assert_int_equal(feed_text(reader, "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"),
			 HTTP_READING_HEAD);
	for (size_t i = 0; i < BODY_MAX; i++)
		assert_int_equal(feed_text(reader, "1;0123456789\r\nx\r\n"), HTTP_READING_MORE);
	(void)http_reader_space(reader, &room);
	assert_true(room > 2500); /* of the first 4 KiB */
	assert_int_equal(feed_text(reader, "1\r\ny"), HTTP_READING_BAD);
	assert_int_equal(http_reader_fault(reader).status, 413);
	http_reader_free(reader);
}

static void test_many_behind_each_other(void **state)
{
	struct http_reader *reader = new_reader();
	enum http_reading reading = feed_text(
		reader,
		"GET /1 HTTP/1.1\r\n\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 2\r\n"
		"\r\nabHEAD /3 HTTP/1.0\r\n\r\nPUT /4 HTTP/1.1\r\nConnection: close\r\n\r\n");
	static const struct {
		const char *path;
		enum http_kind kind;
		bool keeps, old;
	} expected[] = { { "/1", HTTP_KIND_GET, true, false },
			 { "/2", HTTP_KIND_POST, true, false },
			 { "/3", HTTP_KIND_HEAD, false, true },
			 { "/4", HTTP_KIND_OTHER, false, false } };

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(reading, HTTP_READING_WHOLE);
		assert_string_equal(http_reader_path(reader), expected[i].path);
		assert_int_equal(http_reader_kind(reader), expected[i].kind);
		assert_int_equal(http_reader_keeps(reader), expected[i].keeps);
		assert_int_equal(http_reader_is_old(reader), expected[i].old);
		reading = http_reader_next(reader);
	}
	assert_int_equal(reading, HTTP_READING_MORE);
	http_reader_free(reader);
}

/* A large body is counted, and given back with its request, whatever has begun behind it. */
static void test_memory_of_a_body(void **state)
{
	enum { LARGE = 100000, BEHIND = 3500 };
	static char text[LARGE + BEHIND + 100];
	struct http_reader *reader = http_reader_new(LARGE);
	size_t taken = 0, room = 0;
	int head = snprintf(text, sizeof(text), "POST /a HTTP/1.1\r\nContent-Length: %d\r\n\r\n",
			    LARGE);

	(void)state;
	assert_non_null(reader);
	memset(text + head, 'x', LARGE + BEHIND);
	memcpy(text + head + LARGE, "GET /", 5);
	assert_int_equal(feed_text(reader, "POST /a HTTP/1.1\r\n"), HTTP_READING_MORE);
	assert_int_equal(http_reader_will_hold(reader), 0);
	assert_int_equal(feed_text(reader, "Content-Length: 100000\r\n\r\n"), HTTP_READING_HEAD);
	assert_int_equal(http_reader_holds(reader), 0);
	assert_in_range(http_reader_will_hold(reader), LARGE, LARGE + 100);
	assert_int_equal(feed(reader, slice_from(text + head), SIZE_MAX, &taken),
			 HTTP_READING_WHOLE);
	assert_int_equal(taken, LARGE + BEHIND);
	assert_in_range(http_reader_holds(reader), LARGE + BEHIND, 2 * LARGE);
	assert_int_equal(http_reader_next(reader), HTTP_READING_MORE);
	assert_non_null(http_reader_space(reader, &room));
	assert_in_range(room, 1, 8192 - BEHIND);
	http_reader_free(reader);
}

static void test_addresses(void **state)
{
	static const struct {
		const char *line, *path, *query;
	} expected[] = { { "GET http://a.b:80/p?q HTTP/1.1", "/p", "q" },
			 { "GET http://a.b HTTP/1.1", "/", "" },
			 { "OPTIONS * HTTP/1.1", "*", "" },
			 { "CONNECT a.b:443 HTTP/1.1", "/", "" },
			 { "GET //? HTTP/1.1", "//", "" } };

	(void)state;
	for (size_t i = 0; i < sizeof(expected) / sizeof(expected[0]); i++) {
		struct http_reader *reader = new_reader();

		(void)feed_text(reader, expected[i].line);
		assert_int_equal(feed_text(reader, "\r\n\r\n"), HTTP_READING_WHOLE);
		assert_string_equal(http_reader_path(reader), expected[i].path);
		assert_string_equal(http_reader_query(reader), expected[i].query);
		http_reader_free(reader);
	}
}

/* Each is refused however it is cut up. */
static void refused(const char *text, int status, const char *why)
{
	for (size_t each = 1; each <= strlen(text); each++) {
		struct http_reader *reader = new_reader();
		size_t taken = 0;

		assert_int_equal(feed(reader, slice_from(text), each, &taken), HTTP_READING_BAD);
		assert_int_equal(http_reader_fault(reader).status, status);
		assert_non_null(strstr(http_reader_fault(reader).text, why));
		assert_false(http_reader_keeps(reader));
		http_reader_free(reader);
	}
}

static void test_no_requests(void **state)
{
	(void)state;
	refused("hello\r\n\r\n", 400, "method");
	refused("\x16\x03\x01\x02", 400, "method");
	refused("GET / HTTP/2.0\r\n\r\n", 505, "1.1");
	refused("GET / HTTP/1.1\r\nA: b\x01\r\n\r\n", 400, "header");
	refused("GET http:/// HTTP/1.1\r\n\r\n", 400, "address");
	refused("POST / HTTP/1.1\r\nContent-Length: 1001\r\n\r\n", 413, "1001 bytes, at most 1000");
	refused("POST / HTTP/1.1\r\nExpect: wonders\r\n\r\n", 417, "100-continue");
}

/* Ways to have two readers see two different requests in the same bytes. */
static void test_smuggling(void **state)
{
	(void)state;
	refused("POST / HTTP/1.1\r\nContent-Length : 3\r\n\r\n", 400, "blank");
	refused("POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\n", 400, "length");
	refused("POST / HTTP/1.1\r\nContent-Length: -3\r\n\r\n", 400, "length");
	refused("POST / HTTP/1.1\r\nContent-Length: 3x\r\n\r\n", 400, "length");
	refused("POST / HTTP/1.1\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n", 400,
		"length");
	refused("POST / HTTP/1.1\r\nTransfer-Encoding: xchunked\r\n\r\n", 400, "encoding");
	refused("POST / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n", 400, "encoding");
	refused("POST / HTTP/1.1\r\nTransfer-Encoding:\r\n chunked\r\n\r\n", 400, "line");
	refused("POST / HTTP/1.1\r\nA: b\r\n c\r\n\r\n", 400, "line");
	refused("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n", 400, "chunk");
	refused("POST / HTTP/1.0\r\nConnection: keep-alive\r\nTransfer-Encoding: chunked\r\n\r\n",
		400, "HTTP/1.0");
	refused("POST / HTTP/1.1\r\nX: \rZContent-Length: 44\r\n\r\n", 400, "CR LF");
	refused("POST / HTTP/1.1\r\nX: \rZ\r\n\r\n", 400, "CR LF");
	refused("GET / HTTP/1.1\r\nX: y\r\n\rZ", 400, "CR LF");
	refused("GET / HTTP/1.1\r\n\rZ", 400, "CR LF");
}

/* The same, of what stands between the pieces of a body. */
static void test_smuggling_in_chunks(void **state)
{
	static const char *const bad[] = { "5;a\nXXXX\r\nhello\r\n0\r\n\r\n",
					   "5\rXhello\r\n0\r\n\r\n",
					   "5\r\nhelloXX0\r\n\r\n",
					   "5\r\nhello\rX0\r\n\r\n",
					   "5\r\nhelloX\n0\r\n\r\n",
					   "5\r\nhello\r\n0\rX\r\n",
					   "5\r\nhello\r\n0;\n\r\n\r\n",
					   "5\r\nhello\r\n0\r\n\rX",
					   "0\r\nA: b\n\r\n",
					   "0\r\nTransfer-Encoding: x\r\nA: b\n\r\n",
					   "0\r\nA: \rb\r\n\r\n" };
	char text[256];

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		snprintf(text, sizeof(text), "POST / HTTP/1.1\r\n%s\r\n\r\n%s",
			 "Transfer-Encoding: chunked", bad[i]);
		refused(text, 400, "CR LF");
	}
}

static void test_too_many_headers(void **state)
{
	char text[8 * HTTP_HEADERS_MAX + 64];
	struct http_reader *reader;
	size_t len;

	(void)state;
	for (size_t count = HTTP_HEADERS_MAX; count <= HTTP_HEADERS_MAX + 1; count++) {
		len = (size_t)snprintf(text, sizeof(text), "GET / HTTP/1.1\r\n");
		for (size_t i = 0; i < count; i++)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "A: b\r\n");
		snprintf(text + len, sizeof(text) - len, "\r\n");
		reader = new_reader();
		assert_int_equal(feed_text(reader, text),
				 count > HTTP_HEADERS_MAX ? HTTP_READING_BAD : HTTP_READING_WHOLE);
		if (count > HTTP_HEADERS_MAX)
			assert_int_equal(http_reader_fault(reader).status, 431);
		http_reader_free(reader);
	}
}

/* A head that is as long as it may be, or too long, ended or endless. */
static void head_of(size_t len, bool ended, size_t each, enum http_reading expected)
{
	static char text[HTTP_HEAD_MAX * 2];
	struct http_reader *reader = new_reader();
	size_t taken = 0;
	int begun = snprintf(text, sizeof(text), "GET / HTTP/1.1\r\nA: ");

	memset(text + begun, 'x', len - (size_t)begun);
	memcpy(text + len, "\r\n\r\n", 4);
	assert_int_equal(feed(reader, (struct slice){ text, len + (ended ? 4 : 0) }, each, &taken),
			 expected);
	if (expected == HTTP_READING_BAD)
		assert_int_equal(http_reader_fault(reader).status, 431);
	http_reader_free(reader);
}

static void test_long_heads(void **state)
{
	static const size_t pieces[] = { SIZE_MAX, 1000, 1 };

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		head_of(HTTP_HEAD_MAX - 4, true, pieces[i], HTTP_READING_WHOLE);
		head_of(HTTP_HEAD_MAX + 1, true, pieces[i], HTTP_READING_BAD);
		head_of(HTTP_HEAD_MAX + 1, false, pieces[i], HTTP_READING_BAD);
	}
}

static void test_head_once(void **state)
{
	struct http_reader *reader = new_reader();

	(void)state;
	assert_int_equal(feed_text(reader, "POST / HTTP/1.1\r\nExpect: 100-continue\r\n"
					   "Content-Length: 2\r\n\r\n"),
			 HTTP_READING_HEAD);
	assert_true(http_reader_waits(reader));
	assert_string_equal(http_reader_path(reader), "/");
	assert_false(http_reader_keeps(reader)); /* yet */
	assert_int_equal(feed_text(reader, "a"), HTTP_READING_MORE);
	assert_int_equal(feed_text(reader, "b"), HTTP_READING_WHOLE);
	body_is(reader, "ab");
	assert_true(http_reader_keeps(reader));
	(void)http_reader_next(reader);
	assert_int_equal(feed_text(reader, "POST / HTTP/1.1\r\nExpect: 100-continue\r\n"
					   "Content-Length: 2\r\n\r\nab"),
			 HTTP_READING_WHOLE); /* he did not wait */
	(void)http_reader_next(reader);
	assert_int_equal(feed_text(reader, "POST / HTTP/1.0\r\nExpect: 100-continue\r\n"
					   "Content-Length: 2\r\n\r\n"),
			 HTTP_READING_HEAD);
	assert_false(http_reader_waits(reader)); /* he does not know of it */
	http_reader_free(reader);
}

/* Another protocol is offered and not taken; what follows is HTTP still. */
static void test_upgrade_is_not_heard(void **state)
{
	struct http_reader *reader = new_reader();

	(void)state;
	assert_int_equal(feed_text(reader,
				   "POST /a HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n"
				   "Content-Length: 2\r\n\r\nabGET /b HTTP/1.1\r\n\r\n"),
			 HTTP_READING_WHOLE);
	body_is(reader, "ab");
	assert_int_equal(http_reader_next(reader), HTTP_READING_WHOLE);
	assert_string_equal(http_reader_path(reader), "/b");
	http_reader_free(reader);
}

static void test_reasons(void **state)
{
	(void)state;
	assert_string_equal(http_reader_reason(202), "Accepted");
	assert_string_equal(http_reader_reason(503), "Service Unavailable");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_chunks_are_one_body),
		cmocka_unit_test(test_framing_takes_no_memory),
		cmocka_unit_test(test_many_behind_each_other),
		cmocka_unit_test(test_memory_of_a_body),
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_no_requests),
		cmocka_unit_test(test_smuggling),
		cmocka_unit_test(test_smuggling_in_chunks),
		cmocka_unit_test(test_too_many_headers),
		cmocka_unit_test(test_long_heads),
		cmocka_unit_test(test_head_once),
		cmocka_unit_test(test_upgrade_is_not_heard),
		cmocka_unit_test(test_reasons),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
