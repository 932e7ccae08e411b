/* test_incident_life.c - how an episode begins, worsens, calms and ends: decisions on an own clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "clock.h"
#include "incident_life.h"

#define T0 (INT64_C(1790000000) * CLOCK_SECOND_US)
#define MINUTES(n) ((n)*CLOCK_MINUTE_US)

static const struct incident_settings settings = { MINUTES(30), MINUTES(120) };

enum weather { ALERT, CALM, BETWEEN };

static struct finding found(enum weather weather, unsigned severity, int32_t surprise)
{
	return (struct finding){ .at_us = T0,
				 .began_us = T0 - MINUTES(5),
				 .window_us = MINUTES(10),
				 .negative = 20,
				 .comments = 30,
				 .authors = 12,
				 .expected = 2500,
				 .surprise = surprise,
				 .severity = severity,
				 .alert = weather == ALERT,
				 .calm = weather == CALM };
}

/* An incident of severity 3 and surprise 6000, opened at T0. */
static struct incident opened(void)
{
	struct finding finding = found(ALERT, 3, 6000);
	struct incident incident;

	incident_life_open(&incident, "inc-1", slice_from("Fjord"), slice_from("brand"), &finding,
			   T0);
	return incident;
}

static struct incident in_state(enum incident_state state)
{
	struct incident incident = opened();

	incident.state = state;
	if (state == INCIDENT_RESOLVED)
		incident.resolved_at_us = T0;
	return incident;
}

static void decides(const struct incident *incident, struct finding finding, int64_t now_us,
		    enum incident_turn turn)
{
	assert_int_equal(incident_life_decide(incident, &finding, &settings, now_us), turn);
}

static void test_without_incident(void **state)
{
	(void)state;
	decides(NULL, found(ALERT, 2, 5000), T0, INCIDENT_TURN_OPEN);
	decides(NULL, found(CALM, 4, 0), T0, INCIDENT_TURN_NOTHING);
	decides(NULL, found(BETWEEN, 4, 3000), T0, INCIDENT_TURN_NOTHING);
}

static void test_while_it_runs(void **state)
{
	struct incident incident = opened();
	struct finding larger = found(ALERT, 3, 6000);

	(void)state;
	larger.negative = 21;
	for (int acknowledged = 0; acknowledged < 2; acknowledged++) {
		incident.state = acknowledged ? INCIDENT_ACKNOWLEDGED : INCIDENT_OPEN;
		decides(&incident, found(ALERT, 2, 5000), T0, INCIDENT_TURN_RAISE);
		/* Records: a twentieth larger at once, any other after two seconds. */
		decides(&incident, found(ALERT, 3, 6301), T0, INCIDENT_TURN_RECORD);
		decides(&incident, found(ALERT, 3, 6300), T0, INCIDENT_TURN_NOTHING);
		decides(&incident, found(ALERT, 3, 6001), T0 + 2 * CLOCK_SECOND_US,
			INCIDENT_TURN_RECORD);
		decides(&incident, larger, T0 + 2 * CLOCK_SECOND_US - 1, INCIDENT_TURN_NOTHING);
		decides(&incident, larger, T0 + 2 * CLOCK_SECOND_US, INCIDENT_TURN_RECORD);
		larger.fading = true; /* its window fills up, and the trouble is behind us */
		decides(&incident, larger, T0 + 2 * CLOCK_SECOND_US, INCIDENT_TURN_NOTHING);
		larger.fading = false;
		decides(&incident, found(ALERT, 3, 6000), T0, INCIDENT_TURN_NOTHING);
		decides(&incident, found(ALERT, 4, 5999), T0, INCIDENT_TURN_NOTHING);
		decides(&incident, found(BETWEEN, 1, 9000), T0,
			INCIDENT_TURN_NOTHING); /* below the line: no news */
		decides(&incident, found(CALM, 4, 0), T0, INCIDENT_TURN_CALM);
		/* That it goes on is noted every eighth of resolve_after. */
		decides(&incident, found(ALERT, 3, 6000),
			T0 + MINUTES(4) - 15 * CLOCK_SECOND_US - 1, INCIDENT_TURN_NOTHING);
		decides(&incident, found(ALERT, 3, 6000), T0 + MINUTES(4) - 15 * CLOCK_SECOND_US,
			INCIDENT_TURN_STIR);
		decides(&incident, found(BETWEEN, 4, 0), T0 + MINUTES(4), INCIDENT_TURN_STIR);
	}
}

