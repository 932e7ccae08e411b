/* follow.c - one incident after the other, as alarm/ would have them. */
#include "follow.h"
#include "clock.h"
#include <stdlib.h>

#define MERGE_US (2 * CLOCK_HOUR_US)   /* an alarm so soon after the last one is the same */
#define CALM_US (30 * CLOCK_MINUTE_US) /* calm for so long: over */
const struct detect_settings FOLLOW_SETTINGS = { 5, 4, 4.0, NULL, 0, 0 };

struct episodes {
	bool open;
	int64_t calm_us, ended_us;
};

/* True when a new one begins. */
static bool episodes_follow(struct episodes *e, const struct finding *finding)
{
	bool begins = false;

	if (finding->alert) {
		begins = !e->open && (e->ended_us == 0 || finding->at_us - e->ended_us > MERGE_US);
		e->open = true;
		e->calm_us = 0;
	} else if (e->open && !finding->calm) {
		e->calm_us = 0;
	} else if (e->open && e->calm_us == 0) {
		e->calm_us = finding->at_us;
	} else if (e->open && finding->at_us - e->calm_us > CALM_US) {
		e->open = false;
		e->ended_us = finding->at_us;
	}
	return begins;
}

unsigned follow_stream(const struct stream *stream, int64_t from_us, int64_t until_us,
		       int64_t *ret_first_us)
{
	struct detect_memory *memory = calloc(1, sizeof(*memory));
	struct series_counts *counts = malloc(sizeof(*counts));
	struct detect_settings settings = FOLLOW_SETTINGS;
	struct episodes episodes = { 0 };
	struct finding finding;
	unsigned begun = 0;

	if (!memory || !counts)
		exit(3);
	series_counts_init(counts);
	*ret_first_us = -1;
	for (size_t i = 0; i < stream->count && stream->comments[i].ts_us < until_us; i++) {
		const struct stream_comment *comment = &stream->comments[i];

		series_counts_add(counts, comment->ts_us, comment->ts_us,
				  (struct series_sum){ 1, comment->negative, 0 });
		if (!comment->negative || comment->ts_us < from_us)
			continue;
		settings.told_until_us = episodes.open ? 0 : episodes.ended_us;
		detect_evaluate_with(memory, counts, &settings, comment->ts_us,
				     DETECT_AUTHORS_UNKNOWN, &finding);
		if (!episodes_follow(&episodes, &finding))
			continue;
		if (begun++ == 0)
			*ret_first_us = comment->ts_us;
	}
	free(counts);
	free(memory);
	return begun;
}
