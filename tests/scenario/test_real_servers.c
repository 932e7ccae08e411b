/*
 * test_real_servers.c - deliveries to servers that others wrote: aiosmtpd with STARTTLS and login,
 * and a receiver in Python that checks signatures from the specification alone. The servers'
 * records are the proof, not our own word.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "buffer.h"
#include "clock.h"
#include "crypto.h"
#include "deliver.h"
#include "file.h"
#include "http_client.h"
#include "json.h"
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define CERTIFICATE "tests/integration/certificate/certificate.pem"
#define KEY "tests/integration/certificate/key.pem"

#define TEXT(literal)                                                                              \
	{                                                                                          \
		literal, sizeof(literal) - 1                                                       \
	}

enum { LINES_MAX = 8 };

struct server {
	pid_t process;
	unsigned port;
	char record[64];
};

struct outcome {
	int calls;
	enum deliver_result result;
	char reason[600];
};

/* ---- servers ---- */

/* Starts tests/integration/<script>; its first line on stdout is its port. */
static void start_server(struct server *server, const char *script, const char *const *options)
{
	const char *arguments[16] = { "/usr/bin/python3", script, "--record", server->record };
	size_t count = 4;
	char line[32] = "";
	int ends[2];

	snprintf(server->record, sizeof(server->record), "/tmp/livvakt-test-record-XXXXXX");
	int file = mkstemp(server->record);
	assert_true(file >= 0);
	close(file);
	for (; *options; options++)
		arguments[count++] = *options;
	assert_int_equal(pipe(ends), 0);
	server->process = fork();
	assert_true(server->process >= 0);
	if (server->process == 0) {
		dup2(ends[1], STDOUT_FILENO);
		int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
		dup2(null, STDERR_FILENO); /* a refused handshake is a page of Python's regret */
		close(ends[0]);
		close(ends[1]);
		execv(arguments[0], (char *const *)arguments);
		_exit(127);
	}
	close(ends[1]);
	for (size_t len = 0; len + 1 < sizeof(line) && !strchr(line, '\n'); len++)
		assert_int_equal(read(ends[0], line + len, 1), 1);
	close(ends[0]);
	server->port = (unsigned)strtoul(line, NULL, 10);
	assert_in_range(server->port, 1, 65535);
}

static void stop_server(struct server *server)
{
	kill(server->process, SIGTERM);
	waitpid(server->process, NULL, 0);
	unlink(server->record);
}

/* The record's lines, parsed; freed by the caller. */
static size_t read_record(const struct server *server, struct json *ret_lines[LINES_MAX])
{
	struct buffer text;
	struct error error;
	size_t count = 0;

	buffer_init(&text, 1 << 20);
	assert_int_equal(file_read(server->record, 1 << 20, &text, &error), 0);
	for (char *line = text.data; line && *line && count < LINES_MAX;) {
		size_t len = strcspn(line, "\n");

		ret_lines[count] = json_parse((struct slice){ line, len }, &error);
		assert_non_null(ret_lines[count]);
		count++;
		line += len + (line[len] == '\n');
	}
	buffer_done(&text);
	return count;
}

static void free_record(struct json *lines[LINES_MAX], size_t count)
{
	for (size_t i = 0; i < count; i++)
		json_free(lines[i]);
}

/* ---- deliveries ---- */

static void on_outcome(void *context, const struct deliver_outcome *got)
{
	struct outcome *outcome = context;

	outcome->calls++;
	outcome->result = got->result;
	snprintf(outcome->reason, sizeof(outcome->reason), "%s", got->reason);
}

static struct outcome try(const struct config *config, const struct message *message,
			  const char *ca_file)
{
	const struct deliver_settings settings = { .ca_file = ca_file };
	struct outcome outcome = { .calls = 0 };
	struct error error;
	struct deliver *deliver = deliver_new(&settings, &error);

	assert_non_null(deliver);
	deliver_start(deliver, config, message, clock_wall_us(), on_outcome, &outcome);
	for (int i = 0; i < 600 && outcome.calls == 0; i++)
		assert_int_equal(deliver_poll(deliver, 100000, &error), 0);
	deliver_free(deliver);
	assert_int_equal(outcome.calls, 1);
	return outcome;
}

