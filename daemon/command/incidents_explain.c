/*
 * incidents_explain.c - see incidents_explain.h: what each window showed, and why nothing was said
 * earlier.
 */
#include "incidents_explain.h"

#include "clock.h"
#include "incident.h"
#include "severity.h"
#include "terminal.h"
#include "watch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

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

/* "19:55": the end of a minute is the begin of the next. */
static void print_time_of(const struct evidence_look *look)
{
	char time[CLOCK_TEXT_MAX];

	clock_format(look->at_us + 1, time);
	printf("%.5s", time + sizeof("2026-11-22T") - 1);
}

static void print_before(const struct evidence_look *look)
{
	print_time_of(look);
	printf("  ");
	print_window(look->window_us);
	printf("  %8" PRIu64 "  %8.1f  %8.2f  ", look->negative, (double)look->expected / 1000,
	       (double)look->surprise / 1000);
	print_gates(look->short_of, "enough, but for who wrote it, or told as another's");
}

/* Chance alone does it more often than every ten hours. */
static bool is_usual(const struct evidence_look *look)
{
	return look->short_of & 1u << EVIDENCE_SURPRISE && look->surprise < 1000;
}

/* The latest comes first. */
static void print_usual(const struct evidence_look *looks, size_t count)
{
	int32_t most = 0;

	for (size_t i = 0; i < count; i++)
		most = looks[i].surprise > most ? looks[i].surprise : most;
	print_time_of(&looks[count - 1]);
	if (count > 1) {
		printf(" to ");
		print_time_of(&looks[0]);
	}
	printf(": nothing unusual, surprise at most %.2f\n", (double)most / 1000);
}

/* Several usual moments are one line. */
static void print_moments_before(const struct evidence_look *looks, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t usual = 0;

		while (i + usual < count && is_usual(&looks[i + usual]))
			usual++;
		if (usual == 0) {
			print_before(&looks[i]);
			continue;
		}
		print_usual(&looks[i], usual);
		i += usual - 1;
	}
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

static void print_again(const struct again *again)
{
	char first[CLOCK_TEXT_MAX];

	if (again->times == 0)
		return;
	printf("\nIts phrases are those of ");
	terminal_print(stdout, slice_from(again->last));
	printf(", which was over for less than seven days: it is number %u of one\nsubject since ",
	       again->times);
	terminal_print(stdout, slice_from(again->first));
	printf(" (%s). ", clock_format(again->first_at_us, first));
	terminal_print(stdout, slice_from(again->by[0] != '\0' ? again->by : "Nobody"));
	printf(" had it before.\n");
}

static void print_looks(const char *when, const struct evidence_look *looks, size_t count)
{
	char time[CLOCK_TEXT_MAX];

	printf("\n%s, %s; an alert needs a surprise of %.2f:\n", when,
	       clock_format(looks[0].at_us, time), (double)looks[0].line / 1000);
	printf("  window  comments  negative  expected  usual to  count  share  surprise\n");
	for (size_t i = 0; i < count; i++)
		print_look(&looks[i]);
	/* There is one where every window is. */
	if (count == EVIDENCE_LOOKS_MAX)
		printf("The last row is no window: it adds up what the hours were above their "
		       "usual (smouldering).\n");
}

/* ---- severity ---- */

static void print_part(const char *what, double figure, int points)
{
	printf("  %-36s  %10.1f  %d\n", what, figure, points);
}

/* The negatives of the window that was weighed, as the table has them. */
static uint64_t negatives_of(const struct evidence *evidence)
{
	const struct evidence_weight *weight = &evidence->weight;

	for (size_t i = 0; i < evidence->look_count; i++) {
		const struct evidence_look *look = &evidence->looks[i];

		if (look->expected == weight->expected && look->negative >= weight->negative)
			return look->negative;
	}
	return weight->negative;
}

static void print_what_counts(const struct evidence *evidence)
{
	const uint64_t all = negatives_of(evidence), left = evidence->weight.negative;

	if (left < all)
		printf("Of %" PRIu64 " negative comments %" PRIu64
		       " count: a few people wrote far oftener than nearly all do, and what is\n"
		       "beyond that is left out.\n",
		       all, left);
}