/* A record that is too little, or too soon, to be noted is asked for again when it may be. */
static void test_a_record_that_waits(void **state)
{
	struct incident incident = opened();
	struct finding same = found(ALERT, 3, 6000), little = found(ALERT, 3, 6001);
	const struct finding no_alert = found(BETWEEN, 3, 6001);
	const int64_t due_us = T0 + 2 * CLOCK_SECOND_US;

	(void)state;
	assert_int_equal(incident_life_record_due(&incident, &little, T0), due_us);
	assert_int_equal(incident_life_record_due(&incident, &little, due_us - 1), due_us);
	assert_int_equal(incident_life_record_due(&incident, &little, due_us), 0);
	assert_int_equal(incident_life_record_due(&incident, &same, T0), 0);
	assert_int_equal(incident_life_record_due(&incident, &no_alert, T0), 0);
	incident = in_state(INCIDENT_RESOLVED);
	assert_int_equal(incident_life_record_due(&incident, &little, T0), 0);
}

/* Where the surprise has no more to say, more negatives of the same stretch are the worse moment,
 * and fewer are none. */
static void test_beyond_doubt(void **state)
{
	struct incident incident = opened();
	struct finding rarer = found(ALERT, 3, 220000), more = found(ALERT, 3, 216000);
	const int64_t later_us = T0 + MINUTES(1);

	(void)state;
	incident.surprise = 219000;
	decides(&incident, rarer, later_us, INCIDENT_TURN_NOTHING);
	more.negative = 21;
	more.window_us += CLOCK_MINUTE_US - 1;
	decides(&incident, more, later_us, INCIDENT_TURN_RECORD);
	more.window_us++;
	decides(&incident, more, later_us, INCIDENT_TURN_NOTHING);
	rarer.window_us += CLOCK_MINUTE_US;
	decides(&incident, rarer, later_us, INCIDENT_TURN_RECORD);
}

static void test_calming_down(void **state)
{
	struct incident incident = opened();

	(void)state;
	incident_life_apply(&incident, INCIDENT_TURN_CALM, &(struct finding){ .calm = true },
			    T0 + MINUTES(10));
	assert_int_equal(incident.calm_since_us, T0 + MINUTES(10));
	decides(&incident, found(CALM, 4, 0), T0 + MINUTES(40) - 1, INCIDENT_TURN_NOTHING);
	decides(&incident, found(CALM, 4, 0), T0 + MINUTES(40), INCIDENT_TURN_RESOLVE);
	decides(&incident, found(BETWEEN, 4, 0), T0 + MINUTES(40), INCIDENT_TURN_STIR);
	decides(&incident, found(ALERT, 3, 6000), T0 + MINUTES(40), INCIDENT_TURN_STIR);
	incident_life_apply(&incident, INCIDENT_TURN_STIR, NULL, T0 + MINUTES(41));
	assert_int_equal(incident.calm_since_us, 0);
	assert_int_equal(incident.updated_at_us, T0 + MINUTES(41));
}

