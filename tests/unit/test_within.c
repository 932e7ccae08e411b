/* test_within.c - what is noticed within a brand: one incident for one episode, the same one when
 * it is soon back, and what people said and planned; on a real Redis. */
#include "store_lookout.h"

#include "raise.h"
#include "story.h"
#include "within.h"

enum { AN_HOUR = 60, SURGE_MAX = 120, THREATS = 60, TROUBLED = 30 };

static struct incident incident;

static void say(struct delta *delta, const char *brand, const char *scope, int64_t ts_us,
		uint64_t author)
{
	char scopes[64], id[24];
	int len = snprintf(scopes, sizeof(scopes), "%s", scope);
	(void)snprintf(id, sizeof(id), "c-%d", (int)author);
	const struct recent_comment recent = {
		.id = arena_copy(&arena, slice_from(id)),
		.text = S("Aldri mer."),
		.scopes = arena_copy(&arena, (struct slice){ scopes, (size_t)len + 1 }),
		.ts_us = ts_us,
		.author = author,
		.polarity = POLARITY_NEGATIVE,
		.action = author >= ABUSERS ? ACTION_HIDE : ACTION_ALLOW
	};

	add(delta, brand, "brand", ts_us, true, author);
	add(delta, brand, scope, ts_us, true, 0);
	delta_add_recent(delta, delta_brand(delta, slice_from(brand)), &recent);
}

static bool latest(const char *brand, const char *scope)
{
	struct error error = { 0 };

	return incident_latest(house.link, 0, slice_from(brand), slice_from(scope), &incident,
			       &error) == 0 &&
	       strcmp(incident.scope, scope) == 0;
}

static bool runs(const char *brand, const char *scope)
{
	return latest(brand, scope) && incident.state == INCIDENT_OPEN;
}

/* One negative within the brand, among so many of its others. */
static void hear(const char *brand, const char *scope, int64_t now_us, uint64_t author, int others,
		 int negative)
{
	struct delta delta = delta_at(now_us);

	say(&delta, brand, scope, now_us, author);
	for (int i = 0; i < others; i++)
		add(&delta, brand, "brand", now_us, i < negative, (uint64_t)(1 + i));
	batch_commit(&delta);
	OK(lookout_brand(lookout, house.link, slice_from(brand),
			 delta_brand(&delta, slice_from(brand)), now_us, &oops));
}

/* Negatives on one post, among the usual others: at which one it is noticed; without `until`, in
 * any case. */
static unsigned sour(const char *scope, unsigned from, unsigned to, int64_t apart_us,
		     const char *until)
{
	for (unsigned i = from; i < to; i++) {
		hear("acme", scope, NOON + (int64_t)i * apart_us, CRITICS + i, until ? 4 : 0, 0);
		if (until && runs("acme", until))
			return i;
	}
	return 0;
}

static bool count_one(void *context, const struct incident *each)
{
	(void)each;
	++*(unsigned *)context;
	return true;
}

static unsigned incidents(void)
{
	const struct incident_filter all = { .state = INCIDENT_STATE_COUNT,
					     .max = INCIDENTS_PAGE_MAX };
	unsigned count = 0;

	OK(incident_list(house.link, 0, &all, count_one, &count, &oops));
	return count;
}

static void keep_one(const char *brand, const char *scope, int64_t at_us, enum incident_state state)
{
	const struct incidents_settings store = { .partition = 0 };

	memset(&incident, 0, sizeof(incident));
	snprintf(incident.id, sizeof(incident.id), "inc-%s-%d", brand,
		 (int)((NOON - at_us) / CLOCK_SECOND_US));
	snprintf(incident.brand, sizeof(incident.brand), "%s", brand);
	snprintf(incident.scope, sizeof(incident.scope), "%s", scope);
	incident.state = state;
	incident.severity = 3;
	incident.opened_at_us = incident.updated_at_us = at_us;
	incident.resolved_at_us = state == INCIDENT_RESOLVED ? at_us : 0;
	OK(incident_create_if_none_open(house.link, &store, &incident, NULL, at_us, &oops));
}

