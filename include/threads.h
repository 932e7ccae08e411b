/*
 * threads.h - which language is written below a post: what comments came there tells of those that
 * are too short to tell it themselves.
 *
 * Of a thousand posts, those that were written to last. Each judge has its own, so that several of
 * them learn a post's language one by one; who says it with the comment (`lang`) is believed first.
 */
#ifndef LIVVAKT_THREADS_H
#define LIVVAKT_THREADS_H

#include "comment.h"
#include "language.h"
#include <stdint.h>

enum {
	THREADS_MAX = 1024,
	THREADS_TELLING_BYTES = 30, /* shorter ones tell too little to be learnt from, */
	THREADS_KNOWN_FROM = 4,	    /* so many must have come, */
	THREADS_SHARE = 750,	    /* and so many thousandths be of one language */
};

struct thread {
	uint64_t post; /* hash of brand and post; 0: none */
	uint16_t comments[LANGUAGE_COUNT];
};

/* Zeroed is empty. */
struct threads {
	struct thread threads[THREADS_MAX];
};

/* LANGUAGE_ANY: it belongs to no post, or that one's language is not known. */
enum language threads_language(const struct threads *threads, const struct comment *comment);
void threads_learn(struct threads *threads, const struct comment *comment, enum language language);

#endif
