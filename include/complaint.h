/*
 * complaint.h - everything that is wrong with what a person wrote, all of it at once.
 *
 * Configuration and rule files are read whole; each mistake becomes a complaint with its place,
 * a stable code and a remedy, so that one run of `livvakt check` shows the whole list.
 */
#ifndef LIVVAKT_COMPLAINT_H
#define LIVVAKT_COMPLAINT_H

#include "attributes.h"
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* Where: file, line and column, both from 1; line 0 when only the file is known. */
struct place {
	const char *file; /* borrowed: lives as long as the list of complaints is used */
	unsigned line, column;
};

enum complaint_weight { COMPLAINT_ERROR, COMPLAINT_WARNING };

struct complaint {
	char *file; /* a copy */
	unsigned line, column;
	enum complaint_weight weight;
	const char *code; /* a literal, as unknown-key */
	char *text;	  /* what is wrong, and after "; " how to mend it */
};

struct complaints {
	struct complaint *items;
	size_t count;  /* kept; at most COMPLAINTS_MAX */
	size_t errors; /* all that were added, kept or not */
	size_t warnings;
};

enum { COMPLAINTS_MAX = 200 };

void complaints_init(struct complaints *list);
void complaints_done(struct complaints *list);

/* `code` must be a string literal. Memory running out drops the text, never the count. */
void complaints_add(struct complaints *list, struct place place, enum complaint_weight weight,
		    const char *code, const char *format, ...) PRINTF_LIKE(5, 6);

/* A line: file:line:column: error[code]: text. */
void complaint_print(const struct complaint *complaint, FILE *to);
/* One line each, in order of finding. */
void complaints_print(const struct complaints *list, FILE *to);
/* The same without the warnings, for whoever only starts something. */
void complaints_print_errors(const struct complaints *list, FILE *to);

/* From now on what was a warning of this code is an error; of those that are kept. */
void complaints_raise(struct complaints *list, const char *code);

/* True when `code` is among the kept ones: what tests ask. */
bool complaints_has(const struct complaints *list, const char *code);

#endif
