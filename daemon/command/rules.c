/*
 * rules.c - livvakt rules: what moderators ask of their rules. Here explain, which shows step by
 * step how a text came to its verdict; the others are command_rules.h's.
 */
#include "command.h"
#include "command_judge.h"
#include "command_options.h"
#include "command_rules.h"
#include "command_setup.h"
#include "decode.h"
#include "judge_inside.h"
#include "judge_trace.h"
#include "mood_model.h"
#include "mood_models.h"
#include "terminal.h"
#include <stdio.h>

enum { ARENA_CHUNK = 1 << 18, ARENA_BYTES = 64 << 20, TEXT_BYTES = COMMENT_TEXT_MAX + 1 };

static const char help[] =
	"usage: livvakt rules explain [-c FILE | --rules DIR] [--lang LANG] [--json] TEXT|-\n"
	"       livvakt rules diff [-c FILE] OLD NEW FILE|-\n"
	"       livvakt rules import --from FORMAT FILE|- > PACK.yaml\n"
	"       livvakt rules reload [-c FILE] [--to URL]\n"
	"\n"
	"explain  shows step by step why a text gets its verdict: its forms, its language, every\n"
	"         find with its points, what rules asked beside it and the answers, finds that do\n"
	"         not count and why not, sums and thresholds.\n"
	"diff     judges past comments (JSON Lines) by two folders of rules and shows which of "
	"them\n"
	"         change their verdict, and by which rules. Exit status 1 when any does.\n"
	"import   makes a pack of rules that another system had; see livvakt rules import --help.\n"
	"reload   has the running service read its rules anew and waits for what comes of it: the\n"
	"         set in force now, or the mistakes (exit status 1; the set before stays).\n"
	"\n"
	"  -c, --config FILE   thresholds of the brands, and their rules\n"
	"      --rules DIR     rules of this folder instead\n"
	"      --model FILE    the mood by this model (livvakt train) instead; shows what moved "
	"it\n"
	"      --lang LANG     the language that the source would tell, as sv or de\n"
	"      --brand BRAND   whose thresholds\n"
	"      --to URL        the service, as http://127.0.0.1:8787\n"
	"      --json          TEXT is a comment as a JSON object: author, channel, time count "
	"too\n";

/* --- what is shown --- */

static void print_points(int32_t points)
{
	printf("%g", (double)points / 1000);
}

static void print_languages(language_set languages)
{
	const char *gap = "";

	for (int i = LANGUAGE_ANY + 1; i < LANGUAGE_OTHER; i++) {
		if (!(languages & language_bit((enum language)i)))
			continue;
		printf("%s%s", gap, language_name((enum language)i));
		gap = " ";
	}
	if (!*gap)
		printf("any alone");
}

static void print_forms(const struct judge_trace *trace)
{
	const struct slice plain = trace->form[FORM_PLAIN], loose = trace->form[FORM_LOOSE];

	printf("plain      ");
	terminal_print(stdout, plain);
	if (trace->loose_differs) {
		printf("\nloose      ");
		terminal_print(stdout, loose);
	}
	putchar('\n');
}

static void print_language(const struct judge_trace *trace)
{
	printf("language   %s, confidence %.2f; rules that are tried: ",
	       language_name(trace->guess.language), (double)trace->guess.confidence / 1000);
	print_languages(trace->scope.full);
	if (trace->scope.unsure | trace->scope.faint) {
		printf(", and as possible ");
		print_languages(trace->scope.unsure | trace->scope.faint);
		printf("; that count in the end: ");
		print_languages(trace->counted);
	}
	printf("\n");
}

static void print_quoted(struct slice text, struct span span)
{
	putchar('"');
	terminal_print(stdout, slice_cut(text, span.from, span.to));
	putchar('"');
}

static void print_found(struct slice text, struct span span)
{
	print_quoted(text, span);
	printf(" at %zu", span.from);
}

