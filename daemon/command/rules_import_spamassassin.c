/*
 * rules_import_spamassassin.c - see rules_import_spamassassin.h. One line, one setting; what
 * belongs to a rule may stand before or behind it, so the file is read once and written down at the
 * end.
 */
#include "rules_import_spamassassin.h"
#include "regex_letters.h"
#include "rules_import_meta.h"
#include "units.h"

enum {
	POINTS_MIN = 100,
	POINTS_MAX = 20000,
	POINTS_DEFAULT = 1000,
	SCORE_MAX = 1000000000,
	COUNTED_MAX = 5, /* finds of a rule that says count: many */
	DEPTH_MAX = 32,
};

/* Rules of rules are made when they are first asked for. */
enum progress { PROGRESS_READ, PROGRESS_ON_THE_WAY, PROGRESS_DONE };

struct entry {
	struct slice name, pattern, flags, description;
	struct slice meta;	  /* an expression of other rules, instead of a pattern; or empty */
	const char *refusal;	  /* NULL: a rule of ours */
	const char *needs;	  /* NULL, or what it needs and we have not */
	struct import_rule *rule; /* NULL: not taken over */
	enum progress progress;
	const char *change; /* NULL, or what its score lost */
	int32_t points;
	unsigned most;	  /* finds that count ("maxhits=3"); 0: not said */
	bool many;	  /* each find counts ("tflags NAME multiple") */
	bool replaced;	  /* its <tags> are put in by SpamAssassin */
	bool conditional; /* stands between ifplugin or if and its endif */
	unsigned line;	  /* 0: only its score or description has been seen */
	struct entry *next;
};

struct reading {
	struct import *import;
	struct entry *first, *last;
	struct entry **table; /* open hash by name */
	size_t mask, count;
	unsigned line;
	unsigned depth;	     /* of rules of rules that are being made */
	unsigned conditions; /* ifplugin and if that are open */
};

/* --- words of a line --- */

static struct slice next_word(struct slice *rest)
{
	size_t from = 0, to;

	while (from < rest->len && slice_is_blank(rest->data[from]))
		from++;
	to = from;
	while (to < rest->len && !slice_is_blank(rest->data[to]))
		to++;
	struct slice word = slice_cut(*rest, from, to);
	*rest = slice_cut(*rest, to, rest->len);
	return word;
}

/* --- rules by name --- */

static size_t hash_of(struct slice name)
{
	size_t hash = 5381;

	for (size_t i = 0; i < name.len; i++)
		hash = hash * 33 + (unsigned char)name.data[i];
	return hash;
}

static struct entry *entry_of(struct reading *reading, struct slice name)
{
	size_t at = hash_of(name) & reading->mask;
	struct entry *entry;

	for (; reading->table[at]; at = (at + 1) & reading->mask)
		if (slice_equal(reading->table[at]->name, name))
			return reading->table[at];
	if (name.len == 0 || reading->count >= RULES_IMPORT_TEXTS_MAX)
		return NULL;
	entry = arena_calloc(&reading->import->arena, 1, sizeof(*entry));
	if (!entry)
		return NULL;
	*entry = (struct entry){ .name = name, .points = POINTS_DEFAULT };
	reading->table[at] = entry;
	if (reading->last)
		reading->last->next = entry;
	else
		reading->first = entry;
	reading->last = entry;
	reading->count++;
	return entry;
}

/* --- settings --- */

