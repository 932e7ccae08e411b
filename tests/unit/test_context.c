/* test_context.c - facts about what excuses a hit from hiding. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "context.h"
#include "rules_house.h"

#define EXAMPLES ", hit: [a], miss: [b]}\n"

static const char pack[] =
	"pack: p\nlanguage: sv\nrules:\n"
	"  - {id: threat, category: threat, points: 9, words: [\"jag ska döda dig\", \"hatar "
	"{dig|er}\"], gap: 1" EXAMPLES
	"  - {id: slur, category: hate, points: 9, words: [tölpskalle]" EXAMPLES
	"  - {id: blunt, category: insult, points: 8, words: [träskalle], context: off" EXAMPLES;

static struct arena arena;
static struct verdict verdict;

static enum action act(struct judge *judge, const char *lang, const char *text)
{
	const struct comment comment = { .text = slice_from(text), .lang = slice_from(lang) };
	struct error error = { 0 };

	arena_reset(&arena);
	assert_int_equal(
		judge_comment(judge, &comment, &judge_terms_default, &arena, &verdict, &error), 0);
	return verdict.action;
}

static void test_context(void **state)
{
	static const struct {
		const char *text, *context;
		enum action action;
	} facts[] = {
		{ "jag ska inte döda dig", "negated", ACTION_REVIEW },
		{ "aldrig att jag ska döda dig", "negated", ACTION_REVIEW },
		{ "jag hatar dig inte", "negated", ACTION_REVIEW },
		{ "jag hatar inte dig", "negated", ACTION_REVIEW },
		{ "kan du inte läsa, jag ska döda dig", NULL, ACTION_HIDE },
		{ "jag ska döda dig, inte honom", NULL, ACTION_HIDE },
		{ "du fattar inte att det är så här nu, jag ska döda dig", NULL, ACTION_HIDE },
		{ "hon sa jag ska döda dig", "reported", ACTION_REVIEW },
		{ "hon sa till mig i går att jag ska döda dig", NULL, ACTION_HIDE }, /* too far */
		{ "hon skrev till mig att jag ska döda dig", "reported", ACTION_REVIEW },
		{ "du kan inte på allvar mena att jag ska döda dig", "negated", ACTION_REVIEW },
		{ "hon sa nej. Jag ska döda dig", NULL, ACTION_HIDE },
		{ "jag ska döda dig, sa mamma och log", "reported", ACTION_REVIEW },
		{ "jag ska döda dig i morgon, skrev han", "reported", ACTION_REVIEW },
		{ "jag ska döda dig. Sa mamma", NULL, ACTION_HIDE },
		{ "jag ska döda dig, mamma sa inget", NULL, ACTION_HIDE },
		{ "jag ska döda dig, så sa de", "reported", ACTION_REVIEW },
		{ "han skrev \"jag ska döda dig\" till mig", "quoted", ACTION_REVIEW },
		/* a head that tells of a message or a threat, and a colon or a line of its own */
		{ "Fick ett sms i går: jag ska döda dig", "reported", ACTION_REVIEW },
		{ "Mitt ex hotade mig: hej! Nu är det klart. Jag ska döda dig", "reported",
		  ACTION_REVIEW },
		{ "Vi tog emot det här meddelandet\njag ska döda dig", "reported", ACTION_REVIEW },
		{ "Mitt ex hotade mig. Jag ska döda dig", NULL, ACTION_HIDE },
		{ "Jag har ett sms: jag ska döda dig", NULL, ACTION_HIDE },
		{ "Jag fick hund: jag ska döda dig", NULL, ACTION_HIDE },
		{ "Jag fick ett sms till dig: jag ska döda dig", NULL, ACTION_HIDE },
		{ "Jag fick ett sms\nbra väder\njag ska döda dig", NULL, ACTION_HIDE },
		{ "Fick ett sms 10:30, jag ska döda dig", NULL, ACTION_HIDE },
		{ "Fick ett sms nr 10: jag ska döda dig", "reported", ACTION_REVIEW },
		{ "Jag fick ditt sms: jag ska döda dig", NULL, ACTION_HIDE },
		{ "Fick ett sms: Ett: två. Tre: fyra. Jag ska döda dig", "reported",
		  ACTION_REVIEW },
		{ "Fick ett sms: hej. Ett: två. Tre: fyra. Fem: sex. Jag ska döda dig", NULL,
		  ACTION_HIDE },
		/* quoted by a line, in whatever the writer adds; and with nothing added, too */
		{ "> jag ska döda dig\nAnmäld", "quoted", ACTION_REVIEW },
		{ "> jag ska döda dig", "quoted", ACTION_REVIEW },
		{ "&gt; jag ska döda dig\nnej", "quoted", ACTION_REVIEW },
		{ "> nej\njag ska döda dig", NULL, ACTION_HIDE },
		{ "[quote]jag ska döda dig[/quote] nej", "quoted", ACTION_REVIEW },
		{ "[quote=\"jag ska döda dig\"] nej", "quoted", ACTION_REVIEW },
		{ "[quote]nej[/quote] jag ska döda dig", NULL, ACTION_HIDE },
		{ "jag ska *döda* dig", NULL, ACTION_HIDE },
		/* games */
		{ "jag ska döda dig i fia", "game", ACTION_REVIEW },
		{ "jag ska döda dig i kväll i mario kart", "game", ACTION_REVIEW },
		{ "jag ska döda dig i skolan", NULL, ACTION_HIDE },
		{ "jag ska döda dig, vi ses i fia", NULL, ACTION_HIDE },
		/* comic conditions, and serious ones */
		{ "jag ska döda dig om du spoilar det", "game", ACTION_REVIEW },
		{ "om du rör min kaka så jag ska döda dig", "game", ACTION_REVIEW },
		{ "jag ska döda dig om du kommer, ta en kaka", NULL, ACTION_HIDE },
		{ "om du skrev det ska jag, jag ska döda dig", NULL, ACTION_HIDE },
		{ "varför säga jag ska döda dig?", "question", ACTION_REVIEW },
		{ "jag ska döda dig?", NULL, ACTION_HIDE },
		{ "att säga jag ska döda dig är fel", "counter-speech", ACTION_REVIEW },
		{ "Jag ska döda dig. Det är inte okej.", "counter-speech", ACTION_REVIEW },
		{ "Jag ska döda dig. Bra väder. Han sa inget. Det är fel.", NULL, ACTION_HIDE },
		{ "inte en träskalle", NULL, ACTION_HIDE },		  /* context: off */
		{ "kan du inte läsa din tölpskalle", NULL, ACTION_HIDE }, /* an address */
		{ "du är ingen tölpskalle", "negated", ACTION_REVIEW },
		{ "tölpskallen", NULL, ACTION_ALLOW },
		/* a phrase over the end of a sentence goes to a person */
		{ "Vad jag hatar! Er syster däremot är snäll", "across sentences", ACTION_REVIEW },
		{ "Nu ska jag hata. Er gård får vänta", NULL, ACTION_ALLOW },
		{ "Det är jag hatar. Er gård får vänta", "across sentences", ACTION_REVIEW },
		{ "Det är jag hatar … Er gård får vänta", "across sentences", ACTION_REVIEW },
		{ "Det är jag hatar\nEr gård får vänta", "across sentences", ACTION_REVIEW },
		{ "det är jag hatar\n\ner gård får vänta", "across sentences", ACTION_REVIEW },
		{ "det är jag hatar.\ner gård får vänta", "across sentences", ACTION_REVIEW },
		{ "DET ÄR JAG HATAR! ER GÅRD FÅR VÄNTA", "across sentences", ACTION_REVIEW },
		{ "Det är jag hatar 😀 Er gård får vänta", "across sentences", ACTION_REVIEW },
		{ "\"Det är jag hatar.\" Er gård får vänta", "across sentences", ACTION_REVIEW },
		/* but what only looks like an end is spacing, emphasis or an abbreviation */
		{ "Jag. Ska. Döda. Dig.", NULL, ACTION_HIDE },
		{ "jag hatar!!! er alla", NULL, ACTION_HIDE },
		{ "Jag. Hatar 😡. Er 😡", NULL, ACTION_HIDE },
		{ "Nu hatar jag allt. Det jag hatar. Er.", NULL, ACTION_HIDE },
		{ "jag hatar.Er gård får vänta", NULL, ACTION_HIDE },
		{ "jag hatar\ner gård får vänta", NULL, ACTION_HIDE },
		{ "det är jag hatar –\ner gård får vänta", NULL, ACTION_HIDE },
		{ "jag hatar 24. Er gård får vänta", NULL, ACTION_HIDE },
		{ "det är jag hatar dr. Er gård", NULL, ACTION_HIDE },
		/* one excused hit takes none away from another */
		{ "jag ska inte döda dig. Jag ska döda dig.", "negated", ACTION_HIDE },
	};

	struct judge *judge = house_judge("sv/p.yaml", pack);

	(void)state;
	arena_init(&arena, 65536, 16 << 20);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		enum action action = act(judge, "sv", facts[i].text);
		const char *got = verdict.match_count ? verdict.matches[0].context : NULL;

		if (action != facts[i].action || (got != NULL) != (facts[i].context != NULL) ||
		    (got && strcmp(got, facts[i].context) != 0))
			fail_msg("'%s': %s, %s", facts[i].text, action_name(action),
				 got ? got : "no context");
	}
	arena_done(&arena);
	judge_free(judge);
}

