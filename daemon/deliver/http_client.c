/*
 * http_client.c - requests over one libcurl multi handle; see http_client.h.
 *
 * An exchange is one request with everything it owns; it lives in the client's list from start to
 * callback. What a message means, and whether to try again, is deliver's business.
 */
#include "http_client.h"

#include "buffer.h"
#include "clock.h"
#include "http_client_check.h"
#include "http_client_words.h"
#include <curl/curl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#define CONNECT_US (10 * CLOCK_SECOND_US)
#define SERVER_RESPONSE_US (120 * CLOCK_SECOND_US) /* of SMTP; as libcurl has it */

struct exchange {
	CURL *easy;
	struct curl_slist *lines; /* headers, or recipients */
	http_done *done;
	void *context;
	bool smtp;
	struct buffer upload; /* the e-mail */
	size_t uploaded;
	struct buffer body; /* of the answer; of SMTP the line that matters */
	int reply_code;	    /* SMTP: of that line */
	bool cut;
	size_t header_bytes;
	bool headers_too_large;
	int64_t connect_timeout_us, timeout_us;
	int64_t allowed_us; /* on top of each */
	char detail[CURL_ERROR_SIZE];
	struct exchange *previous, *next;
};

struct http_client {
	CURLM *multi;
	char *ca_file;
	size_t running, running_max;
	struct exchange *first;
};

int http_client_init(struct error *error)
{
	CURLcode code = curl_global_init(CURL_GLOBAL_DEFAULT);

	if (code != CURLE_OK)
		return error_set(error, ERROR_SYSTEM, "libcurl cannot start: %s",
				 curl_easy_strerror(code));
	return 0;
}

/* ---- one exchange ---- */

static struct exchange *exchange_free(struct exchange *exchange)
{
	if (!exchange)
		return NULL;
	curl_easy_cleanup(exchange->easy);
	curl_slist_free_all(exchange->lines);
	buffer_done(&exchange->upload);
	buffer_done(&exchange->body);
	free(exchange);
	return NULL;
}

static struct exchange *exchange_new(http_done *done, void *context, size_t upload_bytes,
				     size_t answer_bytes)
{
	struct exchange *exchange = calloc(1, sizeof(*exchange));

	if (!exchange)
		return NULL;
	exchange->done = done;
	exchange->context = context;
	buffer_init(&exchange->upload, upload_bytes);
	buffer_init(&exchange->body, answer_bytes > 0 ? answer_bytes : HTTP_ANSWER_BYTES);
	exchange->easy = curl_easy_init();
	if (!exchange->easy)
		return exchange_free(exchange);
	return exchange;
}

static bool add_line(struct exchange *exchange, const char *line)
{
	struct curl_slist *lines = curl_slist_append(exchange->lines, line);

	if (lines)
		exchange->lines = lines;
	return lines != NULL;
}

/* ---- what libcurl calls ---- */

/* Keeps what fits; more than that ends the transfer, for the status is known by then. */
static size_t on_body(char *data, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;
	size_t len = size * count;
	size_t room = exchange->body.limit - exchange->body.len;

	if (exchange->smtp)
		return len;
	buffer_add(&exchange->body, data, len < room ? len : room);
	exchange->cut = len > room;
	return exchange->cut || buffer_failed(&exchange->body) ? 0 : len;
}

/* The code of an SMTP reply; 0 when the line has none. */
static int reply_code(const char *line, size_t len)
{
	int code = 0;

	for (size_t i = 0; i < 3; i++) {
		if (i >= len || line[i] < '0' || line[i] > '9')
			return 0;
		code = 10 * code + (line[i] - '0');
	}
	return code;
}

/* SMTP's replies arrive as headers, one line a call. The latest refusal is what matters: the
 * friendly answer to the QUIT that follows it must not hide it (libcurl's own response code is that
 * of the QUIT). */
