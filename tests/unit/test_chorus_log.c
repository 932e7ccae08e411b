/* test_chorus_log.c - a brand's voices in Redis: written by commits, followed by judges, cut. */
#include "store_batch.h"

#include "chorus.h"
#include "chorus_log.h"
#include "delta_voices.h"

#include "arena.h"

#define KEY "lv:{p0}:chorus:acme"

static struct arena arena;

struct heard {
	struct chorus_voice last;
	size_t count, forgotten;
};

static void forget(void *context)
{
	struct heard *heard = context;

	heard->count = 0;
	heard->forgotten++;
}

static void hear(void *context, const struct chorus_voice *voice)
{
	struct heard *heard = context;

	heard->last = *voice;
	heard->count++;
}

static void follow(struct chorus_place *place, struct heard *heard)
{
	const struct chorus_listener listener = { forget, hear, heard };

	OK(chorus_log_follow(house.link, 0, S("acme"), place, &listener, &oops));
}

static struct chorus_voice voice_of(uint64_t author, int64_t ts_us)
{
	struct chorus_voice voice = { .ts_us = ts_us,
				      .author = author,
				      .post = 0xfedcba98,
				      .flags = VOICE_NEGATIVE | VOICE_LINKED };

	for (size_t i = 0; i < LIKENESS_BYTES; i++)
		voice.likeness.bytes[i] = (uint8_t)(i * 7 + author);
	return voice;
}

static void commit(size_t count, uint64_t first_author, int64_t ts_us, int64_t now_us)
{
	struct delta delta;

	arena_init(&arena, 1 << 20, 64 << 20);
	delta_init(&delta, &arena, now_us);
	for (size_t i = 0; i < count; i++) {
		const struct chorus_voice voice = voice_of(first_author + i, ts_us);

		delta_add_voice(&delta, delta_brand(&delta, S("acme")), &voice);
	}
	assert_int_equal(delta_brand(&delta, S("acme"))->negative_voices, count);
	batch_commit(&delta);
	arena_done(&arena);
}

static void what_is_written_is_heard(void **state)
{
	struct chorus_place place = { 0 };
	struct heard heard = { 0 };
	const struct chorus_voice want = voice_of(0x8000000000000003, NOW_US);

	(void)state;
	follow(&place, &heard);
	assert_int_equal(heard.count, 0);
	commit(1, 0x8000000000000003, NOW_US + 30 * SECOND_US, NOW_US + MINUTE_US);
	follow(&place, &heard);
	assert_int_equal(heard.count, 1);
	assert_int_equal(heard.last.ts_us, NOW_US - NOW_US % MINUTE_US);
	assert_true(heard.last.author == want.author);
	assert_int_equal(heard.last.post, want.post);
	assert_int_equal(heard.last.flags, want.flags);
	assert_memory_equal(&heard.last.likeness, &want.likeness, sizeof(want.likeness));
	assert_in_range(NUMBER("PTTL", KEY), 47 * 3600 * 1000, 48 * 3600 * 1000);
}

static void each_is_heard_once(void **state)
{
	struct chorus_place place = { 0 };
	struct heard heard = { 0 };

	(void)state;
	commit(3, 1, NOW_US, NOW_US);
	follow(&place, &heard);
	assert_int_equal(heard.count, 3);
	follow(&place, &heard);
	commit(2, 4, NOW_US, NOW_US);
	follow(&place, &heard);
	assert_int_equal(heard.count, 5);
	assert_int_equal(heard.last.author, 5);
	assert_int_equal(heard.forgotten, 1); /* at the first time */
}

static void another_log_is_heard_from_its_beginning(void **state)
{
	struct chorus_place place = { 0 };
	struct heard heard = { 0 };

	(void)state;
	commit(3, 1, NOW_US, NOW_US);
	follow(&place, &heard);
	redis_reply_free(ASK("DEL", KEY));
	follow(&place, &heard);
	assert_int_equal(heard.count, 0);
	commit(4, 11, NOW_US, NOW_US + SECOND_US);
	follow(&place, &heard);
	assert_int_equal(heard.count, 4);
	redis_reply_free(ASK("SET", KEY, "nonsense"));
	follow(&place, &heard);
	assert_int_equal(heard.count, 0);
}

/* A day later what is old goes, in large pieces; who followed goes on where it was. */
static void what_is_old_goes(void **state)
{
	struct chorus_place place = { 0 }, late = { 0 };
	struct heard heard = { 0 }, heard_late = { 0 };
	const int64_t later = NOW_US + 25 * HOUR_US;

	(void)state;
	for (unsigned i = 0; i < 8; i++)
		commit(64, 1, NOW_US, NOW_US);
	follow(&place, &heard);
	assert_int_equal(NUMBER("STRLEN", KEY), 16 + 512 * CHORUS_LOG_BYTES);
	for (unsigned i = 0; i < 4; i++)
		commit(64, 1000, later, later);
	assert_int_equal(NUMBER("STRLEN", KEY), 16 + 256 * CHORUS_LOG_BYTES);
	follow(&place, &heard);
	assert_int_equal(heard.count, 768);
	assert_int_equal(heard.forgotten, 1);
	follow(&late, &heard_late);
	assert_int_equal(heard_late.count, 256);
	commit(1, 2000, later, later);
	follow(&place, &heard);
	assert_int_equal(heard.count, 769);
}

static void what_is_too_much_goes(void **state)
{
	(void)state;
	for (unsigned i = 0; i < 2 * CHORUS_VOICES_MAX / 512 + 2; i++)
		commit(512, 1, NOW_US, NOW_US);
	assert_in_range(NUMBER("STRLEN", KEY), 16 + CHORUS_VOICES_MAX * CHORUS_LOG_BYTES,
			16 + (CHORUS_VOICES_MAX + 1024) * CHORUS_LOG_BYTES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_is_written_is_heard),
		TEST(each_is_heard_once),
		TEST(another_log_is_heard_from_its_beginning),
		TEST(what_is_old_goes),
		TEST(what_is_too_much_goes),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
