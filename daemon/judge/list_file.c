/*
 * list_file.c - the plain text files among the rules: lists/<name>.txt and sentiment.txt, line by
 * line.
 *
 * Places only; whether an entry is a good word is said by those who take it (term.c, sentiment.h).
 */
#include "list_file.h"
#include "pack_read.h"
#include "units.h"
#include "utf8.h"

enum { STRENGTH_MAX = 5000 };

struct lines {
	struct slice text;
	size_t at;
	unsigned number; /* of the line given last, from 1 */
};

static bool next_line(struct lines *lines, struct slice *ret_line)
{
	const char *end;
	size_t from = lines->at, to;

	if (from >= lines->text.len)
		return false;
	end = memchr(lines->text.data + from, '\n', lines->text.len - from);
	to = end ? (size_t)(end - lines->text.data) : lines->text.len;
	lines->at = to + 1;
	lines->number++;
	*ret_line = slice_cut(lines->text, from, to);
	return true;
}

/* A # begins a comment at the start of a line and after a blank. */
static struct slice without_comment(struct slice line)
{
	for (size_t i = 0; i < line.len; i++)
		if (line.data[i] == '#' && (i == 0 || slice_is_blank(line.data[i - 1])))
			return slice_cut(line, 0, i);
	return line;
}

static bool text_is_good(struct slice text, const char *file, struct complaints *complaints)
{
	size_t bad_at = 0;
	unsigned line = 1;

	if (text.len == 0 || (utf8_valid(text, &bad_at) && !memchr(text.data, 0, text.len)))
		return true;
	for (size_t i = 0; i < bad_at && i < text.len; i++)
		line += text.data[i] == '\n';
	complaints_add(complaints, (struct place){ file, line, 1 }, COMPLAINT_ERROR, "not-utf8",
		       "this is no UTF-8 text; save the file as UTF-8");
	return false;
}

static size_t count_lines(struct slice text)
{
	size_t count = 1;

	for (size_t i = 0; i < text.len; i++)
		count += text.data[i] == '\n';
	return count;
}

static struct place place_in(const char *file, const struct lines *lines, struct slice line,
			     struct slice part)
{
	return (struct place){ file, lines->number, (unsigned)(part.data - line.data) + 1 };
}

static bool out_of_memory(const char *file, struct complaints *complaints)
{
	complaints_add(complaints, (struct place){ file, 0, 0 }, COMPLAINT_ERROR, "too-large",
		       "the rules need more memory than allowed; split or shorten the files");
	return false;
}

bool list_file_parse(struct slice text, const char *file, struct arena *arena,
		     struct complaints *complaints, struct pack_texts *ret_entries)
{
	struct lines lines = { .text = slice_without_mark(text) };
	struct pack_texts entries = { 0 };
	struct slice line;

	if (!text_is_good(text, file, complaints))
		return false;
	entries.items = arena_calloc(arena, count_lines(text), sizeof(*entries.items));
	if (!entries.items)
		return out_of_memory(file, complaints);
	while (next_line(&lines, &line)) {
		struct slice entry = slice_trim(without_comment(line));
		struct slice kept = arena_copy(arena, entry);

		if (entry.len == 0)
			continue;
		if (!kept.data)
			return out_of_memory(file, complaints);
		entries.items[entries.count] =
			(struct pack_text){ kept, place_in(file, &lines, line, entry), true };
		pack_read_commas(&entries.items[entries.count++], complaints);
	}
	*ret_entries = entries;
	return true;
}

static struct slice column(struct slice line, unsigned number)
{
	size_t from = 0;

	for (; number > 0; number--) {
		const char *tab =
			line.len > from ? memchr(line.data + from, '\t', line.len - from) : NULL;

		if (!tab)
			return slice_cut(line, line.len, line.len);
		from = (size_t)(tab - line.data) + 1;
	}
	for (size_t to = from; to < line.len; to++)
		if (line.data[to] == '\t')
			return slice_trim(slice_cut(line, from, to));
	return slice_trim(slice_cut(line, from, line.len));
}

static bool parse_strength(struct slice text, int32_t *ret_strength)
{
	int64_t strength = 0;

	if (text.len > 1 && text.data[0] == '+')
		text = slice_cut(text, 1, text.len);
	if (!units_parse_thousandths(text, &strength) || strength < -STRENGTH_MAX ||
	    strength > STRENGTH_MAX)
		return false;
	*ret_strength = (int32_t)strength;
	return true;
}

/* Which part of the line is not as it should be. */
static void complain_of_strength(const char *file, const struct lines *lines, struct slice line,
				 struct complaints *complaints)
{
	const struct slice entry = column(line, 0), strength = column(line, 1);
	const bool has_tab = memchr(line.data, '\t', line.len) != NULL;
	const struct slice wrong = has_tab && entry.len > 0 ? strength : entry;
	const char *what = !has_tab	    ? "between word and strength stands a tab; here is none"
			   : entry.len == 0 ? "a word is missing before the tab"
			   : memchr(strength.data, ',', strength.len)
				   ? "a strength has a point, not a comma: -2.5"
				   : "behind the tab stands a strength from -5 to 5";

	complaints_add(complaints, place_in(file, lines, line, wrong), COMPLAINT_ERROR,
		       "sentiment-syntax", "%s (a line is a word, a tab and a strength)", what);
}

bool sentiment_file_parse(struct slice text, const char *file, struct arena *arena,
			  struct complaints *complaints, struct source_weights *ret_words)
{
	struct lines lines = { .text = slice_without_mark(text) };
	struct source_weights words = { 0 };
	struct slice line;

	if (!text_is_good(text, file, complaints))
		return false;
	words.items = arena_calloc(arena, count_lines(text), sizeof(*words.items));
	if (!words.items)
		return out_of_memory(file, complaints);
	while (next_line(&lines, &line)) {
		struct source_weight *word = &words.items[words.count];
		struct slice entry = column(line, 0), strength = column(line, 1);

		if (slice_trim(line).len == 0 || line.data[0] == '#')
			continue;
		word->text = (struct pack_text){ arena_copy(arena, entry),
						 place_in(file, &lines, line, entry), true };
		if (!word->text.text.data)
			return out_of_memory(file, complaints);
		if (entry.len == 0 || !parse_strength(strength, &word->value))
			complain_of_strength(file, &lines, line, complaints);
		else
			words.count++;
	}
	*ret_words = words;
	return true;
}
