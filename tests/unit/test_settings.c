/* test_settings.c - one table, every type, every way to write a value wrongly. */
#include "facts.h"

#include "clock.h"
#include "settings.h"

struct house {
	const char *name, *path;
	bool open;
	int64_t rooms;
	uint64_t size;
	int64_t wait_us, built_us;
};

static const struct setting rows[] = {
	{ "name", SETTING_TEXT, offsetof(struct house, name), .required = true,
	  .help = "What it is called." },
	{ "path_file", SETTING_FILE, offsetof(struct house, path), .help = "Where it is." },
	{ "open", SETTING_BOOL, offsetof(struct house, open), .fallback = "true", .help = "Open." },
	{ "rooms", SETTING_INTEGER, offsetof(struct house, rooms), .fallback = "3", .min = "1",
	  .max = "64", .help = "Rooms." },
	{ "size", SETTING_BYTES, offsetof(struct house, size), .fallback = "64KiB", .max = "1MiB",
	  .help = "Size." },
	{ "wait", SETTING_DURATION, offsetof(struct house, wait_us), .fallback = "5m", .min = "1s",
	  .help = "Wait." },
	{ "built", SETTING_TIME, offsetof(struct house, built_us), .help = "When." },
	{ "guests", SETTING_STRUCTURE, .help = "Read by others." },
};
static const struct settings_table table = { "a house", rows, sizeof(rows) / sizeof(rows[0]) };

static struct arena arena;
static struct complaints complaints;

static int begin(void **state)
{
	(void)state;
	arena_init(&arena, 4096, 1 << 20);
	complaints_init(&complaints);
	unsetenv("CREDENTIALS_DIRECTORY");
	return 0;
}

static int end(void **state)
{
	(void)state;
	complaints_done(&complaints);
	arena_done(&arena);
	return 0;
}

static struct house read_in(const char *text, const char *file)
{
	struct house house = { 0 };
	const struct yaml *mapping;

	complaints_done(&complaints);
	mapping = yaml_parse(slice_from(text), file, &arena, &complaints);
	assert_non_null(mapping);
	settings_defaults(&table, &house, &arena);
	settings_read(&table, mapping, &house, &arena, &complaints);
	return house;
}

static struct house taken(const char *text)
{
	struct house house = read_in(text, "/etc/x/f.yaml");

	FACT(complaints.errors == 0, "%s: %s", text,
	     complaints.count ? complaints.items[0].text : "");
	return house;
}

/* One complaint, at line 1 after `name: x, `, and nothing changed. */
static void refused(const char *member, const char *code, const char *words)
{
	char text[256];
	struct house house;

	snprintf(text, sizeof(text), "{name: x, %s}", member);
	house = read_in(text, "f.yaml");
	FACT(complaints.errors == 1, "%s: %zu complaints", member, complaints.errors);
	FACT(strcmp(complaints.items[0].code, code) == 0, "%s: %s", member,
	     complaints.items[0].code);
	FACT(strstr(complaints.items[0].text, words), "%s: %s", member, complaints.items[0].text);
	assert_int_equal(complaints.items[0].line, 1);
	assert_true(complaints.items[0].column >= 11);
	assert_true(house.open && house.rooms == 3 && house.size == 65536 &&
		    house.wait_us == 5 * CLOCK_MINUTE_US);
	assert_true(house.built_us == 0 && !house.path);
}

static void test_defaults(void **state)
{
	struct house house = taken("name: x");

	(void)state;
	assert_string_equal(house.name, "x");
	assert_null(house.path);
	assert_true(house.open);
	assert_int_equal(house.rooms, 3);
	assert_int_equal(house.size, 65536);
	assert_int_equal(house.wait_us, 5 * CLOCK_MINUTE_US);
	assert_int_equal(house.built_us, 0);
}

static void test_values(void **state)
{
	struct house house = taken("name: \"å, b\"\nopen: false\nrooms: 64\nsize: 1MiB\nwait: 1s\n"
				   "built: 1970-01-01T00:00:01Z\nguests: [anything, {at: all}]\n");

	(void)state;
	assert_string_equal(house.name, "å, b");
	assert_false(house.open);
	assert_int_equal(house.rooms, 64);
	assert_int_equal(house.size, 1 << 20);
	assert_int_equal(house.wait_us, CLOCK_SECOND_US);
	assert_int_equal(house.built_us, CLOCK_SECOND_US);
	assert_string_equal(taken("name: 'null'").name, "null"); /* in quotes it is a word */
	assert_int_equal(taken("{name: x, rooms: '1'}").rooms, 1);
}

