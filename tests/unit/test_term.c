/* test_term.c - facts about the notation of words and phrases. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "term.h"
#include <stdio.h>

static struct arena arena;
static struct complaints complaints;

static struct slot *find_list(void *context, struct slice name, struct place place)
{
	static const struct pack_text harm = { { "döda", 5 }, { 0 }, true };
	static struct sequence *items[1];
	static struct slot slot = { .items = items, .count = 1 };

	items[0] = term_parse_sequence(&harm, context, &complaints);
	if (slice_is(name, "harm"))
		return &slot;
	complaints_add(&complaints, place, COMPLAINT_ERROR, "unknown-list", "%.*s", (int)name.len,
		       name.data);
	return NULL;
}

static void put(char *out, size_t size, const char *format, struct slice text)
{
	size_t len = strlen(out);

	snprintf(out + len, size - len, format, (int)text.len, text.data);
}

/* Slots parted by /, alternatives by |, words by blanks, stars as they were understood. */
static void describe(const struct term *term, char *out, size_t size)
{
	static const char *const formats[] = {
		[PATTERN_EXACT] = "%.*s",    [PATTERN_PREFIX] = "%.*s*", [PATTERN_SUFFIX] = "*%.*s",
		[PATTERN_PART] = "*%.*s*",   [PATTERN_FIRST] = "%.*s+",	 [PATTERN_LAST] = "+%.*s",
		[PATTERN_JOINED] = "+%.*s+",
	};

	out[0] = '\0';
	for (size_t i = 0; i < term->count; i++)
		for (size_t j = 0; j < term->slots[i]->count; j++)
			for (size_t k = 0; k < term->slots[i]->items[j]->count; k++) {
				const struct pattern *pattern =
					&term->slots[i]->items[j]->patterns[k];

				put(out, size, "%.*s",
				    slice_from(k   ? " "
					       : j ? "|"
					       : i ? "/"
						   : ""));
				put(out, size, formats[pattern->kind],
				    pattern_text(pattern, FORM_PLAIN));
			}
}

static void term(const char *text, const char *want)
{
	struct term_book book;
	const struct term_lists lists = { find_list, &book };
	const struct pack_text source = { slice_from(text), { "x.yaml", 3, 7 }, false };
	const struct term *found;
	char got[1024];

	arena_init(&arena, 4096, 4 << 20);
	complaints_init(&complaints);
	term_book_init(&book, &arena);
	found = term_parse(&source, &lists, &book, &arena, &complaints);
	if (found)
		describe(found, got, sizeof(got));
	else
		snprintf(got, sizeof(got), "!%s",
			 complaints.count ? complaints.items[0].code : "silent");
	if (strcmp(got, want) != 0)
		fail_msg("'%s': wanted '%s', got '%s'", text, want, got);
	assert_true(found || (complaints.items[0].line == 3 && complaints.items[0].column == 7));
	term_book_done(&book);
	complaints_done(&complaints);
	arena_done(&arena);
}

static void test_words(void **state)
{
	(void)state;
	term("idiot", "idiot");
	term("IDIOT", "idiot");
	term("idiot*", "idiot*");
	term("*idiot", "*idiot");
	term("*idiot*", "*idiot*");
	term("Ärke*", "ärke*");
	term("don't", "don't");
	term("don’t", "don't");
	term("A\xCC\x8Ara", "åra"); /* a letter and its mark */
	term("Straße", "strasse");
	term("#metoo", "metoo");
	term("🔪", "🔪");
	term("455", "455");
}

static void test_phrases(void **state)
{
	(void)state;
	term("gå och dö", "gå/och/dö");
	term("  gå   och\tdö ", "gå/och/dö");
	term("e-post", "e post"); /* words directly side by side, in one slot */
	term("*mejl-post*", "*mejl post*");
	term("jag ska {harm} {dig|er|din familj}", "jag/ska/döda/dig|er|din familj");
	term("{harm}", "döda");
	term("{ harm }", "döda");
	term("{a|bo*}", "a|bo*");
	term("{din familj}", "din familj"); /* two words are no name of a list */
}

