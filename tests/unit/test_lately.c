/* test_lately.c - what is the same, what the batch adds, and what the store remembers of it. */
#include "store_batch.h"

#include "delta_history.h"
#include "lately.h"
#include "ruleset_inside.h"

#define SELDOM_US (32 * MINUTE_US)

static struct author_keys keys;
static const struct config config = { .remember_hides_us = 90 * DAY_US, .rates_kept = 1000 };
static struct ruleset ruleset = {
	.rates = { { RATE_AUTHOR, SELDOM_US },
		   { RATE_LINK, SELDOM_US },
		   { RATE_TEXT, SELDOM_US },
		   { RATE_AUTHOR, 4 * SELDOM_US } },
	.rate_count = 4,
	.wants_author_hides = true,
};
enum { AUTHOR, LINK, TEXT, AUTHOR_LONG };

static struct arena arena, other;
static struct lately *lately;

static struct comment comment_of(const char *id, const char *author, const char *text)
{
	return (struct comment){ .text = slice_from(text),
				 .id = slice_from(id),
				 .brand = S("acme"),
				 .author = { .id = slice_from(author) },
				 .ts_us = NOW_US };
}

static void begin_batch(int64_t now_us, size_t comments)
{
	const struct lately_batch batch = { .ruleset = &ruleset,
					    .config = &config,
					    .arena = &arena,
					    .now_us = now_us,
					    .comments = comments };
	bool asked;

	arena_reset(&arena);
	OK(lately_begin(lately, &batch, &asked, &oops));
	assert_true(asked);
}

static int64_t figure(size_t number, size_t rate)
{
	int64_t rates[RULESET_RATES_MAX];
	struct circumstances found = lately_circumstances(lately, number, false, rates);

	assert_int_equal(found.rate_count, 4);
	return found.rates[rate];
}

static int64_t hides(size_t number)
{
	int64_t rates[RULESET_RATES_MAX];

	return lately_circumstances(lately, number, false, rates).author_hides;
}

/* Makes it true, as the pipeline does. */
static void commit(int64_t now_us)
{
	struct delta delta;

	delta_init(&delta, &other, now_us);
	lately_deliver(lately, &delta);
	batch_commit(&delta);
	arena_reset(&other);
}

/* How many times `b` counts `a` before it: with one of the figures. */
static int64_t same(struct comment a, struct comment b, size_t rate)
{
	begin_batch(NOW_US, 2);
	lately_add(lately, &a);
	lately_add(lately, &b);
	OK(lately_read(lately, house.link, &oops));
	assert_in_range(figure(0, rate) + 1, 0, 1);
	lately_count(lately, 0);
	return figure(1, rate);
}

static void test_nobody_asks(void **state)
{
	static struct ruleset idle;
	const struct lately_batch batch = { .ruleset = &idle, .config = &config, .arena = &arena };
	bool asked = true;

	(void)state;
	OK(lately_begin(lately, &batch, &asked, &oops));
	assert_false(asked);
}

