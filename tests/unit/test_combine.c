/* test_combine.c - facts about rules that rest on others and on conditions: when they hold, how
 * much they count, and what compiling refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "clock.h"
#include "combine.h"
#include "judge_trace.h"
#include "rules_house.h"
#include <stdio.h>

#define EXAMPLES ", hit: [a], miss: [b]}\n"
#define PART(id, words) "  - {id: " id ", part: yes, words: [" words "]" EXAMPLES
#define SPAM(id, points, more) "  - {id: " id ", category: spam, points: " points ", " more EXAMPLES
#define INSULT(id, points, more)                                                                   \
	"  - {id: " id ", category: insult, points: " points ", " more EXAMPLES
#define PARTS PART("red", "röd") PART("blue", "blå") PART("green", "grön")

static struct judge *judge;
static struct arena arena;
static struct verdict verdict;
static struct judge_trace trace;
static struct comment comment;
static struct circumstances circumstances;

static void begin(const char *rules)
{
	char pack[8192];

	snprintf(pack, sizeof(pack), "pack: p\nlanguage: sv\nzone: UTC\nrules:\n%s", rules);
	judge = house_judge("sv/p.yaml", pack);
	arena_init(&arena, 4096, 1 << 20);
	comment = (struct comment){ .lang = slice_from("sv"), .author.followers = -1, .reach = -1 };
	circumstances = (struct circumstances){ .author_hides = -1 };
}

static void end(void)
{
	arena_done(&arena);
	judge = judge_free(judge);
}

/* The first match of the rule, or NULL. */
static const struct match *match_of(const char *rule, const char *text)
{
	const struct judge_terms terms = { .thresholds = &thresholds_default,
					   .circumstances = &circumstances };
	struct error error = { 0 };

	arena_reset(&arena);
	comment.text = slice_from(text);
	assert_int_equal(judge_explain(judge, &comment, &terms, &arena, &verdict, &trace, &error),
			 0);
	for (size_t i = 0; i < verdict.match_count; i++)
		if (strcmp(verdict.matches[i].rule, rule) == 0)
			return &verdict.matches[i];
	return NULL;
}

#define holds(rule, text) assert_non_null(match_of("p/" rule, text))
#define fails(rule, text) assert_null(match_of("p/" rule, text))

static void test_all_any_none(void **state)
{
	const struct match *match;

	(void)state;
	begin(PARTS SPAM("both", "4", "all: [red, blue]") SPAM("either", "4", "any: [red, blue]")
		      SPAM("alone", "4", "all: [red], none: [blue, green]")
			      SPAM("own", "4", "words: [bil], any: [red, green], none: [blue]"));
	holds("both", "röd och blå");
	fails("both", "röd och grön");
	holds("either", "blå");
	fails("either", "grön");
	holds("alone", "röd");
	fails("alone", "röd och grön");
	fails("own", "en bil");
	fails("own", "en röd");
	holds("own", "en röd bil");
	fails("own", "en röd bil blå");
	match = match_of("p/both", "en röd och blå bil");
	assert_int_equal(match->span.from, 3);
	assert_int_equal(match->span.to, 16); /* ö and å take two bytes */
	assert_int_equal(match->points, 4000);
	match = match_of("p/own", "en röd bil");
	assert_int_equal(match->span.from, 8); /* its own find */
	end();
}

static void test_parts_earn_nothing(void **state)
{
	(void)state;
	begin(PARTS SPAM("both", "4", "all: [red, blue]"));
	fails("red", "röd");
	assert_int_equal(verdict.match_count, 0);
	assert_int_equal(trace.drop_count, 1);
	assert_string_equal(trace.drops[0].rule, "p/red");
	fails("red", "röd blå");
	assert_int_equal(verdict.match_count, 1);
	assert_int_equal(verdict.scores[CATEGORY_SPAM], 4000);
	end();
}

static void test_at_least(void **state)
{
	(void)state;
	begin(PARTS SPAM("two", "4", "at_least: {n: 2, of: [red, blue, {links: {more_than: 0}}]}")
		      SPAM("three", "4", "at_least: {n: 3, finds_of: [red, blue]}"));
	fails("two", "röd röd röd"); /* one rule is one */
	holds("two", "röd blå");
	holds("two", "röd https://x.example/");
	holds("three", "röd röd röd");
	holds("three", "röd blå röd");
	fails("three", "röd blå");
	end();
}

