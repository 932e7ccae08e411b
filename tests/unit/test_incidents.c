/* test_incidents.c - incidents in the store: one at a time, changed by one at a time. */
#include "store_house.h"

#include "due.h"
#include "incidents.h"
#include "outbox.h"

static const struct incidents_settings settings;

static struct incident make(const char *id, const char *brand, int64_t opened_us)
{
	struct incident incident = {
		.scope = "brand",
		.severity = 2,
		.opened_at_us = opened_us,
		.began_us = opened_us,
	};

	(void)snprintf(incident.id, sizeof(incident.id), "%s", id);
	(void)snprintf(incident.brand, sizeof(incident.brand), "%s", brand);
	return incident;
}

static int create(struct incident *incident)
{
	struct error error = { 0 };

	return incident_create_if_none_open(house.link, &settings, incident, NULL, NOW_US, &error);
}

static int update(struct incident *incident)
{
	struct error error = { 0 };

	return incident_update(house.link, &settings, incident, NULL, NOW_US, &error);
}

static void test_one_at_a_time(void **state)
{
	struct incident a = make("inc-a", "acme", NOW_US), b = make("inc-b", "acme", NOW_US + 1);
	struct incident other = make("inc-c", "other", NOW_US), loaded;

	(void)state;
	assert_int_equal(create(&a), 0);
	assert_int_equal(a.version, 1);
	assert_int_equal(create(&b), ERROR_CONFLICT);
	assert_int_equal(b.version, 0);
	assert_int_equal(create(&other), 0);

	a.state = INCIDENT_ACKNOWLEDGED;
	assert_int_equal(update(&a), 0);
	assert_int_equal(create(&b), ERROR_CONFLICT);
	a.state = INCIDENT_RESOLVED;
	assert_int_equal(update(&a), 0);
	assert_int_equal(a.version, 3);
	OK(incident_latest(house.link, 0, S("acme"), S("brand"), &loaded, &oops));
	assert_string_equal(loaded.id, "inc-a");

	assert_int_equal(create(&b), 0);
	OK(incident_latest(house.link, 0, S("acme"), S("brand"), &loaded, &oops));
	assert_string_equal(loaded.id, "inc-b");
	a.state = INCIDENT_OPEN; /* the older one cannot come back beside it */
	assert_int_equal(update(&a), ERROR_CONFLICT);
	b.state = INCIDENT_RESOLVED;
	assert_int_equal(update(&b), 0);
	b.state = INCIDENT_OPEN; /* but the latest one can */
	assert_int_equal(update(&b), 0);
}

static void test_compare_and_set(void **state)
{
	struct incident a = make("inc-a", "acme", NOW_US), mine, theirs, gone;

	(void)state;
	assert_int_equal(create(&a), 0);
	OK(incident_load(house.link, 0, S("inc-a"), &mine, &oops));
	theirs = mine;
	theirs.severity = 1;
	assert_int_equal(update(&theirs), 0);
	mine.severity = 4;
	assert_int_equal(update(&mine), ERROR_CONFLICT);
	assert_int_equal(mine.version, 1);
	OK(incident_load(house.link, 0, S("inc-a"), &mine, &oops));
	assert_int_equal(mine.severity, 1);
	assert_int_equal(mine.version, 2);

	gone = make("inc-x", "acme", NOW_US);
	assert_int_equal(update(&gone), ERROR_INVALID);
	gone.version = 1;
	assert_int_equal(update(&gone), ERROR_NOT_FOUND);
	struct error error = { 0 };
	assert_int_equal(incident_load(house.link, 0, S("inc-x"), &gone, &error), ERROR_NOT_FOUND);
	assert_int_equal(incident_load(house.link, 0, S(""), &gone, &error), ERROR_NOT_FOUND);
	assert_int_equal(incident_latest(house.link, 0, S("x"), S("brand"), &gone, &error),
			 ERROR_NOT_FOUND);
}

