/* test_check_digit.c - facts about numbers that are what they look like. All are published examples
 * or invented. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "check_digit.h"

static const struct {
	enum check_digit kind;
	const char *text;
	bool holds;
} facts[] = {
	{ CHECK_DIGIT_IBAN, "se4550000000058398257466", true },
	{ CHECK_DIGIT_IBAN, "iban: se45 5000 0000 0583 9825 7466.", true },
	{ CHECK_DIGIT_IBAN, "de89370400440532013000", true },
	{ CHECK_DIGIT_IBAN, "no93 8601 1117 947", true },
	{ CHECK_DIGIT_IBAN, "dk50 0040 0440 1162 43", true },
	{ CHECK_DIGIT_IBAN, "gb82 west 1234 5698 7654 32", true },
	{ CHECK_DIGIT_IBAN, "se4550000000058398257467", false },
	{ CHECK_DIGIT_IBAN, "se5450000000058398257466", false },
	{ CHECK_DIGIT_IBAN, "de8937040044053201300", false },	/* one short */
	{ CHECK_DIGIT_IBAN, "de893704004405320130001", false }, /* one long */
	{ CHECK_DIGIT_IBAN, "xde89370400440532013000", false },
	{ CHECK_DIGIT_IBAN, "zz89370400440532013000", false },
	{ CHECK_DIGIT_IBAN, "", false },
	{ CHECK_DIGIT_CARD, "4111 1111 1111 1111", true },
	{ CHECK_DIGIT_CARD, "4111-1111-1111-1111 exp 12/28", true },
	{ CHECK_DIGIT_CARD, "4111 1111 1111 1111 123", true }, /* and its code */
	{ CHECK_DIGIT_CARD, "378282246310005", true },
	{ CHECK_DIGIT_CARD, "5500000000000004", true },
	{ CHECK_DIGIT_CARD, "4111111111111112", false },
	{ CHECK_DIGIT_CARD, "4444444444444444", false },
	{ CHECK_DIGIT_CARD, "0000000000000000", false },
	{ CHECK_DIGIT_CARD, "41111111111111112222222", false },
	{ CHECK_DIGIT_CARD, "4111.1111.1111.1111", true },
	{ CHECK_DIGIT_CARD, "4111–1111–1111–1111", true },
	{ CHECK_DIGIT_CARD, "4111\u00A01111\u202F1111\u20091111", true },
	{ CHECK_DIGIT_CARD, "4111.1111.1111.1112", false },
	{ CHECK_DIGIT_CARD, "4111. 1111 1111 1111", false }, /* a sentence ends there */
	{ CHECK_DIGIT_IBAN, "se45.5000.0000.0583.9825.7466", true },
	{ CHECK_DIGIT_IBAN, "se45–5000–0000–0583–9825–7466", true },
	{ CHECK_DIGIT_PERSONNUMMER, "811218–9876", true },
	{ CHECK_DIGIT_PERSONNUMMER, "–811218−9876–", true },
	{ CHECK_DIGIT_PERSONNUMMER, "811218–9877", false },
	{ CHECK_DIGIT_FODSELSNUMMER, "010190-10046", true },
	{ CHECK_DIGIT_CPR, "010190–1234", true },
	{ CHECK_DIGIT_CPR, "310290–1234", false },
	{ CHECK_DIGIT_CPR, "310290-1234", false },
	{ CHECK_DIGIT_HETU, "131052–308t", true },
	{ CHECK_DIGIT_PERSONNUMMER, "811218-9876", true },
	{ CHECK_DIGIT_PERSONNUMMER, "19811218-9876", true },
	{ CHECK_DIGIT_PERSONNUMMER, "198112189876", true },
	{ CHECK_DIGIT_PERSONNUMMER, "811278-9873", true }, /* samordningsnummer */
	{ CHECK_DIGIT_PERSONNUMMER, "900101+1239", true },
	{ CHECK_DIGIT_PERSONNUMMER, "811218-9877", false },
	{ CHECK_DIGIT_PERSONNUMMER, "811318-9876", false },
	{ CHECK_DIGIT_PERSONNUMMER, "81121898765", false },
	{ CHECK_DIGIT_PERSONNUMMER, "å811218-9876", false },
	{ CHECK_DIGIT_FODSELSNUMMER, "01019010046", true },
	{ CHECK_DIGIT_FODSELSNUMMER, "010190 10046", true },
	{ CHECK_DIGIT_FODSELSNUMMER, "41019012393", true }, /* D-number */
	{ CHECK_DIGIT_FODSELSNUMMER, "01019010047", false },
	{ CHECK_DIGIT_FODSELSNUMMER, "01019010146", false },
	{ CHECK_DIGIT_FODSELSNUMMER, "81019010046", false },
	{ CHECK_DIGIT_CPR, "010190-1234", true },
	{ CHECK_DIGIT_CPR, "0101901234", true },
	{ CHECK_DIGIT_CPR, "290200-4123", true },  /* 2000 had one */
	{ CHECK_DIGIT_CPR, "290200-1234", false }, /* 1900 had none */
	{ CHECK_DIGIT_CPR, "310490-1234", false },
	{ CHECK_DIGIT_CPR, "001290-1234", false },
	{ CHECK_DIGIT_HETU, "131052-308t", true },
	{ CHECK_DIGIT_HETU, "131052a308t", true },
	{ CHECK_DIGIT_HETU, "010199-010a", true },
	{ CHECK_DIGIT_HETU, "131052-308s", false },
	{ CHECK_DIGIT_HETU, "131052q308t", false },
	{ CHECK_DIGIT_HETU, "321052-308t", false },
};