static void test_near(void **state)
{
	const struct match *match;

	(void)state;
	begin(PARTS SPAM("near", "4", "all: [red, blue], near: 2")
		      SPAM("own", "4", "words: [bil], all: [red], near: 0, count: many"));
	holds("near", "röd a b blå");
	holds("near", "blå a b röd");
	fails("near", "röd a b c blå");
	match = match_of("p/near", "röd a b c d e röd blå");
	assert_non_null(match);
	assert_int_equal(match->span.from, 15);
	holds("own", "röd bil");
	fails("own", "röd en bil");
	match = match_of("p/own", "bil och en röd bil");
	assert_int_equal(match->span.from, 16);
	assert_int_equal(verdict.match_count, 1); /* the other car stands alone */
	end();
}

/* An unknown age is not young, and not old. */
static void test_not_known(void **state)
{
	(void)state;
	begin(PART("link", "länk") PART("young", "x9x")
		      INSULT("own", "4", "words: [tölp], when: {author: {younger_than: 7d}}") SPAM(
			      "new", "4", "all: [link], any: [{author: {younger_than: 7d}}]")
			      SPAM("old", "4", "all: [link], none: [{author: {younger_than: 7d}}]")
				      SPAM("not-rude", "4", "all: [link], none: [own]"));
	fails("new", "länk");
	fails("old", "länk");
	assert_int_equal(trace.asks[1].truth, TRUTH_UNKNOWN);
	holds("not-rude", "länk");
	fails("not-rude", "länk tölp"); /* whether that holds is not known either */
	comment.author.created_at_us = 1000 * CLOCK_DAY_US;
	circumstances.now_us = 1001 * CLOCK_DAY_US;
	holds("new", "länk");
	fails("old", "länk");
	holds("own", "länk tölp");
	fails("not-rude", "länk tölp");
	circumstances.now_us = 1010 * CLOCK_DAY_US;
	fails("new", "länk");
	holds("old", "länk");
	fails("own", "länk tölp");
	holds("not-rude", "länk tölp");
	end();
}

/* The comment's own time is all that is known where nobody tells more. */
static void test_without_circumstances(void **state)
{
	struct error error = { 0 };

	(void)state;
	begin(INSULT("night", "4",
		     "words: [tölp], when: {time: {from: \"22:00\", to: \"06:00\"}}"));
	comment.text = slice_from("tölp");
	assert_int_equal(
		judge_comment(judge, &comment, &judge_terms_default, &arena, &verdict, &error), 0);
	assert_int_equal(verdict.match_count, 0);
	comment.ts_us = 1000 * CLOCK_DAY_US + 23 * CLOCK_HOUR_US;
	assert_int_equal(
		judge_comment(judge, &comment, &judge_terms_default, &arena, &verdict, &error), 0);
	assert_int_equal(verdict.match_count, 1);
	end();
}

static void test_steps(void **state)
{
	(void)state;
	begin(SPAM("top", "4", "all: [middle, green]") PARTS
	      "  - {id: middle, part: yes, any: [red, blue]" EXAMPLES);
	holds("top", "blå grön");
	fails("top", "blå");
	fails("middle", "blå");
	fails("top", "grön");
	end();
}

/* As weak as the weakest that it needs, and no weaker. */
static void test_context_is_inherited(void **state)
{
	const struct match *match;

	(void)state;
	begin(INSULT("a", "5", "words: [tölp]") INSULT("b", "5", "words: [kräk]")
		      INSULT("both", "9", "all: [a, b]")
			      INSULT("off", "9", "all: [a, b], context: off")
				      INSULT("either", "9", "any: [a, b]"));
	match = match_of("p/both", "tölp! du är ett kräk");
	assert_null(match->context);
	match = match_of("p/both", "tölp! han sa \"kräk\"");
	assert_string_equal(match->context, "quoted");
	match = match_of("p/off", "tölp! han sa \"kräk\"");
	assert_null(match->context);
	match = match_of("p/either", "tölp! han sa \"kräk\"");
	assert_null(match->context); /* the clean one is enough */
	match = match_of("p/either", "han sa \"kräk\"");
	assert_string_equal(match->context, "quoted");
	assert_int_equal(verdict.action, ACTION_REVIEW);
	end();
}

