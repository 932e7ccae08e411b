/*
 * api_client.h - commands' way to a running service: one request at a time, waited for.
 */
#ifndef LIVVAKT_API_CLIENT_H
#define LIVVAKT_API_CLIENT_H

#include "buffer.h"
#include "config.h"
#include "error.h"
#include "json.h"

struct api_client;

/* `to`: http://host:port of the service; NULL: what the configuration says. The token comes from
 * the configuration. */
MUST_CHECK struct api_client *api_client_new(const struct config *config, const char *to,
					     struct error *error);
struct api_client *api_client_free(struct api_client *client); /* always NULL */

struct api_call {
	const char *method, *path; /* path with its query */
	const char *content_type;  /* NULL without a body */
	struct slice body;
};

/* The body of any answer is put into ret_body, its HTTP status into *ret_status; what it asks to be
 * waited (0: nothing) into *ret_retry_after_us, which may be NULL. ERROR_AWAY when nobody answers
 * there (the error says what to do), ERROR_UNCERTAIN when it was sent and the answer was lost. */
MUST_CHECK int api_client_call(struct api_client *client, const struct api_call *call,
			       int *ret_status, int64_t *ret_retry_after_us,
			       struct buffer *ret_body, struct error *error);

/* As above, for an answer with this status that has this member: whatever else comes is no
 * Livvakt's, as the login page of another server, and is an error. NULL then; else the caller frees
 * it. `print`: its bytes go to stdout, too. */
MUST_CHECK struct json *api_client_ask(struct api_client *client, const struct api_call *call,
				       int status, const char *member, bool print,
				       struct error *error);

/* What api_client_ask() would say of an answer that is not what was wanted: its own "error", or
 * that no Livvakt answers so. */
int api_client_refusal(const struct api_client *client, int status, const struct buffer *body,
		       struct error *error);

/* A subcommand that asks a running service: configuration, client, `ask`, and what went wrong.
 * Gives the exit status. */
struct api_errand {
	const char *name, *config, *to; /* the subcommand; paths may be NULL */
	int (*ask)(struct api_client *client, const void *request, struct error *error);
	const void *request;
};
enum exit_status api_client_errand(const struct api_errand *errand);

/* Who says so: `by` as it was given, or the name that the caller is logged in with. ERROR_INVALID
 * where neither is known. */
MUST_CHECK int api_client_who(const char *by, const char **ret_who, struct error *error);

/* A text for a URL's path or query; the caller frees. */
char *api_client_escape(struct slice text);

#endif
