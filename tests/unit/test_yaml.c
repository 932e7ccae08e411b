/* test_yaml.c - YAML as a tree with places, and everything that is refused with its place. */
#include "facts.h"

#include "utf8.h"
#include "yaml.h"

static struct arena arena;
static struct complaints complaints;

static int begin(void **state)
{
	(void)state;
	arena_init(&arena, 4096, 64 << 20);
	complaints_init(&complaints);
	return 0;
}

static int end(void **state)
{
	(void)state;
	complaints_done(&complaints);
	arena_done(&arena);
	return 0;
}

static const struct yaml *parse(struct slice text)
{
	complaints_done(&complaints);
	return yaml_parse(text, "f.yaml", &arena, &complaints);
}

static const struct yaml *taken(struct slice text)
{
	const struct yaml *root = parse(text);

	FACT(root && complaints.errors == 0, "%.*s: %s", (int)text.len, text.data,
	     complaints.count ? complaints.items[0].text : "");
	return root;
}

static void refused(struct slice text, const char *code, unsigned line, unsigned column)
{
	FACT(!parse(text), "taken: %.*s", (int)text.len, text.data);
	assert_int_equal(complaints.count, 1);
	FACT(strcmp(complaints.items[0].code, code) == 0, "%.*s: %s: %s", (int)text.len, text.data,
	     complaints.items[0].code, complaints.items[0].text);
	assert_string_equal(complaints.items[0].file, "f.yaml");
	FACT(complaints.items[0].line == line && complaints.items[0].column == column,
	     "%.*s: at %u:%u", (int)text.len, text.data, complaints.items[0].line,
	     complaints.items[0].column);
}

static void scalar(struct slice text, struct slice want, bool plain)
{
	const struct yaml *value = yaml_get(taken(text), "a");

	assert_non_null(value);
	assert_int_equal(value->type, YAML_SCALAR);
	FACT(slice_equal(value->text, want), "%.*s gave %s", (int)text.len, text.data,
	     value->text.data);
	assert_int_equal(value->text.data[value->text.len], '\0');
	assert_int_equal(value->plain, plain);
}

static void test_scalars(void **state)
{
	(void)state;
	scalar(BYTES("a: 1"), BYTES("1"), true);
	scalar(BYTES("a: true\n"), BYTES("true"), true);
	scalar(BYTES("a: 'true'"), BYTES("true"), false);
	scalar(BYTES("a:"), BYTES(""), true);
	scalar(BYTES("a: \"\""), BYTES(""), false);
	scalar(BYTES("a: \"x\\ty\\u00e5\\U0001F600\""), BYTES("x\tyå😀"), false);
	scalar(BYTES("a: 'it''s'"), BYTES("it's"), false);
	scalar(BYTES("a: x#y # not this"), BYTES("x#y"), true);
	scalar(BYTES("a: |\n  x\n  y\n"), BYTES("x\ny\n"), false);
	scalar(BYTES("a: >-\n  x\n  y\n"), BYTES("x y"), false);
	scalar(BYTES("\xef\xbb\xbf"
		     "a: 1\n"),
	       BYTES("1"), true); /* a byte order mark */
	scalar(BYTES("a: 1\r\nb: 2\r\n"), BYTES("1"), true);
	scalar(BYTES("%YAML 1.1\n---\na: 1\n...\n"), BYTES("1"), true);
}

static void test_places_and_order(void **state)
{
	const struct yaml *root =
		taken(BYTES("# first\nb: 1\nlist:\n  - x\n  -   y\nåä: {z: 2}\n"));
	const struct yaml *list = yaml_get(root, "list"), *last = yaml_get(root, "åä");

	(void)state;
	assert_int_equal(root->type, YAML_MAPPING);
	assert_int_equal(root->count, 3);
	assert_int_equal(root->place.line, 2);
	assert_slice_is(root->first->key, "b");
	assert_int_equal(list->type, YAML_LIST);
	assert_int_equal(list->count, 2);
	assert_int_equal(list->key_place.line, 3);
	assert_int_equal(list->first->next->place.line, 5);
	assert_int_equal(list->first->next->place.column, 7);
	assert_int_equal(last->place.column, 5); /* in characters */
	assert_int_equal(yaml_get(last, "z")->place.column, 9);
	assert_null(last->next);
	assert_null(yaml_get(root, "B"));
	assert_null(yaml_get(list, "x"));
	assert_null(yaml_get(NULL, "x"));
	assert_string_equal(list->place.file, "f.yaml");
}

