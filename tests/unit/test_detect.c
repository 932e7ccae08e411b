/* test_detect.c - facts about whole evaluations: what alerts, what does not, when, and that the
 * future is not seen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "detect.h"
#include "evidence.h"
#include <string.h>

#define START (INT64_C(20000) * CLOCK_DAY_US)
static const struct detect_settings defaults = { .minimum_negative = 5,
						 .minimum_authors = 4,
						 .quiet_weeks = 4.0 };
static struct series_counts counts;

/* By what they say: what lies between the members of a struct is nobody's. */
static bool same(const struct finding *a, const struct finding *b)
{
	return a->at_us == b->at_us && a->began_us == b->began_us && a->window_us == b->window_us &&
	       a->negative == b->negative && a->comments == b->comments &&
	       a->authors == b->authors && a->expected == b->expected && a->upper == b->upper &&
	       a->surprise == b->surprise && a->score == b->score && a->severity == b->severity &&
	       a->learning == b->learning && a->alert == b->alert && a->calm == b->calm &&
	       a->calm_since_us == b->calm_since_us &&
	       a->calm_slowly_since_us == b->calm_slowly_since_us && a->fading == b->fading &&
	       a->went_on == b->went_on;
}

static void add(int64_t at_us, unsigned all, unsigned negative)
{
	assert_true(
		series_counts_add(&counts, at_us, at_us, (struct series_sum){ all, negative, 0 }));
}

/* Days of a comment each 20 minutes by day, a fifth of them negative; gives the end, at noon. */
static int64_t quiet_days(unsigned days)
{
	series_counts_init(&counts);
	for (unsigned day = 0; day < days; day++) {
		for (unsigned hour = 8; hour < 22; hour++) {
			if (day + 1 == days && hour >= 12)
				break;
			for (unsigned n = 0; n < 3; n++)
				add(START + day * CLOCK_DAY_US + hour * CLOCK_HOUR_US +
					    n * 20 * CLOCK_MINUTE_US,
				    1, (day * 42 + hour * 3 + n) % 5 == 0);
		}
	}
	return START + (days - 1) * CLOCK_DAY_US + 12 * CLOCK_HOUR_US;
}

static struct finding evaluate(int64_t now_us, uint64_t authors)
{
	struct finding finding;

	detect_evaluate(&counts, &defaults, now_us, authors, &finding);
	return finding;
}

/* The number of the negative at which a pile-on of one a second first alerts; 0: never. */
static unsigned alerts_at(int64_t from_us, unsigned comments)
{
	for (unsigned n = 1; n <= comments; n++) {
		add(from_us + n * CLOCK_SECOND_US, 1, 1);
		if (evaluate(from_us + n * CLOCK_SECOND_US, n).alert)
			return n;
	}
	return 0;
}

static void a_pile_on_alerts_within_seconds(void **state)
{
	(void)state;
	int64_t now = quiet_days(10);
	unsigned n = alerts_at(now, 40);
	assert_in_range(n, 5, 10);
}

static void days_of_backfill_are_enough(void **state)
{
	(void)state;
	int64_t now = quiet_days(4);
	assert_in_range(alerts_at(now, 40), 5, 10);
}

static void an_unknown_brand_needs_a_flood(void **state)
{
	(void)state;
	series_counts_init(&counts);
	assert_in_range(alerts_at(START, 40), 6, 15);
}

static void nothing_at_all(void **state)
{
	(void)state;
	series_counts_init(&counts);
	struct finding f = evaluate(START, 0);
	assert_false(f.alert);
	assert_false(f.calm); /* too young to say so */
	assert_true(f.learning);
	assert_int_equal(f.negative, 0);
	assert_int_equal(f.severity, 4);
}

