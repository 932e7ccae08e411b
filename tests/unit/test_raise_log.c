/* test_raise_log.c - what becomes of an incident is a line of the log with its id. */
#include "facts.h"

#include "raise_log.h"
#include "utf8.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static struct raise_change change;

static int begin(void **state)
{
	(void)state;
	change = (struct raise_change){ .incident = { .id = "inc-1",
						      .brand = "Acme",
						      .scope = "brand",
						      .severity = 3,
						      .negative = 12,
						      .comments = 15,
						      .window_us = INT64_C(1200000000),
						      .expected = 2100 } };
	return 0;
}

static void says(const char *line)
{
	struct buffer said;

	buffer_init(&said, 4096);
	raise_log_say(&change, &said);
	assert_slice_is(buffer_slice(&said), line);
	buffer_done(&said);
}

static void tells(enum brief_event event, size_t messages)
{
	change.turn = INCIDENT_TURN_NOTHING;
	change.tells = true;
	change.event = event;
	change.message_count = messages;
}

static void test_findings(void **state)
{
	(void)state;
	says("");
	change.turn = INCIDENT_TURN_RECORD; /* a notch, which nobody is told */
	says("");
	change.turn = INCIDENT_TURN_OPEN;
	says("incident inc-1 of Acme: opened, severity 3: 12 negative comments in 20 minutes, "
	     "where about 2 are usual");
	change.muted = true;
	says("incident inc-1 of Acme: opened, severity 3: 12 negative comments in 20 minutes, "
	     "where about 2 are usual; silenced");
	change.muted = false;
	change.turn = INCIDENT_TURN_RAISE;
	change.incident.expected = 11900;
	says("incident inc-1 of Acme: worse, severity 3: 12 of 15 comments are negative in 20 "
	     "minutes, where so many are usual, but not such a share");
	change.turn = INCIDENT_TURN_RESOLVE;
	change.message_count = 1;
	says("incident inc-1 of Acme: over; 1 message");
}

static void test_kinds(void **state)
{
	(void)state;
	change.turn = INCIDENT_TURN_OPEN;
	(void)snprintf(change.incident.scope, sizeof(change.incident.scope), "comment:c7");
	(void)snprintf(change.incident.drivers[0], sizeof(change.incident.drivers[0]), "a threat");
	change.incident.driver_count = 1;
	says("incident inc-1 of Acme, comment:c7: opened, severity 3: a threat");
	(void)snprintf(change.incident.scope, sizeof(change.incident.scope), "campaign:0c51");
	change.incident.authors = 11;
	says("incident inc-1 of Acme, campaign:0c51: opened, severity 3: 12 near-copies by 11 "
	     "known people");
	(void)snprintf(change.incident.scope, sizeof(change.incident.scope), "souring:brand");
	says("incident inc-1 of Acme, souring:brand: opened, severity 3: 12 of 15 comments "
	     "negative, about 2 are usual");
}

static void test_people_and_time(void **state)
{
	(void)state;
	tells(BRIEF_OPENED, 2);
	change.stepped = true;
	change.incident.step = 1;
	(void)snprintf(change.incident.policy, sizeof(change.incident.policy), "press");
	says("incident inc-1 of Acme: step 1 of the policy press; 2 messages");
	change.stepped = false;
	tells(BRIEF_RAISED, 1);
	says("incident inc-1 of Acme: told how it stands; 1 message");
	tells(BRIEF_ACKNOWLEDGED, 3);
	(void)snprintf(change.incident.acknowledged_by, sizeof(change.incident.acknowledged_by),
		       "anna");
	says("incident inc-1 of Acme: taken by anna; 3 messages");
	change.incident.feedback = INCIDENT_FEEDBACK_FALSE;
	(void)snprintf(change.incident.feedback_by, sizeof(change.incident.feedback_by), "bo");
	says("incident inc-1 of Acme: taken by anna, marked false by bo; 3 messages");
	tells(BRIEF_RESOLVED, 0);
	change.incident.unheard = true;
	says("incident inc-1 of Acme: closed, nothing more was heard");
}

/* What raise_log() leaves on stderr. */
static size_t logged(char *ret_text, size_t size)
{
	int log = memfd_create("log", 0), stderr_before = dup(STDERR_FILENO);
	ssize_t n;

	assert_true(log >= 0 && stderr_before >= 0);
	assert_true(dup2(log, STDERR_FILENO) >= 0);
	raise_log(&change);
	assert_true(dup2(stderr_before, STDERR_FILENO) >= 0);
	n = pread(log, ret_text, size - 1, 0);
	assert_true(n >= 0);
	ret_text[n] = '\0';
	close(stderr_before);
	close(log);
	return (size_t)n;
}

static void fill(char *name, const char *with)
{
	name[0] = '\0';
	while (strlen(name) + strlen(with) < INCIDENT_NAME_MAX)
		strcat(name, with);
}

static void test_long_names(void **state)
{
	char text[2048];

	(void)state;
	tells(BRIEF_ACKNOWLEDGED, 3);
	fill(change.incident.brand, "\xc3\xb6");
	fill(change.incident.scope, "\xe2\x82\xac");
	fill(change.incident.acknowledged_by, "\xf0\x9f\x98\x80");
	change.incident.feedback = INCIDENT_FEEDBACK_FALSE;
	fill(change.incident.feedback_by, "\xe2\x82\xac");
	assert_in_range(logged(text, sizeof(text)), 990, 1100);
	assert_non_null(strstr(text, "incident inc-1 of "));
	assert_non_null(strstr(text, "\xe2\x82\xac ...\n"));
	assert_true(utf8_valid(slice_from(text), NULL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(test_findings, begin),
		cmocka_unit_test_setup(test_kinds, begin),
		cmocka_unit_test_setup(test_people_and_time, begin),
		cmocka_unit_test_setup(test_long_names, begin),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
