/* test_lookout.c - what people said of past incidents, and what is planned, in the look after a
 * commit; on a real Redis. The rest of lookout: tests/integration/test_main_job.py. */
#include "store_lookout.h"

enum { AN_HOUR = 10, SURGE_MAX = 200 };

/* A brand that is used to waves: on every second day, an hour of forty more negatives. */
static void waves(const char *brand)
{
	for (int64_t day = -DAYS; day < 0; day += 2) {
		const int64_t from_us = NOON + day * CLOCK_DAY_US + 3 * CLOCK_HOUR_US;
		struct delta delta = delta_at(from_us + CLOCK_HOUR_US);

		for (int64_t i = 0; i < 40; i++)
			add(&delta, brand, "brand", from_us + i * CLOCK_MINUTE_US, true,
			    (uint64_t)(1 + i));
		batch_commit(&delta);
	}
}

/* Negatives one after the other from noon on: at which one an incident opens, and how bad it is. */
static unsigned opens_at(const char *brand, uint64_t first_author, struct incident *ret_incident)
{
	for (unsigned i = 1; i <= SURGE_MAX; i++) {
		const int64_t now_us = NOON + (int64_t)i * CLOCK_SECOND_US;
		struct delta delta = delta_at(now_us);
		struct error error = { 0 };

		add(&delta, brand, "brand", now_us, true, first_author + i);
		batch_commit(&delta);
		OK(lookout_brand(lookout, house.link, slice_from(brand),
				 delta_brand(&delta, slice_from(brand)), now_us, &oops));
		if (incident_latest(house.link, 0, slice_from(brand), S("brand"), ret_incident,
				    &error) == 0 &&
		    ret_incident->state == INCIDENT_OPEN)
			return i;
	}
	return 0;
}

static void say_of_past_ones(const char *brand, enum incident_feedback feedback, int count)
{
	const struct incidents_settings settings = { .partition = 0 };

	for (int i = 0; i < count; i++) {
		static struct incident incident;

		memset(&incident, 0, sizeof(incident));
		snprintf(incident.id, sizeof(incident.id), "inc-%s-%d", brand, i);
		snprintf(incident.brand, sizeof(incident.brand), "%s", brand);
		snprintf(incident.scope, sizeof(incident.scope), "brand");
		incident.state = INCIDENT_RESOLVED;
		incident.severity = 3;
		incident.feedback = feedback;
		incident.opened_at_us = incident.updated_at_us = incident.resolved_at_us =
			NOON - (10 - i) * CLOCK_DAY_US;
		OK(incident_create_if_none_open(house.link, &settings, &incident, NULL,
						incident.opened_at_us, &oops));
	}
}

static void false_alarms_move_the_line(void **state)
{
	static struct incident plain, marked;

	(void)state;
	two_weeks("plain", "brand", AN_HOUR);
	two_weeks("marked", "brand", AN_HOUR);
	say_of_past_ones("marked", INCIDENT_FEEDBACK_FALSE, 5);
	const unsigned usual = opens_at("plain", CRITICS, &plain),
		       moved = opens_at("marked", CRITICS, &marked);

	assert_in_range(usual, 5, SURGE_MAX);
	assert_true(plain.severity > 1);
	assert_true(moved > usual);
	assert_in_range(moved, 5, SURGE_MAX);
	assert_true(marked.surprise > plain.surprise);
	assert_true(marked.evidence.looks[0].line > plain.evidence.looks[0].line);
}

/* Five false alarms ask for thirty times the rarity. Critics are held to that; abuse that is of
 * severity 1 by the line as it was is told before it is so rare. */
