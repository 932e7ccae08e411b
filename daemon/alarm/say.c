/* say.c - see say.h. */
#include "say.h"

#include "clock.h"
#include "incident.h"
#include "page.h"

#include <inttypes.h>
#include <string.h>

enum { RULE_PHRASES = 3 };

void say_duration(int64_t us, struct buffer *to)
{
	static const struct {
		int64_t below_us, unit_us;
		const char *name;
	} units[] = {
		{ 2 * CLOCK_MINUTE_US, CLOCK_SECOND_US, "second" },
		{ 2 * CLOCK_HOUR_US, CLOCK_MINUTE_US, "minute" },
		{ 2 * CLOCK_DAY_US, CLOCK_HOUR_US, "hour" },
		{ INT64_MAX, CLOCK_DAY_US, "day" },
	};
	size_t i = 0;

	us = us < 0 ? 0 : us;
	while (us >= units[i].below_us)
		i++;
	int64_t count = us / units[i].unit_us + (us % units[i].unit_us >= units[i].unit_us / 2);
	buffer_printf(to, "%" PRId64 " %s%s", count, units[i].name, count == 1 ? "" : "s");
}

void say_ago(int64_t us, struct buffer *to)
{
	if (us < 5 * CLOCK_SECOND_US) {
		buffer_add_text(to, "just now");
		return;
	}
	say_duration(us, to);
	buffer_add_text(to, " ago");
}

void say_count(uint64_t count, const char *one, const char *many, struct buffer *to)
{
	buffer_printf(to, "%" PRIu64 " %s", count, count == 1 ? one : many);
}

void say_expected(int64_t expected, struct buffer *to)
{
	if (expected < 1000)
		buffer_add_text(to, "fewer than 1 is usual");
	else if (expected < 1500)
		buffer_add_text(to, "about 1 is usual");
	else
		buffer_printf(to, "about %" PRId64 " are usual",
			      expected / 1000 + (expected % 1000 >= 500));
}

void say_place(const char *scope_name, struct buffer *to)
{
	static const struct {
		const char *scope, *words;
	} scopes[] = { { INCIDENT_SILENCE "channel:", " from " },
		       { "topic:", " about " },
		       { "channel:", " on " },
		       { "post:", " on post " },
		       { "language:sv", " in Swedish" },
		       { "language:nb", " in Norwegian (Bokmål)" },
		       { "language:nn", " in Norwegian (Nynorsk)" },
		       { "language:da", " in Danish" },
		       { "language:de", " in German" },
		       { "language:en", " in English" },
		       { "language:", " in language " } };
	struct slice scope = slice_from(scope_name);

	for (size_t i = 0; i < sizeof(scopes) / sizeof(scopes[0]); i++) {
		struct slice prefix = slice_from(scopes[i].scope);

		if (scope.len < prefix.len || !slice_equal(slice_cut(scope, 0, prefix.len), prefix))
			continue;
		buffer_add_text(to, scopes[i].words);
		page_add_clean(slice_cut(scope, prefix.len, scope.len), 60, to);
		return;
	}
}

void say_points(int64_t thousandths, struct buffer *to)
{
	buffer_printf(to, "%" PRId64, thousandths / 1000);
	if (thousandths % 1000 >= 100)
		buffer_printf(to, ".%" PRId64, thousandths % 1000 / 100);
}

const char *say_why_closed(const struct incident *incident)
{
	static const char *const silence[] = {
		". Comments come in again; it was closed at ",
		". No comment has come since, and none is waited for any longer; it was closed at ",
	};
	static const char *const trouble[] = {
		". It has been calm for a while and was closed at ",
		". No comment at all came after it, so nobody can tell whether it is over; it was "
		"closed at ",
	};

	if (incident_is_untaken(incident))
		return ". Nobody took it, and nothing says that it is over; it was closed at ";
	if (incident_is_watched(incident))
		return ". It was closed at ";
	if (incident_is_souring(incident))
		return ". For days it has been what is usual, or what has become so; it was closed "
		       "at ";
	return (incident_is_silence(incident) ? silence : trouble)[incident->unheard];
}

void say_silence(const struct incident *incident, struct buffer *to)
{
	buffer_add_text(to, "No comment in ");
	say_duration(incident->window_us, to);
	buffer_add_text(to, ", where at this time of day ");
	say_expected(incident->expected, to);
	buffer_add_text(to, ". Look whether the source still sends; as long as it does not, "
			    "nobody is warned of anything there.");
}

void say_souring(const struct incident *incident, struct buffer *to)
{
	const int64_t comments = incident->comments > 0 ? (int64_t)incident->comments : 1;

	buffer_printf(
		to,
		"Of the comments of the calmer ones of the last %" PRId64 " days %" PRId64
		" %% are negative; before the last two weeks it was %" PRId64
		" %%. It has come slowly, so no single hour tells of it. If this is how it is "
		"from now on, mark it as expected.",
		incident->window_us / CLOCK_DAY_US, 100 * (int64_t)incident->negative / comments,
		incident->expected / 10 / comments);
}

void say_copies(const struct incident *incident, struct buffer *to)
{
	if (incident->copies * 10 < incident->looked_at || incident->copies == 0)
		return;
	buffer_printf(to, " %" PRIu64 " of %" PRIu64 " are near-copies: ", incident->copies,
		      incident->looked_at);
	buffer_add_text(to, incident->copies * 2 >= incident->looked_at
				    ? "this looks like a campaign."
				    : "a campaign may be part of it.");
}

