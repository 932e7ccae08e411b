/* test_regex.c - facts about matching with limits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "regex.h"
#include <pthread.h>
#include <stdlib.h>

static struct regex *compiled(const char *pattern)
{
	struct error error = { 0 };
	struct regex *regex = regex_new(slice_from(pattern), &error, NULL);

	if (!regex)
		fail_msg("%s: %s", pattern, error.text);
	return regex;
}

/* Where it is found first, as text; NULL for not at all. */
static void find(const char *pattern, const char *text, const char *want)
{
	struct regex *regex = compiled(pattern);
	struct regex_scratch *scratch = regex_scratch_new();
	struct span span = { 77, 77 };
	enum regex_result result = regex_find(regex, scratch, slice_from(text), 0, &span);

	if (want) {
		assert_int_equal(result, REGEX_YES);
		assert_true(slice_is(slice_cut(slice_from(text), span.from, span.to), want));
	} else {
		assert_int_equal(result, REGEX_NO);
		assert_int_equal(span.from, 77);
	}
	regex_scratch_free(scratch);
	regex_free(regex);
}

static void test_unicode(void **state)
{
	(void)state;
	find("\\bdöda\\b", "att döda dig", "döda");
	find("\\böl\\b", "kölen", NULL); /* a boundary that knows letters */
	find("\\w+", "åäö", "åäö");
	find(".", "🔪", "🔪");
	find("\\d+", "nr 455!", "455");
	find("x*", "aaa", NULL); /* never an empty match */
	find("(?=a)", "aaa", NULL);
	find("a\\K", "a", NULL);
}

static void test_mistakes_have_a_place(void **state)
{
	struct error error = { 0 };
	size_t offset = 99;

	(void)state;
	assert_null(regex_new(slice_from("ab(c"), &error, &offset));
	assert_int_equal(offset, 4);
	assert_int_equal(error.code, ERROR_INVALID);
	assert_non_null(strstr(error.text, "parenthes"));
	assert_null(regex_new(slice_from("a\\C"), &error, &offset)); /* half a character */
}

static void test_empty_matches(void **state)
{
	static const struct {
		const char *pattern;
		bool empty;
	} facts[] = { { "a*", true }, { "a?b?", true }, { "a+", false },  { "\\b", true },
		      { "^", true },  { "a|", true },	{ "kill", false } };
	struct regex_scratch *scratch = regex_scratch_new();

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct regex *regex = compiled(facts[i].pattern);

		assert_int_equal(regex_matches_empty(regex, scratch), facts[i].empty);
		regex_free(regex);
	}
	regex_scratch_free(scratch);
}

/* Compiled when first tried, and as if it had been before. */
static void test_later_is_the_same(void **state)
{
	static const char *const patterns[] = { "k[iy]ll+", "(?<=du )är", "\\d{2,}", "å|ä" };
	const struct slice text = slice_from("men du är 117 kyllä");
	struct regex_scratch *scratch = regex_scratch_new();

	(void)state;
	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		struct regex *now = compiled(patterns[i]);
		struct regex *later = regex_later(slice_from(patterns[i]));
		struct span one, other;

		for (int again = 0; again < 2; again++) {
			assert_int_equal(regex_find(now, scratch, text, 0, &one), REGEX_YES);
			assert_int_equal(regex_find(later, scratch, text, 0, &other), REGEX_YES);
			assert_memory_equal(&one, &other, sizeof(one));
		}
		regex_free(now);
		regex_free(later);
	}
	regex_scratch_free(scratch);
}

/* A text that hit limits gets lower ones, the next text those that there are. */
static void test_tightened_limits(void **state)
{
	struct regex_scratch *scratch = regex_scratch_new();
	struct regex *dear = compiled("(?:a|x)*?\\d");
	char bytes[400];
	struct slice text = { bytes, sizeof(bytes) };
	struct span span;

	(void)state;
	memset(bytes, 'a', sizeof(bytes));
	assert_int_equal(regex_find(dear, scratch, text, 0, &span), REGEX_NO);
	for (int i = 0; i < 20; i++)
		regex_scratch_tighten(scratch);
	assert_int_equal(regex_find(dear, scratch, text, 0, &span), REGEX_UNDECIDED);
	regex_scratch_begin(scratch);
	assert_int_equal(regex_find(dear, scratch, text, 0, &span), REGEX_NO);
	regex_free(dear);
	regex_scratch_free(scratch);
}

/* Catastrophic ones on their worst texts: undecided, neither yes nor no, and soon. */
static void test_limits(void **state)
{
	static const struct {
		const char *pattern, *unit, *end;
	} facts[] = {
		{ "(?:a+)+b", "a", "c b" },
		{ "(?:a|aa)+$", "a", "!" },
		{ "(?:\\w+\\s?)+!", "ab ", ".!" },
		{ "(?:.*,){20}x", "a,", "\nx" },
	};
	struct regex_scratch *scratch = regex_scratch_new();
	char *text = malloc(65536);
	bool undecided = false;

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct regex *regex = compiled(facts[i].pattern);
		size_t unit = strlen(facts[i].unit), len = 0;
		struct span span;

		for (; len + unit < 60000; len += unit)
			memcpy(text + len, facts[i].unit, unit);
		memcpy(text + len, facts[i].end, strlen(facts[i].end));
		len += strlen(facts[i].end);
		undecided |= regex_find(regex, scratch, (struct slice){ text, len }, 0, &span) ==
			     REGEX_UNDECIDED;
		regex_free(regex);
	}
	assert_true(undecided);
	free(text);
	regex_scratch_free(scratch);
}

struct finder {
	pthread_t thread;
	struct regex *const *regexes;
	size_t count, found;
};

static void *find_all(void *context)
{
	struct finder *finder = context;
	struct regex_scratch *scratch = regex_scratch_new();
	struct span span;

	for (size_t i = 0; i < finder->count; i++)
		finder->found += regex_find(finder->regexes[i], scratch, slice_from("x döda 12"), 0,
					    &span) == REGEX_YES;
	regex_scratch_free(scratch);
	return NULL;
}

/* What a regex needs to be quick is made by whoever tries it first: also when several do at once.
 */
static void test_first_tried_by_several_threads(void **state)
{
	enum { REGEXES = 200, THREADS = 4 };
	struct regex *regexes[REGEXES];
	struct finder finders[THREADS];

	(void)state;
	for (int i = 0; i < REGEXES; i++)
		regexes[i] = compiled(i % 2 ? "d(?:ö|o)da \\d+" : "never|nowhere");
	for (int i = 0; i < THREADS; i++) {
		finders[i] = (struct finder){ .regexes = regexes, .count = REGEXES };
		assert_int_equal(pthread_create(&finders[i].thread, NULL, find_all, &finders[i]),
				 0);
	}
	for (int i = 0; i < THREADS; i++) {
		pthread_join(finders[i].thread, NULL);
		assert_int_equal(finders[i].found, REGEXES / 2);
	}
	for (int i = 0; i < REGEXES; i++)
		regex_free(regexes[i]);
}

/* By which kept rules know their library. */
static void test_version(void **state)
{
	char version[REGEX_VERSION_MAX];

	(void)state;
	regex_version(version);
	assert_true(version[0] >= '1' && version[0] <= '9' && strchr(version, '.'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_version),
		cmocka_unit_test(test_unicode),
		cmocka_unit_test(test_mistakes_have_a_place),
		cmocka_unit_test(test_empty_matches),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_first_tried_by_several_threads),
		cmocka_unit_test(test_later_is_the_same),
		cmocka_unit_test(test_tightened_limits),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