static void the_gates_hold(void **state)
{
	(void)state;
	int64_t now = quiet_days(10);
	for (unsigned n = 1; n <= 40; n++)
		add(now + n * CLOCK_SECOND_US, 1, 1);
	now += 40 * CLOCK_SECOND_US;
	assert_false(evaluate(now, 3).alert);
	assert_true(evaluate(now, 4).alert);
	assert_true(evaluate(now, DETECT_AUTHORS_UNKNOWN).alert);
	assert_int_equal(evaluate(now, DETECT_AUTHORS_UNKNOWN).authors, 0);

	struct finding f;
	detect_evaluate(&counts,
			&(struct detect_settings){
				.minimum_negative = 100, .minimum_authors = 4, .quiet_weeks = 4.0 },
			now, 40, &f);
	assert_false(f.alert);
	assert_true(f.surprise > 5000);
	/* Of the forty few people wrote nearly all: one is left, then twenty are. */
	detect_evaluate(&counts,
			&(struct detect_settings){ .minimum_negative = 5,
						   .minimum_authors = 4,
						   .quiet_weeks = 4.0,
						   .voices.fair = { 1, 1, 1, 1, 1, 1, 1, 1, 1 } },
			now, 40, &f);
	assert_false(f.alert);
	detect_evaluate(&counts,
			&(struct detect_settings){
				.minimum_negative = 5,
				.minimum_authors = 4,
				.quiet_weeks = 4.0,
				.voices.fair = { 500, 500, 500, 500, 500, 500, 500, 500, 500 } },
			now, 40, &f);
	assert_true(f.alert);
	assert_int_equal(f.negative, 40);
	assert_true(f.severity > evaluate(now, 40).severity);
}

/* Forty comments of one person within an hour, and the usual few of others after it: so many are
 * left of each window, and no window alerts. A crowd that came before is seen in the windows that
 * hold it, whatever he fills the short ones with. */
static void one_who_writes_again_and_again_is_no_crowd(void **state)
{
	struct detect_settings fair = { .minimum_negative = 5,
					.minimum_authors = 4,
					.quiet_weeks = 4.0,
					.voices.fair = { 25, 25, 25, 25, 25, 25, 130, 170, 200 } };
	struct finding f;

	(void)state;
	int64_t now = quiet_days(21);
	for (unsigned n = 0; n < 40; n++)
		add(now + n * CLOCK_MINUTE_US, 1, 1);
	now += 40 * CLOCK_MINUTE_US;
	assert_true(evaluate(now, 9).alert);
	for (unsigned n = 0; n < 6; n++, now += 45 * CLOCK_MINUTE_US) {
		add(now, 2, 1);
		detect_evaluate(&counts, &fair, now, 9, &f);
		assert_false(f.alert);
	}
	now = quiet_days(21);
	for (unsigned n = 0; n < 40; n++)
		add(now - n * 3 * CLOCK_MINUTE_US, 1, 1);
	for (unsigned n = 0; n < 40; n++)
		add(now + n * CLOCK_SECOND_US, 1, 1);
	for (size_t i = 5; i < DETECT_WINDOWS; i++)
		fair.voices.fair[i] = 500;
	detect_evaluate(&counts, &fair, now + 40 * CLOCK_SECOND_US, 9, &f);
	assert_true(f.alert);
	assert_true(f.window_us > 2 * CLOCK_HOUR_US);
}

static void the_finding_tells_what_happened(void **state)
{
	(void)state;
	int64_t now = quiet_days(10);
	for (unsigned n = 0; n < 40; n++)
		add(now + n * CLOCK_SECOND_US, 1, 1);
	struct finding f = evaluate(now + 40 * CLOCK_SECOND_US, 38);
	assert_true(f.alert);
	assert_false(f.calm);
	assert_false(f.learning);
	assert_int_equal(f.at_us, now + 40 * CLOCK_SECOND_US);
	assert_int_equal(f.began_us, now);
	assert_in_range(f.negative, 40, 43);
	assert_in_range(f.expected, 1, 1000);
	assert_in_range(f.upper, f.expected, 10000);
	assert_in_range(f.score, 700, 1000);
	assert_in_range(f.severity, 1, 2);
}

