/* test_likeness.c - what makes two texts near-copies, and which texts are none of anybody's. */
#include "facts.h"

#include "likeness.h"

#define ANGRY                                                                                      \
	"Fjordbrus poisons our children and nobody in the company cares at all. "                  \
	"I have thrown away every bottle in my kitchen today. "

static struct likeness of(const char *text)
{
	struct likeness likeness;

	FACT(likeness_of(slice_from(text), &likeness) != LIKENESS_NONE, "none: %s", text);
	return likeness;
}

static unsigned common(const char *one, const char *other)
{
	const struct likeness a = of(one), b = of(other);

	return likeness_common(&a, &b);
}

static void what_makes_no_difference(void **state)
{
	static const char *const same[] = {
		"@fjordbrus @anna " ANGRY,
		ANGRY "😡😡 https://x.example/a?b=1",
		"FJORDBRUS POISONS OUR CHILDREN AND NOBODY IN THE COMPANY CARES AT ALL. "
		"I HAVE THROWN AWAY EVERY BOTTLE IN MY KITCHEN TODAY.",
		"1. " ANGRY " 22",
		"Fjordbrus poisons our children, and  nobody... in the company cares at all!\n\n"
		"I have thrown away every bottle in my kitchen today",
		"\"What did they write there?\" " ANGRY,
		"> what somebody else has written before\n" ANGRY,
	};

	(void)state;
	for (size_t i = 0; i < sizeof(same) / sizeof(same[0]); i++)
		FACT(common(ANGRY, same[i]) == LIKENESS_BYTES, "%s", same[i]);
	assert_int_equal(
		common("Ååh, det här är det dåligaste jag någonsin har köpt av er ÖLÄNNINGAR",
		       "ååh det här är det dåligaste jag någonsin har köpt av er öläNNINGAR"),
		LIKENESS_BYTES);
}

static void near_copies(void **state)
{
	static const char *const copies[] = {
		"Anna from Bergen: " ANGRY,
		"Fjordbrus poisons our childen and noboby in the company cares at all. "
		"I have thrown away evry bottle in my kitchen today.",
		ANGRY "Share this before they delete it!",
		"Fjordbrus poisons our children and nobody in the company cares at all. "
		"I will tell everybody at school tomorrow.",
	};
	static const char *const others[] = {
		"The lemonade was warm when the van came and the driver only laughed at us, again.",
		"I have thrown away an old sofa and nobody in the town hall cares what it costs.",
		"Our children love Fjordbrus, but why is there so much sugar in each bottle?",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(copies) / sizeof(copies[0]); i++)
		FACT(common(ANGRY, copies[i]) >= LIKENESS_ALIKE, "%u: %s", common(ANGRY, copies[i]),
		     copies[i]);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		FACT(common(ANGRY, others[i]) < LIKENESS_ALIKE, "%u: %s", common(ANGRY, others[i]),
		     others[i]);
}

/* What many write without knowing of each other. */
static void texts_of_nobody(void **state)
{
	static const char *const texts[] = {
		"",
		"Tack!",
		"First",
		"JA",
		"😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡😡",
		"Vila i frid, kära du",
		"Gratulerer så mye!",
		"a b c d e f g h i j k l m n o p q r s t u v w x y z a b c d e f g h i j k l m n",
		"\"Fjordbrus poisons our children and nobody in the company cares at all\" oh no",
		"RT @anna: " ANGRY,
		"https://x.example/a-very-long-address-of-something/that-goes-on-and-on-and-on",
	};
	struct likeness likeness;

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		FACT(likeness_of(slice_from(texts[i]), &likeness) == LIKENESS_NONE, "%s", texts[i]);
}

static void kinds_are_told(void **state)
{
	struct likeness likeness;

	(void)state;
	assert_int_equal(likeness_of(slice_from(ANGRY), &likeness), LIKENESS_TEXT);
	assert_int_equal(
		likeness_of(slice_from("Boycott Fjordbrus, they poison our children!"), &likeness),
		LIKENESS_SHORT);
	assert_int_equal(likeness_of(slice_from("Vila i frid, alla våra tankar går till familjen"),
				     &likeness),
			 LIKENESS_SHORT);
	assert_int_equal(
		likeness_of(slice_from("https://x.example They poison our children again!"),
			    &likeness),
		LIKENESS_NONE);
	assert_int_equal(likeness_of(slice_from("www.x.example " ANGRY), &likeness),
			 LIKENESS_LINKED);
	assert_int_equal(likeness_of(slice_from(ANGRY " https://x.example"), &likeness),
			 LIKENESS_LINKED);
}

/* Whatever the bytes behind a cut: nothing is read behind the text's end. */
static void every_length(void **state)
{
	static const char text[] =
		"„ÅÄÖ “x” »æøå« @ > \"" ANGRY "ß ἀ 漢字 \xF0\x9F\x98\xA1 ́e www. "
		"http:// ÆØÅ ANGRY and so on until the very end of all that is read";
	struct likeness likeness;

	(void)state;
	for (size_t len = 0; len < sizeof(text); len++) {
		char *copy = malloc(len + 1);

		assert_non_null(copy);
		memcpy(copy, text, len);
		const struct slice cut = { copy, len };
		if (len == sizeof(text) - 1 || ((unsigned char)text[len] & 0xc0) != 0x80)
			(void)likeness_of(cut, &likeness);
		free(copy);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_makes_no_difference),
		cmocka_unit_test(near_copies),
		cmocka_unit_test(texts_of_nobody),
		cmocka_unit_test(kinds_are_told),
		cmocka_unit_test(every_length),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