static void test_empty(void **state)
{
	(void)state;
	assert_int_equal(taken(BYTES(""))->type, YAML_MAPPING);
	assert_int_equal(taken((struct slice){ NULL, 0 })->count, 0);
	assert_int_equal(taken(BYTES("\n \n# only this\n"))->type, YAML_MAPPING);
	assert_int_equal(taken(BYTES("[]"))->type, YAML_LIST);
	assert_int_equal(taken(BYTES("{}"))->count, 0);
	assert_int_equal(taken(BYTES("x"))->type, YAML_SCALAR);
	assert_int_equal(taken(BYTES("\xEF\xBB\xBF# some editors begin so\na: 1\n"))->count, 1);
}

static void test_aliases_anchors_and_tags(void **state)
{
	(void)state;
	refused(BYTES("a: &x 1\nb: *x\n"), "yaml-alias", 1, 4);
	refused(BYTES("a: *x\n"), "yaml-alias", 1, 4);
	refused(BYTES("a: 1\n- b: &x [1]\n"), "yaml-syntax", 2, 1);
	refused(BYTES("- 1\n- &x [1]\n"), "yaml-alias", 2, 3);
	refused(BYTES("- &x {a: 1}\n"), "yaml-alias", 1, 3);
	refused(BYTES("&x a: 1\n"), "yaml-alias", 1, 1); /* on a key */
	refused(BYTES("a: 1\n*x : 1\n"), "yaml-alias", 2, 1);
	refused(BYTES("a: !!str 1\n"), "yaml-alias", 1, 4);
	refused(BYTES("a: !own [1]\n"), "yaml-alias", 1, 4);
	refused(BYTES("!x {a: 1}\n"), "yaml-alias", 1, 1);
	refused(BYTES("a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n"), "yaml-alias", 1,
		4); /* a billion laughs */
	scalar(BYTES("a: '*x'"), BYTES("*x"), false);
	scalar(BYTES("a: \"!important\""), BYTES("!important"), false);
	assert_int_equal(taken(BYTES("<<: {a: 1}\n"))->count, 1); /* nothing is merged */
}

static void test_syntax(void **state)
{
	(void)state;
	refused(BYTES("a: 1\n---\nb: 2\n"), "yaml-syntax", 2, 1);
	refused(BYTES("a:\n\tb: 1\n"), "yaml-syntax", 2, 1);
	refused(BYTES("a: b: c\n"), "yaml-syntax", 1, 5);
	refused(BYTES("a: @x\n"), "yaml-syntax", 1, 4);
	refused(BYTES("a: [1, 2\n"), "yaml-syntax", 1, 4); /* where it began */
	refused(BYTES("a: \"x\n"), "yaml-syntax", 1, 4);
	refused(BYTES("a: 1\n b: 2\n"), "yaml-syntax", 2, 3);
	refused(BYTES("x\ny: 1\n"), "yaml-syntax", 2, 2);
	refused(BYTES("%YAML 9.9\n---\na: 1\n"), "yaml-syntax", 1, 1);
	refused(BYTES("? [a]\n: 1\n"), "yaml-key", 1, 3);
	refused(BYTES("{{a: 1}: 2}"), "yaml-key", 1, 2);
}

static void remedied(struct slice text, const char *remedy)
{
	assert_null(parse(text));
	assert_int_equal(complaints.count, 1);
	FACT(strstr(complaints.items[0].text, remedy), "%.*s: %s", (int)text.len, text.data,
	     complaints.items[0].text);
}

static void test_remedies(void **state)
{
	(void)state;
	remedied(BYTES("a:\n\tb: 1\n"), "not with tabs");
	remedied(BYTES("a: 1\n  b: 2\n"), "quote text");
	remedied(BYTES("a:\nb: [c#, #d]\ne: 1\n"), "close the [");
	remedied(BYTES("a:\n  - b: 1\n   c: 1\n"), "indent it as");
	remedied(BYTES("a:\nb: \"\\d+\"\n"), "single quotes");
	remedied(BYTES("a:\nb: \"\\xg1\"\n"), "single quotes'");
	remedied(BYTES("a:\nb: [, c]\n"), "quote one");
	remedied(BYTES("a:\nb: \"c\nd: 1\n"), "close the quotation mark");
}

static void test_characters(void **state)
{
	(void)state;
	refused(BYTES("\xff"), "not-utf8", 1, 1);
	refused(BYTES("a: 1\nbc: \xc3\n"), "not-utf8", 2, 5);
	refused(BYTES("a: \xed\xa0\x80\n"), "not-utf8", 1, 4);
	refused(BYTES("a\0:\0 \0001\0"), "yaml-syntax", 1, 2);
	refused(BYTES("\xff\xfe"
		      "a\0"),
		"not-utf8", 1, 1); /* UTF-16 */
	refused(BYTES("a: 1\nb: x\x01\n"), "yaml-syntax", 2,
		5); /* the reader's own refusal has a place, too */
	refused(BYTES("a: x\0y\n"), "yaml-syntax", 1, 5);
	refused(BYTES("b: 1\na: \"x\\0y\"\n"), "yaml-syntax", 2, 4); /* NUL by an escape */
	refused(BYTES("\"a\\x00b\": 1\n"), "yaml-syntax", 1, 1);
	refused(BYTES("a: \"\\ud800\"\n"), "yaml-syntax", 1, 7);
	refused(BYTES("a: \"\\U00110000\"\n"), "yaml-syntax", 1, 7);
}