/* Single comments that could not wait for company, one a minute. */
static void threats(const char *brand, int64_t from_us, int count)
{
	for (int i = 0; i < count; i++) {
		char scope[32];

		snprintf(scope, sizeof(scope), "comment:%d", i);
		keep_one(brand, scope, from_us + i * CLOCK_MINUTE_US, INCIDENT_RESOLVED);
	}
}

static void one_episode_is_one_incident(void **state)
{
	static char id[INCIDENT_ID_MAX];
	unsigned at;

	(void)state;
	two_weeks("acme", "brand", AN_HOUR);
	at = sour("post:9", 1, SURGE_MAX, 4 * CLOCK_MINUTE_US, "post:9");
	assert_in_range(at, 5, SURGE_MAX);
	assert_false(runs("acme", "brand"));
	assert_true(runs("acme", "post:9"));
	assert_in_range(incident.authors, 4, at);
	/* Each by somebody else, in words that are too few for copies. */
	assert_true(incident.known > 0 && incident.known <= incident.negative);
	assert_int_equal(incident.authors, incident.known);
	assert_int_equal(incident.author_most, 1);
	assert_int_equal(incident.organic, incident.known);
	assert_int_equal(incident.example_count, 1); /* the same words are one example */
	assert_true(incident.evidence.look_count > 0);
	assert_string_equal(incident.places[0].scope, "post:9");
	memcpy(id, incident.id, sizeof(id));

	/* Threats among it are incidents of their own, and hide none. */
	threats("acme", NOON + (int64_t)at * 4 * CLOCK_MINUTE_US + 1, THREATS);

	/* Then there is far more of it than the brand can overlook: the same incident, now its. */
	(void)sour("post:9", 40 * 4 * at, 40 * 4 * at + SURGE_MAX, CLOCK_MINUTE_US / 40, NULL);
	assert_true(runs("acme", "brand"));
	assert_string_equal(incident.id, id);
	assert_int_equal(incidents(), 1 + THREATS);

	/* And what is within it is covered. */
	(void)sour("post:10", 40 * 4 * at + SURGE_MAX, 40 * 4 * at + 2 * SURGE_MAX,
		   CLOCK_MINUTE_US / 40, NULL);
	assert_false(runs("acme", "post:10"));
	assert_int_equal(incidents(), 1 + THREATS);
}

/* A topic that nobody spoke of while the brand's incident began opens beside it; a post does not,
 * for people go on under the newest one. */
static void what_people_turn_to_is_another_incident(void **state)
{
	const int64_t apart_us = CLOCK_MINUTE_US / 40;
	const unsigned later = 40 * 40;

	(void)state;
	two_weeks("acme", "brand", AN_HOUR);
	two_weeks("acme", "topic:leak", 2);
	(void)sour("post:9", 0, SURGE_MAX, apart_us, NULL);
	assert_true(runs("acme", "brand"));
	(void)sour("post:10", later, later + SURGE_MAX / 2, apart_us, NULL);
	assert_false(runs("acme", "post:10"));
	assert_int_equal(incidents(), 1);
	(void)sour("topic:leak", 2 * later, 2 * later + 2 * SURGE_MAX, apart_us, NULL);
	assert_true(runs("acme", "topic:leak"));
	assert_true(incident.beside);
	assert_true(runs("acme", "brand"));
	assert_false(incident.beside);
	assert_int_equal(incidents(), 2);
}

/* Abuse began it and was hidden: quoted is what is still there to be read. */
static void what_was_hidden_is_not_what_it_began_with(void **state)
{
	(void)state;
	two_weeks("acme", "brand", AN_HOUR);
	hear("acme", "post:9", NOON + 4 * CLOCK_MINUTE_US, ABUSERS, 4, 0);
	assert_in_range(sour("post:9", 2, SURGE_MAX, 4 * CLOCK_MINUTE_US, "post:9"), 4, SURGE_MAX);
	assert_true(incident.began_us <= NOON + 4 * CLOCK_MINUTE_US);
	assert_string_equal(incident.first.id, "c-1002");
}

/* --- within a brand that is busy: a few comments an hour are of a topic --- */

