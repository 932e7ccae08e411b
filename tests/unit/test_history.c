/* test_history.c - rows: what they hold, how they grow, what bounds them, and when they go. */
#include "store_batch.h"

#include "chorus_log.h"
#include "delta_history.h"
#include "delta_voices.h"
#include "history.h"
#include "person_history.h"
#include "queue.h"

#define WITHIN_US (32 * MINUTE_US) /* a slot is a minute */

static const struct history_list texts = { "text", WITHIN_US };
static const struct history_list hides = { NULL, 90 * DAY_US };
static struct arena arena;

/* One commit in which `count` came in the slot of `ts_us`, for `keys` keys from `first` on. */
static void arrive(uint64_t first, size_t keys, int64_t ts_us, uint32_t count, int64_t now_us,
		   int64_t kept)
{
	struct delta delta;
	uint8_t row[HISTORY_ARRIVAL_BYTES];
	uint32_t slot = history_slot(ts_us, WITHIN_US);

	for (size_t i = 0; i < 4; i++) {
		row[i] = (uint8_t)(slot >> 8 * i);
		row[4 + i] = (uint8_t)(count >> 8 * i);
	}
	arena_reset(&arena);
	delta_init(&delta, &arena, now_us);
	delta.arrivals_kept = kept;
	struct delta_brand *brand = delta_brand(&delta, S("acme"));
	for (uint64_t key = first; key < first + keys; key++)
		delta_add_arrivals(&delta, brand, &texts, key,
				   (struct slice){ (const char *)row, sizeof(row) });
	batch_commit(&delta);
}

static struct slice row_of(const struct history_list *list, uint64_t key)
{
	static char copy[65536];
	struct slice row;
	const struct history_query query = { S("acme"), *list, &key, 1, &row };

	arena_reset(&arena);
	OK(history_read(house.link, 0, &query, 1, &arena, &oops));
	assert_in_range(row.len, 0, sizeof(copy));
	if (row.len)
		memcpy(copy, row.data, row.len);
	return (struct slice){ copy, row.len };
}

static int64_t came(uint64_t key, int64_t at_us)
{
	return history_arrivals(row_of(&texts, key), history_slot(at_us, WITHIN_US));
}

static void test_nothing_is_known(void **state)
{
	(void)state;
	assert_int_equal(row_of(&texts, 1).len, 0);
	assert_int_equal(row_of(&hides, 1).len, 0);
	OK(history_read(house.link, 0, NULL, 0, &arena, &oops));
}

static void test_counted_in_their_slots(void **state)
{
	(void)state;
	arrive(1, 1, NOW_US, 3, NOW_US, 1000);
	arrive(1, 1, NOW_US + 31 * MINUTE_US, 4, NOW_US + 31 * MINUTE_US, 1000);
	arrive(1, 1, NOW_US + 30 * SECOND_US, 5, NOW_US + 31 * MINUTE_US, 1000); /* came late */
	arrive(2, 1, NOW_US, 7, NOW_US + 31 * MINUTE_US, 1000);
	assert_int_equal(came(1, NOW_US - MINUTE_US), 0); /* nothing counts before it came */
	assert_int_equal(came(1, NOW_US), 8);
	assert_int_equal(came(1, NOW_US + 31 * MINUTE_US), 12);
	assert_int_equal(came(1, NOW_US + 32 * MINUTE_US), 4);
	assert_int_equal(came(1, NOW_US + 62 * MINUTE_US), 4);
	assert_int_equal(came(1, NOW_US + 63 * MINUTE_US), 0);
	assert_int_equal(came(2, NOW_US), 7);
	assert_int_equal(came(3, NOW_US), 0);
	assert_int_equal(history_arrivals_all(row_of(&texts, 1)), 12);
}

