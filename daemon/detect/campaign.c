/*
 * campaign.c - near-copies among comments, by MinHash and banding.
 *
 *   text ──► letters of its words ──► pieces of four ──► 60 minima ──► 20 bands of three
 *                                                          └── compared ◄── leaders with a band in
 * common
 *
 * Each comment joins the first leader that it is like, or leads a group itself. Which comments are
 * looked at is the caller's business.
 */
#include "campaign.h"
#include "error.h"
#include "forms.h"
#include "words.h"
#include <stdlib.h>
#include <string.h>

enum {
	WORDS_MAX = 128,
	TEXT_BYTES = 1024, /* of a comment's letters; the rest is left out */
	PIECE = 4,
	MINIMA = 60,
	BAND = 3,
	BANDS = MINIMA / BAND,
	ALIKE = MINIMA / 2, /* minima in common: half of the pieces are shared */
	PROBES_MAX = 64,    /* leaders with one band in common */
};

struct member {
	uint32_t minima[MINIMA];
	uint32_t size; /* of the group it leads; 0: leads none */
};

struct campaign_search {
	struct member *members;
	uint32_t *bands; /* open table of leaders, index plus one; 0: free */
	size_t mask;
};

static uint64_t mix(uint64_t value)
{
	/* The finaliser of SplitMix64. */
	value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
	return value ^ (value >> 31);
}

static size_t fold(struct slice text, char *ret_letters)
{
	struct word words[WORDS_MAX];
	size_t found = words_split(text, words, WORDS_MAX), len = 0;

	for (size_t i = 0; i < found && len < TEXT_BYTES; i++) {
		if (words[i].kind == WORD_LINK || words[i].kind == WORD_HANDLE ||
		    words[i].kind == WORD_EMOJI)
			continue;
		len += forms_fold_plain(slice_cut(text, words[i].from, words[i].to),
					ret_letters + len, TEXT_BYTES - len);
	}
	return len;
}

/* Minima of so many permutations, made from one hash of each piece. */
static bool measure(struct slice text, struct member *member)
{
	char letters[TEXT_BYTES];
	const size_t len = fold(text, letters);

	memset(member->minima, 0xff, sizeof(member->minima));
	if (len < CAMPAIGN_LETTERS_MIN)
		return false;
	for (size_t at = 0; at + PIECE <= len; at++) {
		uint32_t piece = 0;

		for (size_t i = 0; i < PIECE; i++)
			piece = piece << 8 | (uint8_t)letters[at + i];
		uint64_t hash = mix(piece + UINT64_C(0x9e3779b97f4a7c15));
		const uint32_t first = (uint32_t)hash, step = (uint32_t)(hash >> 32) | 1;
		for (uint32_t i = 0; i < MINIMA; i++) {
			uint32_t value = first + i * step;

			/* Sums of two hashes would go together; a multiplication parts them. */
			value = (value ^ (value >> 15)) * UINT32_C(0x2c1b3c6d);
			value ^= value >> 13;
			if (value < member->minima[i])
				member->minima[i] = value;
		}
	}
	return true;
}

static bool alike(const struct member *a, const struct member *b)
{
	unsigned same = 0;

	for (size_t i = 0; i < MINIMA; i++)
		same += a->minima[i] == b->minima[i];
	return same >= ALIKE;
}

static size_t place_of_band(const struct campaign_search *search, const struct member *member,
			    uint64_t band)
{
	uint64_t hash = band;

	for (size_t i = 0; i < BAND; i++)
		hash = mix(hash * UINT64_C(0x9e3779b97f4a7c15) + member->minima[band * BAND + i]);
	return (size_t)hash & search->mask;
}

/* The first leader alike, or `at` itself. */
static uint32_t find_leader(const struct campaign_search *search, uint32_t at)
{
	const struct member *member = &search->members[at];

	for (uint64_t band = 0; band < BANDS; band++) {
		size_t place = place_of_band(search, member, band);

		for (size_t probe = 0; probe < PROBES_MAX && search->bands[place]; probe++) {
			const uint32_t leader = search->bands[place] - 1;

			if (alike(member, &search->members[leader]))
				return leader;
			place = (place + 1) & search->mask;
		}
	}
	return at;
}

static void add_leader(struct campaign_search *search, uint32_t at)
{
	for (uint64_t band = 0; band < BANDS; band++) {
		size_t place = place_of_band(search, &search->members[at], band);

		for (size_t probe = 0; probe < PROBES_MAX; probe++) {
			if (!search->bands[place]) {
				search->bands[place] = at + 1;
				break;
			}
			place = (place + 1) & search->mask;
		}
	}
}

static void sum_groups(const struct member *members, uint32_t count, struct campaign *ret_campaign)
{
	struct campaign campaign = { .comments = count };

	for (uint32_t i = 0; i < count; i++) {
		if (members[i].size < CAMPAIGN_GROUP_MIN)
			continue;
		campaign.groups++;
		campaign.copies += members[i].size;
		if (members[i].size > campaign.largest) {
			campaign.largest = members[i].size;
			campaign.first = i;
		}
	}
	*ret_campaign = campaign;
}

int campaign_find(const struct slice *texts, size_t count, struct campaign *ret_campaign)
{
	const uint32_t looked =
		(uint32_t)(count < CAMPAIGN_COMMENTS_MAX ? count : CAMPAIGN_COMMENTS_MAX);
	struct campaign_search search = { .mask = 1023 };

	while (search.mask < (size_t)looked * BANDS * 2)
		search.mask = search.mask * 2 + 1;
	search.members = calloc(looked + 1, sizeof(*search.members));
	search.bands = calloc(search.mask + 1, sizeof(*search.bands));
	if (!search.members || !search.bands) {
		free(search.members);
		free(search.bands);
		return ERROR_MEMORY;
	}
	for (uint32_t i = 0; i < looked; i++) {
		if (!measure(texts[i], &search.members[i]))
			continue;
		const uint32_t leader = find_leader(&search, i);
		search.members[leader].size++;
		if (leader == i)
			add_leader(&search, i);
	}
	sum_groups(search.members, looked, ret_campaign);
	free(search.members);
	free(search.bands);
	return 0;
}

uint64_t campaign_organic(const struct campaign *campaign)
{
	return (uint64_t)campaign->comments - campaign->copies + campaign->groups;
}
