/* rules_import_pack.c - see rules_import.h: trying what importers hand over, and writing the pack.
 */
#include "domain.h"
#include "forms.h"
#include "pack.h"
#include "regex.h"
#include "regex_letters.h"
#include "regex_probe.h"
#include "rules_import.h"
#include "term.h"
#include "utf8.h"
#include <stdio.h>

enum {
	ARENA_CHUNK = 1 << 16,
	ARENA_BYTES = 256 << 20,
	REPORT_BYTES = 16 << 20,
	SHOWN_MAX = 60,
	LITERAL_MAX = 400, /* bytes of one entry */
	EXAMPLES_MAX = 5,  /* of one rule */
	SEEN_MAX = 131072, /* places for RULES_IMPORT_TEXTS_MAX; a power of two */
	HEIGHT_MAX = 31,   /* steps of rules that rest on rules; loading takes 32 */
};

void import_init(struct import *import, const char *file, enum category category)
{
	*import = (struct import){ .file = file, .category = category };
	arena_init(&import->arena, ARENA_CHUNK, ARENA_BYTES);
	buffer_init(&import->report, REPORT_BYTES);
}

void import_done(struct import *import)
{
	arena_done(&import->arena);
	buffer_done(&import->report);
}

bool import_accepts(struct import *import, struct slice text)
{
	if (text.len > RULES_IMPORT_BYTES_MAX)
		import->failure = "holds more than 4 MiB; part it";
	else if (text.len > 0 && memchr(text.data, 0, text.len))
		import->failure = "holds NUL bytes; save it as UTF-8 text";
	else if (!utf8_valid(text, NULL))
		import->failure = "is not UTF-8; save it as such";
	return !import->failure;
}

/* --- the report --- */

/* As much as helps to find it, on one line. */
static void add_shown(struct buffer *to, struct slice what)
{
	size_t shown = what.len > SHOWN_MAX ? SHOWN_MAX : what.len;

	while (shown > 0 && shown < what.len && ((unsigned char)what.data[shown] & 0xC0) == 0x80)
		shown--;
	buffer_add_char(to, '\'');
	for (size_t i = 0; i < shown; i++)
		buffer_add_char(to, (unsigned char)what.data[i] < ' ' ? ' ' : what.data[i]);
	buffer_add_text(to, shown < what.len ? "…'" : "'");
}

void import_leave_out(struct import *import, unsigned line, struct slice what, const char *reason)
{
	import->left_out++;
	buffer_printf(&import->report, "%s:%u: left out: ", import->file, line);
	add_shown(&import->report, what);
	buffer_printf(&import->report, ": %s\n", reason);
}

void import_tell(struct import *import, unsigned line, struct slice what, const char *change)
{
	buffer_printf(&import->report, "%s:%u: %s: ", import->file, line, change);
	add_shown(&import->report, what);
	buffer_add_char(&import->report, '\n');
}

/* --- rules --- */