/* A row that is hit for ever stays small, and says the truth. */
static void test_row_is_bounded(void **state)
{
	(void)state;
	for (int i = 0; i < 300; i++) {
		int64_t now_us = NOW_US + i * 20 * SECOND_US;
		int64_t minute = now_us / MINUTE_US * MINUTE_US, first = minute - 31 * MINUTE_US;
		int64_t since = first > NOW_US ? (first - NOW_US) / (20 * SECOND_US) : 0;

		arrive(1, 1, now_us, 1, now_us, 1000);
		assert_in_range(row_of(&texts, 1).len, 8, 64 * 8);
		assert_int_equal(came(1, now_us), i + 1 - since);
	}
}

/* Where the numbers of slots begin again. */
static void test_numbers_wrap(void **state)
{
	const int64_t top_us = ((INT64_C(1) << 32) - 1) * MINUTE_US;

	(void)state;
	for (int i = 0; i < 100; i++)
		arrive(1, 1, top_us + i % 2 * MINUTE_US, 1, NOW_US, 1000);
	assert_int_equal(history_slot(top_us + MINUTE_US, WITHIN_US), 0);
	assert_int_equal(came(1, top_us), 50);
	assert_int_equal(came(1, top_us + MINUTE_US), 100);
}

static void test_known_for_the_whole_time(void **state)
{
	(void)state;
	arrive(1, 1, NOW_US, 1, NOW_US, 1000);
	arrive(2, 1, NOW_US, 1, NOW_US + WITHIN_US - 1, 1000);
	arrive(3, 1, NOW_US, 1, NOW_US + WITHIN_US, 1000); /* turns */
	assert_int_equal(came(1, NOW_US), 1);
	assert_int_equal(came(2, NOW_US), 1);
	arrive(1, 1, NOW_US, 1, NOW_US + WITHIN_US, 1000); /* who comes again is carried along */
	arrive(3, 1, NOW_US, 1, NOW_US + 2 * WITHIN_US, 1000); /* turns */
	assert_int_equal(came(1, NOW_US), 2);
	assert_int_equal(came(2, NOW_US), 0);
	assert_int_equal(came(3, NOW_US), 2);
	assert_in_range(NUMBER("PTTL", "lv:{p0}:rates:acme:text:1920000000"), 1,
			2 * WITHIN_US / 1000);
}

/* More keys than are kept, more than Lua takes at once: the oldest go, who comes often stays. */
static void test_keys_are_bounded(void **state)
{
	(void)state;
	arrive(1000, 1200, NOW_US, 1, NOW_US, 1000);
	for (uint64_t i = 0; i < 20; i++) {
		arrive(1, 1, NOW_US, 1, NOW_US, 1000);
		arrive(5000 + 300 * i, 300, NOW_US, 1, NOW_US, 1000);
		assert_in_range(NUMBER("HLEN", "lv:{p0}:rates:acme:text:1920000000"), 1, 1001);
		assert_in_range(NUMBER("HLEN", "lv:{p0}:rates-before:acme:text:1920000000"), 1,
				1001);
	}
	assert_int_equal(came(1, NOW_US), 20);
	assert_int_equal(came(1000, NOW_US), 0);
	assert_int_equal(came(5000, NOW_US), 0);
	assert_int_equal(came(5000 + 300 * 20 - 1, NOW_US), 1);
}

static void test_read_many(void **state)
{
	static uint64_t keys[1300];
	static struct slice rows[2][1300];
	const struct history_list links = { "link", WITHIN_US };

	(void)state;
	arrive(1, 1200, NOW_US, 2, NOW_US, 10000);
	for (size_t i = 0; i < 1300; i++)
		keys[i] = i + 1;
	const struct history_query queries[2] = { { S("acme"), links, keys, 1300, rows[0] },
						  { S("acme"), texts, keys, 1300, rows[1] } };
	arena_reset(&arena);
	OK(history_read(house.link, 0, queries, 2, &arena, &oops));
	for (size_t i = 0; i < 1300; i++) {
		assert_int_equal(rows[0][i].len, 0);
		assert_int_equal(history_arrivals_all(rows[1][i]), i < 1200 ? 2 : 0);
	}
}

