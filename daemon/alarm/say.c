/* say.c - see say.h. */
#include "say.h"

#include "clock.h"
#include "incident.h"
#include "incident_life.h"
#include "page.h"
#include "utf8.h"
#include "zone.h"

#include <inttypes.h>
#include <string.h>

/* Of the phrase of a proposed rule: few words are everybody's. */
enum { RULE_WORDS_MIN = 6, RULE_WORDS_MAX = 12 };

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

/* Of what is usual: from here on the number tells why there is an alarm. `expected` is in
 * thousandths. */
enum { NUMBER_ALARMS_PERCENT = 125 };

bool say_by_share(const struct incident *incident)
{
	return incident->comments > 0 && (int64_t)incident->negative * 1000 * 100 <
						 incident->expected * NUMBER_ALARMS_PERCENT;
}

void say_negative(const struct incident *incident, struct buffer *to)
{
	if (say_by_share(incident)) {
		buffer_printf(to, "%" PRIu64 " of ", incident->negative);
		say_count(incident->comments, "comment", "comments", to);
		buffer_add_text(to, " are negative in ");
	} else {
		say_count(incident->negative, "negative comment", "negative comments", to);
		buffer_add_text(to, " in ");
	}
	say_duration(incident_window_minutes(incident) * CLOCK_MINUTE_US, to);
}

