/* test_sentiment.c - facts about the lexicon's matching and about what turns a mood round. */
#include "facts.h"

#include "error.h"
#include "forms.h"
#include "lexicon.h"
#include "sentiment.h"

enum { WORDS_MAX = 16384 };

static const struct {
	enum language language;
	enum lexicon_kind kind;
	const char *entry;
	int32_t strength;
} entries[] = {
	{ LANGUAGE_SV, LEXICON_VALENCE, "bra", 2000 },
	{ LANGUAGE_SV, LEXICON_VALENCE, "dålig*", -2000 },
	{ LANGUAGE_SV, LEXICON_VALENCE, "katastrof*", -4000 },
	{ LANGUAGE_SV, LEXICON_VALENCE, "*skit*", -2500 },
	{ LANGUAGE_SV, LEXICON_VALENCE, "skitbra", 4000 },
	{ LANGUAGE_SV, LEXICON_VALENCE, "*eländet", -3000 },
	{ LANGUAGE_SV, LEXICON_VALENCE, "kastade pengar i sjön", -3000 },
	{ LANGUAGE_SV, LEXICON_VALENCE, "bra karl*", 1000 },
	{ LANGUAGE_SV, LEXICON_VALENCE, "e-post strular", -2000 },
	{ LANGUAGE_SV, LEXICON_VALENCE, "fungerar inte", -2500 },
	{ LANGUAGE_SV, LEXICON_NEGATION, "inte", 0 },
	{ LANGUAGE_SV, LEXICON_INTENSIFIER, "väldigt", 1400 },
	{ LANGUAGE_SV, LEXICON_INTENSIFIER, "lite", 600 },
	{ LANGUAGE_SV, LEXICON_CONTRAST, "men", 0 },
	{ LANGUAGE_SV, LEXICON_WORRY, "farlig*", 3000 },
	{ LANGUAGE_SV, LEXICON_VALENCE, "farlig*", -2000 },
	{ LANGUAGE_SV, LEXICON_INTENSIFIER, "jävla", 1300 },
	{ LANGUAGE_SV, LEXICON_VALENCE, "jävla", -2000 },
	{ LANGUAGE_SV, LEXICON_INTENSIFIER, "saknar", 200 },
	{ LANGUAGE_SV, LEXICON_VALENCE, "saknar", -2000 },
	{ LANGUAGE_EN, LEXICON_VALENCE, "good", 2000 },
	{ LANGUAGE_EN, LEXICON_VALENCE, "bad", -2500 },
	{ LANGUAGE_EN, LEXICON_VALENCE, "awful", -3000 },
	{ LANGUAGE_EN, LEXICON_VALENCE, "gift", 1500 },
	{ LANGUAGE_EN, LEXICON_VALENCE, "super", 3000 },
	{ LANGUAGE_EN, LEXICON_VALENCE, "furious", -3000 },
	{ LANGUAGE_EN, LEXICON_ANGER, "furious", 3000 },
	{ LANGUAGE_EN, LEXICON_WORRY, "fears", 3000 },
	{ LANGUAGE_EN, LEXICON_NEGATION, "not", 0 },
	{ LANGUAGE_EN, LEXICON_NEGATION, "never", 0 },
	{ LANGUAGE_EN, LEXICON_NEVER, "never", 0 },
	{ LANGUAGE_EN, LEXICON_VALENCE, "better", 2000 },
	{ LANGUAGE_EN, LEXICON_COMPARATIVE, "better", 0 },
	{ LANGUAGE_EN, LEXICON_COMPARATIVE, "kinder", 0 },
	{ LANGUAGE_EN, LEXICON_BECOMING, "gets", 0 },
	{ LANGUAGE_EN, LEXICON_NEGATION, "no", 0 },
	{ LANGUAGE_EN, LEXICON_VALENCE, "no", -1000 },
	{ LANGUAGE_EN, LEXICON_VALENCE, "no problem", 2000 },
	{ LANGUAGE_EN, LEXICON_NEGATION, "don't", 0 },
	{ LANGUAGE_EN, LEXICON_NEGATION, "not that i'm", 0 },
	{ LANGUAGE_EN, LEXICON_NEGATION, "can't say that", 0 },
	{ LANGUAGE_EN, LEXICON_VALENCE, "can't say", -1000 },
	{ LANGUAGE_EN, LEXICON_CONTRAST, "but", 0 },
	{ LANGUAGE_DE, LEXICON_VALENCE, "gift", -2500 },
	{ LANGUAGE_DE, LEXICON_VALENCE, "super", 2000 },
	{ LANGUAGE_DE, LEXICON_VALENCE, "mag", 2000 },
	{ LANGUAGE_DE, LEXICON_VALENCE, "scheiße", -3000 },
	{ LANGUAGE_DE, LEXICON_NEGATION, "nicht", 0 },
	{ LANGUAGE_NB, LEXICON_VALENCE, "elendig", -3000 },
	{ LANGUAGE_NB, LEXICON_VALENCE, "formidabel", 3000 },
	{ LANGUAGE_NB, LEXICON_VALENCE, "forvirret", -3000 },
	{ LANGUAGE_DA, LEXICON_VALENCE, "munter", 3000 },
	{ LANGUAGE_SV, LEXICON_VALENCE, "osäker", -3000 },
	{ LANGUAGE_NN, LEXICON_VALENCE, "galen", -3000 },
	{ LANGUAGE_ANY, LEXICON_VALENCE, "👍", 2500 },
	{ LANGUAGE_ANY, LEXICON_VALENCE, "❤️", 3000 },
	{ LANGUAGE_ANY, LEXICON_VALENCE, ":-(", -2000 },
	{ LANGUAGE_ANY, LEXICON_VALENCE, ":*", 2000 },
};

