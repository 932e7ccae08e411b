/*
 * condition_conflict.c - see condition_conflict.h.
 *
 * Numbers are whole: below 11 and above 10 leaves none. Times are tried minute by minute, over the
 * days that a rule lives, or over a week of winter and one of summer, for clocks differ in both.
 */
#include "condition_conflict.h"
#include "clock.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* --- bounds --- */

static const struct range {
	enum condition_kind below, above;
	int64_t least, most; /* of the figure */
} ranges[] = {
	{ CONDITION_YOUNGER_THAN, CONDITION_OLDER_THAN, 0, INT64_MAX },
	{ CONDITION_FOLLOWERS_BELOW, CONDITION_FOLLOWERS_ABOVE, 0, INT64_MAX },
	{ CONDITION_SENTIMENT_BELOW, CONDITION_SENTIMENT_ABOVE, -1000, 1000 },
	{ CONDITION_LETTERS_BELOW, CONDITION_LETTERS_ABOVE, 0, INT64_MAX },
	{ CONDITION_KINDS, CONDITION_ANGER_ABOVE, 0, 1000 },
	{ CONDITION_KINDS, CONDITION_WORRY_ABOVE, 0, 1000 },
	{ CONDITION_KINDS, CONDITION_CAPITALS_ABOVE, 0, 1000 },
	{ CONDITION_KINDS, CONDITION_LINKS_ABOVE, 0, INT64_MAX },
	{ CONDITION_KINDS, CONDITION_HIDDEN_BEFORE, 0, INT64_MAX },
};

static bool is_below(enum condition_kind kind)
{
	for (size_t i = 0; i < COUNT_OF(ranges); i++)
		if (ranges[i].below == kind)
			return true;
	return false;
}

static bool is_above(enum condition_kind kind)
{
	for (size_t i = 0; i < COUNT_OF(ranges); i++)
		if (ranges[i].above == kind)
			return true;
	return false;
}

bool condition_never_holds(const struct condition *condition)
{
	for (size_t i = 0; i < COUNT_OF(ranges); i++) {
		if (ranges[i].below == condition->kind)
			return condition->number <= ranges[i].least;
		if (ranges[i].above == condition->kind)
			return condition->number >= ranges[i].most;
	}
	return false;
}

static bool leave_nothing(const struct condition *below, const struct condition *above)
{
	for (size_t i = 0; i < COUNT_OF(ranges); i++)
		if (ranges[i].below == below->kind && ranges[i].above == above->kind)
			return below->number - above->number <= 1;
	return false;
}

/* --- names --- */

static bool has_names(enum condition_kind kind)
{
	return kind == CONDITION_CHANNEL || kind == CONDITION_POST || kind == CONDITION_BRAND;
}

/* How many names of the first the second has, too. */
static size_t count_shared(const struct condition *a, const struct condition *b)
{
	size_t shared = 0;

	for (size_t i = 0; i < a->name_count; i++) {
		bool found = false;

		for (size_t j = 0; j < b->name_count && !found; j++)
			found = slice_equal(a->names[i], b->names[j]);
		shared += found;
	}
	return shared;
}

/* --- two of them --- */

bool condition_excludes(const struct condition *a, const struct condition *b)
{
	if (leave_nothing(a, b) || leave_nothing(b, a))
		return true;
	if (a->kind != b->kind)
		return false;
	if (has_names(a->kind))
		return count_shared(a, b) == 0;
	if (a->kind == CONDITION_LANGUAGE)
		return !(a->languages & b->languages);
	return a->kind == CONDITION_STAFF && a->number != b->number;
}

static bool is_same_time(const struct daily *a, const struct daily *b)
{
	return a->from == b->from && a->to == b->to && a->days == b->days &&
	       a->zone.minutes == b->zone.minutes && a->zone.summer == b->zone.summer;
}

bool condition_implies(const struct condition *a, const struct condition *b)
{
	if (a->kind != b->kind)
		return false;
	if (is_below(a->kind))
		return a->number <= b->number;
	if (is_above(a->kind))
		return a->number >= b->number;
	if (has_names(a->kind))
		return count_shared(a, b) == a->name_count;
	if (a->kind == CONDITION_LANGUAGE)
		return !(a->languages & ~b->languages);
	if (a->kind == CONDITION_RATE)
		return a->rate.of == b->rate.of && a->rate.within_us == b->rate.within_us &&
		       a->number >= b->number;
	if (a->kind == CONDITION_TIME)
		return is_same_time(&a->daily, &b->daily);
	return a->kind == CONDITION_STAFF && a->number == b->number;
}

/* --- times --- */

struct lifetime {
	int64_t from, to; /* wall time; to is outside */
};

/* INT64_MIN and INT64_MAX where nothing begins and nothing expires. */
static struct lifetime life_of(const struct condition *const *conditions, size_t count)
{
	struct lifetime life = { INT64_MIN, INT64_MAX };

	for (size_t i = 0; i < count; i++) {
		int64_t moment = conditions[i]->number;

		if (conditions[i]->kind == CONDITION_STARTS && moment > life.from)
			life.from = moment;
		if (conditions[i]->kind == CONDITION_EXPIRES && moment < life.to)
			life.to = moment;
	}
	return life;
}

static bool hold_at(const struct condition *const *conditions, size_t count, int64_t wall_us)
{
	for (size_t i = 0; i < count; i++) {
		const struct condition *condition = conditions[i];

		if (condition->kind == CONDITION_TIME &&
		    !condition_daily_holds(&condition->daily,
					   zone_local(condition->daily.zone, wall_us)))
			return false;
	}
	return true;
}

static bool hold_within(const struct condition *const *conditions, size_t count,
			struct lifetime span)
{
	for (int64_t at = span.from; at < span.to; at += CLOCK_MINUTE_US)
		if (hold_at(conditions, count, at))
			return true;
	return false;
}

bool condition_times_meet(const struct condition *const *conditions, size_t count)
{
	enum { DAYS_TRIED = 8 };
	const int64_t week = DAYS_TRIED * CLOCK_DAY_US;
	const int64_t winter = clock_days_from_civil(2020, 1, 6) * CLOCK_DAY_US;
	const int64_t summer = clock_days_from_civil(2020, 7, 6) * CLOCK_DAY_US;
	const struct lifetime life = life_of(conditions, count);

	if (life.to <= life.from)
		return false;
	if (life.from > 0 && life.to < INT64_MAX && life.to - life.from <= week)
		return hold_within(conditions, count, life);
	return hold_within(conditions, count, (struct lifetime){ winter, winter + week }) ||
	       hold_within(conditions, count, (struct lifetime){ summer, summer + week });
}
