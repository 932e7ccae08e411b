/*
 * raise.c - what a finding does to the incident of its brand and scope; see raise.h.
 *
 * Load, decide (pure), put together what it brings along, store by compare-and-set; whoever loses
 * a race does it again. What time does is in raise_due.c.
 */
#include "raise.h"

#include "area.h"
#include "clock.h"
#include "crypto.h"
#include "feedback.h"
#include "incidents.h"
#include "log.h"
#include "raise_again.h"
#include "raise_change.h"
#include "series.h"
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { WIDENED = -1 }; /* as the surprise of what became the brand's a moment ago */

static uint64_t at_most(uint64_t number, uint64_t most)
{
	return number < most ? number : most;
}

static_assert(INCIDENT_AUTHORS_US ==
		      (SERIES_AUTHORS_SETS - 1) * SERIES_AUTHORS_MINUTES * CLOCK_MINUTE_US,
	      "as long as the series keep them");

/* They belong to the peak's figures: at a moment that is no peak these stay as they are. Who wrote
 * is counted exactly where every comment of the window is still there; else there were as many, at
 * least. */
static void take_voices(struct incident *incident, const struct raise_story *story, int64_t now_us)
{
	if (incident->peak_at_us != now_us)
		return;
	incident->known = story->known;
	incident->author_most = story->author_most;
	incident->organic = story->organic;
	incident->newcomers = story->newcomers;
	incident->synchronous = story->synchronous;
	incident->standing_known = story->standing_known;
	if (incident_is_campaign(incident))
		return; /* its own count is exact, and says when most are not known */
	if (story->known >= incident->negative && story->authors > 0)
		incident->authors = at_most(story->authors, incident->negative);
	else if (story->authors > incident->authors)
		incident->authors = story->authors;
}

/* All of a campaign say the same: where a busy brand's copies are out of sight, what was gathered
 * of them before holds. */
static bool keeps_words(const struct incident *incident, const struct raise_story *story)
{
	return incident_is_campaign(incident) && incident->example_count > 0 &&
	       (story->example_count == 0 || story->driver_count < incident->driver_count);
}

/* What people say, gathered now. */
static void illustrate(struct raise_change *change, const struct raise_case *what,
		       enum evidence_moment moment, struct raise_story *ret_story)
{
	struct raise_story story = { 0 };

	if (what->tell) {
		what->tell(what->context, moment == EVIDENCE_OPENED, &story);
		if (!keeps_words(&change->incident, &story))
			incident_life_illustrate(&change->incident, story.drivers,
						 story.driver_count, story.examples,
						 story.example_count);
		incident_life_place(&change->incident, story.places, story.place_count);
		if (story.watched)
			change->incident.watched = *story.watched;
		change->incident.looked_at = story.looked_at;
		change->incident.copies = story.copies;
		take_voices(&change->incident, &story, change->now_us);
	}
	if (story.evidence)
		evidence_take(&change->incident.evidence, story.evidence, moment);
	*ret_story = story;
}

/* Who only judges need not know people or policies: whoever takes the steps of incidents tells
 * them. */
static bool leaves_telling(const struct config *config)
{
	return !(config->roles & 1U << CONFIG_ROLE_ALARM);
}

/* The policy begins in a moment (row_kind says as what); those who want every event hear of it at
 * once. Or both when the silence ends that covers it. */
static int begin_escalation(struct raise_change *change, enum brief_event event,
			    const char *row_kind, struct error *error)
{
	const struct config *config = change->settings->config;
	struct escalation_calls calls = { .count = 0 };

	raise_change_set_resolve(change);
	if (!change->muted && !change->incident.untold)
		change->incident.silenced = (struct mute){ .id = "" }; /* of an episode before */
	change->incident.held = 0;
	change->incident.told.count = 0; /* nobody of this flare-up yet */
	change->incident.policy[0] = '\0';
	change->incident.untold = change->muted || leaves_telling(config);
	if (change->muted) {
		raise_change_hold(change, row_kind);
		return 0;
	}
	if (leaves_telling(config)) {
		raise_change_set(change, row_kind, change->now_us + RAISE_SETTLE_US);
		return 0;
	}
	if (escalation_policy(config, &change->incident))
		raise_change_set(change, row_kind, change->now_us + RAISE_SETTLE_US);
	escalation_add_subscribers(config, &calls);
	return raise_change_tell(change, event, &calls, 0, error);
}

/* Equal content gives an equal id, so that a replay names its incidents the same each time. */
static void make_id(const struct raise_case *what, int64_t now_us, char ret_id[INCIDENT_ID_MAX])
{
	char time[24], content[CRYPTO_ID_TEXT_MAX];

	snprintf(time, sizeof(time), "%" PRId64, now_us);
	const struct slice parts[] = { what->brand, what->scope, slice_from(time) };
	crypto_content_id(parts, sizeof(parts) / sizeof(parts[0]), content);
	snprintf(ret_id, INCIDENT_ID_MAX, "inc-%s", content);
}