static void test_what_is_the_same(void **state)
{
	static const struct {
		const char *a, *b;
		int64_t links, texts;
	} facts[] = {
		{ "Köp nu!", "köp  NU", 0, 1 },
		{ "Köp nu!", "K ö p n u", 0, 1 },
		{ "Köp nu", "Sälj nu", 0, 0 },
		{ "får", "far", 0, 0 },
		{ "!!!", "!!!", 0, 0 },
		{ "👍👍", "👍👍", 0, 0 },
		{ "Köp nu 🔥", "🛒 Köp nu – „nu“", 0, 0 },
		{ "Köp nu 🔥", "🛒 „Köp nu“ …", 0, 1 },
		{ "se https://a.org/x", "Titta: http://www.A.org/x/ !", 1, 0 },
		{ "se https://a.org/x", "se https://a.org/y", 0, 0 },
		{ "https://a.org/1 https://a.org/2", "https://b.org https://a.org/2", 1, 0 },
		{ "a.org/1 a.org/1", "a.org/1", 1, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct comment a = comment_of("1", "x", facts[i].a);
		struct comment b = comment_of("2", "y", facts[i].b);

		if (same(a, b, LINK) != facts[i].links || same(a, b, TEXT) != facts[i].texts)
			fail_msg("%s, %s", facts[i].a, facts[i].b);
	}
	struct comment a = comment_of("1", "x", "a"), b = comment_of("2", "x", "b");
	assert_int_equal(same(a, b, AUTHOR), 1);
	assert_int_equal(same(a, b, AUTHOR_LONG), 1);
	b.brand = S("another");
	assert_int_equal(same(a, b, AUTHOR), 0);
	b = comment_of("2", "y", "b");
	assert_int_equal(same(a, b, AUTHOR), 0);
	b.author.id.len = 0;
	assert_int_equal(same(b, a, AUTHOR), 0);
	assert_int_equal(same(a, b, AUTHOR), -1); /* nobody known */
}

/* Long texts are the same to their end. */
static void test_long_texts(void **state)
{
	static char one[4000], two[4000];

	(void)state;
	memset(one, 'a', sizeof(one) - 1);
	for (size_t i = 0; i < sizeof(one) - 1; i++)
		two[i] = one[i] = (char)('a' + i * 7 % 23);
	struct comment a = comment_of("1", "x", one), b = comment_of("2", "y", two);
	assert_int_equal(same(a, b, TEXT), 1);
	two[3990] = two[3990] == 'b' ? 'c' : 'b';
	assert_int_equal(same(a, b, TEXT), 0);
}

static void test_remembered(void **state)
{
	struct comment comments[3] = { comment_of("1", "x", "Köp nu https://a.org/x"),
				       comment_of("2", "y", "köp nu https://a.org/x"),
				       comment_of("3", "x", "Något annat") };

	(void)state;
	for (int64_t turn = 0; turn < 3; turn++) {
		begin_batch(NOW_US, 3);
		for (size_t i = 0; i < 3; i++)
			lately_add(lately, &comments[i]);
		OK(lately_read(lately, house.link, &oops));
		for (int again = 0; again < 2; again++) { /* after a conflict, say */
			lately_restart(lately);
			for (size_t i = 0; i < 3; i++) {
				assert_int_equal(figure(i, LINK), i < 2 ? 2 * turn + (int)i : 0);
				assert_int_equal(figure(i, TEXT), i < 2 ? 2 * turn + (int)i : turn);
				assert_int_equal(figure(i, AUTHOR),
						 i == 1 ? turn : 2 * turn + (i == 2));
				lately_count(lately, i);
			}
		}
		commit(NOW_US);
	}
	/* an edited one does not count its earlier version */
	int64_t rates[RULESET_RATES_MAX];
	begin_batch(NOW_US, 1);
	lately_add(lately, &comments[0]);
	OK(lately_read(lately, house.link, &oops));
	(void)lately_circumstances(lately, 0, true, rates);
	assert_int_equal(rates[TEXT], 5);
	assert_int_equal(rates[AUTHOR], 5);
	(void)lately_circumstances(lately, 0, false, rates);
	assert_int_equal(rates[TEXT], 6);
}

/* Late ones count where they were written, those from the future now, those from long ago not. */
static void test_times(void **state)
{
	static const int64_t times[] = { 0, -20, -40, 1000, -36 * 24 * 60, 0 };
	enum { TIMES = sizeof(times) / sizeof(times[0]) };
	static const int64_t counts[TIMES] = { 0, 0, 0, 2, 0, 3 };
	struct comment comments[TIMES];

	(void)state;
	begin_batch(NOW_US, TIMES);
	for (size_t i = 0; i < TIMES; i++) {
		comments[i] = comment_of("1", "x", "Köp nu");
		comments[i].ts_us = NOW_US + times[i] * MINUTE_US;
		lately_add(lately, &comments[i]);
	}
	OK(lately_read(lately, house.link, &oops));
	for (size_t i = 0; i < TIMES; i++) {
		assert_int_equal(figure(i, TEXT), counts[i]);
		lately_count(lately, i);
	}
	commit(NOW_US);
	begin_batch(NOW_US, 1);
	lately_add(lately, &comments[0]);
	OK(lately_read(lately, house.link, &oops));
	assert_int_equal(figure(0, TEXT), 4);
	assert_int_equal(figure(0, AUTHOR_LONG), 5);
}

static void test_hides_of_an_author(void **state)
{
	struct comment comments[4] = { comment_of("1", "x", "a"), comment_of("2", "x", "b"),
				       comment_of("3", "y", "c"), comment_of("4", "", "d") };

	(void)state;
	begin_batch(NOW_US, 4);
	for (size_t i = 0; i < 4; i++)
		lately_add(lately, &comments[i]);
	OK(lately_read(lately, house.link, &oops));
	assert_int_equal(hides(0), 0);
	lately_hidden(lately, 0);
	assert_int_equal(hides(1), 1);
	lately_hidden(lately, 1);
	lately_hidden(lately, 3);
	assert_int_equal(hides(2), 0);
	assert_int_equal(hides(3), -1);
	lately_restart(lately);
	assert_int_equal(hides(1), 0);
	assert_int_equal(lately_remember_hides(lately), 90 * DAY_US);
}

/* As a rotation of the key does, or one back. */
static void change_key(void)
{
	keys.before[0] = keys.current[0];
	keys.current[0]++;
	keys.until_us = NOW_US + DAY_US;
}

static int64_t came_after(const struct comment *comment)
{
	begin_batch(NOW_US, 1);
	lately_add(lately, comment);
	OK(lately_read(lately, house.link, &oops));
	return figure(0, AUTHOR);
}

/* What was remembered under the key before counts on with what is under the new one, as long as the
 * old one is there; texts do not notice. */
static void test_another_key(void **state)
{
	struct comment comment = comment_of("1", "x", "Köp nu");

	(void)state;
	assert_int_equal(came_after(&comment), 0);
	lately_count(lately, 0);
	commit(NOW_US);
	change_key();
	assert_int_equal(came_after(&comment), 1);
	lately_count(lately, 0);
	commit(NOW_US);
	assert_int_equal(came_after(&comment), 2);
	assert_int_equal(figure(0, TEXT), 2);
	keys.until_us = 0;
	assert_int_equal(came_after(&comment), 1);
	assert_int_equal(figure(0, TEXT), 2);
}

static int begin(void **state)
{
	arena_init(&arena, 65536, 1 << 26);
	arena_init(&other, 65536, 1 << 26);
	OK(crypto_init(&oops));
	keys = (struct author_keys){ .current = { 3 }, .things = { 3 } };
	lately = lately_new(&keys);
	assert_non_null(lately);
	return house_up(state);
}

static int end(void **state)
{
	lately_free(lately);
	arena_done(&arena);
	arena_done(&other);
	return house_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nobody_asks), TEST(test_what_is_the_same),
		TEST(test_long_texts),	TEST(test_remembered),
		TEST(test_times),	TEST(test_hides_of_an_author),
		TEST(test_another_key),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
