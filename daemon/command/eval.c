/*
 * eval.c - livvakt eval: how well the rules agree with people who labelled comments.
 *
 * Reading and judging here; counting and figures in eval_table.c.
 */
#include "command.h"
#include "command_judge.h"
#include "command_options.h"
#include "command_setup.h"
#include "decode.h"
#include "eval_table.h"
#include "suggest.h"
#include "terminal.h"
#include <stdio.h>

enum {
	ARENA_CHUNK = 1 << 18,
	ARENA_BYTES = 64 << 20,
	LABEL_BYTES = 128,
	LABELS_MAX = 16,
	BAD_LINES_SHOWN = 20
};

static const char help[] =
	"usage: livvakt eval [-c FILE | --rules DIR] --positive LABELS [OPTION...] FILE...|-\n"
	"       livvakt eval [-c FILE | --rules DIR] --sentiment [OPTION...] FILE...|-\n"
	"\n"
	"Judges labelled comments (JSON Lines with \"text\" and \"label\") and compares: "
	"confusion,\n"
	"precision, recall, F1, per category and per rule. Exit status: 0 done, 2 bad lines.\n"
	"\n"
	"  -c, --config FILE       thresholds of the brands, and their rules\n"
	"      --rules DIR         rules of this folder instead\n"
	"      --positive LABELS   labels that ought to be flagged, with commas between\n"
	"      --flag ACTION       what counts as flagged: review (or more; the default), or hide\n"
	"      --categories NAMES  only points of these count, as threat,hate\n"
	"      --label FIELD       field that holds the label (default: label)\n"
	"      --by FIELD          one line for each value of this field too\n"
	"      --no-lang           ignore the field lang: the language is guessed\n"
	"      --sentiment         compare polarity with labels neg, neu, pos (in sent or label)\n"
	"      --model FILE        the mood by this model (livvakt train) instead; again for\n"
	"                          other languages\n"
	"      --show KIND         print the comments that went wrong: missed or false\n";

struct options {
	const char *config_path, *folder, *positive, *label, *by, *show;
	struct command_models models;
	enum action flag;
	unsigned categories; /* bits; 0: the action decides */
	bool sentiment, no_lang;
};

struct evaluation {
	const struct options *options;
	struct command_judge judge;
	struct arena arena;
	struct eval_counts counts;
	struct eval_groups categories, rules, by;
	struct eval_polarities polarities;
	size_t compared, unlabelled;
	struct command_languages languages;
	char labels[LABELS_MAX][LABEL_BYTES]; /* the first that occur */
	size_t label_count;		      /* LABELS_MAX: there may be more */
};

/* --- labels --- */

/* A label may be a text, a number or a truth value. */
static struct slice text_of(const struct json *value, char buffer[LABEL_BYTES])
{
	int64_t integer = 0;

	if (!value)
		return (struct slice){ NULL, 0 };
	switch (json_type(value)) {
	case JSON_STRING:
		return json_string(value);
	case JSON_BOOL:
		return slice_from(json_bool(value, false) ? "true" : "false");
	case JSON_NUMBER:
		if (json_integer(value, &integer))
			snprintf(buffer, LABEL_BYTES, "%lld", (long long)integer);
		else
			snprintf(buffer, LABEL_BYTES, "%g", json_number(value, 0));
		return slice_from(buffer);
	default:
		return (struct slice){ NULL, 0 };
	}
}

static bool is_in_list(struct slice word, const char *list)
{
	while (*list) {
		size_t len = strcspn(list, ",");

		if (slice_equal(word, (struct slice){ list, len }))
			return true;
		list += len + (list[len] == ',');
	}
	return false;
}

static void remember(struct evaluation *evaluation, struct slice label)
{
	for (size_t i = 0; i < evaluation->label_count; i++)
		if (slice_is(label, evaluation->labels[i]))
			return;
	if (evaluation->label_count < LABELS_MAX && label.len < LABEL_BYTES)
		snprintf(evaluation->labels[evaluation->label_count++], LABEL_BYTES, "%.*s",
			 (int)label.len, label.data);
}