static void calm_comes_back(void **state)
{
	(void)state;
	int64_t now = quiet_days(10);
	alerts_at(now, 40);
	assert_false(evaluate(now + 5 * CLOCK_MINUTE_US, 40).calm);
	assert_false(evaluate(now + 70 * CLOCK_MINUTE_US, 40).calm); /* silence says nothing */
	for (unsigned n = 1; n < 4; n++)
		add(now + n * 20 * CLOCK_MINUTE_US, 1, 0);
	struct finding f = evaluate(now + 70 * CLOCK_MINUTE_US, 40);
	assert_true(f.calm);
	assert_true(f.calm_since_us > now);
	assert_true(f.calm_since_us <= now + 30 * CLOCK_MINUTE_US);
	assert_false(f.alert);
	add(now + 90 * CLOCK_MINUTE_US, 1,
	    1); /* an ordinary one later does not wake the old alarm */
	f = evaluate(now + 90 * CLOCK_MINUTE_US, 40);
	assert_false(f.alert);
	assert_true(f.calm);
}

/* Five comments a minute, one negative, from one moment to the other. */
static int64_t traffic(int64_t from_us, int64_t to_us)
{
	for (int64_t at_us = from_us; at_us < to_us; at_us += CLOCK_MINUTE_US)
		add(at_us, 5, 1);
	return to_us;
}

static int64_t after_a_backlash(void)
{
	series_counts_init(&counts);
	int64_t now = traffic(START, START + 10 * CLOCK_DAY_US);
	for (unsigned n = 0; n < 60; n++)
		add(now += 2 * CLOCK_SECOND_US, 1, 1);
	assert_true(evaluate(now, 40).alert);
	assert_false(evaluate(now, 40).calm);
	return now;
}

static void a_stretch_is_calm_as_a_whole(void **state)
{
	(void)state;
	const int64_t end = after_a_backlash();
	int64_t now = traffic(end, end + 60 * CLOCK_MINUTE_US);

	add(now, 4, 4); /* rarer than 1 in 10 within five minutes, as happens every hour */
	struct finding f = evaluate(now, 40);
	assert_true(f.calm);
	assert_true(f.calm_since_us >= end - 2 * CLOCK_MINUTE_US);
	assert_true(now - f.calm_since_us >= 30 * CLOCK_MINUTE_US);
}

/* We were away, or the feed was, and the pile-on may wait in it: the first word is no all-clear. */
static void an_outage_is_not_calm(void **state)
{
	(void)state;
	int64_t now = after_a_backlash() + 65 * CLOCK_MINUTE_US;

	assert_false(evaluate(now, 40).calm);
	add(now, 1, 0);
	assert_false(evaluate(now, 40).calm);
	now = traffic(now + CLOCK_MINUTE_US, now + 60 * CLOCK_MINUTE_US);
	assert_true(evaluate(now, 40).calm);
}

static void trouble_since_is_not_calm(void **state)
{
	(void)state;
	const int64_t end = after_a_backlash();
	int64_t now = traffic(end, end + 60 * CLOCK_MINUTE_US);

	assert_true(evaluate(now, 40).calm);
	add(now, 25, 25);
	assert_false(evaluate(now, 40).calm);

	/* Four times the usual number after the first wave is not over. */
	now = after_a_backlash();
	for (unsigned n = 0; n < 40; n++) {
		add(now += CLOCK_MINUTE_US, 8, 4);
		assert_false(evaluate(now, 40).calm);
	}
}

/* A backlash of half an hour: as long as it lasts a moment may be the worst, and a usual comment
 * after it is none, whatever the window of 80 minutes still holds. */
static void what_is_behind_us_fades(void **state)
{
	(void)state;
	series_counts_init(&counts);
	int64_t now = traffic(START, START + 10 * CLOCK_DAY_US);
	for (unsigned n = 0; n < 30; n++) {
		add(now += CLOCK_MINUTE_US, 10, 8);
		assert_false(evaluate(now, 40).fading);
	}
	now = traffic(now + CLOCK_MINUTE_US, now + 12 * CLOCK_MINUTE_US);
	const struct finding after = evaluate(now, 40);
	assert_true(after.alert);
	assert_true(after.fading);
	for (unsigned n = 0; n < 5; n++)
		add(now += CLOCK_MINUTE_US, 10, 8);
	assert_false(evaluate(now, 40).fading); /* a second wave */
}

