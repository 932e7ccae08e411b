/* test_forms.c - facts about the normal forms and the way back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "comment.h"
#include "forms.h"
#include "utf8.h"
#include <stdio.h>
#include <stdlib.h>

struct fact {
	const char *raw, *form;
};

static const struct fact plain_facts[] = {
	{ "", "" },
	{ "Hello, WORLD 42!", "hello, world 42!" },
	{ "Får du far?", "får du far?" },
	{ "a\xCC\x8A"
	  "A\xCC\x88",
	  "åä" },		      /* NFD equals NFC */
	{ "e\xCC\xA3\xCC\x82", "ệ" }, /* marks in order, */
	{ "e\xCC\x82\xCC\xA3", "ệ" }, /* and out of order */
	{ "\xC3\xAA\xCC\xA3", "ệ" },  /* half composed */
	{ "Scheiße SCHEISSE ẞ", "scheisse scheisse ss" },
	{ "id\xE2\x80\x8Biot", "idiot" },	      /* zero-width space */
	{ "id\xC2\xADiot", "idiot" },		      /* soft hyphen */
	{ "\xEF\xBB\xBFid\xE2\x80\x8Diot", "idiot" }, /* byte order mark, joiner */
	{ "\xEF\xBC\xA9\xEF\xBC\xA4\xEF\xBC\xA9\xEF\xBC\xAF\xEF\xBC\xB4",
	  "idiot" },	      /* full-width */
	{ "𝐢𝒹𝓲𝕠𝚝", "idiot" }, /* mathematical */
	{ "ⓘⓓⓘⓞⓣ", "idiot" },
	{ "\xE2\x84\xA2 \xC2\xBD \xEF\xAC\x81", "tm 1\xE2\x81\x84"
						"2 fi" },
	{ "don\xE2\x80\x99t don\xC2\xB4t don`t", "don't don't don't" },
	{ "a\xC2\xA0"
	  "b\xE2\x80\x83"
	  "c",
	  "a b c" },
	{ "a\xE2\x80\xA8"
	  "b",
	  "a\nb" },
	{ "id\x01iot\x7F", "idiot" },
	{ "\xC4\xB0"
	  "DIOT",
	  "idiot" }, /* İ */
	{ "ΣΊΣΥΦΟΣ", "σίσυφοσ" },
	{ "㍿ \xEF\xB7\xBA", "株式会社 \xEF\xB7\xBA" },	  /* but no letter of eighteen */
	{ "\xE1\x84\x92\xE1\x85\xA1\xE1\x86\xAB", "한" }, /* Hangul in pieces */
	{ "❤\xEF\xB8\x8F 👍🏽", "❤ 👍🏽" },
	{ "&auml;&Ouml;&aring;", "äöå" },
	{ "&#228; &#xE4; &#xe4;", "ä ä ä" },
	{ "&#105diot", "idiot" },
	{ "R&amp;D &lt;b&gt;", "r&d <b>" },
	{ "id&shy;i&zwnj;o&#8203;t", "idiot" },
	{ "a&#776;", "ä" },
	{ "&nosuch; &; &#; &#x; &#0; &#xD800; &#1114112; &",
	  "&nosuch; &; &#; &#x; &#0; &#xd800; &#1114112; &" },
	{ "&amp;auml;", "&auml;" }, /* once, not twice */
	{ "🄘🄓🄘🄞🄣 ⒤⒟⒤⒪⒯", "idiot idiot" },
};