/* Of the comments that are still remembered; each is said when it is more than half. */
void say_writers(const struct incident *incident, struct buffer *to)
{
	if (incident->author_most * 2 > incident->known)
		buffer_printf(to, " %" PRIu64 " of the %s%" PRIu64 " were written by one person.",
			      incident->author_most,
			      incident->known < incident->negative ? "latest " : "",
			      incident->known);
	if (incident->newcomers * 2 > incident->standing_known)
		buffer_printf(to,
			      " %" PRIu64 " of %" PRIu64 " came from new accounts or "
			      "ones without followers.",
			      incident->newcomers, incident->standing_known);
}

void say_synchrony(const struct incident *incident, struct buffer *to)
{
	if (incident->synchronous > 0)
		buffer_printf(to,
			      " %" PRIu64 " of %" PRIu64 " came within two seconds of another "
			      "account's, far more than by chance: this looks like programs at "
			      "work.",
			      incident->synchronous, incident->known);
}

/* Said below seven tenths: one in a few always has more to say, or says it again. */
void say_organic(const struct incident *incident, struct buffer *to)
{
	if (incident->organic * 10 < incident->known * 7)
		buffer_printf(
			to,
			" Without %scopies and single people's many comments it is about %" PRIu64
			" of %" PRIu64 ".",
			incident->synchronous > 0 ? "those, " : "", incident->organic,
			incident->known);
}

void say_names(const char *const *names, size_t count, struct buffer *to)
{
	for (size_t i = 0; i < count; i++) {
		if (i > 0)
			buffer_add_text(to, i + 1 == count ? " and " : ", ");
		page_add_clean(slice_from(names[i]), 60, to);
	}
}

/* What its scope says already is not said again. */
void say_places(const struct incident *incident, struct buffer *to)
{
	bool said = false;

	for (size_t i = 0; i < incident->place_count; i++) {
		const struct incident_place *place = &incident->places[i];

		if (strcmp(place->scope, incident->scope) == 0)
			continue;
		buffer_printf(to, "%s %d %% of it is", said ? "," : "", place->share / 10);
		say_place(place->scope, to);
		if (place->usual > INCIDENT_USUAL_MIN)
			buffer_printf(to, " (usually %d %%)", place->usual / 10);
		else
			buffer_add_text(to, " (usually hardly any)");
		said = true;
	}
	if (said)
		buffer_add_char(to, '.');
}

/* --- near-copies of one text --- */

static bool is_flood(const struct incident *incident)
{
	return incident->authors * 3 < incident->negative;
}

void say_campaign_name(const struct incident *incident, struct buffer *to)
{
	buffer_add_text(to, is_flood(incident) ? "a flood, the same text again and again by "
					       : "a campaign, the same text by ");
	say_count(incident->authors, "person", "people", to);
}

void say_campaign(const struct incident *incident, struct buffer *to)
{
	buffer_printf(to, "%" PRIu64 " near-copies of one text in ", incident->negative);
	say_duration(incident->window_us, to);
	buffer_add_text(to, ", written by ");
	say_count(incident->authors, "person", "people", to);
	buffer_add_text(to, ", however few they are among the others.");
	say_writers(incident, to);
	say_places(incident, to);
	say_synchrony(incident, to);
	buffer_add_text(to, is_flood(incident)
				    ? " That is not many people's opinion."
				    : " People who are angry by themselves write many texts, not "
				      "one.");
}

/* Letters and blanks alone, so that it is a phrase wherever it is put. */
static bool is_plain(const char *phrase)
{
	return strchr(phrase, ' ') && !strpbrk(phrase, "\"\\'{}[]|*?:#,&!%@`<>=.()/+~^$;_-");
}

static void write_phrases(const char *key, const struct incident *incident, struct page *page)
{
	buffer_printf(page->to, "      %s:\n", key);
	for (size_t i = 0; i < incident->driver_count && i < RULE_PHRASES; i++) {
		if (is_plain(incident->drivers[i]))
			buffer_printf(page->to, "        - \"%s\"\n", incident->drivers[i]);
	}
}

static bool has_phrases(const struct incident *incident)
{
	for (size_t i = 0; i < incident->driver_count && i < RULE_PHRASES; i++) {
		if (is_plain(incident->drivers[i]))
			return true;
	}
	return false;
}

void say_campaign_advice(const struct incident *incident, struct page *page)
{
	if (has_phrases(incident)) {
		page_line(page, "A rule that shows further copies to a person, and hides none,");
		page_line(page, "for a file in rules/common (try livvakt rules diff first):");
		buffer_printf(page->to,
			      "  pack: copies-%.8s\n  language: any\n  rules:\n"
			      "    - id: copy\n      category: spam\n      points: 4\n",
			      incident->scope + strlen(INCIDENT_CAMPAIGN));
		write_phrases("words", incident, page);
		write_phrases("hit", incident, page);
		buffer_add_text(page->to, "      miss: [\"nothing of the kind\"]\n");
		page_end_line(page);
	}
	page_line(page, "Is it a competition, a greeting, a quotation? Say so, and this");
	page_line(page, "text is not told of again for eight weeks:");
}