/* Forty within half a minute, and two in the hour before: told are the forty and their minutes. */
static void it_is_told_by_the_window_that_carries_it(void **state)
{
	(void)state;
	int64_t now = quiet_days(10);
	add(now, 1, 1);
	add(now + 30 * CLOCK_MINUTE_US, 1, 1);
	now += 70 * CLOCK_MINUTE_US;
	for (unsigned n = 0; n < 40; n++)
		add(now + n * CLOCK_SECOND_US / 2, 1, 1);
	const struct finding f = evaluate(now + 20 * CLOCK_SECOND_US, 40);

	assert_true(f.alert);
	assert_int_equal(f.negative, 40);
	assert_true(f.window_us <= 5 * CLOCK_MINUTE_US);
	assert_int_equal(f.began_us, now);
}

static void a_happy_rush_pages_nobody(void **state)
{
	(void)state;
	int64_t now = quiet_days(14);
	for (unsigned n = 0; n < 400; n++) {
		add(now + n * 20 * CLOCK_SECOND_US, 1, n % 20 == 0);
		assert_false(evaluate(now + n * 20 * CLOCK_SECOND_US, 30).alert);
	}
}

/* Twenty times the comments for eleven hours at half the usual share, then the usual again: not
 * while it lasts, and not by what its hours add up to on the day after, which is a little loud. */
static void a_happy_day_pages_nobody_the_day_after(void **state)
{
	(void)state;
	const int64_t noon = quiet_days(21);

	for (unsigned n = 0; n < 11 * 60; n++) {
		add(noon + n * CLOCK_MINUTE_US, 1, n % 10 == 0);
		assert_false(evaluate(noon + n * CLOCK_MINUTE_US, 30).alert);
	}
	for (unsigned n = 0; n < 8 * 3; n++) {
		const int64_t now = noon + 20 * CLOCK_HOUR_US + n * 20 * CLOCK_MINUTE_US;

		add(now, 1, n % 3 == 0);
		assert_false(evaluate(now, 30).alert);
	}
}

static void a_quiet_souring_pages(void **state)
{
	(void)state;
	/* 12 comments an hour day and night, a sixth negative; then the same number, nearly all
	 * negative */
	series_counts_init(&counts);
	int64_t now = START;
	for (unsigned n = 0; n < 21 * 24 * 12; n++, now += 5 * CLOCK_MINUTE_US)
		add(now, 1, n % 6 == 0);
	bool alert = false;
	unsigned n = 0;
	for (; n < 60 && !alert; n++, now += 5 * CLOCK_MINUTE_US) {
		add(now, 1, n % 8 != 0);
		alert = evaluate(now, 20).alert;
	}
	assert_true(alert);
	assert_in_range(n, 6, 30);
}

static void a_busy_brand_is_quiet_about_its_usual(void **state)
{
	(void)state;
	series_counts_init(&counts);
	uint64_t random = 7;
	for (int64_t minute = 0; minute < 20 * 1440; minute++) {
		random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
		unsigned k = (unsigned)(random >> 61);
		add(START + minute * CLOCK_MINUTE_US, 2 + k, k / 2);
		if (minute > 10 * 1440 && minute % 7 == 0)
			assert_false(evaluate(START + minute * CLOCK_MINUTE_US, 99).alert);
	}
}

/* The test that replay may trust: whatever comes later, the finding of a moment stays. */
static void the_future_is_not_seen(void **state)
{
	enum { MOMENTS = 300 };
	static struct finding then[MOMENTS];
	int64_t at[MOMENTS];
	(void)state;

	int64_t now = quiet_days(12);
	uint64_t random = 3;
	for (unsigned i = 0; i < MOMENTS; i++) {
		random = random * UINT64_C(6364136223846793005) + 1442695040888963407U;
		now += CLOCK_MINUTE_US *
		       (1 + (int64_t)(random >>
				      63)); /* the end of a minute: nothing more comes into it */
		at[i] = now / CLOCK_MINUTE_US * CLOCK_MINUTE_US + CLOCK_MINUTE_US - 1;
		add(at[i], 1, (random >> 40) % 3 == 0);
		memset(&then[i], 0, sizeof(then[i]));
		detect_evaluate(&counts, &defaults, at[i], i, &then[i]);
	}
	/* All of it is in the counts now; the minute ring still holds the last six hours of the
	 * past */
	for (unsigned i = MOMENTS - 1; at[i] > now - 20 * CLOCK_MINUTE_US; i--) {
		struct finding again;
		struct series_counts prefix;

		detect_evaluate(&counts, &defaults, at[i], i, &again);
		prefix = counts;
		for (int64_t minute = series_minute_of(at[i]) + 1; minute <= counts.last_minute;
		     minute++)
			memset(prefix.minutes[minute % SERIES_MINUTES], 255,
			       sizeof(prefix.minutes[0]));
		for (int64_t hour = series_hour_of(at[i]) + 1; hour <= counts.last_hour; hour++)
			memset(prefix.hours[hour % SERIES_HOURS], 255, sizeof(prefix.hours[0]));
		struct finding other;
		detect_evaluate(&prefix, &defaults, at[i], i, &other);
		assert_true(same(&again, &other));
	}
}

