/*
 * page.h - plain text for a narrow phone: no line is longer than PAGE_COLUMNS characters, lines are
 * broken between words, and strangers' text cannot shape the page.
 */
#ifndef LIVVAKT_PAGE_H
#define LIVVAKT_PAGE_H

#include "buffer.h"
#include "slice.h"
#include <stdbool.h>
#include <stddef.h>

enum { PAGE_COLUMNS = 64 };

/* Begins with zeros but for `to`. */
struct page {
	struct buffer *to;
	size_t column; /* characters on the current line */
	size_t indent; /* of the lines that follow when one is broken */
	bool begun;    /* the line holds a word: the next one needs a blank */
};

/* The words of `scratch`, which is empty afterwards, and the end of the line. A word that is longer
 * than a line is broken, too. */
void page_paragraph(struct page *page, struct buffer *scratch);
/* As it is, unbroken. */
void page_line(struct page *page, const char *text);
void page_end_line(struct page *page);

/* A stranger's text made fit for one line: runs of blanks, controls and direction overrides become
 * one blank, ends are trimmed, and what is longer than `limit` characters ends in an ellipsis.
 * Bytes that are no UTF-8 become question marks. */
void page_add_clean(struct slice text, size_t limit, struct buffer *to);

#endif
