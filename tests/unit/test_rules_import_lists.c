/* test_rules_import_lists.c - facts about lists of Facebook and Discourse as packs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka needs the four above first */
#include <cmocka.h>

#include "rules_import_house.h"
#include "rules_import_lists.h"

static void test_facebook(void **state)
{
	(void)state;
	assert_imports(
		import_facebook, "f", NULL, "\xEF\xBB\xBFidiot, go away!\nf*ck ,🐒,,amzn.to\r\n",
		"\n  - id: blocked-words\n    category: insult\n    points: 8\n    status: shadow\n"
		"    words:\n      - \"idiot\"\n      - \"go away!\"\n      - \"🐒\"\n"
		"    regex:\n      - \"(?<!\\\\w)f\\\\*ck(?!\\\\w)\"\n"
		"      - \"(?<!\\\\w)amzn\\\\.to(?!\\\\w)\"\n"
		"    hit: [\"idiot\", \"go away!\", \"🐒\"]\n\n",
		"");
	assert_imports(import_facebook, "f", NULL, "\n,\n", " []\n", "");
	assert_imports(
		import_facebook, "f", NULL, "cretin;dolt; go away;\nhi ;)",
		"\n  - id: blocked-words\n    category: insult\n    points: 8\n    status: shadow\n"
		"    words:\n      - \"cretin\"\n      - \"dolt\"\n      - \"go away;\"\n"
		"      - \"hi ;)\"\n"
		"    hit: [\"cretin\", \"dolt\", \"go away;\", \"hi ;)\"]\n\n",
		"");
	assert_imports(
		import_facebook, "f", NULL, "idiot, fool\nFool,idiot \nf*ck\nf*ck\n",
		"\n  - id: blocked-words\n    category: insult\n    points: 8\n    status: shadow\n"
		"    words:\n      - \"idiot\"\n      - \"fool\"\n"
		"    regex:\n      - \"(?<!\\\\w)f\\\\*ck(?!\\\\w)\"\n"
		"    hit: [\"idiot\", \"fool\"]\n\n",
		"f:2: stands in line 1 already: 'Fool'\nf:2: stands in line 1 already: 'idiot'\n"
		"f:4: stands in line 3 already: '(?<!\\w)f\\*ck(?!\\w)'\n");
}

/* Downloads of Discourse name their action in the file's name; stars are its wildcards too. */
static void test_discourse_download(void **state)
{
	(void)state;
	assert_imports(import_discourse, "forum-watched-words-flag.csv", NULL,
		       "dumm*\n*skalle\n*mitt*\n\na**b\n",
		       "\n  - id: flag\n    category: insult\n    points: 4\n    status: shadow\n"
		       "    words:\n      - \"dumm*\"\n      - \"*skalle\"\n      - \"*mitt*\"\n"
		       "    regex:\n      - \"(?<!\\\\w)a\\\\S*b(?!\\\\w)\"\n"
		       "    hit: [\"dumm\", \"skalle\", \"mitt\"]\n\n",
		       "");
	assert_imports(import_discourse, "forum-watched-words-replace.csv", NULL, "heck,h*ck\n",
		       " []\n",
		       "forum-watched-words-replace.csv:1: left out: 'heck': comments are "
		       "never changed here\n");
}

static void test_discourse_table(void **state)
{
	(void)state;
	assert_imports(
		import_discourse, "f", NULL,
		"word,action,replacement,case_sensitive\n"
		"\"say \"\"x\"\", y\",silence,,false\nspam,tag,advert,\nSHOUT,flag,,true\n"
		"odd,nosuch,,\n\"two\nlines\",block,,\nlate,tag,,\n5€,block,,\n",
		"\n  - id: silence\n    category: insult\n    points: 8\n    status: shadow\n"
		"    words:\n      - \"say \\\"x\\\", y\"\n    hit: [\"say \\\"x\\\", y\"]\n\n"
		"  - id: advert\n    label: \"topic:advert\"\n    status: shadow\n"
		"    words:\n      - \"spam\"\n    hit: [\"spam\"]\n\n"
		"  - id: block\n    category: insult\n    points: 8\n    status: shadow\n"
		"    words:\n      - \"two\\u000Alines\"\n    regex:\n      - "
		"\"(?<!\\\\w)5€(?!\\\\w)\"\n    hit: [\"two\\u000Alines\"]\n\n",
		"f:4: left out: 'SHOUT': it minds capitals, and words here never do\n"
		"f:5: left out: 'odd': its action is not known\n"
		"f:8: left out: 'late': no tag, or too many rules\n");
}

static void test_discourse_upload(void **state)
{
	struct import import;

	(void)state;
	assert_imports(import_discourse, "f", "censor", "word,,true\nidiot,x,false\n",
		       "\n  - id: censor\n    category: insult\n    points: 4\n    status: shadow\n"
		       "    words:\n      - \"idiot\"\n    hit: [\"idiot\"]\n\n",
		       "f:1: left out: 'word': it minds capitals, and words here never do\n");
	import_init(&import, "f", CATEGORY_INSULT);
	import.action = slice_from("nosuch");
	import_discourse(&import, slice_from("idiot\n"));
	assert_non_null(import.failure);
	import_done(&import);
	import_init(&import, "f", CATEGORY_INSULT);
	import_discourse(&import, slice_from("[{\"word\": \"idiot\"}]"));
	assert_non_null(strstr(import.failure, "JSON"));
	import_done(&import);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_facebook),
		cmocka_unit_test(test_discourse_download),
		cmocka_unit_test(test_discourse_table),
		cmocka_unit_test(test_discourse_upload),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
