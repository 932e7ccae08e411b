/*
 * check.c - livvakt check: configuration and rules, all complaints at once, and the rules' own
 * examples.
 */
#include "check.h"
#include "clock.h"
#include "command.h"
#include "command_judge.h"
#include "command_options.h"
#include "command_setup.h"
#include "deliver_check.h"
#include "mood_model.h"
#include "mood_models.h"
#include "rules_cache.h"
#include <stdio.h>

static const char help[] =
	"usage: livvakt check [-c FILE] [RULES...]\n"
	"\n"
	"Reads the configuration and the rule folders, tries every rule's examples, and prints\n"
	"each mistake as file:line:column with what to do about it. RULES are folders; without\n"
	"them those of the configuration, or the shipped ones.\n"
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

static enum exit_status check_folders(const char *const *folders, size_t count,
				      const struct config *config, bool quiet)
{
	const struct mood_files models = { config->sentiment_models,
					   config->sentiment_model_count };
	struct complaints complaints;
	struct check_summary summary = { 0 };
	struct rules_cache cache;
	bool good;

	complaints_init(&complaints);
	rules_cache_init(&cache, folders, count, NULL);
	struct check_case what = { folders, count, &cache.store, clock_wall_us(), NULL, 0 };
	what.topics = topics_of(config, &what.topic_count);
	good = check_rules(&what, &complaints, &summary);
	rules_cache_done(&cache);
	if (quiet) {
		command_print_errors(&complaints, stdout);
	} else {
		complaints_print(&complaints, stdout);
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

static enum exit_status check(const char *config_path, char **folders, size_t count, bool quiet)
{
	enum exit_status status = STATUS_FINE;
	struct config *config = command_config(config_path, &status);
	struct command_rules rules = { 0 };
	struct error error = { 0 };

	if (!config)
		return status == STATUS_USAGE ? STATUS_NO : status;
	if (count > 0)
		status = check_folders((const char *const *)folders, count, config, quiet);
	else if (command_rules_find(config, &rules, &error) < 0)
		status = command_fail("check", &error);
	else
		status = check_folders(rules.folders, rules.count, config, quiet);
	if (!check_deliveries(config) && status == STATUS_FINE)
		status = STATUS_NO;
	command_rules_done(&rules);
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

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	return (int)check(config_path, words.words, words.count, quiet);
}