/* Once, so that those who were told are those who hear of it to its end. */
static void find_area(struct raise_change *change, const struct raise_story *story)
{
	const struct config_area *area = area_of(change->settings->config, &change->incident,
						 story->mostly, story->mostly_count);

	if (area)
		incident_life_copy_name(change->incident.area, slice_from(area->name));
}

/* At the beginning there may be too few comments to tell what it is about. */
static int find_earlier(struct redis_link *link, struct raise_change *change, struct error *error)
{
	const int code =
		raise_again_find(link, change->settings->partition, &change->incident, error);

	if (code >= 0 || error_is_unanswered(code))
		return code;
	log_warning("which incident %s goes on with is not known: %s", change->incident.id,
		    error->text);
	return 0; /* whatever is wrong with an old one, this one is told */
}

static int carry_out_open(struct redis_link *link, struct raise_change *change,
			  const struct raise_case *what, struct error *error)
{
	char id[INCIDENT_ID_MAX];
	struct raise_story story;

	change->turn = INCIDENT_TURN_OPEN;
	make_id(what, change->now_us, id);
	incident_life_open(&change->incident, id, what->brand, what->scope, what->finding,
			   change->now_us);
	illustrate(change, what, EVIDENCE_OPENED, &story);
	/* Once: later it may be out of sight, or forgotten by its author's wish. */
	if (story.first)
		change->incident.first = *story.first;
	/* Counts know of minutes only. */
	if (story.began_us > change->incident.began_us)
		change->incident.began_us = story.began_us;
	change->incident.beside = what->beside && *what->beside;
	find_area(change, &story);
	int code = find_earlier(link, change, error);
	if (code == 0)
		code = raise_change_ask_mute(link, change, error);
	if (code == 0)
		code = begin_escalation(change, BRIEF_OPENED, RAISE_ROW_ESCALATE, error);
	return code < 0 ? code : raise_change_create(link, change, error);
}

/* Whoever has it told the others that they may sleep: that it is as bad as can be now, which comes
 * once, is told in a moment. */
static bool is_worst_of_taken(const struct incident *incident)
{
	return incident->state == INCIDENT_ACKNOWLEDGED && incident->severity == 1;
}

/*
 * People who were told a moment ago are not told again for each notch: what gets worse is told at
 * the next full interval since the opening, as it stands then. Before the first step there is
 * nobody to tell: the step itself will have the figures.
 */
static void tell_worse_later(struct raise_change *change)
{
	const struct incident *incident = &change->incident;
	int64_t since_us = change->now_us - incident->opened_at_us;

	if (incident->state == INCIDENT_OPEN && incident->step == 0 && incident->round == 0)
		return;
	raise_change_set(change, RAISE_ROW_WORSE,
			 is_worst_of_taken(incident)
				 ? change->now_us + RAISE_SETTLE_US
				 : incident->opened_at_us +
					   (since_us / RAISE_WORSE_US + 1) * RAISE_WORSE_US);
}

static bool has_news(enum incident_turn turn)
{
	return turn == INCIDENT_TURN_REOPEN || turn == INCIDENT_TURN_RAISE ||
	       turn == INCIDENT_TURN_RECORD;
}

/* To who never heard of it, it is not opened again. */
static int open_again(struct raise_change *change, struct error *error)
{
	if (change->incident.untold)
		return begin_escalation(change, BRIEF_OPENED, RAISE_ROW_ESCALATE, error);
	return begin_escalation(change, BRIEF_REOPENED, RAISE_ROW_REOPEN, error);
}

static int prepare_turn(struct raise_change *change, enum incident_turn turn, struct error *error)
{
	switch (turn) {
	case INCIDENT_TURN_REOPEN:
		return open_again(change, error);
	case INCIDENT_TURN_RESOLVE:
		return raise_change_tell_resolved(change, error);
	case INCIDENT_TURN_RAISE:
		tell_worse_later(change);
		return 0;
	case INCIDENT_TURN_RECORD:
		if (incident_life_outgrew_mark(&change->incident))
			tell_worse_later(change);
		raise_change_set_resolve(change);
		return 0;
	default:
		raise_change_set_resolve(change);
		return 0;
	}
}