static void print_severity(const struct evidence *evidence)
{
	const struct evidence_weight *weight = &evidence->weight;
	const struct severity_facts facts = {
		.over = (double)weight->over / 1000,
		.negative = (double)weight->negative,
		.expected = (double)weight->expected / 1000,
		.abuse = (double)weight->abuse,
		.authors = weight->authors,
		.learning = weight->learning,
	};
	int points[SEVERITY_PARTS];
	const int sum = severity_points(&facts, points);

	printf("\nSeverity %u at its worst, by %d points (from 2 on: 3, from 4 on: 2, from 6 on: "
	       "1)\n"
	       "                                            figure  points\n",
	       severity_of(&facts), sum);
	print_part("surprise over what an alert needs", facts.over, points[SEVERITY_OVER]);
	print_part("negatives that count, times expected",
		   facts.negative / (facts.expected > 0.1 ? facts.expected : 0.1),
		   points[SEVERITY_TIMES]);
	print_part("negatives that count", facts.negative, points[SEVERITY_NEGATIVES]);
	print_part("people who wrote them", (double)facts.authors, points[SEVERITY_AUTHORS]);
	print_part("abusive among them, of a hundred",
		   100.0 * facts.abuse / (facts.negative > 1.0 ? facts.negative : 1.0),
		   points[SEVERITY_ABUSE]);
	if (facts.learning)
		printf("  %-36s  %10s  -1\n", "still learning what is usual", "");
	print_what_counts(evidence);
	printf("An alert needs at least %" PRIu64 " negative comments (minimum_negative: there "
	       "were %" PRIu64 ")\nby at least %" PRIu64 " people (minimum_authors: there were "
	       "about %" PRIu64 ").\n",
	       weight->minimum_negative, weight->negative, weight->minimum_authors,
	       weight->authors);
}

/* ---- what has no series ---- */

static void print_known(int64_t figure)
{
	if (figure > 0)
		printf("%" PRId64 "\n", figure);
	else
		printf("not known\n");
}

static void print_watched(const struct incident_watched *watched)
{
	const bool by_reach = strcmp(watched->by, "reach") == 0;

	printf("\nNo series of counts is behind it: it is about a single comment.\n");
	if (watched->by[0] == '\0')
		return;
	printf("  %-12s ", "found by");
	terminal_print(stdout, slice_from(watched->by));
	if (watched->points > 0)
		printf(", %.1f points; a comment is hidden from %.1f on, and from twice that on "
		       "it is of severity 2",
		       (double)watched->points / 1000, (double)watched->line / 1000);
	else if (by_reach)
		printf(", from %d readers or followers on", WATCH_REACH_MIN);
	else
		printf(", a label of the rules: one such comment is enough (watch_intents)");
	printf("\n  %-12s ", "reach");
	print_known(watched->reach);
	printf("  %-12s ", "followers");
	print_known(watched->followers);
}

static void print_without_series(const struct incident *incident)
{
	if (incident_is_watched(incident))
		print_watched(&incident->watched);
	else if (incident_is_campaign(incident))
		printf("\nNear-copies of one text within a day: %" PRIu64
		       " in %.1f hours, by %" PRIu64
		       " people%s; that is %.1f\ntimes as many as are told of (minimum_copies; "
		       "docs/detection.md, Campaigns).\n",
		       incident->negative, (double)incident->window_us / (double)CLOCK_HOUR_US,
		       incident->authors,
		       incident->authors ? "" : " that are known (two others count as one)",
		       (double)incident->surprise / 1000);
	else
		printf("\nNo comment came in for %.1f hours, where %.1f were to be expected.\n",
		       (double)incident->window_us / (double)CLOCK_HOUR_US,
		       (double)incident->expected / 1000);
}

static void print_silenced(const struct incident *incident)
{
	const struct mute *mute = &incident->silenced;
	char from[CLOCK_TEXT_MAX], until[CLOCK_TEXT_MAX];

	if (mute->id[0] == '\0')
		return;
	printf("\nSilence %s, by ", mute->id);
	terminal_print(stdout, slice_from(mute->by));
	printf(", of ");
	terminal_print(stdout, slice_from(mute->scope));
	printf(", from %.19sZ to %.19sZ: ", clock_format(mute->from_us, from),
	       clock_format(mute->until_us, until));
	terminal_print(stdout, slice_from(mute->reason));
	printf(".\n%s%s", incident->untold ? "Nobody was told of this incident. " : "",
	       incident->held	  ? "What is held back comes when it ends.\n"
	       : incident->untold ? "\n"
				  : "");
}

