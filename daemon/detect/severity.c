/* severity.c - the table of severity.h as code. */
#include "severity.h"
#include <math.h>
#include <stddef.h>

enum { ABUSE_MIN = 5 };

static int points(double value, double one, double two)
{
	return value >= two ? 2 : value >= one ? 1 : 0;
}

int severity_points(const struct severity_facts *facts, int ret_points[SEVERITY_PARTS])
{
	const double abuse =
		facts->abuse >= ABUSE_MIN ? facts->abuse / fmax(facts->negative, 1.0) : 0.0;
	int sum = 0;

	ret_points[SEVERITY_OVER] = points(facts->over, 3.0, 8.0);
	ret_points[SEVERITY_TIMES] =
		points(facts->negative / fmax(facts->expected, 0.1), 4.0, 15.0);
	ret_points[SEVERITY_NEGATIVES] = points(facts->negative, 25.0, 250.0);
	ret_points[SEVERITY_AUTHORS] = points((double)facts->authors, 15.0, 150.0);
	ret_points[SEVERITY_ABUSE] = points(abuse, 0.3, 0.6);
	ret_points[SEVERITY_LEARNING] = facts->learning ? -1 : 0;
	for (size_t i = 0; i < SEVERITY_PARTS; i++)
		sum += ret_points[i];
	return sum;
}

uint64_t severity_fair(uint64_t negative, unsigned fair)
{
	return fair ? (negative * fair + 999) / 1000 : negative;
}

struct severity_facts severity_fair_facts(const struct severity_facts *facts, unsigned fair)
{
	struct severity_facts left = *facts;

	left.negative = (double)severity_fair((uint64_t)facts->negative, fair);
	if (left.negative >= facts->negative)
		return left;
	left.abuse *= left.negative / facts->negative;
	return left;
}

unsigned severity_of(const struct severity_facts *facts)
{
	static const int NEEDED[] = { 6, 4, 2 }; /* for severity 1, 2, 3 */
	int parts[SEVERITY_PARTS];
	const int sum = severity_points(facts, parts);

	for (unsigned i = 0; i < sizeof(NEEDED) / sizeof(NEEDED[0]); i++) {
		if (sum >= NEEDED[i])
			return i + 1;
	}
	return 4;
}

struct evidence_weight severity_weight(const struct severity_facts *facts,
				       uint64_t minimum_negative, uint64_t minimum_authors)
{
	return (struct evidence_weight){
		.over = (int32_t)lround(1000.0 * facts->over),
		.negative = (uint64_t)facts->negative,
		.expected = llround(1000.0 * facts->expected),
		.abuse = (uint64_t)facts->abuse,
		.authors = facts->authors,
		.learning = facts->learning,
		.minimum_negative = minimum_negative,
		.minimum_authors = minimum_authors,
	};
}
