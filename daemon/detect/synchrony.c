/* synchrony.c - see synchrony.h. */
#include "synchrony.h"

#include <stdbool.h>
#include <string.h>

#define NEAR_US INT64_C(2000000)
#define ONE_TIME_US INT64_C(50000)
#define PRECISION_US 1000
enum { STRETCHES = 10 }; /* the first is near, the others are the pace */

static bool has_time(const struct moment *moment)
{
	return moment->author && moment->ts_us % PRECISION_US == 0;
}

/* In which stretch behind it the other one lies; STRETCHES: in none. */
static int64_t stretch_of(int64_t lag_us)
{
	if (lag_us < ONE_TIME_US)
		return STRETCHES;
	return lag_us <= NEAR_US ? 0 : (lag_us - 1) / NEAR_US;
}

/* Those of one time join by whoever comes behind all of them. */
static void join(uint32_t *first, size_t earlier, size_t later)
{
	if (!first[earlier])
		first[earlier] = first[later] ? first[later] : (uint32_t)earlier + 1;
	if (!first[later])
		first[later] = first[earlier];
}

/* The stretches behind one of them that hold somebody else's, as bits. */
static unsigned look_behind(const struct moment *moments, size_t count, size_t at, uint32_t *first)
{
	unsigned held = 0;

	for (size_t i = at + 1; i < count; i++) {
		const int64_t lag_us = moments[i].ts_us - moments[at].ts_us;

		if (lag_us > STRETCHES * NEAR_US)
			break;
		const int64_t stretch = stretch_of(lag_us);
		if (stretch >= STRETCHES || moments[i].author == moments[at].author ||
		    !has_time(&moments[i]) || !slice_equal(moments[i].post, moments[at].post))
			continue;
		held |= 1u << stretch;
		if (stretch == 0)
			join(first, at, i);
	}
	return held;
}

static size_t count_together(const uint32_t *first, size_t count)
{
	size_t together = 0;

	for (size_t i = 0; i < count; i++)
		together += first[i] != 0;
	return together;
}

/* Two and two: people who answer one another. */
static bool is_pairs(const uint32_t *first, size_t count, size_t together)
{
	size_t groups = 0;

	for (size_t i = 0; i < count; i++)
		groups += first[i] == i + 1;
	return together == 2 * groups;
}

/* The next one, from `at` on, that came with others, more than near behind those before it, below
 * whichever post; `count`: none. */
static size_t next_round(const struct moment *moments, const uint32_t *first, size_t count,
			 size_t at)
{
	int64_t last_us = moments[at].ts_us;

	while (++at < count) {
		if (first[at] && moments[at].ts_us - last_us > NEAR_US)
			return at;
		if (first[at])
			last_us = moments[at].ts_us;
	}
	return count;
}

struct rounds {
	size_t gaps, regular;
	int64_t shortest_us;
};

static struct rounds look_at_rounds(const struct moment *moments, const uint32_t *first,
				    size_t count, int64_t round_us)
{
	const int64_t tenth_us = round_us / 10;
	const int64_t off_us = tenth_us < NEAR_US ? tenth_us : NEAR_US;
	struct rounds rounds = { 0, 0, INT64_MAX };
	size_t at = 0;

	while (at < count && !first[at])
		at++;
	while (at < count) {
		const size_t next = next_round(moments, first, count, at);

		if (next == count)
			break;
		const int64_t gap_us = moments[next].ts_us - moments[at].ts_us;
		rounds.gaps++;
		rounds.regular += (gap_us + off_us) % round_us <= 2 * off_us;
		if (gap_us < rounds.shortest_us)
			rounds.shortest_us = gap_us;
		at = next;
	}
	return rounds;
}

/* A source that is asked each so many seconds, and gives the time of asking; some rounds bring
 * nothing. */
static bool is_polled(const struct moment *moments, const uint32_t *first, size_t count)
{
	struct rounds rounds = look_at_rounds(moments, first, count, INT64_MAX);

	if (rounds.gaps < 2)
		return false;
	rounds = look_at_rounds(moments, first, count, rounds.shortest_us);
	return rounds.regular * 4 >= rounds.gaps * 3;
}

size_t synchrony_find(const struct moment *moments, size_t count, uint32_t *ret_first)
{
	size_t near = 0, later = 0, looked = 0;

	memset(ret_first, 0, count * sizeof(*ret_first));
	for (size_t i = 0; i < count; i++) {
		if (!has_time(&moments[i]))
			continue;
		const unsigned held = look_behind(moments, count, i, ret_first);
		looked++;
		near += held & 1;
		for (unsigned stretch = 1; stretch < STRETCHES; stretch++)
			later += held >> stretch & 1;
	}
	const size_t together = count_together(ret_first, count);
	if (near >= SYNCHRONY_NEAR_MIN && together * SYNCHRONY_SHARE_MIN >= looked &&
	    near * (STRETCHES - 1) >= SYNCHRONY_TIMES * (later + STRETCHES - 1) &&
	    !is_pairs(ret_first, count, together) && !is_polled(moments, ret_first, count))
		return together;
	memset(ret_first, 0, count * sizeof(*ret_first));
	return 0;
}
