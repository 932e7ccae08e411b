/* detect_windows.c - trailing windows and the price of looking often. */
#include "detect_windows.h"
#include "clock.h"
#include <math.h>

const int64_t DETECT_WINDOW_US[DETECT_WINDOWS] = {
	5 * CLOCK_MINUTE_US,  10 * CLOCK_MINUTE_US, 20 * CLOCK_MINUTE_US,
	40 * CLOCK_MINUTE_US, 80 * CLOCK_MINUTE_US, 3 * CLOCK_HOUR_US,
	6 * CLOCK_HOUR_US,    12 * CLOCK_HOUR_US,   24 * CLOCK_HOUR_US,
};

/*
 * A tail probability is that of one look. How many independent looks an hour are there? Windows
 * slide with every comment and overlap, and neighbouring lengths see mostly the same comments; long
 * windows wander together with the level. Measured on streams without events (tests/quality): 13 /
 * hours^0.7.
 */
static const double LOOKS = 13.0, LOOKS_POWER = 0.7;

double detect_surprise_an_hour(double surprise, int64_t window_us)
{
	double hours = (double)window_us / (double)CLOCK_HOUR_US;

	return fmax(surprise - log10(LOOKS * pow(hours, -LOOKS_POWER)), 0.0);
}

double detect_line(double quiet_weeks)
{
	return log10(fmax(quiet_weeks, 0.01) * 7.0 * 24.0);
}

double detect_score(double surprise, double line)
{
	return 1.0 - exp2(-surprise / line);
}
