/* test_campaigns.c - the same text by many people is one incident, on a real Redis. */
#include "store_lookout.h"

#include "campaigns.h"
#include "delta_voices.h"
#include "likeness.h"
#include "mutes.h"

#define BRAND S("acme")
#define COPY                                                                                       \
	"%s Acme poisons our children and nobody in the company cares at all. I have thrown away " \
	"every bottle in my kitchen today%s"

static struct campaigns *campaigns;
static struct story *story;
static unsigned number;

static int begin_campaigns(void **state)
{
	campaigns = campaigns_new();
	story = story_new();
	number = 0;
	return campaigns && story ? house_empty(state) : -1;
}

static int end_campaigns(void **state)
{
	(void)state;
	campaigns = campaigns_free(campaigns);
	story = story_free(story);
	return 0;
}

static struct slice said_in; /* the series within the brand that comments are of */

static void say(const char *text, uint64_t author, int64_t ts_us)
{
	char id[32];
	struct chorus_voice voice = { .ts_us = ts_us, .author = author, .flags = VOICE_NEGATIVE };
	struct delta delta = delta_at(ts_us);

	(void)snprintf(id, sizeof(id), "c%u", ++number);
	const struct recent_comment recent = { .id = slice_from(id),
					       .text = slice_from(text),
					       .ts_us = ts_us,
					       .author = author,
					       .scopes = said_in,
					       .polarity = POLARITY_NEGATIVE };
	if (likeness_of(slice_from(text), &voice.likeness) == LIKENESS_SHORT)
		voice.flags |= VOICE_SHORT;
	delta_add_voice(&delta, delta_brand(&delta, BRAND), &voice);
	delta_add_recent(&delta, delta_brand(&delta, BRAND), &recent);
	batch_commit(&delta);
}

static void say_copies(unsigned count, uint64_t first_author, int64_t ts_us)
{
	static const char *const heads[] = { "", "@acme", "Anna:", "Listen!" };
	static const char *const tails[] = { ".", "!!", " 😡", " please share" };
	char text[400];

	for (unsigned i = 0; i < count; i++) {
		(void)snprintf(text, sizeof(text), COPY, heads[i % 4], tails[i / 4 % 4]);
		say(text, first_author + i, ts_us + i * MINUTE_US);
	}
}

/* Each in words of their own. */
static void say_others(unsigned count, int64_t ts_us)
{
	static const char *const words[] = {
		"bottle", "driver", "price",   "label",	 "taste", "advert", "never",  "again",
		"waited", "three",  "hours",   "queue",	 "money", "refund", "broken", "late",
		"nobody", "answer", "summer",  "shame",	 "worst", "staff",  "rude",   "deposit",
		"recipe", "sugar",  "website", "cancel", "order", "higher", "shop",   "school",
	};
	unsigned long random = 7;
	char text[400];

	for (unsigned i = 0; i < count; i++) {
		size_t len = 0;

		for (unsigned k = 0; k < 14; k++) {
			random = random * 6364136223846793005UL + 1442695040888963407UL;
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s ",
						words[random >> 59]);
		}
		say(text, 5000 + i, ts_us + i * MINUTE_US);
	}
}

static void look_with(struct campaigns *by, int64_t now_us)
{
	const struct raise_settings settings = { config, 0, &counters, false };
	const struct campaigns_case what = { house.link, &settings, story, now_us };

	campaigns_await(by, BRAND, now_us);
	assert_int_equal(campaigns_next(by), now_us);
	OK(campaigns_look(by, &what, now_us, &oops));
	assert_int_equal(campaigns_next(by), INT64_MAX);
}

static void look(int64_t now_us)
{
	look_with(campaigns, now_us);
}

struct found {
	size_t count;
	struct incident latest;
};

static bool take(void *context, const struct incident *incident)
{
	struct found *found = context;

	if (found->count++ == 0)
		found->latest = *incident;
	return true;
}

static const struct found *find(void)
{
	static struct found found;

	found.count = 0;
	OK(incident_list_scopes(house.link, 0, BRAND, S(INCIDENT_CAMPAIGN), take, &found, &oops));
	return &found;
}

