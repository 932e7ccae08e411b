/* test_language_guess.c - a small model of made-up lists: what is named, what stays uncertain. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "forms.h"
#include "language_guess.h"
#include <stdio.h>
#include <stdlib.h>

enum { WORDS_MAX = 256 };

static const struct {
	enum language language;
	const char *words;
} lists[] = {
	{ LANGUAGE_SV,
	  "och att det är som inte jag en på med för av till den har de ett om men var mig hade nu "
	  "från bara vad så från skulle när mycket också något här varför någon aldrig" },
	{ LANGUAGE_NB,
	  "og det er som ikke jeg en på med for av til den har de et om men var meg hadde nå fra "
	  "bare hva så skulle når mye også noe her hvorfor noen aldri" },
	{ LANGUAGE_NN, "og det er som ikkje eg ein på med for av til den har dei eit om men var "
		       "meg hadde no frå "
		       "berre kva så skulle når mykje også noko her kvifor nokon aldri" },
	{ LANGUAGE_DA, "og at det er som ikke jeg en på med for af til den har de et om men var "
		       "mig havde nu fra "
		       "bare hvad så skulle når meget også noget her hvorfor nogen aldrig" },
	{ LANGUAGE_DE,
	  "und dass das ist wie nicht ich ein auf mit für von zu die hat sie es der aber war mich "
	  "hatte jetzt aus nur was so sollte wann viel auch etwas hier warum jemand nie" },
	{ LANGUAGE_EN, "and that it is as not i a on with for of to the has they an about but was "
		       "me had now from "
		       "only what so should when much also something here why someone never" },
};

static void add_list(struct language_model *model, enum language language, const char *words)
{
	size_t rank = 0;

	while (*words) {
		size_t len = strcspn(words, " ");
		assert_int_equal(
			language_model_add(model, language, (struct slice){ words, len }, rank++),
			0);
		words += len + (words[len] == ' ');
	}
}

static int build(void **state)
{
	struct language_model *model = language_model_new();

	assert_non_null(model);
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++)
		add_list(model, lists[i].language, lists[i].words);
	assert_int_equal(language_model_finish(model), 0);
	*state = model;
	return 0;
}

static int drop(void **state)
{
	*state = language_model_free(*state);
	return 0;
}

static struct language_guess guess(const struct language_model *model, const char *text,
				   enum language hint)
{
	struct forms_maker *maker = forms_maker_new();
	struct forms forms;
	struct word words[WORDS_MAX];

	assert_int_equal(forms_make(maker, slice_from(text), &forms), 0);
	struct slice plain = forms.form[FORM_PLAIN].text;
	size_t count = words_split(plain, words, WORDS_MAX);
	struct language_guess result = language_guess(model, plain, words, NULL, count, hint);
	forms_maker_free(maker);
	return result;
}

static const struct {
	const char *text;
	enum language hint, language;
} facts[] = {
	{ "Det är inte så mycket att göra åt", LANGUAGE_ANY, LANGUAGE_SV },
	{ "Jeg vet ikke hva dere skulle fra meg nå", LANGUAGE_ANY, LANGUAGE_NB },
	{ "Eg veit ikkje kva de skulle frå meg no", LANGUAGE_ANY, LANGUAGE_NN },
	{ "Jeg ved ikke hvad I skulle fra mig nu, meget af det", LANGUAGE_ANY, LANGUAGE_DA },
	{ "Ich weiß nicht, was das sollte", LANGUAGE_ANY, LANGUAGE_DE },
	{ "I should not have been here", LANGUAGE_ANY, LANGUAGE_EN },
	{ "ЭТО НЕ ПО-ШВЕДСКИ", LANGUAGE_ANY, LANGUAGE_OTHER },
	{ "这不是我们的语言", LANGUAGE_ANY, LANGUAGE_OTHER },
	/* some English in it */
	{ "Ich liebe diesen Song: don't stop me now", LANGUAGE_ANY, LANGUAGE_DE },
	{ "Ska lyssna på the best of the eighties", LANGUAGE_ANY, LANGUAGE_SV },
	{ "Glæder mig til the final season of the show", LANGUAGE_ANY, LANGUAGE_DA },
	/* told by endings alone */
	{ "kommunerne oplysningen", LANGUAGE_ANY, LANGUAGE_DA },
	{ "kommunene opplysningen", LANGUAGE_ANY, LANGUAGE_NB },
	{ "kommunane opplysninga", LANGUAGE_ANY, LANGUAGE_NN },
	{ "kommunerna upplysningen", LANGUAGE_ANY, LANGUAGE_SV },
	/* uncertain */
	{ "", LANGUAGE_ANY, LANGUAGE_ANY },
	{ "😀 123 http://a.se @namn", LANGUAGE_ANY, LANGUAGE_ANY },
	{ "men så", LANGUAGE_ANY, LANGUAGE_ANY },
	{ "men her", LANGUAGE_ANY, LANGUAGE_ANY },
	{ "her", LANGUAGE_ANY, LANGUAGE_ANY },
	{ "ok", LANGUAGE_ANY, LANGUAGE_ANY },
	/* a hint is a prior: it tips the scales, and gives way to words */
	{ "jeg har det ikke", LANGUAGE_NB, LANGUAGE_NB },
	{ "jeg har det ikke", LANGUAGE_DA, LANGUAGE_DA },
	{ "I should not have been here", LANGUAGE_SV, LANGUAGE_EN },
	{ "typisch mongo", LANGUAGE_DE, LANGUAGE_DE },
	{ "bello stronzo mongo", LANGUAGE_DE, LANGUAGE_ANY },
	{ "il faut que vous veniez avec nous demain", LANGUAGE_DE, LANGUAGE_OTHER },
	{ "ЭТО НЕ ПО-ШВЕДСКИ", LANGUAGE_SV, LANGUAGE_OTHER },
};

