/* run.c - livvakt run: the service in the foreground, as systemd wants it. */
#include "command.h"
#include "command_options.h"
#include "command_setup.h"
#include "config_tables.h"
#include "log.h"
#include "service.h"

#include <stdio.h>

static const char help[] =
	"usage: livvakt run [-c FILE] [--verbose]\n"
	"\n"
	"Runs the service in the foreground until SIGTERM or SIGINT. Without -c the defaults\n"
	"serve: 127.0.0.1:8787, a redis-server of its own, the shipped rules.\n"
	"SIGHUP reads the rules anew; broken rules never replace good ones.\n"
	"\n"
	"  -c, --config FILE   configuration (docs/configuration.md)\n"
	"      --help-config   every key of the configuration, with default and meaning\n"
	"  -v, --verbose       log more\n";

static void print_section(const char *title, const struct settings_table *table)
{
	struct buffer text;

	buffer_init(&text, 1 << 20);
	settings_describe(table, &text);
	printf("## %s\n\n%s\n", title, buffer_text(&text));
	buffer_done(&text);
}

static void print_config_help(void)
{
	print_section("Top level", &config_table);
	print_section("defaults", &config_defaults_table);
	print_section("brands", &config_brand_table);
	print_section("people", &config_person_table);
	print_section("schedules", &config_schedule_table);
	print_section("schedules: overrides", &config_override_table);
	print_section("policies", &config_policy_table);
	print_section("policies: steps", &config_step_table);
	print_section("areas", &config_area_table);
	print_section("events", &config_event_table);
	print_section("webhooks", &config_webhook_table);
	print_section("hide", &config_hide_table);
	print_section("email", &config_email_table);
}

static enum exit_status run(const char *path)
{
	enum exit_status status = STATUS_FINE;
	struct config *config = command_config(path, &status);
	struct command_rules rules = { 0 };
	struct error error = { 0 };

	if (!config)
		return status;
	if (command_rules_find(config, &rules, &error) < 0 ||
	    service_run(config, rules.folders, rules.count, &error) < 0)
		status = command_fail("run", &error);
	if (status == STATUS_NO) /* nobody asked a question: something in the world is in the way */
		status = STATUS_WORLD;
	command_rules_done(&rules);
	config_free(config);
	return status;
}

int command_run(int argc, char **argv)
{
	static const struct command_line line = { "run", help, 0, 0 };
	bool verbose = false, help_config = false;
	const char *path = NULL;
	const struct command_option options[] = {
		{ "config", 'c', .text = &path },
		{ "verbose", 'v', .flag = &verbose },
		{ "help-config", .flag = &help_config },
		{ 0 },
	};
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	if (help_config) {
		print_config_help();
		return STATUS_FINE;
	}
	if (verbose)
		log_set_level(LOG_LEVEL_DEBUG);
	return (int)run(path);
}