static void make_id(struct slice name, char *ret_id)
{
	size_t len = 0;

	for (size_t i = 0; i < name.len && len < RULES_IMPORT_ID_MAX - 8; i++) {
		char byte = name.data[i];

		if (byte >= 'A' && byte <= 'Z')
			byte = (char)(byte - 'A' + 'a');
		if ((byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9'))
			ret_id[len++] = byte;
		else if (len > 0 && ret_id[len - 1] != '-')
			ret_id[len++] = '-';
	}
	while (len > 0 && ret_id[len - 1] == '-')
		len--;
	ret_id[len] = '\0';
}

static bool id_is_taken(const struct import *import, const char *id)
{
	for (const struct import_rule *rule = import->first; rule; rule = rule->next)
		if (strcmp(rule->id, id) == 0)
			return true;
	return false;
}

struct import_rule *import_rule(struct import *import, struct slice name)
{
	struct import_rule *rule = arena_calloc(&import->arena, 1, sizeof(*rule));
	char id[RULES_IMPORT_ID_MAX + 1];

	if (!rule || import->rule_count >= RULES_IMPORT_RULES_MAX)
		return NULL;
	make_id(name, id);
	memcpy(rule->id, *id ? id : "rule", (*id ? strlen(id) : 4) + 1);
	if (!*id || id_is_taken(import, rule->id))
		snprintf(rule->id, sizeof(rule->id), "%.55s-%zu", *id ? id : "rule",
			 import->rule_count + 1);
	rule->category = import->category;
	if (import->last)
		import->last->next = rule;
	else
		import->first = rule;
	import->last = rule;
	import->rule_count++;
	return rule;
}

struct import_rule *import_part(struct import *import, const struct import_rule *of)
{
	char name[RULES_IMPORT_ID_MAX + 8];
	struct import_rule *part;

	snprintf(name, sizeof(name), "%.50s-part", of->id);
	part = import_rule(import, slice_from(name));
	if (part)
		part->part = true;
	return part;
}

static bool rests_on(const struct import_rule *rule, enum import_rests rests,
		     const struct import_rule *on)
{
	for (const struct import_rest *rest = rule->rests[rests].first; rest; rest = rest->next)
		if (rest->on == on)
			return true;
	return false;
}

bool import_rest(struct import *import, struct import_rule *rule, enum import_rests rests,
		 struct import_rule *on)
{
	struct import_rest *rest = arena_calloc(&import->arena, 1, sizeof(*rest));
	bool contradicts = (rests == IMPORT_ALL && rests_on(rule, IMPORT_NONE, on)) ||
			   (rests == IMPORT_NONE && rests_on(rule, IMPORT_ALL, on));

	if (!rest || contradicts || on->height >= HEIGHT_MAX ||
	    rule->rests[rests].count >= PACK_PARTS_MAX)
		return false;
	rest->on = on;
	if (rule->rests[rests].last)
		rule->rests[rests].last->next = rest;
	else
		rule->rests[rests].first = rest;
	rule->rests[rests].last = rest;
	rule->rests[rests].count++;
	if (rule->height <= on->height)
		rule->height = on->height + 1;
	return true;
}

/* As deep as the rules' height at most. */
void import_need(struct import_rule *rule)
{
	if (rule->needed)
		return;
	rule->needed = true;
	for (int i = 0; i < IMPORT_RESTS; i++)
		for (struct import_rest *rest = rule->rests[i].first; rest; rest = rest->next)
			import_need(rest->on);
}

static bool combines(const struct import_rule *rule)
{
	return rule->height > 0;
}

bool import_looks_for_something(const struct import_rule *rule)
{
	return rule->lists[IMPORT_WORDS].count > 0 || rule->lists[IMPORT_REGEX].count > 0 ||
	       rule->lists[IMPORT_DOMAINS].count > 0 || combines(rule);
}

/* What entries are compared by: words have no case. */
static struct slice key_of(struct import *import, enum import_list list, struct slice text)
{
	char folded[4 * LITERAL_MAX + 8];
	size_t len = 0;

	if (list != IMPORT_REGEX && text.len <= LITERAL_MAX + 2)
		len = forms_fold_plain(text, folded, sizeof(folded));
	return arena_copy(&import->arena, len > 0 ? (struct slice){ folded, len } : text);
}

/* Where in `seen` an entry stands that says the same, or is to stand; NULL: no memory. */
static const struct import_text **place_of(struct import *import, const struct import_texts *of,
					   struct slice key)
{
	size_t at = (uintptr_t)of >> 4;

	if (!import->seen)
		import->seen = arena_calloc(&import->arena, SEEN_MAX, sizeof(*import->seen));
	for (size_t i = 0; i < key.len; i++)
		at = at * 33 + (unsigned char)key.data[i];
	for (at &= SEEN_MAX - 1; import->seen && import->seen[at]; at = (at + 1) & (SEEN_MAX - 1))
		if (import->seen[at]->of == of && slice_equal(import->seen[at]->key, key))
			break;
	return import->seen && key.data ? &import->seen[at] : NULL;
}

static void tell_double(struct import *import, const struct import_text *first, struct slice text,
			unsigned line)
{
	char where[48];

	snprintf(where, sizeof(where), "stands in line %u already", first->line);
	import->doubled++;
	import_tell(import, line, text, where);
}

static bool keep(struct import *import, struct import_rule *rule, enum import_list list,
		 struct slice text, unsigned line)
{
	struct import_texts *texts = &rule->lists[list];
	struct slice key = key_of(import, list, text);
	const struct import_text **place = place_of(import, texts, key);
	struct import_text *kept = NULL;

	if (place && *place) {
		tell_double(import, *place, text, line);
		return true;
	}
	if (place && import->text_count < RULES_IMPORT_TEXTS_MAX)
		kept = arena_calloc(&import->arena, 1, sizeof(*kept));
	if (kept)
		*kept = (struct import_text){ arena_copy(&import->arena, text), key, line, texts,
					      NULL };
	if (!kept || !kept->text.data) {
		import_leave_out(import, line, text, "more than 50,000 entries; part the file");
		return false;
	}
	*place = kept;
	if (texts->last)
		texts->last->next = kept;
	else
		texts->first = kept;
	texts->last = kept;
	texts->count++;
	import->text_count++;
	import->taken++;
	return true;
}

/* --- trying --- */

static bool can_be_word(struct import *import, struct slice text)
{
	const struct pack_text source = { .text = text, .place = { import->file, 0, 0 } };
	struct complaints complaints;
	struct term_book book;
	bool good;

	complaints_init(&complaints);
	term_book_init(&book, &import->arena);
	good = term_parse_sequence(&source, &book, &complaints) && complaints.count == 0;
	term_book_done(&book);
	complaints_done(&complaints);
	return good;
}

/* Is there a sign that our notation means something by, or that words are read without? "?ref=" is
 * no "ref", "amzn.to" is not two words, and "100%" more than a number. */
static bool holds_signs(struct slice text)
{
	for (size_t i = 0; i < text.len; i++) {
		const bool glued = i + 1 < text.len && !slice_is_blank(text.data[i + 1]);

		if (strchr("*{}|+=@#%$&/~^_<>[]\\", text.data[i]) ||
		    (glued && strchr("?.:", text.data[i])))
			return true;
	}
	return false;
}

static bool try_regex(struct import *import, struct slice pattern, const char **ret_reason)
{
	struct regex_scratch *scratch = regex_scratch_new();
	struct error error = { 0 };
	struct regex *regex = regex_new(pattern, &error, NULL);

	*ret_reason = NULL;
	if (!regex)
		*ret_reason = arena_string(&import->arena, slice_from(error.text));
	else if (!scratch || regex_matches_empty(regex, scratch))
		*ret_reason = "this regex also matches nothing at all";
	else if (regex_probe_is_hard(pattern))
		*ret_reason = "this regex takes too many steps on a text made to be hard";
	regex_free(regex);
	regex_scratch_free(scratch);
	return !*ret_reason;
}

/* --- words --- */

static void escape(struct buffer *to, struct slice text, bool open_before, bool open_behind)
{
	if (!open_before)
		buffer_add_text(to, "(?<!\\w)");
	for (size_t i = 0; i < text.len; i++) {
		if (strchr("\\^$.[]|()?*+{}#/-", text.data[i]))
			buffer_add_char(to, '\\');
		buffer_add_char(to, text.data[i]);
	}
	if (!open_behind)
		buffer_add_text(to, "(?!\\w)");
}

static bool literal_regex(struct import *import, struct import_rule *rule, struct slice text,
			  bool open_before, bool open_behind, unsigned line)
{
	char folded[4 * LITERAL_MAX];
	struct buffer pattern;
	size_t len = forms_fold_plain(text, folded, sizeof(folded));
	bool good;

	if (len == 0) {
		import_leave_out(import, line, text, "nothing is left of it to look for");
		return false;
	}
	buffer_init(&pattern, sizeof(folded) * 2 + 64);
	escape(&pattern, (struct slice){ folded, len }, open_before, open_behind);
	good = !buffer_failed(&pattern);
	if (good)
		good = import_regex(import, rule, buffer_slice(&pattern), line);
	else
		import_leave_out(import, line, text, "out of memory");
	buffer_done(&pattern);
	return good;
}

bool import_literal(struct import *import, struct import_rule *rule, struct slice text,
		    bool open_before, bool open_behind, unsigned line)
{
	struct buffer word;
	bool good;

	text = slice_trim(text);
	if (text.len == 0 || text.len > LITERAL_MAX) {
		import_leave_out(import, line, text,
				 text.len ? "longer than 400 bytes" : "nothing is written here");
		return false;
	}
	if (holds_signs(text))
		return literal_regex(import, rule, text, open_before, open_behind, line);
	buffer_init(&word, LITERAL_MAX + 8);
	buffer_add_text(&word, open_before ? "*" : "");
	buffer_add_slice(&word, text);
	buffer_add_text(&word, open_behind ? "*" : "");
	good = can_be_word(import, buffer_slice(&word))
		       ? keep(import, rule, IMPORT_WORDS, buffer_slice(&word), line)
		       : literal_regex(import, rule, text, open_before, open_behind, line);
	buffer_done(&word);
	return good;
}

bool import_unless(struct import *import, struct import_rule *rule, struct slice text,
		   unsigned line)
{
	text = slice_trim(text);
	if (text.len == 0 || text.len > LITERAL_MAX || holds_signs(text) ||
	    !can_be_word(import, text)) {
		import_leave_out(import, line, text, "cannot be said as a word of 'unless'");
		return false;
	}
	return keep(import, rule, IMPORT_UNLESS, text, line);
}

/* --- regexes, domains --- */

bool import_regex(struct import *import, struct import_rule *rule, struct slice pattern,
		  unsigned line)
{
	const char *reason;
	struct buffer kept;
	bool good;

	assert(pattern.data || pattern.len == 0);
	buffer_init(&kept, RULES_IMPORT_BYTES_MAX);
	if (pattern.data && regex_letters_capital(pattern) &&
	    !memmem(pattern.data, pattern.len, "(?i", 3))
		buffer_add_text(&kept, "(?i)"); /* ours run on lower-cased text */
	buffer_add_slice(&kept, pattern);
	if (buffer_failed(&kept) || !try_regex(import, buffer_slice(&kept), &reason)) {
		import_leave_out(import, line, pattern,
				 buffer_failed(&kept) || !reason ? "too long" : reason);
		good = false;
	} else {
		good = keep(import, rule, IMPORT_REGEX, buffer_slice(&kept), line);
	}
	buffer_done(&kept);
	return good;
}

bool import_domain(struct import *import, struct import_rule *rule, struct slice name,
		   unsigned line)
{
	char folded[4 * DOMAIN_MAX], spelt[DOMAIN_MAX];
	struct slice domain = { spelt, 0 };
	size_t len = 0;

	name = slice_trim(name);
	if (name.len > 0 && name.len <= DOMAIN_MAX)
		len = forms_fold_plain(name, folded, sizeof(folded));
	for (size_t i = 0; i < len; i++)
		if (strchr("/:@?# *{}\\", folded[i]))
			len = 0;
	domain.len = len ? domain_spell((struct slice){ folded, len }, spelt) : 0;
	if (domain.len == 0) {
		import_leave_out(import, line, name, "is no domain alone");
		return false;
	}
	if (!domain_is_public_suffix(domain))
		return keep(import, rule, IMPORT_DOMAINS, domain, line);
	import_leave_out(import, line, name, "is nobody's domain (a public suffix)");
	return false;
}

/* --- the pack --- */

/* In double quotes, with escapes for what YAML does not take as it is. */
static void write_quoted(struct buffer *to, struct slice text)
{
	buffer_add_char(to, '"');
	for (size_t at = 0; at < text.len;) {
		uint32_t code = 0;
		size_t len = utf8_decode(slice_cut(text, at, text.len), &code);

		if (len == 0)
			break; /* cannot be: import_accepts has looked */
		if (code == '"' || code == '\\')
			buffer_printf(to, "\\%c", (int)code);
		else if (code < ' ' || (code >= 0x7F && code < 0xA0) || code == 0x2028 ||
			 code == 0x2029 || code == 0xFEFF || (code >= 0xFFFE && code <= 0xFFFF))
			buffer_printf(to, "\\u%04X", (unsigned)code);
		else
			buffer_add(to, text.data + at, len);
		at += len;
	}
	buffer_add_char(to, '"');
}

static void write_comment(struct buffer *to, const char *indent, struct slice text)
{
	buffer_printf(to, "%s# ", indent);
	for (size_t i = 0; i < text.len; i++)
		buffer_add_char(to, (unsigned char)text.data[i] < ' ' || text.data[i] == 0x7F
					    ? ' '
					    : text.data[i]);
	buffer_add_char(to, '\n');
}

static void write_points(struct buffer *to, int32_t points)
{
	int32_t size = points < 0 ? -points : points, rest = size % 1000;
	int digits = 3;

	buffer_printf(to, "    points: %s%d", points < 0 ? "-" : "", (int)(size / 1000));
	for (; rest > 0 && rest % 10 == 0; rest /= 10)
		digits--;
	if (rest > 0)
		buffer_printf(to, ".%0*d", digits, (int)rest);
	buffer_add_char(to, '\n');
}

static void write_lists(struct buffer *to, const struct import_rule *rule)
{
	static const char *const names[IMPORT_LISTS] = { "words", "regex", "domains", "unless" };

	for (int i = 0; i < IMPORT_LISTS; i++) {
		if (rule->lists[i].count == 0)
			continue;
		buffer_printf(to, "    %s:\n", names[i]);
		for (const struct import_text *text = rule->lists[i].first; text;
		     text = text->next) {
			buffer_add_text(to, "      - ");
			write_quoted(to, text->text);
			buffer_add_char(to, '\n');
		}
	}
}

/* The first words themselves, without their stars: that they are found is the least. */
static void write_examples(struct buffer *to, const struct import_rule *rule)
{
	const struct import_text *text = rule->lists[IMPORT_WORDS].first;

	if (!text || rule->lists[IMPORT_UNLESS].count > 0 || rule->age.len > 0)
		return; /* words alone are not all that it asks for */
	buffer_add_text(to, "    hit: [");
	for (int i = 0; text && i < EXAMPLES_MAX; i++, text = text->next) {
		bool before = text->text.data[0] == '*';
		bool behind = text->text.data[text->text.len - 1] == '*';

		buffer_add_text(to, i ? ", " : "");
		write_quoted(to, slice_cut(text->text, before, text->text.len - behind));
	}
	buffer_add_text(to, "]\n");
}

static void write_rests(struct buffer *to, const struct import_rule *rule)
{
	static const char *const names[IMPORT_RESTS] = { "all", "any", "none", "at_least" };

	for (int i = 0; i < IMPORT_RESTS; i++) {
		const struct import_rest *rest = rule->rests[i].first;

		if (!rest)
			continue;
		buffer_printf(to, "    %s: ", names[i]);
		if (i == IMPORT_AT_LEAST)
			buffer_printf(to, "{n: %u, of: ", rule->at_least);
		buffer_printf(to, "[%s", rest->on->id);
		while ((rest = rest->next))
			buffer_printf(to, ", %s", rest->on->id);
		buffer_add_text(to, i == IMPORT_AT_LEAST ? "]}\n" : "]\n");
	}
}

static bool is_written(const struct import_rule *rule)
{
	return import_looks_for_something(rule) &&
	       (rule->needed || !(rule->part || combines(rule)));
}

static void write_rule(struct buffer *to, const struct import_rule *rule)
{
	if (rule->note.len > 0)
		write_comment(to, "  ", rule->note);
	buffer_printf(to, "  - id: %s\n", rule->id);
	if (rule->part) {
		buffer_add_text(to, "    part: yes\n");
	} else if (rule->points != 0) {
		buffer_printf(to, "    category: %s\n", category_name(rule->category));
		write_points(to, rule->points);
	}
	if (rule->label.len > 0) {
		buffer_add_text(to, "    label: ");
		write_quoted(to, rule->label);
		buffer_add_char(to, '\n');
	}
	if (rule->many)
		buffer_add_text(to, "    count: many\n");
	buffer_add_text(to, "    status: shadow\n");
	if (rule->age.len > 0)
		buffer_printf(to, "    when:\n      author: {%.*s}\n", (int)rule->age.len,
			      rule->age.data);
	write_rests(to, rule);
	write_lists(to, rule);
	write_examples(to, rule);
	buffer_add_char(to, '\n');
}

void import_write(const struct import *import, struct slice pack, struct slice language,
		  const char *format, struct buffer *ret_pack)
{
	bool any = false;

	buffer_printf(ret_pack,
		      "# Taken over from %s rules. All are `shadow`: what they find is shown and "
		      "earns nothing. Read them, give each a `hit`\n# and a `miss`, compare with "
		      "`livvakt rules diff`, and take `status: shadow` away.\n",
		      format);
	buffer_printf(ret_pack, "pack: %.*s\nlanguage: %.*s\nrules:", (int)pack.len, pack.data,
		      (int)language.len, language.data);
	for (const struct import_rule *rule = import->first; rule; rule = rule->next) {
		if (!is_written(rule))
			continue;
		buffer_add_text(ret_pack, any ? "" : "\n");
		write_rule(ret_pack, rule);
		any = true;
	}
	if (!any)
		buffer_add_text(ret_pack, " []\n");
}
