/* test_pack_read.c - facts about reading mappings by a table of keys. */
#include "reading_house.h"

#include "pack_read.h"
#include "utf8.h"

struct target {
	struct pack_text name;
	struct pack_texts words;
	language_set languages;
};

static const struct pack_key keys[] = {
	{ "name", true, pack_read_text, offsetof(struct target, name) },
	{ "words", false, pack_read_texts, offsetof(struct target, words) },
	{ "language", false, pack_read_languages, offsetof(struct target, languages) },
};

static struct target read(const char *text)
{
	struct pack_reader reader = { &arena, &complaints };
	struct target target = { 0 };
	const struct yaml *root = yaml_parse(slice_from(text), "x.yaml", &arena, &complaints);

	assert_non_null(root);
	pack_read_mapping(&reader, root, "a thing", keys, sizeof(keys) / sizeof(keys[0]), &target);
	return target;
}

static void test_values(void **state)
{
	struct target target = read("name: \"n\"\nwords: one\nlanguage: [sv, any]\n");

	(void)state;
	assert_int_equal(complaints.errors, 0);
	assert_true(slice_is(target.name.text, "n"));
	assert_false(target.name.plain);
	assert_int_equal(target.words.count, 1);
	assert_true(target.words.items[0].plain);
	assert_int_equal(target.languages, language_bit(LANGUAGE_SV) | language_bit(LANGUAGE_ANY));
	assert_int_equal(read("name: n\nwords: []\n").words.count, 0);
	assert_int_equal(complaints.errors, 0);
}

static void test_bad_items_leave_the_good(void **state)
{
	struct target target = read("name: n\nwords: [a, [b], \"\", c]\n");

	(void)state;
	assert_int_equal(target.words.count, 2);
	assert_true(slice_is(target.words.items[1].text, "c"));
	assert_int_equal(complaints.errors, 2);
}

static void test_remedies(void **state)
{
	(void)state;
	read("nmae: n\nlanguage: no\n");
	assert_string_equal(complaints.items[0].code, "unknown-key");
	assert_non_null(
		strstr(complaints.items[0].text, "key of a thing 'nmae'; did you mean 'name'?"));
	assert_string_equal(complaints.items[1].code, "unknown-language");
	assert_string_equal(complaints.items[2].code, "missing-key");
	read("- a\n");
	assert_string_equal(complaints.items[3].code, "wrong-type");
	read("name: n\nlanguage: french\n");
	assert_non_null(strstr(complaints.items[complaints.count - 1].text,
			       "; there are any, sv, nb, nn, da, de, en"));
	read("name: n\nHan skrev: du\n");
	assert_non_null(strstr(complaints.items[complaints.count - 1].text,
			       "'Han skrev'; put quotes around text that holds ': '"));
}

static const char *remedy(const char *text)
{
	size_t before = complaints.count;
	const char *said;

	read(text);
	assert_int_equal(complaints.count, before + 1);
	said = strstr(complaints.items[before].text, "did you mean");
	return said ? said : complaints.items[before].text;
}

/* What has another name elsewhere. */
static void test_names_of_other_systems(void **state)
{
	(void)state;
	assert_string_equal(remedy("name: n\nlanguage: no\n"), "did you mean 'nb'?");
	assert_string_equal(remedy("name: n\nlanguage: swedish\n"), "did you mean 'sv'?");
	assert_string_equal(remedy("name: n\nphrases: [a]\n"), "did you mean 'words'?");
	assert_string_equal(remedy("name: n\npattern: a\n"), /* there is no regex here */
			    "unknown key of a thing 'pattern'; there are name, words, language");
}

/* At 80 bytes, which lie within an å. */
static void test_long_names_are_cut_between_letters(void **state)
{
	char text[256] = "name: n\nx";

	(void)state;
	for (int i = 0; i < 60; i++)
		memcpy(text + strlen(text), "å", 3);
	memcpy(text + strlen(text), ": a\n", 5);
	read(text);
	assert_int_equal(complaints.count, 1);
	assert_true(utf8_valid(slice_from(complaints.items[0].text), NULL));
}

#define FACT(name) cmocka_unit_test_setup_teardown(name, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		FACT(test_values),
		FACT(test_bad_items_leave_the_good),
		FACT(test_remedies),
		FACT(test_names_of_other_systems),
		FACT(test_long_names_are_cut_between_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
