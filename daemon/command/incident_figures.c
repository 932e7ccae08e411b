/* incident_figures.c - see incident_figures.h. */
#include "incident_figures.h"

#include "terminal.h"

#include <inttypes.h>

enum { EXPECTED_MAX = 32 };

static void write_expected(int64_t thousandths, char ret_text[EXPECTED_MAX])
{
	if (thousandths < 50)
		snprintf(ret_text, EXPECTED_MAX, "under 0.1");
	else
		snprintf(ret_text, EXPECTED_MAX, "%.1f", (double)thousandths / 1000);
}

static void print_copies(const struct incident *incident, FILE *to)
{
	fprintf(to, "%" PRIu64 " near-copies", incident->negative);
	if (incident->authors > 0)
		fprintf(to, " by %" PRIu64, incident->authors);
	else
		fprintf(to, ", authors unknown");
}

void incident_figures_print(const struct incident *incident, FILE *to)
{
	char expected[EXPECTED_MAX];

	write_expected(incident->expected, expected);
	if (incident_is_watched(incident) && incident->driver_count > 0)
		terminal_print(to, slice_from(incident->drivers[0]));
	else if (incident_is_watched(incident))
		fprintf(to, "a comment that a person must see now");
	else if (incident_is_silence(incident))
		fprintf(to, "no comments, %s expected", expected);
	else if (incident_is_campaign(incident))
		print_copies(incident, to);
	else if (incident_is_souring(incident))
		fprintf(to, "%" PRIu64 " of %" PRIu64 " comments negative, %s expected",
			incident->negative, incident->comments, expected);
	else
		fprintf(to, "%" PRIu64 " negative, %s expected", incident->negative, expected);
}