static int fill(void **state)
{
	struct lexicon *lexicon = lexicon_new();

	assert_non_null(lexicon);
	for (size_t i = 0; i < sizeof(entries) / sizeof(entries[0]); i++)
		assert_int_equal(lexicon_add(lexicon, entries[i].language, entries[i].kind,
					     slice_from(entries[i].entry), entries[i].strength),
				 0);
	assert_int_equal(lexicon_finish(lexicon), 0);
	*state = lexicon;
	return 0;
}

static int empty(void **state)
{
	*state = lexicon_free(*state);
	return 0;
}

static struct sentiment_trace *traced; /* NULL: nobody asks */

static struct sentiment feel(const struct lexicon *lexicon, enum language language,
			     const char *text)
{
	struct forms_maker *maker = forms_maker_new();
	struct forms forms;
	struct word words[WORDS_MAX];

	assert_int_equal(forms_make(maker, slice_from(text), &forms), 0);
	struct slice plain = forms.form[FORM_PLAIN].text;
	size_t count = words_split(plain, words, WORDS_MAX);
	words_mark_capitals(&forms, FORM_PLAIN, words, count);
	uint64_t hashes[WORDS_MAX];
	for (size_t i = 0; i < count; i++)
		hashes[i] = words_hash(slice_cut(plain, words[i].from, words[i].to));
	const struct word_view view = {
		.text = plain, .words = words, .count = count, .hashes = hashes
	};
	struct sentiment result =
		traced ? sentiment_explain(lexicon, language, forms.raw, &view, traced)
		       : sentiment_of(lexicon, language, forms.raw, &view);
	forms_maker_free(maker);
	return result;
}

/* What the words told, for `livvakt rules explain`. */
static void heard(const struct lexicon *lexicon, const char *text, const char *want)
{
	struct sentiment_trace trace = { .count = 99 };
	char line[512] = "";
	size_t len = 0;

	traced = &trace;
	feel(lexicon, LANGUAGE_SV, text);
	traced = NULL;
	for (size_t i = 0; i < trace.count; i++) {
		const struct sentiment_heard *one = &trace.heard[i];

		len += (size_t)snprintf(line + len, sizeof(line) - len, "%u+%zu %d>%d%s%s%s; ",
					one->word, one->span.to - one->span.from, one->told,
					one->counts, one->factor ? " factor" : "",
					one->negates ? " negates" : "",
					one->contrasts ? " contrasts" : "");
	}
	assert_string_equal(line, want);
}

