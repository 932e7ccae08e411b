/*
 * send.c - livvakt send: recorded comments (JSON Lines) to a running service, with progress.
 *
 * Lines go in batches; what the service could not store is sent again after the time that it asks
 * for. What it refuses is reported with the file's own line number.
 */
#include "api_client.h"
#include "clock.h"
#include "command.h"
#include "command_options.h"
#include "command_setup.h"
#include "file.h"
#include "json.h"
#include "terminal.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum {
	BATCH_LINES = 500,
	BATCH_BYTES = 4 << 20,
	LINE_BYTES = 1 << 20,
	ANSWER_BYTES = 64 << 20,
	COMPLAINTS_SHOWN = 20
};
#define PROGRESS_US (200 * INT64_C(1000))
#define RETRY_US CLOCK_SECOND_US
#define GIVE_UP_US (5 * CLOCK_MINUTE_US)

static const char help[] =
	"usage: livvakt send [-c FILE] [--to URL] FILE|-\n"
	"\n"
	"Sends recorded comments, one JSON object a line, to a running service. A service that is\n"
	"overloaded is waited for. Exit status: 0 all accepted, 1 some refused, 3 not reachable.\n"
	"\n"
	"  -c, --config FILE   where the service listens, and its token\n"
	"      --to URL        the service, as http://127.0.0.1:8787\n"
	"  -q, --quiet         no progress\n";

struct batch {
	struct buffer body;
	size_t lines[BATCH_LINES]; /* in the file, of each line of the body */
	size_t ends[BATCH_LINES];  /* where each ends in the body */
	size_t count;
};

struct sending {
	struct api_client *client;
	const char *path;
	bool quiet;
	size_t answered_line; /* of the file: all up to it have been accepted or refused */
	size_t accepted, refused, shown;
	int64_t begun_us, printed_us;
};

static void wait_us(int64_t us)
{
	struct timespec time = { us / CLOCK_SECOND_US, us % CLOCK_SECOND_US * 1000 };

	nanosleep(&time, NULL);
}

static void print_progress(struct sending *sending, bool last)
{
	int64_t now_us = clock_monotonic_us();
	double seconds = (double)(now_us - sending->begun_us) / CLOCK_SECOND_US;

	if (sending->quiet || (!last && now_us - sending->printed_us < PROGRESS_US))
		return;
	sending->printed_us = now_us;
	fprintf(stderr, "%s%zu accepted, %zu refused, %.0f a second%s",
		isatty(STDERR_FILENO) ? "\r" : "", sending->accepted, sending->refused,
		seconds > 0 ? (double)sending->accepted / seconds : 0,
		last || !isatty(STDERR_FILENO) ? "\n" : "   ");
}

static void show_refusal(struct sending *sending, size_t line, struct slice error)
{
	sending->refused++;
	if (sending->shown++ < COMPLAINTS_SHOWN) {
		fprintf(stderr,
			"%sline %zu: ", isatty(STDERR_FILENO) && !sending->quiet ? "\r" : "", line);
		terminal_print(stderr, error);
		fputc('\n', stderr);
	} else if (sending->shown == COMPLAINTS_SHOWN + 1) {
		fprintf(stderr, "further refusals are only counted\n");
	}
}

/* The file's line for a line of the body, which the service counts from 1. */
static size_t file_line(const struct batch *batch, const struct json *problem)
{
	int64_t line = json_get_integer(problem, "line", 0);

	return line >= 1 && (size_t)line <= batch->count ? batch->lines[line - 1] : 0;
}

static void take_refusals(struct sending *sending, const struct batch *batch,
			  const struct json *answer)
{
	const struct json *list = json_get(answer, "rejected");
	int64_t total = json_get_integer(answer, "rejected_count", (int64_t)json_count(list));
	size_t listed = 0;

	for (const struct json *it = json_first(list); it; it = json_next(it), listed++)
		show_refusal(sending, file_line(batch, it), json_get_string(it, "error"));
	if (total > (int64_t)listed)
		sending->refused += (size_t)total - listed;
}

/* Keeps only the lines of the batch that `unstored` names. */
static void keep_unstored(struct batch *batch, const struct json *answer)
{
	struct batch kept = { 0 };
	size_t begin = 0;

	buffer_init(&kept.body, BATCH_BYTES + LINE_BYTES);
	for (size_t i = 0; i < batch->count; i++) {
		bool again = false;

		for (const struct json *it = json_first(json_get(answer, "unstored")); it && !again;
		     it = json_next(it))
			again = json_get_integer(it, "line", 0) == (int64_t)i + 1;
		if (again) {
			buffer_add(&kept.body, batch->body.data + begin, batch->ends[i] - begin);
			kept.lines[kept.count] = batch->lines[i];
			kept.ends[kept.count++] = kept.body.len;
		}
		begin = batch->ends[i];
	}
	buffer_done(&batch->body);
	*batch = kept;
}

