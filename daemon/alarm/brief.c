/*
 * brief.c - an incident in words; see brief.h for what the page holds.
 */
#include "brief.h"

#include "clock.h"
#include "json.h"
#include "orders.h"
#include "page.h"
#include "say.h"
#include "utf8.h"
#include <assert.h>
#include <inttypes.h>
#include <string.h>

enum { SCRATCH_BYTES = 64 * 1024 };

struct event_words {
	const char *name;
	const char *prefix; /* of the subject; the rest of it stays the same */
	const char *what;   /* NULL: the incident's scope says it */
};

static const struct event_words event_words[] = {
	[BRIEF_OPENED] = { "incident.opened", "", NULL },
	[BRIEF_RAISED] = { "incident.raised", "Worse: ", "it is getting worse" },
	[BRIEF_ACKNOWLEDGED] = { "incident.acknowledged", "Taken: ", "somebody has taken it" },
	[BRIEF_RESOLVED] = { "incident.resolved", "Over: ", "it is over" },
	[BRIEF_REOPENED] = { "incident.reopened", "Again: ", "it has flared up again" },
};
static_assert(sizeof(event_words) / sizeof(event_words[0]) == BRIEF_EVENT_COUNT,
	      "words for each event");

/* What nobody heard of any more is closed, and not said to be over; nor what nobody took. */
static const struct event_words *words_of(const struct brief *brief)
{
	static const struct event_words unheard = { "", "Closed: ", "nothing more was heard" };
	static const struct event_words untaken = { "", "Closed: ", "nobody took it" };

	if (brief->event == BRIEF_RESOLVED && incident_is_untaken(brief->incident))
		return &untaken;
	return brief->event == BRIEF_RESOLVED && brief->incident->unheard
		       ? &unheard
		       : &event_words[brief->event];
}

const char *brief_event_name(enum brief_event event)
{
	assert(event < BRIEF_EVENT_COUNT);
	return event_words[event].name;
}

/* ---- times in words ---- */

/* "02:04 UTC" today, with the date on other days; by the reader's clock where there is one, which
 * is named once (say_zone). */
static void say_time(int64_t at_us, const struct brief *brief, struct buffer *to)
{
	char at[CLOCK_TEXT_MAX], now[CLOCK_TEXT_MAX];

	clock_format(zone_local(brief->zone, at_us), at);
	clock_format(zone_local(brief->zone, brief->now_us), now);
	if (memcmp(at, now, strlen("2026-11-22")) != 0)
		buffer_printf(to, "%.10s ", at);
	buffer_printf(to, "%.5s%s", at + strlen("2026-11-22T"), brief->zone_name ? "" : " UTC");
}

static void say_zone(const struct brief *brief, struct buffer *to)
{
	if (!brief->zone_name)
		return;
	buffer_add_text(to, " Times are those of ");
	page_add_clean(slice_from(brief->zone_name), 60, to);
	buffer_add_char(to, '.');
}

/* ---- a single comment ---- */

/* Of each reason (watch.h): what to call it, and what whoever is told can do first. */
static const struct reason_words {
	const char *reason, *what, *advice;
} reasons[] = {
	{ "a threat", "a threat in a comment",
	  "If somebody may be in danger, call the police, and keep the comment: it is proof." },
	{ "an emergency", "a comment that tells of an emergency",
	  "Look whether somebody needs help now, and call 112 if so." },
	{ "a journalist", "a comment by a journalist",
	  "Let whoever speaks for you answer; what is answered there may be quoted." },
	{ "a very large reach", "a negative comment that very many read",
	  "Decide who answers it, and whether, before others do." },
};

/* Why a comment is an incident; words for all when it is not known. */
static const struct reason_words *reason_of(const struct incident *incident)
{
	static const struct reason_words unknown = { "", "a comment that a person must see now",
						     "Look at it where it stands." };

	for (size_t i = 0; incident->driver_count > 0 && i < sizeof(reasons) / sizeof(reasons[0]);
	     i++)
		if (strcmp(incident->drivers[0], reasons[i].reason) == 0)
			return &reasons[i];
	return &unknown;
}

static bool is_one_of_several(const struct incident *incident)
{
	return !strchr(incident->scope, ':');
}

static void say_watched(const struct incident *incident, struct buffer *to)
{
	buffer_add_text(to, reason_of(incident)->what);
	if (incident->example_count > 0 && incident->examples[0].channel[0] != '\0') {
		buffer_add_text(to, " on ");
		page_add_clean(slice_from(incident->examples[0].channel), 40, to);
	}
	if (is_one_of_several(incident))
		buffer_add_text(to, ", after several within the hour");
}

