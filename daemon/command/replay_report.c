/*
 * replay_report.c - incidents of a replay as lines, as JSON, and of two replays side by side.
 *
 * Playing is replay.c's business, drawing replay_picture.c's.
 */
#include "replay_report.h"

#include "clock.h"
#include "incident_figures.h"
#include "incidents.h"
#include "incidents_explain.h"
#include "json.h"
#include "terminal.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A page of them, with room for all of it. */
struct page {
	struct replay_listing *listing;
	size_t seen;
};

static bool collect(void *context, const struct incident *incident)
{
	struct page *page = context;

	page->listing->incidents[page->listing->count++] = *incident;
	return ++page->seen < INCIDENTS_PAGE_MAX;
}

static int by_opening(const void *left, const void *right)
{
	const struct incident *a = left, *b = right;

	if (a->opened_at_us != b->opened_at_us)
		return a->opened_at_us < b->opened_at_us ? -1 : 1;
	return strcmp(a->id, b->id);
}

static int read_page(struct redis_link *link, unsigned partition, struct page *page,
		     struct error *error)
{
	struct replay_listing *listing = page->listing;
	struct incident *more = reallocarray(listing->incidents,
					     listing->count + INCIDENTS_PAGE_MAX, sizeof(*more));
	struct incident_filter filter = { .state = INCIDENT_STATE_COUNT,
					  .max = INCIDENTS_PAGE_MAX };

	if (!more)
		return error_set(error, ERROR_MEMORY, "out of memory");
	listing->incidents = more;
	if (listing->count > 0)
		filter.after = slice_from(more[listing->count - 1].id);
	page->seen = 0;
	return incident_list(link, partition, &filter, collect, page, error);
}

int replay_list(struct redis_link *link, unsigned partition, struct replay_listing *ret_listing,
		struct error *error)
{
	struct replay_listing listing = { NULL, 0 };
	struct page page = { .listing = &listing };
	int r;

	do {
		r = read_page(link, partition, &page, error);
	} while (r == 0 && page.seen == INCIDENTS_PAGE_MAX && listing.count < REPLAY_INCIDENTS_MAX);
	if (r < 0) {
		replay_listing_done(&listing);
		return r;
	}
	if (listing.count >= REPLAY_INCIDENTS_MAX)
		fprintf(stderr, "only the latest %zu incidents are shown\n", listing.count);
	if (listing.count > 1)
		qsort(listing.incidents, listing.count, sizeof(*listing.incidents), by_opening);
	*ret_listing = listing;
	return 0;
}

void replay_listing_done(struct replay_listing *listing)
{
	free(listing->incidents);
	*listing = (struct replay_listing){ NULL, 0 };
}

static void write_texts(struct json_writer *writer, const struct incident *incident)
{
	json_write_key(writer, "drivers");
	json_write_array(writer);
	for (size_t i = 0; i < incident->driver_count; i++)
		json_write_text(writer, incident->drivers[i]);
	json_write_array_end(writer);
	json_write_key(writer, "examples");
	json_write_array(writer);
	for (size_t i = 0; i < incident->example_count; i++)
		json_write_text(writer, incident->examples[i].id);
	json_write_array_end(writer);
}

static void print_json(const struct incident *incident, const char *config)
{
	struct json_writer writer;
	struct buffer line;

	buffer_init(&line, 1 << 20);
	json_write_begin(&writer, &line);
	json_write_object(&writer);
	if (config)
		json_write_member_text(&writer, "config", config);
	json_write_member_text(&writer, "id", incident->id);
	json_write_member_text(&writer, "brand", incident->brand);
	json_write_member_text(&writer, "scope", incident->scope);
	json_write_member_integer(&writer, "severity", incident->severity);
	json_write_member_time(&writer, "began_at", incident->began_us);
	json_write_member_time(&writer, "opened_at", incident->opened_at_us);
	json_write_member_time(&writer, "peak_at", incident->peak_at_us);
	json_write_member_time(&writer, "resolved_at", incident->resolved_at_us);
	json_write_member_integer(&writer, "negative", (int64_t)incident->negative);
	json_write_key(&writer, "expected");
	json_write_thousandths(&writer, incident->expected);
	json_write_member_integer(&writer, "authors", (int64_t)incident->authors);
	json_write_member_integer(&writer, "copies", (int64_t)incident->copies);
	json_write_member_integer(&writer, "copies_of", (int64_t)incident->looked_at);
	json_write_member_integer(&writer, "known", (int64_t)incident->known);
	json_write_member_integer(&writer, "author_most", (int64_t)incident->author_most);
	json_write_member_integer(&writer, "organic", (int64_t)incident->organic);
	json_write_member_integer(&writer, "synchronous", (int64_t)incident->synchronous);
	json_write_member_integer(&writer, "newcomers", (int64_t)incident->newcomers);
	json_write_member_integer(&writer, "newcomers_of", (int64_t)incident->standing_known);
	write_texts(&writer, incident);
	incident_write_places(incident, &writer);
	json_write_key(&writer, "again");
	again_write_json(&incident->again, &writer);
	json_write_object_end(&writer);
	puts(buffer_text(&line));
	buffer_done(&line);
}