/* /…/flags, m{…}flags, m!…!flags. False for what is none. */
static bool parse_match(struct slice text, struct entry *entry)
{
	static const char pairs[] = "{}()[]<>";
	const char *pair;
	char close;
	size_t from = 1, to;

	text = slice_trim(text);
	if (text.len > 1 && text.data[0] == 'm' && text.data[1] > ' ')
		from = 2;
	if (text.len < from + 1 || (from == 1 && text.data[0] != '/'))
		return false;
	pair = strchr(pairs, text.data[from - 1]);
	close = pair && *pair && (pair - pairs) % 2 == 0 ? pair[1] : text.data[from - 1];
	for (to = from; to < text.len && text.data[to] != close; to++)
		to += text.data[to] == '\\';
	/* A bracket may stand within its like: the last one closes. */
	if (pair && *pair)
		for (size_t at = to; at < text.len && text.data[at] != '#'; at++)
			to = text.data[at] == close ? at : to;
	if (to >= text.len || to == from)
		return false;
	entry->pattern = slice_cut(text, from, to);
	text = slice_cut(text, to + 1, text.len);
	entry->flags = next_word(&text);
	return true;
}

static const char *flags_refusal(struct slice flags)
{
	for (size_t i = 0; i < flags.len && flags.data[i] != '#'; i++)
		if (!strchr("imsxoau", flags.data[i]))
			return "flags that we do not know";
	return NULL;
}

static bool has_flag(struct slice flags, char flag)
{
	return flags.len > 0 && memchr(flags.data, flag, flags.len);
}

/* Of two that are defined under one name the later one holds, as in SpamAssassin. */
static struct entry *define(struct reading *reading, struct slice name)
{
	struct entry *entry = entry_of(reading, name);

	if (!entry)
		return NULL;
	if (entry->line > 0)
		import_leave_out(reading->import, entry->line, name,
				 "it is defined anew further down");
	entry->line = reading->line;
	entry->conditional = reading->conditions > 0;
	return entry;
}

static void take_body(struct reading *reading, struct slice rest)
{
	struct entry *entry = define(reading, next_word(&rest));

	if (!entry)
		return;
	entry->meta = (struct slice){ NULL, 0 };
	rest = slice_trim(rest);
	if (rest.len > 5 && memcmp(rest.data, "eval:", 5) == 0)
		entry->refusal = "it asks a function of SpamAssassin's";
	else if (!parse_match(rest, entry))
		entry->refusal = "what stands behind its name is no /regex/";
	else
		entry->refusal = flags_refusal(entry->flags);
	if (!entry->refusal && !has_flag(entry->flags, 'i') &&
	    regex_letters_capital(entry->pattern))
		entry->refusal = "it minds capitals, and texts here never have any";
}

static void take_meta(struct reading *reading, struct slice rest)
{
	struct entry *entry = define(reading, next_word(&rest));

	if (!entry)
		return;
	entry->meta = slice_trim(rest);
	entry->refusal = entry->meta.len > 0 ? NULL : "nothing stands behind its name";
}

static void take_other(struct reading *reading, struct slice kind, struct slice rest)
{
	struct entry *entry = define(reading, next_word(&rest));

	if (!entry)
		return;
	entry->refusal = slice_is(kind, "uri")
				 ? "it looks at links; write their domains under 'domains'"
				 : "it looks at what only a mail has";
}

/* "(1.5)": so much more than elsewhere. */
static bool is_relative(struct slice score)
{
	return score.len > 0 && score.data[0] == '(';
}

/* One number, or four of which the first is without network and learning. */
static void take_score(struct reading *reading, struct slice rest)
{
	struct entry *entry = entry_of(reading, next_word(&rest));
	struct slice score = next_word(&rest);
	int64_t points = 0;

	if (!entry)
		return;
	if (!units_parse_thousandths(score, &points)) {
		entry->change = is_relative(score) ? "its score is told by another one that is not "
						     "here, so it has 1 point"
						   : "its score is no number, so it has 1 point";
		return;
	}
	entry->change = NULL;
	entry->points = points > SCORE_MAX    ? SCORE_MAX
			: points < -SCORE_MAX ? -SCORE_MAX
					      : (int32_t)points;
}

static void take_description(struct reading *reading, struct slice rest)
{
	struct entry *entry = entry_of(reading, next_word(&rest));

	if (entry)
		entry->description = slice_trim(rest);
}

