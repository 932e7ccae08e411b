/*
 * check.c - livvakt check: configuration and rules, all complaints at once, and the rules' own
 * examples.
 */
#include "check.h"
#include "clock.h"
#include "command.h"
#include "command_judge.h"
#include "command_setup.h"
#include "deliver_check.h"
#include <getopt.h>
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

static enum exit_status check_folders(const char *const *folders, size_t count, bool quiet)
{
	struct complaints complaints;
	struct check_summary summary = { 0 };
	bool good;

	complaints_init(&complaints);
	good = check_rules(folders, count, clock_wall_us(), &complaints, &summary);
	if (quiet)
		command_print_errors(&complaints, stdout);
	else
		complaints_print(&complaints, stdout);
	if (!quiet)
		print_summary(&complaints, &summary);
	complaints_done(&complaints);
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
		status = check_folders((const char *const *)folders, count, quiet);
	else if (command_rules_find(config, &rules, &error) < 0)
		status = command_fail("check", &error);
	else
		status = check_folders(rules.folders, rules.count, quiet);
	if (!check_deliveries(config) && status == STATUS_FINE)
		status = STATUS_NO;
	command_rules_done(&rules);
	config_free(config);
	return status;
}

int command_check(int argc, char **argv)
{
	static const struct option options[] = {
		{ "config", required_argument, NULL, 'c' },
		{ "quiet", no_argument, NULL, 'q' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *config_path = NULL;
	bool quiet = false;
	int option;

	while ((option = getopt_long(argc, argv, "c:qh", options, NULL)) != -1) {
		switch (option) {
		case 'c':
			config_path = optarg;
			break;
		case 'q':
			quiet = true;
			break;
		case 'h':
			fputs(help, stdout);
			return STATUS_FINE;
		default:
			fputs(help, stderr);
			return STATUS_USAGE;
		}
	}
	return check(config_path, argv + optind, (size_t)(argc - optind), quiet);
}
