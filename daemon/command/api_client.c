/* api_client.c - see api_client.h; the one HTTP client of the house, polled until its answer is
 * there. */
#include "api_client.h"

#include "command_setup.h"
#include "crypto.h"
#include "file.h"
#include "http_client.h"
#include "json.h"

#include <stdio.h>

enum { URL_BYTES = 8192, ANSWER_BYTES = 64 << 20 };
#define POLL_US INT64_C(1000000)

struct api_client {
	struct http_client *http;
	char url[512];
	char *authorization;
	const char *token_file; /* borrowed from the configuration */
};

/* What http_client's callback leaves behind. */
struct outcome {
	bool done, answered, uncertain;
	int status;
	int64_t retry_after_us;
	struct buffer *body;
	char reason[HTTP_REASON_MAX];
};

static int read_token(struct api_client *client, const struct config *config, struct error *error)
{
	char *token;

	client->token_file = config->token_file;
	if (!config->token_file)
		return 0;
	token = file_read_secret(config->token_file, error);
	if (!token)
		return error->code;
	if (asprintf(&client->authorization, "Authorization: Bearer %s", token) < 0)
		client->authorization = NULL;
	crypto_free_secret(token);
	return client->authorization ? 0 : error_set(error, ERROR_MEMORY, "out of memory");
}

static void find_url(struct api_client *client, const struct config *config, const char *to)
{
	bool v6 = strchr(config->listen_address, ':') != NULL;
	size_t len;

	if (to)
		snprintf(client->url, sizeof(client->url), "%s", to);
	else
		snprintf(client->url, sizeof(client->url), "http://%s%s%s:%u", v6 ? "[" : "",
			 config->listen_address, v6 ? "]" : "", config->listen_port);
	len = strlen(client->url);
	if (len && client->url[len - 1] == '/')
		client->url[len - 1] = '\0';
}

struct api_client *api_client_new(const struct config *config, const char *to, struct error *error)
{
	const struct http_client_settings settings = { 0 };
	struct api_client *client = calloc(1, sizeof(*client));

	if (!client) {
		error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	find_url(client, config, to);
	if (crypto_init(error) < 0 || read_token(client, config, error) < 0 ||
	    http_client_init(error) < 0)
		return api_client_free(client);
	client->http = http_client_new(&settings, error);
	return client->http ? client : api_client_free(client);
}

struct api_client *api_client_free(struct api_client *client)
{
	if (!client)
		return NULL;
	http_client_free(client->http);
	crypto_free_secret(client->authorization);
	free(client);
	return NULL;
}

static void on_answer(void *context, const struct http_answer *answer)
{
	struct outcome *outcome = context;

	outcome->done = true;
	outcome->answered = answer->done;
	outcome->uncertain = answer->uncertain;
	outcome->status = answer->status;
	outcome->retry_after_us = answer->retry_after_us;
	buffer_add_slice(outcome->body, answer->body);
	snprintf(outcome->reason, sizeof(outcome->reason), "%s", answer->reason);
}

static int start(struct api_client *client, const struct api_call *call, struct outcome *outcome,
		 struct error *error)
{
	char url[URL_BYTES], type[128];
	const char *headers[2];
	struct http_request request = { .method = call->method,
					.url = url,
					.headers = headers,
					.body = call->body,
					.answer_bytes = ANSWER_BYTES };

