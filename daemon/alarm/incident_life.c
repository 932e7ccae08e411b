/*
 * incident_life.c - decisions about one episode of trouble; see incident_life.h for the picture.
 *
 * Deciding (const) and applying are apart: the store may ask for the same decision again after a
 * conflict, and the recording's clock may drive both.
 */
#include "incident_life.h"

#include "clock.h"
#include <assert.h>
#include <string.h>

static const bool may_move[INCIDENT_STATE_COUNT][INCIDENT_STATE_COUNT] = {
	[INCIDENT_OPEN] = { [INCIDENT_ACKNOWLEDGED] = true, [INCIDENT_RESOLVED] = true },
	[INCIDENT_ACKNOWLEDGED] = { [INCIDENT_RESOLVED] = true },
	[INCIDENT_RESOLVED] = { [INCIDENT_OPEN] = true },
};

bool incident_turn_is_told(enum incident_turn turn)
{
	return turn == INCIDENT_TURN_OPEN || turn == INCIDENT_TURN_REOPEN ||
	       turn == INCIDENT_TURN_RAISE || turn == INCIDENT_TURN_RESOLVE;
}

bool incident_life_may_move(enum incident_state from, enum incident_state to)
{
	assert(from < INCIDENT_STATE_COUNT && to < INCIDENT_STATE_COUNT);
	return may_move[from][to];
}

/* ---- deciding ---- */

/* Has the feed of a silence spoken since the stretch that is told of? Both are known by the last
 * comment that came before them. */
static bool has_spoken(const struct incident *incident, const struct finding *finding)
{
	return finding->began_us > incident->peak_at_us - incident->window_us;
}

/* Rarer than this, thousandths, is only a figure: where its law ends, and the seconds by which the
 * window's last minute grows, move it either way. */
enum { BEYOND_DOUBT = 100 * 1000 };

/* Both are beyond doubt, in windows of the same length but for the minute that is not full. */
static bool is_told_by_number(const struct incident *incident, const struct finding *finding)
{
	const int64_t longer_us = finding->window_us - incident->window_us;

	return finding->surprise >= BEYOND_DOUBT && incident->surprise >= BEYOND_DOUBT &&
	       longer_us < CLOCK_MINUTE_US && longer_us > -CLOCK_MINUTE_US;
}

/* A larger deviation than any before in this episode; where the surprise tells no more, more of it.
 * A feed that fell silent once more: what is told is this stretch from now on.
 */
static bool is_record(const struct incident *incident, const struct finding *finding)
{
	if (incident_is_silence(incident) && has_spoken(incident, finding))
		return true;
	if (finding->surprise != incident->surprise && !is_told_by_number(incident, finding))
		return finding->surprise > incident->surprise;
	return finding->negative > incident->negative;
}

/*
 * A pile-on sets records with every batch, and storing one (with drivers and examples gathered
 * anew) costs something: those that count are a twentieth larger, or come some seconds after the
 * last.
 */
#define RECORD_INTERVAL_US (2 * CLOCK_SECOND_US)

static bool is_notable_record(const struct incident *incident, const struct finding *finding,
			      int64_t now_us)
{
	if (finding->fading || !is_record(incident, finding))
		return false;
	if (now_us - incident->updated_at_us >= RECORD_INTERVAL_US)
		return true;
	return finding->surprise >= incident->surprise + incident->surprise / 20 + 1;
}

int64_t incident_life_record_due(const struct incident *incident, const struct finding *finding,
				 int64_t now_us)
{
	const int64_t due_us = incident->updated_at_us + RECORD_INTERVAL_US;

	if (incident->state == INCIDENT_RESOLVED || !finding->alert ||
	    !is_notable_record(incident, finding, due_us))
		return 0;
	return due_us > now_us ? due_us : 0;
}

/*
 * An episode that goes on is noted now and then only, so that a storm of findings is not a storm of
 * writes: eight notes in resolve_after are enough to tell "goes on" from "fell silent".
 */
int64_t incident_life_note_us(const struct incident_settings *settings)
{
	return settings->resolve_after_us / 8;
}

static enum incident_turn decide_restless(const struct incident *incident,
					  const struct incident_settings *settings, int64_t now_us)
{
	if (incident->calm_since_us != 0)
		return INCIDENT_TURN_STIR;
	if (now_us - incident->updated_at_us >= incident_life_note_us(settings))
		return INCIDENT_TURN_STIR;
	return INCIDENT_TURN_NOTHING;
}

/* What took hours to show is not over in half an hour: a quarter of its window, within reason. A
 * feed that speaks again does so at once; and a post, of which no stretch says that it is calm but
 * each moment anew (inner.c), must be so for the settled time only. */
