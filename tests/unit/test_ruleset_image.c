/* test_ruleset_image.c - facts about rules that are kept whole: they judge as they did, nothing in
 * them points elsewhere, and what is damaged, changed or foreign is compiled anew. */
#include "facts.h"

#include "build_id.h"
#include "file.h"
#include "rules_house.h"
#include "ruleset_image.h"
#include "verdict_json.h"

#include <sys/wait.h>

/* --- a store in memory --- */

enum { KEPT_MAX = 8 };

struct shelf {
	char names[KEPT_MAX][CRYPTO_ID_TEXT_MAX];
	struct buffer bytes[KEPT_MAX];
	size_t count, taken;
};

static struct buffer *find(struct shelf *shelf, const char *name)
{
	for (size_t i = 0; i < shelf->count; i++)
		if (strcmp(shelf->names[i], name) == 0)
			return &shelf->bytes[i];
	return NULL;
}

static bool take(void *context, const char *name, struct buffer *ret_bytes)
{
	struct shelf *shelf = context;
	const struct buffer *kept = find(shelf, name);

	if (!kept)
		return false;
	buffer_add_slice(ret_bytes, buffer_slice(kept));
	shelf->taken++;
	return true;
}

static void keep(void *context, const char *name, struct slice bytes)
{
	struct shelf *shelf = context;
	struct buffer *kept = find(shelf, name);

	assert_true(shelf->count < KEPT_MAX);
	if (!kept) {
		snprintf(shelf->names[shelf->count], CRYPTO_ID_TEXT_MAX, "%s", name);
		kept = &shelf->bytes[shelf->count++];
		buffer_init(kept, SIZE_MAX / 4);
	}
	buffer_clear(kept);
	buffer_add_slice(kept, bytes);
}

static void clear(struct shelf *shelf)
{
	for (size_t i = 0; i < shelf->count; i++)
		buffer_done(&shelf->bytes[i]);
	*shelf = (struct shelf){ .count = 0 };
}

/* --- rules with something of everything --- */

static const char pack[] =
	"pack: p\nlanguage: sv\n"
	"lists:\n  harm: [\"döda\", \"slå\", \"knivhugg*\", \"*mord\", \"gå och dö\"]\n"
	"groups:\n  g: {cap: 6}\n"
	"rules:\n"
	"  - {id: threat, category: threat, points: 9, group: g, words: [\"jag ska {harm} "
	"{dig|er}\"],\n"
	"     gap: 2, except: [\"ska slå dig på schack\"], unless: [\"på film\"], hit: [\"jag ska "
	"döda dig\"], miss: [y]}\n"
	"  - {id: part, category: insult, points: 3, count: many, words: [\"idiot+\", "
	"\"*svin*\"],\n"
	"     hit: [idiot], miss: [y]}\n"
	"  - {id: regex, category: spam, points: 4, label: [\"topic:x\", \"intent:y\"],\n"
	"     regex: ['köp \\d+ (?:lån|guld)'], domains: [bad.example, \"*.worse.example\"],\n"
	"     hit: [\"köp 12 lån\"], miss: [y]}\n"
	"  - {id: number, category: private, points: 5, regex: ['\\d{6}-?\\d{4}'], valid: "
	"[personnummer],\n"
	"     except: [\"08-508 000 00\"], hit: [\"811218-9876\"], miss: [y]}\n"
	"  - {id: both, category: spam, points: 6, all: [regex, {author: {younger_than: 7d}}],\n"
	"     none: [{channel: [forum, mail]}], expires: 2099-01-01, status: shadow,\n"
	"     when: {time: {from: \"22:00\", to: \"06:00\", zone: Europe/Oslo},\n"
	"     rate: {more_than: 5, within: 10m, of: text}}}\n"
	"  - {id: often, category: insult, points: 2, at_least: {n: 2, finds_of: [part]}, hit: "
	"[\"idiot, ditt svin\"], miss: [idiot]}\n";

static const struct house_file files[] = {
	{ "sv/p.yaml", pack },
	{ "sv/sentiment.txt", "bra\t2\ndålig*\t-3\n*värd\t1\nröv i baken\t-2\n" },
	{ "common/sentiment.txt", ":)\t2\n" },
};

static const char *const texts[] = {
	"jag ska fan döda dig",
	"Jag ska slå dig på schack!",
	"vilka idioter, och ditt jävla svin idiothuvud",
	"köp 12 guld på http://x.worse.example/a och bad.example",
	"ring 08-508 000 00 eller 811218-9876",
	"vilken dåligt lagad mat, röv i baken :)",
	"they are what you will have",
	"idoit",
	"jag ska inte gå och dö er",
};
enum { TEXTS = sizeof(texts) / sizeof(texts[0]) };

static char house[FACTS_PATH_MAX];
static const char *const folders[] = { house };
static bool keeps;