static void test_disguise_is_inherited(void **state)
{
	const struct match *match;

	(void)state;
	begin(PART("a", "skurkar") PART("b", "kräken") INSULT("both", "5", "all: [a, b]"));
	match = match_of("p/both", "skurkar och kräken");
	assert_int_equal(match->points, 5000);
	assert_int_equal(match->form, FORM_PLAIN);
	match = match_of("p/both", "skurkar och kr4ken kräkeen krääääken");
	assert_non_null(match);
	assert_int_equal(match->points, 4000);
	assert_int_equal(match->form, FORM_LOOSE);
	end();
}

/* A mood alone hides nothing, however many rules say so. */
static void test_sentiment_never_hides(void **state)
{
	const struct match *match;

	(void)state;
	begin(INSULT("mood", "5", "when: {sentiment: {below: 0.5}}")
		      INSULT("worse", "5", "when: {sentiment: {below: 0.6}}")
			      INSULT("staff", "-2", "when: {author: {staff: yes}}")
				      INSULT("word", "9",
					     "words: [tölp], when: {sentiment: {below: 0.5}}"));
	match = match_of("p/mood", "vilken dålig dag");
	assert_string_equal(match->context, "rests on sentiment");
	assert_int_equal(verdict.scores[CATEGORY_INSULT], 10000);
	assert_int_equal(verdict.action, ACTION_REVIEW);
	holds("word", "tölp");
	assert_int_equal(verdict.action, ACTION_HIDE);
	/* what excuses may rest on anything */
	comment.author.staff = true;
	match = match_of("p/staff", "tölp");
	assert_null(match->context);
	assert_int_equal(verdict.scores[CATEGORY_INSULT], 17000);
	end();
}

static void test_rates(void **state)
{
	int64_t rates[] = { 2, 9 };

	(void)state;
	begin(SPAM("texts", "8", "when: {rate: {more_than: 5, within: 10m, of: text}}") SPAM(
		"links", "4",
		"when: {rate: {more_than: 2, within: 1h, of: link}, "
		"author: {hidden_before: 1}}")
		      SPAM("again", "4",
			   "words: [x1], when: {rate: {more_than: 3, within: 10m, of: text}}"));
	assert_int_equal(ruleset_rate_count(judge_ruleset(judge)), 2);
	assert_int_equal(ruleset_rate(judge_ruleset(judge), 0).of, RATE_TEXT);
	assert_int_equal(ruleset_rate(judge_ruleset(judge), 0).within_us, 10 * CLOCK_MINUTE_US);
	assert_int_equal(ruleset_rate(judge_ruleset(judge), 1).of, RATE_LINK);
	assert_true(ruleset_wants_author_hides(judge_ruleset(judge)));
	fails("texts", "hej");
	circumstances.rates = rates;
	circumstances.rate_count = 2;
	fails("texts", "hej");
	rates[0] = 5;
	holds("texts", "hej");
	assert_int_equal(verdict.action, ACTION_HIDE);
	assert_int_equal(verdict.matches[0].span.to, 3); /* the whole comment */
	fails("links", "hej");
	circumstances.author_hides = 1;
	holds("links", "hej");
	end();
}

static void test_unless_and_status(void **state)
{
	(void)state;
	begin(PARTS SPAM("both", "4", "all: [red, blue], unless: [skoja]")
		      SPAM("shadow", "4", "all: [red, blue], status: shadow")
			      SPAM("draft", "4", "all: [red, blue], status: draft")
				      SPAM("later", "4", "words: [bil], starts: 2026-12-01"));
	holds("both", "röd blå");
	fails("both", "röd blå skoja");
	assert_true(match_of("p/shadow", "röd blå")->shadow);
	assert_int_equal(verdict.scores[CATEGORY_SPAM], 4000);
	fails("draft", "röd blå");
	fails("later", "bil");
	circumstances.now_us = INT64_C(1796083200) * CLOCK_SECOND_US; /* 2026-12-01 */
	holds("later", "bil");
	end();
}

