/* test_feeds.c - feeds that fall silent and come again, on a real Redis. */
#include "store_batch.h"

#include "clock.h"
#include "feeds.h"
#include "incidents.h"
#include "silence.h"

enum { DAYS = 15, WEB_AN_HOUR = 36, CHAT_AN_HOUR = 24 };
#define BRAND S("acme")
#define TODAY (NOW_US - NOW_US % CLOCK_DAY_US) /* a Sunday */
#define AT(hour) (TODAY + (hour)*CLOCK_HOUR_US)

static struct arena arena;
static struct config *config;
static struct raise_settings settings;

static void add(struct delta *delta, const char *scope, int64_t ts_us)
{
	const struct delta_point point = { .scope = slice_from(scope), .ts_us = ts_us };

	delta_add_point(delta, delta_brand(delta, BRAND), &point);
}

/* Comments of some hours, evenly; committed at their end. */
static void speak(int64_t from_us, int64_t to_us, unsigned web, unsigned chat)
{
	struct delta delta;

	arena_reset(&arena);
	delta_init(&delta, &arena, to_us);
	for (int64_t hour_us = from_us; hour_us < to_us; hour_us += CLOCK_HOUR_US) {
		for (unsigned i = 0; i < web; i++) {
			add(&delta, "brand", hour_us + i * CLOCK_HOUR_US / web);
			add(&delta, "channel:web", hour_us + i * CLOCK_HOUR_US / web);
		}
		for (unsigned i = 0; i < chat; i++) {
			add(&delta, "brand", hour_us + i * CLOCK_HOUR_US / chat);
			add(&delta, "channel:chat", hour_us + i * CLOCK_HOUR_US / chat);
		}
	}
	batch_commit(&delta);
}

/* Each day from 8 to 20, two weeks long; today from 8 to 12. */
static int two_weeks(void **state)
{
	house_empty(state);
	for (int64_t day = -DAYS; day < 0; day++)
		speak(AT(24 * day + 8), AT(24 * day + 20), WEB_AN_HOUR, CHAT_AN_HOUR);
	speak(AT(8), AT(12), WEB_AN_HOUR, CHAT_AN_HOUR);
	return 0;
}

/* The row that is due: what it says is done. Gives when it is due next; 0: never again. */
static int64_t look(int64_t now_us)
{
	const struct due_claim claim = { now_us, CLOCK_MINUTE_US, 10, DUE_ANY };
	struct due_row rows[10];
	int64_t next_us = 0;
	size_t count = 0, found = 0;

	OK(due_claim(house.link, 0, &claim, rows, &count, &oops));
	for (size_t i = 0; i < count; i++) {
		bool ours = false;

		OK(feeds_row(house.link, &settings, &rows[i], now_us, &ours, &oops));
		found += ours;
	}
	assert_int_equal(found, 1);
	next_us = NUMBER("ZCARD", "lv:{p0}:due");
	if (next_us > 0)
		OK(due_next(house.link, 0, &next_us, &oops));
	return next_us;
}

static void watch(int64_t now_us)
{
	OK(feeds_watch(house.link, 0, BRAND, now_us - SILENCE_SHORTEST_US, &oops));
}

static bool is_open(const char *scope, struct incident *ret_incident)
{
	struct error error = { 0 };
	const int code =
		incident_latest(house.link, 0, BRAND, slice_from(scope), ret_incident, &error);

	assert_true(code == 0 || code == ERROR_NOT_FOUND);
	return code == 0 && ret_incident->state != INCIDENT_RESOLVED;
}

static void nothing_is_said_while_comments_come(void **state)
{
	static struct incident incident;

	(void)state;
	watch(AT(12));
	const int64_t next_us = look(AT(12));

	assert_true(next_us > AT(12));
	assert_true(next_us < AT(13)); /* sixty an hour: half an hour would be news */
	assert_false(is_open("silence:brand", &incident));
	assert_false(is_open("silence:channel:web", &incident));
}

static void a_brand_that_falls_silent_is_one_incident(void **state)
{
	static struct incident incident;

	(void)state;
	watch(AT(14));
	assert_int_equal(look(AT(14)), AT(14) + SILENCE_SHORTEST_US);
	assert_true(is_open("silence:brand", &incident));
	assert_int_equal(incident.negative, 0);
	assert_in_range(incident.expected, 100000, 140000);
	assert_true(incident.began_us < AT(12) && incident.began_us > AT(11));
	assert_false(is_open("silence:channel:web", &incident)); /* no news beside it */
	assert_false(is_open("silence:channel:chat", &incident));
}

