/* incidents.c - livvakt incidents: list, show, explain, acknowledge, mark, over the service's HTTP
 * interface. */
#include "api_client.h"
#include "brief.h"
#include "clock.h"
#include "command.h"
#include "command_options.h"
#include "incident.h"
#include "incident_figures.h"
#include "incidents_explain.h"
#include "json.h"
#include "terminal.h"

#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

enum { PATH_BYTES = 2048, SHOWN_MAX = 200, NAMES_MAX = 64, PAGE_BYTES = 1 << 16 };

static const char help[] =
	"usage: livvakt incidents [list] [--brand NAME] [--state open|acknowledged|resolved]\n"
	"       livvakt incidents show ID\n"
	"       livvakt incidents explain ID\n"
	"       livvakt incidents ack ID [--by NAME]\n"
	"       livvakt incidents mark ID real|false|expected [--by NAME]\n"
	"\n"
	"Works with a running service. `show` says what an e-mail would say now, by the clock\n"
	"that e-mails go by; the list is in UTC. `explain` shows the figures behind the decision,\n"
	"and why nothing was said earlier. `ack` says that you have it: nobody else is woken. "
	"`mark` says\n"
	"what it was, which moves the line for coming ones: false alarms make it rarer that "
	"somebody\n"
	"is woken, real ones a little less rare; severity 1 is never muted. Who calls an open one\n"
	"false or expected has it by that.\n"
	"\n"
	"  -c, --config FILE   where the service listens, and its token\n"
	"      --to URL        the service, as http://127.0.0.1:8787\n"
	"      --by NAME       who says so; otherwise the name you are logged in with\n"
	"      --json          the service's own answer\n";

struct request {
	const char *config, *to, *brand, *state, *by;
	bool json;
	const char *word, *id, *is;
	const struct verb *verb;
};

static void print_again(const struct incident *incident)
{
	const struct again *again = &incident->again;

	if (again->times == 0)
		return;
	printf(" (again, day %" PRId64 ", first ",
	       again_day(again->first_at_us, incident->opened_at_us));
	terminal_print(stdout, slice_from(again->first));
	printf(")");
}

static void print_line(const struct incident *incident)
{
	terminal_print(stdout, slice_from(incident->id));
	printf("  %-12s  severity %u  ", incident_state_name(incident->state), incident->severity);
	terminal_print_minute(stdout, incident->opened_at_us);
	printf("  ");
	terminal_print(stdout, slice_from(incident->brand));
	printf(": ");
	incident_figures_print(incident, stdout);
	print_again(incident);
	printf("%s\n", !incident->untold	  ? ""
		       : incident->silenced.id[0] ? " (silenced: nobody was told)"
						  : " (nobody was told yet)");
}

static void print_feedback(const struct incident *incident)
{
	if (incident->feedback == INCIDENT_FEEDBACK_NONE)
		return;
	printf("It was %s, says ", incident_feedback_name(incident->feedback));
	terminal_print(stdout, slice_from(incident->feedback_by));
	puts(".");
}

/* Borrowed from the list, which lives as long. */
static size_t read_names(const struct json *list, const char *ret_names[NAMES_MAX])
{
	size_t count = 0;

	for (const struct json *it = json_first(list); it && count < NAMES_MAX; it = json_next(it))
		ret_names[count++] = json_string(it).data;
	return count;
}

/* The page that a mail would be now. */
static int print_page(const struct json *answer, const struct incident *incident,
		      struct error *error)
{
	const char *told[NAMES_MAX], *next[NAMES_MAX];
	struct slice zone = json_get_string(answer, "timezone");
	struct brief brief = {
		.event = incident->state == INCIDENT_RESOLVED ? BRIEF_RESOLVED : BRIEF_OPENED,
		.incident = incident,
		.told = told,
		.told_count = read_names(json_get(answer, "told"), told),
		.next = next,
		.next_count = read_names(json_get(answer, "next"), next),
		.now_us = clock_wall_us(),
	};
	struct buffer page;
	int r = 0;

	if (!slice_is(zone, "UTC") && zone_from_name(zone, &brief.zone))
		brief.zone_name = zone.data;
	(void)clock_parse(json_get_string(answer, "next_at"), &brief.next_due_us);
	brief.round = (unsigned)json_get_integer(answer, "call_round", 0);
	brief.rounds = (unsigned)json_get_integer(answer, "call_rounds", 0);
	buffer_init(&page, PAGE_BYTES);
	brief_write_facts(&brief, &page);
	if (buffer_failed(&page))
		r = error_set(error, ERROR_MEMORY, "out of memory");
	else
		fwrite(page.data, 1, page.len, stdout);
	buffer_done(&page);
	return r;
}

static int print_whole(const struct json *answer, const struct incident *incident,
		       struct error *error)
{
	print_line(incident);
	putchar('\n');
	print_feedback(incident);
	return print_page(answer, incident, error);
}

static int refuse(struct error *error)
{
	return error_set(error, ERROR_INVALID, "the service's answer is no incident");
}

static int print_list(const struct json *list, struct error *error)
{
	struct incident incident;
	size_t shown = 0;

	for (const struct json *it = json_first(list); it; it = json_next(it), shown++) {
		if (!incident_read_json(it, &incident))
			return refuse(error);
		print_line(&incident);
	}
	if (shown == 0)
		printf("no incidents\n");
	if (shown == SHOWN_MAX)
		fprintf(stderr, "only the latest %d are shown\n", SHOWN_MAX);
	return 0;
}

