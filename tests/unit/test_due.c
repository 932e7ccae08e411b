/* test_due.c - the due-time set: claimed once, with a lease. */
#include "store_house.h"

#include "due.h"

static struct due_row rows[DUE_CLAIM_MAX];

static size_t claim_of(enum due_kind kind, int64_t now_us, size_t max)
{
	struct due_claim claim = { now_us, MINUTE_US, max, kind };
	size_t count = 77;

	OK(due_claim(house.link, 0, &claim, rows, &count, &oops));
	return count;
}

static size_t claim(int64_t now_us, size_t max)
{
	return claim_of(DUE_ANY, now_us, max);
}

static void set(const char *row, int64_t due_us)
{
	OK(due_set(house.link, 0, slice_from(row), due_us, &oops));
}

static int64_t next(void)
{
	int64_t due_us;

	OK(due_next(house.link, 0, &due_us, &oops));
	return due_us;
}

static void test_order_and_time(void **state)
{
	(void)state;
	assert_int_equal(next(), INT64_MAX);
	assert_int_equal(claim(NOW_US, 10), 0);
	set("escalate:b", NOW_US + 2);
	set("escalate:a", NOW_US + 1);
	set("escalate:c", NOW_US + 3);
	assert_int_equal(next(), NOW_US + 1);
	assert_int_equal(claim(NOW_US, 10), 0);
	assert_int_equal(claim(NOW_US + 2, 10), 2);
	assert_string_equal(rows[0].text, "escalate:a");
	assert_string_equal(rows[1].text, "escalate:b");
	assert_int_equal(rows[0].due_us, NOW_US + 1);
	assert_int_equal(next(), NOW_US + 3);
}

/* Nobody else gets a claimed row until its lease has passed; then it still knows when it was due.
 */
static void test_lease(void **state)
{
	struct due_row first;

	(void)state;
	set("deliver:m", NOW_US);
	assert_int_equal(claim(NOW_US, 10), 1);
	first = rows[0];
	assert_int_equal(claim(NOW_US + MINUTE_US - 1, 10), 0);
	assert_int_equal(claim(NOW_US + MINUTE_US, 10), 1);
	assert_int_equal(rows[0].due_us, NOW_US);
	assert_true(rows[0].token != first.token);

	struct error error = { 0 };
	assert_int_equal(due_complete(house.link, 0, &first, &error), ERROR_CONFLICT);
	OK(due_complete(house.link, 0, &rows[0], &oops));
	assert_int_equal(next(), INT64_MAX);
	assert_int_equal(due_complete(house.link, 0, &rows[0], &error), ERROR_CONFLICT);
}

/* Who stood still past its lease has the row on, as long as nobody else took it up. */
static void test_renewed(void **state)
{
	struct error error = { 0 };
	struct due_row first;

	(void)state;
	set("deliver:m", NOW_US);
	assert_int_equal(claim(NOW_US, 10), 1);
	first = rows[0];
	OK(due_renew(house.link, 0, &first, NOW_US + 2 * MINUTE_US, MINUTE_US, &oops));
	assert_int_equal(claim(NOW_US + 3 * MINUTE_US - 1, 10), 0);
	assert_int_equal(claim(NOW_US + 3 * MINUTE_US, 10), 1);
	assert_int_equal(rows[0].due_us, NOW_US);
	assert_int_equal(due_renew(house.link, 0, &first, NOW_US + HOUR_US, MINUTE_US, &error),
			 ERROR_CONFLICT);
	assert_int_equal(next(), NOW_US + 4 * MINUTE_US);
	OK(due_complete(house.link, 0, &rows[0], &oops));
	assert_int_equal(due_renew(house.link, 0, &rows[0], NOW_US, MINUTE_US, &error),
			 ERROR_CONFLICT);
	assert_int_equal(next(), INT64_MAX);
}

/* A row that is set anew while somebody works on it is not completed by that work. */
static void test_moved_while_held(void **state)
{
	struct error error = { 0 };

	(void)state;
	set("escalate:a", NOW_US);
	assert_int_equal(claim(NOW_US, 1), 1);
	set("escalate:a", NOW_US + HOUR_US);
	assert_int_equal(due_complete(house.link, 0, &rows[0], &error), ERROR_CONFLICT);
	assert_int_equal(next(), NOW_US + HOUR_US);
	OK(due_remove(house.link, 0, S("escalate:a"), &oops));
	assert_int_equal(next(), INT64_MAX);
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:due-claims"), 0);
}