enum { BUSY = 240, A_FEW = 5 };
#define EVERY_US (2 * CLOCK_MINUTE_US)

static void two_busy_weeks(const char *brand)
{
	two_weeks(brand, "brand", BUSY);
	two_weeks(brand, "topic:delivery", A_FEW);
	two_weeks(brand, "topic:price", A_FEW);
}

static void usual_hours(const char *brand, int64_t from_us, int64_t to_us)
{
	struct delta delta = delta_at(to_us);

	for (; from_us < to_us; from_us += CLOCK_HOUR_US) {
		usual_hour(&delta, brand, "brand", from_us, BUSY);
		usual_hour(&delta, brand, "topic:delivery", from_us, A_FEW);
		usual_hour(&delta, brand, "topic:price", from_us, A_FEW);
	}
	batch_commit(&delta);
}

/* A negative every other minute, among the brand's usual ones: at which one an incident runs. */
static unsigned surge(const char *brand, const char *scope, int64_t from_us)
{
	for (unsigned i = 1; i <= SURGE_MAX; i++) {
		hear(brand, scope, from_us + i * EVERY_US, CRITICS + i, BUSY / 30, BUSY / 150);
		if (runs(brand, scope)) {
			assert_in_range(i, 5, SURGE_MAX);
			return i;
		}
		assert_false(runs(brand, "brand"));
	}
	fail_msg("%s of %s: nothing was noticed", scope, brand);
	return 0;
}

/* Comes to rest at this moment. */
static void over(int64_t now_us)
{
	const struct raise_settings settings = { .config = config };
	bool moved = false;

	OK(raise_rest(house.link, &settings, slice_from(incident.id), now_us, &moved, &oops));
	OK(incident_load(house.link, 0, slice_from(incident.id), &incident, &oops));
	assert_int_equal(incident.state, INCIDENT_RESOLVED);
	assert_int_equal(incident.resolved_at_us, now_us);
}

static void soon_again_is_the_same_one_tomorrow_another(void **state)
{
	static char id[INCIDENT_ID_MAX];

	(void)state;
	two_busy_weeks("acme");
	(void)surge("acme", "topic:delivery", NOON);
	memcpy(id, incident.id, sizeof(id));
	usual_hours("acme", NOON + CLOCK_HOUR_US, NOON + 3 * CLOCK_HOUR_US);
	over(NOON + 3 * CLOCK_HOUR_US);

	(void)surge("acme", "topic:delivery", NOON + 3 * CLOCK_HOUR_US);
	assert_string_equal(incident.id, id);
	assert_int_equal(incidents(), 1);
	usual_hours("acme", NOON + 5 * CLOCK_HOUR_US, NOON + 8 * CLOCK_HOUR_US);
	over(NOON + 8 * CLOCK_HOUR_US);

	usual_hours("acme", NOON + 20 * CLOCK_HOUR_US, NOON + 24 * CLOCK_HOUR_US);
	(void)surge("acme", "topic:delivery", NOON + CLOCK_DAY_US);
	assert_string_not_equal(incident.id, id);
	assert_int_equal(incidents(), 2);
}

/* What people say of past incidents of one scope. */
static void say_of_past_ones(const char *brand, const char *scope, enum incident_feedback feedback,
			     int count)
{
	const struct raise_settings settings = { .config = config };

	for (int i = 0; i < count; i++) {
		keep_one(brand, scope,
			 NOON - (12 - i) * CLOCK_DAY_US - (int64_t)strlen(scope) * CLOCK_SECOND_US,
			 INCIDENT_RESOLVED);
		OK(incident_mark(house.link, &settings, slice_from(incident.id), feedback,
				 S("anna"), NOON, &oops));
	}
}

static int32_t line_of(const char *brand, const char *scope, unsigned *ret_at)
{
	*ret_at = surge(brand, scope, NOON);
	return incident.evidence.looks[0].line;
}

