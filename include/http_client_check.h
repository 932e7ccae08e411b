/*
 * http_client_check.h - checks of what is about to leave the house, before a connection is made.
 *
 * Addresses and headers come from the configuration and from templates that were filled with
 * strangers' text: a line end in one of them would be a header, or a command, of the stranger's.
 */
#ifndef LIVVAKT_HTTP_CLIENT_CHECK_H
#define LIVVAKT_HTTP_CLIENT_CHECK_H

#include "http_client.h"

/* 0 or ERROR_INVALID with what is wrong. */
MUST_CHECK int http_client_check_request(const struct http_request *request, struct error *error);
MUST_CHECK int http_client_check_mail(const struct smtp_request *request, struct error *error);

/* The URL's host is 127.0.0.0/8, ::1 or localhost; nothing is looked up. */
bool http_client_is_loopback(const char *url);

#endif