static void test_what_is_told(void **state)
{
	(void)state;
	heard(*state, "ett bord", "");
	heard(*state, "inte väldigt bra men e-post strular. Farligt",
	      "0+4 0>0 negates; 1+8 0>0 factor; 2+3 2000>-2100; 3+3 0>0 contrasts; 4+14 "
	      "-2000>-2000; "
	      "7+7 -2000>-2000; ");
}

/* x / sqrt(x² + 15 + words) of the sum of valences. */
static const struct {
	enum language language;
	const char *text;
	int32_t figure;
} figures[] = {
	{ LANGUAGE_SV, "", 0 },
	{ LANGUAGE_SV, "ett bord", 0 },
	{ LANGUAGE_SV, "det är bra", 426 },
	{ LANGUAGE_SV, "brand", 0 },
	{ LANGUAGE_SV, "dåligt", -447 },
	{ LANGUAGE_SV, "skitbra", 707 }, /* the exact word before the *part* */
	{ LANGUAGE_SV, "apskiten", -530 },
	{ LANGUAGE_SV, "helvetseländet", -600 },
	{ LANGUAGE_SV, "Kastade pengar i sjön", -567 },
	{ LANGUAGE_SV, "kastade pengar. i sjön", 0 }, /* not across sentences */
	{ LANGUAGE_SV, "bra karlar", 235 },	      /* the longer phrase wins */
	{ LANGUAGE_SV, "e-post strular", -426 },
	{ LANGUAGE_SV, "👍", 530 },
	{ LANGUAGE_EN, "❤ ❤️", 824 },
	{ LANGUAGE_EN, ":-(", -447 },
	{ LANGUAGE_EN, ":*", 447 },
	{ LANGUAGE_EN, "bra", 0 },	  /* another language's */
	{ LANGUAGE_NN, "elendig", -600 }, /* its neighbour's */
	{ LANGUAGE_DE, "Scheisse", -600 },
	{ LANGUAGE_OTHER, "good 👍", 518 },
	/* endings that the list does not spell out */
	{ LANGUAGE_NB, "formidable", 600 },
	{ LANGUAGE_NB, "elendigste", -600 },
	{ LANGUAGE_NB, "forvirrede", -600 },
	{ LANGUAGE_DA, "muntre", 600 },
	{ LANGUAGE_SV, "osäkra", -600 },
	{ LANGUAGE_NN, "galne", -600 },
	{ LANGUAGE_EN, "goods", 447 },
	{ LANGUAGE_EN, "awfully", -600 },
	{ LANGUAGE_EN, "badder", -530 }, /* the doubled letter too */
	{ LANGUAGE_EN, "bader", 0 },	 /* too little stays */
	{ LANGUAGE_NB, "elendige", -600 },
	{ LANGUAGE_EN, "elendige", 0 }, /* another language's ending */
	/* a negation has a mood of its own only where it negates nothing */
	{ LANGUAGE_EN, "no table", -235 },
	{ LANGUAGE_EN, "no good", -341 },
	{ LANGUAGE_EN, "no problem good", 686 }, /* and none within a phrase */
	/* a raised voice without a word of mood */
	{ LANGUAGE_EN, "a table!", 48 },
	/* what curses to strengthen does not curse; what dampens keeps its own */
	{ LANGUAGE_SV, "det är jävla bra", 512 },
	{ LANGUAGE_SV, "det är jävla dåligt", -676 },
	{ LANGUAGE_SV, "det saknar bra bord", -344 },
	/* a name is no mood, a capital or a headline no name */
	{ LANGUAGE_EN, "we saw the Good Place again", 0 },
	{ LANGUAGE_EN, "we saw the Good place again", 400 },
	{ LANGUAGE_EN, "saw Good You too", 417 },
	{ LANGUAGE_EN, "We Saw The Good Place", 408 },
	/* quoted words say less, but where all is quoted */
	{ LANGUAGE_EN, "he said \"good\" here", 265 },
	{ LANGUAGE_EN, "\"it is good\" here", 417 },
	/* uncertain: only what the languages agree on */
	{ LANGUAGE_ANY, "gift", 0 },
	{ LANGUAGE_ANY, "super", 530 },
	{ LANGUAGE_ANY, "bra", 447 },
};

