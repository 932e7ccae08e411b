/* clock.c - see clock.h. */
#include "clock.h"

#include "units.h"

#include <stdio.h>
#include <time.h>

static int64_t read_clock(clockid_t which)
{
	struct timespec now;

	if (clock_gettime(which, &now) != 0)
		return 0; /* cannot happen with these clocks */
	return (int64_t)now.tv_sec * CLOCK_SECOND_US + now.tv_nsec / 1000;
}

int64_t clock_wall_us(void)
{
	return read_clock(CLOCK_REALTIME);
}

int64_t clock_monotonic_us(void)
{
	return read_clock(CLOCK_MONOTONIC);
}

int64_t clock_boot_us(void)
{
	return read_clock(CLOCK_BOOTTIME);
}

int64_t clock_went_back(struct clock_watch *watch, int64_t wall_us, int64_t monotonic_us)
{
	int64_t ahead_us = wall_us - monotonic_us;
	int64_t back_us = watch->begun ? watch->ahead_us - ahead_us : 0;

	watch->begun = true;
	watch->ahead_us = ahead_us;
	return back_us >= 2 * CLOCK_SECOND_US ? back_us : 0;
}

struct clock_moment clock_moment_now(void)
{
	return (struct clock_moment){ clock_wall_us(), clock_boot_us() };
}

int64_t clock_passed_us(struct clock_moment from, struct clock_moment until)
{
	const int64_t wall_us = until.wall_us - from.wall_us,
		      boot_us = until.boot_us - from.boot_us;

	return wall_us > boot_us ? wall_us : boot_us;
}

/* Howard Hinnant, "chrono-compatible low-level date algorithms". */
int64_t clock_days_from_civil(int year, unsigned month, unsigned day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = (y >= 0 ? y : y - 399) / 400;
	int64_t year_of_era = y - era * 400;
	int64_t day_of_year =
		(153 * ((int64_t)month + (month > 2 ? -3 : 9)) + 2) / 5 + (int64_t)day - 1;
	int64_t day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;

	return era * 146097 + day_of_era - 719468;
}

const char *clock_format(int64_t wall_us, char ret_text[CLOCK_TEXT_MAX])
{
	int64_t fraction = wall_us % CLOCK_SECOND_US;
	time_t seconds = (time_t)(wall_us / CLOCK_SECOND_US);
	struct tm tm;
	size_t len;

	if (fraction < 0) { /* before 1970, division rounds up */
		fraction += CLOCK_SECOND_US;
		seconds--;
	}
	if (!gmtime_r(&seconds, &tm))
		tm = (struct tm){ .tm_mday = 1, .tm_year = 70 };
	len = strftime(ret_text, CLOCK_TEXT_MAX, "%Y-%m-%dT%H:%M:%S", &tm);
	if (fraction)
		snprintf(ret_text + len, CLOCK_TEXT_MAX - len, ".%06dZ", (int)fraction);
	else
		snprintf(ret_text + len, CLOCK_TEXT_MAX - len, "Z");
	return ret_text;
}

/* Exactly `digits` digits at *at, within [min, max]. */
static bool take(struct slice text, size_t *at, size_t digits, unsigned min, unsigned max,
		 unsigned *ret_value)
{
	uint64_t value;

	if (digits > text.len - *at)
		return false;
	if (!units_parse_unsigned(slice_cut(text, *at, *at + digits), max, &value) || value < min)
		return false;
	*at += digits;
	*ret_value = (unsigned)value;
	return true;
}

static bool take_char(struct slice text, size_t *at, const char *any_of)
{
	if (*at >= text.len || text.data[*at] == '\0' || !strchr(any_of, text.data[*at]))
		return false;
	(*at)++;
	return true;
}

static bool take_fraction(struct slice text, size_t *at, int64_t *ret_us)
{
	int64_t scale = 100000, us = 0;
	size_t begin = *at;

	for (; *at < text.len && text.data[*at] >= '0' && text.data[*at] <= '9';
	     (*at)++, scale /= 10)
		us += (text.data[*at] - '0') * scale;
	*ret_us = us;
	return *at > begin;
}

static bool take_offset(struct slice text, size_t *at, int64_t *ret_minutes)
{
	unsigned hours, minutes;
	bool west;

	if (take_char(text, at, "Zz")) {
		*ret_minutes = 0;
		return true;
	}
	if (*at >= text.len)
		return false;
	west = text.data[*at] == '-';
	if (!take_char(text, at, "+-") || !take(text, at, 2, 0, 23, &hours) ||
	    !take_char(text, at, ":") || !take(text, at, 2, 0, 59, &minutes))
		return false;
	*ret_minutes = (int64_t)(hours * 60 + minutes) * (west ? -1 : 1);
	return true;
}

static unsigned days_in_month(unsigned year, unsigned month)
{
	static const unsigned char days[] = { 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31 };
	bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;

	return month == 2 && leap ? 29 : days[month - 1];
}

static bool parse_rfc3339(struct slice text, int64_t *ret_us)
{
	unsigned year, month, day, hour, minute, second;
	int64_t fraction = 0, offset;
	size_t at = 0;

	if (!take(text, &at, 4, 1970, 2200, &year) || !take_char(text, &at, "-") ||
	    !take(text, &at, 2, 1, 12, &month) || !take_char(text, &at, "-") ||
	    !take(text, &at, 2, 1, days_in_month(year, month), &day) ||
	    !take_char(text, &at, "Tt ") || !take(text, &at, 2, 0, 23, &hour) ||
	    !take_char(text, &at, ":") || !take(text, &at, 2, 0, 59, &minute) ||
	    !take_char(text, &at, ":") || !take(text, &at, 2, 0, 60, &second))
		return false;
	if (take_char(text, &at, ".") && !take_fraction(text, &at, &fraction))
		return false;
	if (!take_offset(text, &at, &offset) || at != text.len)
		return false;
	*ret_us = (clock_days_from_civil((int)year, month, day) * 86400 + hour * 3600 +
		   minute * 60 + second - offset * 60) *
			  CLOCK_SECOND_US +
		  fraction;
	return true;
}

static bool parse_epoch(struct slice text, int64_t *ret_us)
{
	const uint64_t end_of_2200 = UINT64_C(7289654399);
	uint64_t seconds;
	int64_t fraction = 0;
	size_t at = 0;

	while (at < text.len && text.data[at] >= '0' && text.data[at] <= '9')
		at++;
	if (!units_parse_unsigned(slice_cut(text, 0, at), end_of_2200, &seconds))
		return false;
	if (take_char(text, &at, ".") && !take_fraction(text, &at, &fraction))
		return false;
	if (at != text.len)
		return false;
	*ret_us = (int64_t)seconds * CLOCK_SECOND_US + fraction;
	return true;
}

bool clock_parse(struct slice text, int64_t *ret_wall_us)
{
	int64_t us;

	if (text.len == 0 || text.len >= CLOCK_TEXT_MAX)
		return false;
	if (!parse_rfc3339(text, &us) && !parse_epoch(text, &us))
		return false;
	if (us < 0)
		return false;
	*ret_wall_us = us;
	return true;
}
