/*
 * rules_import.c - livvakt rules import: rules of another system as a pack. The pack goes to
 * standard output, what could not be taken over to standard error.
 */
#include "rules_import.h"
#include "command_options.h"
#include "command_rules.h"
#include "command_setup.h"
#include "file.h"
#include "language.h"
#include "rules_import_automoderator.h"
#include "rules_import_lists.h"
#include "rules_import_spamassassin.h"
#include <stdio.h>

static const char help[] =
	"usage: livvakt rules import --from FORMAT [options] FILE|- > PACK.yaml\n"
	"\n"
	"Makes a pack of rules that another system had. FORMAT is one of\n"
	"  discourse       watched words, as Discourse gives or takes them (CSV)\n"
	"  automoderator   Reddit's AutoModerator (YAML)\n"
	"  spamassassin    body, rawbody and meta rules\n"
	"  facebook        blocked words of a page, parted by commas or line ends\n"
	"The rules are `shadow` at first. What could not be taken over is told line by line.\n"
	"Exit status: 0 all was taken over, 1 something was left out.\n"
	"\n"
	"      --language LANG   whose comments they are for; otherwise any\n"
	"      --pack NAME       the pack's name; otherwise imported-FORMAT\n"
	"      --category NAME   what a hit counts as where the other system does not say; insult\n"
	"      --action NAME     Discourse: what the words of a list without actions are for\n";

static const struct {
	const char *name;
	void (*run)(struct import *import, struct slice text);
} formats[] = {
	{ "discourse", import_discourse },
	{ "automoderator", import_automoderator },
	{ "spamassassin", import_spamassassin },
	{ "facebook", import_facebook },
};
enum { FORMATS = sizeof(formats) / sizeof(formats[0]), PACK_BYTES = 64 << 20, NAME_MAX_BYTES = 64 };

struct asked {
	const char *from, *language, *pack, *action, *file;
	enum category category;
};

static size_t format_of(const char *name)
{
	size_t i = 0;

	while (i < FORMATS && (!name || strcmp(name, formats[i].name) != 0))
		i++;
	return i;
}

static bool name_is_good(const char *name)
{
	size_t len = strlen(name);

	return len > 0 && len <= NAME_MAX_BYTES && name[0] != '-' &&
	       strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") == len;
}

static enum exit_status say(const char *what, const char *value, const char *remedy)
{
	fprintf(stderr, "livvakt rules: %s '%s'; %s\n", what, value, remedy);
	return STATUS_USAGE;
}

static enum exit_status check_asked(const struct asked *asked)
{
	enum language language;

	if (!asked->from || format_of(asked->from) == FORMATS)
		return say("no such format", asked->from ? asked->from : "",
			   "--from takes discourse, automoderator, spamassassin or facebook");
	if (strcmp(asked->language, "any") != 0 &&
	    !language_from_name(slice_from(asked->language), &language))
		return say("no such language", asked->language,
			   "--language takes sv, nb, nn, da, de, en or any");
	if (asked->pack && !name_is_good(asked->pack))
		return say("no name for a pack:", asked->pack,
			   "use a-z, 0-9 and '-', at most 64 of them");
	return STATUS_FINE;
}

static void print_report(const struct import *import)
{
	fwrite(buffer_text(&import->report), 1, import->report.len, stderr);
	fprintf(stderr, "%s: %zu of %zu taken over, %zu left out", import->file, import->taken,
		import->taken + import->left_out, import->left_out);
	if (import->doubled > 0)
		fprintf(stderr, ", %zu stood there twice", import->doubled);
	fputc('\n', stderr);
}

static enum exit_status write_pack(const struct import *import, const struct asked *asked)
{
	enum exit_status status = STATUS_FINE;
	enum language language = LANGUAGE_ANY;
	struct error error = { 0 };
	char name[NAME_MAX_BYTES];
	struct buffer pack;

	snprintf(name, sizeof(name), "imported-%s", asked->from);
	(void)language_from_name(slice_from(asked->language), &language);
	buffer_init(&pack, PACK_BYTES);
	import_write(import, slice_from(asked->pack ? asked->pack : name),
		     slice_from(language == LANGUAGE_ANY ? "any" : language_name(language)),
		     asked->from, &pack);
	if (buffer_failed(&pack) || fwrite(pack.data, 1, pack.len, stdout) != pack.len ||
	    fflush(stdout) != 0) {
		error_set(&error, ERROR_SYSTEM, "the pack could not be written");
		status = command_fail("rules", &error);
	}
	buffer_done(&pack);
	print_report(import);
	return status == STATUS_FINE && import->left_out > 0 ? STATUS_NO : status;
}

static enum exit_status import_file(const struct asked *asked)
{
	struct buffer content;
	struct import import;
	struct error error = { 0 };
	enum exit_status status;

	buffer_init(&content, RULES_IMPORT_BYTES_MAX + 1);
	import_init(&import, strcmp(asked->file, "-") == 0 ? "standard input" : asked->file,
		    asked->category);
	import.action = slice_from(asked->action);
	if (file_read(asked->file, RULES_IMPORT_BYTES_MAX, &content, &error) < 0) {
		status = command_fail("rules", &error);
	} else {
		formats[format_of(asked->from)].run(&import, buffer_slice(&content));
		if (!import.failure && import.taken + import.left_out == 0)
			import.failure = "holds nothing of this format; is it the right file, and "
					 "--from the right format?";
		if (import.failure) {
			fprintf(stderr, "livvakt rules: %s %s\n", import.file, import.failure);
			status = STATUS_USAGE;
		} else {
			status = write_pack(&import, asked);
		}
	}
	import_done(&import);
	buffer_done(&content);
	return status;
}

static bool take_category(void *into, const char *value)
{
	if (category_from_name(slice_from(value), into))
		return true;
	say("no such category", value,
	    "threat, hate, insult, profanity, sexual, selfharm, spam or private");
	return false;
}

int command_rules_import(int argc, char **argv)
{
	static const struct command_line line = { "rules import", help, 1, 1 };
	struct asked asked = { .language = "any", .category = CATEGORY_INSULT };
	const struct command_option options[] = {
		{ "from", .text = &asked.from },
		{ "language", .text = &asked.language },
		{ "pack", .text = &asked.pack },
		{ "category", .take = take_category, .into = &asked.category },
		{ "action", .text = &asked.action },
		{ 0 },
	};
	struct command_words words;
	enum exit_status status;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	asked.file = words.words[0];
	status = check_asked(&asked);
	return (int)(status == STATUS_FINE ? import_file(&asked) : status);
}