static void print_figures(const struct incident *incident)
{
	const bool one = incident_is_watched(incident);
	const bool named = incident_is_campaign(incident) || incident_is_silence(incident);

	fputs("    ", stdout);
	incident_figures_print(incident, stdout);
	if (!one)
		printf(", within %" PRId64 " minutes", incident_window_minutes(incident));
	if (!one && !named && incident->authors > 0)
		printf(", %llu people", (unsigned long long)incident->authors);
	putchar('\n');
}

static void print_places(const struct incident *incident)
{
	for (size_t i = 0; i < incident->place_count; i++) {
		printf("    %d %% in ", incident->places[i].share / 10);
		terminal_print(stdout, slice_from(incident->places[i].scope));
		printf(" (usually %d %%)\n", incident->places[i].usual / 10);
	}
}

static void print_drivers(const struct incident *incident)
{
	for (size_t i = 0; i < incident->driver_count; i++) {
		printf("%s", i ? ", " : "    about: ");
		terminal_print(stdout, slice_from(incident->drivers[i]));
	}
	if (incident->driver_count)
		putchar('\n');
}

static void print_again(const struct incident *incident)
{
	const struct again *again = &incident->again;

	if (again->times > 0)
		printf("    again: day %" PRId64 ", incident %u since %s\n",
		       again_day(again->first_at_us, incident->opened_at_us), again->times,
		       again->first);
}

/* Brands, posts and words are strangers'. */
static void print_text(const struct incident *incident)
{
	char opened[CLOCK_TEXT_MAX], resolved[CLOCK_TEXT_MAX];
	const bool whole = strcmp(incident->scope, "brand") == 0;

	terminal_print(stdout, slice_from(incident->brand));
	if (!whole) {
		printf("  ");
		terminal_print(stdout, slice_from(incident->scope));
	}
	printf("  severity %u  %s to %s  %s\n", incident->severity,
	       clock_format(incident->opened_at_us, opened),
	       incident->resolved_at_us ? clock_format(incident->resolved_at_us, resolved)
					: "the end",
	       incident->id);
	print_figures(incident);
	if (incident->copies)
		printf("    %llu of %llu%s are near-copies\n", (unsigned long long)incident->copies,
		       (unsigned long long)incident->looked_at,
		       incident->looked_at == incident->negative ? ""
								 : " remembered since it began");
	if (incident->synchronous)
		printf("    %llu of %llu came within two seconds of another account's\n",
		       (unsigned long long)incident->synchronous,
		       (unsigned long long)incident->known);
	if (incident->author_most * 2 > incident->known)
		printf("    %llu of %llu are one person's\n",
		       (unsigned long long)incident->author_most,
		       (unsigned long long)incident->known);
	print_places(incident);
	print_drivers(incident);
	print_again(incident);
}

void replay_print(const struct replay_listing *listing, enum replay_form form, const char *config)
{
	const bool json = form == REPLAY_AS_JSON;

	for (size_t i = 0; i < listing->count; i++) {
		if (json)
			print_json(&listing->incidents[i], config);
		else
			print_text(&listing->incidents[i]);
		if (form != REPLAY_EXPLAINED)
			continue;
		putchar('\n');
		incidents_explain(&listing->incidents[i]);
		putchar('\n');
	}
	if (!listing->count && !json)
		puts("no incidents");
}

/* The same episode: of the same brand and scope, and at the same time. */
static const struct incident *find_same(const struct replay_listing *listing,
					const struct incident *incident)
{
	for (size_t i = 0; i < listing->count; i++) {
		const struct incident *other = &listing->incidents[i];

		if (strcmp(other->brand, incident->brand) != 0 ||
		    strcmp(other->scope, incident->scope) != 0)
			continue;
		if ((!other->resolved_at_us || other->resolved_at_us >= incident->opened_at_us) &&
		    (!incident->resolved_at_us || incident->resolved_at_us >= other->opened_at_us))
			return other;
	}
	return NULL;
}

static void print_pair(const char *which, const struct incident *incident,
		       const struct incident *other)
{
	char opened[CLOCK_TEXT_MAX];

	printf("%-6s  %s  severity %u  ", which,
	       clock_format(incident->opened_at_us / CLOCK_SECOND_US * CLOCK_SECOND_US, opened),
	       incident->severity);
	terminal_print(stdout, slice_from(incident->brand));
	printf("  ");
	terminal_print(stdout, slice_from(incident->scope));
	printf("  ");
	incident_figures_print(incident, stdout);
	if (other)
		printf("; B: severity %u, %+.0f min", other->severity,
		       (double)(other->opened_at_us - incident->opened_at_us) / CLOCK_MINUTE_US);
	putchar('\n');
}

void replay_print_comparison(const struct replay_side sides[2], size_t brands, double weeks)
{
	const struct replay_listing *a = &sides[0].listing, *b = &sides[1].listing;

	for (int i = 0; i < 2; i++)
		printf("%c  %s: %zu incidents, %.2f a brand and week\n", 'A' + i, sides[i].config,
		       sides[i].listing.count,
		       (double)sides[i].listing.count / ((double)brands * weeks));
	for (size_t i = 0; i < a->count; i++) {
		const struct incident *same = find_same(b, &a->incidents[i]);

		print_pair(same ? "both" : "only A", &a->incidents[i], same);
	}
	for (size_t i = 0; i < b->count; i++) {
		if (!find_same(a, &b->incidents[i]))
			print_pair("only B", &b->incidents[i], NULL);
	}
}
