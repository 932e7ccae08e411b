/* test_rule_source.c - facts about the layout of rule folders, and the hash of what is in them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "file.h"
#include "mood_model.h"
#include "mood_models.h"
#include "rules_house.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PACK(name) PACK_OF(name, "[\"{l}\"]")
#define PACK_OF(name, words)                                                                       \
	"pack: " name "\nlanguage: sv\nrules:\n"                                                   \
	"  - {id: a, label: topic:x, words: " words ", hit: [x], miss: [y]}\n"

static void test_what_is_where(void **state)
{
	static const struct house_file files[] = {
		{ "sv/a.yaml", PACK("a") },
		{ "sv/lists/l.txt", "x\n" },
		{ "common/lists/l.txt", "y\n" },
		{ "sv/sentiment.txt", "bra\t2\n" },
		{ "common/sentiment.txt", ":)\t2\n" },
	};
	struct complaints complaints;
	struct rule_source source;

	(void)state;
	complaints_init(&complaints);
	house_read(&source, files, sizeof(files) / sizeof(files[0]), &complaints);
	complaints_print(&complaints, stderr);
	assert_int_equal(complaints.errors, 0);
	assert_int_equal(source.pack_count, 1);
	assert_int_equal(source.packs[0].folder, LANGUAGE_SV);
	assert_int_equal(source.language_count, 2);
	assert_int_equal(source.list_count, 2);
	assert_true(slice_is(source.lists[0].name, "l"));
	assert_int_equal(source.sentiment_count, 2);
	assert_int_equal(strlen(source.hash), 16);
	rule_source_done(&source);
	complaints_done(&complaints);
}

static void test_language_and_folder(void **state)
{
	static const struct {
		const char *folder, *language;
		bool wrong;
	} rows[] = {
		{ "sv", "sv", false },	   { "sv", "[da, sv]", false }, { "sv", "da", true },
		{ "sv", "any", true },	   { "nb", "nn", false },	{ "nn", "[nb]", false },
		{ "common", "sv", false }, { "common", "any", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char path[64], text[256];
		const struct house_file file = { path, text };
		struct complaints complaints;
		struct rule_source source;

		snprintf(path, sizeof(path), "%s/a.yaml", rows[i].folder);
		snprintf(text, sizeof(text),
			 "pack: a\nlanguage: %s\nrules:\n  - {id: a, label: topic:x, words: [x1], "
			 "hit: [x], miss: [y]}\n",
			 rows[i].language);
		complaints_init(&complaints);
		house_read(&source, &file, 1, &complaints);
		if (complaints_has(&complaints, "language-folder") != rows[i].wrong)
			fail_msg("%s in %s", rows[i].language, rows[i].folder);
		assert_int_equal(complaints.errors, 0);
		rule_source_done(&source);
		complaints_done(&complaints);
	}
}

static void test_strangers_are_refused(void **state)
{
	static const char *const names[] = {
		"sw/a.yaml",
		"a.yaml",
		"sv",
		"sv/a.yml",
		"sv/notes.txt",
		"sv/lists/a.yaml",
		"sv/list/a.txt",
		"sv/lists/deep/a.txt",
		"common/language.yaml",
		"sv/.txt",
		"sv/lists/.txt",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct house_file file = { names[i], "" };
		struct complaints complaints;
		struct rule_source source;

		complaints_init(&complaints);
		house_read(&source, &file, 1, &complaints);
		if (!complaints_has(&complaints, "unknown-file"))
			fail_msg("%s was taken", names[i]);
		rule_source_done(&source);
		complaints_done(&complaints);
	}
}

static void hash_of(const struct house_file *files, size_t count, char ret_hash[RULE_HASH_TEXT_MAX])
{
	struct complaints complaints;
	struct rule_source source;

	complaints_init(&complaints);
	house_read(&source, files, count, &complaints);
	memcpy(ret_hash, source.hash, RULE_HASH_TEXT_MAX);
	rule_source_done(&source);
	complaints_done(&complaints);
}

static void test_hash_is_of_content(void **state)
{
	const struct house_file one = { "sv/a.yaml", PACK("a") },
				other = { "sv/a.yaml", PACK("b") },
				moved = { "sv/b.yaml", PACK("a") };
	char a[RULE_HASH_TEXT_MAX], b[RULE_HASH_TEXT_MAX];

	(void)state;
	hash_of(&one, 1, a);
	hash_of(&one, 1, b);
	assert_string_equal(a, b);
	hash_of(&other, 1, b);
	assert_string_not_equal(a, b);
	hash_of(&moved, 1, b);
	assert_string_not_equal(a, b);
}

static void put(const char *folder, const char *name, const char *text)
{
	struct error error = { 0 };
	char *path = file_join(folder, name), *slash;

	assert_non_null(path);
	slash = strrchr(path, '/');
	*slash = '\0';
	assert_int_equal(file_make_folder(path, 0700, &error), 0);
	*slash = '/';
	assert_int_equal(file_write(path, slice_from(text), 0600, &error), 0);
	free(path);
}

static void test_real_folders(void **state)
{
	char folder[] = "/tmp/livvakt-rules-XXXXXX", command[64];
	struct complaints complaints;
	struct ruleset *ruleset;
	const char *folders[2];

	(void)state;
	assert_non_null(mkdtemp(folder));
	put(folder, "sv/a.yaml", PACK("a"));
	put(folder, "sv/lists/l.txt", "x\n");
	put(folder, "sv/language.yaml", house_sv.text);
	folders[0] = folder;
	complaints_init(&complaints);
	ruleset = ruleset_load(folders, 1, NULL, &complaints);
	complaints_print(&complaints, stderr);
	assert_non_null(ruleset);
	assert_int_equal(ruleset_rule_count(ruleset), 1);
	assert_int_equal(strlen(ruleset_hash(ruleset)), 16);
	assert_ptr_equal(ruleset_ref(ruleset), ruleset);
	assert_null(ruleset_unref(ruleset));
	assert_null(ruleset_unref(ruleset));

	put(folder, "svv/a.yaml", PACK("b"));
	assert_null(ruleset_load(folders, 1, NULL, &complaints));
	assert_true(complaints_has(&complaints, "unknown-file"));
	folders[1] = "/nonexistent";
	assert_null(ruleset_load(folders + 1, 1, NULL, &complaints));
	assert_true(complaints_has(&complaints, "unreadable"));
	complaints_done(&complaints);
	for (const char *const *name =
		     (const char *const[]){ "sv/a.yaml", "sv/lists/l.txt", "sv/language.yaml",
					    "svv/a.yaml", "sv/lists", "sv", "svv", "", NULL };
	     *name; name++) {
		snprintf(command, sizeof(command), "%s/%s", folder, *name);
		assert_int_equal(remove(command), 0);
	}
}

static char *write_model(const char *folder)
{
	struct mood_model *model = mood_model_new();
	struct error error = { 0 };
	struct buffer content;
	char *path = NULL;

	assert_true(asprintf(&path, "%s.model", folder) > 0);
	memcpy(model->ruleset, "0123456789abcdef", MOOD_MODEL_RULESET_BYTES);
	model->languages = language_bit(LANGUAGE_SV);
	model->bias[POLARITY_POSITIVE] = MOOD_MODEL_ONE;
	buffer_init(&content, MOOD_MODEL_FILE_MAX);
	mood_model_write(model, &content);
	assert_int_equal(file_write(path, buffer_slice(&content), 0600, &error), 0);
	buffer_done(&content);
	mood_model_free(model);
	return path;
}

static enum polarity polarity_of(struct ruleset *ruleset, const char *text, const char *lang)
{
	struct error error = { 0 };
	struct judge *judge = judge_new(ruleset, &error);
	const struct comment comment = { .text = slice_from(text), .lang = slice_from(lang) };
	struct verdict verdict;
	struct arena arena;

	assert_non_null(judge);
	arena_init(&arena, 1 << 16, 1 << 20);
	assert_int_equal(
		judge_comment(judge, &comment, &judge_terms_default, &arena, &verdict, &error), 0);
	arena_done(&arena);
	judge_free(judge);
	return verdict.polarity;
}

/* A model goes before the lexicon in its languages, and is part of the hash; a broken one is an
 * error like any other, so that the last good set stays. */
