/* test_soured.c - a mood that turns over weeks is told once, beside whatever else the brand has; on
 * a real Redis. */
#include "store_lookout.h"

#include "soured.h"

enum { PAST = 40, AN_HOUR = 12, HOURS = 12 };

static struct incident incident;

/* A day from 8 to 20, so many days before today, of 100 comments so many negative. */
static void day(const char *brand, int before, unsigned percent)
{
	const int64_t from_us = NOON - before * CLOCK_DAY_US - 4 * CLOCK_HOUR_US;
	struct delta delta = delta_at(from_us + HOURS * CLOCK_HOUR_US);

	for (unsigned i = 0; i < HOURS * AN_HOUR; i++)
		add(&delta, brand, "brand", from_us + i * (CLOCK_HOUR_US / AN_HOUR),
		    (i + 1) * percent / 100 > i * percent / 100, 1 + i % 50);
	batch_commit(&delta);
}

/* Each day a look, at a negative comment in the evening: on how many before today the mood was
 * first told to have soured, -1: never. */
static int look_daily(const char *brand, unsigned percent)
{
	int told = -1;

	for (int before = PAST; before > 0; before--) {
		const unsigned since = before > 16 ? 0 : before > 2 ? 16u - (unsigned)before : 14;

		day(brand, before, 15 + (percent - 15) * since / 14);
		const int64_t now_us = NOON - before * CLOCK_DAY_US + 9 * CLOCK_HOUR_US;
		struct delta delta = delta_at(now_us);
		add(&delta, brand, "brand", now_us, true, CRITICS);
		batch_commit(&delta);
		OK(lookout_brand(lookout, house.link, slice_from(brand),
				 delta_brand(&delta, slice_from(brand)), now_us, &oops));
		if (told < 0 &&
		    incident_latest(house.link, 0, slice_from(brand), slice_from(INCIDENT_SOURING),
				    &incident, &oops) == 0)
			told = before;
	}
	return told;
}

static void it_is_told_once_and_stays(void **state)
{
	(void)state;
	assert_in_range(look_daily("sours", 45), 1, 10);
	const int64_t opened_us = incident.opened_at_us;
	OK(incident_latest(house.link, 0, S("sours"), slice_from(INCIDENT_SOURING), &incident,
			   &oops));
	assert_int_equal(incident.opened_at_us, opened_us);
	assert_int_equal(incident.state, INCIDENT_OPEN);
	assert_int_equal(incident.severity, 3);
	assert_true(incident_is_souring(&incident));
	assert_true(incident.evidence.look_count > 0);
	assert_true(incident.negative * 1000 > (uint64_t)incident.expected);
}

static void the_usual_is_not_told(void **state)
{
	(void)state;
	assert_int_equal(look_daily("usual", 15), -1);
}

static void once_an_hour_is_enough(void **state)
{
	static struct series_counts counts;
	const struct detect_settings settings = DETECT_SETTINGS_DEFAULT;
	const struct raise_settings raise = { config, 0, NULL, false };
	struct soured soured = { 0 };
	struct soured_case what = {
		.link = house.link,
		.raise = &raise,
		.brand = S("empty"),
		.counts = &counts,
		.settings = &settings,
		.now_us = NOON,
	};

	(void)state;
	series_counts_init(&counts);
	OK(soured_look(&soured, &what, &oops));
	assert_int_equal(soured.hour, NOON / CLOCK_HOUR_US);
	redis_link_close(house.link);
	what.now_us += 59 * CLOCK_MINUTE_US;
	OK(soured_look(&soured, &what, &oops));
	what.now_us += CLOCK_MINUTE_US;
	assert_int_equal(soured_look(&soured, &what, &oops), ERROR_AWAY);
	assert_int_equal(soured.hour, NOON / CLOCK_HOUR_US);
	OK(redis_link_ready(house.link, INT64_MAX, &oops));
}

static int up(void **state)
{
	return lookout_up(state, "brands:\n  - name: sours\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_is_told_once_and_stays, begin, end),
		cmocka_unit_test_setup_teardown(the_usual_is_not_told, begin, end),
		cmocka_unit_test_setup_teardown(once_an_hour_is_enough, begin, end),
	};

	return cmocka_run_group_tests(tests, up, lookout_down);
}
