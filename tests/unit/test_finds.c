/* test_finds.c - facts about finds in order, places that overlap, and what a combination rests on.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "finds.h"

static struct hit hits[4];
static struct find finds[4];

static struct hit hit_at(size_t from, size_t to)
{
	return (struct hit){ .original = { from, to },
			     .sure = true,
			     .languages = language_bit(LANGUAGE_ANY) };
}

static void take(size_t count)
{
	for (uint32_t i = 0; i < count; i++)
		finds[i] = find_of(&hits[i], i);
}

static void test_weakness(void **state)
{
	(void)state;
	hits[0] = hits[1] = hits[2] = hits[3] = hit_at(0, 3);
	hits[0].context = "quoted";
	hits[1].sure = false;
	hits[2].form = FORM_LOOSE;
	take(4);
	finds_by_weakness(finds, 4);
	for (uint32_t i = 0; i < 4; i++)
		assert_int_equal(finds[i].number, 3 - i);
}

static void test_places(void **state)
{
	(void)state;
	hits[0] = hit_at(10, 20);
	hits[1] = hit_at(0, 5);
	hits[2] = hit_at(3, 8);
	hits[3] = hit_at(8, 9);
	hits[1].context = "negated";
	hits[3].languages = language_bit(LANGUAGE_SV);
	take(4);
	finds_by_place(finds, 4);
	assert_int_equal(finds_count_places(finds, 4, hits, language_bit(LANGUAGE_SV)), 3);
	assert_int_equal(finds_count_places(finds, 4, hits, language_bit(LANGUAGE_DE)), 2);
	assert_int_equal(finds_merge_places(finds, 4), 3);
	assert_int_equal(finds[0].number, 2); /* the clean one of the two that overlap */
	assert_int_equal(finds[1].number, 3);
	assert_int_equal(finds[2].number, 0);
	assert_int_equal(finds_count_places(finds, 0, hits, 1), 0);
	assert_int_equal(finds_merge_places(finds, 0), 0);
}

static void test_groups(void **state)
{
	static const struct {
		size_t first, last;
	} words[] = { { 0, 5 }, { 2, 3 }, { 8, 8 }, { 12, 12 } };
	uint32_t groups[4] = { 0 };

	(void)state;
	for (uint32_t i = 0; i < 4; i++)
		finds[i] = (struct find){ .number = i,
					  .first = words[i].first,
					  .last = words[i].last };
	assert_int_equal(finds_group(finds, 4, 2, groups), 2);
	assert_int_equal(groups[2], 1); /* words 6 and 7 stand between */
	assert_int_equal(groups[3], 2);
	assert_int_equal(finds_group(finds, 4, 1, groups), 3);
	assert_int_equal(groups[1], 1);
	assert_int_equal(groups[2], 2);
	assert_int_equal(finds_group(finds, 0, 1, groups), 0);
}

static void test_rest(void **state)
{
	struct rest rest = { .sure = true };

	(void)state;
	hits[0] = hit_at(10, 20);
	hits[1] = hit_at(2, 5);
	hits[2] = hit_at(30, 40);
	hits[1].form = FORM_LOOSE;
	hits[1].context = "question";
	take(3);
	rest_on(&rest, hits, finds, 3, 0);
	assert_false(rest.any);
	rest_on(&rest, hits, finds, 1, 5);
	assert_true(rest.any && rest.sure && !rest.loose && !rest.context);
	rest_on(&rest, hits, finds + 1, 2, 1);
	assert_int_equal(rest.span.from, 2);
	assert_int_equal(rest.span.to, 20);
	assert_true(rest.loose);
	assert_string_equal(rest.context, "question");
}

/* Finds of the loose form and of combinations know only where they stand in the original. */
static void test_words(void **state)
{
	static const char text[] = "ab cd  ef";
	static const uint32_t from[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8 };
	static const uint32_t to[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
	static const struct word words[] = {
		{ .from = 0, .to = 2 },
		{ .from = 3, .to = 5 },
		{ .from = 7, .to = 9 },
	};
	const struct word_view plain = { .text = { text, 9 }, .words = words, .count = 3 };
	const struct forms forms = {
		.raw = { text, 9 },
		.form = { [FORM_PLAIN] = { { text, 9 }, from, to } },
	};
	static const struct {
		size_t from, to, first, last;
	} rows[] = { { 0, 2, 0, 0 }, { 3, 9, 1, 2 }, { 4, 5, 1, 1 }, { 5, 7, 2, 2 } };

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		hits[0] = hit_at(rows[i].from, rows[i].to);
		hits[0].first = 1;
		take(1);
		find_set_words(&finds[0], &forms, &plain, hits);
		assert_int_equal(finds[0].first, rows[i].first);
		assert_int_equal(finds[0].last, rows[i].last);
	}
	hits[0].first = hits[0].last = 2; /* of the plain form: as it says */
	find_set_words(&finds[0], &forms, &plain, hits);
	assert_int_equal(finds[0].first, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_weakness), cmocka_unit_test(test_places),
		cmocka_unit_test(test_groups),	 cmocka_unit_test(test_rest),
		cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
