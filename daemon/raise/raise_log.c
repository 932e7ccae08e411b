/* raise_log.c - see raise_log.h. */
#include "raise_log.h"

#include "log.h"
#include "say.h"
#include "utf8.h"

#include <inttypes.h>
#include <string.h>

enum { SAID_MAX_BYTES = 4096, LINE_MAX_BYTES = 1000 }; /* log.c takes 1023 */

static void say_figures(const struct incident *incident, struct buffer *to)
{
	if (incident_is_watched(incident)) {
		buffer_add_text(to,
				incident->driver_count > 0 ? incident->drivers[0] : "a comment");
	} else if (incident_is_silence(incident)) {
		buffer_add_text(to, "no comments come in");
	} else if (incident_is_campaign(incident)) {
		buffer_printf(to, "%" PRIu64 " near-copies by %" PRIu64 " known people",
			      incident->negative, incident->authors);
	} else if (incident_is_souring(incident)) {
		buffer_printf(to, "%" PRIu64 " of %" PRIu64 " comments negative, ",
			      incident->negative, incident->comments);
		say_expected(incident->expected, to);
	} else {
		say_negative(incident, to);
		buffer_add_text(to, ", where ");
		say_usual(incident, to);
	}
}

static void say_turn(const struct raise_change *change, struct buffer *to)
{
	static const char *const words[INCIDENT_TURN_COUNT] = {
		[INCIDENT_TURN_OPEN] = "opened",
		[INCIDENT_TURN_REOPEN] = "open again",
		[INCIDENT_TURN_RAISE] = "worse",
		[INCIDENT_TURN_RESOLVE] = "over",
	};

	buffer_add_text(to, words[change->turn]);
	if (change->turn == INCIDENT_TURN_RESOLVE)
		return; /* the figures of calm are not the incident's */
	buffer_printf(to, ", severity %u: ", change->incident.severity);
	say_figures(&change->incident, to);
}

static void say_taken(const struct incident *incident, struct buffer *to)
{
	buffer_printf(to, "taken by %s", incident->acknowledged_by);
	if (incident->feedback != INCIDENT_FEEDBACK_NONE)
		buffer_printf(to, ", marked %s by %s", incident_feedback_name(incident->feedback),
			      incident->feedback_by);
}

static void say_told(const struct raise_change *change, struct buffer *to)
{
	const struct incident *incident = &change->incident;

	if (change->event == BRIEF_ACKNOWLEDGED)
		say_taken(incident, to);
	else if (change->event == BRIEF_RESOLVED)
		buffer_add_text(to, incident_is_untaken(incident) ? "closed, nobody took it"
				    : incident->unheard		  ? "closed, nothing more was heard"
								  : "over");
	else if (change->stepped)
		buffer_printf(to, "step %u of the policy %s", incident->step, incident->policy);
	else
		buffer_add_text(to, "told how it stands");
}

void raise_log_say(const struct raise_change *change, struct buffer *to)
{
	const struct incident *incident = &change->incident;
	const bool turned = incident_turn_is_told(change->turn);

	if (!turned && !change->tells)
		return;
	buffer_printf(to, "incident %s of %s", incident->id, incident->brand);
	if (strcmp(incident->scope, "brand") != 0)
		buffer_printf(to, ", %s", incident->scope);
	buffer_add_text(to, ": ");
	if (turned)
		say_turn(change, to);
	else
		say_told(change, to);
	if (change->muted)
		buffer_add_text(to, "; silenced");
	if (change->message_count > 0) {
		buffer_add_text(to, "; ");
		say_count(change->message_count, "message", "messages", to);
	}
}

void raise_log(const struct raise_change *change)
{
	struct buffer line;

	buffer_init(&line, SAID_MAX_BYTES);
	raise_log_say(change, &line);
	if (line.len > 0) { /* cut rather than not at all */
		const struct slice cut = utf8_cut(buffer_slice(&line), LINE_MAX_BYTES);

		log_info("%.*s%s", (int)cut.len, cut.data, cut.len < line.len ? " ..." : "");
	}
	buffer_done(&line);
}