/* For a moment a clock was a day ahead, and a comment counted there: that hides no silence. */
static void a_clock_that_was_ahead_hides_nothing(void **state)
{
	static struct incident incident;
	struct feeds_heard heard;

	(void)state;
	speak(AT(36), AT(37), 1, 0);
	watch(AT(14));
	assert_int_equal(look(AT(14)), AT(14) + SILENCE_SHORTEST_US);
	assert_true(is_open("silence:brand", &incident));
	OK(feeds_hear(house.link, &settings, BRAND, S("brand"), AT(14), &heard, &oops));
	assert_true(heard.blind);
}

static void of_two_channels_the_dead_one_is_named(void **state)
{
	static struct incident incident;

	(void)state;
	speak(AT(12), AT(14), WEB_AN_HOUR, 0);
	watch(AT(14));
	(void)look(AT(14));
	assert_false(is_open("silence:brand", &incident));
	assert_false(is_open("silence:channel:web", &incident));
	assert_true(is_open("silence:channel:chat", &incident));
}

static void comments_that_come_again_calm_it(void **state)
{
	static struct incident incident;

	(void)state;
	watch(AT(14));
	(void)look(AT(14));
	speak(AT(14), AT(15), WEB_AN_HOUR, CHAT_AN_HOUR);
	watch(AT(15));
	(void)look(AT(15));
	assert_true(is_open("silence:brand", &incident));
	assert_int_equal(incident.calm_since_us, AT(15));
	bool moved = false;
	OK(raise_rest(house.link, &settings, slice_from(incident.id),
		      AT(15) + settings.config->resolve_after_us, &moved, &oops));
	assert_true(moved);
	assert_false(is_open("silence:brand", &incident));
}

static void the_night_is_not_news(void **state)
{
	static struct incident incident;

	(void)state;
	speak(AT(12), AT(20), WEB_AN_HOUR, CHAT_AN_HOUR);
	for (int64_t hour = 21; hour < 24 + 8; hour++) {
		watch(AT(hour));
		(void)look(AT(hour));
		assert_false(is_open("silence:brand", &incident));
	}
}

/* One that opened at noon, and what is said of it two hours later; still open? */
static bool is_open_at_two(const char *scope, const struct raise_settings *by)
{
	static struct incident incident;
	const struct finding finding = { .at_us = AT(12),
					 .began_us = AT(11),
					 .window_us = CLOCK_HOUR_US,
					 .negative = 30,
					 .severity = 2,
					 .surprise = 9000,
					 .alert = true };
	const struct raise_case what = { .brand = BRAND,
					 .scope = slice_from(scope),
					 .finding = &finding };
	bool moved = false;

	OK(raise_finding(house.link, by, &what, AT(12), NULL, &oops));
	assert_true(is_open(scope, &incident));
	OK(raise_rest(house.link, by, slice_from(incident.id), AT(14), &moved, &oops));
	assert_true(moved); /* over, or looked at again later */
	return is_open(scope, &incident);
}

static void nobody_says_over_while_blind(void **state)
{
	static const char *const scopes[] = { "brand",	"topic:delivery", "channel:web",
					      "post:9", "language:nb",	  "comment:c1",
					      "comment" };
	struct raise_settings recording = settings;

	recording.recording = true;
	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		(void)two_weeks(state);
		if (!is_open_at_two(scopes[i], &settings))
			fail_msg("%s is said to be over", scopes[i]);
		/* of a recording nobody can tell */
		assert_false(is_open_at_two(scopes[i], &recording));
	}
}

/* What time does to the latest incident of a scope; still open? */
static bool rests(const char *scope, int64_t now_us, struct incident *ret_incident)
{
	bool moved = false;

	assert_true(is_open(scope, ret_incident));
	OK(raise_rest(house.link, &settings, slice_from(ret_incident->id), now_us, &moved, &oops));
	return is_open(scope, ret_incident);
}

/* After twelve hours only whole weeks compare, and two of them tell nothing: it is as dead as it
 * was. A trouble that was running when it died is not over either. */