/* A step never waits behind messages, and who does only the one never sees the other. */
static void test_kinds(void **state)
{
	(void)state;
	for (int i = 0; i < 30; i++) {
		char row[32];

		(void)snprintf(row, sizeof(row), "deliver:%d", i);
		set(row, NOW_US + i);
	}
	set("escalate:a", NOW_US + 50);
	assert_int_equal(next(), NOW_US);
	assert_int_equal(claim_of(DUE_STEPS, NOW_US + 49, 10), 0);
	assert_int_equal(claim(NOW_US + 50, 3), 3);
	assert_string_equal(rows[0].text, "escalate:a");
	assert_string_equal(rows[1].text, "deliver:0");
	assert_int_equal(claim_of(DUE_STEPS, NOW_US + 50, 10), 0);
	assert_int_equal(claim_of(DUE_DELIVERIES, NOW_US + 50, 10), 10);
	assert_string_equal(rows[0].text, "deliver:2");
	assert_string_equal(rows[9].text, "deliver:11");
	OK(due_complete(house.link, 0, &rows[9], &oops));
	OK(due_remove(house.link, 0, S("deliver:12"), &oops));
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:due-deliveries"), 28);
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:due"), 1);
}

/* What an older Livvakt wrote, when all stood in one set, is put where it belongs. */
static void test_from_one_set(void **state)
{
	(void)state;
	redis_reply_free(ASK("ZADD", "lv:{p0}:due", "1000", "deliver:old", "1001", "escalate:a",
			     "1002", "deliver:moved", "1795345299000000", "deliver:later"));
	set("deliver:moved", NOW_US + HOUR_US); /* since: tried and to be tried again */
	assert_int_equal(claim_of(DUE_STEPS, NOW_US, 10), 1);
	assert_string_equal(rows[0].text, "escalate:a");
	assert_int_equal(claim_of(DUE_DELIVERIES, NOW_US, 10), 1);
	assert_string_equal(rows[0].text, "deliver:old");
	assert_int_equal(rows[0].due_us, 1000);
	assert_int_equal(NUMBER("ZSCORE", "lv:{p0}:due-deliveries", "deliver:moved"),
			 NOW_US + HOUR_US);
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:due"), 2);
}

static void test_bounds(void **state)
{
	char text[DUE_ROW_MAX + 1];
	struct error error = { 0 };

	(void)state;
	memset(text, 'x', sizeof(text));
	assert_int_equal(due_set(house.link, 0, (struct slice){ text, sizeof(text) }, 1, &error),
			 ERROR_INVALID);
	assert_int_equal(due_set(house.link, 0, S(""), 1, &error), ERROR_INVALID);
	assert_int_equal(due_set(house.link, 0, S("a\0b"), 1, &error), ERROR_INVALID);
	OK(due_set(house.link, 0, (struct slice){ text, DUE_ROW_MAX }, 1, &oops));
	for (int i = 0; i < 150; i++) {
		(void)snprintf(text, sizeof(text), "row:%d", i);
		set(text, NOW_US);
	}
	assert_int_equal(claim(NOW_US, 1000), DUE_CLAIM_MAX);
	assert_int_equal(claim(NOW_US, 1000), 51);
	assert_int_equal(claim(NOW_US, 1000), 0);
}

/* A row that a stranger wrote is left alone. */
static void test_strange_row(void **state)
{
	static char strange[600];

	(void)state;
	memset(strange, 'y', sizeof(strange) - 1);
	redis_reply_free(ASK("ZADD", "lv:{p0}:due", "1", strange));
	set("row:1", 2);
	assert_int_equal(claim(NOW_US, 10), 1);
	assert_string_equal(rows[0].text, "row:1");
}

/* The clock goes back by an hour: what waits comes an hour earlier by it, what is due is due; only
 * one of those who see it does that. */
