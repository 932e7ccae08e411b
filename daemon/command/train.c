/*
 * train.c - livvakt train: a mood model out of comments that people labelled.
 *
 * Reading and judging here; learning in trainer.c, what is told in train_report.c.
 */
#include "clock.h"
#include "command.h"
#include "command_judge.h"
#include "command_options.h"
#include "command_setup.h"
#include "decode.h"
#include "file.h"
#include "fnv.h"
#include "judge_inside.h"
#include "judge_trace.h"
#include "mood_model.h"
#include "train_report.h"
#include "trainer.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	ARENA_CHUNK = 1 << 18,
	ARENA_BYTES = 64 << 20,
	KEPT_BYTES = 512 << 20,
	BAD_LINES_SHOWN = 20,
	NAMES_DEFAULT = 100,
	NAMES_MAX = MOOD_MODEL_NAMES_MAX / POLARITY_COUNT,
	MODEL_MODE = 0644,
};

static const char help[] =
	"usage: livvakt train [-c FILE | --rules DIR] [OPTION...] -o MODEL FILE...|-\n"
	"       livvakt train --show MODEL\n"
	"\n"
	"Learns from labelled comments (JSON Lines with \"text\" and \"sent\": neg, neu or pos)\n"
	"how your commenters write, and shows beside the lexicon whether that is worth having.\n"
	"The model is used once sentiment_model: in the configuration names it. Nothing leaves\n"
	"this machine. Exit status: 0 written, 1 too little to learn from, 2 bad lines or wrong\n"
	"use.\n"
	"\n"
	"  -o, --output MODEL  where the model goes\n"
	"  -c, --config FILE   whose rules and lexicon the model stands beside\n"
	"      --rules DIR     rules of this folder instead\n"
	"      --lang NAME     only the comments in this language, as sv; again for more\n"
	"      --label FIELD   field that holds the label (default: sent)\n"
	"      --hold-out 10%  keep so many comments back, and judge them by the finished model\n"
	"      --explain N     keep the text of the N strongest words of a class (default 100; 0:\n"
	"                      none); only words in five comments of three authors and more\n"
	"      --show MODEL    what a model was trained on, how well, and its strongest words\n";

struct options {
	const char *config, *folder, *label, *output, *show;
	language_set languages; /* of the comments that are learnt from; 0: of all */
	long hold_out;		/* percent */
	long names;
};

/* A comment that was kept back. */
struct kept {
	struct slice text, lang;
	enum polarity label;
};

struct training {
	const struct options *options;
	struct command_judge judge;
	struct arena arena, kept_arena;
	struct trainer *trainer;
	struct kept *kept;
	size_t kept_count;
	struct command_languages languages;
	size_t others; /* comments in other languages than those asked for */
};

/* --- reading --- */

static int label_of(const struct training *training, const struct json *json,
		    enum polarity *ret_label, struct error *error)
{
	const char *field = training->options->label;
	const struct json *value = json_get(json, field);
	struct slice label =
		value && json_type(value) == JSON_STRING ? json_string(value) : slice_from(NULL);

	if (label.data && polarity_from_name(label, ret_label))
		return 0;
	return error_set(error, ERROR_INVALID,
			 "%s: %s; a label is neg, neu or pos (or written out)", field,
			 value ? "is no label" : "is missing");
}

static int read_features(struct training *training, const struct comment *comment,
			 struct judge_trace *trace, struct verdict *verdict, struct error *error)
{
	const struct config_brand *brand = config_brand(training->judge.config, comment->brand);
	const struct judge_terms terms = { .thresholds = &brand->thresholds };

	return judge_explain(training->judge.judge, comment, &terms, &training->arena, verdict,
			     trace, error);
}

/* What a user has without the model: the words' mood, and what a complaint adds to it. The judge
 * has no model here. */
static struct sentiment without_model(const struct verdict *verdict)
{
	return (struct sentiment){ .figure = verdict->sentiment, .polarity = verdict->polarity };
}

/* The same texts are kept back each time. */
static bool is_kept_back(const struct training *training, struct slice plain)
{
	enum { PERCENT = 100 };
	uint32_t hash = fnv32(plain);

	hash = (hash ^ hash >> 15) * 0x7FEB352Du;
	return (hash ^ hash >> 16) % PERCENT < (uint32_t)training->options->hold_out;
}

static int keep_back(struct training *training, const struct comment *comment, enum polarity label,
		     struct error *error)
{
	struct kept *kept = reallocarray(training->kept, training->kept_count + 1, sizeof(*kept));

	if (!kept)
		return error_set(error, ERROR_MEMORY, "out of memory");
	training->kept = kept;
	kept[training->kept_count] = (struct kept){
		.text = arena_copy(&training->kept_arena, comment->text),
		.lang = arena_copy(&training->kept_arena, comment->lang),
		.label = label,
	};
	if (!kept[training->kept_count].text.data)
		return error_set(error, ERROR_MEMORY, "too many comments are held out");
	training->kept_count++;
	return 0;
}

