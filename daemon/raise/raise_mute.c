/*
 * raise_mute.c - what a silence that a person asked for does to incidents; see raise.h.
 *
 * It is asked for at the moments at which somebody would be told. What it holds back is a row that
 * comes every few minutes, at its end at the latest, and asks again: so overlapping ones need
 * nothing, one that is gone (ended while an incident was being opened, lost with its keys) holds
 * nothing back for long, and a Livvakt that does not know silences tells rather than forgets.
 */
#include "clock.h"
#include "incidents.h"
#include "log.h"
#include "mutes.h"
#include "muting.h"
#include "night.h"
#include "raise.h"
#include "raise_change.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- is it covered ---- */

struct search {
	const struct incident *incident;
	int64_t now_us;
	struct mute *ret_mute;
	bool found;
};

/* They come with the last to end first. */
static bool take_covering(void *context, const struct mute *mute)
{
	struct search *search = context;

	search->found = muting_covers(mute, search->incident, search->now_us);
	if (search->found)
		*search->ret_mute = *mute;
	return !search->found;
}

int raise_find_mute(struct redis_link *link, const struct raise_settings *settings,
		    const struct incident *incident, int64_t now_us, struct mute *ret_mute,
		    bool *ret_muted, struct error *error)
{
	struct search search = { incident, now_us, ret_mute, false };
	int code = settings->recording ? 0
				       : mutes_list(link, settings->partition, now_us,
						    take_covering, &search, error);

	*ret_muted = code == 0 && search.found;
	if (code == 0 || code == ERROR_AWAY || code == ERROR_UNCERTAIN)
		return code;
	log_warning("silences cannot be asked for, so none holds: %s", error->text);
	return 0; /* whatever is wrong with them, people are told */
}

int raise_change_ask_mute(struct redis_link *link, struct raise_change *change, struct error *error)
{
	return raise_find_mute(link, change->settings, &change->incident, change->now_us,
			       &change->mute, &change->muted, error);
}

/* ---- what is held back ---- */

#define HELD_AGAIN_US (5 * CLOCK_MINUTE_US)

static const struct {
	const char *kind;
	enum incident_held bit;
} rows[] = {
	{ RAISE_ROW_ESCALATE, INCIDENT_HELD_STEP },
	{ RAISE_ROW_REOPEN, INCIDENT_HELD_REOPENED },
	{ RAISE_ROW_WORSE, INCIDENT_HELD_WORSE },
};
enum { ROWS = sizeof(rows) / sizeof(rows[0]) };

static void hold_until(struct raise_change *change, const char *kind, int64_t due_us)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (strcmp(kind, rows[i].kind) == 0)
			change->incident.held |= rows[i].bit;
	}
	if (strcmp(kind, RAISE_ROW_WORSE) != 0)
		change->incident.next_step_us = due_us;
	raise_change_set(change, kind, due_us);
}

void raise_change_hold(struct raise_change *change, const char *kind)
{
	const int64_t again_us = change->now_us + HELD_AGAIN_US;

	assert(change->muted);
	change->incident.silenced = change->mute;
	hold_until(change, kind,
		   change->mute.until_us < again_us ? change->mute.until_us : again_us);
}

bool raise_change_sleeps(const struct raise_change *change)
{
	return change->incident.state == INCIDENT_OPEN &&
	       night_waits_until_us(change->settings->config, &change->incident, change->now_us) !=
		       0;
}

void raise_change_wait(struct raise_change *change, const char *kind)
{
	const int64_t morning_us =
		night_waits_until_us(change->settings->config, &change->incident, change->now_us);

	hold_until(change, kind, morning_us);
}

void raise_change_release(struct raise_change *change, int64_t due_us)
{
	for (size_t i = 0; i < ROWS; i++) {
		if (change->incident.held & rows[i].bit)
			raise_change_set(change, rows[i].kind, due_us);
	}
}

/* ---- ended by a person ---- */

enum { PAGE = 50 };
struct page {
	struct incident items[PAGE];
	size_t count;
};

static bool keep(void *context, const struct incident *incident)
{
	struct page *page = context;

	page->items[page->count++] = *incident;
	return page->count < PAGE;
}

/* Whoever takes the rows asks anew whether another silence covers it. A lost race ends this, for
 * the whole to be done again. */
static int release(struct redis_link *link, const struct raise_settings *settings,
		   const struct incident *incident, const struct mute *mute, int64_t now_us,
		   struct error *error)
{
	struct raise_change change;
	int code = 0;

	raise_change_init(&change, settings, now_us);
	change.incident = *incident;
	if (strcmp(incident->silenced.id, mute->id) == 0)
		change.incident.silenced = *mute;
	raise_change_release(&change, now_us);
	if (change.set_count > 0)
		code = raise_change_update(link, &change, error);
	raise_change_done(&change);
	return code;
}

static int release_all(struct redis_link *link, const struct raise_settings *settings,
		       const struct mute *mute, enum incident_state state, struct page *page,
		       int64_t now_us, struct error *error)
{
	struct incident_filter filter = { .brand = slice_from(mute->brand),
					  .state = state,
					  .max = PAGE };
	int code;

	do {
		page->count = 0;
		code = incident_list(link, settings->partition, &filter, keep, page, error);
		for (size_t i = 0; code == 0 && i < page->count; i++)
			code = release(link, settings, &page->items[i], mute, now_us, error);
		if (page->count > 0)
			filter.after = slice_from(page->items[page->count - 1].id);
	} while (code == 0 && page->count == PAGE);
	return code;
}

int raise_unsilence(struct redis_link *link, const struct raise_settings *settings,
		    struct slice mute_id, int64_t now_us, bool *ret_moved, struct error *error)
{
	static const enum incident_state states[] = { INCIDENT_OPEN, INCIDENT_ACKNOWLEDGED };
	struct page *page = malloc(sizeof(*page));
	struct mute mute;

	if (ret_moved)
		*ret_moved = false;
	if (!page)
		return error_set(error, ERROR_MEMORY, "no memory left to end a silence");
	int code = mutes_load(link, settings->partition, mute_id, &mute, error);
	for (size_t i = 0; code == 0 && i < sizeof(states) / sizeof(states[0]); i++)
		code = release_all(link, settings, &mute, states[i], page, now_us, error);
	free(page);
	return code;
}
