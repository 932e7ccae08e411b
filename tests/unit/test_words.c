/* test_words.c - facts about where words begin and end, and what stands around them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "words.h"
#include <stdio.h>
#include <stdlib.h>

enum { WORDS_MAX = 64, TEXT_MAX = 65536 };

/* Words joined by |, with what is special of each in front: N number, H handle, T tag, L link, E
 * emoji; . begins a sentence, , a clause; " is quoted. */
static void describe(struct slice text, char *out, size_t size)
{
	static const char kinds[] = { ' ', 'N', 'H', 'T', 'L', 'E' };
	struct word words[WORDS_MAX];
	size_t count = words_split(text, words, WORDS_MAX), len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < count; i++) {
		const char *start = words[i].sentence_start ? "."
				    : words[i].clause_start ? ","
							    : "";
		char kind[2] = { words[i].kind == WORD_PLAIN ? '\0' : kinds[words[i].kind], '\0' };
		int used = snprintf(out + len, size - len, "%s%s%s%s%.*s", i ? "|" : "", start,
				    kind, words[i].quoted ? "\"" : "",
				    (int)(words[i].to - words[i].from), text.data + words[i].from);
		assert_true(used > 0 && (size_t)used < size - len);
		len += (size_t)used;
	}
}

static const struct {
	const char *text, *words;
} facts[] = {
	{ "", "" },
	{ "  \n ", "" },
	{ "det är bra", ".det|är|bra" },
	{ "ja. nej! hm? så\noch", ".ja|.nej|.hm|.så|.och" },
	{ "ja, men: nej; så (kanske) - eller", ".ja|,men|,nej|,så|,kanske|,eller" },
	{ "a-b e-post", ".a|b|e|post" },
	{ "don't geht's dogs' 'tis", ".don't|geht's|dogs|tis" },
	{ "e.g. z.b. u.s.a", ".e.g|.z.b|.u.s.a" },
	{ "slut.jag kom.", ".slut|.jag|kom" },
	{ "ett <b>ord</b> [i]till[/i]<br>nu <p", ".ett|ord|till|.nu|p" },
	{ "[i ord] <u ord>", ".i|ord|u|ord" },
	{ "142,460 1.5 10% b2b", ".N142,460|N1.5|N10|b2b" },
	{ "1,2,x", ".N1,2|,x" },
	{ "@user_1: #tag_a a@b c#", ".Huser_1|,Ttag_a|a|b|c" },
	{ "se https://x.se/a?b=c). och www.a.no", ".se|Lhttps://x.se/a?b=c|.och|Lwww.a.no" },
	{ "bra 👍🏽👍 ❤", ".bra|E👍|E👍|E❤" },
	{ "hurra \\o/ a\\o/b \\o", ".hurra|E\\o/|a|E\\o/|b|o" },
	{ "<3333 :ddd :))) <33a :dda 33", ".E<3|E:d|E:)|33a|,dda|N33" },
	{ "hej:) ;-) :'( <3 </3 ^^ :d", ".hej|E:)|E;-)|E:'(|E<3|E</3|E^^|E:d" },
	{ "kl 12:30 a:de x=dom http://a.b", ".kl|N12|,N30|a|,de|x|dom|Lhttp://a.b" },
	{ "han sa \"du är dum\" idag", ".han|sa|\"du|\"är|\"dum|idag" },
	{ "„so ein“ «slik en» »slik« 'jo jo' “ja”",
	  ".\"so|\"ein|\"slik|\"en|\"slik|\"jo|\"jo|\"ja" },
	{ "'cause he wrote \"you fool\" to her", ".cause|he|wrote|\"you|\"fool|to|her" },
	{ "'so \"an idiot\" is' you", ".\"so|\"an|\"idiot|\"is|you" },
	{ "'a 5\" one' b \"c\"", ".\"a|N\"5|\"one|b|\"c" },
	{ "5\" skærm \"ok", ".N5|\"skærm|ok" },
	{ "ingen \"slutt", ".ingen|slutt" },
	/* quoted by lines, tags, stars, and commas for want of better marks */
	{ "> du är dum\n>> och du\nhåller inte med",
	  ".\"du|\"är|\"dum|.\"och|\"du|.håller|inte|med" },
	{ "hon skrev:\n  >du är dum", ".hon|skrev|.\"du|\"är|\"dum" },
	{ "5 > 3 a -> b\n=> c\n>:( nej", ".N5|N3|a|,b|.E=>|c|.E:(|nej" },
	{ "– du är dum\nsa han – inte jag", ".\"du|\"är|\"dum|.sa|han|,inte|jag" },
	{ "—nej\n- ja\n–", ".\"nej|.ja" },
	{ "<blockquote>du är</blockquote> nej", ".\"du|\"är|.nej" },
	{ "[quote]a [quote]b[/quote] c[/quote] d", ".\"a|.\"b|.\"c|.d" },
	{ "[quote=\"kalle, post:3\"]\na[/quote]d", ".\"kalle|,\"post|,N\"3|.\"a|.d" },
	{ "<q>du är</q> [quote]nej", ".\"du|\"är|.nej" },
	{ "</q>du</q> [/quote] <b>x", ".du|.x" },
	{ "*du är dum* sa han", ".\"du|\"är|\"dum|sa|han" },
	{ "*du är* **du är så dum** du*är så", ".du|är|du|är|så|dum|du|är|så" },
	{ "*du är så\ndum* f*ck a* b c d*", ".du|är|så|.dum|f|ck|a|b|c|d" },
	{ ",,du är'' ja, ,,slik en\" a,,b", ".\"du|\"är|ja|,\"slik|\"en|a|,b" },
	{ "한국어 привет مرحبا", ".한국어|привет|مرحبا" },
	{ "z\xCC\xB8z", ".z\xCC\xB8z" },
};

