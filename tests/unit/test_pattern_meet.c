/* test_pattern_meet.c - facts about two words of rules that find the same. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "pattern_meet.h"

static struct arena arena;
static struct term_book book;

static const struct pattern *of(const char *text)
{
	const struct pack_text source = { slice_from(text), { "x", 1, 1 }, true };
	struct complaints complaints;
	const struct sequence *sequence;

	complaints_init(&complaints);
	sequence = term_parse_sequence(&source, &book, &complaints);
	assert_int_equal(complaints.count, 0);
	assert_int_equal(sequence->count, 1);
	complaints_done(&complaints);
	return &sequence->patterns[0];
}

static const struct {
	const char *a, *b;
	bool covers, meets;
} rows[] = {
	{ "idiot", "idiot", true, true },
	{ "idiot", "idiots", false, false },
	{ "idiot", "idiom", false, false },
	{ "idiot*", "idiots", true, true },
	{ "idiot*", "idiotisk*", true, true },
	{ "idiotisk*", "idiot*", false, true },
	{ "idiot*", "kidiot", false, false },
	{ "*idiot", "kidiot", true, true },
	{ "*idiot", "ki*", false, true },
	{ "*idiot*", "kidiots", true, true },
	{ "*idiot*", "ki*", false, true },
	{ "*idiot*", "kid", false, false },
	{ "+idiot", "idiot", true, true },
	{ "+idiot+", "+idiot", true, true },
	{ "+gubbe", "julgubbar", false, true },
	{ "+gubbe", "julskinka", false, false },
	/* spellings and slips */
	{ "idiot", "1d10t", false, true },
	{ "contempt", "contmpt", false, true },
	{ "women", "womne", false, true },
	{ "döda", "doda", false, true },
	{ "ärsche", "aersche", false, true },
	{ "hatt", "hatts", false, false },
};

static void test_rows(void **state)
{
	(void)state;
	arena_init(&arena, 4096, 1 << 20);
	term_book_init(&book, &arena);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct pattern *a = of(rows[i].a), *b = of(rows[i].b);

		if (pattern_covers(a, b) != rows[i].covers)
			fail_msg("%s covers %s: not %d", rows[i].a, rows[i].b, rows[i].covers);
		if (pattern_meets(a, b) != rows[i].meets || pattern_meets(b, a) != rows[i].meets)
			fail_msg("%s meets %s: not %d", rows[i].a, rows[i].b, rows[i].meets);
	}
	term_book_done(&book);
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_rows) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
