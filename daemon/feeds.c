/* feeds.c - see feeds.h: series in, silence told. */
#include "feeds.h"

#include "clock.h"
#include "incident.h"
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
/* One that was silent for longer is given up. */
#define GIVEN_UP_US (36 * CLOCK_DAY_US)

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

static int tell(const struct look *look, struct slice scope, const struct silence *silence,
		struct error *error)
{
	enum incident_turn turn = INCIDENT_TURN_NOTHING;
	char text[INCIDENT_NAME_MAX];
	struct finding finding;
	struct raise_case what = { .brand = look->brand, .finding = &finding };
	int r;

	scope = utf8_cut(scope, sizeof(text) - sizeof(INCIDENT_SILENCE));
	snprintf(text, sizeof(text), INCIDENT_SILENCE "%.*s", (int)scope.len, scope.data);
	what.scope = slice_from(text);
	silence_finding(silence, look->quiet_weeks, look->now_us, &finding);
	r = raise_finding(look->link, look->settings, &what, look->now_us, &turn, error);
	if (r == 0 && (turn == INCIDENT_TURN_OPEN || turn == INCIDENT_TURN_REOPEN))
		log_warning("no comment of %.*s came in (%.*s), where %.0f are usual: is its feed "
			    "broken?",
			    (int)look->brand.len, look->brand.data, (int)scope.len, scope.data,
			    (double)silence->expected / 1000);
	return r;
}

static int look_at(struct look *look, struct slice scope, bool *ret_silent, struct error *error)
{
	struct silence silence;
	int64_t next_us;
	int r = series_read_at(look->link, look->settings->partition, look->brand, scope,
			       look->now_us, &look->counts, error);

	if (r < 0)
		return r;
	silence_evaluate(&look->counts, look->quiet_weeks, look->now_us, &silence);
	next_us = silence.silent ? look->now_us + SILENCE_SHORTEST_US
				 : silence_next_us(&look->counts, look->quiet_weeks, look->now_us);
	if (next_us < look->next_us)
		look->next_us = next_us;
	look->alive = look->alive || look->now_us - silence.since_us < GIVEN_UP_US;
	*ret_silent = silence.silent;
	return tell(look, scope, &silence, error);
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

static int64_t quiet_weeks_of(const struct raise_settings *settings, struct slice brand)
{
	return config_brand(settings->config, brand)->quiet_weeks;
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
	look->quiet_weeks = (double)quiet_weeks_of(settings, look->brand);
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

int feeds_are_blind(struct redis_link *link, const struct raise_settings *settings,
		    struct slice brand, struct slice scope, int64_t now_us, bool *ret_blind,
		    struct error *error)
{
	struct series_counts *counts;
	struct silence silence;
	int r;

	*ret_blind = false;
	if (begins_with(scope, INCIDENT_SILENCE))
		return 0;
	counts = malloc(sizeof(*counts));
	if (!counts)
		return error_set(error, ERROR_MEMORY, "no memory left to look at a feed");
	r = series_read_at(link, settings->partition, brand,
			   begins_with(scope, CHANNEL) ? scope : BRAND, now_us, counts, error);
	if (r == 0) {
		silence_evaluate(counts, (double)quiet_weeks_of(settings, brand), now_us, &silence);
		*ret_blind = silence.unlikely;
	}
	free(counts);
	return r;
}