static void write_file(const char *inside, const char *text)
{
	char folder[FACTS_PATH_MAX], *path;
	struct error error = { 0 };
	FILE *file;

	snprintf(folder, sizeof(folder), "%.*s", (int)strcspn(inside, "/"), inside);
	path = file_join(house, folder);
	assert_int_equal(file_make_folder(path, 0700, &error), 0);
	free(path);
	path = file_join(house, inside);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	free(path);
}

static int remove_house(void **state)
{
	(void)state;
	folder_remove(house);
	return 0;
}

static struct ruleset *load(struct shelf *shelf, size_t *ret_warnings)
{
	const struct scanner_store store = { take, keep, shelf };
	struct complaints complaints;
	struct ruleset *ruleset;

	complaints_init(&complaints);
	ruleset = ruleset_load_kept(folders, 1, NULL, &store, &complaints);
	complaints_print_errors(&complaints, stderr);
	assert_non_null(ruleset);
	if (ret_warnings)
		*ret_warnings = complaints.warnings;
	complaints_done(&complaints);
	return ruleset;
}

/* As a start does it. */
static struct ruleset *start(struct shelf *shelf)
{
	const struct scanner_store store = { take, keep, shelf };
	struct ruleset *ruleset = load(shelf, NULL);

	ruleset_keep(ruleset, &store);
	return ruleset;
}

/* Some systems and tools leave no room at such addresses: then nothing is kept. */
static bool can_be_kept(void)
{
	struct shelf shelf = { .count = 0 };
	struct ruleset *ruleset = start(&shelf);
	bool kept = ruleset->region.memory != NULL;

	ruleset_unref(ruleset);
	kept = kept && shelf.count == 2; /* literals are kept anyhow */
	clear(&shelf);
	return kept;
}

static int build_house(void **state)
{
	struct error error = { 0 };

	(void)state;
	folder_make(house);
	assert_int_equal(crypto_init(&error), 0);
	write_file(house_sv.inside, house_sv.text);
	write_file(house_en.inside, house_en.text);
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		write_file(files[i].inside, files[i].text);
	keeps = can_be_kept();
	return 0;
}

/* All verdicts, one a line; the caller's to free. The ruleset is given up. */
static char *verdicts(struct ruleset *ruleset)
{
	struct error error = { 0 };
	struct judge *judge = judge_new(ruleset, &error);
	struct arena arena;
	struct buffer all;

	assert_non_null(judge);
	arena_init(&arena, 1 << 16, 1 << 20);
	buffer_init(&all, 1 << 20);
	for (size_t i = 0; i < TEXTS; i++) {
		const struct comment comment = { .text = slice_from(texts[i]) };
		struct verdict verdict;

		arena_reset(&arena);
		assert_int_equal(judge_comment(judge, &comment, &judge_terms_default, &arena,
					       &verdict, &error),
				 0);
		verdict_write_json(&verdict, slice_from("c"), &all);
		buffer_add_char(&all, '\n');
	}
	assert_false(buffer_failed(&all));
	arena_done(&arena);
	judge_free(judge);
	ruleset_unref(ruleset);
	return all.data;
}

/* --- facts --- */

static void test_what_was_kept_judges_as_it_did(void **state)
{
	struct shelf shelf = { .count = 0 };
	struct ruleset *first = start(&shelf), *second;
	char *before, *after;

	(void)state;
	before = verdicts(first);
	assert_non_null(strstr(before, "p/threat"));
	assert_non_null(strstr(before, "p/number"));
	assert_non_null(strstr(before, "p/often"));
	second = start(&shelf);
	assert_int_equal(second->taken, keeps);
	after = verdicts(second);
	assert_string_equal(before, after);
	free(before);
	free(after);
	clear(&shelf);
}

static void test_two_at_once(void **state)
{
	struct shelf shelf = { .count = 0 };
	struct ruleset *first = start(&shelf), *second = start(&shelf);
	char *one, *other;

	(void)state;
	assert_false(second->taken); /* its place was taken */
	one = verdicts(first);
	other = verdicts(second);
	assert_string_equal(one, other);
	free(one);
	free(other);
	clear(&shelf);
}

static void test_damage_shows(void **state)
{
	struct shelf shelf = { .count = 0 };
	const struct buffer *kept;
	struct ruleset *ruleset;

	(void)state;
	if (!keeps)
		skip();
	ruleset_unref(start(&shelf));
	kept = &shelf.bytes[1];
	for (size_t step = 0; step < 100; step++) {
		size_t at = step < 64 ? step * 4 : step * (kept->len / 100);

		kept->data[at] ^= (char)(1 << step % 8);
		ruleset = load(&shelf, NULL);
		assert_false(ruleset->taken);
		ruleset_unref(ruleset);
		kept->data[at] ^= (char)(1 << step % 8);
	}
	ruleset = load(&shelf, NULL);
	assert_true(ruleset->taken);
	ruleset_unref(ruleset);
	clear(&shelf);
}

