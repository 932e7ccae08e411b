/* deliveries.c - livvakt deliveries: what was sent to whom, and what became of it. */
#include "api_client.h"
#include "command.h"
#include "command_options.h"
#include "command_setup.h"
#include "json.h"
#include "terminal.h"

#include <stdio.h>

enum { ANSWER_BYTES = 64 << 20, SHOWN_MAX = 200 };

static const char help[] = "usage: livvakt deliveries [-c FILE] [--to URL] [--json]\n"
			   "\n"
			   "Lists the latest messages of a running service, newest first: e-mails, "
			   "webhooks, hide calls.\n"
			   "\n"
			   "  -c, --config FILE   where the service listens, and its token\n"
			   "      --to URL        the service, as http://127.0.0.1:8787\n"
			   "      --json          the service's own answer\n";

static void print_delivery(const struct json *it)
{
	struct slice id = json_get_string(it, "id"), kind = json_get_string(it, "kind");
	struct slice receiver = json_get_string(it, "receiver"),
		     state = json_get_string(it, "state");
	struct slice created = json_get_string(it, "created"),
		     error = json_get_string(it, "last_error");

	printf("%.*s  %-7.*s  %-8.*s  %lld tries  %.*s  %.*s%s", (int)created.len, created.data,
	       (int)kind.len, kind.data, (int)state.len, state.data,
	       (long long)json_get_integer(it, "attempts", 0), (int)id.len, id.data,
	       (int)receiver.len, receiver.data, error.len ? ": " : "");
	terminal_print(stdout, error); /* a receiver's own words */
	putchar('\n');
}

static int print_all(struct api_client *client, bool json, struct error *error)
{
	const struct api_call call = { .method = "GET", .path = "/v1/deliveries?limit=200" };
	struct json *answer = NULL;
	struct buffer body;
	size_t shown = 0;
	int status, r;

	buffer_init(&body, ANSWER_BYTES);
	r = api_client_call(client, &call, &status, NULL, &body, error);
	if (r == 0 && status != 200)
		r = api_client_refusal(status, &body, error);
	if (r == 0 && json) {
		fwrite(body.data, 1, body.len, stdout);
	} else if (r == 0) {
		answer = json_parse(buffer_slice(&body), error);
		r = answer ? 0 : error_prefix(error, "the service's answer");
	}
	for (const struct json *it = json_first(json_get(answer, "deliveries")); it;
	     it = json_next(it), shown++)
		print_delivery(it);
	if (shown == SHOWN_MAX)
		fprintf(stderr, "only the latest %d are shown\n", SHOWN_MAX);
	json_free(answer);
	buffer_done(&body);
	return r;
}

int command_deliveries(int argc, char **argv)
{
	static const struct command_line line = { "deliveries", help, 0, 0 };
	const char *path = NULL, *to = NULL;
	enum exit_status status = STATUS_FINE;
	struct error error = { 0 };
	struct api_client *client;
	bool json = false;
	const struct command_option options[] = {
		{ "config", 'c', .text = &path },
		{ "to", .text = &to },
		{ "json", .flag = &json },
		{ 0 },
	};
	struct config *config = command_begin(&line, options, argc, argv, &path, &status);

	if (!config)
		return (int)status;
	client = api_client_new(config, to, &error);
	if (!client || print_all(client, json, &error) < 0)
		status = command_fail("deliveries", &error);
	api_client_free(client);
	config_free(config);
	return (int)status;
}
