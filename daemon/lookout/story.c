/* story.c - see story.h. */
#include "story.h"

#include "campaign.h"
#include "clock.h"
#include "drivers.h"
#include "inner.h"
#include "log.h"
#include "recent.h"
#include "series_counts.h"
#include "shared_author.h"
#include "synchrony.h"
#include "voices.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ARENA_CHUNK = 1 << 20, ARENA_LIMIT = 32 << 20 };
/* A series within the brand is named when it has so much of the episode, and so many times its
 * usual part (thousandths). */
enum { WHERE_SHARE = 400, WHERE_TIMES = 1500, WHERE_NAMES = 128 };
/* Series that half of it is in: few, but for comments of many topics. */
enum { MOSTLY_MAX = 32 };
/* Of an episode that is larger, fewer that are still remembered say nothing of where and by whom
 * most of it is. */
enum { SAMPLE_MIN = 20 };
enum { FAIR_USUAL = 700 }; /* thousandths: where so much is left, nobody wrote unusually much */

struct story {
	struct arena arena; /* of one story */
	struct recent_list recent;
	uint64_t shared; /* the author that is no person; 0: there is none */
	struct drivers drivers;
	struct slice driver_texts[DRIVERS_MAX];
	struct incident_example examples[INCIDENT_EXAMPLES_MAX];
	struct incident_example first;
	struct incident_place places[INCIDENT_PLACES_MAX];
	size_t place_count;
	struct slice mostly[MOSTLY_MAX];
	size_t mostly_count;
};

struct story *story_new(void)
{
	struct story *story = calloc(1, sizeof(*story));

	if (story)
		arena_init(&story->arena, ARENA_CHUNK, ARENA_LIMIT);
	return story;
}

struct story *story_free(struct story *story)
{
	if (story)
		arena_done(&story->arena);
	free(story);
	return NULL;
}

static bool of_episode(const struct recent_comment *comment, const struct story_case *what)
{
	if (what->belongs)
		return comment->ts_us >= what->finding->began_us &&
		       what->belongs(what->context, comment);
	return recent_comment_is_negative(comment) && comment->ts_us >= what->finding->began_us &&
	       (slice_is(what->scope, "brand") || recent_is_in(comment, what->scope));
}

/* Of the episode before, of which people were told: neither this one, nor what is usual. */
static bool was_told(const struct recent_comment *comment, const struct story_case *what)
{
	return recent_comment_is_negative(comment) &&
	       comment->ts_us >= what->finding->told_from_us &&
	       comment->ts_us < what->finding->told_until_us;
}

static void find_drivers(struct story *story, const struct story_case *what,
			 struct campaign *ret_campaign)
{
	struct slice *texts =
		arena_calloc(&story->arena, 2 * story->recent.count + 1, sizeof(*texts));
	struct slice *others = texts ? texts + story->recent.count : NULL;
	size_t episode = 0, other = 0;

	story->drivers.count = 0;
	*ret_campaign = (struct campaign){ 0 };
	for (size_t i = 0; texts && i < story->recent.count; i++) {
		if (of_episode(&story->recent.comments[i], what))
			texts[episode++] = story->recent.comments[i].text;
		else if (!was_told(&story->recent.comments[i], what))
			others[other++] = story->recent.comments[i].text;
	}
	if (texts && drivers_find(what->brand, texts, episode, others, other, &story->drivers) < 0)
		story->drivers.count =
			0; /* out of memory: an incident without its drivers is better than none */
	if (!texts || campaign_find(texts, episode, ret_campaign) < 0)
		*ret_campaign = (struct campaign){ 0 };
	for (size_t i = 0; i < story->drivers.count; i++)
		story->driver_texts[i] = slice_from(story->drivers.items[i].text);
}

static int count_drivers(const struct story *story, const struct recent_comment *comment)
{
	int count = 0;

	for (size_t i = 0; i < story->drivers.count; i++) {
		struct slice driver = story->driver_texts[i];

		if (comment->text.len &&
		    memmem(comment->text.data, comment->text.len, driver.data, driver.len))
			count++;
	}
	return count;
}

/* How typical: one for each driver in it. What was hidden stands behind what can be shown to
 * anybody. */
