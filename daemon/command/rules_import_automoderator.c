/*
 * rules_import_automoderator.c - see rules_import_automoderator.h.
 *
 *     ~title+body#2 (regex, includes): [a, b]
 *     │└─┬──────┘    └──┬──────────┘
 *     │  fields         how they are compared
 *     none of them may be there
 */
#include "rules_import_automoderator.h"
#include "utf8.h"
#include "yaml.h"
#include <stdio.h>

enum {
	POINTS_HIDE = 8000,
	POINTS_REVIEW = 4000,
	REASON_MAX = 160,
	AGE_MAX = 40,
	CHECKS_MAX = 32, /* of one rule */
};

/* How a value is compared with a field. */
enum compare {
	COMPARE_WORD, /* the default of texts */
	COMPARE_PART,
	COMPARE_START,
	COMPARE_END,
	COMPARE_EXACT,
	COMPARE_FULL,
	COMPARES
};

static const char *const compare_names[COMPARES] = {
	"includes-word", "includes", "starts-with", "ends-with", "full-exact", "full-text",
};

/* What is put around a regex so that it compares so. */
static const struct {
	const char *before, *behind;
} frames[COMPARES] = {
	{ "(?<!\\w)(?:", ")(?!\\w)" },
	{ "(?:", ")" },
	{ "\\A(?:", ")" },
	{ "(?:", ")\\z" },
	{ "\\A(?:", ")\\z" },
	{ "\\A\\W*(?:", ")\\W*\\z" },
};

struct check {
	const struct yaml *node;
	bool negated, text, link, other; /* which fields are named */
	bool regex, minds_case, unknown;
	enum compare compare;
};

/* Keys that say what happens, or to whom it is told: nothing that narrows a rule. */
static const char *const outputs[] = {
	"action",
	"action_reason",
	"report_reason",
	"comment",
	"comment_locked",
	"comment_stickied",
	"message",
	"message_subject",
	"modmail",
	"modmail_subject",
	"priority",
	"moderators_exempt",
	"set_flair",
	"set_nsfw",
	"set_spoiler",
	"set_locked",
	"set_sticky",
	"overwrite_flair",
	"set_original_content",
	"set_suggested_sort",
	"set_contest_mode",
	"ban_reason",
	NULL,
};

/* Of these, what somebody would miss. */
static const char *const deeds[] = {
	"comment",    "message",    "modmail",	  "set_flair",	     "set_nsfw", "set_spoiler",
	"set_locked", "set_sticky", "ban_reason", "overwrite_flair", NULL,
};

static bool is_one_of(struct slice word, const char *const *words)
{
	for (; *words; words++)
		if (slice_is(word, *words))
			return true;
	return false;
}

/* --- the key of a check --- */

static void read_field(struct check *check, struct slice field)
{
	static const char *const texts[] = { "body", "title", "media_title", "media_description",
					     NULL };
	static const char *const links[] = { "domain", "url", NULL };
	const char *number = memchr(field.data, '#', field.len);

	if (number)
		field.len = (size_t)(number - field.data);
	field = slice_trim(field);
	check->text = check->text || is_one_of(field, texts);
	check->link = check->link || is_one_of(field, links);
	check->other = check->other || !(is_one_of(field, texts) || is_one_of(field, links));
}

static void read_modifier(struct check *check, struct slice modifier)
{
	modifier = slice_trim(modifier);
	if (slice_is(modifier, "regex")) {
		check->regex = true;
		return;
	}
	if (slice_is(modifier, "case-sensitive")) {
		check->minds_case = true;
		return;
	}
	for (int i = 0; i < COMPARES; i++)
		if (slice_is(modifier, compare_names[i])) {
			check->compare = (enum compare)i;
			return;
		}
	check->unknown = true;
}

static void for_each_part(struct check *check, struct slice text, char sign,
			  void (*read)(struct check *check, struct slice part))
{
	size_t from = 0;

	for (size_t to = 0; to <= text.len; to++) {
		if (to < text.len && text.data[to] != sign)
			continue;
		read(check, slice_cut(text, from, to));
		from = to + 1;
	}
}

static struct check read_check(const struct yaml *node)
{
	struct check check = { .node = node };
	struct slice key = node->key;
	const char *open;

