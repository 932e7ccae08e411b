/* synthetic.c - the generator of synthetic streams. */
#include "synthetic.h"
#include "clock.h"
#include <math.h>
#include <stdlib.h>

double random_unit(struct random *random)
{
	/* SplitMix64 (Steele, Lea, Flood 2014). */
	uint64_t z = random->state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
	z ^= z >> 31;
	return ((double)(z >> 11) + 0.5) / 9007199254740992.0;
}

double random_normal(struct random *random)
{
	double radius = sqrt(-2.0 * log(random_unit(random)));

	return radius * cos(2.0 * M_PI * random_unit(random));
}

double random_poisson(struct random *random, double mean)
{
	double count = 0.0;

	if (mean > 60.0)
		return fmax(round(mean + sqrt(mean) * random_normal(random)), 0.0);
	for (double left = exp(-mean), product = random_unit(random); product > left; count++)
		product *= random_unit(random);
	return count;
}

struct builder {
	struct stream *stream;
	size_t room;
	struct random random;
	bool failed;
};

static void add(struct builder *builder, int64_t ts_us, bool negative)
{
	struct stream *stream = builder->stream;

	if (stream->count == builder->room) {
		size_t room = builder->room ? builder->room * 2 : 4096;
		void *larger = realloc(stream->comments, room * sizeof(*stream->comments));

		if (!larger) {
			builder->failed = true;
			return;
		}
		stream->comments = larger;
		builder->room = room;
	}
	stream->comments[stream->count++] = (struct stream_comment){ ts_us, negative };
}

/* A comment and those that it draws after it, each some minutes later, of the same mood three times
 * in four. */
static void add_thread(struct builder *builder, const struct stream_settings *settings,
		       int64_t ts_us, double share)
{
	struct random *random = &builder->random;
	bool negative = random_unit(random) < share;

	add(builder, ts_us, negative);
	/* Geometric with mean `thread`. */
	double go_on = settings->roughness.thread / (1.0 + settings->roughness.thread);
	while (random_unit(random) < go_on) {
		ts_us += (int64_t)(-log(random_unit(random)) * 4.0 * (double)CLOCK_MINUTE_US);
		add(builder, ts_us,
		    random_unit(random) < 0.75 ? negative : random_unit(random) < share);
	}
}

static double daily_curve(const struct roughness *rough, double hour_of_day)
{
	/* A night, a morning, an evening peak; mean about 1. */
	const double deep = 0.9 * (1.0 + rough->night);
	double x = 2.0 * M_PI * (hour_of_day - 15.0 - rough->shift_hours) / 24.0;

	return exp(deep * cos(x) + 0.35 * cos(2.0 * (x - 0.9))) / (1.0 + deep * deep * 0.3);
}

static double event_height(const struct event *event, double hour)
{
	double since = hour - event->start_hour;
	const double day = floor(fmax(since, 0.0) / 24.0);

	if (day < event->days)
		since -= day * 24.0;
	if (since < 0.0 || since >= event->hours)
		return 0.0;
	return event->ramp_hours > 0.0 ? fmin(since / event->ramp_hours, 1.0) : 1.0;
}

static double logit(double share)
{
	return log(share / (1.0 - share));
}

/* Of the share at that hour. */
static double drifted(const struct stream_settings *settings, double hour)
{
	const struct drift *drift = &settings->drift;
	const double from = logit(settings->share);

	if (drift->hours <= 0.0 || hour <= drift->start_hour)
		return from;
	return from +
	       (logit(drift->share) - from) * fmin((hour - drift->start_hour) / drift->hours, 1.0);
}

static int by_time(const void *left, const void *right)
{
	const struct stream_comment *a = left, *b = right;

	return a->ts_us < b->ts_us ? -1 : a->ts_us > b->ts_us;
}

bool stream_make(const struct stream_settings *settings, struct stream *ret_stream)
{
	const struct roughness *rough = &settings->roughness;
	struct stream stream = { .start_us = INT64_C(1767571200000000) }; /* a Monday */
	struct builder builder = { .stream = &stream, .random = { settings->seed } };
	double day = 0.0, hour_level = 0.0, tilt = 0.0;
	static const double WEEK[7] = { 1.05, 1.1, 1.1, 1.05, 1.0, 0.8, 0.9 };

	/* Steps of six minutes; levels are first-order autoregressions of one day and of three
	 * hours. */
	for (unsigned step = 0; step < settings->weeks * 7 * 240; step++) {
		double hour = step / 10.0;

		if (step % 240 == 0)
			day = 0.5 * day +
			      sqrt(0.75) * rough->day_sigma * random_normal(&builder.random);
		if (step % 10 == 0) {
			hour_level = 0.7 * hour_level + sqrt(0.51) * rough->hour_sigma *
								random_normal(&builder.random);
			tilt = 0.7 * tilt +
			       sqrt(0.51) * rough->share_sigma * random_normal(&builder.random);
		}
		double level = exp(day + hour_level -
				   0.5 * (rough->day_sigma * rough->day_sigma +
					  rough->hour_sigma * rough->hour_sigma));
		double rate = settings->comments_a_day / 240.0 * level *
			      daily_curve(rough, fmod(hour, 24.0)) * WEEK[(step / 240) % 7] /
			      (1.0 + rough->thread);
		double share = 1.0 / (1.0 + exp(-drifted(settings, hour) - tilt));
		double height = event_height(&settings->event, hour);
		double negative =
			rate * share *
			(1.0 + (settings->event.factor - 1.0) * height +
			 (settings->second.factor - 1.0) * event_height(&settings->second, hour));
		double others = rate * (1.0 - share) *
				(1.0 + (fmax(settings->event.happy, 1.0) - 1.0) * height);

		for (double left = random_poisson(&builder.random, negative + others); left > 0.0;
		     left--) {
			double at = (hour + random_unit(&builder.random) / 10.0) *
				    (double)CLOCK_HOUR_US;
			add_thread(&builder, settings, stream.start_us + (int64_t)at,
				   negative / (negative + others));
		}
	}
	if (builder.failed) {
		free(stream.comments);
		return false;
	}
	if (stream.count > 0)
		qsort(stream.comments, stream.count, sizeof(*stream.comments), by_time);
	*ret_stream = stream;
	return true;
}