static void keep_reply_line(struct exchange *exchange, const char *data, size_t len)
{
	int code = reply_code(data, len);

	if (code < 400 && exchange->reply_code >= 400)
		return;
	exchange->reply_code = code;
	while (len > 0 && (data[len - 1] == '\n' || data[len - 1] == '\r'))
		len--;
	buffer_clear(&exchange->body);
	buffer_add(&exchange->body, data, len < HTTP_REASON_MAX / 2 ? len : HTTP_REASON_MAX / 2);
}

static size_t on_header(char *data, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;
	size_t len = size * count;

	exchange->header_bytes += len;
	if (exchange->header_bytes > HTTP_HEADER_BYTES_MAX) {
		exchange->headers_too_large = true;
		return 0;
	}
	if (exchange->smtp)
		keep_reply_line(exchange, data, len);
	return len;
}

static size_t on_upload(char *to, size_t size, size_t count, void *context)
{
	struct exchange *exchange = context;
	size_t room = size * count;
	size_t left = exchange->upload.len - exchange->uploaded;
	size_t len = left < room ? left : room;

	if (len > 0)
		memcpy(to, exchange->upload.data + exchange->uploaded, len);
	exchange->uploaded += len;
	return len;
}

/* ---- options ---- */

static bool set_number(CURL *easy, CURLoption option, long value)
{
	return curl_easy_setopt(easy, option, value) == CURLE_OK;
}

static bool set_text(CURL *easy, CURLoption option, const char *value)
{
	return curl_easy_setopt(easy, option, value) == CURLE_OK;
}

static bool set_pointer(CURL *easy, CURLoption option, void *value)
{
	return curl_easy_setopt(easy, option, value) == CURLE_OK;
}

static bool set_callbacks(struct exchange *exchange)
{
	CURL *easy = exchange->easy;

	return curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body) == CURLE_OK &&
	       set_pointer(easy, CURLOPT_WRITEDATA, exchange) &&
	       curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header) == CURLE_OK &&
	       set_pointer(easy, CURLOPT_HEADERDATA, exchange) &&
	       set_pointer(easy, CURLOPT_PRIVATE, exchange) &&
	       set_pointer(easy, CURLOPT_ERRORBUFFER, exchange->detail);
}

static long milliseconds(int64_t us)
{
	return us >= 1000 ? (long)(us / 1000) : 1;
}

/* Again where it is allowed more: libcurl looks at them each time. */
static bool set_limits(const struct exchange *exchange)
{
	CURL *easy = exchange->easy;
	const int64_t more_us = exchange->allowed_us;

	return set_number(easy, CURLOPT_CONNECTTIMEOUT_MS,
			  milliseconds(exchange->connect_timeout_us + more_us)) &&
	       set_number(easy, CURLOPT_TIMEOUT_MS, milliseconds(exchange->timeout_us + more_us)) &&
	       set_number(easy, CURLOPT_SERVER_RESPONSE_TIMEOUT,
			  (long)((SERVER_RESPONSE_US + more_us) / CLOCK_SECOND_US));
}

static bool set_manners(struct exchange *exchange, int64_t connect_us, int64_t timeout_us)
{
	CURL *easy = exchange->easy;

	exchange->connect_timeout_us = connect_us > 0 ? connect_us : CONNECT_US;
	exchange->timeout_us = timeout_us;
	return set_number(easy, CURLOPT_NOSIGNAL, 1) && set_limits(exchange) &&
	       set_number(easy, CURLOPT_FOLLOWLOCATION, 0) &&
	       set_number(easy, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2) &&
	       set_number(easy, CURLOPT_TCP_KEEPALIVE, 1);
}

/* A proxy from the environment serves for the world outside, never for this machine. */
static bool set_route(const struct http_client *client, struct exchange *exchange, const char *url)
{
	CURL *easy = exchange->easy;

	if (http_client_is_loopback(url) && !set_text(easy, CURLOPT_PROXY, ""))
		return false;
	if (client->ca_file && !set_text(easy, CURLOPT_CAINFO, client->ca_file))
		return false;
	return set_text(easy, CURLOPT_URL, url);
}

/* ---- starting ---- */

