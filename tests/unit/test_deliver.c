/* test_deliver.c - one try of each kind of message, against receivers that behave and that do not.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clock.h"
#include "crypto.h"
#include "deliver.h"
#include "http_client.h"
#include "unit/scripted_peer.h"

#define SECRET "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
#define NOW (INT64_C(1614265330) * CLOCK_SECOND_US)

struct outcome {
	int calls;
	enum deliver_result result;
	int64_t wait_us;
	char reason[600];
};

/* A receiver, a configuration that points at it, and what came of it. */
struct stage {
	struct scripted_peer peer;
	char url[128], secret_path[64];
	struct config_webhook webhook;
	struct config_hide hide;
	const char *headers[2];
	struct config config;
	struct deliver *deliver;
	struct outcome outcome;
};

static void on_outcome(void *context, const struct deliver_outcome *got)
{
	struct outcome *outcome = context;

	outcome->calls++;
	outcome->result = got->result;
	outcome->wait_us = got->wait_us;
	snprintf(outcome->reason, sizeof(outcome->reason), "%s", got->reason);
}

static void write_secret(struct stage *stage, const char *secret)
{
	snprintf(stage->secret_path, sizeof(stage->secret_path),
		 "/tmp/livvakt-test-deliver-XXXXXX");
	int file = mkstemp(stage->secret_path);

	assert_true(file >= 0);
	assert_int_equal(write(file, secret, strlen(secret)), (ssize_t)strlen(secret));
	close(file);
}

static void set_stage(struct stage *stage, const struct peer_script *script, const char *url_format)
{
	const struct deliver_settings settings = { .running_max = 4 };
	struct error error;

	memset(stage, 0, sizeof(*stage));
	scripted_peer_start(&stage->peer, script, 1);
	snprintf(stage->url, sizeof(stage->url), url_format, stage->peer.port);
	write_secret(stage, SECRET "\n");
	stage->webhook = (struct config_webhook){ .name = "chat",
						  .url = stage->url,
						  .secret_file = stage->secret_path };
	stage->headers[0] = "Authorization: Bearer {secret}";
	stage->hide = (struct config_hide){ .name = "hide-facebook",
					    .method = "POST",
					    .url = stage->url,
					    .headers = stage->headers,
					    .header_count = 1,
					    .body = "{\"why\":\"{reason}\"}",
					    .secret_file = stage->secret_path };
	stage->config = (struct config){
		.webhooks = &stage->webhook,
		.webhook_count = 1,
		.hides = &stage->hide,
		.hide_count = 1,
		.email = { .url = stage->url, .from = "alarm@example.org", .starttls = true }
	};
	stage->deliver = deliver_new(&settings, &error);
	assert_non_null(stage->deliver);
}

static void clear_stage(struct stage *stage)
{
	deliver_free(stage->deliver);
	scripted_peer_stop(&stage->peer);
	unlink(stage->secret_path);
}

static void attempt(struct stage *stage, const struct message *message)
{
	struct error error;

	stage->outcome.calls = 0;
	deliver_start(stage->deliver, &stage->config, message, NOW, on_outcome, &stage->outcome);
	for (int i = 0; i < 500 && stage->outcome.calls == 0; i++)
		assert_int_equal(deliver_poll(stage->deliver, 100000, &error), 0);
	assert_int_equal(stage->outcome.calls, 1);
	assert_int_equal(deliver_running(stage->deliver), 0);
}

static struct message webhook_message(void)
{
	return (struct message){ .id = slice_from("msg_p5jXN8AQM9LWM0D4loKWxJek"),
				 .kind = MESSAGE_WEBHOOK,
				 .receiver = slice_from("chat"),
				 .body = slice_from("{\"test\": 2432232314}") };
}

static struct message hide_message(void)
{
	return (struct message){ .id = slice_from("msg-h"),
				 .kind = MESSAGE_HIDE,
				 .receiver = slice_from("hide-facebook"),
				 .body = slice_from("{\"id\":\"c/1\",\"reason\":\"insult: "
						    "\\\"x\\\"\",\"secret\":\"forged\"}") };
}

static struct message email_message(void)
{
	return (struct message){ .id = slice_from("msg-e"),
				 .kind = MESSAGE_EMAIL,
				 .receiver = slice_from("anna@example.org"),
				 .subject = slice_from("Hello"),
				 .body = slice_from("Text\n") };
}

static void holds(const char *text, const char *piece)
{
	if (!strstr(text, piece))
		fail_msg("<%s> is not in:\n%s", piece, text);
}

/* ---- webhooks ---- */

#define HTTP(wait_for, answer) ((struct peer_script){ { SAY(wait_for, answer) } })

