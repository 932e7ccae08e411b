/*
 * rules_import_lists.c - see rules_import_lists.h. A list becomes one rule, Discourse's one for
 * each action.
 */
#include "rules_import_lists.h"

#include <ctype.h>

enum { FIELDS_MAX = 8, POINTS_HIDE = 8000, POINTS_REVIEW = 4000 };

/* --- Facebook --- */

static bool in_word(char byte)
{
	return isalnum((unsigned char)byte) || ((unsigned char)byte & 0x80);
}

/* Some keep their list with semicolons. Between words no comment needs one; in ;) it is a sign. */
static bool parts_words(struct slice text, size_t at)
{
	size_t next = at + 1;

	if (text.data[at] != ';')
		return text.data[at] == ',' || text.data[at] == '\n';
	while (next < text.len && text.data[next] == ' ')
		next++;
	return at > 0 && in_word(text.data[at - 1]) && next < text.len && in_word(text.data[next]);
}

void import_facebook(struct import *import, struct slice text)
{
	struct import_rule *rule;
	unsigned line = 1;
	size_t from = 0;

	if (!import_accepts(import, text))
		return;
	text = slice_without_mark(text);
	rule = import_rule(import, slice_from("blocked-words"));
	if (!rule)
		return;
	rule->points = POINTS_HIDE; /* there they hide the comment */
	for (size_t to = 0; to <= text.len; to++) {
		if (to < text.len && !parts_words(text, to))
			continue;
		if (slice_trim(slice_cut(text, from, to)).len > 0)
			import_literal(import, rule, slice_cut(text, from, to), false, false, line);
		line += to < text.len && text.data[to] == '\n';
		from = to + 1;
	}
}

/* --- comma-separated values --- */

struct table {
	struct slice text;
	size_t at;
	unsigned line; /* of the row at hand */
	unsigned next_line;
	struct arena *arena;
	struct slice fields[FIELDS_MAX];
	size_t count;
};

/* Where the quotes end that begin at `at`; two of them within are one. */
static size_t end_of_quotes(struct slice text, size_t at)
{
	for (at++; at < text.len; at++) {
		if (text.data[at] != '"')
			continue;
		if (at + 1 == text.len || text.data[at + 1] != '"')
			break;
		at++;
	}
	return at;
}

/* Between quotes a comma or a line end is text. */
static struct slice quoted_field(struct table *table)
{
	size_t end = end_of_quotes(table->text, table->at), len = 0;
	char *bytes = arena_alloc(table->arena, end - table->at + 1);

	for (size_t at = table->at + 1; bytes && at < end; at++) {
		bytes[len++] = table->text.data[at];
		table->next_line += table->text.data[at] == '\n';
		at += table->text.data[at] == '"';
	}
	table->at = end < table->text.len ? end + 1 : end;
	return (struct slice){ bytes ? bytes : "", len };
}

static struct slice plain_field(struct table *table)
{
	size_t from = table->at;

	while (table->at < table->text.len && table->text.data[table->at] != ',' &&
	       table->text.data[table->at] != '\n')
		table->at++;
	return slice_cut(table->text, from, table->at);
}

static bool next_row(struct table *table)
{
	bool more = true;

	table->count = 0;
	table->line = table->next_line;
	if (table->at >= table->text.len)
		return false;
	while (more) {
		bool quoted = table->at < table->text.len && table->text.data[table->at] == '"';
		struct slice field = quoted ? quoted_field(table) : plain_field(table);

		if (quoted)
			(void)plain_field(table); /* what stands behind the quotes says nothing */
		if (table->count < FIELDS_MAX)
			table->fields[table->count++] = slice_trim(field);
		more = table->at < table->text.len && table->text.data[table->at] == ',';
		if (table->at < table->text.len)
			table->next_line += table->text.data[table->at++] == '\n';
	}
	return true;
}

/* --- Discourse --- */

/* What its actions are here. */
static const struct {
	const char *name;
	int32_t points;
	const char *refusal; /* NULL: taken over */
} actions[] = {
	{ "block", POINTS_HIDE, NULL },
	{ "silence", POINTS_HIDE, NULL },
	{ "require_approval", POINTS_REVIEW, NULL },
	{ "flag", POINTS_REVIEW, NULL },
	{ "censor", POINTS_REVIEW, NULL }, /* a comment is not changed here: a person looks */
	{ "tag", 0, NULL },
	{ "replace", 0, "comments are never changed here" },
	{ "link", 0, "comments are never changed here" },
};
enum { ACTIONS = sizeof(actions) / sizeof(actions[0]) };

enum column { COLUMN_WORD, COLUMN_REPLACEMENT, COLUMN_CASE, COLUMN_ACTION, COLUMNS };

struct watched {
	struct import *import;
	struct table table;
	size_t columns[COLUMNS]; /* where each stands; SIZE_MAX: nowhere */
	struct import_rule *rules[ACTIONS];
	size_t action; /* of rows that do not tell */
};

static size_t action_of(struct slice name)
{
	for (size_t i = 0; i < ACTIONS; i++)
		if (slice_is(name, actions[i].name))
			return i;
	return ACTIONS;
}

/* …-watched-words-flag.csv */
static size_t action_of_file(const char *file)
{
	for (size_t i = 0; i < ACTIONS; i++) {
		const char *found = strstr(file, "watched-words-");

		if (found && strncmp(found + 14, actions[i].name, strlen(actions[i].name)) == 0)
			return i;
	}
	return 0;
}