/* The finding knows since when; what was before the worst moment does not count. */
static void test_calm_for_a_while_already(void **state)
{
	struct incident incident = opened();
	struct finding calm = found(CALM, 4, 0);

	(void)state;
	calm.calm_since_us = T0 + MINUTES(10);
	decides(&incident, calm, T0 + MINUTES(39), INCIDENT_TURN_CALM);
	decides(&incident, calm, T0 + MINUTES(40), INCIDENT_TURN_RESOLVE);
	calm.calm_since_us = T0 - MINUTES(60);
	decides(&incident, calm, T0 + MINUTES(29), INCIDENT_TURN_CALM);
	decides(&incident, calm, T0 + MINUTES(30), INCIDENT_TURN_RESOLVE);
	incident_life_apply(&incident, INCIDENT_TURN_CALM, &calm, T0 + MINUTES(20));
	assert_int_equal(incident.calm_since_us, T0);
	/* A longer window may still alert about what is over, but not open it again and again. */
	calm.alert = true;
	decides(&incident, calm, T0 + MINUTES(30), INCIDENT_TURN_RESOLVE);
	calm.severity = 2;
	decides(&incident, calm, T0 + MINUTES(30), INCIDENT_TURN_RAISE);
}

/* What took five hours to show must be calm for more than one; for 90 minutes at most. */
static void test_a_long_one_ends_slowly(void **state)
{
	struct incident incident = opened();
	struct finding calm = found(CALM, 4, 0);
	int64_t again_us;

	(void)state;
	incident.window_us = MINUTES(5 * 60);
	calm.calm_since_us = calm.calm_slowly_since_us = T0;
	decides(&incident, calm, T0 + MINUTES(75) - 1, INCIDENT_TURN_CALM);
	decides(&incident, calm, T0 + MINUTES(75), INCIDENT_TURN_RESOLVE);
	incident.window_us = MINUTES(24 * 60);
	decides(&incident, calm, T0 + MINUTES(90) - 1, INCIDENT_TURN_CALM);
	decides(&incident, calm, T0 + MINUTES(90), INCIDENT_TURN_RESOLVE);
	incident.calm_since_us = T0;
	assert_int_equal(
		incident_life_decide_at_rest(&incident, &settings, T0 + MINUTES(60), &again_us),
		INCIDENT_TURN_NOTHING);
	assert_int_equal(again_us, T0 + MINUTES(90));
	/* Silence is no quicker. */
	incident.calm_since_us = 0;
	assert_int_equal(
		incident_life_decide_at_rest(&incident, &settings, T0 + MINUTES(60), &again_us),
		INCIDENT_TURN_NOTHING);
	assert_int_equal(again_us, T0 + MINUTES(90) + MINUTES(30) / 8);
}

/* A feed that says nothing since `minutes` before the look. */
static struct finding silent(int64_t now_us, int64_t minutes, bool known)
{
	return (struct finding){ .at_us = now_us,
				 .began_us = now_us - MINUTES(minutes),
				 .window_us = MINUTES(minutes),
				 .surprise = known ? (int32_t)minutes * 100 : 0,
				 .severity = 3,
				 .alert = known,
				 .calm = !known };
}

/* That nobody can tell any more how usual it is is no comment. */
static void test_only_a_comment_ends_a_silence(void **state)
{
	const struct finding first = silent(T0, 60, true);
	struct incident incident;
	int64_t again_us = 0;

	(void)state;
	incident_life_open(&incident, "inc-1", slice_from("Fjord"), slice_from("silence:brand"),
			   &first, T0);
	for (int64_t at = 10; at < 3000; at += 10)
		decides(&incident, silent(T0 + MINUTES(at), 60 + at, false), T0 + MINUTES(at),
			INCIDENT_TURN_STIR);
	decides(&incident, silent(T0 + MINUTES(10), 5, false), T0 + MINUTES(10),
		INCIDENT_TURN_CALM);
	assert_int_equal(
		incident_life_decide_at_rest(&incident, &settings, T0 + MINUTES(3000), &again_us),
		INCIDENT_TURN_NOTHING);
	assert_int_equal(again_us, T0 - MINUTES(60) + INCIDENT_SILENCE_GIVEN_UP_US);
	assert_int_equal(incident_life_decide_at_rest(&incident, &settings, again_us, &again_us),
			 INCIDENT_TURN_RESOLVE);
}

