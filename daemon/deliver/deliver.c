/*
 * deliver.c - from a message to a request, and from an answer to an outcome; see deliver.h.
 *
 * Each kind of message is a row in a table: how its request is made, how its answer is judged.
 * Secrets are read from their files at each try, so a changed one needs no restart, and are wiped
 * right after.
 */
#include "deliver.h"

#include "backoff.h"
#include "buffer.h"
#include "clock.h"
#include "crypto.h"
#include "email.h"
#include "email_address.h"
#include "file.h"
#include "hide.h"
#include "http_client.h"
#include "utf8.h"
#include "webhook.h"
#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { SAID_MAX = 120 }; /* bytes of what a receiver answered */

struct deliver {
	struct http_client *client;
	struct job *first;
};

/* One try. */
struct job {
	struct deliver *deliver;
	enum message_kind kind;
	char id[MESSAGE_ID_MAX + 1];
	unsigned attempts; /* this one included */
	enum backoff_table table;
	deliver_done *done;
	void *context;
	struct job *previous, *next;
};

/* How a try is to be ended: before backoff has its say. */
enum judgement { JUDGED_SENT, JUDGED_RETRY, JUDGED_FINAL };

/* What a kind's start function works with. */
struct attempt {
	struct deliver *deliver;
	const struct config *config;
	const struct message *message;
	int64_t now_us;
	struct job *job;
};

static void on_answer(void *context, const struct http_answer *answer);

/* ---- e-mail ---- */

static int start_mail(const struct attempt *attempt, struct slice mail, const char *password,
		      struct error *error)
{
	const struct config_email *settings = &attempt->config->email;
	char sender[EMAIL_ADDRESS_MAX + 1], receiver[EMAIL_ADDRESS_MAX + 1];

	if (!email_address_bare(slice_from(settings->from), sender) ||
	    !email_address_bare(attempt->message->receiver, receiver))
		return error_set(error, ERROR_INVALID, "sender or receiver is no e-mail address");
	const struct smtp_request request = {
		.url = settings->url,
		.sender = sender,
		.recipient = receiver,
		.username = settings->username,
		.password = password,
		.require_tls = email_requires_tls(settings),
		.message = mail,
	};
	return smtp_client_start(attempt->deliver->client, &request, on_answer, attempt->job,
				 error);
}

static int start_email(const struct attempt *attempt, struct error *error)
{
	const struct config_email *settings = &attempt->config->email;
	char *password = NULL;
	struct buffer mail;

	if (!settings->url)
		return error_set(error, ERROR_INVALID,
				 "no e-mail server is configured (email.url)");
	if (email_settings_complaint(settings))
		return error_set(error, ERROR_INVALID, "email: %s",
				 email_settings_complaint(settings));
	if (settings->username) {
		password = file_read_secret(settings->password_file, error);
		if (!password)
			return ERROR_SYSTEM;
	}
	buffer_init(&mail, EMAIL_BYTES_MAX);
	int code = email_compose(settings, attempt->message, attempt->now_us, &mail, error);
	if (code == 0)
		code = start_mail(attempt, buffer_slice(&mail), password, error);
	buffer_done(&mail);
	crypto_free_secret(password);
	return code;
}

static enum judgement judge_email(const struct http_answer *answer)
{
	if (answer->done)
		return JUDGED_SENT;
	return email_is_final(answer->status) ? JUDGED_FINAL : JUDGED_RETRY;
}

/* ---- webhook ---- */

static const struct config_webhook *find_webhook(const struct config *config, struct slice name)
{
	for (size_t i = 0; i < config->webhook_count; i++) {
		if (slice_is(name, config->webhooks[i].name))
			return &config->webhooks[i];
	}
	return NULL;
}

static int send_webhook(const struct attempt *attempt, const char *url, const char *signature,
			struct error *error)
{
	const struct message *message = attempt->message;
	char id[MESSAGE_ID_MAX + 32], timestamp[48];
	const char *headers[] = { "Content-Type: application/json", id, timestamp, signature };

