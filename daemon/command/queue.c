/* queue.c - livvakt queue: the comments that need a person, and the person's word, which is final.
 */
#include "api_client.h"
#include "command.h"
#include "command_options.h"
#include "json.h"
#include "terminal.h"

#include <stdio.h>

enum { PATH_BYTES = 2048, SHOWN_MAX = 200 };

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

static void print_list(const struct json *answer)
{
	size_t shown = 0;

	for (const struct json *it = json_first(json_get(answer, "items")); it;
	     it = json_next(it), shown++)
		print_item(it);
	if (shown == 0)
		printf("nothing waits\n");
	if (shown == SHOWN_MAX)
		fprintf(stderr, "only the %d that wait longest are shown\n", SHOWN_MAX);
}

static int list(struct api_client *client, const struct request *request, struct error *error)
{
	AUTO_FREE char *brand = api_client_escape(slice_from(request->brand ? request->brand : ""));
	char path[PATH_BYTES];
	const struct api_call call = { .method = "GET", .path = path };
	struct json *answer;

	if (!brand)
		return error_set(error, ERROR_MEMORY, "out of memory");
	snprintf(path, sizeof(path), "/v1/queue?limit=%d&brand=%s", SHOWN_MAX, brand);
	answer = api_client_ask(client, &call, 200, "items", request->json, error);
	if (!answer)
		return error->code;
	if (!request->json)
		print_list(answer);
	json_free(answer);
	return 0;
}

/* Mostly a mistyped id: nothing was hidden or shown by it. */
static void print_decision(const struct request *request, const struct json *answer)
{
	printf("%s: %s\n", request->id, request->word);
	if (!json_bool(json_get(answer, "queued"), true))
		fprintf(stderr,
			"no such comment waits for a decision: nothing is hidden or shown now; the "
			"word is kept for when it comes\n");
}

static int decide(struct api_client *client, const struct request *request, struct error *error)
{
	const char *by = NULL;
	struct json_writer writer;
	struct json *answer;
	struct buffer json;

	if (!request->brand)
		return error_set(error, ERROR_INVALID, "say which brand with --brand NAME");
	if (api_client_who(request->by, &by, error) < 0)
		return error->code;
	buffer_init(&json, PATH_BYTES * 8);
	json_write_begin(&writer, &json);
	json_write_object(&writer);
	json_write_member_text(&writer, "brand", request->brand);
	json_write_member_text(&writer, "id", request->id);
	json_write_member_text(&writer, "action", request->word);
	json_write_member_text(&writer, "by", by);
	json_write_object_end(&writer);
	answer = api_client_ask(
		client,
		&(struct api_call){ "POST", "/v1/queue", "application/json", buffer_slice(&json) },
		200, "queued", false, error);
	buffer_done(&json);
	if (!answer)
		return error->code;
	print_decision(request, answer);
	json_free(answer);
	return 0;
}

static int ask(struct api_client *client, const void *context, struct error *error)
{
	const struct request *request = context;

	return request->id ? decide(client, request, error) : list(client, request, error);
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
	return (int)api_client_errand(
		&(struct api_errand){ "queue", request.config, request.to, ask, &request });
}