/* What strangers wrote there is no reason to stop. */
static void test_strange_row(void **state)
{
	const uint64_t key = 1;
	struct redis_command command;
	struct redisReply *reply;

	(void)state;
	redis_command_init(&command, "HSET");
	redis_command_add_text(&command, "lv:{p0}:rates:acme:text:1920000000");
	redis_command_add(&command, (struct slice){ (const char *)&key, sizeof(key) });
	redis_command_add_text(&command, "x");
	OK(redis_link_command(house.link, &command, &reply, &oops));
	redis_reply_free(reply);
	assert_int_equal(came(1, NOW_US), 0);
	arrive(1, 1, NOW_US, 1, NOW_US, 1000);
	assert_int_equal(came(1, NOW_US), 1);
}

/* --- hidden comments --- */

static const uint64_t author = 77;

static struct delta_hide hide_of(uint64_t comment, int64_t ts_us)
{
	return (struct delta_hide){
		.author = author, .comment = comment, .ts_us = ts_us, .window_us = hides.within_us
	};
}

static void file_at(int64_t now_us, const char *id, enum action action, struct delta_hide hide,
		    bool edited)
{
	struct delta delta;

	arena_reset(&arena);
	delta_init(&delta, &arena, now_us);
	struct delta_question question = { .comment = batch_comment(id, NOW_US),
					   .verdict = S("{}"),
					   .action = action,
					   .reason = S("insult"),
					   .edited = edited,
					   .hide = hide };
	question.comment.brand = S("acme");
	delta_add_queued(&delta, delta_brand(&delta, S("acme")), &question);
	batch_commit(&delta);
}

static void file(const char *id, enum action action, struct delta_hide hide, bool edited)
{
	file_at(NOW_US, id, action, hide, edited);
}

static void decide(const char *id, enum action action, struct delta_hide hide)
{
	const struct queue_decision decision = { .brand = S("acme"),
						 .id = slice_from(id),
						 .action = action,
						 .by = S("anna"),
						 .hide = hide };

	OK(queue_decide(house.link, 0, &decision, NULL, NOW_US, &oops));
}

/* Before any other comment than number 0 of this moment. */
static int64_t hidden_at(int64_t ts_us)
{
	return history_hidden(row_of(&hides, author), 0, ts_us, hides.within_us);
}

static void test_hidden_comments(void **state)
{
	(void)state;
	file("c1", ACTION_HIDE, hide_of(1, NOW_US), false);
	file("c2", ACTION_REVIEW, hide_of(2, NOW_US), false);
	assert_int_equal(hidden_at(NOW_US), 1);
	file("c1", ACTION_HIDE, hide_of(1, NOW_US), true); /* edited: the same comment */
	assert_int_equal(hidden_at(NOW_US), 1);
	file("c3", ACTION_HIDE, hide_of(3, NOW_US + 5 * SECOND_US), false);
	assert_int_equal(hidden_at(NOW_US), 1); /* that one came later */
	assert_int_equal(hidden_at(NOW_US + 5 * SECOND_US), 2);
	assert_int_equal(hidden_at(NOW_US + 90 * DAY_US), 1);
	assert_int_equal(hidden_at(NOW_US + 91 * DAY_US), 0);
	/* and for itself none */
	assert_int_equal(history_hidden(row_of(&hides, author), 1, NOW_US, hides.within_us), 0);
	assert_true(history_holds(row_of(&hides, author), 1));
	assert_false(history_holds(row_of(&hides, author), 2));
	assert_int_equal(row_of(&hides, author + 1).len, 0);
}

