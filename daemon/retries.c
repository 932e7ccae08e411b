/* retries.c - see retries.h. */
#include "retries.h"

#include "clock.h"
#include "fnv.h"
#include "utf8.h"

#include <stdlib.h>
#include <string.h>

#define RUNNING_LATER_US CLOCK_SECOND_US
/* So long order is kept: what a receiver refuses for days must not keep the rest from it. */
#define ORDER_US CLOCK_MINUTE_US

/* Two that are taken for one wait for each other, and that is all. */
static uint64_t hash_of(uint64_t hash, struct slice text)
{
	return fnv_byte(fnv_add(hash, text), 0xff); /* which no text holds: where one ends */
}

static uint64_t start_of(const struct message *message)
{
	return FNV_START + (uint64_t)message->kind;
}

/* There is one mail server; a webhook or action is one by itself. */
static uint64_t server_of(const struct message *message)
{
	return message->kind == MESSAGE_EMAIL ? start_of(message)
					      : hash_of(start_of(message), message->receiver);
}

static uint64_t line_of(const struct message *message)
{
	if (message->incident.len == 0)
		return 0;
	return hash_of(hash_of(start_of(message), message->receiver), message->incident);
}

static struct retry *find(struct retries *retries, struct slice id)
{
	for (size_t i = 0; i < retries->count; i++) {
		if (slice_is(id, retries->items[i].id))
			return &retries->items[i];
	}
	return NULL;
}

static int64_t earlier(int64_t a_us, int64_t b_us)
{
	return a_us < b_us ? a_us : b_us;
}

static bool is_stale(const struct retry *retry, int64_t now_us)
{
	return now_us - retry->at_us > RETRIES_STALE_US;
}

static void remove_at(struct retries *retries, size_t index)
{
	retries->items[index] = retries->items[--retries->count];
}

/* NULL: every place is taken by one that is still waited for. */
static struct retry *find_place(struct retries *retries, int64_t now_us)
{
	for (size_t i = retries->count; i-- > 0;) {
		if (is_stale(&retries->items[i], now_us))
			remove_at(retries, i);
	}
	return retries->count < RETRIES_MAX ? &retries->items[retries->count++] : NULL;
}

static void note(struct retries *retries, const struct message *message, bool running,
		 int64_t at_us, int64_t now_us)
{
	struct retry *retry = find(retries, message->id);

	if (!retry) {
		retry = find_place(retries, now_us);
		if (!retry)
			return;
		*retry = (struct retry){ .server = server_of(message),
					 .line = line_of(message),
					 .created_us = message->created_us,
					 .since_us = now_us,
					 .page = message->news == MESSAGE_PAGE };
		utf8_copy(retry->id, sizeof(retry->id), message->id);
	}
	retry->running = running;
	retry->at_us = at_us;
}

void retries_start(struct retries *retries, const struct message *message, int64_t until_us,
		   int64_t now_us)
{
	note(retries, message, true, until_us, now_us);
}

void retries_wait(struct retries *retries, const struct message *message, int64_t at_us,
		  int64_t now_us)
{
	note(retries, message, false, at_us, now_us);
}

void retries_failed(struct retries *retries, struct slice id, int64_t at_us)
{
	struct retry *retry = find(retries, id);

	if (!retry)
		return;
	retry->running = false;
	retry->at_us = at_us;
}

void retries_forget(struct retries *retries, struct slice id)
{
	const struct retry *retry = find(retries, id);

	if (retry)
		remove_at(retries, (size_t)(retry - retries->items));
}

static bool goes_first(const struct retry *retry, const struct message *message, uint64_t line)
{
	return retry->line == line && retry->created_us < message->created_us &&
	       (retry->page || message->news != MESSAGE_PAGE);
}

static bool keeps_order(const struct retry *retry, int64_t now_us)
{
	return now_us < retry->since_us + ORDER_US;
}

/* When that is done, as far as one can say; 0: it is not waited for any more. One that runs is, for
 * that ends by itself. */
static int64_t waited_for_until(const struct retry *retry, int64_t now_us)
{
	if (retry->running)
		return now_us + RUNNING_LATER_US;
	return keeps_order(retry, now_us) ? earlier(retry->at_us + 1, retry->since_us + ORDER_US)
					  : 0;
}

int64_t retries_turn_us(const struct retries *retries, const struct message *message,
			int64_t now_us)
{
	const uint64_t line = line_of(message);
	int64_t turn_us = 0;

	for (size_t i = 0; line != 0 && i < retries->count; i++) {
		const struct retry *retry = &retries->items[i];
		const int64_t until_us = waited_for_until(retry, now_us);

		if (slice_is(message->id, retry->id) && !keeps_order(retry, now_us))
			return 0; /* it has waited long enough itself */
		if (goes_first(retry, message, line) && !is_stale(retry, now_us) &&
		    until_us > turn_us)
			turn_us = until_us;
	}
	return turn_us;
}

static int compare_written(const void *a, const void *b)
{
	const struct retry *one = *(const struct retry *const *)a;
	const struct retry *other = *(const struct retry *const *)b;

	return (one->created_us > other->created_us) - (one->created_us < other->created_us);
}

size_t retries_hurry(struct retries *retries, struct slice id, int64_t now_us,
		     const struct retry *ret_waiting[RETRIES_MAX])
{
	const struct retry *taken = find(retries, id);
	size_t count = 0;

	for (size_t i = 0; taken && i < retries->count; i++) {
		struct retry *retry = &retries->items[i];

		if (retry == taken || retry->server != taken->server || retry->hurried ||
		    retry->running || retry->at_us <= now_us)
			continue;
		retry->hurried = true;
		retry->since_us = now_us; /* they leave in their order once more */
		ret_waiting[count++] = retry;
	}
	qsort(ret_waiting, count, sizeof(*ret_waiting), compare_written);
	return count;
}