static void a_memory_changes_nothing(void **state)
{
	static struct detect_memory memory;
	(void)state;

	int64_t now = quiet_days(9);
	for (unsigned i = 0; i < 400; i++, now += (i % 9) * CLOCK_MINUTE_US) {
		struct finding with, without;

		add(now, 1, i % 3 == 0);
		if (i % 50 == 49) /* a late one, into the past that was learnt */
			series_counts_add(&counts, now - 30 * CLOCK_HOUR_US, now,
					  (struct series_sum){ 9, 9, 0 });
		detect_evaluate(&counts, &defaults, now, i, &without);
		detect_evaluate_with(&memory, &counts, &defaults, now, i, &with);
		assert_true(same(&with, &without));
	}
}

/* Each evening of the last week the same backlash: what a memory has learnt of them is learnt anew
 * when it is known that people were told, and again when they say that it was to be expected. */
static void the_same_backlash_on_seven_days_is_not_the_usual(void **state)
{
	enum { AGAIN = 7, FROM = 16, HOURS = 2 };
	static struct detect_memory memory;
	struct detect_episode told[AGAIN];
	struct detect_settings settings = defaults;
	struct finding taught, spared, marked, without;
	(void)state;

	int64_t now = quiet_days(30);
	for (int day = 0; day < AGAIN; day++) {
		const int64_t from_us =
			now - 12 * CLOCK_HOUR_US - (day + 1) * CLOCK_DAY_US + FROM * CLOCK_HOUR_US;

		told[day] = (struct detect_episode){ from_us, from_us + HOURS * CLOCK_HOUR_US };
		for (unsigned n = 0; n < 30 * HOURS; n++)
			series_counts_add(&counts, from_us + n * 2 * CLOCK_MINUTE_US, now,
					  (struct series_sum){ 1, 1, 0 });
	}
	now += (FROM - 12 + HOURS) * CLOCK_HOUR_US;
	for (unsigned n = 0; n < 6; n++) /* all of it in the last hour */
		add(now - n * CLOCK_MINUTE_US, 1, 1);
	detect_evaluate_with(&memory, &counts, &settings, now, 9, &taught);
	settings.told = told;
	settings.told_count = AGAIN;
	detect_evaluate_with(&memory, &counts, &settings, now, 9, &spared);
	detect_evaluate(&counts, &settings, now, 9, &without);
	settings.told_count = 0;
	detect_evaluate_with(&memory, &counts, &settings, now, 9, &marked);

	assert_true(same(&spared, &without));
	assert_true(same(&marked, &taught));
	assert_true(spared.alert);
	assert_false(taught.alert);
	assert_true(spared.surprise > taught.surprise + 1000);
}

static void extreme_counts_stay_finite(void **state)
{
	(void)state;
	series_counts_init(&counts);
	for (int64_t hour = 0; hour < SERIES_HOURS; hour++)
		add(START + hour * CLOCK_HOUR_US, hour % 2 ? UINT32_MAX : 0,
		    hour % 3 ? UINT32_MAX : 0);
	struct finding f = evaluate(START + SERIES_HOURS * CLOCK_HOUR_US - 1, 5);
	assert_in_range(f.score, 0, 1000);
	assert_in_range(f.severity, 1, 4);
	assert_true(f.expected >= 0);
}

/* A launch brings three times the comments, grumblers among them; a backlash within it still shows.
 */
