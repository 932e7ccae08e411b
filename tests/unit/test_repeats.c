/* test_repeats.c - the same again, an edit, and the difference; within a batch and against what is
 * remembered. */
#include "facts.h"

#include "repeats.h"

static const uint8_t key[CRYPTO_SHORT_KEY_BYTES] = { 7 };
static struct arena arena;

static int begin(void **state)
{
	struct error error = { 0 };

	(void)state;
	arena_init(&arena, 4096, 1 << 22);
	return crypto_init(&error);
}

static int end(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

static struct comment comment(const char *brand, const char *channel, const char *id)
{
	return (struct comment){ .text = slice_from("text"),
				 .brand = slice_from(brand),
				 .channel = slice_from(channel),
				 .id = slice_from(id) };
}

static void test_who_is_who(void **state)
{
	static const struct {
		const char *brand, *channel, *id;
	} facts[] = { { "a", "b", "c" },
		      { "a", "bc", "" },
		      { "ab", "c", "" },
		      { "a", "", "bc" },
		      { "a", "c", "b" } };
	enum { FACTS = sizeof(facts) / sizeof(facts[0]) };
	struct repeat seen[FACTS], again = { 0 };

	(void)state;
	for (size_t i = 0; i < FACTS; i++) {
		struct comment one = comment(facts[i].brand, facts[i].channel, facts[i].id);

		repeat_identify(&seen[i], &one, key);
		repeat_identify(&again, &one, key);
		assert_true(seen[i].key != 0 && seen[i].key == again.key);
		for (size_t k = 0; k < i; k++)
			assert_true(seen[i].key != seen[k].key);
	}
	struct comment edited = comment("a", "c", "b");
	edited.text = slice_from("another");
	edited.edited_us = 9;
	repeat_identify(&again, &edited, key);
	assert_true(again.key == seen[4].key && again.counted.text != seen[4].counted.text);
	assert_int_equal(again.counted.edited_us, 9);
	edited.unnamed = true;
	repeat_identify(&again, &edited, key);
	assert_true(again.key == 0);
}

/* A batch in words: each comment is a key and a version ("a1"), perhaps with what is remembered of
 * it behind ("a2<1"), perhaps dropped ("!a1"). The fates: n e d r, - for dropped. */
static void fates_are(const char *const *batch, const char *want)
{
	struct repeats repeats;
	struct error error = { 0 };
	size_t count = strlen(want);
	char got[16] = "";

	assert_int_equal(repeats_init(&repeats, count, &arena, &error), 0);
	for (size_t i = 0; i < count; i++) {
		bool dropped = batch[i][0] == '!';
		const char *word = batch[i] + dropped;

		repeats.items[i].dropped = dropped;
		repeats.items[i].key = word[0] == '?' ? 0 : (uint64_t)word[0];
		repeats.items[i].counted.text = (uint64_t)word[1];
		repeats.items[i].counted.edited_us = word[1] >= '5' ? word[1] : 0;
	}
	for (size_t i = 0; i < count; i++) {
		const char *behind = strchr(batch[i], '<');
		struct counted earlier = { .text = behind ? (uint64_t)behind[1] : 0,
					   .edited_us =
						   behind && behind[1] >= '5' ? behind[1] : 0 };
		struct buffer packed;

		if (!behind)
			continue;
		buffer_init(&packed, 4096);
		counted_pack(&earlier, &packed);
		repeats_learn(&repeats, repeats.items[i].key,
			      arena_copy(&arena, buffer_slice(&packed)));
		buffer_done(&packed);
	}
	repeats_decide(&repeats);
	repeats_decide(&repeats); /* as often as one likes */
	for (size_t i = 0; i < count; i++)
		got[i] = repeats.items[i].dropped ? '-' : "nedr"[repeats.items[i].fate];
	assert_string_equal(got, want);
	arena_reset(&arena);
}
#define FATES(want, ...) fates_are((const char *const[]){ __VA_ARGS__ }, want)

static void test_fates(void **state)
{
	(void)state;
	FATES("nn", "a1", "b1");
	FATES("nnn", "?1", "?1", "?1"); /* cannot be told apart: each counts */
	FATES("ndd", "a1", "a1", "a1");
	FATES("rn", "a1", "a2"); /* the later version counts */
	FATES("rrn", "a1", "a2", "a3");
	FATES("rdn", "a1", "a1", "a2");
	FATES("rnd", "a1", "a2", "a2");
	FATES("rrn", "a1", "a2", "a1"); /* without times of edits the last one to come is right */
	FATES("nd", "a6", "a5");	/* with them, it is the one written last */
	FATES("d", "a1<1");
	FATES("e", "a2<1");
	FATES("d", "a5<6");
	FATES("e", "a6<5");
	FATES("de", "a1<1", "a2");
	FATES("re", "a2<1", "a3");
	FATES("rde", "a2<1", "a2", "a3");
	FATES("ed", "a6<5", "a5");
	FATES("-n", "!a1", "a1"); /* another judge has it: whether it counted, the commit says */
	FATES("-en", "!a1", "a2<1", "b1");
	FATES("-d", "!a1<1", "a1");
}

static void test_strange_memory(void **state)
{
	struct repeats repeats;
	struct error error = { 0 };

	(void)state;
	assert_int_equal(repeats_init(&repeats, 1, &arena, &error), 0);
	repeats.items[0].key = 5;
	repeats_learn(&repeats, 5, slice_from("nonsense"));
	repeats_decide(&repeats);
	assert_int_equal(repeats.items[0].fate, REPEAT_NEW);
	assert_slice_is(repeats.items[0].known, "nonsense"); /* so that the commit agrees */
}

static void test_many(void **state)
{
	struct repeats repeats;
	struct error error = { 0 };

	(void)state;
	assert_int_equal(repeats_init(&repeats, 2048, &arena, &error), 0);
	for (size_t i = 0; i < 2048; i++) { /* all begin at the same place of the table */
		repeats.items[i].key = ((uint64_t)(i / 2) << 32) + 1;
		repeats.items[i].counted.text = 1;
	}
	repeats_decide(&repeats);
	for (size_t i = 0; i < 2048; i++)
		assert_int_equal(repeats.items[i].fate, i % 2 ? REPEAT_DUPLICATE : REPEAT_NEW);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_who_is_who),
		cmocka_unit_test(test_fates),
		cmocka_unit_test(test_strange_memory),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
