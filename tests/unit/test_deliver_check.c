/* test_deliver_check.c - a configuration that could not deliver is complained about, all of it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "deliver_check.h"
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void write_secret(char path[64], const char *text)
{
	snprintf(path, 64, "/tmp/livvakt-test-secret-XXXXXX");
	int file = mkstemp(path);

	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
}

static void test_fine(void **state)
{
	char path[64];
	struct complaints complaints;

	(void)state;
	write_secret(path, "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n");
	struct config_webhook webhook = { .name = "chat",
					  .url = "https://example.org/x",
					  .secret_file = path };
	struct config_hide hide = { .name = "site",
				    .method = "POST",
				    .url = "https://example.org/{id}",
				    .secret_file = path };
	const struct config config = { .webhooks = &webhook,
				       .webhook_count = 1,
				       .hides = &hide,
				       .hide_count = 1,
				       .email = { .url = "smtps://mail.example.org",
						  .from = "a@example.org",
						  .username = "u",
						  .password_file = path } };
	complaints_init(&complaints);
	deliver_check(&config, &complaints);
	assert_int_equal(complaints.errors + complaints.warnings, 0);
	complaints_done(&complaints);
	unlink(path);
}

static void test_everything_wrong(void **state)
{
	struct config_webhook webhook = { .name = "chat",
					  .url = "http://example.org/x",
					  .secret_file = "/nonexistent/a" };
	struct config_hide hide = { .name = "site",
				    .method = "POST",
				    .url = "https://example.org/{idd}",
				    .secret_file = "/nonexistent/b" };
	const struct config config = { .path = "livvakt.yaml",
				       .token_file = "/nonexistent/d",
				       .redis_password_file = "/nonexistent/e",
				       .webhooks = &webhook,
				       .webhook_count = 1,
				       .hides = &hide,
				       .hide_count = 1,
				       .email = { .url = "mail.example.org",
						  .from = "a@example.org",
						  .password_file = "/nonexistent/c" } };
	static const char *const codes[] = { "webhook-url", "webhook-secret", "hide-call",
					     "secret-file", "email" };
	struct complaints complaints;

	(void)state;
	complaints_init(&complaints);
	deliver_check(&config, &complaints);
	assert_int_equal(complaints.errors, 8);
	for (size_t i = 0; i < sizeof(codes) / sizeof(codes[0]); i++)
		assert_true(complaints_has(&complaints, codes[i]));
	for (size_t i = 0; i < complaints.count; i++)
		assert_string_equal(complaints.items[i].file, "livvakt.yaml");
	complaints_done(&complaints);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fine),
		cmocka_unit_test(test_everything_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
