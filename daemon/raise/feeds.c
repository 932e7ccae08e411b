/* feeds.c - see feeds.h: series in, silence told. */
#include "feeds.h"

#include "clock.h"
#include "incident.h"
#include "incidents.h"
#include "log.h"
#include "series.h"
#include "silence.h"
#include "utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CHANNELS_MAX = SERIES_MAX };
#define BRAND slice_from("brand")
#define CHANNEL "channel:"

struct channel {
	char scope[SERIES_SCOPE_MAX + 1];
	size_t len;
};

/* One look at all feeds of a brand. */
struct look {
	struct redis_link *link;
	const struct raise_settings *settings;
	struct slice brand;
	double quiet_weeks;
	struct zone zone;
	int64_t now_us;
	int64_t next_us; /* when it is worth looking again */
	bool alive;	 /* at least one of them spoke in the last weeks */
	struct series_counts counts;
	struct channel channels[CHANNELS_MAX];
	size_t channel_count;
};

static struct slice row_of(struct slice brand, char text[DUE_ROW_MAX + 1])
{
	int len = snprintf(text, DUE_ROW_MAX + 1, FEEDS_ROW "%.*s", (int)brand.len, brand.data);

	return (struct slice){ text, len > 0 ? (size_t)len : 0 };
}

int feeds_watch(struct redis_link *link, unsigned partition, struct slice brand, int64_t now_us,
		struct error *error)
{
	char text[DUE_ROW_MAX + 1];

	return due_set(link, partition, row_of(brand, text), now_us + SILENCE_SHORTEST_US, error);
}

static bool begins_with(struct slice text, const char *prefix)
{
	const struct slice start = slice_from(prefix);

	return text.len >= start.len && slice_equal(slice_cut(text, 0, start.len), start);
}

static bool note_channel(void *context, struct slice scope)
{
	struct look *look = context;
	struct channel *channel = &look->channels[look->channel_count];

	if (!begins_with(scope, CHANNEL) || scope.len > SERIES_SCOPE_MAX)
		return true;
	memcpy(channel->scope, scope.data, scope.len);
	channel->len = scope.len;
	return ++look->channel_count < CHANNELS_MAX;
}

/* It says nothing for a while, and the past does not tell how usual that is. */
static bool is_unknown(const struct silence *silence, int64_t now_us)
{
	return !silence->known && now_us - silence->since_us >= SILENCE_SHORTEST_US;
}

/* "silence:" and the feed's own scope. */
static struct slice name_silence(struct slice scope, char text[INCIDENT_NAME_MAX])
{
	scope = utf8_cut(scope, INCIDENT_NAME_MAX - sizeof(INCIDENT_SILENCE));
	snprintf(text, INCIDENT_NAME_MAX, INCIDENT_SILENCE "%.*s", (int)scope.len, scope.data);
	return slice_from(text);
}

static int tell(const struct look *look, struct slice scope, const struct silence *silence,
		bool *ret_runs, struct error *error)
{
	enum incident_turn turn = INCIDENT_TURN_NOTHING;
	char text[INCIDENT_NAME_MAX];
	struct finding finding;
	const struct raise_case what = { .brand = look->brand,
					 .scope = name_silence(scope, text),
					 .finding = &finding,
					 .ret_runs = ret_runs };
	int r;

	silence_finding(silence, look->quiet_weeks, look->now_us, &finding);
	r = raise_finding(look->link, look->settings, &what, look->now_us, &turn, error);
	if (r == 0 && (turn == INCIDENT_TURN_OPEN || turn == INCIDENT_TURN_REOPEN))
		log_warning("no comment of %.*s came in (%.*s), where %.0f are usual: is its feed "
			    "broken?",
			    (int)look->brand.len, look->brand.data, (int)scope.len, scope.data,
			    (double)silence->expected / 1000);
	return r;
}

/* `ret_silent`: also where it was, and nobody can tell any more how usual that is. */
static int look_at(struct look *look, struct slice scope, bool *ret_silent, struct error *error)
{
	struct silence silence;
	bool runs = false;
	int64_t next_us;
	int r = series_read_at(look->link, look->settings->partition, look->brand, scope,
			       look->now_us, &look->counts, error);

	if (r < 0)
		return r;
	silence_evaluate(&look->counts, look->zone, look->quiet_weeks, look->now_us, &silence);
	look->alive = look->alive || look->now_us - silence.since_us < INCIDENT_SILENCE_GIVEN_UP_US;
	r = tell(look, scope, &silence, &runs, error);
	if (r < 0)
		return r;
	*ret_silent = silence.silent || (runs && is_unknown(&silence, look->now_us));
	next_us = silence.silent || runs ? look->now_us + SILENCE_SHORTEST_US
					 : silence_next_us(&look->counts, look->zone,
							   look->quiet_weeks, look->now_us);
	if (next_us < look->next_us)
		look->next_us = next_us;
	return 0;
}