static void test_mistakes(void **state)
{
	char text[1200];

	(void)state;
	term("{harn}", "!unknown-list");
	term("{harm", "!phrase-syntax");
	term("harm}", "!phrase-syntax");
	term("{a{b}}", "!phrase-syntax");
	term("ska{harm}", "!phrase-syntax");
	term("{harm}ska", "!phrase-syntax");
	term("{a|}", "!empty-word");
	term("{}", "!empty-word");
	term("   ", "!empty-word");
	term("???", "!empty-word");
	term("*", "!empty-word");
	term("f*ck", "!phrase-syntax");
	term("a|b", "!phrase-syntax");
	term("a | b", "!phrase-syntax");
	term("c#", "!sign-in-word");
	term("10%", "!sign-in-word");
	term("5€", "!sign-in-word");
	term("§5", "!sign-in-word");
	term("25°", "!sign-in-word");
	/* more words than one are found as they stand */
	term("a$$hole", "a hole");
	term("50% off fake", "50/off/fake");
	term("info@x.se", "info x se");
	term("{a|b=}", "!sign-in-word");
	term("#metoo", "metoo");
	term("@namn", "namn");
	term("och/eller", "och eller");
	term("H&M!", "h m");
	term("a*", "!short-word");
	term("*ab*", "!short-word");
	term("a b c d e f g h i j k l m n o p q", "!phrase-too-long");
	term("a-b-c-d-e-f-g-h-i-j-k-l-m", "!phrase-too-long");
	memset(text, 'x', sizeof(text));
	text[70] = '\0';
	term(text, "!word-too-long");
	text[70] = 'x';
	text[1100] = '\0';
	term(text, "!phrase-too-long");
}

static void test_entries_of_lists(void **state)
{
	const struct sequence *a, *b, *c;
	struct term_book book;
	const struct pack_text first = { slice_from("din Familj"), { 0 }, true };
	const struct pack_text same = { slice_from("din  familj"), { 0 }, true };
	const struct pack_text other = { slice_from("din familj*"), { 0 }, true };
	const struct pack_text braces = { slice_from("din {harm}"), { 0 }, true };
	const struct pack_text russian = { slice_from("осел"), { 0 }, true };
	const struct pack_text mixed = { slice_from("аpple"), { 0 }, true }; /* Cyrillic а */

	(void)state;
	arena_init(&arena, 4096, 1 << 20);
	complaints_init(&complaints);
	term_book_init(&book, &arena);
	a = term_parse_sequence(&first, &book, &complaints);
	b = term_parse_sequence(&same, &book, &complaints);
	c = term_parse_sequence(&other, &book, &complaints);
	assert_non_null(a);
	assert_non_null(b);
	assert_non_null(c);
	assert_true(sequence_equal(a, b));
	assert_false(sequence_equal(a, c));
	assert_null(term_parse_sequence(&braces, &book, &complaints));
	assert_true(complaints_has(&complaints, "phrase-syntax"));
	assert_non_null(term_parse_sequence(&russian, &book, &complaints));
	assert_false(complaints_has(&complaints, "mixed-script"));
	assert_non_null(term_parse_sequence(&mixed, &book, &complaints));
	assert_true(complaints_has(&complaints, "mixed-script"));
	term_book_done(&book);
	complaints_done(&complaints);
	arena_done(&arena);
}

/* What was parsed is not parsed again, and what could not be is complained of each time. */
static void test_book(void **state)
{
	struct term_book book;
	char words[400][8];
	const struct sequence *sequences[400];

	(void)state;
	arena_init(&arena, 4096, 1 << 20);
	complaints_init(&complaints);
	term_book_init(&book, &arena);
	for (size_t i = 0; i < 800; i++) {
		struct pack_text text = { { words[i % 400], 0 }, { 0 }, true };
		const struct sequence *sequence;

		snprintf(words[i % 400], sizeof(words[0]), "ord%zu", i % 400);
		text.text = slice_from(words[i % 400]);
		sequence = term_parse_sequence(&text, &book, &complaints);
		assert_non_null(sequence);
		assert_true(
			slice_equal(pattern_text(&sequence->patterns[0], FORM_PLAIN), text.text));
		if (i >= 400)
			assert_ptr_equal(sequence, sequences[i - 400]);
		else
			sequences[i] = sequence;
	}
	for (size_t i = 1; i <= 2; i++) {
		const struct pack_text nothing = { slice_from("!"), { 0 }, true };

		assert_null(term_parse_sequence(&nothing, &book, &complaints));
		assert_int_equal(complaints.count, i);
	}
	term_book_done(&book);
	complaints_done(&complaints);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),	 cmocka_unit_test(test_phrases),
		cmocka_unit_test(test_mistakes), cmocka_unit_test(test_entries_of_lists),
		cmocka_unit_test(test_book),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