void say_usual(const struct incident *incident, struct buffer *to)
{
	if (say_by_share(incident))
		buffer_add_text(to, "so many are usual, but not such a share");
	else
		say_expected(incident->expected, to);
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
		". No comment at all came after its last ones, so nobody can tell whether it is "
		"over; it was closed at ",
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
	/* Of the whole episode, and not of the window whose number is told. */
	const bool whole = incident->looked_at != incident->negative;

	buffer_printf(to, " %" PRIu64 " of %s%" PRIu64 "%s are near-copies: ", incident->copies,
		      whole ? "the " : "", incident->looked_at,
		      whole ? " remembered since it began" : "");
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

void say_campaign_name(const struct incident *incident, struct buffer *to)
{
	if (incident->authors == 0) {
		buffer_add_text(to, "the same text again and again, in ");
		say_count(incident->negative, "comment", "comments", to);
		buffer_add_text(to, ", authors unknown");
		return;
	}
	buffer_add_text(to, incident_is_flood(incident)
				    ? "a flood, the same text again and again by "
				    : "a campaign, the same text by ");
	say_count(incident->authors, "person", "people", to);
}

static const char *what_it_means(const struct incident *incident)
{
	if (incident->authors == 0)
		return " Whether many people wrote them, or one, nobody can tell.";
	if (incident_is_flood(incident))
		return " That is not many people's opinion.";
	return " People who write by themselves write many texts, not one.";
}

void say_campaign(const struct incident *incident, struct buffer *to)
{
	buffer_printf(to, "%" PRIu64 " near-copies of one text in ", incident->negative);
	say_duration(incident->window_us, to);
	if (incident->authors > 0) {
		buffer_add_text(to, ", written by ");
		say_count(incident->authors, "person", "people", to);
	} else {
		buffer_add_text(to, ", most of whose authors are not known");
	}
	buffer_add_text(to, ", however few they are among the others.");
	say_writers(incident, to);
	say_places(incident, to);
	say_synchrony(incident, to);
	buffer_add_text(to, what_it_means(incident));
}

/* Letters, digits and Latin letters with marks: what is none ends the phrase. */
static bool is_of_word(uint32_t point)
{
	return (point >= '0' && point <= '9') || ((point | 0x20) >= 'a' && (point | 0x20) <= 'z') ||
	       (point >= 0xc0 && point < 0x250 && point != 0xd7 && point != 0xf7);
}

/* From `from` on so many words with single blanks between them; none where they are too few. */
static struct slice phrase_at(struct slice text, size_t from)
{
	size_t at = from, end = from, words = 0;

	while (at < text.len && words < RULE_WORDS_MAX) {
		uint32_t point;
		const size_t begin = at;

		for (size_t len = 1; at < text.len && len > 0; at += len) {
			len = utf8_decode(slice_cut(text, at, text.len), &point);
			if (len == 0 || !is_of_word(point))
				break;
		}
		/* A dash, a full stop within it, a name's sign: such a word is no part of it. */
		if (at == begin || (at < text.len && !strchr(" .,!?;\n", text.data[at])))
			break;
		end = at;
		words++;
		if (at == text.len || text.data[at] != ' ')
			break;
		at++;
	}
	return words >= RULE_WORDS_MIN ? slice_cut(text, from, end) : (struct slice){ 0 };
}

/* The first long phrase of the copies, as it stands. */
static struct slice find_phrase(const struct incident *incident)
{
	for (size_t i = 0; i < incident->example_count; i++) {
		const struct slice text = slice_from(incident->examples[i].text);

		for (size_t at = 0; at < text.len; at++) {
			if (at > 0 && text.data[at - 1] != ' ')
				continue;
			const struct slice phrase = phrase_at(text, at);

			if (phrase.len > 0)
				return phrase;
		}
	}
	return (struct slice){ 0 };
}

void say_campaign_advice(const struct incident *incident, struct page *page)
{
	const struct slice phrase = find_phrase(incident);

	if (phrase.len > 0) {
		page_line(page,
			  "A rule that shows further copies to a person, and by itself hides");
		page_line(page, "none; beside other rules for spam it may. Look at what it finds");
		page_line(page,
			  "with livvakt rules diff, then put it into a file in rules/common:");
		buffer_printf(page->to,
			      "  pack: copies-%.8s\n  language: any\n  rules:\n"
			      "    - id: copy\n      category: spam\n      points: 4\n"
			      "      words: [\"%.*s\"]\n      hit: [\"%.*s\"]\n",
			      incident->scope + strlen(INCIDENT_CAMPAIGN), (int)phrase.len,
			      phrase.data, (int)phrase.len, phrase.data);
		buffer_add_text(page->to, "      miss: [\"nothing of the kind\"]\n");
		page_end_line(page);
	}
	page_line(page, "Is it a competition, a greeting, a quotation? Say so, and this");
	page_line(page, "text is not told of again for eight weeks:");
}

/* ---- what it goes on with ---- */

void say_again_day(const struct incident *incident, const struct zone *zone, struct buffer *to)
{
	const int64_t day = again_day(zone_local(*zone, incident->again.first_at_us),
				      zone_local(*zone, incident->opened_at_us));

	if (incident->again.times == 0)
		return;
	if (day > 1)
		buffer_printf(to, " (again, day %" PRId64 ")", day);
	else
		buffer_add_text(to, " (again today)");
}

void say_again(const struct incident *incident, const struct zone *zone, struct buffer *to)
{
	const struct again *again = &incident->again;
	char first[CLOCK_TEXT_MAX];

	if (again->times == 0)
		return;
	clock_format(zone_local(*zone, again->first_at_us), first);
	if (again->times == 2)
		buffer_printf(to, " It is about the same as %s of %.10s. ", again->first, first);
	else
		buffer_printf(to,
			      " It is about the same as %u others since %.10s: first %s, last "
			      "%s. ",
			      again->times - 1, first, again->first, again->last);
	if (again->by[0] != '\0')
		page_add_clean(slice_from(again->by), 80, to);
	else
		buffer_add_text(to, "Nobody");
	buffer_add_text(to, " had it before.");
}

void say_outgrown(const struct incident *incident, struct buffer *to)
{
	if (!incident_life_outgrew_mark(incident))
		return;
	buffer_add_char(to, ' ');
	page_add_clean(slice_from(incident->feedback_by), 60, to);
	buffer_add_text(to, incident->feedback == INCIDENT_FEEDBACK_FALSE
				    ? " called it a false alarm"
				    : " said that it was expected");
	buffer_printf(to, " when there were %" PRIu64 "; that was before it grew tenfold.",
		      incident->marked_negative);
}
