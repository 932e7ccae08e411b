/* test_rules_import_automoderator.c - facts about AutoModerator rules as packs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_import_automoderator.h"
#include "rules_import_house.h"

#define RULE(id, points)                                                                           \
	"\n  - id: " id "\n    category: insult\n    points: " points "\n    status: shadow\n"

/* Checks that must all hold, two of them that must not. */
static const char four_checks[] =
	"\n  - id: line-1\n    category: insult\n    points: 8\n    status: shadow\n"
	"    all: [line-1-part, line-1-part-3]\n"
	"    none: [line-1-part-4, line-1-part-5]\n\n"
	"  - id: line-1-part\n    part: yes\n    status: shadow\n"
	"    words:\n      - \"idiot\"\n    hit: [\"idiot\"]\n\n"
	"  - id: line-1-part-3\n    part: yes\n    status: shadow\n"
	"    words:\n      - \"*boss*\"\n    hit: [\"boss\"]\n\n"
	"  - id: line-1-part-4\n    part: yes\n    status: shadow\n"
	"    regex:\n      - \"(?<!\\\\w)(?:no\\\\d)(?!\\\\w)\"\n\n"
	"  - id: line-1-part-5\n    part: yes\n    status: shadow\n"
	"    domains:\n      - \"good.example\"\n\n";

static const char words_and_domain[] =
	"\n  - id: line-1\n    category: spam\n    points: 8\n    status: shadow\n"
	"    when:\n      author: {younger_than: 3d}\n"
	"    all: [line-1-part, line-1-part-3]\n\n"
	"  - id: line-1-part\n    part: yes\n    status: shadow\n"
	"    words:\n      - \"hello\"\n    hit: [\"hello\"]\n\n"
	"  - id: line-1-part-3\n    part: yes\n    status: shadow\n"
	"    domains:\n      - \"bad.example\"\n\n";

static const struct {
	const char *text, *rules, *report;
} facts[] = {
	{ "type: comment\nbody (includes-word): [idiot, 'go away']\naction: remove\n"
	  "action_reason: \"Rude words\"\n",
	  "\n  # Rude words" RULE("rude-words",
				  "8") "    words:\n      - \"idiot\"\n      - \"go away\"\n"
				       "    hit: [\"idiot\", \"go away\"]\n\n",
	  "" },
	{ "body: hello\naction: report\nreport_reason: 'Spam, third\n  time'\ncomment: Please "
	  "stop\n"
	  "set_flair: x\npriority: 2\n",
	  "\n  # Spam, third time" RULE("spam-third-time", "4") "    words:\n      - \"hello\"\n"
								"    hit: [\"hello\"]\n\n",
	  "f:5: not taken over, for rules here answer nobody and set nothing: 'comment'\n"
	  "f:6: not taken over, for rules here answer nobody and set nothing: 'set_flair'\n" },
	{ "---\n# nothing\n---\nbody+title (includes): scam\naction: report\n--- # end\n",
	  RULE("line-4", "4") "    words:\n      - \"*scam*\"\n    hit: [\"scam\"]\n\n", "" },
	{ "body#1 (regex): 'b(i|a)d'\naction: filter\n",
	  RULE("line-1", "4") "    regex:\n      - \"(?<!\\\\w)(?:b(i|a)d)(?!\\\\w)\"\n\n", "" },
	{ "body (regex, includes): 'FOO\\d'\naction: filter\n",
	  RULE("line-1", "4") "    regex:\n      - \"(?i)(?:FOO\\\\d)\"\n\n", "" },
	{ "title (full-exact): first!\naction: remove\n",
	  RULE("line-1", "8") "    regex:\n      - \"\\\\A(?:first!)\\\\z\"\n\n", "" },
	{ "~body: [please]\nbody: idiot\naction: remove\n",
	  RULE("line-1", "8") "    words:\n      - \"idiot\"\n    unless:\n      - \"please\"\n\n",
	  "" },
	{ "domain+url: [bad.example, com]\naction: spam\n",
	  "\n  - id: line-1\n    category: spam\n    points: 8\n    status: shadow\n"
	  "    domains:\n      - \"bad.example\"\n\n",
	  "f:1: left out: 'com': is nobody's domain (a public suffix)\n" },
	{ "body: hello\nauthor: {account_age: '< 3 days'}\naction: remove\n",
	  RULE("line-1", "8") "    when:\n      author: {younger_than: 3d}\n"
			      "    words:\n      - \"hello\"\n\n",
	  "" },
	{ "body: hello\nauthor: {account_age: '> 2 months'}\naction: report\n",
	  RULE("line-1", "4") "    when:\n      author: {older_than: 60d}\n"
			      "    words:\n      - \"hello\"\n\n",
	  "" },
	{ "body: hi\nauthor: {account_age: '< 3 days', comment_karma: '< 1'}\naction: remove\n",
	  " []\n", "f:1: left out: 'body': 'author' asks for more than the age of an account\n" },
	{ "body: hi\nauthor: {account_age: '< soon'}\naction: remove\n", " []\n",
	  "f:1: left out: 'body': 'author' asks for more than the age of an account\n" },
	{ "body: hi\nauthor: somebody\naction: remove\n", " []\n",
	  "f:1: left out: 'body': 'author' is nothing that we look at, and the rule would find "
	  "more "
	  "without it\n" },
	{ "body: idiot\ntitle (includes): boss\n~body#2 (regex): 'no\\d'\n~domain: "
	  "good.example\naction: remove\n",
	  four_checks, "" },
	{ "body: hello\ndomain: [bad.example, com]\nauthor: {account_age: '< 3 days', "
	  "satisfy_any_threshold: true}\naction: spam\n",
	  words_and_domain, "f:2: left out: 'com': is nobody's domain (a public suffix)\n" },
	{ "body: hello\ndomain: com\naction: remove\n", " []\n",
	  "f:2: left out: 'com': is nobody's domain (a public suffix)\n"
	  "f:1: left out: 'body': one of its checks could not be taken over, and all must hold\n" },
	{ "body: hello\ntitle: a1\n~domain: [good.example, com]\naction: remove\n", " []\n",
	  "f:3: left out: 'com': is nobody's domain (a public suffix)\n"
	  "f:1: left out: 'body': one of its checks could not be taken over, and all must hold\n" },
	{ "body (case-sensitive): A\naction: remove\n", " []\n",
	  "f:1: left out: 'body (case-sensitive)': 'body (case-sensitive)' minds capitals, and "
	  "words "
	  "here never do\n" },
	{ "body: a1\naction: approve\n", " []\n",
	  "f:1: left out: 'body': it does nothing that could be done here\n" },
	{ "~body: 'a*'\nbody: b1\naction: remove\n", " []\n",
	  "f:1: left out: 'a*': cannot be said as a word of 'unless'\n"
	  "f:1: left out: '~body': one of its checks could not be taken over, and all must "
	  "hold\n" },
	{ "action: remove\n", " []\n", "f:1: left out: 'action': it looks for no words\n" },
	{ "body: {a: b}\naction: remove\n", " []\n",
	  "f:1: left out: 'body': 'body' holds further conditions\n" },
	{ "- a\n", " []\n", "f:1: left out: '': is no rule\n" },
	{ "", " []\n", "" },
};

static void test_facts(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(facts) / sizeof(facts[0]); i++)
		assert_imports(import_automoderator, "f", NULL, facts[i].text, facts[i].rules,
			       facts[i].report);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_facts) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
