/* test_http_client.c - requests against servers that behave and servers that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clock.h"
#include "http_client.h"
#include "unit/scripted_peer.h"

struct result {
	int calls, status;
	bool done, timed_out, uncertain, cut;
	int64_t retry_after_us;
	char body[4096], reason[HTTP_REASON_MAX];
};

static void on_done(void *context, const struct http_answer *answer)
{
	struct result *result = context;

	result->calls++;
	result->status = answer->status;
	result->done = answer->done;
	result->timed_out = answer->timed_out;
	result->uncertain = answer->uncertain;
	result->cut = answer->cut;
	result->retry_after_us = answer->retry_after_us;
	snprintf(result->body, sizeof(result->body), "%.*s", (int)answer->body.len,
		 answer->body.data ? answer->body.data : "");
	snprintf(result->reason, sizeof(result->reason), "%s", answer->reason);
}

static struct http_client *new_client(unsigned running_max)
{
	const struct http_client_settings settings = { .running_max = running_max };
	struct error error;
	struct http_client *client = http_client_new(&settings, &error);

	assert_non_null(client);
	return client;
}

static void poll_all(struct http_client *client)
{
	struct error error;

	for (int i = 0; i < 1000 && http_client_running(client) > 0; i++)
		assert_int_equal(http_client_poll(client, 100000, &error), 0);
	assert_int_equal(http_client_running(client), 0);
}

/* A POST against one script; `seen` gets what the server saw. */
static struct result post(const struct peer_script *script, struct http_request request, char *seen,
			  size_t size)
{
	static const char *headers[] = { "Content-Type: text/plain", "X-One: two" };
	static struct scripted_peer peer;
	struct http_client *client = new_client(0);
	struct result result = { .calls = 0 };
	struct error error;
	char url[64];

	scripted_peer_start(&peer, script, 1);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/path?x=1", peer.port);
	request.url = url;
	request.method = request.method ? request.method : "POST";
	request.headers = headers;
	request.header_count = 2;
	assert_int_equal(http_client_start(client, &request, on_done, &result, &error), 0);
	poll_all(client);
	http_client_free(client);
	scripted_peer_stop(&peer);
	if (seen)
		snprintf(seen, size, "%.4000s", peer.seen[0]);
	assert_int_equal(result.calls, 1);
	return result;
}

#define ANSWER(text) ((struct peer_script){ { SAY("hello", text) } })
#define HELLO                                                                                      \
	{                                                                                          \
		.body = { "hello", 5 }                                                             \
	}

static void test_ordinary(void **state)
{
	struct peer_script script = ANSWER("HTTP/1.1 202 Fine\r\nContent-Length: 3\r\n\r\nyes");
	char seen[4096];
	struct result result = post(&script, (struct http_request)HELLO, seen, sizeof(seen));

	(void)state;
	assert_true(result.done);
	assert_int_equal(result.status, 202);
	assert_string_equal(result.body, "yes");
	assert_string_equal(result.reason, "");
	assert_memory_equal(seen, "POST /path?x=1 HTTP/1.1\r\n", 25);
	assert_non_null(strstr(seen, "\r\nContent-Type: text/plain\r\n"));
	assert_non_null(strstr(seen, "\r\nX-One: two\r\n"));
	assert_non_null(strstr(seen, "\r\nUser-Agent: Livvakt\r\n"));
	assert_null(strstr(seen, "Expect:"));
	assert_string_equal(strstr(seen, "\r\n\r\n"), "\r\n\r\nhello");
}