static void print_match(struct slice text, const struct match *match)
{
	printf("found      %-28s ", match->rule);
	if (match->category == CATEGORY_NONE) {
		printf("label");
	} else {
		printf("%s ", category_name(match->category));
		print_points(match->points);
	}
	printf("  ");
	print_found(text, match->span);
	if (match->form == FORM_LOOSE)
		printf(", in disguise");
	if (match->context)
		printf("; %s: cannot hide", match->context);
	if (match->shadow)
		printf("; shadow: earns nothing");
	else if (match->beside && match->points == 0)
		printf("; words that %s was paid for", match->beside);
	else if (match->beside)
		printf("; what it adds to %s, which was paid for some of its words", match->beside);
	else if (match->category != CATEGORY_NONE && match->points == 0)
		printf("; the rule has been paid already");
	if (match->counted != match->points) {
		printf("; counts ");
		print_points(match->counted);
		printf(", since its group earns no more than ");
		print_points(match->cap);
	}
	printf("\n");
}

static void print_drop(struct slice text, const struct trace_drop *drop)
{
	printf("not        %-28s ", drop->rule);
	if (drop->span.to > drop->span.from) {
		print_found(text, drop->span);
		printf(": ");
	}
	printf("%s\n", drop->reason);
}

/* Of "any" of many others what holds is shown, and how many do not. */
static bool is_idle(const struct trace_ask *ask)
{
	return ask->truth == TRUTH_NO && strncmp(ask->text, "any: ", 5) == 0;
}

/* Is there an answer that is not known? */
static bool leaves_open(const struct judge_trace *trace)
{
	for (size_t i = 0; i < trace->ask_count; i++)
		if (trace->asks[i].truth == TRUTH_UNKNOWN)
			return true;
	return false;
}

static void print_ask(const struct trace_ask *ask)
{
	static const char *const answers[] = {
		[TRUTH_NO] = "no",
		[TRUTH_YES] = "yes",
		[TRUTH_UNKNOWN] = "not known",
	};

	printf("asked      %-28s %s? %s\n", ask->rule, ask->text, answers[ask->truth]);
}

static void print_asks(const struct trace_ask *asks, size_t count)
{
	for (size_t i = 0, idle; i < count; i += idle) {
		for (idle = 0; i + idle < count && is_idle(&asks[i + idle]) &&
			       strcmp(asks[i + idle].rule, asks[i].rule) == 0;)
			idle++;
		if (idle > 1)
			printf("asked      %-28s any of %zu other rules? no\n", asks[i].rule, idle);
		else
			print_ask(&asks[i]);
		idle += idle == 0;
	}
}

static void print_threshold(const char *what, int32_t threshold)
{
	printf("%s ", what);
	if (threshold == THRESHOLD_NEVER)
		printf("never");
	else
		print_points(threshold);
}

static void print_category(const struct judge_trace *trace, const struct thresholds *thresholds,
			   enum category category)
{
	int32_t all = trace->score.all[category], clean = trace->score.clean[category];

	if (all == 0)
		return;
	printf("points     %-10s ", category_name(category));
	print_points(all);
	if (clean != all) {
		printf(", ");
		print_points(clean);
		printf(" of them may hide");
	}
	print_threshold("; review at", thresholds->review[category]);
	print_threshold(", hide at", thresholds->hide[category]);
	if (category == CATEGORY_SELFHARM && thresholds_care(thresholds, trace->score.all))
		printf("; a person looks, and nothing else hides it");
	printf("\n");
}

static void print_move(const struct mood_move *move, struct slice plain)
{
	struct span span = move->span;

	if (move->cue != CUE_COUNT)
		printf("%s", features_cue_name(move->cue));
	else if (span.from == span.to)
		printf("a handle or link, or a word beside it");
	else
		print_quoted(plain, span);
	putchar('\n');
}

/* Towards what the words moved the mood, and how far; the strongest first. */
static void print_moves(const struct mood_model *model, const struct judge_trace *trace)
{
	struct mood_move moves[MOOD_MOVES_MAX];
	enum polarity first, second;
	size_t count = mood_model_explain(model, trace->features, moves, &first, &second);

	for (size_t i = 0; i < count; i++) {
		bool towards = moves[i].moved > 0;

		printf("mood       %-9s %6.2f  ", polarity_name(towards ? first : second),
		       (double)(towards ? moves[i].moved : -moves[i].moved) / 1000);
		print_move(&moves[i], trace->form[FORM_PLAIN]);
	}
}