static void test_wrong_values(void **state)
{
	(void)state;
	refused("rooms: 0", "out-of-range", "between 1 and 64");
	refused("rooms: 65", "out-of-range", "between 1 and 64");
	refused("rooms: -1", "wrong-type", "a whole number, not \"-1\"");
	refused("rooms: 1.5", "wrong-type", "a whole number");
	refused("rooms: 99999999999999999999", "wrong-type", "a whole number");
	refused("rooms: ", "wrong-type", "a whole number");
	refused("rooms: [1]", "wrong-type", "a whole number");
	refused("open: yes", "wrong-type", "true or false");
	refused("open: True", "wrong-type", "true or false");
	refused("open: 1", "wrong-type", "true or false");
	refused("size: 2MiB", "out-of-range", "between 0 and 1MiB");
	refused("size: 64KB", "wrong-type", "64KiB");
	refused("size: 8589934592GiB", "wrong-type", "64KiB"); /* beyond what is counted */
	refused("wait: 0", "out-of-range", "must be at least 1s");
	refused("wait: 5", "wrong-type", "5m");
	refused("built: 2026-02-30T00:00:00Z", "wrong-type", "a time");
	refused("path_file: ''", "wrong-type", "a path");
	refused("path_file: null", "wrong-type", "a path"); /* not a file of that name */
	refused("path_file: ~", "wrong-type", "a path");
	refused("path_file: {a: 1}", "wrong-type", "a path");
}

static void test_unknown_keys(void **state)
{
	(void)state;
	refused("romos: 1", "unknown-key", "a house has no key \"romos\"; did you mean \"rooms\"?");
	refused("Rooms: 1", "unknown-key", "did you mean \"rooms\"?");
	refused("zzz: 1", "unknown-key", "see docs/configuration.md");
	refused("'': 1", "unknown-key", "no key \"\"");
	refused("password: hunter2", "inline-secret", "password_file");
	refused("token: x", "inline-secret", "token_file");
	assert_null(strstr(complaints.items[0].text, "\"x\""));
}

static void test_whole(void **state)
{
	(void)state;
	read_in("rooms: 2", "f.yaml");
	assert_int_equal(complaints.errors, 1);
	assert_string_equal(complaints.items[0].code, "missing-key");
	assert_string_equal(complaints.items[0].text, "a house needs \"name\": What it is called.");
	read_in("[name, x]", "f.yaml");
	assert_int_equal(complaints.errors, 1);
	assert_string_equal(complaints.items[0].text,
			    "a house is a mapping (key: value), not a list");
	read_in("{rooms: 0, open: 1, x: 2}", "f.yaml"); /* all of it at once */
	assert_int_equal(complaints.errors, 4);
}

static void path(const char *written, const char *file, const char *want)
{
	char text[256];
	struct house house;

	snprintf(text, sizeof(text), "{name: x, path_file: \"%s\"}", written);
	house = read_in(text, file);
	assert_int_equal(complaints.errors, 0);
	assert_string_equal(house.path, want);
}

static void test_paths(void **state)
{
	(void)state;
	path("token", "/etc/livvakt/f.yaml", "/etc/livvakt/token");
	path("../token", "conf/f.yaml", "conf/../token");
	path("/run/token", "/etc/livvakt/f.yaml", "/run/token");
	path("token", "f.yaml", "token");
	path("token", "/f.yaml", "/token"); /* a file in the root folder */
	path("credential:token", "/etc/f.yaml", "credential:token");
	setenv("CREDENTIALS_DIRECTORY", "/run/credentials/livvakt.service", 1);
	path("credential:token", "/etc/f.yaml", "/run/credentials/livvakt.service/token");
	path("token", "/etc/f.yaml", "/etc/token");
	path("credential:", "/etc/f.yaml",
	     "/etc/credential:"); /* no name: a file that is called so */
	setenv("CREDENTIALS_DIRECTORY", "", 1);
	path("credential:token", "/etc/f.yaml", "credential:token");
	unsetenv("CREDENTIALS_DIRECTORY");
}

static void test_description(void **state)
{
	struct buffer text;

	(void)state;
	buffer_init(&text, 1 << 16);
	settings_describe(&table, &text);
	assert_non_null(
		strstr(buffer_text(&text), "| `rooms` | 3 | a whole number, 1 to 64 | Rooms. |\n"));
	assert_non_null(strstr(buffer_text(&text),
			       "| `name` | (required) | text | What it is called. |\n"));
	assert_non_null(strstr(buffer_text(&text), ", 1s to any |"));
	buffer_done(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_defaults, begin, end),
		cmocka_unit_test_setup_teardown(test_values, begin, end),
		cmocka_unit_test_setup_teardown(test_wrong_values, begin, end),
		cmocka_unit_test_setup_teardown(test_unknown_keys, begin, end),
		cmocka_unit_test_setup_teardown(test_whole, begin, end),
		cmocka_unit_test_setup_teardown(test_paths, begin, end),
		cmocka_unit_test(test_description),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