static int carry_out_turn(struct redis_link *link, struct raise_change *change,
			  const struct raise_case *what, enum incident_turn turn,
			  struct error *error)
{
	struct raise_story story;
	/* Why people were told first stays; the brand's own series has reasons of its own. */
	const enum evidence_moment moment = turn == INCIDENT_TURN_REOPEN ? EVIDENCE_REOPENED
					    : change->incident.surprise == WIDENED
						    ? EVIDENCE_WIDENED
						    : EVIDENCE_WORSE;

	change->turn = turn;
	incident_life_apply(&change->incident, turn, what->finding, change->now_us);
	if (turn == INCIDENT_TURN_REOPEN)
		change->incident.beside = what->beside && *what->beside;
	if (has_news(turn))
		illustrate(change, what, moment, &story);
	/* What was told a minute before is held back when its row comes. */
	const bool ask = turn == INCIDENT_TURN_REOPEN || (has_news(turn) && change->incident.held);
	int code = has_news(turn) ? find_earlier(link, change, error) : 0;
	if (code == 0 && ask)
		code = raise_change_ask_mute(link, change, error);
	if (code == 0)
		code = prepare_turn(change, turn, error);
	if (code == 0 && ask && !change->muted && !raise_change_sleeps(change))
		raise_change_release(change, change->now_us + RAISE_SETTLE_US);
	return code < 0 ? code : raise_change_update(link, change, error);
}

static bool opens(enum incident_turn turn)
{
	return turn == INCIDENT_TURN_OPEN || turn == INCIDENT_TURN_REOPEN;
}

static void count_turn(const struct raise_settings *settings, enum incident_turn turn)
{
	if (opens(turn))
		raise_count(settings, COUNTER_incidents_opened);
	else if (turn == INCIDENT_TURN_RAISE || turn == INCIDENT_TURN_RECORD)
		raise_count(settings, COUNTER_incidents_raised);
	else if (turn == INCIDENT_TURN_RESOLVE)
		raise_count(settings, COUNTER_incidents_resolved);
}

struct inner_search {
	struct incident *ret_found;
	bool found;
	bool passes_beside; /* what stands beside the brand's own, which opens again, stays so */
};

static bool take_running(void *context, const struct incident *incident)
{
	struct inner_search *search = context;

	if (search->passes_beside && incident->beside)
		return true;
	*search->ret_found = *incident;
	search->found = true;
	return false;
}

/* The episode was seen within the brand before it was the brand's: it is the same incident, and
 * those who were told know. */
static int widen(struct redis_link *link, struct raise_change *change,
		 const struct raise_case *what, enum incident_turn *turn, struct error *error)
{
	const struct incident_settings life = raise_life_settings(change->settings);
	struct incident inner;
	struct inner_search search = { &inner, false, *turn == INCIDENT_TURN_REOPEN };
	int code = incident_list_within(link, change->settings->partition, what->brand,
					take_running, &search, error);

	if (code < 0 || !search.found)
		return code;
	change->incident = inner;
	change->incident.surprise = WIDENED; /* whatever the whole shows is what counts now */
	change->incident.spread = change->incident.area[0] != '\0';
	change->incident.beside = false;
	incident_life_copy_name(change->incident.scope, what->scope);
	*turn = incident_life_decide(&change->incident, what->finding, &life, change->now_us);
	if (*turn == INCIDENT_TURN_NOTHING || *turn == INCIDENT_TURN_STIR)
		*turn = INCIDENT_TURN_RECORD;
	if (change->incident.spread)
		*turn = INCIDENT_TURN_RAISE; /* the brand's own people are to hear of it */
	return 0;
}

/* One episode is one incident. */
static int join_episode(struct redis_link *link, struct raise_change *change,
			const struct raise_case *what, enum incident_turn *turn,
			struct error *error)
{
	bool may = true;
	int code = 0;

	if (what->widens)
		code = widen(link, change, what, turn, error);
	else if (what->may_open)
		code = what->may_open(what->context, &may, error);
	if (!may)
		*turn = INCIDENT_TURN_NOTHING;
	return code;
}

static int try_finding(struct redis_link *link, struct raise_change *change,
		       const struct raise_case *what, enum incident_turn *ret_turn,
		       struct error *error)
{
	const struct incident_settings life = raise_life_settings(change->settings);
	change->seen = what->seen;
	int code = incident_latest(link, change->settings->partition, what->brand, what->scope,
				   &change->incident, error);

	if (code < 0 && code != ERROR_NOT_FOUND)
		return code;
	/* What has become the brand's runs on there. */
	const bool found = code == 0 && slice_is(what->scope, change->incident.scope);
	const struct incident *latest = found ? &change->incident : NULL;
	enum incident_turn turn =
		incident_life_decide(latest, what->finding, &life, change->now_us);