static void take_replaced(struct reading *reading, struct slice rest)
{
	for (struct slice name = next_word(&rest); name.len > 0; name = next_word(&rest)) {
		struct entry *entry = entry_of(reading, name);

		if (entry)
			entry->replaced = true;
	}
}

static unsigned most_hits(struct slice flag)
{
	const struct slice key = slice_from("maxhits=");
	uint64_t most = 0;

	if (!slice_begins_with(flag, key) ||
	    !units_parse_unsigned(slice_cut(flag, key.len, flag.len), 1000, &most))
		return 0;
	return (unsigned)most;
}

/* What a rule needs that we have not leaves it out; the rest (nice, noautolearn …) says nothing
 * here. */
static void take_flags(struct reading *reading, struct slice rest)
{
	struct entry *entry = entry_of(reading, next_word(&rest));

	for (struct slice flag = next_word(&rest); entry && flag.len > 0; flag = next_word(&rest)) {
		entry->many |= slice_is(flag, "multiple");
		if (most_hits(flag) > 0)
			entry->most = most_hits(flag);
		if (slice_is(flag, "net") || slice_is(flag, "learn") || slice_is(flag, "userconf"))
			entry->needs = "it needs the network, learning or a user's settings "
				       "('tflags')";
	}
}

/* Which plugins somebody has is not known here. */
static void take_condition(struct reading *reading, struct slice word)
{
	if (slice_is(word, "if") || slice_is(word, "ifplugin"))
		reading->conditions++;
	else if (slice_is(word, "endif") && reading->conditions > 0)
		reading->conditions--;
}

static void take_line(struct reading *reading, struct slice line)
{
	static const char *const others[] = { "header",	    "uri",	  "full",
					      "mimeheader", "uri_detail", NULL };
	struct slice word = next_word(&line);

	take_condition(reading, word);
	if (slice_is(word, "body") || slice_is(word, "rawbody"))
		take_body(reading, line);
	else if (slice_is(word, "meta"))
		take_meta(reading, line);
	else if (slice_is(word, "score"))
		take_score(reading, line);
	else if (slice_is(word, "describe"))
		take_description(reading, line);
	else if (slice_is(word, "tflags"))
		take_flags(reading, line);
	else if (slice_is(word, "replace_rules"))
		take_replaced(reading, line);
	else
		for (const char *const *other = others; *other; other++)
			if (slice_is(word, *other))
				take_other(reading, word, line);
}

/* --- what was read --- */

/* Names that begin so only feed other rules. */
static bool only_feeds(const struct entry *entry)
{
	return entry->name.len > 1 && entry->name.data[0] == '_' && entry->name.data[1] == '_';
}

static const char *refusal_of(const struct entry *entry)
{
	if (entry->replaced)
		return "its <tags> are put in by SpamAssassin";
	if (entry->refusal || entry->needs)
		return entry->refusal ? entry->refusal : entry->needs;
	return entry->points == 0 ? "score 0: it is switched off" : NULL;
}

static int32_t points_of(const struct entry *entry)
{
	int32_t size = entry->points < 0 ? -entry->points : entry->points;

	size = size < POINTS_MIN ? POINTS_MIN : size > POINTS_MAX ? POINTS_MAX : size;
	return entry->points < 0 ? -size : size;
}

static bool make_regex(struct import *import, const struct entry *entry, struct import_rule *rule)
{
	struct buffer pattern;
	bool good;

	buffer_init(&pattern, RULES_IMPORT_BYTES_MAX);
	for (const char *flag = "imsx"; *flag; flag++)
		if (has_flag(entry->flags, *flag) &&
		    (*flag != 'i' || regex_letters_capital(entry->pattern)))
			buffer_printf(&pattern, "(?%c)", *flag);
	buffer_add_slice(&pattern, entry->pattern);
	good = import_regex(import, rule, buffer_slice(&pattern), entry->line);
	buffer_done(&pattern);
	return good;
}

static struct import_rule *rule_of(void *context, struct slice name);