/* ---- by what it alerted ---- */

/* Whose series that was; where it flared up since, it may have been one within the brand. */
static const char *series_of(const struct incident *incident)
{
	static const struct {
		const char *prefix, *what;
	} kinds[] = {
		{ "post:", "a post, against the brand's other comments" },
		{ "topic:", "a topic, against its own past" },
		{ "channel:", "a channel, against its own past" },
		{ "language:", "a language, against its own past" },
	};

	const struct evidence *evidence = &incident->evidence;

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		if (strncmp(incident->scope, kinds[i].prefix, strlen(kinds[i].prefix)) == 0)
			return kinds[i].what;
	}
	if (evidence->again_count == 0)
		return "the whole brand, against its own past";
	return evidence->again_as == EVIDENCE_WIDENED
		       ? "a series within the brand; it became the brand's later"
		       : "the brand, or of a series within it that became the brand's";
}

static void print_decisive(const struct incident *incident)
{
	const struct evidence *evidence = &incident->evidence;
	const struct evidence_look *look =
		evidence_decisive(evidence->opened, evidence->opened_count);

	switch (evidence_decided_by(evidence->opened, evidence->opened_count)) {
	case EVIDENCE_BY_SMOULDERING:
		printf("what its hours were above their usual, added up: %" PRIu64
		       " negative where %.1f were expected",
		       look->negative, (double)look->expected / 1000);
		break;
	case EVIDENCE_BY_SHARE:
		printf("the share of negative comments: %" PRIu64 " of %" PRIu64, look->negative,
		       look->comments);
		break;
	default:
		printf("the number of negative comments: %" PRIu64 " where %.1f were expected",
		       look->negative, (double)look->expected / 1000);
	}
	if (look->window_us < 2 * CLOCK_HOUR_US)
		printf(", within %" PRId64 " min",
		       (look->window_us + CLOCK_MINUTE_US - 1) / CLOCK_MINUTE_US);
	else
		printf(", within %.1f h", (double)look->window_us / (double)CLOCK_HOUR_US);
}

static void print_alerted_by(const struct incident *incident)
{
	if (incident->evidence.opened_count == 0)
		return;
	if (incident_is_souring(incident)) {
		printf("\nIt alerted by the share of negative comments on the calmer of the last "
		       "days, against that of the\nweeks before.\n");
		return;
	}
	printf("\nIt alerted by ");
	print_decisive(incident);
	printf(";\nthe series is that of %s.\n", series_of(incident));
}

static bool is_of_same_moment(const struct evidence *worst, const struct evidence_look *looks,
			      size_t count)
{
	return count > 0 && looks[0].at_us == worst->looks[0].at_us;
}

void incidents_explain(const struct incident *incident)
{
	const struct evidence *evidence = &incident->evidence;

	print_head(incident);
	print_silenced(incident);
	print_again(&incident->again);
	if (evidence->look_count == 0) {
		print_without_series(incident);
		return;
	}
	print_alerted_by(incident);
	printf("\nSurprise: by chance alone once in 10^surprise hours. It is made of the number "
	       "of negative\ncomments (count) and their share of all (share): each one time in "
	       "10^figure.\n");
	if (incident->organic * 10 < incident->known * 7)
		printf("Both are of what is left where few people wrote most of a window.\n");
	if (evidence->opened_count > 0)
		print_looks("When it was told", evidence->opened, evidence->opened_count);
	if (evidence->before_count > 0)
		printf("\nWhy not earlier: the most surprising window of each moment (UTC). Who "
		       "wrote is not known of\nthen: all comments count, those of one person who "
		       "writes again and again, too.\n"
		       "time     window  negative  expected  surprise\n");
	print_moments_before(evidence->before, evidence->before_count);
	if (evidence->again_count > 0)
		print_looks(evidence->again_as == EVIDENCE_REOPENED ? "When it flared up again"
								    : "When it became the brand's",
			    evidence->again, evidence->again_count);
	if (!is_of_same_moment(evidence, evidence->opened, evidence->opened_count) &&
	    !is_of_same_moment(evidence, evidence->again, evidence->again_count))
		print_looks("At its worst", evidence->looks, evidence->look_count);
	if (evidence->weight.minimum_negative > 0)
		print_severity(evidence);
}