/* A label that no comment has may be a slip: what it was meant for was counted as harmless. */
static void warn_of_label(const struct evaluation *evaluation, struct slice wanted)
{
	const char *names[LABELS_MAX], *near;

	if (evaluation->label_count == LABELS_MAX)
		return;
	for (size_t i = 0; i < evaluation->label_count; i++) {
		names[i] = evaluation->labels[i];
		if (slice_is(wanted, names[i]))
			return;
	}
	near = suggest_nearest(wanted, names, evaluation->label_count);
	fprintf(stderr, "livvakt eval: no comment has the label '%.*s'%s%s%s; there %s",
		(int)wanted.len, wanted.data, near ? "; did you mean '" : "", near ? near : "",
		near ? "'?" : "", evaluation->label_count == 0 ? "are none" : "are:");
	for (size_t i = 0; i < evaluation->label_count; i++)
		fprintf(stderr, " '%s'", names[i]);
	fputc('\n', stderr);
}

static void warn_of_labels(const struct evaluation *evaluation)
{
	const char *list = evaluation->options->positive;

	while (!evaluation->options->sentiment && *list) {
		size_t len = strcspn(list, ",");

		warn_of_label(evaluation, (struct slice){ list, len });
		list += len + (list[len] == ',');
	}
}

/* --- one comment --- */

/* Category by category it is known what would be reviewed; what would be hidden is told by the
 * action. */
static bool category_flagged(const struct options *options, const struct verdict *verdict,
			     const struct thresholds *thresholds, int category)
{
	int32_t points = verdict->scores[category];

	if (points == 0)
		return false;
	if (options->flag == ACTION_REVIEW)
		return points >= thresholds->review[category];
	return verdict->action == ACTION_HIDE && points >= thresholds->hide[category];
}

static bool is_flagged(const struct options *options, const struct verdict *verdict,
		       const struct thresholds *thresholds)
{
	if (options->categories == 0)
		return verdict->action >= options->flag;
	for (int i = 0; i < CATEGORY_COUNT; i++)
		if (options->categories & 1u << i &&
		    category_flagged(options, verdict, thresholds, i))
			return true;
	return false;
}

static bool count_parts(struct evaluation *evaluation, const struct verdict *verdict,
			const struct thresholds *thresholds, bool positive)
{
	struct eval_counts *counts;

	for (int i = 0; i < CATEGORY_COUNT; i++) {
		if (!category_flagged(evaluation->options, verdict, thresholds, i))
			continue;
		counts = eval_groups_get(&evaluation->categories,
					 slice_from(category_name((enum category)i)));
		if (!counts)
			return false;
		eval_count(counts, positive, true);
	}
	for (size_t i = 0; i < verdict->match_count; i++) {
		bool again = false;

		for (size_t j = 0; j < i && !again; j++)
			again = verdict->matches[j].rule == verdict->matches[i].rule;
		if (again)
			continue;
		counts = eval_groups_get(&evaluation->rules, slice_from(verdict->matches[i].rule));
		if (!counts)
			return false;
		eval_count(counts, positive, true);
	}
	return true;
}

static void show_if_wrong(const struct evaluation *evaluation, const struct comment *comment,
			  bool positive, bool flagged)
{
	const char *show = evaluation->options->show;

	if (!show || positive == flagged || strcmp(show, positive ? "missed" : "false") != 0)
		return;
	printf("%s\t", show);
	terminal_print(stdout, comment->id);
	putchar('\t');
	terminal_print(stdout, comment->text);
	putchar('\n');
}

static int compare_abuse(struct evaluation *evaluation, const struct json *line,
			 const struct comment *comment, const struct verdict *verdict,
			 const struct thresholds *thresholds, struct error *error)
{
	char buffer[LABEL_BYTES];
	struct slice label = text_of(json_get(line, evaluation->options->label), buffer);
	bool positive = is_in_list(label, evaluation->options->positive);
	bool flagged = is_flagged(evaluation->options, verdict, thresholds);
	struct eval_counts *by = NULL;

	if (!label.data) {
		evaluation->unlabelled++;
		return 0;
	}
	remember(evaluation, label);
	evaluation->compared++;
	eval_count(&evaluation->counts, positive, flagged);
	if (evaluation->options->by) {
		by = eval_groups_get(&evaluation->by,
				     text_of(json_get(line, evaluation->options->by), buffer));
		if (by)
			eval_count(by, positive, flagged);
	}
	if (!count_parts(evaluation, verdict, thresholds, positive) ||
	    (evaluation->options->by && !by))
		return error_set(error, ERROR_MEMORY, "out of memory");
	show_if_wrong(evaluation, comment, positive, flagged);
	return 0;
}

