/*
 * check.c - livvakt check: configuration and rules, all complaints at once, and the rules' own
 * examples.
 */
#include "check.h"
#include "check_scope.h"
#include "clock.h"
#include "command.h"
#include "command_judge.h"
#include "command_options.h"
#include "command_setup.h"
#include "config_doubts.h"
#include "deliver_check.h"
#include "mood_model.h"
#include "mood_models.h"
#include "rules_cache.h"
#include <stdio.h>

static const char help[] =
	"usage: livvakt check [-c FILE] [RULES...]\n"
	"\n"
	"Reads the configuration and the rule folders, tries every rule's examples, and prints\n"
	"each mistake as file:line:column with what to do about it. RULES are folders, or files\n"
	"in them: then only what is wrong in those is shown. Without them those of the\n"
	"configuration are read, or the shipped ones.\n"
	"Exit status: 0 all is well (there may be warnings), 1 there are errors.\n"
	"\n"
	"  -c, --config FILE   the configuration to check too\n"
	"  -q, --quiet         errors only, no warnings and no summary\n";

static void print_summary(const struct complaints *complaints, const struct check_summary *summary)
{
	if (complaints->errors + complaints->warnings > complaints->count)
		fprintf(stderr, "(only the first %zu are shown)\n", complaints->count);
	fprintf(stderr,
		"%zu packs, %zu rules (%zu drafts), %zu regexes, %zu literals, %zu examples: "
		"%zu error%s, %zu warning%s; ruleset %s\n",
		summary->packs, summary->rules, summary->drafts, summary->regexes,
		summary->literals, summary->examples, complaints->errors,
		complaints->errors == 1 ? "" : "s", complaints->warnings,
		complaints->warnings == 1 ? "" : "s", summary->hash);
}

/* Those of the named files; how many others there are is said. */
static void print_complaints(const struct complaints *complaints, const struct check_scope *scope,
			     bool quiet)
{
	size_t hidden = 0;

	for (size_t i = 0; i < complaints->count; i++) {
		if (!check_scope_shows(scope, &complaints->items[i]))
			hidden++;
		else if (!quiet || complaints->items[i].weight == COMPLAINT_ERROR)
			complaint_print(&complaints->items[i], stdout);
	}
	if (hidden > 0)
		fprintf(stderr,
			"%zu complaint%s of other files %s not shown; check the folder for %s\n",
			hidden, hidden == 1 ? "" : "s", hidden == 1 ? "is" : "are",
			hidden == 1 ? "it" : "them");
}

/* Whether the models can be read and go together; and a word when the rules are not those that one
 * was trained beside: it leans on their lexicon. */
static bool check_models(const struct mood_files *files, const char *hash, bool quiet)
{
	struct mood_models models = { .count = 0 };
	struct error error = { 0 };

	if (mood_models_load(&models, files, &error) < 0) {
		printf("sentiment_model: error[sentiment-model]: %s\n", error.text);
		return false;
	}
	for (size_t i = 0; i < models.count && !quiet; i++)
		if (strcmp(models.items[i]->ruleset, hash) != 0)
			fprintf(stderr,
				"note: %s was trained beside ruleset %s, these rules are %s; if "
				"the lexicon changed much, train it anew\n",
				files->paths[i], models.items[i]->ruleset, hash);
	mood_models_done(&models);
	return true;
}

/* The topics of all areas, one after the other; NULL without any, or without memory. */
static struct check_topic *topics_of(const struct config *config, size_t *ret_count)
{
	struct check_topic *topics;
	size_t count = 0;

	for (size_t i = 0; i < config->area_count; i++)
		count += config->areas[i].topics.count;
	*ret_count = 0;
	topics = count ? calloc(count, sizeof(*topics)) : NULL;
	for (size_t i = 0; topics && i < config->area_count; i++) {
		for (size_t j = 0; j < config->areas[i].topics.count; j++)
			topics[(*ret_count)++].name = config->areas[i].topics.items[j];
	}
	return topics;
}

/* A topic that is misspelt is one whose incidents never come. */
static void warn_of_topics(const struct check_topic *topics, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (!topics[i].given)
			printf("areas: warning[no-topic]: no rule gives a comment the label "
			       "topic:%s; correct the name, or write a rule that does\n",
			       topics[i].name);
	}
}