	snprintf(id, sizeof(id), "webhook-id: %.*s", (int)message->id.len, message->id.data);
	snprintf(timestamp, sizeof(timestamp), "webhook-timestamp: %" PRId64,
		 attempt->now_us / CLOCK_SECOND_US);
	const struct http_request request = {
		.method = "POST",
		.url = url,
		.headers = headers,
		.header_count = sizeof(headers) / sizeof(headers[0]),
		.body = message->body,
		.timeout_us = 20 * CLOCK_SECOND_US, /* the specification: 15 to 30 s */
	};
	return http_client_start(attempt->deliver->client, &request, on_answer, attempt->job,
				 error);
}

static int start_webhook(const struct attempt *attempt, struct error *error)
{
	const struct message *message = attempt->message;
	const struct config_webhook *webhook = find_webhook(attempt->config, message->receiver);
	struct buffer signatures, header;
	struct webhook_keys keys;

	if (!webhook)
		return error_set(error, ERROR_INVALID,
				 "the configuration has no webhook of this name any more");
	if (webhook_url_complaint(webhook->url))
		return error_set(error, ERROR_INVALID, "%s", webhook_url_complaint(webhook->url));
	if (webhook_keys_read(webhook->secret_file, &keys, error) < 0)
		return ERROR_SYSTEM; /* a file that people can mend: tried again */

	buffer_init(&signatures, 1024);
	buffer_init(&header, 1024);
	webhook_write_signature(&keys, message->id, attempt->now_us / CLOCK_SECOND_US,
				message->body, &signatures);
	buffer_printf(&header, "webhook-signature: %s", buffer_text(&signatures));
	int code = buffer_failed(&signatures) || buffer_failed(&header)
			   ? error_set(error, ERROR_MEMORY, "no memory left for a signature")
			   : send_webhook(attempt, webhook->url, buffer_text(&header), error);
	crypto_wipe(&keys, sizeof(keys));
	buffer_done(&header);
	buffer_done(&signatures);
	return code;
}

static enum judgement judge_webhook(const struct http_answer *answer)
{
	static const enum judgement judgements[] = {
		[WEBHOOK_ACCEPTED] = JUDGED_SENT,
		[WEBHOOK_TRY_AGAIN] = JUDGED_RETRY,
		[WEBHOOK_NEVER] = JUDGED_FINAL,
	};

	return judgements[webhook_judge_status(answer->status)];
}

/* ---- hide ---- */

static const struct config_hide *find_hide(const struct config *config, struct slice name)
{
	for (size_t i = 0; i < config->hide_count; i++) {
		if (slice_is(name, config->hides[i].name))
			return &config->hides[i];
	}
	return NULL;
}

/* Everything of a hide call after filling in; texts one after the other, each terminated. */
struct hide_call {
	struct buffer url, body;
	struct buffer lines[HTTP_HEADERS_MAX];
	const char *headers[HTTP_HEADERS_MAX];
	size_t header_count;
};

static void hide_call_init(struct hide_call *call)
{
	buffer_init(&call->url, HIDE_TEXT_MAX);
	buffer_init(&call->body, HIDE_TEXT_MAX);
	for (size_t i = 0; i < HTTP_HEADERS_MAX; i++)
		buffer_init(&call->lines[i], HIDE_TEXT_MAX);
	call->header_count = 0;
}

/* The secret may have gone anywhere, so everything is wiped. */
static void hide_call_done(struct hide_call *call)
{
	buffer_wipe(&call->url);
	buffer_wipe(&call->body);
	for (size_t i = 0; i < HTTP_HEADERS_MAX; i++)
		buffer_wipe(&call->lines[i]);
}

static int fill_headers(const struct config_hide *hide, const struct hide_fields *fields,
			struct hide_call *call, struct error *error)
{
	if (hide->header_count > HTTP_HEADERS_MAX)
		return error_set(error, ERROR_INVALID, "more than %d headers", HTTP_HEADERS_MAX);
	for (size_t i = 0; i < hide->header_count; i++) {
		int code = hide_expand(hide->headers[i], HIDE_IN_HEADER, fields, &call->lines[i],
				       error);

		if (code < 0)
			return code;
		call->headers[call->header_count++] = buffer_text(&call->lines[i]);
	}
	return 0;
}

static int fill_call(const struct config_hide *hide, const struct hide_fields *fields,
		     struct hide_call *call, struct error *error)
{
	int code = hide_expand(hide->url, HIDE_IN_URL, fields, &call->url, error);

	if (code == 0 && hide->body)
		code = hide_expand(hide->body, HIDE_IN_BODY, fields, &call->body, error);
	return code < 0 ? code : fill_headers(hide, fields, call, error);
}

