/* http_client_check.c - what may leave the house; see http_client_check.h. */
#include "http_client_check.h"

#include <curl/curl.h>
#include <string.h>
#include <strings.h>

/* ---- what may be sent ---- */

static bool is_method(const char *method)
{
	size_t len = strspn(method, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	return len > 0 && len <= 16 && method[len] == '\0';
}

int http_client_check_request(const struct http_request *request, struct error *error)
{
	if (!is_method(request->method))
		return error_set(error, ERROR_INVALID,
				 "the method must be a word in capitals, as POST");
	if (strncasecmp(request->url, "http://", 7) != 0 &&
	    strncasecmp(request->url, "https://", 8) != 0)
		return error_set(error, ERROR_INVALID,
				 "the address must begin with https:// or http://");
	if (slice_has_control(slice_from(request->url)) || strchr(request->url, ' '))
		return error_set(error, ERROR_INVALID,
				 "the address holds a blank or a control character");
	if (request->header_count > HTTP_HEADERS_MAX)
		return error_set(error, ERROR_INVALID, "more than %d headers", HTTP_HEADERS_MAX);
	for (size_t i = 0; i < request->header_count; i++) {
		const char *header = request->headers[i];
		size_t name = strcspn(header, ": \t");

		if (slice_has_control(slice_from(header)))
			return error_set(error, ERROR_INVALID,
					 "header %zu holds a line end or another control character",
					 i + 1);
		if (name == 0 || header[name] != ':')
			return error_set(error, ERROR_INVALID,
					 "header %zu is not of the form `Name: value`", i + 1);
	}
	return 0;
}

static bool is_bare_address(const char *address)
{
	return address[0] != '\0' && !slice_has_control(slice_from(address)) &&
	       !strpbrk(address, " <>");
}

int http_client_check_mail(const struct smtp_request *request, struct error *error)
{
	if (strncasecmp(request->url, "smtp://", 7) != 0 &&
	    strncasecmp(request->url, "smtps://", 8) != 0)
		return error_set(error, ERROR_INVALID,
				 "the mail server's address must begin with smtp:// or smtps://");
	if (slice_has_control(slice_from(request->url)) || strchr(request->url, ' '))
		return error_set(error, ERROR_INVALID,
				 "the mail server's address holds a blank or a control character");
	if (!is_bare_address(request->sender))
		return error_set(error, ERROR_INVALID, "the sender is no e-mail address");
	if (!is_bare_address(request->recipient))
		return error_set(error, ERROR_INVALID, "the recipient is no e-mail address");
	return 0;
}

/* ---- addresses ---- */

static bool is_ipv4_loopback(const char *host)
{
	size_t dots = 0;

	if (strncmp(host, "127.", 4) != 0)
		return false;
	for (const char *at = host; *at; at++) {
		if (*at == '.')
			dots++;
		else if (*at < '0' || *at > '9')
			return false; /* 127.example.org is a name of somebody else */
	}
	return dots == 3;
}

bool http_client_is_loopback(const char *url)
{
	char *host = NULL;
	CURLU *parts = curl_url();
	bool loopback = false;

	if (parts &&
	    curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK)
		loopback = strcasecmp(host, "localhost") == 0 || strcmp(host, "[::1]") == 0 ||
			   is_ipv4_loopback(host);
	curl_free(host);
	curl_url_cleanup(parts);
	return loopback;
}
