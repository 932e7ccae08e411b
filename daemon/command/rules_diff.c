/*
 * rules_diff.c - livvakt rules diff: past comments judged by two folders of rules; which verdicts
 * change, and by which rules. The sums are rules_change.h's.
 */
#include "command_judge.h"
#include "command_options.h"
#include "command_rules.h"
#include "command_setup.h"
#include "decode.h"
#include "rules_change.h"
#include <stdio.h>

enum { ARENA_CHUNK = 1 << 18, ARENA_BYTES = 64 << 20 };

static const char help[] =
	"usage: livvakt rules diff [-c FILE] OLD NEW FILE|-\n"
	"\n"
	"Judges past comments (JSON Lines) by the rules of the folders OLD and NEW, and shows "
	"which\n"
	"change their verdict: how many from which action to which, and for each rule that found\n"
	"something on one side alone how often; how many from which mood to which; which labels\n"
	"come and go; with examples. Of shadow rules in NEW: what they find, and what would\n"
	"change if they were live.\n"
	"Exit status: 0 nothing changes, 1 something does, 2 wrong use or a line that is no "
	"comment.\n"
	"\n"
	"  -c, --config FILE   thresholds of the brands\n";

struct diffing {
	struct command_judge before, after;
	struct arena arena;
	struct rules_change change;
	size_t timeless; /* comments without a time */
};

static bool holds_shadow(const struct verdict *verdict)
{
	for (size_t i = 0; i < verdict->match_count; i++)
		if (verdict->matches[i].shadow)
			return true;
	return false;
}

/* What the new rules would say if those on trial among them were live. */
static int try_shadows(struct diffing *diffing, const struct comment *comment,
		       struct judge_terms terms, const struct verdict *after, struct error *error)
{
	struct verdict live;

	if (!holds_shadow(after))
		return 0;
	terms.trial = true;
	if (judge_comment(diffing->after.judge, comment, &terms, &diffing->arena, &live, error) < 0)
		return error->code;
	return rules_change_add_trial(&diffing->change, comment->text, after, &live, error);
}

static int diff_line(void *context, struct slice line, struct error *error)
{
	struct diffing *diffing = context;
	struct verdict before, after;
	const struct config_brand *brand;
	struct comment comment;

	arena_reset(&diffing->arena);
	if (decode_comment(line, 0, &diffing->arena, &comment, error) < 0)
		return error->code;
	diffing->timeless += comment.ts_us == 0;
	brand = config_brand(diffing->before.config, comment.brand);
	const struct judge_terms terms = { .thresholds = &brand->thresholds };
	if (judge_comment(diffing->before.judge, &comment, &terms, &diffing->arena, &before,
			  error) < 0 ||
	    judge_comment(diffing->after.judge, &comment, &terms, &diffing->arena, &after, error) <
		    0)
		return error->code;
	if (rules_change_add(&diffing->change, comment.text, &before, &after, error) < 0)
		return error->code;
	return try_shadows(diffing, &comment, terms, &after, error);
}

static enum exit_status diff_lines(struct diffing *diffing, const char *file)
{
	struct command_reader reader = { .command = "rules",
					 .take_line = diff_line,
					 .context = diffing };
	enum exit_status status = command_read(&reader, file);

	if (status != STATUS_FINE)
		return status;
	command_tell_timeless(judge_asks_time(diffing->before.judge) ? diffing->before.judge
								     : diffing->after.judge,
			      "rules diff", diffing->timeless);
	rules_change_print(&diffing->change, stdout);
	if (reader.bad_lines > 0)
		return STATUS_USAGE;
	return diffing->change.changed > 0 ? STATUS_NO : STATUS_FINE;
}

static enum exit_status diff(const char *config, char **paths)
{
	struct diffing diffing = { .change = { 0 } };
	enum exit_status status =
		command_judge_init(&diffing.before, "rules", config, paths[0], NULL);

	if (status != STATUS_FINE)
		return status;
	status = command_judge_init(&diffing.after, "rules", config, paths[1], NULL);
	if (status != STATUS_FINE) {
		command_judge_done(&diffing.before);
		return status;
	}
	arena_init(&diffing.arena, ARENA_CHUNK, ARENA_BYTES);
	status = diff_lines(&diffing, paths[2]);
	rules_change_done(&diffing.change);
	arena_done(&diffing.arena);
	command_judge_done(&diffing.after);
	command_judge_done(&diffing.before);
	return status;
}

int command_rules_diff(int argc, char **argv)
{
	static const struct command_line line = { "rules diff", help, 3, 3 };
	const char *config = NULL;
	const struct command_option options[] = { { "config", 'c', .text = &config }, { 0 } };
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	return (int)diff(config, words.words);
}
