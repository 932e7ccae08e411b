/* alone.c - see alone.h. */
#include "alone.h"

#include "clock.h"
#include "keys.h"
#include "link.h"

#include <assert.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#define SURE_US (ALONE_KEPT_MS / 2 * INT64_C(1000))
enum { RENEW_MS = 5000, LOOK_MS = 100, HEIR_MS = 2000 };

struct alone {
	pthread_mutex_t lock; /* of the link */
	pthread_cond_t leaving;
	pthread_t thread;
	bool running, left;
	struct redis_link *link;
	_Atomic int64_t renewed_us; /* clock_boot_us, before it was asked */
	char name[ALONE_NAME_MAX];  /* "what, process 12 on host 5e2a…/pid:[4026531836]" */
};

static const struct slice none = { NULL, 0 };
static const char process_text[] = ", process ", place_text[] = " on ";

/* --- who --- */

/* Of this machine since it was started; its host name may be another one's, too. */
static void read_boot(char *boot, size_t size)
{
	FILE *file = fopen("/proc/sys/kernel/random/boot_id", "re");

	boot[0] = '\0';
	if (file && !fgets(boot, (int)size, file))
		boot[0] = '\0';
	if (file)
		(void)fclose(file);
	boot[strcspn(boot, "\n")] = '\0';
}

/* Host, boot and namespace of processes: where a process number means the same. */
static void name_us(const char *what, char name[ALONE_NAME_MAX])
{
	char host[256] = "", space[64] = "", boot[40];
	ssize_t len = readlink("/proc/self/ns/pid", space, sizeof(space) - 1);

	space[len > 0 ? len : 0] = '\0';
	read_boot(boot, sizeof(boot));
	if (gethostname(host, sizeof(host) - 1) != 0)
		host[0] = '\0';
	(void)snprintf(name, ALONE_NAME_MAX, "%s%s%ld%s%s %s/%s", what, process_text,
		       (long)getpid(), place_text, host, boot, space);
}

/* Where that can be known: of a process that is none any more on our machine. */
static bool is_dead(const char *name, const char *ours)
{
	const char *process = strstr(name, process_text), *place, *our_place;
	char *end;

	if (!process)
		return false;
	place = strstr(process, place_text);
	our_place = strstr(ours, process_text);
	our_place = our_place ? strstr(our_place, place_text) : NULL;
	if (!place || !our_place || strcmp(place, our_place) != 0)
		return false;
	long number = strtol(process + strlen(process_text), &end, 10);
	return end == place && number > 0 && kill((pid_t)number, 0) != 0 && errno == ESRCH;
}

/* --- the key --- */

static int set_new(struct redis_link *link, const char *part, const char *name, int kept_ms,
		   bool *ret_ours, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	redis_command_init(&command, "SET");
	redis_command_add(&command, keys_build(0, "alone", none, slice_from(part), key));
	redis_command_add_text(&command, name);
	redis_command_add_text(&command, "NX");
	redis_command_add_text(&command, "PX");
	redis_command_add_integer(&command, kept_ms);
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	*ret_ours = !redis_reply_is_nil(reply);
	redis_reply_free(reply);
	return 0;
}

static int read_name(struct redis_link *link, char ret_name[ALONE_NAME_MAX], struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;
	struct redisReply *reply = NULL;

	redis_command_init(&command, "GET");
	redis_command_add(&command, keys_build(0, "alone", none, none, key));
	int r = redis_link_command(link, &command, &reply, error);
	if (r < 0)
		return r;
	struct slice text = redis_reply_text(reply);
	(void)snprintf(ret_name, ALONE_NAME_MAX, "%.*s", (int)text.len, text.data ? text.data : "");
	redis_reply_free(reply);
	return 0;
}

static int on_key(struct redis_link *link, const char *what, const char *kept, struct error *error)
{
	char key[KEYS_KEY_MAX];
	struct redis_command command;

	redis_command_init(&command, what);
	redis_command_add(&command, keys_build(0, "alone", none, none, key));
	if (kept)
		redis_command_add_text(&command, kept);
	return redis_link_carry_out(link, &command, error);
}

static int conflict(const char *name, struct error *error)
{
	const char *space = strrchr(name, ' '); /* boot and namespace are nobody's business */

	return error_set(error, ERROR_CONFLICT,
			 "%.*s works on this Redis; let it come to its end, and run this again. "
			 "One that was killed is forgotten within %d seconds",
			 space ? (int)(space - name) : (int)strlen(name), name,
			 ALONE_KEPT_MS / 1000);
}

/* Two that find the same dead one: only one of them is his heir. */
static int inherit(struct alone *alone, const char *dead, bool *ret_ours, struct error *error)
{
	char now[ALONE_NAME_MAX] = "";
	bool heir = false;
	int r = set_new(alone->link, "heir", alone->name, HEIR_MS, &heir, error);

	if (r < 0 || !heir)
		return r;
	r = read_name(alone->link, now, error);
	if (r == 0 && strcmp(now, dead) == 0)
		r = on_key(alone->link, "UNLINK", NULL, error);
	return r < 0 ? r : set_new(alone->link, "", alone->name, ALONE_KEPT_MS, ret_ours, error);
}

/* One try; gives who has it otherwise. */
static int try_to_enter(struct alone *alone, bool *ret_ours, char ret_other[ALONE_NAME_MAX],
			struct error *error)
{
	int r = redis_link_reach(alone->link, clock_monotonic_us(), error);