static void write_file(char path[64], const char *text)
{
	snprintf(path, 64, "/tmp/livvakt-test-secret-XXXXXX");
	int file = mkstemp(path);

	assert_true(file >= 0);
	assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
	close(file);
}

static const struct message mail = {
	.id = TEXT("msg-mail1"),
	.kind = MESSAGE_EMAIL,
	.receiver = TEXT("anna@example.org"),
	.subject = TEXT("Blåbær: 42 negative comments"),
	.thread = TEXT("inc-1"),
	.incident = TEXT("inc-1"),
	.body = TEXT("First line\n.a line with a dot\n=3D må = 100 % ✓\n"),
};

static struct config mail_config(const struct server *server, char url[64],
				 const char *password_file)
{
	snprintf(url, 64, "smtp://localhost:%u", server->port);
	return (struct config){ .email = { .url = url,
					   .from = "Livvakt på vakt <alarm@example.org>",
					   .username = password_file ? "livvakt" : NULL,
					   .password_file = password_file,
					   .starttls = true } };
}

static void header_is(const struct json *line, const char *name, const char *want)
{
	struct slice got = json_get_string(json_get(line, "headers"), name);

	if (!slice_is(got, want))
		fail_msg("%s is <%.*s>, not <%s>", name, (int)got.len, got.data, want);
}

static void test_mail_with_starttls_and_login(void **state)
{
	static const char *const options[] = { "--starttls", CERTIFICATE, KEY, "--login",
					       "livvakt",    "s3cret",	  NULL };
	struct json *lines[LINES_MAX];
	struct server server;
	char url[64], password[64];

	(void)state;
	start_server(&server, "tests/integration/smtp_sink.py", options);
	write_file(password, "s3cret\n");
	struct config config = mail_config(&server, url, password);
	assert_int_equal(try(&config, &mail, CERTIFICATE).result, DELIVER_SENT);
	assert_int_equal(try(&config, &mail, CERTIFICATE).result,
			 DELIVER_SENT); /* again: the same id */
	size_t count = read_record(&server, lines);
	assert_int_equal(count, 2);
	for (size_t i = 0; i < count; i++) {
		assert_true(json_bool(json_get(lines[i], "tls"), false));
		assert_true(slice_is(json_get_string(lines[i], "login"), "livvakt"));
		assert_true(slice_is(json_get_string(lines[i], "from"), "alarm@example.org"));
		assert_true(slice_is(json_get_string(lines[i], "subject"),
				     "Blåbær: 42 negative comments"));
		assert_true(slice_is(json_get_string(lines[i], "text"),
				     "First line\n.a line with a dot\n=3D må = 100 % ✓\n"));
		header_is(lines[i], "From", "Livvakt på vakt <alarm@example.org>");
		header_is(lines[i], "To", "anna@example.org");
		header_is(lines[i], "Message-ID", "<msg-mail1@example.org>");
		header_is(lines[i], "References", "<inc-1@example.org>");
		header_is(lines[i], "Auto-Submitted", "auto-generated");
	}
	free_record(lines, count);
	unlink(password);
	stop_server(&server);
}

static void fails(const struct config *config, const char *ca_file, enum deliver_result result,
		  const char *reason)
{
	struct outcome outcome = try(config, &mail, ca_file);

	assert_int_equal(outcome.result, result);
	if (!strstr(outcome.reason, reason))
		fail_msg("<%s> is not in <%s>", reason, outcome.reason);
	assert_null(strstr(outcome.reason, "wr0ng"));
}

static void test_mail_refusals(void **state)
{
	static const char *const options[] = { "--starttls", CERTIFICATE, KEY, "--login",
					       "livvakt",    "s3cret",	  NULL };
	struct json *lines[LINES_MAX];
	struct server server;
	char url[64], wrong[64];

	(void)state;
	start_server(&server, "tests/integration/smtp_sink.py", options);
	write_file(wrong, "wr0ng\n");
	struct config config = mail_config(&server, url, wrong);
	fails(&config, CERTIFICATE, DELIVER_RETRY, "535"); /* a password can be mended */
	fails(&config, NULL, DELIVER_RETRY, "certificate is not trusted");
	config = mail_config(&server, url,
			     NULL); /* no login: talks in the clear, and is told to use TLS */
	fails(&config, CERTIFICATE, DELIVER_RETRY, "530");
	assert_int_equal(read_record(&server, lines), 0);
	unlink(wrong);
	stop_server(&server);
}