static void print_figure(const char *name, int32_t figure, const char **gap)
{
	if (figure == 0)
		return;
	printf("%s%s%.1f", *gap, name, (double)figure / 1000);
	*gap = ", ";
}

/* One word of the lexicon: what it tells alone, and what its neighbours leave of it. */
static void print_heard(const struct sentiment_heard *heard, struct slice text)
{
	const char *gap = "  ";

	printf("mood       ");
	print_quoted(text, heard->span);
	print_figure("", heard->told, &gap);
	print_figure("anger ", heard->anger, &gap);
	print_figure("worry ", heard->worry, &gap);
	if (heard->factor > 0)
		printf("%s%s its neighbour", gap, heard->factor > 1000 ? "strengthens" : "weakens");
	if (heard->negates)
		printf("%snegates", gap);
	if (heard->contrasts)
		printf("%swhat stands before it counts half, what follows more", gap);
	if (heard->counts != heard->told && !(heard->negates && heard->counts == 0))
		printf("; counts %.1f here", (double)heard->counts / 1000);
	printf("\n");
}

static void print_words(const struct judge_trace *trace)
{
	for (size_t i = 0; i < trace->mood.count; i++)
		print_heard(&trace->mood.heard[i], trace->mood_text);
}

static void print_mood(const struct mood_models *models, const struct verdict *verdict,
		       const struct judge_trace *trace)
{
	const struct mood_model *model = mood_models_for(models, verdict->language);

	if (!model && models->count > 0)
		printf("mood       no model was trained on this language: the lexicon tells\n");
	else if (model)
		print_moves(model, trace);
	if (!model)
		print_words(trace);
	printf("sentiment  %.3f, %s", (double)verdict->sentiment / 1000,
	       polarity_name(verdict->polarity));
	if (model)
		printf("; by the lexicon %.3f, %s", (double)trace->lexicon.figure / 1000,
		       polarity_name(trace->lexicon.polarity));
	else if (verdict->sentiment != trace->lexicon.figure)
		printf("; by its label, the words tell %.3f", (double)trace->lexicon.figure / 1000);
	if (verdict->anger > 0)
		printf("; anger %.3f", (double)verdict->anger / 1000);
	if (verdict->worry > 0)
		printf("; worry %.3f", (double)verdict->worry / 1000);
	printf("\n");
}

static void print_undecided(const char *name)
{
	static const struct {
		const char *name, *text;
	} limits[] = {
		{ "judge/not-utf8", "the text is not UTF-8, and was not read" },
		{ "judge/text-too-long", "only the beginning of the text was read" },
		{ "judge/too-many-words", "only so many words of the text were read" },
		{ "judge/too-many-hits", "only so many finds were kept" },
		{ "judge/too-much-work",
		  "the text took too much work, and was not read to the end" },
	};

	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		if (strcmp(name, limits[i].name) != 0)
			continue;
		printf("undecided  %s: a person must look\n", limits[i].text);
		return;
	}
	printf("undecided  %s hit a limit: a person must look\n", name);
}

static void print_verdict(struct slice text, const struct verdict *verdict,
			  const struct judge_trace *trace, const struct thresholds *thresholds,
			  const struct mood_models *models)
{
	print_forms(trace);
	print_language(trace);
	for (size_t i = 0; i < verdict->match_count; i++)
		print_match(text, &verdict->matches[i]);
	print_asks(trace->asks, trace->ask_count);
	for (size_t i = 0; i < trace->drop_count; i++)
		print_drop(text, &trace->drops[i]);
	for (int i = 0; i < CATEGORY_COUNT; i++)
		print_category(trace, thresholds, (enum category)i);
	for (size_t i = 0; i < verdict->undecided_count; i++)
		print_undecided(verdict->undecided[i]);
	for (size_t i = 0; i < verdict->label_count; i++)
		printf("label      %s\n", verdict->labels[i]);
	print_mood(models, verdict, trace);
	printf("action     %s\n", action_name(verdict->action));
}