static void false_alarms_mute_nothing_of_severity_1(void **state)
{
	static struct incident critics, abuse;

	(void)state;
	two_weeks("critics", "brand", AN_HOUR);
	waves("critics");
	two_weeks("abused", "brand", AN_HOUR);
	waves("abused");
	say_of_past_ones("critics", INCIDENT_FEEDBACK_FALSE, 5);
	say_of_past_ones("abused", INCIDENT_FEEDBACK_FALSE, 5);
	const unsigned moved = opens_at("critics", CRITICS, &critics);
	const unsigned told = opens_at("abused", ABUSERS, &abuse);

	assert_in_range(told, 5, moved - 1);
	assert_int_equal(abuse.severity, 1);
	assert_true(critics.severity > 1);
	assert_true(abuse.surprise < critics.surprise);
}

/* Another judge commits a moment after this one has asked what time it is. */
static void what_counts_is_told(void **state)
{
	static struct incident incident;
	const struct slice brand = S("late");
	const int64_t asked_us = NOON + CLOCK_SECOND_US, written_us = asked_us + 5000;
	struct delta delta;

	(void)state;
	two_weeks("late", "brand", AN_HOUR);
	delta = delta_at(written_us);
	for (unsigned i = 0; i < 60; i++) {
		char id[8];

		(void)snprintf(id, sizeof(id), "c%u", i);
		const struct recent_comment recent = { .id = arena_copy(&arena, slice_from(id)),
						       .text = S("Never again"),
						       .polarity = POLARITY_NEGATIVE,
						       .ts_us = written_us,
						       .author = CRITICS + i };

		add(&delta, "late", "brand", written_us, true, recent.author);
		delta_add_recent(&delta, delta_brand(&delta, brand), &recent);
	}
	batch_commit(&delta);
	OK(lookout_brand(lookout, house.link, brand, delta_brand(&delta, brand), asked_us, &oops));
	OK(incident_latest(house.link, 0, brand, S("brand"), &incident, &oops));
	assert_int_equal(incident.state, INCIDENT_OPEN);
	assert_int_equal(incident.negative, 60);
	assert_int_equal(incident.known, 60);
	assert_true(incident.first.id[0]);
}

static void negatives(const char *brand, const char *scope, uint64_t first, unsigned count,
		      int64_t now_us)
{
	struct delta delta = delta_at(now_us);

	for (unsigned i = 0; i < count; i++) {
		add(&delta, brand, "brand", now_us, true, CRITICS + first + i);
		if (scope)
			add(&delta, brand, scope, now_us, true, CRITICS + first + i);
	}
	batch_commit(&delta);
	OK(lookout_brand(lookout, house.link, slice_from(brand),
			 delta_brand(&delta, slice_from(brand)), now_us, &oops));
}

/* A burst is over before the next record is worth noting, and no comment comes any more. */
static void the_end_of_a_burst_is_counted(void **state)
{
	static struct incident incident;
	const struct slice brand = S("burst");

	(void)state;
	two_weeks("burst", "brand", AN_HOUR);
	negatives("burst", NULL, 0, 60, NOON);
	OK(incident_latest(house.link, 0, brand, S("brand"), &incident, &oops));
	assert_int_equal(incident.negative, 60);
	negatives("burst", NULL, 60, 1, NOON + CLOCK_SECOND_US / 2);
	int64_t now_us = NOON + CLOCK_SECOND_US / 2;
	for (int looks = 0; lookout_next(lookout) != INT64_MAX && looks < 5; looks++) {
		now_us = lookout_next(lookout);
		OK(lookout_rest(lookout, house.link, now_us, now_us, &oops));
	}
	assert_int_equal(lookout_next(lookout), INT64_MAX);
	assert_true(now_us <= NOON + 3 * CLOCK_SECOND_US);
	OK(incident_latest(house.link, 0, brand, S("brand"), &incident, &oops));
	assert_int_equal(incident.negative, 61);
	assert_int_equal(incident.comments, 61);
	assert_int_equal(incident.peak_at_us, now_us);
}