static bool has_content_type(const struct config_hide *hide)
{
	for (size_t i = 0; i < hide->header_count; i++) {
		if (strncasecmp(hide->headers[i], "Content-Type:", 13) == 0)
			return true;
	}
	return false;
}

static int send_hide(const struct attempt *attempt, const struct config_hide *hide,
		     const struct hide_fields *fields, struct error *error)
{
	struct hide_call call;

	hide_call_init(&call);
	int code = fill_call(hide, fields, &call, error);
	if (code == 0 && hide->body && !has_content_type(hide) &&
	    call.header_count < HTTP_HEADERS_MAX)
		call.headers[call.header_count++] = "Content-Type: application/json";
	if (code == 0) {
		const struct http_request request = {
			.method = hide->method,
			.url = buffer_text(&call.url),
			.headers = call.headers,
			.header_count = call.header_count,
			.body = buffer_slice(&call.body),
		};
		code = http_client_start(attempt->deliver->client, &request, on_answer,
					 attempt->job, error);
	}
	hide_call_done(&call);
	return code;
}

static int start_hide(const struct attempt *attempt, struct error *error)
{
	const struct config_hide *hide = find_hide(attempt->config, attempt->message->receiver);
	struct hide_fields fields;
	char *secret = NULL;

	if (!hide)
		return error_set(error, ERROR_INVALID,
				 "the configuration has no hide action of this name any more");
	if (hide->secret_file) {
		secret = file_read_secret(hide->secret_file, error);
		if (!secret)
			return ERROR_SYSTEM;
	}
	struct json *body = json_parse(attempt->message->body, error);
	int code = body ? 0 : error->code;
	if (code == 0) {
		hide_fields_read(body, &fields);
		fields.values[HIDE_SECRET] = slice_from(secret);
		code = send_hide(attempt, hide, &fields, error);
	}
	json_free(body);
	crypto_free_secret(secret);
	return code;
}

static enum judgement judge_hide(const struct http_answer *answer)
{
	static const enum judgement judgements[] = {
		[HIDE_DONE] = JUDGED_SENT,
		[HIDE_GONE] = JUDGED_SENT, /* nobody can see it any more: that is what was wanted */
		[HIDE_TRY_AGAIN] = JUDGED_RETRY,
		[HIDE_REFUSED] = JUDGED_FINAL,
	};

	return judgements[hide_judge_status(answer->status)];
}

/* ---- what all kinds share ---- */

static const struct {
	int (*start)(const struct attempt *attempt, struct error *error);
	enum judgement (*judge)(const struct http_answer *answer);
} kinds[] = {
	[MESSAGE_EMAIL] = { start_email, judge_email },
	[MESSAGE_WEBHOOK] = { start_webhook, judge_webhook },
	[MESSAGE_HIDE] = { start_hide, judge_hide },
};
static_assert(sizeof(kinds) / sizeof(kinds[0]) == MESSAGE_KIND_COUNT, "each kind can be delivered");

static struct job *job_free(struct job *job)
{
	if (job->previous)
		job->previous->next = job->next;
	else
		job->deliver->first = job->next;
	if (job->next)
		job->next->previous = job->previous;
	free(job);
	return NULL;
}

static struct job *job_new(struct deliver *deliver, const struct message *message,
			   deliver_done *done, void *context)
{
	struct job *job = calloc(1, sizeof(*job));

	if (!job)
		return NULL;
	job->deliver = deliver;
	job->kind = message->kind;
	utf8_copy(job->id, sizeof(job->id), message->id);
	job->attempts = message->attempts + 1;
	job->table = message->news == MESSAGE_PAGE || message->kind == MESSAGE_HIDE ? BACKOFF_URGENT
										    : BACKOFF_USUAL;
	job->done = done;
	job->context = context;
	job->next = deliver->first;
	if (deliver->first)
		deliver->first->previous = job;
	deliver->first = job;
	return job;
}