static int print_one(const struct json *answer, const char *word, struct error *error)
{
	struct incident incident;
	int r = 0;

	if (!incident_read_json(answer, &incident))
		return refuse(error);
	if (strcmp(word, "explain") == 0)
		incidents_explain(&incident);
	else
		r = print_whole(answer, &incident, error);
	return r;
}

/* The list, where `member` is that; else one incident. */
static int call_and_print(struct api_client *client, const struct request *request,
			  const struct api_call *call, const char *member, struct error *error)
{
	struct json *answer = api_client_ask(client, call, 200, member, request->json, error);
	const struct json *list = json_get(answer, "incidents");
	int r = 0;

	if (!answer)
		return error->code;
	if (!request->json)
		r = list ? print_list(list, error) : print_one(answer, request->word, error);
	json_free(answer);
	return r;
}

static int list(struct api_client *client, const struct request *request, struct error *error)
{
	AUTO_FREE char *brand = api_client_escape(slice_from(request->brand ? request->brand : ""));
	AUTO_FREE char *state = api_client_escape(slice_from(request->state ? request->state : ""));
	char path[PATH_BYTES];
	const struct api_call call = { .method = "GET", .path = path };

	if (!brand || !state)
		return error_set(error, ERROR_MEMORY, "out of memory");
	snprintf(path, sizeof(path), "/v1/incidents?limit=%d&brand=%s&state=%s", SHOWN_MAX, brand,
		 state);
	return call_and_print(client, request, &call, "incidents", error);
}

static int show(struct api_client *client, const struct request *request, struct error *error)
{
	AUTO_FREE char *id = api_client_escape(slice_from(request->id));
	char path[PATH_BYTES];
	const struct api_call call = { .method = "GET", .path = path };

	if (!id)
		return error_set(error, ERROR_MEMORY, "out of memory");
	snprintf(path, sizeof(path), "/v1/incidents/%s", id);
	return call_and_print(client, request, &call, "id", error);
}

/* POST of who says so, and what, at the end of the incident's path. */
static int post_word(struct api_client *client, const struct request *request, const char *tail,
		     struct error *error)
{
	AUTO_FREE char *id = api_client_escape(slice_from(request->id));
	const char *by = NULL;
	struct json_writer writer;
	struct buffer body;
	char path[PATH_BYTES];
	int r;

	if (!id)
		return error_set(error, ERROR_MEMORY, "out of memory");
	r = api_client_who(request->by, &by, error);
	if (r < 0)
		return r;
	snprintf(path, sizeof(path), "/v1/incidents/%s/%s", id, tail);
	buffer_init(&body, PATH_BYTES * 8);
	json_write_begin(&writer, &body);
	json_write_object(&writer);
	json_write_member_text(&writer, "by", by);
	if (request->is)
		json_write_member_text(&writer, "is", request->is);
	json_write_object_end(&writer);
	r = call_and_print(
		client, request,
		&(struct api_call){ "POST", path, "application/json", buffer_slice(&body) }, "id",
		error);
	buffer_done(&body);
	return r;
}

static int acknowledge(struct api_client *client, const struct request *request,
		       struct error *error)
{
	return post_word(client, request, "ack", error);
}

static int mark(struct api_client *client, const struct request *request, struct error *error)
{
	enum incident_feedback feedback;

	if (!incident_feedback_from_name(slice_from(request->is), &feedback))
		return error_set(error, ERROR_INVALID,
				 "say what it was: incidents mark ID real, false or expected");
	return post_word(client, request, "feedback", error);
}

static const struct verb {
	const char *name;
	unsigned words; /* behind it: an id, what it is */
	int (*run)(struct api_client *client, const struct request *request, struct error *error);
} verbs[] = {
	{ "list", 0, list },	   { "show", 1, show }, { "explain", 1, show },
	{ "ack", 1, acknowledge }, { "mark", 2, mark },
};

static int ask(struct api_client *client, const void *context, struct error *error)
{
	const struct request *request = context;

	return request->verb->run(client, request, error);
}

static const struct command_line line = { "incidents", help, 0, 3 };

static enum exit_status dispatch(struct request *request)
{
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		request->verb = &verbs[i];
		if (strcmp(request->word, verbs[i].name) == 0 &&
		    verbs[i].words == (unsigned)(request->id != NULL) + (request->is != NULL))
			return api_client_errand(&(struct api_errand){ line.name, request->config,
								       request->to, ask, request });
	}
	return command_usage(&line, NULL);
}

int command_incidents(int argc, char **argv)
{
	struct request request = { .word = "list" };
	const struct command_option options[] = {
		{ "config", 'c', .text = &request.config },
		{ "to", .text = &request.to },
		{ "brand", .text = &request.brand },
		{ "state", .text = &request.state },
		{ "by", .text = &request.by },
		{ "json", .flag = &request.json },
		{ 0 },
	};
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	if (words.count > 0)
		request.word = words.words[0];
	if (words.count > 1)
		request.id = words.words[1];
	if (words.count > 2)
		request.is = words.words[2];
	return (int)dispatch(&request);
}
