/* campaigns.c - see campaigns.h. */
#include "campaigns.h"

#include "chorus.h"
#include "chorus_log.h"
#include "clock.h"
#include "comment.h"
#include "incidents.h"
#include "likeness.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { REMEMBERED = 256, BYTES_MAX = 64 << 20 };
/* Where a brand's voices are not in memory, as after a start, or where more brands are busy than
 * there is room for, the whole log is read: a full one takes a judge a tenth of a second or less.
 * The next such brand waits so long for each voice, so that these take some hundredths of a
 * processor. */
#define READ_US INT64_C(60)
/* So long it holds what a person said of it. */
#define SAID_US (8 * 7 * CLOCK_DAY_US)

/* A brand's voices as this judge has heard them. */
struct followed_chorus {
	char brand[COMMENT_ID_MAX];
	size_t brand_len;
	struct chorus *chorus; /* NULL: nothing was heard yet */
	struct chorus_place place;
	int64_t due_us; /* 0: nothing new */
	uint64_t used_at;
};

struct campaigns {
	struct followed_chorus items[REMEMBERED];
	size_t count;
	uint64_t looks;
	int64_t read_from_us; /* not before then another whole log */
};

struct campaigns *campaigns_new(void)
{
	return calloc(1, sizeof(struct campaigns));
}

struct campaigns *campaigns_free(struct campaigns *campaigns)
{
	for (size_t i = 0; campaigns && i < campaigns->count; i++)
		chorus_free(campaigns->items[i].chorus);
	free(campaigns);
	return NULL;
}

/* --- what is remembered --- */

static struct slice brand_of(const struct followed_chorus *it)
{
	return (struct slice){ it->brand, it->brand_len };
}

/* What would be lost with it is a look, or nothing but time. */
static bool gives_way(const struct followed_chorus *it, const struct followed_chorus *other)
{
	if ((it->due_us != 0) != (other->due_us != 0))
		return it->due_us == 0;
	return it->used_at < other->used_at;
}

static struct followed_chorus *find(struct campaigns *campaigns, struct slice brand)
{
	struct followed_chorus *oldest = &campaigns->items[0];

	for (size_t i = 0; i < campaigns->count; i++) {
		struct followed_chorus *it = &campaigns->items[i];

		if (slice_equal(brand_of(it), brand))
			return it;
		if (gives_way(it, oldest))
			oldest = it;
	}
	if (campaigns->count < REMEMBERED)
		oldest = &campaigns->items[campaigns->count++];
	chorus_free(oldest->chorus);
	*oldest = (struct followed_chorus){ .brand_len = brand.len };
	memcpy(oldest->brand, brand.data, brand.len);
	return oldest;
}

static void drop(struct followed_chorus *it)
{
	it->chorus = chorus_free(it->chorus);
	it->place = (struct chorus_place){ 0 };
}

/* Those that were looked at longest ago are read anew when something comes of them. */
static void keep_in_bounds(struct campaigns *campaigns)
{
	for (;;) {
		struct followed_chorus *oldest = NULL;
		size_t bytes = 0;

		for (size_t i = 0; i < campaigns->count; i++) {
			struct followed_chorus *it = &campaigns->items[i];

			if (!it->chorus)
				continue;
			bytes += chorus_bytes(it->chorus);
			if (!oldest || it->used_at < oldest->used_at)
				oldest = it;
		}
		if (bytes <= BYTES_MAX || !oldest)
			return;
		drop(oldest);
	}
}

void campaigns_await(struct campaigns *campaigns, struct slice brand, int64_t due_us)
{
	struct followed_chorus *it = find(campaigns, brand);

	if (it->due_us == 0 || due_us < it->due_us)
		it->due_us = due_us;
}

int64_t campaigns_next(const struct campaigns *campaigns)
{
	int64_t next_us = INT64_MAX;

	for (size_t i = 0; i < campaigns->count; i++) {
		const int64_t due_us = campaigns->items[i].due_us;

		if (due_us != 0 && due_us < next_us)
			next_us = due_us;
	}
	return next_us;
}

