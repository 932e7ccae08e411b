/* test_domain.c - facts about the spelling of names, and which are nobody's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "domain.h"

static void spelt(const char *name, const char *want)
{
	char got[DOMAIN_MAX];
	size_t len = domain_spell(slice_from(name), got);

	if (!slice_is((struct slice){ got, len }, want))
		fail_msg("'%s': wanted '%s', got '%.*s'", name, want, (int)len, got);
}

static void test_spelling(void **state)
{
	char endless[DOMAIN_MAX + 2];

	(void)state;
	spelt("bad.example", "bad.example");
	spelt("bad.example..", "bad.example");
	spelt("xn--bcher-kva.xn--p1ai", "bücher.рф");
	spelt("bücher.example", "bücher.example");
	spelt("xn--strae-oqa.de", "strasse.de"); /* as the plain form has it */
	spelt("bad\xE3\x80\x82"
	      "example",
	      "bad.example");
	spelt("xn--99999999999999.com", "");
	spelt(".bad.example", "");
	spelt("bad..example", "");
	spelt("", "");
	spelt("...", "");
	memset(endless, 'a', sizeof(endless));
	endless[sizeof(endless) - 1] = '\0';
	spelt(endless, "");
}

static void test_public(void **state)
{
	(void)state;
	assert_true(domain_is_public_suffix(slice_from("com")));
	assert_true(domain_is_public_suffix(slice_from("co.uk")));
	assert_true(domain_is_public_suffix(slice_from("рф")));
	assert_false(domain_is_public_suffix(slice_from("example.com")));
	assert_false(domain_is_public_suffix(slice_from("github.io"))); /* a company gives names */
	assert_false(domain_is_public_suffix(slice_from("nosuchend")));
	assert_false(domain_is_public_suffix(slice_from("")));
	assert_true(domain_has_known_end(slice_from("a.b.se")));
	assert_false(domain_has_known_end(slice_from("hej.dår")));
	assert_false(domain_has_known_end(slice_from("3.50")));
}

static void test_addresses(void **state)
{
	(void)state;
	assert_true(domain_is_address(slice_from("203.0.113.7")));
	assert_false(domain_is_address(slice_from("203.0.113")));
	assert_false(domain_is_address(slice_from("203.0.113.256")));
	assert_false(domain_is_address(slice_from("203.0.113.7.1")));
	assert_false(domain_is_address(slice_from("203.0..7")));
	assert_false(domain_is_address(slice_from("a.b.c.d")));
	assert_false(domain_is_address(slice_from("")));
}

/* By which kept rules know their libraries. */
static void test_versions(void **state)
{
	(void)state;
	assert_int_equal(strlen(domain_suffixes_version()), 40); /* a hash of the list */
	assert_non_null(strchr(domain_punycode_version(), '.'));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_versions),
		cmocka_unit_test(test_spelling),
		cmocka_unit_test(test_public),
		cmocka_unit_test(test_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