static void say_author(const struct incident_watched *watched, struct buffer *to)
{
	buffer_add_text(to, "Written by ");
	if (watched->author[0] != '\0')
		page_add_clean(slice_from(watched->author), 60, to);
	else
		buffer_add_text(to, "somebody whose name did not come with it");
	if (watched->followers > 0) {
		buffer_add_text(to, ", who has ");
		say_count((uint64_t)watched->followers, "follower", "followers", to);
	}
	if (watched->post[0] != '\0') {
		buffer_add_text(to, ", on post ");
		page_add_clean(slice_from(watched->post), 60, to);
	}
	buffer_add_char(to, '.');
	if (watched->reach > 0) {
		buffer_add_text(to, " Reach: ");
		say_count((uint64_t)watched->reach, "person", "people", to);
		buffer_add_char(to, '.');
	}
}

static void write_watched(struct page *page, const struct incident *incident,
			  struct buffer *scratch)
{
	const struct incident_watched *watched = &incident->watched;

	if (watched->by[0] != '\0')
		say_author(watched, scratch);
	if (watched->points > 0) {
		buffer_add_text(scratch, " The rules give it ");
		say_points(watched->points, scratch);
		buffer_add_text(scratch, " points of ");
		page_add_clean(slice_from(watched->by), 60, scratch);
		buffer_add_text(scratch, "; a comment is hidden from ");
		say_points(watched->line, scratch);
		buffer_add_text(scratch, " on.");
	}
	if (scratch->len > 0)
		page_paragraph(page, scratch);
}

/* ---- what happened ---- */

static void say_what(const struct incident *incident, struct buffer *to)
{
	if (incident_is_silence(incident)) {
		buffer_add_text(to, "no comments come in any more");
		say_place(incident->scope, to);
	} else if (incident_is_watched(incident)) {
		say_watched(incident, to);
	} else if (incident_is_souring(incident)) {
		buffer_add_text(to, "the mood has soured over the last weeks");
	} else if (incident_is_campaign(incident)) {
		say_campaign_name(incident, to);
	} else {
		buffer_add_text(to, say_by_share(incident)
					    ? "far more of the comments are negative than usual"
					    : "far more negative comments than usual");
		say_place(incident->scope, to);
	}
}

/* ---- parts of the e-mail, in their order ---- */

/* Whoever marks it takes it by that. */
static const char *say_taken_as(const struct incident *incident)
{
	const bool by_them = strcmp(incident->acknowledged_by, incident->feedback_by) == 0;

	if (by_them && incident->feedback == INCIDENT_FEEDBACK_FALSE)
		return " calls it a false alarm";
	if (by_them && incident->feedback == INCIDENT_FEEDBACK_EXPECTED)
		return " says that it was expected";
	return " has taken it";
}

/* At once, for whoever hears of it for the first time. */
static void say_goes_on(const struct brief *brief, struct buffer *to)
{
	if (brief->event == BRIEF_OPENED)
		say_again_day(brief->incident, &brief->zone, to);
}

static void write_headline(struct page *page, const struct brief *brief, struct buffer *scratch)
{
	const struct event_words *words = words_of(brief);

	page_add_clean(slice_from(brief->incident->brand), 80, scratch);
	say_goes_on(brief, scratch);
	buffer_add_text(scratch, ": ");
	if (brief->event == BRIEF_ACKNOWLEDGED && brief->incident->acknowledged_by[0] != '\0') {
		page_add_clean(slice_from(brief->incident->acknowledged_by), 80, scratch);
		buffer_add_text(scratch, say_taken_as(brief->incident));
	} else if (words->what) {
		buffer_add_text(scratch, words->what);
	} else {
		say_what(brief->incident, scratch);
	}
	page_paragraph(page, scratch);
	page_end_line(page);
}

