/*
 * command_judge.c - see command_judge.h.
 */
#include "command_judge.h"
#include "command_setup.h"
#include "json.h"
#include "language.h"
#include "rules_cache.h"
#include "terminal.h"
#include <errno.h>
#include <stdlib.h>

bool command_models_add(void *into, const char *path)
{
	struct command_models *models = into;

	if (models->count == MOOD_MODELS_MAX) {
		fprintf(stderr, "livvakt: more than %d models; name one a language\n",
			MOOD_MODELS_MAX);
		return false;
	}
	models->paths[models->count++] = path;
	return true;
}

static struct ruleset *load(const char *const *folders, size_t count,
			    const struct mood_files *models)
{
	struct complaints complaints;
	struct rules_cache cache;
	struct ruleset *ruleset;

	complaints_init(&complaints);
	rules_cache_init(&cache, folders, count, NULL);
	ruleset = ruleset_load_kept(folders, count, models, &cache.store, &complaints);
	if (ruleset)
		ruleset_keep(ruleset, &cache.store);
	rules_cache_done(&cache);
	if (!ruleset)
		complaints_print_errors(&complaints, stderr);
	complaints_done(&complaints);
	return ruleset;
}

struct ruleset *command_ruleset(const struct config *config, const char *folder,
				const struct command_models *named, struct error *error)
{
	struct mood_files models = { config->sentiment_models, config->sentiment_model_count };
	struct command_rules rules = { 0 };
	struct ruleset *ruleset = NULL;

	if (named && (named->count > 0 || named->none))
		models = (struct mood_files){ named->paths, named->count };
	if (folder) {
		ruleset = load(&folder, 1, &models);
	} else if (command_rules_find(config, &rules, error) == 0) {
		ruleset = load(rules.folders, rules.count, &models);
		command_rules_done(&rules);
	}
	if (!ruleset && error->code == ERROR_NONE)
		error_set(error, ERROR_INVALID,
			  "the rules have mistakes, see above; mend them first");
	return ruleset;
}

enum exit_status command_judge_init(struct command_judge *judge, const char *name,
				    const char *config_path, const char *folder,
				    const struct command_models *models)
{
	enum exit_status status = STATUS_FINE;
	struct error error = { 0 };
	struct ruleset *ruleset;

	*judge = (struct command_judge){ .config = command_config(config_path, &status) };
	if (!judge->config)
		return status;
	ruleset = command_ruleset(judge->config, folder, models, &error);
	if (ruleset)
		judge->judge = judge_new(ruleset, &error);
	ruleset_unref(ruleset); /* the judge holds its own */
	if (judge->judge)
		return STATUS_FINE;
	command_judge_done(judge);
	return command_fail(name, &error);
}

void command_judge_done(struct command_judge *judge)
{
	judge->judge = judge_free(judge->judge);
	config_free(judge->config);
	judge->config = NULL;
}

void command_tell_timeless(const struct judge *judge, const char *name, size_t count)
{
	if (count > 0 && judge_asks_time(judge))
		fprintf(stderr,
			"livvakt %s: %zu comment%s no \"ts\", so rules that start or expire, or "
			"ask "
			"for a time of day or the age of an account, rested; give each the time "
			"when it was written\n",
			name, count, count == 1 ? " has" : "s have");
}

void command_note_language(struct command_languages *languages, struct slice lang)
{
	enum language ignored;

	if (lang.len == 0 || language_from_name(lang, &ignored))
		return;
	if (languages->unknown++ == 0)
		snprintf(languages->first, sizeof(languages->first), "%.*s", (int)lang.len,
			 lang.data);
}

void command_tell_languages(const struct command_languages *languages, const char *name)
{
	if (languages->unknown == 0)
		return;
	fprintf(stderr, "livvakt %s: the \"lang\" of %zu comments (first: ", name,
		languages->unknown);
	terminal_print(stderr, slice_from(languages->first));
	fprintf(stderr, ") is none of sv, nb, nn, da, de, en; their language is guessed\n");
}

int command_lines_open(struct command_lines *lines, const char *path, struct error *error)
{
	bool is_stdin = strcmp(path, "-") == 0;

	*lines = (struct command_lines){ .name = is_stdin ? "standard input" : path };
	lines->file = is_stdin ? stdin : fopen(path, "re");
	if (!lines->file)
		return error_errno(error, "cannot open %s", path);
	return 0;
}

static bool is_blank(struct slice line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.data[i] != ' ' && line.data[i] != '\t')
			return false;
	return true;
}

bool command_lines_next(struct command_lines *lines, struct slice *ret_line, struct error *error)
{
	ssize_t len;

	while ((len = getline(&lines->line, &lines->capacity, lines->file)) >= 0) {
		struct slice line = { lines->line, (size_t)len };

		lines->number++;
		while (line.len > 0 && strchr("\r\n", line.data[line.len - 1]))
			line.len--;
		if (is_blank(line))
			continue;
		*ret_line = line;
		return true;
	}
	if (!feof(lines->file)) {
		lines->failed = true;
		error_errno(error, "cannot read %s", lines->name);
	}
	return false;
}

void command_lines_close(struct command_lines *lines)
{
	if (lines->file && lines->file != stdin)
		fclose(lines->file);
	free(lines->line);
	*lines = (struct command_lines){ 0 };
}

static int take(const struct command_reader *reader, struct slice line, struct error *error)
{
	struct json *json;
	int result;

	if (reader->take_line)
		return reader->take_line(reader->context, line, error);
	json = json_parse(line, error);
	if (!json)
		return error->code;
	result = reader->take_json(reader->context, json, error);
	json_free(json);
	return result;
}

/* A table, or one array of all: every line of it would be told to be bad. */
static int check_format(const struct command_reader *reader, const struct command_lines *lines,
			struct slice line, struct error *error)
{
	static const char wanted[] =
		"JSON Lines are wanted, one object a line: {\"text\": \"...\"}";
	char first = line.data[strspn(line.data, " \t\xEF\xBB\xBF")];

	if (!reader->take_json || first == '{')
		return 0;
	if (first == '[')
		return error_set(error, ERROR_INVALID, "%s begins with an array; %s (jq -c '.[]')",
				 lines->name, wanted);
	return error_set(error, ERROR_INVALID, "%s does not begin with an object; %s", lines->name,
			 wanted);
}

static void name_bad_line(struct command_reader *reader, const struct command_lines *lines,
			  const struct error *error)
{
	if (reader->bad_lines++ < reader->shown_max || reader->shown_max == 0)
		fprintf(stderr, "%s:%zu: %s\n", lines->name, lines->number, error->text);
}

enum exit_status command_read(struct command_reader *reader, const char *path)
{
	struct command_lines lines;
	struct error error = { 0 };
	struct slice line;
	int result = command_lines_open(&lines, path, &error);
	bool first = true;

	while (result == 0 && command_lines_next(&lines, &line, &error)) {
		if (first && (result = check_format(reader, &lines, line, &error)) < 0)
			break;
		first = false;
		result = take(reader, line, &error);
		if (result != ERROR_INVALID)
			continue;
		name_bad_line(reader, &lines, &error);
		result = 0;
	}
	if (lines.failed)
		result = error.code;
	command_lines_close(&lines);
	return result < 0 ? command_fail(reader->command, &error) : STATUS_FINE;
}