static void change(const struct incident *as,
		   void (*how)(struct incident *incident, int64_t now_us), int64_t now_us)
{
	const struct incidents_settings settings = { .partition = 0 };
	static struct incident incident;

	incident = *as;
	OK(incident_load(house.link, 0, slice_from(as->id), &incident, &oops));
	how(&incident, now_us);
	OK(incident_update(house.link, &settings, &incident, NULL, now_us, &oops));
}

static void resolve(struct incident *incident, int64_t now_us)
{
	incident_life_apply(incident, INCIDENT_TURN_RESOLVE, NULL, now_us);
}

static void call_expected(struct incident *incident, int64_t now_us)
{
	(void)now_us;
	incident->feedback = INCIDENT_FEEDBACK_EXPECTED;
}

static void thirty_copies_are_one_incident(void **state)
{
	const struct incident *incident;

	(void)state;
	say_others(200, NOON);
	for (unsigned i = 0; i < 3; i++) {
		say_copies(10, 1 + 10 * i, NOON + (int64_t)(1 + 2 * i) * HOUR_US);
		look(NOON + (int64_t)(2 + 2 * i) * HOUR_US);
		assert_int_equal(find()->count, 1);
		assert_int_equal(find()->latest.severity, i < 2 ? 4 : 3);
	}
	incident = &find()->latest;
	assert_int_equal(incident->negative, 30);
	assert_int_equal(incident->authors, 30);
	assert_int_equal(incident->began_us, NOON + HOUR_US);
	assert_int_equal(incident->copies, 30);
	assert_int_equal(incident->organic, 1);
	assert_true(incident->example_count > 0 && incident->driver_count > 0);
	assert_non_null(strstr(incident->examples[0].text, "poisons our children"));
	assert_non_null(strstr(incident->first.text, "poisons our children"));
}

/* Others of which nothing is alike, so that nobody listens to them. */
static void push_out_of_sight(unsigned count, int64_t ts_us)
{
	for (unsigned i = 0; i < count; i++) {
		struct delta delta = delta_at(ts_us);
		char id[32];

		(void)snprintf(id, sizeof(id), "other%u", i);
		const struct recent_comment recent = { .id = slice_from(id),
						       .text = S("Nice day"),
						       .ts_us = ts_us + i,
						       .polarity = POLARITY_NEUTRAL };
		delta_add_recent(&delta, delta_brand(&delta, BRAND), &recent);
		batch_commit(&delta);
	}
}

/* Two copies of 32 are among the comments that are still remembered. */
static void what_is_out_of_sight_is_not_told_of(void **state)
{
	const struct incident *incident;

	(void)state;
	say_others(200, NOON - 4 * HOUR_US);
	said_in = S("post:p1");
	say_copies(30, 1, NOON);
	said_in = (struct slice){ 0 };
	look(NOON + HOUR_US);
	incident = &find()->latest;
	assert_int_equal(incident->known, 30);
	assert_int_equal(incident->place_count, 1);
	assert_string_equal(incident->places[0].scope, "post:p1");
	push_out_of_sight(1000, NOON + HOUR_US);
	said_in = S("post:p2");
	say_copies(2, 101, NOON + 18 * HOUR_US);
	said_in = (struct slice){ 0 };
	look(NOON + 19 * HOUR_US);
	incident = &find()->latest;
	assert_int_equal(incident->negative, 32);
	assert_int_equal(incident->place_count, 0);
	assert_int_equal(incident->known, 0);
	assert_true(incident->driver_count > 0);
	assert_non_null(strstr(incident->examples[0].text, "poisons our children"));
}

static void different_ones_are_none(void **state)
{
	(void)state;
	say_others(180, NOON);
	look(NOON + 4 * HOUR_US);
	assert_int_equal(find()->count, 0);
}

/* Another judge, or this one started again, hears the whole log anew. */
static void another_judge_tells_it_no_second_time(void **state)
{
	struct campaigns *other = campaigns_new();

	(void)state;
	assert_non_null(other);
	say_copies(20, 1, NOON);
	look(NOON + HOUR_US);
	look_with(other, NOON + HOUR_US + MINUTE_US);
	say_copies(5, 101, NOON + 2 * HOUR_US);
	look_with(other, NOON + 3 * HOUR_US);
	look(NOON + 3 * HOUR_US);
	assert_int_equal(find()->count, 1);
	assert_int_equal(find()->latest.negative, 25);
	campaigns_free(other);
}

