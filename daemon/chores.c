/* chores.c - see chores.h. */
#include "chores.h"

#include "author_key.h"
#include "clock.h"
#include "identity.h"
#include "log.h"
#include "retention.h"

#define SWEEP_EVERY_US CLOCK_HOUR_US
#define KEY_EVERY_US (10 * CLOCK_SECOND_US)
#define KEY_AGAIN_US CLOCK_HOUR_US

static int sweep(struct chores *chores, unsigned number, struct error *error)
{
	const struct config *config = chores->config;
	const struct retention retention = { config->keep_incidents_us, config->keep_messages_us,
					     config->keep_comments_us, config->keep_poison_us };
	struct partition partition = { 0 };
	int r = partitions_ready(chores->partitions, number, clock_monotonic_us(), &partition,
				 error);

	if (r < 0)
		return r;
	return retention_sweep(partition.link, number, &retention, clock_wall_us(), NULL, error);
}

/* What is kept too long goes, also where nothing else happens: a partition at a time, so that
 * comments do not wait for long. */
static void forget_old(struct chores *chores)
{
	int64_t now_us = clock_monotonic_us();
	struct error error = { 0 };

	if (now_us < chores->sweep_at_us)
		return;
	if (sweep(chores, chores->sweep_next, &error) < 0)
		log_warning("what is kept too long could not be cleared, and will be in an hour: "
			    "%s",
			    error.text);
	if (++chores->sweep_next == partitions_count(chores->partitions)) {
		chores->sweep_next = 0;
		chores->sweep_at_us = now_us + SWEEP_EVERY_US;
	}
}

/* The key that authors were hashed with before goes when its time is over: here, and from the
 * file, unless that was replaced meanwhile. */
static void forget_key(struct chores *chores)
{
	int64_t now_us = clock_wall_us();
	struct author_keys keys = { 0 };
	struct error error = { 0 };

	if (!author_keys_expire(chores->keys, now_us))
		return;
	if (author_key_load(chores->config->state_folder, now_us, &keys, &error) < 0)
		log_warning("the key that authors were hashed with before could not be removed, "
			    "and will be at the next start: %s",
			    error.text);
	else
		log_info("the key that authors were hashed with before is gone");
	crypto_wipe(&keys, sizeof(keys));
}

/* Others came back with a new key while this one runs on: the author whom they know is not known
 * here. Whoever restarts takes all partitions, so one of them tells. */
static void compare_key(struct chores *chores)
{
	int64_t now_us = clock_monotonic_us();
	struct partition partition = { 0 };
	struct error error = { 0 };

	if (now_us < chores->key_at_us)
		return;
	chores->key_at_us = now_us + KEY_EVERY_US;
	int r = partitions_ready(chores->partitions, 0, now_us, &partition, &error);
	if (r == 0)
		r = identity_check_key(partition.link, 0, chores->keys, &error);
	if (r != ERROR_CONFLICT)
		return;
	chores->key_at_us = now_us + KEY_AGAIN_US;
	log_warning("%s", error.text);
}

void chores_do(struct chores *chores)
{
	compare_key(chores);
	forget_old(chores);
	forget_key(chores);
}