static void write_figures(struct page *page, const struct brief *brief, struct buffer *scratch)
{
	const struct incident *incident = brief->incident;

	if (incident_is_watched(incident)) {
		write_watched(page, incident, scratch);
		return;
	}
	if (incident_is_silence(incident) || incident_is_souring(incident)) {
		(incident_is_silence(incident) ? say_silence : say_souring)(incident, scratch);
		page_paragraph(page, scratch);
		return;
	}
	if (incident_is_campaign(incident)) {
		say_campaign(incident, scratch);
		page_paragraph(page, scratch);
		return;
	}

	if (incident->peak_at_us > incident->opened_at_us) {
		buffer_add_text(scratch, "At the worst moment (");
		say_time(incident->peak_at_us, brief, scratch);
		buffer_add_text(scratch, "): ");
	}
	say_negative(incident, scratch);
	buffer_add_text(scratch, ", where ");
	say_usual(incident, scratch);
	if (incident->authors > 0) {
		buffer_printf(scratch, ". Written by %s ",
			      incident_authors_at_least(incident) ? "at least" : "about");
		say_count(incident->authors, "person", "people", scratch);
	}
	buffer_add_char(scratch, '.');
	say_writers(incident, scratch);
	say_places(incident, scratch);
	say_copies(incident, scratch);
	say_synchrony(incident, scratch);
	say_organic(incident, scratch);
	if (incident->learning)
		buffer_add_text(scratch, " Livvakt is still learning what is usual here, so it is "
					 "less sure than later.");
	page_paragraph(page, scratch);
}

static void say_area(const struct incident *incident, struct buffer *scratch)
{
	if (incident->area[0] == '\0')
		return;
	buffer_add_text(scratch, " Responsible: ");
	page_add_clean(slice_from(incident->area), 60, scratch);
	buffer_add_text(scratch, incident->spread ? "; it has spread beyond that." : ".");
}

static void say_beside(const struct incident *incident, struct buffer *scratch)
{
	if (incident->beside)
		buffer_add_text(scratch,
				" It is about something else than the incident of the whole "
				"brand that was open already.");
}

static void write_since(struct page *page, const struct brief *brief, struct buffer *scratch)
{
	const struct incident *incident = brief->incident;

	buffer_add_text(scratch, incident_is_watched(incident) ? "It was written " : "It began ");
	say_ago(brief->now_us - incident->began_us, scratch);
	buffer_add_text(scratch, " (");
	say_time(incident->began_us, brief, scratch);
	buffer_add_text(scratch, ") and was noticed at ");
	say_time(incident->opened_at_us, brief, scratch);
	if (brief->event == BRIEF_RESOLVED && incident->resolved_at_us != 0) {
		buffer_add_text(scratch, say_why_closed(incident));
		say_time(incident->resolved_at_us, brief, scratch);
	}
	buffer_printf(scratch, ". Severity %u of 4 (1 is worst).", incident->severity);
	say_area(incident, scratch);
	say_beside(incident, scratch);
	say_outgrown(incident, scratch);
	say_again(incident, &brief->zone, scratch);
	say_zone(brief, scratch);
	page_paragraph(page, scratch);
	page_end_line(page);
}

/* Why nobody was told, or will be. */
static void write_silenced(struct page *page, const struct brief *brief, struct buffer *scratch)
{
	const struct mute *mute = &brief->incident->silenced;
	const bool in_force = brief->now_us < mute->until_us;

	if (mute->id[0] == '\0')
		return;
	page_add_clean(slice_from(mute->by), 80, scratch);
	buffer_add_text(scratch, in_force ? " has silenced it until " : " had silenced it until ");
	say_time(mute->until_us, brief, scratch);
	buffer_add_text(scratch, ": ");
	page_add_clean(slice_from(mute->reason), 200, scratch);
	buffer_add_text(scratch, brief->incident->untold ? ". So nobody was told." : ".");
	page_paragraph(page, scratch);
	page_end_line(page);
}

static void write_drivers(struct page *page, const struct brief *brief, struct buffer *scratch)
{
	const struct incident *incident = brief->incident;

	if (incident->driver_count == 0 || incident_is_watched(incident))
		return;
	page_line(page, "What it is about:");
	page->indent = 2;
	for (size_t i = 0; i < incident->driver_count; i++) {
		buffer_add_text(scratch, "- ");
		page_add_clean(slice_from(incident->drivers[i]), 80, scratch);
		page_paragraph(page, scratch);
	}
	page->indent = 0;
	page_end_line(page);
}

/* On a line of its own, whole, so that it can be followed; nothing but http and https leads to a
 * comment, and what holds a blank or a control character is no address. */