	if (snprintf(url, sizeof(url), "%s%s", client->url, call->path) >= (int)sizeof(url))
		return error_set(error, ERROR_INVALID, "the request's path is too long");
	if (client->authorization)
		headers[request.header_count++] = client->authorization;
	if (call->content_type) {
		snprintf(type, sizeof(type), "Content-Type: %s", call->content_type);
		headers[request.header_count++] = type;
	}
	return http_client_start(client->http, &request, on_answer, outcome, error);
}

int api_client_call(struct api_client *client, const struct api_call *call, int *ret_status,
		    int64_t *ret_retry_after_us, struct buffer *ret_body, struct error *error)
{
	struct outcome outcome = { .body = ret_body };
	int r = start(client, call, &outcome, error);

	while (r == 0 && !outcome.done)
		r = http_client_poll(client->http, POLL_US, error);
	if (r < 0)
		return r;
	if (!outcome.answered)
		return error_set(
			error, outcome.uncertain ? ERROR_UNCERTAIN : ERROR_AWAY,
			"%s: %s; is `livvakt run` running there? (--to URL names another place)",
			client->url, outcome.reason);
	*ret_status = outcome.status;
	if (ret_retry_after_us)
		*ret_retry_after_us = outcome.retry_after_us;
	return 0;
}

/* A proxy before a Livvakt that is away answers like that, too. */
static int refuse_stranger(const struct api_client *client, int status, struct error *error)
{
	return error_set(error, ERROR_AWAY,
			 "%s: this is no Livvakt: it answered with status %d and not as a Livvakt "
			 "does; say with --to URL where `livvakt run` listens",
			 client->url, status);
}

int api_client_refusal(const struct api_client *client, int status, const struct buffer *body,
		       struct error *error)
{
	struct json *json = json_parse(buffer_slice(body), NULL);
	struct slice text = json ? json_get_string(json, "error") : (struct slice){ NULL, 0 };
	enum error_code code = status == 404   ? ERROR_NOT_FOUND
			       : status == 409 ? ERROR_CONFLICT
			       : status >= 500 ? ERROR_AWAY
					       : ERROR_INVALID;

	if (text.len && status == 401)
		error_set(error, code, "%.*s; %s%s", (int)text.len, text.data,
			  client->token_file ? "it was taken from "
					     : "name the service's configuration with -c, which "
					       "has it",
			  client->token_file ? client->token_file : "");
	else if (text.len)
		error_set(error, code, "%.*s", (int)text.len, text.data);
	else
		code = refuse_stranger(client, status, error);
	json_free(json);
	return code;
}

struct json *api_client_ask(struct api_client *client, const struct api_call *call, int status,
			    const char *member, bool print, struct error *error)
{
	struct json *answer = NULL;
	struct buffer body;
	int got = 0, r;

	buffer_init(&body, ANSWER_BYTES);
	r = api_client_call(client, call, &got, NULL, &body, error);
	if (r == 0 && got == status)
		answer = json_parse(buffer_slice(&body), NULL);
	if (r == 0 && !json_get(answer, member)) {
		json_free(answer);
		answer = NULL;
		(void)api_client_refusal(client, got, &body, error);
	} else if (r == 0 && print) {
		fwrite(body.data, 1, body.len, stdout);
	}
	buffer_done(&body);
	return answer;
}

enum exit_status api_client_errand(const struct api_errand *errand)
{
	enum exit_status status = STATUS_FINE;
	struct config *config = command_config(errand->config, &status);
	struct error error = { 0 };
	struct api_client *client;

	if (!config)
		return status;
	client = api_client_new(config, errand->to, &error);
	if (!client || errand->ask(client, errand->request, &error) < 0)
		status = command_fail(errand->name, &error);
	api_client_free(client);
	config_free(config);
	return status;
}

char *api_client_escape(struct slice text)
{
	static const char hex[] = "0123456789ABCDEF";
	char *escaped = malloc(text.len * 3 + 1);
	size_t at = 0;

	if (!escaped)
		return NULL;
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.data[i];
		bool plain = (byte >= '0' && byte <= '9') ||
			     ((byte | 32) >= 'a' && (byte | 32) <= 'z') ||
			     strchr("-._~", (char)byte);

		if (plain && byte) {
			escaped[at++] = (char)byte;
		} else {
			escaped[at++] = '%';
			escaped[at++] = hex[byte >> 4];
			escaped[at++] = hex[byte & 15];
		}
	}
	escaped[at] = '\0';
	return escaped;
}
