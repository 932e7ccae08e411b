/*
 * chorus.c - see chorus.h.
 *
 *   voices  ┌──┬──┬──┬──┬──┐ in the order in which they were heard; each points to the next of its
 * group bands   band of three bytes ──► the last voice that has it ──► the one before …
 *
 * A group is named by a number in `groups`; of two that become one, the smaller takes the larger's.
 * When there is no more room the oldest quarter goes, and all others are heard anew.
 */
#include "chorus.h"

#include "likeness.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define MINUTE_US INT64_C(60000000)
enum {
	NOBODY = UINT16_MAX,
	BAND = 3,
	BANDS = LIKENESS_BYTES / BAND,
	SHOWN_MAX = 24,	 /* of a group, that others are compared with */
	PROBES_MAX = 48, /* voices of one band that are looked at */
	POSTS_MAX = 64,	 /* different ones that are told apart */
	FIRST_ROOM = 256,
	USUAL_SHARE = 5, /* one in so many */
	GROUPS_MAX = CHORUS_VOICES_MAX / CHORUS_COPIES_MIN,
};
static_assert(CHORUS_VOICES_MAX < (int)NOBODY, "a voice's number fits");

struct kept {
	uint64_t author;
	uint32_t minute, post;
	uint16_t next;		/* of its group */
	uint16_t group;		/* of the first voice of the group when it began */
	uint16_t before[BANDS]; /* with the same band */
	uint8_t flags;
	bool settled; /* when its group was settled last */
	struct likeness likeness;
};

/* Stands at the number of the voice that it began with. */
struct group {
	uint16_t head, tail, size, shown;
	bool news;
};

struct chorus {
	struct kept *voices;
	struct group *groups;
	uint16_t *bands;    /* the last voice of each, `room` of them a band */
	uint64_t *authors;  /* open table of twice `room`, while people are counted */
	size_t count, room; /* room: a power of two */
	uint16_t listed[GROUPS_MAX];
	size_t listed_count;
};

static bool make_bands(struct chorus *chorus, size_t room)
{
	uint16_t *bands = malloc(room * BANDS * sizeof(*bands));
	uint64_t *authors = malloc(2 * room * sizeof(*authors));

	if (bands && authors) {
		free(chorus->bands);
		free(chorus->authors);
		chorus->bands = bands;
		chorus->authors = authors;
		return true;
	}
	free(bands);
	free(authors);
	return false;
}

static void clear(struct chorus *chorus)
{
	memset(chorus->bands, 0xff, chorus->room * BANDS * sizeof(*chorus->bands));
	chorus->count = chorus->listed_count = 0;
}

struct chorus *chorus_new(void)
{
	struct chorus *chorus = calloc(1, sizeof(*chorus));

	if (!chorus)
		return NULL;
	chorus->voices = calloc(FIRST_ROOM, sizeof(*chorus->voices));
	chorus->groups = calloc(FIRST_ROOM, sizeof(*chorus->groups));
	if (!chorus->voices || !chorus->groups || !make_bands(chorus, FIRST_ROOM))
		return chorus_free(chorus);
	chorus->room = FIRST_ROOM;
	clear(chorus);
	return chorus;
}

struct chorus *chorus_free(struct chorus *chorus)
{
	if (!chorus)
		return NULL;
	free(chorus->voices);
	free(chorus->groups);
	free(chorus->bands);
	free(chorus->authors);
	free(chorus);
	return NULL;
}

void chorus_forget(struct chorus *chorus)
{
	clear(chorus);
}

size_t chorus_bytes(const struct chorus *chorus)
{
	return sizeof(*chorus) +
	       chorus->room * (sizeof(*chorus->voices) + sizeof(*chorus->groups) +
			       BANDS * sizeof(*chorus->bands) + 2 * sizeof(*chorus->authors));
}

/* --- groups --- */

static uint16_t *bucket_of(struct chorus *chorus, const struct likeness *likeness, size_t band)
{
	const uint8_t *bytes = &likeness->bytes[band * BAND];
	const uint32_t value = (uint32_t)bytes[0] << 16 | (uint32_t)bytes[1] << 8 | bytes[2];

	const size_t bucket = (value * UINT32_C(0x9e3779b1) >> 16) & (chorus->room - 1);

	return &chorus->bands[band * chorus->room + bucket];
}

