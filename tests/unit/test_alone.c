/* test_alone.c - one at a time: the living are waited for, the dead are not. */
#include "store_house.h"

#include "alone.h"

#include <sys/wait.h>

static struct alone *come_in(const char *what)
{
	const struct redis_settings settings = { .url = managed_url(house.redis) };

	oops = (struct error){ 0 };
	return alone_enter(&settings, what, 0, &oops);
}

/* Who has the key, as Redis has it. */
static const char *holder(char name[ALONE_NAME_MAX])
{
	struct redisReply *reply = ASK("GET", "lv:{p0}:alone");
	struct slice text = redis_reply_text(reply);
	(void)snprintf(name, ALONE_NAME_MAX, "%.*s", (int)text.len, text.data ? text.data : "");
	redis_reply_free(reply);
	return name;
}

static void put(const char *name)
{
	redis_reply_free(ASK("SET", "lv:{p0}:alone", name));
}

static void test_one_at_a_time(void **state)
{
	char name[ALONE_NAME_MAX];
	struct alone *one = come_in("livvakt forget");

	(void)state;
	assert_non_null(one);
	assert_in_range(NUMBER("PTTL", "lv:{p0}:alone"), 1, ALONE_KEPT_MS);
	assert_null(come_in("livvakt repartition"));
	assert_int_equal(oops.code, ERROR_CONFLICT);
	assert_non_null(strstr(oops.text, "livvakt forget, process "));
	assert_null(strstr(oops.text, "pid:["));
	OK(alone_still(one, &oops));
	alone_leave(one);
	assert_string_equal(holder(name), "");
	one = come_in("livvakt repartition");
	assert_non_null(one);
	alone_leave(one);
}

/* A child that is waited for is no process any more; its words are those it would have left. */
static void test_the_dead_are_inherited(void **state)
{
	char name[ALONE_NAME_MAX], dead[ALONE_NAME_MAX];
	struct alone *one = come_in("livvakt forget");
	pid_t child = fork();

	(void)state;
	if (child == 0)
		_exit(0);
	assert_int_equal(waitpid(child, NULL, 0), child);
	assert_non_null(one);
	const char *place = strstr(holder(name), " on ");
	assert_non_null(place);
	(void)snprintf(dead, sizeof(dead), "livvakt repartition, process %ld%s", (long)child,
		       place);
	alone_leave(one);
	put(dead);
	one = come_in("livvakt poison --again");
	assert_non_null(one);
	assert_non_null(strstr(holder(name), "livvakt poison --again"));
	alone_leave(one);
	redis_reply_free(ASK("DEL", "lv:{p0}:alone:heir"));
	char *boot = strstr(dead, "/pid:[");
	assert_non_null(boot);
	boot[-1] = boot[-1] == '0' ? '1' : '0';
	put(dead); /* of the same name, on another machine of the same name */
	assert_null(come_in("livvakt forget"));
	assert_int_equal(oops.code, ERROR_CONFLICT);
	assert_null(strstr(oops.text, "pid:["));
	(void)snprintf(dead, sizeof(dead), "livvakt repartition, process %ld on elsewhere pid:[1]",
		       (long)child);
	put(dead); /* of whom we know nothing */
	assert_null(come_in("livvakt forget"));
	assert_int_equal(oops.code, ERROR_CONFLICT);
	put("whatever");
	assert_null(come_in("livvakt forget"));
	assert_string_equal(holder(name), "whatever");
}

/* Who comes when it was taken away from him takes nothing away from the next. */
static void test_another_one_stays(void **state)
{
	static const char other[] = "livvakt repartition, process 1 on elsewhere pid:[1]";
	char name[ALONE_NAME_MAX];
	struct alone *one = come_in("livvakt forget");

	(void)state;
	assert_non_null(one);
	put(other);
	alone_leave(one);
	assert_string_equal(holder(name), other);
}

int main(void)
{
	const struct CMUnitTest tests[] = { TEST(test_one_at_a_time),
					    TEST(test_the_dead_are_inherited),
					    TEST(test_another_one_stays) };

	return cmocka_run_group_tests(tests, house_up, house_down);
}