#define CALM_LONG_US (90 * CLOCK_MINUTE_US)
/* What took days to come is looked at by the hour, and by days. */
#define CALM_SOURING_US (3 * CLOCK_DAY_US)
/* What came back after a calm has shown that so much of it means nothing: half as much again,
 * within reason. */
#define CALM_AFTER_LULL_US (6 * CLOCK_HOUR_US)
/* Copies come a few an hour, by night none: what is over after an hour would begin anew all day. */
#define CALM_CAMPAIGN_US (8 * CLOCK_HOUR_US)

bool incident_life_is_by_counts(const struct incident *incident)
{
	return !incident_is_silence(incident) && !incident_is_souring(incident) &&
	       !incident_is_campaign(incident) && !incident_is_watched(incident);
}

static bool ends_slowly(const struct incident *incident)
{
	return !incident_is_silence(incident) && strncmp(incident->scope, "post:", 5) != 0;
}

static int64_t smaller(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static int64_t larger(int64_t a, int64_t b)
{
	return a > b ? a : b;
}

/* What came back, and can go on unseen: not a post, a feed or a single comment. */
static bool came_back_slowly(const struct incident *incident)
{
	return incident->lull_us > 0 && incident_life_is_by_counts(incident) &&
	       ends_slowly(incident);
}

static int64_t calm_for_us(const struct incident *incident,
			   const struct incident_settings *settings)
{
	const int64_t quarter_us = ends_slowly(incident) ? incident->window_us / 4 : 0;
	const int64_t lull_us =
		came_back_slowly(incident) ? smaller(incident->lull_us, CALM_AFTER_LULL_US) : 0;

	if (incident_is_campaign(incident))
		return CALM_CAMPAIGN_US;
	if (incident_is_souring(incident))
		return CALM_SOURING_US;
	const int64_t longer_us = larger(smaller(quarter_us, CALM_LONG_US),
					 smaller(lull_us + lull_us / 2, CALM_AFTER_LULL_US));
	return larger(settings->resolve_after_us, longer_us);
}

/* What took hours to show, and what came back once, may go on below what shows within an hour: it
 * is over when that is over too. */
#define SLOW_FROM_US (3 * CLOCK_HOUR_US)

static bool is_slow(const struct incident *incident)
{
	return came_back_slowly(incident) ||
	       (incident_life_is_by_counts(incident) && ends_slowly(incident) &&
		incident->window_us + CLOCK_MINUTE_US >= SLOW_FROM_US);
}

/* The beginning of the calm stretch, within this episode: one that has only begun is not over. */
static int64_t calm_since(const struct incident *incident, const struct finding *finding,
			  int64_t now_us)
{
	int64_t since_us =
		is_slow(incident) ? finding->calm_slowly_since_us : finding->calm_since_us;

	if (since_us == 0)
		since_us = now_us;
	if (incident->calm_since_us != 0 && incident->calm_since_us < since_us)
		since_us = incident->calm_since_us;
	return since_us > incident->peak_at_us ? since_us : incident->peak_at_us;
}

static enum incident_turn decide_calm(const struct incident *incident,
				      const struct finding *finding,
				      const struct incident_settings *settings, int64_t now_us)
{
	if (now_us - calm_since(incident, finding, now_us) >= calm_for_us(incident, settings))
		return INCIDENT_TURN_RESOLVE;
	return incident->calm_since_us == 0 ? INCIDENT_TURN_CALM : INCIDENT_TURN_NOTHING;
}

/* What alerts and began within the calm breaks it, also one that was noted before. A longer window
 * that still remembers the worst does not. */
static bool is_broken(const struct incident *incident, const struct finding *finding,
		      int64_t now_us)
{
	return finding->alert && finding->began_us >= calm_since(incident, finding, now_us);
}

/* Only a comment ends a silence: that nobody can tell any more how usual it is does not. */
static bool is_calm(const struct incident *incident, const struct finding *finding)
{
	if (!finding->calm || (is_slow(incident) && finding->calm_slowly_since_us == 0))
		return false;
	return !incident_is_silence(incident) || incident->calm_since_us != 0 ||
	       has_spoken(incident, finding);
}

static enum incident_turn decide_running(const struct incident *incident,
					 const struct finding *finding,
					 const struct incident_settings *settings, int64_t now_us)
{
	if (finding->alert && finding->severity < incident->severity)
		return INCIDENT_TURN_RAISE;
	if (finding->alert && is_notable_record(incident, finding, now_us))
		return INCIDENT_TURN_RECORD;
	if (is_calm(incident, finding) && !is_broken(incident, finding, now_us))
		return decide_calm(incident, finding, settings, now_us);
	return decide_restless(incident, settings, now_us);
}

/* ---- coming back ---- */

int64_t incident_life_told_until(const struct incident *incident)
{
	if (incident->state != INCIDENT_RESOLVED)
		return incident->told_until_us;
	if (incident_life_is_by_counts(incident) && incident->calm_since_us != 0)
		return incident->calm_since_us;
	return incident->resolved_at_us;
}

/* The lull of which the finding tells may be that of the brand; what was over days before was no
 * part of it. */
static bool never_was_over(const struct incident *incident, const struct finding *finding,
			   int64_t back_us)
{
	return finding->went_on &&
	       back_us - incident_life_told_until(incident) <= FINDING_WENT_ON_US;
}

/* What took half a day to show came back when it began, not when it showed. */
static int64_t began_or_now(const struct finding *finding, int64_t now_us)
{
	return finding->began_us != 0 && finding->began_us < now_us ? finding->began_us : now_us;
}

static bool comes_back_soon(const struct incident *incident, const struct finding *finding,
			    const struct incident_settings *settings, int64_t now_us)
{
	const int64_t back_us =
		incident_life_is_by_counts(incident) ? began_or_now(finding, now_us) : now_us;

	return back_us - incident->resolved_at_us <= settings->reopen_within_us ||
	       (settings->reopen_within_us > 0 && never_was_over(incident, finding, back_us));
}

enum incident_turn incident_life_decide(const struct incident *incident,
					const struct finding *finding,
					const struct incident_settings *settings, int64_t now_us)
{
	if (incident && incident->state != INCIDENT_RESOLVED)
		return decide_running(incident, finding, settings, now_us);
	if (!finding->alert)
		return INCIDENT_TURN_NOTHING;
	if (incident && comes_back_soon(incident, finding, settings, now_us))
		return INCIDENT_TURN_REOPEN;
	return INCIDENT_TURN_OPEN;
}

enum incident_turn incident_life_decide_at_rest(const struct incident *incident,
						const struct incident_settings *settings,
						int64_t now_us, int64_t *ret_look_again_us)
{
	int64_t over_at_us;

	if (incident->state == INCIDENT_RESOLVED) {
		*ret_look_again_us = 0;
		return INCIDENT_TURN_NOTHING;
	}
	/* The last note of an episode that goes on may be one interval old: that much is added. */
	if (incident->calm_since_us != 0)
		over_at_us = incident->calm_since_us + calm_for_us(incident, settings);
	else if (incident_is_silence(incident))
		over_at_us =
			incident->peak_at_us - incident->window_us + INCIDENT_SILENCE_GIVEN_UP_US;
	else
		over_at_us = incident->updated_at_us + calm_for_us(incident, settings) +
			     incident_life_note_us(settings);

	*ret_look_again_us = over_at_us > now_us ? over_at_us : 0;
	return over_at_us > now_us ? INCIDENT_TURN_NOTHING : INCIDENT_TURN_RESOLVE;
}

/* ---- applying ---- */

/* The only place where a state changes: whatever belongs to the state changes with it. */
static void move_to(struct incident *incident, enum incident_state to, int64_t now_us)
{
	assert(may_move[incident->state][to]);
	incident->state = to;
	incident->next_step_us = 0;
	incident->acknowledged_at_us =
		to == INCIDENT_ACKNOWLEDGED ? now_us : incident->acknowledged_at_us;
	incident->resolved_at_us = to == INCIDENT_RESOLVED ? now_us : 0;
	if (to == INCIDENT_OPEN) {
		incident->acknowledged_at_us = 0;
		incident->acknowledged_by[0] = '\0';
		incident->calm_since_us = 0;
		incident->unheard = false;
		incident->step = 0;
		incident->round = 0;
	}
}

/* 0: the source does not say. They are counted by ten minutes, and may be of a little more than the
 * window: never more people than comments. */
static uint64_t authors_of(const struct finding *finding)
{
	if (finding->authors == UINT64_MAX)
		return 0;
	return finding->authors < finding->negative ? finding->authors : finding->negative;
}

static void take_peak(struct incident *incident, const struct finding *finding, int64_t now_us)
{
	incident->peak_at_us = now_us;
	incident->negative = finding->negative;
	incident->comments = finding->comments;
	incident->authors = authors_of(finding);
	incident->expected = finding->expected;
	incident->window_us = finding->window_us;
	incident->surprise = finding->surprise;
	incident->learning = finding->learning;
	incident->told_from_us = finding->told_from_us;
	incident->told_until_us = finding->told_until_us;
}

void incident_life_copy_name(char field[INCIDENT_NAME_MAX], struct slice name)
{
	incident_copy_text(field, INCIDENT_NAME_MAX, name);
}

void incident_life_open(struct incident *ret_incident, const char *id, struct slice brand,
			struct slice scope, const struct finding *finding, int64_t now_us)
{
	struct incident incident = { .state = INCIDENT_OPEN, .severity = finding->severity };

	incident_copy_text(incident.id, sizeof(incident.id), slice_from(id));
	incident_copy_text(incident.brand, sizeof(incident.brand), brand);
	incident_copy_text(incident.scope, sizeof(incident.scope), scope);
	incident.began_us =
		finding->began_us != 0 && finding->began_us < now_us ? finding->began_us : now_us;
	incident.opened_at_us = now_us;
	incident.updated_at_us = now_us;
	take_peak(&incident, finding, now_us);
	*ret_incident = incident;
}

/* How long it had been calm when the trouble began anew. */
static int64_t lull_of(const struct incident *incident, const struct finding *finding,
		       int64_t now_us)
{
	return larger(began_or_now(finding, now_us) - incident_life_told_until(incident), 0);
}

static void apply_trouble(struct incident *incident, const struct finding *finding, int64_t now_us)
{
	if (finding->severity < incident->severity)
		incident->severity = finding->severity;
	if (is_record(incident, finding))
		take_peak(incident, finding, now_us);
	incident->calm_since_us = 0;
}

void incident_life_apply(struct incident *incident, enum incident_turn turn,
			 const struct finding *finding, int64_t now_us)
{
	switch (turn) {
	case INCIDENT_TURN_REOPEN:
		incident->lull_us = larger(incident->lull_us, lull_of(incident, finding, now_us));
		move_to(incident, INCIDENT_OPEN, now_us);
		incident->severity = finding->severity; /* worse than this is told again */
		incident->calm_since_us = 0;
		take_peak(incident, finding, now_us); /* what was told before is told */
		break;
	case INCIDENT_TURN_RAISE:
	case INCIDENT_TURN_RECORD:
		apply_trouble(incident, finding, now_us);
		break;
	case INCIDENT_TURN_STIR:
		incident->calm_since_us = 0;
		break;
	case INCIDENT_TURN_CALM:
		incident->calm_since_us = calm_since(incident, finding, now_us);
		break;
	case INCIDENT_TURN_RESOLVE:
		if (finding) /* time alone knows of no other calm */
			incident->calm_since_us = calm_since(incident, finding, now_us);
		move_to(incident, INCIDENT_RESOLVED, now_us);
		break;
	case INCIDENT_TURN_NOTHING:
		return;
	default:
		assert(false); /* OPEN makes an incident; it is not applied to one */
	}
	if (now_us > incident->updated_at_us)
		incident->updated_at_us = now_us;
}

bool incident_life_acknowledge(struct incident *incident, struct slice who, int64_t now_us)
{
	if (!may_move[incident->state][INCIDENT_ACKNOWLEDGED])
		return false;
	move_to(incident, INCIDENT_ACKNOWLEDGED, now_us);
	incident_copy_text(incident->acknowledged_by, sizeof(incident->acknowledged_by), who);
	return true;
}

static void copy_driver(char *field, size_t size, struct slice driver)
{
	incident_copy_text(field, size, driver);
	slice_flatten(field);
}

void incident_life_illustrate(struct incident *incident, const struct slice *drivers,
			      size_t driver_count, const struct incident_example *examples,
			      size_t example_count)
{
	if (driver_count > INCIDENT_DRIVERS_MAX)
		driver_count = INCIDENT_DRIVERS_MAX;
	if (example_count > INCIDENT_EXAMPLES_MAX)
		example_count = INCIDENT_EXAMPLES_MAX;

	for (size_t i = 0; i < driver_count; i++)
		copy_driver(incident->drivers[i], sizeof(incident->drivers[i]), drivers[i]);
	incident->driver_count = driver_count;
	for (size_t i = 0; i < example_count; i++)
		incident->examples[i] = examples[i];
	incident->example_count = example_count;
}

void incident_life_place(struct incident *incident, const struct incident_place *places,
			 size_t count)
{
	incident->place_count = count < INCIDENT_PLACES_MAX ? count : INCIDENT_PLACES_MAX;
	for (size_t i = 0; i < incident->place_count; i++)
		incident->places[i] = places[i];
}
