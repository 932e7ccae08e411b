/* test_literal.c - facts about what must occur for a regex to match. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "literal.h"
#include "literal_part.h"
#include <stdio.h>
#include <stdlib.h>

static int compare(const void *left, const void *right)
{
	const struct slice *a = left, *b = right;
	int order = memcmp(a->data, b->data, a->len < b->len ? a->len : b->len);

	return order ? order : (a->len > b->len) - (a->len < b->len);
}

/* Literals sorted and joined by blanks; "-" for none. */
static void literals(const char *pattern, const char *want)
{
	struct arena arena;
	struct literals found = { 0 };
	char text[4096] = "";
	size_t len = 0;

	arena_init(&arena, 4096, 1 << 20);
	if (!literal_of_regex(slice_from(pattern), &arena, &found)) {
		snprintf(text, sizeof(text), "-");
	} else {
		qsort(found.items, found.count, sizeof(*found.items), compare);
		for (size_t i = 0; i < found.count; i++)
			len += (size_t)snprintf(text + len, sizeof(text) - len, "%s%.*s",
						i ? " " : "", (int)found.items[i].len,
						found.items[i].data);
	}
	if (strcmp(text, want) != 0)
		fail_msg("%s: wanted '%s', got '%s'", pattern, want, text);
	arena_done(&arena);
}

static void test_plain_parts(void **state)
{
	(void)state;
	literals("kill", "kill");
	literals("\\bkill\\b", "kill");
	literals("^kill$", "kill");
	literals("kill you", "kill you");
	literals("vi vet var (?:du|ni) bor", "vi vet var du bor vi vet var ni bor");
	literals("döda", "döda");
	literals("\\.com", ".com");
	literals("\\x6bill", "kill");
	literals("\\x{f6}ra", "öra");
	literals("a\\tb", "a\tb");
}

static void test_alternatives_need_one_each(void **state)
{
	(void)state;
	literals("kill|murder", "kill murder");
	literals("kill|murder|\\d+", "-");
	literals("kill|", "-");
	literals("(?:kill|murder) you", "kill you murder you");
	literals("(kill|kills|killed)", "kill");
	literals("(?<verb>kill|stab)", "kill stab");
	literals("(?'verb'kill|stab)", "kill stab");
	literals("(?|kill|stab)", "kill stab");
}

static void test_repeats(void **state)
{
	(void)state;
	literals("kills?", "kill");
	literals("(?:kill)?er", "er");
	literals("k+ill", "ill");
	literals("kil+", "kil");
	literals("kil*", "ki");
	literals("(?:kill)+", "kill");
	literals("(?:kill){2}", "killkill");
	literals("(?:kill){0,3}", "-");
	literals("(?:kill){0}", "-");
	literals("a{3}b", "aaab");
	literals("a{,3}b", "a{,3}b"); /* no quantifier in PCRE2 10.42 */
	literals("a{x}b", "a{x}b");
	literals("kill.{0,40}you", "kill");
	literals("kill.{0,40}?children", "children");
	literals("kill++", "kill");
}

static void test_classes(void **state)
{
	(void)state;
	literals("k[iy]ll", "kill kyll");
	literals("k[a-c]", "ka kb kc");
	literals("k[a-z]ll", "ll");
	literals("k[^i]ll", "ll");
	literals("k[]i]l", "k]l kil");
	literals("[a\\d]ll", "ll");
	literals("[[:alpha:]]xyz", "xyz");
	literals("k[-i]l", "k-l kil");
	literals("[äå]ra", "ära åra");
	literals("\\w+", "-");
	literals("\\p{Lu}abc", "abc");
	literals("\\P{L}abc", "abc");
	literals("\\pLabc", "abc");
}

