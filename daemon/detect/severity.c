/* severity.c - the table of severity.h as code. */
#include "severity.h"
#include <math.h>
#include <stddef.h>

enum { ABUSE_MIN = 5 };

static int points(double value, double one, double two)
{
	return value >= two ? 2 : value >= one ? 1 : 0;
}

unsigned severity_of(const struct severity_facts *facts)
{
	static const int NEEDED[] = { 6, 4, 2 }; /* for severity 1, 2, 3 */
	double abuse = facts->abuse >= ABUSE_MIN ? facts->abuse / fmax(facts->negative, 1.0) : 0.0;
	int sum = points(facts->over, 3.0, 8.0) +
		  points(facts->negative / fmax(facts->expected, 0.1), 4.0, 15.0) +
		  points(facts->negative, 25.0, 250.0) +
		  points((double)facts->authors, 15.0, 150.0) + points(abuse, 0.3, 0.6) -
		  (facts->learning ? 1 : 0);

	for (unsigned i = 0; i < sizeof(NEEDED) / sizeof(NEEDED[0]); i++) {
		if (sum >= NEEDED[i])
			return i + 1;
	}
	return 4;
}