/* --- what was told before --- */

/* One group, and the incident that told of it, if any. */
struct group_case {
	const struct campaigns_case *what;
	struct slice brand;
	struct chorus *chorus;
	size_t group;
	char scope[INCIDENT_NAME_MAX];
	bool known, runs, waits; /* waits: its brand's people look at it already */
	int64_t told_us;	 /* copies up to then were told; INT64_MAX: nobody wants to know */
	struct chorus_figures figures;
	struct chorus_judgement judgement;
	struct finding finding;
};

static bool is_like(const struct group_case *group, struct slice text)
{
	struct likeness likeness;
	const enum likeness_kind kind = likeness_of(text, &likeness);

	return kind != LIKENESS_NONE &&
	       chorus_is_like(group->chorus, group->group, &likeness, kind == LIKENESS_SHORT);
}

/* By its name; else by what it told, for the first voices may be out of the day, or another's. */
static bool is_of_group(const struct group_case *group, const struct incident *incident)
{
	if (strcmp(group->scope, incident->scope) == 0)
		return true;
	for (size_t i = 0; i < incident->example_count; i++) {
		if (is_like(group, slice_from(incident->examples[i].text)))
			return true;
	}
	return false;
}

static void take_told(struct group_case *group, int64_t until_us)
{
	if (until_us > group->told_us)
		group->told_us = until_us;
}

static bool is_unwanted(const struct incident *incident, int64_t now_us)
{
	return (incident->feedback == INCIDENT_FEEDBACK_FALSE ||
		incident->feedback == INCIDENT_FEEDBACK_EXPECTED) &&
	       now_us - incident->opened_at_us < SAID_US;
}

/* The latest that is of this group: the others were before it. */
static bool look_at_told(void *context, const struct incident *incident)
{
	struct group_case *group = context;

	if (!is_of_group(group, incident))
		return true;
	incident_copy_text(group->scope, sizeof(group->scope), slice_from(incident->scope));
	group->known = true;
	group->runs = incident->state != INCIDENT_RESOLVED;
	if (!group->runs)
		take_told(group, is_unwanted(incident, group->what->now_us)
					 ? INT64_MAX
					 : incident->resolved_at_us);
	return false;
}

/* As the message says of copies (say_copies). */
static bool tells_of_copies(const struct incident *incident)
{
	return incident->copies > 0 && incident->copies * 10 >= incident->looked_at;
}

static bool is_looked_at(const struct group_case *group, const struct incident *incident)
{
	const struct campaigns_case *what = group->what;

	return raise_is_looked_at(what->link, what->raise, incident, what->now_us);
}

static bool look_within(void *context, const struct incident *incident)
{
	struct group_case *group = context;

	group->waits = group->waits || (tells_of_copies(incident) && is_looked_at(group, incident));
	return true;
}

static int look_at_brand(struct group_case *group, struct error *error)
{
	const struct campaigns_case *what = group->what;
	struct incident *incident = malloc(sizeof(*incident));

	if (!incident)
		return error_set(error, ERROR_MEMORY, "out of memory");
	int r = incident_latest(what->link, what->raise->partition, group->brand,
				slice_from("brand"), incident, error);
	if (r == 0 && incident->state != INCIDENT_RESOLVED)
		group->waits = is_looked_at(group, incident);
	else if (r == 0 && !incident->untold && tells_of_copies(incident))
		take_told(group, incident->resolved_at_us);
	free(incident);
	return r == ERROR_NOT_FOUND ? 0 : r;
}

/* However many others were since. */
static int look_at_name(struct group_case *group, struct error *error)
{
	const struct campaigns_case *what = group->what;
	struct incident *incident = malloc(sizeof(*incident));

	if (!incident)
		return error_set(error, ERROR_MEMORY, "out of memory");
	int r = incident_latest(what->link, what->raise->partition, group->brand,
				slice_from(group->scope), incident, error);
	if (r == 0)
		(void)look_at_told(group, incident);
	free(incident);
	return r == ERROR_NOT_FOUND ? 0 : r;
}