static void only_a_comment_ends_a_silence(void **state)
{
	static struct incident incident;

	(void)state;
	assert_true(is_open_at_two("brand", &settings));
	for (int64_t hour = 14; hour <= 24 * 9; hour += 5) {
		watch(AT(hour));
		(void)look(AT(hour));
		assert_true(rests("silence:brand", AT(hour), &incident));
		assert_true(rests("brand", AT(hour), &incident));
		assert_false(is_open("silence:channel:web", &incident));
	}
	speak(AT(24 * 9 + 3), AT(24 * 9 + 4), WEB_AN_HOUR, CHAT_AN_HOUR);
	watch(AT(24 * 9 + 4));
	(void)look(AT(24 * 9 + 4));
	assert_false(rests("silence:brand", AT(24 * 9 + 5), &incident));
	assert_false(incident.unheard);
}

static void one_that_never_comes_again_is_given_up_and_said_so(void **state)
{
	static struct incident incident;

	(void)state;
	watch(AT(14));
	(void)look(AT(14));
	assert_true(rests("silence:brand", AT(24 * 36), &incident));
	assert_false(rests("silence:brand", AT(24 * 37), &incident));
	assert_true(incident.unheard);
}

/* Of two days nobody can tell whether nothing is usual: it is not over in half an hour. */
static void of_a_young_brand_silence_is_no_calm(void **state)
{
	static struct incident incident;

	(void)house_empty(state);
	speak(AT(-36), AT(-24), WEB_AN_HOUR, 0);
	speak(AT(8), AT(12), WEB_AN_HOUR, 0);
	assert_true(is_open_at_two("brand", &settings));
	assert_true(rests("brand", AT(17), &incident));
	assert_false(rests("brand", AT(18), &incident));
	assert_true(incident.unheard);
}

static void of_two_channels_the_dead_one_is_blind(void **state)
{
	(void)state;
	speak(AT(12), AT(14), WEB_AN_HOUR, 0);
	assert_false(is_open_at_two("brand", &settings));
	assert_false(is_open_at_two("channel:web", &settings));
	assert_false(is_open_at_two("post:9", &settings));
	assert_false(is_open_at_two("language:nb", &settings));
	assert_true(is_open_at_two("channel:chat", &settings));
}

static void a_brand_that_is_gone_is_given_up(void **state)
{
	(void)state;
	watch(AT(24 * 40));
	assert_int_equal(look(AT(24 * 40)), 0);
}

static void other_rows_are_left_alone(void **state)
{
	const struct due_row row = { .text = "resolve:inc-1", .len = 13 };
	bool ours = true;

	(void)state;
	OK(feeds_row(house.link, &settings, &row, NOW_US, &ours, &oops));
	assert_false(ours);
}

static int up(void **state)
{
	struct complaints complaints;

	complaints_init(&complaints);
	config = config_parse(S(""), "test", &complaints);
	complaints_done(&complaints);
	arena_init(&arena, 1 << 20, 64 << 20);
	settings = (struct raise_settings){ .config = config };
	return config ? house_up(state) : -1;
}

static int down(void **state)
{
	config_free(config);
	arena_done(&arena);
	return house_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_is_said_while_comments_come, two_weeks),
		cmocka_unit_test_setup(a_brand_that_falls_silent_is_one_incident, two_weeks),
		cmocka_unit_test_setup(a_clock_that_was_ahead_hides_nothing, two_weeks),
		cmocka_unit_test_setup(of_two_channels_the_dead_one_is_named, two_weeks),
		cmocka_unit_test_setup(comments_that_come_again_calm_it, two_weeks),
		cmocka_unit_test_setup(the_night_is_not_news, two_weeks),
		cmocka_unit_test_setup(nobody_says_over_while_blind, two_weeks),
		cmocka_unit_test_setup(of_two_channels_the_dead_one_is_blind, two_weeks),
		cmocka_unit_test_setup(only_a_comment_ends_a_silence, two_weeks),
		cmocka_unit_test_setup(one_that_never_comes_again_is_given_up_and_said_so,
				       two_weeks),
		TEST(of_a_young_brand_silence_is_no_calm),
		cmocka_unit_test_setup(a_brand_that_is_gone_is_given_up, two_weeks),
		TEST(other_rows_are_left_alone),
	};
	return cmocka_run_group_tests(tests, up, down);
}