/* Each language is asked by itself: the Swedish half does not complete the English one. */
static void test_languages_stay_apart(void **state)
{
	static const struct house_file files[] = {
		{ "sv/s.yaml", "pack: s\nlanguage: sv\nrules:\n"
			       "  - {id: a, part: yes, words: [\"dö nu\"]" EXAMPLES },
		{ "en/e.yaml", "pack: e\nlanguage: en\nrules:\n"
			       "  - {id: b, part: yes, words: [\"die now\"]" EXAMPLES },
		{ "common/c.yaml",
		  "pack: c\nlanguage: any\nrules:\n"
		  "  - {id: n, part: yes, words: [q1q]" EXAMPLES
		  "  - {id: two, category: spam, points: 4, at_least: {n: 2, of: "
		  "[s/a, e/b, n]}" EXAMPLES
		  "  - {id: no-swedish, category: spam, points: 3, all: [n], none: "
		  "[s/a]" EXAMPLES },
	};
	struct complaints complaints;
	struct ruleset *ruleset;
	struct error error = { 0 };

	(void)state;
	complaints_init(&complaints);
	ruleset = house_load(files, 3, &complaints);
	assert_non_null(ruleset);
	judge = judge_new(ruleset, &error);
	arena_init(&arena, 4096, 1 << 20);
	comment = (struct comment){ .author.followers = -1 };
	circumstances = (struct circumstances){ .author_hides = -1 };
	assert_null(match_of("c/two", "dö nu die now"));
	assert_non_null(match_of("c/two", "dö nu q1q"));
	assert_null(match_of("c/no-swedish", "dö nu q1q"));
	assert_non_null(match_of("c/no-swedish", "die now q1q"));
	/* an example of a rule for every language may rest on rules of one */
	assert_int_equal(
		judge_find(judge, slice_from("dö nu q1q"), language_bit(LANGUAGE_ANY), &error)
			->count,
		3);
	ruleset_unref(ruleset);
	complaints_done(&complaints);
	end();
}

/* However many finds there are, it ends, and says so where it gave up. */
static void test_limits(void **state)
{
	char rules[8192] = PARTS, text[20000] = "";
	size_t len = strlen(rules), at = 0;

	(void)state;
	for (int i = 0; i < 60; i++)
		len += (size_t)snprintf(rules + len, sizeof(rules) - len,
					SPAM("n%d", "4", "all: [red, blue], near: 0"), i);
	begin(rules);
	while (at + 20 < sizeof(text))
		at += (size_t)snprintf(text + at, sizeof(text) - at, "röd x blå ");
	holds("n0", text);
	fails("n59", text);
	assert_true(verdict.undecided_count > 0);
	assert_int_equal(verdict.action, ACTION_HIDE);
	holds("n59", "röd blå"); /* and nothing is left of it */
	assert_int_equal(verdict.undecided_count, 0);
	end();
}

/* --- what compiling refuses --- */

