/* test_brief.c - what people read at night: content, width, and nothing that strangers could forge.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "brief.h"
#include "clock.h"
#include "json.h"
#include "page.h"
#include <stdio.h>
#include <string.h>

#define T0 (INT64_C(1795312800) * CLOCK_SECOND_US) /* 2026-11-22T02:00:00Z */

/* Longer than a line, and useless when it is broken. */
#define LONG_LINK                                                                                  \
	"https://www.facebook.example/fjordbryggeriet/posts/1234567890123456789"                   \
	"?comment_id=9876543210987654321"

static struct incident backlash(void)
{
	struct incident incident = {
		.id = "inc-0123456789abcdefghjkmnpqrs",
		.brand = "Fjordbryggeriet",
		.scope = "brand",
		.severity = 2,
		.began_us = T0 - 5 * CLOCK_MINUTE_US,
		.opened_at_us = T0 - CLOCK_MINUTE_US,
		.peak_at_us = T0 - CLOCK_MINUTE_US,
		.negative = 42,
		.comments = 60,
		.authors = 31,
		.expected = 2600,
		.window_us = 10 * CLOCK_MINUTE_US,
		.drivers = { "recall", "glass in bottles" },
		.driver_count = 2,
		.example_count = 4,
	};

	for (size_t i = 0; i < incident.example_count; i++) {
		struct incident_example *example = &incident.examples[i];

		snprintf(example->id, sizeof(example->id), "c%zu", i);
		snprintf(example->text, sizeof(example->text), "Comment number %zu: never again.",
			 i + 1);
		snprintf(example->channel, sizeof(example->channel), "facebook");
		example->ts_us = T0 - CLOCK_MINUTE_US;
	}
	snprintf(incident.examples[1].url, sizeof(incident.examples[1].url), "%s", LONG_LINK);
	incident.first = incident.examples[3];
	incident.first.ts_us = T0 - 5 * CLOCK_MINUTE_US;
	snprintf(incident.first.text, sizeof(incident.first.text), "%s",
		 "There is glass in my bottle, and nobody picks up the phone there.");
	snprintf(incident.first.url, sizeof(incident.first.url), "https://fb.example/p/1?c=1");
	return incident;
}

static const char *const told[] = { "Anna Berg" };
static const char *const next[] = { "Bo", "chat" };

static struct brief brief_of(enum brief_event event, const struct incident *incident)
{
	return (struct brief){ .event = event,
			       .incident = incident,
			       .config_path = "/etc/livvakt/l.yaml",
			       .base_url = "https://livvakt.example.org",
			       .told = told,
			       .told_count = 1,
			       .next = next,
			       .next_count = 2,
			       .next_due_us = T0 + 5 * CLOCK_MINUTE_US,
			       .now_us = T0 };
}

/* The text lives until the next call. */
static const char *text_of(enum brief_event event, const struct incident *incident)
{
	static char text[64 * 1024];
	struct brief brief = brief_of(event, incident);
	struct buffer buffer;

	buffer_init(&buffer, sizeof(text) - 1);
	brief_write_text(&brief, &buffer);
	assert_false(buffer_failed(&buffer));
	snprintf(text, sizeof(text), "%s", buffer_text(&buffer));
	buffer_done(&buffer);
	return text;
}

static const char *subject_of(enum brief_event event, const struct incident *incident)
{
	static char text[1024];
	struct brief brief = brief_of(event, incident);
	struct buffer buffer;

	buffer_init(&buffer, sizeof(text) - 1);
	brief_write_subject(&brief, &buffer);
	assert_false(buffer_failed(&buffer));
	snprintf(text, sizeof(text), "%s", buffer_text(&buffer));
	buffer_done(&buffer);
	return text;
}

static void holds(const char *text, const char *piece)
{
	if (!strstr(text, piece))
		fail_msg("<%s> is not in:\n%s", piece, text);
}

static void lacks(const char *text, const char *piece)
{
	if (strstr(text, piece))
		fail_msg("<%s> is in:\n%s", piece, text);
}

