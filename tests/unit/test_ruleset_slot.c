/* test_ruleset_slot.c - rules are swapped whole, and live until their last borrower is done. */
#include "facts.h"

#include "ruleset_slot.h"
#include "unit/rules_house.h"

static struct ruleset *make(const char *word)
{
	const struct house_file files[] = { { "sv/x.yaml", NULL } };
	struct house_file file = files[0];
	struct complaints complaints;
	struct ruleset *ruleset;
	char text[256];

	snprintf(text, sizeof(text),
		 "pack: x\nlanguage: sv\nrules:\n  - id: a\n    category: insult\n    points: 4\n  "
		 "  words: [%s]\n"
		 "    hit: [\"du %s\"]\n    miss: [\"hej\"]\n",
		 word, word);
	file.text = text;
	complaints_init(&complaints);
	ruleset = house_load(&file, 1, &complaints);
	complaints_print_errors(&complaints, stderr);
	complaints_done(&complaints);
	assert_non_null(ruleset);
	return ruleset;
}

static void test_swap(void **state)
{
	struct ruleset *first = make("idiot"), *second = make("dumskalle"), *borrowed, *again;
	struct ruleset_slot slot;
	char hash[17];

	(void)state;
	snprintf(hash, sizeof(hash), "%s", ruleset_hash(first));
	ruleset_slot_init(&slot, first);
	borrowed = ruleset_slot_borrow(&slot);
	assert_ptr_equal(borrowed, first);
	ruleset_slot_swap(&slot, second); /* the old set stays with whoever has it */
	assert_string_equal(ruleset_hash(borrowed), hash);
	again = ruleset_slot_borrow(&slot);
	assert_ptr_equal(again, second);
	assert_string_not_equal(ruleset_hash(again), hash);
	ruleset_unref(borrowed);
	ruleset_slot_done(&slot);
	assert_int_equal(ruleset_rule_count(again), 1); /* beyond the slot's end, too */
	ruleset_unref(again);
}

enum { SWAPS = 200 };

static void *borrow_often(void *context)
{
	struct ruleset_slot *slot = context;
	size_t rules = 0;

	for (int i = 0; i < SWAPS; i++) {
		struct ruleset *ruleset = ruleset_slot_borrow(slot);

		rules += ruleset_rule_count(ruleset);
		ruleset_unref(ruleset);
	}
	return rules == SWAPS ? slot : NULL;
}

static void test_threads(void **state)
{
	struct ruleset *sets[] = { make("idiot"), make("dumskalle") };
	struct ruleset_slot slot;
	pthread_t thread;
	void *result = NULL;

	(void)state;
	ruleset_slot_init(&slot, ruleset_ref(sets[0]));
	assert_int_equal(pthread_create(&thread, NULL, borrow_often, &slot), 0);
	for (int i = 0; i < SWAPS; i++)
		ruleset_slot_swap(&slot, ruleset_ref(sets[i % 2]));
	assert_int_equal(pthread_join(thread, &result), 0);
	assert_ptr_equal(result, &slot);
	ruleset_slot_done(&slot);
	ruleset_unref(sets[0]);
	ruleset_unref(sets[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_swap),
					    cmocka_unit_test(test_threads) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