/* False, with no error, when there is no label at all. */
static bool read_polarity(const struct json *line, const char *field, enum polarity *ret_truth,
			  struct error *error)
{
	char buffer[LABEL_BYTES];
	struct slice sent = text_of(json_get(line, "sent"), buffer);
	struct slice label;

	if (sent.data && polarity_from_name(sent, ret_truth))
		return true;
	label = text_of(json_get(line, field), buffer);
	if (label.data && polarity_from_name(label, ret_truth))
		return true;
	if (sent.data || label.data)
		error_set(error, ERROR_INVALID,
			  "%s: is no label; a label is neg, neu or pos (or written out)",
			  sent.data ? "sent" : field);
	return false;
}

static int compare_polarity(struct evaluation *evaluation, const struct json *line,
			    const struct verdict *verdict, struct error *error)
{
	char buffer[LABEL_BYTES];
	enum polarity truth = POLARITY_NEUTRAL;
	struct eval_counts *by;

	*error = (struct error){ 0 };
	if (!read_polarity(line, evaluation->options->label, &truth, error)) {
		evaluation->unlabelled += error->code == ERROR_NONE;
		return error->code;
	}
	evaluation->compared++;
	evaluation->polarities.counts[truth][verdict->polarity]++;
	if (!evaluation->options->by)
		return 0;
	by = eval_groups_get(&evaluation->by,
			     text_of(json_get(line, evaluation->options->by), buffer));
	if (!by)
		return error_set(error, ERROR_MEMORY, "out of memory");
	eval_count(by, truth == POLARITY_NEGATIVE, verdict->polarity == POLARITY_NEGATIVE);
	return 0;
}

static int judge_json(void *context, const struct json *json, struct error *error)
{
	struct evaluation *evaluation = context;
	const struct config_brand *brand;
	struct comment comment;
	struct verdict verdict;

	arena_reset(&evaluation->arena);
	if (decode_object(json, 0, &evaluation->arena, &comment, error) < 0)
		return error->code;
	if (evaluation->options->no_lang)
		comment.lang = (struct slice){ NULL, 0 };
	command_note_language(&evaluation->languages, comment.lang);
	brand = config_brand(evaluation->judge.config, comment.brand);
	const struct judge_terms terms = { .thresholds = &brand->thresholds };
	if (judge_comment(evaluation->judge.judge, &comment, &terms, &evaluation->arena, &verdict,
			  error) < 0)
		return error->code;
	if (evaluation->options->sentiment)
		return compare_polarity(evaluation, json, &verdict, error);
	return compare_abuse(evaluation, json, &comment, &verdict, &brand->thresholds, error);
}

/* --- all of it --- */

static void print_tables(struct evaluation *evaluation)
{
	if (evaluation->options->sentiment) {
		eval_polarities_print(&evaluation->polarities, stdout);
	} else {
		eval_print(&evaluation->counts, stdout);
		eval_groups_print_hits(&evaluation->categories, "category", stdout);
		eval_groups_print_hits(&evaluation->rules, "rule", stdout);
	}
	if (evaluation->options->by)
		eval_groups_print_accuracy(&evaluation->by, evaluation->options->by, stdout);
	if (evaluation->unlabelled > 0)
		fprintf(stderr, "livvakt eval: %zu comments had no label and were left out\n",
			evaluation->unlabelled);
}