static const struct {
	const char *rules, *code;
	unsigned line, column;
} mistakes[] = {
	{ PARTS SPAM("a", "4", "all: [red], any: [blue, green]"), NULL, 0, 0 },
	{ PART("a", "röd"), "unused-part", 5, 10 },
	{ SPAM("a", "4", "all: [rde]") PARTS, "unknown-rule", 5, 46 },
	{ SPAM("a", "4", "all: [q/red]") PARTS, "unknown-rule", 5, 46 },
	{ SPAM("a", "4", "all: [p/red], any: [p/blue, green]") PARTS, NULL, 0, 0 },
	{ SPAM("a", "4", "all: [a]"), "cycle", 5, 10 },
	{ SPAM("a", "4", "all: [b]") SPAM("b", "4", "none: [a], words: [röd]"), "cycle", 5, 10 },
	{ PARTS SPAM("a", "4", "all: [red, blue], none: [red], any: [green]"), "unreachable", 8,
	  64 },
	/* what rules that it rests on forbid */
	{ PARTS SPAM("b", "4", "all: [red, green], none: [blue]") SPAM("a", "4", "all: [b, blue]"),
	  "unreachable", 9, 10 },
	{ PARTS SPAM("b", "4", "all: [red, green]") SPAM("a", "4", "all: [b, blue], none: [red]"),
	  "unreachable", 9, 62 },
	{ PARTS SPAM("b", "4", "all: [green], any: [red]")
		  SPAM("a", "4", "all: [b, blue], none: [red]"),
	  "unreachable", 9, 62 },
	{ PARTS SPAM("b", "4", "all: [green], any: [red, blue]")
		  SPAM("a", "4", "all: [b, blue], none: [red]"),
	  NULL, 0, 0 },
	{ PARTS SPAM("a", "4", "at_least: {n: 2, of: [red, blue]}, none: [red], all: [green]"),
	  "unreachable", 8, 81 },
	{ PARTS SPAM("a", "4", "any: [red, blue], none: [blue, red], all: [green]"), "unreachable",
	  8, 10 },
	{ PARTS SPAM("a", "4", "any: [red, blue], none: [blue], all: [green]"), NULL, 0, 0 },
	{ PARTS SPAM("a", "4", "at_least: {n: 2, of: [red, blue, green]}, none: [blue, red]"),
	  "unreachable", 8, 10 },
	/* c holds wherever red does */
	{ PARTS SPAM("c", "4", "any: [red, blue]") SPAM("a", "4", "all: [red, green], none: [c]"),
	  "unreachable", 9, 65 },
	{ PARTS SPAM("c", "4", "all: [red, blue]") SPAM("a", "4", "all: [red, green], none: [c]"),
	  NULL, 0, 0 },
	/* one complaint, where it begins */
	{ PARTS SPAM("b", "4", "all: [red, green, blue], none: [red]") SPAM("a", "4", "all: [b]"),
	  "unreachable", 8, 71 },
	/* and conditions of several rules */
	{ SPAM("b", "4", "words: [röd], when: {author: {younger_than: 1d}}")
		  SPAM("a", "4", "all: [b], when: {author: {older_than: 7d}}"),
	  "unreachable", 6, 10 },
	{ SPAM("b", "4", "words: [röd], when: {channel: [x, y]}")
		  SPAM("a", "4", "all: [b], when: {channel: z}"),
	  "unreachable", 6, 10 },
	{ SPAM("b", "4", "words: [röd], when: {channel: [x, y]}")
		  SPAM("a", "4", "all: [b], when: {channel: y}"),
	  NULL, 0, 0 },
	{ SPAM("a", "4",
	       "words: [röd], when: {author: {younger_than: 1d}}, none: "
	       "[{author: {younger_than: 7d}}]"),
	  "unreachable", 5, 96 },
	{ SPAM("a", "4",
	       "words: [röd], when: {author: {younger_than: 7d}}, none: "
	       "[{author: {younger_than: 1d}}]"),
	  NULL, 0, 0 },
	/* times and days: a Tuesday, and one week */
	{ SPAM("a", "4",
	       "words: [röd], starts: 2026-12-01, expires: 2026-12-01, when: {time: "
	       "{days: [sat]}}"),
	  "unreachable", 5, 10 },
	{ SPAM("a", "4",
	       "words: [röd], starts: 2026-12-01, expires: 2026-12-07, when: {time: "
	       "{days: [sat]}}"),
	  NULL, 0, 0 },
	{ SPAM("b", "4", "words: [röd], when: {time: {from: \"22:00\", to: \"06:00\"}}")
		  SPAM("a", "4", "all: [b], when: {time: {from: \"08:00\"}, author: {staff: no}}"),
	  NULL, 0, 0 },
	{ SPAM("b", "4", "words: [röd], when: {time: {from: \"22:00\", to: \"06:00\"}}")
		  SPAM("a", "4", "all: [b], when: {time: {from: \"08:00\", to: \"21:00\"}}"),
	  "unreachable", 6, 10 },
	{ SPAM("b", "4", "words: [röd], starts: 2026-12-03")
		  SPAM("a", "4", "all: [b], expires: 2026-12-02"),
	  "unreachable", 6, 10 },
	{ PARTS SPAM("a", "4", "at_least: {n: 2, of: [red, red, blue]}, none: [green]"),
	  "duplicate-part", 8, 50 },
	{ PARTS SPAM("a", "4", "any: [red, blue, green], near: 2"), "near-needs-two", 8, 71 },
	{ PARTS SPAM("a", "4", "all: [red], any: [blue, green], near: 2"), NULL, 0, 0 },
	{ PARTS SPAM("a", "4", "at_least: {n: 2, finds_of: [red, blue, green]}, near: 2"), NULL, 0,
	  0 },
	{ PARTS SPAM("a", "4", "all: [red, blue, green], when: {language: de}"), "unreachable", 8,
	  10 },
	{ PARTS SPAM("a", "4", "any: [red, blue, green, {language: de}]"), NULL, 0, 0 },
	{ "  - {id: d, status: draft, part: yes, words: [röd]" EXAMPLES SPAM("a", "4", "all: [d]"),
	  "rests-on-draft", 6, 46 },
	{ "  - {id: d, status: draft, part: yes, words: [röd]" EXAMPLES SPAM(
		  "a", "4", "all: [d], status: draft"),
	  NULL, 0, 0 },
	{ "  - {id: d, status: shadow, part: yes, words: [röd]" EXAMPLES SPAM(
		  "a", "4", "words: [ting], none: [d]"),
	  "rests-on-shadow", 6, 62 },
	{ "  - {id: d, status: shadow, part: yes, words: [röd]" EXAMPLES SPAM(
		  "a", "4", "all: [d], status: shadow"),
	  NULL, 0, 0 },
	{ INSULT("a", "8", "when: {sentiment: {below: -0.5}}"), "sentiment-hides", 5, 10 },
	{ INSULT("a", "7.9", "when: {sentiment: {below: -0.5}}"), NULL, 0, 0 },
	{ INSULT("a", "8", "words: [tölp], when: {sentiment: {below: -0.5}}"), NULL, 0, 0 },
	{ PARTS INSULT("a", "8", "all: [red, blue, green], when: {sentiment: {below: -0.5}}"),
	  "sentiment-hides", 8, 10 }, /* colours are no abuse */
	{ PARTS INSULT("a", "8", "all: [red, blue, green]"), NULL, 0, 0 },
	{ INSULT("b", "4", "words: [tölp]")
		  INSULT("a", "8", "any: [b, {sentiment: {below: -0.5}}]"),
	  "sentiment-hides", 6, 10 },
	{ INSULT("b", "4", "words: [tölp]")
		  INSULT("a", "8", "all: [b, {sentiment: {below: -0.5}}]"),
	  NULL, 0, 0 },
	{ "  - {id: t, label: topic:x, words: [pris]" EXAMPLES INSULT(
		  "a", "8", "all: [t], when: {author: {younger_than: 1d}}"),
	  "conditions-hide", 6, 10 },
	{ INSULT("a", "8", "when: {author: {hidden_before: 3}}"), "conditions-hide", 5, 10 },
	{ SPAM("a", "8", "when: {rate: {more_than: 9, within: 1h, of: text}}"), NULL, 0, 0 },
	{ SPAM("a", "8", "when: {sentiment: {above: 0.9}}"), "sentiment-hides", 5, 10 },
	{ "  - {id: a, category: profanity, points: 20, when: {sentiment: {below: 0}}" EXAMPLES,
	  NULL, 0, 0 }, /* that category never hides */
};