static void test_whole_page(void **state)
{
	struct incident incident = backlash();

	(void)state;
	assert_string_equal(
		text_of(BRIEF_OPENED, &incident),
		"Fjordbryggeriet: far more negative comments than usual\n"
		"\n"
		"42 negative comments in 10 minutes, where about 3 are usual.\n"
		"Written by about 31 people.\n"
		"It began 5 minutes ago (01:55 UTC) and was noticed at 01:59 UTC.\n"
		"Severity 2 of 4 (1 is worst).\n"
		"\n"
		"What it is about:\n"
		"- recall\n"
		"- glass in bottles\n"
		"\n"
		"It began with:\n"
		"   \"There is glass in my bottle, and nobody picks up the phone\n"
		"   there.\" (facebook, 01:55 UTC)\n"
		"   https://fb.example/p/1?c=1\n"
		"\n"
		"What people write:\n"
		"1. \"Comment number 1: never again.\" (facebook, 01:59 UTC)\n"
		"2. \"Comment number 2: never again.\" (facebook, 01:59 UTC)\n"
		"   " LONG_LINK "\n"
		"3. \"Comment number 3: never again.\" (facebook, 01:59 UTC)\n"
		"\n"
		"Say that you have it, so that nobody else is woken:\n"
		"  livvakt incidents ack inc-0123456789abcdefghjkmnpqrs \\\n"
		"    -c /etc/livvakt/l.yaml\n"
		"\n"
		"Everything about it:\n"
		"  livvakt incidents explain inc-0123456789abcdefghjkmnpqrs \\\n"
		"    -c /etc/livvakt/l.yaml\n"
		"  https://livvakt.example.org/v1/incidents/inc-0123456789abcdefghjkmnpqrs\n"
		"\n"
		"Told so far: Anna Berg. If nobody says so, next at 02:05 UTC: Bo\n"
		"and chat.\n");
}