static enum exit_status tell(struct evaluation *evaluation, size_t bad_lines)
{
	if (bad_lines > 0)
		fprintf(stderr, "livvakt eval: %zu lines were no labelled comments\n", bad_lines);
	if (evaluation->compared == 0 && evaluation->unlabelled + bad_lines > 0) {
		fprintf(stderr,
			"livvakt eval: no comment has a label that can be compared; --label FIELD "
			"says where it stands\n");
		return STATUS_USAGE;
	}
	print_tables(evaluation);
	warn_of_labels(evaluation);
	command_tell_languages(&evaluation->languages, "eval");
	return bad_lines > 0 ? STATUS_USAGE : STATUS_FINE;
}

static enum exit_status evaluate(const struct options *options, char **files, size_t count)
{
	struct evaluation evaluation = { .options = options };
	struct command_reader reader = { .command = "eval",
					 .take_json = judge_json,
					 .context = &evaluation,
					 .shown_max = BAD_LINES_SHOWN };
	enum exit_status status = command_judge_init(
		&evaluation.judge, "eval", options->config_path, options->folder, &options->models);

	if (status != STATUS_FINE)
		return status;
	arena_init(&evaluation.arena, ARENA_CHUNK, ARENA_BYTES);
	eval_groups_init(&evaluation.categories);
	eval_groups_init(&evaluation.rules);
	eval_groups_init(&evaluation.by);
	for (size_t i = 0; i < count && status == STATUS_FINE; i++)
		status = command_read(&reader, files[i]);
	if (status == STATUS_FINE)
		status = tell(&evaluation, reader.bad_lines);
	eval_groups_done(&evaluation.by);
	eval_groups_done(&evaluation.rules);
	eval_groups_done(&evaluation.categories);
	arena_done(&evaluation.arena);
	command_judge_done(&evaluation.judge);
	return status;
}

/* --- options --- */

static bool take_categories(void *into, const char *list)
{
	unsigned *ret_categories = into;
	const char *names[CATEGORY_COUNT];
	unsigned categories = 0;

	for (int i = 0; i < CATEGORY_COUNT; i++)
		names[i] = category_name((enum category)i);
	while (*list) {
		struct slice word = { list, strcspn(list, ",") };
		enum category category;

		if (!category_from_name(word, &category)) {
			const char *near = suggest_nearest(word, names, CATEGORY_COUNT);

			fprintf(stderr, "livvakt eval: unknown category '%.*s'%s%s%s\n",
				(int)word.len, word.data, near ? "; did you mean '" : "",
				near ? near : "", near ? "'?" : "");
			return false;
		}
		categories |= 1u << category;
		list += word.len + (list[word.len] == ',');
	}
	*ret_categories = categories;
	return true;
}

static bool take_flag(void *into, const char *value)
{
	enum action *flag = into;

	if (strcmp(value, "review") != 0 && strcmp(value, "hide") != 0) {
		fprintf(stderr, "livvakt eval: --flag is review or hide\n");
		return false;
	}
	*flag = strcmp(value, "hide") == 0 ? ACTION_HIDE : ACTION_REVIEW;
	return true;
}

static bool take_show(void *into, const char *value)
{
	const char **show = into;

	if (strcmp(value, "missed") != 0 && strcmp(value, "false") != 0) {
		fprintf(stderr, "livvakt eval: --show is missed or false\n");
		return false;
	}
	*show = value;
	return true;
}

int command_eval(int argc, char **argv)
{
	static const struct command_line line = { "eval", help, 1, COMMAND_WORDS_ANY };
	struct options asked = { .label = "label", .flag = ACTION_REVIEW };
	const struct command_option options[] = {
		{ "config", 'c', .text = &asked.config_path },
		{ "rules", .text = &asked.folder },
		{ "positive", .text = &asked.positive },
		{ "flag", .take = take_flag, .into = &asked.flag },
		{ "categories", .take = take_categories, .into = &asked.categories },
		{ "label", .text = &asked.label },
		{ "by", .text = &asked.by },
		{ "no-lang", .flag = &asked.no_lang },
		{ "sentiment", .flag = &asked.sentiment },
		{ "show", .take = take_show, .into = &asked.show },
		{ "model", .take = command_models_add, .into = &asked.models },
		{ 0 },
	};
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	if (!asked.sentiment && !asked.positive)
		return (int)command_usage(&line,
					  "--positive LABEL or --sentiment says what is counted");
	return (int)evaluate(&asked, words.words, words.count);
}