static int typical(const struct story *story, const struct recent_comment *comment)
{
	return count_drivers(story, comment) - (comment->action == ACTION_HIDE ? DRIVERS_MAX : 0);
}

static void write_example(const struct recent_comment *comment,
			  struct incident_example *ret_example)
{
	incident_copy_text(ret_example->id, sizeof(ret_example->id), comment->id);
	incident_copy_text(ret_example->text, sizeof(ret_example->text), comment->text);
	incident_copy_text(ret_example->channel, sizeof(ret_example->channel), comment->channel);
	incident_copy_url(ret_example->url, sizeof(ret_example->url), comment->url);
	ret_example->ts_us = comment->ts_us;
	if (comment->author) /* so that they can be found when they want to be forgotten */
		snprintf(ret_example->author, sizeof(ret_example->author), "%016" PRIx64,
			 comment->author);
}

static bool text_taken(const struct recent_comment *const *taken, size_t count,
		       const struct recent_comment *comment)
{
	for (size_t i = 0; i < count; i++) {
		if (slice_equal(taken[i]->text, comment->text))
			return true;
	}
	return false;
}

/* The most typical ones, each text once, the earliest first among equals. */
static size_t find_examples(struct story *story, const struct story_case *what)
{
	const struct recent_comment *taken[INCIDENT_EXAMPLES_MAX];
	size_t count = 0;

	while (count < INCIDENT_EXAMPLES_MAX) {
		const struct recent_comment *best = NULL;
		int best_points = 0;

		for (size_t i = 0; i < story->recent.count; i++) {
			const struct recent_comment *comment = &story->recent.comments[i];
			int points;

			if (!of_episode(comment, what) || text_taken(taken, count, comment))
				continue;
			points = typical(story, comment);
			if (!best || points > best_points) {
				best = comment;
				best_points = points;
			}
		}
		if (!best)
			break;
		write_example(best, &story->examples[count]);
		taken[count++] = best;
	}
	return count;
}

static bool reaches_back(const struct story *story, int64_t to_us)
{
	for (size_t i = 0; i < story->recent.count; i++) {
		if (story->recent.comments[i].ts_us < to_us)
			return true;
	}
	return story->recent.count < RECENT_KEPT;
}

/* Nothing of it is forgotten then. */
static bool is_whole(const struct story *story, const struct story_case *what)
{
	return reaches_back(story, what->finding->began_us);
}

/* When the earliest of the episode was written; 0: not known. */
static int64_t find_begin(const struct story *story, const struct story_case *what)
{
	const struct recent_list *recent = &story->recent;
	int64_t began_us = 0;

	if (!is_whole(story, what))
		return 0;
	for (size_t i = 0; i < recent->count; i++) {
		const struct recent_comment *comment = &recent->comments[i];

		if (of_episode(comment, what) && (began_us == 0 || comment->ts_us < began_us))
			began_us = comment->ts_us;
	}
	return began_us;
}

/*
 * The comment that it began with: the earliest of the episode that speaks of what the episode is
 * about; among the negative ones there are always some that are about something else. One that was
 * hidden is quoted only where all were. Nothing where older comments than are remembered may belong
 * to it.
 */
static bool find_first(struct story *story, const struct story_case *what)
{
	const struct recent_list *recent = &story->recent;
	const struct recent_comment *first = NULL;
	enum { FIRST_AT_BEST = 3 };
	int rank, best = -1;

	if (!is_whole(story, what))
		return false;
	for (size_t i = 0; i < recent->count && best < FIRST_AT_BEST; i++) {
		const struct recent_comment *comment = &recent->comments[i];

		if (!of_episode(comment, what))
			continue;
		rank = 2 * (comment->action != ACTION_HIDE) + (count_drivers(story, comment) > 0);
		if (rank > best) {
			first = comment;
			best = rank;
		}
	}
	if (first)
		write_example(first, &story->first);
	return first != NULL;
}

/* --- where --- */

struct name_count {
	struct slice scope;
	unsigned episode, others;
};

struct name_counts {
	struct name_count items[WHERE_NAMES]; /* the first so many; further ones are not counted */
	size_t count;
};

