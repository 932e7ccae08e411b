/* test_effects.c - due rows and messages, packed, and applied together. */
#include "store_house.h"

#include "due.h"
#include "effects.h"

static void test_nothing(void **state)
{
	struct effects none = { 0 };
	struct buffer packed;

	(void)state;
	buffer_init(&packed, 1000);
	effects_pack(NULL, &packed);
	effects_pack(&none, &packed);
	assert_int_equal(packed.len, 0);
	assert_false(buffer_failed(&packed));
	buffer_done(&packed);
	OK(effects_apply(house.link, 0, &none, NOW_US, &oops));
	assert_int_equal(NUMBER("DBSIZE"), 0);
}

static void test_all_together(void **state)
{
	struct effect_row rows[] = { { S("a:1"), NOW_US }, { S("b:2"), NOW_US + 1 } };
	struct slice remove[] = { S("c:3"), S("a:1") };
	struct effect_message message = { .message = { .id = S("m"), .created_us = NOW_US },
					  .due_us = NOW_US + 2 };
	struct effects effects = { rows, 2, remove, 2, &message, 1, 0 };

	(void)state;
	OK(due_set(house.link, 0, S("c:3"), NOW_US, &oops));
	OK(effects_apply(house.link, 0, &effects, NOW_US, &oops));
	assert_int_equal(NUMBER("ZCARD", "lv:{p0}:due"), 2); /* removed first, then set */
	assert_int_equal(NUMBER("ZSCORE", "lv:{p0}:due", "b:2"), NOW_US + 1);
	assert_int_equal(NUMBER("ZSCORE", "lv:{p0}:due", "a:1"), NOW_US);
	assert_int_equal(NUMBER("ZSCORE", "lv:{p0}:due-deliveries", "deliver:m"), NOW_US + 2);
}

static void test_too_large(void **state)
{
	char *body = calloc(1, EFFECTS_MESSAGE_BYTES);
	struct effect_message message = {
		.message = { .id = S("m"), .body = { body, EFFECTS_MESSAGE_BYTES } },
	};
	struct effects effects = { .messages = &message, .message_count = 1 };
	struct error error = { 0 };

	(void)state;
	assert_non_null(body);
	memset(body, 'x', EFFECTS_MESSAGE_BYTES);
	assert_int_equal(effects_apply(house.link, 0, &effects, NOW_US, &error), ERROR_LIMIT);
	assert_int_equal(NUMBER("DBSIZE"), 0);
	free(body);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(test_nothing),
		TEST(test_all_together),
		TEST(test_too_large),
	};

	return cmocka_run_group_tests(tests, house_up, house_down);
}
