/* test_domain_table.c - facts about rules for domains: what hits, where, and what is refused. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "domain_table.h"
#include "matcher.h"
#include "rules_house.h"
#include <stdio.h>

#define EXAMPLES ", hit: [\"http://bad.se\"], miss: [b]}\n"
static const char pack[] =
	"pack: p\nlanguage: any\nlists:\n  scams: [evil.com, \"räksmörgås.se\"]\nrules:\n"
	"  - {id: one, category: spam, points: 3, domains: [bad.se, 203.0.113.7], except: "
	"[\"https://good.bad.se\"]" EXAMPLES
	"  - {id: end, category: spam, points: 3, domains: [\"*.ru\", \"*.shop.no\"]" EXAMPLES
	"  - {id: list, category: spam, points: 3, domains: \"{scams}\"" EXAMPLES
	"  - {id: both, category: spam, points: 3, domains: bad.se, words: [gratis]" EXAMPLES;

static const struct {
	const char *text, *hits;
} facts[] = {
	{ "Titta: http://bad.se/x", "one[http://bad.se] both[http://bad.se]" },
	{ "titta på WWW.Bad.SE.", "one[WWW.Bad.SE.] both[WWW.Bad.SE.]" },
	{ "bad.se", "one[bad.se] both[bad.se]" },
	{ "ｂａｄ．ｓｅ", "one[ｂａｄ．ｓｅ] both[ｂａｄ．ｓｅ]" },
	{ "b\xC2\xAD"
	  "ad.se",
	  "one[b\xC2\xAD"
	  "ad.se] both[b\xC2\xAD"
	  "ad.se]" },
	{ "http://bra.se@1.2.bad.se:80/",
	  "one[http://bra.se@1.2.bad.se] both[http://bra.se@1.2.bad.se]" },
	{ "hxxp://bad[.]se", "one[hxxp://bad[.]se] both[hxxp://bad[.]se]" },
	{ "http://203.0.113.7/", "one[http://203.0.113.7]" },
	{ "bad.se.com notbad.se bad.s e x@bad.se", "" },
	{ "kom.ru inte", "" }, /* two sentences, perhaps */
	{ "kom.ru/ www.kom.ru http://kom.ru", "end[kom.ru] end[www.kom.ru] end[http://kom.ru]" },
	{ "a.shop.no shop.no", "end[a.shop.no]" },
	{ "EVIL.com http://xn--rksmrgs-5wao1o.se",
	  "list[EVIL.com] list[http://xn--rksmrgs-5wao1o.se]" },
	{ "gratis", "both[gratis]" },
	{ "", "" },
};

static void test_facts(void **state)
{
	struct judge *judge = house_judge("common/p.yaml", pack);
	struct error error = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		const struct matches *matches = judge_find(judge, slice_from(facts[i].text),
							   language_bit(LANGUAGE_SV), &error);
		char got[512] = "";
		size_t len = 0;

		assert_non_null(matches);
		for (size_t j = 0; j < matches->count; j++) {
			const struct hit *hit = &matches->hits[j];

			len += (size_t)snprintf(got + len, sizeof(got) - len, "%s%s[%.*s]",
						j ? " " : "",
						judge_ruleset(judge)->rules[hit->rule].name + 2,
						(int)(hit->original.to - hit->original.from),
						facts[i].text + hit->original.from);
		}
		if (strcmp(got, facts[i].hits) != 0)
			fail_msg("'%s': wanted '%s', got '%s'", facts[i].text, facts[i].hits, got);
	}
	judge_free(judge);
}

static const struct {
	const char *domain, *code; /* NULL: nothing to say */
} refused[] = {
	{ "bad.se", NULL },
	{ "'*.com'", NULL },
	{ "com", "public-suffix" },
	{ "co.uk", "public-suffix" },
	{ "https://bad.se", "domain-url" },
	{ "bad.se/x", "domain-url" },
	{ "a@bad.se", "domain-url" },
	{ "bad..se", "domain-syntax" },
	{ "'*.*.se'", "domain-syntax" },
	{ "bad.sé", "unknown-domain-end" },
	{ "www.bad.se", "domain-www" },
	{ "'{nosuch}'", "unknown-list" },
};

static void test_refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct complaints complaints;
		char text[256];
		const struct house_file file = { "common/p.yaml", text };
		const char *code;

		snprintf(text, sizeof(text),
			 "pack: p\nlanguage: any\nrules:\n  - {id: one, category: spam, points: 3, "
			 "domains: [%s], hit: [a], miss: [b]}\n",
			 refused[i].domain);
		complaints_init(&complaints);
		ruleset_unref(house_load(&file, 1, &complaints));
		code = complaints.count ? complaints.items[0].code : NULL;
		if (refused[i].code ? !code || strcmp(code, refused[i].code) != 0 : code != NULL)
			fail_msg("%s: wanted %s, got %s", refused[i].domain,
				 refused[i].code ? refused[i].code : "nothing",
				 code ? code : "nothing");
		complaints_done(&complaints);
	}
}

/* Nothing is asked of a text that cannot hold a link, or where no rule has domains. */
static void test_applies(void **state)
{
	struct domain_entry entry = { { "bad.se", 6 }, 0, false };
	struct arena arena;

	(void)state;
	arena_init(&arena, 4096, 1 << 20);
	assert_false(domain_table_applies(NULL, slice_from("bad.se")));
	assert_false(domain_table_applies(domain_table_new(&arena, NULL, 0), slice_from("bad.se")));
	assert_true(
		domain_table_applies(domain_table_new(&arena, &entry, 1), slice_from("bad.se")));
	assert_false(
		domain_table_applies(domain_table_new(&arena, &entry, 1), slice_from("bad se")));
	arena_done(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facts),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_applies),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