/* A change that is refused brings nothing along; one that is made brings all. */
static void test_effects(void **state)
{
	struct effect_row row = { S("escalate:inc-a"), NOW_US + MINUTE_US };
	struct effect_message message = {
		.message = { .id = S("msg-1"),
			     .receiver = S("anna@example.org"),
			     .brand = S("acme"),
			     .body = S("text"),
			     .created_us = NOW_US },
		.due_us = NOW_US,
	};
	struct effects effects = {
		.set = &row,
		.set_count = 1,
		.messages = &message,
		.message_count = 1,
	};
	struct incident a = make("inc-a", "acme", NOW_US), b = make("inc-b", "acme", NOW_US);
	struct error error = { 0 };

	(void)state;
	assert_int_equal(create(&b), 0);
	assert_int_equal(
		incident_create_if_none_open(house.link, &settings, &a, &effects, NOW_US, &error),
		ERROR_CONFLICT);
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:due"), 0);
	OK(incident_update(house.link, &settings, &b, &effects, NOW_US, &oops));
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:due"), 1);
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:due-deliveries"), 1);
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:messages:waiting"), 1);

	const struct slice remove = S("escalate:inc-a");
	struct effects end = { .remove = &remove, .remove_count = 1 };
	OK(incident_update(house.link, &settings, &b, &end, NOW_US, &oops));
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:due"), 0);
}

struct seen {
	size_t count;
	char ids[300][INCIDENT_ID_MAX];
};

static bool see(void *context, const struct incident *incident)
{
	struct seen *seen = context;

	(void)snprintf(seen->ids[seen->count++], INCIDENT_ID_MAX, "%s", incident->id);
	return true;
}

static bool see_one(void *context, const struct incident *incident)
{
	(void)see(context, incident);
	return false;
}

static void list(struct incident_filter filter, struct seen *seen)
{
	seen->count = 0;
	OK(incident_list(house.link, 0, &filter, see, seen, &oops));
}

static void test_lists(void **state)
{
	static struct seen seen;
	char id[32];

	(void)state;
	for (int i = 0; i < 120; i++) {
		(void)snprintf(id, sizeof(id), "inc-%03d", i);
		struct incident incident = make(id, i % 2 ? "acme" : "other", NOW_US + i / 4);
		assert_int_equal(create(&incident), 0);
		incident.state = i == 119 ? INCIDENT_OPEN : INCIDENT_RESOLVED;
		if (i != 119)
			assert_int_equal(update(&incident), 0);
	}
	struct incident_filter all = { .state = INCIDENT_STATE_COUNT };
	list(all, &seen);
	assert_int_equal(seen.count, 50);
	assert_string_equal(seen.ids[0], "inc-119");
	/* Pages hang together, also where several were opened at once. */
	all.max = 7;
	char after[INCIDENT_ID_MAX] = "";
	size_t shown = 0;
	do {
		all.after = slice_from(after);
		list(all, &seen);
		shown += seen.count;
		for (size_t i = 0; i < seen.count; i++) {
			assert_true(!after[0] || strcmp(seen.ids[i], after) < 0);
			(void)snprintf(after, sizeof(after), "%s", seen.ids[i]);
		}
	} while (seen.count == 7);
	assert_int_equal(shown, 120);

	list((struct incident_filter){ .state = INCIDENT_OPEN }, &seen);
	assert_int_equal(seen.count, 1);
	list((struct incident_filter){ .brand = S("acme"), .state = INCIDENT_RESOLVED, .max = 100 },
	     &seen);
	assert_int_equal(seen.count, 59);
	list((struct incident_filter){ .brand = S("acme"), .state = INCIDENT_OPEN }, &seen);
	assert_int_equal(seen.count, 1);
	list((struct incident_filter){ .brand = S("nobody"), .state = INCIDENT_STATE_COUNT },
	     &seen);
	assert_int_equal(seen.count, 0);

	struct error error = { 0 };
	seen.count = 0;
	all.after = S("inc-gone");
	assert_int_equal(incident_list(house.link, 0, &all, see, &seen, &error), ERROR_NOT_FOUND);
	all.after = S("");
	OK(incident_list(house.link, 0, &all, see_one, &seen, &oops));
	assert_int_equal(seen.count, 1);
}

