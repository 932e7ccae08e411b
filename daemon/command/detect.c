/*
 * detect.c - livvakt detect: a bare series (CSV) in, the same with anomaly scores out.
 *
 * Reading is series_csv's, judging detect_series' business; here are the options and the writing.
 */
#include "clock.h"
#include "command.h"
#include "command_options.h"
#include "detect_series.h"
#include "file.h"
#include "json.h"
#include "picture.h"
#include "series_csv.h"

#include <stdio.h>
#include <stdlib.h>

enum { FILE_BYTES = 256 << 20, OUTPUT_BYTES = 64 << 10, PICTURE_BYTES = 16 << 20 };
#define MARK_US (6 * CLOCK_HOUR_US) /* alerts so soon after one another are one mark */

static const char help[] =
	"usage: livvakt detect [--json] [--weeks N] [--draw] [--svg FILE] FILE.csv|-\n"
	"\n"
	"Reads a series of counts and writes it out with two columns more: anomaly_score (0 ... "
	"1,\n"
	"0.5 is the line) and alert (1 where an episode begins or reaches a clear new record). "
	"The\n"
	"first line names the columns: timestamp and value (or time, date, ts; count). Times never "
	"go\n"
	"back. A score depends on the lines before it only. Exit status: 0 fine, 2 the file is "
	"wrong,\n"
	"3 it cannot be read.\n"
	"\n"
	"      --json       one JSON object a line: timestamp value expected upper score alert\n"
	"      --weeks N    at most one false alarm in so many weeks (default 4)\n"
	"      --svg FILE   draws counts, the expected band and the alerts\n"
	"      --draw       the same in the terminal (on stderr)\n";

struct run {
	const char *path, *svg;
	bool json, draw;
	double weeks;
	struct detect_series *series;
	struct buffer output;
	/* what is drawn; only when asked for */
	struct picture_point *points;
	struct picture_mark *marks;
	size_t count, room, mark_count, mark_room;
};

/* Room for one more; NULL when out of memory. */
static void *grow(void *array, size_t count, size_t *room, size_t size)
{
	if (count < *room)
		return array;
	size_t larger = *room ? *room * 2 : 1024;
	void *grown = realloc(array, larger * size);
	if (grown)
		*room = larger;
	return grown;
}

static void mark_alert(struct run *run, int64_t at_us)
{
	struct picture_mark *last = run->mark_count ? &run->marks[run->mark_count - 1] : NULL;

	if (last && at_us - last->to_us < MARK_US)
		last->to_us = at_us + CLOCK_HOUR_US;
	else
		run->marks[run->mark_count++] =
			(struct picture_mark){ at_us, at_us + CLOCK_HOUR_US, 0 };
}

static int note_point(struct run *run, const struct series_row *row,
		      const struct detect_point *point, struct error *error)
{
	void *points = grow(run->points, run->count, &run->room, sizeof(*run->points));
	void *marks = grow(run->marks, run->mark_count, &run->mark_room, sizeof(*run->marks));

	run->points = points ? points : run->points;
	run->marks = marks ? marks : run->marks;
	if (!points || !marks)
		return error_set(error, ERROR_MEMORY, "out of memory");
	run->points[run->count++] =
		(struct picture_point){ row->at_us, row->value, point->expected, point->upper };
	if (point->alert)
		mark_alert(run, row->at_us);
	return ERROR_NONE;
}

static int draw(const struct run *run, struct error *error)
{
	const struct picture_panel panel = { .title = slice_from(run->path),
					     .points = run->points,
					     .count = run->count,
					     .marks = run->marks,
					     .mark_count = run->mark_count };
	struct buffer svg;

	if (run->draw)
		picture_print(&panel, 1, stderr);
	if (!run->svg)
		return ERROR_NONE;
	buffer_init(&svg, PICTURE_BYTES);
	picture_write(&panel, 1, &svg);
	int r = buffer_failed(&svg) ? error_set(error, ERROR_MEMORY, "out of memory")
				    : file_write(run->svg, buffer_slice(&svg), 0644, error);
	buffer_done(&svg);
	return r;
}

static void write_csv(struct run *run, struct slice line, char separator,
		      const struct detect_point *point)
{
	buffer_add_slice(&run->output, line);
	buffer_printf(&run->output, "%c%.6f%c%d\n", separator, point->score, separator,
		      point->alert);
}