static void test_clock_goes_back(void **state)
{
	const int64_t now_us = NOW_US - HOUR_US;
	char row[32];

	(void)state;
	for (int i = 0; i < 2500; i++) { /* more than go at once, many of the same moment */
		(void)snprintf(row, sizeof(row), "deliver:%d", i);
		set(row, NOW_US + MINUTE_US + i / 100);
	}
	set("step:late", NOW_US - 1);
	set("step:soon", NOW_US + SECOND_US);
	set("step:by another clock", now_us + MINUTE_US);
	OK(due_shift(house.link, 0, now_us, HOUR_US, &oops));
	OK(due_shift(house.link, 0, now_us + 1, HOUR_US + 1, &oops));
	assert_int_equal(claim_of(DUE_STEPS, now_us, 10), 2);
	assert_string_equal(rows[0].text, "step:by another clock"); /* early, not late */
	assert_string_equal(rows[1].text, "step:late");
	assert_int_equal(claim_of(DUE_STEPS, now_us + SECOND_US, 10), 1);
	assert_int_equal(NUMBER("ZCOUNT", "lv:{p0}:due-deliveries", "-inf", "1795341660000000"),
			 100);
	assert_int_equal(NUMBER("ZCOUNT", "lv:{p0}:due-deliveries", "-inf", "1795341660000024"),
			 2500);
	/* Another time it goes back again. */
	OK(due_shift(house.link, 0, now_us - HOUR_US, HOUR_US, &oops));
	assert_int_equal(NUMBER("ZCOUNT", "lv:{p0}:due-deliveries", "-inf", "1795338060000024"),
			 2500);
}

static int64_t ahead(const char *set, const char *from)
{
	return NUMBER("ZCOUNT", set, from, "+inf");
}

static int64_t shift_some(const char *now, const char *back)
{
	return NUMBER("FCALL", "livvakt_due_shift", "1", "lv:{p0}:", now, back);
}

/* Whoever shifted was told nothing of it, or died: it goes on there, and each is moved once. */
static void test_shift_goes_on(void **state)
{
	const int64_t now_us = NOW_US - HOUR_US;
	char row[32], now[32], from[32], later[32];

	(void)state;
	for (int i = 0; i < 2500; i++) {
		(void)snprintf(row, sizeof(row), "step:%d", i);
		set(row, NOW_US + HOUR_US + i);
	}
	set("deliver:a", NOW_US + HOUR_US);
	(void)snprintf(now, sizeof(now), "%lld", (long long)now_us);
	(void)snprintf(from, sizeof(from), "%lld", (long long)NOW_US);
	(void)snprintf(later, sizeof(later), "%lld", (long long)(NOW_US + HOUR_US));
	assert_int_equal(shift_some(now, "3600000000"), 1);
	assert_int_equal(ahead("lv:{p0}:due", later), 1500);
	assert_true(NUMBER("PTTL", "lv:{p0}:due-shift") > 60000);
	OK(due_shift(house.link, 0, now_us, HOUR_US, &oops));
	assert_int_equal(ahead("lv:{p0}:due", later), 0);
	assert_int_equal(ahead("lv:{p0}:due", from), 2500);
	assert_int_equal(NUMBER("ZSCORE", "lv:{p0}:due-deliveries", "deliver:a"), NOW_US);
	assert_in_range(NUMBER("PTTL", "lv:{p0}:due-shift"), 1, 60000);
	OK(due_shift(house.link, 0, now_us, HOUR_US, &oops));
	assert_int_equal(ahead("lv:{p0}:due", from), 2500);
}

/* One that stands half-way is brought to its end before another begins. */
static void test_shift_after_one_half_way(void **state)
{
	char row[32];

	(void)state;
	for (int i = 0; i < 1500; i++) {
		(void)snprintf(row, sizeof(row), "step:%d", i);
		set(row, NOW_US + 4 * HOUR_US);
	}
	(void)snprintf(row, sizeof(row), "%lld", (long long)NOW_US);
	assert_int_equal(shift_some(row, "3600000000"), 1);
	OK(due_shift(house.link, 0, NOW_US - 2 * HOUR_US, 2 * HOUR_US, &oops));
	(void)snprintf(row, sizeof(row), "%lld", (long long)(NOW_US + HOUR_US));
	assert_int_equal(NUMBER("ZCOUNT", "lv:{p0}:due", row, row), 1500);
}

static void test_when(void **state)
{
	int64_t due_us = 1;

	(void)state;
	set("escalate:inc-when", NOW_US + 7);
	OK(due_when(house.link, 0, S("escalate:inc-when"), &due_us, &oops));
	assert_int_equal(due_us, NOW_US + 7);
	OK(due_when(house.link, 0, S("escalate:inc-other"), &due_us, &oops));
	assert_int_equal(due_us, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_order_and_time),
		TEST(test_lease),
		TEST(test_renewed),
		TEST(test_moved_while_held),
		TEST(test_kinds),
		TEST(test_from_one_set),
		TEST(test_bounds),
		TEST(test_strange_row),
		TEST(test_clock_goes_back),
		TEST(test_shift_goes_on),
		TEST(test_shift_after_one_half_way),
		TEST(test_when),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