static void test_webhook_is_signed(void **state)
{
	static struct stage stage;
	struct peer_script script = HTTP("314}", "HTTP/1.1 204 Fine\r\n\r\n");
	struct message message = webhook_message();

	(void)state;
	set_stage(&stage, &script, "http://127.0.0.1:%u/hook");
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_SENT);
	assert_string_equal(stage.outcome.reason, "");
	clear_stage(&stage);
	holds(stage.peer.seen[0], "POST /hook HTTP/1.1\r\n");
	holds(stage.peer.seen[0], "\r\nContent-Type: application/json\r\n");
	holds(stage.peer.seen[0], "\r\nwebhook-id: msg_p5jXN8AQM9LWM0D4loKWxJek\r\n");
	holds(stage.peer.seen[0], "\r\nwebhook-timestamp: 1614265330\r\n");
	holds(stage.peer.seen[0],
	      "\r\nwebhook-signature: v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=\r\n");
	holds(stage.peer.seen[0], "\r\n\r\n{\"test\": 2432232314}");
}

static void test_webhook_answers(void **state)
{
	static const struct {
		const char *answer;
		enum deliver_result result;
		int64_t wait_s;
		const char *reason;
	} cases[] = {
		{ "HTTP/1.1 200 Fine\r\nContent-Length: 2\r\n\r\nok", DELIVER_SENT, 0, "" },
		{ "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", DELIVER_GIVEN_UP, 0,
		  "HTTP 410" },
		{ "HTTP/1.1 302 x\r\nLocation: /y\r\nContent-Length: 0\r\n\r\n", DELIVER_RETRY, 5,
		  "redirects are not followed" },
		{ "HTTP/1.1 429 x\r\nRetry-After: 60\r\nContent-Length: 0\r\n\r\n", DELIVER_RETRY,
		  60, "HTTP 429" },
		{ "HTTP/1.1 503 x\r\nContent-Length: 9\r\n\r\nno\r\nbread", DELIVER_RETRY, 5,
		  "HTTP 503: no  bread" },
		{ NULL, DELIVER_RETRY, 5, "closed the connection without an answer" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		static struct stage stage;
		struct peer_script script = HTTP("314}", cases[i].answer);
		struct message message = webhook_message();
		int64_t wait_us = cases[i].wait_s * CLOCK_SECOND_US;

		set_stage(&stage, &script, "http://127.0.0.1:%u/hook");
		attempt(&stage, &message);
		assert_int_equal(stage.outcome.result, cases[i].result);
		assert_in_range(stage.outcome.wait_us, wait_us, wait_us + wait_us / 10);
		holds(stage.outcome.reason, cases[i].reason);
		clear_stage(&stage);
	}
}

static void test_last_try(void **state)
{
	static struct stage stage;
	struct peer_script script =
		HTTP("314}", "HTTP/1.1 500 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	struct message message = webhook_message();

	(void)state;
	set_stage(&stage, &script, "http://127.0.0.1:%u/hook");
	message.attempts = 10;
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_RETRY);
	message.attempts = 11;
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_GIVEN_UP);
	holds(stage.outcome.reason, "given up after 12 tries: HTTP 500");
	clear_stage(&stage);
}

static void test_webhook_configuration_trouble(void **state)
{
	static struct stage stage;
	struct peer_script script = HTTP("never", "");
	struct message message = webhook_message();

	(void)state;
	set_stage(&stage, &script, "http://127.0.0.1:%u/hook");
	stage.webhook.secret_file = "/nonexistent/secret";
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_RETRY); /* people can mend a file */
	holds(stage.outcome.reason, "/nonexistent/secret");
	stage.webhook.url = "http://example.org/";
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_GIVEN_UP);
	holds(stage.outcome.reason, "in the clear");
	stage.webhook.name = "renamed";
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_GIVEN_UP);
	holds(stage.outcome.reason, "no webhook of this name");
	clear_stage(&stage);
	assert_int_equal(stage.peer.connections, 0);
}

/* ---- hide ---- */

static void test_hide_call(void **state)
{
	static struct stage stage;
	struct peer_script script = HTTP("\"}", "HTTP/1.1 200 Fine\r\nContent-Length: 0\r\n\r\n");
	struct message message = hide_message();

	(void)state;
	set_stage(&stage, &script, "http://127.0.0.1:%u/comments/{id}/hide");
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_SENT);
	clear_stage(&stage);
	holds(stage.peer.seen[0], "POST /comments/c%2F1/hide HTTP/1.1\r\n");
	holds(stage.peer.seen[0],
	      "\r\nAuthorization: Bearer " SECRET "\r\n"); /* the file's, not the message's */
	holds(stage.peer.seen[0], "\r\nContent-Type: application/json\r\n");
	holds(stage.peer.seen[0], "\r\n\r\n{\"why\":\"insult: \\\"x\\\"\"}");
}

static void test_hide_answers(void **state)
{
	static const struct {
		const char *answer;
		enum deliver_result result;
	} cases[] = {
		{ "HTTP/1.1 404 Gone\r\nContent-Length: 0\r\n\r\n", DELIVER_SENT },
		{ "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", DELIVER_SENT },
		{ "HTTP/1.1 422 x\r\nContent-Length: 0\r\n\r\n", DELIVER_GIVEN_UP },
		{ "HTTP/1.1 401 x\r\nContent-Length: 0\r\n\r\n", DELIVER_RETRY },
		{ "HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n", DELIVER_RETRY },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		static struct stage stage;
		struct peer_script script = HTTP("\"}", cases[i].answer);
		struct message message = hide_message();

		set_stage(&stage, &script, "http://127.0.0.1:%u/{id}");
		attempt(&stage, &message);
		assert_int_equal(stage.outcome.result, cases[i].result);
		clear_stage(&stage);
	}
}