/* However many of other scopes came since. */
static void test_of_one_scope(void **state)
{
	static struct seen seen;
	char text[32];

	(void)state;
	for (int i = 0; i < 90; i++) {
		(void)snprintf(text, sizeof(text), "inc-%03d", i);
		struct incident incident = make(text, "acme", NOW_US + i);
		(void)snprintf(incident.scope, sizeof(incident.scope),
			       i < 25 ? "post:9" : "comment:%d", i);
		assert_int_equal(create(&incident), 0);
		incident.state = INCIDENT_RESOLVED;
		assert_int_equal(update(&incident), 0);
	}
	seen.count = 0;
	OK(incident_list_scope(house.link, 0, S("acme"), S("post:9"), see, &seen, &oops));
	assert_int_equal(seen.count, INCIDENTS_SCOPE_MAX);
	assert_string_equal(seen.ids[0], "inc-024");
	seen.count = 0;
	OK(incident_list_scope(house.link, 0, S("acme"), S("post"), see, &seen, &oops));
	OK(incident_list_scope(house.link, 0, S("other"), S("post:9"), see, &seen, &oops));
	assert_int_equal(seen.count, 0);
}

/* What runs of what is within a brand: nothing else, and whatever came since. */
static void test_within_a_brand(void **state)
{
	static const struct {
		const char *brand, *scope;
		enum incident_state to;
	} cases[] = {
		{ "acme", "topic:price", INCIDENT_ACKNOWLEDGED },
		{ "acme", "post:8", INCIDENT_RESOLVED },
		{ "acme", "post:9", INCIDENT_OPEN },
		{ "other", "post:9", INCIDENT_OPEN },
		{ "acme", "silence:channel:web", INCIDENT_OPEN },
		{ "acme", "comment:post:9", INCIDENT_OPEN },
	};
	static struct seen seen;
	char id[32];

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		(void)snprintf(id, sizeof(id), "inc-%zu", i);
		struct incident incident = make(id, cases[i].brand, NOW_US + (int64_t)i);
		(void)snprintf(incident.scope, sizeof(incident.scope), "%s", cases[i].scope);
		assert_int_equal(create(&incident), 0);
		incident.state = cases[i].to;
		assert_int_equal(update(&incident), 0);
	}
	/* First the brand has as many as run in all, and is looked for among those; then fewer. */
	for (int turn = 0; turn < 2; turn++) {
		seen.count = 0;
		OK(incident_list_within(house.link, 0, S("acme"), see, &seen, &oops));
		assert_int_equal(seen.count, 2);
		assert_string_equal(seen.ids[0], "inc-2");
		assert_string_equal(seen.ids[1], "inc-0");
		for (int i = 0; i < 5 && turn == 0; i++) {
			(void)snprintf(id, sizeof(id), "inc-other-%d", i);
			struct incident incident = make(id, "other", NOW_US - HOUR_US);
			(void)snprintf(incident.scope, sizeof(incident.scope), "post:%d", i);
			assert_int_equal(create(&incident), 0);
		}
	}
}

static void test_retention(void **state)
{
	struct incident a = make("inc-a", "acme", NOW_US), b = make("inc-b", "other", NOW_US);
	struct incidents_settings short_lived = { .keep_us = HOUR_US };

	(void)state;
	assert_int_equal(create(&a), 0);
	a.state = INCIDENT_RESOLVED;
	assert_int_equal(update(&a), 0);
	OK(incident_create_if_none_open(house.link, &short_lived, &b, NULL, NOW_US + HOUR_US - 1,
					&oops));
	OK(incident_load(house.link, 0, S("inc-a"), &a, &oops));
	OK(incident_update(house.link, &short_lived, &b, NULL, NOW_US + HOUR_US, &oops));
	struct error error = { 0 };
	assert_int_equal(incident_load(house.link, 0, S("inc-a"), &a, &error), ERROR_NOT_FOUND);
	assert_int_equal(incident_latest(house.link, 0, S("acme"), S("brand"), &a, &error),
			 ERROR_NOT_FOUND);
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:incidents"), 1);
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:incidents-brand:acme"), 0);
	/* One that still runs is never forgotten. */
	OK(incident_update(house.link, &short_lived, &b, NULL, NOW_US + 1000 * DAY_US, &oops));
	OK(incident_load(house.link, 0, S("inc-b"), &b, &oops));
}

