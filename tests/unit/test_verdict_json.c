/* test_verdict_json.c - facts about the object promised to users. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "verdict_json.h"
#include <stdlib.h>

static void test_whole_verdict(void **state)
{
	struct match matches[] = {
		{ .rule = "p/a",
		  .category = CATEGORY_THREAT,
		  .points = 7200,
		  .span = { 0, 21 },
		  .form = FORM_LOOSE,
		  .context = "negated",
		  .counted = 5000,
		  .cap = 5000 },
		{ .rule = "p/b", .category = CATEGORY_NONE, .span = { 8, 11 }, .shadow = true },
	};
	const char *labels[] = { "topic:a" }, *undecided[] = { "p/c" };
	const struct verdict verdict = {
		.language = LANGUAGE_SV,
		.action = ACTION_REVIEW,
		.scores = { [CATEGORY_THREAT] = 7200, [CATEGORY_SPAM] = 40 },
		.sentiment = -820,
		.anger = 410,
		.polarity = POLARITY_NEGATIVE,
		.labels = labels,
		.label_count = 1,
		.matches = matches,
		.match_count = 2,
		.undecided = undecided,
		.undecided_count = 1,
		.ruleset = "0123456789abcdef",
	};
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 65536);
	verdict_write_json(&verdict, slice_from("x\"y"), &buffer);
	assert_string_equal(
		buffer_text(&buffer),
		"{\"id\":\"x\\\"y\",\"lang\":\"sv\",\"action\":\"review\",\"scores\":{\"threat\":7."
		"2,\"spam\":0.04},"
		"\"sentiment\":-0.82,\"anger\":0.41,\"worry\":0,\"polarity\":\"negative\","
		"\"labels\":[\"topic:a\"],"
		"\"matches\":["
		"{\"rule\":\"p/"
		"a\",\"category\":\"threat\",\"points\":7.2,\"span\":[0,21],\"form\":\"loose\","
		"\"context\":\"negated\",\"counted\":5},"
		"{\"rule\":\"p/"
		"b\",\"category\":null,\"points\":0,\"span\":[8,11],\"form\":\"plain\",\"shadow\":"
		"true}],"
		"\"undecided\":[\"p/c\"],\"ruleset\":\"0123456789abcdef\"}");
	buffer_done(&buffer);
}

static void test_empty_verdict(void **state)
{
	const struct verdict verdict = { .polarity = POLARITY_NEUTRAL, .ruleset = "0" };
	struct buffer buffer;

	(void)state;
	buffer_init(&buffer, 65536);
	verdict_write_json(&verdict, slice_from(""), &buffer);
	assert_string_equal(
		buffer_text(&buffer),
		"{\"id\":\"\",\"lang\":\"und\",\"action\":\"allow\",\"scores\":{},\"sentiment\":0,"
		"\"anger\":0,\"worry\":0,"
		"\"polarity\":\"neutral\",\"labels\":[],\"matches\":[],\"undecided\":[],"
		"\"ruleset\":\"0\"}");
	buffer_done(&buffer);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_verdict),
		cmocka_unit_test(test_empty_verdict),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
