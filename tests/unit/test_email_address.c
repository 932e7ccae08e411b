/* test_email_address.c - what mail can be sent to, and whose it is. */
#include "facts.h"

#include "email_address.h"

static void bare(const char *text, const char *want)
{
	char address[EMAIL_ADDRESS_MAX + 1] = "untouched";

	assert_int_equal(email_address_bare(slice_from(text), address), want != NULL);
	assert_string_equal(address, want ? want : "untouched");
}

static void test_addresses(void **state)
{
	char longest[400];

	(void)state;
	bare("anna@example.org", "anna@example.org");
	bare("Anna Berg <anna@example.org>", "anna@example.org");
	bare("<anna@example.org>", "anna@example.org");
	bare("", NULL);
	bare("anna", NULL);
	bare("@example.org", NULL);
	bare("anna@", NULL);
	bare("Anna <anna@example.org", NULL);
	bare("Anna <anna@example.org> x", NULL);
	bare("anna@example.org, bo@example.org", NULL);
	bare("anna berg@example.org", NULL);
	bare("anna@example.org\r\nRCPT TO:<x@y>", NULL);
	bare("<anna@example.org>\n", NULL);
	bare("ann\xc3\xa5@example.org", NULL);
	memset(longest, 'a', sizeof(longest));
	memcpy(longest + 300, "@example.org", 13);
	bare(longest, NULL);
	memcpy(longest + EMAIL_ADDRESS_MAX - 12, "@example.org", 13); /* as long as may be */
	bare(longest, longest);
	assert_false(email_address_bare((struct slice){ NULL, 0 }, longest));
	assert_false(email_address_bare(BYTES("a@b\0c"), longest));
}

static void name_is(const char *text, const char *want)
{
	assert_true(slice_is(email_address_name(slice_from(text)), want));
}

static void test_names(void **state)
{
	(void)state;
	name_is("Anna Berg <anna@example.org>", "Anna Berg");
	name_is("\"Berg, Anna\"\t<anna@example.org>", "Berg, Anna");
	name_is("<anna@example.org>", "");
	name_is(" \" <anna@example.org>", "");
	name_is("anna@example.org", "");
	name_is("", "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
