/*
 * synthetic.h - synthetic comment streams whose truth is known: seasonal, overdispersed, with or
 * without a planted event.
 *
 * The model shares nothing with the detector's: log-normal levels that wander by days and by hours,
 * threads (a comment that draws others after it), a share of negatives that wanders too.
 */
#ifndef LIVVAKT_QUALITY_SYNTHETIC_H
#define LIVVAKT_QUALITY_SYNTHETIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct random {
	uint64_t state;
};

double random_unit(struct random *random); /* inside 0 … 1 */
double random_normal(struct random *random);
double random_poisson(struct random *random, double mean);

/* How rough a stream is. */
struct roughness {
	const char *name;
	double day_sigma, hour_sigma; /* of the logarithm of the level */
	double thread;		      /* comments that one draws after it, on average */
	double share_sigma;	      /* of the logit of the share, by hours */
	double night;		      /* how much deeper than usual the nights are; 0: as usual */
	double shift_hours;	      /* of the day's curve: where on earth people live */
};

struct event {
	double start_hour, hours;
	double factor; /* of negatives, at full height; 1: none */
	double ramp_hours;
	double happy;  /* factor of all other comments */
	unsigned days; /* it comes again at the same hours, on so many days in all; 0: once */
};

/* The share creeps, a straight line of its logit, and stays where it gets to. */
struct drift {
	double start_hour, hours; /* 0 hours: there is none */
	double share;
};

struct stream_settings {
	double comments_a_day, share;
	unsigned weeks;
	struct roughness roughness;
	struct event event, second; /* `second` as zeros: there is none */
	struct drift drift;
	uint64_t seed;
};

struct stream_comment {
	int64_t ts_us;
	bool negative;
};

/* Sorted by time. The caller frees `comments`. False when out of memory. */
struct stream {
	struct stream_comment *comments;
	size_t count;
	int64_t start_us;
};
bool stream_make(const struct stream_settings *settings, struct stream *ret_stream);

#endif
