/* incident_figures.c - see incident_figures.h. */
#include "incident_figures.h"

#include "terminal.h"

#include <inttypes.h>
#include <stdio.h>

const char *incident_figures_expected(int64_t thousandths, char ret_text[INCIDENT_EXPECTED_MAX])
{
	if (thousandths < 50)
		snprintf(ret_text, INCIDENT_EXPECTED_MAX, "under 0.1");
	else
		snprintf(ret_text, INCIDENT_EXPECTED_MAX, "%.1f", (double)thousandths / 1000);
	return ret_text;
}

static void print_copies(const struct incident *incident)
{
	printf("%" PRIu64 " near-copies", incident->negative);
	if (incident->authors > 0)
		printf(" by %" PRIu64, incident->authors);
	else
		printf(", authors unknown");
}

void incident_figures_print(const struct incident *incident)
{
	char expected[INCIDENT_EXPECTED_MAX];

	incident_figures_expected(incident->expected, expected);
	if (incident_is_watched(incident) && incident->driver_count > 0)
		terminal_print(stdout, slice_from(incident->drivers[0]));
	else if (incident_is_watched(incident))
		printf("a comment that a person must see now");
	else if (incident_is_silence(incident))
		printf("no comments, %s expected", expected);
	else if (incident_is_campaign(incident))
		print_copies(incident);
	else
		printf("%" PRIu64 " negative, %s expected", incident->negative, expected);
}