static const struct fact loose_facts[] = {
	/* look-alikes: inside Latin words only */
	{ "іdіоt", "idiot" },
	{ "ВІТСH", "bitch" },
	{ "идиот", "идиот" },
	{ "ΗELL ηow", "hell now" },
	{ "ɪᴅɪᴏᴛ", "idiot" },
	{ "🅸🅳🅸🅾🆃", "idiot" },
	{ "🇮🇩🇮🇴🇹 🇸🇪", "idiot 🇸🇪" },
	/* a letter alone is one where the next word is in disguise */
	{ "🅸 🆆🅸🅻🅻 🆃🆁🆈", "i will try" },
	{ "Ι ωιll try", "i will try" },
	{ "Парк А with trees", "парк а with trees" },
	{ "🅿 behind the house", "🅿 behind the house" },
	/* two capitals behind a small letter */
	{ "I wiII, MiIler, SchülerInnen, wiIII", "i will, miiler, schülerinnen, wi" },
	{ "i̷d̶i̵o̴t̸", "idiot" },
	{ "ìdíôt naïve", "idiot naive" },
	{ "får hör blå Müll ære øl idé", "får hör blå müll ære øl idé" },
	/* leet: words that hold letters */
	{ "1d10t", "idiot" },
	{ "n1gg3r f4gg0t", "nigger faggot" },
	{ "sh!t b!tch wow! !important", "shit bitch wow! !important" },
	{ "$hit a$$ @$$hole", "shit ass asshole" },
	{ "s1ut assh01e k1ll he11 sl4g", "slut asshole kill hell slag" },
	{ "fuck3r5", "fuckers" },
	{ "4rsch", "arsch" },
	{ "455 142,460 1.5 24/7 50% 100$", "455 142,460 1.5 24/7 50% 100$" },
	{ "co2 h2o 10th 5pm 4g 90s iphone2024", "co2 h2o 10th 5pm 4g 90s iphone2024" },
	{ "1920x1080 12345abc", "1920x1080 12345abc" },
	{ "info@firma.se @us3r_n4me http://w3.org/l33t",
	  "info@firma.se @us3r_n4me http://w3.org/l33t" },
	{ ".@name \"@name: (@other)", ".@name \"@name: (@other)" },
	/* spelt out */
	{ "f u c k you", "fuck you" },
	{ "you are an i d i o t", "you are an idiot" },
	{ "i.d.i.o.t f-u-c-k s_h_i_t h*o*r*a", "idiot fuck shit hora" },
	{ "F. U. C. K.", "fuck" },
	{ "f  u  c  k", "fuck" },
	{ "f\nu\nc\nk", "fuck" },
	{ "f - u - c - k", "fuck" },
	{ "1 d 1 0 t", "1 d 1 0 t" }, /* fewer letters than digits may be anything */
	{ "1 2 3 4", "1 2 3 4" },
	{ "a b", "a b" },
	{ "nothing but a b i t c h.", "nothing but a bitch" },
	{ "you a s s h o l e", "you asshole" },
	{ "I h a t e you", "i hate you" },
	/* wider gaps are the words' ends */
	{ "I  h a t e  Jews", "i  hate  jews" },
	{ "i  h a t e  j e w s", "i  hate  jews" },
	{ "k i l l  y o u r s e l f", "kill  yourself" },
	{ "d r a  å t  h e l v e t e", "dra  åt  helvete" },
	{ "d ö  d i n  hora", "dö  din  hora" },
	{ "å t  helvete", "å t  helvete" },
	{ "I D I O T", "idiot" },
	{ "every w o m a n I see", "every woman i see" },
	{ "J A G  S K A  D Ö D A  D I G", "jag  ska  döda  dig" },
	{ "N A Z I here", "nazi here" },
	{ "s h i t, i d i o t", "shit idiot" },
	/* repeats */
	{ "fuuuuck", "fuck" },
	{ "bitter Kaffee assess", "bitter kaffee assess" },
	{ "bitttter nigggger shittttty", "bitter nigger shitty" },
	{ "asssshole bulllllshit hellll", "asshole bullshit hell" },
	{ "shitttt idiotttt", "shit idiot" },
	{ "jävlaaaar", "jävlar" },
	{ "1000000", "1000000" },
	/* split */
	{ "id😀iot", "idiot" },
	{ "love 😀 you", "love 😀 you" },
	{ "<b>i</b>diot", "<b>idiot" },
	{ "i<span class=\"x y\">d</span>iot", "idiot" },
	{ "one<br>two", "one<br>two" },
	{ "[b]i[/b]diot", "[b]idiot" },
	{ "xy[i/b]z 1di0t", "xy[ib]z idiot" },
	{ "id_iot fu*ck **bold**", "idiot fuck **bold**" },
	{ "fu.ck nig-ger well-known slut.jag", "fuck nigger well-known slut.jag" },
	{ "<3 a < b", "<3 a < b" },
};

