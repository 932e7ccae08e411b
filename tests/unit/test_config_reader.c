/* test_config_reader.c - lists, texts and names of the configuration's sections. */
#include "facts.h"

#include "config_reader.h"
#include "config_tables.h"
#include <string.h>

static struct arena arena;
static struct complaints complaints;
static struct config config;
static struct config_reader reader;

static int setup(void **state)
{
	(void)state;
	arena_init(&arena, 4096, 1 << 20);
	complaints_init(&complaints);
	memset(&config, 0, sizeof(config));
	return 0;
}

static int teardown(void **state)
{
	(void)state;
	complaints_done(&complaints);
	arena_done(&arena);
	return 0;
}

static void read_root(const char *text)
{
	reader = (struct config_reader){
		.config = &config,
		.arena = &arena,
		.complaints = &complaints,
		.root = yaml_parse(slice_from(text), "l.yaml", &arena, &complaints),
	};
	assert_non_null(reader.root);
}

static struct config_person *people(size_t *ret_count)
{
	return config_reader_list(&reader, reader.root, &config_person_table, "people",
				  sizeof(struct config_person), NULL, ret_count);
}

static void test_lists(void **state)
{
	struct config_person *items;
	size_t count = 9;

	(void)state;
	read_root("people: [{name: anna, email: a@b.example}, {name: bo}]");
	items = people(&count);
	assert_int_equal(count, 2);
	assert_string_equal(items[0].email, "a@b.example");
	assert_string_equal(items[1].name, "bo");
	assert_null(items[1].email);
	assert_int_equal(complaints.errors, 0);
	read_root("other: 1");
	assert_null(people(&count));
	assert_int_equal(count, 0);
	assert_int_equal(complaints.errors, 0); /* what is not there is no mistake */
	read_root("people: anna");
	assert_null(people(&count));
	assert_true(complaints_has(&complaints, "wrong-type"));
}

static void test_texts(void **state)
{
	const char **texts;
	size_t count;

	(void)state;
	read_root("names: [a, {b: c}, \"\", d]");
	texts = config_reader_texts(&reader, yaml_get(reader.root, "names"), "names", &count);
	assert_int_equal(count, 2); /* what is none is complained of, the rest is taken */
	assert_string_equal(texts[1], "d");
	assert_int_equal(complaints.errors, 2);
	assert_null(config_reader_texts(&reader, NULL, "names", &count));
	assert_int_equal(count, 0);
}

static void test_names(void **state)
{
	struct config_person *items;
	size_t count;

	(void)state;
	read_root("people: [{name: anna}, {name: bo}, {name: anna}, {email: x@y.example}]");
	items = people(&count);
	assert_int_equal(complaints.errors, 1); /* the last one has no name */
	assert_int_equal(config_reader_find(items, count, sizeof(*items), BYTES("bo")), 1);
	assert_true(config_reader_find(items, count, sizeof(*items), BYTES("b")) == CONFIG_NONE);
	assert_true(config_reader_resolve(&reader, reader.root, "person", items, count,
					  sizeof(*items), BYTES("ana")) == CONFIG_NONE);
	assert_string_equal(complaints.items[1].text,
			    "there is no person \"ana\"; did you mean \"anna\"?");
	config_reader_names_differ(&reader, "people", items, count, sizeof(*items));
	assert_int_equal(complaints.errors, 3);
	assert_string_equal(complaints.items[2].code, "duplicate-name");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_lists, setup, teardown),
		cmocka_unit_test_setup_teardown(test_texts, setup, teardown),
		cmocka_unit_test_setup_teardown(test_names, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