static struct name_count *count_of(struct name_counts *names, struct slice scope)
{
	for (size_t i = 0; i < names->count; i++) {
		if (slice_equal(names->items[i].scope, scope))
			return &names->items[i];
	}
	if (names->count == WHERE_NAMES)
		return NULL;
	names->items[names->count] = (struct name_count){ scope, 0, 0 };
	return &names->items[names->count++];
}

static void count_names(struct name_counts *names, const struct recent_comment *comment,
			bool episode)
{
	struct slice rest = comment->scopes, scope;

	while (recent_next_scope(&rest, &scope)) {
		struct name_count *count = count_of(names, scope);

		if (!count)
			continue;
		count->episode += episode;
		count->others += !episode;
	}
}

/* The usual part is held to be one in fifty at least: nothing is a thousand times the usual. */
static struct incident_place place_of_name(const struct name_count *name, unsigned episode,
					   unsigned others)
{
	struct incident_place place = { .share = (int32_t)(name->episode * 1000 / episode) };

	incident_copy_text(place.scope, sizeof(place.scope), name->scope);
	place.usual = others ? (int32_t)(name->others * 1000 / others) : 0;
	place.usual = place.usual < INCIDENT_USUAL_MIN ? INCIDENT_USUAL_MIN : place.usual;
	return place;
}

/* Of each kind the one with the largest part, if it is more than the usual. */
static void add_place(struct story *story, const struct name_counts *names, enum inner_kind kind,
		      unsigned episode, unsigned others)
{
	const struct name_count *best = NULL;

	for (size_t i = 0; i < names->count; i++) {
		const struct name_count *name = &names->items[i];

		if (inner_kind_of(name->scope) == kind && (!best || name->episode > best->episode))
			best = name;
	}
	if (!best || story->place_count == INCIDENT_PLACES_MAX)
		return;
	const struct incident_place place = place_of_name(best, episode, others);
	if (place.share >= WHERE_SHARE && place.share * 1000 >= place.usual * WHERE_TIMES)
		story->places[story->place_count++] = place;
}

/* Whatever is usual: whose it is does not hang on that. */
static void find_mostly(struct story *story, const struct name_counts *names, unsigned episode)
{
	for (size_t i = 0; i < names->count && story->mostly_count < MOSTLY_MAX; i++) {
		if (2 * names->items[i].episode >= episode)
			story->mostly[story->mostly_count++] = names->items[i].scope;
	}
}

static int by_share(const void *left, const void *right)
{
	const struct incident_place *a = left, *b = right;

	return (b->share > a->share) - (b->share < a->share);
}

static bool tells_of_all(const struct story_case *what, size_t remembered)
{
	return remembered >= SAMPLE_MIN || remembered >= what->finding->negative;
}

/* Against the brand's other comments of the last two days. */
static void find_places(struct story *story, const struct story_case *what)
{
	struct name_counts *names = arena_calloc(&story->arena, 1, sizeof(*names));
	unsigned episode = 0, others = 0;

	story->place_count = story->mostly_count = 0;
	for (size_t i = 0; names && i < story->recent.count; i++) {
		const struct recent_comment *comment = &story->recent.comments[i];
		const bool within = of_episode(comment, what);

		if (was_told(comment, what))
			continue;
		episode += within;
		others += !within;
		count_names(names, comment, within);
	}
	if (!names || episode == 0 || !tells_of_all(what, episode))
		return;
	for (int kind = INNER_TOPIC; kind < INNER_KINDS; kind++)
		add_place(story, names, (enum inner_kind)kind, episode, others);
	find_mostly(story, names, episode);
	qsort(story->places, story->place_count, sizeof(story->places[0]), by_share);
}

/* --- the whole --- */

static void find_shared(struct story *story)
{
	const struct recent_list *recent = &story->recent;
	uint64_t *authors = arena_calloc(&story->arena, recent->count + 1, sizeof(*authors));

	story->shared = authors ? shared_author_find(recent->comments, recent->count, authors) : 0;
}

/* 0: nobody known. */
static uint64_t person_of(const struct story *story, const struct recent_comment *comment)
{
	return comment->author == story->shared ? 0 : comment->author;
}