static void test_with_a_model(void **state)
{
	char folder[] = "/tmp/livvakt-rules-XXXXXX", command[128];
	struct complaints complaints;
	struct ruleset *without, *with;
	const char *folders[1] = { folder };
	struct error error = { 0 };
	char *path;

	(void)state;
	assert_non_null(mkdtemp(folder));
	put(folder, "sv/a.yaml", PACK_OF("a", "[\"x\"]"));
	put(folder, "sv/language.yaml", house_sv.text);
	path = write_model(folder);
	const struct mood_files files = { (const char *const *)&path, 1 };
	complaints_init(&complaints);
	without = ruleset_load(folders, 1, NULL, &complaints);
	with = ruleset_load(folders, 1, &files, &complaints);
	complaints_print(&complaints, stderr);
	assert_non_null(without);
	assert_non_null(with);
	assert_int_equal(ruleset_mood_models(without)->count, 0);
	assert_int_equal(ruleset_mood_models(with)->count, 1);
	assert_string_not_equal(ruleset_hash(without), ruleset_hash(with));
	assert_int_equal(polarity_of(without, "och att det jag är på", "sv"), POLARITY_NEUTRAL);
	assert_int_equal(polarity_of(with, "och att det jag är på", "sv"), POLARITY_POSITIVE);
	ruleset_unref(without);
	ruleset_unref(with);

	assert_int_equal(file_write(path, slice_from("livvakt mood 1\n"), 0600, &error), 0);
	assert_null(ruleset_load(folders, 1, &files, &complaints));
	assert_true(complaints_has(&complaints, "sentiment-model"));
	complaints_done(&complaints);
	snprintf(command, sizeof(command), "rm -r %s %s", folder, path);
	assert_int_equal(system(command), 0);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_where),
		cmocka_unit_test(test_language_and_folder),
		cmocka_unit_test(test_strangers_are_refused),
		cmocka_unit_test(test_hash_is_of_content),
		cmocka_unit_test(test_real_folders),
		cmocka_unit_test(test_with_a_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