static void test_first_line_of_each_event(void **state)
{
	static const struct {
		enum brief_event event;
		const char *scope, *line, *subject;
	} cases[] = {
		{ BRIEF_OPENED, "brand", "Fjordbryggeriet: far more negative comments than usual\n",
		  "Fjordbryggeriet: 42 negative comments in 10 minutes, about 3 are usual" },
		{ BRIEF_OPENED, "topic:recall",
		  "Fjordbryggeriet: far more negative comments than usual about\nrecall\n",
		  "Fjordbryggeriet: 42 negative comments in 10 minutes, about 3 are usual" },
		{ BRIEF_OPENED, "channel:x",
		  "Fjordbryggeriet: far more negative comments than usual on x\n",
		  "Fjordbryggeriet: 42 negative comments in 10 minutes, about 3 are usual" },
		{ BRIEF_RAISED, "brand", "Fjordbryggeriet: it is getting worse\n",
		  "Worse: Fjordbryggeriet: 42 negative comments in 10 minutes, about 3 are usual" },
		{ BRIEF_ACKNOWLEDGED, "brand", "Fjordbryggeriet: somebody has taken it\n",
		  "Taken: Fjordbryggeriet: 42 negative comments in 10 minutes, about 3 are usual" },
		{ BRIEF_RESOLVED, "brand", "Fjordbryggeriet: it is over\n",
		  "Over: Fjordbryggeriet: 42 negative comments in 10 minutes, about 3 are usual" },
		{ BRIEF_REOPENED, "brand", "Fjordbryggeriet: it has flared up again\n",
		  "Again: Fjordbryggeriet: 42 negative comments in 10 minutes, about 3 are usual" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct incident incident = backlash();

		snprintf(incident.scope, sizeof(incident.scope), "%s", cases[i].scope);
		assert_memory_equal(text_of(cases[i].event, &incident), cases[i].line,
				    strlen(cases[i].line));
		assert_string_equal(subject_of(cases[i].event, &incident), cases[i].subject);
	}
}

static struct incident flood(uint64_t known, uint64_t author_most, uint64_t organic)
{
	struct incident incident = backlash();

	incident.negative = 105;
	incident.authors = 7;
	incident.known = known;
	incident.author_most = author_most;
	incident.organic = organic;
	return incident;
}

static void test_a_flood_by_one_person(void **state)
{
	struct incident incident = flood(105, 99, 7);

	(void)state;
	holds(text_of(BRIEF_OPENED, &incident),
	      "Written by about 7 people. 99 of the 105 were written by one\n"
	      "person. Without copies and single people's many comments it is\n"
	      "about 7 of 105.\n");
	incident = flood(80, 41, 70); /* older ones are not remembered */
	holds(text_of(BRIEF_OPENED, &incident), "41 of the latest 80 were written by\none person.");
	lacks(text_of(BRIEF_OPENED, &incident), "Without copies");
	incident = flood(80, 40, 55);
	lacks(text_of(BRIEF_OPENED, &incident), "were written");
	holds(text_of(BRIEF_OPENED, &incident), "comments it is about 55 of 80.");
	/* Longer than authors are counted for, and not all of it was there to be looked at. */
	incident.window_us = 28 * CLOCK_HOUR_US;
	holds(text_of(BRIEF_OPENED, &incident), "Written by at least");
	incident.window_us = 6 * CLOCK_HOUR_US;
	lacks(text_of(BRIEF_OPENED, &incident), "at least");
	incident.standing_known = 30;
	incident.newcomers = 16;
	holds(text_of(BRIEF_OPENED, &incident), "16 of 30 came from new accounts");
	incident.newcomers = 15;
	lacks(text_of(BRIEF_OPENED, &incident), "accounts");
	incident = flood(100, 50, 70); /* just not worth a word */
	lacks(text_of(BRIEF_OPENED, &incident), "were written");
	lacks(text_of(BRIEF_OPENED, &incident), "Without copies");
}

static void test_a_place_without_past(void **state)
{
	struct incident incident = backlash();

	(void)state;
	incident.places[0] = (struct incident_place){ "post:17", 820, INCIDENT_USUAL_MIN };
	incident.place_count = 1;
	holds(text_of(BRIEF_OPENED, &incident), "any).\n"); /* of "usually hardly any" */
	assert_null(strstr(text_of(BRIEF_OPENED, &incident), "(usually 2"));
}

static void test_states(void **state)
{
	struct incident incident = backlash();

	(void)state;
	incident.state = INCIDENT_ACKNOWLEDGED;
	snprintf(incident.acknowledged_by, sizeof(incident.acknowledged_by), "Anna Berg");
	holds(text_of(BRIEF_ACKNOWLEDGED, &incident), "Fjordbryggeriet: Anna Berg has taken it\n");
	lacks(text_of(BRIEF_ACKNOWLEDGED, &incident), "incidents ack");
	incident.feedback = INCIDENT_FEEDBACK_FALSE;
	holds(text_of(BRIEF_ACKNOWLEDGED, &incident),
	      "Anna Berg has taken it\n"); /* another says so */
	strcpy(incident.feedback_by, "Anna Berg");
	holds(text_of(BRIEF_ACKNOWLEDGED, &incident), "Anna Berg calls it a false alarm\n");
	incident.feedback = INCIDENT_FEEDBACK_EXPECTED;
	holds(text_of(BRIEF_ACKNOWLEDGED, &incident), "Anna Berg says that it was expected\n");
	lacks(text_of(BRIEF_ACKNOWLEDGED, &incident), "next at");
	incident.severity = 1;
	incident.negative = 309;
	incident.marked_negative = 31; /* not yet ten times as many */
	lacks(text_of(BRIEF_RAISED, &incident), "said that it");
	incident.marked_negative = 30;
	holds(text_of(BRIEF_RAISED, &incident), "Anna Berg said that it was\nexpected when there "
						"were 30; that was before it grew tenfold.\n");
	incident.feedback = INCIDENT_FEEDBACK_FALSE;
	holds(text_of(BRIEF_RAISED, &incident), "Anna Berg called it a false");
	incident.state = INCIDENT_RESOLVED;
	incident.resolved_at_us = T0;
	holds(text_of(BRIEF_RESOLVED, &incident), "closed at 02:00 UTC");
	lacks(text_of(BRIEF_RESOLVED, &incident), "incidents ack");
}

static void test_figures_in_words(void **state)
{
	struct incident incident = backlash();

	(void)state;
	incident.negative = 1;
	incident.authors = 1;
	incident.expected = 400;
	incident.window_us = CLOCK_HOUR_US;
	holds(text_of(BRIEF_OPENED, &incident), "1 negative comment in 60 minutes, where fewer "
						"than 1 is usual.\nWritten by about 1 person.");
	incident.authors = 0;
	lacks(text_of(BRIEF_OPENED, &incident), "Written by");
	incident.learning = true;
	holds(text_of(BRIEF_OPENED, &incident), "still learning");
	incident.peak_at_us = T0 - CLOCK_SECOND_US;
	holds(text_of(BRIEF_OPENED, &incident), "At the worst moment (01:59 UTC): 1 negative");
	incident.began_us = T0 - 25 * CLOCK_HOUR_US; /* another day: with its date */
	holds(text_of(BRIEF_OPENED, &incident), "It began 25 hours ago (2026-11-21 01:00 UTC)");
}

static void test_nobody_is_next(void **state)
{
	struct incident incident = backlash();
	struct brief brief = brief_of(BRIEF_OPENED, &incident);
	struct buffer buffer;

	(void)state;
	brief.next_count = 0;
	brief.base_url = NULL;
	buffer_init(&buffer, 64 * 1024);
	brief_write_text(&brief, &buffer);
	holds(buffer_text(&buffer), "Nobody else comes after this.");
	lacks(buffer_text(&buffer), "/v1/incidents");
	buffer_done(&buffer);
	holds(text_of(BRIEF_RAISED, &incident), "next at 02:05");
	incident.state = INCIDENT_ACKNOWLEDGED;
	lacks(text_of(BRIEF_RAISED, &incident), "next at");
}

static void test_which_round(void **state)
{
	struct incident incident = backlash();
	struct brief brief = brief_of(BRIEF_RAISED, &incident);
	struct buffer buffer;

	(void)state;
	lacks(text_of(BRIEF_RAISED, &incident), "round");
	brief.round = 2;
	brief.rounds = 3;
	brief.told_count = brief.next_count = 0;
	buffer_init(&buffer, 64 * 1024);
	brief_write_text(&brief, &buffer);
	holds(buffer_text(&buffer), "This is round 2 of 3 of the calls.");
	lacks(buffer_text(&buffer), "Nobody else");
	incident.state = INCIDENT_ACKNOWLEDGED;
	snprintf(incident.acknowledged_by, sizeof(incident.acknowledged_by), "Bo");
	buffer_clear(&buffer);
	brief.event = BRIEF_ACKNOWLEDGED;
	brief_write_text(&brief, &buffer);
	holds(buffer_text(&buffer), "That was round 2 of 3");
	buffer_done(&buffer);
}

/* Every line but commands and links keeps to the width; nothing but our own line ends. */
static void check_page(const char *text)
{
	for (const char *at = text; *at;) {
		size_t len = strcspn(at, "\n"), characters = 0;

		for (size_t i = 0; i < len; i++) {
			characters += ((unsigned char)at[i] & 0xc0) != 0x80;
			assert_true((unsigned char)at[i] >= 0x20 && at[i] != 0x7f);
		}
		if (strncmp(at + strspn(at, " "), "https://", 8) != 0)
			assert_in_range(characters, 0, PAGE_COLUMNS);
		at += len + 1;
	}
}

static void test_strangers_cannot_shape_the_page(void **state)
{
	struct incident incident = backlash();
	const char *subject;

	(void)state;
	snprintf(incident.brand, sizeof(incident.brand),
		 "Fjord\r\nBcc: all@example.org\r\n\r\nHello");
	snprintf(incident.drivers[0], sizeof(incident.drivers[0]), "a\tb\x1b[31mred");
	snprintf(incident.examples[0].text, sizeof(incident.examples[0].text),
		 "one\n\nTold so far: nobody.\n\xe2\x80\xaexyz\xc2\x85"
		 "end");
	snprintf(incident.examples[1].channel, sizeof(incident.examples[1].channel), "face\nbook");
	memset(incident.examples[2].text, 'A', 500); /* no blank anywhere */
	check_page(text_of(BRIEF_OPENED, &incident));
	holds(text_of(BRIEF_OPENED, &incident), "Fjord Bcc: all@example.org Hello: far more");
	holds(text_of(BRIEF_OPENED, &incident), "1. \"one Told so far: nobody. xyz end\"");
	holds(text_of(BRIEF_OPENED, &incident), "face book");
	holds(text_of(BRIEF_OPENED, &incident), "\xe2\x80\xa6\""); /* cut, and shown so */
	subject = subject_of(BRIEF_OPENED, &incident);
	assert_null(strpbrk(subject, "\r\n\t"));
	assert_memory_equal(subject, "Fjord Bcc: all@example.org Hello: 42", 36);
}

static void test_what_came_together(void **state)
{
	struct incident incident = flood(40, 3, 12);

	(void)state;
	lacks(text_of(BRIEF_OPENED, &incident), "two seconds");
	incident.synchronous = 30;
	holds(text_of(BRIEF_OPENED, &incident), "30 of 40 came within two");
	holds(text_of(BRIEF_OPENED, &incident), "Without those, copies");
}

/* Who silenced it, until when and why, before its end and after. */
static void test_a_silence(void **state)
{
	struct incident incident = backlash();

	(void)state;
	lacks(text_of(BRIEF_OPENED, &incident), "silenced");
	incident.silenced = (struct mute){ .id = "sil-1",
					   .by = "Carla\nDahl",
					   .reason = "the new prices\nAll is well",
					   .until_us = T0 + CLOCK_HOUR_US };
	incident.untold = true;
	holds(text_of(BRIEF_OPENED, &incident),
	      "Carla Dahl has silenced it until 03:00 UTC: the new prices All\n"
	      "is well. So nobody was told.\n");
	incident.silenced.until_us = T0;
	incident.untold = false;
	holds(text_of(BRIEF_OPENED, &incident),
	      "Carla Dahl had silenced it until 02:00 UTC: the new prices All\nis well.\n");
}

static void test_the_readers_clock(void **state)
{
	struct incident incident = backlash();
	struct brief brief = brief_of(BRIEF_OPENED, &incident);
	struct buffer buffer;

	(void)state;
	brief.zone_name = "Europe/Stockholm";
	assert_true(zone_from_name(slice_from(brief.zone_name), &brief.zone));
	incident.began_us = T0 - 4 * CLOCK_HOUR_US; /* the day before there, too */
	incident.opened_at_us = T0 - 150 * CLOCK_MINUTE_US;
	buffer_init(&buffer, 64 * 1024);
	brief_write_text(&brief, &buffer);
	holds(buffer_text(&buffer), "It began 4 hours ago (2026-11-21 23:00) and was noticed at\n"
				    "00:30. Severity 2 of 4 (1 is worst). Times are those of\n"
				    "Europe/Stockholm.\n");
	holds(buffer_text(&buffer), "(facebook, 02:59)\n");
	holds(buffer_text(&buffer), "next at 03:05:");
	lacks(buffer_text(&buffer), "UTC");
	buffer_done(&buffer);
}

/* The same facts for who asks, without what to do about it. */
static void test_facts(void **state)
{
	struct incident incident = backlash();
	struct brief brief = brief_of(BRIEF_OPENED, &incident);
	struct buffer buffer;

	(void)state;
	incident.state = INCIDENT_ACKNOWLEDGED;
	incident.acknowledged_at_us = T0 - CLOCK_MINUTE_US;
	snprintf(incident.acknowledged_by, sizeof(incident.acknowledged_by), "Bo");
	buffer_init(&buffer, 64 * 1024);
	brief_write_facts(&brief, &buffer);
	assert_memory_equal(buffer_text(&buffer), "42 negative comments in 10 minutes", 34);
	holds(buffer_text(&buffer), "It began with:\n");
	holds(buffer_text(&buffer), "Told so far: Anna Berg. Bo took it at 01:59 UTC.\n");
	lacks(buffer_text(&buffer), "livvakt incidents");
	lacks(buffer_text(&buffer), "next at");
	buffer_done(&buffer);
}

static struct incident threat(void)
{
	struct incident incident = {
		.id = "inc-0123456789abcdefghjkmnpqrs",
		.brand = "Fjordbryggeriet",
		.scope = "comment:c1",
		.severity = 3,
		.began_us = T0 - CLOCK_MINUTE_US,
		.opened_at_us = T0,
		.peak_at_us = T0,
		.negative = 1,
		.authors = 1,
		.window_us = CLOCK_MINUTE_US,
		.drivers = { "a threat" },
		.driver_count = 1,
		.examples = { { .id = "c1",
				.text = "I will burn your office down tonight",
				.channel = "facebook",
				.url = "https://fb.example/p/17?c=1",
				.ts_us = T0 - CLOCK_MINUTE_US } },
		.example_count = 1,
		.watched = { .by = "threat",
			     .author = "Ola\nN",
			     .post = "17",
			     .points = 9500,
			     .line = 6000,
			     .followers = 1200,
			     .reach = 1 },
	};

	return incident;
}

static void test_a_single_comment(void **state)
{
	struct incident incident = threat();
	const char *text = text_of(BRIEF_OPENED, &incident);
	const char *want = "Fjordbryggeriet: a threat in a comment on facebook\n"
			   "\n"
			   "Written by Ola N, who has 1200 followers, on post 17. Reach: 1\n"
			   "person. The rules give it 9.5 points of threat; a comment is\n"
			   "hidden from 6 on.\n"
			   "It was written 60 seconds ago (01:59 UTC) and was noticed at\n"
			   "02:00 UTC. Severity 3 of 4 (1 is worst).\n"
			   "\n"
			   "The comment:\n"
			   "   \"I will burn your office down tonight\" (facebook, 01:59 UTC)\n"
			   "   https://fb.example/p/17?c=1\n"
			   "\n"
			   "If somebody may be in danger, call the police, and keep the\n"
			   "comment: it is proof.\n"
			   "\n"
			   "Say that you have it, so that nobody else is woken:\n";

	(void)state;
	if (strncmp(text, want, strlen(want)) != 0)
		assert_string_equal(text, want);
	check_page(text);
	assert_string_equal(subject_of(BRIEF_OPENED, &incident),
			    "Fjordbryggeriet: a threat in a comment on facebook");
	incident.state = INCIDENT_ACKNOWLEDGED;
	lacks(text_of(BRIEF_ACKNOWLEDGED, &incident), "call the police");
}

/* By time alone: nobody says that it is over. */
static void test_a_comment_that_nobody_took(void **state)
{
	struct incident incident = threat();

	(void)state;
	incident.state = INCIDENT_RESOLVED;
	incident.resolved_at_us = T0;
	holds(subject_of(BRIEF_RESOLVED, &incident), "Closed: Fjordbryggeriet: a threat");
	holds(text_of(BRIEF_RESOLVED, &incident), "Fjordbryggeriet: nobody took it\n");
	lacks(text_of(BRIEF_RESOLVED, &incident), "it is over\n");
	snprintf(incident.acknowledged_by, sizeof(incident.acknowledged_by), "Bo");
	holds(subject_of(BRIEF_RESOLVED, &incident), "Over: ");
}

static void test_reasons(void **state)
{
	static const struct {
		const char *driver, *subject;
	} facts[] = {
		{ "a threat", "Fjordbryggeriet: a threat in a comment" },
		{ "an emergency", "Fjordbryggeriet: a comment that tells of an emergency" },
		{ "a journalist", "Fjordbryggeriet: a comment by a journalist" },
		{ "a very large reach", "Fjordbryggeriet: a negative comment that very many read" },
		{ "", "Fjordbryggeriet: a comment that a person must see now" },
	};
	struct incident incident = threat();

	(void)state;
	incident.examples[0].channel[0] = '\0';
	incident.watched = (struct incident_watched){ .by = "intent:journalist" };
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		snprintf(incident.drivers[0], sizeof(incident.drivers[0]), "%s", facts[i].driver);
		assert_string_equal(subject_of(BRIEF_OPENED, &incident), facts[i].subject);
	}
	holds(text_of(BRIEF_OPENED, &incident), "Written by somebody whose name did not come");
	lacks(text_of(BRIEF_OPENED, &incident), "points");
	snprintf(incident.scope, sizeof(incident.scope), "comment"); /* several of an hour */
	holds(text_of(BRIEF_OPENED, &incident), "The latest of them:\n");
	holds(subject_of(BRIEF_OPENED, &incident), ", after several within the hour");
	incident.example_count = 0; /* forgotten */
	incident.watched = (struct incident_watched){ .by = "" };
	lacks(text_of(BRIEF_OPENED, &incident), "Written by");
	lacks(text_of(BRIEF_OPENED, &incident), "The latest");
}