static int find_told(struct group_case *group, struct error *error)
{
	const struct campaigns_case *what = group->what;
	const unsigned partition = what->raise->partition;

	snprintf(group->scope, sizeof(group->scope), INCIDENT_CAMPAIGN "%016" PRIx64,
		 chorus_name(group->chorus, group->group));
	int r = look_at_name(group, error);
	if (r == 0 && !group->known)
		r = incident_list_scopes(what->link, partition, group->brand,
					 slice_from(INCIDENT_CAMPAIGN), look_at_told, group, error);
	if (r < 0 || group->runs)
		return r;
	r = look_at_brand(group, error);
	if (r == 0 && !group->waits)
		r = incident_list_within(what->link, partition, group->brand, look_within, group,
					 error);
	return r;
}

/* --- what is told --- */

static bool belongs(void *context, const struct recent_comment *comment)
{
	return is_like(context, comment->text);
}

static void tell(void *context, bool opens, struct raise_story *ret_story)
{
	struct group_case *group = context;
	const struct story_case story = { .link = group->what->link,
					  .partition = group->what->raise->partition,
					  .brand = group->brand,
					  .scope = slice_from(group->scope),
					  .finding = &group->finding,
					  .now_us = group->what->now_us,
					  .belongs = belongs,
					  .context = group };

	(void)opens;
	story_tell(group->what->story, &story, ret_story);
}

static void write_finding(struct group_case *group)
{
	const struct chorus_figures *figures = &group->figures;
	const bool flood = group->judgement.kind == CHORUS_FLOOD;
	const uint64_t of = flood ? figures->copies : chorus_people(figures);

	group->finding = (struct finding){
		.at_us = group->what->now_us,
		.began_us = figures->first_us,
		.window_us = group->what->now_us - figures->first_us,
		.negative = figures->copies,
		.comments = figures->copies,
		.authors = chorus_knows_people(figures) ? figures->authors : UINT64_MAX,
		.surprise = (int32_t)(of * 1000 / group->judgement.needed),
		.severity = group->judgement.severity,
		.alert = true,
	};
}

static int raise_group(struct group_case *group, struct error *error)
{
	const struct raise_case what = { .brand = group->brand,
					 .scope = slice_from(group->scope),
					 .finding = &group->finding,
					 .tell = tell,
					 .context = group };

	write_finding(group);
	return raise_finding(group->what->link, group->what->raise, &what, group->what->now_us,
			     NULL, error);
}

/* --- the look --- */

/* So many people are asked for; 0: it is not to be told at all. */
static uint64_t people_of(const struct group_case *group)
{
	const struct config_brand *brand = config_brand(group->what->raise->config, group->brand);
	int64_t people = brand->minimum_copies;

	if (people == 0)
		return 0;
	people = people > brand->minimum_negative ? people : brand->minimum_negative;
	return (uint64_t)(people > CHORUS_COPIES_MIN ? people : CHORUS_COPIES_MIN);
}

static void judge(struct group_case *group)
{
	int64_t since_us = group->what->now_us - CHORUS_WITHIN_US;
	const uint64_t people = people_of(group);

	if (group->told_us > since_us)
		since_us = group->told_us;
	chorus_figures(group->chorus, group->group, since_us, &group->figures);
	group->judgement = people ? chorus_judge(&group->figures, people)
				  : (struct chorus_judgement){ .kind = CHORUS_NOTHING };
}

/* `ret_settled`: it is not to be asked of again until more of it comes. */
static int look_at_group(struct group_case *group, bool *ret_settled, struct error *error)
{
	int r = 0;

	*ret_settled = true;
	judge(group);
	if (group->judgement.kind == CHORUS_NOTHING)
		return 0;
	r = find_told(group, error);
	if (r < 0)
		return r;
	*ret_settled = !group->waits;
	if (group->waits)
		return 0;
	judge(group);
	return group->judgement.kind == CHORUS_NOTHING ? 0 : raise_group(group, error);
}