static int create_in(const char *id, const char *brand, const char *scope,
		     struct incident *ret_incident)
{
	*ret_incident = make(id, brand, NOW_US);
	(void)snprintf(ret_incident->scope, sizeof(ret_incident->scope), "%s", scope);
	return create(ret_incident);
}

/* Judges that find one episode at the same moment: the brand's own, and that of a post. */
static void test_a_brand_and_what_is_within(void **state)
{
	struct incident whole, part, other, again;

	(void)state;
	assert_int_equal(create_in("inc-a", "acme", "brand", &whole), 0);
	assert_int_equal(create_in("inc-b", "acme", "post:9", &part), ERROR_CONFLICT);
	assert_int_equal(create_in("inc-c", "acme:post", "post:9", &other), 0);
	assert_int_equal(create_in("inc-d", "acme", "comment:9", &other), 0);

	whole.state = INCIDENT_RESOLVED;
	OK(incident_update(house.link, &settings, &whole, NULL, NOW_US, &oops));
	assert_int_equal(create_in("inc-b", "acme", "post:9", &part), 0);
	assert_int_equal(create_in("inc-e", "acme", "topic:delivery", &other), 0);
	assert_int_equal(create_in("inc-f", "acme", "brand", &again), ERROR_CONFLICT);

	part.state = other.state = INCIDENT_RESOLVED;
	OK(incident_update(house.link, &settings, &part, NULL, NOW_US, &oops));
	assert_int_equal(create_in("inc-f", "acme", "brand", &again), ERROR_CONFLICT);
	OK(incident_update(house.link, &settings, &other, NULL, NOW_US, &oops));
	assert_int_equal(create_in("inc-f", "acme", "brand", &again), 0);
}

/* Two judges that looked at the same moment: whoever comes second did not know of the first. */
static void test_what_was_not_seen_may_be_the_same(void **state)
{
	static struct incidents_within seen;
	const struct incidents_settings judge = { .seen = &seen };
	struct incident first, second = make("inc-b", "acme", NOW_US);
	struct error error = { 0 };

	(void)state;
	(void)snprintf(second.scope, sizeof(second.scope), "topic:delivery");
	assert_int_equal(create_in("inc-a", "acme", "post:9", &first), 0);
	assert_int_equal(
		incident_create_if_none_open(house.link, &judge, &second, NULL, NOW_US, &error),
		ERROR_CONFLICT);
	(void)snprintf(seen.scopes[seen.count++], INCIDENT_NAME_MAX, "post:9");
	OK(incident_create_if_none_open(house.link, &judge, &second, NULL, NOW_US, &oops));

	second.state = INCIDENT_RESOLVED;
	OK(incident_update(house.link, &judge, &second, NULL, NOW_US, &oops));
	seen.count = 0;
	second.state = INCIDENT_OPEN; /* nor opens one again */
	assert_int_equal(incident_update(house.link, &judge, &second, NULL, NOW_US, &error),
			 ERROR_CONFLICT);
	first.state = INCIDENT_RESOLVED;
	OK(incident_update(house.link, &settings, &first, NULL, NOW_US, &oops));
	OK(incident_update(house.link, &judge, &second, NULL, NOW_US, &oops));
}

/* Another subject than the brand's is so while that runs; it stays where the brand's opens again.
 */
static void test_beside_a_brand(void **state)
{
	struct incident whole, beside = make("inc-b", "acme", NOW_US), part;

	(void)state;
	beside.beside = true;
	(void)snprintf(beside.scope, sizeof(beside.scope), "topic:data");
	assert_int_equal(create(&beside), ERROR_CONFLICT); /* nothing to be beside of */
	assert_int_equal(create_in("inc-a", "acme", "brand", &whole), 0);
	assert_int_equal(create(&beside), 0);
	whole.state = INCIDENT_RESOLVED;
	assert_int_equal(update(&whole), 0);
	whole.state = INCIDENT_OPEN;
	assert_int_equal(update(&whole), 0);

	whole.state = INCIDENT_RESOLVED;
	assert_int_equal(update(&whole), 0);
	assert_int_equal(create_in("inc-c", "acme", "post:9", &part), 0);
	whole.state = INCIDENT_OPEN; /* a judge found the same on a post meanwhile */
	assert_int_equal(update(&whole), ERROR_CONFLICT);
}