	check.negated = key.len > 0 && key.data[0] == '~';
	key = slice_cut(key, check.negated, key.len);
	open = key.len > 0 ? memchr(key.data, '(', key.len) : NULL;
	if (open) {
		size_t at = (size_t)(open - key.data);
		struct slice inside = slice_trim(slice_cut(key, at + 1, key.len));

		if (inside.len > 0 && inside.data[inside.len - 1] == ')')
			inside.len--;
		for_each_part(&check, inside, ',', read_modifier);
		key = slice_cut(key, 0, at);
	}
	for_each_part(&check, key, '+', read_field);
	return check;
}

/* --- one document --- */

struct document {
	struct import *import;
	unsigned first_line; /* of the document in the file, less one */
	const struct yaml *root;
	struct check checks[CHECKS_MAX];
	size_t count, positives;
	char age[AGE_MAX];	 /* as import_rule.age */
	char reason[REASON_MAX]; /* why it is left out; empty: it is not */
};

static unsigned line_of(const struct document *document, const struct yaml *node)
{
	return document->first_line + node->place.line;
}

static void refuse(struct document *document, const char *what, struct slice key)
{
	if (!*document->reason)
		snprintf(document->reason, sizeof(document->reason), what,
			 (int)utf8_cut(key, 60).len, key.data);
}

/* "< 3 days": of months and years there are only about as many days. */
static bool read_age(struct slice text, char ret_age[AGE_MAX])
{
	static const struct {
		const char *name, *unit;
		unsigned times;
	} units[] = {
		{ "minute", "m", 1 }, { "hour", "h", 1 },   { "day", "d", 1 },
		{ "week", "w", 1 },   { "month", "d", 30 }, { "year", "d", 365 },
	};
	const char *key;
	unsigned number = 0;
	size_t at = 0, unit = 2; /* days, unless it says otherwise */

	text = slice_trim(text);
	if (text.len < 2 || (text.data[0] != '<' && text.data[0] != '>'))
		return false;
	key = text.data[0] == '<' ? "younger_than" : "older_than";
	text = slice_trim(slice_cut(text, 1, text.len));
	for (; at < text.len && at < 4 && text.data[at] >= '0' && text.data[at] <= '9'; at++)
		number = number * 10 + (unsigned)(text.data[at] - '0');
	text = slice_trim(slice_cut(text, at, text.len));
	if (text.len > 0 && text.data[text.len - 1] == 's')
		text.len--;
	for (size_t i = 0; i < sizeof(units) / sizeof(units[0]); i++)
		if (slice_is(text, units[i].name)) {
			unit = i;
			text.len = 0;
		}
	snprintf(ret_age, AGE_MAX, "%s: %u%s", key, number * units[unit].times, units[unit].unit);
	return number > 0 && text.len == 0;
}

/* Of an author only how old the account is. */
static void look_at_author(struct document *document, const struct yaml *node)
{
	const struct yaml *age = yaml_get(node, "account_age");

	size_t others = node->count - (yaml_get(node, "satisfy_any_threshold") ? 2 : 1);

	if (others != 0 || !age || age->type != YAML_SCALAR || !read_age(age->text, document->age))
		refuse(document, "'%.*s' asks for more than the age of an account", node->key);
}

static void look_at_check(struct document *document, const struct yaml *node)
{
	struct check check = read_check(node);

	if (check.other || check.unknown)
		refuse(document,
		       "'%.*s' is nothing that we look at, and the rule would find more without it",
		       node->key);
	else if (check.minds_case)
		refuse(document, "'%.*s' minds capitals, and words here never do", node->key);
	else if (check.link && !check.text && check.regex)
		refuse(document, "'%.*s' is more than a list of domains", node->key);
	else if (node->type == YAML_MAPPING)
		refuse(document, "'%.*s' holds further conditions", node->key);
	else if (document->count == CHECKS_MAX)
		refuse(document, "more than 32 checks, '%.*s' is one of them", node->key);
	else
		document->checks[document->count++] = check;
	document->positives += !check.negated;
}

static void look_at(struct document *document)
{
	static const struct slice nothing = { "", 0 };

	for (const struct yaml *node = document->root->first; node; node = node->next) {
		if (is_one_of(node->key, outputs) || slice_is(node->key, "type"))
			continue;
		if (slice_is(node->key, "author") && node->type == YAML_MAPPING)
			look_at_author(document, node);
		else
			look_at_check(document, node);
	}
	if (document->positives == 0)
		refuse(document, "it looks for no words%.*s", nothing);
}