/* Redis goes between the commit and the look, and no comment comes any more. */
static void a_look_that_failed_waits_for_redis(void **state)
{
	static struct incident incident;
	const struct slice brand = S("waits");
	struct error error = { 0 };

	(void)state;
	two_weeks("waits", "brand", AN_HOUR);
	struct delta delta = delta_at(NOON);
	for (unsigned i = 0; i < 60; i++)
		add(&delta, "waits", "brand", NOON, true, CRITICS + i);
	batch_commit(&delta);
	redis_link_close(house.link);
	assert_int_equal(
		lookout_brand(lookout, house.link, brand, delta_brand(&delta, brand), NOON, &error),
		ERROR_AWAY);
	assert_true(lookout_next(lookout) <= NOON);
	OK(redis_link_ready(house.link, INT64_MAX, &oops));
	OK(lookout_rest(lookout, house.link, NOON, NOON + CLOCK_SECOND_US, &oops));
	OK(incident_latest(house.link, 0, brand, S("brand"), &incident, &oops));
	assert_int_equal(incident.state, INCIDENT_OPEN);
	assert_int_equal(lookout_next(lookout), INT64_MAX);
}

/* Whether the batch was committed is not known: it is looked at all the same. */
static void what_was_touched_is_looked_at_later(void **state)
{
	static struct incident incident;
	const struct slice brand = S("touched");

	(void)state;
	two_weeks("touched", "brand", AN_HOUR);
	struct delta delta = delta_at(NOON);
	for (unsigned i = 0; i < 60; i++)
		add(&delta, "touched", "brand", NOON, true, CRITICS + i);
	batch_commit(&delta);
	lookout_touch(lookout, brand, delta_brand(&delta, brand), NOON);
	assert_true(lookout_next(lookout) < NOON + CLOCK_SECOND_US);
	OK(lookout_rest(lookout, house.link, INT64_MAX, NOON + CLOCK_SECOND_US, &oops));
	OK(incident_latest(house.link, 0, brand, S("brand"), &incident, &oops));
}

/* Killed between the commit and the look: the next one looks at its start. */
static void the_next_one_looks_at_its_start(void **state)
{
	static struct incident incident;
	const struct slice brand = S("killed");

	(void)state;
	two_weeks("killed", "brand", AN_HOUR);
	struct delta delta = delta_at(NOON);
	for (unsigned i = 0; i < 60; i++)
		add(&delta, "killed", "brand", NOON, true, CRITICS + i);
	batch_commit(&delta);
	lookout_await(lookout, brand, NOON);
	assert_true(lookout_next(lookout) <= NOON);
	OK(lookout_rest(lookout, house.link, NOON, NOON + CLOCK_SECOND_US, &oops));
	OK(incident_latest(house.link, 0, brand, S("brand"), &incident, &oops));
	assert_int_equal(incident.state, INCIDENT_OPEN);
}

static void commit_surge(const char *brand, struct delta *ret_delta)
{
	*ret_delta = delta_at(NOON);
	for (unsigned i = 0; i < 60; i++)
		add(ret_delta, brand, "brand", NOON, true, CRITICS + i);
	batch_commit(ret_delta);
}

static void touch_with_a_neutral_one(const char *brand)
{
	struct delta delta = delta_at(NOON);

	add(&delta, brand, "brand", NOON, false, CRITICS);
	lookout_touch(lookout, slice_from(brand), delta_brand(&delta, slice_from(brand)), NOON);
}

/* The judge that counted them was killed before its look; this one's next comment is a neutral one.
 */
static void what_another_counted_is_news(void **state)
{
	static struct incident incident;
	const struct slice brand = S("left");
	struct delta delta;

	(void)state;
	two_weeks("left", "brand", AN_HOUR);
	lookout_await(lookout, brand, NOON);
	OK(lookout_rest(lookout, house.link, NOON, NOON, &oops));
	assert_int_equal(lookout_next(lookout), INT64_MAX);
	commit_surge("left", &delta);
	touch_with_a_neutral_one("left");
	OK(lookout_rest(lookout, house.link, INT64_MAX, NOON + CLOCK_SECOND_US, &oops));
	OK(incident_latest(house.link, 0, brand, S("brand"), &incident, &oops));
	assert_int_equal(incident.state, INCIDENT_OPEN);
}

