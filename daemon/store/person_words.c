/* person_words.c - see person_words.h. */
#include "person_words.h"

#include "recent.h"

struct person_text {
	struct slice brand, text;
	struct person_text *next;
};

struct looking {
	const struct person_words *words;
	const struct person_search *search;
	const struct incident *incident;
	struct recent_list recent; /* of its brand */
};

int person_words_keep(struct person_words *words, struct slice brand, struct slice text,
		      struct error *error)
{
	struct person_text *kept;

	if (text.len == 0)
		return 0;
	kept = arena_calloc(words->arena, 1, sizeof(*kept));
	if (kept) {
		kept->brand = arena_copy(words->arena, brand);
		kept->text = arena_copy(words->arena, text);
	}
	if (!kept || !kept->brand.data || !kept->text.data)
		return error_set(error, ERROR_MEMORY, "out of memory");
	kept->next = words->texts;
	words->texts = kept;
	return 0;
}

static bool said_by_them(const struct looking *looking, struct slice driver)
{
	const struct person_text *it = looking->words->texts;

	for (; it; it = it->next) {
		if (slice_equal(it->brand, slice_from(looking->incident->brand)) &&
		    looking->search->holds(it->text, driver))
			return true;
	}
	return false;
}

static bool said_by_others(const struct looking *looking, struct slice driver)
{
	const struct incident *incident = looking->incident;

	for (size_t i = 0; i < incident->example_count; i++) {
		if (looking->search->holds(slice_from(incident->examples[i].text), driver))
			return true;
	}
	for (size_t i = 0; i < looking->recent.count; i++) {
		const struct recent_comment *recent = &looking->recent.comments[i];

		if (!person_is(&looking->search->person, slice_from(incident->brand),
			       recent->author) &&
		    looking->search->holds(recent->text, driver))
			return true;
	}
	return false;
}

static bool is_theirs(void *context, const char *text)
{
	const struct looking *looking = context;
	const struct slice driver = slice_from(text);

	return said_by_them(looking, driver) && !said_by_others(looking, driver);
}

/* Those that are there before, and no more after. */
static void tell(const struct looking *looking, const struct incident *before)
{
	const struct incident *now = looking->incident;

	for (size_t i = 0, k = 0; i < before->driver_count; i++) {
		const struct person_finding finding = { .place = PERSON_PHRASE,
							.brand = slice_from(now->brand),
							.text = slice_from(before->drivers[i]),
							.object = slice_from(now->id) };

		if (k < now->driver_count && strcmp(before->drivers[i], now->drivers[k]) == 0)
			k++;
		else
			looking->search->each(looking->search->context, &finding);
	}
}

int person_words_take_out(const struct person_words *words, struct redis_link *link,
			  const struct person_search *search, struct incident *incident,
			  struct arena *page, struct error *error)
{
	const struct recent_range all = { .to_us = INT64_MAX, .max = RECENT_KEPT };
	struct looking looking = { .words = words, .search = search, .incident = incident };
	struct incident *before;

	if (!words->texts || incident->driver_count == 0)
		return 0;
	before = arena_alloc(page, sizeof(*before));
	if (!before)
		return error_set(error, ERROR_MEMORY, "out of memory");
	*before = *incident;
	int r = recent_read(link, search->partition, slice_from(incident->brand), &all, page,
			    &looking.recent, error);
	if (r < 0)
		return r;
	r = (int)incident_take_drivers(incident, is_theirs, &looking);
	tell(&looking, before);
	return r;
}