static bool set_http_body(struct exchange *exchange, const struct http_request *request)
{
	CURL *easy = exchange->easy;
	bool plain = request->body.len == 0 && strcmp(request->method, "POST") != 0;

	if (strcmp(request->method, "HEAD") == 0)
		return set_number(easy, CURLOPT_NOBODY, 1);
	if (!plain) {
		if (curl_easy_setopt(easy, CURLOPT_POSTFIELDSIZE_LARGE,
				     (curl_off_t)request->body.len) != CURLE_OK)
			return false;
		if (!set_text(easy, CURLOPT_COPYPOSTFIELDS,
			      request->body.len > 0 ? request->body.data : ""))
			return false;
	}
	return set_text(easy, CURLOPT_CUSTOMREQUEST, request->method);
}

static bool set_http(const struct http_client *client, struct exchange *exchange,
		     const struct http_request *request)
{
	bool agent = false;

	for (size_t i = 0; i < request->header_count; i++) {
		agent = agent || strncasecmp(request->headers[i], "User-Agent:", 11) == 0;
		if (!add_line(exchange, request->headers[i]))
			return false;
	}
	/* No waiting for "100 Continue": bodies are small. */
	if (!add_line(exchange, "Expect:") ||
	    (!agent && !add_line(exchange, "User-Agent: Livvakt")))
		return false;
	return set_callbacks(exchange) &&
	       set_manners(exchange, request->connect_timeout_us,
			   request->timeout_us > 0 ? request->timeout_us : 30 * CLOCK_SECOND_US) &&
	       set_route(client, exchange, request->url) &&
	       set_text(exchange->easy, CURLOPT_PROTOCOLS_STR, "http,https") &&
	       set_pointer(exchange->easy, CURLOPT_HTTPHEADER, exchange->lines) &&
	       set_http_body(exchange, request);
}

static bool set_login(CURL *easy, const struct smtp_request *request)
{
	if (!request->username)
		return true;
	return set_text(easy, CURLOPT_USERNAME, request->username) &&
	       set_text(easy, CURLOPT_PASSWORD, request->password ? request->password : "");
}

static bool set_smtp(const struct http_client *client, struct exchange *exchange,
		     const struct smtp_request *request)
{
	CURL *easy = exchange->easy;

	exchange->smtp = true;
	buffer_add_slice(&exchange->upload, request->message);
	if (buffer_failed(&exchange->upload) || !add_line(exchange, request->recipient))
		return false;
	return set_callbacks(exchange) &&
	       set_manners(exchange, request->connect_timeout_us,
			   request->timeout_us > 0 ? request->timeout_us : 60 * CLOCK_SECOND_US) &&
	       set_route(client, exchange, request->url) &&
	       set_text(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps") &&
	       set_number(easy, CURLOPT_USE_SSL,
			  request->require_tls ? CURLUSESSL_ALL : CURLUSESSL_NONE) &&
	       set_login(easy, request) && set_text(easy, CURLOPT_MAIL_FROM, request->sender) &&
	       set_pointer(easy, CURLOPT_MAIL_RCPT, exchange->lines) &&
	       set_number(easy, CURLOPT_UPLOAD, 1) &&
	       curl_easy_setopt(easy, CURLOPT_READFUNCTION, on_upload) == CURLE_OK &&
	       set_pointer(easy, CURLOPT_READDATA, exchange) &&
	       curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, (curl_off_t)exchange->upload.len) ==
		       CURLE_OK;
}

static void unlink_exchange(struct http_client *client, struct exchange *exchange)
{
	if (exchange->previous)
		exchange->previous->next = exchange->next;
	else
		client->first = exchange->next;
	if (exchange->next)
		exchange->next->previous = exchange->previous;
	client->running--;
}

static int launch(struct http_client *client, struct exchange *exchange, bool set,
		  struct error *error)
{
	if (!set || curl_multi_add_handle(client->multi, exchange->easy) != CURLM_OK) {
		exchange_free(exchange);
		return error_set(error, ERROR_MEMORY, "no memory left for a request");
	}
	exchange->next = client->first;
	if (client->first)
		client->first->previous = exchange;
	client->first = exchange;
	client->running++;
	return 0;
}

