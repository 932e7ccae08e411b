/*
 * store_lookout.h - for tests of what is noticed: a brand's two weeks, and a lookout over them.
 */
#ifndef LIVVAKT_TEST_STORE_LOOKOUT_H
#define LIVVAKT_TEST_STORE_LOOKOUT_H

#include "store_batch.h"

#include "clock.h"
#include "incidents.h"
#include "lookout.h"

enum { DAYS = 15 };
#define NOON (NOW_US - NOW_US % CLOCK_DAY_US + 12 * CLOCK_HOUR_US)
/* Abusive are, of the negatives, those of authors from here on. */
enum { CRITICS = 1000, ABUSERS = 1000000 };

static struct arena arena;
static struct config *config;
static struct counters counters;
static struct lookout *lookout;

static inline struct delta delta_at(int64_t now_us)
{
	struct delta delta;

	arena_reset(&arena);
	delta_init(&delta, &arena, now_us);
	return delta;
}

static inline void add(struct delta *delta, const char *brand, const char *scope, int64_t ts_us,
		       bool negative, uint64_t author)
{
	const struct delta_point point = { .scope = slice_from(scope),
					   .ts_us = ts_us,
					   .negative = negative,
					   .abuse = author >= ABUSERS,
					   .author = author };

	delta_add_point(delta, delta_brand(delta, slice_from(brand)), &point);
}

/* So many comments in an hour, a fifth of them negative. */
static inline void usual_hour(struct delta *delta, const char *brand, const char *scope,
			      int64_t from_us, int an_hour)
{
	const int64_t hour = from_us / CLOCK_HOUR_US;

	for (int64_t i = 0; i < an_hour; i++)
		add(delta, brand, scope, from_us + i * CLOCK_HOUR_US / an_hour, (i + hour) % 5 == 0,
		    (uint64_t)(1 + i));
}

/* From 8 to 20, and today until noon. */
static inline void two_weeks(const char *brand, const char *scope, int an_hour)
{
	for (int64_t day = -DAYS; day <= 0; day++) {
		struct delta delta = delta_at(NOON + (day < 0 ? day + 1 : 0) * CLOCK_DAY_US);

		for (int64_t hour = -4; hour < (day < 0 ? 8 : 0); hour++)
			usual_hour(&delta, brand, scope,
				   NOON + day * CLOCK_DAY_US + hour * CLOCK_HOUR_US, an_hour);
		batch_commit(&delta);
	}
}

static inline int lookout_up(void **state, const char *text)
{
	struct complaints complaints;

	complaints_init(&complaints);
	config = config_parse(slice_from(text), "test", &complaints);
	complaints_done(&complaints);
	arena_init(&arena, 1 << 20, 64 << 20);
	return config ? house_up(state) : -1;
}

static inline int lookout_down(void **state)
{
	config_free(config);
	arena_done(&arena);
	return house_down(state);
}

static inline int begin(void **state)
{
	lookout = lookout_new(config, &counters, 0, false, NULL);
	return lookout ? house_empty(state) : -1;
}

static inline int end(void **state)
{
	(void)state;
	lookout = lookout_free(lookout);
	return 0;
}

/* A launch of the brand "launched", from an hour before noon until four hours after. */
static inline void launch(char ret_text[256])
{
	char from[CLOCK_TEXT_MAX], to[CLOCK_TEXT_MAX];

	snprintf(ret_text, 256,
		 "events: [{name: launch, brand: launched, from: '%s', to: '%s', factor: 5}]",
		 clock_format(NOON - CLOCK_HOUR_US, from),
		 clock_format(NOON + 4 * CLOCK_HOUR_US, to));
}

#endif