static bool shares_band(const struct likeness *a, const struct likeness *b, size_t band)
{
	return memcmp(&a->bytes[band * BAND], &b->bytes[band * BAND], BAND) == 0;
}

/* The smaller becomes part of the larger; gives that. */
static uint16_t join(struct chorus *chorus, uint16_t one, uint16_t other)
{
	const bool larger = chorus->groups[one].size >= chorus->groups[other].size;
	const uint16_t into = larger ? one : other, from = larger ? other : one;
	struct group *to = &chorus->groups[into], *gone = &chorus->groups[from];

	if (one == other)
		return one;
	for (uint16_t at = gone->head; at != NOBODY; at = chorus->voices[at].next)
		chorus->voices[at].group = into;
	chorus->voices[to->tail].next = gone->head;
	to->tail = gone->tail;
	to->size += gone->size;
	to->shown += gone->shown;
	to->news = to->news || gone->news;
	gone->size = 0;
	return into;
}

/* All groups that it is like become its own. Within a group the first few are compared with, so a
 * voice that is one of a group already is not compared with more of it. */
static uint16_t find_group(struct chorus *chorus, uint16_t number)
{
	const struct kept *voice = &chorus->voices[number];
	const struct likeness *likeness = &voice->likeness;
	uint16_t group = NOBODY;

	for (size_t band = 0; band < BANDS; band++) {
		uint16_t at = *bucket_of(chorus, likeness, band);

		for (size_t probe = 0; probe < PROBES_MAX && at != NOBODY; probe++) {
			const struct kept *other = &chorus->voices[at];

			if (other->group != group &&
			    shares_band(&other->likeness, likeness, band) &&
			    likeness_is_alike(&other->likeness, likeness,
					      (other->flags | voice->flags) & VOICE_SHORT))
				group = group == NOBODY ? other->group
							: join(chorus, group, other->group);
			at = other->before[band];
		}
	}
	return group;
}

static void show(struct chorus *chorus, uint16_t number)
{
	struct kept *voice = &chorus->voices[number];

	for (size_t band = 0; band < BANDS; band++) {
		uint16_t *bucket = bucket_of(chorus, &voice->likeness, band);

		voice->before[band] = *bucket;
		*bucket = number;
	}
}

static void place(struct chorus *chorus, uint16_t number)
{
	const uint16_t found = find_group(chorus, number);
	struct group *group = &chorus->groups[found == NOBODY ? number : found];

	chorus->voices[number].next = NOBODY;
	chorus->voices[number].group = found == NOBODY ? number : found;
	if (found == NOBODY) {
		*group = (struct group){ number, number, 1, 0, false };
	} else {
		chorus->voices[group->tail].next = number;
		group->tail = number;
		group->size++;
	}
	group->news = group->news || !chorus->voices[number].settled;
	if (group->shown < SHOWN_MAX) {
		group->shown++;
		show(chorus, number);
	}
}

/* --- room --- */

/* All are heard anew, but for those before `from` and what is older than a day. */
static void hear_again(struct chorus *chorus, size_t from, uint32_t minute)
{
	const uint32_t day = (uint32_t)(CHORUS_WITHIN_US / MINUTE_US);
	const size_t count = chorus->count;

	clear(chorus);
	for (size_t i = from; i < count; i++) {
		if (chorus->voices[i].minute + day <= minute)
			continue;
		chorus->voices[chorus->count] = chorus->voices[i];
		place(chorus, (uint16_t)chorus->count);
		chorus->count++;
	}
}

static bool grow(struct chorus *chorus, uint32_t minute)
{
	const size_t room = 2 * chorus->room;
	struct kept *voices = realloc(chorus->voices, room * sizeof(*voices));

	if (!voices)
		return false;
	chorus->voices = voices;
	struct group *groups = realloc(chorus->groups, room * sizeof(*groups));
	if (!groups)
		return false;
	chorus->groups = groups;
	if (!make_bands(chorus, room))
		return false;
	chorus->room = room;
	hear_again(chorus, 0, minute);
	return true;
}

/* Before more room is taken, what is too old gives way, where that is a quarter. */
static bool make_room(struct chorus *chorus, uint32_t minute)
{
	if (chorus->count < chorus->room)
		return true;
	hear_again(chorus, chorus->room == CHORUS_VOICES_MAX ? CHORUS_VOICES_MAX / 4 : 0, minute);
	return chorus->count <= chorus->room / 4 * 3 || grow(chorus, minute);
}