static void write_link(struct page *page, const char *url)
{
	const size_t scheme = strncmp(url, "https://", 8) == 0	? 8
			      : strncmp(url, "http://", 7) == 0 ? 7
								: 0;
	struct buffer clean;

	buffer_init(&clean, INCIDENT_EXAMPLE_BYTES);
	page_add_clean(slice_from(url), INCIDENT_EXAMPLE_BYTES, &clean);
	if (scheme > 0 && url[scheme] != '\0' && slice_is(buffer_slice(&clean), url) &&
	    !strchr(url, ' '))
		buffer_printf(page->to, "%*s%s\n", (int)page->indent, "", url);
	buffer_done(&clean);
}

static void write_example(struct page *page, const struct brief *brief,
			  const struct incident_example *example, struct buffer *scratch)
{
	buffer_add_char(scratch, '"');
	page_add_clean(slice_from(example->text), BRIEF_EXAMPLE_CHARACTERS, scratch);
	buffer_add_text(scratch, "\" (");
	if (example->channel[0] != '\0') {
		page_add_clean(slice_from(example->channel), 40, scratch);
		buffer_add_text(scratch, ", ");
	}
	say_time(example->ts_us, brief, scratch);
	buffer_add_char(scratch, ')');
	page_paragraph(page, scratch);
	write_link(page, example->url);
}

static void write_one(struct page *page, const struct brief *brief, const char *title,
		      const struct incident_example *example, struct buffer *scratch)
{
	page_line(page, title);
	page->indent = 3;
	page->column = page->indent;
	buffer_printf(page->to, "%*s", (int)page->indent, "");
	write_example(page, brief, example, scratch);
	page->indent = 0;
	page_end_line(page);
}

static void write_first(struct page *page, const struct brief *brief, struct buffer *scratch)
{
	if (brief->incident->first.id[0] != '\0')
		write_one(page, brief, "It began with:", &brief->incident->first, scratch);
}

static void write_examples(struct page *page, const struct brief *brief, struct buffer *scratch)
{
	size_t count = brief->incident->example_count;

	if (count == 0)
		return;
	if (incident_is_watched(brief->incident)) {
		write_one(page, brief,
			  is_one_of_several(brief->incident) ? "The latest of them:"
							     : "The comment:",
			  &brief->incident->examples[0], scratch);
		return;
	}
	page_line(page, "What people write:");
	page->indent = 3;
	for (size_t i = 0; i < count && i < BRIEF_EXAMPLES; i++) {
		buffer_printf(scratch, "%zu. ", i + 1);
		write_example(page, brief, &brief->incident->examples[i], scratch);
	}
	page->indent = 0;
	page_end_line(page);
}

static void write_what_to_do(struct page *page, const struct brief *brief, struct buffer *scratch)
{
	if (brief->incident->state == INCIDENT_OPEN && incident_is_watched(brief->incident)) {
		buffer_add_text(scratch, reason_of(brief->incident)->advice);
		page_paragraph(page, scratch);
		page_end_line(page);
	}
	if (brief->incident->state == INCIDENT_OPEN && incident_is_campaign(brief->incident)) {
		say_campaign_advice(brief->incident, page);
		orders_write_signed(page, brief, "mark", " expected");
		page_end_line(page);
	}
	if (brief->incident->state == INCIDENT_OPEN) {
		page_line(page, "Say that you have it, so that nobody else is woken:");
		orders_write_signed(page, brief, "ack", "");
		page_end_line(page);
	}
	page_line(page, "Everything about it:");
	orders_write(page, brief, "explain", "");
	if (brief->base_url)
		buffer_printf(page->to, "  %s/v1/incidents/%s\n", brief->base_url,
			      brief->incident->id);
	page_end_line(page);
}

static void say_taken(const struct brief *brief, struct buffer *to)
{
	const struct incident *incident = brief->incident;

	if (incident->acknowledged_by[0] == '\0')
		return;
	buffer_add_char(to, ' ');
	page_add_clean(slice_from(incident->acknowledged_by), 80, to);
	buffer_add_text(to, " took it at ");
	say_time(incident->acknowledged_at_us, brief, to);
	buffer_add_char(to, '.');
}

