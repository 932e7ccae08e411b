/* test_entity.c - character references: which are taken, how long they are. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "entity.h"

static const struct {
	const char *text;
	uint32_t code_point;
	size_t len;
} facts[] = {
	{ "&amp;", '&', 5 },
	{ "&lt;b", '<', 4 },
	{ "&Auml;x", 0xE4, 6 },	 /* case is folded later anyway */
	{ "&aacute;", 0xE1, 8 }, /* first and last name of the table */
	{ "&zwnj;", 0x200C, 6 },
	{ "&ZeroWidthSpace;", 0x200B, 16 },
	{ "&#228;", 0xE4, 6 },
	{ "&#228", 0xE4, 5 },
	{ "&#228x", 0xE4, 5 },
	{ "&#xE4;", 0xE4, 6 },
	{ "&#XE4g", 0xE4, 5 },
	{ "&#x1F600;", 0x1F600, 9 },
	{ "&#00000065;", 'A', 11 },
	{ "&", 0, 0 },
	{ "&;", 0, 0 },
	{ "&amp", 0, 0 },
	{ "&nosuch;", 0, 0 },
	{ "&am;", 0, 0 },
	{ "&ampx;", 0, 0 },
	{ "&averyveryverylongname;", 0, 0 },
	{ "&#;", 0, 0 },
	{ "&#x;", 0, 0 },
	{ "&#0;", 0, 0 },
	{ "&#xD800;", 0, 0 },
	{ "&#1114112;", 0, 0 },
	{ "&#000000065;", 0, 0 },
	{ "&#99999999999999999999;", 0, 0 },
};

static void test_entities(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		uint32_t code = 0;
		size_t len = entity_decode(slice_from(facts[i].text), &code);
		if (len != facts[i].len || code != facts[i].code_point)
			print_error("%s: %zu bytes, U+%04X\n", facts[i].text, len, code);
		assert_int_equal(len, facts[i].len);
		assert_int_equal(code, facts[i].code_point);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_entities) };
	return cmocka_run_group_tests(tests, NULL, NULL);
}