void chorus_hear(struct chorus *chorus, const struct chorus_voice *voice)
{
	const uint32_t minute = (uint32_t)(voice->ts_us / MINUTE_US);

	if (!make_room(chorus, minute))
		return;
	chorus->voices[chorus->count] = (struct kept){ .author = voice->author,
						       .minute = minute,
						       .post = voice->post,
						       .flags = (uint8_t)voice->flags,
						       .likeness = voice->likeness };
	place(chorus, (uint16_t)chorus->count);
	chorus->count++;
}

/* --- what is said of groups --- */

size_t chorus_groups(struct chorus *chorus)
{
	chorus->listed_count = 0;
	for (size_t i = 0; i < chorus->count && chorus->listed_count < GROUPS_MAX; i++) {
		const struct group *group = &chorus->groups[i];

		if (chorus->voices[i].group == i && group->size >= CHORUS_COPIES_MIN)
			chorus->listed[chorus->listed_count++] = (uint16_t)i;
	}
	return chorus->listed_count;
}

static struct group *group_at(const struct chorus *chorus, size_t group)
{
	assert(group < chorus->listed_count);
	return &chorus->groups[chorus->listed[group]];
}

bool chorus_is_news(const struct chorus *chorus, size_t group)
{
	return group_at(chorus, group)->news;
}

void chorus_settle(struct chorus *chorus, size_t group)
{
	struct group *settled = group_at(chorus, group);

	settled->news = false;
	for (uint16_t at = settled->head; at != NOBODY; at = chorus->voices[at].next)
		chorus->voices[at].settled = true;
}

bool chorus_is_like(const struct chorus *chorus, size_t group, const struct likeness *likeness,
		    bool is_short)
{
	unsigned shown = 0;

	for (uint16_t at = group_at(chorus, group)->head; at != NOBODY && shown < SHOWN_MAX;
	     at = chorus->voices[at].next, shown++) {
		const struct kept *voice = &chorus->voices[at];

		if (likeness_is_alike(&voice->likeness, likeness,
				      is_short || (voice->flags & VOICE_SHORT)))
			return true;
	}
	return false;
}

static int by_name(const struct kept *a, const struct kept *b)
{
	if (a->minute != b->minute)
		return a->minute < b->minute ? -1 : 1;
	return memcmp(a->likeness.bytes, b->likeness.bytes, LIKENESS_BYTES);
}

uint64_t chorus_name(const struct chorus *chorus, size_t group)
{
	const struct kept *first = &chorus->voices[group_at(chorus, group)->head];
	uint64_t name;

	for (uint16_t at = first->next; at != NOBODY; at = chorus->voices[at].next) {
		if (by_name(&chorus->voices[at], first) < 0)
			first = &chorus->voices[at];
	}
	name = first->minute;
	for (size_t i = 0; i < LIKENESS_BYTES; i++)
		name = (name ^ first->likeness.bytes[i]) * UINT64_C(0x100000001b3); /* FNV-1a */
	return name;
}

static bool is_usual(const struct chorus *chorus, size_t group)
{
	size_t others = 0;

	for (size_t i = 0; i < chorus->listed_count; i++)
		others += i == group ? 0 : group_at(chorus, i)->size;
	return others * USUAL_SHARE > chorus->count;
}

/* Whether somebody is new among those counted. */
static bool count_author(struct chorus *chorus, uint64_t author)
{
	const size_t mask = 2 * chorus->room - 1;
	size_t at = (size_t)(author ^ author >> 32) & mask;

	while (chorus->authors[at] && chorus->authors[at] != author)
		at = (at + 1) & mask;
	if (chorus->authors[at])
		return false;
	chorus->authors[at] = author;
	return true;
}

struct posts {
	uint32_t names[POSTS_MAX];
	uint64_t copies[POSTS_MAX];
	size_t count;
};

static void count_post(struct posts *posts, uint32_t post)
{
	size_t at = 0;

	while (at < posts->count && posts->names[at] != post)
		at++;
	if (post == 0 || at == POSTS_MAX)
		return;
	if (at == posts->count) {
		posts->names[at] = post;
		posts->copies[at] = 0;
		posts->count++;
	}
	posts->copies[at]++;
}