static void write_who(struct page *page, const struct brief *brief, struct buffer *scratch)
{
	if (brief->told_count > 0) {
		buffer_add_text(scratch, "Told so far: ");
		say_names(brief->told, brief->told_count, scratch);
		buffer_add_char(scratch, '.');
	}
	const bool open = brief->incident->state == INCIDENT_OPEN;

	say_taken(brief, scratch);
	if (brief->round > 1)
		buffer_printf(scratch, " %s round %u of %u of the calls.",
			      open ? "This is" : "That was", brief->round, brief->rounds);
	if (open && brief->next_count > 0) {
		buffer_add_text(scratch, " If nobody says so, next at ");
		say_time(brief->next_due_us, brief, scratch);
		buffer_add_text(scratch, ": ");
		say_names(brief->next, brief->next_count, scratch);
		buffer_add_char(scratch, '.');
	} else if (open && brief->event != BRIEF_RAISED) { /* it does not always know */
		buffer_add_text(scratch, brief->told_count > 0 || brief->incident->untold
						 ? " Nobody else comes after this."
						 : "Nobody was told by a policy.");
	}
	if (scratch->len > 0)
		page_paragraph(page, scratch);
}

static void write_facts(struct page *page, const struct brief *brief, struct buffer *scratch)
{
	write_figures(page, brief, scratch);
	write_since(page, brief, scratch);
	write_silenced(page, brief, scratch);
	write_drivers(page, brief, scratch);
	write_first(page, brief, scratch);
	write_examples(page, brief, scratch);
}

void brief_write_text(const struct brief *brief, struct buffer *to)
{
	struct page page = { .to = to };
	struct buffer scratch;

	buffer_init(&scratch, SCRATCH_BYTES);
	write_headline(&page, brief, &scratch);
	write_facts(&page, brief, &scratch);
	write_what_to_do(&page, brief, &scratch);
	write_who(&page, brief, &scratch);
	if (buffer_failed(&scratch))
		to->failed = true;
	buffer_done(&scratch);
}

void brief_write_facts(const struct brief *brief, struct buffer *to)
{
	struct page page = { .to = to };
	struct buffer scratch;

	buffer_init(&scratch, SCRATCH_BYTES);
	write_facts(&page, brief, &scratch);
	write_who(&page, brief, &scratch);
	if (buffer_failed(&scratch))
		to->failed = true;
	buffer_done(&scratch);
}

/* ---- subject and webhook ---- */

void brief_write_subject(const struct brief *brief, struct buffer *to)
{
	const struct incident *incident = brief->incident;
	struct buffer line;

	buffer_init(&line, 4096);
	buffer_add_text(&line, words_of(brief)->prefix);
	page_add_clean(slice_from(incident->brand), 60, &line);
	say_goes_on(brief, &line);
	buffer_add_text(&line, ": ");
	if (incident_is_watched(incident) || incident_is_silence(incident) ||
	    incident_is_campaign(incident) || incident_is_souring(incident)) {
		say_what(incident, &line);
	} else {
		say_negative(incident, &line);
		buffer_add_text(&line, ", ");
		say_usual(incident, &line);
	}
	if (buffer_failed(&line))
		to->failed = true;
	buffer_add_slice(to, utf8_cut(buffer_slice(&line), BRIEF_SUBJECT_BYTES));
	buffer_done(&line);
}

static void write_envelope(const struct brief *brief, const struct incident *incident,
			   struct buffer *to)
{
	struct json_writer writer;
	struct buffer data;

	buffer_init(&data, 256 * 1024);
	incident_write_json(incident, &data);
	json_write_begin(&writer, to);
	json_write_object(&writer);
	json_write_member_text(&writer, "type", event_words[brief->event].name);
	json_write_member_time(&writer, "timestamp", brief->now_us);
	json_write_key(&writer, "data");
	json_write_raw(&writer, buffer_slice(&data));
	json_write_object_end(&writer);
	if (buffer_failed(&data))
		to->failed = true;
	buffer_done(&data);
}

/* The least needed first; false when nothing is left that can be. */
static bool leave_out(struct incident *shown)
{
	if (shown->example_count > 0)
		shown->example_count--;
	else if (shown->first.id[0] != '\0')
		shown->first.id[0] = '\0';
	else if (shown->driver_count > 0)
		shown->driver_count--;
	else
		return false;
	return true;
}

void brief_write_webhook(const struct brief *brief, struct buffer *to)
{
	struct incident shown = *brief->incident;
	struct buffer envelope;

	buffer_init(&envelope, 256 * 1024);
	write_envelope(brief, &shown, &envelope);
	while (envelope.len >= BRIEF_WEBHOOK_BYTES && leave_out(&shown)) {
		buffer_clear(&envelope);
		write_envelope(brief, &shown, &envelope);
	}
	if (buffer_failed(&envelope))
		to->failed = true;
	buffer_add_slice(to, buffer_slice(&envelope));
	buffer_done(&envelope);
}
