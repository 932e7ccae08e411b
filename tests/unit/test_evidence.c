/* test_evidence.c - the figures behind an incident as JSON, there and back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "evidence.h"
#include "json.h"
#include <string.h>

static void read_text(const char *text, struct evidence *ret_evidence)
{
	struct error error = { 0 };
	struct json *json = json_parse(slice_from(text), &error);

	if (!json)
		fail_msg("%s", error.text);
	evidence_read_json(json, ret_evidence);
	json_free(json);
}

static void test_there_and_back(void **state)
{
	static const struct evidence_look look = {
		.at_us = INT64_C(1795345260123456),
		.window_us = 600000000,
		.negative = 42,
		.comments = 60,
		.expected = 2600,
		.upper = 7100,
		.count = 9050,
		.share = 1200,
		.surprise = 8200,
		.line = 2827,
		.short_of = 1u << EVIDENCE_AUTHORS | 1u << EVIDENCE_SHARE,
	};
	struct evidence want = { .look_count = EVIDENCE_LOOKS_MAX,
				 .opened_count = 2,
				 .before_count = 1,
				 .again_count = 1,
				 .again_as = EVIDENCE_REOPENED,
				 .weight = { -200, 2600, 42, 7, 31, true, 5, 4 } },
			back;
	struct json_writer writer;
	struct buffer text;

	(void)state;
	for (size_t i = 0; i < want.look_count; i++)
		want.looks[i] = look;
	want.before[0] = want.opened[1] = want.again[0] = look;
	buffer_init(&text, 65536);
	json_write_begin(&writer, &text);
	evidence_write_json(&want, &writer);
	read_text(buffer_text(&text), &back);
	assert_int_equal(back.look_count, want.look_count);
	assert_int_equal(back.opened_count, 2);
	assert_memory_equal(&back.opened[1], &look, sizeof(look));
	assert_int_equal(back.again_count, 1);
	assert_int_equal(back.again_as, EVIDENCE_REOPENED);
	assert_memory_equal(&back.again[0], &look, sizeof(look));
	assert_int_equal(back.before_count, 1);
	assert_memory_equal(&back.looks[EVIDENCE_LOOKS_MAX - 1], &look, sizeof(look));
	assert_memory_equal(&back.before[0], &look, sizeof(look));
	assert_memory_equal(&back.weight, &want.weight, sizeof(want.weight));
	buffer_done(&text);
}

/* The most surprising of those that alert decides, and by what is rarer in it. */
static void test_by_what_it_alerted(void **state)
{
	struct evidence_look looks[EVIDENCE_LOOKS_MAX] = {
		{ .surprise = 9000, .count = 9500, .short_of = 1u << EVIDENCE_AUTHORS },
		{ .surprise = 4000, .count = 4500, .share = 1000 },
		{ .surprise = 3000, .count = 2000, .share = 3500 },
	};

	(void)state;
	assert_null(evidence_decisive(looks, 0));
	assert_ptr_equal(evidence_decisive(looks, 3), &looks[1]);
	assert_int_equal(evidence_decided_by(looks, 3), EVIDENCE_BY_NUMBER);
	looks[2].surprise = 5000;
	assert_ptr_equal(evidence_decisive(looks, 3), &looks[2]);
	assert_int_equal(evidence_decided_by(looks, 3), EVIDENCE_BY_SHARE);
	looks[EVIDENCE_LOOKS_MAX - 1] = (struct evidence_look){ .surprise = 6000, .count = 6000 };
	assert_int_equal(evidence_decided_by(looks, EVIDENCE_LOOKS_MAX), EVIDENCE_BY_SMOULDERING);
	looks[1].short_of = looks[2].short_of = 1;
	assert_ptr_equal(evidence_decisive(looks, 3), &looks[0]); /* none alerts */
}

/* However bad it gets, why it was told, and not earlier, stays what it was. */
static void test_the_opening_stays(void **state)
{
	struct evidence evidence = { 0 };
	const struct evidence begin = { .look_count = 2,
					.looks = { { .negative = 5 }, { .negative = 6 } },
					.before_count = 1,
					.before = { { .negative = 4 } } },
			      worse = { .look_count = 1, .looks = { { .negative = 90 } } };

	(void)state;
	for (int again = 0; again < 2; again++) {
		evidence_take(&evidence, &begin, EVIDENCE_OPENED);
		assert_int_equal(evidence.looks[1].negative, 6);
		evidence_take(&evidence, &worse, EVIDENCE_WORSE);
		assert_int_equal(evidence.look_count, 1);
		assert_int_equal(evidence.looks[0].negative, 90);
		assert_int_equal(evidence.opened_count, 2);
		assert_int_equal(evidence.opened[0].negative, 5);
		assert_int_equal(evidence.before_count, 1);
		assert_int_equal(evidence.before[0].negative, 4);
	}
}

/* What became the brand's, or flared up again, has a moment of its own. */
static void test_told_again_is_a_second_moment(void **state)
{
	static const enum evidence_moment moments[] = { EVIDENCE_WIDENED, EVIDENCE_REOPENED };
	const struct evidence begin = { .look_count = 1,
					.looks = { { .negative = 5 } },
					.before_count = 1,
					.before = { { .negative = 4 } } },
			      again = { .look_count = 2, .looks = { { .negative = 30 } } };
	struct evidence evidence = { 0 };

	(void)state;
	evidence_take(&evidence, &begin, EVIDENCE_OPENED);
	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
		evidence_take(&evidence, &again, moments[i]);
		assert_int_equal(evidence.looks[0].negative, 30);
		assert_int_equal(evidence.opened_count, 1);
		assert_int_equal(evidence.opened[0].negative, 5);
		assert_int_equal(evidence.before[0].negative, 4);
		assert_int_equal(evidence.again_count, 2);
		assert_int_equal(evidence.again[0].negative, 30);
		assert_int_equal(evidence.again_as, moments[i]);
	}
	evidence = (struct evidence){ 0 };
	evidence_take(&evidence, &again, EVIDENCE_WIDENED); /* nothing is known of the first */
	assert_int_equal(evidence.opened_count, 2);
	assert_int_equal(evidence.again_count, 0);
}

static void test_what_is_none_of_ours_is_left_out(void **state)
{
	struct evidence evidence;

	(void)state;
	read_text("{}", &evidence);
	assert_int_equal(evidence.look_count + evidence.before_count, 0);
	evidence_read_json(NULL, &evidence);
	assert_int_equal(evidence.look_count + evidence.before_count, 0);
	read_text("{\"windows\":7,\"before\":[null,{\"negative\":-4,\"surprise\":1e300,"
		  "\"short_of\":[\"x\",\"share\",3]}]}",
		  &evidence);
	assert_int_equal(evidence.look_count, 0);
	assert_int_equal(evidence.before_count, 2);
	assert_int_equal(evidence.before[1].negative, 0);
	assert_int_equal(evidence.before[1].surprise, 0);
	assert_int_equal(evidence.before[1].short_of, 1u << EVIDENCE_SHARE);
	read_text("{\"windows\":[1,2,3,4,5,6,7,8,9,10,11,12,13]}", &evidence);
	assert_int_equal(evidence.look_count, EVIDENCE_LOOKS_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_there_and_back),
		cmocka_unit_test(test_by_what_it_alerted),
		cmocka_unit_test(test_the_opening_stays),
		cmocka_unit_test(test_told_again_is_a_second_moment),
		cmocka_unit_test(test_what_is_none_of_ours_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