static void count_voice(struct chorus *chorus, const struct kept *voice,
			struct chorus_figures *figures, struct posts *posts)
{
	const int64_t ts_us = voice->minute * MINUTE_US;

	figures->copies++;
	if (voice->author)
		figures->authors += count_author(chorus, voice->author);
	else
		figures->unknown++;
	figures->negative += (voice->flags & VOICE_NEGATIVE) != 0;
	figures->held += (voice->flags & VOICE_HELD) != 0;
	figures->linked += (voice->flags & VOICE_LINKED) != 0;
	figures->shorts += (voice->flags & VOICE_SHORT) != 0;
	figures->newcomers += (voice->flags & VOICE_NEWCOMER) != 0;
	figures->standing_known += (voice->flags & VOICE_KNOWN) != 0;
	count_post(posts, voice->post);
	if (figures->copies == 1 || ts_us < figures->first_us)
		figures->first_us = ts_us;
	if (ts_us > figures->last_us)
		figures->last_us = ts_us;
}

void chorus_figures(struct chorus *chorus, size_t group, int64_t since_us,
		    struct chorus_figures *ret_figures)
{
	struct posts posts = { .count = 0 };

	*ret_figures = (struct chorus_figures){ 0 };
	memset(chorus->authors, 0, 2 * chorus->room * sizeof(*chorus->authors));
	for (uint16_t at = group_at(chorus, group)->head; at != NOBODY;
	     at = chorus->voices[at].next) {
		if (chorus->voices[at].minute * MINUTE_US >= since_us)
			count_voice(chorus, &chorus->voices[at], ret_figures, &posts);
	}
	ret_figures->usual = is_usual(chorus, group);
	ret_figures->posts = posts.count;
	for (size_t i = 0; i < posts.count; i++) {
		if (posts.copies[i] > ret_figures->on_post)
			ret_figures->on_post = posts.copies[i];
	}
}

/* --- what it amounts to --- */

enum {
	OTHERS_TIMES = 2, /* as many people, where it is neither negative nor by new accounts */
	FLOOD_TIMES = 3,  /* as many copies */
	PEOPLE_MANY = 30,
	PEOPLE_VERY_MANY = 100,
	STANDING_MIN = 5,    /* accounts that something is known of */
	UNKNOWN_FOR_ONE = 2, /* copies, where most authors are not known */
};

bool chorus_knows_people(const struct chorus_figures *figures)
{
	return figures->unknown * 2 <= figures->copies;
}

uint64_t chorus_people(const struct chorus_figures *figures)
{
	const uint64_t more = chorus_knows_people(figures) ? 0 : figures->unknown / UNKNOWN_FOR_ONE;

	return figures->authors + more;
}

static bool is_half(uint64_t part, uint64_t of)
{
	return of > 0 && part * 2 >= of;
}

struct chorus_judgement chorus_judge(const struct chorus_figures *figures, uint64_t people)
{
	/* What is held back is mostly negative, too. */
	const uint64_t bad = figures->negative > figures->held ? figures->negative : figures->held;
	const uint64_t found = chorus_people(figures);
	const bool held = is_half(figures->held, figures->copies),
		   hostile = is_half(bad, figures->copies),
		   fresh = figures->standing_known >= STANDING_MIN &&
			   is_half(figures->newcomers, figures->standing_known),
		   shared = is_half(figures->linked, figures->copies) && !held && !fresh,
		   is_short = is_half(figures->shorts, figures->copies),
		   below_one = figures->on_post * 10 >= figures->copies * 9;
	struct chorus_judgement judgement = { CHORUS_NOTHING, people, 4 };

	if (is_short || (!hostile && !fresh))
		judgement.needed = people * OTHERS_TIMES;
	if (shared || (!hostile && !fresh && (below_one || is_short || figures->usual)))
		return judgement;
	if (found >= judgement.needed) {
		judgement.kind = CHORUS_CAMPAIGN;
		if (held && found >= PEOPLE_VERY_MANY)
			judgement.severity = 2;
		else if (hostile && found >= PEOPLE_MANY)
			judgement.severity = 3;
	} else if (hostile && !held && chorus_knows_people(figures) && figures->authors < people &&
		   figures->copies >= people * FLOOD_TIMES) {
		judgement.kind = CHORUS_FLOOD;
		judgement.needed = people * FLOOD_TIMES;
	}
	return judgement;
}