static struct slice form_of(struct forms_maker *maker, const char *raw, enum form form,
			    struct forms *ret_forms)
{
	assert_int_equal(forms_make(maker, slice_from(raw), ret_forms), 0);
	return ret_forms->form[form].text;
}

static void check_facts(const struct fact *facts, size_t count, enum form form)
{
	struct forms_maker *maker = forms_maker_new();
	struct forms forms;
	size_t wrong = 0;

	assert_non_null(maker);
	for (size_t i = 0; i < count; i++) {
		struct slice got = form_of(maker, facts[i].raw, form, &forms);
		if (!slice_is(got, facts[i].form)) {
			print_error("\"%s\" gave \"%.*s\", not \"%s\"\n", facts[i].raw,
				    (int)got.len, got.data, facts[i].form);
			wrong++;
		}
	}
	maker = forms_maker_free(maker);
	assert_int_equal(wrong, 0);
}

static void test_plain(void **state)
{
	(void)state;
	check_facts(plain_facts, sizeof(plain_facts) / sizeof(plain_facts[0]), FORM_PLAIN);
}

static void test_loose(void **state)
{
	(void)state;
	check_facts(loose_facts, sizeof(loose_facts) / sizeof(loose_facts[0]), FORM_LOOSE);
}

/* Where a piece of a form stands in the original. */
static const struct {
	const char *raw;
	enum form form;
	const char *piece, *original;
} span_facts[] = {
	{ "Du ÄR dum", FORM_PLAIN, "är", "ÄR" },
	{ "din id\xE2\x80\x8Biot!", FORM_PLAIN, "idiot", "id\xE2\x80\x8Biot" },
	{ "So eine Scheiße!", FORM_PLAIN, "scheisse", "Scheiße" },
	{ "h&ouml;r upp", FORM_PLAIN, "hör", "h&ouml;r" },
	{ "xa\xCC\x8Ay", FORM_PLAIN, "å", "a\xCC\x8A" },
	{ "you f u c k off", FORM_LOOSE, "fuck", "f u c k" },
	{ "such an <b>i</b>diot.", FORM_LOOSE, "idiot", "i</b>diot" },
	{ "fuuuuuck that", FORM_LOOSE, "fuck", "fuuuuuck" },
	{ "shiiiit!", FORM_LOOSE, "shi", "shiiii" },
	{ "big id😀iot", FORM_LOOSE, "idiot", "id😀iot" },
	{ "asssss.", FORM_LOOSE, "ass", "asssss" },
	{ "plain before l33t after", FORM_LOOSE, "after", "after" },
	{ "plain before l33t after", FORM_LOOSE, "leet", "l33t" },
};

static void test_way_back(void **state)
{
	struct forms_maker *maker = forms_maker_new();
	struct forms forms;

	(void)state;
	for (size_t i = 0; i < sizeof(span_facts) / sizeof(span_facts[0]); i++) {
		struct slice form = form_of(maker, span_facts[i].raw, span_facts[i].form, &forms);
		const char *at = memmem(form.data, form.len, span_facts[i].piece,
					strlen(span_facts[i].piece));
		assert_non_null(at);
		size_t from = (size_t)(at - form.data);
		struct span span =
			forms_original(&forms, span_facts[i].form,
				       (struct span){ from, from + strlen(span_facts[i].piece) });
		struct slice original = slice_cut(forms.raw, span.from, span.to);
		if (!slice_is(original, span_facts[i].original))
			print_error("%s: %.*s\n", span_facts[i].raw, (int)original.len,
				    original.data);
		assert_true(slice_is(original, span_facts[i].original));
	}
	forms_maker_free(maker);
}

