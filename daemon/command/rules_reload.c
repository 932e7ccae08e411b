/* rules_reload.c - livvakt rules reload: the running service reads its rules anew, and says what
 * came of it. */
#include "api_client.h"
#include "clock.h"
#include "command_options.h"
#include "command_rules.h"
#include "command_setup.h"
#include "json.h"
#include "terminal.h"

#include <poll.h>
#include <stdio.h>

enum { ASK_EVERY_MS = 50 };
#define WAIT_US (2 * CLOCK_MINUTE_US)

static const char help[] =
	"usage: livvakt rules reload [-c FILE] [--to URL]\n"
	"\n"
	"Has a running service read its rules anew, waits, and prints the set that is in force\n"
	"then, or the mistakes for which the set before stays.\n"
	"Exit status: 0 read, 1 refused, 3 the service cannot be asked.\n"
	"\n"
	"  -c, --config FILE   where the service listens, and its token\n"
	"      --to URL        the service, as http://127.0.0.1:8787\n";

/* The answer, or NULL. */
static struct json *ask(struct api_client *client, const char *method, const char *path, int status,
			struct error *error)
{
	const struct api_call call = { .method = method, .path = path };

	return api_client_ask(client, &call, status, "ruleset", false, error);
}

static bool is_over(const struct json *answer, int64_t load)
{
	return json_get_integer(answer, "loads_done", 0) >= load;
}

static struct json *wait_for(struct api_client *client, struct json *answer, struct error *error)
{
	int64_t load = json_get_integer(answer, "load", 0);
	int64_t until_us = clock_monotonic_us() + WAIT_US;

	while (answer && !is_over(answer, load)) {
		json_free(answer);
		answer = NULL;
		if (clock_monotonic_us() > until_us) {
			error_set(error, ERROR_UNCERTAIN,
				  "the service still reads its rules after two minutes; see its "
				  "log and `livvakt check`");
			break;
		}
		poll(NULL, 0, ASK_EVERY_MS);
		answer = ask(client, "GET", "/v1/rules", 200, error);
	}
	return answer;
}

static enum exit_status print_outcome(const struct json *answer)
{
	struct slice hash = json_get_string(answer, "ruleset");
	const struct json *it = json_first(json_get(answer, "complaints"));

	for (; it; it = json_next(it)) {
		terminal_print(stdout, json_string(it));
		putchar('\n');
	}
	if (!json_bool(json_get(answer, "broken"), false)) {
		printf("%.*s\n", (int)hash.len, hash.data);
		fprintf(stderr, "%lld rules, %lld warnings\n",
			(long long)json_get_integer(answer, "rules", 0),
			(long long)json_get_integer(answer, "warnings", 0));
		return STATUS_FINE;
	}
	fprintf(stderr, "refused for %lld mistakes; set %.*s stays in force\n",
		(long long)json_get_integer(answer, "mistakes", 0), (int)hash.len, hash.data);
	return STATUS_NO;
}

static enum exit_status reload(const struct config *config, const char *to)
{
	struct error error = { 0 };
	struct api_client *client = api_client_new(config, to, &error);
	struct json *answer = NULL;
	enum exit_status status;

	if (client)
		answer = ask(client, "POST", "/v1/rules/reload", 202, &error);
	if (answer)
		answer = wait_for(client, answer, &error);
	status = answer ? print_outcome(answer) : command_fail("rules reload", &error);
	json_free(answer);
	api_client_free(client);
	return status;
}

int command_rules_reload(int argc, char **argv)
{
	static const struct command_line line = { "rules reload", help, 0, 0 };
	const char *path = NULL, *to = NULL;
	enum exit_status status = STATUS_FINE;
	const struct command_option options[] = {
		{ "config", 'c', .text = &path },
		{ "to", .text = &to },
		{ 0 },
	};
	struct config *config = command_begin(&line, options, argc, argv, &path, &status);

	if (!config)
		return (int)status;
	status = reload(config, to);
	config_free(config);
	return (int)status;
}