static void test_links(void **state)
{
	static const char *const none[] = { "",
					    "https://",
					    "javascript:alert(1)",
					    "ftp://files.example/x",
					    "/posts/17",
					    "https://a.example/x y",
					    "https://a.example/x\r\nTold so far: nobody",
					    "https://a.example/\xe2\x80\xaemoc",
					    "https://a.example/\xff" };
	struct incident incident = backlash();
	char *url = incident.examples[0].url;

	(void)state;
	incident.examples[1].url[0] = incident.first.url[0] = '\0';
	for (size_t i = 0; i < sizeof(none) / sizeof(none[0]); i++) {
		snprintf(url, sizeof(incident.examples[0].url), "%s", none[i]);
		holds(text_of(BRIEF_OPENED, &incident), "(facebook, 01:59 UTC)\n2. \"");
	}
	snprintf(url, sizeof(incident.examples[0].url), "http://a.example/caf\xc3\xa9");
	holds(text_of(BRIEF_OPENED, &incident), "UTC)\n   http://a.example/caf\xc3\xa9\n2. \"");
	incident.first.id[0] = '\0'; /* not known */
	lacks(text_of(BRIEF_OPENED, &incident), "It began with");
}

static void test_long_names(void **state)
{
	struct incident incident = backlash();

	(void)state;
	memset(incident.brand, 0xc3, sizeof(incident.brand) - 1); /* no UTF-8 at all */
	incident.brand[sizeof(incident.brand) - 1] = '\0';
	check_page(text_of(BRIEF_OPENED, &incident));
	assert_in_range(strlen(subject_of(BRIEF_OPENED, &incident)), 1, BRIEF_SUBJECT_BYTES);
	for (size_t i = 0; i + 4 < sizeof(incident.brand); i += 4)
		memcpy(incident.brand + i, "\xf0\x9f\x98\xa1", 4);
	check_page(text_of(BRIEF_OPENED, &incident));
	assert_in_range(strlen(subject_of(BRIEF_OPENED, &incident)), 1, BRIEF_SUBJECT_BYTES);
}

