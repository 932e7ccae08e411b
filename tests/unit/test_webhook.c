/* test_webhook.c - secrets and signatures after Standard Webhooks 1.0.0, and what answers mean. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "crypto.h"
#include "webhook.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define OTHER "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
#define SIGNATURE "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

static void sign(const char *secrets, const char *want)
{
	struct webhook_keys keys;
	struct buffer signature;
	struct error error;

	assert_int_equal(webhook_keys_parse(slice_from(secrets), &keys, &error), 0);
	buffer_init(&signature, 1024);
	webhook_write_signature(&keys, slice_from("msg_p5jXN8AQM9LWM0D4loKWxJek"), 1614265330,
				slice_from("{\"test\": 2432232314}"), &signature);
	assert_false(buffer_failed(&signature));
	assert_string_equal(buffer_text(&signature), want);
	buffer_done(&signature);
}

/* The vector of the reference libraries. */
static void test_signature(void **state)
{
	(void)state;
	sign(SECRET, SIGNATURE);
	sign("\r\n  " SECRET "  \r\n\n", SIGNATURE);
	sign(SECRET "\n" SECRET "\n", SIGNATURE " " SIGNATURE);
}

static void test_two_keys_while_changing(void **state)
{
	struct webhook_keys keys;
	struct error error;

	(void)state;
	assert_int_equal(webhook_keys_parse(slice_from(SECRET "\n" OTHER), &keys, &error), 0);
	assert_int_equal(keys.count, 2);
	assert_int_equal(keys.len[0], 24);
	assert_int_equal(keys.len[1], 32);
	assert_int_equal(keys.bytes[1][31], 31);
}

static void refused(const char *text, const char *because)
{
	struct webhook_keys keys = { .count = 99 };
	struct error error = { .code = 0 };

	assert_int_equal(webhook_keys_parse(slice_from(text), &keys, &error), ERROR_INVALID);
	assert_int_equal(keys.count, 99);
	if (!strstr(error.text, because))
		fail_msg("<%s> is not in <%s>", because, error.text);
	assert_null(strstr(error.text, "MfKQ9r8")); /* never the secret itself */
}

static void test_bad_secrets(void **state)
{
	(void)state;
	refused("", "holds no secret");
	refused("\n \n", "holds no secret");
	refused("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "begins with whsec_");
	refused("whsec_", "24");
	refused("whsec_!!!!", "base64");
	refused("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", "base64");
	refused("whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRY=", "has 23 bytes");
	refused("whsec_"
		"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
		"AAAAA=",
		"base64");
	refused(SECRET "\n" SECRET "\n" SECRET, "more than two");
}

static void test_secret_file(void **state)
{
	char path[] = "/tmp/livvakt-test-secret-XXXXXX";
	struct webhook_keys keys;
	struct error error;
	int file = mkstemp(path);

	(void)state;
	assert_true(file >= 0);
	assert_int_equal(write(file, OTHER "\n", sizeof(OTHER)), sizeof(OTHER));
	close(file);
	assert_int_equal(webhook_keys_read(path, &keys, &error), 0);
	assert_int_equal(keys.len[0], 32);
	unlink(path);
	assert_true(webhook_keys_read(path, &keys, &error) < 0);
	assert_non_null(strstr(error.text, path));
}

static void test_addresses(void **state)
{
	static const struct {
		const char *url, *because;
	} cases[] = {
		{ "https://example.org/hook", NULL },
		{ "http://127.0.0.1:8080/hook", NULL },
		{ "http://127.9.9.9/hook", NULL },
		{ "http://[::1]:80/", NULL },
		{ "http://localhost/x", NULL },
		{ "http://example.org/", "in the clear" },
		{ "http://10.0.0.1/", "in the clear" },
		{ "http://127.example.org/", "in the clear" },
		{ "http://localhost.example.org/", "in the clear" },
		{ "http://localhost@example.org/", "in the clear" },
		{ "ftp://example.org/", "begins with https://" },
		{ "example.org", "begins with https://" },
		{ "https://", "begins with https://" },
		{ "", "begins with https://" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const char *complaint = webhook_url_complaint(cases[i].url);

		if (!cases[i].because)
			assert_null(complaint);
		else
			assert_true(complaint && strstr(complaint, cases[i].because));
	}
}

static void test_answers(void **state)
{
	(void)state;
	assert_int_equal(webhook_judge_status(200), WEBHOOK_ACCEPTED);
	assert_int_equal(webhook_judge_status(204), WEBHOOK_ACCEPTED);
	assert_int_equal(webhook_judge_status(299), WEBHOOK_ACCEPTED);
	assert_int_equal(webhook_judge_status(302), WEBHOOK_TRY_AGAIN);
	assert_int_equal(webhook_judge_status(404), WEBHOOK_TRY_AGAIN);
	assert_int_equal(webhook_judge_status(410), WEBHOOK_NEVER);
	assert_int_equal(webhook_judge_status(429), WEBHOOK_TRY_AGAIN);
	assert_int_equal(webhook_judge_status(503), WEBHOOK_TRY_AGAIN);
	assert_int_equal(webhook_judge_status(0), WEBHOOK_TRY_AGAIN);
	assert_int_equal(webhook_judge_status(100), WEBHOOK_TRY_AGAIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signature),   cmocka_unit_test(test_two_keys_while_changing),
		cmocka_unit_test(test_bad_secrets), cmocka_unit_test(test_secret_file),
		cmocka_unit_test(test_addresses),   cmocka_unit_test(test_answers),
	};
	struct error error;

	if (crypto_init(&error) < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
