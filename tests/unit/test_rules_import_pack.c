/* test_rules_import_pack.c - facts about what a pack can take, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_import.h"

static struct import import;
static struct import_rule *rule;

static int setup(void **state)
{
	(void)state;
	import_init(&import, "f", CATEGORY_HATE);
	rule = import_rule(&import, slice_from("Röd -- ÅÄÖ 7!"));
	assert_non_null(rule);
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	import_done(&import);
	return 0;
}

static void test_ids(void **state)
{
	(void)state;
	assert_string_equal(rule->id, "r-d-7");
	assert_string_equal(import_rule(&import, slice_from("r d 7"))->id, "r-d-7-2");
	assert_string_equal(import_rule(&import, slice_from("ÅÄÖ"))->id, "rule-3");
}

static void test_texts(void **state)
{
	(void)state;
	assert_true(import_literal(&import, rule, slice_from(" Idiot "), false, true, 1));
	assert_true(slice_is(rule->lists[IMPORT_WORDS].last->text, "Idiot*"));
	assert_true(import_literal(&import, rule, slice_from("C++"), false, false, 1));
	assert_true(slice_is(rule->lists[IMPORT_REGEX].last->text, "(?<!\\w)c\\+\\+(?!\\w)"));
	assert_true(import_literal(&import, rule, slice_from("a"), true, true, 1)); /* too short */
	assert_true(slice_is(rule->lists[IMPORT_REGEX].last->text, "a"));
	assert_true(import_regex(&import, rule, slice_from("A\\Sb"), 1));
	assert_true(slice_is(rule->lists[IMPORT_REGEX].last->text, "(?i)A\\Sb"));
	assert_true(import_regex(&import, rule, slice_from("a\\Sb"), 1));
	assert_true(slice_is(rule->lists[IMPORT_REGEX].last->text, "a\\Sb"));
	assert_true(import_domain(&import, rule, slice_from("BAD.example."), 1));
	assert_true(slice_is(rule->lists[IMPORT_DOMAINS].last->text, "bad.example"));
	assert_true(import_unless(&import, rule, slice_from("snälla du"), 1));
	assert_int_equal(import.taken, 7);
	assert_int_equal(import.left_out, 0);

	assert_false(import_literal(&import, rule, slice_from("  "), false, false, 1));
	assert_false(import_regex(&import, rule, slice_from("a*"), 2));
	assert_false(import_regex(&import, rule, slice_from("(a+)+$"), 3));
	assert_false(import_domain(&import, rule, slice_from("http://bad.example"), 4));
	assert_false(import_domain(&import, rule, slice_from("co.uk"), 5));
	assert_false(import_unless(&import, rule, slice_from("a*"), 6));
	assert_int_equal(import.taken, 7);
	assert_int_equal(import.left_out, 6);
	assert_string_equal(
		buffer_text(&import.report),
		"f:1: left out: '': nothing is written here\n"
		"f:2: left out: 'a*': this regex also matches nothing at all\n"
		"f:3: left out: '(a+)+$': this regex takes too many steps on a text made "
		"to be hard\n"
		"f:4: left out: 'http://bad.example': is no domain alone\n"
		"f:5: left out: 'co.uk': is nobody's domain (a public suffix)\n"
		"f:6: left out: 'a*': cannot be said as a word of 'unless'\n");
}

static void test_what_is_no_text(void **state)
{
	(void)state;
	assert_true(import_accepts(&import, slice_from("å")));
	assert_false(import_accepts(&import, (struct slice){ "a\0b", 3 }));
	import.failure = NULL;
	assert_false(import_accepts(&import, slice_from("\xFF")));
	import.failure = NULL;
	assert_false(import_accepts(&import, (struct slice){ "", RULES_IMPORT_BYTES_MAX + 1 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_ids, setup, teardown),
		cmocka_unit_test_setup_teardown(test_texts, setup, teardown),
		cmocka_unit_test_setup_teardown(test_what_is_no_text, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
