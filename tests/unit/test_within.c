/* test_within.c - a sour post among calm ones, and one incident for one episode; on a real Redis.
 */
#include "store_batch.h"

#include "clock.h"
#include "incidents.h"
#include "lookout.h"
#include "story.h"
#include "within.h"

enum { DAYS = 15, AN_HOUR = 60, SURGE_MAX = 120 };
#define NOON (NOW_US - NOW_US % CLOCK_DAY_US + 12 * CLOCK_HOUR_US)

static struct arena arena;
static struct config *config;
static struct counters counters;
static struct lookout *lookout;
static struct incident incident;

static void add(struct delta *delta, const char *scope, int64_t ts_us, bool negative,
		uint64_t author)
{
	const struct delta_point point = {
		.scope = slice_from(scope), .ts_us = ts_us, .negative = negative, .author = author
	};

	delta_add_point(delta, delta_brand(delta, S("acme")), &point);
}

static void say(struct delta *delta, const char *scope, int64_t ts_us, uint64_t author)
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
		.polarity = POLARITY_NEGATIVE
	};

	add(delta, "brand", ts_us, true, author);
	add(delta, scope, ts_us, true, 0);
	delta_add_recent(delta, delta_brand(delta, S("acme")), &recent);
}

/* A fifth of the comments negative, from 8 to 20, and today until noon. */
static void two_weeks(void)
{
	for (int64_t day = -DAYS; day <= 0; day++) {
		struct delta delta;

		arena_reset(&arena);
		delta_init(&delta, &arena, NOON + (day < 0 ? day + 1 : 0) * CLOCK_DAY_US);
		for (int64_t hour = -4; hour < (day < 0 ? 8 : 0); hour++)
			for (int64_t i = 0; i < AN_HOUR; i++)
				add(&delta, "brand",
				    NOON + day * CLOCK_DAY_US + hour * CLOCK_HOUR_US +
					    i * CLOCK_HOUR_US / AN_HOUR,
				    (i + hour + 20) % 5 == 0, (uint64_t)(1 + i));
		batch_commit(&delta);
	}
}

static bool runs(const char *scope)
{
	struct error error = { 0 };

	return incident_latest(house.link, 0, S("acme"), slice_from(scope), &incident, &error) ==
		       0 &&
	       incident.state == INCIDENT_OPEN && strcmp(incident.scope, scope) == 0;
}

/* Negatives on one post, among the usual others: at which one it is noticed; without `until`, in
 * any case. */
static unsigned sour(const char *scope, unsigned from, unsigned to, int64_t apart_us,
		     const char *until)
{
	for (unsigned i = from; i < to; i++) {
		const int64_t now_us = NOON + (int64_t)i * apart_us;
		struct delta delta;

		arena_reset(&arena);
		delta_init(&delta, &arena, now_us);
		say(&delta, scope, now_us, 1000 + i);
		for (int k = 0; k < (until ? 4 : 0); k++)
			add(&delta, "brand", now_us, false, 0);
		batch_commit(&delta);
		OK(lookout_brand(lookout, house.link, S("acme"), delta_brand(&delta, S("acme")),
				 now_us, &oops));
		if (until && runs(until))
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
	const struct incident_filter all = { .state = INCIDENT_STATE_COUNT };
	unsigned count = 0;

	OK(incident_list(house.link, 0, &all, count_one, &count, &oops));
	return count;
}

static void one_episode_is_one_incident(void **state)
{
	static char id[INCIDENT_ID_MAX];
	unsigned at;

	(void)state;
	two_weeks();
	at = sour("post:9", 1, SURGE_MAX, 4 * CLOCK_MINUTE_US, "post:9");
	assert_in_range(at, 5, SURGE_MAX);
	assert_false(runs("brand"));
	assert_true(runs("post:9"));
	assert_in_range(incident.authors, 4, at);
	assert_int_equal(incident.example_count, 1); /* the same words are one example */
	assert_true(incident.evidence.look_count > 0);
	assert_string_equal(incident.places[0].scope, "post:9");
	memcpy(id, incident.id, sizeof(id));

	/* Then there is far more of it than the brand can overlook: the same incident, now its. */
	(void)sour("post:9", 40 * 4 * at, 40 * 4 * at + SURGE_MAX, CLOCK_MINUTE_US / 40, NULL);
	assert_true(runs("brand"));
	assert_string_equal(incident.id, id);
	assert_int_equal(incidents(), 1);

	/* And what is within it is covered. */
	(void)sour("post:10", 40 * 4 * at + SURGE_MAX, 40 * 4 * at + 2 * SURGE_MAX,
		   CLOCK_MINUTE_US / 40, NULL);
	assert_false(runs("post:10"));
	assert_int_equal(incidents(), 1);
}

static int up(void **state)
{
	struct complaints complaints;

	complaints_init(&complaints);
	config = config_parse(S(""), "test", &complaints);
	complaints_done(&complaints);
	arena_init(&arena, 1 << 20, 64 << 20);
	return config ? house_up(state) : -1;
}

static int down(void **state)
{
	config_free(config);
	arena_done(&arena);
	return house_down(state);
}

static int begin(void **state)
{
	lookout = lookout_new(config, &counters, 0, false);
	return lookout ? house_empty(state) : -1;
}

static int end(void **state)
{
	(void)state;
	lookout = lookout_free(lookout);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(one_episode_is_one_incident, begin, end),
	};
	return cmocka_run_group_tests(tests, up, down);
}