/* The whole first: while it is silent nothing more is to be said of its channels. */
static int look_at_all(struct look *look, struct error *error)
{
	bool silent = false;
	int r = look_at(look, BRAND, &silent, error);

	if (r < 0 || silent)
		return r;
	r = series_scopes(look->link, look->settings->partition, look->brand,
			  look->now_us - SILENCE_LONGEST_US, note_channel, look, error);
	for (size_t i = 0; r == 0 && i < look->channel_count; i++) {
		const struct channel *channel = &look->channels[i];

		r = look_at(look, (struct slice){ channel->scope, channel->len }, &silent, error);
	}
	return r;
}

int feeds_row(struct redis_link *link, const struct raise_settings *settings,
	      const struct due_row *row, int64_t now_us, bool *ret_ours, struct error *error)
{
	const struct slice text = { row->text, row->len };
	struct look *look;
	int r;

	*ret_ours = begins_with(text, FEEDS_ROW);
	if (!*ret_ours)
		return 0;
	look = calloc(1, sizeof(*look));
	if (!look)
		return error_set(error, ERROR_MEMORY, "no memory left to look at the feeds");
	look->link = link;
	look->settings = settings;
	look->brand = slice_cut(text, strlen(FEEDS_ROW), text.len);
	look->quiet_weeks = (double)config_brand(settings->config, look->brand)->quiet_weeks;
	look->zone = config_brand(settings->config, look->brand)->zone;
	look->now_us = now_us;
	look->next_us = now_us + CLOCK_DAY_US;
	r = look_at_all(look, error);
	if (r == 0 && look->alive)
		r = due_set(link, settings->partition, text, look->next_us, error);
	else if (r == 0)
		r = due_complete(link, settings->partition, row, error);
	free(look);
	return r == ERROR_CONFLICT ? 0 : r; /* set anew meanwhile: somebody else's then */
}

/* One question about one feed. */
struct hearing {
	struct redis_link *link;
	const struct raise_settings *settings;
	struct slice brand, scope;
	int64_t now_us;
};

/* Is it told already that the feed is silent, and did nothing come since? */
static int is_told_silent(const struct hearing *hearing, struct slice scope, bool *ret_told,
			  struct error *error)
{
	char text[INCIDENT_NAME_MAX];
	struct incident *incident = malloc(sizeof(*incident));
	int r;

	if (!incident)
		return error_set(error, ERROR_MEMORY, "no memory left to look at a feed");
	r = incident_latest(hearing->link, hearing->settings->partition, hearing->brand,
			    name_silence(scope, text), incident, error);
	if (r == 0)
		*ret_told = incident->state != INCIDENT_RESOLVED && incident->calm_since_us == 0;
	free(incident);
	return r == ERROR_NOT_FOUND ? 0 : r;
}

static int hear_counts(const struct hearing *hearing, struct feeds_heard *ret_heard,
		       struct error *error)
{
	struct series_counts *counts = malloc(sizeof(*counts));
	struct silence silence;
	int r;

	if (!counts)
		return error_set(error, ERROR_MEMORY, "no memory left to look at a feed");
	r = series_read_at(hearing->link, hearing->settings->partition, hearing->brand,
			   hearing->scope, hearing->now_us, counts, error);
	if (r == 0) {
		const struct config_brand *brand =
			config_brand(hearing->settings->config, hearing->brand);

		silence_evaluate(counts, brand->zone, (double)brand->quiet_weeks, hearing->now_us,
				 &silence);
		ret_heard->last_us = silence.since_us;
		ret_heard->blind = silence.unlikely;
		ret_heard->unknown = is_unknown(&silence, hearing->now_us);
	}
	free(counts);
	return r;
}

int feeds_hear(struct redis_link *link, const struct raise_settings *settings, struct slice brand,
	       struct slice scope, int64_t now_us, struct feeds_heard *ret_heard,
	       struct error *error)
{
	const bool channel = begins_with(scope, CHANNEL);
	const struct hearing hearing = { link, settings, brand, channel ? scope : BRAND, now_us };
	int r;

	*ret_heard = (struct feeds_heard){ .last_us = now_us };
	if (begins_with(scope, INCIDENT_SILENCE))
		return 0;
	r = hear_counts(&hearing, ret_heard, error);
	if (r == 0 && !ret_heard->blind)
		r = is_told_silent(&hearing, hearing.scope, &ret_heard->blind, error);
	if (r == 0 && !ret_heard->blind && channel)
		r = is_told_silent(&hearing, BRAND, &ret_heard->blind, error);
	return r;
}