static void test_groups_that_assert(void **state)
{
	(void)state;
	literals("(?=kill)", "-");
	literals("(?!kill)you", "you");
	literals("(?<!not )kill", "kill");
	literals("(?<=not )kill", "kill");
	literals("kill(?# you )er", "killer");
	literals("(?>kill|stab)", "kill stab");
	literals("(?i)KILL", "kill");
	literals("(?i:KILL) you", "kill you");
	literals("kill(?s).you", "kill");
	literals("kill\\K you", "kill you");
}

/* What is not understood gives no literal: the regex then runs on every text. */
static void test_unknown_is_none(void **state)
{
	(void)state;
	literals("(?x) k i l l", "-");
	literals("\\Qkill\\E", "-");
	literals("(?R)?kill", "-");
	literals("(a)(?(1)kill|stab)", "-");
	literals("(?P<a>x)(?P=a)kill", "-");
	literals("(*UTF)kill", "-");
	literals("\\N{U+6b}ill", "-");
	literals("\\N{3}kill", "-");
	literals("\\101", "-");
	literals("\\cAkill", "-");
	literals("", "-");
}

/* What a group has found may be anything. */
static void test_references(void **state)
{
	(void)state;
	literals("(kill)\\1", "kill");
	literals("([ -])\\1you", "you");
	literals("(a)\\10you", "you");
}

static void digits(const char *pattern, unsigned want)
{
	struct arena arena;
	struct literals literals;

	arena_init(&arena, 4096, 1 << 20);
	(void)literal_of_regex(slice_from(pattern), &arena, &literals);
	if (literals.digits != want)
		fail_msg("%s: wanted %u digits, got %u", pattern, want, literals.digits);
	arena_done(&arena);
}

static void test_digits(void **state)
{
	(void)state;
	digits("kill", 0);
	digits("\\d", 1);
	digits("\\d{4}[0-9]", 5);
	digits("\\d(?:[ -]?\\d){6,11}", 7);
	digits("4\\d{3}|5[1-5]", 2);
	digits("[1-57\\d]+x", 1);
	digits("[\\da]\\w[^0-9][5-:]", 0);
	digits("(?=\\d)(?<!\\d)\\D", 0);
	digits("\\d?\\d*", 0);
	digits("(?x) 1 2", 0);
	digits("\\d{60000}", LITERAL_DIGITS_MAX);
}

static uint64_t bits_of(const char *signs)
{
	uint64_t bits = 0;

	for (; *signs; signs++)
		bits |= literal_sign((unsigned char)*signs);
	return bits;
}

static void signs(const char *pattern, const char *want)
{
	struct arena arena;
	struct literals literals;

	arena_init(&arena, 4096, 1 << 20);
	(void)literal_of_regex(slice_from(pattern), &arena, &literals);
	if (literals.signs != bits_of(want))
		fail_msg("%s: wanted '%s', got %llx", pattern, want,
			 (unsigned long long)literals.signs);
	arena_done(&arena);
}

static void test_signs(void **state)
{
	(void)state;
	signs("\\b(?:how|what)\\b[^.!?]{0,60}\\?", "?");
	signs("https?://\\w+\\.\\w+", ":/.");
	signs("[@]\\w+", "@");
	signs("[.,]x", "");
	signs("a[.]?b", "");
	signs("(?:a@|b@)c", "@");
	signs("(?:a@|b)c", "");
	signs("(?:#){2}", "#");
	signs("(?:#)*", "");
	signs("(?=@)\\w(?!!)(?<=%)", "");
	signs("\\x40", "@");
	signs("KILL", ""); /* letters are none, though (?i) may find them in another case */
	signs("1{3}", "1");
	signs("å~`", "");
	signs("(?x) a # b @", "");
}

static void test_folding(void **state)
{
	(void)state;
	literals("KILL", "kill");
	literals("ÄRA", "ära");
	literals("Straße", "strasse"); /* the folded text never holds ß: no match can be lost */
}

