/* zone.c - see zone.h. Source of the offsets and of summer time: IANA tz, EU directive 2000/84/EC.
 */
#include "zone.h"
#include "clock.h"
#include "suggest.h"
#include "units.h"

struct named_zone {
	const char *name;
	struct zone zone;
};

static const struct named_zone zones[] = {
	{ "UTC", { 0, false } },
	{ "Arctic/Longyearbyen", { 60, true } },
	{ "Atlantic/Faroe", { 0, true } },
	{ "Atlantic/Reykjavik", { 0, false } },
	{ "Europe/Amsterdam", { 60, true } },
	{ "Europe/Athens", { 120, true } },
	{ "Europe/Berlin", { 60, true } },
	{ "Europe/Brussels", { 60, true } },
	{ "Europe/Bucharest", { 120, true } },
	{ "Europe/Budapest", { 60, true } },
	{ "Europe/Copenhagen", { 60, true } },
	{ "Europe/Dublin", { 0, true } },
	{ "Europe/Helsinki", { 120, true } },
	{ "Europe/Istanbul", { 180, false } },
	{ "Europe/Kyiv", { 120, true } },
	{ "Europe/Lisbon", { 0, true } },
	{ "Europe/London", { 0, true } },
	{ "Europe/Luxembourg", { 60, true } },
	{ "Europe/Madrid", { 60, true } },
	{ "Europe/Mariehamn", { 120, true } },
	{ "Europe/Oslo", { 60, true } },
	{ "Europe/Paris", { 60, true } },
	{ "Europe/Prague", { 60, true } },
	{ "Europe/Riga", { 120, true } },
	{ "Europe/Rome", { 60, true } },
	{ "Europe/Sofia", { 120, true } },
	{ "Europe/Stockholm", { 60, true } },
	{ "Europe/Tallinn", { 120, true } },
	{ "Europe/Vaduz", { 60, true } },
	{ "Europe/Vienna", { 60, true } },
	{ "Europe/Vilnius", { 120, true } },
	{ "Europe/Warsaw", { 60, true } },
	{ "Europe/Zurich", { 60, true } },
};

enum { ZONES = sizeof(zones) / sizeof(zones[0]) };

static bool parse_offset(struct slice name, struct zone *ret_zone)
{
	uint64_t hours, minutes;

	if (name.len != 6 || (name.data[0] != '+' && name.data[0] != '-') || name.data[3] != ':' ||
	    !units_parse_unsigned(slice_cut(name, 1, 3), 14, &hours) ||
	    !units_parse_unsigned(slice_cut(name, 4, 6), 59, &minutes))
		return false;
	*ret_zone = (struct zone){ .minutes = (int32_t)(60 * hours + minutes) };
	if (name.data[0] == '-')
		ret_zone->minutes = -ret_zone->minutes;
	return true;
}

bool zone_from_name(struct slice name, struct zone *ret_zone)
{
	for (size_t i = 0; i < ZONES; i++) {
		if (!slice_is(name, zones[i].name))
			continue;
		*ret_zone = zones[i].zone;
		return true;
	}
	return parse_offset(name, ret_zone);
}

const char *zone_suggest(struct slice name)
{
	const char *names[ZONES];

	for (size_t i = 0; i < ZONES; i++)
		names[i] = zones[i].name;
	return suggest_nearest(name, names, ZONES);
}

/* --- summer time --- */

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

static int year_of(int64_t wall_us)
{
	int64_t days = floor_div(wall_us, CLOCK_DAY_US);
	int year = (int)(1970 + floor_div(days * 400, 146097));

	while (clock_days_from_civil(year + 1, 1, 1) <= days)
		year++;
	while (clock_days_from_civil(year, 1, 1) > days)
		year--;
	return year;
}

/* 01:00 UTC on the last Sunday of a month of 31 days. */
static int64_t last_sunday(int year, unsigned month)
{
	int64_t last = clock_days_from_civil(year, month, 31);
	int64_t since_sunday = ((last + 4) % 7 + 7) % 7; /* 1970-01-01 was a Thursday */

	return (last - since_sunday) * CLOCK_DAY_US + CLOCK_HOUR_US;
}

static bool is_summer(int64_t wall_us)
{
	int year = year_of(wall_us);

	return wall_us >= last_sunday(year, 3) && wall_us < last_sunday(year, 10);
}

int64_t zone_local(struct zone zone, int64_t wall_us)
{
	int64_t local = wall_us + zone.minutes * CLOCK_MINUTE_US;

	return zone.summer && is_summer(wall_us) ? local + CLOCK_HOUR_US : local;
}

int64_t zone_wall(struct zone zone, int64_t local_us)
{
	int64_t wall = local_us - zone.minutes * CLOCK_MINUTE_US;

	return zone.summer && is_summer(wall - CLOCK_HOUR_US) ? wall - CLOCK_HOUR_US : wall;
}