/* The same, read when only a post is looked at, for the brand itself rests for ten minutes. */
static void what_another_counted_does_not_rest(void **state)
{
	static struct incident incident;
	const struct slice brand = S("rests");
	struct delta delta;

	(void)state;
	two_weeks("rests", "brand", AN_HOUR);
	lookout_await(lookout, brand, NOON);
	OK(lookout_rest(lookout, house.link, NOON, NOON, &oops));
	commit_surge("rests", &delta);
	delta = delta_at(NOON);
	add(&delta, "rests", "post:1", NOON, true, CRITICS);
	lookout_touch(lookout, brand, delta_brand(&delta, brand), NOON);
	for (int64_t now_us = NOON; now_us <= NOON + CLOCK_SECOND_US;
	     now_us += CLOCK_SECOND_US / 10)
		OK(lookout_rest(lookout, house.link, now_us, now_us, &oops));
	OK(incident_latest(house.link, 0, brand, S("brand"), &incident, &oops));
	assert_int_equal(incident.state, INCIDENT_OPEN);
}

/* More brands than are remembered: those with neutral comments give way to the next one. */
static void negatives_that_wait_keep_their_place(void **state)
{
	enum { BRANDS = 256 };
	static struct incident incident;
	char name[16];
	struct delta delta;

	(void)state;
	two_weeks("b0", "brand", AN_HOUR);
	for (int i = 0; i < BRANDS; i++) {
		snprintf(name, sizeof(name), "b%d", i);
		lookout_await(lookout, slice_from(name), NOON);
	}
	OK(lookout_rest(lookout, house.link, NOON, NOON, &oops));
	commit_surge("b0", &delta);
	lookout_touch(lookout, S("b0"), delta_brand(&delta, S("b0")), NOON);
	for (int i = 1; i <= BRANDS; i++) {
		snprintf(name, sizeof(name), "b%d", i);
		touch_with_a_neutral_one(name);
	}
	OK(lookout_rest(lookout, house.link, INT64_MAX, NOON + CLOCK_SECOND_US, &oops));
	OK(incident_latest(house.link, 0, S("b0"), S("brand"), &incident, &oops));
	assert_int_equal(incident.state, INCIDENT_OPEN);
}

static void a_planned_event_is_of_its_brand(void **state)
{
	static struct incident plain, planned;

	(void)state;
	two_weeks("plain", "brand", AN_HOUR);
	two_weeks("launched", "brand", AN_HOUR);
	const unsigned usual = opens_at("plain", CRITICS, &plain),
		       moved = opens_at("launched", CRITICS, &planned);

	assert_in_range(usual, 5, SURGE_MAX);
	assert_true(moved > usual);
}

#define STORM_END (NOON - 2 * CLOCK_HOUR_US - 5 * CLOCK_MINUTE_US)

/* A storm of which people were told, from three hours ago on. */
static void storm_that_was_told(const char *brand, int64_t calm_us, int64_t to_us)
{
	static struct incident told;
	const struct incidents_settings settings = { .partition = 0 };
	const int64_t from_us = NOON - 3 * CLOCK_HOUR_US;
	struct delta delta = delta_at(from_us + CLOCK_HOUR_US);

	for (unsigned i = 0; i < 150; i++)
		add(&delta, brand, "brand", from_us + i * 20 * CLOCK_SECOND_US, true, CRITICS + i);
	batch_commit(&delta);
	memset(&told, 0, sizeof(told));
	snprintf(told.id, sizeof(told.id), "inc-%s", brand);
	snprintf(told.brand, sizeof(told.brand), "%s", brand);
	snprintf(told.scope, sizeof(told.scope), "brand");
	told.severity = 1;
	told.began_us = told.opened_at_us = told.updated_at_us = from_us;
	OK(incident_create_if_none_open(house.link, &settings, &told, NULL, from_us, &oops));
	told.state = INCIDENT_RESOLVED;
	told.calm_since_us = calm_us;
	told.updated_at_us = told.resolved_at_us = to_us;
	OK(incident_update(house.link, &settings, &told, NULL, to_us, &oops));
}

