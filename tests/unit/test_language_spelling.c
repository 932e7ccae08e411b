/* test_language_spelling.c - what words look like: made-up words, with the endings and letters of
 * one language, are cheapest there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "language_spelling.h"

static const struct {
	const char *word; /* no list has them */
	enum language language, dearer;
} facts[] = {
	{ "blårigheterna", LANGUAGE_SV, LANGUAGE_NB },
	{ "glökarna", LANGUAGE_SV, LANGUAGE_DA },
	{ "brammigheder", LANGUAGE_DA, LANGUAGE_NB },
	{ "snøvlede", LANGUAGE_DA, LANGUAGE_NB },
	{ "brammigheter", LANGUAGE_NB, LANGUAGE_DA },
	{ "plogasjonen", LANGUAGE_NB, LANGUAGE_DA },
	{ "plogasjonane", LANGUAGE_NN, LANGUAGE_NB },
	{ "kvumlar", LANGUAGE_NN, LANGUAGE_NB },
	{ "schrömpfung", LANGUAGE_DE, LANGUAGE_SV },
	{ "wobblingly", LANGUAGE_EN, LANGUAGE_DE },
	{ "kysymyksellisuus", LANGUAGE_OTHER, LANGUAGE_SV },
};

static void test_facts(void **state)
{
	int32_t cost[LANGUAGE_COUNT];

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		spelling_cost(slice_from(facts[i].word), cost);
		if (cost[facts[i].language] >= cost[facts[i].dearer])
			fail_msg("\"%s\": %s %d, %s %d", facts[i].word,
				 language_name(facts[i].language), cost[facts[i].language],
				 language_name(facts[i].dearer), cost[facts[i].dearer]);
		assert_int_equal(cost[LANGUAGE_ANY], 0);
	}
}

/* No letters, strange ones, and more than a word has: nothing is read or written beyond an end, and
 * what follows the longest word changes nothing. */
static void test_strange_words(void **state)
{
	int32_t cost[LANGUAGE_COUNT], shorter[LANGUAGE_COUNT];
	uint32_t row[SPELLING_GROUPS];
	char longest[300];

	(void)state;
	memset(longest, 'x', sizeof(longest));
	spelling_cost((struct slice){ longest, sizeof(longest) }, cost);
	spelling_cost((struct slice){ longest, sizeof(longest) - 1 }, shorter);
	assert_memory_equal(cost, shorter, sizeof(cost));
	assert_in_range(spelling_rows((struct slice){ longest, sizeof(longest) }, row), 1,
			SPELLING_GROUPS);
	assert_int_equal(spelling_rows(slice_from("ж的"), row), 8);
	for (size_t i = 0; i < 8; i++)
		assert_in_range(row[i], 0, SPELLING_ROWS - 1);
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
		cmocka_unit_test(test_log2),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