/* Is the first row one of names? */
static bool read_names(struct watched *watched)
{
	static const struct {
		const char *name;
		enum column column;
	} names[] = {
		{ "word", COLUMN_WORD },
		{ "action", COLUMN_ACTION },
		{ "action_key", COLUMN_ACTION },
		{ "type", COLUMN_ACTION },
		{ "replacement", COLUMN_REPLACEMENT },
		{ "case_sensitive", COLUMN_CASE },
		{ "case-sensitive", COLUMN_CASE },
	};
	size_t found[COLUMNS] = { SIZE_MAX, SIZE_MAX, SIZE_MAX, SIZE_MAX }, named = 0;

	for (size_t i = 0; i < watched->table.count; i++)
		for (size_t j = 0; j < sizeof(names) / sizeof(names[0]); j++)
			if (slice_is(watched->table.fields[i], names[j].name)) {
				found[names[j].column] = i;
				named++;
			}
	if (named < 2 || found[COLUMN_WORD] == SIZE_MAX)
		return false; /* it may be a word */
	memcpy(watched->columns, found, sizeof(found));
	return true;
}

static struct slice field(const struct watched *watched, enum column column)
{
	size_t at = watched->columns[column];

	return at < watched->table.count ? watched->table.fields[at] : (struct slice){ "", 0 };
}

static struct import_rule *rule_of(struct watched *watched, size_t action, struct slice tag)
{
	struct import *import = watched->import;
	struct import_rule *rule = watched->rules[action];
	char label[80] = "topic:";
	size_t len = 6;

	if (rule && actions[action].points != 0)
		return rule;
	rule = import_rule(import, actions[action].points ? slice_from(actions[action].name) : tag);
	watched->rules[action] = rule;
	if (!rule || actions[action].points != 0) {
		if (rule)
			rule->points = actions[action].points;
		return rule;
	}
	for (size_t i = 0; i < tag.len && len + 1 < sizeof(label); i++)
		label[len++] = tag.data[i];
	while (len > 6 && ((unsigned char)label[len - 1] & 0x80))
		len--; /* not within a letter */
	rule->label = arena_copy(&import->arena, (struct slice){ label, len });
	return rule->label.data && len > 6 ? rule : NULL;
}

/* As Discourse reads it: `*` is what has no blank in it, and all else is meant letter by letter. */
static void take_starred(struct watched *watched, struct import_rule *rule, struct slice word)
{
	struct buffer regex;

	buffer_init(&regex, RULES_IMPORT_BYTES_MAX);
	buffer_add_text(&regex, word.data[0] == '*' ? "" : "(?<!\\w)");
	for (size_t i = 0; i < word.len; i++) {
		const unsigned char letter = (unsigned char)word.data[i];

		if (letter == '*' && i > 0 && word.data[i - 1] == '*')
			continue;
		if (letter == '*')
			buffer_add_text(&regex, "\\S*");
		else if (ispunct(letter))
			buffer_printf(&regex, "\\%c", letter);
		else
			buffer_add(&regex, word.data + i, 1);
	}
	buffer_add_text(&regex, word.data[word.len - 1] == '*' ? "" : "(?!\\w)");
	if (buffer_failed(&regex))
		import_leave_out(watched->import, watched->table.line, word, "too long");
	else
		import_regex(watched->import, rule, buffer_slice(&regex), watched->table.line);
	buffer_done(&regex);
}

/* At an end a star is ours. */
static void take_pattern(struct watched *watched, struct import_rule *rule, struct slice word)
{
	bool before = word.data[0] == '*', behind = word.len > 1 && word.data[word.len - 1] == '*';
	struct slice inner = slice_cut(word, before, word.len - behind);

	if (memchr(inner.data, '*', inner.len)) {
		take_starred(watched, rule, word);
		return;
	}
	import_literal(watched->import, rule, inner, before, behind, watched->table.line);
}

static void take_row(struct watched *watched)
{
	struct slice word = field(watched, COLUMN_WORD), told = field(watched, COLUMN_ACTION);
	size_t action = told.len > 0 ? action_of(told) : watched->action;
	struct import *import = watched->import;
	struct import_rule *rule;

	if (word.len == 0)
		return;
	if (action == ACTIONS || actions[action].refusal) {
		import_leave_out(import, watched->table.line, word,
				 action == ACTIONS ? "its action is not known"
						   : actions[action].refusal);
		return;
	}
	if (slice_is(field(watched, COLUMN_CASE), "true")) {
		import_leave_out(import, watched->table.line, word,
				 "it minds capitals, and words here never do");
		return;
	}
	rule = rule_of(watched, action, field(watched, COLUMN_REPLACEMENT));
	if (rule)
		take_pattern(watched, rule, word);
	else
		import_leave_out(import, watched->table.line, word, "no tag, or too many rules");
}

void import_discourse(struct import *import, struct slice text)
{
	struct watched watched = {
		.import = import,
		.table = { .text = slice_without_mark(text),
			   .next_line = 1,
			   .arena = &import->arena },
		.columns = { 0, 1, 2, SIZE_MAX },
		.action = import->action.len > 0 ? action_of(import->action)
						 : action_of_file(import->file),
	};

	if (!import_accepts(import, text))
		return;
	if (text.len > 1 && (text.data[0] == '{' || memcmp(text.data, "[{", 2) == 0))
		import->failure =
			"is JSON; Discourse gives its words as CSV (Watched Words, Download)";
	else if (watched.action == ACTIONS)
		import->failure = "has an action that Discourse does not know; write block, "
				  "require_approval, flag, censor, silence or tag";
	for (bool first = true; !import->failure && next_row(&watched.table); first = false)
		if (!first || !read_names(&watched))
			take_row(&watched);
}