static void write_json(struct run *run, const struct series_row *row,
		       const struct detect_point *point)
{
	struct json_writer writer;

	json_write_begin(&writer, &run->output);
	json_write_object(&writer);
	json_write_member_time(&writer, "timestamp", row->at_us);
	json_write_key(&writer, "value");
	json_write_double(&writer, row->value);
	json_write_key(&writer, "expected");
	json_write_thousandths(&writer, (int64_t)(point->expected * 1000.0));
	json_write_key(&writer, "upper");
	json_write_thousandths(&writer, (int64_t)(point->upper * 1000.0));
	json_write_key(&writer, "score");
	json_write_thousandths(&writer, (int64_t)(point->score * 1000.0));
	json_write_member_bool(&writer, "alert", point->alert);
	json_write_object_end(&writer);
	buffer_add_char(&run->output, '\n');
}

static bool flush(struct run *run)
{
	bool fine = !buffer_failed(&run->output) &&
		    fwrite(run->output.data, 1, run->output.len, stdout) == run->output.len;

	buffer_clear(&run->output);
	return fine;
}

static int write_header(struct run *run, struct slice line, char separator, struct error *error)
{
	if (!run->json) {
		buffer_add_slice(&run->output, line);
		buffer_printf(&run->output, "%canomaly_score%calert\n", separator, separator);
	}
	return flush(run) ? ERROR_NONE : error_errno(error, "cannot write");
}

static int score_text(struct run *run, struct slice text, struct error *error)
{
	struct detect_point point;
	struct series_row row;
	struct series_csv csv;
	struct slice line;
	int r;

	if (!series_csv_next_line(&text, &line))
		return error_set(
			error, ERROR_INVALID,
			"line 1: the file is empty; the first line must be timestamp,value");
	r = series_csv_header(&csv, line, error);
	if (r == ERROR_NONE)
		r = write_header(run, line, csv.separator, error);
	while (r >= 0 && series_csv_next_line(&text, &line)) {
		r = series_csv_row(&csv, line, &row, error);
		if (r <= 0)
			continue;
		detect_series_add(run->series, row.at_us, row.value, &point);
		if (run->json)
			write_json(run, &row, &point);
		else
			write_csv(run, line, csv.separator, &point);
		if (!flush(run))
			r = error_errno(error, "cannot write");
		else if (run->svg || run->draw)
			r = note_point(run, &row, &point, error);
	}
	if (r >= 0 && fflush(stdout) != 0)
		r = error_errno(error, "cannot write");
	return r < 0 ? r : ERROR_NONE;
}

static int score_file(struct run *run, struct error *error)
{
	struct buffer content;
	int r;

	buffer_init(&content, FILE_BYTES);
	buffer_init(&run->output, OUTPUT_BYTES + FILE_BYTES);
	run->series = detect_series_new(run->weeks);
	r = run->series ? file_read(run->path, FILE_BYTES, &content, error)
			: error_set(error, ERROR_MEMORY, "out of memory");
	if (r == ERROR_NONE) {
		r = score_text(run, buffer_slice(&content), error);
		if (r < 0)
			error_prefix(error, "%s", run->path);
	}
	if (r == ERROR_NONE && (run->svg || run->draw))
		r = draw(run, error);
	free(run->points);
	free(run->marks);
	run->series = detect_series_free(run->series);
	buffer_done(&run->output);
	buffer_done(&content);
	return r;
}

static bool take_weeks(void *into, const char *value)
{
	double *weeks = into, read;
	char *end;

	read = strtod(value, &end);
	if (*end || end == value || !(read >= 0.1 && read <= 520.0)) {
		fprintf(stderr, "livvakt detect: --weeks \"%s\": give a number from 0.1 to 520\n",
			value);
		return false;
	}
	*weeks = read;
	return true;
}

int command_detect(int argc, char **argv)
{
	static const struct command_line line = { "detect", help, 1, 1 };
	struct run run = { .weeks = 4.0 };
	const struct command_option options[] = {
		{ "json", .flag = &run.json },
		{ "weeks", .take = take_weeks, .into = &run.weeks },
		{ "draw", .flag = &run.draw },
		{ "svg", .text = &run.svg },
		{ 0 },
	};
	struct error error = { 0 };
	struct command_words words;

	if (!command_options_read(&line, options, argc, argv, &words))
		return (int)words.status;
	run.path = words.words[0];
	int r = score_file(&run, &error);
	if (r == ERROR_NONE)
		return STATUS_FINE;
	fprintf(stderr, "livvakt detect: %s\n", error.text);
	return r == ERROR_NOT_FOUND ? STATUS_USAGE : (int)error_exit_status(r);
}