/* One comment, then nothing again: the calm is gone, and what is told is the new stretch. */
static void test_a_silence_that_falls_again(void **state)
{
	struct finding finding = silent(T0, 600, true);
	struct incident incident;

	(void)state;
	incident_life_open(&incident, "inc-1", slice_from("Fjord"), slice_from("silence:brand"),
			   &finding, T0);
	finding = silent(T0 + MINUTES(10), 5, false);
	incident_life_apply(&incident, INCIDENT_TURN_CALM, &finding, T0 + MINUTES(10));
	finding = silent(T0 + MINUTES(65), 60, true);
	decides(&incident, finding, T0 + MINUTES(65), INCIDENT_TURN_RECORD);
	incident_life_apply(&incident, INCIDENT_TURN_RECORD, &finding, T0 + MINUTES(65));
	assert_int_equal(incident.calm_since_us, 0);
	assert_int_equal(incident.window_us, MINUTES(60));
	decides(&incident, silent(T0 + MINUTES(90), 85, false), T0 + MINUTES(90),
		INCIDENT_TURN_STIR);
}

/* It is looked at by the hour, and not through the night of a quiet brand. */
static void test_a_mood_is_calm_after_days(void **state)
{
	struct incident incident = opened();
	int64_t again_us = 0;

	(void)state;
	incident_life_copy_name(incident.scope, slice_from(INCIDENT_SOURING));
	assert_int_equal(incident_life_decide_at_rest(&incident, &settings, T0 + MINUTES(2 * 1440),
						      &again_us),
			 INCIDENT_TURN_NOTHING);
	incident.calm_since_us = T0;
	decides(&incident, found(CALM, 4, 0), T0 + MINUTES(3 * 1440) - 1, INCIDENT_TURN_NOTHING);
	decides(&incident, found(CALM, 4, 0), T0 + MINUTES(3 * 1440), INCIDENT_TURN_RESOLVE);
}

/* Of a post each moment is asked anew, and one that is not calm begins the wait again. */
static void test_a_post_ends_as_soon_as_ever(void **state)
{
	struct incident incident = opened();
	struct finding slowly = found(CALM, 4, 0);

	(void)state;
	incident.window_us = MINUTES(24 * 60);
	incident.calm_since_us = slowly.calm_slowly_since_us = T0;
	decides(&incident, slowly, T0 + MINUTES(30), INCIDENT_TURN_NOTHING);
	incident_life_copy_name(incident.scope, slice_from("post:17"));
	decides(&incident, found(CALM, 4, 0), T0 + MINUTES(30) - 1, INCIDENT_TURN_NOTHING);
	decides(&incident, found(CALM, 4, 0), T0 + MINUTES(30), INCIDENT_TURN_RESOLVE);
}

static void test_coming_back(void **state)
{
	struct incident incident = in_state(INCIDENT_RESOLVED);
	struct finding late = found(ALERT, 4, 5000);

	(void)state;
	late.began_us = T0 + MINUTES(120) + 1;
	decides(&incident, found(CALM, 4, 0), T0 + 1, INCIDENT_TURN_NOTHING);
	decides(&incident, found(BETWEEN, 4, 0), T0 + 1, INCIDENT_TURN_NOTHING);
	decides(&incident, found(ALERT, 4, 5000), T0 - 1, INCIDENT_TURN_REOPEN); /* late data */
	decides(&incident, found(ALERT, 4, 5000), T0 + MINUTES(120), INCIDENT_TURN_REOPEN);
	decides(&incident, late, T0 + MINUTES(120) + 1, INCIDENT_TURN_OPEN);
}

static void at_rest(const struct incident *incident, int64_t now_us, enum incident_turn turn,
		    int64_t look_again_us)
{
	int64_t again = 77;

	assert_int_equal(incident_life_decide_at_rest(incident, &settings, now_us, &again), turn);
	assert_int_equal(again, look_again_us);
}

