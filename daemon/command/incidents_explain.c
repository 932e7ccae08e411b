/*
 * incidents_explain.c - see incidents_explain.h: what each window showed, and why nothing was said
 * earlier.
 */
#include "incidents_explain.h"

#include "clock.h"
#include "evidence.h"
#include "json.h"
#include "terminal.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const gate_words[EVIDENCE_GATES] = {
	[EVIDENCE_SURPRISE] = "not surprising enough",
	[EVIDENCE_NEGATIVES] = "too few negative comments",
	[EVIDENCE_AUTHORS] = "too few people",
	[EVIDENCE_GOING_ON] = "it was fading",
	[EVIDENCE_TOLD] = "it was told before",
	[EVIDENCE_SHARE] = "the share is usual, and the series is young",
};

static void print_gates(unsigned gates)
{
	const char *gap = "";

	for (int i = 0; i < EVIDENCE_GATES; i++) {
		if (!(gates & 1u << i))
			continue;
		printf("%s%s", gap, gate_words[i]);
		gap = ", ";
	}
	printf("%s\n", gates ? "" : "alerts");
}

static void print_window(int64_t window_us)
{
	const int64_t minutes = (window_us + CLOCK_MINUTE_US - 1) / CLOCK_MINUTE_US;

	if (minutes <= 120)
		printf("%4" PRId64 " min", minutes);
	else
		printf("%6.1f h", (double)window_us / (double)CLOCK_HOUR_US);
}

static void print_look(const struct evidence_look *look)
{
	print_window(look->window_us);
	printf("  %8" PRIu64 "  %8" PRIu64 "  %8.1f  %8.1f  %5.1f  %5.1f  %8.2f  ", look->comments,
	       look->negative, (double)look->expected / 1000, (double)look->upper / 1000,
	       (double)look->count / 1000, (double)look->share / 1000,
	       (double)look->surprise / 1000);
	print_gates(look->short_of);
}

static void print_before(const struct evidence_look *look)
{
	char time[CLOCK_TEXT_MAX];

	clock_format(look->at_us + 1, time); /* the end of a minute is the begin of the next */
	printf("%.5s  ", time + sizeof("2026-11-22T") - 1);
	print_window(look->window_us);
	printf("  %8" PRIu64 "  %8.1f  %8.2f  ", look->negative, (double)look->expected / 1000,
	       (double)look->surprise / 1000);
	print_gates(look->short_of);
}

static void print_head(const struct json *incident)
{
	const struct slice id = json_get_string(incident, "id");
	const struct slice brand = json_get_string(incident, "brand");
	const struct slice peak = json_get_string(incident, "peak_at");

	terminal_print(stdout, id);
	printf(" of ");
	terminal_print(stdout, brand);
	printf(", severity %" PRId64 ", as decided at %.*s\n\n",
	       json_get_integer(incident, "severity", 0), (int)peak.len, peak.data);
}

void incidents_explain(const struct json *incident)
{
	struct evidence evidence;

	evidence_read_json(json_get(incident, "evidence"), &evidence);
	print_head(incident);
	if (evidence.look_count == 0) {
		printf("No series of counts is behind it: a single comment, or a feed that is "
		       "silent.\n");
		return;
	}
	printf("Surprise is -log10 of how often in an hour chance alone would do this; an alert "
	       "needs %.2f.\n\n",
	       (double)evidence.looks[0].line / 1000);
	printf("  window  comments  negative  expected  usual to  count  share  surprise\n");
	for (size_t i = 0; i < evidence.look_count; i++)
		print_look(&evidence.looks[i]);
	if (evidence.before_count > 0)
		printf("\nWhy not earlier (UTC):\n"
		       "time     window  negative  expected  surprise\n");
	for (size_t i = 0; i < evidence.before_count; i++)
		print_before(&evidence.before[i]);
}