static void a_word_moves_the_line_of_its_scope_alone(void **state)
{
	unsigned usual, moved, other, sooner;

	(void)state;
	two_busy_weeks("plain");
	two_busy_weeks("false");
	two_busy_weeks("real");
	say_of_past_ones("false", "topic:delivery", INCIDENT_FEEDBACK_FALSE, 3);
	say_of_past_ones("false", "brand", INCIDENT_FEEDBACK_FALSE, 3);
	threats("false", NOON - 5 * CLOCK_DAY_US, THREATS);
	say_of_past_ones("real", "topic:delivery", INCIDENT_FEEDBACK_REAL, 2);
	say_of_past_ones("real", "topic:price", INCIDENT_FEEDBACK_FALSE, 3);
	const int32_t line = line_of("plain", "topic:delivery", &usual);

	assert_int_equal(line_of("false", "topic:delivery", &moved), line + 900);
	assert_true(moved > usual);
	assert_int_equal(line_of("false", "topic:price", &other), line);
	assert_int_equal(other, usual);
	assert_int_equal(line_of("real", "topic:delivery", &sooner), line - 300);
	assert_true(sooner <= usual);
}

/* Trouble from noon to three on five days of last week, of which people were told and said this. */
static void troubled_days(const char *brand, enum incident_feedback feedback)
{
	const struct raise_settings settings = { .config = config };
	const struct incidents_settings store = { .partition = 0 };

	for (int day = -9; day < -4; day++) {
		const int64_t from_us = NOON + day * CLOCK_DAY_US;
		struct delta delta = delta_at(from_us + 3 * CLOCK_HOUR_US);

		for (int i = 0; i < TROUBLED; i++)
			add(&delta, brand, "topic:delivery",
			    from_us + i * (3 * CLOCK_HOUR_US / TROUBLED), true,
			    (uint64_t)(CRITICS + i));
		batch_commit(&delta);
		memset(&incident, 0, sizeof(incident));
		snprintf(incident.id, sizeof(incident.id), "inc-%s%d", brand, day);
		snprintf(incident.brand, sizeof(incident.brand), "%s", brand);
		snprintf(incident.scope, sizeof(incident.scope), "topic:delivery");
		incident.state = INCIDENT_RESOLVED;
		incident.severity = 3;
		incident.began_us = from_us;
		incident.opened_at_us = from_us + CLOCK_MINUTE_US;
		incident.resolved_at_us = incident.updated_at_us = from_us + 3 * CLOCK_HOUR_US;
		OK(incident_create_if_none_open(house.link, &store, &incident, NULL, from_us,
						&oops));
		if (feedback != INCIDENT_FEEDBACK_NONE)
			OK(incident_mark(house.link, &settings, slice_from(incident.id), feedback,
					 S("anna"), NOON, &oops));
	}
}

/* What was to be expected of the latest 80 minutes when a surge was noticed. */
static int64_t expected_of(const char *brand)
{
	(void)surge(brand, "topic:delivery", NOON);
	return incident.evidence.looks[4].expected;
}

static void trouble_that_was_told_is_not_learnt_unless_a_person_says_so(void **state)
{
	int64_t plain, told, expected;

	(void)state;
	two_busy_weeks("plain");
	two_busy_weeks("told");
	two_busy_weeks("expected");
	troubled_days("told", INCIDENT_FEEDBACK_NONE);
	troubled_days("expected", INCIDENT_FEEDBACK_EXPECTED);
	plain = expected_of("plain");
	told = expected_of("told");
	expected = expected_of("expected");
	assert_in_range(told, plain * 8 / 10, plain * 12 / 10);
	assert_true(expected > told * 13 / 10);
}

static void a_word_moves_the_line_of_its_post(void **state)
{
	unsigned usual, moved;

	(void)state;
	two_busy_weeks("plain");
	two_busy_weeks("false");
	say_of_past_ones("false", "post:9", INCIDENT_FEEDBACK_FALSE, 3);
	say_of_past_ones("false", "post:10", INCIDENT_FEEDBACK_REAL, 1);
	const int32_t line = line_of("plain", "post:9", &usual);

	assert_int_equal(line_of("false", "post:9", &moved), line + 900);
	assert_true(moved > usual);
}