static void test_time_alone(void **state)
{
	struct incident incident = opened();
	/* Nothing was heard: an eighth longer, for the last note may be so old. */
	int64_t silent_us = T0 + MINUTES(30) + MINUTES(30) / 8;

	(void)state;
	at_rest(&incident, T0, INCIDENT_TURN_NOTHING, silent_us);
	at_rest(&incident, silent_us - 1, INCIDENT_TURN_NOTHING, silent_us);
	at_rest(&incident, silent_us, INCIDENT_TURN_RESOLVE, 0);
	incident.calm_since_us = T0 + MINUTES(3);
	at_rest(&incident, T0 + MINUTES(33) - 1, INCIDENT_TURN_NOTHING, T0 + MINUTES(33));
	at_rest(&incident, T0 + MINUTES(33), INCIDENT_TURN_RESOLVE, 0);
	incident = in_state(INCIDENT_RESOLVED);
	at_rest(&incident, T0 + MINUTES(99), INCIDENT_TURN_NOTHING, 0);
}

static void test_opening(void **state)
{
	struct incident incident = opened();

	(void)state;
	assert_string_equal(incident.brand, "Fjord");
	assert_string_equal(incident.scope, "brand");
	assert_int_equal(incident.state, INCIDENT_OPEN);
	assert_int_equal(incident.began_us, T0 - MINUTES(5));
	assert_int_equal(incident.opened_at_us, T0);
	assert_int_equal(incident.peak_at_us, T0);
	assert_int_equal(incident.resolved_at_us, 0);
	assert_int_equal(incident.negative, 20);
	assert_int_equal(incident.authors, 12);
	assert_int_equal(incident.version, 0);
}

static void test_unknown_authors_and_beginning(void **state)
{
	struct finding finding = found(ALERT, 3, 6000);
	struct incident incident;

	(void)state;
	finding.authors = UINT64_MAX;
	finding.began_us = 0;
	incident_life_open(&incident, "inc-1", slice_from("Fjord"), slice_from("brand"), &finding,
			   T0);
	assert_int_equal(incident.authors, 0);
	assert_int_equal(incident.began_us, T0);

	/* Sketches of ten minutes hold more than a window of five: people without a comment. */
	finding.authors = finding.negative + 47;
	incident_life_open(&incident, "inc-1", slice_from("Fjord"), slice_from("brand"), &finding,
			   T0);
	assert_int_equal(incident.authors, finding.negative);
}

static void test_raising_keeps_the_worst(void **state)
{
	struct incident incident = opened();
	struct finding finding = found(ALERT, 1, 5000);

	(void)state;
	finding.negative = 90;
	incident_life_apply(&incident, INCIDENT_TURN_RAISE, &finding, T0 + 1);
	assert_int_equal(incident.severity, 1);
	assert_int_equal(incident.negative, 20); /* of the moment of the largest surprise */
	assert_int_equal(incident.peak_at_us, T0);
	finding = found(ALERT, 2, 7000);
	finding.negative = 50;
	incident_life_apply(&incident, INCIDENT_TURN_RECORD, &finding, T0 + 2);
	assert_int_equal(incident.severity, 1);
	assert_int_equal(incident.negative, 50);
	assert_int_equal(incident.peak_at_us, T0 + 2);
}

static void test_reopening(void **state)
{
	struct incident incident = opened();
	struct finding finding = found(ALERT, 4, 5000);

	(void)state;
	finding.told_until_us = T0 + 2;
	assert_true(incident_life_acknowledge(&incident, slice_from("anna"), T0 + 1));
	incident.step = 2;
	incident.round = 1;
	incident_life_apply(&incident, INCIDENT_TURN_RESOLVE, NULL, T0 + 2);
	assert_int_equal(incident.resolved_at_us, T0 + 2);
	assert_string_equal(incident.acknowledged_by, "anna");
	incident_life_apply(&incident, INCIDENT_TURN_REOPEN, &finding, T0 + 3);
	assert_int_equal(incident.state, INCIDENT_OPEN);
	assert_int_equal(incident.resolved_at_us, 0);
	assert_int_equal(incident.acknowledged_at_us, 0);
	assert_string_equal(incident.acknowledged_by, "");
	assert_int_equal(incident.step + incident.round, 0);
	assert_int_equal(incident.severity, 4);	   /* worse than this is told again, */
	assert_int_equal(incident.surprise, 5000); /* and what was told before is no part of it */
	assert_int_equal(incident.told_until_us, T0 + 2);
	assert_int_equal(incident.opened_at_us, T0);
}