static int check_room(const struct http_client *client, struct error *error)
{
	if (client->running >= client->running_max)
		return error_set(error, ERROR_LIMIT, "%zu requests are running already",
				 client->running);
	return 0;
}

int http_client_start(struct http_client *client, const struct http_request *request,
		      http_done *done, void *context, struct error *error)
{
	int code = check_room(client, error);

	if (code == 0)
		code = http_client_check_request(request, error);
	if (code < 0)
		return code;
	struct exchange *exchange = exchange_new(done, context, 0, request->answer_bytes);
	if (!exchange)
		return error_set(error, ERROR_MEMORY, "no memory left for a request");
	return launch(client, exchange, set_http(client, exchange, request), error);
}

int smtp_client_start(struct http_client *client, const struct smtp_request *request,
		      http_done *done, void *context, struct error *error)
{
	int code = check_room(client, error);

	if (code == 0)
		code = http_client_check_mail(request, error);
	if (code < 0)
		return code;
	struct exchange *exchange =
		exchange_new(done, context, request->message.len + 1, HTTP_REASON_MAX);
	if (!exchange)
		return error_set(error, ERROR_MEMORY, "no memory left for an e-mail");
	return launch(client, exchange, set_smtp(client, exchange, request), error);
}

/* ---- ending ---- */

static void say_reason(const struct exchange *exchange, CURLcode code,
		       const struct http_answer *answer, char *to, size_t size)
{
	char host[128];

	http_client_host(exchange->easy, host, sizeof(host));
	if (answer->timed_out)
		snprintf(to, size, "%s: no answer within %" PRId64 " s", host,
			 (exchange->timeout_us + CLOCK_SECOND_US - 1) / CLOCK_SECOND_US);
	else if (exchange->headers_too_large)
		snprintf(to, size, "%s: the headers of its answer are too large", host);
	else if (exchange->smtp && answer->status >= 400)
		snprintf(to, size, "%s: %.*s", host, (int)answer->body.len, answer->body.data);
	else if (exchange->detail[0] != '\0' && code != CURLE_USE_SSL_FAILED)
		snprintf(to, size, "%s: %s (%.100s)", host, http_client_words(code),
			 exchange->detail);
	else
		snprintf(to, size, "%s: %s", host, http_client_words(code));
	slice_flatten(to);
}

/* The request had gone out in whole: it may have been acted upon although no answer came. */
static bool is_uncertain(const struct exchange *exchange, const struct http_answer *answer)
{
	curl_off_t before_us = 0;

	if (answer->done)
		return false;
	if (exchange->smtp)
		return exchange->uploaded > 0 && exchange->uploaded == exchange->upload.len &&
		       answer->status < 400;
	curl_easy_getinfo(exchange->easy, CURLINFO_PRETRANSFER_TIME_T, &before_us);
	return answer->status == 0 && before_us > 0;
}

static struct http_answer read_answer(const struct exchange *exchange, CURLcode code)
{
	struct http_answer answer = { .body = buffer_slice(&exchange->body),
				      .cut = exchange->cut,
				      .reason = "" };
	curl_off_t retry_after_s = 0;
	long status = 0;

	curl_easy_getinfo(exchange->easy, CURLINFO_RESPONSE_CODE, &status);
	answer.status = exchange->smtp ? exchange->reply_code : (int)status;
	answer.done =
		code == CURLE_OK || (code == CURLE_WRITE_ERROR && exchange->cut && status > 0);
	answer.timed_out = code == CURLE_OPERATION_TIMEDOUT;
	answer.uncertain = is_uncertain(exchange, &answer);
	if (curl_easy_getinfo(exchange->easy, CURLINFO_RETRY_AFTER, &retry_after_s) == CURLE_OK &&
	    retry_after_s > 0)
		answer.retry_after_us =
			(retry_after_s < 7 * 86400 ? retry_after_s : 7 * 86400) * CLOCK_SECOND_US;
	return answer;
}

