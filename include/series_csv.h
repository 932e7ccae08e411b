/*
 * series_csv.h - a series in CSV, line by line: which column is the time, which the value.
 *
 * The first line names the columns: timestamp (also time, date, datetime, ts) and value (also
 * count, comments, mentions, volume, total), in any order and among others. Fields are parted by
 * comma, semicolon or tab, and may be quoted. Times are RFC 3339, the same without a zone (taken as
 * UTC), a date alone, or epoch seconds. Values are numbers from 0. Times never go back.
 */
#ifndef LIVVAKT_SERIES_CSV_H
#define LIVVAKT_SERIES_CSV_H

#include "error.h"
#include "slice.h"
#include <stddef.h>
#include <stdint.h>

struct series_csv {
	char separator;
	size_t time_column, value_column;
	size_t line; /* number of the line read last, from 1 */
	int64_t last_us;
};

struct series_row {
	int64_t at_us;
	double value;
};

/* A line comes without its end. ERROR_INVALID with "line N: what; remedy". */
MUST_CHECK int series_csv_header(struct series_csv *csv, struct slice line, struct error *error);
/* Gives 1 for a row, 0 for an empty line. */
MUST_CHECK int series_csv_row(struct series_csv *csv, struct slice line, struct series_row *ret_row,
			      struct error *error);

/* Takes the next line off the front of `rest`, without its end (LF or CRLF). False at the end of
 * the text. */
bool series_csv_next_line(struct slice *rest, struct slice *ret_line);

#endif