/* What came within the calm that ended it was not told with it; where nothing is known of a calm,
 * and of a mood that soured over days, its end counts. */
static void test_what_was_told(void **state)
{
	struct incident incident = opened();
	struct finding calm = found(CALM, 4, 0);

	(void)state;
	incident.told_until_us = T0 - MINUTES(99);
	assert_int_equal(incident_life_told_until(&incident), T0 - MINUTES(99));
	calm.calm_since_us = T0 + MINUTES(10);
	decides(&incident, calm, T0 + MINUTES(45), INCIDENT_TURN_RESOLVE);
	incident_life_apply(&incident, INCIDENT_TURN_RESOLVE, &calm, T0 + MINUTES(45));
	assert_int_equal(incident_life_told_until(&incident), T0 + MINUTES(10));
	incident_copy_text(incident.scope, sizeof(incident.scope), slice_from("souring:brand"));
	assert_int_equal(incident_life_told_until(&incident), T0 + MINUTES(45));

	incident = opened();
	incident_life_apply(&incident, INCIDENT_TURN_RESOLVE, NULL, T0 + MINUTES(45));
	assert_int_equal(incident_life_told_until(&incident), T0 + MINUTES(45));
}

/* Ten hours later, by a window of nine: it began an hour after the end. And what never was back to
 * the usual since. */
static void test_it_came_back_when_it_began(void **state)
{
	struct incident incident = in_state(INCIDENT_RESOLVED);
	struct finding finding = found(ALERT, 3, 6000);

	(void)state;
	finding.began_us = T0 + MINUTES(60);
	decides(&incident, finding, T0 + MINUTES(600), INCIDENT_TURN_REOPEN);
	finding.began_us = T0 + MINUTES(121);
	decides(&incident, finding, T0 + MINUTES(600), INCIDENT_TURN_OPEN);
	finding.went_on = true;
	decides(&incident, finding, T0 + MINUTES(600), INCIDENT_TURN_REOPEN);
	incident_copy_text(incident.scope, sizeof(incident.scope), slice_from("silence:brand"));
	finding = found(ALERT, 3, 6000);
	decides(&incident, finding, T0 + MINUTES(600), INCIDENT_TURN_OPEN);
}

/* A topic whose own incident is three weeks old: what went on is the brand's of this morning. */
static void test_what_went_on_is_of_half_a_day(void **state)
{
	struct incident incident = in_state(INCIDENT_RESOLVED);
	struct finding finding = found(ALERT, 3, 6000);
	const int64_t weeks = MINUTES(21 * 24 * 60);

	(void)state;
	finding.went_on = true;
	finding.began_us = T0 + weeks;
	decides(&incident, finding, T0 + weeks + MINUTES(5), INCIDENT_TURN_OPEN);
	finding.began_us = T0 + MINUTES(720);
	decides(&incident, finding, T0 + MINUTES(725), INCIDENT_TURN_REOPEN);
	finding.began_us = T0 + MINUTES(721);
	decides(&incident, finding, T0 + MINUTES(725), INCIDENT_TURN_OPEN);
}

/* What alerts and began within the calm that would end it, be it of slow trouble, be it noted. */
static void test_no_end_while_a_window_alerts(void **state)
{
	struct incident incident = opened();
	struct finding finding = found(ALERT, 3, 5000);

	(void)state;
	finding.calm = true;
	finding.calm_since_us = T0 + MINUTES(595);
	finding.calm_slowly_since_us = T0 + MINUTES(10);
	finding.began_us = T0 + MINUTES(590);
	incident.window_us = MINUTES(720);
	decides(&incident, finding, T0 + MINUTES(600), INCIDENT_TURN_STIR);
	finding.began_us = T0 + MINUTES(9); /* only remembered */
	decides(&incident, finding, T0 + MINUTES(600), INCIDENT_TURN_RESOLVE);

	incident = opened();
	incident.calm_since_us = T0 + MINUTES(10);
	finding.began_us = T0 + MINUTES(20);
	finding.calm_since_us = T0 + MINUTES(25);
	decides(&incident, finding, T0 + MINUTES(40), INCIDENT_TURN_STIR);
	finding.alert = false;
	decides(&incident, finding, T0 + MINUTES(40), INCIDENT_TURN_RESOLVE);
}

