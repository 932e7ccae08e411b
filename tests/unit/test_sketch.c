/* test_sketch.c - a sketch never hides a word that is there, and mostly tells of one that is not.
 */
#include "facts.h"

#include "arena.h"
#include "complaint.h"
#include "sketch.h"

static struct arena arena;

static int begin(void **state)
{
	(void)state;
	arena_init(&arena, 4096, 1 << 20);
	return 0;
}

static int end(void **state)
{
	(void)state;
	arena_done(&arena);
	return 0;
}

/* A slot of entries with a comma between two. */
static struct slot slot_of(const char *entries)
{
	struct slot slot = { .items = arena_calloc(&arena, 32, sizeof(struct sequence *)) };
	struct term_book book;

	assert_non_null(slot.items);
	term_book_init(&book, &arena);
	for (const char *at = entries; *at;) {
		struct slice text = { at, strcspn(at, ",") };
		struct pack_text source = { .text = text };
		struct complaints complaints;

		complaints_init(&complaints);
		slot.items[slot.count] = term_parse_sequence(&source, &book, &complaints);
		FACT(slot.items[slot.count++], "%s", at);
		complaints_done(&complaints);
		at += text.len + (at[text.len] == ',');
	}
	term_book_done(&book);
	return slot;
}

static struct sketch sketch_of(const char *const *words, size_t count)
{
	struct sketch sketch = { { 0 } };

	for (size_t i = 0; i < count; i++)
		sketch_add(&sketch, slice_from(words[i]));
	return sketch;
}

static const char *const words[] = { "jag", "ska", "döda", "er", "alla" };

/* `taken`: the slot is told by the sketch at all. */
static bool allows(const char *entries, bool taken)
{
	struct sketch sketch = sketch_of(words, sizeof(words) / sizeof(words[0]));
	struct sketch_needs needs = { { 0 }, { 0 } };
	struct slot slot = slot_of(entries);

	assert_int_equal(sketch_need(&needs, &slot), taken);
	return sketch_allows(&sketch, &needs);
}

static void test_slots(void **state)
{
	(void)state;
	assert_true(allows("jag", true));
	assert_true(allows("du,vi,jag", true));
	assert_true(allows("er alla", true));
	assert_true(allows("död*", true));
	assert_false(allows("hon", true));
	assert_false(allows("hon,han,de", true));
	assert_false(allows("mörd*,hans familj", true));
	assert_true(allows("*ord", false)); /* may begin with anything */
	assert_true(allows("hon,*ord", false));
	assert_true(allows("ha*", false)); /* too short to be told by */
	assert_true(allows("a1,a2,a3,a4,a5,a6,a7,a8,a9,b1,b2,b3,b4", false)); /* too many */
}

/* Each slot is needed, as far as there is room. */
static void test_groups(void **state)
{
	struct sketch sketch = sketch_of(words, sizeof(words) / sizeof(words[0]));
	struct sketch_needs needs = { { 0 }, { 0 } };
	struct slot there = slot_of("ska,skall"), missing = slot_of("hon"),
		    large = slot_of("c1,c2,c3,c4,c5,c6,c7,c8,c9,d1,d2,d3");

	(void)state;
	assert_true(sketch_allows(&sketch, &needs)); /* nothing is needed */
	assert_true(sketch_need(&needs, &there));
	assert_true(sketch_allows(&sketch, &needs));
	assert_false(sketch_need(&needs, &large)); /* no room any more */
	assert_int_equal(needs.ends[1], 0);
	assert_true(sketch_allows(&sketch, &needs));
	assert_true(sketch_need(&needs, &missing));
	assert_false(sketch_allows(&sketch, &needs));
	for (int i = 0; i < 2 * SKETCH_GROUPS_MAX; i++)
		(void)sketch_need(&needs, &there);
	assert_true(needs.ends[SKETCH_GROUPS_MAX - 1] > 0);
	assert_false(sketch_allows(&sketch, &needs));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slots),
		cmocka_unit_test(test_groups),
	};

	return cmocka_run_group_tests(tests, begin, end);
}