static void check_envelope(const struct incident *incident, enum brief_event event,
			   int64_t *ret_examples)
{
	struct brief brief = brief_of(event, incident);
	struct error error;
	struct buffer buffer;

	buffer_init(&buffer, 256 * 1024);
	brief_write_webhook(&brief, &buffer);
	assert_false(buffer_failed(&buffer));
	assert_in_range(buffer.len, 1, BRIEF_WEBHOOK_BYTES - 1);
	struct json *json = json_parse(buffer_slice(&buffer), &error);
	assert_non_null(json);
	assert_int_equal(json_count(json), 3);
	assert_true(slice_is(json_get_string(json, "type"), brief_event_name(event)));
	assert_true(slice_is(json_get_string(json, "timestamp"), "2026-11-22T02:00:00Z"));
	assert_true(slice_is(json_get_string(json_get(json, "data"), "id"), incident->id));
	*ret_examples = (int64_t)json_count(json_get(json_get(json, "data"), "examples"));
	json_free(json);
	buffer_done(&buffer);
}

static void test_webhook(void **state)
{
	struct incident incident = backlash();
	int64_t examples = 0;

	(void)state;
	for (unsigned event = 0; event < BRIEF_EVENT_COUNT; event++) {
		check_envelope(&incident, (enum brief_event)event, &examples);
		assert_int_equal(examples, 4);
	}
	incident.example_count =
		INCIDENT_EXAMPLES_MAX; /* as long as they can be, and each byte takes six in JSON */
	for (size_t i = 0; i < INCIDENT_EXAMPLES_MAX; i++) {
		memset(incident.examples[i].text, 0x01, sizeof(incident.examples[i].text) - 1);
		memset(incident.examples[i].url, 0x01, sizeof(incident.examples[i].url) - 1);
	}
	check_envelope(&incident, BRIEF_OPENED, &examples);
	assert_in_range(examples, 1, INCIDENT_EXAMPLES_MAX - 1);
	incident.first = incident.examples[0]; /* one after the other is left out */
	memset(incident.first.channel, 0x01, sizeof(incident.first.channel) - 1);
	memset(incident.drivers, 0x01, sizeof(incident.drivers));
	for (incident.driver_count = 0; incident.driver_count < INCIDENT_DRIVERS_MAX;)
		incident.drivers[incident.driver_count++][INCIDENT_DRIVER_BYTES - 1] = '\0';
	incident.evidence.look_count = EVIDENCE_LOOKS_MAX;
	incident.evidence.opened_count = EVIDENCE_LOOKS_MAX;
	incident.evidence.before_count = EVIDENCE_BEFORE_MAX;
	incident.evidence.again_count = EVIDENCE_LOOKS_MAX;
	check_envelope(&incident, BRIEF_OPENED, &examples);
}

