/* test_recording.c - recorded comments come in the order of their times; what has none is left out
 * and said. */
#include "facts.h"

#include "recording.h"

#define NOW INT64_C(1795345200000000)

static char path[64];

static void write_lines(const char *lines)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(lines, file);
	assert_int_equal(fclose(file), 0);
}

static int setup(void **state)
{
	int file;

	(void)state;
	(void)snprintf(path, sizeof(path), "/tmp/livvakt-recording-XXXXXX");
	file = mkstemp(path);
	return file < 0 ? -1 : close(file);
}

static int teardown(void **state)
{
	(void)state;
	return unlink(path);
}

static int read_one(struct recording *recording, struct error *error)
{
	char *const paths[] = { path };

	recording_init(recording);
	return recording_read(recording, paths, 1, NOW, error);
}

static void test_order(void **state)
{
	struct recording recording;
	struct error error = { 0 };

	(void)state;
	write_lines("{\"id\":\"b\",\"text\":\"x\",\"ts\":1790000002}\n"
		    "{\"id\":\"a\",\"text\":\"y\",\"ts\":1790000001}\n");
	assert_int_equal(read_one(&recording, &error), 0);
	assert_int_equal(recording.count, 2);
	assert_int_equal(recording.refused, 0);
	assert_slice_is(recording.comments[0].id, "a");
	recording_done(&recording);
}

/* Live they are of now; here they would all come at once, today. */
static void test_without_a_time(void **state)
{
	struct recording recording;
	struct error error = { 0 };

	(void)state;
	write_lines("{\"id\":\"a\",\"text\":\"x\",\"ts\":1790000001}\n"
		    "{\"id\":\"b\",\"text\":\"y\"}\n"
		    "no comment\n"
		    "{\"id\":\"c\",\"text\":\"z\",\"ts\":1999999999}\n");
	assert_int_equal(read_one(&recording, &error), 0);
	assert_int_equal(recording.count, 1);
	assert_int_equal(recording.refused, 3);
	recording_done(&recording);
	write_lines("{\"id\":\"b\",\"text\":\"y\"}\n");
	assert_int_equal(read_one(&recording, &error), ERROR_INVALID);
	recording_done(&recording);
}

/* What is said of it on stderr, while that goes to a file. */
static void read_and_hear(char *said, size_t size)
{
	struct recording recording;
	struct error error = { 0 };
	FILE *heard = tmpfile();
	const int before = dup(STDERR_FILENO);

	assert_non_null(heard);
	assert_true(before >= 0 && dup2(fileno(heard), STDERR_FILENO) >= 0);
	const int r = read_one(&recording, &error);
	assert_true(dup2(before, STDERR_FILENO) >= 0);
	close(before);
	assert_int_equal(r, ERROR_INVALID);
	rewind(heard);
	said[fread(said, 1, size - 1, heard)] = '\0';
	(void)fclose(heard);
	recording_done(&recording);
}

static void test_which_time_is_wrong(void **state)
{
	char said[1000];

	(void)state;
	write_lines("{\"id\":\"b\",\"text\":\"y\"}\n");
	read_and_hear(said, sizeof(said));
	assert_non_null(strstr(said, ":1: ts is missing"));
	assert_null(strstr(said, "future"));
	write_lines("\n{\"id\":\"c\",\"text\":\"z\",\"ts\":1999999999}\n");
	read_and_hear(said, sizeof(said));
	assert_non_null(strstr(said, ":2: ts is in the future"));
	assert_null(strstr(said, "missing"));
}

static void test_no_file(void **state)
{
	struct recording recording;
	struct error error = { 0 };

	(void)state;
	(void)unlink(path);
	assert_int_equal(read_one(&recording, &error), ERROR_INVALID);
	assert_non_null(strstr(error.text, path));
	write_lines("");
	recording_done(&recording);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_order, setup, teardown),
		cmocka_unit_test_setup_teardown(test_without_a_time, setup, teardown),
		cmocka_unit_test_setup_teardown(test_which_time_is_wrong, setup, teardown),
		cmocka_unit_test_setup_teardown(test_no_file, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