/* A person has the last word, however often it is said. */
static void test_decisions(void **state)
{
	(void)state;
	file("c1", ACTION_HIDE, hide_of(1, NOW_US), false);
	file("c2", ACTION_REVIEW, hide_of(2, NOW_US), false);
	decide("c1", ACTION_ALLOW, hide_of(1, NOW_US));
	decide("c1", ACTION_ALLOW, hide_of(1, NOW_US));
	assert_int_equal(hidden_at(NOW_US), 0);
	assert_int_equal(NUMBER("HLEN", "lv:{p0}:hides:acme"), 1); /* only since when */
	decide("c2", ACTION_HIDE, hide_of(2, NOW_US));
	decide("c2", ACTION_HIDE, hide_of(2, NOW_US));
	assert_int_equal(hidden_at(NOW_US), 1);
	decide("c1", ACTION_HIDE, hide_of(1, NOW_US));
	assert_int_equal(hidden_at(NOW_US), 2);

	/* said before the comment came */
	decide("c3", ACTION_ALLOW, (struct delta_hide){ 0 });
	file("c3", ACTION_HIDE, hide_of(3, NOW_US), false);
	assert_int_equal(hidden_at(NOW_US), 2);
	decide("c4", ACTION_HIDE, (struct delta_hide){ 0 });
	file("c4", ACTION_REVIEW, hide_of(4, NOW_US), false);
	assert_int_equal(hidden_at(NOW_US), 3);
	/* and does not hold for another text */
	file("c3", ACTION_HIDE, hide_of(3, NOW_US), true);
	assert_int_equal(hidden_at(NOW_US), 4);
}

/* Also of what has grown old, and was carried along. */
static void test_taken_back_later(void **state)
{
	(void)state;
	file("c1", ACTION_HIDE, hide_of(1, NOW_US), false);
	file_at(NOW_US + 90 * DAY_US, "c2", ACTION_HIDE, hide_of(2, NOW_US), false);
	assert_int_equal(NUMBER("HLEN", "lv:{p0}:hides-before:acme"), 2);
	assert_int_equal(hidden_at(NOW_US), 2);
	decide("c2", ACTION_ALLOW, hide_of(2, NOW_US));
	decide("c1", ACTION_ALLOW, hide_of(1, NOW_US));
	assert_int_equal(hidden_at(NOW_US), 0);
}

/* The same author by a new key: a comment stands under one of them at most. */
static void test_hidden_under_two_keys(void **state)
{
	struct delta_hide later = hide_of(1, NOW_US);

	(void)state;
	later.author = author + 1;
	later.before = author;
	file("c1", ACTION_HIDE, hide_of(1, NOW_US), false);
	file("c2", ACTION_HIDE, hide_of(2, NOW_US), false);
	file("c1", ACTION_HIDE, later, true);
	assert_false(history_holds(row_of(&hides, author), 1));
	assert_true(history_holds(row_of(&hides, author + 1), 1));
	later.comment = 2;
	decide("c2", ACTION_ALLOW, later);
	assert_int_equal(row_of(&hides, author).len, 0);
	assert_true(history_holds(row_of(&hides, author + 1), 1));
}

static void test_hidden_are_bounded(void **state)
{
	(void)state;
	for (uint64_t i = 1; i <= 40; i++) {
		char id[16];

		(void)snprintf(id, sizeof(id), "c%d", (int)i);
		file(id, ACTION_HIDE, hide_of(i, NOW_US), false);
	}
	assert_int_equal(row_of(&hides, author).len, HISTORY_HIDDEN_MAX * HISTORY_HIDDEN_BYTES);
	assert_false(history_holds(row_of(&hides, author), 8));
	assert_true(history_holds(row_of(&hides, author), 9));
	assert_true(history_holds(row_of(&hides, author), 40));
}

/* Nobody asks: nothing is written. */
static void test_nobody_asks(void **state)
{
	(void)state;
	file("c1", ACTION_HIDE, (struct delta_hide){ 0 }, false);
	decide("c1", ACTION_HIDE, (struct delta_hide){ 0 });
	assert_int_equal(NUMBER("EXISTS", "lv:{p0}:hides:acme"), 0);
}

/* --- a person who wants to be forgotten --- */

struct found {
	size_t hidden, rates, voices;
};

static void on_found(void *context, const struct person_finding *finding)
{
	struct found *found = context;

	assert_true(slice_is(finding->brand, "acme"));
	found->hidden += finding->place == PERSON_HIDDEN &&
			 slice_is(finding->text, "1 of the author's comments were hidden");
	found->rates += finding->place == PERSON_RATE &&
			slice_is(finding->text, "3 of the author's comments came lately");
	found->voices +=
		finding->place == PERSON_VOICE &&
		slice_is(finding->text, "2 of the author's comments were compared with others'");
}

