/* test_hosts.c - facts about which hosts a text points to, and where it names them. */
#include "facts.h"

#include "hosts.h"

/* Hosts, bare ones in brackets; the last column is the stretch of the first. */
static const struct {
	const char *text, *hosts, *first;
} facts[] = {
	{ "see http://bad.example/x", "bad.example", "http://bad.example" },
	{ "www.bad.example", "www.bad.example", "www.bad.example" },
	{ "bad-site.com/x, and b.se.", "bad-site.com (b.se)", "bad-site.com" },
	{ "hxxps://bad.example", "bad.example", "hxxps://bad.example" },
	{ "bad[.]example bad(dot)com", "(bad.example) (bad.com)", "bad[.]example" },
	{ "http://good.com@bad.example/", "bad.example", "http://good.com@bad.example" },
	{ "http://u:p@x@bad.example:8080", "bad.example", "http://u:p@x@bad.example" },
	{ "http:\\\\bad.example\\x", "bad.example", "http:\\\\bad.example" },
	{ "http:/bad.example http:bad.example", "bad.example (bad.example)", "http:/bad.example" },
	{ "https://b%61d%2eexample", "bad.example", "https://b%61d%2eexample" },
	{ "http://xn--bcher-kva.example", "bücher.example", "http://xn--bcher-kva.example" },
	{ "http://bad.example./ bad.example.", "bad.example (bad.example)", "http://bad.example." },
	{ "bad。example", "(bad.example)", "bad。example" },
	{ "(http://bad.example)", "bad.example", "http://bad.example" },
	{ "[x](https://bad.example/y)", "bad.example", "https://bad.example" },
	{ "text.http://bad.example", "bad.example", "http://bad.example" },
	{ "mail me: a.b@bad.example", "", NULL },
	{ "good.com@bad.example", "", NULL },
	{ "no dots stand in these words but in the.example there, or good。example",
	  "(the.example) (good.example)", "the.example" },
	{ "so [.] and\tone\nbad[dot]example%2eorg (you)", "(bad.example.org)",
	  "bad[dot]example%2eorg" },
	{ "hej.då", "(hej.då)", "hej.då" },
	{ "kl. 12.30 kostar 3.50", "(12.30) (3.50)", "12.30" },
	{ "no dot here: /x http://localhost", "", NULL },
	{ "a..b .c c.", "", NULL },
	{ "It ends. So... what? It was (never) there {do you see}.", "", NULL },
	{ "wait... bad.example. end", "(bad.example)", "bad.example." },
	{ "bad%2eexample", "(bad.example)", "bad%2eexample" },
	{ "http://xn--a.example", "", NULL },
	{ "%zz.com %.com %", "(zz.com)", "zz.com" },
	{ "http://", "", NULL },
	{ "", "", NULL },
};

static void test_facts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		const struct slice text = slice_from(facts[i].text);
		char got[512] = "";
		size_t at = 0, len = 0;
		struct host_link link;

		for (bool first = true; hosts_next(text, &at, &link); first = false) {
			struct slice stretch = slice_cut(text, link.span.from, link.span.to);

			len += (size_t)snprintf(got + len, sizeof(got) - len,
						link.bare ? "%s(%.*s)" : "%s%.*s", first ? "" : " ",
						(int)link.host_len, link.host);
			if (first && !slice_is(stretch, facts[i].first))
				fail_msg("'%s': stands at '%.*s'", facts[i].text, (int)stretch.len,
					 stretch.data);
		}
		if (strcmp(got, facts[i].hosts) != 0)
			fail_msg("'%s': wanted '%s', got '%s'", facts[i].text, facts[i].hosts, got);
		assert_true(len == 0 || hosts_possible(text));
		assert_int_equal(at, text.len);
	}
}

static void test_limits(void **state)
{
	static char text[70000];
	struct slice slice = { text, sizeof(text) };
	struct host_link link;
	size_t at = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(text); i++)
		text[i] = i % 2 ? 'a' : '.';
	assert_false(hosts_next(slice, &at, &link)); /* too long for a name */
	memset(text, '@', sizeof(text));
	at = 0;
	assert_false(hosts_next(slice, &at, &link));
	assert_false(hosts_possible(slice_from("hej på dig")));
	assert_false(hosts_possible(slice_from("So it ends. (Not: 100 %)...")));
}

static double cost(const char *unit)
{
	static char text[65536];
	struct slice slice = text_filled(unit, text, sizeof(text));
	struct host_link link;
	double begun = cpu_seconds();
	size_t at = 0;

	text[slice.len - 1] = '.';
	assert_false(hosts_next(slice, &at, &link));
	return cpu_seconds() - begun;
}

/* Words and signs without blanks before a lone dot: seen once, not again from each. */
static void test_long_stretches_cost_no_more(void **state)
{
	(void)state;
	assert_true(cost("a,") < 0.02 + 20 * cost("a, "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_long_stretches_cost_no_more),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