static void test_a_silent_feed(void **state)
{
	struct incident incident = backlash();

	(void)state;
	snprintf(incident.scope, sizeof(incident.scope), "silence:channel:facebook\r\nX");
	incident.negative = 0;
	incident.window_us = 2 * CLOCK_HOUR_US;
	incident.expected = 43000;
	incident.driver_count = incident.example_count = 0;
	holds(text_of(BRIEF_OPENED, &incident),
	      "Fjordbryggeriet: no comments come in any more from facebook X\n");
	holds(text_of(BRIEF_OPENED, &incident), "No comment in 2 hours, where at this time of day");
	holds(text_of(BRIEF_OPENED, &incident), "about 43 are");
	lacks(text_of(BRIEF_OPENED, &incident), "negative");
	lacks(subject_of(BRIEF_OPENED, &incident), "negative");
	incident.state = INCIDENT_RESOLVED;
	incident.resolved_at_us = T0;
	holds(text_of(BRIEF_RESOLVED, &incident), "Comments come in again");
	incident.unheard = true;
	holds(text_of(BRIEF_RESOLVED, &incident), "none is waited for any longer");
	lacks(text_of(BRIEF_RESOLVED, &incident), "come in again");
	snprintf(incident.scope, sizeof(incident.scope), "silence:brand");
	assert_string_equal(subject_of(BRIEF_OPENED, &incident),
			    "Fjordbryggeriet: no comments come in any more");
}