static void test_methods(void **state)
{
	struct peer_script plain = { { SAY("\r\n\r\n", "HTTP/1.1 204 Fine\r\n\r\n") } };
	struct peer_script with_body = ANSWER("HTTP/1.1 204 Fine\r\n\r\n");
	char seen[4096];

	(void)state;
	assert_int_equal(
		post(&plain, (struct http_request){ .method = "DELETE" }, seen, sizeof(seen))
			.status,
		204);
	assert_memory_equal(seen, "DELETE /path", 12);
	assert_int_equal(
		post(&plain, (struct http_request){ .method = "GET" }, seen, sizeof(seen)).status,
		204);
	assert_memory_equal(seen, "GET /path", 9);
	assert_int_equal(
		post(&plain, (struct http_request){ .method = "POST" }, seen, sizeof(seen)).status,
		204);
	assert_non_null(strstr(seen, "Content-Length: 0"));
	assert_int_equal(post(&with_body,
			      (struct http_request){ .method = "PUT", .body = { "hello", 5 } },
			      seen, sizeof(seen))
				 .status,
			 204);
	assert_memory_equal(seen, "PUT /path", 9);
}

static void test_redirect_is_not_followed(void **state)
{
	struct peer_script script = ANSWER("HTTP/1.1 302 Over there\r\nLocation: "
					   "http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
	struct result result = post(&script, (struct http_request)HELLO, NULL, 0);

	(void)state;
	assert_true(result.done);
	assert_int_equal(result.status, 302);
}

static void test_retry_after(void **state)
{
	struct peer_script seconds =
		ANSWER("HTTP/1.1 429 Slow\r\nRetry-After: 120\r\nContent-Length: 0\r\n\r\n");
	struct peer_script huge = ANSWER(
		"HTTP/1.1 503 Away\r\nRetry-After: 99999999999\r\nContent-Length: 0\r\n\r\n");
	struct peer_script nonsense =
		ANSWER("HTTP/1.1 503 Away\r\nRetry-After: soon\r\nContent-Length: 0\r\n\r\n");
	struct peer_script past = ANSWER("HTTP/1.1 503 Away\r\nRetry-After: Wed, 21 Oct 2015 "
					 "07:28:00 GMT\r\nContent-Length: 0\r\n\r\n");

	(void)state;
	assert_int_equal(post(&seconds, (struct http_request)HELLO, NULL, 0).retry_after_us,
			 120 * CLOCK_SECOND_US);
	assert_int_equal(post(&huge, (struct http_request)HELLO, NULL, 0).retry_after_us,
			 7 * CLOCK_DAY_US);
	assert_int_equal(post(&nonsense, (struct http_request)HELLO, NULL, 0).retry_after_us, 0);
	assert_int_equal(post(&past, (struct http_request)HELLO, NULL, 0).retry_after_us, 0);
}

static void test_endless_answer_is_cut(void **state)
{
	struct peer_script script =
		ANSWER("HTTP/1.1 200 Fine\r\nContent-Length: 1000000\r\n\r\n0123456789");
	struct http_request request = HELLO;

	(void)state;
	request.answer_bytes = 4;
	struct result result = post(&script, request, NULL, 0);
	assert_true(result.done); /* the status is known */
	assert_true(result.cut);
	assert_int_equal(result.status, 200);
	assert_string_equal(result.body, "0123");
}

static void test_headers_too_large(void **state)
{
	static char answer[80 * 1024];
	struct peer_script script = ANSWER(answer);
	size_t used = (size_t)snprintf(answer, sizeof(answer), "HTTP/1.1 200 Fine\r\n");

	(void)state;
	while (used + 32 < sizeof(answer))
		used += (size_t)snprintf(answer + used, sizeof(answer) - used,
					 "X-Much: aaaaaaaaaaaaaaaaa\r\n");
	struct result result = post(&script, (struct http_request)HELLO, NULL, 0);
	assert_false(result.done);
	assert_non_null(strstr(result.reason, "headers of its answer are too large"));
}

static void test_closes_without_a_word(void **state)
{
	struct peer_script script = { { SAY("hello", NULL) } };
	struct result result = post(&script, (struct http_request)HELLO, NULL, 0);

	(void)state;
	assert_false(result.done);
	assert_true(result.uncertain); /* it has the request: perhaps it acted on it */
	assert_int_equal(result.status, 0);
	assert_non_null(strstr(result.reason, "closed the connection without an answer"));
}

static void test_half_an_answer(void **state)
{
	struct peer_script script = ANSWER("HTTP/1.1 200 Fine\r\nContent-Length: 10\r\n\r\nhalf");
	struct result result = post(&script, (struct http_request)HELLO, NULL, 0);

	(void)state;
	assert_false(result.done);
	assert_int_equal(result.status, 200);
	assert_non_null(strstr(result.reason, "in the middle of the answer"));
}

static void test_nonsense(void **state)
{
	struct peer_script script = ANSWER("220 this is a mail server\r\n");
	struct result result = post(&script, (struct http_request)HELLO, NULL, 0);

	(void)state;
	assert_false(result.done);
	assert_non_null(strstr(result.reason, "127.0.0.1:"));
}

static void test_slow_server(void **state)
{
	struct peer_script script = { { { .wait_for = "hello", .hold = true } } };
	struct http_request request = HELLO;

	(void)state;
	request.timeout_us = CLOCK_SECOND_US; /* long enough for a busy machine to send it */
	struct result result = post(&script, request, NULL, 0);
	assert_false(result.done);
	assert_true(result.timed_out);
	assert_true(result.uncertain);
	assert_non_null(strstr(result.reason, "no answer within 1 s"));
}

static void test_nobody_there(void **state)
{
	struct http_client *client = new_client(0);
	struct sockaddr_in address = { .sin_family = AF_INET,
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t len = sizeof(address);
	struct http_request request = { .method = "POST" };
	struct result result = { .calls = 0 };
	struct error error;
	char url[64];
	int deaf = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)state;
	/* Its port is taken, so that nobody else listens there; nor does it. */
	assert_int_equal(bind(deaf, (struct sockaddr *)&address, len), 0);
	assert_int_equal(getsockname(deaf, (struct sockaddr *)&address, &len), 0);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/", ntohs(address.sin_port));
	request.url = url;
	assert_int_equal(http_client_start(client, &request, on_done, &result, &error), 0);
	poll_all(client);
	assert_false(result.done);
	assert_false(result.uncertain);
	assert_non_null(strstr(result.reason, "no connection"));
	http_client_free(client);
	close(deaf);
}

static void test_refuses_what_is_wrong(void **state)
{
	struct http_client *client = new_client(0);
	struct http_request request = { .method = "POST", .url = "file:///etc/passwd" };
	struct error error;

	(void)state;
	assert_int_equal(http_client_start(client, &request, on_done, NULL, &error), ERROR_INVALID);
	assert_int_equal(http_client_running(client), 0);
	http_client_free(client);
}

static void test_many_and_the_limit(void **state)
{
	static struct scripted_peer peer;
	struct peer_script script =
		ANSWER("HTTP/1.1 200 Fine\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
	struct http_client *client = new_client(8);
	struct http_request request = { .method = "POST", .body = { "hello", 5 } };
	struct result results[8] = { { .calls = 0 } };
	struct error error;
	char url[64];

	(void)state;
	scripted_peer_start(&peer, &script, 1);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/", peer.port);
	request.url = url;
	for (size_t i = 0; i < 8; i++)
		assert_int_equal(http_client_start(client, &request, on_done, &results[i], &error),
				 0);
	assert_int_equal(http_client_room(client), 0);
	assert_int_equal(http_client_start(client, &request, on_done, &results[0], &error),
			 ERROR_LIMIT);
	poll_all(client);
	for (size_t i = 0; i < 8; i++) {
		assert_int_equal(results[i].calls, 1);
		assert_int_equal(results[i].status, 200);
	}
	assert_int_equal(http_client_room(client), 8);
	http_client_free(client);
	scripted_peer_stop(&peer);
}

static void test_freed_while_running(void **state)
{
	static struct scripted_peer peer;
	struct peer_script script = { { { .wait_for = "hello", .hold = true } } };
	struct http_client *client = new_client(0);
	struct http_request request = { .method = "POST", .body = { "hello", 5 } };
	struct result result = { .calls = 0 };
	struct error error;
	char url[64];

	(void)state;
	scripted_peer_start(&peer, &script, 1);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/", peer.port);
	request.url = url;
	assert_int_equal(http_client_start(client, &request, on_done, &result, &error), 0);
	assert_int_equal(http_client_poll(client, 1000, &error), 0);
	http_client_free(client);
	scripted_peer_stop(&peer);
	assert_int_equal(result.calls, 0);
}

/* ---- SMTP ---- */

#define SMTP_HELLO                                                                                 \
	SAY("", "220 mail.test ready\r\n"), SAY("EHLO", "250-mail.test\r\n250 SIZE 10000\r\n")
#define SMTP_ENVELOPE                                                                              \
	SAY("MAIL FROM:<a@example.org>", "250 Fine\r\n"),                                          \
		SAY("RCPT TO:<b@example.org>", "250 Fine\r\n")

static struct result mail(const struct peer_script *script, bool tls, char *seen, size_t size)
{
	static struct scripted_peer peer;
	struct http_client *client = new_client(0);
	struct smtp_request request = { .sender = "a@example.org",
					.recipient = "b@example.org",
					.require_tls = tls };
	struct result result = { .calls = 0 };
	struct error error;
	char url[64];

	scripted_peer_start(&peer, script, 1);
	snprintf(url, sizeof(url), "smtp://127.0.0.1:%u", peer.port);
	request.url = url;
	request.message = slice_from("Subject: x\r\n\r\n.dot\r\n");
	request.timeout_us = 60 * CLOCK_SECOND_US;
	assert_int_equal(smtp_client_start(client, &request, on_done, &result, &error), 0);
	poll_all(client);
	http_client_free(client);
	scripted_peer_stop(&peer);
	if (seen)
		snprintf(seen, size, "%.4000s", peer.seen[0]);
	assert_int_equal(result.calls, 1);
	return result;
}

static void test_mail(void **state)
{
	struct peer_script script = { { SMTP_HELLO, SMTP_ENVELOPE, SAY("DATA", "354 Go\r\n"),
					SAY("\r\n.\r\n", "250 Taken as 7\r\n"),
					SAY("QUIT", "221 Bye\r\n") } };
	char seen[4096];
	struct result result = mail(&script, false, seen, sizeof(seen));

	(void)state;
	assert_true(result.done);
	assert_non_null(strstr(seen, "\r\n..dot\r\n.\r\n"));
}

static void test_mail_refusals(void **state)
{
	static const struct {
		struct peer_script script;
		int status;
		const char *reason;
	} cases[] = {
		{ { { SAY("", "554 not for you\r\n") } }, 554, "554 not for you" },
		{ { { SMTP_HELLO, SAY("MAIL", "451 later\r\n"), SAY("QUIT", "221 bye\r\n") } },
		  451,
		  "451 later" },
		{ { { SMTP_HELLO, SAY("MAIL", "250 Fine\r\n"), SAY("RCPT", "550 no such user\r\n"),
		      SAY("QUIT", "221 bye\r\n") } },
		  550,
		  "550 no such user" },
		{ { { SMTP_HELLO, SMTP_ENVELOPE, SAY("DATA", "354 Go\r\n"),
		      SAY("\r\n.\r\n", "452 disk\tfull\r\n") } },
		  452,
		  "452 disk full" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct result result = mail(&cases[i].script, false, NULL, 0);

		assert_false(result.done);
		assert_false(result.uncertain);
		assert_int_equal(result.status, cases[i].status);
		assert_non_null(strstr(result.reason, cases[i].reason));
	}
}

static void test_mail_lost_answer(void **state)
{
	struct peer_script script = { { SMTP_HELLO, SMTP_ENVELOPE, SAY("DATA", "354 Go\r\n"),
					SAY("\r\n.\r\n", NULL) } };
	struct result result = mail(&script, false, NULL, 0);

	(void)state;
	assert_false(result.done);
	assert_true(result.uncertain); /* the server may have taken it: sent again under the same
					  Message-ID */
}

static void test_mail_without_starttls(void **state)
{
	struct peer_script script = { { SMTP_HELLO, SAY("QUIT", "221 Bye\r\n") } };
	char seen[4096];
	struct result result = mail(&script, true, seen, sizeof(seen));

	(void)state;
	assert_false(result.done);
	assert_null(strstr(seen, "MAIL FROM"));
	assert_non_null(strstr(result.reason, "offers no STARTTLS, which is required"));
}

/* Nobody moved it while its time ran out; the answer was there all the while. */
static void test_allowed_more(void **state)
{
	static _Atomic bool gate;
	static const struct peer_script fine = {
		{ { .wait_for = "hello",
		    .gate = &gate,
		    .answer = "HTTP/1.1 200 Fine\r\nContent-Length: 0\r\n\r\n" } }
	};
	static struct scripted_peer peer;
	struct http_client *client = new_client(0);
	struct result result = { .calls = 0 };
	struct error error;
	char url[64];

	(void)state;
	scripted_peer_start(&peer, &fine, 1);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/", peer.port);
	const struct http_request request = { .method = "POST",
					      .url = url,
					      .body = slice_from("hello"),
					      .timeout_us = CLOCK_SECOND_US };
	const int64_t begun_us = clock_monotonic_us();
	assert_int_equal(http_client_start(client, &request, on_done, &result, &error), 0);
	for (int i = 0; i < 1000 && peer.reached[0] == 0; i++) {
		assert_int_equal(http_client_move(client, &error), 0);
		assert_int_equal(http_client_wait(client, 1000, &error), 0);
	}
	assert_int_equal(result.calls, 0);
	gate = true;
	while (clock_monotonic_us() < begun_us + CLOCK_SECOND_US + CLOCK_SECOND_US / 10)
		poll(NULL, 0, 10);
	http_client_allow(client, CLOCK_MINUTE_US);
	poll_all(client);
	http_client_free(client);
	scripted_peer_stop(&peer);
	assert_int_equal(result.status, 200);
	assert_int_equal(result.calls, 1);
}

static void test_dropped(void **state)
{
	static const struct peer_script silent = { { { .wait_for = "hello", .hold = true } } };
	static struct scripted_peer peer;
	struct http_client *client = new_client(0);
	struct result results[2] = { { .calls = 0 } };
	struct error error;
	char url[64];

	(void)state;
	scripted_peer_start(&peer, &silent, 1);
	snprintf(url, sizeof(url), "http://127.0.0.1:%u/", peer.port);
	const struct http_request request = { .method = "POST",
					      .url = url,
					      .body = slice_from("hello") };
	for (size_t i = 0; i < 2; i++)
		assert_int_equal(http_client_start(client, &request, on_done, &results[i], &error),
				 0);
	http_client_drop(client, &results[0]);
	assert_int_equal(http_client_running(client), 1);
	http_client_drop(client, &results[0]);
	assert_int_equal(http_client_running(client), 1);
	http_client_drop(client, &results[1]);
	assert_int_equal(http_client_running(client), 0);
	http_client_free(client);
	scripted_peer_stop(&peer);
	assert_int_equal(results[0].calls + results[1].calls, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_ordinary),
		cmocka_unit_test(test_methods),
		cmocka_unit_test(test_redirect_is_not_followed),
		cmocka_unit_test(test_retry_after),
		cmocka_unit_test(test_endless_answer_is_cut),
		cmocka_unit_test(test_headers_too_large),
		cmocka_unit_test(test_closes_without_a_word),
		cmocka_unit_test(test_half_an_answer),
		cmocka_unit_test(test_nonsense),
		cmocka_unit_test(test_slow_server),
		cmocka_unit_test(test_nobody_there),
		cmocka_unit_test(test_refuses_what_is_wrong),
		cmocka_unit_test(test_many_and_the_limit),
		cmocka_unit_test(test_freed_while_running),
		cmocka_unit_test(test_allowed_more),
		cmocka_unit_test(test_dropped),
		cmocka_unit_test(test_mail),
		cmocka_unit_test(test_mail_refusals),
		cmocka_unit_test(test_mail_lost_answer),
		cmocka_unit_test(test_mail_without_starttls),
	};
	struct error error;

	if (http_client_init(&error) < 0)
		return 1;
	return cmocka_run_group_tests(tests, NULL, NULL);
}