/* An hour of calm was no end: the next must be half as long again, and also a calm of the day. */
static void test_it_is_believed_later_after_it_came_back(void **state)
{
	struct incident incident = opened();
	struct finding finding = found(ALERT, 3, 6000), calm = found(CALM, 4, 0);

	(void)state;
	calm.calm_since_us = T0 + MINUTES(10);
	incident_life_apply(&incident, INCIDENT_TURN_RESOLVE, &calm, T0 + MINUTES(45));
	finding.began_us = T0 + MINUTES(70);
	incident_life_apply(&incident, INCIDENT_TURN_REOPEN, &finding, T0 + MINUTES(75));
	assert_int_equal(incident.lull_us, MINUTES(60));

	calm.calm_since_us = T0 + MINUTES(80);
	decides(&incident, calm, T0 + MINUTES(171), INCIDENT_TURN_STIR); /* and no end */
	calm.calm_slowly_since_us = T0 + MINUTES(80);
	decides(&incident, calm, T0 + MINUTES(169), INCIDENT_TURN_CALM);
	decides(&incident, calm, T0 + MINUTES(171), INCIDENT_TURN_RESOLVE);
}

/* Of a post, a feed and a single comment a calm tells at once; and as much as is read is too much.
 */
static void test_a_lull_is_of_what_goes_on_unseen(void **state)
{
	static const char *const at_once[] = { "post:1", "silence:brand", "comment:1" };
	struct incident incident = opened();
	int64_t again_us = 0;

	(void)state;
	incident.calm_since_us = T0;
	incident.lull_us = INT64_MAX;
	assert_int_equal(incident_life_decide_at_rest(&incident, &settings, T0 + 1, &again_us),
			 INCIDENT_TURN_NOTHING);
	assert_int_equal(again_us, T0 + MINUTES(360));
	for (size_t i = 0; i < sizeof(at_once) / sizeof(at_once[0]); i++) {
		incident_copy_text(incident.scope, sizeof(incident.scope), slice_from(at_once[i]));
		(void)incident_life_decide_at_rest(&incident, &settings, T0 + 1, &again_us);
		assert_int_equal(again_us, T0 + MINUTES(30));
	}
}

/* What half a day showed goes on below what shows within an hour. */
static void test_slow_trouble_ends_slowly(void **state)
{
	struct incident incident = opened();
	struct finding calm = found(CALM, 4, 0);

	(void)state;
	incident.window_us = MINUTES(720);
	calm.calm_since_us = T0 + MINUTES(10);
	assert_int_not_equal(incident_life_decide(&incident, &calm, &settings, T0 + MINUTES(200)),
			     INCIDENT_TURN_RESOLVE);
	calm.calm_slowly_since_us = T0 + MINUTES(10);
	decides(&incident, calm, T0 + MINUTES(200), INCIDENT_TURN_RESOLVE);
}

static void test_acknowledging(void **state)
{
	static const bool allowed[] = {
		[INCIDENT_OPEN] = true, [INCIDENT_ACKNOWLEDGED] = false, [INCIDENT_RESOLVED] = false
	};

	(void)state;
	for (unsigned from = 0; from < INCIDENT_STATE_COUNT; from++) {
		struct incident incident = in_state((enum incident_state)from);

		assert_int_equal(incident_life_acknowledge(&incident, slice_from("anna"), T0 + 5),
				 allowed[from]);
		assert_int_equal(incident.acknowledged_at_us, allowed[from] ? T0 + 5 : 0);
	}
}

