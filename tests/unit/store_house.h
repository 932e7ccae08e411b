/*
 * store_house.h - a private redis-server for a test program, started by our own managed module in
 * a folder of its own.
 *
 * One for the whole program; every test begins with an empty database. Included once, by the
 * program's only file.
 */
#ifndef LIVVAKT_TEST_STORE_HOUSE_H
#define LIVVAKT_TEST_STORE_HOUSE_H

#include <ftw.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <cmocka.h>

#include "link.h"
#include "managed.h"

/* A moment of 2026; tests count from it. */
#define NOW_US INT64_C(1795345200000000)
#define SECOND_US INT64_C(1000000)
#define MINUTE_US (60 * SECOND_US)
#define HOUR_US (60 * MINUTE_US)
#define DAY_US (24 * HOUR_US)
#define PATIENCE_US (60 * SECOND_US) /* for a machine with much else to do */
#define S(literal) ((struct slice){ "" literal, sizeof(literal) - 1 })

struct house {
	char folder[64];
	struct managed *redis;
	struct redis_link *link;
};

static struct house house;
static struct error oops; /* of the call that failed last */

static int house_remove_one(const char *path, const struct stat *info, int type, struct FTW *ftw)
{
	(void)info;
	(void)type;
	(void)ftw;
	return remove(path);
}

/* In memory where there is room: on a disk that has a build to write a sync takes seconds, in which
 * a Redis is silent; and nothing here cuts the power. */
static inline const char *house_quick_place(void)
{
	static const char memory[] = "/dev/shm";
	struct statvfs info;
	bool roomy = access(memory, W_OK) == 0 && statvfs(memory, &info) == 0 &&
		     info.f_bavail > (256U << 20) / info.f_frsize;

	return roomy ? memory : "/tmp";
}

static inline void house_make_folder(char ret_folder[64])
{
	(void)snprintf(ret_folder, 64, "%s/livvakt-test-XXXXXX", house_quick_place());
	assert_non_null(mkdtemp(ret_folder));
}

static inline void house_remove_folder(const char *folder)
{
	(void)nftw(folder, house_remove_one, 16, FTW_DEPTH | FTW_PHYS);
}

static inline struct redis_link *house_link(void)
{
	struct redis_settings settings = { .url = managed_url(house.redis),
					   .connect_timeout_us = PATIENCE_US,
					   .command_timeout_us = PATIENCE_US };
	struct error error = { 0 };
	struct redis_link *link = redis_link_new(&settings, &error);

	if (!link || redis_link_ready(link, 0, &error) < 0)
		fail_msg("%s", error.text);
	return link;
}

static inline int house_up(void **state)
{
	struct error error = { 0 };

	(void)state;
	(void)signal(SIGPIPE, SIG_IGN);
	house_make_folder(house.folder);
	struct managed_settings settings = { .state_folder = house.folder,
					     .start_timeout_us = PATIENCE_US,
					     .stop_timeout_us = PATIENCE_US };
	house.redis = managed_start(&settings, &error);
	if (!house.redis)
		fail_msg("%s", error.text);
	house.link = house_link();
	return 0;
}

static inline int house_down(void **state)
{
	struct error error = { 0 };

	(void)state;
	redis_link_free(house.link);
	if (!house.redis) /* it could not be started, which was told */
		return -1;
	int r = managed_stop(house.redis, &error);
	managed_free(house.redis);
	house_remove_folder(house.folder);
	return r;
}

/* One command in words; the caller frees the reply. */
static inline struct redisReply *house_ask(const char *const *words)
{
	struct redis_command command;
	struct redisReply *reply;

	redis_command_init(&command, words[0]);
	for (size_t i = 1; words[i]; i++)
		redis_command_add_text(&command, words[i]);
	if (redis_link_command(house.link, &command, &reply, &oops) < 0)
		fail_msg("%s: %s", words[0], oops.text);
	return reply;
}
#define ASK(...) house_ask((const char *const[]){ __VA_ARGS__, NULL })

/* The integer that a command answers. */
static inline int64_t house_number(const char *const *words)
{
	struct redisReply *reply = house_ask(words);
	int64_t number = redis_reply_integer(reply, INT64_MIN);

	redis_reply_free(reply);
	return number;
}
#define NUMBER(...) house_number((const char *const[]){ __VA_ARGS__, NULL })

static inline int house_empty(void **state)
{
	(void)state;
	redis_reply_free(ASK("FLUSHALL"));
	return 0;
}

#define TEST(function) cmocka_unit_test_setup(function, house_empty)

/* Succeeds, or the test fails with the error's text; the call hands in &oops. */
#define OK(call)                                                                                   \
	do {                                                                                       \
		oops = (struct error){ 0 };                                                        \
		if ((call) != 0)                                                                   \
			fail_msg("%s: %s", #call, oops.text);                                      \
	} while (0)

#endif