/* A minute after the end of an incident: what comes then was not told, nor was the calm before it.
 */
static void what_comes_right_after_the_end_opens_it_again(void **state)
{
	static struct incident incident;

	(void)state;
	two_weeks("soon", "brand", AN_HOUR);
	storm_that_was_told("soon", NOON - 90 * CLOCK_MINUTE_US, NOON - CLOCK_MINUTE_US);
	assert_in_range(opens_at("soon", CRITICS, &incident), 5, SURGE_MAX);
	assert_string_equal(incident.id, "inc-soon");
	assert_int_equal(incident.told_until_us, NOON - 90 * CLOCK_MINUTE_US);
	assert_true(incident.lull_us >= 89 * CLOCK_MINUTE_US);
}

/* Abuse that is told by the line as it was, and is over: one more is not all of it again. */
static void a_lower_line_tells_nothing_again(void **state)
{
	static struct incident incident;
	const struct incidents_settings settings = { .partition = 0 };

	(void)state;
	two_weeks("again", "brand", AN_HOUR);
	waves("again");
	say_of_past_ones("again", INCIDENT_FEEDBACK_FALSE, 5);
	const int64_t over_us = NOON + opens_at("again", ABUSERS, &incident) * CLOCK_SECOND_US,
		      next_us = over_us + CLOCK_MINUTE_US;
	assert_int_equal(incident.severity, 1);
	incident.state = INCIDENT_RESOLVED;
	incident.updated_at_us = incident.resolved_at_us = over_us;
	OK(incident_update(house.link, &settings, &incident, NULL, over_us, &oops));
	struct delta delta = delta_at(next_us);
	add(&delta, "again", "brand", next_us, true, CRITICS);
	batch_commit(&delta);
	OK(lookout_brand(lookout, house.link, S("again"), delta_brand(&delta, S("again")), next_us,
			 &oops));
	OK(incident_latest(house.link, 0, S("again"), S("brand"), &incident, &oops));
	assert_int_equal(incident.state, INCIDENT_RESOLVED);
}

/* What was told is no part of the next one: not when it is opened, and not while it runs. */
static void a_new_trouble_has_figures_of_its_own(void **state)
{
	enum { IN_ALL = 12 };
	static struct incident incident;

	(void)state;
	two_weeks("anew", "brand", AN_HOUR);
	storm_that_was_told("anew", 0, STORM_END);
	const unsigned opened = opens_at("anew", ABUSERS, &incident);
	assert_in_range(opened, 5, IN_ALL);
	assert_true(incident.negative <= opened);
	for (unsigned i = opened + 1; i <= IN_ALL; i++) {
		const int64_t now_us = NOON + (int64_t)i * 10 * CLOCK_SECOND_US;
		struct delta delta = delta_at(now_us);

		add(&delta, "anew", "brand", now_us, true, CRITICS + i);
		batch_commit(&delta);
		OK(lookout_brand(lookout, house.link, S("anew"), delta_brand(&delta, S("anew")),
				 now_us, &oops));
	}
	OK(incident_latest(house.link, 0, S("anew"), S("brand"), &incident, &oops));
	assert_in_range(incident.negative, opened, IN_ALL);
	assert_true(incident.authors <= IN_ALL && incident.severity > 1);
	assert_true(incident.began_us >= NOON - CLOCK_MINUTE_US);
	assert_int_equal(incident.told_until_us, STORM_END);
	for (size_t i = 0; i < incident.evidence.look_count; i++) {
		const struct evidence_look *look = &incident.evidence.looks[i];

		assert_true(look->at_us - look->window_us >= incident.told_until_us ||
			    look->short_of & 1u << EVIDENCE_TOLD);
	}
}