static void test_moves(void **state)
{
	static const char *const table[] = { /* to: open acknowledged resolved */
					     [INCIDENT_OPEN] = "-ar",
					     [INCIDENT_ACKNOWLEDGED] = "--r",
					     [INCIDENT_RESOLVED] = "o--"
	};

	(void)state;
	for (unsigned from = 0; from < INCIDENT_STATE_COUNT; from++) {
		for (unsigned to = 0; to < INCIDENT_STATE_COUNT; to++)
			assert_int_equal(incident_life_may_move((enum incident_state)from,
								(enum incident_state)to),
					 table[from][to] != '-');
	}
}

static void test_names_are_cut_between_characters(void **state)
{
	char name[400];
	struct incident incident;
	struct finding finding = found(ALERT, 3, 6000);

	(void)state;
	for (size_t i = 0; i + 2 <= sizeof(name);
	     i += 2) { /* ø has two bytes: 256 fit, and no half one */
		name[i] = (char)0xc3;
		name[i + 1] = (char)0xb8;
	}
	incident_life_open(&incident, "inc-1", (struct slice){ name, sizeof(name) },
			   slice_from("brand"), &finding, T0);
	assert_int_equal(strlen(incident.brand), 256);
	incident_life_open(&incident, "inc-1", (struct slice){ name, 257 }, slice_from("brand"),
			   &finding, T0);
	assert_int_equal(strlen(incident.brand) % 2, 0);
}

static void test_illustrating(void **state)
{
	struct incident incident = opened();
	struct slice drivers[INCIDENT_DRIVERS_MAX + 2];
	struct incident_example examples[INCIDENT_EXAMPLES_MAX + 1] = { { .id = "c1" } };

	(void)state;
	for (size_t i = 0; i < INCIDENT_DRIVERS_MAX + 2; i++)
		drivers[i] = slice_from("recall\r\nBcc: x");
	incident_life_illustrate(&incident, drivers, INCIDENT_DRIVERS_MAX + 2, examples,
				 INCIDENT_EXAMPLES_MAX + 1);
	assert_int_equal(incident.driver_count, INCIDENT_DRIVERS_MAX);
	assert_string_equal(incident.drivers[7], "recall  Bcc: x");
	assert_int_equal(incident.example_count, INCIDENT_EXAMPLES_MAX);
	incident_life_illustrate(&incident, NULL, 0, NULL, 0);
	assert_int_equal(incident.driver_count + incident.example_count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_incident),
		cmocka_unit_test(test_while_it_runs),
		cmocka_unit_test(test_a_record_that_waits),
		cmocka_unit_test(test_beyond_doubt),
		cmocka_unit_test(test_calming_down),
		cmocka_unit_test(test_calm_for_a_while_already),
		cmocka_unit_test(test_only_a_comment_ends_a_silence),
		cmocka_unit_test(test_a_silence_that_falls_again),
		cmocka_unit_test(test_a_long_one_ends_slowly),
		cmocka_unit_test(test_a_mood_is_calm_after_days),
		cmocka_unit_test(test_a_post_ends_as_soon_as_ever),
		cmocka_unit_test(test_coming_back),
		cmocka_unit_test(test_time_alone),
		cmocka_unit_test(test_opening),
		cmocka_unit_test(test_unknown_authors_and_beginning),
		cmocka_unit_test(test_raising_keeps_the_worst),
		cmocka_unit_test(test_reopening),
		cmocka_unit_test(test_what_was_told),
		cmocka_unit_test(test_it_came_back_when_it_began),
		cmocka_unit_test(test_it_is_believed_later_after_it_came_back),
		cmocka_unit_test(test_slow_trouble_ends_slowly),
		cmocka_unit_test(test_what_went_on_is_of_half_a_day),
		cmocka_unit_test(test_no_end_while_a_window_alerts),
		cmocka_unit_test(test_a_lull_is_of_what_goes_on_unseen),
		cmocka_unit_test(test_acknowledging),
		cmocka_unit_test(test_moves),
		cmocka_unit_test(test_names_are_cut_between_characters),
		cmocka_unit_test(test_illustrating),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
