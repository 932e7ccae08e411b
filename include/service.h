/*
 * service.h - the running program: every part, the order in which they start, and the same order
 * backwards.
 */
#ifndef LIVVAKT_SERVICE_H
#define LIVVAKT_SERVICE_H

#include "config.h"
#include "error.h"

/* Runs until SIGTERM or SIGINT. The configuration stays the caller's. 0, or why it could not start:
 * then everything that had started has been stopped again. `rules` are the folders to load. */
MUST_CHECK int service_run(const struct config *config, const char *const *rules,
			   size_t rules_count, struct error *error);

#endif