static void test_duplicate_keys(void **state)
{
	(void)state;
	assert_non_null(parse(
		BYTES("a: 1\nb: {x: 1}\nc:\n  x: 1\n  x: 2\na: 3\n"))); /* all of them are said */
	assert_int_equal(complaints.errors, 2);
	assert_string_equal(complaints.items[0].code, "duplicate-key");
	assert_int_equal(complaints.items[0].line, 5);
	assert_int_equal(complaints.items[0].column, 3);
	assert_non_null(strstr(complaints.items[0].text, "first in line 4"));
	assert_int_equal(complaints.items[1].line, 6);
	assert_non_null(parse(BYTES("{a: 1, 'a': 2, \"\\x61\": 3}")));
	assert_int_equal(complaints.errors, 2);
	assert_int_equal(complaints.items[0].column, 8);
	assert_int_equal(complaints.items[1].column, 16);
	taken(BYTES("{a: 1, A: 2, å: 3, a b: 4}"));
	taken(BYTES("- {a: 1}\n- {a: 1}\n"));
}

static void nested(const char *open, const char *close, size_t depth, const char *code)
{
	char text[1024];
	size_t at = 0;

	for (size_t i = 0; i < depth; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s", open);
	for (size_t i = 0; i < depth; i++)
		at += (size_t)snprintf(text + at, sizeof(text) - at, "%s", close);
	if (!code) {
		taken((struct slice){ text, at });
		return;
	}
	assert_null(parse((struct slice){ text, at }));
	assert_true(complaints_has(&complaints, code));
}

static void test_depth(void **state)
{
	(void)state;
	nested("[", "]", YAML_DEPTH_MAX + 1, NULL);
	nested("[", "]", YAML_DEPTH_MAX + 2, "yaml-depth");
	nested("{a: ", "}", YAML_DEPTH_MAX, NULL);
	nested("{a: ", "}", YAML_DEPTH_MAX + 2, "yaml-depth");
	nested("- ", "", YAML_DEPTH_MAX + 2, "yaml-depth");
	nested("[", "", 1000, "yaml-depth");
}

static void test_long_scalars(void **state)
{
	const size_t len = 1 << 20;
	char *text = malloc(len + 4);

	(void)state;
	assert_non_null(text);
	memcpy(text, "a: ", 3);
	memset(text + 3, 'x', len);
	text[len + 3] = '\0';
	assert_int_equal(yaml_get(taken((struct slice){ text, len + 3 }), "a")->text.len, len);
	text[1] = 'x';
	text[2] = 'x';
	memcpy(text + 1500, ": 1", 3);
	assert_null(
		parse((struct slice){ text, 1503 })); /* libyaml's keys end at 1024 characters */
	assert_int_equal(complaints.errors, 1);
	free(text);
}

static void test_memory(void **state)
{
	struct arena small;

	(void)state;
	arena_init(&small, 64, 512);
	assert_null(yaml_parse(BYTES("[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]"), "f.yaml", &small,
			       &complaints));
	assert_true(complaints_has(&complaints, "memory"));
	arena_done(&small);
}

static void test_names_of_types(void **state)
{
	(void)state;
	assert_string_equal(yaml_type_name(YAML_LIST), "a list");
	assert_string_equal(yaml_type_name(YAML_SCALAR), "a single value");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_scalars, begin, end),
		cmocka_unit_test_setup_teardown(test_places_and_order, begin, end),
		cmocka_unit_test_setup_teardown(test_empty, begin, end),
		cmocka_unit_test_setup_teardown(test_aliases_anchors_and_tags, begin, end),
		cmocka_unit_test_setup_teardown(test_syntax, begin, end),
		cmocka_unit_test_setup_teardown(test_remedies, begin, end),
		cmocka_unit_test_setup_teardown(test_characters, begin, end),
		cmocka_unit_test_setup_teardown(test_duplicate_keys, begin, end),
		cmocka_unit_test_setup_teardown(test_depth, begin, end),
		cmocka_unit_test_setup_teardown(test_long_scalars, begin, end),
		cmocka_unit_test_setup_teardown(test_memory, begin, end),
		cmocka_unit_test(test_names_of_types),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