static bool is_other(const struct training *training, enum language language)
{
	language_set wanted = training->options->languages;

	return wanted != 0 && (wanted & language_bit(language)) == 0;
}

static int take_json(void *context, const struct json *json, struct error *error)
{
	struct training *training = context;
	struct trainer_comment taken = { .label = POLARITY_NEUTRAL };
	struct judge_trace trace;
	struct comment comment;
	struct verdict verdict;

	arena_reset(&training->arena);
	if (decode_object(json, 0, &training->arena, &comment, error) < 0 ||
	    label_of(training, json, &taken.label, error) < 0 ||
	    read_features(training, &comment, &trace, &verdict, error) < 0)
		return error->code;
	command_note_language(&training->languages, comment.lang);
	if (is_other(training, verdict.language)) {
		training->others++;
		return 0;
	}
	taken.plain = trace.form[FORM_PLAIN];
	taken.features = trace.features;
	taken.lexicon = without_model(&verdict);
	taken.language = verdict.language;
	taken.author = comment.author.id;
	if (is_kept_back(training, taken.plain))
		return keep_back(training, &comment, taken.label, error);
	return trainer_add(training->trainer, &taken, error);
}

/* --- what came of it --- */

static void print_progress(void *context, unsigned done, unsigned all)
{
	(void)context;
	fprintf(stderr, "\rlearning: %u of %u%s", done, all, done == all ? "\n" : "");
}

/* What was held out, by the finished model and by the lexicon. */
static int judge_kept(struct training *training, const struct mood_model *model,
		      struct error *error)
{
	struct eval_polarities by_lexicon = { 0 }, by_model = { 0 };

	for (size_t i = 0; i < training->kept_count; i++) {
		const struct kept *kept = &training->kept[i];
		struct comment comment = { .text = kept->text, .lang = kept->lang };
		struct judge_trace trace;
		struct verdict verdict;

		arena_reset(&training->arena);
		if (read_features(training, &comment, &trace, &verdict, error) < 0)
			return error->code;
		struct sentiment mood = without_model(&verdict);
		by_lexicon.counts[kept->label][mood.polarity]++;
		if (mood_model_knows(model, verdict.language))
			mood_model_apply(model, trace.features, &mood);
		by_model.counts[kept->label][mood.polarity]++;
	}
	printf("\n%zu comments that were held out, by the finished model:\n", training->kept_count);
	train_report_beside(&by_lexicon, &by_model, stdout);
	return 0;
}

static void print_report(const struct mood_model *model, const struct trainer_report *report)
{
	struct eval_polarities by_lexicon, by_model;

	memcpy(by_lexicon.counts, report->lexicon, sizeof(by_lexicon.counts));
	memcpy(by_model.counts, report->model, sizeof(by_model.counts));
	printf("%zu comments (%u negative, %u neutral, %u positive), each by a model that did not "
	       "see it:\n",
	       report->comments, model->counts[POLARITY_NEGATIVE], model->counts[POLARITY_NEUTRAL],
	       model->counts[POLARITY_POSITIVE]);
	train_report_beside(&by_lexicon, &by_model, stdout);
}

static int write_model(const struct training *training, struct mood_model *model,
		       struct error *error)
{
	struct buffer content;
	int result;

	buffer_init(&content, MOOD_MODEL_FILE_MAX);
	mood_model_write(model, &content);
	if (buffer_failed(&content))
		result = error_set(error, ERROR_MEMORY, "out of memory");
	else
		result = file_write(training->options->output, buffer_slice(&content), MODEL_MODE,
				    error);
	buffer_done(&content);
	return result;
}

static void warn_of_little_gain(const struct mood_model *model, const struct trainer_report *report)
{
	const char *what = NULL;

	if (model->model.macro_f1 <= model->lexicon.macro_f1)
		what = "the model is no better than the lexicon";
	else if (trainer_gain_is_chance(report))
		what = "what the model gains over the lexicon may be chance";
	if (what)
		fprintf(stderr,
			"livvakt train: %s; label more comments, or look whether the labels are "
			"right, before you use it\n",
			what);
}

static enum exit_status tell_and_write(struct training *training, struct mood_model *model,
				       const struct trainer_report *report)
{
	struct error error = { 0 };

	print_report(model, report);
	if (training->kept_count > 0 && judge_kept(training, model, &error) < 0)
		return command_fail("train", &error);
	if (write_model(training, model, &error) < 0)
		return command_fail("train", &error);
	warn_of_little_gain(model, report);
	fprintf(stderr, "%s is written; name it as sentiment_model in the configuration\n",
		training->options->output);
	return STATUS_FINE;
}