/* A judge who does not know the first voices any more gives the group another name. */
static void it_is_known_by_its_text(void **state)
{
	struct campaigns *other = campaigns_new();

	(void)state;
	assert_non_null(other);
	say_copies(12, 1, NOON);
	look(NOON + HOUR_US);
	redis_reply_free(ASK("DEL", "lv:{p0}:chorus:acme"));
	say_copies(14, 101, NOON + 5 * HOUR_US);
	look_with(other, NOON + 6 * HOUR_US);
	assert_int_equal(find()->count, 1);
	assert_int_equal(find()->latest.negative, 14);
	campaigns_free(other);
}

static void what_is_over_begins_anew_with_others(void **state)
{
	char scope[INCIDENT_NAME_MAX];

	(void)state;
	say_copies(12, 1, NOON);
	look(NOON + HOUR_US);
	memcpy(scope, find()->latest.scope, sizeof(scope));
	change(&find()->latest, resolve, NOON + 8 * HOUR_US);
	say_copies(9, 101, NOON + 9 * HOUR_US);
	look(NOON + 10 * HOUR_US);
	assert_int_equal(find()->latest.state, INCIDENT_RESOLVED); /* nine others are too few */
	say_copies(3, 201, NOON + 11 * HOUR_US);
	look(NOON + 12 * HOUR_US);
	assert_int_equal(find()->latest.state, INCIDENT_OPEN);
	assert_int_equal(find()->latest.negative, 12);
	assert_int_equal(find()->count, 2);
	assert_string_equal(find()->latest.scope, scope);
}

static void what_is_expected_is_not_told_again(void **state)
{
	(void)state;
	say_copies(12, 1, NOON);
	look(NOON + HOUR_US);
	change(&find()->latest, call_expected, NOON + HOUR_US);
	change(&find()->latest, resolve, NOON + 8 * HOUR_US);
	say_copies(40, 101, NOON + 3 * DAY_US);
	look(NOON + 3 * DAY_US + HOUR_US);
	assert_int_equal(find()->count, 1);
	assert_int_equal(find()->latest.state, INCIDENT_RESOLVED);
	say_copies(40, 201, NOON + 60 * DAY_US);
	look(NOON + 60 * DAY_US + HOUR_US);
	assert_int_equal(find()->count, 2); /* two months later it is news */
}

static void be_untold(struct incident *incident, int64_t now_us)
{
	(void)now_us;
	incident->untold = true;
}

static void be_in_web(struct incident *incident, int64_t now_us)
{
	(void)now_us;
	incident->place_count = 1;
	incident->places[0] = (struct incident_place){ .scope = "channel:web", .share = 1000 };
}

/* More campaigns than are looked through came since: it is known by its name all the same. */
static void what_is_expected_stays_so_behind_many_others(void **state)
{
	const struct incidents_settings settings = { .partition = 0 };
	const struct finding finding = {
		.began_us = NOON, .negative = 50, .authors = 40, .severity = 4, .alert = true
	};
	static struct incident other;
	char id[32], scope[48];

	(void)state;
	say_copies(12, 1, NOON);
	look(NOON + HOUR_US);
	(void)memcpy(scope, find()->latest.scope, sizeof(scope));
	change(&find()->latest, call_expected, NOON + HOUR_US);
	change(&find()->latest, resolve, NOON + 2 * HOUR_US);
	for (int i = 0; i < 2 * INCIDENTS_SCOPE_MAX; i++) {
		char name[48];

		(void)snprintf(id, sizeof(id), "inc-%d", i);
		(void)snprintf(name, sizeof(name), INCIDENT_CAMPAIGN "%016d", i);
		incident_life_open(&other, id, BRAND, slice_from(name), &finding,
				   NOON + 3 * HOUR_US);
		OK(incident_create_if_none_open(house.link, &settings, &other, NULL,
						NOON + 3 * HOUR_US, &oops));
	}
	say_copies(40, 101, NOON + 4 * HOUR_US);
	look(NOON + 5 * HOUR_US);
	OK(incident_latest(house.link, 0, BRAND, slice_from(scope), &other, &oops));
	assert_int_equal(other.state, INCIDENT_RESOLVED);
}