/* An incident of a post that became its brand's is known under both names, and leaves none. */
static void test_nothing_is_left_of_a_wider_one(void **state)
{
	const struct incidents_settings short_lived = { .keep_us = HOUR_US };
	struct incident wider, other;

	(void)state;
	assert_int_equal(create_in("inc-a", "acme", "post:9", &wider), 0);
	(void)snprintf(wider.scope, sizeof(wider.scope), "brand");
	assert_int_equal(update(&wider), 0);
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:incident-latest:acme:post:9"), 1);
	wider.state = INCIDENT_RESOLVED;
	assert_int_equal(update(&wider), 0);
	assert_int_equal(create_in("inc-b", "other", "brand", &other), 0);
	OK(incident_update(house.link, &short_lived, &other, NULL, NOW_US + HOUR_US, &oops));
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:incident-latest:acme:brand"), 0);
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:incident-latest:acme:post:9"), 0);
}

/* What a stranger wrote in its place is said, not believed. */
/* The comment's id goes with its author, from every key and field; what is not theirs keeps its
 * scope. */
static void test_a_comment_that_is_forgotten(void **state)
{
	struct incident one = make("inc-a", "Fjord: %1", NOW_US), many = one, loaded;

	(void)state;
	strcpy(one.scope, "comment:secret-7");
	one.example_count = 1;
	strcpy(one.examples[0].id, "secret-7");
	strcpy(many.id, "inc-b");
	strcpy(many.scope, "comment:intents");
	assert_int_equal(create(&one), 0);
	assert_int_equal(create(&many), 0);
	OK(incident_update_forgotten(house.link, &settings, &one, NOW_US, &oops)); /* not theirs */
	assert_string_equal(one.scope, "comment:secret-7");
	one.example_count = 0;
	OK(incident_update_forgotten(house.link, &settings, &one, NOW_US, &oops));
	OK(incident_update_forgotten(house.link, &settings, &many, NOW_US, &oops));
	OK(incident_latest(house.link, 0, S("Fjord: %1"), S("comment:inc-a"), &loaded, &oops));
	assert_string_equal(loaded.scope, "comment:inc-a");
	assert_string_equal(many.scope, "comment:intents");
	assert_int_equal(incident_latest(house.link, 0, S("Fjord: %1"), S("comment:secret-7"),
					 &loaded, &oops),
			 ERROR_NOT_FOUND);
	assert_int_equal(NUMBER("HEXISTS", "lv:{p0}:incident:inc-a", "narrower"), 0);
	one.state = INCIDENT_RESOLVED; /* and it goes on as ever */
	assert_int_equal(update(&one), 0);
}

static void test_strange_content(void **state)
{
	struct incident incident;
	struct error error = { 0 };

	(void)state;
	redis_reply_free(ASK("HSET", "lv:{p0}:incident:inc-x", "json", "{\"state\":"));
	assert_int_equal(incident_load(house.link, 0, S("inc-x"), &incident, &error),
			 ERROR_INVALID);
	redis_reply_free(ASK("HSET", "lv:{p0}:incident:inc-x", "json", "{}"));
	assert_int_equal(incident_load(house.link, 0, S("inc-x"), &incident, &error),
			 ERROR_INVALID);
	redis_reply_free(ASK("SET", "lv:{p0}:incident:inc-y", "text"));
	assert_int_equal(incident_load(house.link, 0, S("inc-y"), &incident, &error),
			 ERROR_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_one_at_a_time),
		TEST(test_compare_and_set),
		TEST(test_effects),
		TEST(test_lists),
		TEST(test_of_one_scope),
		TEST(test_within_a_brand),
		TEST(test_retention),
		TEST(test_a_comment_that_is_forgotten),
		TEST(test_strange_content),
		TEST(test_a_brand_and_what_is_within),
		TEST(test_what_was_not_seen_may_be_the_same),
		TEST(test_beside_a_brand),
		TEST(test_nothing_is_left_of_a_wider_one),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