static struct found walk(const struct author_keys *keys, const char *id, const char *brand,
			 bool forget)
{
	struct found found = { 0 };
	const struct person_search search = {
		.person = { .id = slice_from(id), .brand = slice_from(brand), .keys = keys },
		.forget = forget,
		.each = on_found,
		.context = &found,
	};

	OK(person_history(house.link, &search, &oops));
	return found;
}

static void test_forget(void **state)
{
	const struct author_keys keys = { .current = { 5 } };
	const struct author_keys later = { .current = { 6 }, .before = { 5 }, .until_us = 1 };
	const struct author_keys much_later = { .current = { 6 }, .before = { 5 } };
	const struct history_list authors = { "author", WITHIN_US };
	uint8_t row[HISTORY_ARRIVAL_BYTES] = { 1, 0, 0, 0, 3, 0, 0, 0 };
	struct delta_hide hide = hide_of(1, NOW_US);
	struct delta delta;
	struct found found;

	(void)state;
	OK(crypto_init(&oops));
	hide.author = crypto_author_hash(keys.current, S("acme"), S("Troll"));
	file("c1", ACTION_HIDE, hide, false);
	arena_reset(&arena);
	delta_init(&delta, &arena, NOW_US);
	delta.arrivals_kept = 1000;
	delta_add_arrivals(&delta, delta_brand(&delta, S("acme")), &authors, hide.author,
			   (struct slice){ (const char *)row, sizeof(row) });
	delta_add_arrivals(&delta, delta_brand(&delta, S("acme")), &texts, hide.author,
			   (struct slice){ (const char *)row, sizeof(row) });
	const struct chorus_voice voice = { .ts_us = NOW_US, .author = hide.author },
				  other = { .ts_us = NOW_US, .author = 1 };
	delta_add_voice(&delta, delta_brand(&delta, S("acme")), &voice);
	delta_add_voice(&delta, delta_brand(&delta, S("acme")), &other);
	delta_add_voice(&delta, delta_brand(&delta, S("acme")), &voice);
	batch_commit(&delta);

	found = walk(&keys, "Troll", "", false);
	assert_int_equal(found.voices, 1);
	assert_int_equal(found.hidden, 1);
	assert_int_equal(found.rates, 1);
	found = walk(&keys, "Somebody", "acme", true);
	assert_int_equal(found.hidden + found.rates, 0);
	found = walk(&keys, "Troll", "other", true);
	assert_int_equal(found.hidden + found.rates, 0);
	found = walk(&much_later, "Troll", "acme", true);
	assert_int_equal(found.hidden + found.rates, 0);
	found = walk(&later, "Troll", "acme", true);
	assert_int_equal(found.hidden + found.rates + found.voices, 3);
	assert_int_equal(NUMBER("STRLEN", "lv:{p0}:chorus:acme"), 16 + CHORUS_LOG_BYTES);
	found = walk(&keys, "Troll", "", false);
	assert_int_equal(found.hidden + found.rates + found.voices, 0);
	assert_int_equal(row_of(&hides, hide.author).len, 0);
	assert_true(row_of(&texts, hide.author).len > 0); /* a text is nobody */
}

static int begin(void **state)
{
	arena_init(&arena, 65536, 1 << 26);
	return house_up(state);
}

static int end(void **state)
{
	arena_done(&arena);
	return house_down(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing_is_known),
		TEST(test_counted_in_their_slots),
		TEST(test_row_is_bounded),
		TEST(test_numbers_wrap),
		TEST(test_known_for_the_whole_time),
		TEST(test_keys_are_bounded),
		TEST(test_read_many),
		TEST(test_strange_row),
		TEST(test_hidden_comments),
		TEST(test_decisions),
		TEST(test_taken_back_later),
		TEST(test_hidden_are_bounded),
		TEST(test_hidden_under_two_keys),
		TEST(test_nobody_asks),
		TEST(test_forget),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
