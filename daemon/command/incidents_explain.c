/*
 * incidents_explain.c - see incidents_explain.h: what each window showed, and why nothing was said
 * earlier.
 */
#include "incidents_explain.h"

#include "clock.h"
#include "incident.h"
#include "terminal.h"

#include <inttypes.h>
#include <stdio.h>

static const char *const gate_words[EVIDENCE_GATES] = {
	[EVIDENCE_SURPRISE] = "not surprising enough",
	[EVIDENCE_NEGATIVES] = "too few negative comments",
	[EVIDENCE_AUTHORS] = "too few people",
	[EVIDENCE_GOING_ON] = "its last quarter is usual",
	[EVIDENCE_TOLD] = "it was told before",
	[EVIDENCE_SHARE] = "the share is usual, and the series is young",
};

static void print_gates(unsigned gates, const char *none)
{
	const char *gap = "";

	for (int i = 0; i < EVIDENCE_GATES; i++) {
		if (!(gates & 1u << i))
			continue;
		printf("%s%s", gap, gate_words[i]);
		gap = ", ";
	}
	printf("%s\n", gates ? "" : none);
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
	print_gates(look->short_of, "alerts");
}

static void print_before(const struct evidence_look *look)
{
	char time[CLOCK_TEXT_MAX];

	clock_format(look->at_us + 1, time); /* the end of a minute is the begin of the next */
	printf("%.5s  ", time + sizeof("2026-11-22T") - 1);
	print_window(look->window_us);
	printf("  %8" PRIu64 "  %8.1f  %8.2f  ", look->negative, (double)look->expected / 1000,
	       (double)look->surprise / 1000);
	print_gates(look->short_of, "enough, but not yet of enough people, or told as another's");
}

static void print_head(const struct incident *incident)
{
	terminal_print(stdout, slice_from(incident->id));
	printf(" of ");
	terminal_print(stdout, slice_from(incident->brand));
	if (!slice_is(slice_from(incident->scope), "brand")) {
		printf(", ");
		terminal_print(stdout, slice_from(incident->scope));
	}
	printf(", severity %u\n", incident->severity);
}

static void print_looks(const char *when, const struct evidence_look *looks, size_t count)
{
	char time[CLOCK_TEXT_MAX];

	printf("\n%s, %s; an alert needs a surprise of %.2f:\n", when,
	       clock_format(looks[0].at_us, time), (double)looks[0].line / 1000);
	printf("  window  comments  negative  expected  usual to  count  share  surprise\n");
	for (size_t i = 0; i < count; i++)
		print_look(&looks[i]);
}

void incidents_explain(const struct incident *incident)
{
	const struct evidence *evidence = &incident->evidence;

	print_head(incident);
	if (evidence->look_count == 0) {
		printf("\nNo series of counts is behind it: a single comment, or a feed that is "
		       "silent.\n");
		return;
	}
	printf("\nSurprise: by chance alone once in 10^surprise hours. It is made of the number "
	       "of negative\ncomments (count) and their share of all (share): each one time in "
	       "10^figure.\n");
	if (evidence->opened_count > 0)
		print_looks("When it was told", evidence->opened, evidence->opened_count);
	if (evidence->before_count > 0)
		printf("\nWhy not earlier: the most surprising window of each moment (UTC)\n"
		       "time     window  negative  expected  surprise\n");
	for (size_t i = 0; i < evidence->before_count; i++)
		print_before(&evidence->before[i]);
	if (evidence->opened_count == 0 || evidence->looks[0].at_us != evidence->opened[0].at_us)
		print_looks("At its worst", evidence->looks, evidence->look_count);
}
