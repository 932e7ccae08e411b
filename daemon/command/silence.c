/* silence.c - livvakt silence: add, list, end, over the service's HTTP interface. */
#include "api_client.h"
#include "command.h"
#include "command_options.h"
#include "json.h"
#include "mute.h"
#include "terminal.h"

#include <stdio.h>

enum { PATH_BYTES = 2048, BODY_BYTES = 1 << 16 };

static const char help[] =
	"usage: livvakt silence add --brand NAME [--scope SCOPE] (--for LENGTH | --until TIME)\n"
	"                           --reason TEXT [--by NAME]\n"
	"       livvakt silence [list] [--brand NAME] [--all]\n"
	"       livvakt silence end ID [--by NAME]\n"
	"\n"
	"Works with a running service. While a silence lasts, incidents that match are opened,\n"
	"counted and shown as ever, and told to nobody; what is still open when it ends is told\n"
	"then. Nothing silences severity 1, nor a single comment that a person must see.\n"
	"\n"
	"  -c, --config FILE   where the service listens, and its token\n"
	"      --to URL        the service, as http://127.0.0.1:8787\n"
	"      --brand NAME    of this brand\n"
	"      --scope SCOPE   within it: topic:price, post:ID, channel:web, language:sv; or\n"
	"                      silence:brand, silence:channel:web of feeds that say nothing\n"
	"      --for LENGTH    so long, as 30m, 2h, 3d; 7 days at most\n"
	"      --until TIME    until then, as 2026-12-24T18:00:00+01:00\n"
	"      --reason TEXT   why; stands in the incidents and in the message afterwards\n"
	"      --by NAME       who says so, one of the configuration's people; otherwise the name\n"
	"                      you are logged in with\n"
	"      --all           those that are over, too, for 30 days\n"
	"      --json          the service's own answer\n";

struct request {
	const char *config, *to, *brand, *scope, *length, *until, *reason, *by, *id;
	bool all, json;
	const struct verb *verb;
};

static void print_mute(const struct mute *mute)
{
	printf("%s  ", mute->id);
	terminal_print(stdout, slice_from(mute->brand));
	if (strcmp(mute->scope, "brand") != 0) {
		printf(", ");
		terminal_print(stdout, slice_from(mute->scope));
	}
	printf(": until ");
	terminal_print_minute(stdout, mute->until_us);
	printf(", by ");
	terminal_print(stdout, slice_from(mute->by));
	if (mute->ended_by[0] != '\0') {
		printf(", ended by ");
		terminal_print(stdout, slice_from(mute->ended_by));
	}
	printf(": ");
	terminal_print(stdout, slice_from(mute->reason));
	putchar('\n');
}

static int print_one(const struct json *object, struct error *error)
{
	struct mute mute;

	if (!mute_read_json(object, &mute))
		return error_set(error, ERROR_INVALID, "the service's answer is no silence");
	print_mute(&mute);
	return 0;
}

static int print_answer(const struct json *answer, struct error *error)
{
	const struct json *list = json_get(answer, "silences");
	int r = 0;

	if (!list)
		return print_one(answer, error);
	if (json_count(list) == 0)
		puts("no silences");
	for (const struct json *it = json_first(list); it && r == 0; it = json_next(it))
		r = print_one(it, error);
	if (json_bool(json_get(answer, "more"), false))
		fprintf(stderr, "only the %zu that end last are shown\n", json_count(list));
	return r;
}

/* The list, where `member` is that; else one silence. */
static int call_and_print(struct api_client *client, const struct request *request,
			  const struct api_call *call, const char *member, struct error *error)
{
	struct json *answer = api_client_ask(client, call, 200, member, request->json, error);
	int r = 0;

	if (!answer)
		return error->code;
	if (!request->json)
		r = print_answer(answer, error);
	json_free(answer);
	return r;
}