static void test_empty_stretch(void **state)
{
	struct forms_maker *maker = forms_maker_new();
	struct forms forms;

	(void)state;
	form_of(maker, "åb", FORM_PLAIN, &forms);
	struct span inside = forms_original(&forms, FORM_PLAIN, (struct span){ 2, 2 });
	struct span end = forms_original(&forms, FORM_PLAIN, (struct span){ 3, 3 });
	assert_true(inside.from == 2 && inside.to == 2);
	assert_true(end.from == 3 && end.to == 3);
	forms_maker_free(maker);
}

static void test_clean_text_has_one_form(void **state)
{
	static const char *const clean[] = { "Hej, det här är bra!", "It's 10:30, isn't it?",
					     "a-b c", "Größe" };
	struct forms_maker *maker = forms_maker_new();
	struct forms forms;

	(void)state;
	for (size_t i = 0; i < sizeof(clean) / sizeof(clean[0]); i++) {
		form_of(maker, clean[i], FORM_LOOSE, &forms);
		if (strcmp(clean[i], "a-b c") == 0)
			continue;
		assert_false(forms.loose_differs);
		assert_int_equal(forms.disguises, 0);
		assert_ptr_equal(forms.form[FORM_LOOSE].text.data,
				 forms.form[FORM_PLAIN].text.data);
	}
	form_of(maker, "1diot", FORM_LOOSE, &forms);
	assert_true(forms.loose_differs);
	assert_int_equal(forms.disguises, 1);
	forms_maker_free(maker);
}

static void test_rules_are_folded_alike(void **state)
{
	char bytes[64];

	(void)state;
	assert_int_equal(forms_fold_plain(slice_from("Großartig"), bytes, sizeof(bytes)), 10);
	assert_memory_equal(bytes, "grossartig", 10);
	assert_int_equal(forms_fold_loose(slice_from("n1gger"), bytes, sizeof(bytes)), 6);
	assert_memory_equal(bytes, "nigger", 6);
	assert_int_equal(forms_fold_loose(slice_from("asshole"), bytes, sizeof(bytes)), 7);
	assert_memory_equal(bytes, "asshole", 7);
	assert_int_equal(forms_fold_plain(slice_from("too long"), bytes, 7), 0);
}

/* Rule words have a short way that must say what the long one says. */
static void test_the_short_way_says_the_same(void **state)
{
	static const char *const pieces[] = { "a", "s", "z",	  "A", "1",    "0",    " ",
					      "-", "'", "`",	  "&", "&lt;", "$",    "@",
					      "!", "<", "~",	  "å", "ÿ",    "÷",    "ß",
					      "Ö", "é", "\u0301", ".", "*",    "\x7f", "\t" };
	enum { PIECES = sizeof(pieces) / sizeof(pieces[0]) };
	struct forms_maker *maker = forms_maker_new();

	(void)state;
	for (size_t i = 0; i < (size_t)PIECES * PIECES * PIECES; i++) {
		char text[64], plain[64], loose[64];
		struct forms forms;
		size_t plain_len, loose_len;

		snprintf(text, sizeof(text), "%s%s%s", pieces[i % PIECES],
			 pieces[i / PIECES % PIECES], pieces[i / PIECES / PIECES]);
		assert_int_equal(forms_make(maker, slice_from(text), &forms), 0);
		plain_len = forms_fold_plain(slice_from(text), plain, sizeof(plain));
		loose_len = forms_fold_loose(slice_from(text), loose, sizeof(loose));
		if (!slice_equal((struct slice){ plain, plain_len }, forms.form[FORM_PLAIN].text) ||
		    !slice_equal((struct slice){ loose, loose_len }, forms.form[FORM_LOOSE].text))
			fail_msg("'%s' is folded in two ways", text);
	}
	forms_maker_free(maker);
}