	if (what->ret_runs)
		*what->ret_runs = (latest && latest->state != INCIDENT_RESOLVED) ||
				  turn != INCIDENT_TURN_NOTHING;
	if (what->ret_again_us)
		*what->ret_again_us =
			latest && turn == INCIDENT_TURN_NOTHING
				? incident_life_record_due(latest, what->finding, change->now_us)
				: 0;
	code = opens(turn) ? join_episode(link, change, what, &turn, error) : 0;
	if (code < 0)
		return code;
	if (turn == INCIDENT_TURN_OPEN)
		code = carry_out_open(link, change, what, error);
	else if (turn != INCIDENT_TURN_NOTHING)
		code = carry_out_turn(link, change, what, turn, error);
	if (code == 0)
		*ret_turn = turn;
	return code;
}

int raise_finding(struct redis_link *link, const struct raise_settings *settings,
		  const struct raise_case *what, int64_t now_us, enum incident_turn *ret_turn,
		  struct error *error)
{
	enum incident_turn turn = INCIDENT_TURN_NOTHING;
	int code = ERROR_CONFLICT;

	for (unsigned race = 0; race < RAISE_RACES_MAX && code == ERROR_CONFLICT; race++) {
		struct raise_change change;

		raise_change_init(&change, settings, now_us);
		code = try_finding(link, &change, what, &turn, error);
		raise_change_done(&change);
	}
	if (code < 0)
		return code;
	count_turn(settings, turn);
	if (ret_turn)
		*ret_turn = turn;
	return 0;
}

/* --- what people were told, and what they said --- */

int raise_told(struct redis_link *link, const struct raise_settings *settings, struct slice brand,
	       struct slice scope, struct detect_episode *ret_told, struct error *error)
{
	struct incident *incident = malloc(sizeof(*incident));
	int code;

	*ret_told = (struct detect_episode){ 0, 0 };
	if (!incident)
		return error_set(error, ERROR_MEMORY, "out of memory");
	code = incident_latest(link, settings->partition, brand, scope, incident, error);
	if (code == 0)
		*ret_told = (struct detect_episode){ incident->state == INCIDENT_RESOLVED
							     ? incident->began_us
							     : incident->told_from_us,
						     incident_life_told_until(incident) };
	free(incident);
	return code == ERROR_NOT_FOUND ? 0 : code;
}

struct past_reading {
	struct raise_past *past;
	struct feedback feedback;
	struct slice scope;
	int64_t now_us;
};

static bool teaches(const struct incident *incident)
{
	return incident->feedback == INCIDENT_FEEDBACK_FALSE ||
	       incident->feedback == INCIDENT_FEEDBACK_EXPECTED;
}

static bool take_past(void *context, const struct incident *incident)
{
	struct past_reading *reading = context;
	struct raise_past *past = reading->past;

	feedback_count(&reading->feedback, incident, reading->scope, reading->now_us);
	if (!teaches(incident) && past->told_count < INCIDENTS_SCOPE_MAX)
		past->told[past->told_count++] =
			(struct detect_episode){ incident->began_us, incident->resolved_at_us };
	return true;
}

/* Whether what was read is still to be believed. */
static bool holds(const struct raise_past *past, bool recording, int64_t now_us, int64_t every_us)
{
	bool runs = false;

	if (past->read_us == 0 || now_us < past->read_us)
		return false;
	for (size_t i = 0; recording && i < past->told_count; i++)
		runs = runs || past->told[i].to_us == 0;
	if (recording)
		every_us = runs ? CLOCK_HOUR_US : INT64_MAX;
	return now_us - past->read_us < every_us;
}

bool raise_changes_past(enum incident_turn turn)
{
	return opens(turn) || turn == INCIDENT_TURN_RESOLVE;
}

int raise_follow_past(struct redis_link *link, const struct raise_settings *settings,
		      struct slice brand, struct slice scope, int64_t now_us, int64_t every_us,
		      struct raise_past *past, struct error *error)
{
	struct raise_past read = { .read_us = now_us };
	struct past_reading reading = { .past = &read, .scope = scope, .now_us = now_us };
	int code;

	if (holds(past, settings->recording, now_us, every_us))
		return 0;
	code = incident_list_scope(link, settings->partition, brand, scope, take_past, &reading,
				   error);
	if (code < 0)
		return code;
	read.margin = settings->recording ? 0 : feedback_margin(&reading.feedback);
	*past = read;
	return 0;
}

bool raise_is_looked_at(struct redis_link *link, const struct raise_settings *settings,
			const struct incident *incident, int64_t now_us)
{
	struct error error = { 0 };
	struct mute mute;
	bool muted = false;

	return incident->state != INCIDENT_RESOLVED && !incident->untold &&
	       raise_find_mute(link, settings, incident, now_us, &mute, &muted, &error) == 0 &&
	       !muted;
}
