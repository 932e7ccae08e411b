/* voices.c - see voices.h. */
#include "voices.h"

#include "campaign.h"
#include "error.h"
#include <stdlib.h>

static int by_number(const void *left, const void *right)
{
	uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;

	return (a > b) - (a < b);
}

size_t voices_authors(uint64_t *authors, size_t count, uint64_t *ret_most, size_t *ret_times)
{
	size_t different = 0, run = 0, times = 0;
	uint64_t most = 0;

	qsort(authors, count, sizeof(*authors), by_number);
	for (size_t i = 0; i < count; i++) {
		const bool same = i > 0 && authors[i] == authors[i - 1];

		different += !same;
		run = same ? run + 1 : 1;
		if (run > times) {
			times = run;
			most = authors[i];
		}
	}
	*ret_most = most;
	*ret_times = times;
	return different;
}

static void count_people(const struct voice *comments, size_t count, uint64_t *room,
			 uint64_t *ret_most, struct voices *voices)
{
	size_t named = 0, times;

	for (size_t i = 0; i < count; i++) {
		if (comments[i].author)
			room[named++] = comments[i].author;
	}
	voices->authors = voices_authors(room, named, ret_most, &times);
	voices->most = times;
}

/* The texts, but of the most active author, and of those that came together, only the first. */
static size_t leave_out_surplus(const struct voice *comments, size_t count, uint64_t most,
				struct slice *ret_texts)
{
	size_t left = 0;
	bool heard = false;

	for (size_t i = 0; i < count; i++) {
		const bool theirs = most && comments[i].author == most;

		if ((!theirs || !heard) && !comments[i].again)
			ret_texts[left++] = comments[i].text;
		heard = heard || theirs;
	}
	return left;
}

int voices_count(const struct voice *comments, size_t count, struct voices *ret_voices)
{
	uint64_t *room = calloc(count + 1, sizeof(*room)), most = 0;
	struct slice *texts = calloc(count + 1, sizeof(*texts));
	struct voices voices = { .known = count };
	struct campaign campaign;
	int r = ERROR_MEMORY;

	if (room && texts) {
		count_people(comments, count, room, &most, &voices);
		r = campaign_find(texts, leave_out_surplus(comments, count, most, texts),
				  &campaign);
	}
	if (r == 0) {
		voices.organic = campaign_organic(&campaign);
		*ret_voices = voices;
	}
	free(texts);
	free(room);
	return r;
}