static void finish(struct http_client *client, CURL *easy, CURLcode code)
{
	char reason[HTTP_REASON_MAX] = "";
	char *private = NULL;

	curl_easy_getinfo(easy, CURLINFO_PRIVATE, &private);
	struct exchange *exchange = (void *)private;
	struct http_answer answer = read_answer(exchange, code);
	if (!answer.done) {
		say_reason(exchange, code, &answer, reason, sizeof(reason));
		answer.reason = reason;
	}
	curl_multi_remove_handle(client->multi, easy);
	unlink_exchange(client, exchange);
	exchange->done(exchange->context, &answer);
	exchange_free(exchange);
}

static int fail(CURLMcode code, struct error *error)
{
	return error_set(error, ERROR_SYSTEM, "libcurl: %s", curl_multi_strerror(code));
}

static void finish_all(struct http_client *client)
{
	int left = 0;

	for (CURLMsg *end = curl_multi_info_read(client->multi, &left); end;
	     end = curl_multi_info_read(client->multi, &left)) {
		if (end->msg == CURLMSG_DONE)
			finish(client, end->easy_handle, end->data.result);
	}
}

int http_client_move(struct http_client *client, struct error *error)
{
	int running = 0;
	CURLMcode code = curl_multi_perform(client->multi, &running);

	if (code != CURLM_OK)
		return fail(code, error);
	finish_all(client);
	return 0;
}

int http_client_wait(struct http_client *client, int64_t timeout_us, struct error *error)
{
	CURLMcode code = curl_multi_poll(client->multi, NULL, 0, (int)(timeout_us / 1000), NULL);

	return code == CURLM_OK ? 0 : fail(code, error);
}

int http_client_poll(struct http_client *client, int64_t timeout_us, struct error *error)
{
	const size_t before = client->running;
	int r = http_client_move(client, error);

	/* What ended at once (a refused connection) is reported without waiting. */
	if (r == 0 && client->running == before)
		r = http_client_wait(client, timeout_us, error);
	return r < 0 ? r : http_client_move(client, error);
}

void http_client_allow(struct http_client *client, int64_t more_us)
{
	for (struct exchange *exchange = client->first; exchange; exchange = exchange->next) {
		exchange->allowed_us += more_us;
		if (!set_limits(exchange))
			return; /* libcurl refuses no number that it took before */
	}
}

void http_client_drop(struct http_client *client, const void *context)
{
	for (struct exchange *exchange = client->first; exchange; exchange = exchange->next) {
		if (exchange->context == context) {
			curl_multi_remove_handle(client->multi, exchange->easy);
			unlink_exchange(client, exchange);
			exchange_free(exchange);
			return;
		}
	}
}

void http_client_wake(struct http_client *client)
{
	curl_multi_wakeup(client->multi);
}

/* ---- the client ---- */

struct http_client *http_client_new(const struct http_client_settings *settings,
				    struct error *error)
{
	unsigned host_max = settings->host_max > 0 ? settings->host_max : 4;
	struct http_client *client = calloc(1, sizeof(*client));

	if (!client)
		goto fail;
	client->running_max = settings->running_max > 0 ? settings->running_max : 16;
	client->multi = curl_multi_init();
	if (settings->ca_file)
		client->ca_file = strdup(settings->ca_file);
	if (!client->multi || (settings->ca_file && !client->ca_file))
		goto fail;
	if (curl_multi_setopt(client->multi, CURLMOPT_MAX_HOST_CONNECTIONS, (long)host_max) !=
	    CURLM_OK)
		goto fail;
	return client;

fail:
	error_set(error, ERROR_MEMORY, "no memory left for outgoing requests");
	return http_client_free(client);
}

struct http_client *http_client_free(struct http_client *client)
{
	if (!client)
		return NULL;
	while (client->first) {
		struct exchange *exchange = client->first;

		curl_multi_remove_handle(client->multi, exchange->easy);
		unlink_exchange(client, exchange);
		exchange_free(exchange);
	}
	curl_multi_cleanup(client->multi);
	free(client->ca_file);
	free(client);
	return NULL;
}

size_t http_client_running(const struct http_client *client)
{
	return client->running;
}

size_t http_client_room(const struct http_client *client)
{
	return client->running < client->running_max ? client->running_max - client->running : 0;
}