/* Points of an action; 0 for what does nothing that we could. */
static int32_t points_of(const struct yaml *action, bool *ret_spam)
{
	*ret_spam = action && slice_is(action->text, "spam");
	if (!action || action->type != YAML_SCALAR)
		return 0;
	if (slice_is(action->text, "remove") || *ret_spam)
		return POINTS_HIDE;
	return slice_is(action->text, "filter") || slice_is(action->text, "report") ? POINTS_REVIEW
										    : 0;
}

/* --- its values --- */

static bool framed_regex(struct document *document, struct import_rule *rule,
			 const struct check *check, struct slice pattern, unsigned line)
{
	struct buffer framed;
	bool good;

	buffer_init(&framed, RULES_IMPORT_BYTES_MAX);
	buffer_add_text(&framed, frames[check->compare].before);
	buffer_add_slice(&framed, pattern);
	buffer_add_text(&framed, frames[check->compare].behind);
	good = import_regex(document->import, rule, buffer_slice(&framed), line);
	buffer_done(&framed);
	return good;
}

/* Literal text where the notation of words has no place for how it is compared. */
static bool framed_literal(struct document *document, struct import_rule *rule,
			   const struct check *check, struct slice text, unsigned line)
{
	struct buffer escaped;
	bool good;

	buffer_init(&escaped, RULES_IMPORT_BYTES_MAX);
	for (size_t i = 0; i < text.len; i++) {
		if (strchr("\\^$.[]|()?*+{}#/-", text.data[i]))
			buffer_add_char(&escaped, '\\');
		buffer_add_char(&escaped, text.data[i]);
	}
	good = framed_regex(document, rule, check, buffer_slice(&escaped), line);
	buffer_done(&escaped);
	return good;
}

static void take_value(struct document *document, struct import_rule *rule,
		       const struct check *check, const struct yaml *value)
{
	unsigned line = line_of(document, value);

	if (value->type != YAML_SCALAR || value->text.len == 0)
		import_leave_out(document->import, line, value->text, "is no text");
	else if (check->negated && !rule->part)
		import_unless(document->import, rule, value->text, line);
	else if (check->link && !check->text)
		import_domain(document->import, rule, value->text, line);
	else if (check->regex)
		framed_regex(document, rule, check, value->text, line);
	else if (check->compare == COMPARE_WORD || check->compare == COMPARE_PART)
		import_literal(document->import, rule, value->text, check->compare == COMPARE_PART,
			       check->compare == COMPARE_PART, line);
	else
		framed_literal(document, rule, check, value->text, line);
}

static void take_values(struct document *document, struct import_rule *rule,
			const struct check *check)
{
	const struct yaml *node = check->node;

	if (node->type != YAML_LIST) {
		take_value(document, rule, check, node);
		return;
	}
	for (const struct yaml *value = node->first; value; value = value->next)
		take_value(document, rule, check, value);
}

/* --- its checks together --- */

static bool is_whole_words(const struct check *check)
{
	return check->text && !check->regex && check->compare == COMPARE_WORD;
}

/* One check, and at most one of words that must not be there: a rule without parts. */
static bool is_simple(const struct document *document)
{
	size_t negatives = document->count - document->positives;

	if (document->positives != 1 || negatives > 1)
		return false;
	for (size_t i = 0; i < document->count; i++)
		if (document->checks[i].negated && !is_whole_words(&document->checks[i]))
			return false;
	return true;
}

/* What must not be there has to be taken over whole: else the rule would speak where it was to be
 * silent. Of the rest, one value is enough. */
static bool take_check(struct document *document, struct import_rule *rule,
		       const struct check *check)
{
	size_t left_out = document->import->left_out;

	take_values(document, rule, check);
	return check->negated ? document->import->left_out == left_out
			      : import_looks_for_something(rule);
}

static bool take_as_part(struct document *document, struct import_rule *rule,
			 const struct check *check)
{
	struct import_rule *part = import_part(document->import, rule);

	return part && take_check(document, part, check) && import_looks_for_something(part) &&
	       import_rest(document->import, rule, check->negated ? IMPORT_NONE : IMPORT_ALL, part);
}