/* Calls back and ends the job. */
static void conclude(struct job *job, enum judgement judgement, int64_t asked_us,
		     const char *reason)
{
	struct deliver_outcome outcome = { .result = DELIVER_SENT, .reason = reason };
	char given_up[HTTP_REASON_MAX + 64];

	if (judgement == JUDGED_FINAL) {
		outcome.result = DELIVER_GIVEN_UP;
	} else if (judgement == JUDGED_RETRY) {
		outcome.result = DELIVER_RETRY;
		if (!backoff_wait_us(job->table, slice_from(job->id), job->attempts, asked_us,
				     &outcome.wait_us)) {
			snprintf(given_up, sizeof(given_up), "given up after %u tries: %s",
				 job->attempts, reason);
			outcome.result = DELIVER_GIVEN_UP;
			outcome.reason = given_up;
		}
	}
	job->done(job->context, &outcome);
	job_free(job);
}

/* "HTTP 503: upstream is away", with the beginning of what the receiver said, on one line. */
static void say_status(const struct http_answer *answer, char *to, size_t size)
{
	const struct slice said = utf8_cut(answer->body, SAID_MAX);
	const char *why = answer->status >= 300 && answer->status < 400
				  ? " (redirects are not followed: enter the new address)"
				  : "";

	snprintf(to, size, "HTTP %d%s%s%.*s", answer->status, why, said.len > 0 ? ": " : "",
		 (int)said.len, said.len > 0 ? said.data : "");
	slice_flatten(to);
}

static void on_answer(void *context, const struct http_answer *answer)
{
	struct job *job = context;
	enum judgement judgement = kinds[job->kind].judge(answer);
	char status[HTTP_REASON_MAX];

	if (judgement == JUDGED_SENT) {
		conclude(job, judgement, 0, "");
		return;
	}
	if (answer->done)
		say_status(answer, status, sizeof(status));
	conclude(job, judgement, answer->retry_after_us, answer->done ? status : answer->reason);
}

void deliver_start(struct deliver *deliver, const struct config *config,
		   const struct message *message, int64_t now_us, deliver_done *done, void *context)
{
	struct error error = { .code = ERROR_NONE };
	struct deliver_outcome no_memory = { DELIVER_RETRY, 5 * CLOCK_SECOND_US,
					     "no memory left for a delivery" };

	assert(message->kind < MESSAGE_KIND_COUNT);
	struct job *job = job_new(deliver, message, done, context);
	if (!job) {
		done(context, &no_memory);
		return;
	}
	const struct attempt attempt = { deliver, config, message, now_us, job };
	int code = kinds[message->kind].start(&attempt, &error);
	/* What the configuration says wrongly is final, what the machine refuses is not. */
	if (code < 0)
		conclude(job, code == ERROR_INVALID ? JUDGED_FINAL : JUDGED_RETRY, 0, error.text);
}

struct deliver *deliver_new(const struct deliver_settings *settings, struct error *error)
{
	const struct http_client_settings client = { .ca_file = settings->ca_file,
						     .running_max = settings->running_max };
	struct deliver *deliver = calloc(1, sizeof(*deliver));

	if (!deliver) {
		error_set(error, ERROR_MEMORY, "no memory left for deliveries");
		return NULL;
	}
	deliver->client = http_client_new(&client, error);
	return deliver->client ? deliver : deliver_free(deliver);
}

struct deliver *deliver_free(struct deliver *deliver)
{
	if (!deliver)
		return NULL;
	http_client_free(deliver->client);
	while (deliver->first)
		job_free(deliver->first);
	free(deliver);
	return NULL;
}

int deliver_poll(struct deliver *deliver, int64_t timeout_us, struct error *error)
{
	return http_client_poll(deliver->client, timeout_us, error);
}

int deliver_move(struct deliver *deliver, struct error *error)
{
	return http_client_move(deliver->client, error);
}

int deliver_wait(struct deliver *deliver, int64_t timeout_us, struct error *error)
{
	return http_client_wait(deliver->client, timeout_us, error);
}

void deliver_allow(struct deliver *deliver, int64_t more_us)
{
	http_client_allow(deliver->client, more_us);
}

void deliver_drop(struct deliver *deliver, const void *context)
{
	for (struct job *job = deliver->first; job; job = job->next) {
		if (job->context == context) {
			http_client_drop(deliver->client, job);
			job_free(job);
			return;
		}
	}
}

void deliver_wake(struct deliver *deliver)
{
	http_client_wake(deliver->client);
}

size_t deliver_room(const struct deliver *deliver)
{
	return http_client_room(deliver->client);
}

size_t deliver_running(const struct deliver *deliver)
{
	return http_client_running(deliver->client);
}
