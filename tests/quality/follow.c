/* follow.c - one incident after the other, by the very decisions that alarm/ takes. */
#include "follow.h"
#include "clock.h"
#include <stdlib.h>
#include <string.h>

#define LOOK_AGAIN_US CLOCK_MINUTE_US /* at comments that are not negative, while one runs */
const struct detect_settings FOLLOW_SETTINGS = { .minimum_negative = 5,
						 .minimum_authors = 4,
						 .quiet_weeks = 4.0 };
static const struct incident_settings LIFE = { 30 * CLOCK_MINUTE_US, 2 * CLOCK_HOUR_US };

struct follow *follow_new(void)
{
	struct follow *follow = calloc(1, sizeof(*follow));

	if (!follow)
		exit(3);
	series_counts_init(&follow->counts);
	return follow;
}

void follow_count(struct follow *follow, const struct stream_comment *comment)
{
	series_counts_add(&follow->counts, comment->ts_us, comment->ts_us,
			  (struct series_sum){ 1, comment->negative, 0 });
}

static bool is_open(const struct follow *follow)
{
	return follow->known && follow->incident.state != INCIDENT_RESOLVED;
}

static void pass_time(struct follow *follow, int64_t now_us)
{
	int64_t due_us;

	if (!is_open(follow))
		return;
	incident_life_decide_at_rest(&follow->incident, &LIFE, INT64_MIN / 2, &due_us);
	if (due_us <= now_us)
		incident_life_apply(&follow->incident, INCIDENT_TURN_RESOLVE, NULL, due_us);
}

/* What was told of, as the service knows it: of each scope the latest twenty. */
static void note_told(struct follow *follow, enum incident_turn turn)
{
	if (turn == INCIDENT_TURN_OPEN && follow->told_count == FOLLOW_TOLD)
		memmove(follow->told, follow->told + 1,
			--follow->told_count * sizeof(follow->told[0]));
	follow->told_count += turn == INCIDENT_TURN_OPEN;
	if (follow->told_count == 0)
		return;
	struct detect_episode *last = &follow->told[follow->told_count - 1];
	last->from_us = follow->incident.began_us;
	last->to_us = is_open(follow) ? 0 : follow->incident.resolved_at_us;
}

static enum incident_turn look(struct follow *follow, int64_t now_us)
{
	struct incident *incident = &follow->incident;
	struct detect_settings settings = FOLLOW_SETTINGS;
	struct finding finding;

	if (follow->known)
		settings.before.to_us = incident_life_told_until(incident);
	note_told(follow, INCIDENT_TURN_NOTHING);
	settings.told = follow->told;
	settings.told_count = follow->told_count;
	detect_evaluate_with(&follow->memory, &follow->counts, &settings, now_us,
			     DETECT_AUTHORS_UNKNOWN, &finding);
	enum incident_turn turn =
		incident_life_decide(follow->known ? incident : NULL, &finding, &LIFE, now_us);
	if (turn == INCIDENT_TURN_OPEN)
		incident_life_open(incident, "inc", slice_from("brand"), slice_from("brand"),
				   &finding, now_us);
	else if (turn != INCIDENT_TURN_NOTHING)
		incident_life_apply(incident, turn, &finding, now_us);
	follow->known = follow->known || turn == INCIDENT_TURN_OPEN;
	note_told(follow, turn);
	return turn;
}

enum incident_turn follow_comment(struct follow *follow, const struct stream_comment *comment)
{
	const int64_t now_us = comment->ts_us;

	pass_time(follow, now_us);
	follow_count(follow, comment);
	if (!comment->negative && (!is_open(follow) || now_us < follow->looked_us + LOOK_AGAIN_US))
		return INCIDENT_TURN_NOTHING;
	follow->looked_us = now_us;
	return look(follow, now_us);
}

unsigned follow_stream(const struct stream *stream, int64_t from_us, int64_t until_us,
		       int64_t *ret_first_us)
{
	struct follow *follow = follow_new();
	unsigned begun = 0;

	*ret_first_us = -1;
	for (size_t i = 0; i < stream->count && stream->comments[i].ts_us < until_us; i++) {
		const struct stream_comment *comment = &stream->comments[i];

		if (comment->ts_us < from_us)
			follow_count(follow, comment);
		else if (follow_comment(follow, comment) == INCIDENT_TURN_OPEN && begun++ == 0)
			*ret_first_us = comment->ts_us;
	}
	free(follow);
	return begun;
}