static void test_torn_ones_are_not_taken(void **state)
{
	struct shelf shelf = { .count = 0 };
	struct ruleset *ruleset;
	size_t whole;

	(void)state;
	if (!keeps)
		skip();
	ruleset_unref(start(&shelf));
	whole = shelf.bytes[1].len;
	for (size_t len = 0; len < whole; len += len < 256 ? 13 : whole / 7) {
		shelf.bytes[1].len = len;
		ruleset = load(&shelf, NULL);
		assert_false(ruleset->taken);
		ruleset_unref(ruleset);
	}
	clear(&shelf);
}

static void test_changed_rules_are_others(void **state)
{
	struct shelf shelf = { .count = 0 };
	struct ruleset *ruleset = start(&shelf);
	char *before = verdicts(ruleset), *after;

	(void)state;
	write_file("common/sentiment.txt", ":)\t3\n"); /* of the same length */
	ruleset = start(&shelf);
	assert_false(ruleset->taken);
	after = verdicts(ruleset);
	assert_string_not_equal(before, after);
	free(before);
	free(after);
	write_file("common/sentiment.txt", files[2].text);
	ruleset = load(&shelf, NULL);
	assert_int_equal(ruleset->taken, keeps);
	ruleset_unref(ruleset);
	clear(&shelf);
}

static void test_warnings_are_counted(void **state)
{
	struct shelf shelf = { .count = 0 }, other = { .count = 0 };
	size_t first = 0, second = 0;

	(void)state;
	write_file("sv/sentiment.txt", "bra\t2\nbra\t3\n");
	ruleset_unref(start(&shelf));
	ruleset_unref(load(&other, &first));
	ruleset_unref(load(&shelf, &second));
	write_file("sv/sentiment.txt", files[1].text);
	assert_true(first > 0);
	assert_int_equal(first, second);
	clear(&other);
	clear(&shelf);
}

/* --- nothing points elsewhere: programs, heaps and libraries stand at other addresses each time a
 * program is started, so what two of them built is the same to the byte only if none of it is
 * such an address. --- */

static int write_region(const char *rules, const char *path)
{
	const char *const here[] = { rules };
	struct shelf shelf = { .count = 0 };
	const struct scanner_store store = { take, keep, &shelf };
	struct complaints complaints;
	struct ruleset *ruleset;
	struct error error = { 0 };
	int rc;

	complaints_init(&complaints);
	rc = crypto_init(&error);
	if (rc == 0) {
		ruleset = ruleset_load_kept(here, 1, NULL, &store, &complaints);
		rc = ruleset ? file_write(path,
					  (struct slice){ ruleset->region.memory,
							  ruleset->region.bytes },
					  0600, &error)
			     : -1;
		ruleset_unref(ruleset);
	}
	complaints_done(&complaints);
	clear(&shelf);
	return rc;
}

/* What a program started anew builds; the caller is done with the buffer. */
static void build_in_another_start(const char *rules, struct buffer *ret_region)
{
	char *path = file_join(house, "region");
	struct error error = { 0 };
	pid_t child = fork();
	int status;

	if (child == 0) {
		execl("/proc/self/exe", "test_ruleset_image", rules, path, (char *)NULL);
		_exit(127);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	buffer_init(ret_region, SIZE_MAX / 4);
	assert_int_equal(file_read(path, SIZE_MAX / 4, ret_region, &error), 0);
	assert_int_equal(unlink(path), 0);
	free(path);
}

static void assert_points_nowhere_else(const char *rules)
{
	struct buffer first, second;
	size_t at = 0;

	build_in_another_start(rules, &first);
	build_in_another_start(rules, &second);
	assert_int_equal(first.len, second.len);
	assert_true(first.len > 0);
	while (at < first.len && first.data[at] == second.data[at])
		at++;
	FACT(at == first.len, "at %zu of %zu two starts differ", at, first.len);
	buffer_done(&first);
	buffer_done(&second);
}

static void test_nothing_points_elsewhere(void **state)
{
	(void)state;
	if (!keeps)
		skip();
	assert_points_nowhere_else(house);
}

/* What moderators write holds more than these tests do. */
static void test_nothing_of_the_shipped_rules_points_elsewhere(void **state)
{
	(void)state;
	if (!keeps || !file_is_folder("rules/common"))
		skip(); /* not started from the checkout */
	assert_points_nowhere_else("rules");
}

/* With two arguments it is the other start. */
int main(int count, char **arguments)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_was_kept_judges_as_it_did),
		cmocka_unit_test(test_two_at_once),
		cmocka_unit_test(test_damage_shows),
		cmocka_unit_test(test_torn_ones_are_not_taken),
		cmocka_unit_test(test_changed_rules_are_others),
		cmocka_unit_test(test_warnings_are_counted),
		cmocka_unit_test(test_nothing_points_elsewhere),
		cmocka_unit_test(test_nothing_of_the_shipped_rules_points_elsewhere),
	};

	if (count == 3)
		return write_region(arguments[1], arguments[2]) == 0 ? 0 : 1;
	return cmocka_run_group_tests(tests, build_house, remove_house);
}
