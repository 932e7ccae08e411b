/*
 * detect_windows.h - what the detector of comments and that of bare series share: which trailing
 * windows are looked at, and what looking so often costs.
 */
#ifndef LIVVAKT_DETECT_WINDOWS_H
#define LIVVAKT_DETECT_WINDOWS_H

#include <stdint.h>

/* Lengths, shortest first, about doubling, so that [i - DETECT_QUARTER_BACK] is about a quarter of
 * [i]. */
enum { DETECT_WINDOWS = 9, DETECT_QUARTER_BACK = 2 };
extern const int64_t DETECT_WINDOW_US[DETECT_WINDOWS];

/* The index of the shortest window that holds a stretch until now, or of the longest. */
unsigned detect_window_of(int64_t length_us);

/* Who wrote the negatives of each window. */
struct detect_voices {
	/* Thousandths of them that are left where nobody counts more often than nearly all do
	 * (voices.h): these are looked at; 0: all. */
	unsigned fair[DETECT_WINDOWS];
	/* How many people, exactly; 0: not known, what is counted for the moment holds. */
	unsigned people[DETECT_WINDOWS];
};

/* Of so many negatives of a window of that length, those that are looked at; and their people. */
uint64_t detect_fair(const struct detect_voices *voices, int64_t length_us, uint64_t negative);
uint64_t detect_people(const struct detect_voices *voices, int64_t length_us, uint64_t counted);

/* A longer window only alerts while its last quarter is above expectation too, by this surprise (1
 * in 5): or it would go on about what was over hours ago. */
#define DETECT_GOING_ON 0.7

/* From -log10 p of one look, at a window that holds `count`, to -log10 of how often an hour chance
 * does this, in any window. */
double detect_surprise_an_hour(double surprise, int64_t window_us, double count);

/* The line that the user's budget draws: one false alarm in so many weeks. */
double detect_line(double quiet_weeks);

/* 0 … 1, a half at the line. */
double detect_score(double surprise, double line);

#endif
