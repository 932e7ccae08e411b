/* detect_learn.c - see detect_learn.h. */
#include "detect_learn.h"

#include "clock.h"
#include "left_out.h"
#include <string.h>

static const int64_t YOUNG_US = 6 * CLOCK_HOUR_US, QUARTER_US = 15 * CLOCK_MINUTE_US;
static const int64_t GUARD_MIN_US = 10 * CLOCK_MINUTE_US;

/* Whether this very history was learnt from already. */
static bool remembered(const struct detect_memory *memory, const struct baseline_history *history)
{
	const size_t bytes = history->count * sizeof(history->negative[0]);

	return memory && memory->learnt && memory->history.slot_us == history->slot_us &&
	       memory->history.first_us == history->first_us &&
	       memory->history.count == history->count &&
	       memory->history.zone.minutes == history->zone.minutes &&
	       memory->history.zone.summer == history->zone.summer &&
	       memcmp(memory->negative, history->negative, bytes) == 0 &&
	       memcmp(memory->comments, history->comments, bytes) == 0 &&
	       memcmp(memory->left_out, history->left_out, history->count) == 0;
}

static void remember(struct detect_memory *memory, const struct baseline_history *history,
		     const struct baseline *baseline)
{
	const size_t bytes = history->count * sizeof(history->negative[0]);

	if (!memory)
		return;
	memcpy(memory->negative, history->negative, bytes);
	memcpy(memory->comments, history->comments, bytes);
	memcpy(memory->left_out, history->left_out, history->count);
	memory->history = *history;
	memory->history.negative = memory->history.comments = NULL; /* the arrays hold them */
	memory->history.left_out = NULL;
	memory->baseline = *baseline;
	memory->learnt = true;
}

/* The history: whole hours, without the latest ones, so that an episode does not teach what is
 * usual. A series younger than six hours tells by quarters of an hour instead. */
void detect_learn(struct detect_memory *memory, const struct series_counts *counts,
		  const struct detect_settings *settings, int64_t now_us, int64_t age_us,
		  struct baseline *ret_baseline)
{
	float negative[BASELINE_SLOTS_MAX], comments[BASELINE_SLOTS_MAX];
	bool left_out[BASELINE_SLOTS_MAX];
	const bool young = age_us < YOUNG_US;
	const int64_t slot_us = young ? QUARTER_US : CLOCK_HOUR_US;
	int64_t guard_us = young ? age_us / 2 : age_us / 3;
	guard_us = guard_us > YOUNG_US	     ? YOUNG_US
		   : guard_us < GUARD_MIN_US ? GUARD_MIN_US
					     : guard_us;

	int64_t end = (now_us - guard_us) / slot_us;
	int64_t begin = (now_us - age_us + slot_us - 1) / slot_us;
	int64_t oldest = young ? begin : series_hour_of(now_us) - SERIES_HOURS + 1;
	begin = begin < oldest ? oldest : begin;

	size_t count = 0;
	for (int64_t slot = begin; slot < end && count < BASELINE_SLOTS_MAX; slot++, count++) {
		struct series_sum sum =
			young ? series_counts_sum_minutes(counts, slot * 15 + 14, 15)
			      : series_counts_hour(counts, slot);
		negative[count] = (float)sum.negative;
		comments[count] = (float)sum.comments;
	}
	left_out_mark(&(struct left_out_slots){ slot_us, begin * slot_us, count }, settings->told,
		      settings->told_count, left_out);
	const struct baseline_history history = { slot_us,	 begin * slot_us, count,
						  negative,	 comments,	  left_out,
						  settings->zone };
	if (remembered(memory, &history)) {
		*ret_baseline = memory->baseline;
		return;
	}
	baseline_fit(&history, ret_baseline);
	remember(memory, &history, ret_baseline);
}

/* What was told of tells nothing of how usual hours are. */
static bool was_told(const struct detect_settings *settings, int64_t from_us, int64_t to_us)
{
	for (size_t i = 0; i < settings->told_count; i++) {
		const struct detect_episode *told = &settings->told[i];

		if (told->to_us != 0 && told->from_us < to_us && from_us < told->to_us)
			return true;
	}
	return false;
}

void detect_sharpen(struct baseline *baseline, const struct series_counts *counts,
		    const struct detect_settings *settings, int64_t now_us)
{
	enum { PIECES = SERIES_MINUTES / 5 - 6 };
	const int64_t last = series_minute_of(now_us) - 30,
		      first = series_minute_of(counts->first_us);
	float sums[PIECES], comments[PIECES];
	size_t count = 0;

	for (size_t i = 0; i < PIECES; i++) {
		int64_t end = last - (int64_t)(PIECES - 1 - i) * 5;
		if (end - 4 < first ||
		    was_told(settings, (end - 4) * CLOCK_MINUTE_US, (end + 1) * CLOCK_MINUTE_US))
			continue;
		struct series_sum sum = series_counts_sum_minutes(counts, end, 5);
		sums[count] = (float)sum.negative;
		comments[count++] = (float)sum.comments;
	}
	baseline_sharpen(baseline, 5 * CLOCK_MINUTE_US, sums, comments, count);
}