static void a_planned_event_raises_what_is_expected(void **state)
{
	struct detect_event event = { .factor = 4.0 };
	struct detect_settings planned = { .minimum_negative = 5,
					   .minimum_authors = 4,
					   .quiet_weeks = 4.0,
					   .events = &event,
					   .event_count = 1 };
	struct finding plain, expected;
	const int64_t now = quiet_days(10);

	(void)state;
	event.from_us = now - 2 * CLOCK_HOUR_US;
	event.to_us = now + CLOCK_DAY_US;
	for (int64_t minute = 110; minute > 0; minute -= 10)
		add(now - minute * CLOCK_MINUTE_US + CLOCK_SECOND_US, 1, 1);
	detect_evaluate(&counts, &defaults, now, 9, &plain);
	detect_evaluate(&counts, &planned, now, 9, &expected);
	assert_true(plain.alert);
	assert_false(expected.alert);
	assert_true(expected.surprise < plain.surprise);
	for (int64_t second = 0; second < 40; second++)
		add(now + second * CLOCK_SECOND_US, 1, 1);
	detect_evaluate(&counts, &planned, now + CLOCK_MINUTE_US, 30, &expected);
	assert_true(expected.alert);
	/* before it begins and long after it has ended it changes nothing */
	event.from_us = now + CLOCK_DAY_US;
	event.to_us = now + 2 * CLOCK_DAY_US;
	detect_evaluate(&counts, &defaults, now + CLOCK_MINUTE_US, 30, &plain);
	detect_evaluate(&counts, &planned, now + CLOCK_MINUTE_US, 30, &expected);
	assert_true(same(&plain, &expected));
	event.from_us = now - 9 * CLOCK_DAY_US;
	event.to_us = now - 8 * CLOCK_DAY_US;
	detect_evaluate(&counts, &planned, now + CLOCK_MINUTE_US, 30, &expected);
	assert_true(same(&plain, &expected));
}

/* The figures shown are those decided by; each moment before is as it was judged then. */
static void it_explains_itself(void **state)
{
	static struct finding then[EVIDENCE_BEFORE_MAX];
	int64_t now = quiet_days(10);
	const int64_t begin = now - CLOCK_HOUR_US;
	struct evidence evidence;
	bool shown = false, surprising = false;

	(void)state;
	quiet_days(10);
	for (size_t i = EVIDENCE_BEFORE_MAX; i-- > 0;) { /* an hour that sours, step by step */
		const int64_t end = now - (int64_t)i * EVIDENCE_STEP_US;

		for (int64_t k = (end - EVIDENCE_STEP_US - begin) / EVIDENCE_STEP_US; k >= 0;
		     k -= 4)
			add(end - 2 * CLOCK_SECOND_US, 1, 1);
		detect_evaluate(&counts, &defaults, end - 1, DETECT_AUTHORS_UNKNOWN, &then[i]);
	}
	add(now + CLOCK_SECOND_US, 20, 20);
	const struct finding finding = evaluate(now + CLOCK_SECOND_US, 9);

	detect_explain(&counts, &defaults, now + CLOCK_SECOND_US, 9, &evidence);
	assert_int_equal(evidence.before_count, 0);
	detect_explain_before(&counts, &defaults, now + CLOCK_SECOND_US, &evidence);
	assert_true(finding.alert);
	for (size_t i = 0; i < evidence.look_count; i++) {
		const struct evidence_look *look = &evidence.looks[i];

		shown = shown || (look->window_us == finding.window_us &&
				  look->negative == finding.negative && look->short_of == 0);
		surprising =
			surprising || (look->surprise == finding.surprise && look->short_of == 0);
	}
	assert_true(shown && surprising);
	assert_int_equal(evidence.before_count, EVIDENCE_BEFORE_MAX);
	for (size_t i = 0; i < EVIDENCE_BEFORE_MAX; i++) {
		assert_int_equal(evidence.before[i].at_us, then[i].at_us);
		assert_int_equal(evidence.before[i].surprise, then[i].surprise);
		if (!then[i].alert) /* which is told by the window that carries it */
			assert_int_equal(evidence.before[i].negative, then[i].negative);
		assert_int_equal(evidence.before[i].short_of == 0, then[i].alert);
	}
	detect_explain(&counts, &defaults, now + CLOCK_SECOND_US, 2, &evidence);
	for (size_t i = 0; i < evidence.look_count; i++)
		assert_true(evidence.looks[i].short_of & 1u << EVIDENCE_AUTHORS);
}

