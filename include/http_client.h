/*
 * http_client.h - requests that leave the house, many at once: the one wrapper around libcurl.
 *
 * A client belongs to one thread. Requests are started, then http_client_poll() moves all of them
 * and calls back, once each, with what came of it. Redirects are never followed (secrets would
 * travel along), answers have a size limit, and everything ends within a time-out. HTTP and SMTP
 * share one set of connections and limits.
 */
#ifndef LIVVAKT_HTTP_CLIENT_H
#define LIVVAKT_HTTP_CLIENT_H

#include "error.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	HTTP_ANSWER_BYTES = 64 * 1024, /* where a request sets no limit of its own */
	HTTP_HEADER_BYTES_MAX = 64 * 1024,
	HTTP_HEADERS_MAX = 32,
	HTTP_REASON_MAX = 400,
};

struct http_client;

struct http_client_settings {
	const char *ca_file;  /* trusted certificates instead of the system's; NULL: the system's */
	unsigned running_max; /* at once; 0: 16 */
	unsigned host_max;    /* connections to one host; 0: 4 */
};

struct http_request {
	const char *method;	    /* "POST" */
	const char *url;	    /* http or https */
	const char *const *headers; /* "Name: value", without line ends (refused) */
	size_t header_count;
	struct slice body;	    /* copied */
	size_t answer_bytes;	    /* 0: HTTP_ANSWER_BYTES */
	int64_t connect_timeout_us; /* 0: 10 s */
	int64_t timeout_us;	    /* whole request; 0: 30 s */
};

struct smtp_request {
	const char *url;    /* smtp:// or smtps:// */
	const char *sender; /* bare addresses; control characters, blanks, < and > are refused */
	const char *recipient;
	const char *username, *password;	/* NULL: no authentication */
	bool require_tls;			/* STARTTLS or nothing; meaningless for smtps:// */
	struct slice message;			/* complete, with CRLF; copied */
	int64_t connect_timeout_us, timeout_us; /* 0: 10 s and 60 s */
};

struct http_answer {
	int status; /* HTTP status, or code of the SMTP reply that matters: the refusal, if there
		       was one; 0: no answer */
	bool done;  /* the exchange came to its regular end (any status) */
	bool timed_out;
	bool uncertain;		/* the request was sent in whole, but the answer was lost */
	struct slice body;	/* HTTP: as much as the limit allows; SMTP: that reply line */
	bool cut;		/* there was more */
	int64_t retry_after_us; /* what a Retry-After header asked for; 0: nothing */
	const char *reason;	/* one clear sentence on what failed; "" when done */
};

/* All of the answer is borrowed for the time of the call. New requests may be started from it. */
typedef void http_done(void *context, const struct http_answer *answer);

/* Once a process, before threads; safe to repeat from one thread. */
MUST_CHECK int http_client_init(struct error *error);

/* NULL when out of memory or when the certificates cannot be read. */
struct http_client *http_client_new(const struct http_client_settings *settings,
				    struct error *error);

/* Stops what is running without calling back; always NULL; NULL is fine. */
struct http_client *http_client_free(struct http_client *client);

/* ERROR_LIMIT when running_max are running, ERROR_INVALID when the request cannot be sent as it is.
 * On success `done` is called exactly once from a later http_client_poll(). */
MUST_CHECK int http_client_start(struct http_client *client, const struct http_request *request,
				 http_done *done, void *context, struct error *error);
MUST_CHECK int smtp_client_start(struct http_client *client, const struct smtp_request *request,
				 http_done *done, void *context, struct error *error);

/* Waits at most `timeout_us` for something to happen, moves everything, calls back. */
MUST_CHECK int http_client_poll(struct http_client *client, int64_t timeout_us,
				struct error *error);

/* Only moves what can be moved and calls back, or only waits for something to happen: for who has
 * to look at something between the two. */
MUST_CHECK int http_client_move(struct http_client *client, struct error *error);
MUST_CHECK int http_client_wait(struct http_client *client, int64_t timeout_us,
				struct error *error);

/* For so long nobody moved anything: no server's fault, so all that runs may take as much longer.
 */
void http_client_allow(struct http_client *client, int64_t more_us);

/* Ends the request of this context without calling back. */
void http_client_drop(struct http_client *client, const void *context);

/* Ends a wait of http_client_poll() or http_client_wait(); the one function that other threads may
 * call. */
void http_client_wake(struct http_client *client);

size_t http_client_running(const struct http_client *client);
size_t http_client_room(const struct http_client *client);

#endif
