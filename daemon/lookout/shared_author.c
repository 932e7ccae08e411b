/* shared_author.c - see shared_author.h. */
#include "shared_author.h"

#include "clock.h"
#include "log.h"
#include "voices.h"

enum { THIRDS = 3, COMMENTS_MIN = 40 };
/* What one person writes in an evening is no habit of a source. */
static const int64_t SPAN_MIN_US = 6 * CLOCK_HOUR_US;

static bool is_usual_on(const struct recent_comment *comment, struct slice channel)
{
	return !recent_comment_is_negative(comment) && slice_equal(comment->channel, channel);
}

static uint64_t busiest_of(const struct recent_comment *comments, size_t count, uint64_t *scratch)
{
	size_t named = 0, times;
	uint64_t most;

	for (size_t i = 0; i < count; i++) {
		if (!recent_comment_is_negative(&comments[i]) && comments[i].author)
			scratch[named++] = comments[i].author;
	}
	(void)voices_authors(scratch, named, &most, &times);
	return most;
}

/* Where an author was last heard. */
static struct slice channel_of(const struct recent_comment *comments, size_t count, uint64_t author)
{
	for (size_t i = count; i-- > 0;) {
		if (!recent_comment_is_negative(&comments[i]) && comments[i].author == author)
			return comments[i].channel;
	}
	return (struct slice){ NULL, 0 };
}

/* How many usual comments the channel has; 0 where they are no habit yet. */
static size_t habit_of(const struct recent_comment *comments, size_t count, struct slice channel)
{
	int64_t first_us = 0, last_us = 0;
	size_t usual = 0;

	for (size_t i = 0; i < count; i++) {
		if (!is_usual_on(&comments[i], channel))
			continue;
		first_us = usual++ == 0 ? comments[i].ts_us : first_us;
		last_us = comments[i].ts_us;
	}
	return usual >= COMMENTS_MIN && last_us - first_us >= SPAN_MIN_US ? usual : 0;
}

uint64_t shared_author_find(const struct recent_comment *comments, size_t count, uint64_t *scratch)
{
	const uint64_t author = busiest_of(comments, count, scratch);
	size_t all[THIRDS] = { 0 }, own[THIRDS] = { 0 }, seen = 0;

	if (author == 0)
		return 0;
	const struct slice channel = channel_of(comments, count, author);
	const size_t usual = habit_of(comments, count, channel);
	if (usual == 0)
		return 0;
	for (size_t i = 0; i < count; i++) {
		if (!is_usual_on(&comments[i], channel))
			continue;
		const size_t third = seen++ * THIRDS / usual;
		all[third]++;
		own[third] += comments[i].author == author;
	}
	for (size_t third = 0; third < THIRDS; third++) {
		if (2 * own[third] < all[third])
			return 0;
	}
	return author;
}

void shared_author_warn(struct slice brand)
{
	log_warning(
		"brand %.*s: half of what one of its channels brings is by the same author, who is "
		"taken to be nobody known; leave `author` out where a source has no names",
		(int)brand.len, brand.data);
}