static int list(struct api_client *client, const struct request *request, struct error *error)
{
	AUTO_FREE char *brand = api_client_escape(slice_from(request->brand ? request->brand : ""));
	char path[PATH_BYTES];
	const struct api_call call = { .method = "GET", .path = path };

	if (!brand)
		return error_set(error, ERROR_MEMORY, "out of memory");
	snprintf(path, sizeof(path), "/v1/silences?state=%s&brand=%s",
		 request->all ? "all" : "active", brand);
	return call_and_print(client, request, &call, "silences", error);
}

/* What was given, and who says so. */
static int post(struct api_client *client, const struct request *request, const char *path,
		struct error *error)
{
	const char *by = NULL;
	int r = api_client_who(request->by, &by, error);
	const struct {
		const char *key, *value;
	} members[] = {
		{ "brand", request->brand },   { "scope", request->scope },
		{ "for", request->length },    { "until", request->until },
		{ "reason", request->reason }, { "by", by },
	};
	struct json_writer writer;
	struct buffer body;

	if (r < 0)
		return r;
	buffer_init(&body, BODY_BYTES);
	json_write_begin(&writer, &body);
	json_write_object(&writer);
	for (size_t i = 0; i < sizeof(members) / sizeof(members[0]); i++) {
		if (members[i].value)
			json_write_member_text(&writer, members[i].key, members[i].value);
	}
	json_write_object_end(&writer);
	r = call_and_print(
		client, request,
		&(struct api_call){ "POST", path, "application/json", buffer_slice(&body) }, "id",
		error);
	buffer_done(&body);
	return r;
}

static bool is_given(const char *text)
{
	return text && *text;
}

static int add(struct api_client *client, const struct request *request, struct error *error)
{
	if (!is_given(request->brand))
		return error_set(error, ERROR_INVALID, "say which brand with --brand NAME");
	if (!is_given(request->reason))
		return error_set(error, ERROR_INVALID, "say why with --reason TEXT");
	if (is_given(request->length) == is_given(request->until))
		return error_set(error, ERROR_INVALID,
				 "say how long with --for LENGTH, as 2h, or with --until TIME, as "
				 "2026-12-24T18:00:00+01:00");
	return post(client, request, "/v1/silences", error);
}

static int end(struct api_client *client, const struct request *request, struct error *error)
{
	AUTO_FREE char *id = api_client_escape(slice_from(request->id));
	char path[PATH_BYTES];

	if (!id)
		return error_set(error, ERROR_MEMORY, "out of memory");
	snprintf(path, sizeof(path), "/v1/silences/%s/end", id);
	return post(client, request, path, error);
}

static const struct verb {
	const char *name;
	size_t words; /* with those behind it */
	int (*run)(struct api_client *client, const struct request *request, struct error *error);
} verbs[] = { { "list", 1, list }, { "add", 1, add }, { "end", 2, end } };

static int ask(struct api_client *client, const void *context, struct error *error)
{
	const struct request *request = context;

	return request->verb->run(client, request, error);
}

int command_silence(int argc, char **argv)
{
	static const struct command_line line = { "silence", help, 0, 2 };
	struct request request = { .config = NULL };
	const struct command_option options[] = {
		{ "config", 'c', .text = &request.config },
		{ "to", .text = &request.to },
		{ "brand", .text = &request.brand },
		{ "scope", .text = &request.scope },
		{ "for", .text = &request.length },
		{ "until", .text = &request.until },
		{ "reason", .text = &request.reason },
		{ "by", .text = &request.by },
		{ "all", .flag = &request.all },
		{ "json", .flag = &request.json },
		{ 0 },
	};
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	const char *word = words.count > 0 ? words.words[0] : "list";
	const size_t count = words.count > 0 ? words.count : 1;

	request.id = words.count > 1 ? words.words[1] : NULL;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		request.verb = &verbs[i];
		if (strcmp(word, verbs[i].name) == 0 && verbs[i].words == count)
			return (int)api_client_errand(&(struct api_errand){
				line.name, request.config, request.to, ask, &request });
	}
	return (int)command_usage(&line, NULL);
}
