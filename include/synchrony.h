/*
 * synchrony.h - which comments came within two seconds of one another, as people do not write?
 *
 * Accounts that act together within seconds are how coordination is told in the literature
 * (Pacheco et al. 2021; Giglietto et al. 2020: unusually quick, against what is usual there). Many
 * people who are angry at the same moment, as after a programme or a goal, come quickly one after
 * the other too: but each takes their own time to write, so within two seconds hardly more of them
 * meet than within the seconds after. Programs that are started together do not wait.
 *
 *   comment ──┬─ somebody else's below the same post within 2 s?     so many comments say yes: near
 *             └─ … between 2 and 4 s, 4 and 6 s, … 18 and 20 s?      on average: the pace
 *
 * Said only when the near ones are many times the pace, and neither two and two only, as people
 * answer one another, nor in rounds of nearly one length (three or more, within a tenth and 2 s):
 * so come the comments of a source that is asked now and then, and gives the time of asking. Pure,
 * deterministic, whole numbers.
 */
#ifndef LIVVAKT_SYNCHRONY_H
#define LIVVAKT_SYNCHRONY_H

#include "slice.h"
#include <stddef.h>
#include <stdint.h>

enum {
	SYNCHRONY_NEAR_MIN = 8,	 /* comments with one near behind them */
	SYNCHRONY_TIMES = 6,	 /* the pace and one */
	SYNCHRONY_SHARE_MIN = 4, /* a quarter of all are such */
};

struct moment {
	int64_t ts_us;
	uint64_t author;   /* 0: nobody known */
	struct slice post; /* empty: not known; these are taken for one post */
};

/*
 * How many of them came so, in the order of time; 0 where they are too few or no more than the pace
 * brings. `ret_first` (`count` of them): the index of the first of those with which each came, plus
 * one; 0: it came by itself.
 *
 * Not looked at: times to the microsecond, which are our own clock's, of comments whose source says
 * none. Times that are less than 50 ms apart are one time: what a source hands over at once was not
 * written at once.
 */
size_t synchrony_find(const struct moment *moments, size_t count, uint32_t *ret_first);

#endif
