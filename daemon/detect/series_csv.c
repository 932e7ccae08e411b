/* series_csv.c - reads the lines of a CSV that holds a series. Scoring them is detect_series.c's
 * business. */
#include "series_csv.h"
#include "clock.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

enum { FIELDS_MAX = 64, NUMBER_MAX = 64, SHOWN_MAX = 40 };
static const double VALUE_MAX = 1e12;
static const char *const TIME_NAMES[] = { "timestamp", "time", "date", "datetime", "ts" };
static const char *const VALUE_NAMES[] = { "value",    "count",	 "comments",
					   "mentions", "volume", "total" };

bool series_csv_next_line(struct slice *rest, struct slice *ret_line)
{
	if (rest->len == 0)
		return false;
	const char *end = memchr(rest->data, '\n', rest->len);
	size_t len = end ? (size_t)(end - rest->data) : rest->len;

	*ret_line = slice_cut(*rest, 0, len);
	*rest = slice_cut(*rest, end ? len + 1 : len, rest->len);
	if (ret_line->len > 0 && ret_line->data[ret_line->len - 1] == '\r')
		ret_line->len--;
	return true;
}

static struct slice bare(struct slice field)
{
	field = slice_trim(field);
	if (field.len >= 2 && field.data[0] == '"' && field.data[field.len - 1] == '"')
		field = slice_cut(field, 1, field.len - 1);
	return field;
}

/* Gives the number of fields; those beyond FIELDS_MAX are left out. */
static size_t split(struct slice line, char separator, struct slice ret_fields[FIELDS_MAX])
{
	size_t count = 0, from = 0;
	bool quoted = false;

	for (size_t at = 0; at <= line.len; at++) {
		if (at < line.len && line.data[at] == '"')
			quoted = !quoted;
		if (at < line.len && (quoted || line.data[at] != separator))
			continue;
		if (count < FIELDS_MAX)
			ret_fields[count++] = bare(slice_cut(line, from, at));
		from = at + 1;
	}
	return count;
}

static char guess_separator(struct slice header)
{
	static const char SEPARATORS[] = { ',', ';', '\t' };

	for (size_t i = 0; i < sizeof(SEPARATORS); i++) {
		if (header.len > 0 && memchr(header.data, SEPARATORS[i], header.len))
			return SEPARATORS[i];
	}
	return ',';
}

static bool find_column(const struct slice *fields, size_t count, const char *const *names,
			size_t name_count, size_t *ret_column)
{
	for (size_t n = 0; n < name_count; n++) {
		for (size_t i = 0; i < count; i++) {
			if (fields[i].len == strlen(names[n]) &&
			    strncasecmp(fields[i].data, names[n], fields[i].len) == 0) {
				*ret_column = i;
				return true;
			}
		}
	}
	return false;
}

/* Strangers' bytes in an error's line: a short piece, without what would break a terminal. */
static const char *shown(struct slice text, char ret_text[SHOWN_MAX + 4])
{
	size_t len = text.len < SHOWN_MAX ? text.len : SHOWN_MAX;

	for (size_t i = 0; i < len; i++)
		ret_text[i] = text.data[i] >= ' ' && text.data[i] <= '~' ? text.data[i] : '?';
	snprintf(ret_text + len, 4, "%s", text.len > len ? "..." : "");
	return ret_text;
}

/* With a zone, without one (UTC), or a date alone. */
static bool parse_time(struct slice text, int64_t *ret_us)
{
	char full[CLOCK_TEXT_MAX];
	int len;

	if (clock_parse(text, ret_us))
		return true;
	if (text.len == 0 || text.len + sizeof("T00:00:00Z") > sizeof(full))
		return false;
	len = snprintf(full, sizeof(full), "%.*s%s", (int)text.len, text.data,
		       text.len == 10 ? "T00:00:00Z" : "Z");
	return clock_parse((struct slice){ full, (size_t)len }, ret_us);
}

static bool parse_value(struct slice text, double *ret_value)
{
	char copy[NUMBER_MAX];
	char *end;

	if (text.len == 0 || text.len >= sizeof(copy))
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] == '\0' || !strchr("0123456789.+-eE", text.data[i]))
			return false;
	}
	memcpy(copy, text.data, text.len);
	copy[text.len] = '\0';
	double value = strtod(copy, &end);
	if (*end || !(value >= 0.0 && value <= VALUE_MAX))
		return false;
	*ret_value = value;
	return true;
}

int series_csv_header(struct series_csv *csv, struct slice line, struct error *error)
{
	struct slice fields[FIELDS_MAX];
	struct series_csv found = { .line = 1, .last_us = -1 };
	char text[SHOWN_MAX + 4];
	int64_t time;

	line = slice_without_mark(line);
	found.separator = guess_separator(line);
	size_t count = split(line, found.separator, fields);

	if (count > 1 && parse_time(fields[0], &time))
		return error_set(error, ERROR_INVALID,
				 "line 1: the names of the columns are missing; put "
				 "timestamp,value in front");
	if (!find_column(fields, count, TIME_NAMES, sizeof(TIME_NAMES) / sizeof(TIME_NAMES[0]),
			 &found.time_column))
		return error_set(error, ERROR_INVALID,
				 "line 1: no column of times in \"%s\"; name it timestamp (or "
				 "time, date, ts)",
				 shown(line, text));
	if (!find_column(fields, count, VALUE_NAMES, sizeof(VALUE_NAMES) / sizeof(VALUE_NAMES[0]),
			 &found.value_column))
		return error_set(error, ERROR_INVALID,
				 "line 1: no column of values in \"%s\"; name it value (or count)",
				 shown(line, text));
	*csv = found;
	return ERROR_NONE;
}

int series_csv_row(struct series_csv *csv, struct slice line, struct series_row *ret_row,
		   struct error *error)
{
	struct slice fields[FIELDS_MAX];
	struct series_row row;
	char text[SHOWN_MAX + 4];

	csv->line++;
	if (slice_trim(line).len == 0)
		return 0;
	size_t count = split(line, csv->separator, fields);
	if (csv->time_column >= count || csv->value_column >= count)
		return error_set(
			error, ERROR_INVALID,
			"line %zu: %zu field%s where the header has more; give time and value",
			csv->line, count, count == 1 ? "" : "s");
	if (!parse_time(fields[csv->time_column], &row.at_us))
		return error_set(error, ERROR_INVALID,
				 "line %zu: \"%s\" is no time; write it as 2026-11-22T10:55:00Z or "
				 "epoch seconds",
				 csv->line, shown(fields[csv->time_column], text));
	if (!parse_value(fields[csv->value_column], &row.value))
		return error_set(
			error, ERROR_INVALID,
			"line %zu: \"%s\" is no count; give a number from 0, or leave the line out",
			csv->line, shown(fields[csv->value_column], text));
	if (row.at_us < csv->last_us)
		return error_set(error, ERROR_INVALID,
				 "line %zu: its time lies before that of the line above; sort the "
				 "file by time",
				 csv->line);
	csv->last_us = row.at_us;
	*ret_row = row;
	return 1;
}
