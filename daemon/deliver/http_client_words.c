/* http_client_words.c - see http_client_words.h. */
#include "http_client_words.h"

#include <stdio.h>

static const struct {
	CURLcode code;
	const char *words;
} curl_words[] = {
	{ CURLE_COULDNT_RESOLVE_HOST, "its name is not known (DNS)" },
	{ CURLE_COULDNT_RESOLVE_PROXY, "the proxy's name is not known (DNS)" },
	{ CURLE_COULDNT_CONNECT, "no connection" },
	{ CURLE_PEER_FAILED_VERIFICATION, "its certificate is not trusted" },
	{ CURLE_SSL_CONNECT_ERROR, "no encrypted connection could be made" },
	{ CURLE_USE_SSL_FAILED, "it offers no STARTTLS, which is required" },
	{ CURLE_LOGIN_DENIED, "user name or password were refused" },
	{ CURLE_GOT_NOTHING, "it closed the connection without an answer" },
	{ CURLE_RECV_ERROR, "the connection broke while waiting for the answer" },
	{ CURLE_SEND_ERROR, "the connection broke while sending" },
	{ CURLE_PARTIAL_FILE, "the connection broke in the middle of the answer" },
	{ CURLE_WEIRD_SERVER_REPLY, "its answer is not what the protocol allows" },
	{ CURLE_HTTP2, "its answer is not what the protocol allows" },
};

const char *http_client_words(CURLcode code)
{
	for (size_t i = 0; i < sizeof(curl_words) / sizeof(curl_words[0]); i++) {
		if (curl_words[i].code == code)
			return curl_words[i].words;
	}
	return curl_easy_strerror(code);
}

void http_client_host(CURL *easy, char *ret_host, size_t size)
{
	const char *url = NULL;
	char *host = NULL, *port = NULL;
	CURLU *parts = curl_url();

	snprintf(ret_host, size, "the server");
	curl_easy_getinfo(easy, CURLINFO_EFFECTIVE_URL, &url);
	if (parts && url &&
	    curl_url_set(parts, CURLUPART_URL, url, CURLU_NON_SUPPORT_SCHEME) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	    curl_url_get(parts, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) == CURLUE_OK)
		snprintf(ret_host, size, "%.100s:%.5s", host, port);
	curl_free(host);
	curl_free(port);
	curl_url_cleanup(parts);
}