/* To the end of the minute, as far as the series count: what another judge committed after this
 * one had asked what time it is is part of the figures, and would be counted and not told. */
static int read_recent(struct story *story, const struct story_case *what, struct error *error)
{
	const int64_t minute_end_us = (series_minute_of(what->now_us) + 1) * CLOCK_MINUTE_US;
	const struct recent_range range = { what->now_us - RECENT_AGE_US, minute_end_us,
					    RECENT_KEPT };

	arena_reset(&story->arena);
	story->recent.count = 0;
	int r = recent_read(what->link, what->partition, what->brand, &range, &story->arena,
			    &story->recent, error);
	find_shared(story);
	return r;
}

/* Of the window that the finding speaks of, as its own figures are. */
static bool of_window(const struct recent_comment *comment, const struct story_case *what,
		      int64_t window_us)
{
	if (what->belongs)
		return of_episode(comment, what);
	return recent_comment_is_negative(comment) && comment->ts_us > what->now_us - window_us &&
	       (slice_is(what->scope, "brand") || recent_is_in(comment, what->scope));
}

static struct slice post_of(const struct recent_comment *comment)
{
	struct slice rest = comment->scopes, scope;

	while (recent_next_scope(&rest, &scope)) {
		if (inner_kind_of(scope) == INNER_POST)
			return scope;
	}
	return (struct slice){ NULL, 0 };
}

/* Those that came together have one voice. */
static uint64_t find_synchrony(struct story *story, const struct moment *moments,
			       struct voice *comments, size_t count)
{
	uint32_t *first = arena_calloc(&story->arena, count + 1, sizeof(*first));
	const size_t together = first ? synchrony_find(moments, count, first) : 0;

	for (size_t i = 0; together && i < count; i++)
		comments[i].again = first[i] != 0 && first[i] != i + 1;
	return together;
}

static void find_voices(struct story *story, const struct story_case *what,
			struct raise_story *ret_story)
{
	struct voice *comments =
		arena_calloc(&story->arena, story->recent.count + 1, sizeof(*comments));
	struct moment *moments =
		arena_calloc(&story->arena, story->recent.count + 1, sizeof(*moments));
	struct voices voices;
	size_t count = 0, standings[RECENT_STANDING_COUNT] = { 0 };

	for (size_t i = 0; comments && moments && i < story->recent.count; i++) {
		const struct recent_comment *comment = &story->recent.comments[i];

		if (!of_window(comment, what, what->finding->window_us))
			continue;
		const uint64_t person = person_of(story, comment);
		moments[count] = (struct moment){ comment->ts_us, person, post_of(comment) };
		comments[count++] = (struct voice){ person, comment->text, false };
		standings[comment->standing]++;
	}
	const uint64_t together =
		comments && moments ? find_synchrony(story, moments, comments, count) : 0;
	if (!comments || voices_count(comments, count, &voices) < 0)
		return; /* out of memory: told without them */
	ret_story->authors = voices.authors;
	if (!tells_of_all(what, count))
		return;
	ret_story->known = voices.known;
	ret_story->synchronous = together;
	ret_story->author_most = voices.most;
	ret_story->organic = voices.organic;
	ret_story->newcomers = standings[RECENT_STANDING_NEWCOMER];
	ret_story->standing_known = count - standings[RECENT_STANDING_UNKNOWN];
}

/* The authors of what is remembered of a window, sorted; 0: nobody known. */
static size_t authors_of(const struct story *story, const struct story_case *what,
			 int64_t window_us, uint64_t *ret_authors)
{
	size_t count = 0;

	for (size_t i = 0; i < story->recent.count; i++) {
		const struct recent_comment *comment = &story->recent.comments[i];

		if (of_window(comment, what, window_us))
			ret_authors[count++] = person_of(story, comment);
	}
	return count;
}