static void test_facts(void **state)
{
	size_t wrong = 0;

	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		struct language_guess got = guess(*state, facts[i].text, facts[i].hint);
		if (got.language != facts[i].language) {
			print_error("\"%s\": %s, not %s\n", facts[i].text,
				    language_name(got.language), language_name(facts[i].language));
			wrong++;
		}
		assert_true(got.confidence <= 1000);
	}
	assert_int_equal(wrong, 0);
}

static const struct {
	const char *text;
	enum language language, beside; /* LANGUAGE_ANY: no second one */
} mixed[] = {
	{ "Tack för de fina bilderna. Juden sind Ungeziefer.", LANGUAGE_SV, LANGUAGE_DE },
	{ "We bought a lot of apples and pears at the market, die Kinder waren auch dabei",
	  LANGUAGE_EN, LANGUAGE_DE },
	{ "Det var en fin kväll i hamnen. I should not have been here", LANGUAGE_SV, LANGUAGE_EN },
	{ "merci beaucoup pour les belles photos et à demain mes amis. This is what they do.",
	  LANGUAGE_OTHER, LANGUAGE_EN },
	{ "Спасибо за красивые фотографии. This is what they do.", LANGUAGE_OTHER, LANGUAGE_EN },
	{ "It was such a great night at the harbour with all of you. Det är inte så mycket",
	  LANGUAGE_EN, LANGUAGE_SV },
	/* names, loans */
	{ "Jeg synes at the final var bra i går", LANGUAGE_NB, LANGUAGE_ANY },
	{ "I have met both Angela Merkel and Gerhard Schröder when they were there", LANGUAGE_EN,
	  LANGUAGE_ANY },
	{ "Det är inte så mycket att göra åt", LANGUAGE_SV, LANGUAGE_ANY },
	{ "Jeg ved ikke hvad I skulle fra mig nu, meget af det", LANGUAGE_DA, LANGUAGE_ANY },
	{ "ЭТО НЕ ПО-ШВЕДСКИ", LANGUAGE_OTHER, LANGUAGE_ANY },
};

static bool is_beside(language_set beside, enum language wanted)
{
	return wanted == LANGUAGE_ANY ? beside == 0 : beside & language_bit(wanted);
}

static void test_mixed(void **state)
{
	for (size_t i = 0; i < sizeof(mixed) / sizeof(mixed[0]); i++) {
		struct language_guess got = guess(*state, mixed[i].text, LANGUAGE_ANY);

		if (got.language != mixed[i].language || !is_beside(got.beside, mixed[i].beside))
			fail_msg("\"%s\": %s, beside %x", mixed[i].text,
				 language_name(got.language), got.beside);
	}
}

/* However far behind it stands. */
static void test_mixed_and_long(void **state)
{
	char text[1024] = "";
	size_t len = 0;

	while (len < 600)
		len += (size_t)snprintf(text + len, sizeof(text) - len,
					"this is what we all should do for them and ");
	snprintf(text + len, sizeof(text) - len, "ich weiß nicht, was das sollte");
	assert_true(is_beside(guess(*state, text, LANGUAGE_ANY).beside, LANGUAGE_DE));
}

static void test_confidence_grows(void **state)
{
	uint32_t little = guess(*state, "det är", LANGUAGE_ANY).confidence;
	uint32_t much =
		guess(*state, "det är inte vad jag skulle något också", LANGUAGE_ANY).confidence;

	assert_true(much > little);
}

static void test_model_without_lists(void **state)
{
	struct language_model *model = language_model_new();

	(void)state;
	assert_int_equal(language_model_finish(model), 0);
	assert_int_equal(guess(model, "det är inte", LANGUAGE_ANY).language, LANGUAGE_ANY);
	model = language_model_free(model);
	assert_null(model);
}

static void test_many_words(void **state)
{
	struct language_model *model = language_model_new();
	char word[64];

	(void)state;
	for (int i = 0; i < 3000; i++) {
		int len = snprintf(word, sizeof(word), "word%d", i);
		assert_int_equal(language_model_add(model, i % 2 ? LANGUAGE_EN : LANGUAGE_DE,
						    (struct slice){ word, (size_t)len }, (size_t)i),
				 0);
	}
	assert_int_equal(language_model_finish(model), 0);
	assert_int_equal(guess(model, "word11 word2001 word2999 word5", LANGUAGE_ANY).language,
			 LANGUAGE_EN);
	assert_int_equal(guess(model, "word10 word2000 word2998 word4", LANGUAGE_ANY).language,
			 LANGUAGE_DE);
	language_model_free(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_mixed),
		cmocka_unit_test(test_mixed_and_long),
		cmocka_unit_test(test_confidence_grows),
		cmocka_unit_test(test_model_without_lists),
		cmocka_unit_test(test_many_words),
	};
	return cmocka_run_group_tests(tests, build, drop);
}
