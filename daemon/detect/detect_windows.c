/* detect_windows.c - trailing windows and the price of looking often. */
#include "detect_windows.h"
#include "clock.h"
#include "severity.h"
#include <math.h>

const int64_t DETECT_WINDOW_US[DETECT_WINDOWS] = {
	5 * CLOCK_MINUTE_US,  10 * CLOCK_MINUTE_US, 20 * CLOCK_MINUTE_US,
	40 * CLOCK_MINUTE_US, 80 * CLOCK_MINUTE_US, 3 * CLOCK_HOUR_US,
	6 * CLOCK_HOUR_US,    12 * CLOCK_HOUR_US,   24 * CLOCK_HOUR_US,
};

/*
 * A tail probability is that of one look. How many independent looks an hour are there? Windows
 * slide with every comment and overlap, and neighbouring lengths see mostly the same comments; long
 * windows wander together with the level. Measured on streams without events (tests/quality): 9 /
 * hours^0.7. And no more than comments allow: a window that holds k of them reaches that number
 * about k / hours times an hour for each time that it holds it (the scan statistic of a Poisson
 * process; Alm 1983), half as often again since there are several lengths.
 */
static const double LOOKS = 9.0, LOOKS_POWER = 0.7, LOOKS_A_COMMENT = 1.5;

double detect_surprise_an_hour(double surprise, int64_t window_us, double count)
{
	double hours = (double)window_us / (double)CLOCK_HOUR_US;
	double looks =
		fmin(LOOKS * pow(hours, -LOOKS_POWER), LOOKS_A_COMMENT * fmax(count, 1.0) / hours);

	return fmax(surprise - log10(looks), 0.0);
}

unsigned detect_window_of(int64_t length_us)
{
	unsigned i = 0;

	while (i + 1 < DETECT_WINDOWS && DETECT_WINDOW_US[i] < length_us)
		i++;
	return i;
}

uint64_t detect_fair(const struct detect_voices *voices, int64_t length_us, uint64_t negative)
{
	return severity_fair(negative, voices->fair[detect_window_of(length_us)]);
}

uint64_t detect_people(const struct detect_voices *voices, int64_t length_us, uint64_t counted)
{
	const unsigned exactly = voices->people[detect_window_of(length_us)];

	return exactly ? exactly : counted;
}

double detect_line(double quiet_weeks)
{
	return log10(fmax(quiet_weeks, 0.01) * 7.0 * 24.0);
}

double detect_score(double surprise, double line)
{
	return 1.0 - exp2(-surprise / line);
}