/* Three hours after a storm was over, a few grumblers: the windows of half a day still hold the
 * storm, of which people were told. What comes anew is told all the same. */
static void what_was_told_is_not_told_again(void **state)
{
	(void)state;
	const int64_t storm_us = quiet_days(10), over_us = storm_us + CLOCK_HOUR_US,
		      now_us = over_us + 3 * CLOCK_HOUR_US;
	struct detect_settings settings = defaults;
	struct finding f;

	for (unsigned n = 0; n < 200; n++)
		add(storm_us + n * 10 * CLOCK_SECOND_US, 1, 1);
	for (unsigned n = 0; n < 5; n++)
		add(now_us + n * 16 * CLOCK_MINUTE_US, 1, 1);
	const int64_t end_us = now_us + 64 * CLOCK_MINUTE_US;
	detect_evaluate(&counts, &settings, end_us, DETECT_AUTHORS_UNKNOWN, &f);
	assert_true(f.alert);
	assert_true(end_us - f.window_us < over_us);
	settings.before.to_us = over_us;
	detect_evaluate(&counts, &settings, end_us, DETECT_AUTHORS_UNKNOWN, &f);
	assert_true(!f.alert || end_us - f.window_us >= over_us);

	for (unsigned n = 1; n <= 20; n++)
		add(end_us + n * CLOCK_SECOND_US, 1, 1);
	detect_evaluate(&counts, &settings, end_us + 20 * CLOCK_SECOND_US, DETECT_AUTHORS_UNKNOWN,
			&f);
	assert_true(f.alert);
	assert_true(f.began_us > over_us);
}

/* Of five an hour, a trouble of two hours that was told; then three or so an hour, which does not
 * alert, or the usual; then as before. Is that the same trouble? */
static bool goes_on_after(unsigned between, unsigned between_each)
{
	struct detect_settings settings = defaults;
	struct finding f;

	const int64_t told_us = quiet_days(14), again_us = told_us + 6 * CLOCK_HOUR_US;
	for (unsigned n = 0; n < between; n++)
		add(told_us + 20 * CLOCK_MINUTE_US * n, 1, n % between_each == 0);
	for (unsigned n = 0; n < 30; n++)
		add(again_us + 30 * CLOCK_SECOND_US * n, 1, 1);
	settings.before = (struct detect_episode){ told_us - 2 * CLOCK_HOUR_US, told_us };
	detect_evaluate(&counts, &settings, again_us + 15 * CLOCK_MINUTE_US, DETECT_AUTHORS_UNKNOWN,
			&f);
	assert_true(f.alert);
	assert_in_range(f.began_us, again_us - CLOCK_MINUTE_US, again_us + CLOCK_MINUTE_US);
	return f.went_on;
}

static void trouble_that_goes_on_is_the_same(void **state)
{
	(void)state;
	assert_true(goes_on_after(5 * 3, 1));
	assert_false(goes_on_after(5 * 3, 5));
	assert_false(goes_on_after(0, 1)); /* nothing was heard */
}

/* A day at twice the usual looks calm within an hour; over the day it does not. */
static void slow_trouble_is_over_when_the_day_says_so(void **state)
{
	const int64_t now_us = quiet_days(14) + 9 * CLOCK_HOUR_US;
	struct finding usual, more;

	(void)state;
	for (unsigned n = 0; n < 27; n++)
		add(now_us - 20 * CLOCK_MINUTE_US * n - 1, 1, n % 5 == 0);
	usual = evaluate(now_us, DETECT_AUTHORS_UNKNOWN);
	for (unsigned n = 6; n < 27; n++)
		add(now_us - 20 * CLOCK_MINUTE_US * n - CLOCK_MINUTE_US, 1, n % 2);
	more = evaluate(now_us, DETECT_AUTHORS_UNKNOWN);
	assert_true(usual.calm && more.calm);
	assert_int_not_equal(usual.calm_slowly_since_us, 0);
	assert_int_equal(more.calm_slowly_since_us, 0);
}

