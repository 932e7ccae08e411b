/* test_markup.c - facts about what is a tag. */
#include "facts.h"

#include "markup.h"

static void test_tags(void **state)
{
	static const struct {
		const char *text;
		size_t end; /* 0: no tag */
		bool inside;
	} facts[] = {
		{ "<b>x", 3, true },
		{ "</strong> x", 9, true },
		{ "[i]x[/i]", 3, true },
		{ "<a href=\"http://x.se/?a=b\">x", 27, true },
		{ "<br>x", 4, false },
		{ "<br/>", 5, false },
		{ "</blockquote>", 13, false },
		{ "<h2>", 4, false },
		{ "<q>x", 3, true },
		{ "[quote]x", 7, false },
		{ "[/quote]", 8, false },
		{ "[quote=you] [quote=\"you\"]", 0, false },
		{ "<quote>", 0, false },
		{ "[p]", 0, false }, /* square ones are those of forums */
		{ "<3 you", 0, false },
		{ "<you>", 0, false },
		{ "<b", 0, false },
		{ "<", 0, false },
		{ "<>", 0, false },
		{ "x", 0, false },
		{ "<br />x", 6, false },
		{ "<font\ncolor='red'>x", 18, true },
		{ "[color=red]x", 11, true },
		/* what everybody reads */
		{ "[i will kill you]", 0, false },
		{ "[u are a piece of dirt]", 0, false },
		{ "[i= will kill you]", 0, false },
		{ "<u should hang yourself>", 0, false },
		{ "<a b c> = d", 0, false },
		{ "[a/b c]", 0, false },
		{ "[i want", 0, false },
		{ "<b 123456789012345678901234567890123456789012345678901234567890>", 0, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		bool inside = false;

		assert_int_equal(markup_end(slice_from(facts[i].text), 0, &inside), facts[i].end);
		if (facts[i].end > 0)
			assert_int_equal(inside, facts[i].inside);
	}
}

static void test_quotes(void **state)
{
	(void)state;
	assert_true(markup_quotes(slice_from("<q>"), 0));
	assert_true(markup_quotes(slice_from("a </blockquote>"), 2));
	assert_true(markup_quotes(slice_from("[/quote]"), 0));
	assert_false(markup_quotes(slice_from("<b>"), 0));
	assert_false(markup_quotes(slice_from("<"), 0));
}

static double cost(const char *unit)
{
	static char bytes[65536];
	struct slice text = text_filled(unit, bytes, sizeof(bytes));
	double begun = cpu_seconds();
	bool inside = false;

	for (size_t at = 0; at < text.len; at++)
		(void)markup_end(text, at, &inside);
	return cpu_seconds() - begun;
}

/* What never ends is not looked through to the end of the text from each bracket. */
static void test_brackets_without_end(void **state)
{
	(void)state;
	assert_true(cost("[b=") < 0.05 + 20 * cost("[b] "));
	assert_true(cost("<b \t\n") < 0.05 + 20 * cost("<b> "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tags),
		cmocka_unit_test(test_quotes),
		cmocka_unit_test(test_brackets_without_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