static void forget(void *context)
{
	struct followed_chorus *it = context;

	chorus_forget(it->chorus);
}

static void hear(void *context, const struct chorus_voice *voice)
{
	struct followed_chorus *it = context;

	chorus_hear(it->chorus, voice);
}

static int follow(struct followed_chorus *it, const struct campaigns_case *what,
		  struct error *error)
{
	const struct chorus_listener listener = { forget, hear, it };

	if (!it->chorus)
		it->chorus = chorus_new();
	if (!it->chorus)
		return error_set(error, ERROR_MEMORY, "out of memory");
	return chorus_log_follow(what->link, what->raise->partition, brand_of(it), &it->place,
				 &listener, error);
}

static void note_read(struct campaigns *campaigns, const struct chorus_place *place, int64_t now_us)
{
	const int64_t voices = (int64_t)((place->to - place->cut) / CHORUS_LOG_BYTES);

	if (campaigns->read_from_us < now_us)
		campaigns->read_from_us = now_us;
	campaigns->read_from_us += voices * READ_US;
}

static int look_at(struct followed_chorus *it, const struct campaigns_case *what,
		   struct error *error)
{
	int r = follow(it, what, error);
	const size_t groups = r == 0 ? chorus_groups(it->chorus) : 0;

	for (size_t i = 0; i < groups && r == 0; i++) {
		struct group_case group = {
			.what = what, .brand = brand_of(it), .chorus = it->chorus, .group = i
		};
		bool settled;

		if (!chorus_is_news(it->chorus, i))
			continue;
		r = look_at_group(&group, &settled, error);
		if (r == 0 && settled)
			chorus_settle(it->chorus, i);
	}
	return r;
}

static int look_and_note(struct campaigns *campaigns, struct followed_chorus *it,
			 const struct campaigns_case *what, struct error *error)
{
	const bool reads_whole = !it->place.known;

	it->due_us = 0;
	it->used_at = ++campaigns->looks;
	int r = look_at(it, what, error);
	if (error_is_unanswered(r))
		it->due_us = what->now_us + CAMPAIGNS_EVERY_US;
	if (reads_whole)
		note_read(campaigns, &it->place, what->now_us);
	return r;
}

static bool is_due(const struct followed_chorus *it, int64_t until_us)
{
	return it->due_us != 0 && it->due_us <= until_us;
}

/* Whose log is to be read whole now: the one that was looked at longest ago; NULL: none. */
static struct followed_chorus *next_to_read(struct campaigns *campaigns, int64_t until_us)
{
	struct followed_chorus *next = NULL;

	for (size_t i = 0; i < campaigns->count; i++) {
		struct followed_chorus *it = &campaigns->items[i];

		if (!it->place.known && is_due(it, until_us) &&
		    (!next || it->used_at < next->used_at))
			next = it;
	}
	return campaigns->read_from_us <= until_us ? next : NULL;
}

int campaigns_look(struct campaigns *campaigns, const struct campaigns_case *what, int64_t until_us,
		   struct error *error)
{
	struct followed_chorus *next;
	int r = 0;

	for (size_t i = 0; i < campaigns->count && r == 0; i++) {
		struct followed_chorus *it = &campaigns->items[i];

		if (it->place.known && is_due(it, until_us))
			r = look_and_note(campaigns, it, what, error);
	}
	while (r == 0 && (next = next_to_read(campaigns, until_us))) {
		r = look_and_note(campaigns, next, what, error);
		keep_in_bounds(campaigns);
	}
	for (size_t i = 0; i < campaigns->count && r == 0; i++) {
		if (is_due(&campaigns->items[i], until_us))
			campaigns->items[i].due_us = campaigns->read_from_us;
	}
	keep_in_bounds(campaigns);
	return r;
}