static int up(void **state)
{
	static char text[256];

	launch(text);
	return lookout_up(state, text);
}

static void look_now(struct slice brand)
{
	lookout_await(lookout, brand, NOON);
	OK(lookout_rest(lookout, house.link, NOON, NOON, &oops));
}

/* A fail-over lost the end of a journal that was read already, and it has grown beyond that place
 * since: what came on it is seen by who begins anew. */
static void what_redis_lost_is_read_anew(void **state)
{
	static struct incident incident;
	const struct slice brand = S("cut");
	struct redis_command command;
	struct redisReply *reply, *done = NULL;
	struct delta delta;

	(void)state;
	two_weeks("cut", "brand", AN_HOUR);
	reply = ASK("GET", "lv:{p0}:journal:cut");
	delta = delta_at(NOON);
	for (int i = 1; i <= 3; i++)
		add(&delta, "cut", "brand", NOON - i * CLOCK_MINUTE_US, false, CRITICS);
	batch_commit(&delta);
	look_now(brand);
	redis_command_init(&command, "SET");
	redis_command_add_text(&command, "lv:{p0}:journal:cut");
	redis_command_add(&command, redis_reply_text(reply));
	OK(redis_link_command(house.link, &command, &done, &oops));
	redis_reply_free(reply);
	redis_reply_free(done);
	delta = delta_at(NOON);
	for (unsigned i = 0; i < 60; i++)
		add(&delta, "cut", "brand", NOON - 9 * CLOCK_MINUTE_US, true, CRITICS + i);
	for (int i = 1; i <= 8; i++)
		add(&delta, "cut", "brand", NOON - i * CLOCK_MINUTE_US, false, CRITICS);
	batch_commit(&delta);
	lookout_touch(lookout, brand, delta_brand(&delta, brand), NOON);
	lookout_forget(lookout);
	look_now(brand);
	OK(incident_latest(house.link, 0, brand, S("brand"), &incident, &oops));
	assert_int_equal(incident.state, INCIDENT_OPEN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(false_alarms_move_the_line, begin, end),
		cmocka_unit_test_setup_teardown(false_alarms_mute_nothing_of_severity_1, begin,
						end),
		cmocka_unit_test_setup_teardown(what_counts_is_told, begin, end),
		cmocka_unit_test_setup_teardown(the_end_of_a_burst_is_counted, begin, end),
		cmocka_unit_test_setup_teardown(a_look_that_failed_waits_for_redis, begin, end),
		cmocka_unit_test_setup_teardown(what_was_touched_is_looked_at_later, begin, end),
		cmocka_unit_test_setup_teardown(the_next_one_looks_at_its_start, begin, end),
		cmocka_unit_test_setup_teardown(what_redis_lost_is_read_anew, begin, end),
		cmocka_unit_test_setup_teardown(what_another_counted_is_news, begin, end),
		cmocka_unit_test_setup_teardown(what_another_counted_does_not_rest, begin, end),
		cmocka_unit_test_setup_teardown(negatives_that_wait_keep_their_place, begin, end),
		cmocka_unit_test_setup_teardown(a_planned_event_is_of_its_brand, begin, end),
		cmocka_unit_test_setup_teardown(what_comes_right_after_the_end_opens_it_again,
						begin, end),
		cmocka_unit_test_setup_teardown(a_lower_line_tells_nothing_again, begin, end),
		cmocka_unit_test_setup_teardown(a_new_trouble_has_figures_of_its_own, begin, end),
	};
	return cmocka_run_group_tests(tests, up, lookout_down);
}
