/* test_http_client_check.c - what may leave the house. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http_client_check.h"

static void request(const char *method, const char *url, const char *header, int code)
{
	const struct http_request request = {
		.method = method, .url = url, .headers = &header, .header_count = 1
	};
	struct error error = { .code = 0 };

	assert_int_equal(http_client_check_request(&request, &error), code);
	assert_int_equal(error.code, code);
}

static void test_requests(void **state)
{
	(void)state;
	request("POST", "https://example.org/x", "A: b", 0);
	request("DELETE", "http://example.org", "A:", 0);
	request("HTTPS", "HTTPS://example.org", "A: b", 0);
	request("post", "https://example.org/", "A: b", ERROR_INVALID);
	request("", "https://example.org/", "A: b", ERROR_INVALID);
	request("POST /", "https://example.org/", "A: b", ERROR_INVALID);
	request("AAAAAAAAAAAAAAAAA", "https://example.org/", "A: b", ERROR_INVALID);
	request("POST", "file:///etc/passwd", "A: b", ERROR_INVALID);
	request("POST", "gopher://example.org", "A: b", ERROR_INVALID);
	request("POST", "example.org", "A: b", ERROR_INVALID);
	request("POST", "https://example.org/a b", "A: b", ERROR_INVALID);
	request("POST", "https://example.org/\r\nHost: x", "A: b", ERROR_INVALID);
	request("POST", "https://example.org/", "A: b\r\nC: d", ERROR_INVALID);
	request("POST", "https://example.org/", "A: b\n", ERROR_INVALID);
	request("POST", "https://example.org/", "no colon", ERROR_INVALID);
	request("POST", "https://example.org/", ": b", ERROR_INVALID);
	request("POST", "https://example.org/", "", ERROR_INVALID);
}

static void test_too_many_headers(void **state)
{
	static const char *headers[HTTP_HEADERS_MAX + 1];
	struct http_request many = { .method = "GET",
				     .url = "https://x/",
				     .headers = headers,
				     .header_count = HTTP_HEADERS_MAX };
	struct error error;

	(void)state;
	for (size_t i = 0; i <= HTTP_HEADERS_MAX; i++)
		headers[i] = "A: b";
	assert_int_equal(http_client_check_request(&many, &error), 0);
	many.header_count++;
	assert_int_equal(http_client_check_request(&many, &error), ERROR_INVALID);
}

static void mail(const char *url, const char *sender, const char *recipient, int code)
{
	const struct smtp_request request = { .url = url,
					      .sender = sender,
					      .recipient = recipient };
	struct error error = { .code = 0 };

	assert_int_equal(http_client_check_mail(&request, &error), code);
}

static void test_mails(void **state)
{
	(void)state;
	mail("smtp://example.org:25", "a@b", "c@d", 0);
	mail("smtps://example.org", "a@b", "c@d", 0);
	mail("https://example.org", "a@b", "c@d", ERROR_INVALID);
	mail("smtp://example.org/a b", "a@b", "c@d", ERROR_INVALID);
	mail("smtp://example.org", "", "c@d", ERROR_INVALID);
	mail("smtp://example.org", "a@b> SIZE=1", "c@d", ERROR_INVALID);
	mail("smtp://example.org", "a@b", "c@d>\r\nDATA", ERROR_INVALID);
	mail("smtp://example.org", "a@b", "c d@e", ERROR_INVALID);
}

static void test_loopback(void **state)
{
	static const char *const here[] = { "http://127.0.0.1/", "http://127.1.2.3:80",
					    "https://[::1]/", "smtp://localhost:25",
					    "smtp://LOCALHOST" };
	static const char *const away[] = { "http://127.0.0.1.example.org/",
					    "http://example.org/127.0.0.1",
					    "http://[::2]/",
					    "http://localhost@example.org/",
					    "http://0.0.0.0/",
					    "http://128.0.0.1/",
					    "nonsense",
					    "" };

	(void)state;
	for (size_t i = 0; i < sizeof(here) / sizeof(here[0]); i++)
		assert_true(http_client_is_loopback(here[i]));
	for (size_t i = 0; i < sizeof(away) / sizeof(away[0]); i++)
		assert_false(http_client_is_loopback(away[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_requests),
		cmocka_unit_test(test_too_many_headers),
		cmocka_unit_test(test_mails),
		cmocka_unit_test(test_loopback),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
