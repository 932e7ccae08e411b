/*
 * http_client_words.h - what went wrong with a request, and with whom, in words for people.
 */
#ifndef LIVVAKT_HTTP_CLIENT_WORDS_H
#define LIVVAKT_HTTP_CLIENT_WORDS_H

#include <curl/curl.h>
#include <stddef.h>

/* How it failed, to stand behind the server's name; libcurl's own words for what is rare. */
const char *http_client_words(CURLcode code);

/* "smtp.example.org:587" of what was called, for sentences; user names and paths may be secrets. */
void http_client_host(CURL *easy, char *ret_host, size_t size);

#endif