static void unknown_authors_are_no_people(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 24; i++) {
		char text[400];

		(void)snprintf(text, sizeof(text), COPY, "", ".");
		say(text, 0, NOON + i * MINUTE_US);
		if (i == 18) {
			look(NOON + 20 * MINUTE_US);
			assert_int_equal(find()->count, 0);
		}
	}
	look(NOON + HOUR_US);
	assert_int_equal(find()->count, 1);
	assert_int_equal(find()->latest.negative, 24);
	assert_int_equal(find()->latest.authors, 0);
}

/* An incident of the brand, that tells of copies or not. */
static void open_of_brand(uint64_t copies, int64_t now_us, struct incident *ret_incident)
{
	const struct incidents_settings settings = { .partition = 0 };
	const struct finding finding = {
		.began_us = now_us, .negative = 50, .authors = 40, .severity = 2, .alert = true
	};

	incident_life_open(ret_incident, "inc-brand", BRAND, S("brand"), &finding, now_us);
	ret_incident->looked_at = 50;
	ret_incident->copies = copies;
	OK(incident_create_if_none_open(house.link, &settings, ret_incident, NULL, now_us, &oops));
}

static void nobody_is_told_twice(void **state)
{
	static struct incident of_brand;

	(void)state;
	open_of_brand(40, NOON, &of_brand);
	say_copies(20, 1, NOON);
	look(NOON + HOUR_US);
	assert_int_equal(find()->count, 0);
	change(&of_brand, resolve, NOON + 2 * HOUR_US);
	look(NOON + 3 * HOUR_US);
	assert_int_equal(find()->count, 0); /* it told of these */
	say_copies(12, 101, NOON + 4 * HOUR_US);
	look(NOON + 5 * HOUR_US);
	assert_int_equal(find()->count, 1);
	assert_int_equal(find()->latest.negative, 12);
}

static void what_was_not_told_is_told_when_there_is_time(void **state)
{
	static struct incident of_brand;

	(void)state;
	open_of_brand(0, NOON, &of_brand);
	say_copies(20, 1, NOON);
	look(NOON + HOUR_US);
	assert_int_equal(find()->count, 0);
	change(&of_brand, resolve, NOON + 2 * HOUR_US);
	look(NOON + 3 * HOUR_US);
	assert_int_equal(find()->count, 1);
}

/* Nobody looks at an incident that nobody was told of, or that a silence holds back. */
static void what_is_silenced_holds_nothing_back(void **state)
{
	static struct incident of_brand;
	const struct mute mute = { .id = "sil-1",
				   .brand = "acme",
				   .scope = "channel:web",
				   .by = "anna",
				   .reason = "known",
				   .from_us = NOON - MINUTE_US,
				   .until_us = NOON + DAY_US };

	(void)state;
	open_of_brand(40, NOON, &of_brand);
	say_copies(20, 1, NOON);
	OK(mutes_add(house.link, 0, &mute, mute.from_us, &oops));
	look(NOON + HOUR_US);
	assert_int_equal(find()->count, 0); /* the silence is another channel's */
	change(&of_brand, be_in_web, NOON + HOUR_US);
	look(NOON + 2 * HOUR_US);
	assert_int_equal(find()->count, 1);
	assert_false(find()->latest.untold);
}

static void what_is_untold_holds_nothing_back(void **state)
{
	static struct incident of_brand;

	(void)state;
	open_of_brand(40, NOON, &of_brand);
	change(&of_brand, be_untold, NOON);
	say_copies(20, 1, NOON);
	look(NOON + HOUR_US);
	assert_int_equal(find()->count, 1);
}