/* 1: done with this batch; 0: some of it must go again; negative: a code. */
static int take_answer(struct sending *sending, struct batch *batch, int status,
		       const struct buffer *body, struct error *error)
{
	struct json *answer = json_parse(buffer_slice(body), NULL);
	bool listed = answer && json_get(answer, "accepted");
	int r = 1;

	if (listed) {
		sending->accepted += (size_t)json_get_integer(answer, "accepted", 0);
		take_refusals(sending, batch, answer);
	}
	if (status == 503 || status == 429 || status == 408) {
		if (listed)
			keep_unstored(batch, answer);
		r = buffer_failed(&batch->body) ? error_set(error, ERROR_MEMORY, "out of memory")
						: 0;
	} else if (!listed || (status != 202 && status != 422)) {
		r = api_client_refusal(sending->client, status, body, error);
	}
	json_free(answer);
	return r;
}

static int send_batch(struct sending *sending, struct batch *batch, struct error *error)
{
	int64_t give_up_us = clock_monotonic_us() + GIVE_UP_US;
	size_t last_line = batch->count ? batch->lines[batch->count - 1] : sending->answered_line;
	int r = buffer_failed(&batch->body) ? error_set(error, ERROR_MEMORY, "out of memory") : 0;

	while (r == 0 && batch->count) {
		const struct api_call call = { "POST", "/v1/comments", "application/x-ndjson",
					       buffer_slice(&batch->body) };
		int64_t retry_us = 0;
		struct buffer body;
		int status;

		buffer_init(&body, ANSWER_BYTES);
		r = api_client_call(sending->client, &call, &status, &retry_us, &body, error);
		if (r == 0)
			r = take_answer(sending, batch, status, &body, error);
		if (r == 0 && batch->count && clock_monotonic_us() > give_up_us)
			r = api_client_refusal(sending->client, status, &body, error);
		buffer_done(&body);
		if (r >= 0)
			print_progress(sending, false);
		if (r == 0 && batch->count)
			wait_us(retry_us > 0 && retry_us < CLOCK_MINUTE_US ? retry_us : RETRY_US);
	}
	if (r >= 0)
		sending->answered_line = last_line;
	buffer_clear(&batch->body);
	batch->count = 0;
	return r < 0 ? r : 0;
}

static int send_lines(struct sending *sending, FILE *file, struct error *error)
{
	struct batch *batch = calloc(1, sizeof(*batch));
	char *line = NULL;
	size_t room = 0, number = 0;
	ssize_t len;
	int r = 0;

	if (!batch)
		return error_set(error, ERROR_MEMORY, "out of memory");
	buffer_init(&batch->body, BATCH_BYTES + LINE_BYTES);
	while (r == 0 && (len = getline(&line, &room, file)) > 0) {
		number++;
		if (len > LINE_BYTES) {
			show_refusal(sending, number, slice_from("longer than 1 MiB"));
			continue;
		}
		if (line[strspn(line, " \t\r\n")] == '\0' && strlen(line) == (size_t)len)
			continue;
		if (batch->count == BATCH_LINES || batch->body.len + (size_t)len > BATCH_BYTES)
			r = send_batch(sending, batch, error);
		buffer_add(&batch->body, line, (size_t)len);
		if (line[len - 1] != '\n')
			buffer_add_char(&batch->body, '\n');
		batch->lines[batch->count] = number;
		batch->ends[batch->count++] = batch->body.len;
	}
	if (r == 0 && !feof(file)) /* also a line that no memory holds */
		r = error_errno(error, "cannot read %s", sending->path);
	if (r == 0)
		r = send_batch(sending, batch, error);
	buffer_done(&batch->body);
	free(batch);
	free(line);
	return r;
}

static enum exit_status send_file(const struct config *config, const char *to, const char *path,
				  bool quiet)
{
	struct sending sending = { .path = path, .quiet = quiet, .begun_us = clock_monotonic_us() };
	struct error error = { 0 };
	FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
	int r;

	if (!file) {
		error_errno(&error, "cannot open %s", path);
		error.code = ERROR_INVALID;
		return command_fail("send", &error);
	}
	sending.client = api_client_new(config, to, &error);
	r = sending.client ? send_lines(&sending, file, &error) : error.code;
	if (r == 0 || sending.accepted)
		print_progress(&sending, true);
	api_client_free(sending.client);
	if (file != stdin)
		fclose(file);
	if (r < 0 && sending.answered_line)
		fprintf(stderr, "everything up to line %zu was answered; go on with line %zu\n",
			sending.answered_line, sending.answered_line + 1);
	if (r < 0)
		return command_fail("send", &error);
	return sending.refused ? STATUS_NO : STATUS_FINE;
}

int command_send(int argc, char **argv)
{
	static const struct command_line line = { "send", help, 0, 1 };
	const char *path = NULL, *to = NULL;
	enum exit_status status = STATUS_FINE;
	struct config *config;
	bool quiet = false;
	const struct command_option options[] = {
		{ "config", 'c', .text = &path },
		{ "to", .text = &to },
		{ "quiet", 'q', .flag = &quiet },
		{ 0 },
	};
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	if (words.count == 0)
		return (int)command_usage(&line, "name one file, or - for standard input");
	config = command_config(path, &status);
	if (config)
		status = send_file(config, to, words.words[0], quiet);
	config_free(config);
	return (int)status;
}