static void test_hide_trouble(void **state)
{
	static struct stage stage;
	struct peer_script script = HTTP("never", "");
	struct message message = hide_message();

	(void)state;
	set_stage(&stage, &script, "http://127.0.0.1:%u/{id}");
	stage.headers[0] = "X-Reason: {reason}";
	message.body = slice_from("{\"reason\":\"a\\r\\nX-Admin: 1\"}");
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_GIVEN_UP);
	holds(stage.outcome.reason, "{reason}: a value for a header holds a line end");
	message.body = slice_from("no JSON");
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_GIVEN_UP);
	message.receiver = slice_from("other");
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_GIVEN_UP);
	clear_stage(&stage);
	assert_int_equal(stage.peer.connections, 0);
}

/* ---- e-mail ---- */

#define GREETING SAY("", "220 mail.test\r\n"), SAY("EHLO", "250 mail.test\r\n")

static void test_email_sent(void **state)
{
	static struct stage stage;
	struct peer_script script = {
		{ GREETING, SAY("MAIL FROM:<alarm@example.org>", "250 ok\r\n"),
		  SAY("RCPT TO:<anna@example.org>", "250 ok\r\n"), SAY("DATA", "354 go\r\n"),
		  SAY("\r\n.\r\n", "250 taken\r\n"), SAY("QUIT", "221 bye\r\n") }
	};
	struct message message = email_message();

	(void)state;
	set_stage(&stage, &script, "smtp://127.0.0.1:%u");
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_SENT);
	clear_stage(&stage);
	holds(stage.peer.seen[0], "Message-ID: <msg-e@example.org>\r\n");
	holds(stage.peer.seen[0], "\r\n\r\nText\r\n.\r\n");
}

static void test_email_answers(void **state)
{
	static const struct {
		const char *answer;
		enum deliver_result result;
		const char *reason;
	} cases[] = {
		{ "451 greylisted\r\n", DELIVER_RETRY, "451 greylisted" },
		{ "550 no such user\r\n", DELIVER_GIVEN_UP, "550 no such user" },
		{ "552 mailbox full\r\n", DELIVER_RETRY, "552 mailbox full" },
		{ NULL, DELIVER_RETRY, "127.0.0.1" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		static struct stage stage;
		struct peer_script script = { { GREETING, SAY("MAIL", "250 ok\r\n"),
						SAY("RCPT", cases[i].answer) } };
		struct message message = email_message();

		set_stage(&stage, &script, "smtp://127.0.0.1:%u");
		attempt(&stage, &message);
		assert_int_equal(stage.outcome.result, cases[i].result);
		holds(stage.outcome.reason, cases[i].reason);
		clear_stage(&stage);
	}
}

static void test_email_trouble(void **state)
{
	static struct stage stage;
	struct peer_script script = HTTP("never", "");
	struct message message = email_message();

	(void)state;
	set_stage(&stage, &script, "smtp://127.0.0.1:%u");
	stage.config.email.username = "livvakt";
	stage.config.email.password_file = "/nonexistent/password";
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_RETRY);
	stage.config.email.username = NULL;
	message.receiver = slice_from("nobody");
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_GIVEN_UP);
	stage.config.email.url = NULL;
	attempt(&stage, &message);
	assert_int_equal(stage.outcome.result, DELIVER_GIVEN_UP);
	holds(stage.outcome.reason, "no e-mail server is configured");
	clear_stage(&stage);
}

static void test_freed_while_running(void **state)
{
	static struct stage stage;
	struct peer_script script = { { { .wait_for = "314}", .hold = true } } };
	struct message message = webhook_message();
	struct error error;

	(void)state;
	set_stage(&stage, &script, "http://127.0.0.1:%u/hook");
	deliver_start(stage.deliver, &stage.config, &message, NOW, on_outcome, &stage.outcome);
	assert_int_equal(deliver_poll(stage.deliver, 1000, &error), 0);
	assert_int_equal(deliver_running(stage.deliver), 1);
	assert_int_equal(deliver_room(stage.deliver), 3);
	clear_stage(&stage);
	assert_int_equal(stage.outcome.calls, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_webhook_is_signed),
		cmocka_unit_test(test_webhook_answers),
		cmocka_unit_test(test_last_try),
		cmocka_unit_test(test_webhook_configuration_trouble),
		cmocka_unit_test(test_hide_call),
		cmocka_unit_test(test_hide_answers),
		cmocka_unit_test(test_hide_trouble),
		cmocka_unit_test(test_email_sent),
		cmocka_unit_test(test_email_answers),
		cmocka_unit_test(test_email_trouble),
		cmocka_unit_test(test_freed_while_running),
	};
	struct error error;

	if (crypto_init(&error) < 0 || http_client_init(&error) < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
