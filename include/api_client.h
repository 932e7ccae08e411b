/*
 * api_client.h - commands' way to a running service: one request at a time, waited for.
 */
#ifndef LIVVAKT_API_CLIENT_H
#define LIVVAKT_API_CLIENT_H

#include "buffer.h"
#include "config.h"
#include "error.h"

struct api_client;

/* `to`: http://host:port of the service; NULL: what the configuration says. The token comes from
 * the configuration. */
MUST_CHECK struct api_client *api_client_new(const struct config *config, const char *to,
					     struct error *error);
struct api_client *api_client_free(struct api_client *client); /* always NULL */
const char *api_client_url(const struct api_client *client);

struct api_call {
	const char *method, *path; /* path with its query */
	const char *content_type;  /* NULL without a body */
	struct slice body;
};

/* The body of any answer is put into ret_body. Gives the HTTP status, or a negative code:
 * ERROR_AWAY when nobody answers there (the error says what to do), ERROR_UNCERTAIN when it was
 * sent and the answer was lost. */
MUST_CHECK int api_client_call(struct api_client *client, const struct api_call *call,
			       int *ret_status, int64_t *ret_retry_after_us,
			       struct buffer *ret_body, struct error *error);

/* The "error" of a JSON answer as an error; falls back to the status. */
int api_client_refusal(int status, const struct buffer *body, struct error *error);

/* A text for a URL's path or query; the caller frees. */
char *api_client_escape(struct slice text);

#endif