static void test_mail_server_that_passes(void **state)
{
	static const char *const busy[] = { "--fail", "1", NULL };
	static const char *const unknown[] = { "--fail", "1", "--code", "550", NULL };
	static const char *const dropping[] = { "--drop", "1", NULL };
	static const struct {
		const char *const *options;
		enum deliver_result result;
		const char *reason;
	} cases[] = {
		{ busy, DELIVER_RETRY, "451 not now" },
		{ unknown, DELIVER_GIVEN_UP, "550 not now" },
		{ dropping, DELIVER_RETRY, "localhost" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct json *lines[LINES_MAX];
		struct server server;
		char url[64];

		start_server(&server, "tests/integration/smtp_sink.py", cases[i].options);
		struct config config = mail_config(&server, url, NULL);
		fails(&config, NULL, cases[i].result, cases[i].reason);
		assert_int_equal(try(&config, &mail, NULL).result, DELIVER_SENT);
		size_t count = read_record(&server, lines);
		assert_int_equal(count, 2);
		assert_false(json_bool(json_get(lines[1], "tls"), true));
		free_record(lines, count);
		stop_server(&server);
	}
}

/* ---- webhooks ---- */

static const struct message hook = {
	.id = TEXT("msg-hook1"),
	.kind = MESSAGE_WEBHOOK,
	.receiver = TEXT("chat"),
	.body = TEXT("{\"type\":\"incident.opened\",\"data\":{\"brand\":\"Blåbær\"}}"),
};

static void check_hooks(const struct server *server, size_t want)
{
	struct json *lines[LINES_MAX];
	size_t count = read_record(server, lines);

	assert_int_equal(count, want);
	for (size_t i = 0; i < count; i++) {
		const struct json *headers = json_get(lines[i], "headers");

		assert_true(slice_is(json_get_string(lines[i], "signature"), "good"));
		assert_true(slice_is(json_get_string(headers, "webhook-id"),
				     "msg-hook1")); /* on all tries */
		assert_true(slice_equal(json_get_string(lines[i], "body"), hook.body));
	}
	free_record(lines, count);
}

static void test_webhooks(void **state)
{
	static const char secret[] = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
	static const char both[] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"
				   "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n";
	char url[64], theirs[64], ours[64];
	struct server server;

	(void)state;
	write_file(theirs, secret);
	write_file(ours, both); /* the new one first; they still know the old one only */
	const char *const options[] = {
		"--secret",	 theirs, "--fail", "1",		"--code", "429",
		"--retry-after", "7",	 "--tls",  CERTIFICATE, KEY,	  NULL
	};
	start_server(&server, "tests/integration/webhook_sink.py", options);
	snprintf(url, sizeof(url), "https://localhost:%u/hook", server.port);
	struct config_webhook webhook = { .name = "chat", .url = url, .secret_file = ours };
	const struct config config = { .webhooks = &webhook, .webhook_count = 1 };

	struct outcome outcome = try(&config, &hook, CERTIFICATE);
	assert_int_equal(outcome.result, DELIVER_RETRY);
	assert_string_equal(outcome.reason, "HTTP 429: not now, says the test");
	assert_int_equal(try(&config, &hook, CERTIFICATE).result, DELIVER_SENT);
	webhook.secret_file = theirs;
	assert_int_equal(try(&config, &hook, CERTIFICATE).result, DELIVER_SENT);
	assert_int_equal(try(&config, &hook, NULL).result,
			 DELIVER_RETRY); /* a certificate that nobody trusts */
	check_hooks(&server, 3);
	unlink(theirs);
	unlink(ours);
	stop_server(&server);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_mail_with_starttls_and_login),
		cmocka_unit_test(test_mail_refusals),
		cmocka_unit_test(test_mail_server_that_passes),
		cmocka_unit_test(test_webhooks),
	};
	struct error error;

	if (crypto_init(&error) < 0 || http_client_init(&error) < 0)
		return 1;
	signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