static void a_mood_that_soured(void **state)
{
	struct incident incident = backlash();

	(void)state;
	snprintf(incident.scope, sizeof(incident.scope), "%s", INCIDENT_SOURING);
	incident.negative = 400;
	incident.comments = 1000;
	incident.expected = 150000;
	incident.window_us = 4 * CLOCK_DAY_US;
	assert_string_equal(subject_of(BRIEF_OPENED, &incident),
			    "Fjordbryggeriet: the mood has soured over the last weeks");
	holds(text_of(BRIEF_OPENED, &incident), "the last 4 days 40 % are");
	holds(text_of(BRIEF_OPENED, &incident), "it was 15");
	lacks(text_of(BRIEF_OPENED, &incident), "are usual");
	incident.state = INCIDENT_RESOLVED;
	incident.resolved_at_us = T0;
	holds(text_of(BRIEF_RESOLVED, &incident), "or what has become so");
}

/* Where nothing more was heard nobody says that it is over. */
static void closed_without_a_word(void **state)
{
	struct incident incident = backlash();

	(void)state;
	incident.state = INCIDENT_RESOLVED;
	incident.resolved_at_us = T0;
	holds(text_of(BRIEF_RESOLVED, &incident), "It has been calm for a while");
	incident.unheard = true;
	holds(text_of(BRIEF_RESOLVED, &incident), "is over; it was closed at 02:00 UTC");
	holds(text_of(BRIEF_RESOLVED, &incident), "nothing more was heard");
	lacks(text_of(BRIEF_RESOLVED, &incident), "it is over\n");
	holds(subject_of(BRIEF_RESOLVED, &incident), "Closed: Fjord");
}