static enum exit_status learn(struct training *training)
{
	const struct ruleset *ruleset = judge_ruleset(training->judge.judge);
	const struct trainer_options options = {
		.day = (uint32_t)(clock_wall_us() / CLOCK_DAY_US),
		.ruleset = ruleset_hash(ruleset),
		.names = (size_t)training->options->names,
		.progress = isatty(STDERR_FILENO) ? print_progress : NULL,
	};
	struct trainer_report report;
	struct error error = { 0 };
	struct mood_model *model = trainer_train(training->trainer, &options, &report, &error);
	enum exit_status status;

	if (!model) {
		status = command_fail("train", &error);
		return error.code == ERROR_INVALID ? STATUS_NO : status;
	}
	status = tell_and_write(training, model, &report);
	mood_model_free(model);
	return status;
}

static enum exit_status read_and_learn(struct training *training, char **files, size_t count)
{
	struct command_reader reader = { .command = "train",
					 .take_json = take_json,
					 .context = training,
					 .shown_max = BAD_LINES_SHOWN };
	enum exit_status status = STATUS_FINE;

	for (size_t i = 0; i < count && status == STATUS_FINE; i++)
		status = command_read(&reader, files[i]);
	if (status != STATUS_FINE)
		return status;
	if (reader.bad_lines > 0) {
		fprintf(stderr,
			"livvakt train: %zu of the lines are no labelled comments; mend them or "
			"leave them out\n",
			reader.bad_lines);
		return STATUS_USAGE;
	}
	command_tell_languages(&training->languages, "train");
	if (training->others > 0)
		fprintf(stderr, "livvakt train: %zu comments in other languages are left out\n",
			training->others);
	return learn(training);
}

static enum exit_status train_on(const struct options *options, char **files, size_t count)
{
	struct training training = { .options = options };
	/* The lexicon's own figures are wanted, so no model of before. */
	const struct command_models none = { .none = true };
	enum exit_status status = command_judge_init(&training.judge, "train", options->config,
						     options->folder, &none);

	if (status != STATUS_FINE)
		return status;
	arena_init(&training.arena, ARENA_CHUNK, ARENA_BYTES);
	arena_init(&training.kept_arena, ARENA_CHUNK, KEPT_BYTES);
	training.trainer = trainer_new();
	if (training.trainer) {
		status = read_and_learn(&training, files, count);
	} else {
		fprintf(stderr, "livvakt train: out of memory\n");
		status = STATUS_WORLD;
	}
	trainer_free(training.trainer);
	free(training.kept);
	arena_done(&training.kept_arena);
	arena_done(&training.arena);
	command_judge_done(&training.judge);
	return status;
}

static enum exit_status show(const char *path)
{
	struct error error = { 0 };
	struct mood_model *model = mood_model_load(path, &error);

	if (!model)
		return command_fail("train", &error);
	train_report_model(model, stdout);
	mood_model_free(model);
	return STATUS_FINE;
}

/* --- options --- */

/* A whole number from 0 to `most`, with or without `unit` behind it. */
static bool read_number(const char *value, const char *name, const char *unit, long most,
			long *ret_number)
{
	char *end;
	long number = strtol(value, &end, 10);

	if (end == value || (*end && strcmp(end, unit) != 0) || number < 0 || number > most) {
		fprintf(stderr, "livvakt train: %s is a number from 0 to %ld%s\n", name, most,
			unit);
		return false;
	}
	*ret_number = number;
	return true;
}

static bool take_hold_out(void *into, const char *value)
{
	enum { HOLD_OUT_MAX = 90 };

	return read_number(value, "--hold-out", "%", HOLD_OUT_MAX, into);
}

static bool take_names(void *into, const char *value)
{
	return read_number(value, "--explain", "", NAMES_MAX, into);
}

static bool take_language(void *into, const char *value)
{
	language_set *languages = into;
	enum language language;

	if (!language_from_name(slice_from(value), &language) || language == LANGUAGE_ANY ||
	    language == LANGUAGE_OTHER) {
		fprintf(stderr, "livvakt train: --lang is sv, nb, nn, da, de or en\n");
		return false;
	}
	*languages |= language_bit(language);
	return true;
}

int command_train(int argc, char **argv)
{
	static const struct command_line line = { "train", help, 0, COMMAND_WORDS_ANY };
	struct options asked = { .label = "sent", .names = NAMES_DEFAULT };
	const struct command_option options[] = {
		{ "config", 'c', .text = &asked.config },
		{ "output", 'o', .text = &asked.output },
		{ "rules", .text = &asked.folder },
		{ "label", .text = &asked.label },
		{ "lang", .take = take_language, .into = &asked.languages },
		{ "hold-out", .take = take_hold_out, .into = &asked.hold_out },
		{ "explain", .take = take_names, .into = &asked.names },
		{ "show", .text = &asked.show },
		{ 0 },
	};
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	if (asked.show && words.count == 0)
		return (int)show(asked.show);
	if (asked.show || !asked.output || words.count == 0)
		return (int)command_usage(&line, NULL);
	return (int)train_on(&asked, words.words, words.count);
}
