/* deliveries.c - livvakt deliveries: what was sent to whom, and what became of it. */
#include "api_client.h"
#include "command.h"
#include "command_options.h"
#include "json.h"
#include "terminal.h"

#include <stdio.h>

enum { SHOWN_MAX = 200 };

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

static int print_all(struct api_client *client, const void *context, struct error *error)
{
	const struct api_call call = { .method = "GET", .path = "/v1/deliveries?limit=200" };
	const bool *raw = context;
	struct json *answer = api_client_ask(client, &call, 200, "deliveries", *raw, error);
	const struct json *it = *raw ? NULL : json_first(json_get(answer, "deliveries"));
	size_t shown = 0;

	if (!answer)
		return error->code;
	for (; it; it = json_next(it), shown++)
		print_delivery(it);
	if (shown == SHOWN_MAX)
		fprintf(stderr, "only the latest %d are shown\n", SHOWN_MAX);
	json_free(answer);
	return 0;
}

int command_deliveries(int argc, char **argv)
{
	static const struct command_line line = { "deliveries", help, 0, 0 };
	bool raw = false;
	struct api_errand errand = { .name = "deliveries", .ask = print_all, .request = &raw };
	const struct command_option options[] = {
		{ "config", 'c', .text = &errand.config },
		{ "to", .text = &errand.to },
		{ "json", .flag = &raw },
		{ 0 },
	};
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	return (int)api_client_errand(&errand);
}