static void where_it_is(void **state)
{
	struct incident incident = backlash();

	(void)state;
	incident.places[0] = (struct incident_place){ "post:17", 820, 60 };
	incident.places[1] = (struct incident_place){ "topic:delivery", 610, 105 };
	incident.place_count = 2;
	/* Lines are wrapped: only pieces that hold no blank are sure to stay together. */
	assert_non_null(strstr(text_of(BRIEF_OPENED, &incident), "82 % of it is on post 17"));
	assert_non_null(strstr(text_of(BRIEF_OPENED, &incident), "10 %)."));
	incident.places[1] = (struct incident_place){ "language:nb", 610, 105 };
	assert_non_null(strstr(text_of(BRIEF_OPENED, &incident), "in Norwegian (Bokmål)"));
	snprintf(incident.scope, sizeof(incident.scope), "post:17");
	assert_non_null(strstr(text_of(BRIEF_OPENED, &incident), "post\n17"));
	assert_null(strstr(text_of(BRIEF_OPENED, &incident), "82 %"));
}

static void whose_it_is(void **state)
{
	struct incident incident = backlash();

	(void)state;
	assert_null(strstr(text_of(BRIEF_OPENED, &incident), "Responsible"));
	snprintf(incident.area, sizeof(incident.area), "logistics");
	assert_non_null(strstr(text_of(BRIEF_OPENED, &incident), "Responsible:"));
	assert_null(strstr(text_of(BRIEF_OPENED, &incident), "something else"));
	incident.beside = true;
	assert_non_null(strstr(text_of(BRIEF_OPENED, &incident), "something else"));
	incident.beside = false;
	assert_non_null(strstr(text_of(BRIEF_OPENED, &incident), "logistics.\n"));
	incident.spread = true;
	assert_non_null(strstr(text_of(BRIEF_RAISED, &incident), "logistics;"));
}

/* At 3 a.m.: that it is not the first one, in the first line; and whom to ask. */
static void test_it_goes_on(void **state)
{
	struct incident incident = backlash();
	struct brief brief = brief_of(BRIEF_OPENED, &incident);
	struct buffer page, subject;

	(void)state;
	incident.again = (struct again){ .first = "inc-first",
					 .last = "inc-last",
					 .first_at_us = T0 - 2 * CLOCK_DAY_US,
					 .by = "Cia",
					 .times = 3 };
	buffer_init(&page, 1 << 16);
	buffer_init(&subject, 4096);
	brief_write_text(&brief, &page);
	brief_write_subject(&brief, &subject);
	buffer_add_char(&page, '\0');
	buffer_add_char(&subject, '\0');
	assert_memory_equal(page.data, "Fjordbryggeriet (again, day 3): far", 35);
	assert_memory_equal(subject.data, "Fjordbryggeriet (again, day 3): 42", 34);
	assert_non_null(strstr(page.data, "inc-first"));
	assert_non_null(strstr(page.data, "inc-last"));
	assert_non_null(strstr(page.data, "Cia had"));
	buffer_clear(&subject);
	brief.event = BRIEF_RAISED; /* who is told this has heard it */
	brief_write_subject(&brief, &subject);
	buffer_add_char(&subject, '\0');
	assert_null(strstr(subject.data, "again"));
	buffer_done(&page);
	buffer_done(&subject);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_it_goes_on),
		cmocka_unit_test(a_mood_that_soured),
		cmocka_unit_test(closed_without_a_word),
		cmocka_unit_test(where_it_is),
		cmocka_unit_test(whose_it_is),
		cmocka_unit_test(test_whole_page),
		cmocka_unit_test(test_first_line_of_each_event),
		cmocka_unit_test(test_a_flood_by_one_person),
		cmocka_unit_test(test_a_place_without_past),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_figures_in_words),
		cmocka_unit_test(test_nobody_is_next),
		cmocka_unit_test(test_strangers_cannot_shape_the_page),
		cmocka_unit_test(test_a_silent_feed),
		cmocka_unit_test(test_what_came_together),
		cmocka_unit_test(test_a_silence),
		cmocka_unit_test(test_the_readers_clock),
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_a_single_comment),
		cmocka_unit_test(test_which_round),
		cmocka_unit_test(test_a_comment_that_nobody_took),
		cmocka_unit_test(test_reasons),
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_long_names),
		cmocka_unit_test(test_webhook),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
