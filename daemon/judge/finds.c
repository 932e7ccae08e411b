/* finds.c - see finds.h. */
#include "finds.h"
#include <stdlib.h>

struct find find_of(const struct hit *hit, uint32_t number)
{
	return (struct find){
		.number = number,
		.weakness = 4 * (hit->context != NULL) + 2 * !hit->sure + (hit->form == FORM_LOOSE),
		.span = hit->original,
	};
}

/* The first word that ends behind `at` of the original; the number of words when there is none. */
static size_t word_behind(const struct form_text *text, const struct word_view *plain, size_t at)
{
	size_t low = 0, high = plain->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (text->to[plain->words[middle].to - 1] > at)
			high = middle;
		else
			low = middle + 1;
	}
	return low;
}

void find_set_words(struct find *find, const struct forms *forms, const struct word_view *plain,
		    const struct hit *hits)
{
	const struct hit *hit = &hits[find->number];

	if (hit->form == FORM_PLAIN && hit->first <= hit->last) {
		find->first = hit->first;
		find->last = hit->last;
		return;
	}
	find->first = word_behind(&forms->form[FORM_PLAIN], plain, find->span.from);
	find->last =
		word_behind(&forms->form[FORM_PLAIN], plain,
			    find->span.to > find->span.from ? find->span.to - 1 : find->span.from);
}

/* --- order --- */

static int compare(size_t a, size_t b)
{
	return a < b ? -1 : a > b;
}

static int compare_places(const void *left, const void *right)
{
	const struct find *a = left, *b = right;
	int from = compare(a->span.from, b->span.from), to = compare(a->span.to, b->span.to);

	return from ? from : to ? to : compare(a->number, b->number);
}

static int compare_weakness(const void *left, const void *right)
{
	const struct find *a = left, *b = right;
	int weakness = compare(a->weakness, b->weakness);

	return weakness ? weakness : compare_places(left, right);
}

static int compare_words(const void *left, const void *right)
{
	const struct find *a = left, *b = right;
	int first = compare(a->first, b->first);

	return first ? first : compare_places(left, right);
}

static void sort(struct find *finds, size_t count, int (*by)(const void *, const void *))
{
	if (count > 1)
		qsort(finds, count, sizeof(*finds), by);
}

void finds_by_weakness(struct find *finds, size_t count)
{
	sort(finds, count, compare_weakness);
}

void finds_by_word(struct find *finds, size_t count)
{
	sort(finds, count, compare_words);
}

void finds_by_place(struct find *finds, size_t count)
{
	sort(finds, count, compare_places);
}

uint32_t finds_group(const struct find *finds, size_t count, size_t near, uint32_t *ret_groups)
{
	uint32_t group = 0;
	size_t end = 0;

	for (size_t i = 0; i < count; i++) {
		group += group == 0 || finds[i].first > end + near + 1;
		if (i == 0 || finds[i].last > end)
			end = finds[i].last;
		ret_groups[finds[i].number] = group;
	}
	return group;
}

/* --- places --- */

size_t finds_count_places(const struct find *finds, size_t count, const struct hit *hits,
			  language_set languages)
{
	size_t places = 0, end = 0;

	languages |= language_bit(LANGUAGE_ANY);
	for (size_t i = 0; i < count; i++) {
		if (!(hits[finds[i].number].languages & languages))
			continue;
		places += places == 0 || finds[i].span.from >= end;
		end = finds[i].span.to > end ? finds[i].span.to : end;
	}
	return places;
}

size_t finds_merge_places(struct find *finds, size_t count)
{
	size_t kept = 0, end = 0;

	for (size_t i = 0; i < count; i++) {
		const struct find find = finds[i];

		if (kept == 0 || find.span.from >= end)
			finds[kept++] = find;
		else if (find.weakness < finds[kept - 1].weakness)
			finds[kept - 1] = find;
		end = find.span.to > end ? find.span.to : end;
	}
	return kept;
}

void rest_on(struct rest *rest, const struct hit *hits, const struct find *finds, size_t count,
	     size_t n)
{
	for (size_t i = 0; i < count && i < n; i++) {
		const struct hit *hit = &hits[finds[i].number];
		struct span span = hit->original;

		if (!rest->any || span.from < rest->span.from)
			rest->span.from = span.from;
		if (!rest->any || span.to > rest->span.to)
			rest->span.to = span.to;
		rest->any = true;
		rest->loose |= hit->form == FORM_LOOSE;
		rest->sure &= hit->sure;
		if (!rest->context)
			rest->context = hit->context;
	}
}
