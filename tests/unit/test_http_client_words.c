/* test_http_client_words.c - failures and servers in words, with no secret among them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "http_client_words.h"

#include <string.h>

static void test_words(void **state)
{
	(void)state;
	assert_string_equal(http_client_words(CURLE_HTTP2),
			    "its answer is not what the protocol allows");
	assert_string_equal(http_client_words(CURLE_TELNET_OPTION_SYNTAX),
			    curl_easy_strerror(CURLE_TELNET_OPTION_SYNTAX));
}

static void says(const char *url, const char *wanted)
{
	CURL *easy = curl_easy_init();
	char host[128];

	assert_non_null(easy);
	assert_int_equal(curl_easy_setopt(easy, CURLOPT_URL, url), CURLE_OK);
	http_client_host(easy, host, sizeof(host));
	curl_easy_cleanup(easy);
	assert_string_equal(host, wanted);
}

static void test_host(void **state)
{
	(void)state;
	says("https://name:secret@example.org/hook/secret?key=secret", "example.org:443");
	says("smtp://mail.example.org:587", "mail.example.org:587");
	says("https://exa mple", "the server");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_host),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
