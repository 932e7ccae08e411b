/* voices.c - see voices.h. */
#include "voices.h"

#include "campaign.h"
#include "error.h"
#include <stdlib.h>

enum { EACH_MAX = 3 }; /* more of one author than this adds nothing, however many write so much */
enum { FEW = 3 };

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

/* The authors of the comments, sorted, and how many were heard of each so far, at its first. */
struct people {
	uint64_t *authors;
	uint32_t *heard;
	size_t named;
	size_t each; /* so many comments of one count */
};

/* How many may write more than the others without setting what the others wrote: one in twenty; of
 * few people three, though never more than half, for two or three are soon found to make a noise.
 */
static size_t left_out_of(size_t different)
{
	const size_t part = different / 20, few = different / 2 < FEW ? different / 2 : FEW;

	return part > few ? part : few;
}

/* As many as all but those wrote, and EACH_MAX at most. */
static size_t find_each(const struct people *people, size_t different)
{
	size_t more[EACH_MAX + 1] = { 0 }, run = 0, each = 1;
	const size_t out = left_out_of(different);

	for (size_t i = 0; i < people->named; i++) {
		const bool same = i > 0 && people->authors[i] == people->authors[i - 1];

		run = same ? run + 1 : 1;
		if (run >= 2 && run <= EACH_MAX + 1)
			more[run - 1]++; /* so many wrote more than run - 1 */
	}
	while (each < EACH_MAX && more[each] > out)
		each++;
	return each;
}

uint64_t voices_fair(uint64_t *authors, size_t count, uint64_t *ret_fair)
{
	struct people people = { .named = 0 };
	uint64_t most;
	size_t nobody = 0, times, run = 0;

	qsort(authors, count, sizeof(*authors), by_number);
	while (nobody < count && authors[nobody] == 0)
		nobody++;
	people.authors = authors + nobody;
	people.named = count - nobody;
	const size_t different = voices_authors(people.authors, people.named, &most, &times);
	people.each = find_each(&people, different);
	*ret_fair = nobody;
	for (size_t i = 0; i < people.named; i++) {
		run = i > 0 && people.authors[i] == people.authors[i - 1] ? run + 1 : 1;
		*ret_fair += run <= people.each;
	}
	return different;
}

static void count_people(const struct voice *comments, size_t count, struct people *people,
			 struct voices *voices)
{
	uint64_t most;
	size_t times;

	for (size_t i = 0; i < count; i++) {
		if (comments[i].author)
			people->authors[people->named++] = comments[i].author;
	}
	voices->authors = voices_authors(people->authors, people->named, &most, &times);
	voices->most = times;
	people->each = find_each(people, voices->authors);
}

/* Whether one more of this author counts. Of whom nothing is known nobody may say that it is one.
 */
static bool counts(struct people *people, uint64_t author)
{
	size_t from = 0, to = people->named;

	if (!author)
		return true;
	while (from < to) {
		const size_t middle = from + (to - from) / 2;

		if (people->authors[middle] < author)
			from = middle + 1;
		else
			to = middle;
	}
	return ++people->heard[from] <= people->each;
}

/* The texts of those that count and did not come together with an earlier one. */
static size_t leave_out_surplus(const struct voice *comments, size_t count, struct people *people,
				struct slice *ret_texts, uint64_t *ret_fair)
{
	size_t left = 0;

	*ret_fair = 0;
	for (size_t i = 0; i < count; i++) {
		if (!counts(people, comments[i].author))
			continue;
		++*ret_fair;
		if (!comments[i].again)
			ret_texts[left++] = comments[i].text;
	}
	return left;
}

int voices_count(const struct voice *comments, size_t count, struct voices *ret_voices)
{
	struct people people = { .authors = calloc(count + 1, sizeof(*people.authors)),
				 .heard = calloc(count + 1, sizeof(*people.heard)) };
	struct slice *texts = calloc(count + 1, sizeof(*texts));
	struct voices voices = { .known = count };
	struct campaign campaign;
	int r = ERROR_MEMORY;

	if (people.authors && people.heard && texts) {
		count_people(comments, count, &people, &voices);
		r = campaign_find(texts,
				  leave_out_surplus(comments, count, &people, texts, &voices.fair),
				  &campaign);
	}
	if (r == 0) {
		voices.organic = campaign_organic(&campaign);
		*ret_voices = voices;
	}
	free(texts);
	free(people.heard);
	free(people.authors);
	return r;
}