static void test_mistakes(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		struct house_file file = { "sv/p.yaml", NULL };
		struct complaints complaints;
		const struct complaint *first;
		char pack[2048];

		snprintf(pack, sizeof(pack), "pack: p\nlanguage: sv\nzone: UTC\nrules:\n%s",
			 mistakes[i].rules);
		file.text = pack;
		complaints_init(&complaints);
		ruleset_unref(house_load(&file, 1, &complaints));
		first = complaints.count ? &complaints.items[0] : NULL;
		if (!first != !mistakes[i].code)
			fail_msg("%s in:\n%s", first ? first->text : "no complaint",
				 mistakes[i].rules);
		if (first &&
		    (strcmp(first->code, mistakes[i].code) != 0 ||
		     first->line != mistakes[i].line || first->column != mistakes[i].column))
			fail_msg("%s at %u:%u (%s) in:\n%s", first->code, first->line,
				 first->column, first->text, mistakes[i].rules);
		complaints_done(&complaints);
	}
}

static void test_the_path_of_a_cycle(void **state)
{
	const struct house_file file = {
		"sv/p.yaml", "pack: p\nlanguage: sv\nrules:\n" SPAM("x", "4", "all: [a]")
				     SPAM("a", "4", "any: [b]") SPAM("b", "4", "all: [c]")
					     SPAM("c", "4", "none: [a], words: [y1]")
	};
	struct complaints complaints;

	(void)state;
	complaints_init(&complaints);
	assert_null(house_load(&file, 1, &complaints));
	assert_int_equal(complaints.count, 1);
	assert_non_null(strstr(complaints.items[0].text, "p/a → p/b → p/c → p/a"));
	complaints_done(&complaints);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_all_any_none),
		cmocka_unit_test(test_parts_earn_nothing),
		cmocka_unit_test(test_at_least),
		cmocka_unit_test(test_near),
		cmocka_unit_test(test_not_known),
		cmocka_unit_test(test_without_circumstances),
		cmocka_unit_test(test_steps),
		cmocka_unit_test(test_context_is_inherited),
		cmocka_unit_test(test_disguise_is_inherited),
		cmocka_unit_test(test_sentiment_never_hides),
		cmocka_unit_test(test_rates),
		cmocka_unit_test(test_unless_and_status),
		cmocka_unit_test(test_languages_stay_apart),
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_the_path_of_a_cycle),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