/* What a window says of who wrote it; `authors` are of those that are remembered. */
static void take_people(const struct story *story, const struct story_case *what, size_t window,
			uint64_t *authors, struct detect_voices *voices)
{
	const int64_t window_us = DETECT_WINDOW_US[window];
	const size_t count = authors_of(story, what, window_us, authors);
	uint64_t fair;
	const uint64_t different = voices_fair(authors, count, &fair),
		       part = count ? fair * 1000 / count : 1000;
	const bool named = count > 0 && authors[0] != 0; /* sorted */

	if (part < FAIR_USUAL)
		voices->fair[window] = part > 0 ? (unsigned)part : 1;
	if (named && reaches_back(story, what->now_us - window_us))
		voices->people[window] = (unsigned)different;
}

void story_people(struct story *story, const struct story_case *what,
		  struct story_people *ret_people)
{
	struct error error = { 0 };
	uint64_t *authors, fair;

	*ret_people = (struct story_people){ 0 };
	if (read_recent(story, what, &error) < 0)
		return; /* Redis is away: the next look will say so */
	authors = arena_calloc(&story->arena, story->recent.count + 1, sizeof(*authors));
	if (!authors)
		return;
	size_t count = authors_of(story, what, what->finding->window_us, authors);
	ret_people->authors = voices_fair(authors, count, &fair);
	ret_people->known = count;
	ret_people->shared = story->shared != 0;
	for (size_t i = 0; i < DETECT_WINDOWS; i++)
		take_people(story, what, i, authors, &ret_people->windows);
}

void story_tell(struct story *story, const struct story_case *what, struct raise_story *ret_story)
{
	struct campaign campaign;
	struct error error = { 0 };

	if (read_recent(story, what, &error) < 0) {
		log_warning("an incident goes without what people say: %s", error.text);
		return;
	}
	find_drivers(story, what, &campaign);
	find_places(story, what);
	find_voices(story, what, ret_story);
	ret_story->looked_at = campaign.comments;
	ret_story->copies = campaign.copies;
	ret_story->drivers = story->driver_texts;
	ret_story->driver_count = story->drivers.count;
	ret_story->example_count = find_examples(story, what);
	ret_story->examples = story->examples;
	ret_story->first = find_first(story, what) ? &story->first : NULL;
	ret_story->began_us = find_begin(story, what);
	ret_story->places = story->places;
	ret_story->place_count = story->place_count;
	ret_story->mostly = story->mostly;
	ret_story->mostly_count = story->mostly_count;
}

/* How many people are to be expected of all of it, when of each further comment that is known this
 * part was of somebody new; as if two more were known that brought nobody new, for two comments by
 * two people tell little of hundreds. */
static uint64_t expect_authors(const struct story *story, const struct story_case *what,
			       uint64_t known, uint64_t authors)
{
	const uint64_t negative = what->finding->negative;

	if (known < 2 || negative <= known || is_whole(story, what))
		return authors;
	return authors + (negative - known) * (authors - 1) / (known + 1);
}

int story_authors(struct story *story, const struct story_case *what, uint64_t enough,
		  uint64_t *ret_authors, struct error *error)
{
	size_t count = 0, times;
	int r = read_recent(story, what, error);
	uint64_t *authors, different, most;

	*ret_authors = 0;
	if (r < 0)
		return r;
	authors = arena_calloc(&story->arena, story->recent.count + 1, sizeof(*authors));
	if (!authors)
		return error_set(error, ERROR_MEMORY, "out of memory");
	for (size_t i = 0; i < story->recent.count; i++) {
		const struct recent_comment *comment = &story->recent.comments[i];

		if (person_of(story, comment) && of_episode(comment, what))
			authors[count++] = comment->author;
	}
	different = voices_authors(authors, count, &most, &times);
	if (different < enough && expect_authors(story, what, count, different) >= enough)
		different = enough;
	*ret_authors = different;
	return 0;
}

int story_is_within(struct story *story, const struct story_case *what, struct slice other,
		    bool *ret_within, struct error *error)
{
	size_t all = 0, shared = 0;
	int r = read_recent(story, what, error);

	*ret_within = false;
	for (size_t i = 0; r == 0 && i < story->recent.count; i++) {
		const struct recent_comment *comment = &story->recent.comments[i];

		if (!of_episode(comment, what))
			continue;
		all++;
		shared += recent_is_in(comment, other);
	}
	*ret_within = shared > 0 && 2 * shared >= all;
	return r;
}