/* --- explain --- */

struct asked {
	const char *config, *folder, *lang, *brand, *text;
	struct command_models models;
	bool json;
};

/* The text of standard input, without the newline at its end. */
static struct slice read_text(char *into)
{
	size_t len = fread(into, 1, TEXT_BYTES, stdin);

	if (len > 0 && into[len - 1] == '\n')
		len--;
	return (struct slice){ into, len };
}

/* Of a text alone nothing else is known; an object says more. */
static int read_comment(const struct asked *asked, struct slice text, struct arena *arena,
			struct comment *ret_comment, struct error *error)
{
	if (asked->json)
		return decode_comment(text, 0, arena, ret_comment, error);
	*ret_comment = (struct comment){
		.text = text,
		.brand = slice_from(asked->brand),
		.lang = slice_from(asked->lang),
		.author.followers = -1,
		.reach = -1,
	};
	return 0;
}

static int explain_text(const struct asked *asked, const struct command_judge *judge,
			struct slice text, struct arena *arena, struct error *error)
{
	struct judge_terms terms = { .thresholds = NULL };
	struct judge_trace trace;
	struct comment comment;
	struct verdict verdict;
	int r = read_comment(asked, text, arena, &comment, error);

	if (r < 0)
		return r;
	terms.thresholds = &config_brand(judge->config, comment.brand)->thresholds;
	r = judge_explain(judge->judge, &comment, &terms, arena, &verdict, &trace, error);
	if (r < 0)
		return r;
	print_verdict(comment.text, &verdict, &trace, terms.thresholds,
		      ruleset_mood_models(judge_ruleset(judge->judge)));
	if (comment.ts_us == 0 && leaves_open(&trace))
		command_tell_timeless(judge->judge, "rules explain", 1);
	return 0;
}

static enum exit_status explain(const struct asked *asked)
{
	char piped[TEXT_BYTES]; /* 64 KiB: once, and no thread */
	struct command_judge judge;
	struct error error = { 0 };
	struct slice text;
	struct arena arena;
	enum exit_status status =
		command_judge_init(&judge, "rules", asked->config, asked->folder, &asked->models);

	if (status != STATUS_FINE)
		return status;
	text = strcmp(asked->text, "-") == 0 ? read_text(piped) : slice_from(asked->text);
	arena_init(&arena, ARENA_CHUNK, ARENA_BYTES);
	if (explain_text(asked, &judge, text, &arena, &error) < 0)
		status = command_fail("rules", &error);
	arena_done(&arena);
	command_judge_done(&judge);
	return status;
}

static int command_explain(int argc, char **argv)
{
	static const struct command_line line = { "rules explain", help, 1, 1 };
	struct asked asked = { .lang = "", .brand = "default" };
	const struct command_option options[] = {
		{ "config", 'c', .text = &asked.config },
		{ "rules", .text = &asked.folder },
		{ "lang", .text = &asked.lang },
		{ "brand", .text = &asked.brand },
		{ "model", .take = command_models_add, .into = &asked.models },
		{ "json", .flag = &asked.json },
		{ 0 },
	};
	enum language language;
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	asked.text = words.words[0];
	if (asked.lang && *asked.lang && !language_from_name(slice_from(asked.lang), &language)) {
		fprintf(stderr, "livvakt rules: --lang is sv, nb, nn, da, de or en, not '%s'\n",
			asked.lang);
		return STATUS_USAGE;
	}
	return (int)explain(&asked);
}

static const struct command words[] = {
	{ "explain", NULL, command_explain },
	{ "diff", NULL, command_rules_diff },
	{ "import", NULL, command_rules_import },
	{ "reload", NULL, command_rules_reload },
};

int command_rules(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : "";
	bool helped = strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(word, words[i].name) == 0)
			return words[i].run(argc - 1, argv + 1);
	}
	fputs(help, helped ? stdout : stderr);
	return helped ? STATUS_FINE : STATUS_USAGE;
}
