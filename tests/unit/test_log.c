/* test_log.c - what stands on stderr: levels, priorities, one line an event, ten of a kind a
 * second. */
#include "facts.h"

#include "clock.h"
#include "log.h"
#include <fcntl.h>
#include <sys/stat.h>

static char path[FACTS_PATH_MAX];
static int saved;

static int begin(void **state)
{
	int fd;

	(void)state;
	snprintf(path, sizeof(path), "%s", "/tmp/livvakt-test-XXXXXX");
	fd = mkstemp(path);
	saved = dup(STDERR_FILENO);
	if (fd < 0 || saved < 0 || dup2(fd, STDERR_FILENO) < 0)
		return -1;
	close(fd);
	setenv("JOURNAL_STREAM", "8:1", 1);
	log_set_level(LOG_LEVEL_INFO);
	return 0;
}

static int end(void **state)
{
	(void)state;
	fflush(stderr);
	dup2(saved, STDERR_FILENO);
	close(saved);
	return unlink(path);
}

static off_t written(void)
{
	struct stat status;

	fflush(stderr);
	assert_int_equal(fstat(STDERR_FILENO, &status), 0);
	return status.st_size;
}

/* What was written since `from`. */
static void read_since(off_t from, char *ret_text, size_t size)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t len;

	fflush(stderr);
	assert_true(fd >= 0);
	len = pread(fd, ret_text, size - 1, from);
	close(fd);
	assert_true(len >= 0);
	ret_text[len] = '\0';
}

static void logged(off_t from, const char *want)
{
	char text[4096];

	read_since(from, text, sizeof(text));
	assert_string_equal(text, want);
}

static void test_priorities(void **state)
{
	off_t from = written();

	(void)state;
	log_error("bad %d", 1);
	log_warning("odd %d", 2);
	log_info("fine %d", 3);
	log_debug("detail %d", 4);
	logged(from, "<3>bad 1\n<4>odd 2\n<6>fine 3\n");
	from = written();
	log_set_level(LOG_LEVEL_DEBUG);
	log_debug("more %d", 5);
	log_set_level(LOG_LEVEL_ERROR);
	log_warning("quiet %d", 6);
	log_error("loud %d", 7);
	logged(from, "<7>more 5\n<3>loud 7\n");
}

static void test_terminal(void **state)
{
	char text[256];
	int64_t at_us = 0;
	char *blank;

	(void)state;
	unsetenv("JOURNAL_STREAM");
	log_info("in a terminal");
	read_since(0, text, sizeof(text));
	blank = strchr(text, ' ');
	assert_non_null(blank);
	assert_true(clock_parse((struct slice){ text, (size_t)(blank - text) }, &at_us));
	assert_int_equal(at_us % CLOCK_SECOND_US, 0);
	assert_string_equal(blank, " info: in a terminal\n");
}

static void test_one_line_an_event(void **state)
{
	char text[2000];
	char name[1500];
	off_t from = written();

	(void)state;
	log_info("brand %s came", "a\nb\r\x1b[31m\tå");
	logged(from, "<6>brand a b  [31m å came\n");
	from = written();
	memset(name, 'x', sizeof(name) - 1);
	name[sizeof(name) - 1] = '\0';
	log_info("long: %s", name);
	read_since(from, text, sizeof(text));
	assert_int_equal(strlen(text), 3 + 1023 + 1);
	assert_int_equal(text[strlen(text) - 1], '\n');
}

static void repeat(void)
{
	log_info("the same %s", "thing");
}

/* Spins, for at most a second, until the next one passes. */
static void test_a_flood_is_counted(void **state)
{
	char text[4096], want[64];
	size_t lines = 0;
	unsigned swallowed = 0;
	off_t full;

	(void)state;
	for (int i = 0; i < 10; i++)
		repeat();
	full = written();
	log_info("another kind");
	assert_true(written() > full);
	full = written();
	for (repeat(); written() == full; repeat())
		swallowed++;
	read_since(0, text, sizeof(text));
	for (const char *at = text; (at = strstr(at, "the same thing")) != NULL; at++)
		lines++;
	assert_int_equal(lines, 11);
	snprintf(want, sizeof(want), "<6>the same thing (and %u more of this kind before)\n",
		 swallowed);
	read_since(full, text, sizeof(text));
	assert_string_equal(text, want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_priorities, begin, end),
		cmocka_unit_test_setup_teardown(test_terminal, begin, end),
		cmocka_unit_test_setup_teardown(test_one_line_an_event, begin, end),
		cmocka_unit_test_setup_teardown(test_a_flood_is_counted, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
