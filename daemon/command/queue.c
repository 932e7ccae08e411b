/* queue.c - livvakt queue: the comments that need a person, and the person's word, which is final.
 */
#include "api_client.h"
#include "command.h"
#include "command_options.h"
#include "command_setup.h"
#include "json.h"
#include "terminal.h"

#include <stdio.h>

enum { ANSWER_BYTES = 64 << 20, PATH_BYTES = 2048, SHOWN_MAX = 200 };

static const char help[] =
	"usage: livvakt queue [list] [--brand NAME]\n"
	"       livvakt queue allow|hide ID --brand NAME [--by NAME]\n"
	"\n"
	"Lists the comments that wait for a person, oldest first, and takes the person's "
	"decision.\n"
	"No rule overturns it.\n"
	"\n"
	"  -c, --config FILE   where the service listens, and its token\n"
	"      --to URL        the service, as http://127.0.0.1:8787\n"
	"      --by NAME       who decides; otherwise the name you are logged in with\n"
	"      --json          the service's own answer\n";

struct request {
	const char *config, *to, *brand, *by;
	bool json;
	const char *word, *id;
};

static void print_item(const struct json *item)
{
	static const struct {
		const char *before, *name;
	} parts[] = { { "", "brand" },
		      { "  ", "id" },
		      { "  ", "action" },
		      { " (", "reason" },
		      { ")\n    ", "text" } };

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		fputs(parts[i].before, stdout);
		terminal_print(stdout, json_get_string(item, parts[i].name));
	}
	putchar('\n');
}

static int print_list(const struct request *request, const struct buffer *body, struct error *error)
{
	struct json *answer;
	size_t shown = 0;

	if (request->json) {
		fwrite(body->data, 1, body->len, stdout);
		return 0;
	}
	answer = json_parse(buffer_slice(body), error);
	if (!answer)
		return error_prefix(error, "the service's answer");
	for (const struct json *it = json_first(json_get(answer, "items")); it;
	     it = json_next(it), shown++)
		print_item(it);
	if (shown == 0)
		printf("nothing waits\n");
	if (shown == SHOWN_MAX)
		fprintf(stderr, "only the %d that wait longest are shown\n", SHOWN_MAX);
	json_free(answer);
	return 0;
}

static int call(struct api_client *client, const struct api_call *what, struct buffer *body,
		struct error *error)
{
	int status;
	int r = api_client_call(client, what, &status, NULL, body, error);

	return r == 0 && status != 200 ? api_client_refusal(status, body, error) : r;
}

static int list(struct api_client *client, const struct request *request, struct error *error)
{
	AUTO_FREE char *brand = api_client_escape(slice_from(request->brand ? request->brand : ""));
	char path[PATH_BYTES];
	struct buffer body;
	int r;

	if (!brand)
		return error_set(error, ERROR_MEMORY, "out of memory");
	snprintf(path, sizeof(path), "/v1/queue?limit=%d&brand=%s", SHOWN_MAX, brand);
	buffer_init(&body, ANSWER_BYTES);
	r = call(client, &(struct api_call){ .method = "GET", .path = path }, &body, error);
	if (r == 0)
		r = print_list(request, &body, error);
	buffer_done(&body);
	return r;
}

/* Mostly a mistyped id: nothing was hidden or shown by it. */
static void print_decision(const struct request *request, const struct buffer *body)
{
	struct json *answer = json_parse(buffer_slice(body), NULL);

	printf("%s: %s\n", request->id, request->word);
	if (!json_bool(json_get(answer, "queued"), true))
		fprintf(stderr,
			"no such comment waits for a decision: nothing is hidden or shown now; the "
			"word is kept for when it comes\n");
	json_free(answer);
}

static int decide(struct api_client *client, const struct request *request, struct error *error)
{
	const char *by = request->by ? request->by : getenv("USER");
	struct json_writer writer;
	struct buffer json, body;
	int r;

	if (!request->brand || !by || !*by)
		return error_set(error, ERROR_INVALID,
				 "say which brand (--brand NAME) and who you are (--by NAME)");
	buffer_init(&json, PATH_BYTES * 8);
	json_write_begin(&writer, &json);
	json_write_object(&writer);
	json_write_member_text(&writer, "brand", request->brand);
	json_write_member_text(&writer, "id", request->id);
	json_write_member_text(&writer, "action", request->word);
	json_write_member_text(&writer, "by", by);
	json_write_object_end(&writer);
	buffer_init(&body, ANSWER_BYTES);
	r = call(client,
		 &(struct api_call){ "POST", "/v1/queue", "application/json", buffer_slice(&json) },
		 &body, error);
	if (r == 0)
		print_decision(request, &body);
	buffer_done(&body);
	buffer_done(&json);
	return r;
}

static enum exit_status carry_out(const struct request *request)
{
	enum exit_status status = STATUS_FINE;
	struct config *config = command_config(request->config, &status);
	struct error error = { 0 };
	struct api_client *client;

	if (!config)
		return status;
	client = api_client_new(config, request->to, &error);
	if (!client || (request->id ? decide : list)(client, request, &error) < 0)
		status = command_fail("queue", &error);
	api_client_free(client);
	config_free(config);
	return status;
}

static bool makes_sense(const struct request *request)
{
	if (strcmp(request->word, "list") == 0)
		return !request->id;
	return request->id &&
	       (strcmp(request->word, "allow") == 0 || strcmp(request->word, "hide") == 0);
}

int command_queue(int argc, char **argv)
{
	static const struct command_line line = { "queue", help, 0, 2 };
	struct request request = { .word = "list" };
	const struct command_option options[] = {
		{ "config", 'c', .text = &request.config }, { "to", .text = &request.to },
		{ "brand", .text = &request.brand },	    { "by", .text = &request.by },
		{ "json", .flag = &request.json },	    { 0 },
	};
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	if (words.count > 0)
		request.word = words.words[0];
	if (words.count > 1)
		request.id = words.words[1];
	if (!makes_sense(&request))
		return (int)command_usage(&line, NULL);
	return (int)carry_out(&request);
}