static void test_facts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		if (check_digit_holds(facts[i].kind, slice_from(facts[i].text)) != facts[i].holds)
			fail_msg("%s '%s' is %s", check_digit_names[facts[i].kind], facts[i].text,
				 facts[i].holds ? "one" : "none");
}

/* Every single wrong digit is found by the sums. */
static void test_one_wrong_digit(void **state)
{
	static const struct {
		enum check_digit kind;
		const char *text;
	} good[] = {
		{ CHECK_DIGIT_IBAN, "de89370400440532013000" },
		{ CHECK_DIGIT_CARD, "4012888888881881" },
		{ CHECK_DIGIT_PERSONNUMMER, "8112189876" },
		{ CHECK_DIGIT_FODSELSNUMMER, "01019010046" },
	};
	char text[40];

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		size_t len = strlen(good[i].text);

		assert_true(check_digit_holds(good[i].kind, slice_from(good[i].text)));
		for (size_t at = good[i].kind == CHECK_DIGIT_IBAN ? 2 : 0; at < len; at++) {
			memcpy(text, good[i].text, len + 1);
			text[at] = text[at] == '9' ? '0' : (char)(text[at] + 1);
			if (check_digit_holds(good[i].kind, slice_from(text)))
				fail_msg("%s is no %s", text, check_digit_names[good[i].kind]);
		}
	}
}

static void test_same_number(void **state)
{
	static const struct {
		const char *found, *known;
		bool same;
	} pairs[] = {
		{ "08-508 000 00", "0850800000", true },
		{ "+46 (0)8 508 000 00", "08-508 000 00", true },
		{ "0046850800000", "08-508 000 00", true },
		{ "call 91 23 45 67", "912 34 567", true },
		{ "912 34 568", "912 34 567", false },
		{ "08-508 000 00", "031-508 000 00", false },
		{ "1177", "1177", false }, /* too short to mean anybody */
		{ "", "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++)
		if (check_digit_same(slice_from(pairs[i].found), slice_from(pairs[i].known)) !=
		    pairs[i].same)
			fail_msg("'%s' and '%s'", pairs[i].found, pairs[i].known);
	assert_true(check_digit_is_number(slice_from("+46 (0)8-508 000 00")));
	assert_true(check_digit_is_number(slice_from("08–508\u00A0000\u00A000")));
	assert_false(check_digit_is_number(slice_from("1177")));
	assert_false(check_digit_is_number(slice_from("08-508 000 00 x")));
	assert_true(check_digit_any(1u << CHECK_DIGIT_CARD | 1u << CHECK_DIGIT_CPR,
				    slice_from("290200-4123")));
	assert_false(check_digit_any(0, slice_from("290200-4123")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_one_wrong_digit),
		cmocka_unit_test(test_same_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
