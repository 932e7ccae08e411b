/*
 * score.c - livvakt score: comments in, verdicts out, line by line and in the same order.
 *
 * A line that is no comment is named on stderr and gets no verdict; the others are judged all the
 * same.
 */
#include "command.h"
#include "command_judge.h"
#include "command_options.h"
#include "command_setup.h"
#include "decode.h"
#include "verdict_json.h"
#include <stdio.h>

enum { ARENA_CHUNK = 1 << 18, ARENA_BYTES = 64 << 20, VERDICT_BYTES = 16 << 20 };

static const char help[] =
	"usage: livvakt score [-c FILE | --rules DIR] [FILE|-]\n"
	"\n"
	"Comments in (one JSON object a line; \"text\" is the only field that must be there),\n"
	"verdicts out (one JSON object a line, same order). Nothing is stored or sent.\n"
	"Exit status: 0 all judged, 2 some lines were no comments (see stderr), 3 cannot read.\n"
	"\n"
	"  -c, --config FILE   thresholds of the brands, and their rules\n"
	"      --rules DIR     rules of this folder instead\n"
	"      --model FILE    the mood by this model (livvakt train) instead;\n"
	"                      again for other languages\n";

struct scoring {
	struct command_judge judge;
	struct arena arena;
	struct buffer out;
	size_t timeless; /* comments without a time */
};

static int score_line(void *context, struct slice line, struct error *error)
{
	struct scoring *scoring = context;
	const struct config_brand *brand;
	struct comment comment;
	struct verdict verdict;

	arena_reset(&scoring->arena);
	buffer_clear(&scoring->out);
	if (decode_comment(line, 0, &scoring->arena, &comment, error) < 0)
		return error->code;
	scoring->timeless += comment.ts_us == 0;
	brand = config_brand(scoring->judge.config, comment.brand);
	const struct judge_terms terms = { .thresholds = &brand->thresholds };
	if (judge_comment(scoring->judge.judge, &comment, &terms, &scoring->arena, &verdict,
			  error) < 0)
		return error->code;
	verdict_write_json(&verdict, comment.id, &scoring->out);
	buffer_add_char(&scoring->out, '\n');
	if (buffer_failed(&scoring->out))
		return error_set(error, ERROR_MEMORY, "out of memory");
	if (fwrite(scoring->out.data, 1, scoring->out.len, stdout) != scoring->out.len)
		return error_errno(error, "cannot write");
	return 0;
}

static enum exit_status score_lines(struct scoring *scoring, const char *file)
{
	struct command_reader reader = { .command = "score",
					 .take_line = score_line,
					 .context = scoring };
	enum exit_status status = command_read(&reader, file);
	struct error error = { 0 };

	if (status != STATUS_FINE)
		return status;
	command_tell_timeless(scoring->judge.judge, "score", scoring->timeless);
	if (fflush(stdout) != 0) {
		error_errno(&error, "cannot write");
		return command_fail("score", &error);
	}
	return reader.bad_lines > 0 ? STATUS_USAGE : STATUS_FINE;
}

static enum exit_status score(const char *config_path, const char *folder,
			      const struct command_models *models, const char *file)
{
	struct scoring scoring = { 0 };
	enum exit_status status =
		command_judge_init(&scoring.judge, "score", config_path, folder, models);

	if (status != STATUS_FINE)
		return status;
	arena_init(&scoring.arena, ARENA_CHUNK, ARENA_BYTES);
	buffer_init(&scoring.out, VERDICT_BYTES);
	status = score_lines(&scoring, file);
	buffer_done(&scoring.out);
	arena_done(&scoring.arena);
	command_judge_done(&scoring.judge);
	return status;
}

int command_score(int argc, char **argv)
{
	static const struct command_line line = { "score", help, 0, 1 };
	const char *config_path = NULL, *folder = NULL;
	struct command_models models = { .count = 0 };
	const struct command_option options[] = {
		{ "config", 'c', .text = &config_path },
		{ "rules", .text = &folder },
		{ "model", .take = command_models_add, .into = &models },
		{ 0 },
	};
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	return (int)score(config_path, folder, &models, words.count ? words.words[0] : "-");
}
