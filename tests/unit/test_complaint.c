/* test_complaint.c - all that is wrong, in order, with its place; counted beyond the limit. */
#include "facts.h"

#include "complaint.h"

static void prints(void (*print)(const struct complaints *list, FILE *to),
		   const struct complaints *list, const char *want)
{
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	assert_non_null(to);
	print(list, to);
	fclose(to);
	assert_string_equal(text, want);
	free(text);
}

static void test_places(void **state)
{
	struct complaints list;

	(void)state;
	complaints_init(&list);
	prints(complaints_print, &list, "");
	complaints_add(&list, (struct place){ "a.yaml", 3, 7 }, COMPLAINT_ERROR, "one", "%s is %d",
		       "x", 5);
	complaints_add(&list, (struct place){ "b.yaml", 0, 9 }, COMPLAINT_WARNING, "two",
		       "whole file");
	complaints_add(&list, (struct place){ NULL, 1, 1 }, COMPLAINT_ERROR, "three", "nowhere");
	assert_int_equal(list.errors, 2);
	assert_int_equal(list.warnings, 1);
	prints(complaints_print, &list,
	       "a.yaml:3:7: error[one]: x is 5\nb.yaml: warning[two]: whole file\nerror[three]: "
	       "nowhere\n");
	prints(complaints_print_errors, &list,
	       "a.yaml:3:7: error[one]: x is 5\nerror[three]: nowhere\n");
	assert_true(complaints_has(&list, "two"));
	assert_false(complaints_has(&list, "tw"));
	complaints_done(&list);
	assert_int_equal(list.errors, 0);
	assert_false(complaints_has(&list, "two"));
}

static void test_file_is_copied(void **state)
{
	char file[] = "a.yaml";
	struct complaints list;

	(void)state;
	complaints_init(&list);
	complaints_add(&list, (struct place){ file, 1, 1 }, COMPLAINT_ERROR, "x", "text");
	file[0] = '?';
	prints(complaints_print, &list, "a.yaml:1:1: error[x]: text\n");
	complaints_done(&list);
}

static void test_one_line_each(void **state)
{
	struct complaints list;

	(void)state;
	complaints_init(&list);
	complaints_add(&list, (struct place){ 0 }, COMPLAINT_ERROR, "x", "key \"%s\"",
		       "a\nb\x1b[31m\x7f"
		       "å");
	prints(complaints_print, &list, "error[x]: key \"a b [31m å\"\n");
	complaints_done(&list);
}

static void fill(struct complaints *list, enum complaint_weight weight, size_t count)
{
	for (size_t i = 0; i < count; i++)
		complaints_add(list, (struct place){ "f", (unsigned)list->errors + 1, 1 }, weight,
			       weight == COMPLAINT_ERROR ? "e" : "w", "text");
}

static void test_limit(void **state)
{
	struct complaints list;
	size_t lines = 0;
	char *text = NULL;
	size_t len = 0;
	FILE *to;

	(void)state;
	complaints_init(&list);
	fill(&list, COMPLAINT_ERROR, COMPLAINTS_MAX + 3);
	assert_int_equal(list.count, COMPLAINTS_MAX);
	assert_int_equal(list.errors, COMPLAINTS_MAX + 3);
	fill(&list, COMPLAINT_WARNING, 2); /* full of errors: only counted */
	assert_int_equal(list.count, COMPLAINTS_MAX);
	assert_int_equal(list.warnings, 2);
	assert_false(complaints_has(&list, "w"));
	to = open_memstream(&text, &len);
	assert_non_null(to);
	complaints_print(&list, to);
	fclose(to);
	for (size_t i = 0; i < len; i++)
		lines += text[i] == '\n';
	assert_int_equal(lines, COMPLAINTS_MAX + 1);
	assert_string_equal(strstr(text, "and "), "and 5 more\n");
	free(text);
	complaints_done(&list);
}

static void test_raised(void **state)
{
	struct complaints list;

	(void)state;
	complaints_init(&list);
	fill(&list, COMPLAINT_WARNING, 2);
	complaints_raise(&list, "e");
	assert_int_equal(list.errors, 0);
	complaints_raise(&list, "w");
	assert_int_equal(list.errors, 2);
	assert_int_equal(list.warnings, 0);
	assert_int_equal(list.items[1].weight, COMPLAINT_ERROR);
	complaints_done(&list);
}

static void test_errors_displace_warnings(void **state)
{
	struct complaints list;

	(void)state;
	complaints_init(&list);
	complaints_add(&list, (struct place){ 0 }, COMPLAINT_WARNING, "first", "text");
	complaints_add(&list, (struct place){ 0 }, COMPLAINT_WARNING, "second", "text");
	fill(&list, COMPLAINT_ERROR, COMPLAINTS_MAX - 2);
	complaints_add(&list, (struct place){ 0 }, COMPLAINT_ERROR, "late", "text");
	assert_true(complaints_has(&list, "first"));
	assert_false(complaints_has(&list, "second")); /* the latest warning goes first */
	assert_string_equal(list.items[COMPLAINTS_MAX - 1].code, "late"); /* in order of finding */
	complaints_add(&list, (struct place){ 0 }, COMPLAINT_ERROR, "later", "text");
	assert_false(complaints_has(&list, "first"));
	complaints_add(&list, (struct place){ 0 }, COMPLAINT_ERROR, "latest", "text");
	assert_true(complaints_has(&list, "later"));
	assert_false(complaints_has(&list, "latest"));
	assert_int_equal(list.count, COMPLAINTS_MAX);
	complaints_done(&list);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_file_is_copied),
		cmocka_unit_test(test_one_line_each),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_raised),
		cmocka_unit_test(test_errors_displace_warnings),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
