/* test_rules_import_spamassassin.c - facts about SpamAssassin rules as packs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_import_house.h"
#include "rules_import_spamassassin.h"

#define RULE(id, points, regex)                                                                    \
	"  - id: " id "\n    category: spam\n    points: " points                                  \
	"\n    status: shadow\n    regex:\n"                                                       \
	"      - \"" regex "\"\n\n"

/* Two rules and what they rest on. */
static const char offer_and_prize[] =
	"\n  - id: offer\n    category: spam\n    points: 3\n    status: shadow\n"
	"    all: [win, offer-part]\n\n"
	"  - id: win\n    part: yes\n    status: shadow\n"
	"    regex:\n      - \"win\"\n\n"
	"  - id: now\n    part: yes\n    status: shadow\n"
	"    regex:\n      - \"now\"\n\n"
	"  - id: prize\n    category: spam\n    points: 1\n    status: shadow\n"
	"    regex:\n      - \"prize\"\n\n"
	"  - id: offer-part\n    part: yes\n    status: shadow\n"
	"    any: [now, prize]\n\n";

static const struct {
	const char *text, *rules, *report;
} facts[] = {
	{ "# mine\n\nbody PRIZE /\\bprize\\b/i\nscore PRIZE 2.5 2 2 2\ndescribe PRIZE You have "
	  "won\n",
	  "\n  # You have won\n" RULE("prize", "2.5", "\\\\bprize\\\\b"), "" },
	{ "score EARLY 3\nrawbody EARLY m{<br>{2}click}is # why\n",
	  "\n" RULE("early", "3", "(?s)<br>{2}click"), "" },
	{ "body BIG /FREE/i\nbody NICE m!from/mum!\nscore NICE -0.01\n",
	  "\n" RULE("big", "1", "(?i)FREE") RULE("nice", "-0.1", "from/mum"),
	  "f:2: its score is made to lie between 0.1 and 20, as points here do: 'NICE'\n" },
	{ "body HUGE /abc/\nscore HUGE 100\nbody MORE /def/\nscore MORE (2.0)\n"
	  "body FULL /ghi/\nscore FULL 20\nbody __PART /jkl/\nscore __PART 50\n"
	  "meta M __PART && FULL\n",
	  "\n" RULE("huge", "20", "abc") RULE("more", "1", "def")
		  RULE("full", "20",
		       "ghi") "  - id: part\n    part: yes\n    status: shadow\n    regex:\n      "
			      "- \"jkl\"\n\n"
			      "  - id: m\n    category: spam\n    points: 1\n    status: shadow\n"
			      "    all: [part, full]\n\n",
	  "f:1: its score is made to lie between 0.1 and 20, as points here do: 'HUGE'\n"
	  "f:3: its score is told by another one that is not here, so it has 1 point: 'MORE'\n" },
	{ "meta OFFER __WIN && (__NOW || PRIZE) # both\nscore OFFER 3\nbody __WIN /win/\n"
	  "body __NOW /now/\nbody PRIZE /prize/\nbody __LOST /lost/\nmeta LOOP LOOP\n"
	  "meta BOTH __WIN && __NO\n",
	  offer_and_prize,
	  "f:7: left out: 'LOOP': it rests on a rule that was left out\n"
	  "f:8: left out: 'BOTH': it rests on a rule that was left out\n"
	  "f:6: left out: '__LOST': it only feeds other rules, and none that was taken over\n" },
	{ "body CAPS /FREE/\nbody __SUB /x/\nmeta M\nheader H Subject =~ /x/\n"
	  "uri U /x/\nbody E eval:f()\nbody OFF /abc/\nscore OFF 0\nbody ODD abc\nbody BAD /(/\n"
	  "body TAGS /<A>b/\nreplace_rules TAGS\nbody FLAG /abc/q\n",
	  " []\n",
	  "f:1: left out: 'CAPS': it minds capitals, and texts here never have any\n"
	  "f:3: left out: 'M': nothing stands behind its name\n"
	  "f:4: left out: 'H': it looks at what only a mail has\n"
	  "f:5: left out: 'U': it looks at links; write their domains under 'domains'\n"
	  "f:6: left out: 'E': it asks a function of SpamAssassin's\n"
	  "f:7: left out: 'OFF': score 0: it is switched off\n"
	  "f:9: left out: 'ODD': what stands behind its name is no /regex/\n"
	  "f:10: left out: '(': missing closing parenthesis\n"
	  "f:11: left out: 'TAGS': its <tags> are put in by SpamAssassin\n"
	  "f:13: left out: 'FLAG': flags that we do not know\n"
	  "f:2: left out: '__SUB': it only feeds other rules, and none that was taken over\n" },
	{ "tflags A multiple maxhits=3\nbody A /abc/\ntflags B nice net\nbody B /def/\n"
	  "body C /ghi/\ntflags C nice\nscore C -2\nscore A 1.5 1 1 1\n",
	  "\n  - id: a\n    category: spam\n    points: 1.5\n    count: many\n    status: shadow\n"
	  "    regex:\n      - \"abc\"\n\n" RULE("c", "-2", "ghi"),
	  "f:4: left out: 'B': it needs the network, learning or a user's settings ('tflags')\n"
	  "f:2: its maxhits is not taken over: up to 5 finds of it count: 'A'\n" },
	{ "body A /abc/\nifplugin X\nbody A /def/\nendif\nbody C /ghi/\n",
	  "\n" RULE("a", "1", "def") RULE("c", "1", "ghi"),
	  "f:1: left out: 'A': it is defined anew further down\n"
	  "f:3: stands under a condition (ifplugin, if), taken over all the same: 'A'\n" },
	{ "ifplugin X\nloadplugin Y\nbody\nbody A\nscore\ndescribe A\n", " []\n",
	  "f:4: left out: 'A': what stands behind its name is no /regex/\n" },
};

static void test_facts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		assert_imports(import_spamassassin, "f", NULL, facts[i].text, facts[i].rules,
			       facts[i].report);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_facts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
