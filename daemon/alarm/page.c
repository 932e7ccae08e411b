/* page.c - see page.h. */
#include "page.h"

#include "utf8.h"

/* ---- strangers' text ---- */

/* What could end a line, forge its shape or turn its direction. */
static bool is_unsafe(uint32_t code_point)
{
	if (code_point < 0x20 || (code_point >= 0x7f && code_point < 0xa0))
		return true;
	if (code_point >= 0x202a && code_point <= 0x202e) /* embeddings and overrides */
		return true;
	if (code_point >= 0x2066 && code_point <= 0x2069) /* isolates */
		return true;
	return code_point == 0x2028 || code_point == 0x2029 || code_point == 0xfeff;
}

static bool is_blank(uint32_t code_point)
{
	return code_point == ' ' || code_point == 0xa0 || code_point == 0x3000 ||
	       is_unsafe(code_point);
}

void page_add_clean(struct slice text, size_t limit, struct buffer *to)
{
	size_t at = 0, written = 0;
	bool gap = false;

	while (at < text.len) {
		uint32_t code_point = '?';
		size_t bytes = utf8_decode(slice_cut(text, at, text.len), &code_point);

		if (bytes > 0 && is_blank(code_point)) {
			gap = written > 0;
			at += bytes;
			continue;
		}
		if (written + gap >= limit) {
			buffer_add_text(to, "…");
			return;
		}
		if (gap)
			buffer_add_char(to, ' ');
		written += 1u + gap;
		gap = false;
		if (bytes > 0)
			buffer_add(to, text.data + at, bytes);
		else
			buffer_add_char(to, '?');
		at += bytes > 0 ? bytes : 1;
	}
}

/* ---- the page ---- */

static size_t count_characters(struct slice text)
{
	size_t count = 0;

	for (size_t i = 0; i < text.len; i++)
		count += ((unsigned char)text.data[i] & 0xc0) != 0x80;
	return count;
}

void page_end_line(struct page *page)
{
	buffer_add_char(page->to, '\n');
	page->column = 0;
	page->begun = false;
}

static void break_line(struct page *page)
{
	page_end_line(page);
	for (; page->column < page->indent; page->column++)
		buffer_add_char(page->to, ' ');
}

/* Breaks even a word that is longer than a line, so that a comment cannot widen the page. */
static void write_long_word(struct page *page, struct slice word)
{
	size_t at = 0;

	while (at < word.len) {
		uint32_t ignored;
		size_t bytes = utf8_decode(slice_cut(word, at, word.len), &ignored);

		bytes = bytes > 0 ? bytes : 1;
		if (page->column >= PAGE_COLUMNS)
			break_line(page);
		buffer_add(page->to, word.data + at, bytes);
		page->column++;
		at += bytes;
	}
}

static void write_word(struct page *page, struct slice word)
{
	size_t width = count_characters(word);

	if (page->begun && page->column + 1 + width > PAGE_COLUMNS) {
		break_line(page);
	} else if (page->begun) {
		buffer_add_char(page->to, ' ');
		page->column++;
	}
	write_long_word(page, word);
	page->begun = true;
}

static void write_words(struct page *page, struct slice text)
{
	size_t from = 0;

	for (size_t at = 0; at <= text.len; at++) {
		if (at < text.len && text.data[at] != ' ')
			continue;
		if (at > from)
			write_word(page, slice_cut(text, from, at));
		from = at + 1;
	}
}

void page_paragraph(struct page *page, struct buffer *scratch)
{
	write_words(page, buffer_slice(scratch));
	page_end_line(page);
	buffer_clear(scratch);
}

void page_line(struct page *page, const char *text)
{
	buffer_add_text(page->to, text);
	page_end_line(page);
}