/* All of them hold together, so one that cannot be taken over takes the others with it. */
static bool take_checks(struct document *document, struct import_rule *rule)
{
	bool simple = is_simple(document), good = true;

	for (size_t i = 0; i < document->count && good; i++)
		good = simple ? take_check(document, rule, &document->checks[i])
			      : take_as_part(document, rule, &document->checks[i]);
	if (good)
		import_need(rule);
	return good;
}

/* Why the rule is there, in its author's own words. */
static struct slice reason_of(const struct document *document)
{
	const struct yaml *why = yaml_get(document->root, "action_reason");

	if (!why)
		why = yaml_get(document->root, "report_reason");
	return why && why->type == YAML_SCALAR ? why->text : (struct slice){ "", 0 };
}

static void tell_deeds(struct document *document)
{
	for (const struct yaml *node = document->root->first; node; node = node->next)
		if (is_one_of(node->key, deeds))
			import_tell(document->import, line_of(document, node), node->key,
				    "not taken over, for rules here answer nobody and set nothing");
}

static struct import_rule *new_rule(struct document *document, int32_t points, bool spam)
{
	struct import *import = document->import;
	const struct slice why = reason_of(document);
	struct import_rule *rule;
	char name[32];

	snprintf(name, sizeof(name), "line-%u", document->first_line + 1);
	rule = import_rule(import, why.len > 0 ? why : slice_from(name));
	if (!rule) {
		refuse(document, "too many rules%.*s", (struct slice){ "", 0 });
		return NULL;
	}
	rule->points = points;
	rule->note = why;
	rule->age = arena_copy(&import->arena, slice_from(document->age));
	if (spam)
		rule->category = CATEGORY_SPAM;
	return rule;
}

static void take_document(struct document *document)
{
	static const struct slice nothing = { "", 0 };
	struct import *import = document->import;
	size_t taken = import->taken;
	bool spam = false;
	int32_t points = points_of(yaml_get(document->root, "action"), &spam);
	struct import_rule *rule;

	look_at(document);
	if (points == 0)
		refuse(document, "it does nothing that could be done here%.*s", nothing);
	rule = *document->reason ? NULL : new_rule(document, points, spam);
	if (rule && !take_checks(document, rule)) {
		import->taken = taken;
		memset(rule->lists, 0, sizeof(rule->lists)); /* so it is not written */
		refuse(document, "one of its checks could not be taken over, and all must hold%.*s",
		       nothing);
	}
	if (!*document->reason)
		tell_deeds(document);
	else
		import_leave_out(import, line_of(document, document->root),
				 document->root->first ? document->root->first->key
						       : document->root->text,
				 document->reason);
}

/* --- documents --- */

static void parse_document(struct import *import, struct slice text, unsigned first_line)
{
	struct document document = { .import = import, .first_line = first_line };
	struct complaints complaints;

	complaints_init(&complaints);
	document.root = yaml_parse(text, import->file, &import->arena, &complaints);
	if (complaints.errors > 0 || !document.root)
		import_leave_out(import,
				 first_line + (complaints.count ? complaints.items[0].line : 1),
				 (struct slice){ "---", 3 },
				 complaints.count ? complaints.items[0].text : "cannot be read");
	else if (document.root->type != YAML_MAPPING)
		import_leave_out(import, first_line + 1, document.root->text, "is no rule");
	else if (document.root->first)
		take_document(&document);
	complaints_done(&complaints);
}

static bool is_mark(struct slice line)
{
	line = slice_trim(line);
	return line.len >= 3 && memcmp(line.data, "---", 3) == 0 &&
	       (line.len == 3 || line.data[3] == ' ' || line.data[3] == '#');
}

void import_automoderator(struct import *import, struct slice text)
{
	unsigned line = 0, first_line = 0;
	size_t from = 0;

	if (!import_accepts(import, text))
		return;
	for (size_t at = 0; at <= text.len; line++) {
		const char *end =
			at < text.len ? memchr(text.data + at, '\n', text.len - at) : NULL;
		size_t to = end ? (size_t)(end - text.data) : text.len;

		if (at == text.len || is_mark(slice_cut(text, at, to))) {
			parse_document(import, slice_cut(text, from, at), first_line);
			from = to < text.len ? to + 1 : text.len;
			first_line = line + 1;
		}
		at = to + 1;
	}
	if (from < text.len)
		parse_document(import, slice_cut(text, from, text.len), first_line);
}