static void more_brands_than_are_remembered(void **state)
{
	const struct raise_settings settings = { config, 0, &counters, false };
	const struct campaigns_case what = { house.link, &settings, story, NOON };
	char name[32];

	(void)state;
	say_copies(20, 1, NOON - HOUR_US);
	for (unsigned i = 0; i < 300; i++) {
		(void)snprintf(name, sizeof(name), "b%u", i);
		campaigns_await(campaigns, slice_from(name), NOON);
		OK(campaigns_look(campaigns, &what, NOON, &oops));
	}
	look(NOON);
	assert_int_equal(find()->count, 1);
}

static void commit_many(struct slice brand, unsigned count)
{
	struct delta delta = delta_at(NOON);
	struct chorus_voice voice = { .ts_us = NOON, .flags = VOICE_NEGATIVE };

	for (unsigned i = 0; i < count; i++) {
		voice.author = i + 1;
		for (size_t k = 0; k < LIKENESS_BYTES; k++)
			voice.likeness.bytes[k] = (uint8_t)((i + 1) * (k + 1) * 2654435761u >> 16);
		delta_add_voice(&delta, delta_brand(&delta, brand), &voice);
	}
	batch_commit(&delta);
}

/* As after a start: another brand's long log is read, and the next one waits for its turn. */
static void whole_logs_are_read_one_by_one(void **state)
{
	const struct raise_settings settings = { config, 0, &counters, false };
	const struct campaigns_case what = { house.link, &settings, story, NOON + HOUR_US };
	const int64_t now_us = what.now_us;

	(void)state;
	commit_many(S("busy"), 1000);
	say_copies(20, 1, NOON);
	campaigns_await(campaigns, S("busy"), now_us);
	campaigns_await(campaigns, BRAND, now_us);
	OK(campaigns_look(campaigns, &what, now_us, &oops));
	assert_int_equal(find()->count, 0);
	const int64_t next_us = campaigns_next(campaigns);
	assert_in_range(next_us - now_us, 1000, CLOCK_SECOND_US);
	campaigns_await(campaigns, S("busy"), now_us); /* it is in memory: does not wait */
	OK(campaigns_look(campaigns, &what, now_us, &oops));
	assert_int_equal(campaigns_next(campaigns), next_us);
	OK(campaigns_look(campaigns, &what, next_us, &oops));
	assert_int_equal(find()->count, 1);
}

/* Half of it was heard by a judge that is no more; what comes then is the same campaign. */
static void a_start_amid_a_campaign(void **state)
{
	struct campaigns *second = campaigns_new();

	(void)state;
	assert_non_null(second);
	say_copies(6, 1, NOON);
	look(NOON + 10 * MINUTE_US);
	assert_int_equal(find()->count, 0);
	campaigns = campaigns_free(campaigns);
	say_copies(6, 7, NOON + HOUR_US);
	look_with(second, NOON + 2 * HOUR_US);
	campaigns = campaigns_new();
	assert_non_null(campaigns);
	look(NOON + 2 * HOUR_US);
	campaigns_free(second);
	assert_int_equal(find()->count, 1);
	assert_int_equal(find()->latest.negative, 12);
	assert_int_equal(find()->latest.authors, 12);
}

#define WITH(function) cmocka_unit_test_setup_teardown(function, begin_campaigns, end_campaigns)

static int up(void **state)
{
	(void)&begin;
	(void)&end;
	(void)&two_weeks;
	(void)&launch;
	return lookout_up(state, "brands: [{name: acme}]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		WITH(thirty_copies_are_one_incident),
		WITH(what_is_out_of_sight_is_not_told_of),
		WITH(different_ones_are_none),
		WITH(another_judge_tells_it_no_second_time),
		WITH(it_is_known_by_its_text),
		WITH(what_is_over_begins_anew_with_others),
		WITH(what_is_expected_is_not_told_again),
		WITH(nobody_is_told_twice),
		WITH(what_was_not_told_is_told_when_there_is_time),
		WITH(what_is_silenced_holds_nothing_back),
		WITH(what_is_untold_holds_nothing_back),
		WITH(what_is_expected_stays_so_behind_many_others),
		WITH(unknown_authors_are_no_people),
		WITH(more_brands_than_are_remembered),
		WITH(whole_logs_are_read_one_by_one),
		WITH(a_start_amid_a_campaign),
	};

	return cmocka_run_group_tests(tests, up, lookout_down);
}
