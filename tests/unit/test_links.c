/* test_links.c - two links are the same when they lead to the same place. */
#include "facts.h"

#include "links.h"

static void test_names(void **state)
{
	static const struct {
		const char *text, *name;
	} facts[] = {
		{ "se https://example.org/a här", "example.org/a" },
		{ "http://www.example.org/a/", "example.org/a" },
		{ "www.example.org/a#top", "example.org/a" },
		{ "(https://example.org:443/a).", "example.org/a" },
		{ "\"https://anna:secret@example.org/a\"", "example.org/a" },
		{ "example.org/a!", "example.org/a" },
		{ "https://example.org", "example.org" },
		{ "https://example.org./", "example.org" },
		{ "https://example.org/?utm_source=x&utm_medium=y", "example.org" },
		{ "https://example.org/a?fbclid=1#b", "example.org/a" },
		{ "https://example.org/watch?v=1&utm_source=x", "example.org/watch?v=1" },
		{ "https://example.org/watch?utm_source=x&v=1", "example.org/watch?v=1" },
		{ "https://example.org/watch?v=2&size=3", "example.org/watch?v=2&size=3" },
		{ "https://example.org/?fbclidx=1", "example.org?fbclidx=1" },
		{ "https://exämple.org/å", "exämple.org/å" },
		{ "https://xn--exmple-cua.org/a", "exämple.org/a" },
		{ "https://192.0.2.1:8080/a", "192.0.2.1/a" },
		{ "hxxps://example[.]org/a", "example.org/a" },
		{ "https://good.org@example.org/a", "example.org/a" },
		{ "http:/example.org/x", "example.org/x" },
		{ "bit.ly/x1", "bit.ly/x1" },
		/* no links */
		{ "och/eller", "" },
		{ "1.5/2", "" },
		{ "12.30.45/x", "" },
		{ "e.g. this/that", "" },
		{ "example.org/", "" },
		{ "example.org", "" },
		{ ".org/x", "" },
		{ "https://", "" },
		{ "https:///path", "" },
		{ "och/t.ex/x", "" },
		{ "", "" },
		{ " . ", "" },
	};
	char name[LINKS_NAME_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		size_t at = 0;
		struct slice got = links_next(slice_from(facts[i].text), &at, name);

		FACT(slice_is(got, facts[i].name), "%s: %.*s, not %s", facts[i].text, (int)got.len,
		     got.data ? got.data : "", facts[i].name);
	}
}

static void test_one_after_the_other(void **state)
{
	struct slice text = slice_from("a https://x.org/1,b www.y.org\nz.org/2 c");
	static const char *const names[] = { "x.org/1,b", "y.org", "z.org/2", "" };
	char name[LINKS_NAME_MAX];
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < 4; i++)
		assert_true(slice_is(links_next(text, &at, name), names[i]));
	assert_int_equal(at, text.len);
}

static void test_long_ones_are_cut(void **state)
{
	static char text[4096] = "https://x.org/";
	char name[LINKS_NAME_MAX];
	size_t at = 0;

	(void)state;
	memset(text + 14, 'a', sizeof(text) - 14);
	assert_int_equal(links_next((struct slice){ text, sizeof(text) }, &at, name).len,
			 LINKS_NAME_MAX);
}

static double cost(const char *unit)
{
	static char text[65536];
	struct slice slice = text_filled(unit, text, sizeof(text));
	char name[LINKS_NAME_MAX];
	double begun = cpu_seconds();
	size_t at = 0;

	assert_int_equal(links_next(slice, &at, name).len, 0);
	return cpu_seconds() - begun;
}

/* What is no link has no way to be read, which may be long. */
static void test_long_stretches_cost_no_more(void **state)
{
	(void)state;
	assert_true(cost("a.bc,") < 0.02 + 20 * cost("a.bc, "));
	assert_true(cost("1.2/") < 0.02 + 20 * cost("1.2/ "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_one_after_the_other),
		cmocka_unit_test(test_long_ones_are_cut),
		cmocka_unit_test(test_long_stretches_cost_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