static void test_figures(void **state)
{
	size_t wrong = 0;

	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++) {
		int32_t got = feel(*state, figures[i].language, figures[i].text).figure;
		if (got != figures[i].figure) {
			print_error("\"%s\": %d, not %d\n", figures[i].text, got,
				    figures[i].figure);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* The first text feels worse than the second. */
static const struct {
	enum language language;
	const char *worse, *better;
} orders[] = {
	{ LANGUAGE_SV, "det är inte bra", "ett bord" },
	{ LANGUAGE_SV, "det är dåligt", "det är inte dåligt" },
	{ LANGUAGE_SV, "det är inte dåligt", "det är bra" },
	{ LANGUAGE_SV, "bra är det inte", "ett bord" },
	{ LANGUAGE_SV, "inte nu, det är bra", "det är väldigt bra" },
	{ LANGUAGE_SV, "ett bord", "inte nu, det är bra" }, /* the negation ends with its clause */
	{ LANGUAGE_SV, "det är inte dåligt", "det är inte inte bra" },
	{ LANGUAGE_SV, "fungerar inte", "ett bord" }, /* no negation: a phrase of its own */
	{ LANGUAGE_DE, "mag ich nicht", "ein Tisch" },
	{ LANGUAGE_EN, "good but awful", "awful but good" },
	{ LANGUAGE_EN, "It is good. But it is bad.", "It is bad. But it is good." },
	{ LANGUAGE_SV, "det är lite bra", "det är bra" },
	{ LANGUAGE_SV, "det är bra", "det är väldigt bra" },
	{ LANGUAGE_SV, "det är väldigt mycket bra", "det är väldigt bra" }, /* further off: less */
	{ LANGUAGE_SV, "det är dåligt!!!", "det är dåligt!" },
	{ LANGUAGE_SV, "det är dåligt!", "det är dåligt" },
	{ LANGUAGE_SV, "det är DÅLIGT ju här", "det är dåligt ju här" },
	{ LANGUAGE_SV, "ALLT ÄR DÅLIGT", "allt är dåligt" },
	{ LANGUAGE_SV, "det är dååååligt", "det är dåligt" },
	{ LANGUAGE_SV, "är det bra?", "det är bra" },
	{ LANGUAGE_SV, "det är dåligt", "är det dåligt?" },
	{ LANGUAGE_EN, "don't good", "good" },
	/* a phrase that negates reaches from its end on, and wins over a shorter one with a mood */
	{ LANGUAGE_EN, "can't say that it is good", "a table" },
	{ LANGUAGE_EN, "it is bad", "can't say that it is bad" },
	{ LANGUAGE_EN, "can't say that it is a table", "can't say that it is bad" },
	{ LANGUAGE_EN, "a table", "not that I'm not good" },	 /* good after all, */
	{ LANGUAGE_EN, "not that I'm not good", "I'm so good" }, /* but mildly */
	{ LANGUAGE_EN, "not that I'm not bad", "a table" },
	{ LANGUAGE_EN, "don’t good", "good" },
	{ LANGUAGE_EN, "good https://example.org/", "good" },		   /* points elsewhere */
	{ LANGUAGE_EN, "good job, it is awful", "it is awful, good job" }, /* sour praise */
	{ LANGUAGE_EN, "good. where is it?", "good. here it is" },
};

static void test_orders(void **state)
{
	size_t wrong = 0;

	for (size_t i = 0; i < sizeof(orders) / sizeof(orders[0]); i++) {
		int32_t worse = feel(*state, orders[i].language, orders[i].worse).figure;
		int32_t better = feel(*state, orders[i].language, orders[i].better).figure;
		if (worse >= better) {
			print_error("\"%s\" %d, \"%s\" %d\n", orders[i].worse, worse,
				    orders[i].better, better);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

static void test_polarity(void **state)
{
	assert_int_equal(feel(*state, LANGUAGE_EN, "awful").polarity, POLARITY_NEGATIVE);
	assert_int_equal(feel(*state, LANGUAGE_EN, "a table").polarity, POLARITY_NEUTRAL);
	assert_int_equal(feel(*state, LANGUAGE_EN, "good").polarity, POLARITY_POSITIVE);
	assert_int_equal(feel(*state, LANGUAGE_EN, "never had a better one").polarity,
			 POLARITY_POSITIVE);
	assert_int_equal(feel(*state, LANGUAGE_EN, "never met kinder people").polarity,
			 POLARITY_POSITIVE);
	assert_int_equal(feel(*state, LANGUAGE_EN, "never gets better").polarity,
			 POLARITY_NEGATIVE);
	assert_int_equal(feel(*state, LANGUAGE_EN, "this is not better").polarity,
			 POLARITY_NEGATIVE);
	assert_int_equal(feel(*state, LANGUAGE_EN, "never better than awful").polarity,
			 POLARITY_NEGATIVE);
	assert_int_equal(feel(*state, LANGUAGE_EN, "table!!!!!!!!").polarity, POLARITY_NEUTRAL);
	assert_int_equal(feel(*state, LANGUAGE_EN, "THE TABLE!!!!!").polarity, POLARITY_NEUTRAL);
}

/* "Good, ..." and nothing else that is good. */
static void test_called_out(void **state)
{
	assert_true(feel(*state, LANGUAGE_EN, "good, the table is there").called_out);
	assert_true(feel(*state, LANGUAGE_EN, "oh good! the table is there").called_out);
	assert_false(feel(*state, LANGUAGE_EN, "good").called_out);
	assert_false(feel(*state, LANGUAGE_EN, "good tables are there").called_out);
	assert_false(feel(*state, LANGUAGE_EN, "good, the table is good").called_out);
	assert_false(feel(*state, LANGUAGE_EN, "good, but the table is there").called_out);
	assert_false(feel(*state, LANGUAGE_EN, "so now the table is good, there").called_out);
	assert_false(feel(*state, LANGUAGE_EN, "awful, the table is there").called_out);
}

static void test_anger_and_worry(void **state)
{
	struct sentiment calm = feel(*state, LANGUAGE_SV, "det är dåligt");
	struct sentiment angry = feel(*state, LANGUAGE_SV, "KATASTROF!!! EN JÄVLA KATASTROF");
	struct sentiment happy = feel(*state, LANGUAGE_SV, "BRA!!! BRA JOBBAT ALLIHOP");
	struct sentiment worried = feel(*state, LANGUAGE_SV, "är det farligt?");

	assert_true(calm.figure < -400);
	assert_true(calm.anger < 200); /* disappointed, not angry */
	assert_true(angry.anger > calm.anger);
	assert_true(angry.anger > 700);
	assert_int_equal(happy.anger, 0);
	assert_int_equal(calm.worry, 0);
	assert_true(worried.worry > 500);
	assert_int_equal(feel(*state, LANGUAGE_SV, "det är farligt").anger, 0);
	assert_int_equal(feel(*state, LANGUAGE_SV, "det är inte farligt").worry, 0);
}

static void test_names_count_nothing(void **state)
{
	assert_true(feel(*state, LANGUAGE_EN, "we are so furious fast people").anger > 500);
	assert_int_equal(feel(*state, LANGUAGE_EN, "we watched the Fast Furious movie").anger, 0);
	assert_int_equal(feel(*state, LANGUAGE_EN, "we met Tears Fears again").worry, 0);
	/* beside a name of three letters, for Å is one */
	assert_true(feel(*state, LANGUAGE_EN, "we watched the Åsa Super movie").figure > 0);
	assert_int_equal(feel(*state, LANGUAGE_EN, "we watched the Åsas Super movie").figure, 0);
}

static void test_refused_entries(void **state)
{
	static const char *const never[] = {
		"",
		" ",
		"*",
		"**",
		"...",
		"a b c d e f g h i",
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
	};
	struct lexicon *lexicon = lexicon_new();

	(void)state;
	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++)
		assert_int_equal(lexicon_add(lexicon, LANGUAGE_EN, LEXICON_VALENCE,
					     slice_from(never[i]), 1000),
				 ERROR_INVALID);
	assert_int_equal(lexicon_add(lexicon, LANGUAGE_EN, LEXICON_VALENCE, slice_from("Good"), 1),
			 0);
	assert_int_equal(lexicon_add(lexicon, LANGUAGE_EN, LEXICON_VALENCE, slice_from("good"), 2),
			 ERROR_INVALID);
	assert_int_equal(lexicon_add(lexicon, LANGUAGE_EN, LEXICON_ANGER, slice_from("good"), 2),
			 0);
	assert_true(lexicon_add(lexicon, LANGUAGE_EN, LEXICON_VALENCE, slice_from("+good"), 2) < 0);
	assert_int_equal(lexicon_add(lexicon, LANGUAGE_EN, LEXICON_VALENCE, slice_from("good*"), 2),
			 0);
	assert_int_equal(
		lexicon_add(lexicon, LANGUAGE_EN, LEXICON_VALENCE, slice_from("good day"), 2), 0);
	assert_int_equal(lexicon_add(lexicon, LANGUAGE_DE, LEXICON_VALENCE, slice_from("good"), 2),
			 0);
	lexicon_free(lexicon);
}

static void test_empty_lexicon(void **state)
{
	struct lexicon *lexicon = lexicon_new();

	(void)state;
	assert_int_equal(lexicon_finish(lexicon), 0);
	assert_int_equal(feel(lexicon, LANGUAGE_EN, "WHY so good?").figure, 0);
	/* marks are heard all the same, and less of who points elsewhere */
	assert_true(feel(lexicon, LANGUAGE_EN, "look there!!").figure >
		    feel(lexicon, LANGUAGE_EN, "look www.there.example !!").figure);
	assert_true(feel(lexicon, LANGUAGE_EN, "look www.there.example !!").figure > 0);
	lexicon_free(lexicon);
}

/* More entries than the first table holds, and all are found again. */
static void test_many_entries(void **state)
{
	struct lexicon *lexicon = lexicon_new();
	char word[32];

	(void)state;
	for (int i = 0; i < 5000; i++) {
		snprintf(word, sizeof(word), "word%dx%s", i, i % 3 ? "" : "*");
		assert_int_equal(
			lexicon_add(lexicon, LANGUAGE_EN, LEXICON_VALENCE, slice_from(word), 2000),
			0);
	}
	assert_int_equal(lexicon_finish(lexicon), 0);
	for (int i = 0; i < 5000; i += 7) {
		snprintf(word, sizeof(word), "word%dx%s", i, i % 3 ? "" : "yz");
		assert_int_equal(feel(lexicon, LANGUAGE_EN, word).figure, 447);
	}
	lexicon_free(lexicon);
}

static void test_greatest_texts(void **state)
{
	static const char *const filling[] = { "bra ", "b", "skit", "inte bra men ",
					       "!",    "å", "A",    "aaa " };
	size_t size = 60000;
	char *text = malloc(size + 1);

	assert_non_null(text);
	for (size_t i = 0; i < sizeof(filling) / sizeof(filling[0]); i++) {
		size_t piece = strlen(filling[i]), len = 0;
		for (; len + piece <= size; len += piece)
			memcpy(text + len, filling[i], piece);
		text[len] = '\0';
		struct sentiment got = feel(*state, LANGUAGE_SV, text);
		assert_true(got.figure >= -1000 && got.figure <= 1000 && got.anger >= 0 &&
			    got.anger <= 1000);
	}
	free(text);
}

static double cost(const struct lexicon *lexicon, const char *unit)
{
	static char text[60000];
	double begun = cpu_seconds();

	text[text_filled(unit, text, sizeof(text) - 1).len] = '\0';
	(void)feel(lexicon, LANGUAGE_EN, text);
	return cpu_seconds() - begun;
}

/* A text in which each word may be a name is asked once whether all are. */
static void test_headlines_cost_no_more(void **state)
{
	assert_true(cost(*state, "Good ") < 0.02 + 4 * cost(*state, "good "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_figures),
		cmocka_unit_test(test_what_is_told),
		cmocka_unit_test(test_orders),
		cmocka_unit_test(test_polarity),
		cmocka_unit_test(test_called_out),
		cmocka_unit_test(test_anger_and_worry),
		cmocka_unit_test(test_names_count_nothing),
		cmocka_unit_test(test_headlines_cost_no_more),
		cmocka_unit_test(test_refused_entries),
		cmocka_unit_test(test_empty_lexicon),
		cmocka_unit_test(test_many_entries),
		cmocka_unit_test(test_greatest_texts),
	};
	return cmocka_run_group_tests(tests, fill, empty);
}