static void lower(int32_t *threshold, int32_t other)
{
	if (other < *threshold)
		*threshold = other;
}

/* What one brand hides is hidden somewhere. */
static struct thresholds lowest_thresholds(const struct config *config)
{
	struct thresholds lowest = config->defaults.thresholds;

	for (size_t i = 0; i < config->brand_count; i++) {
		for (int j = 0; j < CATEGORY_COUNT; j++) {
			lower(&lowest.review[j], config->brands[i].thresholds.review[j]);
			lower(&lowest.hide[j], config->brands[i].thresholds.hide[j]);
		}
	}
	return lowest;
}

static enum exit_status check_folders(const char *const *folders, size_t count,
				      const struct check_scope *scope, const struct config *config,
				      bool quiet)
{
	const struct mood_files models = { config->sentiment_models,
					   config->sentiment_model_count };
	struct complaints complaints;
	struct check_summary summary = { 0 };
	const struct thresholds thresholds = lowest_thresholds(config);
	struct rules_cache cache;
	bool good;

	complaints_init(&complaints);
	rules_cache_init(&cache, folders, count, NULL);
	struct check_case what = { folders, count, &cache.store, clock_wall_us(),
				   NULL,    0,	   &thresholds };
	what.topics = topics_of(config, &what.topic_count);
	good = check_rules(&what, &complaints, &summary);
	rules_cache_done(&cache);
	print_complaints(&complaints, scope, quiet);
	if (!quiet) {
		warn_of_topics(what.topics, what.topic_count);
		print_summary(&complaints, &summary);
	}
	free(what.topics);
	complaints_done(&complaints);
	good &= check_models(&models, summary.hash, quiet);
	return good ? STATUS_FINE : STATUS_NO;
}

/* Whether what the configuration says about deliveries can work. */
static bool check_deliveries(const struct config *config)
{
	struct complaints complaints;
	bool good;

	complaints_init(&complaints);
	deliver_check(config, &complaints);
	complaints_print(&complaints, stdout);
	good = complaints.errors == 0;
	complaints_done(&complaints);
	return good;
}

/* Brands, areas, events and schedules that are probably not meant so. */
static void print_doubts(const struct config *config)
{
	struct complaints complaints;

	complaints_init(&complaints);
	config_doubts_find(config, clock_wall_us(), &complaints);
	complaints_print(&complaints, stdout);
	complaints_done(&complaints);
}

/* The folders that were named, or those of the configuration, or the shipped ones. */
static enum exit_status check_named(const struct check_scope *scope, const struct config *config,
				    bool quiet)
{
	struct command_rules rules = { 0 };
	struct error error = { 0 };
	enum exit_status status;

	if (scope->folder_count > 0)
		return check_folders((const char *const *)scope->folders, scope->folder_count,
				     scope, config, quiet);
	if (command_rules_find(config, &rules, &error) < 0)
		return command_fail("check", &error);
	status = check_folders(rules.folders, rules.count, scope, config, quiet);
	command_rules_done(&rules);
	return status;
}

static enum exit_status check(const char *config_path, const struct check_scope *scope, bool quiet)
{
	enum exit_status status = STATUS_FINE;
	struct config *config = command_config(config_path, &status);

	if (!config)
		return status == STATUS_USAGE ? STATUS_NO : status;
	if (!quiet)
		print_doubts(config);
	status = check_named(scope, config, quiet);
	if (!check_deliveries(config) && status == STATUS_FINE)
		status = STATUS_NO;
	config_free(config);
	return status;
}

int command_check(int argc, char **argv)
{
	static const struct command_line line = { "check", help, 0, COMMAND_WORDS_ANY };
	const char *config_path = NULL;
	bool quiet = false;
	const struct command_option options[] = {
		{ "config", 'c', .text = &config_path },
		{ "quiet", 'q', .flag = &quiet },
		{ 0 },
	};
	struct command_words words;
	struct check_scope scope;
	struct error error = { 0 };
	enum exit_status status;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	if (check_scope_read(&scope, words.words, words.count, &error) < 0)
		status = command_fail("check", &error);
	else
		status = check(config_path, &scope, quiet);
	check_scope_done(&scope);
	return (int)status;
}
