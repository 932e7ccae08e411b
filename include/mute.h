/*
 * mute.h - a silence that a person asked for: what matches is told to nobody until it ends.
 *
 * People say silence (`livvakt silence`); here it is a mute, for silence.h is of feeds that say
 * nothing. A plain noun: alarm/muting.c says what it covers, store/mutes.c keeps it.
 */
#ifndef LIVVAKT_MUTE_H
#define LIVVAKT_MUTE_H

#include "slice.h"
#include <stdbool.h>
#include <stdint.h>

enum { MUTE_ID_MAX = 48, MUTE_NAME_MAX = 257, MUTE_REASON_MAX = 257 };

struct mute {
	char id[MUTE_ID_MAX]; /* "sil-" + 26 letters and digits; empty: there is none */
	char brand[MUTE_NAME_MAX];
	char scope[MUTE_NAME_MAX]; /* as an incident's; "brand": all of the brand's */
	char by[MUTE_NAME_MAX];
	char reason[MUTE_REASON_MAX];
	char ended_by[MUTE_NAME_MAX]; /* empty: nobody ended it before its time */
	int64_t from_us, until_us;    /* half-open; of one that was ended, when that was */
};

struct json;
struct json_writer;
/* One JSON object. */
void mute_write_json(const struct mute *mute, struct json_writer *writer);
/* False, and nothing written, when the object is none of ours. */
bool mute_read_json(const struct json *object, struct mute *ret_mute);

#endif
