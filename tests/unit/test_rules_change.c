/* test_rules_change.c - facts about what is said of changed rules. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_change.h"
#include <stdlib.h>

static struct match matches[] = { { .rule = "p/a", .points = 4000 },
				  { .rule = "p/a", .points = 4000 },
				  { .rule = "p/b", .points = 4000 } };

static void add(struct rules_change *change, const char *text, enum action before, size_t had,
		enum action after, size_t has)
{
	const struct verdict one = { .action = before, .matches = matches, .match_count = had };
	const struct verdict two = { .action = after, .matches = matches, .match_count = has };
	struct error error = { 0 };

	assert_int_equal(rules_change_add(change, slice_from(text), &one, &two, &error), 0);
}

static void prints(struct rules_change *change, const char *want)
{
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	assert_non_null(to);
	rules_change_print(change, to);
	assert_int_equal(fclose(to), 0);
	assert_string_equal(text, want);
	free(text);
	rules_change_done(change);
}

static void test_sums(void **state)
{
	struct rules_change change = { 0 };

	(void)state;
	add(&change, "same", ACTION_REVIEW, 2, ACTION_REVIEW, 3); /* the action stays: no change */
	add(&change, "gains\na\x1b\xc2\x9b\xe2\x80\xae", ACTION_ALLOW, 0, ACTION_REVIEW, 2);
	add(&change, "gains both", ACTION_ALLOW, 0, ACTION_HIDE, 3);
	add(&change, "loses b", ACTION_HIDE, 3, ACTION_REVIEW, 2);
	add(&change, "gains a", ACTION_ALLOW, 0, ACTION_REVIEW, 1);
	add(&change, "is the fourth", ACTION_ALLOW, 0, ACTION_REVIEW, 1);
	add(&change, "a twice", ACTION_REVIEW, 1, ACTION_HIDE, 2);
	prints(&change, "7 comments, 6 change\n"
			"  allow to review: 3\n"
			"  allow to hide: 1\n"
			"  review to hide: 1\n"
			"  hide to review: 1\n"
			"p/a: found in 4 more, in 0 fewer, counts otherwise in 1\n"
			"    allow to review: gains a\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\n"
			"    allow to hide: gains both\n"
			"    allow to review: gains a\n"
			"p/b: found in 1 more, in 1 fewer\n"
			"    allow to hide: gains both\n"
			"    hide to review: loses b\n");
}

/* "context: off" makes it hide for the same points. */
static void test_what_is_no_longer_excused(void **state)
{
	struct match excused = { .rule = "p/a", .points = 9000, .context = "negated" };
	struct match meant = { .rule = "p/a", .points = 9000 };
	const struct verdict before = { .action = ACTION_REVIEW,
					.matches = &excused,
					.match_count = 1 };
	const struct verdict after = { .action = ACTION_HIDE, .matches = &meant, .match_count = 1 };
	struct rules_change change = { 0 };
	struct error error = { 0 };

	(void)state;
	assert_int_equal(rules_change_add(&change, slice_from("x"), &before, &after, &error), 0);
	assert_int_equal(change.rules.count, 1);
	assert_int_equal(change.rules.items[0].weighed, 1);
	rules_change_done(&change);
}

/* What a shadow rule would do. */
static void test_on_trial(void **state)
{
	struct match shadow[] = { { .rule = "p/new", .shadow = true },
				  { .rule = "p/new", .shadow = true } };
	struct match live[] = { { .rule = "p/new", .points = 8000 }, { .rule = "p/new" } };
	const struct verdict now = { .action = ACTION_ALLOW, .matches = shadow, .match_count = 2 };
	const struct verdict then = { .action = ACTION_HIDE, .matches = live, .match_count = 2 };
	const struct verdict hidden = { .action = ACTION_HIDE,
					.matches = shadow,
					.match_count = 1 };
	struct rules_change change = { 0 };
	struct error error = { 0 };

	(void)state;
	assert_int_equal(rules_change_add_trial(&change, slice_from("a"), &hidden, &then, &error),
			 0);
	assert_int_equal(rules_change_add_trial(&change, slice_from("b"), &now, &then, &error), 0);
	prints(&change, "0 comments, 0 change\n"
			"with all shadow rules of the new ones live, 1 more would change:\n"
			"p/new: found in 2, 1 of them among those\n"
			"    hide: a\n"
			"    allow to hide: b\n");
}

/* A word of the lexicon, a rule that labels: nothing is hidden otherwise, and all the same more is
 * counted as negative, and told to others. */
static void test_mood_and_labels(void **state)
{
	const char *some[] = { "intent:praise", "topic:food" }, *others[] = { "topic:food" };
	const struct verdict before = { .action = ACTION_ALLOW,
					.polarity = POLARITY_NEUTRAL,
					.labels = others,
					.label_count = 1 };
	const struct verdict after = { .action = ACTION_ALLOW,
				       .polarity = POLARITY_NEGATIVE,
				       .labels = some,
				       .label_count = 2 };
	struct rules_change change = { 0 };
	struct error error = { 0 };

	(void)state;
	assert_int_equal(rules_change_add(&change, slice_from("a"), &before, &after, &error), 0);
	assert_int_equal(rules_change_add(&change, slice_from("b"), &after, &before, &error), 0);
	assert_int_equal(rules_change_add(&change, slice_from("c"), &after, &after, &error), 0);
	prints(&change, "3 comments, 2 change\n"
			"mood negative to neutral: 1\n"
			"    allow: b\n"
			"mood neutral to negative: 1\n"
			"    allow: a\n"
			"label intent:praise: in 1 more, in 1 fewer\n"
			"    allow: a\n"
			"    allow: b\n");
}

static void test_long_samples_are_cut_between_letters(void **state)
{
	struct rules_change change = { 0 };
	char text[2 * RULES_CHANGE_SAMPLE_BYTES + 1];

	(void)state;
	for (size_t i = 0; i + 1 < sizeof(text); i += 2)
		memcpy(text + i, "å", 2);
	text[sizeof(text) - 1] = '\0';
	add(&change, text, ACTION_ALLOW, 0, ACTION_HIDE, 1);
	assert_int_equal(strlen(change.rules.items[0].samples[0].text),
			 RULES_CHANGE_SAMPLE_BYTES - 2);
	rules_change_done(&change);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sums),
		cmocka_unit_test(test_what_is_no_longer_excused),
		cmocka_unit_test(test_on_trial),
		cmocka_unit_test(test_mood_and_labels),
		cmocka_unit_test(test_long_samples_are_cut_between_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
