/*
 * deliver_check.h - whether what the configuration says about deliveries can work, before the
 * first alarm finds out.
 *
 * Looks at addresses, templates and secret files; makes no connection. For `livvakt check` and the
 * start of the service.
 */
#ifndef LIVVAKT_DELIVER_CHECK_H
#define LIVVAKT_DELIVER_CHECK_H

#include "complaint.h"
#include "config.h"

/* The service's other secret files, too: token_file, redis_password_file.
 * Codes: webhook-url, webhook-secret, hide-call, secret-file, email. The place is the file; the
 * text names the entry. */
void deliver_check(const struct config *config, struct complaints *complaints);

#endif
