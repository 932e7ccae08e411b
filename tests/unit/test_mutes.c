/* test_mutes.c - silences that people asked for, in the store. */
#include "store_house.h"

#include "due.h"
#include "mutes.h"

static struct mute mute_of(const char *id, int64_t from_us, int64_t until_us)
{
	struct mute mute = { .brand = "Fjord: \xc3\xb8l",
			     .scope = "topic:price",
			     .by = "Anna \"A\" Berg",
			     .reason = "new prices\n}",
			     .from_us = from_us,
			     .until_us = until_us };

	(void)snprintf(mute.id, sizeof(mute.id), "%s", id);
	return mute;
}

static void add(const char *id, int64_t now_us, int64_t until_us)
{
	const struct mute mute = mute_of(id, now_us, until_us);

	OK(mutes_add(house.link, 0, &mute, now_us, &oops));
}

struct names {
	char text[256];
	size_t most;
};

static bool note(void *context, const struct mute *mute)
{
	struct names *names = context;

	(void)strncat(names->text, mute->id, 60);
	(void)strncat(names->text, " ", 2);
	return --names->most > 0;
}

static void listed(int64_t after_us, size_t most, const char *want)
{
	struct names names = { .most = most };

	OK(mutes_list(house.link, 0, after_us, note, &names, &oops));
	assert_string_equal(names.text, want);
}

static void test_what_is_added_is_read(void **state)
{
	const struct mute mute = mute_of("sil-1", NOW_US, NOW_US + HOUR_US + 1);
	struct mute read;

	(void)state;
	OK(mutes_add(house.link, 0, &mute, NOW_US, &oops));
	OK(mutes_load(house.link, 0, S("sil-1"), &read, &oops));
	assert_memory_equal(&read, &mute, sizeof(mute));
	assert_int_equal(mutes_load(house.link, 0, S("sil-2"), &read, &oops), ERROR_NOT_FOUND);
	redis_reply_free(ASK("HSET", "lv:{p0}:silence:sil-3", "json", "{\"id\":\"sil-3\"}"));
	assert_int_equal(mutes_load(house.link, 0, S("sil-3"), &read, &oops), ERROR_INVALID);
}

static void test_listed_and_counted_by_their_end(void **state)
{
	int64_t count = 0;

	(void)state;
	add("sil-a", NOW_US, NOW_US + HOUR_US);
	add("sil-b", NOW_US, NOW_US + 3 * HOUR_US);
	add("sil-c", NOW_US, NOW_US + 2 * HOUR_US);
	listed(NOW_US, 9, "sil-b sil-c sil-a ");
	listed(NOW_US, 2, "sil-b sil-c ");
	listed(NOW_US + HOUR_US, 9, "sil-b sil-c "); /* one that ends now is over */
	OK(mutes_count(house.link, 0, NOW_US + HOUR_US, &count, &oops));
	assert_int_equal(count, 2);
	listed(NOW_US + DAY_US, 9, "");
	redis_reply_free(ASK("HSET", "lv:{p0}:silence:sil-c", "json", "{"));
	listed(NOW_US, 9, "sil-b sil-a "); /* what cannot be read silences nothing */
	redis_reply_free(ASK("DEL", "lv:{p0}:silence:sil-c"));
	listed(NOW_US, 9, "sil-b sil-a ");
	add("sil-c", NOW_US, NOW_US + 2 * HOUR_US);
	listed(0, 9, "sil-b sil-c sil-a ");
}

static void test_an_early_end_is_due_at_once(void **state)
{
	struct mute mute = mute_of("sil-a", NOW_US, NOW_US + HOUR_US), read;
	int64_t due_us = 0;

	(void)state;
	add("sil-a", NOW_US, NOW_US + HOUR_US);
	(void)snprintf(mute.ended_by, sizeof(mute.ended_by), "bo");
	mute.until_us = NOW_US + MINUTE_US;
	OK(mutes_end(house.link, 0, &mute, NOW_US + MINUTE_US, &oops));
	OK(mutes_load(house.link, 0, S("sil-a"), &read, &oops));
	assert_string_equal(read.ended_by, "bo");
	listed(NOW_US + MINUTE_US, 9, "");
	OK(due_when(house.link, 0, S("unsilence:sil-a"), &due_us, &oops));
	assert_int_equal(due_us, NOW_US + MINUTE_US);

	assert_int_equal(mutes_end(house.link, 0, &mute, NOW_US + 2 * MINUTE_US, &oops),
			 ERROR_CONFLICT);
	(void)snprintf(mute.id, sizeof(mute.id), "sil-none");
	assert_int_equal(mutes_end(house.link, 0, &mute, NOW_US, &oops), ERROR_NOT_FOUND);
}

static void test_bounds(void **state)
{
	const struct mute one_more = mute_of("sil-more", NOW_US, NOW_US + HOUR_US);
	char id[MUTE_ID_MAX];

	(void)state;
	for (int i = 0; i < MUTES_RUNNING_MAX; i++) {
		(void)snprintf(id, sizeof(id), "sil-%03d", i);
		add(id, NOW_US, NOW_US + HOUR_US + i);
	}
	assert_int_equal(mutes_add(house.link, 0, &one_more, NOW_US, &oops), ERROR_CONFLICT);
	assert_non_null(strstr(oops.text, "256"));
	add("sil-later", NOW_US + 2 * HOUR_US, NOW_US + 3 * HOUR_US);
	/* Those that are over go after 30 days, some with each change. */
	for (int i = 0; i < 10; i++) {
		(void)snprintf(id, sizeof(id), "sil-new%d", i);
		add(id, NOW_US + 31 * DAY_US, NOW_US + 32 * DAY_US);
	}
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:silences"), 10);
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:silence:sil-000"), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_what_is_added_is_read),
		TEST(test_listed_and_counted_by_their_end),
		TEST(test_an_early_end_is_due_at_once),
		TEST(test_bounds),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