static const char bounded[] =
	"pack: p\nlanguage: en\nrules:\n"
	"  - {id: threat, category: threat, points: 9, words: [\"i will cut you\"], followed_by: "
	"[\"in the {head|back}\", tonight, and]" EXAMPLES
	"  - {id: off, category: insult, points: 8, words: [gutted fish], followed_by: [now], "
	"context: off" EXAMPLES "  - {id: whole, category: threat, points: 9, words: [\"i will "
	"kill you\"], turned_by: [\"in "
	"the\", some], followed_by: [\"in the {head|back}\"]" EXAMPLES;

static void test_what_follows(void **state)
{
	static const struct {
		const char *text, *context;
		enum action action;
	} facts[] = {
		{ "i will cut you", NULL, ACTION_HIDE },
		{ "i will cut you!", NULL, ACTION_HIDE },
		{ "i will cut you, some melon will help", NULL, ACTION_HIDE },
		{ "i will cut you tonight my friend", NULL, ACTION_HIDE },
		{ "i will cut you in the head", NULL, ACTION_HIDE },
		{ "i will cut you in the kitchen", "goes on", ACTION_REVIEW },
		{ "i will cut you some melon", "goes on", ACTION_REVIEW },
		{ "i will cut you and some melon", NULL, ACTION_HIDE },
		{ "i will cut you \U0001F52A now", NULL, ACTION_HIDE },
		{ "i will cut you Anna", NULL, ACTION_HIDE }, /* who is called by name */
		{ "I WILL CUT YOU MELON", "goes on", ACTION_REVIEW },
		{ "i w1ll cut you some melon", "goes on", ACTION_REVIEW },
		{ "i will cut you #melon", NULL, ACTION_HIDE },
		{ "i will cut you @anna", NULL, ACTION_HIDE },
		{ "i will kill you anyway", NULL, ACTION_HIDE },
		{ "i will kill you some time", "goes on", ACTION_REVIEW },
		{ "i will kill you in the quiz", "goes on", ACTION_REVIEW },
		{ "i will kill you in the head", NULL, ACTION_HIDE },
		{ "you are a gutted fish soup", "goes on", ACTION_REVIEW },
		{ "you are a gutted fish now", NULL, ACTION_HIDE },
	};
	struct judge *judge = house_judge("en/p.yaml", bounded);

	(void)state;
	arena_init(&arena, 65536, 16 << 20);
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++) {
		enum action action = act(judge, "en", facts[i].text);
		const char *context = verdict.match_count ? verdict.matches[0].context : "no match";

		if (action != facts[i].action || !context != !facts[i].context ||
		    (context && strcmp(context, facts[i].context) != 0))
			fail_msg("\"%s\": %s", facts[i].text, context ? context : "clean");
	}
	arena_done(&arena);
	judge_free(judge);
}

/* Excused finds must not hide that one which is not found no room. */
static void test_no_room(void **state)
{
	struct judge *judge = house_judge("en/p.yaml", bounded);
	char text[2048] = "";

	(void)state;
	arena_init(&arena, 65536, 16 << 20);
	for (int i = 1; i < MATCHER_RULE_HITS_MAX; i++)
		strcat(text, "i will cut you melon. ");
	assert_int_equal(act(judge, "en", text), ACTION_REVIEW);
	assert_int_equal(verdict.undecided_count, 0);
	strcat(text, "i will cut you melon. i will cut you.");
	assert_int_equal(act(judge, "en", text), ACTION_REVIEW);
	assert_int_equal(verdict.undecided_count, 1);
	assert_string_equal(verdict.undecided[0], "judge/too-many-hits");
	text[0] = '\0';
	for (int i = 0; i < 2 * MATCHER_RULE_HITS_MAX; i++)
		strcat(text, "i will cut you. ");
	assert_int_equal(act(judge, "en", text), ACTION_HIDE);
	assert_int_equal(verdict.undecided_count, 0);
	arena_done(&arena);
	judge_free(judge);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_context),
		cmocka_unit_test(test_what_follows),
		cmocka_unit_test(test_no_room),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