	if (r == 0)
		r = set_new(alone->link, "", alone->name, ALONE_KEPT_MS, ret_ours, error);
	if (r < 0 || *ret_ours)
		return r;
	r = read_name(alone->link, ret_other, error);
	if (r == 0 && is_dead(ret_other, alone->name))
		r = inherit(alone, ret_other, ret_ours, error);
	return r;
}

static int enter(struct alone *alone, int64_t wait_us, struct error *error)
{
	const int64_t until_us = clock_monotonic_us() + wait_us;
	char other[ALONE_NAME_MAX] = "";
	bool ours = false;

	while (true) {
		atomic_store(&alone->renewed_us, clock_boot_us());
		int r = try_to_enter(alone, &ours, other, error);

		if (r < 0 || ours)
			return r;
		if (clock_monotonic_us() >= until_us)
			return conflict(other, error);
		(void)poll(NULL, 0, LOOK_MS);
	}
}

/* --- staying there --- */

static int renew(struct alone *alone, struct error *error)
{
	const int64_t now_us = clock_boot_us();
	char name[ALONE_NAME_MAX] = "", kept[16];
	int r = redis_link_reach(alone->link, clock_monotonic_us(), error);

	if (r == 0)
		r = read_name(alone->link, name, error);
	if (r < 0)
		return r;
	if (!name[0])
		return error_set(error, ERROR_CONFLICT,
				 "Redis had forgotten that this works there, and another one may "
				 "have worked there meanwhile; run this again");
	if (strcmp(name, alone->name) != 0)
		return conflict(name, error);
	(void)snprintf(kept, sizeof(kept), "%d", ALONE_KEPT_MS);
	r = on_key(alone->link, "PEXPIRE", kept, error);
	if (r == 0)
		atomic_store(&alone->renewed_us, now_us);
	return r;
}

/* Who was renewed a moment ago is there still, whatever Redis is doing. */
int alone_still(struct alone *alone, struct error *error)
{
	if (clock_boot_us() - atomic_load(&alone->renewed_us) < SURE_US)
		return 0;
	pthread_mutex_lock(&alone->lock);
	int r = renew(alone, error);
	pthread_mutex_unlock(&alone->lock);
	return r;
}

static void *stay(void *context)
{
	struct alone *alone = context;
	int64_t next_us = clock_monotonic_us() + RENEW_MS * INT64_C(1000);

	pthread_mutex_lock(&alone->lock);
	while (!alone->left) {
		const struct timespec next = { .tv_sec = next_us / CLOCK_SECOND_US,
					       .tv_nsec = next_us % CLOCK_SECOND_US * 1000 };
		struct error ignored = { 0 }; /* whoever asks alone_still hears it */

		(void)pthread_cond_timedwait(&alone->leaving, &alone->lock, &next);
		if (alone->left || clock_monotonic_us() < next_us)
			continue;
		(void)renew(alone, &ignored);
		next_us = clock_monotonic_us() + RENEW_MS * INT64_C(1000);
	}
	pthread_mutex_unlock(&alone->lock);
	return NULL;
}

/* --- life --- */

static bool set_up_lock(struct alone *alone)
{
	pthread_condattr_t monotonic;

	if (pthread_condattr_init(&monotonic) != 0)
		return false;
	bool done = pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC) == 0 &&
		    pthread_cond_init(&alone->leaving, &monotonic) == 0;
	pthread_condattr_destroy(&monotonic);
	if (done && pthread_mutex_init(&alone->lock, NULL) != 0) {
		pthread_cond_destroy(&alone->leaving);
		done = false;
	}
	return done;
}

struct alone *alone_enter(const struct redis_settings *settings, const char *what, int64_t wait_us,
			  struct error *error)
{
	struct alone *alone = calloc(1, sizeof(*alone));

	if (!alone || !set_up_lock(alone)) {
		free(alone);
		(void)error_set(error, ERROR_MEMORY, "out of memory");
		return NULL;
	}
	name_us(what, alone->name);
	alone->link = redis_link_new(settings, error);
	if (!alone->link || enter(alone, wait_us, error) < 0)
		return alone_leave(alone);
	alone->running = pthread_create(&alone->thread, NULL, stay, alone) == 0;
	if (alone->running)
		return alone;
	(void)error_set(error, ERROR_SYSTEM, "no thread can be started");
	return alone_leave(alone);
}

/* Taken away only where it is ours; otherwise Redis forgets us soon. */
static void take_away(struct alone *alone)
{
	struct error ignored = { 0 };
	char name[ALONE_NAME_MAX] = "";

	if (redis_link_connected(alone->link) && read_name(alone->link, name, &ignored) == 0 &&
	    strcmp(name, alone->name) == 0)
		(void)on_key(alone->link, "UNLINK", NULL, &ignored);
}

struct alone *alone_leave(struct alone *alone)
{
	if (!alone)
		return NULL;
	if (alone->running) {
		pthread_mutex_lock(&alone->lock);
		alone->left = true;
		pthread_cond_signal(&alone->leaving);
		pthread_mutex_unlock(&alone->lock);
		pthread_join(alone->thread, NULL);
	}
	if (alone->link)
		take_away(alone);
	redis_link_free(alone->link);
	pthread_mutex_destroy(&alone->lock);
	pthread_cond_destroy(&alone->leaving);
	free(alone);
	return NULL;
}
