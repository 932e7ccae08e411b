/* again.h - what an incident goes on with: earlier ones about the same, that were over. */
#ifndef LIVVAKT_AGAIN_H
#define LIVVAKT_AGAIN_H

#include <stdbool.h>
#include <stdint.h>

enum { AGAIN_ID_MAX = 48, AGAIN_NAME_MAX = 257 };

/* Zeros: nothing, it is the first. */
struct again {
	char first[AGAIN_ID_MAX], last[AGAIN_ID_MAX]; /* ids; the same where there was one */
	int64_t first_at_us;			      /* when the first was opened */
	char by[AGAIN_NAME_MAX]; /* who had the latest that anybody had; "": nobody yet */
	unsigned times;		 /* how many there are with this one: 2, 3 … */
};

/* Which day it is, by two times of one clock: 1 where the day is the same. */
int64_t again_day(int64_t first_us, int64_t us);

struct json;
struct json_writer;
/* The value of a member: an object, or null. What cannot be read is nothing. */
void again_write_json(const struct again *again, struct json_writer *writer);
void again_read_json(const struct json *object, struct again *ret_again);

#endif