/* As the quiet ones, of a comment each two minutes, a third of them negative. */
static int64_t busy_days(unsigned days)
{
	const int64_t end_us = START + days * CLOCK_DAY_US;

	series_counts_init(&counts);
	for (int64_t at_us = START, n = 0; at_us < end_us; at_us += 2 * CLOCK_MINUTE_US, n++)
		add(at_us, 1, n % 3 == 0);
	return end_us;
}

/* Some more in the last minutes are too few for a day to tell of. */
static void a_day_is_not_calm_while_something_alerts(void **state)
{
	const int64_t now_us = busy_days(14);
	struct finding f = evaluate(now_us, DETECT_AUTHORS_UNKNOWN);
	unsigned more = 0;

	(void)state;
	assert_int_not_equal(f.calm_slowly_since_us, 0);
	for (; more < 40 && !f.alert; more++) {
		add(now_us, 1, 1);
		f = evaluate(now_us, DETECT_AUTHORS_UNKNOWN);
	}
	assert_true(f.alert);
	assert_int_equal(f.calm_slowly_since_us, 0);
}

/* Four comments in five minutes day and night, one of them negative; the shares of one hour, of
 * which people were told, do not make the next such minutes usual. */
static void what_was_told_makes_no_rough_hours(void **state)
{
	const int64_t first_us = START + 14 * CLOCK_DAY_US, again_us = first_us + 3 * CLOCK_HOUR_US,
		      now_us = again_us + 4 * CLOCK_MINUTE_US;
	const struct detect_episode told = { first_us, first_us + CLOCK_HOUR_US };
	struct detect_settings settings = defaults;
	struct finding unknown, known;

	(void)state;
	series_counts_init(&counts);
	for (int64_t at_us = START; at_us < again_us; at_us += 5 * CLOCK_MINUTE_US) {
		const bool within = at_us >= told.from_us && at_us < told.to_us;

		add(at_us, within ? 14 : 4, within ? 11 : 1);
	}
	for (unsigned n = 0; n < 8; n++)
		add(again_us + n * 30 * CLOCK_SECOND_US, 1, 1);
	settings.before = told;
	detect_evaluate(&counts, &settings, now_us, 20, &unknown);
	settings.told = &told;
	settings.told_count = 1;
	detect_evaluate(&counts, &settings, now_us, 20, &known);
	assert_int_equal(unknown.expected, known.expected);
	assert_true(known.surprise > unknown.surprise + 500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_pile_on_alerts_within_seconds),
		cmocka_unit_test(days_of_backfill_are_enough),
		cmocka_unit_test(an_unknown_brand_needs_a_flood),
		cmocka_unit_test(nothing_at_all),
		cmocka_unit_test(the_gates_hold),
		cmocka_unit_test(one_who_writes_again_and_again_is_no_crowd),
		cmocka_unit_test(the_finding_tells_what_happened),
		cmocka_unit_test(calm_comes_back),
		cmocka_unit_test(a_stretch_is_calm_as_a_whole),
		cmocka_unit_test(an_outage_is_not_calm),
		cmocka_unit_test(trouble_since_is_not_calm),
		cmocka_unit_test(what_is_behind_us_fades),
		cmocka_unit_test(it_is_told_by_the_window_that_carries_it),
		cmocka_unit_test(a_happy_rush_pages_nobody),
		cmocka_unit_test(a_happy_day_pages_nobody_the_day_after),
		cmocka_unit_test(a_quiet_souring_pages),
		cmocka_unit_test(a_busy_brand_is_quiet_about_its_usual),
		cmocka_unit_test(the_future_is_not_seen),
		cmocka_unit_test(a_memory_changes_nothing),
		cmocka_unit_test(a_planned_event_raises_what_is_expected),
		cmocka_unit_test(it_explains_itself),
		cmocka_unit_test(what_was_told_is_not_told_again),
		cmocka_unit_test(what_was_told_makes_no_rough_hours),
		cmocka_unit_test(trouble_that_goes_on_is_the_same),
		cmocka_unit_test(slow_trouble_is_over_when_the_day_says_so),
		cmocka_unit_test(a_day_is_not_calm_while_something_alerts),
		cmocka_unit_test(the_same_backlash_on_seven_days_is_not_the_usual),
		cmocka_unit_test(extreme_counts_stay_finite),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
