/* units.c - see units.h. */
#include "units.h"

#include "clock.h"

static bool digit(struct slice text, size_t at)
{
	return at < text.len && text.data[at] >= '0' && text.data[at] <= '9';
}

/* Reads digits from *at; false when there is none or the value would pass `max`. */
static bool take_digits(struct slice text, size_t *at, uint64_t max, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (!digit(text, *at))
		return false;
	for (; digit(text, *at); (*at)++) {
		uint64_t next = (uint64_t)(text.data[*at] - '0');

		if (next > max || value > (max - next) / 10)
			return false;
		value = value * 10 + next;
	}
	*ret_value = value;
	return true;
}

struct unit {
	const char *name;
	uint64_t size;
};

/* The unit that stands at *at and is not followed by a further letter; longest names first. */
static uint64_t take_unit(struct slice text, size_t *at, const struct unit *units, size_t count)
{
	size_t end = *at;

	while (end < text.len && !digit(text, end))
		end++;
	for (size_t i = 0; i < count; i++) {
		if (slice_is(slice_cut(text, *at, end), units[i].name)) {
			*at = end;
			return units[i].size;
		}
	}
	return 0;
}

bool units_parse_duration(struct slice text, int64_t *ret_us)
{
	static const struct unit units[] = {
		{ "us", 1 },
		{ "ms", 1000 },
		{ "s", (uint64_t)CLOCK_SECOND_US },
		{ "m", (uint64_t)CLOCK_MINUTE_US },
		{ "h", (uint64_t)CLOCK_HOUR_US },
		{ "d", (uint64_t)CLOCK_DAY_US },
		{ "w", (uint64_t)(7 * CLOCK_DAY_US) },
	};
	const uint64_t max = (uint64_t)(100 * 366 * CLOCK_DAY_US);
	uint64_t total = 0;
	size_t at = 0;

	if (slice_is(text, "0")) {
		*ret_us = 0;
		return true;
	}
	do {
		uint64_t value, size;

		if (!take_digits(text, &at, max, &value))
			return false;
		size = take_unit(text, &at, units, sizeof(units) / sizeof(units[0]));
		if (size == 0 || value > (max - total) / size)
			return false;
		total += value * size;
	} while (at < text.len);
	*ret_us = (int64_t)total;
	return true;
}

bool units_parse_bytes(struct slice text, uint64_t *ret_bytes)
{
	static const struct unit units[] = {
		{ "", 1 }, { "B", 1 }, { "KiB", 1 << 10 }, { "MiB", 1 << 20 }, { "GiB", 1 << 30 },
	};
	uint64_t value, size;
	size_t at = 0;

	if (!take_digits(text, &at, UINT64_C(1) << 33, &value))
		return false;
	size = take_unit(text, &at, units, sizeof(units) / sizeof(units[0]));
	if (size == 0 || at != text.len)
		return false;
	*ret_bytes = value * size;
	return true;
}

bool units_parse_thousandths(struct slice text, int64_t *ret_thousandths)
{
	bool negative = text.len > 0 && text.data[0] == '-';
	size_t at = negative || (text.len > 0 && text.data[0] == '+') ? 1 : 0;
	uint64_t whole, fraction = 0;

	if (!take_digits(text, &at, 999999, &whole))
		return false;
	if (at < text.len) {
		uint64_t place = 100;

		if (text.data[at++] != '.' || !digit(text, at))
			return false;
		for (; digit(text, at); at++, place /= 10) {
			if (place == 0)
				return false;
			fraction += (uint64_t)(text.data[at] - '0') * place;
		}
	}
	if (at != text.len)
		return false;
	*ret_thousandths = (int64_t)(whole * 1000 + fraction) * (negative ? -1 : 1);
	return true;
}

bool units_parse_unsigned(struct slice text, uint64_t max, uint64_t *ret_value)
{
	uint64_t value;
	size_t at = 0;

	if (!take_digits(text, &at, max, &value) || at != text.len)
		return false;
	*ret_value = value;
	return true;
}
