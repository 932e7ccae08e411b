/*
 * hosts.h - the hosts that a text points to, written as people write them and as some write them so
 * that nobody sees: http:// and hxxp://, bare (bad.example/x), bad[.]example, a name before an @,
 * ports, percent-encoding, backslashes.
 */
#ifndef LIVVAKT_HOSTS_H
#define LIVVAKT_HOSTS_H

#include "domain.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>

/* A host, and where the link that names it stands. */
struct host_link {
	struct span span;      /* scheme to host; the path is left out */
	char host[DOMAIN_MAX]; /* in one spelling (domain.h) */
	size_t host_len;
	bool bare; /* no scheme, www. or path: it may be two sentences without a blank between */
	bool has_scheme;
};

/* Could there be any? Cheap: no dot but at the end of a sentence, no ":/". */
bool hosts_possible(struct slice plain);

/* The next one in a text in plain form from `*at` on, which is moved behind it. The domain of an
 * e-mail address is none. False at the end. */
bool hosts_next(struct slice plain, size_t *at, struct host_link *ret_link);

#endif