/* A post is judged by its share of negatives, which no launch excuses. */
static void a_launch_excuses_a_topic_but_no_post(void **state)
{
	static const char *const scopes[] = { "topic:delivery", "post:9" };
	unsigned usual[2], launched[2];
	int64_t expected[2];

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		house_empty(state);
		two_busy_weeks("plain");
		two_busy_weeks("launched");
		usual[i] = surge("plain", scopes[i], NOON);
		expected[i] = incident.evidence.looks[0].expected;
		launched[i] = surge("launched", scopes[i], NOON);
		expected[i] = incident.evidence.looks[0].expected - expected[i];
	}
	assert_true(launched[0] > usual[0]);
	assert_true(expected[0] > 0);
	assert_int_equal(launched[1], usual[1]);
	assert_int_equal(expected[1], 0);
}

/* So many others that the brand's recent comments do not reach back far. */
static void flood_recent(const char *brand, int64_t now_us)
{
	enum { BATCHES = 4, OTHERS = 100 };

	for (int batch = 0; batch < BATCHES; batch++) {
		struct delta delta = delta_at(now_us);

		for (int i = 0; i < OTHERS; i++) {
			char id[32];
			(void)snprintf(id, sizeof(id), "o-%d-%d", batch, i);
			const struct recent_comment recent = { .id = arena_copy(&arena,
										slice_from(id)),
							       .text = S("Når åpner dere?"),
							       .ts_us = now_us,
							       .author = (uint64_t)(1 + i),
							       .polarity = POLARITY_NEUTRAL };

			delta_add_recent(&delta, delta_brand(&delta, slice_from(brand)), &recent);
		}
		batch_commit(&delta);
	}
}

/* A surge of which only two or three comments are among the brand's recent ones; `people` write in
 * turn. Gives when it was noticed, 0: never. */
static unsigned noticed_among_many(const char *brand, unsigned people)
{
	for (unsigned i = 1; i <= SURGE_MAX / 2; i++) {
		const int64_t now_us = NOON + i * EVERY_US;

		flood_recent(brand, now_us - CLOCK_SECOND_US);
		hear(brand, "topic:delivery", now_us, CRITICS + i % people, BUSY / 30, BUSY / 150);
		if (runs(brand, "topic:delivery"))
			return i;
	}
	return 0;
}

/* People whose comments are among the recent ones no more were people all the same; one who writes
 * again and again is still one. */
static void people_are_not_forgotten_within_a_busy_brand(void **state)
{
	(void)state;
	two_busy_weeks("plain");
	two_busy_weeks("noisy");
	two_busy_weeks("flooded");
	two_busy_weeks("two");
	const unsigned usual = surge("plain", "topic:delivery", NOON);

	assert_in_range(noticed_among_many("noisy", SURGE_MAX), usual, usual + 1);
	assert_true(incident.authors > 0 && incident.authors <= usual);
	assert_int_equal(noticed_among_many("flooded", 1), 0);
	/* Two who take turns are not four because two or three comments of theirs are left. */
	assert_true(noticed_among_many("two", 2) > usual + 2);
}

static int up(void **state)
{
	static char text[256];

	launch(text);
	return lookout_up(state, text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_episode_is_one_incident, begin, end),
		cmocka_unit_test_setup_teardown(what_people_turn_to_is_another_incident, begin,
						end),
		cmocka_unit_test_setup_teardown(what_was_hidden_is_not_what_it_began_with, begin,
						end),
		cmocka_unit_test_setup_teardown(soon_again_is_the_same_one_tomorrow_another, begin,
						end),
		cmocka_unit_test_setup_teardown(a_word_moves_the_line_of_its_scope_alone, begin,
						end),
		cmocka_unit_test_setup_teardown(
			trouble_that_was_told_is_not_learnt_unless_a_person_says_so, begin, end),
		cmocka_unit_test_setup_teardown(a_word_moves_the_line_of_its_post, begin, end),
		cmocka_unit_test_setup_teardown(a_launch_excuses_a_topic_but_no_post, begin, end),
		cmocka_unit_test_setup_teardown(people_are_not_forgotten_within_a_busy_brand, begin,
						end),
	};
	return cmocka_run_group_tests(tests, up, lookout_down);
}