static void test_limits(void **state)
{
	char deep[512] = "", wide[4096] = "(?:";

	(void)state;
	for (int i = 0; i < 60; i++)
		strncat(deep, "(", sizeof(deep) - strlen(deep) - 1);
	strncat(deep, "kill", sizeof(deep) - strlen(deep) - 1);
	for (int i = 0; i < 60; i++)
		strncat(deep, ")", sizeof(deep) - strlen(deep) - 1);
	literals(deep, "-");
	for (int i = 0; i < 100; i++) {
		char word[16];

		snprintf(word, sizeof(word), "%sw%03d", i ? "|" : "", i);
		strncat(wide, word, sizeof(wide) - strlen(wide) - 1);
	}
	strncat(wide, ") end", sizeof(wide) - strlen(wide) - 1);
	literals(wide, " end"); /* more alternatives than are kept: the rest serves */
}

/* More strings than are kept make a part unknown, never wrong. */
static void test_full_set(void **state)
{
	struct literal_part all, one;
	char names[LITERAL_SET_MAX + 1][4];

	(void)state;
	literal_part_none(&all);
	all.exact = true;
	for (size_t i = 0; i < LITERAL_SET_MAX; i++) {
		snprintf(names[i], sizeof(names[i]), "%03zu", i);
		assert_true(literal_set_add(&all.set, slice_from(names[i])));
	}
	assert_true(literal_set_add(&all.set, slice_from("007"))); /* there already */
	assert_false(literal_set_add(&all.set, slice_from("new")));
	assert_int_equal(literal_set_shortest(&all.set), 3);
	literal_part_empty(&one);
	one.set.items[0] = slice_from("new");
	literal_part_unite(&all, &one);
	assert_false(all.exact);
	assert_int_equal(all.set.count, 0);
}

/* What stands around the literals of a match, and how long it is without a blank. */
static void around(const char *pattern, bool behind_sign, bool before_digit, unsigned unbroken)
{
	struct arena arena;
	struct literals literals;

	arena_init(&arena, 4096, 1 << 20);
	(void)literal_of_regex(slice_from(pattern), &arena, &literals);
	if (literals.behind_sign != behind_sign || literals.before_digit != before_digit ||
	    literals.unbroken != unbroken)
		fail_msg("%s: got %d, %d, %u", pattern, literals.behind_sign, literals.before_digit,
			 literals.unbroken);
	arena_done(&arena);
}

static void test_around(void **state)
{
	(void)state;
	around("(?<!x)[a-z0-9][\\w.+-]{0,63}@\\w+", true, false, 3);
	around("\\S\\b@", true, false, 2);
	around("\\w?@", false, false, 1);
	around("[a-z]*@", false, false, 1);
	around("\\w ?@", false, false, 1);
	around("[\\w ]@", false, false, 1);
	around("[^ ]@", false, false, 1);
	around("(?:\\w|- )@", false, false, 1);
	around("\\w\\s*@", false, false, 1);
	around("\\w@|-@", false, false, 2);
	around("\\w@|\\d@", true, false, 2);
	around("(?:se|no)\\d{2}", false, true, 2);
	around("(?:se|no)\\d{2} x", true, false, 2);
	around("(?:se|use)\\d", false, false, 2);
	around("se\\d?", false, false, 2);
	around("se[0-9a]", false, false, 3);
	around("se[0-9]+", false, true, 3);
	around("(?:se\\d|no)", false, false, 2);
	around("\\bbc1[ac-hj-np-z02-9]{25,60}\\b", false, false, 28);
	around("a(?= ).b{3}", false, false, 3);
	around("\\w{70000}", false, false, LITERAL_UNBROKEN_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain_parts),
		cmocka_unit_test(test_alternatives_need_one_each),
		cmocka_unit_test(test_repeats),
		cmocka_unit_test(test_classes),
		cmocka_unit_test(test_groups_that_assert),
		cmocka_unit_test(test_unknown_is_none),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_digits),
		cmocka_unit_test(test_signs),
		cmocka_unit_test(test_around),
		cmocka_unit_test(test_folding),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_full_set),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
