/* test_rules_import_meta.c - facts about expressions as rules that rest on rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_import_meta.h"

enum { KNOWN = 5 };

struct house {
	struct import import;
	struct import_rule *known[KNOWN]; /* A, B, C … */
	struct import_rule *rule;
};

static struct import_rule *find(void *context, struct slice name)
{
	struct house *house = context;

	return name.len == 1 && name.data[0] >= 'A' && name.data[0] < 'A' + KNOWN
		       ? house->known[name.data[0] - 'A']
		       : NULL;
}

static void open_house(struct house *house)
{
	import_init(&house->import, "f", CATEGORY_SPAM);
	for (int i = 0; i < KNOWN; i++) {
		house->known[i] = import_rule(&house->import, (struct slice){ &"ABCDE"[i], 1 });
		assert_true(import_literal(&house->import, house->known[i], slice_from("word"),
					   false, false, 1));
	}
	house->rule = import_rule(&house->import, slice_from("M"));
	house->rule->points = 1000;
}

/* What the rule and its parts rest on, each as one line. */
static void write_down(const struct import_rule *rule, struct buffer *to)
{
	static const char *const names[IMPORT_RESTS] = { "all", "any", "none", "least" };

	for (; rule; rule = rule->next) {
		buffer_printf(to, "%s:", rule->id);
		for (int i = 0; i < IMPORT_RESTS; i++) {
			if (rule->rests[i].count == 0)
				continue;
			buffer_printf(to, " %s", names[i]);
			if (i == IMPORT_AT_LEAST)
				buffer_printf(to, " %u", rule->at_least);
			for (const struct import_rest *rest = rule->rests[i].first; rest;
			     rest = rest->next)
				buffer_printf(to, " %s", rest->on->id);
		}
		buffer_add_char(to, '\n');
	}
}

static const struct {
	const char *expression, *rules;
} taken[] = {
	{ "A", "m: all a\n" },
	{ "A && B&&!C # why", "m: all a b none c\n" },
	{ "(A || B)", "m: any a b\n" },
	{ "A && (B || C)", "m: all a m-part\nm-part: any b c\n" },
	{ "A || B && C", "m: any a m-part\nm-part: all b c\n" },
	{ "A && !(B || C)", "m: all a none b c\n" },
	{ "A && !(B && C)", "m: all a none m-part\nm-part: all b c\n" },
	{ "A && (B && C)", "m: all a b c\n" },
	{ "A && !!B", "m: all a b\n" },
	{ "A + B + C >= 2", "m: least 2 a b c\n" },
	{ "(A + B + C) > 1", "m: least 2 a b c\n" },
	{ "A + (B + C)", "m: any a b c\n" },
	{ "(A + B >= 2) + C > 1", "m: least 2 m-part c\nm-part: least 2 a b\n" },
	{ "A && (B + C < 2)", "m: all a none m-part\nm-part: least 2 b c\n" },
	{ "A && B == 0", "m: all a none b\n" },
	{ "A && (B + C) <= 0", "m: all a none b c\n" },
	{ "A + B + C == 2", "m: all m-part none m-part-8\nm-part: least 2 a b c\n"
			    "m-part-8: least 3 a b c\n" },
	{ "A + B == 2", "m: least 2 a b\n" },
};

static void test_taken(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		struct house house;
		struct buffer text;

		open_house(&house);
		assert_null(import_meta(&house.import, house.rule, slice_from(taken[i].expression),
					find, &house));
		buffer_init(&text, 1 << 16);
		write_down(house.rule, &text);
		assert_string_equal(buffer_text(&text), taken[i].rules);
		buffer_done(&text);
		import_done(&house.import);
	}
}

static const struct {
	const char *expression, *why;
} refused[] = {
	{ "", "it cannot be read" },
	{ "A &&", "it cannot be read" },
	{ "A B", "it reckons with more than how many of its rules hold" },
	{ "A * 2 > 1", "it reckons with more than how many of its rules hold" },
	{ "2 * A > 1", "it reckons with more than how many of its rules hold" },
	{ "A != 1", "it reckons with more than how many of its rules hold" },
	{ "A + B > 0.5", "it compares with what is no small whole number" },
	{ "A > B", "it compares with what is no small whole number" },
	{ "A + B > 100", "it compares with what is no small whole number" },
	{ "A + B >= 0", "it always holds" },
	{ "A + B > 2", "it never holds" },
	{ "A + B == 3", "it never holds" },
	{ "A + B < 0", "it never holds" },
	{ "A + B < 3", "it always holds" },
	{ "A + B <= 2", "it always holds" },
	{ "f(A)", "it asks a function of SpamAssassin's" },
	{ "(A", "a bracket is not closed" },
	{ "A && Z", "it rests on a rule that was left out" },
	{ "!A", "it may hold where nothing is found" },
	{ "A || !B", "it may hold where nothing is found" },
	{ "!A && !B", "it may hold where nothing is found" },
	{ "A && (!B && !C)", NULL },
	{ "A && !A", "it joins too many rules, too deeply, or cannot hold" },
	{ "((((((((((((((((((A))))))))))))))))))", "it is nested more than 16 deep" },
};

static void test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct house house;
		const char *why;

		open_house(&house);
		why = import_meta(&house.import, house.rule, slice_from(refused[i].expression),
				  find, &house);
		if (refused[i].why) {
			assert_non_null(why);
			assert_string_equal(why, refused[i].why);
		} else {
			assert_null(why);
		}
		import_done(&house.import);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_taken),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