static void test_words(void **state)
{
	char got[512];
	size_t wrong = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		describe(slice_from(facts[i].text), got, sizeof(got));
		if (strcmp(got, facts[i].words) != 0) {
			print_error("\"%s\" gave %s, not %s\n", facts[i].text, got, facts[i].words);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

static void test_limit(void **state)
{
	struct word words[2];

	(void)state;
	assert_int_equal(words_split(slice_from("a b c d"), words, 2), 2);
	assert_int_equal(words[1].from, 2);
}

static void test_capitals(void **state)
{
	struct forms_maker *maker = forms_maker_new();
	struct forms forms;
	struct word words[8];

	(void)state;
	assert_int_equal(forms_make(maker, slice_from("Det ÄR BrA I USA ÖÖ 10"), &forms), 0);
	size_t count = words_split(forms.form[FORM_PLAIN].text, words, 8);
	words_mark_capitals(&forms, FORM_PLAIN, words, count);
	static const bool capitals[] = { false, true, false, false, true, true, false };
	assert_int_equal(count, 7);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(words[i].capitals, capitals[i]);
		assert_int_equal(words[i].capital_first, i == 0 || i == 2); /* Det, BrA */
		assert_int_equal(words[i].large, i < 6);
	}
	forms_maker_free(maker);
}

static void test_greatest_texts(void **state)
{
	static const char *const filling[] = { "a",  "a ",  "\"",  "'",	      ":",  "@", "#a",
					       "😀",  "1,",  "a.",  "<",	      "ö'", ">", "\n>",
					       "*a", ",,a", "<q>", "[quote=", "–" };
	char *text = malloc(TEXT_MAX);
	struct word words[WORDS_MAX];

	(void)state;
	assert_non_null(text);
	for (size_t i = 0; i < sizeof(filling) / sizeof(filling[0]); i++) {
		size_t piece = strlen(filling[i]), len = 0;
		for (; len + piece <= TEXT_MAX; len += piece)
			memcpy(text + len, filling[i], piece);
		size_t count = words_split((struct slice){ text, len }, words, WORDS_MAX);
		for (size_t k = 0; k < count; k++)
			assert_true(words[k].from < words[k].to && words[k].to <= len);
	}
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_capitals),
		cmocka_unit_test(test_greatest_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
