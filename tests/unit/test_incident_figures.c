/* test_incident_figures.c - a line says of each kind of incident what it is made of. */
#include "facts.h"

#include "incident_figures.h"

static void prints(const struct incident *incident, const char *want)
{
	char *text = NULL;
	size_t len = 0;
	FILE *to = open_memstream(&text, &len);

	assert_non_null(to);
	incident_figures_print(incident, to);
	assert_int_equal(fclose(to), 0);
	assert_string_equal(text, want);
	free(text);
}

static void test_kinds(void **state)
{
	struct incident incident = {
		.scope = "brand", .negative = 12, .authors = 11, .expected = 2149
	};

	(void)state;
	prints(&incident, "12 negative, 2.1 expected");
	incident.expected = 20;
	prints(&incident, "12 negative, under 0.1 expected");
	(void)snprintf(incident.scope, sizeof(incident.scope), "campaign:0c51");
	prints(&incident, "12 near-copies by 11");
	incident.authors = 0;
	prints(&incident, "12 near-copies, authors unknown");
	(void)snprintf(incident.scope, sizeof(incident.scope), "silence:brand");
	incident.expected = 4000;
	prints(&incident, "no comments, 4.0 expected");
	(void)snprintf(incident.scope, sizeof(incident.scope), "souring:brand");
	incident.comments = 20;
	prints(&incident, "12 of 20 comments negative, 4.0 expected");
	(void)snprintf(incident.scope, sizeof(incident.scope), "comment:c1");
	prints(&incident, "a comment that a person must see now");
	(void)snprintf(incident.drivers[0], sizeof(incident.drivers[0]), "a threat");
	incident.driver_count = 1;
	prints(&incident, "a threat");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_kinds) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