static bool make_meta(struct reading *reading, const struct entry *entry, struct import_rule *rule)
{
	const char *refusal = "it rests on rules that rest on rules, more than 32 deep";

	if (reading->depth < DEPTH_MAX) {
		reading->depth++;
		refusal = import_meta(reading->import, rule, entry->meta, rule_of, reading);
		reading->depth--;
	}
	if (refusal)
		import_leave_out(reading->import, entry->line, entry->name, refusal);
	else
		reading->import->taken++;
	return !refusal;
}

static void make_rule(struct reading *reading, struct entry *entry)
{
	struct import *import = reading->import;
	const char *refusal = refusal_of(entry);
	struct import_rule *rule = refusal ? NULL : import_rule(import, entry->name);

	if (!rule) {
		import_leave_out(import, entry->line, entry->name,
				 refusal ? refusal : "too many rules");
		return;
	}
	rule->category = CATEGORY_SPAM;
	rule->points = points_of(entry);
	rule->note = entry->description;
	rule->part = only_feeds(entry);
	rule->many = entry->many && entry->meta.len == 0 && !rule->part;
	if (entry->meta.len > 0 ? make_meta(reading, entry, rule) : make_regex(import, entry, rule))
		entry->rule = rule;
}

/* What is on the way already would rest on itself. */
static void make_entry(struct reading *reading, struct entry *entry)
{
	if (entry->progress != PROGRESS_READ || entry->line == 0)
		return;
	entry->progress = PROGRESS_ON_THE_WAY;
	make_rule(reading, entry);
	entry->progress = PROGRESS_DONE;
	if (entry->rule && !entry->rule->part)
		import_need(entry->rule);
}

static struct import_rule *rule_of(void *context, struct slice name)
{
	struct reading *reading = context;
	struct entry *entry = entry_of(reading, name);

	if (!entry)
		return NULL;
	make_entry(reading, entry);
	return entry->rule;
}

/* What was taken over, and is not quite what it was. */
static void tell_changes(struct import *import, const struct entry *entry)
{
	if (!entry->rule)
		return;
	if (entry->conditional)
		import_tell(import, entry->line, entry->name,
			    "stands under a condition (ifplugin, if), taken over all the same");
	if (!entry->rule->part && entry->change)
		import_tell(import, entry->line, entry->name, entry->change);
	if (!entry->rule->part && !entry->change && entry->rule->points != entry->points)
		import_tell(import, entry->line, entry->name,
			    "its score is made to lie between 0.1 and 20, as points here do");
	if (entry->rule->many && entry->most > 0 && entry->most != COUNTED_MAX)
		import_tell(import, entry->line, entry->name,
			    "its maxhits is not taken over: up to 5 finds of it count");
}

/* What only feeds others is taken over where one of these is. */
static void leave_out_unneeded(struct import *import, const struct entry *entry)
{
	if (!entry->rule || entry->rule->needed)
		return;
	import->taken--;
	import_leave_out(import, entry->line, entry->name,
			 "it only feeds other rules, and none that was taken over");
}

void import_spamassassin(struct import *import, struct slice text)
{
	struct reading reading = { .import = import, .mask = 131072 - 1, .line = 1 };

	if (!import_accepts(import, text))
		return;
	reading.table = arena_calloc(&import->arena, reading.mask + 1, sizeof(struct entry *));
	if (!reading.table) {
		import->failure = "needs more memory than there is";
		return;
	}
	for (size_t at = 0; at < text.len; reading.line++) {
		const char *end = memchr(text.data + at, '\n', text.len - at);
		size_t to = end ? (size_t)(end - text.data) : text.len;

		take_line(&reading, slice_cut(text, at, to));
		at = to + 1;
	}
	for (struct entry *entry = reading.first; entry; entry = entry->next)
		make_entry(&reading, entry);
	for (const struct entry *entry = reading.first; entry; entry = entry->next)
		tell_changes(import, entry);
	for (const struct entry *entry = reading.first; entry; entry = entry->next)
		leave_out_unneeded(import, entry);
}