/* Offsets never fall, stay inside the original, and every form is valid and terminated. */
static void check_form(const struct forms *forms, enum form form)
{
	const struct form_text *text = &forms->form[form];

	assert_true(utf8_valid(text->text, NULL));
	assert_int_equal(text->text.data[text->text.len], '\0');
	for (size_t i = 0; i < text->text.len; i++) {
		assert_true(text->from[i] < text->to[i] && text->to[i] <= forms->raw.len);
		assert_true(i == 0 ||
			    (text->from[i - 1] <= text->from[i] && text->to[i - 1] <= text->to[i]));
	}
}

static const char *const filling[] = {
	"a",
	"\xCC\x81",
	"\xE2\x80\x8D",
	"👩\xE2\x80\x8D",
	"\xEF\xB7\xBA",
	"&#65018;",
	"1",
	"*",
	"<",
	"<b>",
	"&",
	"a ",
	"a.",
	"i\xCC\x87",
	"\xCC\x81\xCC\xA3",
	"\xEF\xB8\x8F",
	"\xE1\x84\x92",
	"🅸",
	"ß",
	" ",
	"@a",
	"[b",
	"sss!",
};

static void test_greatest_texts(void **state)
{
	struct forms_maker *maker = forms_maker_new();
	char *raw = malloc(COMMENT_TEXT_MAX);
	struct forms forms;

	(void)state;
	assert_non_null(raw);
	for (size_t i = 0; i < sizeof(filling) / sizeof(filling[0]); i++) {
		size_t piece = strlen(filling[i]), len = 0;
		for (; len + piece <= COMMENT_TEXT_MAX; len += piece)
			memcpy(raw + len, filling[i], piece);
		assert_int_equal(forms_make(maker, (struct slice){ raw, len }, &forms), 0);
		for (int form = 0; form < FORM_COUNT; form++)
			check_form(&forms, (enum form)form);
	}
	free(raw);
	forms_maker_free(maker);
}

/* Blanks between glued words point to where they would have stood. */
static void test_parting(void **state)
{
	struct forms_maker *maker = forms_maker_new();
	const struct form_change blanks[] = { { 5, 5, slice_from(" ") },
					      { 9, 9, slice_from(" ") } };
	struct forms forms;
	struct span span;

	(void)state;
	assert_int_equal(forms_make(maker, slice_from("d\xC3\xB6 ihatethem!"), &forms), 0);
	assert_false(forms.loose_differs);
	assert_int_equal(forms_mend(maker, &forms, blanks, 2), 0);
	assert_true(forms.loose_differs);
	assert_true(slice_is(forms.form[FORM_LOOSE].text, "d\xC3\xB6 i hate them!"));
	assert_true(slice_is(forms.form[FORM_PLAIN].text, "d\xC3\xB6 ihatethem!"));
	span = forms_original(&forms, FORM_LOOSE, (struct span){ 4, 10 }); /* "i hate" */
	assert_int_equal(span.from, 4);
	assert_int_equal(span.to, 9);
	span = forms_original(&forms, FORM_LOOSE, (struct span){ 11, 15 }); /* "them" */
	assert_int_equal(span.from, 9);
	assert_int_equal(span.to, 13);
	forms_maker_free(maker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_plain),
		cmocka_unit_test(test_loose),
		cmocka_unit_test(test_parting),
		cmocka_unit_test(test_way_back),
		cmocka_unit_test(test_empty_stretch),
		cmocka_unit_test(test_clean_text_has_one_form),
		cmocka_unit_test(test_rules_are_folded_alike),
		cmocka_unit_test(test_the_short_way_says_the_same),
		cmocka_unit_test(test_greatest_texts),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
