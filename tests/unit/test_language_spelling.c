/* test_language_spelling.c - what words look like: the class that taught the letters is cheapest.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "language_spelling.h"

enum { OURS = 1, THEIRS = 2 };

static struct spelling_model *model_of(const char *const *ours, const char *const *theirs)
{
	struct spelling_model *model = spelling_model_new();

	assert_non_null(model);
	for (; *ours; ours++)
		assert_int_equal(spelling_model_add(model, OURS, slice_from(*ours)), 0);
	for (; *theirs; theirs++)
		assert_int_equal(spelling_model_add(model, THEIRS, slice_from(*theirs)), 0);
	assert_int_equal(spelling_model_finish(model), 0);
	return model;
}

static const char *const swedish[] = { "möjligheter", "människorna", "flickorna", "väntade", NULL };
static const char *const danish[] = { "muligheder", "menneskerne", "pigerne", "ventede", NULL };

static const struct {
	const char *word;
	int cheaper;
} facts[] = {
	{ "svårigheter", OURS },      { "kvinnorna", OURS },   { "lånade", OURS },
	{ "vanskeligheder", THEIRS }, { "kvinderne", THEIRS }, { "lavede", THEIRS },
};

static void test_facts(void **state)
{
	struct spelling_model *model = model_of(swedish, danish);
	uint32_t cost[SPELLING_CLASSES];

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		spelling_cost(model, slice_from(facts[i].word), cost);
		if ((cost[OURS] < cost[THEIRS]) != (facts[i].cheaper == OURS))
			fail_msg("\"%s\": %u, %u", facts[i].word, cost[OURS], cost[THEIRS]);
	}
	model = spelling_model_free(model);
	assert_null(model);
}

/* Letters that nobody taught, no letters, and more than a word has: no class is preferred for
 * nothing, and nothing is read beyond the end. */
static void test_strange_words(void **state)
{
	struct spelling_model *model = model_of(swedish, swedish);
	uint32_t cost[SPELLING_CLASSES];
	char longest[300];

	(void)state;
	memset(longest, 'x', sizeof(longest));
	spelling_cost(model, (struct slice){ longest, sizeof(longest) }, cost);
	assert_int_equal(cost[OURS], cost[THEIRS]);
	spelling_cost(model, slice_from(""), cost);
	assert_int_equal(cost[OURS], cost[THEIRS]);
	spelling_cost(model, slice_from("ж的"), cost);
	assert_int_equal(cost[OURS], cost[THEIRS]);
	spelling_model_free(model);
}

static void test_empty_model(void **state)
{
	struct spelling_model *model = spelling_model_new();
	uint32_t cost[SPELLING_CLASSES];

	(void)state;
	assert_int_equal(spelling_model_finish(model), 0);
	spelling_cost(model, slice_from("ord"), cost);
	assert_int_equal(cost[OURS], 0);
	spelling_model_free(model);
	assert_null(spelling_model_free(NULL));
}

static void test_log2(void **state)
{
	(void)state;
	assert_int_equal(spelling_log2(1), 0);
	assert_int_equal(spelling_log2(2), SPELLING_BIT);
	assert_int_equal(spelling_log2(3), SPELLING_BIT * 3 / 2 + 1); /* 1.585, rounded down */
	assert_int_equal(spelling_log2((uint64_t)1 << 63), 63 * SPELLING_BIT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_strange_words),
		cmocka_unit_test(test_empty_model),
		cmocka_unit_test(test_log2),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
